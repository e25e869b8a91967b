"""The review queue: what is worth a person's minute next, and when it is enough."""

from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np

from models.labels import Decision, NewsText
from models.memory import unpacked
from models.review import choose, expected_change, most_doubtful
from news.arrays import FloatArray
from serving.pipeline import ShownItem, Sitrep
from store.records import ItemQuery

_SECONDS_AN_ITEM = 20  # to read a lead and decide: fifteen minutes are 45 items
_NEXT = 20  # how many items the estimate speaks of
_ENOUGH = 0.02  # share of their labels that are expected to change, below which stopping is advised
_WHY = {
    "uncertain": "the model stands near its threshold",
    "neighbours": "the model decides otherwise on items like it",
    "new": "nobody has answered anything like it yet",
    "drifting": "the model learned from nothing like it",
    "telling": "its answer tells much of other items",
}
_PAGE = 200  # items read at a time
_LOOKED_AT = 2000  # newest stored items that the queue is chosen from
_CHARACTERS = 64 << 20  # of their texts: two thousand of two megabytes each would fill the memory
_COMPARED = 300  # the most doubtful of them, as many of each theme, from which it is chosen
_READ = 200  # latest corrections, whose share of the doubt is settled
_KEPT = 2000  # vectors


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the queue, and why it stands there."""

    item: ShownItem
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """The most useful items first, and what reading on is worth."""

    entries: tuple[Entry, ...]
    waiting: int  # items without a person's word among those looked at
    change: float  # share of labels that a person is expected to change in any _NEXT of the waiting items, at most
    sentence: str

    @property
    def minutes(self) -> int:
        """How long reading them takes."""
        return -(-len(self.entries) * _SECONDS_AN_ITEM // 60)


class Review:
    """Builds the queue; every method may be called from any thread."""

    def __init__(self, sitrep: Sitrep) -> None:
        self._sitrep = sitrep
        self._vectors: OrderedDict[tuple[str, str], FloatArray] = OrderedDict()
        self._lock = Lock()

    def queue(self, minutes: int) -> Queue:
        """The queue for so many minutes, without items that a person decided or skipped, or that were withdrawn."""
        waiting = [found for found in self._newest() if found.correction is None and found.labels is not None]
        shown = self._sitrep.taxonomy.ids
        probabilities, thresholds, decided = _arrays(waiting, shown)
        first = most_doubtful(probabilities, thresholds, _COMPARED)
        corrections = self._sitrep.store.corrections
        read = list({one.item_id: NewsText(one.headline, one.text) for one in corrections.newest(_READ)}.items())
        found = corrections.found()
        rows, vectors = self._encoded([(found.stored.item.id, _text(found)) for found in waiting], set(first.tolist()))
        picks = choose(
            probabilities[rows],
            thresholds[rows],
            vectors,
            self._encoded(read, range(len(read)))[1],
            minutes * 60 // _SECONDS_AN_ITEM,
            [found.get(theme, 0) for theme in shown],
            np.flatnonzero(np.isin(rows, first)),
        )
        change = expected_change(probabilities, decided, _NEXT)
        familiar = self._sitrep.labeller.familiar()
        far = familiar.far(vectors[[pick.row for pick in picks]]) if familiar and picks else [False] * len(picks)
        entries = tuple(
            Entry(waiting[rows[pick.row]], (*pick.reasons, *(["drifting"] if drifted else [])))
            for pick, drifted in zip(picks, far, strict=True)
        )
        return Queue(entries, len(waiting), round(change, 4), sentence(min(_NEXT, len(waiting)), change))

    def _newest(self) -> list[ShownItem]:
        found: list[ShownItem] = []
        cursor: str | None = None
        characters = 0
        while len(found) < _LOOKED_AT and characters < _CHARACTERS:
            page, cursor = self._sitrep.items(ItemQuery(withdrawn=False), _PAGE, cursor)
            found.extend(page)
            characters += sum(len(one.stored.item.text) for one in page)
            if cursor is None:
                break
        return found

    def _encoded(self, texts: Sequence[tuple[str, NewsText]], needed: Collection[int]) -> tuple[list[int], FloatArray]:
        """Rows and vectors of items by id: all whose vector came with their labels, and the needed rows.

        A needed one that has no vector is encoded now, and the vector remembered for a while.
        """
        labeller = self._sitrep.labeller
        version = labeller.version
        kept = self._sitrep.store.vectors.of((key for key, _ in texts), version)
        with self._lock:
            missing = [texts[row] for row in needed if texts[row][0] not in kept]
            missing = [(key, text) for key, text in missing if (version, key) not in self._vectors]
            if missing:
                for (key, _), vector in zip(missing, labeller.vectors([text for _, text in missing]), strict=True):
                    self._vectors[version, key] = vector
            known = {key: self._vectors[version, key] for key, _ in texts if (version, key) in self._vectors}
            known |= {key: unpacked(vector) for key, vector in kept.items()}
            while len(self._vectors) > _KEPT:
                self._vectors.popitem(last=False)
        rows = [row for row, (key, _) in enumerate(texts) if key in known]
        return rows, np.stack([known[texts[row][0]] for row in rows]) if rows else np.zeros((0, 1), dtype=np.float32)


def sentence(count: int, change: float) -> str:
    """Say what reading on is worth."""
    if not count:
        return "Nothing waits: a person has decided every item, or nothing is stored."
    said = (
        f"The next {count} will change at most about {change:.0%} of labels"
        if change >= 0.005
        else (f"The next {count} will change next to no label")
    )
    return f"{said}; you may stop here." if change < _ENOUGH else f"{said}."


def _text(found: ShownItem) -> NewsText:
    return NewsText(found.stored.item.headline, found.stored.item.text)


def _arrays(
    items: Sequence[ShownItem], themes: Sequence[str]
) -> tuple[FloatArray, FloatArray, "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]"]:
    """Probabilities, thresholds and decisions, shape (n_items, n_themes).

    The probability of a theme that an item was labelled without, because it was added later, is not a number.
    """
    probabilities = np.full((len(items), len(themes)), np.nan, dtype=np.float32)
    thresholds = np.full((len(items), len(themes)), 0.999, dtype=np.float32)
    decided = np.zeros((len(items), len(themes)), dtype=np.bool_)
    place = {theme: column for column, theme in enumerate(themes)}
    for row, found in enumerate(items):
        for theme in found.labels.themes if found.labels else ():
            if (column := place.get(theme.id)) is not None:
                probabilities[row, column] = theme.probability
                thresholds[row, column] = theme.threshold
                decided[row, column] = theme.decision is Decision.YES
    return probabilities, thresholds, decided


def in_words(reasons: Sequence[str]) -> str:
    """Why an item is asked for, to stand behind "asked because"; "" without a reason."""
    return " and ".join(_WHY.get(reason, reason) for reason in reasons)
