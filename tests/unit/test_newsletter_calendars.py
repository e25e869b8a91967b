"""Agendas and calendars: which day their hours are of, what is an event, and where their lines begin."""

from datetime import date

import pytest

from news.item import NewsItem
from news.newsletter import split
from news.splitting.assemble import Draft, Section
from news.splitting.dates import STAMP, read_event_time
from news.splitting.itemize import itemize
from news.splitting.read_text import read_text
from news.splitting.sections import Promise, promise_of

DAY = date(2026, 11, 20)  # a Friday


def agenda(name: str, *lines: str, promise: Promise | None = None) -> list[NewsItem]:
    blocks = read_text("\n\n".join(lines))
    return itemize([Draft(Section(name, promise), texts=[block]) for block in blocks], DAY, None)[0]


HOURS = ("9 a.m. Speaker Whit meets dairy members.", "2:30 p.m. The president signs an order on rail safety.")


def test_given_hours_without_a_day_when_all_of_a_section_are_so_then_they_are_of_the_issues_day() -> None:
    items = agenda("Moments", *HOURS)

    assert [item.starts_at for item in items] == ["2026-11-20T09:00", "2026-11-20T14:30"]
    assert {item.kind.value for item in items} == {"event"}


@pytest.mark.parametrize(
    ("name", "lines", "starts_at"),
    [
        ("The week ahead", HOURS, None),
        ("Moments", (*HOURS, "Monday, 4 p.m. The council meets."), None),
        ("Moments", HOURS[:1], None),
        ("Tomorrow in the House", HOURS, "2026-11-21T09:00"),
    ],
)
def test_given_hours_that_may_be_of_other_days_when_split_then_only_a_named_day_resolves_them(
    name: str, lines: tuple[str, ...], starts_at: str | None
) -> None:
    first = agenda(name, *lines)[0]

    assert first.starts_at == starts_at
    assert first.starts_text == "9 a.m."


@pytest.mark.parametrize(
    ("line", "starts_at"),
    [
        ("Zoning appeals. Thursday, Dec. 3, 7 p.m., room 110. On the agenda: a tower of 190 feet.", "2026-12-03T19:00"),
        ("The mayors of the coast gather in Tarn. (November 26-28)", "2026-11-26"),
        ("11/22 (Sun) Tarn: run-off vote in the harbour wards", "2026-11-22"),
        ("Wed. 11/25, 8:00 AM Harbour Board, breakfast session on dredging bids", "2026-11-25T08:00"),
        ("Days of the Dredgers, Tarn, 8 December, 09:00. Closed to gulls.", "2026-12-08T09:00"),
        ("The lights will be switched on on Saturday 28 November at 5 pm by Ana.", "2026-11-28T17:00"),
        ("Ports minister to visit Tarn on 4 December; the gulls expect bread", "2026-12-04"),
        ("Webinar: What gulls ask of you. Keepers on decorated ware. December 19, 2 p.m.", "2026-12-19T14:00"),
    ],
)
def test_given_a_calendars_line_in_any_section_when_split_then_it_is_an_event(line: str, starts_at: str) -> None:
    item = agenda("By the water", line)[0]

    assert (item.kind.value, item.starts_at) == ("event", starts_at)


@pytest.mark.parametrize(
    "line",
    [
        "The tower was approved on Thursday, Nov. 12, 7 p.m., in room 110.",
        "The mayors of the coast said so in Tarn. (November 26-28)",
        "Ports minister hopes to visit Tarn on 4 December",
        "How long might it last? Talks are to resume on Wednesday.",
        "Sixty percent hold that gulls help them. To follow: 550 words, graphic by 6 p.m.",
        "Road closed. The board is at it and ought to open a lane by Saturday",
        "1,300 - so many jobs are at stake in the harbour",
    ],
)
def test_given_a_line_that_tells_what_was_when_split_then_its_date_makes_it_no_event(line: str) -> None:
    assert agenda("By the water", line)[0].kind.value != "event"


