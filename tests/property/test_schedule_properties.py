"""Exactly one edition a day, in every zone, over clock changes and standstills, whatever the times of the ticks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news.days import day_exists, due_at
from news.schedule import MADE_UP, Schedule, check_quiet_day, due_before, due_days, next_due, owed_today
from serving.days import timezone_names
from tests.unit.test_days import transitions

ZONES = sorted(timezone_names())
QUIET = st.lists(st.sampled_from(["mon", "sat", "sun", "2024-12-25", "2011-12-31"]), max_size=3, unique=True)
CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))


SCHEDULES = st.builds(
    lambda name, at, quiet: Schedule(ZoneInfo(name), at, tuple(quiet)), st.sampled_from(ZONES), CLOCKS, QUIET
)


def run(schedule: Schedule, start: datetime, ticks: list[timedelta]) -> list[tuple[date, datetime]]:
    """What a scheduler makes that ticks at these distances and claims each day at once."""
    newest: date | None = None
    made: list[tuple[date, datetime]] = []
    now = start
    for wait in ticks:
        now += wait
        for day, due in list(due_days(schedule, newest, start, now)):
            made.append((day, due))
            newest = day
    return made


def expected(schedule: Schedule, start: datetime, end: datetime) -> list[date]:
    """Every day that the zone lives through, is not quiet, and whose last minute but one is past."""
    first, last = (instant.astimezone(schedule.zone).date() for instant in (start, end))
    days = [first + timedelta(days=n) for n in range(1, (last - first).days)]
    return [day for day in days if day_exists(day, schedule.zone) and not schedule.is_quiet(day)]


@given(
    st.sampled_from(ZONES),
    st.dates(date(2011, 1, 1), date(2034, 1, 1)),
    CLOCKS,
    QUIET,
    st.lists(st.timedeltas(timedelta(seconds=1), timedelta(days=MADE_UP - 1)), min_size=5, max_size=20),
)
@settings(max_examples=150)
def test_given_any_ticks_when_run_then_every_day_has_exactly_one_edition(
    name: str, first: date, at: time, quiet: list[str], ticks: list[timedelta]
) -> None:
    schedule = Schedule(ZoneInfo(name), at, tuple(quiet))
    start = datetime.combine(first, time(12), UTC)

    made = run(schedule, start, ticks)

    days = [day for day, _ in made]
    assert days == sorted(set(days))
    assert set(expected(schedule, start, start + sum(ticks, timedelta()))) <= set(days)
    for day, due in made:
        assert due.astimezone(schedule.zone).date() == day
        assert not schedule.is_quiet(day)
    instants = [due for _, due in made]
    assert instants == sorted(set(instants))  # the news of one end where those of the next begin


@given(
    st.dates(date(2011, 1, 1), date(2034, 1, 1)),
    st.lists(st.tuples(st.timedeltas(timedelta(minutes=1), timedelta(days=5)), SCHEDULES), min_size=2, max_size=6),
    st.timedeltas(timedelta(minutes=30), timedelta(hours=30)),
)
@settings(max_examples=150)
def test_given_any_changes_of_time_and_zone_when_run_then_no_day_has_two_editions_and_none_is_lost(
    first: date, spells: list[tuple[timedelta, Schedule]], every: timedelta
) -> None:
    now = active_since = datetime.combine(first, time(12), UTC)
    made: dict[date, datetime] = {}
    for (length, schedule), (_, following) in zip(spells, [*spells[1:], spells[0]], strict=True):
        end = now + length
        while now < end:
            now = min(now + every, end)
            for day, due in list(due_days(schedule, max(made, default=None), active_since, now)):
                assert day not in made
                made[day] = due
        assert set(expected(schedule, active_since, now)) <= set(made)

        today = now.astimezone(following.zone).date()
        owed = owed_today(schedule, following, active_since, now)
        if owed is not None and owed > max(made, default=date.min):
            made[owed] = now
        due, later = (due_at(today, one.send_at, one.zone) for one in (schedule, following))
        promised = due is not None and later is not None and max(now, active_since) < due
        if promised and not schedule.is_quiet(today) and not following.is_quiet(today):
            assert today in made or later > now
        active_since = now

    instants = [made[day] for day in sorted(made)]
    assert instants == sorted(instants) == list(made.values())  # each tells of what came after the one before it


def test_given_every_zone_when_its_clocks_change_then_no_day_is_left_out_and_none_has_two() -> None:
    seen = 0
    for name in ZONES:
        zone = ZoneInfo(name)
        for week in transitions(zone)[:2]:
            for at in (time(0, 0), time(2, 30), time(23, 45)):
                schedule = Schedule(zone, at)
                start = datetime.combine(week - timedelta(days=1), time(12), UTC)

                made = run(schedule, start, [timedelta(hours=7)] * 36)

                days = [day for day, _ in made]
                assert days == sorted(set(days)), (name, week, at)
                assert set(expected(schedule, start, start + timedelta(hours=7 * 36))) <= set(days), (name, week, at)
                seen += len(days)
    assert seen > 9000


def test_given_a_day_that_a_zone_skipped_when_run_then_it_has_no_edition_and_its_neighbours_have_one() -> None:
    schedule = Schedule(ZoneInfo("Pacific/Apia"), time(7))

    made = run(schedule, datetime(2011, 12, 28, tzinfo=UTC), [timedelta(hours=1)] * 24 * 6)

    days = [day.isoformat() for day, _ in made]
    assert days == ["2011-12-28", "2011-12-29", "2011-12-31", "2012-01-01", "2012-01-02", "2012-01-03"]
    assert due_before(schedule, date(2011, 12, 31)) == made[1][1]


def test_given_a_long_standstill_when_it_ends_then_the_last_days_are_made_up_for_and_no_more() -> None:
    schedule = Schedule(ZoneInfo("UTC"), time(7))
    start = datetime(2024, 10, 1, tzinfo=UTC)

    made = run(schedule, start, [timedelta(days=20), timedelta(minutes=1)])

    assert [day.day for day, _ in made] == list(range(14, 21))


def test_given_a_schedule_when_its_next_edition_is_asked_for_then_quiet_days_are_passed_over() -> None:
    schedule = Schedule(ZoneInfo("Europe/Berlin"), time(7), ("sat", "sun", "2024-10-28"))
    friday = datetime(2024, 10, 25, 6, tzinfo=UTC)

    found = next_due(schedule, date(2024, 10, 25), friday, friday)

    assert found == (date(2024, 10, 29), datetime(2024, 10, 29, 6, tzinfo=UTC))


def test_given_only_quiet_days_when_the_next_edition_is_asked_for_then_there_is_none() -> None:
    schedule = Schedule(ZoneInfo("UTC"), time(7), ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))

    assert next_due(schedule, None, datetime(2024, 10, 25, tzinfo=UTC), datetime(2024, 10, 25, tzinfo=UTC)) is None


@pytest.mark.parametrize("text", ["monday", "2024-02-30", "24-12-25", ""])
def test_given_no_quiet_day_when_checked_then_it_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no quiet day|no day of the calendar; write mon to sun"):
        check_quiet_day(text)
