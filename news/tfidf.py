"""Texts as weighted words, and how like some of them are to all.

Weights are rounded to steps so coarse that no sum of their products is rounded again. So a likeness is the same to the
last bit whether it is worked out for one text or for all at once, and in whatever order.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from news.arrays import DoubleArray, IndexArray

# A sum of products takes 2 * 16 of 53 bits behind the point; the largest, of a long text with itself, is below 2 ** 21.
STEPS = 2.0**16
UNIT_STEPS = 2.0**20  # for the values of vectors of length 1, of which one has some hundred
COMMON = 0.1  # of the texts; a word in more of them goes through one matrix product, a rarer one through its list


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """The distinct words of a text by their numbers, in the order in which they come first."""

    numbers: IndexArray
    often: DoubleArray  # 1 + the logarithm of how often each stands there


class Vocabulary:
    """Words by number; what is compared must have been read with the same one."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def numbers(self, words: Iterable[str]) -> IndexArray:
        """The number of each word; one that is new gets the next."""
        return np.array([self._numbers.setdefault(word, len(self._numbers)) for word in words], dtype=np.intp)

    def terms(self, words: Iterable[str]) -> Terms:
        """The distinct words of a text, and how often each stands there."""
        counts = Counter(words)
        often = 1 + np.log(np.fromiter(counts.values(), np.float64, len(counts)))
        return Terms(self.numbers(counts), often)


class Tfidf:
    """Some texts' words and their weights."""

    def __init__(self, texts: Sequence[Terms], idf: Callable[[IndexArray], DoubleArray]) -> None:
        """idf is asked once, for every word of every text in their order, by the number of texts that hold it."""
        sizes = [len(text.numbers) for text in texts]
        self._count = len(texts)
        self._terms = np.concatenate([np.empty(0, np.intp), *(text.numbers for text in texts)])
        self._text = np.repeat(np.arange(self._count), sizes)
        held = np.bincount(self._terms)[self._terms]
        self._shared = held > 1
        often = np.concatenate([np.empty(0), *(text.often for text in texts)])
        self._weights = stepped(often * idf(held), STEPS)
        squares = np.bincount(self._text, self._weights * self._weights, minlength=self._count)
        self._scale = 1 / np.maximum(np.sqrt(squares), 1e-12)

    def cosines(self, rows: IndexArray) -> DoubleArray:
        """The cosines of some texts, by number, and all, shape (len(rows), n_texts); 0 where nothing is shared.

        A rare word is multiplied out over the few texts that hold it; only the common ones take a dense product.
        """
        place = np.full(self._count, -1)
        place[rows] = np.arange(len(rows))
        wanted = np.zeros(self._terms.max(initial=-1) + 1, dtype=bool)
        wanted[self._terms[place[self._text] >= 0]] = True
        entries = np.flatnonzero(wanted[self._terms] & self._shared)
        entries = entries[np.argsort(self._terms[entries])]
        begins = np.flatnonzero(np.diff(self._terms[entries], prepend=-1))
        sizes = np.diff(begins, append=len(entries))
        texts, weights = self._text[entries], self._weights[entries]
        common = sizes > max(8, COMMON * self._count)
        matrix = np.zeros((int(common.sum()), self._count))
        dense = np.repeat(common, sizes)
        matrix[np.repeat(np.arange(len(matrix)), sizes[common]), texts[dense]] = weights[dense]
        sums = matrix[:, rows].T @ matrix
        places = place[texts]
        for begin, size in zip(begins[~common].tolist(), sizes[~common].tolist(), strict=True):
            row, weight = places[begin : begin + size], weights[begin : begin + size]
            asked = row >= 0
            sums[row[asked, None], texts[begin : begin + size]] += np.outer(weight[asked], weight)
        sums *= np.outer(self._scale[rows], self._scale)
        return sums


def stepped(values: npt.NDArray[Any], steps: float) -> DoubleArray:
    """Values rounded to so many steps between 0 and 1."""
    rounded: DoubleArray = values * np.float64(steps)
    np.rint(rounded, out=rounded)
    rounded /= steps
    return rounded
