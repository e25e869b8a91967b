"""What sort of piece one is: a first story, an event, an opinion, a figure, a teaser, a headline of others."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from news.item import Kind, NewsItem
from news.splitting.boilerplate import Reason, reason_of
from news.splitting.dates import PLACED_DAY, SHOWN, STAMP, EventTime, names_days, opens_with_digits
from news.splitting.phrases import DAY, first_sentence_end
from news.splitting.pieces import Habits, Piece
from news.splitting.sections import (
    Promise,
    holds_events,
    holds_figures,
    holds_news,
    holds_notices,
    holds_views,
    names_longer_time,
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
    r"|lecture|symposium|reception|ceremony|fundraiser|roundtable|vigil|workshop|remarks|marks?\s?up|book\s+talk|concert|festival|parade"
    r"|screening|open\s+house|clean-?up|gala|(?:block|holiday|summer|launch|street)\s+party|(?:job|book|health|street)\s+fair)\b",
    re.IGNORECASE,
)
_IN_LEADER = r"(?:in\s+an?|(?:says|writes|begins)\s+(?:the|its))\s+leader\b"
_SAYS_WHO = r"[,”\"]\s+writes\s+(?:[a-z]+\s+){1,3}[A-Z]"
# Of a piece that retells another paper's. Of those that are argued about, or that somebody pleads with, news tells.
_RETOLD_VIEW = re.compile(rf"\b(?:(?:argue|contend)(?:s|\s+that)\b|editorial\b|{_IN_LEADER})|{_SAYS_WHO}")
# Of its title alone: what "DOJ argues" and "rips an editorial" tell is news.
_RETOLD_TITLE = re.compile(rf"[,”\"]\s+(?:argue|contend)s?\s|\b{_IN_LEADER}|{_SAYS_WHO}")
_SIGNED_VIEW = re.compile(  # "…, Ana Silk argues.", "Columnist Ana Silk argues …", "In a comment for the Courier …"
    r"\bour\s+columnist\s+(?-i:[A-Z])|\bcolumnist\s+[A-Z][\w.'’-]+(?:\s+[A-Z][\w.'’-]+){0,3}\s+(?:argues|demands|pleads|contends|calls\s+for)\b"
    r"|[,”\"]\s+(?:[\w.'’-]+\s+){0,5}[A-Z][\w.'’-]+\s+argues(?:\s+in\s+(?:the\s+)?[A-Z][\w&.'’ -]{2,40})?\.$"
    r"|\bin\s+an?\s+(?:comment|op-ed|commentary|column|editorial)\s+(?:for|in)\s",
    re.IGNORECASE,
)
_AGENDA_NUMBER = re.compile(r"\d{1,2}\.[A-Z]\b")  # business of a sitting, which is announced elsewhere
_COUNTED = re.compile(  # "5,806 – so many …", not the number of a list
    r"\W{0,3}(?:[$€£¥]\s?\d[\d.,]*\w{0,2}|\d{1,3}(?:,\d{3})+|\d[\d.]*\s?%|\d+(?:\.\d+)?\s(?:percent|per\s+cent|thousand|million|billion|trillion)"
    r"|(?!(?:19|20)\d\d\b)\d{3,})\s?(?:[—–:]|-\s)\s*\S|\W{0,3}\d{1,2}\s[—–]\s(?-i:[a-z])",
    re.IGNORECASE,
)
_POLL_NAME = re.compile(
    r"\W*(?:\d{1,2}\.\s+)?\W*(?:(?:one|a|the|our|big|key)\s+)?(?:figure|number|stat|digit|poll|prime\s+number)(?:\s+(?:of\s+the\s+(?:day|week)|du\s+jour))?\s*:",
    re.IGNORECASE,
)
_SAMPLE = re.compile(r"[(,;]\s?n\s?=\s?\d[\d,.]*\d", re.IGNORECASE)  # "(Barometer, n=1,004)"
_MEASURED = re.compile(  # a figure as a title: "326 km²", "46.1°C", "1 in 9"
    r"[−–-]?\d[\d.,]*\s?(?:[kcm]?m[²³]?|k[gm]|[kmgt]wh?|km/h|mph|ha|°\s?[cf]|ppm|tonnes|tons|hectares|acres|kilomet(?:er|re)s|miles|barrels|degrees"
    r"|basis\s+points)|\d+\s(?:in|out\s+of)\s\d[\d.,]*",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\b(?:poll|survey)\s+of\s+(?:more\s+than\s+|about\s+|some\s+)?\d[\d,]*\b")
_DIGIT = re.compile(r"\d")
MAX_COUNTED = 60  # words of a figure and what it counts
_VIEW = re.compile(
    r"(?:opinion|op-ed|editorial|comment(?:ary)?|column|letter|leader|tribune|kommentar|viewpoint|by\s+invitation|guest\s+(?:column|essay)"
    r"|(?:my|our)\s+view)(?:\s*[:|]|\.(?:\s|$)|\s+[—–-]{1,2}\s)"
    r"|(?:dear\s+)?(?:sirs?|to\s+the\s+editors?)\s*[:,—–-]\s*(?!\d)",  # as a letter to one begins
    re.IGNORECASE,
)
_LETTER = re.compile(r"(?:dear\s+)?(?:sir|madam|editor)s?\s*[,—–-]\s", re.IGNORECASE)
_VIEW_BEHIND = re.compile(r":\s+an?\s+(?:opinion|comment|plea|rant)\W*$", re.IGNORECASE)
_ANSWERED = re.compile(r"\?.{0,80}\s(?:[\w.'’]+\s+){0,4}(?:replies|answers|responds)\s*:", re.DOTALL)
_VIEW_BELOW = re.compile(r"\s*(?:commentary|opinion|op-ed|editorial)\s*[—–|:]", re.IGNORECASE)  # behind a title
_VIEW_TITLE = re.compile(  # what titles of opinion say and those of news do not
    r"\W*(?:stop\s+\w+ing\b|(?:in\s+(?:praise|defen[cs]e)\s+of|the\s+case\s+(?:for|against)|a\s+(?:plea|modest\s+proposal)\s+for)\s"
    r"|why\s+(?:we|i|(?:the\s+|every\s+|our\s+)?\w+)\s+(?:should|needs?\s+to|deserves?)\b|let\s+(?:the|us|them)\s|(?:it['’]s|it\s+is)\s+(?:high\s+)?time\s+(?:to|for)\s"
    r"|enough\s+(?:of|with)\b|(?!.*(?:\b(?:what|how|who|when|where|which|says?|said|tells?|told|rules?|ruled|finds?|asks?|asked|wants?|urges?|recommends?|polls?|report)\b|:))"
    r".*\b(?:should|ought\s+to)\s+\w+\b[^?]*$)",
    re.IGNORECASE,
)
_TOLD = re.compile(r"\b(?:said|was|were|had|announced|reported|died|won|killed)\b")
_PAST = re.compile(  # an announcement has no verb of the past but these, and "will be …ed"
    r"(?<!\bbe\s)\b(?!scheduled|expected|invited|planned|titled|entitled|called|united|limited|hosted|moderated|followed|required|needed"
    r"|provided|sponsored|organi[sz]ed|presented|related|based|reserved|closed|televised|streamed|proposed|dedicated|advised)"
    r"[a-z]{3,}ed\b"
)
_FIGURE = re.compile(
    r"\d{1,3}(?:,\d{3})+|[$€£¥]\s?\d[\d.,]*\s?(?:thousand|million|billion|trillion|bn|m)?|\d[\d.,]*\s?(?:%|percent|per\s+cent|thousand|million|billion|trillion)",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\d\s*[ap]\.?\s?m\b|\bnoon\b|\d[:.]\d\d|^[012]\d[0-5][05]$|\d{4}\s?(?:hrs|hours|gmt|utc|local)\b|\b[012]?\d\s?h\s?[0-5]\d\b|^\W{0,3}\d{1,2}\s?h\b|\d\s?uhr\b|\bin\s+the\s+(?:morning|afternoon|evening)\b|\bat\s+night\b",
    re.IGNORECASE,
)
_DUE = re.compile(r"\b(?:by|before|since|until)\s+\d{0,2}[:.]?\d?$", re.IGNORECASE)  # "graphic by 6 p.m."
_HOUR_ALONE = re.compile(  # when an alert was sent
    r"[012]?\d(?:[:.][0-5]\d)?(?:\s?[ap]\.?\s?m\.?)?(?:\s[A-Z]{2,4})?", re.IGNORECASE
)
_SITS = re.compile(
    r"\bwill\b|\b(?:joins|breakfasts?|luncheon|lunch|dinner|tours?|trip|sits|call|training|course|school|fair|drinks)\b",
    re.IGNORECASE,
)
_NAMED_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun|lun|mer|jeu|ven|sam|dim|mo|di|mi|do|fr|sa|so)[a-z]*\.?,?\s+"
_OPENS_DATED = re.compile(rf"\W{{0,3}}(?:{_NAMED_DAY})?(?=\d)", re.IGNORECASE)  # "Sun 11.00", "0930", "4/13"
_DAY_AND_HOUR = re.compile(  # date and hour in one breath
    rf"\b{DAY}(?:,?\s+at|\s*[,–—|·-])?\s+"
    r"(?:noon\b|\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?\s?m\b|\d{1,2}[:.]\d\d\b)",
    re.IGNORECASE,
)
_NAMED_GATHERING = re.compile(  # "Webinar: What the lead rule asks of you"
    r"\W*(?:(?:free|public|online)\s+)?(?:webinar|workshop|seminar|conference|panel|lecture|talk|symposium|briefing|hearing|exhibition|concert"
    r"|launch|book\s+launch|town\s+hall|open\s+(?:house|day))\s*:\s",
    re.IGNORECASE,
)
_ON_DAY = rf"(?:{DAY}|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
_IS_TO = re.compile(  # "Ports minister to visit Orm on 4 July"
    r"(?:[^.;:?!]{2,40}:\s+)?[^.;:?!]{5,90}(?<!\bwant)(?<!\bwants)(?<!\bhope)(?<!\bhopes)"
    r"\s+to\s+(?:meet|visit|tour|host|hold|address|convene|inaugurate|testify|debate|vote|open|resume)\b(?!\s+on\s+\w+days\b)"
    rf"[^.;:]*?\s{_ON_DAY}",
    re.IGNORECASE,
)
_DATED_END = re.compile(  # "... meet in Tarn. (June 16)", "Call for evidence on piers, until 4 April."
    rf"[.!?]\s+\({DAY}(?:\s?[–-]\s?\d{{1,2}})?\)$|^(?!.*\s(?:is|are)\s).*,\s(?:open\s|on\s)?until\s+(?:{_NAMED_DAY})?{DAY}\.?$",
    re.IGNORECASE,
)
_PERSON = r"(?:[A-Z][\w.'’-]+\s+){1,3}[A-Z][\w'’-]+"
_SAYS_VIEW = re.compile(  # "…, argues Ana Silk", "…, writes Ana Silk.", "In the journal Mole, Ana Silk argues"
    r"[,”\"]\s+argues\s+(?:the\s+)?(?!(?:[A-Z][\w.'’-]+\s+)*(?:Court|Commission|Council|Ministry|Department|Government|Union|States|Kingdom"
    rf"|Party|House|Office|Agency|New|North|South|East|West)\b){_PERSON}"
    rf"|[,”\"]\s+writes\s+(?:the\s+[\w’']+\s+)?{_PERSON}(?:\.$|,)"
    r"|\b[Ii]n\s+(?:an?|the|her|his)\s+(?:comment|commentary|column|essay|editorial|op-ed|journal|magazine|quarterly|review|book)\b[^.,]{0,40},"
    rf"\s+{_PERSON}\s+argues\b"
)
MIN_CELLS = 3  # of a table's row that tells of a thing; of two, one may be a title
MIN_HOURS = 4  # pieces of an issue that open with their hour
MAX_VIEW_TITLE = 12  # words
MAX_ANNOUNCED = 600  # characters; announcements are shorter than stories
MAX_TEASED = 200  # of a teaser that may announce something
MAX_STAMPED = 300  # of a line that opens with its hour
MAX_GATHERED = 400
MAX_SCHEDULED = 30  # words of a headline, or of a sentence or two, that say who is to meet on what day
MAX_TOLD_EVENT = 250  # characters of an announcement that also tells what was


def kind_of(piece: Piece, told: tuple[str, str], time: EventTime, habits: Habits, issued_on: date | None) -> Kind:
    """What sort of piece one is, by its section's name, its words and what its publisher hung on it.

    told: its headline and text.
    """
    headline, text = told
    promise = piece.section.promise if piece.section else None
    free = promise in (None, Promise.LEAD)
    row = (piece.title or piece.texts[0]).cells >= MIN_CELLS
    thing = row or holds_notices(piece.place() or "")
    told_there = (text != "" and not piece.lined) or (piece.outlet is None and thing)
    kind = Kind.ARTICLE if told_there else Kind.HEADLINE
    if (
        piece.outlet is None
        and promise is not Promise.HEADLINES
        and is_dated(joined_words(headline, text), time, issued_on)
    ):
        kind = Kind.EVENT
    elif not row and _is_figure(piece, promise, headline):
        kind = Kind.POLL
    elif _is_opinion(piece, promise, headline, text):
        kind = Kind.OPINION
    elif is_event(piece, promise, f"{headline} {text}", time, issued_on):
        kind = Kind.EVENT
    elif (promise is None and holds_views(piece.place() or "") and not _ANSWERED.search(text)) or (
        free and habits.views and not holds_news(piece.place() or "")
    ):
        kind = Kind.OPINION
    elif piece.cut and (text or piece.outlet is None):
        kind = Kind.TEASER
    return kind


def _is_opinion(piece: Piece, promise: Promise | None, headline: str, text: str) -> bool:
    """Whether a piece is opinion by its section, by what it calls itself, retells or demands."""
    if _ANSWERED.search(text):
        return False
    short = piece.words() <= MAX_COUNTED
    retold = short and _SIGNED_VIEW.search(joined_words(headline, text)) is not None
    retold = retold or (short and not piece.cut and piece.outlet is None and _SAYS_VIEW.search(text) is not None)
    called = _calls_itself_view(headline, text)
    return promise is Promise.OPINION or retold or called or _demands(headline)


def is_printed_view(item: NewsItem) -> bool:
    """Whether another paper's piece calls itself opinion or argues, as shows once its outlet is found."""
    words = joined_words(item.headline, item.text)
    retold = _RETOLD_VIEW.search(item.text) or _RETOLD_TITLE.search(item.headline)
    argued = retold is not None and len(words.split()) <= MAX_COUNTED
    free = item.kind in (Kind.ARTICLE, Kind.HEADLINE, Kind.TEASER)
    return item.outlet is not None and free and (argued or _VIEW.match(item.headline) is not None)


