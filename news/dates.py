"""When an announced event starts, read from its own words and the date of the issue; never guessed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY_STARTS = tuple(name[:3] for name in _WEEKDAYS)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_TIME = re.compile(
    r"\b(?:at\s+)?(?:(?P<noon>noon|midday)|(?P<midnight>midnight)"
    r"|(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5]\d))?\s*(?P<half>[ap])\.?\s?m\b\.?"
    r"|(?P<told>1[0-2]|[1-9])(?:[:.](?P<past>[0-5]\d))?\s+(?:o['’]clock\s+)?(?:in\s+the\s+(?P<part>morning|afternoon|evening)|at\s+(?P<night>night))\b"
    r"|(?P<hour24>[01]?\d|2[0-3])[:h](?P<minute24>[0-5]\d)\b"
    r"|(?P<hours>[01]\d|2[0-3])(?P<minutes>[0-5]\d)\s?(?:hrs|hours|h|gmt|utc|cet|bst|zulu)\b)"
    # "14.30 Questions", "at 10.30": with a dot it is an hour where an agenda's line starts, or after "at"
    r"|(?:^|(?<=\bat ))(?P<dotted>[01]?\d|2[0-3])\.(?P<dots>[0-5]\d)\b"
    r"(?!\s*(?:%|per\s?cent|[mb]illion|euros?|dollars?|pounds?))",
    re.IGNORECASE,
)
# "9:30-11 a.m.": the first hour borrows its half of the day from the second.
_RANGE = re.compile(
    r"\b(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5]\d))?\s*(?:-|–|—|to|until)\s*"
    r"(?P<last>1[0-2]|0?[1-9])(?:[:.][0-5]\d)?\s*(?P<half>[ap])\.?\s?m\b\.?",
    re.IGNORECASE,
)
_ISO = re.compile(r"\b(?P<year>20\d\d)-(?P<m>\d\d)-(?P<day>\d\d)\b")
_MONTH_DAY = re.compile(
    rf"\b{_MONTH}\b\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>20\d\d)\b)?", re.IGNORECASE
)
_DAY_MONTH = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?[-–]\s?\d{{1,2}}(?:st|nd|rd|th)?)?\s+(?:of\s+)?{_MONTH}\b\.?(?:,?\s+(?P<year>20\d\d)\b)?",
    re.IGNORECASE,
)
# "Mon 15": the day of that name and number, whatever its month
_NUMBERED_DAY = re.compile(
    r"\b(?P<weekday>mon|tue|wed|thu|fri|sat|sun)(?:s?day|nesday|rsday|urday)?\b\.?,?\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b(?![:.]?\d|\s*[ap]\.?m)",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:(?P<word>today|tonight|this\s+(?:morning|afternoon|evening)|tomorrow)"
    r"|(?P<shift>next|this|last)?\s*(?P<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b)",
    re.IGNORECASE,
)
# A line of an agenda opens with its day or hour: "9 a.m. Committee …", "Sat., Nov. 21, 10 a.m.: …", "Dec. 3: …".
STAMP = re.compile(
    rf"(?:\d{{1,2}}\s?[–-]\s?\d{{1,2}}\s+{_MONTH.replace('?P<month>', '?:')}\b\.?\s*[:–—|·-]"
    r"|(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?\s*)?"
    rf"(?:{_MONTH.replace('?P<month>', '?:')}\.?\s+\d{{1,2}}\b"
    rf"|\d{{1,2}}\s+{_MONTH.replace('?P<month>', '?:')}\b\.?(?:,?\s+[012]?\d[:.][0-5]\d|\s*[:–—|-]))"
    rf"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?\s*\d{{1,2}}\s+"
    rf"{_MONTH.replace('?P<month>', '?:')}\b\.?(?:,|\s+at\b|\s+[·|])"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day\s*:"
    r"|(?:1[0-2]|[1-9])(?::[0-5]\d)?\s?[ap]\.?m\b|noon\s?[:–—-]"
    r"|(?:[01]\d|2[0-3])[:h][0-5]\d\b(?!\s*[ap]\.?m))",
    re.IGNORECASE,
)
_WEEKDAY_BEFORE = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s*(?:the\s+)?$", re.IGNORECASE)
_DAY_NAME = re.compile(
    r"(?:(?:this|next|on)\s+)?(?:today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?:\s+(?:morning|afternoon|evening|night))?",
    re.IGNORECASE,
)
_TODAY = re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening))\b", re.IGNORECASE)
_TOMORROW = re.compile(r"\btomorrow\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EventTime:
    """When an event starts: `starts_at` as NewsItem wants it, or None; `words` it was read from, or None."""

    starts_at: str | None
    words: str | None


@dataclass(frozen=True, slots=True)
class _Found:
    day: date | None
    start: int
    end: int


# Beyond these a front matter's date is no issue's, and the calendar has no day after it to count to.
_FIRST_ISSUE, _LAST_ISSUE = date(1900, 1, 1), date(2999, 12, 31)


def read_event_time(text: str, issued_on: date | None, section: str | None = None) -> EventTime:
    """Read the day and the wall time that a text announces.

    The section's name gives the day where the text has none ("On Tap Tomorrow"). A weekday means its next
    occurrence, the issue's own day included; a month and day without a year means the nearest one that is
    not over a month past. A time without a day, and relative words without issued_on, stay unresolved.
    """
    if issued_on is not None and not _FIRST_ISSUE <= issued_on <= _LAST_ISSUE:
        issued_on = None
    clock = _find_time(text)
    found = _find_day(text, issued_on)
    spans = [span for span in (clock and clock[1:], found and (found.start, found.end)) if span]
    words = _words(text, spans)
    day = found.day if found else _section_day(section, issued_on)
    if day is None:
        return EventTime(None, words)
    if clock is None:
        return EventTime(day.isoformat(), words or section)
    return EventTime(f"{day.isoformat()}T{clock[0]}", words)


def _words(text: str, spans: list[tuple[int, int]]) -> str | None:
    """The words of day and time as one piece where they stand together, else joined by a comma."""
    spans.sort()
    if len(spans) == 2 and spans[1][0] - spans[0][1] <= 6:
        spans = [(spans[0][0], spans[1][1])]
    return ", ".join(text[start:end].strip() for start, end in spans) or None


def _find_time(text: str) -> tuple[str, int, int] | None:
    span = _RANGE.search(text)
    match = _TIME.search(text)
    if span and (match is None or span.start() <= match.start()):
        hour, last = int(span["hour"]), int(span["last"])
        # "11-1 p.m." starts in the morning: an hour after the last one belongs to the other half.
        half = span["half"].lower()
        if hour % 12 > last % 12:
            half = "a" if half == "p" else "p"
        return f"{_hour24(hour, half):02}:{int(span['minute'] or 0):02}", span.start(), span.end()
    if match is None:
        return None
    if match["noon"]:
        clock = "12:00"
    elif match["midnight"]:
        clock = "00:00"
    elif match["hour"]:
        clock = f"{_hour24(int(match['hour']), match['half'].lower()):02}:{int(match['minute'] or 0):02}"
    elif match["told"]:
        clock = (
            f"{_hour24(int(match['told']), 'a' if match['part'] == 'morning' else 'p'):02}:{int(match['past'] or 0):02}"
        )
    else:
        hour24, minute24 = match["hour24"] or match["hours"] or match["dotted"], match["minute24"] or match["minutes"]
        clock = f"{int(hour24):02}:{minute24 or match['dots']}"
    return clock, match.start(), match.end()


def _hour24(hour: int, half: str) -> int:
    return hour % 12 + (12 if half == "p" else 0)


def masthead_day(lines: Iterable[str]) -> date | None:
    """The one day, named with its year, that a masthead's lines give; None without one or with several.

    A weekday that stands before it must be that day's. Slashed numbers ("03/12/2026") can be read two ways: they
    count for nothing.
    """
    days = set()
    for line in lines:
        written = [match for match in chain(_MONTH_DAY.finditer(line), _DAY_MONTH.finditer(line)) if match["year"]]
        found = [(match, _calendar_day(match, None)) for match in written]
        found += [
            (match, _make_date(int(match["year"]), int(match["m"]), int(match["day"]))) for match in _ISO.finditer(line)
        ]
        for match, day in found:
            weekday = _WEEKDAY_BEFORE.search(line[: match.start()])
            if day is None or (weekday and _WEEKDAY_STARTS[day.weekday()] != weekday[1].lower()):
                return None
            days.add(day)
    return days.pop() if len(days) == 1 else None


def is_day_name(text: str) -> bool:
    """Whether a line is the name of a day, or of a part of one, and nothing else."""
    return len(text) <= 40 and bool(_DAY_NAME.fullmatch(text.strip(" :·•|–—-")))


def _find_day(text: str, issued_on: date | None) -> _Found | None:
    if match := _ISO.search(text):
        return _Found(_make_date(int(match["year"]), int(match["m"]), int(match["day"])), *match.span())
    written = [match for pattern in (_MONTH_DAY, _DAY_MONTH) if (match := pattern.search(text))]
    if written:
        match = min(written, key=re.Match.start)
        return _Found(_calendar_day(match, issued_on), *match.span())
    if (match := _NUMBERED_DAY.search(text)) and issued_on is not None:
        coming = (issued_on + timedelta(days=ahead) for ahead in range(32))
        wanted = (_WEEKDAY_STARTS.index(match["weekday"].lower()), int(match["day"]))
        if (day := next((day for day in coming if (day.weekday(), day.day) == wanted), None)) is not None:
            return _Found(day, *match.span())
    if match := _RELATIVE.search(text):
        return _Found(_relative_day(match, issued_on), *match.span())
    return None


def _calendar_day(match: re.Match[str], issued_on: date | None) -> date | None:
    month = _MONTHS.index(match["month"][:3].lower()) + 1
    if match["year"]:
        return _make_date(int(match["year"]), month, int(match["day"]))
    if issued_on is None:
        return None
    day = _make_date(issued_on.year, month, int(match["day"]))
    if day is not None and day < issued_on - timedelta(days=31):  # "Jan. 5" in a December issue
        return _make_date(issued_on.year + 1, month, int(match["day"]))
    return day


def _relative_day(match: re.Match[str], issued_on: date | None) -> date | None:
    if issued_on is None or (match["shift"] or "").lower() == "last":
        return None
    if match["word"]:
        return issued_on + timedelta(days=match["word"].lower() == "tomorrow")
    ahead = (_WEEKDAYS.index(match["weekday"].lower()) - issued_on.weekday()) % 7
    if (match["shift"] or "").lower() == "next":
        # Some mean the coming one, some the one in the week after: both agree only from Sunday's view.
        return issued_on + timedelta(days=ahead or 7) if issued_on.weekday() == 6 or ahead == 0 else None
    return issued_on + timedelta(days=ahead)


def _section_day(section: str | None, issued_on: date | None) -> date | None:
    if section is None or issued_on is None:
        return None
    if _TOMORROW.search(section):
        return issued_on + timedelta(days=1)
    if _TODAY.search(section):
        return issued_on
    found = _find_day(section, issued_on)
    return found.day if found else None


def _make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
