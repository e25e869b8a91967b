"""Shapes that newsletters of many publishers share: lines, outlets, days, labels, advertisements."""

from datetime import date

import pytest

from news.boilerplate import Reason, is_date_line, reason_of
from news.item import Issue
from news.mail import read_quoted_headers
from news.newsletter import split
from news.outline import has_inner_stop
from news.phrases import line_tail, source_line
from news.read_text import read_text


def split_text(text: str) -> Issue:
    return split(text, "text/plain", issued_on=date(2026, 11, 20), source="Pier")


@pytest.mark.parametrize(
    ("title", "stops"),
    [
        ("Gov. Ana Silk vetoes ferry bill", False),
        ("Nurses at St. Brendan's reject contract", False),
        ("The bridge toll is a tax. Call it one", True),
    ],
)
def test_given_a_title_when_read_then_an_abbreviation_is_no_end_of_a_sentence(title: str, stops: bool) -> None:
    assert has_inner_stop(title) is stops


def test_given_lines_that_nobody_wrapped_when_read_then_each_stays_a_block() -> None:
    agenda = (
        "Aug. 26, 6 p.m. - Planning commission, City Hall\nAug. 27, 7 p.m. - Concert in the park: the low notes\n"
        "Aug. 29, 8 a.m. - Creek cleanup, meet at the bridge\n"
    )

    assert [block.text[:7] for block in read_text(agenda)] == ["Aug. 26", "Aug. 27", "Aug. 29"]


def test_given_a_line_between_single_dashes_when_read_then_it_is_a_heading() -> None:
    [block] = read_text("- In the schools -\n")

    assert (block.text, block.level, block.marker) == ("In the schools", 3, "")


@pytest.mark.parametrize(
    "line", ["22-26 June 2026", "Week of April 6, 2026", "04/16/2026 04:30 PM EDT", "April 6-10, 2026", "May 2026"]
)
def test_given_a_day_or_days_alone_when_read_then_it_is_a_date_line(line: str) -> None:
    assert is_date_line(line)
    assert reason_of(line) is Reason.METADATA


@pytest.mark.parametrize("line", ["4.5", "May day marches draw 9,000", "June"])
def test_given_a_line_that_names_no_day_alone_when_read_then_it_is_no_date_line(line: str) -> None:
    assert not is_date_line(line)


def test_given_an_advertisement_that_names_its_payer_when_read_then_it_is_a_sponsors() -> None:
    assert reason_of("** A message from Pell Gas: We are proud of our pipes, from Talu to Orm. **") is Reason.SPONSOR
    letter = (
        "A message from the president: the ferries will be built at home, by the two yards that are left, and at once."
    )
    assert reason_of(letter) is None


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("A principal sleeps in a tent: Ordway Sun", "Ordway Sun"),
        ("Lena Ost on lawns, Courier", "Courier"),
        ("“How to lose a strait” in The Admiralty Review", "The Admiralty Review"),
        ("“Cruise ship mistakes pier” by Beacon's Ann Roe", "Beacon"),
        ("Ferries sail again", None),
    ],
)
def test_given_a_line_of_other_papers_headlines_when_read_then_its_outlet_is_told(
    line: str, outlet: str | None
) -> None:
    found = line_tail(line)

    assert (found[1] if found else None) == outlet


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("(Tidewater Daily, Nov. 2) ... Brock Haines", "Tidewater Daily"),
        ("Baltic Standard, 16 Feb", "Baltic Standard"),
        ("Kyoto Courier | Nov. 2, 2026", "Kyoto Courier"),
        ("Carrier leaves Norfolk, Nov. 2", None),
        ("The ministers met on Nov. 2", None),
    ],
)
def test_given_a_line_below_a_title_when_read_then_only_one_of_outlet_and_day_is_a_source(
    line: str, outlet: str | None
) -> None:
    assert source_line(line) == outlet


def test_given_clips_with_source_lines_when_split_then_each_item_has_its_outlet() -> None:
    issue = split_text(
        "FLEET\n\n1. Carrier Leaves Port Early\n(Tidewater Daily, Nov. 2) ... Brock Haines\nThe carrier left port on "
        "Sunday, two weeks ahead of schedule.\n\n2. Frigate Program Is Late\n(Shipyard Review, Nov. 2)\nA report to "
        "Congress blames a shortage of welders and a change of radar.\n\nPERSONNEL\n\n3. Allowance To Rise\n"
        "(Service Times, Nov. 2) ... Dan Orr\n"
        "The increase takes effect on January 1 and covers most rents.\n"
    )

    assert [(item.headline, item.outlet, item.section) for item in issue.items] == [
        ("Carrier Leaves Port Early", "Tidewater Daily", "FLEET"),
        ("Frigate Program Is Late", "Shipyard Review", "FLEET"),
        ("Allowance To Rise", "Service Times", "PERSONNEL"),
    ]


def test_given_an_agenda_under_headings_of_days_when_split_then_hours_are_of_those_days() -> None:
    issue = split_text(
        "HEARINGS\n\nMonday, November 23\n\n10:00 a.m. -- Senate panel holds a hearing on courts, Room 412\n\n"
        "Tuesday, November 24\n\n9:00 a.m. -- Water committee meets, Room 200\n\n"
        "1:30 p.m. -- Governor speaks to mayors\n"
    )

    assert [item.starts_at for item in issue.items] == ["2026-11-23T10:00", "2026-11-24T09:00", "2026-11-24T13:30"]


def test_given_a_forward_inside_a_forward_when_headers_are_read_then_the_innermost_are_the_newsletters() -> None:
    outer = ["From: Petra Lund <p@council.example>", "Sent: Monday, June 8, 2026 7:41 AM", "Subject: Fwd: Brief"]
    inner = [
        "From: Valley Brief <b@hv.example>",
        "Date: June 8, 2026 at 6:00 AM",
        "Subject: Brief",
        "To: p@council.example",
    ]

    found = read_quoted_headers([*outer, "Begin forwarded message:", *inner])

    assert found is not None
    assert found.source == "Valley Brief"