def test_given_hours_below_two_days_when_split_then_they_are_not_of_the_issues_day() -> None:
    items = agenda("Tomorrow and Sunday", *HOURS)

    assert [item.starts_at for item in items] == [None, None]


def test_given_a_day_and_hour_below_a_name_when_split_then_it_is_an_event() -> None:
    blocks = read_text("Hail and the insurance of farms\n\nThursday 26 November, 16:15–17:30 Room 2.14\n")

    item = itemize([Draft(None, title=blocks[0], texts=blocks[1:])], DAY, None)[0][0]

    assert (item.kind.value, item.starts_at) == ("event", "2026-11-26T16:15")


def test_given_a_section_of_mostly_events_when_split_then_short_pieces_with_a_day_to_come_are_events_too() -> None:
    told = agenda(
        "By the water",
        "Nov. 24, 10 a.m.: Swim for the boat",
        "Nov. 25, 7 p.m.: Briefing with the crew",
        "Nov. 28, noon: Open ship at the quay",
        "The fund opens its spring school on March 27; nine places are left.",
        "The pool was painted.",
    )

    assert [item.kind.value for item in told] == ["event", "event", "event", "event", "article"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Seminars", "event"),
        ("Industry days", "event"),
        ("Calls and conferences", "event"),
        ("On the airwaves tonight", "event"),
        ("Where to drink", "event"),
        ("Planned for Sunday", "event"),
        ("What to expect", "event"),
        ("Ports", "headline"),
    ],
)
def test_given_a_name_of_a_day_to_come_when_its_section_is_called_so_then_it_is_an_event(name: str, kind: str) -> None:
    assert agenda(name, "Dredging for beginners, with gulls, 22 November")[0].kind.value == kind


@pytest.mark.parametrize(
    ("text", "starts_at"),
    [
        ("6-8 December: a workshop on sound", "2026-12-06"),
        ("29 November: a talk on the day of 1 December", "2026-11-29"),
        ("the boat leaves on November 24 at 7 in the evening", "2026-11-24T19:00"),
        ("a meeting on Nov. 24, 6:30 in the evening", "2026-11-24T18:30"),
        ("doors at 9 in the morning on Nov. 24", "2026-11-24T09:00"),
    ],
)
def test_given_days_and_hours_in_words_when_read_then_the_first_day_and_the_right_half_are_taken(
    text: str, starts_at: str
) -> None:
    assert read_event_time(text, DAY).starts_at == starts_at


def test_given_an_agenda_without_blank_lines_when_read_then_each_hour_begins_a_line() -> None:
    text = (
        "The members of the house sat until midnight on Thursday and then went\n"
        "home in the rain, as the clerk of the house told this letter on the\n"
        "steps, and it was still raining when the last of them had found a cab.\n\n"
        "10.00 Milk bill, second reading (rapporteur: Ms Ulf, Agrarian)\n"
        "15.30 Petition of 61,200 citizens against summer time; the clocks in\n"
        "      the chamber will be stopped for the debate\n"
    )

    blocks = read_text(text)

    assert [block.text[:12] for block in blocks] == ["The members ", "10.00 Milk b", "15.30 Petiti"]
    assert blocks[2].text.endswith("the debate")


def test_given_the_letter_o_before_several_lines_when_read_then_it_is_a_bullet() -> None:
    blocks = read_text("  o Mar 10: investor call\n  o Mar 12-14: expo in Turin\n")

    assert [(block.marker, block.text) for block in blocks] == [
        ("-", "Mar 10: investor call"),
        ("-", "Mar 12-14: expo in Turin"),
    ]


def test_given_a_numbered_name_above_a_rule_when_read_then_its_number_is_part_of_it() -> None:
    blocks = read_text("=========\n3. BILLS SIGNED\n=========\n\nThe orchid is the flower of the province.\n")

    assert (blocks[0].text, blocks[0].marker, blocks[0].level > 0) == ("3. BILLS SIGNED", "", True)


