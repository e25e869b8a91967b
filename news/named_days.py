"""The days of the week that texts name: reports of one event name the same ones, whatever else is like in them."""

import re

import numpy as np
import numpy.typing as npt

from news.arrays import DoubleArray, FloatArray
from news.calendar_words import WEEKDAY_START, WEEKDAY_STARTS
from news.tfidf import UNIT_STEPS, stepped

_NAMED = re.compile(rf"\b({WEEKDAY_START})(?:s|nes|rs|ur)?day\b", re.IGNORECASE)


def named_days(text: str) -> list[int]:
    """How often a text names each day of the week, from Monday on."""
    counts = [0] * len(WEEKDAY_STARTS)
    for match in _NAMED.finditer(text):
        counts[WEEKDAY_STARTS.index(match[1].lower())] += 1
    return counts


def agreement(some: npt.ArrayLike, others: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """How much texts agree on the days they name, 0 to 1, and how sure that is, 0.5 to 1; shape (n_some, n_others).

    Of each text comes how often it names each day, shape (n, 7), one at least. The first is Bhattacharyya's coefficient
    of two texts' shares of the days; the second says how little chance has to do with it: one naming may be of any day,
    several are of the event's.
    """
    shares, often = _shares(some)
    other_shares, others_often = _shares(others)
    fewer = np.minimum(often[:, None], others_often)
    return (shares @ other_shares.T).astype(np.float32), (fewer / (fewer + 1)).astype(np.float32)


def _shares(counts: npt.ArrayLike) -> tuple[DoubleArray, DoubleArray]:
    """The root of each day's share of a text's days, in steps whose products' sums are exact, and how many it names."""
    named = np.array(counts, dtype=np.float64).reshape(-1, len(WEEKDAY_STARTS))
    often = named.sum(axis=1)
    return stepped(np.sqrt(named / often[:, None]), UNIT_STEPS), often
