"""Stories on SQLite: which item copies which, which story it is in, and what people did to stories."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from news.errors import NotFoundError
from store.connections import Rows, Write
from store.queries import instant_text, read_instant, read_item
from store.records import StoredItem

_UNSORTED = """
SELECT v.* FROM seen AS v
WHERE v.item_seq > (SELECT ifnull(max(item_seq), 0) FROM sorted_items)
  AND v.sighting_seq = (SELECT min(seq) FROM sightings WHERE item_id = v.id)
ORDER BY v.item_seq LIMIT ?
"""

_AROUND = """
SELECT v.*, o.story_id, o.day AS sorted_day FROM sorted_items AS o
JOIN seen AS v ON v.item_seq = o.item_seq
  AND v.sighting_seq = (SELECT min(seq) FROM sightings WHERE item_id = v.id)
WHERE o.day BETWEEN ? AND ? AND o.story_id IS NOT NULL
ORDER BY o.item_seq DESC LIMIT ?
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

_COPIES = "SELECT item_id, original_id, likeness FROM sorted_items WHERE original_id = ? ORDER BY item_seq"

_RECORDS = """
SELECT s.*, min(o.day) AS first_day, max(o.day) AS last_day, count(o.item_seq) AS items
FROM json_each(?) AS asked JOIN stories AS s ON s.id = asked.value
LEFT JOIN sorted_items AS o ON o.story_id = s.id GROUP BY s.id
"""

_OF_THREAD = """
SELECT s.*, min(o.day) AS first_day, max(o.day) AS last_day, count(o.item_seq) AS items
FROM stories AS s JOIN sorted_items AS o ON o.story_id = s.id WHERE s.thread = ? GROUP BY s.id
ORDER BY first_day, s.id
"""

# One item stands for a story of the last days: its first.
_OPENINGS = """
SELECT s.id, s.thread, i.headline, i.text FROM stories AS s
JOIN (
    SELECT story_id, min(item_seq) AS first_seq FROM sorted_items
    WHERE day BETWEEN ? AND ? AND story_id IS NOT NULL GROUP BY story_id ORDER BY first_seq DESC LIMIT ?
) AS o ON o.story_id = s.id
JOIN items AS i ON i.seq = o.first_seq
"""


@dataclass(frozen=True, slots=True)
class SortedItem:
    """What sorting found of one item."""

    seq: int
    item_id: str
    day: date
    story_id: str | None  # None: an announcement or an opinion
    original: str | None
    likeness: float | None
    keys: tuple[int, ...]  # by which it will be found again


@dataclass(frozen=True, slots=True)
class NewStory:
    """A story that was found, and the thread that it goes on with; its own id when it begins one."""

    id: str
    thread: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands."""

    story_id: str | None
    original: str | None  # the item that it copies
    likeness: float | None
    by_hand: bool


@dataclass(frozen=True, slots=True)
class StoryRecord:
    """A story as it is kept; days are None when a person moved all its items elsewhere."""

    id: str
    headline: str | None  # a person's
    thread: str
    merged_into: str | None
    first_day: date | None
    last_day: date | None
    items: int


@dataclass(frozen=True, slots=True)
class Opening:
    """How a story of the last days began."""

    id: str
    thread: str
    headline: str
    text: str


@dataclass(frozen=True, slots=True)
class Hand:
    """What a person did to a story: merge, split or rename."""

    story_id: str
    action: str
    detail: dict[str, Any]
    who: str | None
    at: datetime


class StoryStore(Protocol):
    """Stories, copies and people's hands; every write is durable and whole when its method returns."""

    def unsorted(self, limit: int) -> tuple[tuple[int, StoredItem], ...]:
        """Items that sorting has not seen, with their numbers, in the order they were received."""

    def around(self, first: date, last: date, limit: int) -> tuple[tuple[StoredItem, str, date], ...]:
        """Sorted items of some days with their story and day, last received first."""

    def openings(self, first: date, last: date, limit: int) -> tuple[Opening, ...]:
        """Stories that have items on some days, the last found first."""

    def holders(self, keys: Sequence[int]) -> dict[int, dict[str, str]]:
        """For each key that is held, the items that hold it, each with its original."""

    def add(self, items: Sequence[SortedItem], stories: Sequence[NewStory], at: datetime) -> None:
        """Keep what sorting found."""

    def places(self, item_ids: Iterable[str]) -> dict[str, Place]:
        """Where items stand; those not sorted yet are missing."""

    def copies(self, item_id: str) -> tuple[tuple[str, float], ...]:
        """Items that copy this one, each with its likeness, in the order they were received."""

    def get(self, story_id: str) -> StoryRecord:
        """One story; of one that was merged, the story it went into. Raises NotFoundError."""

    def records(self, story_ids: Iterable[str]) -> dict[str, StoryRecord]:
        """Stories by id; unknown ones are missing."""

    def items(self, story_id: str) -> tuple[StoredItem, ...]:
        """A story's items, the earliest day first."""

    def thread(self, thread: str) -> tuple[StoryRecord, ...]:
        """The stories of a thread, the earliest first."""

    def hands(self, story_id: str) -> tuple[Hand, ...]:
        """What people did to a story, last first."""

    def apply(
        self,
        hand: Hand,
        *,
        moves: Mapping[str, str] | None = None,
        new: NewStory | None = None,
        merged: Sequence[str] = (),
        headline: str | None = None,
    ) -> None:
        """Keep what a person did: items moved to stories, stories that went into hand's, a new story, a headline.

        headline is that of the new story if there is one, else of hand's.
        """


