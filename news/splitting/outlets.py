"""Which paper a piece is from, where that stands beside its title, on a line of its own, or in its sentences.

`phrases` has the shapes at a line's end; here are the manners of press reviews and of letters that retell others.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from news.blocks import Block
from news.splitting.boilerplate import Reason
from news.splitting.outlets_abroad import PAPER_ABROAD
from news.splitting.phrases import (
    DAY,
    NOTE,
    OUTLET_NAME,
    OUTLET_WORDS,
    RARE_DOMAIN,
    WRITER,
    first_sentence_end,
    is_outlet,
    outlet_tail,
)

_MINUTES = r"\d{1,3}[\s-]?min(?:ute)?s?\b(?:\s+(?:read|listen|watch)\b)?"
# "Outlet | 4 min read", "Outlet | Author | 4 min read"
_TIMED = re.compile(rf"(?P<outlet>{OUTLET_NAME})\s*[|·•]\s*(?:(?P<by>[^|·•\n]{{2,40}}?)\s*[|·•]\s*)?{_MINUTES}")
_REFERS = re.compile(r"(?:\s+(?:[Rr]eference|[Ss]ource|[Pp]aper|[Rr]elated|[Ss]tudy)s?:\s.{2,80})?")
_PAGED = re.compile(  # "Outlet, p. 3, Author", "Outlet (Orm, liberal), p. 3", "Outlet, editorial", "Outlet, 20.00 news"
    rf"(?P<outlet>{OUTLET_NAME})(?:\s\([^()]{{2,40}}\)(?=,\spp?\.))?,\s+(?:(?:[^,]{{2,40}},\s+)?(?:pp?\.|pages?)\s?\d[\d\s,&–-]{{0,12}}(?:,\s[^!?:]{{2,60}})?"
    rf"|(?:editorial|leader|column|\d\d?[.:]\d\d\s(?:bulletin|news)))(?:,\sby\s{WRITER})?"
)
_SIGNED = re.compile(rf"[A-Z][^/:]{{2,50}}\s/\s(?P<outlet>{OUTLET_NAME}):")  # "Author / Outlet:" above the headline
_DOTTED = re.compile(rf"[(\[](?P<outlet>{OUTLET_NAME})[)\]]\s*(?:\.{{3,}}|…)\s*\S.{{1,60}}")  # "(Outlet) .... Author"
_ABOVE = re.compile(  # "Outlet | 23.06.2025 | p. 3" above the headline, as clipping services have it
    rf"(?P<outlet>{OUTLET_NAME})(?:\s+\|\s+[^|]{{2,40}})?\s+\|\s+(?:\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|(?i:{DAY}))(?:\s+\|\s+[^|]{{2,40}}){{0,4}}"
)
_ALONE = re.compile(rf"[(\[](?P<outlet>{OUTLET_NAME})[)\]]")
_WRITER = re.compile(rf"by\s[A-Z][\w.'’-]*(?:\s[A-Z][\w.'’-]*){{1,3}},\s(?i:{DAY})(?:,?\s\d\d?:\d\d)?(?=\s)")
_BY = re.compile(
    rf",?\s+by\s+(?:(?:the\s)?(?P<owner>{OUTLET_WORDS})['’]s\s+)?[A-Z][\w.'’-]*(?:\s+(?:(?:van|von|de|del|der|la|al|bin|dos)\s+){{0,2}}[A-Z][\w.'’-]*){{1,3}}$"
)
_OPENING = re.compile(rf"(?P<outlet>{OUTLET_NAME})\s\|\s[A-Z][\w.'’-]*(?:\s[A-Z][\w.'’-]*){{1,3}}\.\s+(?=[“\"A-Z])")
_NOTES = r"(?:\s*\([^()]{2,40}\)){0,2}"
_LABELLED = re.compile(  # "Full Story: Outlet (subscription) (5/19), Another (5/20)"
    rf"\s*(?P<label>[Ff]ull\s[Ss]tory|[Rr]ead\s[Mm]ore|[Mm]ore\s(?:at|from|in)|[Ss]ource|[Vv]ia):\s+(?P<outlet>{OUTLET_NAME})"
    rf"{_NOTES}(?:[,;]\s+(?!\d){OUTLET_NAME}{_NOTES}){{0,3}}\.?$"
)
_CAPITALS = re.compile(  # "… out of cooks. SONORAN PRESS", and what else there is on it
    r"(?P<stop>[.!?”\"’)])\s+(?P<outlet>(?:THE\s)?[A-Z][A-Z&’'-]+(?:\s(?:OF|AND|&|[A-Z][A-Z&’'-]+)){1,5})"
    r"(?=$|\s+(?:[Rr]elated|[Mm]ore|[Ee]arlier|[Ss]ee\s[Aa]lso|[Pp]lus|RELATED|MORE):)"
)
_REPORTERS = re.compile(
    rf"\b(?:reports?|writes?|reported|wrote|[Rr]eporting|[Ww]riting)\s+(?:for|at)\s+(?:the\s+)?(?P<outlet>{OUTLET_WORDS})(?=\s+(?:that|on|about|how)\b|[,.;:])"
    rf"|\b(?:writes?|reports?)\s+(?:(?:[A-Z][\w.'’-]+|and|van|von|de|del|\(ret\.\))\s+){{0,8}}(?:in|for)\s+(?:the\s+)?"
    rf"(?P<printed>{OUTLET_WORDS})(?=[,.;:]|\s+(?:that|on|about)\b)"
    rf"|\bthe\s+(?P<owned>{OUTLET_WORDS})['’]s\s+[A-Z][\w.'’-]+(?:\s+[A-Z][\w.'’-]+){{0,2}}\s+(?:reports|writes|has\s+the)\b"
    rf"|\btold\s+(?:the\s+)?(?P<heard>{OUTLET_WORDS})(?=[.,;]|\s+(?:that|on)\b)"
    rf"|\b[A-Z][\w.'’-]+\s+of\s+(?:the\s+)?(?P<of>{OUTLET_WORDS})\s+(?:reports|writes)\b"
    rf"|^(?:And\s+)?[Ii]n\s+(?:the\s+(?:weekly|monthly|quarterly|daily|magazine|journal|newspaper|paper)\s+)"
    rf"(?P<periodical>{OUTLET_WORDS}),\s"
    rf"|^(?:And\s+)?[Ii]n\s+(?P<the>The\s{OUTLET_WORDS}),\s.{{3,60}}\b(?:writes|argues|says|editorial)\b"
    rf"|(?<=[.!?”\"]\s)(?P<has>{OUTLET_WORDS})\s+has\s+(?:the\s+(?:story|details|scoop)|(?:a\s+(?:bit|little)\s+)?more)\b"
)
_THE = re.compile(r"The\s(?!Hague|Gambia|Bahamas)")  # whom a capital article names inside a sentence
_AFTER_LINK = re.compile(r"\s*(?:reports?|reported|published|writes|wrote|first\s+reported|revealed)\b")
_OF_PAPERS = re.compile(
    r"(?:Times|Post|Herald|Courier|News|Daily|Weekly|Tribune|Journal|Gazette|Ledger|Sentinel|Chronicle|Press|Standard|Observer"
    r"|Monitor|Wire|Register|Examiner|Dispatch|Review|Magazine|Mail|Star|Globe|Record|Radio|Telegraph|Guardian|Bulletin|Mirror"
    r"|Independent|Inquirer|Advocate|Argus|Banner|Beacon|Citizen|Echo|Express|Reporter|Quarterly|Report|Today|Miner|TV|FM|Desk|Clarion)$"
)
_BY_ARTICLE = re.compile(r"(?:The|Le|La|Les|El|Il|De|Die|Der|Radio|Daily)\s|L['’](?=[A-ZÀ-ÖØ-Þ])")
_BEHIND_DASH = re.compile(
    rf"\s*[—–-]{{1,2}}\s(?P<outlet>{OUTLET_NAME})(?P<place>,\s(?:online|(?:pp?\.|pages?)\s?[A-Z]?\d[\d\s&–-]{{0,12}}))?\.(?=\s[A-Z“\"])"
)
_BRACKETS = re.compile(rf"\s*[(\[](?P<outlet>{OUTLET_NAME}|{RARE_DOMAIN}){NOTE}?[)\]][.,:]?(?=\s|$)")
_LENGTH = re.compile(
    rf"(?P<title>[^.?!]{{3,120}}[.?!])\s(?P<outlet>{OUTLET_NAME}),\s\d[\d,.]*\s(?:words|min(?:ute)?s?)\.\s+(?=\S)"
)
_HINT = re.compile(r"\|.{0,60}\bmin|\bby\s[A-Z]|,\s(?:pp?\.|page)\s?\d")
MAX_OPENING = 400  # characters in which a title and its credit stand
MAX_LINE = 150
MAX_NAME = 5  # words of an outlet's name
MAX_TITLE = 14  # words of a title and its outlet
MAX_RETOLD_CHARS = 1_000  # a longer piece is the letter's own, whomever it quotes
_PERSON = rf"(?:[Oo]ur\s(?:own\s)?)?{WRITER}"
_PEOPLE = rf"{_PERSON}(?:\sand\s{_PERSON})?"
_COMMA = re.compile(r",\s+")
_NAMES = re.compile(rf"(?:{_PERSON},\s)?(?P<outlet>{OUTLET_NAME})(?=\.?\s*$|\.\s+[A-Z“\"])")
_QUOTED = r"[“\"](?P<title>[^”\"]{5,200}?)[,.]?[”\"],?\s"
_BESIDE = (
    re.compile(rf"{_PERSON},\s{_QUOTED}(?:in\s)?(?P<outlet>{OUTLET_NAME})\.?"),
    re.compile(rf"{_QUOTED}(?:by\s{_PEOPLE},?\s)?in\s(?:the\s)?(?P<outlet>{OUTLET_NAME})\.?"),
    re.compile(rf"{_QUOTED}(?P<outlet>{OUTLET_NAME}),\s(?i:{DAY})\.?"),
    re.compile(rf"{_QUOTED}by\s{_PEOPLE},\s(?P<outlet>{OUTLET_NAME})\.?"),
    re.compile(
        rf"(?:--\s)?{_QUOTED}by\s(?:the\s)?(?P<outlet>{OUTLET_WORDS})['’]s\s{WRITER}(?:(?:,|\sand)\s{WRITER}){{0,3}}\.?"
    ),
    re.compile(  # "Author, “Title,” Journal of Quays 41/1. Text"
        rf"{_PEOPLE},\s{_QUOTED}(?P<outlet>{OUTLET_WORDS})\s\d{{1,4}}(?:[/:]|,\sno\.\s)\d{{1,4}}\.?(?P<told>\s[A-Z].+)?"
    ),
    re.compile(  # "Journal of Quays: Author, “Title.” Text"
        rf"(?P<outlet>{OUTLET_NAME}):\s{_PEOPLE},\s[“\"](?P<title>[^”\"]{{5,200}}?)[,.]?[”\"]\.?(?P<told>\s[A-Z].+)?"
    ),
    re.compile(
        rf"(?:[—–-]\s*)?{_PERSON}(?:,|\s(?:in|at|for))\s(?P<outlet>{OUTLET_NAME}):\s+(?P<title>[“\"]?\S.{{4,200}})"
    ),
)


@dataclass(frozen=True, slots=True)
class Credit:
    """What a stretch of a block says of where its piece was printed."""

    start: int
    end: int
    outlet: str
    cut: bool = False  # it also says that the rest stands there


def credit_line(text: str) -> str | None:
    """The outlet of a line that says where a piece was printed, how long it is or who wrote it, and nothing else."""
    if len(text) > MAX_LINE:
        return None
    match = _TIMED.match(text)
    if match is not None and not _REFERS.fullmatch(text, match.end()):
        match = None
    for pattern in (_PAGED, _SIGNED, _DOTTED, _ABOVE, _ALONE):
        match = match or pattern.fullmatch(text)
    return match["outlet"] if match and is_outlet(match["outlet"]) else None


def is_surely_credit(text: str) -> bool:
    """Whether a credit line names a paper, and not the letter's own writer."""
    match = _PAGED.fullmatch(text) or _SIGNED.fullmatch(text) or _DOTTED.fullmatch(text) or _ABOVE.fullmatch(text)
    return match is not None or text.count("|") > 1 or sounds_like_paper(credit_line(text) or "")


