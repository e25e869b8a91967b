"""Shapes that newsletters of many publishers share: lines, outlets, days, labels, advertisements."""

import time
from datetime import date

import pytest

from news.item import Issue
from news.mail import read_quoted_headers
from news.newsletter import split
from news.splitting.boilerplate import Reason, is_date_line, reason_of
from news.splitting.outline import has_inner_stop, is_titlelike
from news.splitting.phrases import dash_outlet, line_tail, outlet_tail, reported_by, source_line
from news.splitting.read_markdown import read_markdown
from news.splitting.read_text import read_text
from news.splitting.sections import Promise, names_views, promise_of
from tests.issues import split_as


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


def test_given_people_who_are_asked_not_to_leave_when_read_then_that_is_no_way_off_a_list() -> None:
    news = "The pilots were given one room in the tower of Orm, and were asked not to leave it after six."

    assert reason_of(news) is None
    assert reason_of("You get the list of tides each day; to leave it, write to the clerk.") is Reason.SUBSCRIPTION


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
        ("“Orm needs a bell” (editorial, Quay Herald)", "Quay Herald"),
        ("Orm buys a bell -- Quay Herald, p. 4", "Quay Herald"),
        ("Orm buys a bell — Quay Herald, Comment, p. 15", "Quay Herald"),
        ("Orm buys a bell — Quay Herald, leading article", "Quay Herald"),
        ("Orm buys a bell — the second, p. 4", None),
    ],
)
def test_given_a_title_and_where_it_stands_in_a_paper_when_read_then_the_paper_alone_is_the_outlet(
    line: str, outlet: str | None
) -> None:
    found = outlet_tail(line) or dash_outlet(line)

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
    issue = split_as(
        "The Sea Clips, Nov. 2\n\n"
        "FLEET\n\n1. Carrier Leaves Port Early\n(Tidewater Daily, Nov. 2) ... Brock Haines\nThe carrier left port on "
        "Sunday, two weeks ahead of schedule.\n\n2. Frigate Program Is Late\n(Shipyard Review, Nov. 2)\nA report to "
        "Congress blames a shortage of welders and a change of radar.\n\nPERSONNEL\n\n3. Allowance To Rise\n"
        "(Service Times, Nov. 2) ... Dan Orr\n"
        "The increase takes effect on January 1 and covers most rents.\n"
    )

    assert [(item.headline, item.outlet, item.section) for item in issue.items] == [
        ("1. Carrier Leaves Port Early", "Tidewater Daily", "FLEET"),
        ("2. Frigate Program Is Late", "Shipyard Review", "FLEET"),
        ("3. Allowance To Rise", "Service Times", "PERSONNEL"),
    ]