def _calls_itself_view(headline: str, text: str) -> bool:
    """Whether a piece's title says that it is opinion, or what stands between its title and its text does."""
    behind = text[len(headline) :] if text.startswith(headline) else text
    label = _VIEW.match(headline) or _VIEW_BEHIND.search(headline)
    return label is not None or _LETTER.match(text) is not None or _VIEW_BELOW.match(behind) is not None


def _demands(headline: str) -> bool:
    """Whether a title demands something, as an opinion's does, and quotes nobody who does."""
    return (
        len(headline.split()) <= MAX_VIEW_TITLE
        and (headline[:1] in '"“' or not headline.endswith(('"', "”")))
        and _VIEW_TITLE.match(headline) is not None
    )


def joined_words(headline: str, text: str) -> str:
    """Headline and text as one, the headline told once where the text opens with it."""
    return text if text.startswith(headline) else f"{headline} {text}"


def is_dated(words: str, time: EventTime, issued_on: date | None) -> bool:
    """Whether words announce a day to come in the form of a calendar's line, whatever section they stand in."""
    if time.starts_at is None or time.words is None or not _is_ahead(time, issued_on) or len(words) > MAX_ANNOUNCED:
        return False
    if _TOLD.search(words) or _PAST.search(words):
        return False
    later = issued_on is not None and time.starts_at[:10] > issued_on.isoformat()
    opens = _OPENS_DATED.match(words) is not None and words.lstrip(" ·•*★|–—-").startswith(time.words[:3])
    settled = "T" in time.starts_at or "/" in time.words
    return (
        (opens and settled and len(words) <= MAX_STAMPED)
        or (later and _DAY_AND_HOUR.search(words) is not None and len(words) <= MAX_STAMPED)
        or (later and _DATED_END.search(words) is not None)
    )


