//! The C ABI: `include/pelita.h`, made of this file by `cbindgen`. `examples/ffi` shows it in C and in Python.
//!
//! ```sh
//! cargo rustc --release --lib --features ffi --crate-type cdylib,staticlib
//! ```
//!
//! makes `libpelita.so` (or `.dylib`, `.dll`) and `libpelita.a` in `target/release`; the crate itself stays a plain Rust library.
//!
//! The one module with `unsafe`. All of it is of three kinds, each in one place: a pointer and a length become a slice
//! (`bytes`), a pointer to a struct becomes a reference (`reference`), and what is handed out is written, and taken back,
//! through a pointer (`put`, [`pelita_close`], [`pelita_free`]). Everything else is safe code behind `guarded`, where a panic ends.
//!
//! Texts are a pointer and a length in bytes, never NUL-terminated. Invalid UTF-8 is read with U+FFFD in its place. A null pointer with
//! length 0 is the empty text. Every function may be called from any thread, with the same handle too.

use std::any::Any;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;
use std::panic::{self, AssertUnwindSafe};
use std::ptr;
use std::sync::Once;

use crate::{Error, ErrorKind, Interceptor, Screening, Searcher, Urgency};

/// Raised when a function, a struct or the meaning of a code changes; compare it with what `pelita_abi_version` returns.
pub const PELITA_ABI_VERSION: u32 = 1;
/// Longer texts are refused (PELITA_E_LENGTH), in bytes.
pub const PELITA_LONGEST_TEXT: usize = 16_777_216;

/// Nothing is wrong; as the answer of `pelita_is_shown` and `pelita_intercept`: no card.
pub const PELITA_OK: i32 = 0;
/// Answer of `pelita_is_shown` and `pelita_intercept`: a card is to be shown.
pub const PELITA_SHOWN: i32 = 1;
/// A pointer is null that must not be.
pub const PELITA_E_NULL: i32 = -1;
/// A text is longer than PELITA_LONGEST_TEXT.
pub const PELITA_E_LENGTH: i32 = -2;
/// A file or a directory cannot be read.
pub const PELITA_E_IO: i32 = -3;
/// A data file is not valid.
pub const PELITA_E_DATA: i32 = -4;
/// What was asked for does not exist: a locale without lexicon, an unknown topic or urgency.
pub const PELITA_E_NOT_FOUND: i32 = -5;
/// A fault of this library, caught. The handle can be used on.
pub const PELITA_E_PANIC: i32 = -6;

/// Answer of `pelita_screen`: nothing was heard.
pub const PELITA_CLEAN: i32 = 0;
/// Answer of `pelita_screen`: about the subject, not about a person in need.
pub const PELITA_INFO: i32 = 1;
/// Answer of `pelita_screen`: quiet, indirect or doubtful.
pub const PELITA_LOW: i32 = 2;
/// Answer of `pelita_screen`: needs help, or wants to give it.
pub const PELITA_MEDIUM: i32 = 3;
/// Answer of `pelita_screen`: wishes to die, plans to, or asks how.
pub const PELITA_HIGH: i32 = 4;

/// Compiled lexicons and all cards. Opened once, shared by all threads.
pub struct PelitaInterceptor(Held);

enum Held {
    Builtin(&'static Interceptor),
    Own(Box<Interceptor>),
}

/// A text that the caller keeps: read during the call, not afterwards. All zero is the empty text.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PelitaText {
    /// UTF-8.
    pub data: *const u8,
    /// In bytes.
    pub len: usize,
}

/// What to open. All zero: what ships with the library.
#[repr(C)]
pub struct PelitaOptions {
    /// A directory with the folders lexicons, resources and messages; empty: what ships with the library.
    pub directory: PelitaText,
    /// Listen in these languages only, comma-separated BCP 47 tags; empty: all.
    pub locales: PelitaText,
    /// Listen for these topics, comma-separated; empty: suicide,self_harm.
    pub topics: PelitaText,
    /// Show a card from this urgency on: info, low, medium or high; empty: low.
    pub threshold: PelitaText,
    /// Not 0: leave out contacts whose last check is older than 24 months.
    pub hide_stale: u32,
}

