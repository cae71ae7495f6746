#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pelita_fuzz::lexicon_toml(data));
