"""From drafts to items: headline, text, outlet, link, kind, start time, and the stretch each one covers."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from news.assemble import Draft, Section
from news.blocks import Block
from news.boilerplate import INLINE_LABEL, Reason, reason_of
from news.clean import canonical_url
from news.dates import STAMP, EventTime, read_event_time
from news.item import DroppedPiece, Kind, NewsItem, content_id
from news.phrases import (
    colon_outlet,
    credited,
    dash_outlet,
    first_sentence_end,
    is_cut,
    is_ended,
    is_outlet,
    line_tail,
    linked_outlet,
    outlet_tail,
    reported_by,
    source_links,
)
from news.sections import Promise
from news.structure import lead_end

_TEASER_LABEL = re.compile(
    r"full|more|listen|continue|keep|rest|complete|entire|whole|read\s+(?:the|our|this)\b|download", re.IGNORECASE
)
_PLANNED = re.compile(
    r"\bwill\b|\bto\s+(?:host|hold|speak|meet|testify|visit|discuss|convene|open|vote|address)\b|\b(?:hosts?|holds?|meets?|"
    r"convenes?|hearing|webinar|panel|conference|briefing|deadline|summit|testif(?:y|ies)|gathers?|opens?|begins?|starts?)\b",
    re.IGNORECASE,
)
# Outside an agenda it takes a gathering: "Oman will close its borders tomorrow at 1 a.m." is news.
_GATHERING = re.compile(
    r"\b(?:hosts?|holds?|speaks?|meets?|testif(?:y|ies)|discuss(?:es)?|debates?|convenes?|gathers?|addresses|to\s+address"
    r"|visits?|votes?\s+on|hears?|arguments?|issues?\s+opinions|delivers?\s+(?:remarks|a\s+speech)|takes?\s+part|appears?|participates?|"
    r"hearings?|meetings?|panel|conference|webinar|briefing|summit|discussion|forum|town\s+hall|rally|rallies|seminar"
    r"|lecture|symposium|reception|ceremony|fundraiser|roundtable|vigil|workshop|remarks|markup|book\s+talk|concert|festival|parade"
    r"|screening|open\s+house|clean-?up|gala|(?:block|holiday|summer|launch|street)\s+party|(?:job|book|health|street)\s+fair)\b",
    re.IGNORECASE,
)
_TRAILING_URL = re.compile(r"\s*[\s(<\[]https?://\S+$")
_VIEW = re.compile(r"(?:opinion|op-ed|editorial|commentary|column)\s*[:|]", re.IGNORECASE)
_TOLD = re.compile(r"\b(?:said|was|were|had|announced|reported|died|won|killed)\b")
_PAST = re.compile(  # an announcement has no verb of the past but these
    r"\b(?!scheduled|expected|invited|planned|titled|entitled|called|united|limited|hosted|moderated|followed|required|needed"
    r"|provided|sponsored|organi[sz]ed|presented|related|based|reserved|closed|televised|streamed|proposed|dedicated|advised)"
    r"[a-z]{3,}ed\b"
)
_FIGURE = re.compile(
    r"[$€£¥]\s?\d[\d.,]*\s?(?:thousand|million|billion|trillion|bn|m)?|\d[\d.,]*\s?(?:%|percent|per\s+cent|thousand|million|billion|trillion)",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d\s*[ap]\.?\s?m\b|\bnoon\b|\d:\d\d|\d{4}\s?(?:hrs|hours)\b", re.IGNORECASE)
_SIGNED = re.compile(r",?\s+by\s+[A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*){1,3}$")
MAX_LINKED = 20  # words of another paper's headline
MAX_ANNOUNCED = 600  # characters; announcements are shorter than stories
MAX_TOLD_EVENT = 250  # characters of an announcement that also tells what was
LEAD_WORDS = 60  # a story told in full is longer than any teaser
LEAD_RATIO = 3  # and than all other pieces of the issue, where no section's name says what it is


@dataclass(slots=True)
class _Piece:
    """A draft without what its publisher hung on its end, and what that said."""

    section: Section | None
    title: Block | None
    texts: list[Block]
    marker: str
    outlet: str | None = None
    url: str | None = None
    day: str | None = None
    own_url: bool = False  # the link leads to this very piece, not to a source of it
    cut: bool = False

    def words(self) -> int:
        return sum(len(block.text.split()) for block in self.texts)


@dataclass(frozen=True, slots=True)
class _Habits:
    """How this issue writes its pieces."""

    views: bool  # they are opinion where no section says otherwise
    running: bool  # they are sentences, even where a full stop is missing
    dashed: frozenset[str | None]  # sections whose lines end in "— Outlet"
    tailed: frozenset[str | None]  # sections whose lines end in ": Outlet" and the like
    colons: frozenset[str | None]  # sections whose lines begin with "Outlet: "
    credits: bool  # pieces begin with "Outlet: Title", and may go on with what it says


def itemize(
    drafts: Sequence[Draft], issued_on: date | None, source: str | None, *, views: bool = False
) -> tuple[list[NewsItem], list[DroppedPiece]]:
    """Write one item per draft, in order; what was cut off their ends comes as dropped pieces.

    views: the issue calls itself one of opinion, so that its pieces are, where no section says otherwise.
    """
    dropped: list[DroppedPiece] = []
    pieces = [piece for draft in drafts if (piece := _trim(draft, dropped)) is not None]
    habits = _find_habits(pieces, views=views)
    lead = _find_lead(pieces)
    if len(pieces) == 1 and len(pieces[0].texts) >= 2 and not is_cut(pieces[0].texts[-1].text):
        pieces[0].cut = False  # an alert of one story: its link leads to the same story on the web
    if lead is not None:
        lead.cut = False  # its "Read the full report" leads to the same story on the web
    items = [_write(piece, piece is lead, habits, issued_on, source) for piece in pieces]
    unique: dict[str, NewsItem] = {}
    for item in _identify(items, [piece.own_url for piece in pieces]):
        if item.id in unique:
            dropped.append(DroppedPiece(item.start, item.end, Reason.DUPLICATE))
        else:
            unique[item.id] = item
    return list(unique.values()), dropped


def _trim(draft: Draft, dropped: list[DroppedPiece]) -> _Piece | None:
    """Take source links and the inline "Read more" off a draft's blocks; None when no word is left."""
    piece = _Piece(draft.section, draft.title, [], draft.marker, outlet=draft.outlet, day=draft.day)
    if draft.label is not None:
        piece.url = draft.label.links[0].url if draft.label.links else None
        piece.own_url = piece.url is not None
        piece.cut = bool(_TEASER_LABEL.search(draft.label.text)) and not draft.label.text.startswith("http")
        piece.cut = piece.cut and not draft.goes_on
    for block in draft.texts:
        trimmed = _trim_label(piece, _trim_sources(piece, block, dropped), dropped)
        if any(char.isalnum() for char in trimmed.text):
            piece.texts.append(trimmed)
        elif trimmed.text:
            dropped.append(DroppedPiece(trimmed.start, trimmed.end, Reason.EMPTY))
    if piece.title is None and not piece.texts:
        return None
    piece.cut = piece.cut or (bool(piece.texts) and is_cut(piece.texts[-1].text))
    _find_url(piece)
    return piece


