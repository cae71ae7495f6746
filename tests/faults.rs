//! What goes wrong around the library: broken data, hostile headers, a reader that has gone, a disk that is full. Each gets a clear error or a sensible answer.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use pelita::{Country, ErrorKind, Intent, Interceptor, Language, LiveInterceptor, Searcher, Topic};

const LEXICON: &str = r#"locale = "xx"
name = "Test"
reviewed = "2026-11-24"

[words]
me = ["sesam", "kumin"]

[[phrases]]
topic = "suicide"
intent = "ideation"
match = ["abrakadabra <me>"]
"#;

/// A directory of its own that goes when it is dropped.
struct Folder(PathBuf);

impl Folder {
    /// With a lexicon of test words; resources and messages are the crate's.
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("pelita-faults-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("lexicons")).expect("a folder can be made");
        let folder = Folder(path);
        folder.put("lexicons/xx.toml", LEXICON);
        folder
    }

    fn put(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("it has a parent")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    fn build(&self) -> Result<Interceptor, pelita::Error> {
        Interceptor::builder().data_directory(&self.0).build()
    }

    /// The error, which must be of this kind and name this file.
    fn fails(&self, kind: ErrorKind, file: &str) -> String {
        let e = self.build().err().unwrap_or_else(|| panic!("{file}: no error"));
        assert_eq!(e.kind(), kind, "{e}");
        assert!(e.file().is_some_and(|f| f.contains(file)), "{file}: {e}");
        e.to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn builtin(folder: &str, name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(folder).join(name);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

#[test]
fn a_sound_directory_loads() {
    let pelita = Folder::new("sound").build().unwrap_or_else(|e| panic!("{e}"));
    assert!(!pelita.screen("abrakadabra sesam").is_clean() && pelita.screen("i want to die").is_clean());
}

/// Cut anywhere, a file is refused with its name, or what is left of it is a whole lexicon.
#[test]
fn a_file_that_is_cut_off_names_itself() {
    let mut refused = 0;
    for cut in 0..LEXICON.len() {
        let built = Interceptor::builder().locales(["xx"]).lexicon("xx.toml", &LEXICON[..cut]).build();
        if let Err(e) = built {
            refused += 1;
            assert!(e.to_string().contains("xx.toml"), "cut at {cut}: {e}");
        }
    }
    assert!(refused > LEXICON.len() / 2, "{refused}");
}

#[test]
fn corrupted_files_name_file_and_place() {
    let folder = Folder::new("corrupted");
    folder.put("lexicons/yy.toml", b"locale = \"yy\"\nname = \"\xFF\xFE\"\n");
    assert!(folder.fails(ErrorKind::Io, "yy.toml").contains("UTF-8"));
    for (text, place, message) in [
        ("", "", "missing field `locale`"),
        ("\u{0}\u{1}", ":1:", ""),
        ("locale = \"yy\nname = 1", ":1:", ""),
        ("locale = \"yy\"\nlocale = \"zz\"\nname = \"y\"\nreviewed = \"2026-11-24\"\n", ":2:1:", "duplicate key"),
        ("locale = \"yy\"\nname = \"y\"\nreviewed = \"2026-11-24\"\nfrobnicate = 1\n", ":4:1:", "unknown field `frobnicate`"),
        ("locale = 5\nname = \"y\"\nreviewed = \"2026-11-24\"\n", ":1:10:", "invalid type"),
        (
            "locale = \"yy\"\nname = \"y\"\nreviewed = \"2026-11-24\"\n[[phrases]]\ntopic = \"cats\"\nintent = \"ideation\"\nmatch = [\"abrakadabra\"]\n",
            ":5:9:",
            "cats",
        ),
    ] {
        folder.put("lexicons/yy.toml", text);
        let e = folder.fails(ErrorKind::Data, "yy.toml");
        assert!(e.contains(place) && e.contains(message), "{text:?}: {e}");
    }
}

/// Every country file and message file with one byte struck out, at many places: refused by name, or still sound; never a panic.
#[test]
fn a_byte_less_never_panics() {
    for (folder, name) in [("resources", "IS.toml"), ("messages", "en.toml"), ("resources", "CA.toml")] {
        let text = builtin(folder, name);
        let places: Vec<usize> = text.char_indices().map(|(i, _)| i).collect();
        let made = Folder::new(&format!("byte-{name}"));
        made.put("messages/en.toml", builtin("messages", "en.toml"));
        made.put("resources/IS.toml", builtin("resources", "IS.toml"));
        assert!(made.build().is_ok());
        for &at in places.iter().step_by(places.len() / 60 + 1) {
            let mut broken = text.clone();
            broken.remove(at);
            made.put(&format!("{folder}/{name}"), broken);
            if let Err(e) = made.build() {
                assert!(e.file().is_some_and(|f| f.ends_with(name)), "{name} without byte {at}: {e}");
            }
        }
    }
}

#[test]
fn contradictions_and_doubles_are_refused() {
    let folder = Folder::new("doubles");
    let iceland = builtin("resources", "IS.toml");
    folder.put("resources/IS.toml", &iceland);
    folder.put("resources/IS-again.toml", &iceland);
    let e = folder.fails(ErrorKind::Data, "resources/IS");
    assert!(e.contains("two files are about IS; keep one"), "{e}");

    let folder = Folder::new("ids");
    folder.put("resources/IS.toml", iceland.clone() + &iceland[iceland.find("[[resources]]").expect("it has one")..]);
    let e = folder.fails(ErrorKind::Data, "IS.toml");
    assert!(e.contains("is-1717"), "{e}");

    let folder = Folder::new("atlantis");
    folder.put("resources/QQ.toml", iceland.replace("\"IS\"", "\"Atlantis\""));
    let e = folder.fails(ErrorKind::Data, "QQ.toml");
    assert!(e.contains("ISO 3166-1") && e.contains(":1:"), "{e}");

    let folder = Folder::new("languages");
    let english = builtin("messages", "en.toml");
    folder.put("messages/en.toml", &english);
    folder.put("messages/en-too.toml", &english);
    let e = folder.fails(ErrorKind::Data, "messages/en");
    assert!(e.contains("two files are in en; keep one"), "{e}");

    let folder = Folder::new("no-english");
    folder.put("messages/id.toml", builtin("messages", "id.toml"));
    let e = folder.build().expect_err("no last resort").to_string();
    assert!(e.contains("there is no English message file (en.toml)"), "{e}");

    let folder = Folder::new("future");
    folder.put("resources/IS.toml", iceland.replace("checked   = \"2026-02-02\"", "checked   = \"2026-13-02\""));
    let e = folder.fails(ErrorKind::Data, "IS.toml");
    assert!(e.contains("2026-13-02"), "{e}");
}

#[test]
fn an_enormous_file_is_read_or_refused_in_time() {
    let start = Instant::now();
    let comment = format!("# {}\n", "x".repeat(98)).repeat(100_000);
    let built = Interceptor::builder().locales(["xx"]).lexicon("xx.toml", comment + LEXICON).build().expect("ten megabytes of comment");
    assert!(!built.screen("abrakadabra sesam").is_clean());
    let nested = format!("{LEXICON}x = {}{}\n", "[".repeat(100_000), "]".repeat(100_000));
    let e = Interceptor::builder().locales(["xx"]).lexicon("xx.toml", nested).build().expect_err("too deep");
    assert!(e.to_string().starts_with("xx.toml:"), "{e}");
    let phrase = format!("abrakadabra {}", "(sesam|".repeat(20_000));
    let e = Interceptor::builder().locales(["xx"]).lexicon("xx.toml", LEXICON.replace("abrakadabra <me>", &phrase)).build();
    assert!(e.expect_err("too deep").to_string().starts_with("xx.toml:"));
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn a_directory_that_is_no_directory_says_so() {
    let folder = Folder::new("gone");
    let missing = Interceptor::builder().data_directory(folder.0.join("nowhere")).build().expect_err("not there");
    assert_eq!(missing.kind(), ErrorKind::Io);
    assert!(missing.to_string().ends_with("nowhere: not a directory"), "{missing}");
    let file = Interceptor::builder().data_directory(folder.0.join("lexicons/xx.toml")).build().expect_err("a file");
    assert!(file.to_string().contains("not a directory"), "{file}");
    // A folder in place of a file, and a link to nowhere: both are asked for by name, neither can be read.
    fs::create_dir(folder.0.join("lexicons/yy.toml")).expect("a folder can be made");
    folder.fails(ErrorKind::Io, "yy.toml");
    fs::remove_dir(folder.0.join("lexicons/yy.toml")).expect("it is empty");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/nowhere/at/all", folder.0.join("lexicons/zz.toml")).expect("a link can be made");
        folder.fails(ErrorKind::Io, "zz.toml");
    }
}

/// Who is root may read everything, so this can only be seen by others.
#[cfg(unix)]
#[test]
fn a_directory_without_permission_is_an_error_or_readable() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new("locked");
    let inside = folder.0.join("lexicons");
    fs::set_permissions(&inside, fs::Permissions::from_mode(0o0)).expect("it is ours");
    let readable = fs::read_dir(&inside).is_ok();
    let built = folder.build();
    fs::set_permissions(&inside, fs::Permissions::from_mode(0o755)).expect("it is ours");
    match built {
        Ok(_) => assert!(readable),
        Err(e) => assert!(!readable && e.kind() == ErrorKind::Io && e.to_string().contains("lexicons"), "{e}"),
    }
}

#[test]
fn what_breaks_during_a_reload_leaves_the_old_data_serving() {
    let folder = Folder::new("reload");
    let live = LiveInterceptor::new(Interceptor::builder().data_directory(&folder.0)).unwrap_or_else(|e| panic!("{e}"));
    let heard = || !live.load().screen("abrakadabra sesam").is_clean();
    for broken in [&LEXICON[..40], "", "locale = \"xx\"", "\u{0}"] {
        folder.put("lexicons/xx.toml", broken);
        let e = live.reload().expect_err("broken");
        assert!(e.to_string().contains("xx.toml") && heard(), "{e}");
        assert!(live.last_failure().is_some_and(|f| f.message.contains("xx.toml")));
    }
    fs::remove_dir_all(&folder.0).expect("it is ours");
    let e = live.reload().expect_err("vanished");
    assert!(e.to_string().contains("pelita-faults") && heard(), "{e}");
    folder.put("lexicons/xx.toml", LEXICON);
    assert!(live.reload().is_ok() && heard() && live.last_failure().is_none());
}

#[test]
fn a_hostile_header_costs_no_more_than_an_honest_one() {
    let million = "xx-YY;q=0.001,".repeat(1_000_000);
    for header in [
        million.as_str(),
        &",".repeat(1_000_000),
        &"en;q=".repeat(200_000),
        &"é".repeat(500_000),
        &"a-".repeat(500_000),
        "en;q=NaN, id;q=inf, fr;q=-1, de;q=1e999, *;q=1, \u{0}, ;;;, en-",
    ] {
        let start = Instant::now();
        let wanted = Language::accepted(header);
        assert!(wanted.len() <= 16, "{}", wanted.len());
        let prompt = Interceptor::builtin().intercept("i want to kill myself", &Searcher::unknown().with_languages(header));
        assert!(prompt.is_some_and(|p| !p.card.resources.is_empty()));
        assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    }
    assert!(Language::accepted("en;q=NaN, id;q=inf, fr;q=-1, de;q=1e999").is_empty());
}

#[test]
fn a_million_countries_and_languages_keep_their_cards() {
    let start = Instant::now();
    let mut known = 0;
    for i in 0..1_000_000u32 {
        known += u32::from(format!("{i:x}").parse::<Country>().is_ok());
        known += u32::from(format!("Land {i}").parse::<Country>().is_ok());
    }
    assert!((10..400).contains(&known), "only the codes among them: {known}");
    for odd in ["", "\u{0}", "ID\u{0}", "іD", "🇮🇩", "I D", "IDNX", &"I".repeat(1_000_000)] {
        assert!(odd.parse::<Country>().is_err(), "{odd:.9}");
    }
    let letters = || 'a'..='z';
    for (a, b) in letters().flat_map(|a| letters().map(move |b| (a, b))) {
        let searcher = Searcher::unknown().with_languages(&format!("{a}{b}"));
        let card = Interceptor::builtin().card(Topic::Suicide, Intent::Ideation, &searcher);
        assert!(!card.headline.is_empty() && !card.resources.is_empty());
    }
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

/// Cargo builds the examples for the tests, into a folder beside them.
fn checker() -> Command {
    let test = std::env::current_exe().expect("a test has a path");
    Command::new(test.parent().and_then(Path::parent).expect("target/PROFILE/deps").join("examples").join("check"))
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_the_batch_with_a_message() {
    for threads in ["1", "4"] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
        let mut child = checker()
            .args(["--batch", "--threads", threads])
            .stdin(Stdio::piped())
            .stdout(full)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the checker is built with the tests");
        let mut input = child.stdin.take().expect("piped");
        let writer = std::thread::spawn(move || input.write_all("hello world\n".repeat(200_000).as_bytes()));
        let out = child.wait_with_output().expect("it ends");
        let _ = writer.join();
        let message = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!(out.status.code(), Some(3), "{threads} threads: {message}");
        assert!(message.starts_with("check: ") && message.contains("No space left") && message.lines().count() == 1, "{message}");
    }
}

#[test]
fn a_reader_that_leaves_ends_the_batch_quietly_on_many_threads() {
    let mut child = checker()
        .args(["--batch", "--threads", "4"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the checker is built with the tests");
    drop(child.stdout.take());
    let mut input = child.stdin.take().expect("piped");
    let writer = std::thread::spawn(move || input.write_all("hello world\n".repeat(200_000).as_bytes()));
    let out = child.wait_with_output().expect("it ends");
    let _ = writer.join();
    assert!(out.status.success() && out.stderr.is_empty(), "{:?} {}", out.status, String::from_utf8_lossy(&out.stderr));
}