def names_next(text: str) -> bool:
    """Whether a credit line stands above the piece that it is of."""
    return _SIGNED.fullmatch(text) is not None or _ABOVE.fullmatch(text) is not None


def sounds_like_paper(name: str) -> bool:
    """Whether a name ends, or abroad begins, in a word that papers and stations are called by."""
    return (_OF_PAPERS.search(name) or PAPER_ABROAD.search(name)) is not None


def looks_like_paper(name: str) -> bool:
    """Whether a name sounds like a paper's, in capitals or not, or opens with an article, "Radio" or "Daily".

    Three in a row hardly mislead.
    """
    return _BY_ARTICLE.match(name) is not None or sounds_like_paper(name.title() if name.isupper() else name)


def part_credits(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, those parted that hold "Outlet | Author | 4 min read" between a title and a text, or before both.

    "by Author, 15 Jul 19:02" parts a title from its text as well, and so does a line "Outlet, p. 3, Author".
    """
    found: list[Block] = []
    for block in blocks:
        found += _parted(block) if not block.drop and _HINT.search(block.text, 0, MAX_OPENING) else [block]
    return found


def _parted(block: Block) -> Iterator[Block]:
    text = block.text
    spans = [*block.bold, *((link.start, link.end) for link in block.links)]
    lead = max((end for start, end in spans if start <= 1), default=0)
    for begin in sorted({0, lead}):
        start = begin + len(text[begin:]) - len(text[begin:].lstrip())
        match = _TIMED.match(text, start)
        if match is None and begin:
            match = _WRITER.match(text, start) or _PAGED.fullmatch(text, start, edge(block, start))
        outlet = match.groupdict().get("outlet", "") if match else ""
        if match is None or (outlet and not is_outlet(outlet)) or not (begin or match["by"]):
            continue
        title, rest = text[:start].strip(), text[match.end() :].strip()
        if not (title or rest) or (begin and len(title.split()) < 2):
            continue
        if title:
            yield replace(block.cut(0, start), outlet=outlet)
        yield replace(block.cut(*match.span()), drop=Reason.SOURCE_LINKS, marker="", depth=0, level=0, opening=None)
        if rest:
            below = block.cut(match.end(), len(text))
            own = replace(below, marker="", depth=0, level=0, gap=False, ruled=False, opening=None)
            yield own if title else replace(own, outlet=outlet, marker=block.marker, depth=block.depth, gap=block.gap)
        return
    yield block


def lengthy_credit(text: str) -> tuple[int, int, str] | None:
    """Where the title ends and the text begins in "Title. Outlet, 5,200 words. Text", and the outlet."""
    match = _LENGTH.match(text)
    return (match.end("title"), match.end(), match["outlet"]) if match and is_outlet(match["outlet"]) else None


def signed_title(text: str) -> tuple[int, str | None] | None:
    """Where ", by Ana Silk" or ", by Quay Herald's Ana Silk" begins at a line's end, and the paper."""
    match = _BY.search(text)
    owner = match["owner"] if match else None
    return (match.start(), owner if owner and is_outlet(owner) else None) if match else None


def opening_credit(block: Block) -> Credit | None:
    """ "Outlet | Author. " before the text below a title."""
    match = _OPENING.match(block.text[:120])
    return Credit(0, match.end(), match["outlet"]) if match and is_outlet(match["outlet"]) else None


def closing_credit(block: Block, *, capitals: bool) -> Credit | None:
    """ "Full Story: Outlet (5/19)" at a text's end; where the issue sets outlets so, one in capitals."""
    match = _LABELLED.search(block.text, max(0, len(block.text) - 120))
    if match and match.start() and is_outlet(match["outlet"]):
        return Credit(match.start(), len(block.text), match["outlet"], cut=match["label"][0] in "FfRr")
    return capital_credit(block.text) if capitals else None


def capital_credit(text: str) -> Credit | None:
    """An outlet's name in capitals behind a text's last sentence, and what follows on it."""
    match = _CAPITALS.search(text)
    if match is None or not is_outlet(match["outlet"]):
        return None
    return Credit(match.end("stop"), len(text), match["outlet"])


def retold_from(blocks: Sequence[Block]) -> str | None:
    """The outlet that a short piece says it retells: "… writes for the Courier that", "… that Courier published"."""
    if sum(len(block.text) for block in blocks) > MAX_RETOLD_CHARS:
        return None
    for block in blocks:
        for match in _REPORTERS.finditer(block.text):
            name = next(name for name in match.groups() if name is not None)
            surely = match["heard"] is None or sounds_like_paper(name) or _THE.match(name) is not None
            if surely and len(name.split()) <= MAX_NAME and is_outlet(name):
                return name
        for link in block.links:
            name = block.text[link.start : link.end].strip()
            after = _AFTER_LINK.match(block.text, link.end)
            if after and 1 < len(name.split()) <= MAX_NAME and is_outlet(name) and name[:1].isupper():
                return name
    return None


def behind_link(block: Block) -> tuple[int, str] | None:
    """Where a linked title ends in "Title, Author, Outlet. Text", and the outlet; a line break may stand for the stop.

    The outlet is set in other letters: "Crane falls, Bergen. Nobody was hurt." names a place.
    """
    link = next((link for link in block.links if link.start <= 1), None)
    match = _COMMA.match(block.text, link.end) if link else None
    if link is None or match is None:
        return None
    names = _NAMES.match(block.text, match.end(), min(edge(block, match.end()), len(block.text)))
    if names is None or len(names["outlet"].split()) > MAX_NAME or not is_outlet(names["outlet"]):
        return None
    at = names.start("outlet")
    set_off = block.starts[at] > block.ends[at - 1] and block.text[names.end() :].strip(" .") != ""
    return (link.end, names["outlet"]) if set_off else None


def edge(block: Block, start: int) -> int:
    """Where the next mark-up of some length stands between two words, as a line break does; len(text) if nowhere."""
    at = block.text.find(" ", start)
    while at > 0:
        if 0 < at < len(block.text) - 1 and max(
            block.starts[at + 1] - block.ends[at], block.starts[at] - block.ends[at - 1]
        ) >= len("<br>"):
            return at
        at = block.text.find(" ", at + 1)
    return len(block.text)


def before_title(block: Block) -> tuple[int, str] | None:
    """Where the linked title begins after "OUTLET — " and the like, and the outlet."""
    for link in block.links[:1]:
        before = block.text[: link.start].rstrip()
        name = before.rstrip(" –—-|:·•")
        if name != before and len(name.split()) <= MAX_NAME and is_outlet(name) and link.end >= len(block.text) - 2:
            return link.start, name
    return None


def above_title(block: Block) -> tuple[int, int, str] | None:
    """Where a linked title stands below the line of a paper's name; the paper."""
    start, end = block.titled
    name = block.text[:start].strip()
    return (start, end, name) if start and is_outlet(name) and looks_like_paper(name) else None


def beside_title(block: Block) -> tuple[int, int, str, bool] | None:
    """Where the title stands in "Author, “Title,” Outlet" or "Author, Outlet: Title"; the outlet; if more is told."""
    for pattern in _BESIDE if len(block.text) <= 300 else ():
        match = pattern.fullmatch(block.text)
        if match and is_outlet(match["outlet"]) and len(match["outlet"].split()) <= MAX_NAME:
            return match.start("title"), match.end("title"), match["outlet"], bool(match.groupdict().get("told"))
    return None


def after_title(
    block: Block, lead: int, *, dashed: bool = False, bracketed: bool = False
) -> tuple[int, int, str] | None:
    """Where the title ends and the text begins in "Title (Outlet). Text" or "Title — Outlet. Text", and the outlet.

    lead: where the phrase ends that opens the block, which is the title; its link is, where none does.
    dashed, bracketed: lines beside it are titles with their papers behind a dash, or in brackets.
    """
    lead = lead or next((link.end for link in block.links if link.start <= 1), 0)
    if not lead and bracketed:
        sentence = block.text[: first_sentence_end(block.text)]
        tail = outlet_tail(sentence) if len(sentence.split()) <= MAX_TITLE else None
        return (tail[0], len(sentence), tail[1]) if tail and len(sentence) < len(block.text) else None
    match = _BRACKETS.match(block.text, lead) if lead else None
    if lead and (found := _BEHIND_DASH.match(block.text, lead)) and is_outlet(found["outlet"]):
        at = found.start("outlet")
        papers = dashed or looks_like_paper(found["outlet"])
        set_off = block.starts[at] > block.ends[at - 1]  # in other letters
        match = found if found["place"] or (papers and set_off) else None
    told = match is not None and block.text[match.end() :].strip()[:1] not in ("", "(", "[")
    return (lead, match.end(), match["outlet"]) if match and told and is_outlet(match["outlet"]) else None