def _is_figure(piece: Piece, promise: Promise | None, headline: str) -> bool:
    """Whether a piece is one figure, or a poll, and what it says."""
    line = piece.texts[0].text if len(piece.texts) == 1 and piece.words() <= MAX_COUNTED else ""
    figure = headline.rstrip(".:")
    below = holds_figures(piece.place() or "") and _DIGIT.search(f"{headline} {line}") is not None
    counted = piece.title is None and (_COUNTED.match(line) or _ASKED.search(line)) is not None
    counted = counted or _SAMPLE.search(line) is not None
    return (
        piece.marker == "poll/"
        or promise is Promise.POLLS
        or (bool(piece.texts) and (_FIGURE.fullmatch(figure) or _MEASURED.fullmatch(figure)) is not None)
        or (bool(piece.texts) and _POLL_NAME.match(headline) is not None)
        or (line != "" and (below or counted))
    )


def is_event(piece: Piece, promise: Promise | None, words: str, time: EventTime, issued_on: date | None) -> bool:
    """Whether a piece announces something that takes place, and does not tell what did."""
    if piece.cut and piece.title is not None and len(words) > MAX_TEASED:
        return False
    if _AGENDA_NUMBER.match(words):
        return False
    told, past = len(_TOLD.findall(words)), len(_PAST.findall(words))
    clock = time.words is not None and bool(_CLOCK.search(time.words))
    over = time.starts_at is not None and issued_on is not None and time.starts_at[:10] < issued_on.isoformat()
    if promise is Promise.EVENTS:
        report = len(words) > MAX_TOLD_EVENT and told + past >= 2  # "What's happening" may be news
        telling = not clock and (told > 0 or (past > 0 and not _is_ahead(time, issued_on)))
        return not ((over and told) or report or telling) and (bool(_PLANNED.search(words)) or time.words is not None)
    if over or len(words) > MAX_ANNOUNCED:
        return False
    if (
        _is_ahead(time, issued_on)
        and piece.title is not None
        and any(SHOWN.match(text.text) for text in piece.texts[:1])
    ):
        return True
    dateline = piece.title is not None and clock and time.starts_at is not None
    return (
        (piece.day is not None and (clock or not (told or past)) and told + past < 3)  # under the heading of a day
        or (dateline and piece.title is not None and reason_of(piece.title.text) is Reason.METADATA)
        or (STAMP.match(words) is not None and time.words is not None and len(words) <= MAX_STAMPED and not told)
        or (not told and _is_to_come(piece, words, time, issued_on, clock=clock, past=past))
    )


