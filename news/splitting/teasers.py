"""Pieces that are teasers though nothing below them says so: their titles are links to the stories behind them."""

from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import urlsplit

from news.blocks import Block
from news.splitting.outlets import after_title
from news.splitting.phrases import is_ended, outlet_tail
from news.splitting.pieces import Piece
from news.splitting.sections import Promise, shows_own_pieces, tells_again
from news.splitting.structure import lead_end

MAX_SUMMARY = 35  # words below a title that tell what the story behind it is of
MAX_SHOWN = 50  # where the section's name says that it is told elsewhere
MIN_SUMMARY = 4
MIN_LIST = 3  # pieces of a section
MIN_CLIPS = 5  # of an issue that tells in a sentence what other papers print


def teased(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces of sections in which each one is a linked title and a sentence or two about what stands behind it.

    A letter that tells its news in full may link its titles, too: so most of an issue's are, or the section's name
    says that its pieces are told elsewhere ("Our latest reporting"). So are those of an issue that is made of other
    papers' pieces: more than half are a linked title, a sentence or two, and who printed it.
    """
    clips = [piece for piece in pieces if _is_clip(piece)]
    apart = sum(piece.section is not None and piece.section.promise is Promise.HEADLINES for piece in clips)
    if len(clips) - apart >= MIN_CLIPS and (len(clips) - apart) * 2 > len(pieces):
        return clips
    sections: dict[str | None, list[Piece]] = defaultdict(list)
    for piece in pieces:
        sections[piece.place()].append(piece)
    telling = sum(_tells(piece) for piece in pieces)
    most = sum(_is_teaser(piece, MAX_SUMMARY) for piece in pieces) * 3 >= telling * 2
    found: list[Piece] = []
    for name, members in sections.items():
        named = name is not None and shows_own_pieces(name)
        of_it = [piece for piece in members if _is_teaser(piece, MAX_SHOWN if named else MAX_SUMMARY)]
        if name is not None and tells_again(name) and all(map(_retells, members)):
            found += members
        hosts = {urlsplit(_address(piece)).hostname for piece in of_it}  # several are those of other papers
        listed = most and len(of_it) >= MIN_LIST and len(of_it) == len(members)
        if len(hosts) == 1 and (named or listed):
            found += of_it
    return found


def _tells(piece: Piece) -> bool:
    """Whether a piece is more than a title, and no announcement."""
    block, end = _title_of(piece)
    promise = piece.section.promise if piece.section else None
    return promise is not Promise.EVENTS and (
        (piece.title is not None and bool(piece.texts)) or len(block.text[end:].split()) >= MIN_SUMMARY
    )


def _retells(piece: Piece) -> bool:
    """Whether a piece says in a sentence or two, with a link in it, what the publisher printed elsewhere."""
    linked = [link for block in piece.texts for link in block.links]
    return piece.title is None and len(piece.texts) == 1 and bool(linked) and piece.words() <= MAX_SHOWN


def _address(piece: Piece) -> str:
    return ((piece.title or piece.texts[0]).links or piece.texts[0].links)[0].url


def _title_of(piece: Piece) -> tuple[Block, int]:
    """The block that a piece's title stands in, and where the title ends there."""
    if piece.title is not None:
        return piece.title, len(piece.title.text)
    block = piece.texts[0]
    return block, max(lead_end(block), next((link.end for link in block.links if link.start <= 1), 0))


def _is_linked(piece: Piece) -> bool:
    """Whether the whole title of a piece is a link."""
    block, end = _title_of(piece)
    return any(link.start <= 1 and link.end >= len(block.text[:end].rstrip(" .:")) - 1 for link in block.links)


def _is_clip(piece: Piece) -> bool:
    """Whether a piece is another paper's title, with its address, and a sentence or two of what it says."""
    promise = piece.section.promise if piece.section else None
    if len(piece.texts) != 1 or promise in (Promise.OPINION, Promise.EVENTS):
        return False
    block = piece.texts[0]
    titled, end = _title_of(piece)
    begin = 0 if piece.title is not None else end
    tail = outlet_tail(block.text)
    bracketed = after_title(block, lead_end(block)) if piece.title is None else None
    printed = piece.outlet is not None or (tail or bracketed or outlet_tail(titled.text)) is not None
    begin = bracketed[1] if bracketed else begin
    linked = _is_linked(piece) or (piece.title is not None and piece.own_url)
    told = block.text[begin : tail[0] if tail else len(block.text)].split()
    return printed and linked and MIN_SUMMARY <= len(told) <= MAX_SUMMARY


def _is_teaser(piece: Piece, longest: int) -> bool:
    links_out = piece.section is not None and piece.section.promise is Promise.HEADLINES
    if links_out or len(piece.texts) != 1 or piece.outlet is not None or outlet_tail(piece.texts[0].text):
        return False
    block = piece.texts[0]
    titled, end = _title_of(piece)
    title, begin = titled.text[:end], 0 if piece.title is not None else end
    if piece.title is None and after_title(block, lead_end(block)) is not None:
        return False  # another paper's piece
    below = [link for link in block.links if link.start >= begin]
    text = block.text[begin:]
    told = len(title.split()) > 2 and MIN_SUMMARY <= len(text.split()) <= longest
    credited = not is_ended(text) or " · " in text or " | " in text  # "Outlet · 06:12", "…. Outlet"
    return _is_linked(piece) and not below and not credited and told
