"""The days of the week that texts name: reports of one event name the same ones, whatever else is like in them."""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMED = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?day\b", re.IGNORECASE)


def named_days(text: str) -> list[int]:
    """How often a text names each day of the week, from Monday on."""
    counts = [0] * len(_DAYS)
    for match in _NAMED.finditer(text):
        counts[_DAYS.index(match[1].lower())] += 1
    return counts


def agreement(counts: Sequence[Sequence[int]]) -> tuple[Floats, Floats]:
    """How much texts agree on the days they name, 0 to 1, and how sure that is, 0.5 to 1; both of shape (n, n).

    Each of the n texts names at least one day. The first is Bhattacharyya's coefficient of two texts' shares of the
    days; the second says how little chance has to do with it: one naming may be of any day, several are of the event's.
    """
    named = np.array(counts, dtype=np.float32).reshape(-1, len(_DAYS))
    often = named.sum(axis=1)
    shares = np.sqrt(named / often[:, None])
    fewer = np.minimum(often[:, None], often)
    agreed: Floats = shares @ shares.T
    return agreed, fewer / (fewer + 1)
