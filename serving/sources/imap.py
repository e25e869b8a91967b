"""IMAP over TLS, from a server that is not trusted: what it says to one command, and how long it takes, is bounded.

imaplib waits anew for every byte, reads as much as a server announces, and keeps every line that it was not asked for.
"""

import imaplib
import io
import socket
import time
from typing import Any

from news.newsletter_bounded import MAX_ISSUE_BYTES

WAIT_S = 30.0  # for each answer of the server
SESSION_S = 900.0  # for all answers from the greeting on
_MAX_ANSWER_BYTES = MAX_ISSUE_BYTES + 65_536  # to one command: a mail, and what stands around it
_MAX_LINE_BYTES = 1_000_000  # the numbers of a hundred thousand mails
MAX_NUMBER = 2**32 - 1  # of a mail or of a mailbox's validity (RFC 3501, 2.3.1.1)

_LATE = "the server has talked for {:g} s; the rest is left for the next look"
_SILENT = f"the server has said nothing for {WAIT_S:g} s"


class _Given(io.RawIOBase):
    """What a connection gives: until a moment, and so many bytes between two calls of `allow`."""

    def __init__(self, line: socket.socket) -> None:
        super().__init__()
        self._line = line
        self._until = time.monotonic() + SESSION_S
        self._room = _MAX_ANSWER_BYTES

    def allow(self) -> None:
        """Let another answer come."""
        self._room = _MAX_ANSWER_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._until - time.monotonic()
        if left <= 0:
            raise imaplib.IMAP4.abort(_LATE.format(SESSION_S))
        self._line.settimeout(min(left, WAIT_S))
        try:
            size = self._line.recv_into(buffer)
        except TimeoutError as error:
            raise imaplib.IMAP4.abort(_LATE.format(SESSION_S) if left < WAIT_S else _SILENT) from error
        self._room -= size
        if self._room < 0:
            raise imaplib.IMAP4.abort(f"the server says more than {_MAX_ANSWER_BYTES} bytes to one command")
        return size


class BoundedImap(imaplib.IMAP4_SSL):
    """A connection that ends when the server says too much or takes too long."""

    def open(self, *arguments: Any, **named: Any) -> None:
        """Connect; what comes in is counted from here on."""
        super().open(*arguments, **named)
        self._given = _Given(self.sock)
        self._lines = io.BufferedReader(self._given)

    def read(self, size: int) -> bytes:
        """What an answer announced, which may not be more than was asked for."""
        if size > _MAX_ANSWER_BYTES:
            raise self.abort(f"the server announces {size} bytes, more than was asked for")
        return self._lines.read(size)

    def readline(self) -> bytes:
        """One line of an answer."""
        line = self._lines.readline(_MAX_LINE_BYTES + 1)
        if len(line) > _MAX_LINE_BYTES:
            raise self.abort(f"the server says a line of more than {_MAX_LINE_BYTES} bytes")
        return line

    def uid(self, command: str, *arguments: str) -> tuple[str, list[Any]]:
        """Ask by numbers that stay; what was said to earlier commands, and not asked for, is forgotten."""
        self.untagged_responses: dict[str, list[Any]] = {}
        self._given.allow()
        return super().uid(command, *arguments)
