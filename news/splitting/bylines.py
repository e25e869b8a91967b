"""Who wrote a piece, where that stands on a line between its title and its text, or behind its last sentence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from news.blocks import Block
from news.splitting.boilerplate import Reason
from news.splitting.outlets import edge

_SORT = (
    r"(?:[Ww]ords|[Tt]ext|[Ss]tory|[Bb]log\s[Pp]ost|[Pp]ost|[Ii]nterview|[Rr]eview|[Rr]eporting|[Ww]ritten|[Aa]nalysis)"
)
_NAMES = r"(?:THE\s)?[A-Z][\w.'’-]*(?:,?\s(?:and\s|AND\s|&\s|of\s|OF\s|THE\s|de\s|van\s|von\s|der\s|la\s|al-)?[A-Z][\w.'’-]*){1,9}"
_LINE = re.compile(  # "By Ana Silk and Bo Reed", "Words by Ana Silk, 3 May", "BY ANA SILK | Opinion"
    rf"(?:{_SORT}\s)?(?:[Bb]y|BY)\s{_NAMES}(?:(?:,|\s[|·•])\s.{{2,40}})?"
)
_NUMBERED = re.compile(  # "Ana Silk and Bo Reed, Policy Paper 18"
    r"[A-Z][\w.'’-]*(?:\s(?:and\s)?[A-Z][\w.'’-]*){1,6},\s(?:[A-Z]\w+\s){1,3}(?:[Nn]o\.\s)?\d{1,4}"
)
_END = re.compile(
    rf"(?<=[.!?”\"])\s+(?:{_SORT}\s)?[Bb]y\s(?!\S+(?:\s\S+){{0,3}}['’]s\s)[A-Z][\w.'’-]*(?:,?\s(?:and\s)?[A-Z][\w.'’-]*){{1,6}}"
    r"(?:,\s[a-z]+\sby\s[A-Z][\w.'’-]*(?:\s[A-Z][\w.'’-]*){1,3})?(?:\s\|\s[A-Z][a-z]+\s\d{4})?\.?$"
)
_HINT = re.compile(rf"\b(?:{_SORT}\s)?(?:[Bb]y|BY)\s(?=[A-Z])")
MAX_OPENING = 400  # characters in which a title and its byline stand
MAX_LINE = 16  # words
MIN_TOLD = 4  # words of a text below a byline
MAX_END = 120  # characters


def is_byline(text: str) -> bool:
    """Whether a line below a title says who wrote the piece, and nothing else."""
    return len(text.split()) <= MAX_LINE and (_LINE.fullmatch(text) or _NUMBERED.fullmatch(text)) is not None


def byline_begin(text: str) -> int:
    """Where the byline begins that stands behind a text's last sentence; len(text) where none does."""
    match = _END.search(text, max(0, len(text) - MAX_END))
    return match.start() if match is not None and match.start() else len(text)


def part_bylines(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, those parted that hold a title, a byline on a line of its own, which is dropped, and a text."""
    found: list[Block] = []
    for block in blocks:
        found += _parted(block) if not block.drop and _HINT.search(block.text, 0, MAX_OPENING) else [block]
    return found


def _parted(block: Block) -> Iterator[Block]:
    text = block.text
    spans = [*block.bold, *((link.start, link.end) for link in block.links)]
    for begin in sorted({0, *(end for _, end in spans)}):
        start = begin + len(text[begin:]) - len(text[begin:].lstrip())
        if not _HINT.match(text, start):
            continue
        end = edge(block, start)
        if end >= len(text) or not is_byline(text[start:end].strip()) or len(text[end:].split()) < MIN_TOLD:
            continue
        below = _unmarked(block.cut(end, len(text)))
        if begin:
            yield block.cut(0, start)
            below = replace(below, gap=False, ruled=False)
        yield replace(_unmarked(block.cut(start, end)), drop=Reason.METADATA)
        yield below
        return
    yield block


def _unmarked(block: Block) -> Block:
    return replace(block, marker="", depth=0, level=0, opening=None)
