"""Undo a body's content coding piece by piece, never holding more than the body may have."""

import zlib
from typing import Protocol

import brotli

from serving.addresses import EgressError

CODINGS = "gzip, deflate, br"  # what a request offers
_GZIP = b"\x1f\x8b"
_PIECE = 1 << 16


class Decoder(Protocol):
    """Takes pieces of a coded body in order."""

    def feed(self, piece: bytes) -> None:
        """Take a piece; raises EgressError when the body is damaged or too long."""

    def finish(self) -> bytes:
        """The whole body; raises EgressError when it is cut."""


class _Body:
    """What has been decoded so far, under its cap."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._pieces: list[bytes] = []
        self.size = 0

    def add(self, piece: bytes) -> None:
        self.size += len(piece)
        if self.size > self._limit:
            self._pieces.clear()
            raise EgressError(f"the answer has more than {self._limit} bytes once unpacked")
        self._pieces.append(piece)

    @property
    def room(self) -> int:
        """How much may still come: one more than that shows that the cap is passed."""
        return min(_PIECE, self._limit - self.size + 1)

    def whole(self) -> bytes:
        body = b"".join(self._pieces)
        if body.startswith(_GZIP):
            raise EgressError("the answer is packed twice; a feed or page comes as text, packed once at most")
        return body


class _Plain:
    def __init__(self, limit: int) -> None:
        self._body = _Body(limit)

    def feed(self, piece: bytes) -> None:
        self._body.add(piece)

    def finish(self) -> bytes:
        return self._body.whole()


class _Zlib:
    """gzip, and deflate with its wrapping or, as some servers send it, without."""

    def __init__(self, coding: str, limit: int) -> None:
        self._body = _Body(limit)
        self._coding = coding
        self._inflate = zlib.decompressobj(31) if coding == "gzip" else None
        self._begun = False

    def feed(self, piece: bytes) -> None:
        if not piece:
            return
        if self._inflate is None:
            # A zlib stream opens with method 8 in the low bits; raw deflate does not but by a rare chance.
            self._inflate = zlib.decompressobj(15 if piece[0] & 0x0F == 8 else -15)
        self._begun = True
        if self._inflate.eof:
            self._refuse_more(piece)
            return
        waiting = piece
        try:
            while waiting and not self._inflate.eof:
                self._body.add(self._inflate.decompress(waiting, self._body.room))
                waiting = self._inflate.unconsumed_tail
        except zlib.error as error:
            raise EgressError(f"the answer's {self._coding} coding is damaged ({error})") from error
        self._refuse_more(self._inflate.unused_data)

    def _refuse_more(self, rest: bytes) -> None:
        if rest.strip(b"\x00"):  # some servers pad with zeros
            raise EgressError(f"the answer goes on after the end of its {self._coding} coding")

    def finish(self) -> bytes:
        while self._begun and self._inflate is not None and not self._inflate.eof:
            try:
                more = self._inflate.decompress(b"", self._body.room)
            except zlib.error as error:
                raise EgressError(f"the answer's {self._coding} coding is damaged ({error})") from error
            if not more:
                raise EgressError(f"the answer ends in the middle of its {self._coding} coding")
            self._body.add(more)
        return self._body.whole()


class _Brotli:
    def __init__(self, limit: int) -> None:
        self._body = _Body(limit)
        self._inflate = brotli.Decompressor()
        self._begun = False

    def feed(self, piece: bytes) -> None:
        self._begun = self._begun or bool(piece)
        try:
            self._body.add(self._inflate.process(piece, output_buffer_limit=self._body.room))
            while not self._inflate.can_accept_more_data() and not self._inflate.is_finished():
                self._body.add(self._inflate.process(b"", output_buffer_limit=self._body.room))
        except brotli.error as error:
            raise EgressError(f"the answer's br coding is damaged ({error})") from error

    def finish(self) -> bytes:
        if self._begun and not self._inflate.is_finished():
            raise EgressError("the answer ends in the middle of its br coding")
        return self._body.whole()


def decoder(header: str, limit: int) -> Decoder:
    """What undoes the coding that a Content-Encoding header names; limit is the body's cap in bytes.

    Raises EgressError for an unknown coding and for more than one: a body packed twice is a bomb or a mistake.
    """
    codings = [word for part in header.lower().split(",") if (word := part.strip()) not in ("", "identity")]
    if len(codings) > 1:
        raise EgressError(f"the answer is packed {len(codings)} times ({header[:80]}); once at most is read")
    coding = codings[0] if codings else ""
    if coding in ("gzip", "x-gzip"):
        return _Zlib("gzip", limit)
    if coding == "deflate":
        return _Zlib("deflate", limit)
    if coding == "br":
        return _Brotli(limit)
    if coding:
        raise EgressError(f"the answer comes in the coding {coding[:40]!r}, which was not asked for")
    return _Plain(limit)