/// Who searches, as far as it is known. All zero: nothing is. What cannot be read counts as not known.
#[repr(C)]
pub struct PelitaSearcher {
    /// ISO 3166-1, such as ID.
    pub country: PelitaText,
    /// As in an Accept-Language header, such as "id, en;q=0.5".
    pub languages: PelitaText,
    /// ISO 3166-2, such as BE-VLG; sets the country too.
    pub region: PelitaText,
    /// youth, lgbtq, veterans and so on.
    pub audience: PelitaText,
}

/// A text that the library hands out: JSON, or what is wrong. To be freed with `pelita_free`.
#[repr(C)]
pub struct PelitaBuffer {
    /// UTF-8 without NUL at its end; null if there is no text.
    pub data: *mut u8,
    /// In bytes.
    pub len: usize,
}

/// The version that the library was built with: PELITA_ABI_VERSION of its header.
#[unsafe(no_mangle)]
pub extern "C" fn pelita_abi_version() -> u32 {
    PELITA_ABI_VERSION
}

/// Opens an interceptor. Takes some ten milliseconds, and much longer where lexicons must be compiled (other locales, topics, data).
///
/// `options` may be null: what ships with the library. Returns PELITA_OK and sets `*out`, or returns an error, sets `*out` to null
/// and, if `message` is not null, `*message` to what is wrong, where, and what to do.
///
/// # Safety
///
/// The texts of `options` are readable for their lengths. `out` is writable, and so is `message` unless it is null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pelita_open(options: *const PelitaOptions, out: *mut *mut PelitaInterceptor, message: *mut PelitaBuffer) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        put(message, PelitaBuffer::NONE);
        if !put(out, ptr::null_mut()) {
            return report(Fault::null("out"), message);
        }
        match guarded(|| open(reference(options))) {
            Ok(opened) => {
                put(out, Box::into_raw(Box::new(opened)));
                PELITA_OK
            }
            Err(fault) => report(fault, message),
        }
    }
}

/// Closes an interceptor. Null is allowed.
///
/// # Safety
///
/// `interceptor` comes from `pelita_open`, has not been closed, and no other call with it is under way.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pelita_close(interceptor: *mut PelitaInterceptor) {
    if !interceptor.is_null() {
        // SAFETY: as the caller promises; `pelita_open` made it with `Box::into_raw`.
        let own = unsafe { Box::from_raw(interceptor) };
        let _ = guarded(|| {
            drop(own);
            Ok(())
        });
    }
}

/// Frees the text of a buffer and empties it. Null, an empty buffer, and one that was freed before are allowed.
///
/// # Safety
///
/// `buffer` is null, or points to a buffer that this library filled, or that is all zero.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pelita_free(buffer: *mut PelitaBuffer) {
    if buffer.is_null() {
        return;
    }
    // SAFETY: as the caller promises; `PelitaBuffer::of` made it of a boxed slice of that length.
    unsafe {
        let PelitaBuffer { data, len } = ptr::replace(buffer, PelitaBuffer::NONE);
        if !data.is_null() {
            drop(Box::from_raw(ptr::slice_from_raw_parts_mut(data, len)));
        }
    }
}

/// How pressing a query is: PELITA_CLEAN, PELITA_INFO, PELITA_LOW, PELITA_MEDIUM or PELITA_HIGH; or an error, below 0.
///
/// Allocates only if something is heard or the text is not valid UTF-8.
///
/// # Safety
///
/// `interceptor` is open; `query` is readable for `query_len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pelita_screen(interceptor: *const PelitaInterceptor, query: *const u8, query_len: usize) -> i32 {
    // SAFETY: as the caller promises.
    code(|| unsafe {
        let pelita = handle(interceptor)?;
        let query = text("query", query, query_len)?;
        Ok(match pelita.screen(&query).urgency() {
            None => PELITA_CLEAN,
            Some(Urgency::Info) => PELITA_INFO,
            Some(Urgency::Low) => PELITA_LOW,
            Some(Urgency::Medium) => PELITA_MEDIUM,
            Some(Urgency::High) => PELITA_HIGH,
        })
    })
}

