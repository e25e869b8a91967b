"""Days as zones live them: clocks set forward and back, also at midnight, and a day that never was."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news.days import EditionError, EditionId, day_begin, day_exists, due_at, edition_span, read_edition
from serving.days import timezone_names

ZONES = sorted(timezone_names())


def transitions(zone: ZoneInfo) -> list[date]:
    """Days of 2011 to 2035 on which a zone's offset changes, at most a few."""
    first = datetime(2011, 1, 1, tzinfo=UTC)
    weeks = [first + timedelta(days=7 * week) for week in range(25 * 52)]
    changed = [a for a, b in pairwise(weeks) if a.astimezone(zone).utcoffset() != b.astimezone(zone).utcoffset()]
    return [start.date() for start in changed[:2] + changed[-2:]]


def test_given_every_zone_when_its_clocks_change_then_each_day_begins_once_and_times_fall_on_it() -> None:
    changes = [(zone, week) for zone in map(ZoneInfo, ZONES) for week in transitions(zone)]
    days = [(zone, week + timedelta(days=n)) for zone, week in changes for n in range(-1, 9)]

    assert len(days) > 5000
    for zone, day in days:
        begin, end = day_begin(day, zone), day_begin(day + timedelta(days=1), zone)
        assert (begin < end) == day_exists(day, zone), (zone, day)
        assert begin == end or begin.astimezone(zone).date() == day, (zone, day)
        for at in (time(0), time(0, 30), time(2, 30), time(23, 59)) if begin < end else ():
            due = due_at(day, at, zone)
            assert due is not None
            assert begin <= due < end, (zone, day, at)


@given(st.sampled_from(ZONES), st.dates(date(2011, 1, 1), date(2035, 12, 31)), st.times())
@settings(max_examples=300)
def test_given_any_day_when_a_time_falls_due_then_the_clocks_show_it_or_jumped_over_it(
    name: str, day: date, at: time
) -> None:
    zone = ZoneInfo(name)
    at = at.replace(second=0, microsecond=0)

    due = due_at(day, at, zone)

    if due is not None:
        shown = due.astimezone(zone)
        assert shown.date() == day
        wall = datetime.combine(day, at)
        exists = wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall
        assert not exists or shown.time() == at


@pytest.mark.parametrize(
    ("zone", "day", "at", "due"),
    [
        ("Europe/Berlin", date(2024, 3, 31), time(2, 30), "2024-03-31T01:00:00+00:00"),  # jumped over
        ("Europe/Berlin", date(2024, 10, 27), time(2, 30), "2024-10-27T00:30:00+00:00"),  # shown twice
        ("Africa/Cairo", date(2024, 4, 26), time(0, 0), "2024-04-25T22:00:00+00:00"),  # midnight jumped over
        ("America/Nuuk", date(2025, 3, 29), time(23, 30), "2025-03-30T00:59:00+00:00"),  # its last hour jumped over
        ("Pacific/Apia", date(2011, 12, 30), time(7, 0), None),  # no such day
    ],
)
def test_given_a_time_that_is_jumped_over_when_due_then_it_is_the_jump_but_the_same_day(
    zone: str, day: date, at: time, due: str | None
) -> None:
    found = due_at(day, at, ZoneInfo(zone))

    assert (found.isoformat() if found else None) == due


def test_given_a_day_of_23_hours_when_halved_then_the_halves_meet_at_noon() -> None:
    zone = ZoneInfo("Europe/Berlin")

    whole, am, pm = (edition_span(EditionId(date(2024, 3, 31), half), zone) for half in ("", "am", "pm"))

    assert whole == (am[0], pm[1])
    assert am[1] == pm[0] == datetime(2024, 3, 31, 10, tzinfo=UTC)
    assert whole[1] - whole[0] == timedelta(hours=23)


@pytest.mark.parametrize("text", ["2024-10-28", "2024-10-28-am", "2024-10-28-pm"])
def test_given_an_edition_when_written_then_it_reads_back(text: str) -> None:
    assert str(read_edition(text)) == text


@pytest.mark.parametrize(
    "text", ["", "2024-02-30", "2024-10-28-xm", "20241028", "2024-10-28-", "2024-10-28-am ", "٢٠٢٤-10-28"]
)
def test_given_no_edition_when_read_then_the_error_says_how_one_looks(text: str) -> None:
    with pytest.raises(EditionError, match="2024-10-28-am"):
        read_edition(text)
