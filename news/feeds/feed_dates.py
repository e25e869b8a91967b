"""When a feed's entry was published, read from what its publisher wrote; never guessed.

RFC 822 and RFC 3339 with the looseness that real feeds show. A time without a zone counts in the feed's own zone
where its user has named one; otherwise it stays unknown, and so does a date that cannot be.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from news.calendar_words import MONTH_STARTS

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # before the web; what says 1970 says that its clock was not set
_AHEAD = timedelta(hours=24)  # a publisher's wrong zone; more is a wrong date
_ZONE = r"(?P<zone>[+-]\d{1,2}:?\d{2}|(?:GMT|UTC)[+-]\d{1,2}(?::?\d{2})?|[A-Za-z]{1,5}|)"
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
_RFC_822 = re.compile(
    rf"(?:[A-Za-z]{{2,9}}\.?,?\s+)?(?P<day>\d{{1,2}})[\s-]+(?P<month>[A-Za-z]{{3,9}})\.?[\s-]+(?P<year>\d{{4}}|\d{{2}})"
    rf"(?:,?\s+{_CLOCK}\s*{_ZONE}(?:\s*\([^)]{{0,20}}\))?)?",
    re.ASCII,
)
_RFC_3339 = re.compile(
    rf"(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})(?:[Tt\s]\s*{_CLOCK}\s*{_ZONE})?", re.ASCII
)
# Names that mean one offset; CST, IST, BST and the like mean several, save those that RFC 822 defines.
_OFFSET_HOURS = {
    **dict.fromkeys(("UT", "UTC", "GMT", "Z", "WET"), 0),
    **dict(EST=-5, EDT=-4, CST=-6, CDT=-5, MST=-7, MDT=-6, PST=-8, PDT=-7),  # noqa: C408 - a table, not a column
    **dict(CET=1, CEST=2, WEST=1, EET=2, EEST=3, MSK=3, JST=9, KST=9, HKT=8, SGT=8),  # noqa: C408
    **dict(AEST=10, AEDT=11, NZST=12, NZDT=13),  # noqa: C408
}


@dataclass(frozen=True, slots=True)
class Published:
    """An instant in UTC, or why there is none; both None when the entry names no date at all."""

    at: datetime | None
    problem: str | None


def read_published(words: str | None, zone: ZoneInfo | None, now: datetime) -> Published:
    """Read a date; zone is the publisher's for times that name none, now what counts as the future."""
    text = " ".join((words or "")[:200].split())
    if not text:
        return Published(None, None)
    found = _RFC_3339.fullmatch(text) or _RFC_822.fullmatch(text)
    try:
        if found is None:
            raise ValueError("cannot be read")
        if found["hour"] is None:
            raise ValueError("names a day without a time")
        at = _in_zone(_local(found), found["zone"], zone)
        if at < _EARLIEST:
            raise ValueError("lies before 1990")
        if at > now + _AHEAD:
            raise ValueError("lies in the future")
    except ValueError as error:
        return Published(None, f"date {text[:60]!r} {error}")
    return Published(at, None)


def _local(found: re.Match[str]) -> datetime:
    year, month = int(found["year"]), found["month"]
    if len(found["year"]) == 2:
        year += 2000 if year < 70 else 1900  # RFC 2822 turns at 50; no feed is older than 1999
    number = int(month) if month.isdecimal() else _month(month)
    second = min(int(found["second"] or 0), 59)  # a leap second
    try:
        return datetime(year, number, int(found["day"]), int(found["hour"]), int(found["minute"]), second)  # noqa: DTZ001
    except ValueError as error:
        raise ValueError("is none of the calendar") from error


def _month(name: str) -> int:
    short = name[:3].lower()
    if short not in MONTH_STARTS:
        raise ValueError(f"names no month that is known ({name[:10]})")
    return MONTH_STARTS.index(short) + 1


def _in_zone(local: datetime, name: str, zone: ZoneInfo | None) -> datetime:
    """The instant of a local time; raises ValueError saying what is missing or twofold."""
    offset = _offset(name)
    try:
        if offset is not None:
            return local.replace(tzinfo=timezone(offset)).astimezone(UTC)
        if zone is None:
            what = f"names the zone {name}, which has no one meaning" if name else "names no time zone"
            raise ValueError(f"{what}; tell the feed's time zone")
        return _by_publisher(local, name, zone)
    except OverflowError as error:
        raise ValueError("is none of the calendar") from error


def _by_publisher(local: datetime, name: str, zone: ZoneInfo) -> datetime:
    either = {local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    if name:
        either = {at for at in either if at.astimezone(zone).tzname() == name.upper()}
        if not either:
            raise ValueError(f"names the zone {name}, which {zone.key} does not have then")
    fitting = {at for at in either if at.astimezone(zone).replace(tzinfo=None) == local}
    if len(fitting) != 1:
        raise ValueError(f"is an hour that {zone.key} had {'twice' if fitting else 'not at all'}")
    return fitting.pop()


def _offset(name: str) -> timedelta | None:
    """What a zone's name says by itself; None when that is nothing. Raises ValueError for an impossible offset."""
    if name.upper() in _OFFSET_HOURS:
        return timedelta(hours=_OFFSET_HOURS[name.upper()])
    found = re.fullmatch(r"(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{2})?", name, re.IGNORECASE)
    if found is None:
        return None
    size = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    if size > timedelta(hours=14):  # the widest that any place ever had
        raise ValueError(f"names the offset {name}, which no place has")
    return size if found[1] == "+" else -size
