"""Outlets by the manner of a whole issue: names in brackets, below titles, as sections, in reviews' sentences.

`press_reviews` reads the manners that one section keeps; an entry alone leaves open whether a name is a paper's.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from news.blocks import Block
from news.item import Kind, NewsItem
from news.splitting.outlets import MAX_NAME, MAX_OPENING, MAX_RETOLD_CHARS, looks_like_paper
from news.splitting.outlets_abroad import retold_abroad
from news.splitting.outline import Part
from news.splitting.phrases import DAY, OUTLET_NAME, OUTLET_WORDS, UPPER, WRITER, is_ended, is_outlet, outlet_tail
from news.splitting.pieces import Piece
from news.splitting.sections import promise_of
from news.splitting.structure import lead_end

_PLACE = (
    r"(?:(?:S|pp?)\.|pages?)\s?\d[\d\s,–-]{0,12}"
    rf"|\d{{1,2}}[/.]\d{{1,2}}\.?(?:[/.]?\d{{2,4}})?|(?i:{DAY})|(?:19|20)\d\d|\d\d?[:.]\d\d"
)
_BRACKET = re.compile(  # "(Quay Herald)", "(Ana Silk, Quay Herald)", "(Quay Herald, 2/12)", "(Quay Herald $)"
    rf"\s*[(\[](?:(?P<by>{WRITER})(?:,|\s(?:in|for))\s)?(?P<outlet>{OUTLET_NAME})(?:,\s(?:{_PLACE}))?(?:\s\$)?[)\]]\.?"
)
_SIGNED = re.compile(rf"(?P<by>{WRITER})\s\((?P<outlet>{OUTLET_NAME})\):\s")  # "Ana Silk (Quay Herald): text"
_ENDS = re.compile(rf"{_BRACKET.pattern}(?:(?<=\.)(?=\s)|$)")
_DATED = re.compile(rf"[(\[][^()\[\]]*,\s(?:{_PLACE})")  # what stands so beside a day or page is a paper for sure
_PAGED = re.compile(r"[(\[](?:S|pp?)\.\s?\d[\d\s,&–-]{0,20}[)\]]\.?$")  # a page, and no paper beside it
_BELOW = re.compile(  # "Quay Herald", "Ana Silk | Quay Herald (tr.)", "Quay Herald [in Danish], February 1, 2026"
    rf"(?:(?P<by>[^|]{{3,50}})\s\|\s)?(?P<outlet>{OUTLET_NAME})(?:\s[(\[][^()\[\]]{{2,40}}[)\]])?(?:,\s(?i:{DAY}))?"
)
_CITED = re.compile(  # "A. Silk and F. Mark, Journal of Quays", "L. Ode et al., Labour Paths": as papers are cited
    rf"(?P<by>(?:[A-Z]\.[\s-]?){{1,3}}[A-Z][^,|]{{1,60}}(?:\set\sal\.)?),\s(?P<outlet>{OUTLET_WORDS})"
)
_IN_REVIEW = re.compile(  # what only papers do or have; "says", "reports" and "leader" are of governments, too
    rf"(?:The\s(?:daily|weekly|paper|tabloid)\s)?(?P<outlet>{OUTLET_WORDS})"
    r"(?:['’]s\s(?:columnist|editorial|editors|front\s+page)\b|\s(?:leads\s+(?:with|on)\s+(?!\d)|prints\b|splashes\b))"
    rf"|[^.]{{0,60}}[”\"»],\s(?P<behind>{OUTLET_WORDS})\sprints\b"
)
_ARGUED = re.compile(  # "argues Ana Silk in the Quay Herald", "according to judge Ana Silk in Quay Herald (Orm)"
    rf"\b(?:argues?|writes?|says|contends|asks|according\s+to|[Bb]y)\s+(?:(?:[a-z]+\s+){{0,4}}{WRITER}\s+)?(?:in|for)\s+"
    rf"(?:the\s+)?(?P<outlet>{OUTLET_WORDS})(?=\s?(?:[.,;:]|\(|$))"
)
_IN_LEADER = re.compile(rf"(?P<outlet>{OUTLET_WORDS}),\sin\s(?:a|an|its)\s(?:leader|editorial|column|comment)\b")
_DATELINE = re.compile(  # "ORM, 3 May (Quay Press) - "
    rf"[A-ZÀ-ÖØ-ÞČĐŁŚŠŻŽ][A-ZÀ-ÖØ-ÞČĐŁŚŠŻŽ .'’-]+(?:,\s[^()]{{2,20}})?\s\((?P<outlet>{OUTLET_WORDS})\)\s?[–—-]{{1,2}}\s"
)
_PLACED = re.compile(  # "LA VIGIE (Orm) sees", "ISAR-BOTE (Velm): the paper"
    rf"(?P<outlet>[{UPPER}][{UPPER}’'.&-]+(?:\s[{UPPER}’'.&-]+){{0,5}})\s\([{UPPER}][^\W\d_][^()\d]{{1,28}}\)(?::\s|\s+)(?=\S+\s+\S)"
)
MIN_NAMES = 3  # of an issue that stand in one manner
MIN_TOLD = 8  # words below a title
MIN_LINE = 5  # words before a name that ends a line
MAX_LINE = 100  # characters of one below a title
MAX_TITLE = 20  # words of one, its outlet among them
MIN_SECTIONS = 2  # that are named for papers
_SMALL = re.compile(r"of|the|and|de|del|della|do|da|dos|du|des|la|le|les|van|von|am|di")


def opened_by_papers(parts: Sequence[Part]) -> set[int]:
    """Where paragraphs open with a paper's name in capitals and its place, "LA VIGIE (Orm) sees", if three do."""
    found = {
        at: match["outlet"]
        for at, part in enumerate(parts)
        if part.cue is None and not part.block.level and (match := _PLACED.match(part.block.text)) is not None
    }
    return set(found) if len(set(found.values())) >= MIN_NAMES else set()


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


