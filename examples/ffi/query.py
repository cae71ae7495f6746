#!/usr/bin/env python3
"""Answers queries from Python, with ctypes alone: query.py LIBRARY COUNTRY LANGUAGES QUERY...

Prints one line a query, never the query itself: "-" or the headline of the card and its first link. run.sh builds the library and runs it.
"""
import ctypes
import json
import sys

ABI_VERSION = 1
SHOWN = 1


class Text(ctypes.Structure):
    _fields_ = [("data", ctypes.c_char_p), ("len", ctypes.c_size_t)]

    @classmethod
    def of(cls, text):
        data = text.encode("utf-8", "surrogatepass")
        return cls(data, len(data))


class Options(ctypes.Structure):
    _fields_ = [(name, Text) for name in ("directory", "locales", "topics", "threshold")] + [("hide_stale", ctypes.c_uint32)]


class Searcher(ctypes.Structure):
    _fields_ = [(name, Text) for name in ("country", "languages", "region", "audience")]


class Buffer(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("len", ctypes.c_size_t)]


class PelitaError(Exception):
    pass


class Pelita:
    """An interceptor. Open one and share it; calls may come from any thread."""

    def __init__(self, library, **options):
        self._lib = lib = ctypes.CDLL(library)
        handle, size, text, out = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.POINTER(Buffer)
        lib.pelita_abi_version.restype = ctypes.c_uint32
        lib.pelita_open.argtypes = [ctypes.POINTER(Options), ctypes.POINTER(handle), out]
        lib.pelita_close.argtypes = [handle]
        lib.pelita_close.restype = None
        lib.pelita_free.argtypes = [out]
        lib.pelita_free.restype = None
        lib.pelita_is_shown.argtypes = [handle, text, size]
        lib.pelita_intercept.argtypes = [handle, text, size, ctypes.POINTER(Searcher), out]
        if lib.pelita_abi_version() != ABI_VERSION:
            raise PelitaError("the library is of another ABI version")
        self._handle = handle()
        given = Options(**{name: Text.of(value) for name, value in options.items()}) if options else None
        message = Buffer()
        self._check(lib.pelita_open(given, ctypes.byref(self._handle), ctypes.byref(message)), message)

    def _take(self, buffer):
        data = ctypes.string_at(buffer.data, buffer.len) if buffer.data else b""
        self._lib.pelita_free(ctypes.byref(buffer))
        return data.decode()

    def _check(self, code, buffer):
        if code < 0:
            raise PelitaError(self._take(buffer) or f"error {code}")
        return code

    def is_shown(self, query):
        query = query.encode("utf-8", "surrogatepass")
        return self._check(self._lib.pelita_is_shown(self._handle, query, len(query)), Buffer()) == SHOWN

    def intercept(self, query, country="", languages=""):
        """The prompt as a dictionary, or None."""
        query, out = query.encode("utf-8", "surrogatepass"), Buffer()
        searcher = Searcher(country=Text.of(country), languages=Text.of(languages))
        code = self._lib.pelita_intercept(self._handle, query, len(query), searcher, ctypes.byref(out))
        return json.loads(self._take(out)) if self._check(code, out) == SHOWN else None

    def close(self):
        self._lib.pelita_close(self._handle)
        self._handle = None


def main():
    library, country, languages, *queries = sys.argv[1:]
    pelita = Pelita(library)
    for query in queries:
        prompt = pelita.intercept(query, country, languages)
        assert pelita.is_shown(query) == (prompt is not None)
        if prompt is None:
            print("-")
        else:
            card = prompt["card"]
            print(card["headline"], card["resources"][0]["contacts"][0]["link"])
    pelita.close()
    try:
        Pelita(library, directory="/nowhere")
    except PelitaError as e:
        assert "/nowhere" in str(e), e
    else:
        sys.exit("/nowhere was opened")


main()
