"""What a publisher says of its own mistakes: corrections printed in an issue or sent as an item, which are no news."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from news.briefing.notices import PRINTED, CorrectionNotice
from news.calendar_words import WEEKDAY
from news.instants import utc_text
from news.item import DroppedPiece, Kind, NewsItem
from news.sentences import iter_sentences
from news.splitting.boilerplate import Reason

MAX_QUOTED = 600  # code points of one
_MAX_LINES = 4  # of an issue that belong to one correction
_MAX_NOTICES = 10  # of one issue
_OPENING = 2_000  # code points of an item that are looked at

_LABEL = re.compile(
    r"^\W*(?P<label>(?:corrections?|clarifications?|retractions?|erratum|errata|corrigend(?:um|a)"
    r"|we\sgot\s(?:it|that|this)\swrong)"
    r"(?:\s(?:and|&)\s(?:corrections?|clarifications?))?)\W{0,3}?(?:\s*[:—–]+\W*|\s+-\s+|\s*$)",
    re.IGNORECASE,
)
_DAY = rf"(?:{WEEKDAY}|yesterday|today|this\smorning|last\s(?:week|month|night|\w+day))"
_PIECE = (
    r"(?:issue|newsletter|edition|version|e-?mail|article|story|report|item|headline|dispatch|brief|briefing|post|column"
    r"|caption|chart|map|graphic)"
)
_ERRED = (
    r"(?:miss(?:tated|pel(?:led|t))|misidentified|misattributed|mischaracteri[sz]ed|misquoted|misnamed|incorrectly"
    r"|erroneously|mistakenly|wrongly|(?:gave|had|used)\sthe\swrong)"
)
# "A report on Monday described Idris Kolo as a general. He is a captain."
_REPORTED = (
    rf"(?:an?|the|our)\s(?:[\w’'-]+\s){{0,2}}{_PIECE}\s(?:(?:published|printed|posted|sent)\s)?(?:(?:on|in)\s)?{_DAY}"
    r"(?:['’]s\s[\w-]+)?\s(?:said|described|gave|put|named|listed|reported|stated|quoted|called)"
)
_NOTED = re.compile(rf"^\W*editor['’]?s?['’]?\snote\W+(?={_REPORTED}\b)", re.IGNORECASE)
# "Friday’s issue misstated", "An earlier version of this story wrongly", "We misspelled"; no report "by" somebody else.
_OWNS_UP = re.compile(
    rf"^\W*(?:(?:in\s)?(?:{_DAY}['’]s|an?\s(?:earlier|previous)|our)\s(?:[\w’'-]+\s){{0,3}}{_PIECE}\b(?![^.]{{0,25}}\bby\b)"
    rf"[^.]{{0,80}}\b{_ERRED}\b|we\s{_ERRED}\b)",
    re.IGNORECASE,
)
# What a line headed "Corrections" must say, since departments and committees are named so, too.
_WRONG = re.compile(
    r"\b(?:mis(?:stat|spel|identif|attribut|characteri|quot|nam|tak)\w+|incorrect(?:ly)?|erroneous(?:ly)?|wrong(?:ly)?|errors?"
    r"|should\shave|(?:was|were|is|are|did|does)\snot|not\s\w+|omitted|earlier\sversion|regrets?"
    rf"|retract(?:s|ed|ing)\s(?:[\w’'-]+\s){{0,3}}{_PIECE}"
    rf"|{_DAY}['’]s\s(?:[\w’'-]+\s){{0,3}}(?:issue|newsletter|edition|e-?mail|briefing)\s(?:said|gave|stated|put|named|listed))\b"
    rf"|^\W*{_REPORTED}\b",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]{0,2000}>")
# What nobody reads as the newsletter's own words.
_UNREAD = frozenset({Reason.SCRIPT, Reason.HIDDEN, Reason.MARKUP, Reason.SPONSOR, Reason.LINK_LABEL, Reason.DUPLICATE})
_BELOW, _APART, _NEWS = range(3)  # what stands before a line: the line above it, a blank one, an item


def is_erratum(item: NewsItem) -> bool:
    """Whether an item is its publisher's correction of something that it said before."""
    return item.kind is not Kind.EVENT and bool(_words_of(item))


