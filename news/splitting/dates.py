"""When an announced event starts, read from its own words and the date of the issue; never guessed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from news.calendar_words import CUT_WEEKDAY, MONTH_STARTS, WEEKDAY, WEEKDAY_START, WEEKDAY_STARTS
from news.splitting.days_abroad import (
    DAY_ABROAD,
    HOUR_ABROAD,
    WEEKDAY_ABROAD,
    days_ahead,
    hour_abroad,
    month_number,
    weekday_abroad,
)
from news.splitting.sections import holds_events

_MONTH_NAMES = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_ANY_MONTH, _MONTH = rf"(?:{_MONTH_NAMES})", rf"(?P<month>{_MONTH_NAMES})"
_NO_UNIT = r"(?!\.?\d|\.\s*\d|\s*(?:%|per\s?cent|[mb]illion|euros?|dollars?|pounds?|francs?|crowns?|points?|degrees?))"
_TIME = re.compile(
    r"\b(?:at\s+)?(?:(?P<noon>noon|midday)|(?P<midnight>midnight)"
    r"|(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5]\d))?\s*(?P<half>[ap])\.?\s?m\b\.?"
    r"|(?P<told>1[0-2]|[1-9])(?:[:.](?P<past>[0-5]\d))?\s+(?:o['’]clock\s+)?(?:in\s+the\s+(?P<part>morning|afternoon|evening)|at\s+(?P<night>night))\b"
    r"|(?P<hour24>[01]?\d|2[0-3])[:h](?P<minute24>[0-5]\d)\b"
    r"|(?P<hours>[01]\d|2[0-3])(?P<minutes>[0-5]\d)\s?(?:hrs|hours|h|gmt|utc|cet|bst|zulu|local)\b)"
    # "14.30 Questions", "at 10.30", "Orm, 9.30 to 16.00": with a dot it is an hour where a line starts or ends
    rf"|(?:^\W{{0,3}}|(?<=\bat )|(?<=, )(?=\S+\s?(?:to|until|bis|–|-)\s?(?:[01]?\d|2[0-3])\.[0-5]\d\W*$))"
    rf"(?P<dotted>[01]?\d|2[0-3])\.(?P<dots>[0-5]\d)\b{_NO_UNIT}",
    re.IGNORECASE,
)
# "19 Nov, 18.30", "Sun 11.00", "5 May, 0830:": it is an hour right behind the day that opens a line, or before a stop
_DOTTED_BEHIND = re.compile(
    r"[\s,|·–-]{1,4}(?:(?:at|um|à)\s+)?(?!(?:19|20)\d\d)(?P<hour>(?:[01]?\d|2[0-3])(?=\.)|[01]\d(?=\d\d:)|2[0-3](?=\d\d:))"
    rf"\.?(?P<minute>[0-5]\d)\b{_NO_UNIT}(?!\s*[ap]\.?\s?m\b)"
    r"(?P<stop>\s*(?:[:;,)]|$|(?:Uhr|h|hrs)\b))?"
)
# "0930 High Court", where the heading is that of a day's timetable
_DIGITS_HOUR = re.compile(r"\W{0,3}(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5][05])(?:\s*[:–—-])?\s+(?=\D)")
# "3 May Lunch, Orm, 1230"
_DIGITS_LAST = re.compile(r",\s(?!(?:19|20)\d\d)(?P<hour>[01]\d|2[0-3])\.?(?P<minute>[0-5][05])\.?\s*$")
_FOUR_DIGITS = re.compile(r"\W{0,3}\d{4}\s+(?=\D)")
_TIMETABLE = re.compile(
    r"\b(?:timetables?|schedules?|agendas?|diary|daybook|calendar|engagements|programme|program|order\s+of\s+business)\b",
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
    rf"(?<!\d[.:])\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?[-–]\s?\d{{1,2}}(?:st|nd|rd|th)?)?\s+(?:of\s+)?{_MONTH}\b\.?(?:,?\s+(?P<year>20\d\d)\b)?",
    re.IGNORECASE,
)
# "Mon 15": the day of that name and number, whatever its month
_NUMBERED_DAY = re.compile(
    rf"\b(?P<weekday>{WEEKDAY_START})(?:s?day|nesday|rsday|urday)?\b\.?,?\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b"
    r"(?![/:.]?\d|\s*[ap]\.?m)",
    re.IGNORECASE,
)
# Names of the days by which numbers are settled, in three languages; capitals as they are written
_DAYS_NAMED = (
    *((name, at) for at, name in enumerate(WEEKDAY_STARTS)),
    *((name, at) for at, name in enumerate(("lun", "mar", "mer", "jeu", "ven", "sam", "dim"))),
    *((name, at) for at, name in enumerate(("mo", "di", "mi", "do", "fr", "sa", "so"))),
)
_NAMED = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?|(?:lun|mar|mer(?:cre)?|jeu|ven(?:dre)?)(?:di)?|sam(?:edi)?"
    r"|dim(?:anche)?|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|mo|di|mi|do|fr|sa|so)\b\.?"
)
# "Mon. 4/13", "11/24 (Tue)": which is the month, only the day of the week settles
_SLASHED = re.compile(
    rf"(?:\b(?P<before>{_NAMED}),?\s+)?(?<![\d/.])(?P<one>\d{{1,2}})/(?P<two>\d{{1,2}})(?:/(?P<year>20\d\d))?(?![\d/])"
    rf"(?:\s*\((?P<after>{_NAMED})\))?",
    re.IGNORECASE,
)
# "21.11. 15.00", "Di 17.3., 10.00": an hour behind it tells a day from one
_DOTTED_DAY = re.compile(
    rf"(?:\b(?P<before>{_NAMED}),?\s+(?:(?:den|le)\s+)?)?(?<![\d.])(?P<day>[0-3]?\d)\.\s?(?P<m>[01]?\d)\.(?P<year>20\d\d)?"
    r"(?=[\s,|·–-]{1,4}(?:(?:at|um|à)\s+)?(?:[01]?\d|2[0-3])[.:h][0-5]\d\b(?!\.))",
    re.IGNORECASE,
)
# "So 22.3. Municipal elections": so does the day of the week that opens the line, where it is that day's
_DOTTED_NAMED = re.compile(
    rf"\W{{0,3}}(?P<before>{_NAMED}),?\s+(?:(?:den|le)\s+)?(?P<day>[0-3]?\d)\.\s?(?P<m>[01]?\d)\.(?P<year>20\d\d)?(?=\s|$|:)",
    re.IGNORECASE,
)
# "Sat 11.04, 18:30": without the last dot it takes both
_DOTTED_HOUR = re.compile(
    rf"\W{{0,3}}(?P<before>{_NAMED}),?\s+(?P<day>[0-3]?\d)\.(?P<m>[01]?\d)(?P<year>)"
    r"(?=,?\s+(?:at\s+)?(?:[01]?\d|2[0-3])[.:][0-5]\d\b)",
    re.IGNORECASE,
)
# "08-10, 10:00" at the head of a line that looks ahead
_DASHED_DAY = re.compile(r"\W{0,3}(?P<day>[0-3]\d)-(?P<m>[01]\d)(?=,\s+(?:[01]?\d|2[0-3])[.:][0-5]\d\b)")
# "Sun 11.00", "FRI 7 p.m.": a short name that opens a line, its hour behind it
_SHORT_DAY = re.compile(
    r"\W{0,3}(?P<weekday>Mon|Tue|Wed|Thu|Fri|Sat|Sun|MON|TUE|WED|THU|FRI|SAT|SUN)(?:s|rs|S|RS)?\b\.?,?"
    r"(?=\s+(?:at\s+)?(?:(?:[01]?\d|2[0-3])[.:][0-5]\d\b(?!\s*(?:%|percent))|(?:1[0-2]|[1-9])\s?[ap]\.?\s?m\b|noon\b))"
)
_RELATIVE = re.compile(
    r"\b(?:(?P<word>today|tonight|this\s+(?:morning|afternoon|evening)|tomorrow)"
    rf"|(?P<shift>next|this|last)?\s*(?P<weekday>{WEEKDAY})\b)",
    re.IGNORECASE,
)
# An hour with neither "a.m." nor "Uhr" behind it
_UNSAID = re.compile(
    r"(?<![\d:.])(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?![\d:.]|\s?(?:[ap]\.?\s?m\b|uhr|h\b))", re.IGNORECASE
)
EVENING = "17:00"  # from then on letters of the evening come out
_EARLIEST = 7  # nothing is announced for an hour before it without saying so
# A line of an agenda opens with its day or hour: "9 a.m. Committee …", "Sat., Nov. 21, 10 a.m.: …", "Dec. 3: …".
STAMP = re.compile(
    rf"(?:\d{{1,2}}\s?[–-]\s?\d{{1,2}}\s+{_ANY_MONTH}\b\.?\s*[:–—|·-]"
    rf"|(?:{CUT_WEEKDAY}\b\.?,?\s*)?"
    rf"(?:{_ANY_MONTH}\.?\s+\d{{1,2}}\b"
    rf"|\d{{1,2}}\s+{_ANY_MONTH}\b\.?(?:,?\s+[012]?\d[:.][0-5]\d|\s*[:–—|-]))"
    rf"|{CUT_WEEKDAY}\b\.?,?\s*\d{{1,2}}\s+"
    rf"{_ANY_MONTH}\b\.?(?:,|\s+at\b|\s+[·|]"
    r"|\s+\d{1,2}(?:[:.][0-5]\d)?\s?[ap]\.?m\b|\s+[012]?\d[:.][0-5]\d\b)"
    rf"|{WEEKDAY}\s*:"
    rf"|{CUT_WEEKDAY}\b\.?,?\s+(?:1[0-2]|[1-9])(?:[:.][0-5]\d)?\s?[ap]\.?m\b"
    r"|(?:1[0-2]|[1-9])(?:[:.][0-5]\d)?\s?[ap]\.?m\b|noon\s?[:–—-]"
    r"|(?:[01]\d|2[0-3])[:h][0-5]\d\b(?!\s*[ap]\.?m)"
    r"|[012]?\d[:.][0-5]\d\s[–—-]\s|(?:[01]?\d|2[0-3])\s?h(?:\s?[0-5]\d)?\s?[:–—-]\s|kl\.\s?[012]?\d[.:][0-5]\d\b|[012]?\d(?:[.:][0-5]\d)?\s?Uhr\b)",
    re.IGNORECASE,
)
# "14-15 Dec, Velm: …"; a paper's name may stand there, too
PLACED_DAY = re.compile(
    rf"\W{{0,3}}\d{{1,2}}(?:\s?[–-]\s?\d{{1,2}})?\s+{_ANY_MONTH}\b\.?,\s+[^\W\d][^:.,]{{1,30}}:\s", re.IGNORECASE
)
_PLAIN_DAY = rf"(?:{_ANY_MONTH}\.?\s+\d{{1,2}}\b|\d{{1,2}}\s+{_ANY_MONTH}\b\.?)(?:,?\s+20\d\d\b)?"
# From when and until when something is shown
SHOWN = re.compile(rf"(?-i:from|opens)\s+{_PLAIN_DAY}|{_PLAIN_DAY}\s?[–-]\s?{_PLAIN_DAY}", re.IGNORECASE)
_WEEKDAY_BEFORE = re.compile(rf"\b({WEEKDAY_START})[a-z]*\.?,?\s*(?:the\s+)?$", re.IGNORECASE)
_DAY_NAME = re.compile(
    rf"(?:(?:this|next|on)\s+)?(?:today|tonight|tomorrow|{WEEKDAY})"
    r"(?:\s+(?:morning|afternoon|evening|night)|,?\s+\d{1,2}(?:st|nd|rd|th|\.)?)?",
    re.IGNORECASE,
)
_ENDS_BEHIND = re.compile(r"[.!?]\s+[^.!?]*\b(?:clos(?:es?|ing)|ends?|ending|until|till|shuts?|expires?)\s+(?:at\s+)?$")
_UNTIL = re.compile(r"\b(?:until|till)\s*$", re.IGNORECASE)
_OPENS_LINE = 3  # characters: a bullet may stand before an hour that opens its line
MAX_BESIDE = 6  # characters between a day and its hour
_TODAY = re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening))\b", re.IGNORECASE)
_TOMORROW = re.compile(r"\btomorrow\b", re.IGNORECASE)
# "Tomorrow and Sunday": hours below it are of either
_SEVERAL_DAYS = re.compile(
    rf"\b(?:(?:today|tonight|tomorrow)\s*(?:and|to|through|until|or|[&/])|{WEEKDAY}"
    rf"\s*(?:and|to|through|until|or|[&/,–-]))\s*(?:tomorrow|{WEEKDAY})\b",
    re.IGNORECASE,
)
# The rest of the issue's day, where hours stand under it
_LATER = re.compile(r"\W*(?:(?:happening|coming(?:\s+up)?|still\s+to\s+come|on)\s+)?later(?:\s+on)?\W*", re.IGNORECASE)
_EDGES = " \t\n·•*★|–—-"  # what stands around the words of a line
# Beyond these a front matter's date is no issue's, and the calendar has no day after it to count to.
_FIRST_ISSUE, _LAST_ISSUE = date(1900, 1, 1), date(2999, 12, 31)


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


def read_event_time(text: str, issued_on: date | None, section: str | None = None) -> EventTime:
    """Read the day and the wall time that a text announces.

    The section's name gives the day where the text has none ("On Tap Tomorrow"). A weekday means its next
    occurrence, the issue's own day included; a month and day without a year means the nearest one that is
    not over a month past. A time without a day, and relative words without issued_on, stay unresolved.
    """
    if issued_on is not None and not _FIRST_ISSUE <= issued_on <= _LAST_ISSUE:
        issued_on = None
    found = _find_day(text, issued_on)
    clock = _find_time(text)
    digits = _DIGITS_HOUR.match(text) if clock is None and _is_timetable(section or "") else None
    hour = clock[1] if clock else digits.start("hour") if digits else len(text)
    if found and hour <= _OPENS_LINE and _UNTIL.search(text, 0, found.start):
        found = None  # "1700 Commons adjourns until Tuesday"
    if found and clock and hour <= _OPENS_LINE and _is_told_of(found, clock[2], section, issued_on):
        found = None  # "10:30 Minutes of the March 5 meeting" below "Tomorrow"
    if found and clock and clock[2] + MAX_BESIDE < found.start:
        clock = _time_beside(text, found) or clock  # "Buses leave at 07:00. 22 August, 09:00"
    if found and clock and _ends_something(text[found.end : clock[1]]):
        clock = None  # "Tuesday: Election day. First polls close at 6 p.m."
    behind = _time_behind(text, found) if found else None
    if found and behind and (clock is None or clock[1] >= found.end):
        clock = behind
    day = found.day if found else _section_day(section, issued_on, hour=clock is not None)
    opened = found.start <= _OPENS_LINE if found else day is not None
    if clock is None and opened and (last := _DIGITS_LAST.search(text)):
        clock = f"{last['hour']}:{last['minute']}", last.start("hour"), last.end("minute")
    if clock is None and not found and digits:
        clock = f"{digits['hour']}:{digits['minute']}", digits.start("hour"), digits.end("minute")
    spans = [span for span in (clock and clock[1:], found and (found.start, found.end)) if span]
    words = _words(text, spans)
    if day is None:
        return EventTime(None, words)
    if clock is None:
        return EventTime(day.isoformat(), words or section)
    return EventTime(f"{day.isoformat()}T{clock[0]}", words)


def in_the_afternoon(times: Sequence[EventTime]) -> list[EventTime]:
    """The times, "2.30" moved past noon where no hour of the issue is written as on a clock of 24 hours."""
    clocks = [match for time in times if (match := _UNSAID.search(time.words or "")) is not None]
    if any(match["hour"].startswith("0") or int(match["hour"]) > 12 for match in clocks):
        return list(times)
    return [_past_noon(time) for time in times]


def _past_noon(time: EventTime) -> EventTime:
    match = _UNSAID.search(time.words or "")
    if match is None or time.starts_at is None or not time.starts_at.endswith(f"T0{match['hour']}:{match['minute']}"):
        return time
    hour = int(match["hour"])
    day = time.starts_at.partition("T")[0]
    return EventTime(f"{day}T{hour + 12}:{match['minute']}", time.words) if hour < _EARLIEST else time


def _ends_something(between: str) -> bool:
    """Whether the words between a day and an hour begin another sentence, of what closes or ends at the hour."""
    return _ENDS_BEHIND.search(between) is not None


def _is_told_of(found: _Found, hour_end: int, section: str | None, issued_on: date | None) -> bool:
    """Whether a day that stands behind the words of an agenda's line is past, and the line's own is in its heading."""
    past = found.day is not None and issued_on is not None and found.day < issued_on
    return past and found.start > hour_end + MAX_BESIDE and _section_day(section, issued_on, hour=True) is not None


def opens_with_digits(line: str) -> bool | None:
    """Whether a line opens with four digits that may be its hour; None where it opens with no such number."""
    return _DIGITS_HOUR.match(line) is not None if _FOUR_DIGITS.match(line) else None


def _is_timetable(section: str) -> bool:
    """Whether four digits that open a line below this heading are its hour, and no figure."""
    return _TIMETABLE.search(section) is not None or holds_events(section, hours=True)


def _words(text: str, spans: list[tuple[int, int]]) -> str | None:
    """The words of day and time as one piece where they stand together, else joined by a comma."""
    spans.sort()
    if len(spans) == 2 and spans[1][0] - spans[0][1] <= 6:
        spans = [(spans[0][0], spans[1][1])]
    return ", ".join(text[start:end].strip(_EDGES) for start, end in spans) or None


def _find_time(text: str) -> tuple[str, int, int] | None:
    span = _RANGE.search(text)
    match = _TIME.search(text)
    abroad = HOUR_ABROAD.search(text)
    if abroad and (match is None or abroad.start() <= match.start()):
        hour, minute = hour_abroad(abroad)
        return f"{hour:02}:{minute:02}", abroad.start(), abroad.end()
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


def _time_behind(text: str, found: _Found) -> tuple[str, int, int] | None:
    """An hour with a dot that stands right behind a day; inside a sentence only where a stop follows it."""
    match = _DOTTED_BEHIND.match(text, found.end)
    if match is None:
        return None
    before = text[: found.start].strip(f"{_EDGES},")
    named = re.search(rf"(?:^|\W){_NAMED}$", before, re.IGNORECASE)  # "Supreme Court, Thursday 23 May, 10.30"
    if match["stop"] is None and before and not named:
        return None
    return f"{int(match['hour']):02}:{match['minute']}", match.start("hour"), match.end("minute")


def _time_beside(text: str, found: _Found) -> tuple[str, int, int] | None:
    """The hour that stands right behind a day: it is the day's, where another stands far above it."""
    behind = text[found.end : found.end + 40]
    beside = _find_time(behind)
    near = beside is not None and beside[1] <= MAX_BESIDE and not any(map(str.isalpha, behind[: beside[1]]))
    return (beside[0], found.end + beside[1], found.end + beside[2]) if beside and near else None


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
            if day is None or (weekday and WEEKDAY_STARTS[day.weekday()] != weekday[1].lower()):
                return None
            days.add(day)
    return days.pop() if len(days) == 1 else None