/// Whether a query should have a card: PELITA_SHOWN or PELITA_OK; or an error, below 0. As cheap as `pelita_screen`.
///
/// # Safety
///
/// `interceptor` is open; `query` is readable for `query_len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pelita_is_shown(interceptor: *const PelitaInterceptor, query: *const u8, query_len: usize) -> i32 {
    // SAFETY: as the caller promises.
    code(|| unsafe {
        let pelita = handle(interceptor)?;
        let query = text("query", query, query_len)?;
        Ok(if pelita.is_shown(&pelita.screen(&query)) { PELITA_SHOWN } else { PELITA_OK })
    })
}

/// What is heard in a query, as JSON: `{"signals":[{"topic":..,"intent":..,"urgency":..,"locale":..,"phrase":..,"span":{"start":..,"end":..}}]}`,
/// the weightiest first. Spans are in bytes of the query as it was given.
///
/// Returns PELITA_OK and sets `*out` to the JSON, or returns an error and sets `*out` to what is wrong.
///
/// # Safety
///
/// `interceptor` is open; `query` is readable for `query_len` bytes; `out` is writable. What it held is not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pelita_signals(
    interceptor: *const PelitaInterceptor,
    query: *const u8,
    query_len: usize,
    out: *mut PelitaBuffer,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        answer(out, || {
            let pelita = handle(interceptor)?;
            let query = bytes("query", query, query_len)?;
            let read = String::from_utf8_lossy(query);
            let mut screening = pelita.screen(&read);
            if let Cow::Owned(_) = read {
                restore(&mut screening, query);
            }
            Ok((PELITA_OK, Some(json(&screening)?)))
        })
    }
}

/// The card for a query, if it should have one: returns PELITA_SHOWN and sets `*out` to the prompt as JSON; or returns PELITA_OK
/// and empties `*out`; or returns an error, below 0, and sets `*out` to what is wrong. `searcher` may be null: nothing is known.
///
/// # Safety
///
/// `interceptor` is open; `query` is readable for `query_len` bytes, and the texts of `searcher` for their lengths;
/// `out` is writable. What it held is not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pelita_intercept(
    interceptor: *const PelitaInterceptor,
    query: *const u8,
    query_len: usize,
    searcher: *const PelitaSearcher,
    out: *mut PelitaBuffer,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        answer(out, || {
            let pelita = handle(interceptor)?;
            let query = text("query", query, query_len)?;
            let screening = pelita.screen(&query);
            if !pelita.is_shown(&screening) {
                return Ok((PELITA_OK, None));
            }
            let searcher = match reference(searcher) {
                Some(known) => read_searcher(known)?,
                None => Searcher::unknown(),
            };
            match pelita.prompt(&screening, &searcher) {
                Some(prompt) => Ok((PELITA_SHOWN, Some(json(&prompt)?))),
                None => Ok((PELITA_OK, None)),
            }
        })
    }
}

/// What went wrong: a code, and a message that holds nothing of a query.
#[derive(Debug)]
struct Fault {
    code: i32,
    message: String,
}

impl Fault {
    fn null(what: &str) -> Fault {
        Fault { code: PELITA_E_NULL, message: format!("`{what}` is null") }
    }

    fn unknown(option: &str, e: &crate::UnknownWord) -> Fault {
        Fault { code: PELITA_E_NOT_FOUND, message: format!("options.{option}: {e}") }
    }
}

impl From<Error> for Fault {
    fn from(e: Error) -> Fault {
        let code = match e.kind() {
            ErrorKind::Io => PELITA_E_IO,
            ErrorKind::Data => PELITA_E_DATA,
            ErrorKind::NotFound => PELITA_E_NOT_FOUND,
        };
        Fault { code, message: e.to_string() }
    }
}

impl PelitaBuffer {
    const NONE: PelitaBuffer = PelitaBuffer { data: ptr::null_mut(), len: 0 };

    fn of(bytes: Vec<u8>) -> PelitaBuffer {
        let mut slice = ManuallyDrop::new(bytes.into_boxed_slice());
        PelitaBuffer { data: slice.as_mut_ptr(), len: slice.len() }
    }
}

