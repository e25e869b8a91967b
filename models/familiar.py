"""Which texts lie far from everything that a model learned from: news has drifted there, or is about something new.

A text's nearness is the cosine to the learned item nearest to it, from the middle of what was learned. It is far when
its nearness is less than that of 49 in 50 of the items that judged the model, which it did not learn from either.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from models.memory import TEST, TRAIN, carries_memory, read_memory
from news.arrays import FloatArray, units

_FAR = 2.0  # percentile of the judging items' nearness
_JUDGING = 500  # of them, evenly taken: as good as all, and a tenth of a second
_LEAST = 50  # fewer say nothing of what is far


@dataclass(frozen=True, slots=True)
class Familiar:
    """What a model learned from, as its encoder saw it; `familiar_of` makes it."""

    middle: FloatArray  # shape (dimensions,)
    learned: FloatArray  # shape (n_items, dimensions), of length 1, from the middle
    least: float  # nearness below which a text is far

    def far(self, vectors: FloatArray) -> list[bool]:
        """Tell of each vector, shape (n, dimensions), whether its text is far from all that was learned."""
        return [bool(one < self.least) for one in _nearness(vectors - self.middle, self.learned)]


def familiar_of(learned: FloatArray, judged: FloatArray) -> Familiar:
    """Make it from vectors of items that were learned from, and of some that were not; shapes (n, dimensions)."""
    middle = learned.mean(axis=0)
    apart = units(learned - middle)
    return Familiar(middle, apart, float(np.percentile(_nearness(judged - middle, apart), _FAR)))


def read_familiar(folder: Path, manifest: Mapping[str, Any]) -> Familiar | None:
    """Read an artifact's; None where it remembers too few items. Raises ArtifactError."""
    if not carries_memory(manifest):
        return None
    memory = read_memory(folder, manifest)
    vectors, judging = memory.pooled(), np.flatnonzero(memory.part == TEST)
    learned = vectors[memory.part == TRAIN]
    if not len(learned) or len(judging) < _LEAST:
        return None
    some = judging[np.linspace(0, len(judging) - 1, min(_JUDGING, len(judging))).astype(int)]
    return familiar_of(learned, vectors[some])


def _nearness(apart: FloatArray, learned: FloatArray) -> FloatArray:
    near: FloatArray = (units(apart) @ learned.T).max(axis=1)
    return near
