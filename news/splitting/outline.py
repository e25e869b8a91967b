"""What a block is for an issue's outline, and how strongly it is set as a heading."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from news.blocks import Block
from news.splitting.boilerplate import INLINE_LABEL, Reason
from news.splitting.phrases import first_sentence_end, is_ended

MAX_TITLE_CHARS = 200
MAX_TITLE_WORDS = 30
KICKER, BOLD, LINKED, PLAIN = 6, 7, 8, 9  # ranks below a heading's own level
MAX_QUOTED = 16  # words
_QUOTED = re.compile(r"[“\"][^“”\"]+[^“”\".!…][”\"]")
_INNER_STOP = re.compile(r"[a-z0-9)”\"’][.!?…][\"”’)]*\s+[\"“‘(]?[A-Z]")


class Role(Enum):
    """What a block is for the outline."""

    SECTION = auto()
    TITLE = auto()
    TEXT = auto()
    ITEM = auto()  # a list item
    BYLINE = auto()  # the outlet of the title above or below it
    DROPPED = auto()


@dataclass(slots=True)
class Part:
    """A block with its role; `reason` only where it is dropped."""

    block: Block
    role: Role
    reason: Reason | None = None
    cue: Reason | None = None  # what its own words and place say, before headings are weighed against each other


def key_of(text: str) -> str:
    """A text's letters and digits alone, as small letters: what is left when it is set differently."""
    return "".join(char for char in text.casefold() if char.isalnum())


def rank(block: Block) -> int:
    """How strongly a block is set as a heading: 1 to 6 by its level, then KICKER, BOLD, LINKED (alone), PLAIN."""
    if block.level:
        return block.level
    if is_kicker(block):
        return KICKER
    if _covers(block, block.bold):
        return BOLD
    if _covers(block, tuple((link.start, link.end) for link in block.links)):
        return LINKED
    return PLAIN


def _covers(block: Block, spans: Sequence[tuple[int, int]]) -> bool:
    covered = sum(end - start for start, end in spans)
    return covered >= len(block.text.rstrip(" .:→»›>!?*")) - 2 > 0


def is_titlelike(block: Block) -> bool:
    """Whether a block outside lists may be a heading: set as one, or one short unended line."""
    text = block.text
    if block.marker or block.depth or len(text) > MAX_TITLE_CHARS or len(text.split()) > MAX_TITLE_WORDS:
        return False
    if block.level:
        return True
    if INLINE_LABEL.search(text):
        return False
    if rank(block) < PLAIN:
        words = len(text.split())
        whole = rank(block) == LINKED and words <= 16  # a linked line may be of two sentences
        cut = text.endswith("…") and (whole or words > 4)
        return not cut and (whole or not (has_inner_stop(text) and is_ended(text)))
    if text[-1] in ":;,…" or (is_ended(text) and text[-1] not in "?!"):
        return False
    return any(char.isalpha() for char in text) and (_is_quoted(text) or not has_inner_stop(text))


def _is_quoted(text: str) -> bool:
    """Whether a line is a saying as a title: all in quotes, no stop before the last."""
    return len(text.split()) <= MAX_QUOTED and _QUOTED.fullmatch(text) is not None


def is_kicker(block: Block) -> bool:
    """A few words in capitals on a line of their own, naming a section."""
    text = block.text
    if not text.isupper() or block.marker or len(text.split()) > 6 or text[-1] in ".;,":
        return False
    return sum(char.isalpha() for char in text) >= 3


def has_inner_stop(text: str) -> bool:
    """Whether a sentence ends inside the text."""
    # "Gov. Ana Silk" and "St. Brendan's" stop no sentence; a fragment that ends in small letters or a bracket does.
    return first_sentence_end(text) < len(text) and bool(_INNER_STOP.search(text))