def _is_to_come(piece: Piece, words: str, time: EventTime, issued_on: date | None, *, clock: bool, past: int) -> bool:
    """Whether words that tell nothing past announce a day, as a calendar does, or a gathering at its hour."""
    ahead = _is_ahead(time, issued_on)
    later = ahead and issued_on is not None and str(time.starts_at)[:10] > issued_on.isoformat()
    if (ahead and _NAMED_GATHERING.match(words)) or (later and PLACED_DAY.match(words)):
        return True
    if ahead and not past and not piece.cut and len(words.split()) <= MAX_SCHEDULED and _IS_TO.match(words):
        return True
    if ahead and any(
        STAMP.match(block.text) and not _HOUR_ALONE.fullmatch(block.text) and (at == 0 or _CLOCK.search(block.text))
        for at, block in enumerate(piece.texts)
    ):
        return True  # its day and hour stand on a line below its name
    if ahead and holds_events(piece.place() or "", hours=clock) and (clock or not past):
        return True
    hour = _CLOCK.search(words)
    due = hour is not None and _DUE.search(words, 0, hour.start()) is not None
    gathers = clock and not due and len(words) <= MAX_GATHERED and _GATHERING.search(words) is not None
    early = hour is not None and hour.start() < first_sentence_end(words)
    return gathers and (not past or (ahead and early and past == 1 and _SITS.search(words) is not None))


