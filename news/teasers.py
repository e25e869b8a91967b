"""Pieces that are teasers though nothing below them says so: their titles are links to the stories behind them."""

from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import urlsplit

from news.phrases import is_ended, outlet_tail
from news.pieces import Piece
from news.sections import Promise
from news.structure import lead_end

MAX_SUMMARY = 35  # words below a title that tell what the story behind it is of
MIN_SUMMARY = 4
MIN_LIST = 3  # pieces of a section


def teased(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces of sections in which each one is a linked title and a sentence or two about what stands behind it."""
    sections: dict[str | None, list[Piece]] = defaultdict(list)
    for piece in pieces:
        sections[piece.place()].append(piece)
    if sum(map(_is_teaser, pieces)) * 3 < len(pieces) * 2:
        return []  # a letter that tells its news in full may link its titles, too
    found: list[Piece] = []
    for members in sections.values():
        of_it = [piece for piece in members if _is_teaser(piece)]
        hosts = {urlsplit(_address(piece)).hostname for piece in of_it}  # several are those of other papers
        if len(of_it) >= MIN_LIST and len(of_it) == len(members) and len(hosts) == 1:
            found += of_it
    return found


def _address(piece: Piece) -> str:
    return ((piece.title or piece.texts[0]).links or piece.texts[0].links)[0].url


def _is_teaser(piece: Piece) -> bool:
    links_out = piece.section is not None and piece.section.promise is Promise.HEADLINES
    if links_out or len(piece.texts) != 1 or piece.outlet is not None or outlet_tail(piece.texts[0].text):
        return False
    block = piece.texts[0]
    if piece.title is not None:
        title, links, begin = piece.title.text, piece.title.links, 0
    else:
        begin = max(lead_end(block), next((link.end for link in block.links if link.start <= 1), 0))
        title, links = block.text[:begin], block.links
    whole = any(link.start <= 1 and link.end >= len(title.rstrip(" .:")) - 1 for link in links)
    below = [link for link in block.links if link.start >= begin]
    text = block.text[begin:]
    told = len(text.split())
    credited = not is_ended(text) or " · " in text or " | " in text  # "Outlet · 06:12", "…. Outlet"
    return whole and not below and not credited and len(title.split()) > 2 and MIN_SUMMARY <= told <= MAX_SUMMARY
