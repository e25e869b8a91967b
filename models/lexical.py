"""Lexical features: tf-idf of words and word pairs, computed with plain arrays.

The same numbers as scikit-learn's ``TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True,
strip_accents="unicode")``, with which training fits them, without importing scikit-learn to answer.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from news.arrays import FloatArray, IntArray

_OPENING = 120  # words: what a lead holds; over a whole article the scores would answer for its asides
_WORD = re.compile(r"\b\w\w+\b")


def opening(text: str) -> str:
    """The words of a text that lexical scores are learned from, and read."""
    return " ".join(text.split(maxsplit=_OPENING)[:_OPENING])


def words(text: str) -> list[str]:
    """List the words of two letters or more, lower-cased and without accents."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return _WORD.findall(plain)


def words_and_pairs(text: str) -> list[str]:
    """List the words as `words` does, then each neighbouring pair."""
    found = words(text)
    return found + [f"{first} {second}" for first, second in pairwise(found)]


class LexicalScorer:
    """Linear scores over tf-idf features.

    weights has shape (n_themes, n_terms), bias (n_themes,), idf (n_terms,); terms in the same order.
    """

    def __init__(self, terms: Sequence[str], idf: FloatArray, weights: FloatArray, bias: FloatArray) -> None:
        self._index = {term: number for number, term in enumerate(terms)}
        self._idf, self._weights, self._bias = idf, weights, bias

    @property
    def idf(self) -> FloatArray:
        """How rare each term is, shape (n_terms,): 1 + ln((1 + texts) / (1 + texts with the term))."""
        return self._idf

    def frequencies(self, text: str) -> tuple[IntArray, FloatArray]:
        """The known terms of a text, as columns, and 1 + ln of how often each stands there."""
        counts = Counter(self._index[term] for term in words_and_pairs(text) if term in self._index)
        columns = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        return columns, np.array([1 + math.log(count) for count in counts.values()], dtype=np.float32)

    def scores(self, text: str) -> FloatArray:
        """Score one text; returns shape (n_themes,). A text without a known word scores the bias."""
        columns, frequency = self.frequencies(text)
        if not len(columns):
            return self._bias
        values = frequency * self._idf[columns]
        values /= np.linalg.norm(values)
        scores: FloatArray = self._weights[:, columns].astype(np.float32) @ values + self._bias
        return scores
