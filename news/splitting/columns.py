"""Pieces that are opinion by who speaks in them: columns in the first person, experts who answer one question."""

import re
from collections.abc import Sequence

from news.splitting.pieces import Piece

MIN_EXPERTS = 3  # of an issue; one name and office may be an appointment
MIN_SPOKEN = 5  # words like "I" and "my" of a column
MAX_WORDS_BETWEEN = 28  # on average, from one of them to the next
MAX_NAMED = 16  # words of a line that says who speaks

_NAME = (
    r"(?:(?:Dr|Prof|Gen|Adm|Amb|Col|Maj|Lt|Hon|Sir|Dame|Lord|Lady|Sen|Rep)\.?\s+){0,2}"
    r"[A-Z][\w.'’-]+(?:\s+(?:de|van|von|der|al|el|bin|da|di|[A-Z][\w.'’-]*)){1,3}(?:\s+\(ret\.\))?"
)
_OFFICE = (
    r"(?:(?:senior|non-?resident|visiting|distinguished|deputy|associate|assistant|adjunct|chief|former|founding|executive|managing"
    r"|research|policy|program(?:me)?|resident)\s+){0,3}"
    r"(?:fellow|director|professor|scholar|ambassador|economist|analyst|advis[eo]r|researcher|lecturer|expert|historian|chair|president"
    r"|strategist|minister|secretary|editor)\b"
)
_EXPERT = re.compile(rf"{_NAME},?\s+(?i:(?:an?\s+|the\s+)?{_OFFICE})[^:.!?]{{0,80}}(?P<end>:\s|$)")
_QUOTED = re.compile(r"[“\"][^“”\"]*[”\"]")
_SPOKEN = re.compile(r"\b(?:I(?:['’](?:m|ve|d|ll))?|[Mm]y|me)\b(?![.'’-]\w)")


def panel(pieces: Sequence[Piece]) -> list[Piece]:
    """What experts say, each below a name and an office ("Ana Silk, senior fellow: …"), where three do at least."""
    found = [piece for piece in pieces if _speaks_as_expert(piece)]
    return found if len(found) >= MIN_EXPERTS else []


def _speaks_as_expert(piece: Piece) -> bool:
    line = (piece.title or piece.texts[0]).text
    match = _EXPERT.match(line)
    if match is None or not piece.texts or len(line[: match.end()].split()) > MAX_NAMED:
        return False
    above = match["end"] == ""  # the name stands on a line of its own, with a text below
    return above == (piece.title is not None or len(piece.texts) > 1)


def is_column(piece: Piece) -> bool:
    """Whether its writer speaks in the first person throughout, and answers no question."""
    if any(block.text.endswith("?") or block.text.startswith(("Q:", "Q.")) for block in piece.texts[:-1]):
        return False
    if piece.title is not None and "?" in piece.title.text:
        return False
    text = _QUOTED.sub(" ", " ".join(block.text for block in piece.texts))
    spoken = len(_SPOKEN.findall(text))
    return spoken >= MIN_SPOKEN and spoken * MAX_WORDS_BETWEEN >= piece.words()
