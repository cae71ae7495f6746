//! Whole cards, as people in these places see them at noon (UTC) on Tuesday, 2026-11-24.
//!
//! Dates of checks are left out: they change with the data, and `tests/resolver.rs` and `tests/data.rs` look after them.

use std::time::{Duration, SystemTime};

use pelita::{Card, Intent, Interceptor, Searcher, Topic};

fn pelita() -> &'static Interceptor {
    static PELITA: std::sync::LazyLock<Interceptor> =
        std::sync::LazyLock::new(|| Interceptor::builder().locales(Vec::<String>::new()).build().unwrap_or_else(|e| panic!("{e}")));
    &PELITA
}

fn noon() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_521_600)
}

fn searcher(place: &str, header: &str) -> Searcher {
    let searcher = match place.parse() {
        Ok(region) => Searcher::unknown().with_region(region),
        Err(_) if place.is_empty() => Searcher::unknown(),
        Err(_) => Searcher::from_country(place.parse().expect("a country or region")),
    };
    searcher.with_languages(header)
}

fn card(place: &str, header: &str) -> Card {
    pelita().card_at(Topic::Suicide, Intent::Ideation, &searcher(place, header), noon())
}

/// The card without its dates: words, then a line for each way to reach somebody, then the emergency line.
fn text(card: &Card) -> String {
    let mut lines = vec![format!("[{}] {}", card.language, card.headline), card.body.clone()];
    lines.extend(card.notice.clone());
    for r in &card.resources {
        let english = r.name_en.as_ref().map(|e| format!(" ({e})")).unwrap_or_default();
        let note = r.note.as_ref().map(|n| format!(" – {n}")).unwrap_or_default();
        lines.push(format!("* {}{english}{note}", r.name));
        lines.extend(r.spoken.clone());
        for c in &r.contacts {
            let link = c.link.clone().unwrap_or_default();
            let facts = [Some(c.label.clone()), Some(link), c.hours.clone(), c.cost.clone(), c.answers_in.clone()];
            lines.push(format!("  - {}", facts.into_iter().flatten().collect::<Vec<_>>().join(" | ")));
        }
    }
    lines.push(card.emergency.text.clone());
    // Isolates are made visible; the compiler wants none in a source file.
    lines.join("\n").replace(['\u{2066}', '\u{2068}'], "<").replace('\u{2069}', ">")
}

fn assert_card(place: &str, header: &str, expected: &str) {
    let expected = expected.trim().lines().map(str::trim_start).collect::<Vec<_>>().join("\n");
    assert_eq!(text(&card(place, header)).replace("\n  - ", "\n- "), expected);
}

