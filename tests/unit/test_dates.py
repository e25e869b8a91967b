"""Event times: read from the words and the issue's date, never guessed."""

from datetime import date

import pytest

from news.splitting.dates import EventTime, in_the_afternoon, masthead_day, read_event_time

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
        ("Sat 9.11, 18:30 The keeper opens a lamp", None, "2024-11-09T18:30"),
        ("Sat 9.11, 18.30 The keeper opens a lamp", None, "2024-11-09T18:30"),
        ("Sat 10.11, 18:30 The keeper opens a lamp", None, "2024-11-02T10:11"),  # 10 November is no Saturday
        ("3 December Keepers' lunch, Velm, 1230", None, "2024-12-03T12:30"),
        ("3 December Keepers' lunch, founded in Velm, 1955", None, "2024-12-03"),
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


WEDNESDAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("text", "section", "starts_at"),
    [
        ("11/24 (Tue) Tarn: the talks open, 18:30", None, "2026-11-24T18:30"),
        ("Tue 24/11, 18:30 the talks open", None, "2026-11-24T18:30"),
        ("Mon. 11/23, 5:30 PM Harbour Board", None, "2026-11-23T17:30"),
        ("mar. 24/11, 10h00 une audience", None, "2026-11-24T10:00"),
        ("Mar 24 at 9 a.m.: the budget", None, "2027-03-24T09:00"),
        ("21.11. 15.00 Briefing on the tunnel", None, "2026-11-21T15:00"),
        ("Di 24.11., 10.00 Sitzung", None, "2026-11-24T10:00"),
        ("08-12, 10:00 - The wage round opens in Tarn", None, "2026-12-08T10:00"),
        ("The score was 21-12, 10:00 into the third", None, None),
        ("jeu. 19.11., 10.00 une audience", None, "2026-11-19T10:00"),
        ("19 Nov, 18.30 Quay Institute: a talk", None, "2026-11-19T18:30"),
        ("16 December, 11.15: the verdict", None, "2026-12-16T11:15"),
        ("Sunday 22 November, 3.30 pm, the hall", None, "2026-11-22T15:30"),
        ("Sun 11.00 Mass at the quay", "TOMORROW AND SUNDAY", "2026-11-22T11:00"),
        ("FRI 7 p.m. Fish at the hall", None, "2026-11-20T19:00"),
        ("0930 High Court", "Today’s Timetable", "2026-11-18T09:30"),
        ("· 10.00 The minister receives the envoy", "Today", "2026-11-18T10:00"),
        ("09.00 The minister receives the envoy", "Ministers’ engagements on Tuesday", "2026-11-24T09:00"),
        ("the debate begins at 8 p.m.", "Happening later", "2026-11-18T20:00"),
        ("The mayors meet in Tarn. (December 18–20)", None, "2026-12-18"),
        ("14.00 March for cheaper trains", "Tomorrow, Thursday", "2026-11-19T14:00"),
        ("24. November 2026, 10 Uhr: Tag der Schleuse", None, "2026-11-24T10:00"),
        ("Probe am Freitag um 18.30 Uhr", None, "2026-11-20T18:30"),
        ("Visita al faro el sábado a las 11:00", None, "2026-11-21T11:00"),
        ("Silvio Domingo will sing at the gala", None, None),
        ("The port will load 10 ore carriers", None, None),
        ("Le 1er décembre à 19 h 30, débat au port", None, "2026-12-01T19:30"),
        ("Vendredi à 9 h, visite du phare", None, "2026-11-20T09:00"),
        ("11 de diciembre de 2026, 19:00 - Charla", None, "2026-12-11T19:00"),
        ("9:00 Sesión del puerto", "MAÑANA", "2026-11-19T09:00"),
        ("16 h – Questions to the minister of works", "Today", "2026-11-18T16:00"),
        ("kl. 09.00 The committee opens its hearings", "Today", "2026-11-18T09:00"),
        ("24 November, 1400 local: a briefing on the storm", None, "2026-11-24T14:00"),
        ("High Court, Tuesday 24 November, 10.30 Judgment in the case of the bell", None, "2026-11-24T10:30"),
        ("10:30 The bank prints minutes of its November 5 meeting", "TOMORROW", "2026-11-19T10:30"),
    ],
)
def test_given_days_and_hours_as_agendas_write_them_when_read_then_what_settles_them_counts(
    text: str, section: str | None, starts_at: str
) -> None:
    assert read_event_time(text, WEDNESDAY, section).starts_at == starts_at