def test_given_the_day_ahead_when_hours_stand_below_then_they_are_of_the_issues_day() -> None:
    assert agenda("The Day Ahead", *HOURS)[0].starts_at == "2026-11-20T09:00"
    assert agenda("The days ahead", *HOURS)[0].starts_at is None


@pytest.mark.parametrize(
    ("text", "section", "starts_at"),
    [
        ("1700 Commons adjourns until Tuesday", "Today's timetable", "2026-11-20T17:00"),
        ("9 a.m. The fair, open until Sunday", "Today in Velm", "2026-11-20T09:00"),
        ("The fair is open until Sunday", None, "2026-11-22"),
        ("Buses leave Tarn at 07:00 sharp. 28 November, 09:00", None, "2026-11-28T09:00"),
        ("Live taping: Coast at Noon. Monday, November 23, at 6 p.m.", None, "2026-11-23T18:00"),
        ("At 9 a.m. the council meets on Monday and votes at noon", None, "2026-11-23T09:00"),
        ("So 22.11. Election in Lower Styria", "Termine", "2026-11-22"),
        ("So 23.11. Election in Lower Styria", "Termine", None),  # a Monday
        ("So 3.5. is better than 3.4", None, None),
        ("Saturday 5 December, 0830: judging of ewes", None, "2026-12-05T08:30"),
        ("Saturday 5 December, 1914: a talk", None, "2026-12-05"),
        ("Safety day, Hotel Orm, 9.30 to 16.00", "12 December", "2026-12-12T09:30"),
        ("Meeting by video, 10.00", "12 December", "2026-12-12T10:00"),
        ("The price went, 1.20 to 1.45 a litre", "12 December", "2026-12-12"),
    ],
)
def test_given_a_day_and_several_hours_when_read_then_the_one_beside_the_day_counts(
    text: str, section: str | None, starts_at: str | None
) -> None:
    assert read_event_time(text, DAY, section).starts_at == starts_at


def test_given_rows_that_open_with_their_day_when_a_place_and_a_colon_follow_then_they_are_events() -> None:
    rows = ("21 Nov Velm: Deadline for the rolls", "22 Nov Orm: General strike", "23 Nov Tarn: The lock opens")

    items = agenda("Look ahead (72 hours)", *rows, promise=promise_of("Look ahead (72 hours)"))

    assert [(item.kind.value, item.starts_at, item.outlet) for item in items] == [
        ("event", f"2026-11-{day}", None) for day in (21, 22, 23)
    ]


@pytest.mark.parametrize(
    ("heading", "promise"),
    [
        ("Look ahead (72 hours)", Promise.EVENTS),
        ("The Look Ahead", Promise.EVENTS),
        ("2.1 Statement on the events in Orm", None),
        ("Events in Orm", Promise.EVENTS),
    ],
)
def test_given_a_heading_with_events_in_it_when_it_is_a_statement_on_some_then_none_are_announced(
    heading: str, promise: Promise | None
) -> None:
    assert promise_of(heading) is promise


def test_given_alerts_with_the_hour_of_their_sending_when_their_section_is_of_today_then_they_are_headlines() -> None:
    alerts = [
        Draft(Section("More alerts from today", None), title=title, texts=[hour])
        for title, hour in (
            read_text("Jury acquits the ex-governor on all counts\n\n8:05 a.m."),
            read_text("Fire crosses the river at Orm\n\n6:31 a.m."),
        )
    ]

    assert {item.kind.value for item in itemize(alerts, DAY, None)[0]} == {"headline"}


def test_given_a_day_above_a_piece_when_it_tells_what_was_then_it_is_no_event() -> None:
    told = read_text(
        "A reporter was killed as he opened the gate at 4.40 a.m. on Friday. Police said they had no trace."
    )

    items = itemize([Draft(Section("Safety", None), texts=told, day="18 November")], DAY, None)[0]

    assert [item.kind.value for item in items] == ["article"]


