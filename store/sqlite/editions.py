"""Published editions on SQLite."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from news.briefing.errata import printed_notice
from news.briefing.notices import CorrectionNotice
from news.errors import NotFoundError
from store.cursor import END, cut, place
from store.editions import EditionPage, EditionRecord, EditionStore, Reader
from store.records import StoredItem
from store.sqlite import queries
from store.sqlite.connections import Rows, Write

_ADD = """
INSERT OR IGNORE INTO editions (id, edition, timezone, themes, subscription, covers_to, published_at, items, payload,
    through)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_OF_READER = "subscription = :subscription AND (:subscription <> '' OR (timezone = :timezone AND themes = :themes))"
# An item counts by its first receipt: seen again by another source it is no news.
_RECEIVED = """
SELECT * FROM seen
WHERE id IN (
    SELECT id FROM items WHERE retracted = 0 AND id NOT IN (SELECT value FROM json_each(:read)) AND (
        (received_at > :after AND received_at <= :until)
        OR (seq > :through AND (received_at <= :covered OR received_at > :now))))
ORDER BY sighting_seq
"""


class SqliteEditions(EditionStore):
    """`EditionStore` on the connections of a `SqliteStore`."""

    def __init__(self, write: Write, rows: Rows) -> None:
        self._write = write
        self._rows = rows

    def publish(self, record: EditionRecord) -> EditionRecord:
        with self._write() as connection:
            if add_edition(connection, record):
                return record
        found = self.published(record.edition, record.reader)
        assert found is not None  # only the same edition can stand in the way, and it is never removed
        return found

    def published(self, edition: str, reader: Reader) -> EditionRecord | None:
        sql = f"SELECT * FROM editions WHERE edition = :edition AND {_OF_READER}"  # noqa: S608
        rows = self._rows(sql, _reader_values(reader) | {"edition": edition})
        return read_edition_record(rows[0]) if rows else None

    def edition(self, edition_id: str) -> EditionRecord:
        rows = self._rows("SELECT * FROM editions WHERE id = ?", (edition_id,))
        if not rows:
            raise NotFoundError(f"no edition {edition_id[:80]!r} in the store")
        return read_edition_record(rows[0])

    def earlier(self, reader: Reader, before: str, limit: int) -> tuple[EditionRecord, ...]:
        sql = (
            f"SELECT * FROM editions WHERE edition < :before AND {_OF_READER} "  # noqa: S608
            "ORDER BY edition DESC LIMIT :limit"
        )
        values = _reader_values(reader) | {"before": before, "limit": limit}
        return tuple(read_edition_record(row) for row in self._rows(sql, values))

    def page(self, subscription: str | None, limit: int, cursor: str | None = None) -> EditionPage:
        found = self._rows(
            "SELECT * FROM editions WHERE seq < ? AND (? IS NULL OR subscription = ?) ORDER BY seq DESC LIMIT ?",
            (place(cursor, END), subscription, subscription, limit + 1),
        )
        rows, following = cut(found, limit)
        return EditionPage(tuple(read_edition_record(row) for row in rows), following)

    def newest_item(self) -> int:
        [(newest,)] = self._rows("SELECT max(seq) FROM items", ())
        return int(newest or 0)

    def received(
        self, after: datetime, until: datetime, last: EditionRecord | None, now: datetime
    ) -> tuple[StoredItem, ...]:
        asked = {
            "after": queries.instant_text(after),
            "until": queries.instant_text(until),
            "through": last.through if last else 0,
            "covered": last and queries.instant_text(last.covers_to),
            "now": queries.instant_text(now),
            "read": json.dumps(last.items if last else ()),
        }
        found: dict[str, StoredItem] = {}
        for row in self._rows(_RECEIVED, asked):
            found.setdefault(row["id"], queries.read_item(row))
        return tuple(found.values())

    def dropped_pieces(self, issue_ids: Sequence[str]) -> int:
        [(count,)] = self._rows(
            "SELECT count(*) FROM dropped WHERE issue_id IN (SELECT value FROM json_each(?))"
            " AND reason NOT IN ('markup', 'script')",
            (json.dumps(list(issue_ids)),),
        )
        return int(count)

    def errata(self, issue_ids: Sequence[str]) -> tuple[CorrectionNotice, ...]:
        return tuple(
            printed_notice(row["id"], "", row["source"], row["words"], None)
            for row in self._rows(
                "SELECT issues.id, source, words FROM errata JOIN issues ON issues.id = errata.issue_id"
                " WHERE issue_id IN (SELECT value FROM json_each(?)) ORDER BY received_at, issues.id, place",
                (json.dumps(list(issue_ids)),),
            )
        )


def add_edition(connection: sqlite3.Connection, record: EditionRecord) -> bool:
    """Keep an edition inside a transaction; False when that one was published before."""
    reader = record.reader
    added = connection.execute(
        _ADD,
        (
            *(record.id, record.edition, reader.timezone, ",".join(reader.themes), reader.subscription),
            *(queries.instant_text(record.covers_to), queries.instant_text(record.published_at)),
            *(json.dumps(record.items), record.payload, record.through),
        ),
    )
    return added.rowcount == 1


def read_edition_record(row: sqlite3.Row) -> EditionRecord:
    """An edition from its row."""
    return EditionRecord(
        id=row["id"],
        edition=row["edition"],
        reader=read_reader(row["timezone"], row["themes"], row["subscription"]),
        covers_to=queries.read_instant(row["covers_to"]),
        published_at=queries.read_instant(row["published_at"]),
        items=tuple(json.loads(row["items"])),
        payload=row["payload"],
        through=row["through"],
    )


def read_reader(timezone: str, themes: str, subscription: str) -> Reader:
    """A reader from its columns."""
    return Reader(timezone, tuple(themes.split(",")) if themes else (), subscription)


def _reader_values(reader: Reader) -> dict[str, object]:
    return {"timezone": reader.timezone, "themes": ",".join(reader.themes), "subscription": reader.subscription}
