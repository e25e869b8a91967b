"""Timetables: lines that open with an hour, one below the other, each later than the one above."""

import re
from collections.abc import Sequence

from news.calendar_words import WEEKDAY_START
from news.splitting.boilerplate import Reason
from news.splitting.outline import Part

MIN_LINES = 3
MIN_WORDS = 3  # the hour among them
NOON = 12 * 60
DAY = 24 * 60
_CUES = (None, Reason.FOOTER)  # "0930 High Court" is set like an address
_HOUR = re.compile(  # "10.00", "0930", "8.30am:", "SAT 9 a.m.", "noon:"
    rf"\W{{0,2}}(?:(?P<day>{WEEKDAY_START})[a-z]{{0,6}}\.?,?\s+)?"
    r"(?:(?P<noon>noon)|(?P<hour>\d\d?)(?:[.:h](?P<minute>[0-5]\d)|(?<=\d\d)(?P<joined>[0-5]\d))?"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?)?)(?=[\s:–—|-])",
    re.IGNORECASE,
)


def timetable_lines(parts: Sequence[Part]) -> tuple[set[int], set[int]]:
    """Where the lines of timetables stand, by number, and where the chapters of a recording do.

    Those begin at 0:00, or count minutes beyond a day's hours.
    """
    lines: set[int] = set()
    chapters: set[int] = set()
    run: list[int] = []
    times: list[tuple[str, int]] = []
    for at in range(len(parts) + 1):
        time = _time_of(parts[at]) if at < len(parts) else None
        if time is not None and (not times or _is_later(times[-1], time)):
            run.append(at)
            times.append(time)
            continue
        if len(run) >= MIN_LINES:
            recorded = times[0] == ("", 0) or any(minute >= DAY for _, minute in times)
            (chapters if recorded else lines).update(run)
        run, times = ([at], [time]) if time is not None else ([], [])
    return lines, chapters


def _time_of(part: Part) -> tuple[str, int] | None:
    """The day of the week and the minute of the day that a line opens with; the day may be missing."""
    text = part.block.text
    match = _HOUR.match(text)
    if match is None or part.cue not in _CUES or part.block.level or len(text.split()) < MIN_WORDS:
        return None
    day = (match["day"] or "").lower()
    if match["noon"]:
        return day, NOON
    minute = match["minute"] or match["joined"]
    if minute is None and match["half"] is None:
        return None  # a number
    hour = int(match["hour"])
    if hour > 23 and (match["minute"] is None or match["half"]):
        return None  # only a recording counts minutes beyond a day's hours, "34:02"
    if match["half"]:
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    return day, hour * 60 + int(minute or 0)


def _is_later(before: tuple[str, int], time: tuple[str, int]) -> bool:
    return time[1] > before[1] if time[0] == before[0] else bool(time[0])
