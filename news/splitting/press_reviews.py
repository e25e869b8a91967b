"""Outlets by the manner of a whole section: one entry alone would leave it open whether a name is a paper's.

`outlets` and `phrases` read what one piece says by itself; these manners need several pieces that keep them.
"""

import re
from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import replace

from news.blocks import Block
from news.item import Kind, NewsItem
from news.splitting.clippings import MIN_NAMES, clipped_from
from news.splitting.outlets import MAX_NAME, MAX_OPENING, MAX_RETOLD_CHARS, looks_like_paper, sounds_like_paper
from news.splitting.phrases import DAY, OUTLET_NAME, OUTLET_WORDS, UPPER, WRITER, is_outlet
from news.splitting.pieces import Piece
from news.splitting.printed_titles import without_page, without_paper
from news.splitting.sections import Promise, holds_views, reviews_papers
from news.splitting.structure import lead_end

_SAYING = (
    r"(?:writes|says|calls|warns|fears|mourns|thinks|devotes|reports|sees|argues|asks|urges|wonders|notes|believes|welcomes|doubts"
    r"|regrets|laments|criticizes|criticises|praises|hopes|leads\s+(?:on|with)|has\s+(?:a|an|the|found|counted|obtained|seen|learned|uncovered|spoken|published|revealed|interviewed|collected|visited|examined)\b"
    r"|spen(?:t|ds)\s(?:\w+\s){1,2}(?:hours?|days?|nights?|weeks?|months?|years?)\b|profiles|reveals|explains|finds|quotes|recalls|comments)"
)
_OPENS = re.compile(rf"\W{{0,3}}(?P<outlet>{OUTLET_NAME})\s+{_SAYING}\b")
_SET_OFF = re.compile(  # but no slug in capitals before a colon
    rf"(?![^a-z:]{{2,60}}:)\W{{0,3}}(?:(?i:{DAY}),\s)?(?P<outlet>{OUTLET_NAME})(?:\s\([^()]{{2,40}}\))?(?:\s?\.{{3,}}|\s?…|:|\s[—–-])\s+(?=\S)"
)
_QUOTED = re.compile(rf"(?:Per|In|From|Via)\s+(?:the\s+)?(?P<outlet>{OUTLET_NAME}):\s+[“\"]")
_TITLED_IN = re.compile(
    rf"[“\"][^”\"]{{3,150}}[”\"],?\sby\s{WRITER}\s(?:in|for)\s(?:the\s+)?(?P<outlet>{OUTLET_NAME}):\s"
)
_OWNED = re.compile(rf"\b[Bb]y\s(?:the\s)?(?P<outlet>{OUTLET_WORDS})['’]s\s{WRITER}\.?$")
_BEHIND = re.compile(
    rf"(?:,|[,.?!]?[”\"],?)\s+(?P<outlet>{OUTLET_NAME})\.?$"
)  # "Title, Author, Outlet" as the whole headline
_WRITER_IN = re.compile(  # "Ana Silk in Quay Herald", "Quay Herald's ANA SILK"
    rf"{WRITER}\s(?:in|at|for)\s(?:the\s)?(?P<outlet>{OUTLET_WORDS})|(?P<owner>{OUTLET_WORDS})['’]s\s{WRITER}"
)
_PLACED = re.compile(r"^(?:(?:Top|Front)\s+of|Over\s+at|In|From|Per|Via)\s+(?=(?:The|Le|La|Les|El)\s)")
_QUOTED_TITLE = re.compile(rf"(?:Per|In|From|Via)\s+(?:the\s+)?{OUTLET_NAME}:\s+[“\"](?P<title>[^“”\"]{{3,200}})[”\"]")
_LED_TITLE = re.compile(rf"{OUTLET_NAME}\s?\.{{4,}}\s?(?P<title>\S.{{3,200}})")
_SAID_LAST = re.compile(  # surely a paper, whatever it is called
    rf",\s+(?:the\s+)?(?P<outlet>{OUTLET_WORDS})\s+(?:reports|writes)(?=\.$|\.\s)"
    rf"|\b(?:argues|writes)\b[^.,;]{{0,60}}?\s(?:in|for)\s(?:the\s+)?(?P<argued>{OUTLET_WORDS})\.$"
    rf"|[.!?”\"]\s[Bb]y\s{WRITER},\s(?P<signed>{OUTLET_WORDS})\.?$"
    rf"|\breports\s\[(?P<cited>{OUTLET_WORDS})\shttps?://\S+\s?\]"
    rf"|\b(?:comment\s+(?:for|in)|(?:column|op-?ed|essay|commentary)\s+for)\s+(?:the\s+)?(?P<comment>{OUTLET_WORDS})(?=[,.:]|\s+(?:the|that)\b)"
    rf"|[(\s]\[?(?P<linked>{OUTLET_WORDS})\s+https?://\S+\s?\]?\)?\.?$"
)
_PAGED = re.compile(  # "Quay Herald (p. 3, Ana Silk)"
    rf"\b(?P<outlet>{OUTLET_NAME})\s\((?:pp?\.|pages?)\s?[A-Z]?\d[\d\s,&p.–-]{{0,20}}(?:,\s[^()\d]{{3,40}})?\)"
)
_BEFORE_NAME = re.compile(r"^.*(?:[.!?]\s|\bin\s)")  # the sentence above, its writer
_PERHAPS = re.compile(  # if it sounds like one
    rf"\b(?:per|according\s+to|told|reports|(?:writes|says|argues)\s+in)\s+(?:the\s+)?(?P<outlet>{OUTLET_WORDS})(?=[.,;:]|\s+(?:that|and)\b|$)"
    rf"|\b[Ii]n\s+(?:the\s+)?(?P<printed>{OUTLET_WORDS})(?=[:,]\s|\s+(?:the|a|an)\s[a-z]+\s[A-Z])"
    rf"|(?<=[.!?”\"]\s)(?P<whole>{OUTLET_WORDS})\s+(?:reports|first\s+reported)(?=\.)"
)
# No slug; bounded, since a word without end begins anew at each hyphen.
_CAPITALS = re.compile(rf"\b[{UPPER}][{UPPER}’'-]{{1,30}}(?:\s(?:[{UPPER}][{UPPER}&’'-]*|&)){{1,4}}+\b(?!:)")
_WATCHED = re.compile(r"\bwatching\b", re.IGNORECASE)
MIN_PIECES = 2  # of a section that keep a manner
MIN_GAP = 4  # characters of mark-up that set a line or a span off: "<br>", "</i>"