@pytest.mark.parametrize(
    ("text", "section", "words"),
    [
        ("11/24 (Mon) the talks open", None, "11/24 (Mon)"),  # is a Tuesday
        ("Mon 4/13, 5 p.m. the talks open", None, "Mon 4/13, 5 p.m."),
        ("Mo 24.11., 10.00 Sitzung", None, "Mo 24.11., 10.00"),
        ("30.2. 10.00 the talks open", None, "30.2. 10.00"),
        ("14.00 March for cheaper trains", "TOMORROW AND SUNDAY", "14.00"),
        ("at 10 p.m.", "Later this week", "at 10 p.m."),
        ("the fog lifts", "Happening later", None),
        ("0930 High Court", None, None),
        ("so 3/4 of the seats are empty", None, None),
        ("they use version 2.4. 10.00 is the next", None, None),
        ("It stands on page 24. April was dry", None, None),
        ("open within 7 h of a call", None, None),
    ],
)
def test_given_numbers_that_nothing_settles_when_read_then_they_stay_unresolved(
    text: str, section: str | None, words: str | None
) -> None:
    found = read_event_time(text, WEDNESDAY, section)

    assert (found.starts_at, found.words) == (None, words)


@pytest.mark.parametrize(
    "text",
    ["Prices rose on Nov. 19, 2.75 percent", "on 19 Nov, 18.30 was not asked", "it costs on 19 Nov, 18.30 euros"],
)
def test_given_a_number_with_a_dot_behind_a_day_when_it_is_no_hour_then_only_the_day_is_read(text: str) -> None:
    assert read_event_time(text, WEDNESDAY).starts_at == "2026-11-19"


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


@pytest.mark.parametrize(
    ("text", "section", "starts_at"),
    [
        ("14.30 Questions to the minister", "Monday, November 23", "2026-11-23T14:30"),
        ("The crews march on Tuesday at 12.30", None, "2026-11-24T12:30"),
        ("Rates stand at 4.50 percent on Tuesday", None, "2026-11-24"),
        ("Mon 23 18:30 Audit Committee, Room 1", None, "2026-11-23T18:30"),
        ("Wed 2 Planning Committee", None, "2026-12-02"),
        ("Mon 24 Planning Committee", None, None),  # the 24th is no Monday, in this month or the next
    ],
)
def test_given_dotted_hours_and_days_by_number_when_read_then_they_stand_where_they_agree(
    text: str, section: str | None, starts_at: str | None
) -> None:
    assert read_event_time(text, date(2026, 11, 20), section).starts_at == starts_at


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        (("10.00", "2.30", "5.00"), ("10:00", "14:30", "17:00")),
        (("2.30", "14.30"), ("02:30", "14:30")),
        (("2.30", "09.15"), ("02:30", "09:15")),
        (("2.30 a.m.", "7.15"), ("02:30", "07:15")),
    ],
)
def test_given_small_hours_when_no_clock_of_24_hours_is_read_then_they_are_past_noon(
    words: tuple[str, ...], hours: tuple[str, ...]
) -> None:
    read = [read_event_time(f"{hour} The keepers meet", MONDAY, "Today") for hour in words]

    assert in_the_afternoon(read) == [
        EventTime(f"2024-10-28T{hour}", time.words) for hour, time in zip(hours, read, strict=True)
    ]
