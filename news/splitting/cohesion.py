"""How much two stretches of an issue are about the same: the words that they share.

The parts of an essay go on with each other's words, the pieces of a digest have each their own. Source of the idea:
Hearst, "TextTiling", Computational Linguistics 23(1), 1997. Words are only compared, none is a feature.
"""

import math
import re
from collections.abc import Iterable

MIN_LETTERS = 4
STEM = 6  # letters that inflected forms of a word share, near enough
MIN_STEMS = 8  # of a stretch; fewer say nothing
_WORD = re.compile(rf"[^\W\d_]{{{MIN_LETTERS},}}")
_COMMON_WORDS = (
    "about above across after again against ahead almost alone along already also although always among another"
    " anyone anything april around asked august away back became because become been before began behind being"
    " below best better between both bring brought called came cannot come comes could days december does doing"
    " done down during each early either else enough even ever every everyone everything expected face fall"
    " february find first five following four friday from gave getting give given goes going good great hand hard"
    " have having help here high himself home hours however into issue itself january july june just keep kept"
    " knew know known large last late later least left less letter life like likely little live long look made"
    " major make makes making many march matter maybe mean means might million monday month months more morning"
    " most much must near nearly need never next night nine nothing november number october office often once only"
    " open other others over part past people place plan point public rather read really right said same saturday"
    " says second seem seen september seven several shall should show since small some someone something soon"
    " still such sunday take taken tell than that their them themselves then there these they thing things think"
    " third this those though thought three through thursday time times today together told took toward tuesday"
    " turn under until upon used using very want wants ways wednesday week weeks well went were what when where"
    " whether which while whole whose will with within without word words work would year years yesterday your"
    " yours"
)
_COMMON = frozenset(_COMMON_WORDS.split())


def stems_of(text: str) -> frozenset[str]:
    """The words of a text that may tell what it is about, cut to their first letters."""
    return frozenset(word[:STEM] for word in _WORD.findall(text.casefold()) if word not in _COMMON)


def tie(mine: Iterable[frozenset[str]], other: Iterable[frozenset[str]]) -> float | None:
    """How alike two stretches' words are, 0 to 1 (cosine of the sets); None where either has too few."""
    ours, theirs = frozenset().union(*mine), frozenset().union(*other)
    if min(len(ours), len(theirs)) < MIN_STEMS:
        return None
    return len(ours & theirs) / math.sqrt(len(ours) * len(theirs))
