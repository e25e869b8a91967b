"""Days and halves of days as a time zone lives them, and when on a day something falls due.

Clocks are set forward and back, in some places at midnight, and once a place lost a whole day. All of it follows
from one rule: a day of a zone is the instants whose local date it is, and its end is the next day's beginning.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from news.errors import SitrepError

_NOON = time(12)
_EDITION_PATTERN = r"\d{4}-\d\d-\d\d(-am|-pm)?"
_MINUTE = timedelta(minutes=1)


class EditionError(SitrepError):
    """A name that is no edition's."""


@dataclass(frozen=True, slots=True, order=True)
class EditionId:
    """Which stretch of news an edition tells: a day, or the half before or from noon; "2024-10-28", "2024-10-28-am"."""

    day: date
    half: str = ""  # "", "am" or "pm"

    def __str__(self) -> str:
        """The frozen id."""
        return f"{self.day.isoformat()}-{self.half}" if self.half else self.day.isoformat()


def read_edition(text: str) -> EditionId:
    """Read an edition's id; raises EditionError."""
    if re.fullmatch(_EDITION_PATTERN, text, re.ASCII):
        try:
            return EditionId(date.fromisoformat(text[:10]), text[11:])
        except ValueError:
            pass
    raise EditionError(f"{text[:40]!r} is no edition; write a day, 2024-10-28, or half of one, 2024-10-28-am or -pm")


def day_begin(day: date, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC, of a zone's day; of a day that the zone skipped, that of the next one."""
    return _instant(day, time(), zone)


def day_exists(day: date, zone: ZoneInfo) -> bool:
    """Whether a zone lived through a day: Samoa had no 30 December 2011."""
    return day_begin(day, zone).astimezone(zone).date() == day


def due_at(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The instant, in UTC, at which a zone's clocks show a time on a day; None when the zone skipped the day.

    A time that the clocks jump over falls due when they have jumped, but never on the next day; one that they
    show twice falls due at the first.
    """
    if not day_exists(day, zone):
        return None
    return min(max(_instant(day, at, zone), day_begin(day, zone)), day_begin(day + timedelta(days=1), zone) - _MINUTE)


def edition_span(edition: EditionId, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """First instant of an edition's stretch and the first after it, in UTC; equal for a day that the zone skipped."""
    begin, end = day_begin(edition.day, zone), day_begin(edition.day + timedelta(days=1), zone)
    noon = min(max(_instant(edition.day, _NOON, zone), begin), end)
    return {"": (begin, end), "am": (begin, noon), "pm": (noon, end)}[edition.half]


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant of a wall time; the first of two, and of a time inside a gap the gap's end."""
    wall = datetime.combine(day, at)
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    # The time is jumped over. Reckoned with the offset after the jump it lies before the jump, and with that before
    # the jump behind it; the jump is the first instant between the two whose wall time is not before the asked one.
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    low, high = min(before, instant), max(before, instant)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)
