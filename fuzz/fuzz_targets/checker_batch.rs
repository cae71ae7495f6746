#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pelita_fuzz::checker_batch(data));
