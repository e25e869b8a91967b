"""What new items are compared with, as it was read: kept from one sorting to the next, so that it is read once.

What was edited or dated since is read again, and all of it after a start.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any, Generic, Protocol, TypeVar

import numpy as np

from models.memory import unpacked
from models.spread import Spread
from news.arrays import FloatArray
from news.item import NewsItem
from news.likeness import ReadItem, read_items
from news.tfidf import Vocabulary
from news.threads import ReadOpening, read_opening
from store.protocol import Store
from store.records import StoredItem

COMPARED = 3000  # items, or stories, of the days around that a new one is compared with; the last received
KEPT = 2 * COMPARED  # readings of a sort: there are two openings a story
MOST_WORDS = 1 << 17  # that were ever read; beyond them everything is read anew
AT_ONCE = 200  # items whose texts are in memory together
Reading = TypeVar("Reading")


class Encoding(Protocol):
    """What is asked of the model in service: see `serving.pipeline.Labeller`."""

    @property
    def version(self) -> str:
        """The artifact's version."""

    def spread(self) -> Spread | None:
        """What makes the vectors that it gave items fit to tell events apart; None where it is not known."""


class Surroundings:
    """Items, openings and vectors as they are compared; for one thread at a time."""

    def __init__(self, store: Callable[[], Store], model: Callable[[], Encoding]) -> None:
        """As of `serving.briefs.story_desk.StoryDesk`."""
        self._store, self._model = store, model
        self._vocabulary = Vocabulary()
        self._items = _Readings(self.read)
        self._openings = _Readings(self._read_opening)
        self._vectors: dict[str, tuple[bytes, FloatArray]] = {}
        self._turned_by = ""  # the model whose vectors these are

    def begin(self) -> None:
        """Before a sorting: what is read from here to the next beginning can be compared with each other."""
        if len(self._vocabulary) > MOST_WORDS:
            self._vocabulary = Vocabulary()
            self._items.forget()
            self._openings.forget()

    def read(self, stored: StoredItem) -> ReadItem:
        """A stored item, not kept."""
        undated = {stored.item.id} if stored.item.published_at is None and stored.sighting.day is None else ()
        [read] = read_items([_timed(stored.item, day_of(stored))], self._vocabulary, undated)
        return read

    def around(self, first: date, last: date) -> dict[str, tuple[ReadItem, str]]:
        """What was sorted of some days, last received first: items with their stories, by item id."""
        stories = self._store().stories
        found = stories.around(first, last, COMPARED)
        read = self._items.of({one.number: one.version for one in found}, stories.numbered)
        return {read[one.number].id: (read[one.number], one.story_id) for one in found}

    def openings(self, first: date, last: date) -> list[tuple[str, ReadOpening]]:
        """How the stories of some days began or were told last, each with its thread, last begun first."""
        stories = self._store().stories
        found = stories.openings(first, last, COMPARED)
        read = self._openings.of({one.number: one.version for one in found}, stories.numbered)
        return [(one.thread, read[one.number]) for one in found]

    def opening(self, item: NewsItem) -> ReadOpening:
        """How a new story begins, not kept."""
        return read_opening(item.headline, item.text, self._vocabulary)

    def _read_opening(self, stored: StoredItem) -> ReadOpening:
        return self.opening(stored.item)

    def vectors(self, items: Sequence[ReadItem]) -> Mapping[str, FloatArray]:
        """The kept vectors of items by the model in service, made fit to tell events apart."""
        model = self._model()
        packed = self._store().vectors.of((item.id for item in items), model.version)
        spread = model.spread() if packed else None
        if spread is None:
            return {}
        if model.version != self._turned_by:
            self._vectors.clear()
            self._turned_by = model.version
        found = {}
        for item_id, vector in packed.items():
            known, turned = self._vectors.pop(item_id, (b"", np.empty(0, np.float32)))
            if known != vector:
                [turned] = spread(unpacked(vector)[None])  # one by one: among others it is rounded otherwise
            found[item_id] = turned
            self._vectors[item_id] = (vector, turned)
        _shorten(self._vectors)
        return found


class _Readings(Generic[Reading]):
    """Items as they were read, by number."""

    def __init__(self, read: Callable[[StoredItem], Reading]) -> None:
        self._read = read
        self._kept: dict[int, tuple[str, Reading]] = {}  # with the version that was read

    def forget(self) -> None:
        self._kept.clear()

    def of(
        self, wanted: Mapping[int, str], stored: Callable[[Sequence[int]], Mapping[int, StoredItem]]
    ) -> dict[int, Reading]:
        """Readings of the items, by number, in the versions that are wanted."""
        missing = [number for number, version in wanted.items() if self._kept.get(number, ("",))[0] != version]
        for begin in range(0, len(missing), AT_ONCE):
            for number, item in stored(missing[begin : begin + AT_ONCE]).items():
                self._kept[number] = (wanted[number], self._read(item))
        for number in wanted:
            self._kept[number] = self._kept.pop(number)  # to the end
        found = {number: self._kept[number][1] for number in wanted}
        _shorten(self._kept)
        return found


def _shorten(kept: dict[Any, Any]) -> None:
    """Leave what was used last."""
    for key in list(kept)[: max(len(kept) - KEPT, 0)]:
        del kept[key]


def day_of(stored: StoredItem) -> date:
    """The day among whose items an item is sorted."""
    return stored.sighting.day or stored.sighting.at.astimezone(UTC).date()


def _timed(item: NewsItem, day: date) -> NewsItem:
    """The item with a time to be compared by; of an issue that gives none, its day's noon."""
    return item if item.published_at else replace(item, published_at=datetime.combine(day, time(12), UTC))
