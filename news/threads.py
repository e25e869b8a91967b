"""Which earlier story a new one goes on with: the same people, places and matters some days later."""

from collections.abc import Mapping, Sequence
from math import log

from news.words import terms

WORDS = 80  # of a story's opening: what happened stands there, and what happened before comes later
# Cosine. Read among the shared days: of pairs at 0.22 to 0.24 one in five was one matter, at 0.24 to 0.28 five in six.
CUT = 0.24
PRIOR = 300  # texts that every word is missing from, as in news.stories


def threads(new: Mapping[str, tuple[str, str]], earlier: Sequence[tuple[str, str, str]]) -> dict[str, str]:
    """For each new story (id to headline and text) the thread of the earlier one it is most like, if any is enough.

    earlier: thread, headline and text of stories of the last weeks. A story missing from the answer begins a thread.
    """
    olds = [_words(headline, text) for _, headline, text in earlier]
    news = {story_id: _words(*told) for story_id, told in new.items()}
    holders: dict[str, list[int]] = {}
    for number, words in enumerate(olds):
        for word in words:
            holders.setdefault(word, []).append(number)
    in_new: dict[str, int] = {}
    for words in news.values():
        for word in words:
            in_new[word] = in_new.get(word, 0) + 1
    count = PRIOR + len(olds) + len(news)

    def weighted(words: Mapping[str, int]) -> dict[str, float]:
        held = {word: 1 + len(holders.get(word, ())) + in_new.get(word, 0) for word in words}
        vector = {word: (1 + log(times)) * log(count / held[word]) for word, times in words.items()}
        length = sum(value * value for value in vector.values()) ** 0.5 or 1.0
        return {word: value / length for word, value in vector.items()}

    old_vectors = [weighted(words) for words in olds]
    found = {}
    for story_id, words in news.items():
        likeness: dict[int, float] = {}
        for word, value in weighted(words).items():
            for number in holders.get(word, ()):
                likeness[number] = likeness.get(number, 0.0) + value * old_vectors[number][word]
        nearest = max(likeness, key=lambda number: (likeness[number], -number), default=None)
        if nearest is not None and likeness[nearest] >= CUT:
            found[story_id] = earlier[nearest][0]
    return found


def _words(headline: str, text: str) -> dict[str, int]:
    words: dict[str, int] = {}
    for word in terms(headline) + terms(text, WORDS):
        words[word] = words.get(word, 0) + 1
    return words
