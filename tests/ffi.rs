//! The C ABI, called as C calls it: what it answers, what it refuses, and that it stays in step with its header.
#![cfg(feature = "ffi")]

use std::ptr;

use pelita::ffi::*;
use pelita::{Interceptor, Searcher};

const NOTHING: PelitaText = PelitaText { data: ptr::null(), len: 0 };

fn text(s: &str) -> PelitaText {
    PelitaText { data: s.as_ptr(), len: s.len() }
}

fn options() -> PelitaOptions {
    PelitaOptions { directory: NOTHING, locales: NOTHING, topics: NOTHING, threshold: NOTHING, hide_stale: 0 }
}

fn empty() -> PelitaBuffer {
    PelitaBuffer { data: ptr::null_mut(), len: 0 }
}

/// Takes the text of a buffer and frees it.
fn take(mut buffer: PelitaBuffer) -> String {
    let text = if buffer.data.is_null() {
        String::new()
    } else {
        // SAFETY: the library filled it.
        unsafe { String::from_utf8(std::slice::from_raw_parts(buffer.data, buffer.len).to_vec()).expect("UTF-8") }
    };
    // SAFETY: as above; the second call finds it empty.
    unsafe {
        pelita_free(&raw mut buffer);
        assert!(buffer.data.is_null() && buffer.len == 0);
        pelita_free(&raw mut buffer);
    }
    text
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("JSON")
}

/// An open interceptor, closed at the end. The methods call the C functions.
struct Open(*mut PelitaInterceptor);

// SAFETY: the header promises that a handle may be shared by threads.
unsafe impl Sync for Open {}

impl Open {
    fn builtin() -> Open {
        let mut out = ptr::null_mut();
        // SAFETY: null options and no message are allowed.
        assert_eq!(unsafe { pelita_open(ptr::null(), &raw mut out, ptr::null_mut()) }, PELITA_OK);
        Open(out)
    }

    fn with(options: &PelitaOptions) -> Result<Open, (i32, String)> {
        let (mut out, mut message) = (ptr::dangling_mut(), empty());
        // SAFETY: all pointers are to locals and literals.
        let code = unsafe { pelita_open(options, &raw mut out, &raw mut message) };
        let message = take(message);
        if code == PELITA_OK {
            assert_eq!(message, "");
            return Ok(Open(out));
        }
        assert!(out.is_null());
        Err((code, message))
    }

    fn screen(&self, query: &[u8]) -> i32 {
        // SAFETY: the handle is open.
        unsafe { pelita_screen(self.0, query.as_ptr(), query.len()) }
    }

    fn is_shown(&self, query: &[u8]) -> i32 {
        // SAFETY: the handle is open.
        unsafe { pelita_is_shown(self.0, query.as_ptr(), query.len()) }
    }

    fn signals(&self, query: &[u8]) -> String {
        let mut out = empty();
        // SAFETY: the handle is open.
        assert_eq!(unsafe { pelita_signals(self.0, query.as_ptr(), query.len(), &raw mut out) }, PELITA_OK);
        take(out)
    }

    fn intercept(&self, query: &[u8], country: &str, languages: &str) -> (i32, String) {
        let searcher = PelitaSearcher { country: text(country), languages: text(languages), region: NOTHING, audience: NOTHING };
        let mut out = empty();
        // SAFETY: the handle is open.
        let code = unsafe { pelita_intercept(self.0, query.as_ptr(), query.len(), &raw const searcher, &raw mut out) };
        (code, take(out))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        // SAFETY: open until now.
        unsafe { pelita_close(self.0) };
    }
}

