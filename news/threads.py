"""Which earlier story a new one goes on with: the same people, places and matters some days later."""

from collections.abc import Iterable, Mapping, Sequence
from math import log

from news.common_words import shared_expressions
from news.words import terms

WORDS = 80  # of a story's opening: what happened stands there, and what happened before comes later
# Cosine. Read among the shared days: of pairs from here to 0.24 half were one matter, of those above five in six.
CUT = 0.2
# Expressions that both have, each with a word that not all news has. One alone is a minister, a town or a common verb,
# and people, towns and verbs stand in unlike stories.
SHARED = 2
PRIOR = 300  # texts that every word is missing from, as in news.stories


def threads(new: Mapping[str, tuple[str, str]], earlier: Sequence[tuple[str, str, str]]) -> dict[str, str]:
    """For each new story (id to headline and text) the thread of the earlier one it is most like, if any is enough.

    earlier: thread, headline and text of stories of the last weeks. A story missing from the answer begins a thread.
    """
    olds = [_words(headline, text) for _, headline, text in earlier]
    news = {story_id: _words(*told) for story_id, told in new.items()}
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
        held = {word: 1 + len(holders.get(word, ())) + in_new.get(word, 0) for word in words}
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
        nearest = next((n for n in near if shared_expressions(news[story_id], olds[n]) >= SHARED), None)
        if nearest is not None:
            found[story_id] = earlier[nearest][0]
    return found


def _words(headline: str, text: str) -> list[str]:
    return terms(headline) + terms(text, WORDS)


def _counts(words: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts
