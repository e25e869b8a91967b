"""From drafts to items: headline, text, outlet, link, kind, start time, and the stretch each one covers."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from news.blocks import Block
from news.clean import canonical_url
from news.item import DroppedPiece, Kind, NewsItem, content_id
from news.splitting.announced import tells_when
from news.splitting.assemble import Draft
from news.splitting.boilerplate import Reason, is_link_label, reason_of
from news.splitting.bylines import before_byline, below_byline
from news.splitting.clippings import titled_by_papers
from news.splitting.columns import is_column, panel
from news.splitting.dates import EVENING, EventTime, in_the_afternoon, read_event_time
from news.splitting.kinds import days_of_agendas, is_printed_view, join_calendars, joined_words, kind_of
from news.splitting.leads import find_lead
from news.splitting.outlets import (
    above_title,
    after_title,
    before_title,
    behind_link,
    beside_title,
    capital_credit,
    closing_credit,
    credit_line,
    lengthy_credit,
    opening_credit,
    retold_from,
    signed_title,
    sounds_like_paper,
)
from news.splitting.outline import BOLD, rank
from news.splitting.phrases import (
    colon_outlet,
    credited,
    dash_outlet,
    first_sentence_end,
    is_ended,
    is_outlet,
    line_tail,
    linked_outlet,
    linked_tail,
    outlet_tail,
    printed_as_view,
    reported_by,
    source_links,
)
from news.splitting.pieces import Habits, Piece, find_habits, one_bold_word, without_outlet
from news.splitting.press_reviews import press_outlets, with_outlet
from news.splitting.printed_titles import (
    bare_title,
    book_title,
    first_sentence,
    name_behind_day,
    with_asker,
    with_numbers,
    without_days,
    without_writers,
)
from news.splitting.read_on import asks_to_read_on, leads_on, trim_label
from news.splitting.sections import Promise, of_the_evening, shows_own_pieces
from news.splitting.structure import lead_end

_NOTED = re.compile(r"(?<=\S)\s\([^()]{3,60}\)[:.]\s(?=\S)")
_CREDIT_ALONE = re.compile(r"[Bb]y\s+[A-Z][\w.'’&-]*(?:,?\s+(?:and|[A-Z][\w.'’&-]*)){1,8}")
_QUOTED_ALONE = re.compile(r"[^“\"]{0,60}[:,]\s+[“\"][^“”\"]{5,200}[”\"]\.?")  # "Per Outlet: “Title”"
_QUOTED_WHOLE = re.compile(r"([“\"][^“”\"]{5,200}[”\"])(?:,?\s[Bb]y\s[A-Z].{2,50})?")  # and its writer
_CLOCK_ALONE = re.compile(r"[012]?\d[:.][0-5]\d(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?", re.IGNORECASE)
MAX_BESIDE = 6  # words beside a title and its outlet that tell nothing: who wrote it
MAX_OUTLET = 4  # words of a line below a title that says where it was printed, and nothing else
MAX_STOPLESS = 12  # words of a title; among sentences, a longer line without a full stop is one
MAX_LINKED = 20  # words of another paper's headline


def itemize(
    drafts: Sequence[Draft],
    issued_on: date | None,
    source: str | None,
    *,
    views: bool = False,
    reviews: bool = False,
    letters: Sequence[str] = (),
) -> tuple[list[NewsItem], list[DroppedPiece]]:
    """Write one item per draft, in order; what was cut off their ends comes as dropped pieces.

    views: the issue calls itself one of opinion, so that its pieces are, where no section says otherwise.
    reviews: it calls itself a review of other papers.
    letters: what it and its publisher are called.
    """
    dropped: list[DroppedPiece] = []
    capitals = sum(capital_credit(block.text) is not None for draft in drafts for block in draft.texts) >= 2
    pieces = [piece for draft in drafts if (piece := _trim(draft, dropped, capitals=capitals)) is not None]
    for piece, title in titled_by_papers(pieces) if reviews else []:
        piece.outlet, piece.title = title.text, None
        dropped.append(DroppedPiece(title.start, title.end, Reason.SOURCE_LINKS))
    habits = find_habits(pieces, views=views)
    if len(pieces) == 1:
        pieces[0].cut = pieces[0].breaks_off()  # its "Read the full report" leads to the same story on the web
    words = [_words(piece, habits) for piece in pieces]
    for piece, (_, text) in zip(pieces, words, strict=True):
        piece.cut = piece.cut or (
            text != "" and piece.outlet is None and shows_own_pieces(piece.place() or "", letters)
        )
    times = _read_times(pieces, words, issued_on, late=any(map(of_the_evening, letters)))
    kinds = _read_kinds(pieces, words, times, habits, issued_on)
    if (lead := find_lead(pieces, kinds)) is not None:
        kinds[lead], pieces[lead].cut = Kind.LEAD, False  # its "Read the full report", too, leads to the same story
    items = [
        _write(piece, told, kind, time, habits, source)
        for piece, told, kind, time in zip(pieces, words, kinds, times, strict=True)
    ]
    items = [
        with_outlet(item, outlet, listed=piece.marker != "")
        for piece, item, outlet in zip(pieces, items, press_outlets(pieces, items, reviews=reviews), strict=True)
    ]
    items = [
        replace(item, kind=Kind.OPINION) if is_printed_view(item) or _is_called_view(piece, item) else item
        for piece, item in zip(pieces, items, strict=True)
    ]
    items = [replace(item, kind=Kind.HEADLINE) if _is_bare_title(item) else item for item in without_writers(items)]
    items = with_numbers(without_days(items), [(piece.title or piece.texts[0]).number for piece in pieces])
    unique: dict[str, NewsItem] = {}
    for item in _identify(items, [piece.own_url for piece in pieces]):
        if item.id in unique:
            dropped.append(DroppedPiece(item.start, item.end, Reason.DUPLICATE))
        else:
            unique[item.id] = item
    return list(unique.values()), dropped


def _read_kinds(
    pieces: Sequence[Piece],
    words: Sequence[tuple[str, str]],
    times: Sequence[EventTime],
    habits: Habits,
    issued_on: date | None,
) -> list[Kind]:
    """What each piece is by its own words and place, then by the company that it keeps."""
    alone = [
        kind_of(piece, told, time, habits, issued_on) for piece, told, time in zip(pieces, words, times, strict=True)
    ]
    kinds = join_calendars(pieces, alone, times, issued_on)
    if len(pieces) == 1 and kinds[0] in (Kind.ARTICLE, Kind.OPINION, Kind.TEASER):
        return [Kind.ARTICLE]  # an essay, or a story that is sent alone
    spoken = {id(piece) for piece in panel(pieces)}
    spoken |= {id(piece) for piece in pieces if piece.outlet is None and is_column(piece)}
    return [
        Kind.OPINION if id(piece) in spoken and kind is Kind.ARTICLE else kind
        for piece, kind in zip(pieces, kinds, strict=True)
    ]


def _trim(draft: Draft, dropped: list[DroppedPiece], *, capitals: bool) -> Piece | None:
    """Take source links and the inline "Read more" off a draft's blocks; None when no word is left."""
    piece = Piece(draft.section, draft.title, [], draft.marker, draft.outlet, day=draft.day, below=draft.below)
    if draft.label is not None:
        piece.url = draft.label.links[0].url if draft.label.links else None
        piece.own_url = piece.url is not None
        piece.cut = asks_to_read_on(draft.label.text) or leads_on(draft.label, draft.blocks()[0])
        piece.cut = piece.cut and not draft.goes_on
    parted = next((block.outlet for block in draft.blocks() if block.outlet), "")  # "Outlet | 4 min read" stood in it
    piece.outlet = parted or piece.outlet
    for block in below_byline(piece, draft.texts, dropped):
        line = credit_line(block.text) if piece.title is not None or piece.texts else None
        if line is not None and (block.links or "|" in block.text):
            piece.outlet = piece.outlet or line
            dropped.append(DroppedPiece(block.start, block.end, Reason.SOURCE_LINKS))
            continue
        trimmed = _trim_credits(piece, block, dropped, capitals=capitals)
        trimmed = before_byline(trimmed, dropped)
        trimmed = trim_label(piece, _trim_sources(piece, trimmed, dropped, last=block is draft.texts[-1]), dropped)
        if any(char.isalnum() for char in trimmed.text):
            piece.texts.append(trimmed)
        elif trimmed.text:
            dropped.append(DroppedPiece(trimmed.start, trimmed.end, Reason.EMPTY))
    if piece.title is None and not piece.texts:
        return None
    piece.cut = piece.cut or piece.breaks_off()
    _find_url(piece)
    piece.url = piece.url or piece.source_url
    return piece


def _trim_credits(piece: Piece, block: Block, dropped: list[DroppedPiece], *, capitals: bool) -> Block:
    """Take what says where a piece was printed off the beginning of its text or off its end."""
    found = opening_credit(block) if piece.title is not None and not piece.texts else None
    if found is not None:
        piece.outlet = piece.outlet or found.outlet
        dropped.append(DroppedPiece(block.starts[found.start], block.ends[found.end - 1], Reason.SOURCE_LINKS))
        block = block.cut(found.end, len(block.text))
    if (tail := linked_tail(block)) and not is_link_label(tail[1] or ""):
        begin, outlet, piece.source_url = tail
        piece.outlet = piece.outlet or outlet
        dropped.append(DroppedPiece(block.starts[begin], block.end, Reason.SOURCE_LINKS))
        return block.cut(0, begin)
    found = closing_credit(block, capitals=capitals)
    if found is not None:
        piece.outlet = piece.outlet or found.outlet
        links = [link for link in block.links if link.start >= found.start - 1]
        if found.cut:
            piece.cut = True
            piece.url, piece.own_url = (links[0].url, True) if links else (piece.url, piece.own_url)
        piece.stopped = block.text.endswith(".")
        dropped.append(DroppedPiece(block.starts[found.start], block.end, Reason.SOURCE_LINKS))
        block = block.cut(0, found.start)
    return block


def _trim_sources(piece: Piece, block: Block, dropped: list[DroppedPiece], *, last: bool) -> Block:
    found = source_links(block)
    if found is None:
        return block
    begin, outlet, url = found
    piece.stopped = block.text.endswith(".")
    label = block.text[begin:].strip(" (.)")
    piece.cut = piece.cut or (last and is_link_label(label) and asks_to_read_on(label))
    piece.outlet, piece.url = piece.outlet or outlet, piece.url or url
    dropped.append(DroppedPiece(block.starts[begin], block.end, Reason.SOURCE_LINKS))
    return block.cut(0, begin)


def _find_url(piece: Piece) -> None:
    """The piece's own link: its label's, its title's, that of the outlet at its end, else its first one."""
    if piece.url is not None:
        return
    if piece.title is not None and piece.title.links:
        piece.url, piece.own_url = piece.title.links[0].url, True
        return
    for block in piece.texts:
        tail = outlet_tail(block.text)
        lead = lead_end(block) or block.titled[1]
        for link in block.links:
            if (
                (tail and link.start >= tail[0])
                or (lead and link.end <= lead)
                or link.end - link.start >= len(block.text) - 1
            ):
                piece.url, piece.own_url = link.url, True
                return
    piece.url = next((link.url for block in piece.texts for link in block.links), None)


def _read_times(
    pieces: Sequence[Piece], words: Sequence[tuple[str, str]], issued_on: date | None, *, late: bool
) -> list[EventTime]:
    """When each piece starts, as far as it is announced; hours of the day's own agenda are of the issue's day.

    late: the letter comes out in the evening, so that an agenda with hours before it is of the next day.
    """
    # the hour may stand in a line above the name
    texts = [text if headline in text else joined_words(headline, text) for headline, text in words]
    times = [
        read_event_time(text, issued_on, piece.day or piece.place()) for piece, text in zip(pieces, texts, strict=True)
    ]
    todays = days_of_agendas(pieces, times)
    hours = {at: read_event_time(texts[at], issued_on, "today") for at in todays}
    if late and any((time.starts_at or "")[11:] < EVENING for time in hours.values()):
        hours = {at: read_event_time(texts[at], issued_on, "tomorrow") for at in todays}
    return in_the_afternoon([hours.get(at, time) for at, time in enumerate(times)])


def _write(
    piece: Piece, told: tuple[str, str], kind: Kind, time: EventTime, habits: Habits, source: str | None
) -> NewsItem:
    blocks = ([piece.title] if piece.title else []) + piece.texts
    headline, text = told
    named = name_behind_day(piece.texts[0]) if kind is Kind.EVENT and piece.title is None else None
    if named is not None:
        headline, text = named, "\n\n".join(block.text for block in piece.texts)
    elif kind is Kind.EVENT and piece.title is None and len(piece.texts) == 1:
        line = piece.texts[0].text
        headline, text = (line, "") if first_sentence_end(line) == len(line) else (headline, text)
    elif not text or piece.outlet is None:
        headline, text = _take_outlet(piece, headline, text, habits)
    return NewsItem(
        id="",
        headline=bare_title(headline),
        text=with_asker(headline, text),
        kind=kind,
        section=piece.place(),
        outlet=None if kind is Kind.EVENT and _is_its_end(piece.outlet, headline) else piece.outlet,
        url=piece.url,
        starts_at=time.starts_at if kind is Kind.EVENT else None,
        starts_text=time.words if kind is Kind.EVENT else None,
        truncated=piece.cut,
        start=blocks[0].start,
        end=blocks[-1].end,
        source=source,
    )


def _is_called_view(piece: Piece, item: NewsItem) -> bool:
    """Whether a piece of another paper's has "(editorial, Outlet)" or "Outlet, Comment, p. 15" behind its title."""
    free = item.kind in (Kind.ARTICLE, Kind.HEADLINE)
    return item.outlet is not None and free and printed_as_view((piece.title or piece.texts[0]).text)


def _is_its_end(outlet: str | None, headline: str) -> bool:
    """Whether an event's outlet is the end of its own words: "Friday, 3 p.m.: Port Council on Ferries"."""
    return outlet is not None and headline.rstrip(" .").endswith(outlet.rstrip(" ."))


def _is_bare_title(item: NewsItem) -> bool:
    """Whether a piece told as an article is another paper's title and nothing else: its words are title and credit."""
    if item.kind is not Kind.ARTICLE or len(item.text.split()) > MAX_LINKED + MAX_BESIDE:
        return False
    if _CLOCK_ALONE.fullmatch(item.text):
        return True  # the hour at which an alert was sent
    beside = item.text.replace(item.headline, "", 1) if item.headline in item.text else ""
    credited = _CREDIT_ALONE.fullmatch(beside.strip(" .,;|–—-")) is not None
    return credited or (item.outlet is not None and _QUOTED_ALONE.fullmatch(item.text) is not None)


def _words(piece: Piece, habits: Habits) -> tuple[str, str]:
    """Headline and text as a piece has them, the outlet still in place."""
    texts = [block.text for block in piece.texts]
    if piece.title is not None:
        return _words_of_titled(piece, piece.title, texts, habits)
    first = piece.texts[0]
    lead = lead_end(first) or first.titled[1] or (one_bold_word(first) if habits.worded else 0)
    if len(texts) == 1:
        return _words_of_one(piece, first, lead, habits)
    if first.number and _is_title(first.text):
        return first.text, "\n\n".join(texts[1:])  # a numbered line above its text, though it open in capitals
    if printed := after_title(first, lead):
        piece.outlet = piece.outlet or printed[2]
    if lead and lead < len(first.text.rstrip(" .:")):
        return _titled_phrase(first, lead), "\n\n".join(texts)
    if lead or _is_title(first.text) or (rank(first) == BOLD and len(first.text.split()) <= MAX_LINKED):
        return _phrase(first.text, first.marker), "\n\n".join(texts[1:])
    return book_title(first_sentence(first.text)), "\n\n".join(texts)


def _words_of_titled(piece: Piece, title: Block, texts: list[str], habits: Habits) -> tuple[str, str]:
    promise = piece.section.promise if piece.section else None
    if len(texts) == 1 and title.links and promise is not Promise.EVENTS and _is_paper(texts[0]):
        piece.outlet = piece.outlet or texts[0]
        return title.text, ""
    if not texts and piece.place() in habits.beside and (beside := beside_title(title)):
        start, end, piece.outlet, told = beside
        piece.lined = not told
        return title.text[start:end].strip(), title.text
    # the day and hour stand above the event's name
    if texts and (reason_of(title.text) is Reason.METADATA or tells_when(title.text)):
        lead = lead_end(piece.texts[0]) or piece.texts[0].titled[1]
        name = texts[0][:lead].strip() if lead else texts[0] if _is_line(texts[0]) else first_sentence(texts[0])
        return name, "\n\n".join([title.text, *texts])
    if habits.titled and (named := before_title(title)):
        piece.outlet = piece.outlet or named[1]
        return title.text[named[0] :].strip(), "\n\n".join(texts)
    return title.text, "\n\n".join(texts)


def _is_paper(line: str) -> bool:
    """Whether a line is a paper's name, and not its writer's."""
    return len(line.split()) <= MAX_OUTLET and is_outlet(line) and (line.startswith("The ") or sounds_like_paper(line))


def _words_of_one(piece: Piece, block: Block, lead: int, habits: Habits) -> tuple[str, str]:
    """Headline and text of a piece that is one line or paragraph, opened by a bold or linked phrase or not."""
    text = block.text
    if credit := _words_by_outlet(piece, block, lead, habits):
        return credit
    signed = signed_title(text)
    if signed and _links_to(block, signed[0]):
        piece.outlet = piece.outlet or signed[1]
        return text[: signed[0]].strip(), ""  # a linked title and its writer
    outlet = outlet_tail(text) or dash_outlet(text)
    # Another paper's headline, linked as a whole, if it be a sentence.
    whole = outlet is not None and len(text.split()) <= MAX_LINKED and _links_to(block, outlet[0])
    bare = outlet is not None and outlet[0] <= lead + 1 and _is_line(text[:lead])
    if lead and not (bare or whole) and lead < len(text.rstrip(" .:")):
        opening = first_sentence(text)
        book = book_title(opening)  # "Ana Silk, Mud (Quay Press, 2019).", all in bold but where it appeared
        return _titled_phrase(block, lead) if book == opening else book, text
    if not lead and (noted := _NOTED.match(text, next((link.end for link in block.links if link.start <= 1), 0))):
        return text[: noted.start()].strip(), text  # "Title (report, 2 May): what it says", the title linked
    headed = outlet is not None and piece.place() in habits.headed and len(text.split()) <= MAX_LINKED
    long = len(text.split()) > MAX_STOPLESS or _QUOTED_ALONE.fullmatch(text) is not None
    sentence = (habits.running or piece.stopped) and long
    line = lead or whole or headed or (_is_title(text) and not sentence)
    return (text, "") if line else (book_title(first_sentence(text)), text)


