//! What examples and tests ask of a country: its name, and whether cards can be written in a language of it.

use pelita::{Country, Directory, Language};

/// Whether cards can be written in a language.
pub fn has_words(directory: &Directory, language: &Language) -> bool {
    directory.languages().any(|l| l.is_spoken_like(language))
}

/// The country's short English name: ISO 3166-1 without its official additions.
pub fn country_name(country: Country) -> String {
    match country.as_str() {
        "CD" => "Congo (Kinshasa)".into(),
        "CG" => "Congo (Brazzaville)".into(),
        "KP" => "North Korea".into(),
        "KR" => "South Korea".into(),
        "VG" => "British Virgin Islands".into(),
        "VI" => "U.S. Virgin Islands".into(),
        "CC" => "Cocos (Keeling) Islands".into(),
        "GB" => "United Kingdom".into(),
        "LA" => "Laos".into(),
        "RU" => "Russia".into(),
        "SY" => "Syria".into(),
        "VA" => "Vatican City".into(),
        "XK" => "Kosovo".into(),
        code => {
            let name = rust_iso3166::from_alpha2(code).map_or(code, |c| c.name);
            name.split(" (").next().unwrap_or(name).to_string()
        }
    }
}
