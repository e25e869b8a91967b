"""What is looked for in the words of items, as a person types it."""

import re
from dataclasses import dataclass
from unicodedata import normalize

from news.errors import SitrepError

LONGEST_SEARCH = 200  # characters: a_a_a is one piece of three words that stand together
MOST_WORDS = 20
_SHORTEST_BEGINNING = 3  # letters: fewer begin a large part of all words, which takes seconds to go through
_PIECE = re.compile(r'"([^"]*)"(\*?)|([^\s"]+)')
# A last letter of Thai, Lao, Burmese, Khmer, kana or Han: no space parts their words, so a phrase is one to the index.
_UNPARTED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]\W*$"
)
_QUOTES = str.maketrans("“”„«»", '"""""')


class SearchError(SitrepError):
    """A search that names no word, or more than can be looked for at once."""


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand together, in this order; with `beginning` the last one may go on."""

    words: str
    beginning: bool


def read_search(typed: str) -> tuple[Term, ...]:
    """What an item must hold, all of it: words, and in quotation marks words that stand together; raises SearchError.

    A star behind a word looks for its beginning, as a word of a language without spaces always does. Signs without a
    letter or digit are no words, and are passed over.
    """
    if len(typed) > LONGEST_SEARCH:
        raise SearchError(f"{len(typed):,} characters to look for, at most {LONGEST_SEARCH}; leave some out")
    if "\0" in typed:
        raise SearchError("the words hold the character NUL; take it out")
    terms = []
    for quoted, star, bare in _PIECE.findall(typed.translate(_QUOTES)):
        words = quoted or bare.rstrip("*")
        unparted = _UNPARTED.search(words) is not None
        term = Term(words, unparted or bool(star) or bare.endswith("*"))
        letters = sum(map(str.isalnum, normalize("NFD", words)))  # a Korean syllable is of two or three
        if term.beginning and not unparted and 0 < letters < _SHORTEST_BEGINNING:
            raise SearchError(f"{term.words}* begins too many words; give at least {_SHORTEST_BEGINNING} letters")
        if letters:
            terms.append(term)
    if not terms:
        raise SearchError(f"{typed[:80]!r} holds no word to look for; type at least one")
    if sum(len(re.findall(r"\w+", term.words)) for term in terms) > MOST_WORDS:
        raise SearchError(f"more than {MOST_WORDS} words to look for; leave some out")
    return tuple(terms)