def erratum_notice(item: NewsItem) -> CorrectionNotice:
    """The notice of an item that is a correction."""
    at = utc_text(item.published_at) if item.published_at else None
    notice = printed_notice(item.id, item.headline, item.outlet or item.source, _words_of(item), at)
    return replace(notice, source=item.source)


def printed_notice(item: str, headline: str, outlet: str | None, words: str, at: str | None) -> CorrectionNotice:
    """A notice in a publisher's own words; item is the id of the item or issue that printed them."""
    return CorrectionNotice(item, headline, outlet, "", PRINTED, (), (words,), at)


def errata_in(text: str, dropped: Sequence[DroppedPiece]) -> tuple[str, ...]:
    """The corrections among the pieces of an issue that were left out as no news, in its order, each in its words."""
    found: list[str] = []
    lines = list(_lines(text, dropped))
    place = 0
    while place < len(lines) and len(found) < _MAX_NOTICES:
        headed = _is_heading(lines[place].words)
        first = place + 1 if headed and place + 1 < len(lines) else place
        end = first + 1
        while end < min(len(lines), first + _MAX_LINES) and _goes_on(lines[end - 1], lines[end]):
            end += 1
        words = " ".join(line.words for line in lines[first:end])
        if first > place:
            words = words if lines[first].gap != _NEWS and _WRONG.search(words) else ""
        else:
            words = _corrected(words)
        if words:
            found.append(_short(words))
        place = end if words else place + 1
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Line:
    words: str
    gap: int
    reason: str


def _lines(text: str, dropped: Sequence[DroppedPiece]) -> Iterator[_Line]:
    """The lines that were left out and that a reader sees."""
    before = 0
    for piece in sorted(dropped, key=lambda piece: piece.start):
        if piece.reason in _UNREAD:
            continue
        between = _TAG.sub("", text[before : piece.start])
        gap = _NEWS if between.strip() else _APART if "\n\n" in between.replace("\r", "") else _BELOW
        for line in text[piece.start : piece.end].splitlines():
            words = " ".join(html.unescape(_TAG.sub(" ", line)).split())
            if words:
                yield _Line(words, gap, piece.reason)
            gap = _BELOW if words else max(gap, _APART)
        before = piece.end


def _goes_on(above: _Line, line: _Line) -> bool:
    """Whether a line is more of the correction above it: the rest of its sentence, or another about what was wrong."""
    if line.gap != _BELOW or line.reason != above.reason or _LABEL.match(line.words):
        return False
    return above.words[-1] not in '.!?”"' or _WRONG.search(line.words) is not None


def _is_heading(words: str) -> bool:
    label = _LABEL.match(words)
    return label is not None and label.end() == len(words)


def _words_of(item: NewsItem) -> str:
    """The words of an item's correction; "" when it is none."""
    headline, text = item.headline.strip(), item.text[:_OPENING].strip()
    if _is_heading(item.section or "") and _WRONG.search(f"{headline} {text}"):
        return _short(text or headline)
    whole = text if text.startswith(headline) else f"{headline}: {text}"
    if noted := _NOTED.match(whole):
        return _short(whole[noted.end() :])
    if not text or text.startswith(headline):
        return _short(_corrected(text or headline))
    label = _LABEL.match(headline)
    if label and (label["label"].lower() == "correction" or _WRONG.search(f"{headline[label.end() :]} {text}")):
        return _short(_corrected(text) or text)
    return _short(_corrected(text) if _OWNS_UP.match(text) or _LABEL.match(text) else "")


def _corrected(words: str) -> str:
    """What a labelled line or one that owns up says; "" when it is neither."""
    label = _LABEL.match(words)
    if label is None:
        return words if _OWNS_UP.match(words) else ""
    rest = words[label.end() :].strip()
    if len(rest.split()) < 4 or not (label["label"].lower() == "correction" or _WRONG.search(rest)):
        return ""
    return rest


def _short(words: str) -> str:
    """The words on one line, with whole sentences up to MAX_QUOTED."""
    words = " ".join(words.split())
    if len(words) <= MAX_QUOTED:
        return words
    ends = [span.end for span in iter_sentences(words) if span.end <= MAX_QUOTED]
    return words[: ends[-1]] if ends else words[: MAX_QUOTED - 1].rstrip() + "…"