class SqliteStories:
    """`StoryStore` on SQLite."""

    def __init__(self, write: Write, rows: Rows) -> None:
        """Built by the store on its own writing and reading."""
        self._write, self._rows = write, rows

    def unsorted(self, limit: int) -> tuple[tuple[int, StoredItem], ...]:
        """Items that sorting has not seen, with their numbers, in the order they were received."""
        return tuple((row["item_seq"], read_item(row)) for row in self._rows(_UNSORTED, (limit,)))

    def around(self, first: date, last: date, limit: int) -> tuple[tuple[StoredItem, str, date], ...]:
        """Sorted items of some days with their story and day, last received first."""
        rows = self._rows(_AROUND, (first.isoformat(), last.isoformat(), limit))
        return tuple((read_item(row), row["story_id"], date.fromisoformat(row["sorted_day"])) for row in rows)

    def openings(self, first: date, last: date, limit: int) -> tuple[Opening, ...]:
        """Stories that have items on some days, the last found first."""
        rows = self._rows(_OPENINGS, (first.isoformat(), last.isoformat(), limit))
        return tuple(Opening(row["id"], row["thread"], row["headline"], row["text"]) for row in rows)

    def holders(self, keys: Sequence[int]) -> dict[int, dict[str, str]]:
        """For each key that is held, the items that hold it, each with its original."""
        found: dict[int, dict[str, str]] = {}
        for row in self._rows(_HOLDERS, (json.dumps(list(keys)),)):
            found.setdefault(row["key"], {})[row["item_id"]] = row["original"]
        return found

    def add(self, items: Sequence[SortedItem], stories: Sequence[NewStory], at: datetime) -> None:
        """Keep what sorting found."""
        with self._write() as connection:
            _add_stories(connection, stories, at)
            connection.executemany(
                "INSERT INTO sorted_items VALUES (?, ?, ?, ?, ?, ?, 0)",
                [(i.seq, i.item_id, i.story_id, i.day.isoformat(), i.original, i.likeness) for i in items],
            )
            connection.executemany(
                "INSERT INTO duplicate_keys VALUES (?, ?) ON CONFLICT DO NOTHING",
                [(key, item.seq) for item in items for key in item.keys],
            )

    def places(self, item_ids: Iterable[str]) -> dict[str, Place]:
        """Where items stand; those not sorted yet are missing."""
        return {
            row["item_id"]: Place(row["story_id"], row["original_id"], row["likeness"], bool(row["by_hand"]))
            for row in self._rows(_PLACES, (json.dumps(list(item_ids)),))
        }

    def copies(self, item_id: str) -> tuple[tuple[str, float], ...]:
        """Items that copy this one, each with its likeness, in the order they were received."""
        return tuple((row["item_id"], row["likeness"]) for row in self._rows(_COPIES, (item_id,)))

    def get(self, story_id: str) -> StoryRecord:
        """One story; of one that was merged, the story it went into. Raises NotFoundError."""
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
        """Stories by id; unknown ones are missing."""
        rows = self._rows(_RECORDS, (json.dumps(list(dict.fromkeys(story_ids))),))
        return {row["id"]: _record(row) for row in rows}

    def items(self, story_id: str) -> tuple[StoredItem, ...]:
        """A story's items, the earliest day first."""
        return tuple(read_item(row) for row in self._rows(_OF_STORY, (story_id,)))

    def thread(self, thread: str) -> tuple[StoryRecord, ...]:
        """The stories of a thread, the earliest first."""
        return tuple(_record(row) for row in self._rows(_OF_THREAD, (thread,)))

    def hands(self, story_id: str) -> tuple[Hand, ...]:
        """What people did to a story, last first."""
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
        """Keep what a person did, all of it or nothing."""
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
