"""Stories, copies and what people did to stories, on SQLite."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from news.errors import NotFoundError
from store.records import StoredItem
from store.sqlite.connections import Rows, Write
from store.sqlite.queries import instant_text, read_days, read_instant, read_item
from store.stories import Around, Hand, NewStory, Opening, Place, SortedItem, StoryRecord, StoryStore

_UNSORTED = """
SELECT v.* FROM seen AS v
WHERE v.item_seq > (SELECT ifnull(max(item_seq), 0) FROM sorted_items)
  AND v.sighting_seq = (SELECT min(seq) FROM sightings WHERE item_id = v.id)
ORDER BY v.item_seq LIMIT ?
"""

_VERSION = """
ifnull(i.published_at, '') || ' ' || ifnull((SELECT max(number) FROM item_versions WHERE item_id = i.id), 0)
""".strip()

_AROUND = f"""
SELECT o.item_seq, o.story_id, o.day, {_VERSION} AS version
FROM sorted_items AS o JOIN items AS i ON i.seq = o.item_seq
WHERE o.day BETWEEN ? AND ? AND o.story_id IS NOT NULL
ORDER BY o.item_seq DESC LIMIT ?
"""  # noqa: S608  (a constant)

_NUMBERED = """
SELECT v.* FROM json_each(?) AS asked JOIN seen AS v ON v.item_seq = asked.value
  AND v.sighting_seq = (SELECT min(seq) FROM sightings WHERE item_id = v.id)
"""

_OF_STORY = """
SELECT v.* FROM sorted_items AS o
JOIN seen AS v ON v.item_seq = o.item_seq
  AND v.sighting_seq = (SELECT min(seq) FROM sightings WHERE item_id = v.id)
WHERE o.story_id = ? ORDER BY o.day, o.item_seq
"""

_HOLDERS = """
SELECT k.key, o.item_id, ifnull(o.original_id, o.item_id) AS original FROM json_each(?) AS asked
JOIN duplicate_keys AS k ON k.key = asked.value JOIN sorted_items AS o ON o.item_seq = k.item_seq
"""

_PLACES = """
SELECT o.item_id, o.story_id, o.original_id, o.likeness, o.by_hand FROM json_each(?) AS asked
JOIN sorted_items AS o ON o.item_id = asked.value
"""

_ANY_SORTED = "SELECT 1 FROM json_each(?) AS asked JOIN sorted_items AS o ON o.item_seq = asked.value LIMIT 1"
_COPIES = "SELECT item_id, original_id, likeness FROM sorted_items WHERE original_id = ? ORDER BY item_seq"

_RECORDS = """
SELECT s.*, min(o.day) AS first_day, max(o.day) AS last_day, count(o.item_seq) AS items
FROM json_each(?) AS asked JOIN stories AS s ON s.id = asked.value
LEFT JOIN sorted_items AS o ON o.story_id = s.id GROUP BY s.id
"""

_DAYS = """
SELECT o.story_id, min(s.day) AS first_day, max(s.day) AS last_day,
    min(CASE WHEN s.day IS NULL THEN s.instant END) AS first_instant,
    max(CASE WHEN s.day IS NULL THEN s.instant END) AS last_instant
