"""Pelita's C ABI (include/pelita.h) for Python workers, through ctypes alone.

The library is opened once in each worker process. Nothing of a query is kept, logged or put into an error.
"""

import ctypes
import json

ABI_VERSION = 1


class _Buffer(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("len", ctypes.c_size_t)]


class Pelita:
    """An interceptor with all that ships with the library."""

    def __init__(self, path):
        library = ctypes.CDLL(path)
        query = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]
        library.pelita_abi_version.restype = ctypes.c_uint32
        library.pelita_open.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(_Buffer)]
        library.pelita_screen.argtypes = query
        library.pelita_is_shown.argtypes = query
        library.pelita_signals.argtypes = query + [ctypes.POINTER(_Buffer)]
        library.pelita_free.argtypes = [ctypes.POINTER(_Buffer)]
        library.pelita_free.restype = None
        version = library.pelita_abi_version()
        if version != ABI_VERSION:
            raise RuntimeError(f"{path} has ABI version {version}; this module speaks {ABI_VERSION}")
        self._library = library
        self._handle = ctypes.c_void_p()
        message = _Buffer()
        if library.pelita_open(None, ctypes.byref(self._handle), ctypes.byref(message)) != 0:
            raise RuntimeError(f"Pelita cannot be opened: {self._take(message)}")

    def screen(self, query):
        """(locale, topic, intent, urgency, shown) of a query, or None if nothing is heard in it."""
        text = query.encode("utf-8", "replace")
        urgency = self._check(self._library.pelita_screen(self._handle, text, len(text)))
        if urgency == 0:
            return None
        out = _Buffer()
        code = self._library.pelita_signals(self._handle, text, len(text), ctypes.byref(out))
        answer = self._take(out)
        self._check(code)
        top = json.loads(answer)["signals"][0]
        shown = self._check(self._library.pelita_is_shown(self._handle, text, len(text))) == 1
        return (top["locale"], top["topic"], top["intent"], top["urgency"], shown)

    @staticmethod
    def _check(code):
        if code < 0:
            raise RuntimeError(f"Pelita answers {code}; include/pelita.h says what that means")
        return code

    def _take(self, buffer):
        text = ctypes.string_at(buffer.data, buffer.len).decode() if buffer.data else ""
        self._library.pelita_free(ctypes.byref(buffer))
        return text


_opened = {}


def screen(path, query):
    """`Pelita(path).screen(query)`, with one interceptor in each process."""
    if query is None:
        return None
    if path not in _opened:
        _opened[path] = Pelita(path)
    return _opened[path].screen(query)
