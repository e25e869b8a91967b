"""How far a mean may be trusted: intervals by the bootstrap (Efron, "Bootstrap Methods", Annals of Statistics 1979)."""

from collections.abc import Iterable

import numpy as np

from news.arrays import DoubleArray


def interval(values: Iterable[float]) -> str:
    """Mean and 95 % bootstrap interval, times 100."""
    drawn: DoubleArray = np.array(list(values)) * 100
    means = np.random.default_rng(0).choice(drawn, (2000, len(drawn))).mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return f"{drawn.mean():5.1f} [{low:.1f}, {high:.1f}]"