#[test]
fn it_answers_as_the_library_does() {
    let pelita = Open::builtin();
    let searcher = Searcher::from_country("ID".parse().expect("a code")).with_languages("id, en;q=0.5");
    for query in ["pengen mati aja", "i want to kill myself", "resep rendang", "gol bunuh diri", "suicide rate 2024", "", "suicide hotline"]
    {
        let prompt = Interceptor::builtin().intercept(query, &searcher);
        let (code, answer) = pelita.intercept(query.as_bytes(), "ID", "id, en;q=0.5");
        assert_eq!(code, if prompt.is_some() { PELITA_SHOWN } else { PELITA_OK }, "{query}");
        assert_eq!(answer, prompt.map_or(String::new(), |p| serde_json::to_string(&p).expect("JSON")), "{query}");
        assert_eq!(pelita.is_shown(query.as_bytes()), code, "{query}");
        let screening = Interceptor::builtin().screen(query);
        assert_eq!(pelita.signals(query.as_bytes()), serde_json::to_string(&screening).expect("JSON"), "{query}");
    }
    for (query, code) in [
        ("resep rendang", PELITA_CLEAN),
        ("suicide rate 2024", PELITA_INFO),
        ("suicide hotline", PELITA_MEDIUM),
        ("i want to kill myself", PELITA_HIGH),
    ] {
        assert_eq!(pelita.screen(query.as_bytes()), code, "{query}");
    }
}

#[test]
fn a_searcher_may_be_known_in_part_or_wrongly() {
    let pelita = Open::builtin();
    let query = b"i want to die";
    let (_, unknown) = pelita.intercept(query, "", "");
    assert_eq!(json(&unknown)["card"]["local"], false);
    for country in ["XX", "T1", "Atlantis", "\u{FFFD}"] {
        assert_eq!(pelita.intercept(query, country, "???"), (PELITA_SHOWN, unknown.clone()), "{country}");
    }
    let searcher = PelitaSearcher { country: text("GB"), languages: NOTHING, region: text("BE-VLG"), audience: text("youth") };
    let (mut out, mut nobody) = (empty(), empty());
    // SAFETY: the handle is open.
    let codes = unsafe {
        [
            pelita_intercept(pelita.0, query.as_ptr(), query.len(), &raw const searcher, &raw mut out),
            pelita_intercept(pelita.0, query.as_ptr(), query.len(), ptr::null(), &raw mut nobody),
        ]
    };
    assert_eq!(codes, [PELITA_SHOWN, PELITA_SHOWN]);
    assert!(take(out).contains("1813"), "the region sets the country");
    assert_eq!(take(nobody), unknown);
}

#[test]
fn bytes_that_are_no_text_are_read_around() {
    let pelita = Open::builtin();
    // Lone surrogates, a cut character, an overlong one, NUL.
    for (query, heard) in [
        (&b"\xED\xA0\x80i want to die\xED\xBF\xBF"[..], Some(3..16)),
        (b"i want to die \xE2\x82", Some(0..13)),
        (b"\xFF\xFE i want to die", Some(3..16)),
        (b"\xC0\xAF bread \xF5\x80\x80\x80", None),
        (b"bread\0recipe", None),
        (b"\xFF", None),
    ] {
        assert_eq!(pelita.screen(query) == PELITA_HIGH, heard.is_some(), "{query:?}");
        let signals = json(&pelita.signals(query));
        let span = &signals["signals"][0]["span"];
        if let Some(heard) = heard {
            assert_eq!((span["start"].as_u64(), span["end"].as_u64()), (Some(heard.start), Some(heard.end)), "{query:?}");
        }
    }
    let searcher = PelitaSearcher {
        country: PelitaText { data: b"\xFF\xFF".as_ptr(), len: 2 },
        languages: PelitaText { data: b"\xED\xA0\x80".as_ptr(), len: 3 },
        region: NOTHING,
        audience: PelitaText { data: b"\xC3".as_ptr(), len: 1 },
    };
    let mut out = empty();
    // SAFETY: the handle is open.
    assert_eq!(unsafe { pelita_intercept(pelita.0, b"i want to die".as_ptr(), 13, &raw const searcher, &raw mut out) }, PELITA_SHOWN);
    assert_eq!(json(&take(out))["card"]["local"], false);
}

