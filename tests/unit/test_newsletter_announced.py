"""Events in several blocks: a day and hour above each name, or below it, and titles with their own day below."""

from datetime import date

from news.newsletter import split
from news.splitting.announced import announced, is_day_line, tells_when
from news.splitting.outline import Part
from news.splitting.read_html import read_html
from news.splitting.read_text import read_text
from news.splitting.structure import outline

ABOVE = (
    "<p>Tuesday, November 24, 2026 | 6:00 p.m. – 7:00 p.m. ET</p><h3>Tide songs for beginners</h3><p>Old Depot, Orm</p>"
    "<p>1 December 2026, 12:30–14:00</p><h3>The crane and its critics</h3><p>Quay Hall, Velm</p>"
)
UNDER = (
    "<p><b>Public meeting on the pier</b></p><p>Wednesday, November 25, 7.30pm, Orm school. Bring a chair.</p>"
    "<p><b>Songs of wet weather</b></p><p>Friday, November 27, 8pm, church hall. Children free.</p>"
)


def begins(html: str) -> list[str]:
    parts: list[Part] = outline(read_html(html), plain=False)
    return [parts[at].block.text for at in sorted(announced(parts)[0])]


def test_given_days_above_names_set_alike_when_read_then_each_begins_an_event() -> None:
    assert begins(f"<h2>Events</h2>{ABOVE}") == [
        "Tuesday, November 24, 2026 | 6:00 p.m. – 7:00 p.m. ET",
        "1 December 2026, 12:30–14:00",
    ]


def test_given_names_above_days_when_read_then_one_that_sounds_like_a_section_begins_an_event_too() -> None:
    html = f"{UNDER}<p><b>Tractor run</b></p><p>Sunday, November 29, from 10am, Kilb Mart.</p>"

    assert begins(html) == ["Public meeting on the pier", "Songs of wet weather", "Tractor run"]


def test_given_stories_that_tell_of_a_day_when_read_then_none_is_an_event_by_it() -> None:
    html = (
        "<h3>Port buys a crane</h3><p>Nov. 3 was when the port of Orm bought a crane, its master said.</p>"
        "<h3>Velm</h3><p>Friday, November 27, 8pm: songs.</p><p>Saturday, November 28, 9am: a run.</p>"
        "<p>November 20, 2026</p><h3>Judge sends back a fence</h3><p>The posts were sold twice.</p>"
    )

    assert begins(html) == []


def test_given_a_sentence_with_a_day_and_an_hour_when_read_then_it_is_no_line_of_a_day() -> None:
    assert is_day_line("Dec. 3, 10:00 a.m. CT")
    assert not is_day_line("14 July")
    assert not is_day_line("Dec. 3, 10:00 a.m. is when the crane fell, the port said.")


def test_given_events_with_days_above_names_when_split_then_the_names_are_headlines_and_the_days_theirs() -> None:
    filler = "".join(
        f"<h3>{name}</h3><p>{name} heard of it on Monday, and the council sent it back.</p>" for name in "ABC"
    )
    issue = split(
        f"<h2>News</h2>{filler}<h2>Events</h2>{ABOVE}", "text/html", issued_on=date(2026, 11, 20), source=None
    )

    assert [(item.headline, item.starts_at) for item in issue.items[-2:]] == [
        ("Tide songs for beginners", "2026-11-24T18:00"),
        ("The crane and its critics", "2026-12-01T12:30"),
    ]


def test_given_a_day_between_a_title_and_its_text_when_split_then_they_are_one_piece() -> None:
    arrests = (
        ("ORM", "Editor taken from her bed", "nobody has said why she was taken"),
        ("VELM", "Radio host freed after a year", "he went home on a bicycle that readers gave him"),
        ("SARN", "Printer gets his press back", "it still prints, though only in green"),
    )
    laws = (("ILM", "Parish papers to need a permit"), ("KILB", "Court opens the mail"))
    text = "PIER ALERTS\n\nWeekly bulletin of the Pier\n\nA. ARRESTS\n\n"
    text += "".join(
        f"{place}: {title}\n14 November\n\nThe court of {place.title()} heard of it last week, and {rest}.\n\n"
        for place, title, rest in arrests
    )
    text += "B. LAWS\n\n" + "".join(
        f"{place}: {title}\n15 November\n\nThe council of {place.title()} voted on it on Thursday, and few of its"
        " readers came to hear it.\n\nWhat we ask: that it be read aloud in the market, and twice.\n\n"
        for place, title in laws
    )
    issue = split(f"{text}Unsubscribe: pier.example\n", "text/plain", issued_on=date(2026, 11, 20), source=None)

    assert [item.headline for item in issue.items][:4] == [
        "ORM: Editor taken from her bed",
        "VELM: Radio host freed after a year",
        "SARN: Printer gets his press back",
        "ILM: Parish papers to need a permit",
    ]