def _is_ahead(time: EventTime, issued_on: date | None) -> bool:
    """Whether a time is of the issue's day or a later one."""
    return time.starts_at is not None and issued_on is not None and time.starts_at[:10] >= issued_on.isoformat()


def join_calendars(
    pieces: Sequence[Piece], kinds: Sequence[Kind], times: Sequence[EventTime], issued_on: date | None
) -> list[Kind]:
    """The kinds, short pieces with a day to come taken for events where more than half of their section are."""
    total: Counter[str | None] = Counter(piece.place() for piece in pieces)
    events: Counter[str | None] = Counter(
        piece.place() for piece, kind in zip(pieces, kinds, strict=True) if kind is Kind.EVENT
    )
    found = []
    for piece, kind, time in zip(pieces, kinds, times, strict=True):
        name = piece.place()
        calendar = name is not None and events[name] >= 2 and events[name] * 2 > total[name]
        ahead = _is_ahead(time, issued_on)
        plain = kind in (Kind.ARTICLE, Kind.HEADLINE) and piece.words() <= MAX_COUNTED
        found.append(Kind.EVENT if calendar and ahead and plain else kind)
    return found


def days_of_agendas(pieces: Sequence[Piece], times: Sequence[EventTime]) -> frozenset[int]:
    """The pieces, by number, of the day's own agenda: a section of hours, two at least, and no day in it or its name.

    One hour alone beside such a section is of its day as well ("Lords" below "Commons"). Of an issue whose pieces
    mostly open with their hour all of those are, whatever their sections are called.
    """
    hours: dict[str, list[int]] = {}
    counts: Counter[str] = Counter()
    dated: set[str] = set()
    opening: list[int] = []
    for at, (piece, time) in enumerate(zip(pieces, times, strict=True)):
        name = piece.place()
        if name is None:
            continue
        if time.starts_at is not None or piece.day is not None:
            dated.add(name)
        elif time.words is not None and _CLOCK.search(time.words):
            first = (piece.title or piece.texts[0]).text
            hours.setdefault(name, []).append(at)
            counts[name] += holds_events(name, hours=True) or STAMP.match(first) is not None
            opening += [at] if first.lstrip(" \t·•*–—-").startswith(time.words) else []
    free = {name for name in hours if name not in dated and not names_longer_time(name) and not names_days(name)}
    opening = [at for at in opening if pieces[at].place() in free]
    digits = [opens_with_digits((piece.title or piece.texts[0]).text) for piece in pieces]
    timed = digits.count(True) >= MIN_HOURS and False not in digits
    opening += [at for at, hour in enumerate(digits) if timed and hour and times[at].starts_at is None]
    mostly = timed or (len(opening) >= MIN_HOURS and len(opening) * 4 >= len(pieces) * 3)
    found = {at for name in free if counts[name] >= 2 for at in hours[name]}
    found |= {at for name in free if counts[name] for at in hours[name] if {at - 1, at + 1} & found}
    return frozenset(found.union(opening if mostly else ()))
