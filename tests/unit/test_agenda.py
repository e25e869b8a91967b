"""What a brief prints of an event's time, also in a calendar, and of an address."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from models.summarizer import summarize
from news.brief import compose
from news.briefing.format_calendar import brief_to_calendar
from news.briefing.formats import brief_to_text
from news.item import Kind
from news.newsletter import split
from tests.invented import THEMES, labelled

DAY = date(2024, 10, 28)


@pytest.mark.parametrize(
    ("address", "printed"),
    [
        ("https://a.example/x?utm_source=n&id=3&fbclid=1#top", "https://a.example/x?id=3#top"),
        ("https://a.example/x?utm_source=n&utm_medium=e", "https://a.example/x"),
        (
            "https://a.example/x?UTM_id=3&ref=front&cid=7",
            "https://a.example/x?ref=front&cid=7",
        ),  # may lead somewhere else
        ("https://a.example/?q=a%20b&mc_cid=4&mc_eid=5&p", "https://a.example/?q=a%20b&p"),
        ("https://a.example/utm_source=x", "https://a.example/utm_source=x"),
    ],
)
def test_given_an_address_that_counts_its_readers_when_a_brief_prints_it_then_it_does_not_and_the_item_keeps_it(
    address: str, printed: str
) -> None:
    one = labelled(
        "a", "Dockers walk out", "Dockers of Orm walked out over night shifts on Sunday.", {"elections": 0.9}
    )
    item = replace(one.item, url=address)

    brief = compose(DAY, "UTC", [replace(one, item=item)], THEMES, summarize, model="m", taxonomy="t")

    [link] = [link for theme in brief.themes for story in theme.stories for link in story.items]
    assert (link.url, item.url) == (printed, address)
    assert f"    {printed}\n" in brief_to_text(brief)


def written(headline: str, starts_at: str, starts_text: str) -> tuple[str, str]:
    """The agenda's text and calendar of one event."""
    event = labelled("e", headline, kind=Kind.EVENT, starts_at=starts_at, starts_text=starts_text)
    brief = compose(DAY, "UTC", [event], THEMES, summarize, model="m", taxonomy="t")
    return brief_to_text(brief), brief_to_calendar(brief, lambda item: f"https://s.example/{item}", datetime.now(UTC))


def test_given_an_event_at_midnight_when_written_then_no_hour_is_guessed() -> None:
    text, calendar = written("The toll on the bridge ends", "2024-10-29T00:00", "Tuesday, midnight")

    assert "- 2024-10-29 midnight: The toll" in text
    assert "DTSTART;VALUE=DATE:20241029\r\n" in calendar
    assert "Time as announced: 2024-10-29 midnight" in calendar


@pytest.mark.parametrize(
    ("headline", "off"),
    [
        ("Dockers' march, called off", True),
        ("CANCELLED: Concert at the lock", True),
        ("The board's hearing on ferries (postponed)", True),
        ("Hearing on the postponed ferry", False),
        ("The board meets on why the march was called off in May", False),
    ],
)
def test_given_an_event_that_is_called_off_when_written_as_a_calendar_then_it_says_so(headline: str, off: bool) -> None:
    text, calendar = written(headline, "2024-10-29T10:00", "Tuesday, 10 a.m.")

    assert f"- 2024-10-29 10:00: {headline}" in text
    assert ("STATUS:CANCELLED\r\n" in calendar) is off


def test_given_a_title_that_opens_with_its_hour_and_a_number_when_listed_then_the_hour_stands_once() -> None:
    text, _ = written("23:58 9.2 million rows are to leave the archive", "2024-10-29T23:58", "23:58")

    assert "- 2024-10-29 23:58: 9.2 million rows" in text


@pytest.mark.parametrize(
    ("headline", "starts_text", "printed"),
    [
        ("10am (Orm): Mayor Ada Lund speaks", "10am", "- 2024-10-29 10:00 Orm: Mayor Ada Lund speaks"),
        ("10am (in Orm) Mayor Ada Lund speaks", "10am", "- 2024-10-29 10:00: 10am (in Orm) Mayor Ada Lund speaks"),
        ("– Do plants keep time? A talk", "10 a.m.", "- 2024-10-29 10:00: Do plants keep time? A talk"),
    ],
)
def test_given_a_place_behind_the_hour_when_listed_then_the_hour_is_that_places(
    headline: str, starts_text: str, printed: str
) -> None:
    text, _ = written(headline, "2024-10-29T10:00", starts_text)

    assert printed in text


@pytest.mark.parametrize(
    ("line", "starts_at"),
    [
        ("Tuesday: Election day. First polls close at 6 p.m.", "2024-10-29"),
        ("Tuesday: Deadline for bids. The office closes at noon.", "2024-10-29"),
        ("Tuesday: Polls close at 6 p.m. in all of Orm.", "2024-10-29T18:00"),
        ("Tuesday: The board meets. The hearing begins at 3 p.m. in Room 2.", "2024-10-29T15:00"),
        ("Tuesday: The harbour board meets, 3 p.m.", "2024-10-29T15:00"),
    ],
)
def test_given_the_hour_at_which_something_else_ends_when_an_event_is_read_then_it_does_not_start_then(
    line: str, starts_at: str
) -> None:
    issue = f"Harbour Brief\n\nThe port opened its gates after a strike.\n\nTHE WEEK AHEAD\n\n{line}\n"

    [event] = [
        item
        for item in split(issue.encode(), "text/plain", issued_on=DAY, source="Harbour Brief").items
        if item.kind is Kind.EVENT
    ]

    assert event.starts_at == starts_at