/// `name: place, Accept-Language => the whole card`
macro_rules! cards {
    ($($name:ident: $place:literal, $header:literal => $text:literal)+) => {
        $(#[test] fn $name() { assert_card($place, $header, $text); })+
    };
}

cards! {
    switzerland_in_german: "CH", "de-CH" => r#"
        [de] Sie sind nicht allein. Es gibt Hilfe.
        Wenn Sie an Suizid denken, können Sie noch heute mit jemandem sprechen. Hier hören Menschen zu, denen Sie sagen können, was Sie bewegt.
        * 143 - Die Dargebotene Hand / La Main Tendue / Telefono Amico (143 - The Helping Hand)
        Sprachen: Deutsch, français, italiano
        - 143 anrufen | tel:143 | 24 Stunden, jeden Tag
        * Heart2Heart
        Sprachen: English
        - 0800 143 000 anrufen | tel:+41800143000 | Zurzeit nicht erreichbar · Erreichbar: 18:00-23:00 | Kostenlos
        Wenn Sie oder andere gerade in Gefahr sind, rufen Sie 112 / 144 an
    "#
    switzerland_in_french: "CH", "fr-CH" => r#"
        [fr] Vous n’avez pas à rester sans soutien. De l’aide existe.
        Si vous pensez au suicide, vous pouvez parler à quelqu’un aujourd’hui. Ici, des personnes vous écoutent et vous pouvez leur dire ce que vous vivez.
        * 143 - Die Dargebotene Hand / La Main Tendue / Telefono Amico (143 - The Helping Hand)
        Langues : Deutsch, français, italiano
        - Appeler le 143 | tel:143 | 24 heures sur 24, tous les jours
        * Heart2Heart
        Langues : English
        - Appeler le 0800 143 000 | tel:+41800143000 | Fermé maintenant · Horaires : 18:00-23:00 | Gratuit
        Si vous ou une autre personne êtes en danger maintenant, appelez le 112 / 144
    "#
    switzerland_in_italian: "CH", "it-CH" => r#"
        [it] Non devi affrontare tutto senza aiuto. Un aiuto c’è.
        Se stai pensando al suicidio, puoi parlare con qualcuno oggi. Qui ci sono persone che ascoltano, e puoi raccontare quello che ti succede.
        * 143 - Die Dargebotene Hand / La Main Tendue / Telefono Amico (143 - The Helping Hand)
        Lingue: Deutsch, français, italiano
        - Chiama 143 | tel:143 | 24 ore, tutti i giorni
        * Heart2Heart
        Lingue: English
        - Chiama 0800 143 000 | tel:+41800143000 | Ora chiuso · Orari: 18:00-23:00 | Gratuito
        Se tu o un’altra persona siete in pericolo adesso, chiama il 112 / 144
    "#
    belgium_in_a_language_not_known: "BE", "" => r#"
        [nl] Je bent niet alleen. Er is hulp.
        Als je aan zelfmoord denkt, kun je vandaag nog met iemand praten. De mensen hier luisteren en je kunt vertellen wat er speelt.
        * Zelfmoordlijn 1813 (Suicide Line 1813)
        - Bel 1813 | tel:1813 | 24 uur, elke dag | Gratis
        * Centre de Prévention du Suicide (Suicide Prevention Centre)
        Talen: français
        - Bel 0800 32 123 | tel:+3280032123 | 24 uur, elke dag | Gratis
        * Télé-Accueil (Tele-Accueil listening line)
        Talen: français
        - Bel 107 | tel:107 | 24 uur, elke dag | Gratis
        Als jij of iemand anders nu in gevaar is, bel 112
    "#
    belgium_in_french: "BE", "fr-BE, nl;q=0.5" => r#"
        [fr] Vous n’avez pas à rester sans soutien. De l’aide existe.
        Si vous pensez au suicide, vous pouvez parler à quelqu’un aujourd’hui. Ici, des personnes vous écoutent et vous pouvez leur dire ce que vous vivez.
        * Centre de Prévention du Suicide (Suicide Prevention Centre)
        - Appeler le 0800 32 123 | tel:+3280032123 | 24 heures sur 24, tous les jours | Gratuit
        * Télé-Accueil (Tele-Accueil listening line)
        - Appeler le 107 | tel:107 | 24 heures sur 24, tous les jours | Gratuit
        * Zelfmoordlijn 1813 (Suicide Line 1813)
        Langues : Nederlands
        - Appeler le 1813 | tel:1813 | 24 heures sur 24, tous les jours | Gratuit
        Si vous ou une autre personne êtes en danger maintenant, appelez le 112
    "#
    canada_in_english: "CA", "en-CA" => r#"
        [en] You are not alone. Help is here.
        If you are thinking about suicide, you can talk with someone today. The people here listen, and you can tell them what is going on.
        * 9-8-8: Suicide Crisis Helpline
        Languages: English, français
        - Call 988 | tel:988 | 24 hours, every day | Free of charge
        - Text 988 | sms:988 | 24 hours, every day | Free of charge
        If you or someone else is in danger right now, call 911
    "#
    canada_in_french: "CA", "fr-CA" => r#"
        [fr] Vous n’avez pas à rester sans soutien. De l’aide existe.
        Si vous pensez au suicide, vous pouvez parler à quelqu’un aujourd’hui. Ici, des personnes vous écoutent et vous pouvez leur dire ce que vous vivez.
        * 9-8-8: Suicide Crisis Helpline
        Langues : English, français
        - Appeler le 988 | tel:988 | 24 heures sur 24, tous les jours | Gratuit
        - Envoyer un SMS au 988 | sms:988 | 24 heures sur 24, tous les jours | Gratuit
        Si vous ou une autre personne êtes en danger maintenant, appelez le 911
    "#
    india_in_hindi: "IN", "hi-IN, en;q=0.5" => r#"
        [hi] आप अकेले नहीं हैं। मदद मौजूद है।
        अगर आपके मन में आत्महत्या के विचार आ रहे हैं, तो आज ही किसी से बात की जा सकती है। यहाँ सुनने वाले लोग हैं, और उन्हें बताया जा सकता है कि आप पर क्या बीत रही है।
        * Tele MANAS
        भाषाएँ: हिन्दी, English
        - 14416 पर कॉल करें | tel:14416 | 24 घंटे, हर दिन | निःशुल्क
        * 1Life
        भाषाएँ: తెలుగు, हिन्दी, English
        - 78930 78930 पर कॉल करें | tel:+917893078930 | 24 घंटे, हर दिन
        अगर आप या कोई और अभी ख़तरे में है, तो 112 / 108 पर कॉल करें
    "#
    south_africa_in_zulu: "ZA", "zu" => r#"
        [zu] Awuwedwa. Lukhona usizo.
        Uma ucabanga ngokuzibulala, ungakhuluma nomuntu namuhla. Lapha kukhona abantu abalalelayo, futhi ungabatshela okwenzekayo.
        * SADAG Suicide Crisis Line
        Izilimi: English
        - Shayela u-0800 567 567 | tel:+27800567567 | Amahora angu-24, nsuku zonke | Mahhala
        - Thumela i-SMS ku-31393 | sms:31393 | Amahora angu-24, nsuku zonke
        * LifeLine South Africa
        Izilimi: English
        - Shayela u-0861 322 322 | tel:+27861322322 | Amahora angu-24, nsuku zonke
        Uma wena noma omunye umuntu nisengozini njengamanje, shayela u-112 / 10177
    "#
    hong_kong_in_traditional_chinese: "HK", "zh-HK" => r#"
        [zh-Hant] 你不是一個人，有人可以幫助你。
        如果你正在想自殺的事，今天就可以找人談談。這裡有人傾聽，你可以說說正在經歷的事。
        * 香港撒瑪利亞防止自殺會 (The Samaritan Befrienders Hong Kong)
        語言：中文, English
        - 撥打 2389 2222 | tel:+85223892222 | 每天 24 小時
        * The Samaritans Hong Kong
        語言：English, 中文
        - 撥打 2896 0000 | tel:+85228960000 | 每天 24 小時
        * 情緒通 18111 (Mental Health Support Hotline 18111)
        語言：中文, English, हिन्दी, नेपाली, <اردو>, ਪੰਜਾਬੀ, bahasa Indonesia, Filipino, Tiếng Việt, বাংলা, ไทย
        - 撥打 18111 | tel:18111 | 每天 24 小時
        如果你或其他人現在有危險，請撥打 999
    "#
    hong_kong_in_english: "HK", "en-HK" => r#"
        [en] You are not alone. Help is here.
        If you are thinking about suicide, you can talk with someone today. The people here listen, and you can tell them what is going on.
        * The Samaritans Hong Kong
        Languages: English, 中文
        - Call 2896 0000 | tel:+85228960000 | 24 hours, every day
        * 香港撒瑪利亞防止自殺會 (The Samaritan Befrienders Hong Kong)
        Languages: 中文, English
        - Call 2389 2222 | tel:+85223892222 | 24 hours, every day
        * 情緒通 18111 (Mental Health Support Hotline 18111)
        Languages: 中文, English, हिन्दी, नेपाली, <اردو>, ਪੰਜਾਬੀ, bahasa Indonesia, Filipino, Tiếng Việt, বাংলা, ไทย
        - Call 18111 | tel:18111 | 24 hours, every day
        If you or someone else is in danger right now, call 999
    "#
    taiwan_in_traditional_chinese: "TW", "zh-TW" => r#"
        [zh-Hant] 你不是一個人，有人可以幫助你。
        如果你正在想自殺的事，今天就可以找人談談。這裡有人傾聽，你可以說說正在經歷的事。
        * 1925 安心專線 (1925 Peace of Mind Line)
        - 撥打 1925 | tel:1925 | 每天 24 小時 | 免費
        * 生命線 1995 (Lifeline 1995)
        - 撥打 1995 | tel:1995 | 每天 24 小時
        * 張老師 (Teacher Chang)
        - 撥打 1980 | tel:1980 | 現在開放 · 服務時間：週一-週六 09:00-12:00,14:00-17:00,18:00-21:30; 週日 09:00-12:00,14:00-17:00
        如果你或其他人現在有危險，請撥打 119
    "#
    catalonia: "ES-CT", "ca" => r#"
        [ca] No cal que ho passis sense suport. Hi ha ajuda.
        Si penses en el suïcidi, avui pots parlar amb algú. Aquí hi ha persones que escolten, i els pots explicar què et passa.
        * Telèfon de Prevenció del Suïcidi (Suicide Prevention Line (Barcelona))
        Llengües: català, español
        - Truca al 900 925 555 | tel:+34900925555 | 24 hores, cada dia | Gratuït
        * Línea 024 de atención a la conducta suicida (Line 024)
        Llengües: español, català, galego, euskara, English, français
        - Truca al 024 | tel:024 | 24 hores, cada dia | Gratuït
        * Teléfono de la Esperanza (Telephone of Hope)
        Llengües: español
        - Truca al 717 003 717 | tel:+34717003717 | 24 hores, cada dia
        * Samaritans in Spain
        Llengües: English
        - Truca al 900 525 100 | tel:+34900525100 | Obert ara · Horari: 10:00-24:00 | Gratuït
        Si ara mateix hi ha perill per a tu o per a una altra persona, truca al 112
    "#
    basque_country: "ES-PV", "eu" => r#"
        [eu] Ez zaude bakarrik. Laguntza badago.
        Suizidioan pentsatzen ari bazara, gaur norbaitekin hitz egin dezakezu. Hemen entzuten duten pertsonak daude, eta gertatzen zaizuna konta diezaiekezu.
        * Línea 024 de atención a la conducta suicida (Line 024)
        Hizkuntzak: español, català, galego, euskara, English, français
        - Deitu: 024 | tel:024 | 24 ordu, egunero | Doan
        * Teléfono de la Esperanza (Telephone of Hope)
        Hizkuntzak: español
        - Deitu: 717 003 717 | tel:+34717003717 | 24 ordu, egunero
        * Samaritans in Spain
        Hizkuntzak: English
        - Deitu: 900 525 100 | tel:+34900525100 | Orain irekita · Ordutegia: 10:00-24:00 | Doan
        Zu edo beste norbait arriskuan bazaudete orain, deitu: 112
    "#
    galicia: "ES-GA", "gl" => r#"
        [gl] Non tes que pasar por isto sen apoio. Hai axuda.
        Se estás a pensar no suicidio, podes falar hoxe con alguén. Aquí hai persoas que escoitan, e podes contarlles o que che pasa.
        * Línea 024 de atención a la conducta suicida (Line 024)
        Linguas: español, català, galego, euskara, English, français
        - Chamar ao 024 | tel:024 | 24 horas, todos os días | De balde
        * Teléfono de la Esperanza (Telephone of Hope)
        Linguas: español
        - Chamar ao 717 003 717 | tel:+34717003717 | 24 horas, todos os días
        * Samaritans in Spain
        Linguas: English
        - Chamar ao 900 525 100 | tel:+34900525100 | Aberto agora · Horario: 10:00-24:00 | De balde
        Se hai perigo agora mesmo para ti ou para outra persoa, chama ao 112
    "#
    spain_without_a_language: "ES-AN", "" => r#"
        [es] No tienes que pasar por esto en soledad. Hay ayuda.
        Si estás pensando en el suicidio, puedes hablar hoy con alguien. Aquí hay personas que escuchan, y puedes contarles lo que te pasa.
        * Línea 024 de atención a la conducta suicida (Line 024)
        Idiomas: español, català, galego, euskara, English, français
        - Llamar al 024 | tel:024 | 24 horas, todos los días | Gratuito
        * Teléfono de la Esperanza (Telephone of Hope)
        - Llamar al 717 003 717 | tel:+34717003717 | 24 horas, todos los días
        * Samaritans in Spain
        Idiomas: English
        - Llamar al 900 525 100 | tel:+34900525100 | Abierto ahora · Horario: 10:00-24:00 | Gratuito
        Si hay peligro ahora mismo para ti o para otra persona, llama al 112
    "#
    england: "GB-ENG", "en-GB" => r#"
        [en] You are not alone. Help is here.
        If you are thinking about suicide, you can talk with someone today. The people here listen, and you can tell them what is going on.
        * Samaritans
        - Call 116 123 | tel:116123 | 24 hours, every day | Free of charge
        * NHS 111, mental health option
        - Call 111 | tel:111 | 24 hours, every day
        * Shout
        - Text 85258 | sms:85258 | 24 hours, every day | Free of charge
        If you or someone else is in danger right now, call 999 / 112
    "#
    wales_in_welsh: "GB-WLS", "cy, en;q=0.5" => r#"
        [cy] Dydych chi ddim ar eich pen eich hun. Mae help ar gael.
        Os ydych chi’n meddwl am hunanladdiad, gallwch siarad â rhywun heddiw. Mae pobl yma sy’n gwrando, a gallwch ddweud wrthyn nhw beth sy’n digwydd.
        * Samaritans
        Ieithoedd: English
        - Ffoniwch 116 123 | tel:116123 | 24 awr, bob dydd | Am ddim
        * NHS 111 Wales, press 2
        Ieithoedd: English
        - Ffoniwch 111, wedyn pwyswch 2 | tel:111,2 | 24 awr, bob dydd | Am ddim
        * Shout
        Ieithoedd: English
        - Anfonwch neges destun at 85258 | sms:85258 | 24 awr, bob dydd | Am ddim
        Os ydych chi neu rywun arall mewn perygl nawr, ffoniwch 999 / 112
    "#
    united_states_in_english: "US", "en-US" => r#"
        [en] You are not alone. Help is here.
        If you are thinking about suicide, you can talk with someone today. The people here listen, and you can tell them what is going on.
        * 988 Suicide & Crisis Lifeline
        Languages: English, español
        - Call 988 | tel:988 | 24 hours, every day | Free of charge
        - Text 988 | sms:988 | 24 hours, every day | Free of charge
        * Crisis Text Line
        Languages: English, español
        - Text HOME to 741741 | sms:741741?body=HOME | 24 hours, every day | Free of charge
        If you or someone else is in danger right now, call 911
    "#
    united_states_in_spanish: "US", "es-US, en;q=0.5" => r#"
        [es] No tienes que pasar por esto en soledad. Hay ayuda.
        Si estás pensando en el suicidio, puedes hablar hoy con alguien. Aquí hay personas que escuchan, y puedes contarles lo que te pasa.
        * 988 Suicide & Crisis Lifeline
        Idiomas: English, español
        - Llamar al 988 | tel:988 | 24 horas, todos los días | Gratuito
        - Enviar un SMS al 988 | sms:988 | 24 horas, todos los días | Gratuito
        * Crisis Text Line
        Idiomas: English, español
        - Enviar HOME por SMS al 741741 | sms:741741?body=HOME | 24 horas, todos los días | Gratuito
        Si hay peligro ahora mismo para ti o para otra persona, llama al 911
    "#
    brazil: "BR", "pt-BR" => r#"
        [pt] Você não precisa passar por isso sem apoio. Há ajuda.
        Se você está pensando em suicídio, pode conversar com alguém hoje. Aqui há pessoas que escutam, e você pode contar o que sente.
        * CVV - Centro de Valorização da Vida (Centre for the Valuing of Life)
        - Ligar para 188 | tel:188 | 24 horas, todos os dias | Gratuito
        - Conversar por chat | https://www.cvv.org.br/chat/
        - Visitar o site | https://www.cvv.org.br
        Se há perigo neste momento, para você ou para outra pessoa, ligue 192
    "#
    indonesia_with_its_partner: "ID", "id" => r#"
        [id] Kamu tidak sendirian. Bantuan tersedia.
        Jika kamu berpikir untuk bunuh diri, kamu bisa bicara dengan seseorang hari ini. Ceritakan apa yang kamu rasakan kepada orang yang siap mendengarkan.
        * Healing119.id
        - Buka situs web | https://www.healing119.id | 24 jam, setiap hari
        * Into The Light Indonesia – Informasi, bukan layanan krisis
        - Buka situs web | https://www.intothelightid.org/tentang-bunuh-diri/hotline-bunuh-diri-di-indonesia/
        Jika kamu atau orang lain sedang dalam bahaya sekarang, hubungi 112 / 119
    "#
    turkey_has_no_line_and_says_so: "TR", "tr" => r#"
        [tr] Yalnız değilsiniz. Yardım var.
        İntiharı düşünüyorsanız bugün biriyle konuşabilirsiniz. Burada dinleyen insanlar var; neler yaşadığınızı anlatabilirsiniz.
        Bu ülkede güvenle önerebileceğimiz bir hat bilmiyoruz. Bu siteler bir hat bulmanıza yardımcı olabilir:
        * Find A Helpline – Bilgi verir, kriz hattı değildir
        Diller: English
        - Web sitesine gidin | https://findahelpline.com
        * Befrienders Worldwide – Bilgi verir, kriz hattı değildir
        Diller: English
        - Web sitesine gidin | https://befrienders.org
        * International Association for Suicide Prevention (IASP) – Bilgi verir, kriz hattı değildir
        Diller: English
        - Web sitesine gidin | https://www.iasp.info
        Siz ya da başka biri şu anda tehlikedeyse 112 numarasını arayın
    "#
    nowhere_known: "", "" => r#"
        [en] You are not alone. Help is here.
        If you are thinking about suicide, you can talk with someone today. The people here listen, and you can tell them what is going on.
        * Find A Helpline – Information, not a crisis line
        - Visit the website | https://findahelpline.com
        * Befrienders Worldwide – Information, not a crisis line
        - Visit the website | https://befrienders.org
        * International Association for Suicide Prevention (IASP) – Information, not a crisis line
        - Visit the website | https://www.iasp.info
        If you or someone else is in danger right now, call your local emergency number
    "#
    israel_right_to_left: "IL", "he" => r#"
        [he] לא צריך לעבור את זה לבד. יש עזרה.
        אם יש לך מחשבות על התאבדות, אפשר לדבר עם מישהו עוד היום. יש כאן אנשים שמקשיבים, ואפשר לספר להם מה קורה.
        * ער"ן - עזרה ראשונה נפשית (ERAN - Emotional First Aid)
        שפות: עברית, العربية, <русский>, <English>, <አማርኛ>, <français>
        - להתקשר אל <1201> | tel:1201 | 24 שעות, כל יום
        אם יש סכנה כרגע, לך או לאדם אחר, יש להתקשר אל <101>
    "#
}
