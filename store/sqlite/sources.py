"""What was taken from watched folders and mailboxes, on SQLite."""

import sqlite3

from store.sources import Mark, SourceMessage, SourceStore
from store.sqlite import queries
from store.sqlite.connections import Rows, Write

_ADD = """
INSERT INTO source_messages (source, name, digest, at, issue_id, problem) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (source, digest) DO NOTHING
"""
_MARK = """
INSERT INTO source_marks (source, validity, uid) VALUES (?, ?, ?)
ON CONFLICT (source) DO UPDATE SET validity = excluded.validity, uid = excluded.uid
"""
_LAST = "SELECT * FROM source_messages ORDER BY seq DESC LIMIT ?"


class SqliteSources(SourceStore):
    """`SourceStore` on the connections of a `SqliteStore`."""

    def __init__(self, write: Write, rows: Rows) -> None:
        self._write = write
        self._rows = rows

    def seen(self, source: str, digest: str) -> bool:
        return bool(self._rows("SELECT 1 FROM source_messages WHERE source = ? AND digest = ?", (source, digest)))

    def mark(self, source: str) -> Mark | None:
        rows = self._rows("SELECT validity, uid FROM source_marks WHERE source = ?", (source,))
        return Mark(rows[0]["validity"], rows[0]["uid"]) if rows else None

    def record(self, message: SourceMessage, mark: Mark | None = None) -> None:
        with self._write() as connection:
            at = queries.instant_text(message.at)
            kept = (message.source, message.name, message.digest, at, message.issue_id, message.problem)
            connection.execute(_ADD, kept)
            if mark is not None:
                connection.execute(_MARK, (message.source, mark.validity, mark.uid))

    def last(self, limit: int) -> tuple[SourceMessage, ...]:
        return tuple(_read(row) for row in self._rows(_LAST, (limit,)))


def _read(row: sqlite3.Row) -> SourceMessage:
    at = queries.read_instant(row["at"])
    return SourceMessage(row["source"], row["name"], row["digest"], at, row["issue_id"], row["problem"])