def test_given_plain_names_above_days_when_read_then_each_begins_an_event_that_what_stands_below_goes_on_with() -> None:
    text = (
        "DIARY\n\nThe quay at night\nTuesday 24 November, 18:30, Pilot House\nThe lamplighter of Orm talks of oil.\n\n"
        "Lunch with the crane driver\nThursday 3 December, 12:00, online\n\nSoup is served.\n\nDinner of the dredgers\n"
        "4 December (all day)\nBring a spoon.\n"
    )
    parts = outline(read_text(text), plain=True)
    heads, below = announced(parts)

    assert [parts[at].block.text for at in sorted(heads)] == ["The quay at night", "Lunch with the crane driver"]
    assert [parts[at].block.text.split()[0] for at in sorted(below)] == ["Tuesday", "The", "Thursday", "Soup"]


def test_given_an_agenda_of_several_days_below_a_heading_when_read_then_the_heading_begins_no_event() -> None:
    agenda = (
        "Tue 24 Nov, 09.15   Harbours, Room 4\n                    Evidence on the mole of Orm.\n\n"
        "Wed 25 Nov, 14.00   Lamps, in private\n                    The oil is counted again.\n\n"
    )
    text = f"A. HARBOUR HOUSE\n\n{agenda}B. LAMP HOUSE\n\n{agenda}"

    assert announced(outline(read_text(text), plain=True))[0] == set()


HOURS = (
    "MONDAY 23\n\n12:30\n\nTide songs for beginners\n\nBring a drum.\n\n18:00\n\nThe crane and its critics\n\n"
    "The master of the port speaks.\n\nTUESDAY 24\n\n9 a.m.\n\nHow to mend a net\n\nFor all of eight and above.\n"
)


def test_given_hours_alone_below_days_when_split_then_each_names_its_event() -> None:
    text = f"Week in Orm\n\nThe Quay House\n\n{HOURS}\n\nUnsubscribe: https://quay.example/off\n"

    items = split(text, "text/plain", issued_on=date(2026, 11, 20), source="Quay House").items

    assert [(item.headline, item.starts_at) for item in items] == [
        ("Tide songs for beginners", "2026-11-23T12:30"),
        ("The crane and its critics", "2026-11-23T18:00"),
        ("How to mend a net", "2026-11-24T09:00"),
    ]
    assert items[0].text == "12:30\n\nTide songs for beginners\n\nBring a drum."


def test_given_a_log_of_hours_without_days_when_read_then_it_announces_nothing() -> None:
    log = HOURS.replace("MONDAY 23\n\n", "").replace("TUESDAY 24\n\n", "")
    parts: list[Part] = outline(read_text(log), plain=True)

    assert announced(parts) == (set(), set())


def test_given_plain_lines_of_day_hour_and_place_above_names_when_read_then_each_begins_an_event() -> None:
    lines = [
        f"{day}\nThe song of {day[:3]}\nAna Silk (Orm)"
        for day in ("Tue 6 Oct, 16:00, Quay Hall", "Wed 7 Oct, 9am, online")
    ]
    two = "\n\n".join(["Sung this week", *lines])
    parts: list[Part] = outline(
        read_text(f"{two}\n\nThu 8 Oct, 17:30, Old Depot\nThe song of Thu\nBo Reed\n"), plain=True
    )

    begun, below = announced(parts)

    assert [parts[at].block.text[:3] for at in sorted(begun)] == ["Tue", "Wed", "Thu"]
    assert len(below) == 6
    assert not tells_when("2 November, 17:00, Quay Hall: How to mend a net")


def test_given_shows_with_the_days_they_run_when_split_then_each_is_an_event_of_its_first_day() -> None:
    shows = (
        ("Nets", "24 November – 30 March", "A hundred things that were made to hold fish."),
        ("Ana Silk's Weirs", "from 9 December", "She drew eighty and built none."),
        ("A Room of Rope", "3 December – 1 May", "Bring hemp that was not used by anybody."),
    )
    cells = "".join(f"<td><b>{name}</b><br>{days}<br>{told}</td>" for name, days, told in shows)
    issue = split(
        f"<h2>News</h2><p>The lamp is lit again, after a year in which nobody could say who was to pay for oil.</p>"
        f"<h2>On view</h2><table><tr>{cells}</tr></table>",
        "text/html",
        issued_on=date(2026, 11, 20),
        source=None,
    )

    assert [(item.headline, item.starts_at) for item in issue.items if item.kind == "event"] == [
        ("Nets", "2026-11-24"),
        ("Ana Silk's Weirs", "2026-12-09"),
        ("A Room of Rope", "2026-12-03"),
    ]


def test_given_hours_in_a_list_of_terms_below_days_when_split_then_each_is_an_event_and_small_hours_are_past_noon() -> (
    None
):
    html = (
        "<h2>News</h2><p>The council sent back the toll on eels, by nine votes to four, and went home early.</p>"
        "<h2>In the chamber</h2><h4>Tuesday 24 November</h4><dl><dt>10.00</dt><dd>Questions to the harbor master.</dd>"
        "<dt>11.30</dt><dd>The lamp bill, clauses 1 to 9.</dd></dl><h4>Wednesday 25 November</h4>"
        "<dl><dt>2.30</dt><dd>A plea to dredge the basin again.</dd></dl>"
    )
    issue = split(html, "text/html", issued_on=date(2026, 11, 20), source=None)

    assert [item.starts_at for item in issue.items if item.kind == "event"] == [
        *("2026-11-24T10:00", "2026-11-24T11:30", "2026-11-25T14:30")
    ]