@pytest.mark.parametrize(
    ("line", "opens"),
    [
        ("Sun 28 Sept 11 am Knots for beginners", True),
        ("Thu, 7.30pm The brass band of Orm on the quay", True),
        ("Thur. 7.30pm The choir of Velm in the old depot", True),
        ("Sun 28 Sept was dry", False),
        ("Thu 7 boats sank", False),
    ],
)
def test_given_a_line_when_it_opens_with_its_day_and_hour_then_it_is_of_an_agenda(line: str, opens: bool) -> None:
    assert (STAMP.match(line) is not None) is opens


def test_given_an_issue_of_hours_under_towns_when_itemized_then_they_are_of_its_day() -> None:
    lines = ["kl. 09.00 Parliament opens its hearings.", "8 Uhr Cabinet meets on pensions.", "1000 GMT Lots are drawn."]
    towns = ["HAVN", "BRENN", "ACCARA", "LEVENA"]
    drafts = [
        Draft(Section(town, None), texts=read_text(line))
        for town, line in zip(towns, [*lines, "10h Ministers meet at the palace."], strict=True)
    ]

    items, _ = itemize(drafts, DAY, None)

    assert [item.starts_at for item in items] == [f"2026-11-20T{hour}:00" for hour in ("09", "08", "10", "10")]
    assert {item.kind.value for item in items} == {"event"}


def test_given_hours_of_four_digits_below_towns_when_no_line_opens_with_a_year_then_they_are_of_the_issues_day() -> (
    None
):
    lines = [
        "0900 Council on eels",
        "0930 Leaders meet (doorstep 0915)",
        "1200 Vote on the lock",
        "1500 Ruling on gulls",
    ]
    towns = ["HAVN", "BRENN", "HAVN", "ORM", "ORM"]
    drafts, dated = (
        [Draft(Section(town, None), texts=read_text(line)) for town, line in zip(towns, told, strict=True)]
        for told in ([*lines, "The lock is shut."], [*lines, "1947 The lock is dug"])
    )

    starts = [item.starts_at for item in itemize(drafts, DAY, None)[0]]

    assert starts == [*(f"2026-11-20T{hour}" for hour in ("09:00", "09:30", "12:00", "15:00")), None]
    assert {item.starts_at for item in itemize(dated, DAY, None)[0]} == {None}


def test_given_hours_of_four_digits_when_another_section_holds_events_with_hours_then_it_keeps_them() -> None:
    told = {
        "HAVN": ["0900 Council on eels", "0930 Leaders meet"],
        "ORM": ["1200 Vote on the lock", "1500 Ruling on gulls"],
    }
    told["Hearings"] = ["Hearing on gulls, 10:00", "Talk on eels, 11:30"]
    drafts = [Draft(Section(town, None), texts=read_text(line)) for town, lines in told.items() for line in lines]

    starts = [item.starts_at for item in itemize(drafts, DAY, None)[0]]

    assert starts[2:] == [f"2026-11-20T{hour}" for hour in ("12:00", "15:00", "10:00", "11:30")]


def test_given_chambers_below_days_when_split_then_they_are_sections_and_their_hours_are_of_the_day_above() -> None:
    html = (
        "<h1>The Diary</h1><h2>At a standstill</h2>"
        "<p>The clerks who write down the debates stopped work at noon on Friday, after a machine was"
        " bought without them. Votes taken since then may have to be repeated, their delegate says.</p>"
        "<h2>Monday 23 November</h2><h3>Lower house</h3><p><b>16 h</b> &ndash; Questions to the minister of works.</p>"
        "<p><b>18 h 30</b> &ndash; The president of the house receives the clerks.</p><h3>Senate</h3>"
        "<p><b>15h</b> &ndash; Committee on laws: a hearing.</p><h2>Tuesday 24 November</h2><h3>Lower house</h3>"
        "<p><b>9h15</b> &ndash; Group meetings.</p>"
    )

    events = [item for item in split(html, "text/html", issued_on=DAY, source=None).items if item.section]

    assert [(item.section, item.starts_at) for item in events] == [
        ("Lower house", "2026-11-23T16:00"),
        ("Lower house", "2026-11-23T18:30"),
        ("Senate", "2026-11-23T15:00"),
        ("Lower house", "2026-11-24T09:15"),
    ]


