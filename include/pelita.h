#ifndef PELITA_H
#define PELITA_H

/* Made of src/ffi.rs by cbindgen (cbindgen.toml); do not edit. */

#include <stddef.h>
#include <stdint.h>

// Raised when a function, a struct or the meaning of a code changes; compare it with what `pelita_abi_version` returns.
#define PELITA_ABI_VERSION 1

// Longer texts are refused (PELITA_E_LENGTH), in bytes.
#define PELITA_LONGEST_TEXT 16777216

// Nothing is wrong; as the answer of `pelita_is_shown` and `pelita_intercept`: no card.
#define PELITA_OK 0

// Answer of `pelita_is_shown` and `pelita_intercept`: a card is to be shown.
#define PELITA_SHOWN 1

// A pointer is null that must not be.
#define PELITA_E_NULL -1

// A text is longer than PELITA_LONGEST_TEXT.
#define PELITA_E_LENGTH -2

// A file or a directory cannot be read.
#define PELITA_E_IO -3

// A data file is not valid.
#define PELITA_E_DATA -4

// What was asked for does not exist: a locale without lexicon, an unknown topic or urgency.
#define PELITA_E_NOT_FOUND -5

// A fault of this library, caught. The handle can be used on.
#define PELITA_E_PANIC -6

// Answer of `pelita_screen`: nothing was heard.
#define PELITA_CLEAN 0

// Answer of `pelita_screen`: about the subject, not about a person in need.
#define PELITA_INFO 1

// Answer of `pelita_screen`: quiet, indirect or doubtful.
#define PELITA_LOW 2

// Answer of `pelita_screen`: needs help, or wants to give it.
#define PELITA_MEDIUM 3

// Answer of `pelita_screen`: wishes to die, plans to, or asks how.
#define PELITA_HIGH 4

// Compiled lexicons and all cards. Opened once, shared by all threads.
typedef struct PelitaInterceptor PelitaInterceptor;

// A text that the caller keeps: read during the call, not afterwards. All zero is the empty text.
typedef struct PelitaText {
  // UTF-8.
  const uint8_t *data;
  // In bytes.
  size_t len;
} PelitaText;

// What to open. All zero: what ships with the library.
typedef struct PelitaOptions {
  // A directory with the folders lexicons, resources and messages; empty: what ships with the library.
  struct PelitaText directory;
  // Listen in these languages only, comma-separated BCP 47 tags; empty: all.
  struct PelitaText locales;
  // Listen for these topics, comma-separated; empty: suicide,self_harm.
  struct PelitaText topics;
  // Show a card from this urgency on: info, low, medium or high; empty: low.
  struct PelitaText threshold;
  // Not 0: leave out contacts whose last check is older than 24 months.
  uint32_t hide_stale;
} PelitaOptions;

// A text that the library hands out: JSON, or what is wrong. To be freed with `pelita_free`.
typedef struct PelitaBuffer {
  // UTF-8 without NUL at its end; null if there is no text.
  uint8_t *data;
  // In bytes.
  size_t len;
} PelitaBuffer;

// Who searches, as far as it is known. All zero: nothing is. What cannot be read counts as not known.
typedef struct PelitaSearcher {
  // ISO 3166-1, such as ID.
  struct PelitaText country;
  // As in an Accept-Language header, such as "id, en;q=0.5".
  struct PelitaText languages;
  // ISO 3166-2, such as BE-VLG; sets the country too.
  struct PelitaText region;
  // youth, lgbtq, veterans and so on.
  struct PelitaText audience;
} PelitaSearcher;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// The version that the library was built with: PELITA_ABI_VERSION of its header.
uint32_t pelita_abi_version(void);

// Opens an interceptor. Takes some ten milliseconds, and much longer where lexicons must be compiled (other locales, topics, data).
//
// `options` may be null: what ships with the library. Returns PELITA_OK and sets `*out`, or returns an error, sets `*out` to null
// and, if `message` is not null, `*message` to what is wrong, where, and what to do.
//
// # Safety
//
// The texts of `options` are readable for their lengths. `out` is writable, and so is `message` unless it is null.
int32_t pelita_open(const struct PelitaOptions *options, struct PelitaInterceptor **out, struct PelitaBuffer *message);

// Closes an interceptor. Null is allowed.
//
// # Safety
//
// `interceptor` comes from `pelita_open`, has not been closed, and no other call with it is under way.
void pelita_close(struct PelitaInterceptor *interceptor);

// Frees the text of a buffer and empties it. Null, an empty buffer, and one that was freed before are allowed.
//
// # Safety
//
// `buffer` is null, or points to a buffer that this library filled, or that is all zero.
void pelita_free(struct PelitaBuffer *buffer);

// How pressing a query is: PELITA_CLEAN, PELITA_INFO, PELITA_LOW, PELITA_MEDIUM or PELITA_HIGH; or an error, below 0.
//
// Allocates only if something is heard or the text is not valid UTF-8.
//
// # Safety
//
// `interceptor` is open; `query` is readable for `query_len` bytes.
int32_t pelita_screen(const struct PelitaInterceptor *interceptor, const uint8_t *query, size_t query_len);

// Whether a query should have a card: PELITA_SHOWN or PELITA_OK; or an error, below 0. As cheap as `pelita_screen`.
//
// # Safety
//
// `interceptor` is open; `query` is readable for `query_len` bytes.
int32_t pelita_is_shown(const struct PelitaInterceptor *interceptor, const uint8_t *query, size_t query_len);

// What is heard in a query, as JSON: `{"signals":[{"topic":..,"intent":..,"urgency":..,"locale":..,"phrase":..,"span":{"start":..,"end":..}}]}`,
// the weightiest first. Spans are in bytes of the query as it was given.
//
// Returns PELITA_OK and sets `*out` to the JSON, or returns an error and sets `*out` to what is wrong.
//
// # Safety
//
// `interceptor` is open; `query` is readable for `query_len` bytes; `out` is writable. What it held is not freed.
int32_t pelita_signals(const struct PelitaInterceptor *interceptor,
                       const uint8_t *query,
                       size_t query_len,
                       struct PelitaBuffer *out);

// The card for a query, if it should have one: returns PELITA_SHOWN and sets `*out` to the prompt as JSON; or returns PELITA_OK
// and empties `*out`; or returns an error, below 0, and sets `*out` to what is wrong. `searcher` may be null: nothing is known.
//
// # Safety
//
// `interceptor` is open; `query` is readable for `query_len` bytes, and the texts of `searcher` for their lengths;
// `out` is writable. What it held is not freed.
int32_t pelita_intercept(const struct PelitaInterceptor *interceptor,
                         const uint8_t *query,
                         size_t query_len,
                         const struct PelitaSearcher *searcher,
                         struct PelitaBuffer *out);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* PELITA_H */