def test_given_an_agenda_under_headings_of_days_when_split_then_hours_are_of_those_days() -> None:
    issue = split_as(
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


def split_html(body: str) -> Issue:
    return split_as(f"<html><body>{body}</body></html>", "text/html")


def test_given_papers_before_linked_titles_when_split_then_they_are_outlets_and_the_titles_headlines() -> None:
    issue = split_html(
        "<h2>Health</h2>"
        '<p><b>Lake Tribune:</b> <a href="https://a.example/1">Nurses Walk Out As Talks Stall</a><br>'
        "About 2,100 nurses left their wards at 7 in the morning on Wednesday, the union said.</p>"
        '<p><b>Radio One:</b> <a href="https://a.example/2">Why The Price Of Insulin Rose</a><br>'
        "A pact that was to cap it at 35 dollars fell apart when one of three makers walked out.</p>"
        "<h2>Courts</h2>"
        '<p><b>The Ledger:</b> <a href="https://a.example/3">Judge Halts Sale Of Clinic</a><br>'
        "The clinic had been promised to two buyers, and both had paid.</p>"
    )

    assert [(item.outlet, item.headline) for item in issue.items] == [
        ("Lake Tribune", "Nurses Walk Out As Talks Stall"),
        ("Radio One", "Why The Price Of Insulin Rose"),
        ("The Ledger", "Judge Halts Sale Of Clinic"),
    ]


def test_given_a_country_before_a_linked_half_sentence_when_split_then_it_is_no_outlet() -> None:
    issue = split_html(
        "<h2>World news</h2><ul>"
        '<li><b>Ecuador:</b> <a href="https://a.example/1">The navy seized 31 tons</a>, the most ever found.</li>'
        '<li><b>Portugal:</b> <a href="https://a.example/2">A warehouse burned</a>, and a street was cleared.</li>'
        "</ul>"
    )

    assert [item.outlet for item in issue.items] == [None, None]


@pytest.mark.parametrize(
    ("ending", "outlet"),
    [
        ("Rosa Delio reports for the Capital Herald.", "Capital Herald"),
        ("Radio Nordia reports.", "Radio Nordia"),
        ("The minister reports to nobody.", None),
    ],
)
def test_given_a_paragraph_that_names_whose_report_it_is_when_read_then_that_is_its_outlet(
    ending: str, outlet: str | None
) -> None:
    [block] = read_text(
        f"At least 31 people drowned when a boat sank off the island on Friday, the coast guard said. {ending}"
    )

    assert reported_by(block) == outlet


@pytest.mark.parametrize(
    "line",
    [
        "😍 Loved it", "Not for me", "How did you like today's interview?", "All times eastern",
        "Enjoying Morning Wire?", "This post is for paid subscribers", "Get the Pier app", "Attorney Advertising",
        "If you have any questions about this alert, please contact your usual adviser.",
        "OUT AND ABOUT — at the opening of the new hall: Sens. Ruiz and Castle",
    ],
)  # fmt: skip
def test_given_what_surrounds_the_news_of_many_publishers_when_read_then_it_is_none(line: str) -> None:
    assert reason_of(line) is not None


def test_given_an_issue_that_calls_itself_opinion_when_split_then_its_pieces_are() -> None:
    body = "\n\n".join(
        f"- **{title}** {text}"
        for title, text in (
            (
                "The court has discovered modesty",
                "It declines only the cases in which deciding would cost it something.",
            ),
            (
                "My town banned leaf blowers",
                "Quiet, it turns out, has to be raked, and somebody has to do it in October.",
            ),
            ("What generals owe us", "An oath is a promise to somebody, and we should ask more often to whom it was."),
        )
    )

    issue = split(body, "text/markdown", issued_on=None, source="Opinion Today")

    assert [str(item.kind) for item in issue.items] == ["opinion"] * 3


def test_given_sections_by_name_when_read_then_the_top_of_an_agenda_is_a_lead_and_public_meetings_are_events() -> None:
    assert promise_of("Top of the Agenda") is Promise.LEAD
    assert promise_of("Current Events") is not Promise.EVENTS
    assert promise_of("Public Meetings") is Promise.EVENTS
    assert promise_of("Polls of note") is Promise.POLLS
    assert promise_of("Letters") is Promise.OPINION
    assert names_views("The Observer-Record | Opinion Today")
    assert not names_views("Today's Headlines and Commentary")


def test_given_a_figure_above_what_it_counts_when_split_then_it_is_a_number_of_the_day() -> None:
    issue = split_html(
        "<h2>News</h2><h3>Ferries stay in port</h3>"
        "<p>Crews struck on Friday over pay, and all crossings were cancelled.</p>"
        "<h3>Bridge opens</h3><p>The new bridge took its first cars on Friday, nine years late.</p>"
        "<h3>62%</h3><p>The share of cars sold in the province last year that run on batteries alone.</p>"
    )

    assert [str(item.kind) for item in issue.items] == ["article", "article", "poll"]


def test_given_an_issue_without_a_day_of_the_callers_when_its_masthead_names_one_then_events_are_told_from_it() -> None:
    text = (
        "The Harbour Brief\n\nFriday, November 20, 2026\n\nFerries stop for a day\n\nCrews walked out over night "
        "shifts, and forty boats stayed in port until the evening.\n\nOn our radar\n\n"
        "The port council will meet tomorrow at 9 a.m.\n"
    )

    told = split(text, "text/plain", issued_on=None, source=None)
    given = split(text, "text/plain", issued_on=date(2026, 12, 1), source=None)
    undated = split(text.replace(", 2026", ""), "text/plain", issued_on=None, source=None)

    assert (told.issued_on, told.items[-1].starts_at) == (date(2026, 11, 20), "2026-11-21T09:00")
    assert (given.issued_on, given.items[-1].starts_at) == (date(2026, 12, 1), "2026-12-02T09:00")
    assert (undated.issued_on, undated.items[-1].starts_at) == (None, None)


def test_given_linked_list_items_when_none_below_them_is_linked_then_those_tell_of_them_and_else_are_pieces() -> None:
    release = (
        "* [Lumen {}](https://a.example/{})\n  + It waits for tide {}.\n  + It lost its lamp, which nobody used.\n"
    )
    told = "# Package Week\n\n## Releases\n\n" + "".join(release.format(at, at, at) for at in (4, 5, 6))
    linked = told.replace("+ It waits for", "+ [A pier of Orm waits](https://a.example/9) for")

    items = split_as(told, "text/markdown").items

    assert [item.headline for item in items] == ["Lumen 4", "Lumen 5", "Lumen 6"]
    assert all(item.text.endswith("which nobody used.") for item in items)
    assert len(split_as(linked, "text/markdown").items) > len(items)


def test_given_a_heading_that_was_wrapped_inside_its_link_when_read_then_it_is_whole() -> None:
    text = "## [A lamp is lit for the first time in\nsix years](https://a.example/1)\n\nOrm paid.\n\n## [Open\n\nNext"

    blocks = read_markdown(text)

    assert [(block.text, block.level) for block in blocks] == [
        ("A lamp is lit for the first time in six years", 2),
        ("Orm paid.", 0),
        ("[Open", 2),
        ("Next", 0),
    ]
    assert blocks[0].links[0].end == len(blocks[0].text)


def test_given_a_heading_with_a_bracket_that_no_link_closes_when_read_then_it_goes_on_into_nothing() -> None:
    text = "## Velm [updated\nThe weir was sold.\n- A crane\n- A rope [1](https://a.example/1)\n## Brenn\nIt rained.\n"

    began = time.process_time()
    read_markdown("# [a\n" + "word word word\n" * 9_000)
    took = time.process_time() - began

    assert [(block.text, block.level) for block in read_markdown(text) if not block.marker] == [
        ("Velm [updated", 2),
        ("The weir was sold.", 0),
        ("Brenn", 2),
        ("It rained.", 0),
    ]
    assert took < 1


def test_given_a_saying_of_two_sentences_in_quotes_when_read_then_it_may_be_a_title() -> None:
    title, told = read_text('"The lamp was paid for. Ask who rows"\n\n"The lamp was paid for." They rowed home')

    assert is_titlelike(title)
    assert not is_titlelike(told)