def press_outlets(pieces: Sequence[Piece], items: Sequence[NewsItem], *, reviews: bool = False) -> list[str | None]:
    """The outlet of each item: its own, or the one that its section's or issue's manner of naming papers gives it.

    pieces, items: the same pieces before and after they were written. reviews: the issue calls itself one of papers.
    """
    outlets = [item.outlet for item in items]
    sections: dict[str | None, list[int]] = defaultdict(list)
    for at, piece in enumerate(pieces):
        if items[at].kind not in (Kind.EVENT, Kind.POLL):
            sections[piece.place()].append(at)
    shouted = _shouted([_whole(item) for item in items])
    for at, item in enumerate(items):
        outlets[at] = outlets[at] or shouted[at] or (_quoted(item) if item.kind is not Kind.EVENT else None)
    for name, members in sections.items():
        surely = _reviews(pieces[members[0]], name)
        for found in (
            {at: _between(pieces[at]) for at in members},
            {at: _match(_OPENS, _whole(items[at])) for at in members},
            {at: _set_off(items[at]) for at in members},
            {at: _behind(pieces[at], items[at]) for at in members},
        ):
            named = {at: outlet for at, outlet in found.items() if outlet is not None}
            papers = sum(looks_like_paper(outlet) for outlet in named.values())
            kept = len(named) >= MIN_PIECES and len(named) * 2 >= len(members)
            trusted = kept and (papers * 3 >= len(named) or surely)
            for at, outlet in named.items():
                if outlets[at] is None and trusted:
                    outlets[at] = outlet
    for at, outlet in _kept_throughout(pieces, items, [at for members in sections.values() for at in members]).items():
        outlets[at] = outlets[at] or outlet
    known = {outlet for outlet in outlets if outlet is not None}
    for at, item in enumerate(items):  # a paper that is named elsewhere, and opens a piece in bold
        outlets[at] = outlets[at] or (item.headline if item.headline in known else None)
    paged = _paged([item.text or item.headline for item in items], outlets)
    outlets = clipped_from(pieces, items, outlets, reviews=reviews)
    return [
        _without_writer(outlet) or page or (_said(item) if item.kind not in (Kind.EVENT, Kind.POLL) else None)
        for outlet, page, item in zip(outlets, paged, items, strict=True)
    ]


