"""Who is introduced where in a text: "Karen Fann", told once in full, is "Fann" in every sentence behind.

A sentence that has nothing but the surname needs the one with the full name, unless its reader has met the name before.
"Fann's remarks came after ..." needs one that tells of Fann, "“...,” the letter said" one of a letter. By the habits of
English news.
"""

import re
from collections.abc import Iterator

from news.words import STOPWORDS, word_set

_FULL = re.compile(
    r"(?<![\w’'-])([A-Z][a-z’'-][\w’'-]*)\s(?:[A-Z]\.\s)?((?:al-|el-|de |van |von |bin )?[A-Z][a-z][\w-]+)"
)
_CAPITAL = re.compile(r"(?<![\w’'-])[A-Z][a-z][\w-]+")
_NAME_BEFORE = re.compile(r"(?:[A-Z][\w’'.-]*|\b(?:al|el|de|van|von|bin|the|a|an|The|A|An))[\s-]$")
_NAME_BEHIND = re.compile(r"\s[A-Z]|-[A-Z]")
# In front of a surname, and no given names.
_NO_GIVEN = STOPWORDS | word_set(
    "president vice chief senior former prime minister judge justice attorney secretary king queen prince princess pope"
    " sheriff mayor general colonel captain senator governor chancellor chairman chairwoman director professor doctor"
    " supreme white united new north south east west western eastern northern southern central republican democratic"
    " republicans democrats house senate foreign interior defense defence finance justice national federal state"
    " special district great saint san los las fort lake mount port cape el red black green middle"
    " high grand old big long"
)

_REMARKED = re.compile(
    r"^(?:[\w.-]+\s){0,3}(?P<name>[A-Z][\w.-]+?)[’']s?\s(?:remarks|comments|statement|announcement|speech|testimony|appearance)"
    r"\s(?:came|comes?|follow(?:s|ed)?|was\smade|were\smade)\b"
)
_PAPER = r"(?:statement|announcement|report|document|letter|message|post|filing|lawsuit|complaint|study)"
_STATES = r"(?:said|says|reads?|added|adds|states?|stated)"
_WRITTEN = re.compile(
    rf"^[“\"].*[”\"],?\s(?:the\s(?P<what>{_PAPER})\s{_STATES}|{_STATES}\sthe\s(?P<behind>{_PAPER}))[.]$"
)


class Introductions:
    """Goes through the sentences of one text, in order."""

    def __init__(self) -> None:
        """Nobody has been met."""
        self._met: set[str] = set()
        self._introduced: set[str] = set()
        self._first = True

    def needs(self, sentence: str, *, tellable: bool = True) -> frozenset[str]:
        """What a reader of a sentence must have met: surnames that another, behind the first, introduces in full.

        And whose remarks, or which letter, it goes on with. What the first sentence names, if it is tellable, and what
        stands without a given name where it comes up first, everybody knows.
        """
        capitals = list(_CAPITAL.finditer(sentence))
        full = set(_in_full(sentence))
        needed = frozenset(
            match.group()
            for match in capitals
            if match.group() in self._introduced
            and match.group() not in full
            and not _NAME_BEFORE.search(sentence, max(0, match.start() - 20), match.start())
            and not _NAME_BEHIND.match(sentence, match.end())
        )
        if remarked := _REMARKED.match(sentence) or _WRITTEN.match(sentence):
            needed |= {word for word in remarked.groups() if word}
        if not (self._first and tellable):
            self._introduced |= full - self._met
        self._met.update(match.group() for match in capitals)
        self._first = False
        return needed


def _in_full(sentence: str) -> Iterator[str]:
    """The surnames that stand behind a given name: "Lund" of "Governor Ada Lund"."""
    place = 0
    while found := _FULL.search(sentence, place):
        is_title = found[1].lower() in _NO_GIVEN
        if not is_title:
            yield found[2].rpartition(" ")[2]
        place = found.start(2) if is_title else found.end()