def _words_by_outlet(piece: Piece, block: Block, lead: int, habits: Habits) -> tuple[str, str] | None:
    """Headline and text of a line that names its outlet beside its title, by the manner of its section; else None."""
    text, rest = block.text, block.text[lead:].strip()
    words = None
    if piece.place() in habits.beside and (beside := beside_title(block)):
        start, end, piece.outlet, told = beside
        piece.lined = not told
        words = text[start:end].strip(), text
    elif piece.place() in habits.linked and (behind := behind_link(block)):
        piece.outlet = behind[1]
        words = text[: behind[0]].strip(), text
    elif habits.credits and (found := credited(block)):
        start, end, piece.outlet, url = found
        piece.url, piece.own_url = url or piece.url, url is not None
        rest = text[end:].strip(' ”"–—-')
        words = text[start:end].strip(), "" if len(rest.split()) <= MAX_BESIDE else text
    elif long := lengthy_credit(text):
        end, begin, piece.outlet = long
        words = text[:end].removesuffix("."), f"{text[:end]} {text[begin:]}"
    elif below := above_title(block):
        start, end, piece.outlet = below
        words = text[start:end].strip(), text if len(text[end:].split()) > MAX_BESIDE else ""
    elif linked := linked_outlet(block):
        start, end, outlet, piece.url = linked
        piece.outlet = piece.outlet or outlet  # one on a line beside the title wins over its writer's name
        piece.own_url = True
        words = text[start:end].strip(), ""
    elif printed := after_title(
        block, lead, dashed=piece.place() in habits.dashed, bracketed=piece.place() in habits.bracketed
    ):
        end, begin, outlet = printed
        piece.outlet = piece.outlet or outlet
        quoted = text[begin:].strip()  # "(Courier), quoting Ana Silk" tells nothing
        piece.lined = quoted[0].islower() and len(quoted.split()) <= MAX_BESIDE
        words = _phrase(text[:end], block.marker), text
    elif lead and is_outlet(text[:lead].strip(" :")) and (title := _QUOTED_WHOLE.fullmatch(rest)):
        piece.outlet = piece.outlet or text[:lead].strip(" :")
        words = title[1], ""
    elif lead and is_outlet(rest):
        piece.outlet = rest  # the line below a linked title
        words = text[:lead].strip(), ""
    return words


def _links_to(block: Block, end: int) -> bool:
    """Whether a link reaches from the beginning of a block to there."""
    return any(link.start <= 1 and -1 <= end - link.end <= 2 for link in block.links)


def _is_title(text: str) -> bool:
    return not text.endswith(".") and _is_line(without_outlet(text))


def _is_line(text: str) -> bool:
    """Whether a text reads like a title: one sentence without a full stop."""
    if first_sentence_end(text) < len(text):
        return False
    return not is_ended(text) or (text[-1] in "?!" and len(text.split()) <= 20)


def _titled_phrase(block: Block, lead: int) -> str:
    """The phrase that ends at lead, or the title below the name of its writer, which that phrase may be."""
    return _phrase(block.text[block.titled[0] : lead if lead > block.titled[0] else block.titled[1]], block.marker)


def _phrase(text: str, marker: str) -> str:
    """The title that a phrase is, as printed; of a list's item, without the stop that parts it from its text."""
    phrase = text.strip().rstrip(":–—- ")
    parted = marker != "" and phrase.endswith(".") and not re.search(r"\b[A-Z]\.[A-Z]\.$|\.\.$", phrase)
    return phrase[:-1] if parted else phrase


def _take_outlet(piece: Piece, headline: str, text: str, habits: Habits) -> tuple[str, str]:
    """Set the piece's outlet; it leaves a bare headline, and stays in running text."""
    if text:
        tail = outlet_tail(text)
        piece.outlet = piece.outlet or (tail[1] if tail else None)
        if piece.outlet is None and piece.texts and not piece.cut:
            piece.outlet = reported_by(piece.texts[-1]) or retold_from(piece.texts)
        apart = piece.title is not None or not text.startswith(headline)
        tail = outlet_tail(headline) or (dash_outlet(headline) if habits.behind else None)
        if apart and tail:
            piece.outlet, headline = tail[1], headline[: tail[0]].rstrip()
        return headline, text
    name = piece.place()
    promised = piece.section is not None and piece.section.promise is Promise.HEADLINES
    found = outlet_tail(headline)
    if found is None:
        found = dash_outlet(headline, paged=not (promised or habits.behind or name in habits.dashed))
    if found is None and name in habits.tailed:
        found = line_tail(headline)
    if found is not None:
        piece.outlet = piece.outlet or found[1]  # one on a line beside the title wins over its writer's name
        return headline[: found[0]].rstrip(), ""
    if name in habits.colons and (opening := colon_outlet(headline)):
        piece.outlet = opening[1]
        return headline[opening[0] :], ""
    return headline, ""


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
