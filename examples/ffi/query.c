/* Answers queries from C: query COUNTRY LANGUAGES QUERY...
 *
 * Prints one line a query, never the query itself: its urgency, and the prompt as JSON where one is to be shown.
 * run.sh builds and runs it. */
#include <stdio.h>
#include <string.h>

#include "pelita.h"

/* A C string as Pelita takes texts: a pointer and a length. */
static PelitaText text(const char *s) {
    PelitaText t = {(const uint8_t *)s, strlen(s)};
    return t;
}

static int failed(const char *what, int32_t code, PelitaBuffer *message) {
    fprintf(stderr, "%s: error %d: %.*s\n", what, (int)code, (int)message->len, (const char *)message->data);
    pelita_free(message);
    return 1;
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "usage: query COUNTRY LANGUAGES QUERY...\n");
        return 2;
    }
    if (pelita_abi_version() != PELITA_ABI_VERSION) {
        fprintf(stderr, "the header is of ABI %d, the library of ABI %u\n", PELITA_ABI_VERSION, (unsigned)pelita_abi_version());
        return 2;
    }

    /* Once, at start: all threads may use it. */
    PelitaInterceptor *pelita = NULL;
    PelitaBuffer out = {NULL, 0};
    int32_t code = pelita_open(NULL, &pelita, &out);
    if (code != PELITA_OK) {
        return failed("pelita_open", code, &out);
    }

    PelitaSearcher searcher = {0};
    searcher.country = text(argv[1]);
    searcher.languages = text(argv[2]);
    for (int i = 3; i < argc; i++) {
        PelitaText query = text(argv[i]);
        printf("%d ", (int)pelita_screen(pelita, query.data, query.len));
        code = pelita_intercept(pelita, query.data, query.len, &searcher, &out);
        if (code < 0) {
            return failed("pelita_intercept", code, &out);
        }
        if (code == PELITA_SHOWN) {
            fwrite(out.data, 1, out.len, stdout);
        }
        putchar('\n');
        pelita_free(&out);
    }
    pelita_close(pelita);

    /* What cannot be opened says why. */
    PelitaOptions options = {0};
    options.directory = text("/nowhere");
    code = pelita_open(&options, &pelita, &out);
    if (code != PELITA_E_IO || pelita != NULL || out.len == 0) {
        fprintf(stderr, "/nowhere was opened\n");
        return 1;
    }
    pelita_free(&out);
    return 0;
}
