"""Outlets by the manner of a whole issue: names in brackets, below titles, as sections, in reviews' sentences.

`press_reviews` reads the manners that one section keeps; an entry alone leaves open whether a name is a paper's.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from news.item import Kind, NewsItem
from news.splitting.outlets import MAX_NAME, MAX_RETOLD_CHARS, looks_like_paper
from news.splitting.outlets_abroad import retold_abroad
from news.splitting.outline import Part
from news.splitting.phrases import DAY, DOMAIN, OUTLET_WORDS, is_ended, is_outlet, outlet_tail
from news.splitting.pieces import Piece

_NAME = rf"(?:{DOMAIN}|{OUTLET_WORDS})"
_PERSON = r"[A-Z][\w.'’-]*(?:\s[A-Z][\w.'’-]*){1,3}"
_PLACE = (
    r"(?:(?:S|pp?)\.|pages?)\s?\d[\d\s,–-]{0,12}"
    rf"|\d{{1,2}}[/.]\d{{1,2}}\.?(?:[/.]?\d{{2,4}})?|(?i:{DAY})|(?:19|20)\d\d|\d\d?[:.]\d\d"
)
_BRACKET = re.compile(  # "(Quay Herald)", "(Ana Silk, Quay Herald)", "(Quay Herald, 2/12)", "(Quay Herald $)"
    rf"\s*[(\[](?:(?P<by>{_PERSON})(?:,|\s(?:in|for))\s)?(?P<outlet>{_NAME})(?:,\s(?:{_PLACE}))?(?:\s\$)?[)\]]\.?"
)
_PAGED = re.compile(r"[(\[](?:S|pp?)\.\s?\d[\d\s,&–-]{0,20}[)\]]\.?$")  # a page, and no paper beside it
_BELOW = re.compile(  # "Quay Herald", "Ana Silk | Quay Herald (tr.)", "Quay Herald [in Danish], February 1, 2026"
    rf"(?:(?P<by>[^|]{{3,50}})\s\|\s)?(?P<outlet>{_NAME})(?:\s[(\[][^()\[\]]{{2,40}}[)\]])?(?:,\s(?i:{DAY}))?"
)
_IN_REVIEW = re.compile(  # what only papers do or have; "says", "reports" and "leader" are of governments, too
    rf"(?:The\s(?:daily|weekly|paper|tabloid)\s)?(?P<outlet>{OUTLET_WORDS})"
    r"(?:['’]s\s(?:columnist|editorial|editors|front\s+page)\b|\s(?:leads\s+(?:with|on)\s+(?!\d)|prints\b|splashes\b))"
    rf"|[^.]{{0,60}}[”\"»],\s(?P<behind>{OUTLET_WORDS})\sprints\b"
)
MIN_NAMES = 3  # of an issue that stand in one manner
MIN_TOLD = 8  # words below a title
MAX_TITLE = 20  # words of one, its outlet among them
MIN_SECTIONS = 2  # that are named for papers


def titled_by_outlets(parts: Sequence[Part]) -> set[int]:
    """Where "Title (Outlet)" stands on a line of its own above its text, if three of an issue do, most of papers."""
    named = {at: name for at in range(len(parts) - 1) if (name := _title_of_paper(parts[at])) and _tells(parts[at + 1])}
    papers = sum(map(looks_like_paper, named.values()))
    return set(named) if len(set(named.values())) >= MIN_NAMES and papers * 2 >= len(named) else set()


def _title_of_paper(part: Part) -> str | None:
    text = part.block.text
    tail = None if part.cue or part.block.marker or len(text.split()) > MAX_TITLE else outlet_tail(text)
    return tail[1] if tail and not is_ended(text[: tail[0]].rstrip("?! ")) else None


def _tells(part: Part) -> bool:
    words = part.block.text
    return part.cue is None and not part.block.level and len(words.split()) >= MIN_TOLD and outlet_tail(words) is None


def clipped_from(
    pieces: Sequence[Piece], items: Sequence[NewsItem], outlets: Sequence[str | None], *, reviews: bool
) -> list[str | None]:
    """The outlet of each item: its own, or the one that the issue's manner of naming papers gives it.

    reviews: the issue calls itself a review of papers.
    """
    found = list(outlets)
    open_to = [at for at, item in enumerate(items) if item.kind not in (Kind.EVENT, Kind.POLL)]
    for manner in (_bracketed, _below):
        named = {at: name for at in open_to if (name := manner(pieces[at])) is not None}
        papers = sum(map(looks_like_paper, named.values()))
        if len(set(named.values())) >= MIN_NAMES and papers * 2 >= len(named):
            for at, name in named.items():
                found[at] = found[at] or name
    sections = _paper_sections(pieces, open_to)
    for at in open_to:
        told = (items[at].text or items[at].headline)[:MAX_RETOLD_CHARS]
        found[at] = found[at] or sections.get(pieces[at].place()) or retold_abroad(told, reviews=reviews)
        if found[at] is None and reviews and (match := _IN_REVIEW.match(told.lstrip('“"*_ '))):
            found[at] = _name(match["outlet"] or match["behind"])
    return found


def _name(text: str) -> str | None:
    return text if len(text.split()) <= MAX_NAME and is_outlet(text) else None


def _bracketed(piece: Piece) -> str | None:
    """The name in brackets right behind a linked or bold phrase of a piece, or at the end of its text."""
    for block in ([piece.title] if piece.title else []) + piece.texts:
        ends = sorted({link.end for link in block.links} | {end for _, end in block.bold})
        matches = [_BRACKET.match(block.text, end) for end in ends]
        last = block.text.rfind(" (") if block.text.endswith((")", ").")) else -1
        start = last if last > 0 else 0 if block.text.startswith("(") else None
        if start is not None and (match := _BRACKET.match(block.text, start)) and match.end() == len(block.text):
            matches.append(match)
        for match in filter(None, matches):
            by = match["by"]
            name = by if by and looks_like_paper(by) and not looks_like_paper(match["outlet"]) else match["outlet"]
            if (found := _name(name)) is not None:
                return found
    return None


def _below(piece: Piece) -> str | None:
    """The name on the first of several lines below a title, with its writer before it or alone."""
    if piece.title is None or len(piece.texts) < 2:
        return None
    match = _BELOW.fullmatch(piece.texts[0].text) if len(piece.texts[0].text) <= 100 else None
    return _name(match["outlet"]) if match else None


def _paper_sections(pieces: Sequence[Piece], members: Sequence[int]) -> dict[str | None, str]:
    """The papers that sections are named for, of which most pieces end in a page's number."""
    sections: dict[str | None, list[bool]] = defaultdict(list)
    for at in members:
        text = pieces[at].texts[-1].text if pieces[at].texts else ""
        sections[pieces[at].place()].append(_PAGED.search(text) is not None)
    named: dict[str | None, str] = {
        name: title
        for name, paged in sections.items()
        if name is not None
        and sum(paged) * 2 >= len(paged)
        and (title := _name(name.title() if name.isupper() else name)) is not None
    }
    papers = sum(map(looks_like_paper, named.values()))
    return named if papers >= MIN_SECTIONS and papers * 2 >= len(named) else {}