def names_days(name: str) -> bool:
    """Whether a section's name holds a day, or several."""
    return _find_day(name, None) is not None


def is_day_name(text: str) -> bool:
    """Whether a line is the name of a day, or of a part of one, and nothing else."""
    return len(text) <= 40 and bool(_DAY_NAME.fullmatch(text.strip(" :·•|–—-▶►▸")))


def _find_day(text: str, issued_on: date | None) -> _Found | None:
    if match := _ISO.search(text):
        return _Found(_make_date(int(match["year"]), int(match["m"]), int(match["day"])), *match.span())
    written = [match for pattern in (_MONTH_DAY, _DAY_MONTH) if (match := pattern.search(text))]
    found = _settled_days(text, issued_on) + _days_abroad(text, issued_on)
    found += [_Found(_calendar_day(match, issued_on), *match.span()) for match in written]
    if found:
        return min(found, key=lambda at: (at.start, at.day is None))  # "Mar 24/11" is Tuesday's where that is its day
    if (short := _SHORT_DAY.match(text)) and issued_on is not None:
        ahead = (WEEKDAY_STARTS.index(short["weekday"].lower()) - issued_on.weekday()) % 7
        return _Found(issued_on + timedelta(days=ahead), short.start("weekday"), short.end())
    if (match := _NUMBERED_DAY.search(text)) and issued_on is not None:
        coming = (issued_on + timedelta(days=ahead) for ahead in range(32))
        wanted = (WEEKDAY_STARTS.index(match["weekday"].lower()), int(match["day"]))
        if (day := next((day for day in coming if (day.weekday(), day.day) == wanted), None)) is not None:
            return _Found(day, *match.span())
    return _find_weekday(text, issued_on)