#[test]
fn null_is_empty_or_an_error_and_never_read() {
    let pelita = Open::builtin();
    let mut out = empty();
    let null = ptr::null();
    // SAFETY: what is null is checked before it is read.
    unsafe {
        assert_eq!(pelita_screen(pelita.0, null, 0), PELITA_CLEAN);
        assert_eq!(pelita_is_shown(pelita.0, null, 0), PELITA_OK);
        assert_eq!(pelita_screen(pelita.0, null, 1), PELITA_E_NULL);
        assert_eq!(pelita_is_shown(pelita.0, null, usize::MAX), PELITA_E_NULL);
        assert_eq!(pelita_screen(ptr::null(), b"x".as_ptr(), 1), PELITA_E_NULL);
        assert_eq!(pelita_intercept(pelita.0, null, 0, ptr::null(), &raw mut out), PELITA_OK);
        assert!(out.data.is_null());
        assert_eq!(pelita_intercept(pelita.0, null, 3, ptr::null(), &raw mut out), PELITA_E_NULL);
        assert_eq!(take(out), "`query` is null");
        out = empty();
        assert_eq!(pelita_signals(ptr::null(), b"x".as_ptr(), 1, &raw mut out), PELITA_E_NULL);
        assert_eq!(take(out), "`interceptor` is null");
        assert_eq!(pelita_signals(pelita.0, b"x".as_ptr(), 1, ptr::null_mut()), PELITA_E_NULL);
        assert_eq!(pelita_intercept(pelita.0, b"x".as_ptr(), 1, ptr::null(), ptr::null_mut()), PELITA_E_NULL);
        out = empty();
        assert_eq!(pelita_open(ptr::null(), ptr::null_mut(), &raw mut out), PELITA_E_NULL);
        assert_eq!(take(out), "`out` is null");
        assert_eq!(pelita_open(ptr::null(), ptr::null_mut(), ptr::null_mut()), PELITA_E_NULL);
        pelita_close(ptr::null_mut());
        pelita_free(ptr::null_mut());
    }
    let searcher = PelitaSearcher { country: PelitaText { data: null, len: 2 }, languages: NOTHING, region: NOTHING, audience: NOTHING };
    out = empty();
    // SAFETY: as above.
    let code = unsafe { pelita_intercept(pelita.0, b"i want to die".as_ptr(), 13, &raw const searcher, &raw mut out) };
    assert_eq!((code, take(out).as_str()), (PELITA_E_NULL, "`searcher.country` is null"));
}

#[test]
fn a_length_that_cannot_be_is_refused_before_anything_is_read() {
    let pelita = Open::builtin();
    for len in [PELITA_LONGEST_TEXT + 1, isize::MAX as usize, usize::MAX] {
        let mut out = empty();
        // SAFETY: no function reads a text of such a length.
        unsafe {
            assert_eq!(pelita_screen(pelita.0, b"x".as_ptr(), len), PELITA_E_LENGTH);
            assert_eq!(pelita_is_shown(pelita.0, b"x".as_ptr(), len), PELITA_E_LENGTH);
            assert_eq!(pelita_intercept(pelita.0, b"x".as_ptr(), len, ptr::null(), &raw mut out), PELITA_E_LENGTH);
        }
        assert_eq!(take(out), format!("`query` is {len} bytes long; at most {PELITA_LONGEST_TEXT} are read"));
        let wrong = PelitaOptions { locales: PelitaText { data: b"en".as_ptr(), len }, ..options() };
        assert_eq!(Open::with(&wrong).err().map(|e| e.0), Some(PELITA_E_LENGTH));
    }
    let long = [vec![b' '; PELITA_LONGEST_TEXT - 13], b"i want to die".to_vec()].concat();
    assert_eq!(pelita.screen(&long), PELITA_HIGH);
}

