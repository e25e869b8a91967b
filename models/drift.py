"""What moved between the news that a model learned from and the news that it reads now.

Figures over a set of labelled items make a window; two windows are compared. A training run writes its own window
(of the development and test items, which it did not learn from) into the manifest.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.lexical import opening, words
from news.arrays import BoolArray, FloatArray

EDGES = tuple(round(0.1 * step, 1) for step in range(1, 10))  # of the bins of probability, for every window the same
_EMPTY = 1e-3  # the share that an empty bin counts as: PSI takes its logarithm
# Siddiqi, "Credit Risk Scorecards", 2006: below 0.1 no change worth a word, above 0.25 a shift
MOVED, SHIFTED = 0.1, 0.25
_DRAWS, _BEYOND = 1000, 99.0  # draws of two equal sets, and the percentile of their indexes that chance seldom passes


@dataclass(frozen=True, slots=True)
class Window:
    """Figures of one set of items; the tuples stand in the taxonomy's order."""

    items: int
    rates: tuple[float, ...]  # share of the items decided yes
    unsure: float  # share of the pairs of item and theme left open
    unseen_words: float  # share of the words that the model's lexicon lacks
    bins: tuple[tuple[float, ...], ...]  # a theme's share of items in each of the ten bins of probability

    def to_json(self) -> dict[str, Any]:
        """The window as plain values."""
        return {
            "items": self.items,
            "rates": list(self.rates),
            "unsure": self.unsure,
            "unseen_words": self.unseen_words,
            "bins": [list(row) for row in self.bins],
        }


def read_window(values: Any) -> Window:
    """Read what `to_json` wrote; raises KeyError, TypeError or ValueError."""
    return Window(
        int(values["items"]),
        tuple(float(rate) for rate in values["rates"]),
        float(values["unsure"]),
        float(values["unseen_words"]),
        tuple(tuple(float(share) for share in row) for row in values["bins"]),
    )


def measure(probabilities: FloatArray, yes: BoolArray, unsure: BoolArray, unseen: Sequence[float]) -> Window:
    """Measure items; the arrays have shape (n_items, n_themes), unseen holds a share of words per item."""
    count = len(probabilities)
    places = np.searchsorted(EDGES, probabilities, side="right")
    bins = [np.bincount(places[:, theme], minlength=len(EDGES) + 1) / max(1, count) for theme in range(yes.shape[1])]
    return Window(
        items=count,
        rates=tuple(round(float(rate), 4) for rate in (yes.mean(axis=0) if count else np.zeros(yes.shape[1]))),
        unsure=round(float(unsure.mean()), 4) if count else 0.0,
        unseen_words=round(float(np.mean(unseen)), 4) if count else 0.0,
        bins=tuple(tuple(round(float(share), 4) for share in row) for row in bins),
    )


def unseen_share(text: str, lexicon: Collection[str]) -> float:
    """Share of a normalised text's opening words that a lexicon lacks; 0 for a text without words."""
    found = words(opening(text))
    return sum(word not in lexicon for word in found) / len(found) if found else 0.0


def stability_index(expected: Sequence[float], found: Sequence[float]) -> float:
    """Population stability index of two lists of shares over the same bins: 0 for the same, about 0.25 for a shift."""
    before, after = (np.maximum(np.asarray(shares, dtype=np.float64), _EMPTY) for shares in (expected, found))
    before, after = before / before.sum(), after / after.sum()
    return float(((after - before) * np.log(after / before)).sum())


def chance_index(expected: Sequence[float], items: int, found: Sequence[float], found_items: int) -> float:
    """The index that two sets of so many items, drawn alike, stay below in 99 of 100 draws.

    Few items fall unevenly into ten bins: two sets of 30 that nothing moved have an index of some 0.5. The sets are
    drawn from the mean of both.
    """
    sizes = np.array([[items], [found_items]], dtype=np.float64)
    together = (np.array([expected, found], dtype=np.float64) * sizes).sum(axis=0)
    together /= max(together.sum(), _EMPTY)
    together[-1] = max(0.0, 1 - together[:-1].sum())
    rng = np.random.default_rng(1)
    drawn = [rng.multinomial(size, together, size=_DRAWS) / max(1, size) for size in (items, found_items)]
    indexes = [stability_index(one, other) for one, other in zip(*drawn, strict=True)]
    return float(np.percentile(indexes, _BEYOND))
