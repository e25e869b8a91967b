"""When a subscription's editions fall due: once each day that its zone lives through, except on quiet days."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from news.calendar_words import WEEKDAY_STARTS
from news.days import due_at

QUIET_DAY = rf"^({'|'.join(WEEKDAY_STARTS)}|\d{{4}}-\d\d-\d\d)$"
MADE_UP = 7  # days that are made up for after a standstill; what was missed before is told in the first of these
_LOOK_AHEAD = 400  # days in which the next one is looked for: a year of holidays


@dataclass(frozen=True, slots=True)
class Schedule:
    """A time of day on a zone's clocks, and the days without an edition: "sat", or "2024-12-25"."""

    zone: ZoneInfo
    send_at: time
    quiet_days: tuple[str, ...] = ()

    def is_quiet(self, day: date) -> bool:
        """Whether no edition is wanted on a day."""
        return WEEKDAY_STARTS[day.weekday()] in self.quiet_days or day.isoformat() in self.quiet_days


def check_quiet_day(text: str) -> str:
    """Let a quiet day pass; raises ValueError."""
    if not re.fullmatch(QUIET_DAY, text, re.ASCII):
        raise ValueError(f"{text[:40]!r} is no quiet day; write mon to sun, or a date as 2024-12-25")
    if text not in WEEKDAY_STARTS:
        try:
            date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"{text!r} is no day of the calendar; write mon to sun, or a date as 2024-12-25") from None
    return text


def due_days(
    schedule: Schedule, newest: date | None, active_since: datetime, now: datetime
) -> Iterator[tuple[date, datetime]]:
    """Days whose edition fell due, each with its instant, the oldest first.

    newest is the last day that has its edition; only later ones come. What fell due before active_since, or more
    than MADE_UP days ago, does not.
    """
    today = now.astimezone(schedule.zone).date()
    first = max(today - timedelta(days=MADE_UP), active_since.astimezone(schedule.zone).date())
    if newest is not None:
        first = max(first, newest + timedelta(days=1))
    for day in _days(first, today):
        due = due_at(day, schedule.send_at, schedule.zone)
        if due is not None and active_since < due <= now and not schedule.is_quiet(day):
            yield day, due


def next_due(
    schedule: Schedule, newest: date | None, active_since: datetime, now: datetime
) -> tuple[date, datetime] | None:
    """The next day with an edition, now or to come, and its instant; None when all days of a year are quiet."""
    for due in due_days(schedule, newest, active_since, now):
        return due
    today = now.astimezone(schedule.zone).date()
    first = max(today, newest + timedelta(days=1)) if newest else today
    for day in _days(first, first + timedelta(days=_LOOK_AHEAD)):
        due_then = due_at(day, schedule.send_at, schedule.zone)
        if due_then is not None and due_then > max(now, active_since) and not schedule.is_quiet(day):
            return day, due_then
    return None


def owed_today(old: Schedule, new: Schedule, active_since: datetime, now: datetime) -> date | None:
    """The day whose edition a change of schedule would lose: today, when its time has passed under the new one alone.

    Its edition falls due with the change. Days that a new zone has left already are not owed: what came on them is told
    in the next edition, as to a traveller who crosses the date line.
    """
    today = now.astimezone(new.zone).date()
    then, late = due_at(today, old.send_at, old.zone), due_at(today, new.send_at, new.zone)
    if then is None or late is None or old.is_quiet(today) or new.is_quiet(today):
        return None
    return today if late <= now < then and active_since < then else None


def due_before(schedule: Schedule, day: date) -> datetime:
    """When the edition before a day's would have been due, were no day quiet: where a first edition's news begin."""
    for back in range(1, 4):
        due = due_at(day - timedelta(days=back), schedule.send_at, schedule.zone)
        if due is not None:
            return due
    raise ValueError(f"{schedule.zone} skipped three days before {day}")  # no zone ever did


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