#[test]
fn options_choose_and_wrong_ones_say_why() {
    let only = PelitaOptions { locales: text("id, fi"), threshold: text("high"), topics: text("suicide"), hide_stale: 1, ..options() };
    let pelita = Open::with(&only).unwrap_or_else(|e| panic!("{e:?}"));
    assert_eq!(pelita.screen(b"pengen mati aja"), PELITA_HIGH);
    assert_eq!(pelita.screen(b"je veux mourir"), PELITA_CLEAN);
    for (wrong, code, part) in [
        (PelitaOptions { locales: text("tlh"), ..options() }, PELITA_E_NOT_FOUND, "no lexicon for `tlh`"),
        (PelitaOptions { topics: text("suicide,cats"), ..options() }, PELITA_E_NOT_FOUND, "options.topics: expected one of suicide"),
        (PelitaOptions { threshold: text("low,high"), ..options() }, PELITA_E_NOT_FOUND, "options.threshold: expected one of info"),
        (PelitaOptions { directory: text("/nowhere"), ..options() }, PELITA_E_IO, "/nowhere: not a directory"),
        (PelitaOptions { directory: text("/no\0where"), ..options() }, PELITA_E_IO, "not a directory"),
        (PelitaOptions { directory: PelitaText { data: ptr::null(), len: 4 }, ..options() }, PELITA_E_NULL, "options.directory"),
    ] {
        let (seen, message) = Open::with(&wrong).err().expect("refused");
        assert!(seen == code && message.contains(part), "{seen} {message}");
    }
}

#[test]
fn a_directory_of_ones_own_is_loaded() {
    let directory = std::env::temp_dir().join(format!("pelita-ffi-{}", std::process::id()));
    std::fs::create_dir_all(directory.join("lexicons")).expect("a temporary directory");
    let file = directory.join("lexicons/qaa.toml");
    let lexicon = "locale = \"qaa\"\nname = \"Test\"\nreviewed = \"2026-11-24\"\n[[phrases]]\ntopic = \"suicide\"\nintent = \"ideation\"\nmatch = [\"zzyzx zzyzx\"]\n";
    std::fs::write(&file, lexicon).expect("written");
    let path = directory.display().to_string();
    let given = PelitaOptions { directory: text(&path), ..options() };
    let pelita = Open::with(&given).unwrap_or_else(|e| panic!("{e:?}"));
    assert_eq!((pelita.screen(b"zzyzx zzyzx"), pelita.screen(b"i want to die")), (PELITA_HIGH, PELITA_CLEAN));
    std::fs::write(&file, lexicon.replace("ideation", "dreaming")).expect("written");
    let (code, message) = Open::with(&given).err().expect("refused");
    assert!(code == PELITA_E_DATA && message.contains("qaa.toml:6:"), "{code} {message}");
    std::fs::remove_dir_all(directory).expect("removed");
}

#[test]
fn threads_share_a_handle() {
    let pelita = Open::builtin();
    let (_, card) = pelita.intercept(b"i want to die", "GB", "en");
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..300 {
                    assert_eq!(pelita.intercept(b"i want to die", "GB", "en"), (PELITA_SHOWN, card.clone()));
                    assert_eq!(pelita.screen(b"bread recipe"), PELITA_CLEAN);
                    assert_eq!(Open::builtin().screen(b"pengen mati aja"), PELITA_HIGH);
                }
            });
        }
    });
}

/// `cbindgen --verify` compares in full (`examples/ffi/run.sh`); this needs nothing installed.
#[test]
fn the_header_names_what_the_module_exports() {
    let (module, header) = (include_str!("../src/ffi.rs"), include_str!("../include/pelita.h"));
    let module = module.split("#[cfg(test)]").next().expect("one part");
    let squeezed: String = header.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut named = 0;
    for line in module.lines() {
        let wanted = if let Some(constant) = line.strip_prefix("pub const ") {
            let (name, value) = constant.split_once(": ").and_then(|(n, v)| Some((n, v.split_once(" = ")?.1))).expect("a constant");
            format!("#define {name} {}", value.trim_end_matches(';').replace('_', ""))
        } else if let Some(function) = line.split_once("extern \"C\" fn ").map(|f| f.1) {
            format!(" {}(", function.split('(').next().expect("a name"))
        } else {
            continue;
        };
        assert!(squeezed.contains(&wanted), "{wanted}");
        named += 1;
    }
    assert!(named > 20, "{named}");
    assert_eq!(
        header.matches("\nint32_t pelita_").count() + header.matches("\nvoid pelita_").count() + 1,
        module.matches("no_mangle").count()
    );
    // SAFETY: no pointers.
    assert!(header.contains(&format!("#define PELITA_ABI_VERSION {}\n", pelita_abi_version())));
}
