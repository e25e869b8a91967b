"""Days and time zones as callers name them."""

from datetime import date, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from news.errors import SitrepError, UnknownTimezoneError

DAY_PARAMETER = "issued_on=YYYY-MM-DD"  # how HTTP is told an issue's day; the command line has an option
AHEAD = timedelta(days=1826)  # five years: a misprint, and no clock that is slow by months or a few years
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)


class DayError(SitrepError):
    """A day beyond those that days are counted for."""


@cache
def timezone_names() -> frozenset[str]:
    """The IANA zones: without `localtime`, which is this machine's own, and `Factory`, which says that none is set."""
    return frozenset(available_timezones() - {"localtime", "posixrules", "Factory"})


def find_timezone(name: str) -> ZoneInfo:
    """Look a time zone up by its IANA name; raises UnknownTimezoneError."""
    try:
        if name not in timezone_names():
            raise ZoneInfoNotFoundError(name)
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # ZoneInfo opens a file named by the caller
        raise UnknownTimezoneError(f"no time zone {name!r}; use an IANA name such as Europe/Berlin") from error


def check_issued(day: date, today: date) -> date:
    """Let an issue's day pass; raises DayError also where it lies so far ahead that it is a misprint."""
    return _check_printed("issue", day, today, f"give {DAY_PARAMETER} to store it")


def check_published(day: date, today: date) -> date:
    """Let the day of an item's time pass; raises DayError as check_issued does."""
    return _check_printed("item", day, today, "correct published_at or leave it out")


def _check_printed(what: str, day: date, today: date, way_out: str) -> date:
    if check_day(day) > today + AHEAD:
        raise DayError(
            f"the {what} is dated {day}, more than five years after today, which is {today} by this machine's clock"
            f"; {way_out}"
        )
    return day


def check_day(day: date) -> date:
    """Let a day pass; raises DayError near the calendar's ends, where no time zone can be reckoned with."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise DayError(f"{day} lies outside {FIRST_DAY} to {LAST_DAY}")
    return day
