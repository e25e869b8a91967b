"""Which of an issue's pieces is its lead: one that a name says is the main one, or a first one that outweighs all."""

import re
from collections.abc import Sequence

from news.item import Kind
from news.splitting.pieces import Piece
from news.splitting.sections import holds_lead

MIN_PIECES = 3
MIN_WORDS = 25  # of a piece below such a name; a single line may be anything
MIN_SENTENCES = 3  # of a first piece that nothing calls the main one
RATIO = 2  # its words to those of any other piece
MIN_QUESTIONS = 3  # of an interview

_SENTENCE = re.compile(r"[.!?…][”\"’)]*(?=\s|$)")
_MAIN_PREFIX = re.compile(r"(?:\d{1,2}[.)]\s+)?(?P<name>[^:]{3,40}):\s")  # "1. 1 big thing: The dam that leaks"


def find_lead(pieces: Sequence[Piece], kinds: Sequence[Kind]) -> int | None:
    """Where the lead stands, none but an article or a teaser being one; None where there is none."""
    if len(pieces) < MIN_PIECES:
        return None
    for at, (piece, kind) in enumerate(zip(pieces, kinds, strict=True)):
        opens = at == 0 or pieces[at - 1].place() != piece.place()
        if kind in (Kind.ARTICLE, Kind.TEASER) and piece.words() >= MIN_WORDS and _is_named(piece, opens=opens):
            return at
    return 0 if kinds[0] in (Kind.ARTICLE, Kind.TEASER) and _outweighs(pieces) else None


def _is_named(piece: Piece, *, opens: bool) -> bool:
    """Whether a section's name above its first piece, or a title's first words, say that it is the main one."""
    if opens and holds_lead(piece.place() or ""):
        return True
    prefix = _MAIN_PREFIX.match((piece.title or piece.texts[0]).text)
    return prefix is not None and holds_lead(prefix["name"])


def _outweighs(pieces: Sequence[Piece]) -> bool:
    """Whether the first piece stands above the first section or alone in it, and is twice as long as any other."""
    first, places = pieces[0], [piece.place() for piece in pieces]
    apart = places.count(places[0]) == 1 if places[0] is not None else any(places)
    sentences = sum(len(_SENTENCE.findall(block.text)) for block in first.texts)
    asked = sum(block.text.endswith("?") for block in first.texts)
    longest = max(piece.words() for piece in pieces[1:])
    return apart and sentences >= MIN_SENTENCES and asked < MIN_QUESTIONS and first.words() >= RATIO * longest
