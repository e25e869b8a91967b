"""Who wrote a piece, where that stands on a line between its title and its text, or behind its last sentence."""

import re
from collections.abc import Sequence

from news.blocks import Block
from news.item import DroppedPiece
from news.splitting.boilerplate import Reason
from news.splitting.outlets import edge
from news.splitting.phrases import DAY
from news.splitting.pieces import Piece

_SORT = r"(?:(?:[Ww]ords|[Tt]ext|[Ss]tory|(?:[Bb]log\s)?[Pp]ost|[Ii]nterview|[Rr]eview|[Rr]eporting|[Ww]ritten)\s)?"
_NAME = r"[A-Z][\w.'’-]*"
_PERSON = rf"{_NAME}(?:\s(?:(?:de|van|von|der|la)\s)?{_NAME}){{1,3}}"
_PEOPLE = rf"{_PERSON}(?:(?:,\s{_PERSON})*,?\s(?:and|AND|&)\s{_PERSON})?"
_LINE = re.compile(  # "By Ana Silk and Bo Reed", "Words by Ana Silk. Pictures by Bo Reed.", "BY THE HARBOR WIRE"
    rf"{_SORT}(?:[Bb]y|BY)\s(?:(?:The|THE)\s{_NAME}(?:\s(?:of\s)?{_NAME}){{1,5}}|{_PEOPLE})"
    rf"(?:(?:,|\s[|·•])\s(?:(?i:{DAY})|[a-z].{{2,60}})|[.;]\s(?:Drawings|Illustrations?|Pictures|Photo(?:graph)?s)\sby\s{_PEOPLE})?\.?"
)
_NUMBERED = re.compile(  # "Ana Silk and Bo Reed, Policy Paper 18"
    rf"{_NAME}(?:\s(?:and\s)?{_NAME}){{1,6}},\s(?:[A-Z]\w+\s){{1,3}}(?:[Nn]o\.\s)?\d{{1,4}}"
)
_END = re.compile(  # "… by daylight. Words by Ana Silk, pictures by Bo Reed"; another paper's writer is its credit
    rf"(?<=[.!?”\"])\s+{_SORT}[Bb]y\s(?!(?:\S+\s){{0,4}}\S+['’]s\s){_PEOPLE}"
    rf"(?:,\s[a-z]+\sby\s{_PERSON})?(?:\s\|\s[A-Z][a-z]+\s\d{{4}})?\.?$"
)
MAX_LINE = 16  # words
MAX_OPENING = 400  # characters in which a title and the byline below it stand
MAX_END = 120  # characters


def below_byline(piece: Piece, texts: Sequence[Block], dropped: list[DroppedPiece]) -> Sequence[Block]:
    """A piece's blocks without the line that says who wrote it; what stands above that in its block is its title."""
    found = _byline_in(texts[0], titled=piece.title is not None) if texts else None
    if found is None:
        return texts
    (begin, end), first = found, texts[0]
    if piece.title is None:
        kicker = first.titled[0] if 0 < first.titled[1] <= begin else 0  # "CULTURE" on the line above the title
        dropped += [DroppedPiece(first.starts[0], first.ends[kicker - 1], Reason.METADATA)] if kicker else []
        piece.title = first.cut(kicker, begin)
    dropped.append(DroppedPiece(first.starts[begin], first.ends[end - 1], Reason.METADATA))
    return [first.cut(end, len(first.text)), *texts[1:]] if end < len(first.text) else texts[1:]


def before_byline(block: Block, dropped: list[DroppedPiece]) -> Block:
    """A text without who wrote it, where that stands behind its last sentence."""
    match = _END.search(block.text, max(0, len(block.text) - MAX_END))
    if match is None:
        return block
    dropped.append(DroppedPiece(block.starts[match.start()], block.end, Reason.METADATA))
    return block.cut(0, match.start())


def _byline_in(block: Block, *, titled: bool) -> tuple[int, int] | None:
    """Where a byline has a line of its own: all that the block is, at its beginning, or below the title in it."""
    if titled and _is_byline(block.text):
        return 0, len(block.text)
    ends = {0} if titled else {*(end for _, end in block.bold), *(link.end for link in block.links)}
    for lead in sorted(end for end in ends if end < min(len(block.text), MAX_OPENING)):
        start = lead + len(block.text[lead:]) - len(block.text[lead:].lstrip())
        end = edge(block, start)
        if end < len(block.text) and _is_byline(block.text[start:end].strip()):
            return start, end
    return None


def _is_byline(text: str) -> bool:
    return len(text.split()) <= MAX_LINE and (_LINE.fullmatch(text) or _NUMBERED.fullmatch(text)) is not None