def _trim_sources(piece: _Piece, block: Block, dropped: list[DroppedPiece]) -> Block:
    found = source_links(block)
    if found is None:
        return block
    begin, outlet, url = found
    piece.outlet, piece.url = piece.outlet or outlet, piece.url or url
    dropped.append(DroppedPiece(block.starts[begin], block.end, Reason.SOURCE_LINKS))
    return block.cut(0, begin)


def _trim_label(piece: _Piece, block: Block, dropped: list[DroppedPiece]) -> Block:
    match = INLINE_LABEL.search(block.text, max(0, len(block.text) - 80))
    if match is None or match.start() == 0:
        return block
    label = block.cut(match.start(), len(block.text))
    if label.links:
        piece.url, piece.own_url = label.links[0].url, True
    dropped.append(DroppedPiece(label.starts[0], label.end, Reason.LINK_LABEL))
    piece.cut = True
    return block.cut(0, match.start())


def _find_url(piece: _Piece) -> None:
    """The piece's own link: its label's, its title's, that of the outlet at its end, else its first one."""
    if piece.url is not None:
        return
    if piece.title is not None and piece.title.links:
        piece.url, piece.own_url = piece.title.links[0].url, True
        return
    for block in piece.texts:
        tail = outlet_tail(block.text)
        lead = lead_end(block)
        for link in block.links:
            if (
                (tail and link.start >= tail[0])
                or (lead and link.end <= lead)
                or link.end - link.start >= len(block.text) - 1
            ):
                piece.url, piece.own_url = link.url, True
                return
    piece.url = next((link.url for block in piece.texts for link in block.links), None)


