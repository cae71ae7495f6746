//! What the people of a made-up log type.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// The queries of one language.
pub struct Language {
    /// Two of these words make an ordinary query.
    pub first: &'static [&'static str],
    pub second: &'static [&'static str],
    /// Ordinary queries that hold a word which elsewhere would be heard.
    pub traps: &'static [&'static str],
    /// Queries that bring a prompt; plain ones, without any detail.
    pub heard: &'static [&'static str],
}

impl Language {
    /// An ordinary query; one in twenty is a trap.
    pub fn neutral(&self, rng: &mut ChaCha8Rng) -> String {
        let pick = |rng: &mut ChaCha8Rng, from: &[&'static str]| from[rng.random_range(0..from.len())];
        if rng.random_ratio(1, 20) {
            return pick(rng, self.traps).to_string();
        }
        let (first, second) = (pick(rng, self.first), pick(rng, self.second));
        format!("{first} {second} {}", rng.random_range(1..1000))
    }
}

/// Country, place of its language in [`LANGUAGES`], weight in ten thousandths. The last is small on purpose.
pub const COUNTRIES: &[(&str, usize, u32)] =
    &[("ID", 0, 3000), ("GB", 1, 1500), ("US", 1, 2000), ("FR", 2, 1000), ("DE", 3, 900), ("ES", 4, 800), ("BR", 5, 795), ("IS", 1, 5)];

pub const LANGUAGES: &[Language] = &[
    Language {
        first: &["resep", "harga", "cuaca", "jadwal", "lagu", "cara membuat", "alamat", "film"],
        second: &["rendang", "motor", "jakarta", "kereta", "anak", "kue bolu", "bandung", "terbaru"],
        traps: &["gol bunuh diri", "mati lampu hari ini"],
        heard: &["pengen mati aja", "ingin bunuh diri", "gak mau hidup lagi", "aku mau mati"],
    },
    Language {
        first: &["weather", "cheap", "best", "used", "recipe for", "train to", "lyrics", "how to clean"],
        second: &["london", "flights", "bicycle", "pancakes", "oven", "chicago", "headphones", "garden chairs"],
        traps: &["suicide squad trailer", "kill process linux"],
        heard: &["i want to kill myself", "i want to die", "suicide hotline", "my friend wants to kill herself"],
    },
    Language {
        first: &["météo", "recette", "horaires", "prix", "maison", "film", "carte"],
        second: &["paris", "crêpes", "gare", "vélo", "à louer", "ce soir", "de lyon"],
        traps: &["suicide squad bande annonce"],
        heard: &["je veux mourir", "je veux me suicider", "envie de mourir"],
    },
    Language {
        first: &["wetter", "rezept", "öffnungszeiten", "gebrauchtes", "bahn nach", "wohnung"],
        second: &["berlin", "apfelkuchen", "rathaus", "fahrrad", "hamburg", "mieten"],
        traps: &["suicide squad stream"],
        heard: &["ich will sterben", "ich will nicht mehr leben", "ich will mich umbringen"],
    },
    Language {
        first: &["tiempo", "receta", "horario", "precio", "piso", "letra"],
        second: &["madrid", "tortilla", "tren", "bicicleta", "alquiler", "canción"],
        traps: &["escuadrón suicida reparto"],
        heard: &["quiero morir", "me quiero morir", "quiero suicidarme"],
    },
    Language {
        first: &["previsão", "receita", "horário", "preço", "apartamento", "letra"],
        second: &["são paulo", "bolo de cenoura", "ônibus", "bicicleta", "aluguel", "música"],
        traps: &["esquadrão suicida filme"],
        heard: &["quero morrer", "não quero mais viver", "quero me matar"],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interceptor_agrees() {
        let pelita = pelita::Interceptor::builtin();
        for language in LANGUAGES {
            let pairs = language.first.iter().flat_map(|a| language.second.iter().map(move |b| format!("{a} {b}")));
            for neutral in pairs.chain(language.traps.iter().map(|t| t.to_string())) {
                assert!(pelita.screen(&neutral).is_clean(), "{neutral}");
            }
            for heard in language.heard {
                assert!(pelita.is_shown(&pelita.screen(heard)), "{heard}");
            }
        }
        assert!(COUNTRIES.iter().all(|(country, language, _)| country.parse::<pelita::Country>().is_ok() && *language < LANGUAGES.len()));
    }
}
