"""Vectors made fit to tell one event from another of its subject.

The encoder was taught themes, so that what its vectors differ in most is the theme, and reports of two events of one
theme lie near each other. Here the directions in which news differs much are held down: along each direction of the
training memory's vectors a value is divided by a power of their variance. POWER 0.5 would make all directions equal.
On pairs of reports (docs/stories.md) powers from 0.15 to 0.5 and a factor learned for each direction did as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from models.memory import carries_memory, read_memory
from news.arrays import FloatArray, units

POWER = 0.3
LEAST_ITEMS = 200
LEAST_VARIANCE = 1e-4  # added, so that directions in which nothing differs are not blown up; the largest has 0.09


@dataclass(frozen=True, slots=True)
class Spread:
    """What turns an encoder's vectors into such; `spread_of` makes it."""

    mean: FloatArray  # shape (dimensions,)
    directions: FloatArray  # shape (dimensions, dimensions), one a column, with its factor

    def __call__(self, vectors: FloatArray) -> FloatArray:
        """Vectors, shape (n, dimensions), turned; their cosine is near 0 for news that have nothing in common."""
        apart: FloatArray = units(vectors) - self.mean
        turned: FloatArray = apart @ self.directions
        return units(turned)


def spread_of(background: FloatArray) -> Spread:
    """Learn it from vectors of all sorts of news, shape (m, dimensions)."""
    rows = units(background)
    mean = rows.mean(axis=0)
    apart = rows - mean
    variances, directions = np.linalg.eigh(apart.T @ apart / len(apart))
    factors = (np.maximum(variances, 0) + LEAST_VARIANCE) ** -POWER
    return Spread(mean, directions * factors)


def read_spread(folder: Path, manifest: Mapping[str, Any]) -> Spread | None:
    """The spread of an artifact's encoder; None where it remembers too few items to learn it from.

    Raises ArtifactError.
    """
    if not carries_memory(manifest):
        return None
    remembered = read_memory(folder, manifest)
    return spread_of(remembered.pooled()) if len(remembered.ids) >= LEAST_ITEMS else None
