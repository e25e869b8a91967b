"""Feeds on SQLite. A poll is written whole: its items, their versions, its outcome."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from news.errors import NotFoundError
from store.cursor import BEGINNING, cut, place
from store.feeds import EntryProblem, Feed, FeedHealth, FeedStore, Outcome, Poll, SeenEntry
from store.records import LabelRecord
from store.sqlite import queries
from store.sqlite.connections import Rows, Write
from store.sqlite.versions import add_version
from store.sqlite.writes import add_item, add_labels, date_item, replace_labels
from store.versions import Change

POLLS_KEPT = 200  # of one feed: four days at a poll every half hour
_ADD = """
INSERT INTO feeds (id, url, name, timezone, full_text, added_at, next_poll_at) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO NOTHING
"""
_SET = "UPDATE feeds SET name = ?, timezone = ?, full_text = ? WHERE id = ?"
_PAGE = "SELECT * FROM feeds WHERE seq > ? ORDER BY seq LIMIT ?"
_CLOCK_SLACK = timedelta(hours=1)  # by which clocks are put back without a word
# What was polled, or added, in the future stands under a clock that has been put right since.
_DUE = """
SELECT * FROM feeds WHERE next_poll_at <= ? OR ifnull(last_poll_at, added_at) > ? ORDER BY next_poll_at LIMIT ?
"""
_HEALTH = """
UPDATE feeds SET title = ?, site_url = ?, etag = ?, last_modified = ?, moved_to = ?, next_poll_at = ?,
    last_poll_at = ?, last_success_at = ?, failures = ?, problem = ?
WHERE id = ?
"""
_ADD_POLL = """
INSERT INTO feed_polls (feed_id, at, outcome, status, took_s, entries, created, edited, retracted, problem)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_FORGET_POLLS = """
DELETE FROM feed_polls WHERE feed_id = :feed AND seq <= (
    SELECT seq FROM feed_polls WHERE feed_id = :feed ORDER BY seq DESC LIMIT 1 OFFSET :kept)
"""
_POLLS = "SELECT * FROM feed_polls WHERE feed_id = ? ORDER BY seq DESC LIMIT ?"
_SEE = """
INSERT INTO feed_entries (feed_id, item_id, digest, seen_at, problem) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (feed_id, item_id)
DO UPDATE SET digest = excluded.digest, seen_at = excluded.seen_at, problem = excluded.problem
"""
_ENTRIES = "SELECT item_id, digest FROM feed_entries WHERE feed_id = ?"
_PROBLEMS = """
SELECT e.item_id, i.headline, e.seen_at, e.problem FROM feed_entries AS e JOIN items AS i ON i.id = e.item_id
WHERE e.feed_id = ? AND e.problem IS NOT NULL ORDER BY e.seen_at DESC, e.item_id LIMIT ?
"""
_ITEM_PROBLEMS = "SELECT DISTINCT problem FROM feed_entries WHERE item_id = ? AND problem IS NOT NULL ORDER BY problem"


