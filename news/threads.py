"""Which earlier story a new one goes on with: the same people, places and matters some days later."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from math import log

from news.common_words import COMMON, SHARES, shared_expressions
from news.words import opening, terms

WORDS = 80  # of a story's opening: what happened stands there, and what happened before comes later
# Cosine. Of links read in the shared days three in four from here to 0.28 were of one matter, nearly all above.
CUT = 0.2
# Expressions that both have, each with a word that not all news has. One alone is a minister, a town or a common verb,
# and people, towns and verbs stand in unlike stories.
SHARED = 2
# A name that so many of the openings in sight have, and so large a share of them, is everybody's: a president, a court.
EVERYBODYS = (5, 0.06)
NAMED = 0.8  # of a word's occurrences have a capital: it is a name
# Texts of other days that count beside those in sight, which are few: common words stand in their share of them.
PRIOR = 1000
_KEPT = 1 << 13  # openings; of the stories in sight, which are read anew with every item that comes
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class _Opening:
    """What an opening says, by its stems."""

    words: tuple[str, ...]  # those of the headline, and of the text's first WORDS words
    held: frozenset[str]  # among the first WORDS words of both
    capital: frozenset[str]  # those of them that stand there with a capital or as a number


def threads(new: Mapping[str, tuple[str, str]], earlier: Sequence[tuple[str, str, str]]) -> dict[str, str]:
    """For each new story (id to headline and text) the thread of the earlier one it is most like, if any is enough.

    earlier: thread, headline and text of stories of the last weeks. A story missing from the answer begins a thread.
    """
    openings = [_read(headline, opening(text, WORDS)) for _, headline, text in earlier]
    common = COMMON | _of_everybody(openings)
    olds = [read.words for read in openings]
    news = {story_id: _read(headline, opening(text, WORDS)).words for story_id, (headline, text) in new.items()}
    common |= {word for told in (*olds, *news.values()) for word in told if len(word) == 1 or word.isdigit()}
    old_counts = [_counts(words) for words in olds]
    new_counts = {story_id: _counts(words) for story_id, words in news.items()}
    holders: dict[str, list[int]] = {}
    for number, words in enumerate(old_counts):
        for word in words:
            holders.setdefault(word, []).append(number)
    in_new: dict[str, int] = {}
    for words in new_counts.values():
        for word in words:
            in_new[word] = in_new.get(word, 0) + 1
    count = PRIOR + len(olds) + len(news)

    def weighted(words: Mapping[str, int]) -> dict[str, float]:
        held = {
            word: 1 + PRIOR * SHARES.get(word, 0) + len(holders.get(word, ())) + in_new.get(word, 0) for word in words
        }
        vector = {word: (1 + log(times)) * log(count / held[word]) for word, times in words.items()}
        length = sum(value * value for value in vector.values()) ** 0.5 or 1.0
        return {word: value / length for word, value in vector.items()}

    old_vectors = [weighted(words) for words in old_counts]
    found = {}
    for story_id, words in new_counts.items():
        likeness: dict[int, float] = {}
        for word, value in weighted(words).items():
            for number in holders.get(word, ()):
                likeness[number] = likeness.get(number, 0.0) + value * old_vectors[number][word]
        near = sorted((n for n in likeness if likeness[n] >= CUT), key=lambda n: (-likeness[n], n))
        nearest = next((n for n in near if shared_expressions(news[story_id], olds[n], common) >= SHARED), None)
        if nearest is not None:
            found[story_id] = earlier[nearest][0]
    return found


def _of_everybody(openings: Sequence[_Opening]) -> frozenset[str]:
    """Stems of names that many of the openings have."""
    held = Counter(stem for read in openings for stem in read.held)
    capital = Counter(stem for read in openings for stem in read.capital)
    least = max(EVERYBODYS[0], EVERYBODYS[1] * len(openings))
    return frozenset(stem for stem, count in held.items() if least <= count and NAMED * count <= capital[stem])


@lru_cache(_KEPT)
def _read(headline: str, text: str) -> _Opening:
    """Read a headline and a text of WORDS words at most."""
    found = [(word, terms(word)) for word in islice(_WORD.findall(f"{headline}\n{text}"), WORDS)]
    return _Opening(
        words=(*terms(headline), *terms(text)),
        held=frozenset(stem for _, stems in found for stem in stems),
        capital=frozenset(stem for word, stems in found if word[0].isupper() or word[0].isdigit() for stem in stems),
    )


def _counts(words: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts
