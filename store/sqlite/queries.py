"""What is asked of SQLite, and how its rows become values."""

import sqlite3
from collections.abc import Iterable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from news.item import Kind, NewsItem
from store.records import LabelRecord, Sighting, StoredItem
from store.search import Term

ITEM = "SELECT * FROM seen WHERE id = ? ORDER BY sighting_seq LIMIT 1"

SIGHTINGS = "SELECT * FROM sightings WHERE item_id = ? ORDER BY seq"

# One page, last received first. What is asked for is put in where it is asked for: SQLite plans a query before it
# knows which of its parameters are NULL.
_PAGE = """
SELECT v.* FROM seen AS v{sightings}
WHERE v.item_seq < :before{first}{words}
  AND (:kind IS NULL OR v.kind = :kind)
  AND (:withdrawn OR v.id NOT IN (SELECT id FROM items WHERE retracted = 1))
  AND (:theme IS NULL OR ifnull(
    (SELECT yes FROM corrected_themes WHERE theme = :theme AND item_id = v.id),
    v.label_seq IN (SELECT label_seq FROM label_themes WHERE theme = :theme)))
ORDER BY v.item_seq DESC
LIMIT :limit
"""
_FIRST = "\n  AND v.sighting_seq = (SELECT min(seq) FROM sightings WHERE item_id = v.id)"
# Where some sightings only are asked for, starting from them is faster by far than trying item after item.
_SIGHTINGS = """
JOIN (
    SELECT min(s.seq) AS seq FROM sightings AS s
    WHERE (:source IS NULL OR s.source = :source)
      AND (:first_day IS NULL OR ifnull(s.day, substr(s.instant, 1, 10)) >= :first_day)
      AND (:last_day IS NULL OR ifnull(s.day, substr(s.instant, 1, 10)) <= :last_day){issue}
    GROUP BY s.item_id
) AS asked ON asked.seq = v.sighting_seq"""
_ISSUE = "\n      AND s.issue_id = :issue"
_WORDS = "\n  AND v.item_seq IN (SELECT rowid FROM item_words WHERE item_words MATCH :words)"

SOURCES = """
SELECT source FROM sightings WHERE source IS NOT NULL GROUP BY source ORDER BY max(seq) DESC LIMIT ?
"""

# Where the words stand in a text: some forty words around the most of them, each between two marks.
EXCERPTS = """
SELECT rowid, snippet(item_words, 1, char(1), char(2), '…', 40) AS excerpt FROM item_words
WHERE item_words MATCH ? AND rowid IN (SELECT value FROM json_each(?))
"""
_FOUND_FROM, _FOUND_TO = "\1", "\2"

# Instants of the day before and after are fetched too; which of them lie in the day depends on the zone.
# What was taken back is told no more.
AROUND_DAY = """
SELECT * FROM seen WHERE day = :day AND id NOT IN (SELECT id FROM items WHERE retracted = 1)
UNION ALL
SELECT * FROM seen WHERE day IS NULL AND instant >= :first AND instant < :after
  AND id NOT IN (SELECT id FROM items WHERE retracted = 1)
ORDER BY sighting_seq
"""

NEWEST = """
SELECT
    (SELECT max(day) FROM sightings WHERE day IS NOT NULL),
    (SELECT max(instant) FROM sightings WHERE day IS NULL)
"""

NEAREST = """
SELECT
    (SELECT max(day) FROM sightings WHERE day IS NOT NULL AND day < :day),
    (SELECT max(instant) FROM sightings WHERE day IS NULL AND instant < :begin),
    (SELECT min(day) FROM sightings WHERE day IS NOT NULL AND day > :day),
    (SELECT min(instant) FROM sightings WHERE day IS NULL AND instant >= :end)
"""

EVENTS = """
SELECT * FROM seen AS v
WHERE v.starts_at >= :first AND v.starts_at < :last || 'U'  -- '2024-10-29' itself and '2024-10-29T...'
  AND v.sighting_seq = (
    SELECT min(s.seq) FROM sightings AS s
    WHERE s.item_id = v.id AND ifnull(s.day, substr(s.instant, 1, 10)) <= :announced_by)
  AND v.id NOT IN (SELECT id FROM items WHERE retracted = 1)
ORDER BY v.starts_at, v.sighting_seq
"""

DROPPED = "SELECT start_offset, end_offset, reason FROM dropped WHERE issue_id = ? ORDER BY start_offset"

ADD_ISSUE = "INSERT INTO issues VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"

ADD_DROPPED = "INSERT INTO dropped VALUES (?, ?, ?, ?)"

ADD_ERRATUM = "INSERT INTO errata VALUES (?, ?, ?)"

ADD_ITEM = """
INSERT INTO items (id, headline, text, kind, outlet, url, starts_at, starts_text, truncated, published_at, received_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
"""

