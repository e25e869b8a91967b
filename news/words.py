"""The words of a text as stories and summaries compare them: lower case, without function words, by their stem."""

import re
from functools import lru_cache
from itertools import islice

_KEPT = 1 << 15  # stems; the words of a day's news are fewer
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_ENDING = re.compile(r"['’]s?$")
_VOWELS = frozenset("aeiouy")


def word_set(words: str) -> frozenset[str]:
    """Read a list of words as it is written on a page."""
    return frozenset(words.split())


STOPWORDS = word_set(
    "a about above after again against all also am an and any are aren as at be because been before being below "
    "between both but by can cannot could couldn did didn do does doesn doing don down during each even few for from "
    "further get got had hadn has hasn have haven having he her here hers herself him himself his how however i if in "
    "into is isn it its itself just let like ll made make many may me might more most much must my myself never no nor "
    "not now of off on once one only or other our ours ourselves out over own re said same say saying says shan she "
    "should shouldn so some still such than that the their theirs them themselves then there these they this those "
    "through to told too two under until up upon us use used ve very was wasn we were weren what when where whether "
    "which while who whom why will with within without won would wouldn yet you your yours yourself yourselves "
    "day days week weeks month months year years time times new first last mr mrs ms "
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow according"
)


def terms(text: str, limit: int | None = None) -> list[str]:
    """List the content words of text as stems, in order; limit stops after that many words of any sort."""
    words = (match.group() for match in islice(_TOKEN.finditer(text), limit))
    return [found for word in words if (found := _term(word))]


def opening(text: str, limit: int) -> str:
    """The text up to the end of so many words of any sort."""
    last = next(islice(_TOKEN.finditer(text), limit - 1, None), None)
    return text[: last.end()] if last else text


def stems(text: str, limit: int | None = None) -> list[str]:
    """List all words of text as stems, function words too, in order; limit stops after that many."""
    return [_stem(match.group()) for match in islice(_TOKEN.finditer(text), limit)]


@lru_cache(_KEPT)
def _stem(word: str) -> str:
    return stem(_ENDING.sub("", word.lower()))


@lru_cache(_KEPT)
def _term(word: str) -> str:
    """The stem of a word as it is printed; "" for a function word."""
    bare = _ENDING.sub("", word.lower())
    return "" if bare in STOPWORDS else stem(bare)


def stem(word: str) -> str:
    """Cut the commonest English endings, so that "votes", "voted" and "voting" count as one word."""
    if len(word) <= 3 or not word.isascii() or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) >= 3 and not _VOWELS.isdisjoint(root):
            return root[:-1] if root[-1] == root[-2] and root[-1] not in "lsz" else root
    if word.endswith("e") and len(word) > 4:
        return word[:-1]
    return word