def _find_habits(pieces: Sequence[_Piece], *, views: bool) -> _Habits:
    lines = [
        (piece, piece.texts[0]) for piece in pieces if piece.title is None and len(piece.texts) == 1 and piece.marker
    ]
    ended = sum(is_ended(_without_outlet(block.text)) for _, block in lines)
    dashed: Counter[str | None] = Counter()
    tailed: Counter[str | None] = Counter()
    colons: Counter[str | None] = Counter()
    bare: Counter[str | None] = Counter()
    for piece in pieces:
        line = _single_line(piece)
        if line is None or is_ended(line):
            continue
        name = piece.section.name if piece.section else None
        bare[name] += 1
        dashed[name] += dash_outlet(line) is not None
        agenda = piece.section is not None and piece.section.promise is Promise.EVENTS
        tailed[name] += not agenda and line_tail(line) is not None
        colons[name] += colon_outlet(line) is not None
    return _Habits(
        views=views,
        running=ended * 4 >= len(lines) * 3 and len(lines) >= 4,
        dashed=frozenset(name for name, count in dashed.items() if count >= 2 and count * 2 >= bare[name]),
        tailed=frozenset(name for name, count in tailed.items() if count >= 2 and count == bare[name]),
        credits=sum(
            piece.title is None and len(piece.texts) == 1 and credited(piece.texts[0]) is not None for piece in pieces
        )
        >= 2,
        colons=frozenset(name for name, count in colons.items() if count >= 2 and count * 3 >= bare[name] * 2),
    )


def _single_line(piece: _Piece) -> str | None:
    if piece.title is not None:
        return None if piece.texts else piece.title.text
    return piece.texts[0].text if len(piece.texts) == 1 else None


def _without_outlet(text: str) -> str:
    tail = outlet_tail(text)
    return text[: tail[0]].rstrip() if tail else text