/// Makes an interceptor of the caller's options.
///
/// # Safety
///
/// The texts of `options` are readable for their lengths.
unsafe fn open(options: Option<&PelitaOptions>) -> Result<PelitaInterceptor, Fault> {
    let Some(options) = options else {
        return Ok(PelitaInterceptor(Held::Builtin(Interceptor::builtin())));
    };
    let read = |name, t: PelitaText| {
        // SAFETY: as the caller promises.
        unsafe { text(name, t.data, t.len) }
    };
    let directory = read("options.directory", options.directory)?;
    let locales = read("options.locales", options.locales)?;
    let topics = read("options.topics", options.topics)?;
    let threshold = read("options.threshold", options.threshold)?;
    let mut builder = Interceptor::builder().hide_stale(options.hide_stale != 0);
    if !directory.is_empty() {
        builder = builder.data_directory(&*directory);
    }
    if !locales.is_empty() {
        builder = builder.locales(listed(&locales));
    }
    if !topics.is_empty() {
        let topics: Result<Vec<_>, _> = listed(&topics).map(str::parse).collect();
        builder = builder.topics(topics.map_err(|e| Fault::unknown("topics", &e))?);
    }
    if !threshold.is_empty() {
        builder = builder.threshold(threshold.parse().map_err(|e| Fault::unknown("threshold", &e))?);
    }
    Ok(PelitaInterceptor(Held::Own(Box::new(builder.build()?))))
}

fn listed(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|part| !part.is_empty())
}

/// # Safety
///
/// The texts of `known` are readable for their lengths.
unsafe fn read_searcher(known: &PelitaSearcher) -> Result<Searcher, Fault> {
    let read = |name, t: PelitaText| {
        // SAFETY: as the caller promises.
        unsafe { text(name, t.data, t.len) }
    };
    let mut searcher = Searcher::unknown().with_languages(&read("searcher.languages", known.languages)?);
    searcher.country = read("searcher.country", known.country)?.parse().ok();
    searcher.audience = read("searcher.audience", known.audience)?.parse().ok();
    if let Ok(region) = read("searcher.region", known.region)?.parse() {
        searcher = searcher.with_region(region);
    }
    Ok(searcher)
}

fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, Fault> {
    serde_json::to_vec(value).map_err(|e| Fault { code: PELITA_E_DATA, message: e.to_string() })
}

/// Spans of the text as it was read become spans of the bytes as they were given: U+FFFD takes three bytes, what it stands for one to three.
fn restore(screening: &mut Screening, given: &[u8]) {
    let place = |at: usize| {
        let (mut read, mut original) = (0, 0);
        for chunk in given.utf8_chunks() {
            let valid = chunk.valid().len();
            if at <= read + valid {
                return original + (at - read);
            }
            read += valid + char::REPLACEMENT_CHARACTER.len_utf8();
            original += valid + chunk.invalid().len();
        }
        original
    };
    for signal in &mut screening.signals {
        signal.span = place(signal.span.start)..place(signal.span.end);
    }
}

/// A pointer and a length as a slice.
///
/// # Safety
///
/// `data` is readable for `len` bytes, and stays unchanged while the slice lives.
unsafe fn bytes<'a>(name: &str, data: *const u8, len: usize) -> Result<&'a [u8], Fault> {
    if len == 0 {
        return Ok(&[]);
    }
    if data.is_null() {
        return Err(Fault::null(name));
    }
    if len > PELITA_LONGEST_TEXT {
        let message = format!("`{name}` is {len} bytes long; at most {PELITA_LONGEST_TEXT} are read");
        return Err(Fault { code: PELITA_E_LENGTH, message });
    }
    // SAFETY: not null, far below isize::MAX, and readable as the caller promises.
    Ok(unsafe { std::slice::from_raw_parts(data, len) })
}

/// # Safety
///
/// As for [`bytes`].
unsafe fn text<'a>(name: &str, data: *const u8, len: usize) -> Result<Cow<'a, str>, Fault> {
    // SAFETY: as the caller promises.
    unsafe { bytes(name, data, len) }.map(String::from_utf8_lossy)
}

/// # Safety
///
/// `pointer` is null, or points to a valid `T` that stays unchanged while the reference lives.
unsafe fn reference<'a, T>(pointer: *const T) -> Option<&'a T> {
    // SAFETY: as the caller promises.
    unsafe { pointer.as_ref() }
}

/// # Safety
///
/// `interceptor` is null or open.
unsafe fn handle<'a>(interceptor: *const PelitaInterceptor) -> Result<&'a Interceptor, Fault> {
    // SAFETY: as the caller promises.
    match unsafe { reference(interceptor) } {
        Some(PelitaInterceptor(Held::Builtin(pelita))) => Ok(pelita),
        Some(PelitaInterceptor(Held::Own(pelita))) => Ok(pelita),
        None => Err(Fault::null("interceptor")),
    }
}