def _find_weekday(text: str, issued_on: date | None) -> _Found | None:
    """The day that "tomorrow" or the name of one gives, in English or another language."""
    if match := _RELATIVE.search(text):
        return _Found(_relative_day(match, issued_on), *match.span())
    if (match := WEEKDAY_ABROAD.search(text)) and issued_on is not None:
        ahead = (weekday_abroad(match) - issued_on.weekday()) % 7
        return _Found(issued_on + timedelta(days=ahead), *match.span())
    return None


def _days_abroad(text: str, issued_on: date | None) -> list[_Found]:
    """The first day written in another language; "24. April" counts at a line's start or with its year only."""
    for match in DAY_ABROAD.finditer(text):
        if match["month"] or match["year"] or _opens(text, match.start()):
            month = month_number(match["month"] or match["english"])
            return [_Found(_nearest(match["year"], month, int(match["day"]), issued_on), *match.span())]
    return []


def _settled_days(text: str, issued_on: date | None) -> list[_Found]:
    """Days in numbers alone: with slashes where the day of the week settles them, with dots where an hour follows."""
    found = []
    for match in _SLASHED.finditer(text):
        name = match["after"] or _name_before(text, match)
        if name is None or len(name.strip(".")) < 3:
            continue  # "3/4 of the seats"
        one, two = int(match["one"]), int(match["two"])
        readings = {_nearest(match["year"], month, day, issued_on) for month, day in ((one, two), (two, one))}
        days = [day for day in readings if day is not None and day.weekday() == _weekday(name)]
        found.append(_Found(days[0] if len(days) == 1 else None, *match.span()))
        break
    for match in _DOTTED_DAY.finditer(text):
        name = _name_before(text, match)
        if name is None and not _opens(text, match.start()):
            continue  # "version 2.4. 10.00"
        dotted = _nearest(match["year"], int(match["m"]), int(match["day"]), issued_on)
        agrees = name is None or (dotted is not None and dotted.weekday() == _weekday(name))
        found.append(_Found(dotted if agrees else None, *match.span()))
        break
    if not found and (named := _DOTTED_NAMED.match(text) or _DOTTED_HOUR.match(text)):
        dotted = _nearest(named["year"], int(named["m"]), int(named["day"]), issued_on)
        if dotted is not None and dotted.weekday() == _weekday(named["before"]):
            found.append(_Found(dotted, named.start("before"), named.end()))
    if not found and (dashed := _DASHED_DAY.match(text)) and issued_on is not None:
        day = _nearest(None, int(dashed["m"]), int(dashed["day"]), issued_on)
        found += [_Found(day, dashed.start("day"), dashed.end())] if day and day >= issued_on else []
    return found


