"""Corrections as a training run reads them, and how much each may weigh.

A correction counts three times a remembered item: it is about the news of its reader's own days. What one person, or
the items of one source, may weigh together in a theme's head is capped as a share of what the artifact remembers, so
that nobody moves it alone: beyond the cap every correction of that person or source weighs less there. Whether somebody
decides an item's themes at once or one by one makes no difference.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from models.labels import NewsText
from news.arrays import BoolArray, FloatArray
from news.errors import SitrepError
from store.corrections import CorrectedItem
from training.dataset import fraction

WEIGHT = 3.0  # of 1, 3 and 10 the best on held-out items, see docs/learning.md
# as reports and sentences name them: their caps are one, or whoever leaves name and source out would have none
NAMELESS, SOURCELESS = "people who gave no name", "items without a source"


class NothingToLearnError(SitrepError):
    """No correction teaches anything: refitted heads would be the champion's own."""


@dataclass(frozen=True, slots=True)
class Caps:
    """Shares of the remembered training weight that one person's, and one source's, corrections may reach."""

    user: float = 0.2
    source: float = 0.1


@dataclass(frozen=True, slots=True)
class Taught:
    """Corrections with what they teach; rows in the same order."""

    items: tuple[CorrectedItem, ...]
    labels: BoolArray  # (n_items, n_themes)
    asked: BoolArray  # (n_items, n_themes): of the others the person said nothing
    weights: FloatArray  # (n_items, n_themes); 0 where the person said nothing
    shares: FloatArray  # (n_items, n_themes): what the caps leave of each weight, 0 to 1
    # whose corrections weigh less: {"who" or "source", "corrections", "factor"}, of the theme that loses most
    capped: tuple[dict[str, Any], ...]

    @property
    def texts(self) -> list[NewsText]:
        """What the items say."""
        return [NewsText(item.headline, item.text) for item in self.items]

    def for_fine_tuning(self, themes: Sequence[str]) -> list[CorrectedItem]:
        """The items of which every theme is decided, as many of a capped person's or source's as the caps leave.

        Fine-tuning knows no theme left open and counts every item alike, so what weighs less is drawn instead, by
        the digest of its id. What several corrections of an item decided is joined.
        """
        by_item: dict[str, list[int]] = defaultdict(list)
        for row, item in enumerate(self.items):
            by_item[item.item_id].append(row)
        return [
            _joined([self.items[row] for row in rows])
            for item_id, rows in by_item.items()
            if set(themes) <= {theme for row in rows for theme in self.items[row].asked}
            and fraction(f"cap:{item_id}") < self.shares[rows].min()
        ]


def taught(
    corrections: Sequence[CorrectedItem], themes: Sequence[str], remembered: float, caps: Caps, doubtful: float
) -> Taught:
    """Weigh corrections; remembered is the weight of all remembered training items together.

    Items without a text, and corrections that decide none of the themes, teach nothing and are left out.
    """
    items = [c for c in corrections if (c.headline.strip() or c.text.strip()) and set(c.asked) & set(themes)]
    labels, asked = (
        np.array([[theme in of for theme in themes] for of in said], dtype=np.bool_).reshape(-1, len(themes))
        for said in ([item.themes for item in items], [item.asked for item in items])
    )
    firm = np.array([WEIGHT * (doubtful if item.doubtful else 1.0) for item in items], dtype=np.float32)
    weights = whole = firm[:, None] * asked
    capped: list[dict[str, Any]] = []
    for name, share, of in (
        ("who", caps.user, lambda item: item.who or NAMELESS),
        ("source", caps.source, lambda item: item.source or SOURCELESS),
    ):
        weights = _capped(items, weights, name, share * remembered, of, capped)
    shares = np.divide(weights, whole, out=np.ones_like(whole), where=asked)
    return Taught(tuple(items), labels, asked, weights, shares, tuple(capped))


def _joined(said: Sequence[CorrectedItem]) -> CorrectedItem:
    """The newest of an item's corrections with the answers of all; doubtful where one of them is."""
    return replace(
        said[-1],
        themes=tuple(theme for one in said for theme in one.themes),
        asked=tuple(theme for one in said for theme in one.asked),
        doubtful=any(one.doubtful for one in said),
    )


def check_teaches(learned: Taught, given: int) -> None:
    """Raise NothingToLearnError when nothing was taught; given corrections are in force."""
    if learned.items:
        return
    found = "No correction is in force"
    if given:
        found = f"No correction in force, of {given}, has both a text and one of the model's own themes"
    raise NothingToLearnError(
        f"{found}, so there is nothing to learn, and no candidate was made. Correct the labels of some items, or "
        "import corrections, and train again."
    )


def _capped(
    items: Sequence[CorrectedItem],
    weights: FloatArray,
    name: str,
    most: float,
    of: Callable[[CorrectedItem], str],
    capped: list[dict[str, Any]],
) -> FloatArray:
    """Scale the weights of each group down to the most that it may reach in a theme, and note whom that concerns."""
    groups: dict[str, list[int]] = defaultdict(list)
    for row, item in enumerate(items):
        groups[of(item)].append(row)
    scaled = weights.copy()
    for group, rows in sorted(groups.items()):
        totals = weights[rows].sum(axis=0, dtype=np.float64)
        factors = np.minimum(1.0, most / np.maximum(totals, 1e-9))
        less = int((weights[rows][:, factors < 1] > 0).any(axis=1).sum())
        if less:
            scaled[rows] *= factors.astype(np.float32)
            capped.append({name: group, "corrections": less, "factor": round(float(factors.min()), 3)})
    return scaled
