"""A headline that a page runs into the sentence below it, known by its words, which the sentence says again.

"Lund: Harbor fees will fall Mayor Ada Lund said on Monday that fees in the harbor ...". A sentence hardly says half of
its words twice, and names who acts twice.
"""

import re
from collections.abc import Sequence
from itertools import takewhile

from news.calendar_words import MONTH, WEEKDAY
from news.words import terms

_LEAST, _MOST = 3, 16  # words of a headline
_BEHIND = 7  # words at least of the sentence
_NEAR = 6  # words of the sentence at most, all with a capital, in which who acts is named again
_WORD = re.compile(r"\S+")
_OPENS = re.compile(r"[\"“‘'(]?[A-ZÀ-Þ]")
_MARKS = "\"'“”‘’()|"
_DATE = re.compile(rf"{WEEKDAY}|{MONTH}\b|(?:Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.")
# What wants a word behind it ends no headline.
_OPEN_END = re.compile(
    r"(?:of|the|an?|to|by|from|with|in|on|at|for|and|or|as|about|since|after|before|under|over|into|against|is|are|was|were"
    r"|be|been|than|but|that|like|called?|named|titled|used|told|tells?|said|says?|wrote|writes|nor|not|no|his|her|their|its|my"
    r"|our|both|towards?|because|through|between|has|have|had|will|would|could|may|might|can|should|when|while|who|whose|which"
    r"|where|why|how|if|whether|until|amid|off|out|two|three|four|five|more|most|former|new|every|some|any|all)",
    re.IGNORECASE,
)
# A word that opens a sentence; a headline in capitals ends before one alone.
_OPENER = re.compile(
    r"[\"“‘'(]?(?:In|It|He|She|They|There|This|These|Those|But|And|When|While|As|After|Before|If|On|At|For|With|Some|Many|Most"
    r"|Police|Officials|His|Her|Their|Its|We|An?|However|Although|Since|During|By|From|According|One|So|Yet|The|Of|More|Despite"
    r"|Amid|Just|Only|Even|Once)\s+[a-z\d]"
)
_NO_NAMES = frozenset(("The", "And", "But", "For", "With", "From", "When", "While", "After", "Before", "This", "That"))
_LONG_WORD = re.compile(r"(?<![\w’'-])[^\W\d_][\w’'-]{3,}")
_TITLED = 4  # words of some length; fewer may all be names


def headline_run_in(sentence: str) -> int:
    """How many code points of a sentence are a headline run into it, with the space behind; 0 where there is none."""
    words = list(_WORD.finditer(sentence))
    best, end = (False, 0), 0
    for place in range(_LEAST, min(_MOST + 1, len(words) - _BEHIND + 1)):
        begin = words[place].start()
        if not _OPENS.match(sentence, begin) or _DATE.match(sentence, begin):
            continue
        head, opener = sentence[: words[place - 1].end()], _OPENER.match(sentence, begin) is not None
        if not _may_end(head, words[place - 1].group(), opener=opener):
            continue
        if opener or _names(words[:place]) & _names(_in_capitals(words[place : place + _NEAR])):
            again = said_again(head, sentence[begin:])
            if again and (opener, again) > best:
                best, end = (opener, again), begin
    return end


def said_again(headline: str, behind: str) -> int:
    """How many of a headline's words what stands behind it says again; 0 unless two of them, and half of them."""
    said = set(terms(headline))
    again = len(said.intersection(terms(behind)))
    return again if again >= 2 and 2 * again >= len(said) else 0


def is_titled(head: str) -> bool:
    """Whether a headline has a capital at every word of some length: "Voters Head To The Polls In Brenn"."""
    words = _LONG_WORD.findall(head)
    return len(words) >= _TITLED and all(word[0].isupper() for word in words)


def _may_end(head: str, last: str, *, opener: bool) -> bool:
    """Whether a headline may end with its last word, so that the next one's capital is a sentence's and no name's."""
    bare = last.strip(_MARKS)
    if not bare or bare[-1] in ",;:–—-&." or _OPEN_END.fullmatch(bare) or (bare.endswith("ed") and not opener):
        return False
    if head.count('"') % 2 or head.count("“") != head.count("”"):
        return False
    in_name = bare[0].isupper() and not bare.isupper()
    return not in_name or (opener and is_titled(head))


def _in_capitals(words: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    return list(takewhile(lambda word: _OPENS.match(word.group()), words))


def _names(words: Sequence[re.Match[str]]) -> set[str]:
    bare = (re.sub(r"['’]s$", "", word.group().strip(_MARKS + ".,:;")) for word in words)
    return {word for word in bare if word[:1].isupper() and len(word) > 2} - _NO_NAMES