/// Writes to where the caller wants it, unless that is null. What stood there is overwritten, not dropped: it may never have been set.
///
/// # Safety
///
/// `to` is null or writable.
unsafe fn put<T>(to: *mut T, value: T) -> bool {
    if !to.is_null() {
        // SAFETY: as the caller promises.
        unsafe { to.write(value) };
    }
    !to.is_null()
}

/// # Safety
///
/// `message` is null or writable.
unsafe fn report(fault: Fault, message: *mut PelitaBuffer) -> i32 {
    // A buffer that nobody receives would leak.
    if !message.is_null() {
        // SAFETY: as the caller promises.
        unsafe { put(message, PelitaBuffer::of(fault.message.into_bytes())) };
    }
    fault.code
}

/// Calls `work` and hands its code and its text, or its message, to the caller.
///
/// # Safety
///
/// `out` is null or writable.
unsafe fn answer(out: *mut PelitaBuffer, work: impl FnOnce() -> Result<(i32, Option<Vec<u8>>), Fault>) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        if !put(out, PelitaBuffer::NONE) {
            return PELITA_E_NULL;
        }
        match guarded(work) {
            Ok((code, text)) => {
                put(out, text.map_or(PelitaBuffer::NONE, PelitaBuffer::of));
                code
            }
            Err(fault) => report(fault, out),
        }
    }
}

fn code(work: impl FnOnce() -> Result<i32, Fault>) -> i32 {
    guarded(work).unwrap_or_else(|fault| fault.code)
}

thread_local! {
    /// Whether this thread is inside a call.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
    /// Where the last panic inside a call began.
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Calls `work`; a panic ends here, since it must not unwind into C.
///
/// A panic's own message may hold the text that it stumbled over. So for panics inside a call nothing is printed, and the place alone is told.
fn guarded<T>(work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    static HOOK: Once = Once::new();
    // A thread that is panicking may not set a hook.
    if !std::thread::panicking() {
        HOOK.call_once(|| {
            let others = panic::take_hook();
            panic::set_hook(Box::new(move |panic| {
                if INSIDE.get() {
                    let place = panic.location().map(ToString::to_string).unwrap_or_default();
                    let _ = PLACE.try_with(|p| p.replace(place));
                } else {
                    others(panic);
                }
            }));
        });
    }
    let outer = INSIDE.replace(true);
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    INSIDE.set(outer);
    done.unwrap_or_else(|payload: Box<dyn Any + Send>| {
        // A payload may panic when it is dropped.
        std::mem::forget(payload);
        let place = PLACE.try_with(RefCell::take).unwrap_or_default();
        Err(Fault { code: PELITA_E_PANIC, message: format!("a fault in Pelita at {place}; please report it") })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_ends_at_the_border_and_tells_its_place_alone() {
        let query = "i want to kill myself";
        let fault = guarded::<()>(|| panic!("stumbled over {query}")).expect_err("a fault");
        assert_eq!(fault.code, PELITA_E_PANIC);
        assert!(fault.message.contains("src/ffi.rs:") && !fault.message.contains("kill"), "{}", fault.message);
        assert_eq!(code(|| Ok(3)), 3);
        let mut out = PelitaBuffer::NONE;
        // SAFETY: `out` is a buffer of ours.
        unsafe {
            assert_eq!(answer(&raw mut out, || panic!("{query}")), PELITA_E_PANIC);
            assert!(out.len > 0);
            pelita_free(&raw mut out);
        }
    }

    #[test]
    fn spans_are_those_of_the_bytes_given() {
        let given = b"\xFF\xED\xA0\x80 i want to die \xE2\x82";
        let read = String::from_utf8_lossy(given);
        let start = read.find("i want").expect("it is there");
        let mut screening = Interceptor::builtin().screen(&read);
        assert_eq!(screening.signals[0].span, start..start + 13);
        restore(&mut screening, given);
        assert_eq!(given.get(screening.signals[0].span.clone()), Some(&b"i want to die"[..]));
    }

    #[test]
    fn handles_may_be_shared_by_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<PelitaInterceptor>();
    }
}