class SqliteFeeds(FeedStore):
    """`FeedStore` on the connections of a `SqliteStore`."""

    def __init__(self, write: Write, rows: Rows) -> None:
        self._write = write
        self._rows = rows

    def add(self, feed: Feed) -> bool:
        added = queries.instant_text(feed.added_at)
        due = queries.instant_text(feed.health.next_poll_at)
        with self._write() as connection:
            new = connection.execute(
                _ADD, (feed.id, feed.url, feed.name, feed.timezone, int(feed.full_text), added, due)
            ).rowcount
            if not new:
                connection.execute(_SET, (feed.name, feed.timezone, int(feed.full_text), feed.id))
        return bool(new)

    def remove(self, feed_id: str) -> None:
        with self._write() as connection:
            if not connection.execute("DELETE FROM feeds WHERE id = ?", (feed_id,)).rowcount:
                raise _unknown(feed_id)

    def feed(self, feed_id: str) -> Feed:
        rows = self._rows("SELECT * FROM feeds WHERE id = ?", (feed_id,))
        if not rows:
            raise _unknown(feed_id)
        return _read_feed(rows[0])

    def page(self, limit: int, cursor: str | None = None) -> tuple[tuple[Feed, ...], str | None]:
        rows, following = cut(self._rows(_PAGE, (place(cursor, BEGINNING), limit + 1)), limit)
        return tuple(_read_feed(row) for row in rows), following

    def due(self, now: datetime, limit: int) -> tuple[Feed, ...]:
        limits = (queries.instant_text(now), queries.instant_text(now + _CLOCK_SLACK), limit)
        return tuple(_read_feed(row) for row in self._rows(_DUE, limits))

    def entries(self, feed_id: str) -> dict[str, str]:
        return {row["item_id"]: row["digest"] for row in self._rows(_ENTRIES, (feed_id,))}

    def polls(self, feed_id: str, limit: int) -> tuple[Poll, ...]:
        return tuple(_read_poll(row) for row in self._rows(_POLLS, (feed_id, limit)))

    def problems(self, feed_id: str, limit: int) -> tuple[EntryProblem, ...]:
        return tuple(
            EntryProblem(row["item_id"], row["headline"], queries.read_instant(row["seen_at"]), row["problem"])
            for row in self._rows(_PROBLEMS, (feed_id, limit))
        )

    def item_problems(self, item_id: str) -> tuple[str, ...]:
        return tuple(row["problem"] for row in self._rows(_ITEM_PROBLEMS, (item_id,)))

    def record(
        self,
        feed_id: str,
        poll: Poll,
        health: FeedHealth,
        seen: Sequence[SeenEntry] = (),
        labels: Mapping[str, LabelRecord] | None = None,
        dated: Mapping[str, datetime] | None = None,
        received_at: datetime | None = None,
    ) -> Poll:
        at = queries.instant_text(received_at or poll.at)
        given = labels or {}
        created = edited = retracted = 0
        with self._write() as connection:
            _write_health(connection, feed_id, health)
            for entry in seen:
                label = given.get(entry.item.id)
                if entry.change is Change.FIRST:
                    created += add_item(connection, entry.item, at, None, None)
                    add_labels(connection, {entry.item.id: label} if label else {})
                elif add_version(connection, entry.item, entry.change, at):
                    edited += entry.change is Change.EDITED
                    retracted += entry.change is Change.RETRACTED
                    if label is not None:
                        replace_labels(connection, entry.item.id, label)
                connection.execute(_SEE, (feed_id, entry.item.id, entry.digest, at, entry.problem))
            for item_id, published_at in (dated or {}).items():
                date_item(connection, item_id, published_at)
            outcome = (poll.outcome, poll.status, poll.took_s, poll.entries, created, edited, retracted, poll.problem)
            connection.execute(_ADD_POLL, (feed_id, queries.instant_text(poll.at), *outcome))
            connection.execute(_FORGET_POLLS, {"feed": feed_id, "kept": POLLS_KEPT})
        return Poll(poll.at, *outcome)


def _write_health(connection: sqlite3.Connection, feed_id: str, health: FeedHealth) -> None:
    values = (
        *(health.title, health.site_url, health.etag, health.last_modified, health.moved_to),
        *(queries.instant_text(health.next_poll_at), _text(health.last_poll_at), _text(health.last_success_at)),
        *(health.failures, health.problem),
    )
    if not connection.execute(_HEALTH, (*values, feed_id)).rowcount:
        raise _unknown(feed_id)


def _unknown(feed_id: str) -> NotFoundError:
    return NotFoundError(f"no feed {feed_id[:80]!r}; GET /v1/feeds lists them")


def _text(instant: datetime | None) -> str | None:
    return queries.instant_text(instant) if instant else None


def _instant(text: str | None) -> datetime | None:
    return queries.read_instant(text) if text else None


def _read_feed(row: sqlite3.Row) -> Feed:
    health = FeedHealth(
        next_poll_at=queries.read_instant(row["next_poll_at"]),
        title=row["title"],
        site_url=row["site_url"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        moved_to=row["moved_to"],
        last_poll_at=_instant(row["last_poll_at"]),
        last_success_at=_instant(row["last_success_at"]),
        failures=row["failures"],
        problem=row["problem"],
    )
    added = queries.read_instant(row["added_at"])
    return Feed(row["id"], row["url"], row["name"], row["timezone"], bool(row["full_text"]), added, health)


def _read_poll(row: sqlite3.Row) -> Poll:
    counts = (row["entries"], row["created"], row["edited"], row["retracted"])
    at = queries.read_instant(row["at"])
    return Poll(at, Outcome(row["outcome"]), row["status"], row["took_s"], *counts, row["problem"])
