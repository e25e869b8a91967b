"""What `SqliteStore` lends to the classes that keep one group of tables each."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from typing import Protocol

from store.cursor import write_cursor

PAGE_CHARACTERS = 8 << 20  # of texts on one page: two hundred items of two megabytes each would fill the memory

_OLDEST_SQLITE = (3, 37, 0)  # STRICT tables

Rows = Callable[[str, Sequence[object] | Mapping[str, object]], list[sqlite3.Row]]  # SQL and its parameters
Write = Callable[[], AbstractContextManager[sqlite3.Connection]]  # one transaction, durable when its block ends

REPLACE = "restore it from a copy or move it away"

_WAYS_OUT = (
    (
        (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR),
        "make room on its disk; where there is room, the disk may be failing",
    ),
    ((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED), "another program holds it; end that one"),
    (
        (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM),
        "SQLite writes beside it even to read; let this user write there, or copy the folder to where it may",
    ),
    ((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB), REPLACE),
)


def unfit() -> str:
    """What keeps this Python's SQLite from holding a store, with the way out; "" when nothing does."""
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        return f"SQLite {sqlite3.sqlite_version} is too old; use a Python with SQLite 3.37 or newer"
    with closing(sqlite3.connect(":memory:")) as probe:
        if not probe.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").fetchone():
            return f"SQLite {sqlite3.sqlite_version} lacks FTS5, which finds words; use a Python whose SQLite has it"
    return ""


def way_out(error: sqlite3.Error) -> str:
    """What to do about a database that cannot be read or written; "" when that is not known.

    A sound one is never told to be moved away.
    """
    code = _kind(error)
    return next((words for codes, words in _WAYS_OUT if code in codes), "")


def is_damaged(error: sqlite3.Error) -> bool:
    """Whether the database, and not what was asked of it or its surroundings, is at fault."""
    return _kind(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _kind(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF  # the rest of it tells kinds apart


class Page(Protocol):
    """One page of a list whose rows carry texts."""

    def __call__(
        self, sql: str, parameters: Mapping[str, object], limit: int, texts: Sequence[str], number: str
    ) -> tuple[list[sqlite3.Row], str | None]:
        """At most limit rows, and the cursor that goes on; parameters ask for one row more. As `fitting` says."""


def fitting(
    rows: Iterable[sqlite3.Row], limit: int, texts: Sequence[str], number: str
) -> tuple[list[sqlite3.Row], str | None]:
    """The rows of one page, and the cursor that goes on; None at the list's end.

    The page ends after `limit` rows, or with the row that brings the columns `texts` to PAGE_CHARACTERS. number is
    the column that the cursor holds. Rows beyond the page are not read.
    """
    found: list[sqlite3.Row] = []
    characters = 0
    for row in rows:
        if found and (len(found) == limit or characters >= PAGE_CHARACTERS):
            return found, write_cursor(found[-1][number])
        found.append(row)
        characters += sum(len(row[name]) for name in texts)
    return found, None