def titled_by_papers(pieces: Sequence[Piece]) -> list[tuple[Piece, Block]]:
    """The pieces of a review of papers whose title is the paper's name, and that; their own opens the text below."""
    found = [
        (piece, piece.title)
        for piece in pieces
        if piece.title is not None
        and piece.texts
        and 0 < (piece.texts[0].titled[1] or lead_end(piece.texts[0])) < len(piece.texts[0].text)
        and not piece.texts[0].titled[0]
        and promise_of(piece.title.text) is None
        and _name(piece.title.text) is not None
    ]
    return found if len({title.text for _, title in found}) >= MIN_NAMES else []


def clipped_from(
    pieces: Sequence[Piece], items: Sequence[NewsItem], outlets: Sequence[str | None], *, reviews: bool
) -> list[str | None]:
    """The outlet of each item: its own, or the one that the issue's manner of naming papers gives it.

    reviews: the issue calls itself a review of papers.
    """
    found = list(outlets)
    open_to = [at for at, item in enumerate(items) if item.kind not in (Kind.EVENT, Kind.POLL)]
    for manner, share in ((_bracketed, 3), (_placed, 3), (_below, 4), (_linked_last, 2), (_argued, 2)):
        named = {at: name for at in open_to if (name := manner(pieces[at])) is not None}
        papers = sum(looks_like_paper(name) or _is_sure(pieces[at], name) for at, name in named.items())
        if len(set(named.values())) >= MIN_NAMES and papers > 1 and papers * share >= len(named):
            for at, name in named.items():
                found[at] = found[at] or name
    wires = {at: match["outlet"] for at in open_to if (match := _DATELINE.match(_opening(pieces[at])))}
    for at, wire in wires.items():
        own = list(wires.values()).count(wire) > 1 or wire in (items[at].source or "")
        found[at] = found[at] or (None if own else _name(wire))
    sections = _paper_sections(pieces, open_to, reviews=reviews)
    for at in open_to:
        told = (items[at].text or items[at].headline)[:MAX_RETOLD_CHARS]
        found[at] = found[at] or sections.get(pieces[at].place()) or retold_abroad(told, reviews=reviews)
        if found[at] is None and reviews and (match := _IN_REVIEW.match(told.lstrip('“"*_ '))):
            found[at] = _name(match["outlet"] or match["behind"])
    return found


def _name(text: str) -> str | None:
    return text if len(text.split()) <= MAX_NAME and is_outlet(text) else None