def _find_lead(pieces: Sequence[_Piece]) -> _Piece | None:
    """The story that opens an issue told in full, where other, shorter pieces follow it."""
    if len(pieces) < 3:
        return None
    first = pieces[0]
    promise = first.section.promise if first.section else None
    if first.title is None or not first.texts or first.words() < 25 or is_cut(first.texts[-1].text):
        return None
    promised = promise is Promise.LEAD
    long = first.words() >= (LEAD_WORDS // 2 if promised else LEAD_WORDS) and len(first.texts) >= (2 if promised else 3)
    if first.cut and not long:
        return None
    if promise is Promise.LEAD:
        return first
    told = first.words() >= LEAD_WORDS and first.words() >= max(piece.words() for piece in pieces[1:]) * LEAD_RATIO
    return first if told and first.section is None and pieces[-1].section is not None else None


def _write(piece: _Piece, lead: bool, habits: _Habits, issued_on: date | None, source: str | None) -> NewsItem:
    blocks = ([piece.title] if piece.title else []) + piece.texts
    section = piece.section.name if piece.section else None
    headline, text = _words(piece, habits)
    time = read_event_time(f"{headline} {text}", issued_on, piece.day or section)
    kind = Kind.LEAD if lead else _kind(piece, headline, text, time, habits)
    if kind is Kind.EVENT and piece.title is None and len(piece.texts) == 1:
        line = piece.texts[0].text
        headline, text = (line, "") if first_sentence_end(line) == len(line) else (headline, text)
    elif not text or piece.outlet is None:
        headline, text = _take_outlet(piece, headline, text, habits)
    return NewsItem(
        id="",
        headline=headline,
        text=text,
        kind=kind,
        section=section,
        outlet=piece.outlet,
        url=piece.url,
        starts_at=time.starts_at if kind is Kind.EVENT else None,
        starts_text=time.words if kind is Kind.EVENT else None,
        truncated=piece.cut,
        start=blocks[0].start,
        end=blocks[-1].end,
        source=source,
    )


def _words(piece: _Piece, habits: _Habits) -> tuple[str, str]:
    """Headline and text as a piece has them, the outlet still in place."""
    texts = [block.text for block in piece.texts]
    if piece.title is not None:
        if texts and reason_of(piece.title.text) is Reason.METADATA:  # the day and hour stand above the event's name
            return texts[0], "\n\n".join([piece.title.text, *texts[1:]])
        return piece.title.text, "\n\n".join(texts)
    first = piece.texts[0]
    lead = lead_end(first)
    if len(texts) == 1:
        return _words_of_one(piece, first, lead, habits)
    if lead and lead < len(first.text.rstrip(" .:")):
        return _phrase(first.text[:lead]), "\n\n".join(texts)
    if lead or _is_title(first.text):
        return _phrase(first.text), "\n\n".join(texts[1:])
    return first.text[: first_sentence_end(first.text)], "\n\n".join(texts)


def _words_of_one(piece: _Piece, block: Block, lead: int, habits: _Habits) -> tuple[str, str]:
    """Headline and text of a piece that is one line or paragraph, opened by a bold or linked phrase or not."""
    text, rest = block.text, block.text[lead:].strip()
    if habits.credits and (found := credited(block)):
        start, end, piece.outlet, url = found
        piece.url, piece.own_url = url or piece.url, url is not None
        rest = text[end:].strip(' ”"–—-')
        return text[start:end].strip(), "" if len(rest.split()) <= 6 else text
    if found := linked_outlet(block):
        start, end, piece.outlet, piece.url = found
        piece.own_url = True
        return text[start:end].strip(), ""
    if lead and is_outlet(rest):
        piece.outlet = rest  # the line below a linked title
        return text[:lead].strip(), ""
    signed = _SIGNED.search(text)
    if signed and _links_to(block, signed.start()):
        return text[: signed.start()].strip(), ""  # a linked title and its writer
    outlet = outlet_tail(text) or dash_outlet(text)
    # Another paper's headline, linked as a whole, if it be a sentence.
    whole = outlet is not None and len(text.split()) <= MAX_LINKED and _links_to(block, outlet[0])
    bare = outlet is not None and outlet[0] <= lead + 1 and _is_line(text[:lead])
    if lead and not (bare or whole) and lead < len(text.rstrip(" .:")):
        return _phrase(text[:lead]), text
    line = lead or whole or (_is_title(text) and not habits.running)
    return (text, "") if line else (text[: first_sentence_end(text)], text)


def _links_to(block: Block, end: int) -> bool:
    """Whether a link reaches from the beginning of a block to there."""
    return any(link.start <= 1 and -1 <= end - link.end <= 2 for link in block.links)


def _is_title(text: str) -> bool:
    return not text.endswith(".") and _is_line(_without_outlet(text))


def _is_line(text: str) -> bool:
    """Whether a text reads like a title: one sentence without a full stop."""
    if first_sentence_end(text) < len(text):
        return False
    return not is_ended(text) or (text[-1] in "?!" and len(text.split()) <= 20)


def _phrase(text: str) -> str:
    phrase = text.strip().rstrip(":–—- ")
    return phrase[:-1] if phrase.endswith(".") and not re.search(r"\b[A-Z]\.[A-Z]\.$|\.\.$", phrase) else phrase


def _take_outlet(piece: _Piece, headline: str, text: str, habits: _Habits) -> tuple[str, str]:
    """Set the piece's outlet; it leaves a bare headline, and stays in running text."""
    if text:
        tail = outlet_tail(text)
        piece.outlet = piece.outlet or (tail[1] if tail else None)
        if piece.outlet is None and piece.texts and not piece.cut:
            piece.outlet = reported_by(piece.texts[-1])
        if piece.title is not None and (tail := outlet_tail(headline)):
            piece.outlet, headline = tail[1], headline[: tail[0]].rstrip()
        return headline, text
    name = piece.section.name if piece.section else None
    promised = piece.section is not None and piece.section.promise is Promise.HEADLINES
    found = outlet_tail(headline)
    if found is None and (promised or name in habits.dashed):
        found = dash_outlet(headline)
    if found is None and name in habits.tailed:
        found = line_tail(headline)
    if found is not None:
        piece.outlet = piece.outlet or found[1]  # one on a line beside the title wins over its writer's name
        return headline[: found[0]].rstrip(), ""
    if name in habits.colons and (opening := colon_outlet(headline)):
        piece.outlet = opening[1]
        return headline[opening[0] :], ""
    return headline, ""


def _kind(piece: _Piece, headline: str, text: str, time: EventTime, habits: _Habits) -> Kind:
    promise = piece.section.promise if piece.section else None
    if (
        piece.marker == "poll/"
        or promise is Promise.POLLS
        or (piece.texts and _FIGURE.fullmatch(headline.rstrip(".:")))
    ):
        return Kind.POLL
    if promise is Promise.OPINION or _VIEW.match(headline):
        return Kind.OPINION
    if _is_event(piece, promise, f"{headline} {text}", time):
        return Kind.EVENT
    if habits.views and promise in (None, Promise.LEAD):
        return Kind.OPINION
    if piece.cut:
        return Kind.TEASER
    return Kind.ARTICLE if text else Kind.HEADLINE


def _is_event(piece: _Piece, promise: Promise | None, words: str, time: EventTime) -> bool:
    if piece.cut and piece.title is not None and len(words) > 200:
        return False
    if promise is Promise.EVENTS:
        told = len(_PAST.findall(words)) + len(_TOLD.findall(words))
        past = len(words) > MAX_TOLD_EVENT and told >= 2  # "What's happening" may be news
        return not past and (bool(_PLANNED.search(words)) or time.words is not None)
    clock = time.words is not None and _CLOCK.search(time.words)
    if (
        piece.day is not None
        and len(words) <= MAX_ANNOUNCED
        and (clock or not (_TOLD.search(words) or _PAST.search(words)))
    ):
        return True  # under the heading of a day
    if piece.title is not None and clock and time.starts_at and reason_of(piece.title.text) is Reason.METADATA:
        return len(words) <= MAX_ANNOUNCED  # a dateline may stand above a story as well
    if STAMP.match(words) and time.words is not None and len(words) <= 300 and _TOLD.search(words) is None:
        return True
    return (
        bool(clock)
        and bool(_GATHERING.search(words))
        and len(words) <= 400
        and not _TOLD.search(words)
        and not _PAST.search(words)
    )


def _identify(items: Sequence[NewsItem], own_urls: Sequence[bool]) -> list[NewsItem]:
    """Name each item by its own address, or by its words where others share the address."""
    owners: dict[str, set[tuple[str, str]]] = {}
    for item, own in zip(items, own_urls, strict=True):
        if own and item.url:
            owners.setdefault(canonical_url(item.url), set()).add((item.headline, item.text))
    named = []
    for item, own in zip(items, own_urls, strict=True):
        address = canonical_url(item.url) if own and item.url else ""
        parts = (address,) if len(owners.get(address, ())) == 1 else (item.headline, item.text)
        named.append(replace(item, id=content_id("item", *parts)))
    return named
