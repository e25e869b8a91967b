"""The versions of items, on SQLite."""

import json
import sqlite3
from collections.abc import Collection, Sequence
from datetime import datetime

from news.errors import NotFoundError
from news.item import NewsItem
from store.sqlite import queries
from store.sqlite.connections import Rows
from store.versions import Change, ItemChange, Version, VersionStore

_ITEM = "SELECT headline, text, received_at, retracted FROM items WHERE id = ?"
_OF_ITEM = "SELECT * FROM item_versions WHERE item_id = ? ORDER BY number"
_READING = "SELECT id, headline, text FROM items WHERE headline IN (SELECT value FROM json_each(?)) ORDER BY seq"
_SINCE = """
SELECT after.*, before.change AS before_change, before.seen_at AS before_seen_at,
    before.headline AS before_headline, before.text AS before_text
FROM item_versions AS after
JOIN item_versions AS before ON before.item_id = after.item_id AND before.number = after.number - 1
WHERE after.number > 1 AND after.seen_at >= ?
ORDER BY after.seen_at, after.item_id, after.number
"""
_LAST = "SELECT max(number) FROM item_versions WHERE item_id = ?"
_ADD = "INSERT INTO item_versions (item_id, number, change, seen_at, headline, text) VALUES (?, ?, ?, ?, ?, ?)"
_UPDATE = """
UPDATE items SET headline = ?, text = ?, kind = ?, truncated = ?, retracted = ? WHERE id = ?
"""


class SqliteVersions(VersionStore):
    """`VersionStore` on the connections of a `SqliteStore`."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def of(self, item_id: str) -> tuple[Version, ...]:
        items = self._rows(_ITEM, (item_id,))
        if not items:
            raise NotFoundError(f"no item {item_id[:80]!r} in the store")
        found = tuple(_read(row) for row in self._rows(_OF_ITEM, (item_id,)))
        [item] = items
        received = queries.read_instant(item["received_at"])
        return found or (Version(item_id, 1, Change.FIRST, received, item["headline"], item["text"]),)

    def reading(self, texts: Collection[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, ...]]:
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for row in self._rows(_READING, (json.dumps(list({headline for headline, _ in texts})),)) if texts else ():
            text = row["headline"], row["text"]
            if text in texts:
                found[text] = (*found.get(text, ()), row["id"])
        return found

    def changed_since(self, instant: datetime) -> tuple[ItemChange, ...]:
        return tuple(_read_change(row) for row in self._rows(_SINCE, (queries.instant_text(instant),)))


def add_version(connection: sqlite3.Connection, item: NewsItem, change: Change, seen_at: str) -> bool:
    """Keep a changed item as a version and make it what is read from now on, in the caller's transaction.

    item.id is that of a stored item. Returns False, and writes nothing, when the item reads so already.
    """
    before = connection.execute(_ITEM, (item.id,)).fetchone()
    retracted = change is Change.RETRACTED
    same = (before["headline"], before["text"], bool(before["retracted"])) == (item.headline, item.text, retracted)
    if same:
        return False
    [last] = connection.execute(_LAST, (item.id,)).fetchone()
    if last is None:
        first = (item.id, 1, Change.FIRST, before["received_at"], before["headline"], before["text"])
        connection.execute(_ADD, first)
        last = 1
    connection.execute(_ADD, (item.id, last + 1, change, seen_at, item.headline, item.text))
    updated = (item.headline, item.text, item.kind, int(item.truncated), int(retracted), item.id)
    connection.execute(_UPDATE, updated)
    return True


def _read(row: sqlite3.Row) -> Version:
    seen = queries.read_instant(row["seen_at"])
    return Version(row["item_id"], row["number"], Change(row["change"]), seen, row["headline"], row["text"])


def _read_change(row: sqlite3.Row) -> ItemChange:
    seen = queries.read_instant(row["before_seen_at"])
    before: Sequence[str] = (row["before_headline"], row["before_text"])
    number, change = row["number"] - 1, Change(row["before_change"])
    return ItemChange(Version(row["item_id"], number, change, seen, *before), _read(row))