def test_given_days_set_as_sections_are_when_split_then_they_end_the_news_above_but_no_agenda() -> None:
    news = (
        "The Alhambra will open again in February, sixteen months after its ceiling came down during a matinee of the"
        " children's choir. The city paid three million.\n\nThe Sinfonia has cut its season from nine"
        " concerts to five. Players heard of it by text, their union says, and will meet next week.\n\n"
    )
    days = (
        "## Monday\n\n* 7.30 p.m. The Stables: a tuba to be named\n* 8 p.m. Kino Lux: a new print\n\n## Tuesday\n\n"
        "* 1 p.m. Old Baths: lunchtime organ\n* 6.30 p.m. City Gallery: forty watercolours\n"
    )

    sections = [
        {item.section for item in split(text, "text/markdown", issued_on=DAY, source=None).items if item.starts_at}
        for text in (f"# Dusk\n\n## Some news\n\n{news}{days}", f"# Dusk\n\n{news}## What's on\n\n{days}")
    ]

    assert sections == [{None}, {"What's on"}]


def test_given_one_hour_beside_the_days_agenda_when_split_then_it_is_of_that_day_and_elsewhere_of_none() -> None:
    sections = [Section(name, None) for name in ("Commons", "Lords", "Reports")]
    lines = [(0, "11.30 a.m. Whips meet."), (0, "4 p.m. The mole bill."), (1, "2.30 p.m. Questions on eels.")]
    rest = [(2, "Orm slept."), (2, "Velm rowed home."), (2, "1 p.m. Tea.")]
    drafts = [Draft(sections[at], texts=read_text(line)) for at, line in [*lines, *rest]]

    items = itemize(drafts, DAY, None)[0]

    assert [item.starts_at for item in items if item.section != "Reports"][-1] == "2026-11-20T14:30"
    assert items[-1].starts_at is None


def test_given_a_french_hour_behind_its_day_when_read_then_it_is_the_days() -> None:
    assert read_event_time("Samedi 28 novembre, 14 h : concours de soupe", DAY).starts_at == "2026-11-28T14:00"


@pytest.mark.parametrize("line", ["20h30 : débat sur l'eau, entrée libre.", "21h00 : quart de finale, palais."])
def test_given_french_hours_when_an_agenda_has_them_then_they_are_of_the_issues_day(line: str) -> None:
    assert (
        agenda("Ce soir", line, "22h15 : la lampe s'éteint.")[0].starts_at == f"2026-11-20T{line[:5].replace('h', ':')}"
    )


@pytest.mark.parametrize(
    ("letter", "lines", "starts_at"),
    [
        ("The Evening File", HOURS, "2026-11-21T09:00"),
        ("The Morning File", HOURS, "2026-11-20T09:00"),
        ("The Evening File", ("7 p.m. Tea.", "9 p.m. The lamp is lit."), "2026-11-20T19:00"),
    ],
)
def test_given_an_agenda_in_a_letter_of_the_evening_when_its_hours_are_past_then_they_are_of_the_next_day(
    letter: str, lines: tuple[str, ...], starts_at: str
) -> None:
    drafts = [Draft(Section("Diary", None), texts=[block]) for block in read_text("\n\n".join(lines))]

    assert itemize(drafts, DAY, None, letters=(letter,))[0][0].starts_at == starts_at
