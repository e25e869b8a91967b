"""Event times: read from the words and the issue's date, never guessed."""

from datetime import date

import pytest

from news.dates import masthead_day, read_event_time

MONDAY = date(2024, 10, 28)


@pytest.mark.parametrize(
    ("text", "section", "starts_at"),
    [
        ("will speak tomorrow at 9:30 a.m.", None, "2024-10-29T09:30"),
        ("will meet at the ministry Wednesday for talks", None, "2024-10-30"),
        ("a panel on Thursday", "On Our Radar", "2024-10-31"),
        ("the council votes on Monday", None, "2024-10-28"),
        ("a talk at noon", "On Tap Tomorrow", "2024-10-29T12:00"),
        ("a talk, at 12 p.m.", "On Tap Tomorrow", "2024-10-29T12:00"),
        ("doors open at 12:05 a.m.", "Today", "2024-10-28T00:05"),
        ("the runoff is on Dec. 1", None, "2024-12-01"),
        ("the court rules on January 6", None, "2025-01-06"),
        ("the hearing is on 3 November at 14:15", None, "2024-11-03T14:15"),
        ("a summit on March 4, 2027", None, "2027-03-04"),
        ("a forum on 2024-11-05, 9-11 a.m.", None, "2024-11-05T09:00"),
        ("a fair tonight, 11 to 1 p.m.", None, "2024-10-28T11:00"),
        ("Thu 7 Nov, 1800 hrs: a talk", None, "2024-11-07T18:00"),
        ("a call at 0930 GMT on Friday", None, "2024-11-01T09:30"),
    ],
)
def test_given_an_event_when_reading_its_time_then_it_is_resolved(
    text: str, section: str | None, starts_at: str
) -> None:
    assert read_event_time(text, MONDAY, section).starts_at == starts_at


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tomorrow at 9:30 a.m.", "tomorrow at 9:30 a.m."),
        ("meets on Wednesday", "Wednesday"),
        ("on Dec. 1 at 4 p.m.", "Dec. 1 at 4 p.m."),
    ],
)
def test_given_no_issue_date_when_reading_a_relative_time_then_it_stays_unresolved(text: str, words: str) -> None:
    time = read_event_time(text, None)

    assert time.starts_at is None
    assert time.words == words


@pytest.mark.parametrize("text", ["at 5 p.m.", "on Feb. 30 at noon", "next Thursday", "last Friday", "some day soon"])
def test_given_words_that_name_no_single_day_when_reading_then_nothing_is_guessed(text: str) -> None:
    assert read_event_time(text, MONDAY).starts_at is None


def test_given_a_full_date_when_there_is_no_issue_date_then_it_is_resolved_all_the_same() -> None:
    assert read_event_time("on March 4, 2027 at 8 a.m.", None).starts_at == "2027-03-04T08:00"


@pytest.mark.parametrize("issued_on", [date(1, 1, 1), date(9999, 12, 31)])
def test_given_an_issue_at_the_calendars_end_when_read_then_relative_words_stay_unresolved(issued_on: date) -> None:
    found = read_event_time("The committee meets tomorrow at 9 a.m.", issued_on)

    assert (found.starts_at, found.words) == (None, "tomorrow at 9 a.m.")


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        (["The Harbour Brief", "Monday, October 28, 2024"], date(2024, 10, 28)),
        (["Issue 214 | Mon 28 October 2024 | 4 min read"], date(2024, 10, 28)),
        (["2024-10-28", "Oct. 28, 2024"], date(2024, 10, 28)),
        (["Tuesday, October 28, 2024"], None),  # was a Monday
        (["October 28, 2024", "Week of October 21, 2024"], None),
        (["Monday, October 28"], None),
        (["10/11/2024"], None),
        (["February 30, 2024"], None),
        (["The Harbour Brief"], None),
    ],
)
def test_given_a_masthead_when_its_day_is_read_then_only_one_whole_and_right_day_counts(
    lines: list[str], day: date | None
) -> None:
    assert masthead_day(lines) == day
