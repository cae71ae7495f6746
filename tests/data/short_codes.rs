//! Short codes that more than one country uses, each with what it is there: a helpline in one is a fire brigade in the next.
//!
//! A code that is added to a second country's file fails the data check until somebody has looked and listed it here.
//! The same number with the same meaning (116 123 in Europe) is listed too: Ukraine's 116 123 is not what the others' is.

#[rustfmt::skip]
pub const SHARED: &[(&str, &[&str])] = &[
    ("106", &["CO Línea 106 (Bogotá)", "CU police"]),
    ("107", &["AR ambulance", "BE Télé-Accueil", "HU police"]),
    ("108", &["IN ambulance", "MN child helpline"]),
    ("111", &["GB NHS 111, mental health option", "KG child helpline", "KZ family and child contact centre", "NR ambulance", "NZ all emergencies", "PG ambulance", "RW fire", "VN child helpline", "VU police"]),
    ("113", &["AO police", "BT police", "ER police", "GW ambulance", "IT police", "NL 113 Zelfmoordpreventie", "NO ambulance", "PE Línea 113", "SM police", "SY fire", "VA police", "VN police", "VU fire"]),
    ("116", &["AD ambulance", "ER fire", "GM ambulance", "HT ambulance", "KE child helpline", "MZ child helpline", "NA child helpline", "PE fire", "TZ child helpline", "ZM child helpline", "ZW child helpline"]),
    ("116111", &["AL child helpline (one European number)", "BG the same", "CZ the same", "DE the same", "DK the same", "EE the same", "HR the same", "HU the same", "LT the same", "MD the same", "PL the same", "SE the same", "SK the same"]),
    ("116123", &["CZ Linka první psychické pomoci", "DE TelefonSeelsorge", "EE Eluliin", "GB Samaritans", "GG Samaritans", "GI GibSams", "HU LESZ", "IE Samaritans", "IM Samaritans", "JE Samaritans", "LT Vilties linija", "LV Skalbes", "NO Mental Helse", "PL Telefon Zaufania", "SI Samarijan"]),
    ("131", &["AW Telefon pa Hubentud", "CL ambulance", "CV fire", "TT Childline"]),
    ("143", &["CH Die Dargebotene Hand", "CI health information line"]),
    ("147", &["AT Rat auf Draht", "CH Pro Juventute", "PA Línea 147"]),
    ("150", &["BG ambulance", "CZ fire", "HN Línea de la Esperanza", "KZ child and family helpline", "SK fire"]),
    ("155", &["CZ ambulance", "PY Línea 155", "SK ambulance"]),
    ("3114", &["FR one number for France and its overseas departments", "GF the same", "GP the same", "MQ the same", "RE the same"]),
    ("933", &["SZ fire", "TO ambulance", "ZM helpline"]),
    ("988", &["CA Suicide Crisis Helpline", "GU US Lifeline", "PR US Lifeline, answered in Puerto Rico", "US Lifeline", "VI US Lifeline"]),
];