FROM json_each(?) AS asked JOIN sorted_items AS o ON o.story_id = asked.value
JOIN sightings AS s ON s.seq = (SELECT min(seq) FROM sightings WHERE item_id = o.item_id)
GROUP BY o.story_id
"""

_OF_THREAD = """
SELECT s.*, min(o.day) AS first_day, max(o.day) AS last_day, count(o.item_seq) AS items
FROM stories AS s JOIN sorted_items AS o ON o.story_id = s.id WHERE s.thread = ? GROUP BY s.id
ORDER BY first_day, s.id
"""

# Two items stand for a story of the last days: its first and last with a text, since a bare headline says little.
_OPENINGS = f"""
SELECT s.thread, i.seq, {_VERSION} AS version FROM stories AS s
JOIN (
    SELECT d.story_id, coalesce(min(CASE WHEN t.text <> '' THEN t.seq END), min(t.seq)) AS first_seq,
        coalesce(max(CASE WHEN t.text <> '' THEN t.seq END), max(t.seq)) AS last_seq
    FROM sorted_items AS d JOIN items AS t ON t.seq = d.item_seq
    WHERE d.day BETWEEN ? AND ? AND d.story_id IS NOT NULL AND t.kind <> 'poll'
    GROUP BY d.story_id ORDER BY first_seq DESC LIMIT ?
) AS o ON o.story_id = s.id
JOIN items AS i ON i.seq IN (o.first_seq, o.last_seq)
ORDER BY o.first_seq DESC, i.seq
"""  # noqa: S608  (a constant)


class SqliteStories(StoryStore):
    """`StoryStore` on the connections of a `SqliteStore`."""

    def __init__(self, write: Write, rows: Rows) -> None:
        self._write, self._rows = write, rows

    def unsorted(self, limit: int) -> tuple[tuple[int, StoredItem], ...]:
        return tuple((row["item_seq"], read_item(row)) for row in self._rows(_UNSORTED, (limit,)))

    def around(self, first: date, last: date, limit: int) -> tuple[Around, ...]:
        rows = self._rows(_AROUND, (first.isoformat(), last.isoformat(), limit))
        return tuple(
            Around(row["item_seq"], row["version"], row["story_id"], date.fromisoformat(row["day"])) for row in rows
        )

    def openings(self, first: date, last: date, limit: int) -> tuple[Opening, ...]:
        rows = self._rows(_OPENINGS, (first.isoformat(), last.isoformat(), limit))
        return tuple(Opening(row["thread"], row["seq"], row["version"]) for row in rows)

    def numbered(self, numbers: Iterable[int]) -> dict[int, StoredItem]:
        rows = self._rows(_NUMBERED, (json.dumps(list(numbers)),))
        return {row["item_seq"]: read_item(row) for row in rows}

    def holders(self, keys: Sequence[int]) -> dict[int, dict[str, str]]:
        found: dict[int, dict[str, str]] = {}
        for row in self._rows(_HOLDERS, (json.dumps(list(keys)),)):
            found.setdefault(row["key"], {})[row["item_id"]] = row["original"]
        return found

    def add(self, items: Sequence[SortedItem], stories: Sequence[NewStory], at: datetime) -> bool:
        with self._write() as connection:
            numbers = json.dumps([item.seq for item in items])
            if connection.execute(_ANY_SORTED, (numbers,)).fetchone():
                return False
            _add_stories(connection, stories, at)
            connection.executemany(
                "INSERT INTO sorted_items VALUES (?, ?, ?, ?, ?, ?, 0)",
                [(i.seq, i.item_id, i.story_id, i.day.isoformat(), i.original, i.likeness) for i in items],
            )
            connection.executemany(
                "INSERT INTO duplicate_keys VALUES (?, ?) ON CONFLICT DO NOTHING",
                [(key, item.seq) for item in items for key in item.keys],
            )
        return True

    def places(self, item_ids: Iterable[str]) -> dict[str, Place]:
        return {
            row["item_id"]: Place(row["story_id"], row["original_id"], row["likeness"], bool(row["by_hand"]))
            for row in self._rows(_PLACES, (json.dumps(list(item_ids)),))
        }

    def copies(self, item_id: str) -> tuple[tuple[str, float], ...]:
        return tuple((row["item_id"], row["likeness"]) for row in self._rows(_COPIES, (item_id,)))

    def get(self, story_id: str) -> StoryRecord:
        asked, seen = story_id, set[str]()
        while asked not in seen:
            seen.add(asked)
            found = self.records([asked]).get(asked)
            if found is None:
                break
            if found.merged_into is None:
                return found
            asked = found.merged_into
        raise NotFoundError(f"no story {story_id[:80]!r}; GET /v1/stories lists a day's")

    def records(self, story_ids: Iterable[str]) -> dict[str, StoryRecord]:
        rows = self._rows(_RECORDS, (json.dumps(list(dict.fromkeys(story_ids))),))
        return {row["id"]: _record(row) for row in rows}

    def days(self, story_ids: Iterable[str], timezone: ZoneInfo) -> dict[str, tuple[date, date]]:
        rows = self._rows(_DAYS, (json.dumps(list(dict.fromkeys(story_ids))),))
        return {
            row["story_id"]: (
                min(read_days(row["first_day"], row["first_instant"], timezone)),
                max(read_days(row["last_day"], row["last_instant"], timezone)),
            )
            for row in rows
        }

    def items(self, story_id: str) -> tuple[StoredItem, ...]:
        return tuple(read_item(row) for row in self._rows(_OF_STORY, (story_id,)))

    def thread(self, thread: str) -> tuple[StoryRecord, ...]:
        return tuple(_record(row) for row in self._rows(_OF_THREAD, (thread,)))

    def hands(self, story_id: str) -> tuple[Hand, ...]:
        rows = self._rows("SELECT * FROM story_hands WHERE story_id = ? ORDER BY seq DESC", (story_id,))
        return tuple(
            Hand(row["story_id"], row["action"], json.loads(row["detail"]), row["who"], read_instant(row["at"]))
            for row in rows
        )

    def apply(
        self,
        hand: Hand,
        *,
        moves: Mapping[str, str] | None = None,
        new: NewStory | None = None,
        merged: Sequence[str] = (),
        headline: str | None = None,
    ) -> None:
        with self._write() as connection:
            if new is not None:
                _add_stories(connection, [new], hand.at)
            connection.executemany(
                "UPDATE sorted_items SET story_id = ?, by_hand = 1 WHERE item_id = ?",
                [(story_id, item_id) for item_id, story_id in (moves or {}).items()],
            )
            connection.executemany(
                "UPDATE stories SET merged_into = ? WHERE id = ?", [(hand.story_id, gone) for gone in merged]
            )
            if headline is not None:
                connection.execute(
                    "UPDATE stories SET headline = ? WHERE id = ?", (headline, new.id if new else hand.story_id)
                )
            connection.execute(
                "INSERT INTO story_hands (story_id, action, detail, who, at) VALUES (?, ?, ?, ?, ?)",
                (hand.story_id, hand.action, json.dumps(hand.detail), hand.who, instant_text(hand.at)),
            )


def _add_stories(connection: sqlite3.Connection, stories: Sequence[NewStory], at: datetime) -> None:
    connection.executemany(
        "INSERT INTO stories VALUES (?, NULL, ?, NULL, ?) ON CONFLICT DO NOTHING",
        [(story.id, story.thread, instant_text(at)) for story in stories],
    )


def _record(row: sqlite3.Row) -> StoryRecord:
    return StoryRecord(
        id=row["id"],
        headline=row["headline"],
        thread=row["thread"],
        merged_into=row["merged_into"],
        first_day=date.fromisoformat(row["first_day"]) if row["first_day"] else None,
        last_day=date.fromisoformat(row["last_day"]) if row["last_day"] else None,
        items=row["items"],
    )