def _kept_throughout(pieces: Sequence[Piece], items: Sequence[NewsItem], members: Sequence[int]) -> dict[int, str]:
    """The names that stand between title and text, or open a text, in most pieces of an issue; most are papers'."""
    kept: dict[int, str] = {}
    for found, least in (
        ({at: _between(pieces[at]) for at in members}, MIN_NAMES),
        ({at: _set_off(items[at]) for at in members}, max(MIN_NAMES, len(members) // 2 + 1)),
    ):
        named = {at: outlet for at, outlet in found.items() if outlet is not None}
        several = set(named.values())
        if len(several) >= least and sum(map(looks_like_paper, several)) * 2 >= len(several):
            kept = named | kept
    return kept


def quoted_title(headline: str, outlet: str | None) -> str:
    """A headline without the paper that it is quoted from: "Per Quay Herald: “…”", "Quay Herald ..... Title"."""
    match = _QUOTED_TITLE.fullmatch(headline) or (_LED_TITLE.fullmatch(headline) if outlet else None)
    return match["title"] if match else headline


def with_outlet(item: NewsItem, outlet: str | None, *, listed: bool) -> NewsItem:
    """The item with its outlet, which its headline no longer names. listed: it stands in a list."""
    headline, text = (item.headline, item.text) if item.text else (quoted_title(item.headline, outlet), "")
    text = "" if text == outlet else text  # the line below the title
    headline, text = without_page(*without_paper(headline, text, outlet, listed=listed))
    bare = item.kind is Kind.ARTICLE and item.text != "" and not text
    return replace(item, outlet=outlet, headline=headline, text=text, kind=Kind.HEADLINE if bare else item.kind)


def _without_writer(outlet: str | None) -> str | None:
    """A paper's name without who wrote for it and where it stands."""
    outlet = _PLACED.sub("", outlet) if outlet else None
    match = _WRITER_IN.fullmatch(outlet or "")
    name = (match["outlet"] or match["owner"]) if match else None
    return name if name is not None and sounds_like_paper(name) else outlet


def _reviews(piece: Piece, name: str | None) -> bool:
    """Whether a section is by its name one of other papers' pieces or views.

    One of what its editors are watching names places and people: "Orrin: The minister resigned."
    """
    promise = piece.section.promise if piece.section else None
    if promise is Promise.HEADLINES and name is not None and _WATCHED.search(name):
        return False
    return promise in (Promise.OPINION, Promise.HEADLINES) or (
        name is not None and (holds_views(name) or reviews_papers(name))
    )


def _whole(item: NewsItem) -> str:
    return (
        item.text if item.text.startswith(item.headline) or len(item.text) > MAX_OPENING else item.text or item.headline
    )


def _name(text: str) -> str | None:
    name = text.strip().rstrip(".")
    return name if len(name.split()) <= MAX_NAME and is_outlet(name) else None


def _match(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.match(text[:120])
    return _name(match["outlet"]) if match else None


def _set_off(item: NewsItem) -> str | None:
    """The name that a text opens with, set off by a colon or dash; in capitals it may be a place ("TOKYO — ...")."""
    name = _match(_SET_OFF, _whole(item))
    return None if name is None or (name.isupper() and not looks_like_paper(name)) else name


def _behind(piece: Piece, item: NewsItem) -> str | None:
    """The name at the end of a headline, or of the first line of a piece whose headline was not told from its text."""
    block = piece.texts[0] if piece.title is None and piece.texts else None
    ends = _edges(block, 8, 200) if block is not None else []
    for line in (item.headline, block.text[: ends[0]] if block is not None and ends else ""):
        match = _BEHIND.search(line)
        if match and match.start() and (name := _name(match["outlet"])):
            return name
    return None


def _between(piece: Piece) -> str | None:
    """The name that stands between a linked or bold title and the text below it, set off by mark-up on both sides."""
    if piece.title is not None or not piece.texts:
        return None
    block = piece.texts[0]
    lead = lead_end(block) or next((link.end for link in block.links if link.start <= 1), 0)
    if not lead or lead >= len(block.text) - 1:
        return None
    for end in _edges(block, lead + 2):
        name = block.text[lead:end].strip(" |·•–—-")
        if not name:
            continue  # the mark between the title and the name
        return _name(name) if end < len(block.text) - 1 and name[:1].isupper() else None
    return None


def _edges(block: Block, start: int, reach: int = 80) -> list[int]:
    """Where mark-up stands between two words behind start."""
    spaces = [at for at in range(start, min(len(block.text) - 1, start + reach)) if block.text[at] == " "]
    return [
        at
        for at in spaces
        if block.starts[at + 1] - block.ends[at] >= MIN_GAP or block.starts[at] - block.ends[at - 1] >= MIN_GAP
    ]


def _shouted(texts: Sequence[str]) -> list[str | None]:
    """The first name in capitals of each text, where most of an issue's pieces name their paper so."""
    found = [_CAPITALS.search(text) for text in texts]
    names = [_name(match.group()) if match else None for match in found]
    spread = sum(name is not None for name in names)
    several = {name for name in names if name is not None}
    papers = sum(
        map(looks_like_paper, several)
    )  # people are set in capitals, too, and so are slugs, which open a piece
    surely = papers >= (MIN_PIECES if any(match and not match.start() for match in found) else 1)
    keep = spread >= 4 and len(several) >= 3 and surely and spread * 3 >= len(texts) * 2
    return names if keep else [None] * len(texts)


def _quoted(item: NewsItem) -> str | None:
    """The outlet that stands before or behind a title in quotes: "Per Outlet: “…”", "“…” by Author in Outlet:"."""
    text = item.text or item.headline
    return _match(_QUOTED, text) or (match["outlet"] if (match := _TITLED_IN.match(text[:250])) else None)


def _paged(texts: Sequence[str], outlets: Container[str | None]) -> list[str | None]:
    """The paper that a page's number stands behind, by text; "The" is of its name where the issue has it elsewhere.

    None where one text alone has it: a minister in The Hague (p. 4) may be found in a report.
    """
    found: list[str | None] = []
    for text in texts:
        match = _PAGED.search(text, 0, MAX_OPENING)
        name = _name(_BEFORE_NAME.sub("", match["outlet"])) if match else None
        bare = name.removeprefix("The ") if name else ""
        found.append(name if " " not in bare or name in outlets else bare)
    several = {name for name in found if name is not None}
    return found if len(several) >= MIN_PIECES and any(map(looks_like_paper, several)) else [None] * len(found)


def _said(item: NewsItem) -> str | None:
    """The outlet that a short piece says by itself that it is of."""
    text = item.text or item.headline
    if len(text) > MAX_RETOLD_CHARS:
        return None
    for pattern in (_OWNED, _SAID_LAST):
        if (match := pattern.search(text)) and (name := _name(next(filter(None, match.groups())))):
            return name
    for match in _PERHAPS.finditer(text):
        name = _name(next(filter(None, match.groups())))
        if name is not None and sounds_like_paper(name) and re.search(r"[ -]", name):
            return name
    return None