ADD_SIGHTING = """
INSERT INTO sightings (item_id, issue_id, source, day, instant, received_at, section, start_offset, end_offset)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""

PUBLISHED = "SELECT published_at FROM items WHERE id = ?"

DATE_ITEM = "UPDATE items SET published_at = ? WHERE id = ? AND published_at IS NULL"

DATE_SIGHTINGS = "UPDATE sightings SET instant = ? WHERE item_id = ? AND day IS NULL"

DATE_SORTED = """
UPDATE sorted_items SET day = substr(?, 1, 10) WHERE item_id = ?
  AND (SELECT day FROM sightings WHERE item_id = sorted_items.item_id ORDER BY seq LIMIT 1) IS NULL
"""

NEWEST_MODEL = "SELECT model, taxonomy FROM labels WHERE item_id = ? ORDER BY seq DESC LIMIT 1"

DROP_LABELS = "DELETE FROM labels WHERE item_id = ? AND model = ?"

ADD_LABELS = "INSERT INTO labels (item_id, model, taxonomy, payload, labelled_at) VALUES (?, ?, ?, ?, ?)"

ADD_LABEL_THEME = "INSERT INTO label_themes (label_seq, theme) VALUES (?, ?) ON CONFLICT DO NOTHING"

DROP_VECTORS = "DELETE FROM label_vectors WHERE label_seq IN (SELECT seq FROM labels WHERE item_id = ?)"

ADD_VECTOR = "INSERT INTO label_vectors (label_seq, vector) VALUES (?, ?)"

KEPT_ANSWER = "SELECT body_digest, answer FROM idempotency_keys WHERE key = ?"

ADD_KEY = "INSERT INTO idempotency_keys VALUES (?, ?, ?, ?)"

FORGET_KEYS = "DELETE FROM idempotency_keys WHERE created_at < ?"


def page_sql(*, of_sightings: bool, of_issue: bool, of_words: bool) -> str:
    """What lists items: those of some sightings only, one issue's among them, or all by their first one.

    And those that hold some words, or all.
    """
    return _PAGE.format(
        sightings=_SIGHTINGS.format(issue=_ISSUE if of_issue else "") if of_sightings else "",
        first="" if of_sightings else _FIRST,
        words=_WORDS if of_words else "",
    )


def match(terms: Iterable[Term]) -> str:
    """Terms as FTS5 reads them: in quotes, so that nothing that was typed is an operator."""
    return " AND ".join(f'"{term.words}"{"*" if term.beginning else ""}' for term in terms)


def read_excerpt(excerpt: str) -> tuple[tuple[str, bool], ...]:
    """Stretches of an excerpt, and whether each was looked for; empty where its words stand in the headline alone."""
    before, *found = excerpt.split(_FOUND_FROM)
    if not found:
        return ()
    stretches = [(before, False)]
    for stretch in found:
        word, _, behind = stretch.partition(_FOUND_TO)
        stretches += [(word, True), (behind, False)]
    return tuple((text, looked_for) for text, looked_for in stretches if text)


def instant_text(instant: datetime) -> str:
    """Write an instant at the fixed width at which texts sort as times pass."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").zfill(27)  # %Y does not pad years below 1000


def read_instant(text: str) -> datetime:
    """Read what instant_text wrote."""
    return datetime.fromisoformat(text)


def read_days(day: str | None, instant: str | None, timezone: ZoneInfo) -> list[date]:
    """The days that a text day and an instant stand for; none for None."""
    days = [date.fromisoformat(day)] if day else []
    return [*days, read_instant(instant).astimezone(timezone).date()] if instant else days


def read_sighting(row: sqlite3.Row) -> Sighting:
    """Read a row of `sightings` or `seen`."""
    return Sighting(
        issue_id=row["issue_id"],
        source=row["source"],
        day=date.fromisoformat(row["day"]) if row["day"] else None,
        at=read_instant(row["instant"]),
        received_at=read_instant(row["received_at"]),
        section=row["section"],
        start=row["start_offset"],
        end=row["end_offset"],
    )


def read_item(row: sqlite3.Row) -> StoredItem:
    """Read a row of `seen`."""
    sighting = read_sighting(row)
    item = NewsItem(
        id=row["id"],
        headline=row["headline"],
        text=row["text"],
        kind=Kind(row["kind"]),
        section=sighting.section,
        outlet=row["outlet"],
        url=row["url"],
        starts_at=row["starts_at"],
        starts_text=row["starts_text"],
        truncated=bool(row["truncated"]),
        start=sighting.start,
        end=sighting.end,
        source=sighting.source,
        published_at=read_instant(row["published_at"]) if row["published_at"] else None,
    )
    labels = None
    if row["model"] is not None:
        yes = ()  # listed in label_themes for searching; readers find them in the payload
        labels = LabelRecord(row["model"], row["taxonomy"], row["payload"], yes, read_instant(row["labelled_at"]))
    return StoredItem(item, sighting, labels, row["item_seq"])
