"""Which earlier story a new one goes on with: the same people, places and matters some days later."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from news.arrays import DoubleArray, IndexArray
from news.common_words import COMMON, SHARES, shared_expressions
from news.tfidf import Terms, Tfidf, Vocabulary
from news.words import opening, terms

_WORDS = 80  # of a story's opening: what happened stands there, and what happened before comes later
# Cosine. Of links read in the shared days three in four from here to 0.28 were of one matter, nearly all above.
_CUT = 0.2
# Expressions that both have, each with a word that not all news has. One alone is a minister, a town or a common verb,
# and people, towns and verbs stand in unlike stories.
_SHARED = 2
# A name that so many of the openings in sight have, and so large a share of them, is everybody's: a president, a court.
_EVERYBODYS = (5, 0.06)
_NAMED = 0.8  # of a word's occurrences have a capital: it is a name
# Texts of other days that count beside those in sight, which are few: common words stand in their share of them.
_PRIOR = 1000
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, eq=False)
class ReadOpening:
    """What the opening of a story says, by its stems."""

    words: tuple[str, ...]  # those of the headline, and of the text's first _WORDS words
    terms: Terms  # of words
    shares: DoubleArray  # of all news, that have each of terms
    held: IndexArray  # the numbers of stems among the first _WORDS words of both
    capital: IndexArray  # of those of them that stand there with a capital or as a number


def read_opening(headline: str, text: str, vocabulary: Vocabulary) -> ReadOpening:
    """Read an opening to be compared with others that the same vocabulary was used for."""
    text = opening(text, _WORDS)
    found = [(word, terms(word)) for word in islice(_WORD.findall(f"{headline}\n{text}"), _WORDS)]
    words = (*terms(headline), *terms(text))
    return ReadOpening(
        words=words,
        terms=vocabulary.terms(words),
        shares=np.array([SHARES.get(word, 0) for word in dict.fromkeys(words)], dtype=np.float64),
        held=vocabulary.numbers({stem for _, stems in found for stem in stems}),
        capital=vocabulary.numbers({stem for word, stems in found if _is_name(word) for stem in stems}),
    )


def threads(new: Mapping[str, ReadOpening], earlier: Sequence[tuple[str, ReadOpening]]) -> dict[str, str]:
    """For each new story, by id, the thread of the earlier one it is most like, if any is enough.

    earlier: thread and opening of stories of the last weeks. A story missing from the answer begins a thread.
    """
    if not new or not earlier:
        return {}
    olds = [told for _, told in earlier]
    both = [*olds, *new.values()]
    usual = _PRIOR * np.concatenate([told.shares for told in both])
    in_all = _PRIOR + len(both)
    weighed = Tfidf([told.terms for told in both], lambda held: np.log(in_all / (1 + usual + held)))
    likeness = weighed.cosines(np.arange(len(olds), len(both)))[:, : len(olds)]
    everybodys = _of_everybody(olds)
    found = {}
    for (story_id, told), alike in zip(new.items(), likeness, strict=True):
        distinct = zip(dict.fromkeys(told.words), told.terms.numbers.tolist(), strict=True)
        common = COMMON | {w for w, number in distinct if number in everybodys or len(w) == 1 or w.isdigit()}
        near = np.flatnonzero(alike >= _CUT)
        for number in near[np.argsort(-alike[near], kind="stable")].tolist():
            if shared_expressions(told.words, olds[number].words, common) >= _SHARED:
                found[story_id] = earlier[number][0]
                break
    return found


def _of_everybody(openings: Sequence[ReadOpening]) -> frozenset[int]:
    """The numbers of stems of names that many of the openings have."""
    held = np.bincount(np.concatenate([told.held for told in openings]))
    capital = np.bincount(np.concatenate([told.capital for told in openings]), minlength=len(held))
    least = max(_EVERYBODYS[0], _EVERYBODYS[1] * len(openings))
    return frozenset(np.flatnonzero((least <= held) & (_NAMED * held <= capital)).tolist())


def _is_name(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit()
