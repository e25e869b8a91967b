"""Opaque page cursors: where a list stopped."""

import base64
import re
import struct
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from news.errors import SitrepError

_FORM = struct.Struct(">q")  # the last row's number
PATTERN = "^[A-Za-z0-9_-]{10}[AEIMQUYcgkosw048]$"
BEGINNING, END = 0, 2**63 - 1  # below and above every row's number


class Columns(Protocol):
    """A row of a database."""

    def __getitem__(self, name: str, /) -> Any:
        """The value in a column."""


Row = TypeVar("Row")
Found = TypeVar("Found", bound=Columns)


class CursorError(SitrepError):
    """A cursor that was not given out here."""


def write_cursor(last: int) -> str:
    """Name the row after which the next page starts."""
    return base64.urlsafe_b64encode(_FORM.pack(last)).decode().rstrip("=")


def read_cursor(cursor: str) -> int:
    """The row that a cursor names; raises CursorError."""
    if not re.fullmatch(PATTERN, cursor):
        raise CursorError(f"cursor {cursor[:80]!r} is none of ours; start again without a cursor")
    [last] = _FORM.unpack(base64.urlsafe_b64decode(cursor + "="))
    return int(last)


def place(cursor: str | None, start: int) -> int:
    """The row that a cursor names; start, which is BEGINNING or END, without one. Raises CursorError."""
    return start if cursor is None else read_cursor(cursor)


def cut(rows: Sequence[Found], limit: int, number: str = "seq") -> tuple[Sequence[Found], str | None]:
    """One page of rows that were asked for with `limit + 1`, and the cursor that goes on; None at the list's end.

    number is the column that the cursor holds.
    """
    return rows[:limit], write_cursor(rows[limit - 1][number]) if len(rows) > limit else None


def every(page: Callable[[str | None], tuple[Sequence[Row], str | None]]) -> Iterator[Row]:
    """All rows of a list that comes in pages; page takes a cursor, None for the first, and gives the next one too."""
    rows, cursor = page(None)
    yield from rows
    while cursor is not None:
        rows, cursor = page(cursor)
        yield from rows