def _bracketed(piece: Piece) -> str | None:
    """The name in brackets behind a linked or bold phrase of a piece, before its text, or at the end of a sentence.

    Where another sentence follows, it must sound like a paper's.
    """
    for block in ([piece.title] if piece.title else []) + piece.texts:
        ends = sorted({link.end for link in block.links} | {end for _, end in block.bold})
        matches = [_BRACKET.match(block.text, end) for end in ends]
        matches.append(_BRACKET.match(block.text))
        matches.append(_SIGNED.match(block.text))
        matches += (
            match
            for match in _ENDS.finditer(block.text)
            if match.end() == len(block.text) or looks_like_paper(match["outlet"])
        )
        for match in filter(None, matches):
            by = match["by"]
            name = by if by and looks_like_paper(by) and not looks_like_paper(match["outlet"]) else match["outlet"]
            if (found := _name(name)) is not None:
                return found
    return None


def _placed(piece: Piece) -> str | None:
    match = _PLACED.match(_opening(piece))
    return _name(match["outlet"]) if match else None


def _is_sure(piece: Piece, name: str) -> bool:
    """Whether a name stands in brackets with a day or a page behind it, or behind authors as papers are cited."""
    if any(_CITED.fullmatch(line) for line in (piece.below, *(block.text for block in piece.texts[:1]))):
        return True
    blocks = ([piece.title] if piece.title else []) + piece.texts
    return any(
        _DATED.match(block.text, at) is not None
        for block in blocks
        if (at := max(block.text.rfind(f"({name},"), block.text.rfind(f"[{name},"))) >= 0
    )


def _opening(piece: Piece) -> str:
    return (piece.texts[0] if piece.title is None else piece.title).text[:MAX_OPENING]


def _linked_last(piece: Piece) -> str | None:
    """The linked name that ends a piece's last block, no stop before it."""
    block = piece.texts[-1] if piece.texts else None
    link = block.links[-1] if block is not None and block.links else None
    if (
        block is None
        or link is None
        or link.end < len(block.text) - 1
        or len(block.text[: link.start].split()) < MIN_LINE
    ):
        return None
    name = block.text[link.start : link.end].strip()
    return _name(name) if name[:1].isupper() else None


def _argued(piece: Piece) -> str | None:
    """The paper that a short piece says its writer argues in."""
    text = " ".join(block.text for block in piece.texts) or _opening(piece)
    if len(text) > MAX_RETOLD_CHARS:
        return None
    match = _IN_LEADER.match(text) or _ARGUED.search(text)
    return _name(match["outlet"]) if match else None


def _below(piece: Piece) -> str | None:
    """The name on a line right below a title, with its writer before it or alone."""
    title, *rest = ([piece.title] if piece.title else []) + piece.texts
    line = piece.below or (rest[0].text if rest and (piece.title or not is_ended(title.text)) else "")
    match = (_BELOW.fullmatch(line) or _CITED.fullmatch(line)) if len(line) <= MAX_LINE else None
    return _name(match["outlet"]) if match else None


def _paper_sections(pieces: Sequence[Piece], members: Sequence[int], *, reviews: bool) -> dict[str | None, str]:
    """The papers that sections are named for: the issue is a review of such, or most pieces end in a page's number."""
    sections: dict[str | None, list[bool]] = defaultdict(list)
    for at in members:
        text = pieces[at].texts[-1].text if pieces[at].texts else ""
        sections[pieces[at].place()].append(_PAGED.search(text) is not None)
    names: dict[str | None, str] = {
        name: title
        for name in sections
        if name is not None and promise_of(name) is None and (title := _name(_as_printed(name))) is not None
    }
    papers = sum(map(looks_like_paper, names.values()))
    if reviews and papers >= MIN_SECTIONS and papers * 2 >= len(sections):
        return names
    paged = {name: title for name, title in names.items() if sum(sections[name]) * 2 >= len(sections[name])}
    papers = sum(map(looks_like_paper, paged.values()))
    return paged if papers >= MIN_SECTIONS and papers * 2 >= len(paged) else {}


def _as_printed(name: str) -> str:
    """A name in capitals as the paper writes it, short words within it in small letters."""
    if not name.isupper():
        return name
    first, *rest = name.title().split(" ")
    return " ".join([first, *(word.lower() if _SMALL.fullmatch(word.lower()) else word for word in rest)])