def _opens(text: str, at: int) -> bool:
    """Whether nothing but a bullet stands before a place."""
    return not text[:at].strip(_EDGES)


def _name_before(text: str, match: re.Match[str]) -> str | None:
    """The name of a day before numbers; in small letters ("so 3/4 of it") only where it opens the line."""
    name: str | None = match["before"]
    return name if name and (name[0].isupper() or _opens(text, match.start())) else None


def _weekday(name: str) -> int:
    """The number of the day of the week that a name in English, French or German begins."""
    name = name.lower()
    if name.startswith(("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")):
        return ("mon", "die", "mit", "don", "fre", "sam", "son").index(name[:3])
    return next(at for start, at in _DAYS_NAMED if name.startswith(start))


def _nearest(year: str | None, month: int, number: int, issued_on: date | None) -> date | None:
    """A month's day: of its year, else the nearest one that is not over a month past."""
    if year:
        return _make_date(int(year), month, number)
    if issued_on is None:
        return None
    day = _make_date(issued_on.year, month, number)
    if day is not None and day < issued_on - timedelta(days=31):  # "Jan. 5" in a December issue
        return _make_date(issued_on.year + 1, month, number)
    return day


def _calendar_day(match: re.Match[str], issued_on: date | None) -> date | None:
    return _nearest(match["year"], MONTH_STARTS.index(match["month"][:3].lower()) + 1, int(match["day"]), issued_on)


