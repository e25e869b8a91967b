"""What is kept from one sorting to the next changes nothing: a server that was just started sorts alike.

Nor does it change anything that what has its story is compared with what is new alone.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from models.labels import ItemLabels, NewsText
from models.memory import packed
from models.spread import Spread
from news import stories
from news.item import Kind, NewsItem
from news.newsletter import split
from serving.briefs import surroundings
from serving.briefs.story_ranks import ranked_stories
from serving.pipeline import Sitrep
from store.feeds import FeedHealth, Outcome, Poll, SeenEntry
from store.sqlite.store import SqliteStore, open_store
from store.versions import Change
from tests.fakes import NOON, KeywordLabeller
from tests.unit.test_store_feeds import make_feed

MONDAY = datetime(2024, 10, 21, 6, tzinfo=UTC)
SUBJECTS = [f"{first}{last}" for first in ("lorn", "tarm", "velk", "kars", "amar") for last in ("o", "ek", "is", "un")]
COMMON = ["minister", "toll", "court", "ferry", "strike", "vote", "on Tuesday", "on Friday", "harbour", "council"]
SIZES = {"one by one": 1, "in batches": 7, "in one go": 1000}


class LetterLabeller(KeywordLabeller):
    """Gives items vectors by their letters."""

    def _label(self, item: NewsText, evidence: bool) -> ItemLabels:
        [letters] = self.vectors([item])
        return replace(super()._label(item, evidence), vector=packed(letters))

    def spread(self) -> Spread:
        return Spread(np.full(26, 0.15, np.float32), np.eye(26, dtype=np.float32))


def news(seed: int) -> list[NewsItem]:
    """Items of a week on eight events, some of them alike to the letter, without a time, polls, or announcements."""
    rng, found = Random(seed), []
    events = [rng.sample(SUBJECTS, 5) for _ in range(8)]
    for number in range(26):
        words = rng.choice(events)
        told = [*rng.sample(words, 4), *rng.sample(COMMON, 3)]
        text = " ".join(word.capitalize() for word in told) if number % 5 else " ".join(words)
        at = MONDAY + timedelta(hours=rng.randrange(150))
        kinds = [Kind.ARTICLE] * 8 + [Kind.POLL, Kind.EVENT]
        found.append(
            NewsItem(
                *(f"i{number}", f"{told[0]} {told[4]}", f"{text}. The council of {told[1]} heard {told[2]} on it."),
                kind=rng.choice(kinds),
                outlet=rng.choice([None, "Post", "Courier", "Ledger"]),
                published_at=at if number % 6 else None,
            )
        )
    return found


def sorted_by(home: Path, items: list[NewsItem], size: int, seed: int, *, restarts: bool) -> tuple[Any, ...]:
    """What sorting makes of items that come so many at a time, while people and publishers change things."""
    rng, seen = Random(seed), []
    with closing(open_store(home, lambda: NOON)) as store:
        store.feeds.add(make_feed())
        sitrep = started(store)
        for begin in range(0, len(items), size):
            come = items[begin : begin + size]
            sitrep = started(store) if restarts else sitrep
            sitrep.add_items(come, lambda added: "")
            sitrep.desk.sort_new()
            seen += come
            if begin // size % 4 == 1:
                change(sitrep, store, seen, rng)
        places = store.stories.places(item.id for item in items)
        records = store.stories.records(place.story_id for place in places.values() if place.story_id)
        ranks = [placed.story.id for placed in ranked_stories(sitrep, MONDAY.date() + timedelta(2), "UTC")]
    return places, records, ranks


def started(store: SqliteStore) -> Sitrep:
    return Sitrep(LetterLabeller(), store, split=split, now=lambda: NOON, manifest={})


def change(sitrep: Sitrep, store: SqliteStore, seen: list[NewsItem], rng: Random) -> None:
    """Take an item out of a story, merge two stories, edit an item, and date one."""
    places = store.stories.places(item.id for item in seen)
    held: dict[str, list[str]] = {}
    for item_id, place in sorted(places.items()):
        if place.story_id:
            held.setdefault(place.story_id, []).append(item_id)
    largest, *others = sorted(held, key=lambda story_id: (-len(held[story_id]), story_id))
    if len(held[largest]) > 1:
        sitrep.desk.split(largest, held[largest][:1], None, "ann")
    if len(others) > 2:
        sitrep.desk.merge(others[0], [others[-1]], "ann")
        sitrep.desk.rename(others[1], "The toll of Lorno", "ann")
    edited = replace(rng.choice(seen), text=f"{rng.choice(seen).text} Friday.")
    dated = {item.id: MONDAY + timedelta(days=2) for item in seen if not item.published_at}
    store.feeds.record(
        *("feed_1", Poll(NOON, Outcome.READ, 200, 0.1), FeedHealth(NOON)),
        [SeenEntry(edited, "d", Change.EDITED)],
        sitrep.label_records([edited]),
        dict(list(dated.items())[:1]),
    )


@contextmanager
def whole_table() -> Iterator[None]:
    """Compare all with all, as a sort does that finds nothing sorted."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stories, "_near", lambda alike, crowds, known: list(known))
        yield


@pytest.mark.parametrize(("seed", "way"), list(enumerate(SIZES)))
def test_given_items_however_they_come_when_sorted_then_what_is_kept_and_left_out_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, way: str
) -> None:
    items, size = news(seed), SIZES[way]

    found = sorted_by(tmp_path / "kept", items, size, seed, restarts=False)
    with whole_table():
        assert sorted_by(tmp_path / "whole", items, size, seed, restarts=True) == found
    monkeypatch.setattr(surroundings, "KEPT", 4)  # and what no longer has room is read again
    monkeypatch.setattr(surroundings, "MOST_WORDS", 40)
    assert sorted_by(tmp_path / "forgotten", items, size, seed, restarts=False) == found

    places, records, ranks = found
    assert len(records) < sum(place.story_id is not None for place in places.values())
    assert ranks
