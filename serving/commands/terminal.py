"""The streams that a command was started with, and texts of strangers on terminals and in logs.

What would be obeyed there, or begin a line, is made visible.
"""

import codecs
import io
import logging
import os
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from types import TracebackType
from typing import TextIO

from news.controls import OBEYED

_OBEYED = re.compile(f"[{OBEYED}]")


def shown(text: str) -> str:
    """The text with escapes for what a terminal would obey; tabs and line ends stay."""
    return _OBEYED.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class _Terminal(io.TextIOBase):
    """A terminal that shows everything and obeys nothing."""

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal

    def write(self, text: str) -> int:
        self._terminal.write(shown(text))
        return len(text)

    def flush(self) -> None:
        self._terminal.flush()

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._terminal.fileno()


class _Stream(io.TextIOBase):
    """A stream that leads nowhere once it takes no more, as on a full disk; a fault is raised first under its name.

    Without a name none is raised: what cannot be told of the work does not end it.
    """

    def __init__(self, stream: TextIO, name: str | None) -> None:
        self._stream = stream
        self._name = name

    def write(self, text: str) -> int:
        with self._left_when_full():
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with self._left_when_full():
            self._stream.flush()

    @contextmanager
    def _left_when_full(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())  # Python flushes it once more at its end
            if self._name:
                error.filename = self._name
                raise

    def isatty(self) -> bool:
        return self._stream.isatty()

    def fileno(self) -> int:
        return self._stream.fileno()


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """What stands for characters that a stream's encoding lacks: escapes as in JSON, so that JSON stays JSON."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2)), error.end


@contextmanager
def streams_open() -> Iterator[None]:
    """Let the block print, however it was started.

    A stream that was closed (`>&-`) leads nowhere inside the block, and stdout takes every character: escapes stand
    for those that its encoding (`LC_ALL=C`) lacks. When stdout takes no more, the OSError names it; what stderr does
    not take is lost.
    """
    # Else the next file opened, the store for one, would get the number of a stream that a child writes to.
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(descriptor, True)
    os.close(descriptor)
    codecs.register_error("sitrep.escaped", _escaped)
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    try:
        with ExitStack() as stack:
            if isinstance(sys.stdout, io.TextIOWrapper):
                stack.callback(sys.stdout.reconfigure, errors=sys.stdout.errors)
                sys.stdout.reconfigure(errors="sitrep.escaped")
            stack.enter_context(redirect_stdout(_Stream(sys.stdout, "stdout")))
            stack.enter_context(redirect_stderr(_Stream(sys.stderr, None)))
            yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before


@contextmanager
def terminals_shown() -> Iterator[None]:
    """Write to stdout and stderr inside the block, as far as they are terminals, so that texts cannot drive them.

    Files and pipes get every character as it is.
    """
    with ExitStack() as stack:
        if sys.stdout.isatty():
            stack.enter_context(redirect_stdout(_Terminal(sys.stdout)))
        if sys.stderr.isatty():
            stack.enter_context(redirect_stderr(_Terminal(sys.stderr)))
        yield


class LogLines(logging.Formatter):
    """Lines of a log: no text in them can begin one of its own, and what a fault says is indented."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  (the library's name)
        return shown(super().formatMessage(record).replace("\n", "\\n"))

    def formatException(  # noqa: N802
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return "\n".join(f"  {shown(line)}" for line in super().formatException(ei).split("\n"))