def _relative_day(match: re.Match[str], issued_on: date | None) -> date | None:
    if issued_on is None or (match["shift"] or "").lower() == "last":
        return None
    if match["word"]:
        return issued_on + timedelta(days=match["word"].lower() == "tomorrow")
    ahead = (WEEKDAY_STARTS.index(match["weekday"][:3].lower()) - issued_on.weekday()) % 7
    if (match["shift"] or "").lower() == "next":
        # Some mean the coming one, some the one in the week after: both agree only from Sunday's view.
        return issued_on + timedelta(days=ahead or 7) if issued_on.weekday() == 6 or ahead == 0 else None
    return issued_on + timedelta(days=ahead)


def _section_day(section: str | None, issued_on: date | None, *, hour: bool) -> date | None:
    """The one day that a section's name gives; hour: whether its piece has one, as what happens "later" has."""
    if section is None or issued_on is None:
        return None
    if _LATER.fullmatch(section):
        return issued_on if hour else None
    if _SEVERAL_DAYS.search(section):
        return None
    if (ahead := _days_ahead(section)) is not None:
        return issued_on + timedelta(days=ahead)
    found = _find_day(section, issued_on)
    return found.day if found else None


def _days_ahead(section: str) -> int | None:
    """How many days from the issue's the one is that a section is named for."""
    if _TOMORROW.search(section):
        return 1
    return 0 if _TODAY.search(section) else days_ahead(section)


def _make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
