"""How an issue is set: tables, pictures, small letters, banners, addresses in brackets, days above an agenda."""

import time

import pytest

from news.item import Kind
from news.splitting.boilerplate import Reason, greets_with_news, reason_of
from news.splitting.captions import is_credit, says_paid
from news.splitting.dates import is_day_name
from news.splitting.phrases import outlet_tail
from news.splitting.read_html import read_html
from news.splitting.read_markdown import read_markdown
from news.splitting.read_text import read_text
from news.splitting.sections import Promise, promise_of
from news.splitting.styles import hidden_classes
from tests.issues import kept, split_as


def test_given_what_is_hidden_from_one_mail_program_alone_when_read_then_it_is_seen() -> None:
    blocks = read_html("<div style='mso-hide:all'>Seen.</div><div style='mso-hide:all;display:none'>Not seen.</div>")

    assert kept(blocks) == ["Seen."]


def test_given_a_copy_for_phones_that_a_style_sheet_hides_when_split_then_nothing_is_told_twice() -> None:
    pieces = "<h3>Weir opens</h3><p>A choir sang on the bank.</p><h3>Ferry sinks</h3><p>Nobody was on it.</p>"
    sheet = (
        "td.phone, .old {display:none !important} @media (max-width: 600px) {.desk {display:none} .phone {color:red}}"
    )
    page = f"<style>/* .desk {{display:none}} */ {sheet}</style><h2>News</h2><div class='desk'>{pieces}</div>"

    blocks = read_html(f"{page}<div class='b phone'>{pieces}</div><p class=old style='display:block'>Shown.</p>")

    assert kept(blocks) == [
        *("News", "Weir opens", "A choir sang on the bank.", "Ferry sinks", "Nobody was on it.", "Shown.")
    ]


@pytest.mark.parametrize("sheet", ["{" * 60_000, "/*" * 40_000, ".a{" * 30_000, "x," * 50_000 + "{display:none}"])
def test_given_a_style_sheet_made_to_keep_a_parser_busy_when_read_then_it_is_done_soon(sheet: str) -> None:
    began = time.process_time()

    hidden_classes(sheet)

    assert time.process_time() - began < 1


def test_given_sections_named_by_pictures_alone_when_read_then_their_texts_are_headings() -> None:
    html = (
        '<img alt="The Pier Post" src="a.png"><p>Friday, November 20, 2026</p>'
        '<img alt="HARBOR NEWS" src="b.png"><p>A crane fell on the quay at dawn.</p>'
        '<img alt="AT THE COUNCIL" src="c.png"><p>Tolls double from May on.</p>'
        '<img alt="dot" width="1" height="1" src="d.gif"><a href="https://a.example"><img alt="READ" src="e.gif"></a>'
    )

    blocks = read_html(html)

    assert [block.text for block in blocks if block.level] == ["HARBOR NEWS", "AT THE COUNCIL"]
    assert html[blocks[1].start : blocks[1].end] == '<img alt="HARBOR NEWS" src="b.png">'
    assert [block.text for block in read_html(html.replace("AT THE COUNCIL", "a hall")) if block.level] == []


def banner(text: str, height: int) -> str:
    return f'<table><tr><td><img alt="{text}" width="600" height="{height}" src="{height}.png"></td></tr></table>'


def test_given_pictures_set_like_one_of_a_usual_name_when_read_then_their_texts_are_headings_too() -> None:
    html = (
        f"{banner('Top stories', 44)}<p>A crane fell on the quay at dawn.</p>"
        f"{banner('A swan at the lock', 300)}<p>Tolls double from May on.</p>"
        f"{banner('On the slipway', 44)}<p>The ferry has a new mast.</p>"
    )
    shown = html.replace("<p>Tolls", banner("The mayor of Orm opens the new lock on Monday", 44) + "<p>Tolls")

    assert [block.text for block in read_html(html) if block.level] == ["Top stories", "On the slipway"]
    assert [block.text for block in read_html(shown) if block.level] == []


def test_given_html_when_read_then_a_block_knows_its_picture_its_letters_and_its_place() -> None:
    html = (
        '<p style="font-size:16px">The weir was opened on Friday.</p><img src="w.jpg">'
        '<p style="font-size:11px;text-align:center"><em>The weir at noon.</em></p><p>It will be shut on Monday.</p>'
    )

    first, caption, last = read_html(html)

    assert (caption.pictured, caption.size, caption.italic, caption.centred) == (True, 11, True, True)
    assert [(block.pictured, block.italic, block.centred) for block in (first, last)] == [(False, False, False)] * 2
    assert [block.pictured for block in read_markdown("![](w.jpg)\n\n*The weir.*\n\nIt is shut.\n")] == [True, False]


@pytest.mark.parametrize(
    ("large", "small"),
    [
        ('font size="5"', "font size=2"),
        ("font size='+1'", "font"),
        ('span style="font-size:19px"', 'span style="font-size:14px"'),
    ],
)
def test_given_a_line_of_larger_letters_when_a_break_ends_it_then_it_is_a_block_above_its_text(
    large: str, small: str
) -> None:
    told = "The wall held through the night, and the harbor master opened both gates again at six."
    lines = (("Tide spares the wall", told), ("Orm counts its boats", "Diocese Weekly"))
    tag = large.partition(" ")[0]
    html = "<font size=3>" + "".join(
        f"<p><{large}>{title}</{tag}><br><{small}>{text}</{tag}></p>" for title, text in lines
    )

    found = [(block.text, block.size) for block in read_html(html)]

    assert [text for text, _ in found] == ["Tide spares the wall", told, "Orm counts its boats Diocese Weekly"]
    assert found[0][1] > found[1][1] > 0


def test_given_lines_that_each_begin_with_a_dash_when_read_then_each_is_a_block() -> None:
    html = "<p>— “Ferry sold,” by The Orm Post<br>— “Crane falls,” by Ilm Radio<br>— “Tolls double,” by The Beacon</p>"

    assert [block.text[2:9] for block in read_html(html)] == ["“Ferry ", "“Crane ", "“Tolls "]


def test_given_a_title_above_its_address_in_brackets_when_read_then_it_is_one_linked_line() -> None:
    [title] = read_text("What the gauge taught us (\nhttps://k.example/x1\n)\n")

    assert (title.text, [link.url for link in title.links]) == ("What the gauge taught us", ["https://k.example/x1"])


def test_given_headlines_with_outlets_above_their_texts_when_split_then_pages_and_writers_are_no_outlets() -> None:
    review = (
        "ABROAD\n\nMinister to chair talks on gas (Vestnik, p. 1 and 4)\nThe minister will chair a meeting of six\n"
        "states next week, and has asked all of them for figures\nabout what they hold in store.\n\n"
        "Shipyard sold for one crown (Capital Daily, p. 12, by Dusan Vrba)\nThe state sold the yard to its own\n"
        "workers on Tuesday, after no other buyer had come in\ntwo years of asking.\n"
    )

    issue = split_as(review, "text/plain")

    assert [(item.headline, item.outlet) for item in issue.items] == [
        ("Minister to chair talks on gas", "Vestnik"),
        ("Shipyard sold for one crown", "Capital Daily"),
    ]
    assert outlet_tail("The plan (Phase, two) fails") is None


def test_given_papers_behind_dashes_above_indented_texts_when_split_then_titles_stand_alone() -> None:
    review = (
        "=====\nPORTS\n=====\n"
        "Minister to chair talks on gas -- The Intelligencer, p. 4\n   The minister will chair a meeting of six\n"
        "   states next week, and has asked all of them for figures\n   about what they hold in store.\n\n"
        "Fog bell fetches 40 crowns -- Velm Gazette, online\n   Two towns bid for it, and a third, which has fog of\n"
        "   its own all year, asked only to hear it rung once.\n\n"
        "Shipyard sold for one crown -- Quay Herald, p. 12\n   The state sold the yard to its own workers.\n\n"
        "A history of the lamp -- Orm Times, p. 30\n"
    )

    assert [(item.headline, item.outlet) for item in split_as(review).items] == [
        ("Minister to chair talks on gas", "The Intelligencer"),
        ("Fog bell fetches 40 crowns", "Velm Gazette"),
        ("Shipyard sold for one crown", "Quay Herald"),
        ("A history of the lamp", "Orm Times"),
    ]


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("Ana Silk/Harbor Pictures", True),
        ("A ranger locks a gate on Friday. Bo Lund/Coast Images", True),
        ("Courtesy of Lena Ost", True),
        ("Data: Census office. Chart: Ruth Kell", True),
        ("The clerk in July. (Caio Brand for Pier Post)", True),
        ("The turnpike at dusk. Lou Castle for The Courier", True),
        ("The big picture: Two other clubs have booked lanes.", False),
        ("Phone ruling reaches a second circuit (Bo Hart, Central Dispatch)", False),
        ("The senator voted against the bill for Ilm Harbor.", False),
        ("Shells hit a prison near Orm, the army says. (Ilm News via Courier)", False),
    ],
)
def test_given_a_line_when_it_says_whose_a_picture_is_then_it_is_a_credit(line: str, credit: bool) -> None:
    assert is_credit(line) is credit


def test_given_a_paragraph_that_calls_itself_paid_when_read_then_it_is_a_sponsors() -> None:
    assert says_paid("True luxury outlives you. Discover the Talu by Orm & Sons. (Advertisement)")
    assert reason_of("SPONSORED: From Ilm to Sarn in a seat that thinks it is a sofa.") is Reason.SPONSOR
    assert not says_paid("Regulators want every paid post to be called an advertisement.")


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("Good morning. For six years people who swim in the rivers of Orm have kept logbooks of the smell.", True),
        ("Good morning. We spent the weekend at the pier, and you will find what we read there below.", False),
        ("Good morning.", False),
        ("The minister said good morning to the crews and left at once for the capital by train.", False),
    ],
)
def test_given_a_greeting_when_it_goes_on_then_only_news_makes_it_part_of_a_piece(text: str, tells: bool) -> None:
    assert greets_with_news(text) is tells


def test_given_an_agenda_under_names_of_days_when_split_then_days_are_no_sections_and_lines_are_events() -> None:
    agenda = (
        "<h2>News</h2><p>The bridge opened on Friday, nine years late.</p><h2>Weekend planner</h2><p><b>Tonight</b></p>"
        "<p>7 p.m. — Accordion night at the depot. Bring your own.</p><p>8:30 p.m. — The Stokers play at the rink.</p>"
        "<p><b>Saturday</b></p><p>10 a.m. — Seed swap at the library.</p><p>2 p.m. — Skating on the canal.</p>"
    )

    events = split_as(agenda, "text/html").items[-4:]

    assert {(str(item.kind), item.section) for item in events} == {("event", "Weekend planner")}
    assert [item.starts_at for item in events] == [
        "2026-11-20T19:00", "2026-11-20T20:30", "2026-11-21T10:00", "2026-11-21T14:00"
    ]  # fmt: skip
    assert is_day_name("Saturday night")
    assert not is_day_name("Saturday night live")


def test_given_names_of_sections_when_read_then_vacancies_and_jokes_are_asides_and_planners_hold_events() -> None:
    assert promise_of("Now Hiring") is Promise.ASIDE
    assert promise_of("Work with us") is Promise.ASIDE
    assert promise_of("Dad joke") is Promise.ASIDE
    assert promise_of("Here's what else I'm keeping tabs on today") is Promise.EVENTS
    assert promise_of("Share prices") is not Promise.ASIDE


def test_given_another_papers_headline_in_quotes_when_linked_then_it_is_no_saying() -> None:
    html = (
        "<h2>Clips</h2><p><b>The Orm Post</b></p><p><a href='https://a.example/1'>“Ferry sold to its own crew”</a>"
        " – Ana Silk</p><p><b>Ilm Radio</b></p><p><a href='https://a.example/2'>“Crane falls on empty quay”</a>"
        " – Bo Lund</p><p><b>The Beacon</b></p><p><a href='https://a.example/3'>“Tolls double in May”</a> – Eva Orr</p>"
    )

    issue = split_as(html, "text/html")

    assert [item.headline.split("”")[0] for item in issue.items] == [
        "“Ferry sold to its own crew", "“Crane falls on empty quay", "“Tolls double in May"
    ]  # fmt: skip


def test_given_letters_of_no_size_around_sized_ones_when_read_then_only_what_stays_without_size_is_hidden() -> None:
    html = (
        "<table><tr><td style='font-size:0px'><div style='font-size:15px'>Port buys a crane.</div></td></tr>"
        "<tr><td style='font-size:0'><p>Unseen words for robots.</p></td></tr>"
        "<tr><td style='font-size:0;display:none'><div style='font-size:15px'>Preview of the letter.</div></td></tr>"
        "<tr><td style='font-size:0px'><p style='font:bold 14px Arial'>Judge sends back a fence.</p></td></tr></table>"
    )

    assert kept(read_html(html)) == ["Port buys a crane.", "Judge sends back a fence."]


def test_given_a_caption_in_brackets_when_read_then_its_agency_tells_it_from_a_remark() -> None:
    assert is_credit("[Crews wait on the pier of Orm for a tide, November 3, 2026. QPA/Ana Silk]")
    assert not is_credit("[The council says that it will build the pier in two years. It said so in 2019, too.]")


@pytest.mark.parametrize(
    ("cell", "headline"),
    [
        (
            '<a href="{}">Weir opens after nine years</a><br>A choir sang. The mayor fell in.',
            "Weir opens after nine years",
        ),
        (
            '<span>CULTURE</span><br /><a href="{}">The last eel smoker</a><br /><span>By ADA VOSS</span><br />'
            "He has one customer left, and she is a heron.",
            "The last eel smoker",
        ),
        (
            'The mayor met <a href="{}">the anglers</a><br>Nobody spoke. They ate.',
            "The mayor met the anglers Nobody spoke.",
        ),
        ('<a href="{}">The weir of Orm</a><br>is shut on Mondays. It rests.', "The weir of Orm is shut on Mondays."),
    ],
)
def test_given_a_link_on_a_line_of_its_own_above_a_text_when_split_then_it_is_the_headline(
    cell: str, headline: str
) -> None:
    others = ("Ferry crews strike. No boat left the quay on Friday.", "The crane fell. It had been sold twice.")
    rows = [cell.format("https://o.example/1"), *others]
    page = f"<h2>News of the lake</h2><ul>{''.join(f'<li>{row}</li>' for row in rows)}</ul>"

    issue = split_as(page, "text/html")

    assert headline in [item.headline for item in issue.items]


CALENDAR = """
THE LAKE LETTER

COAST

Two boats of the lake guard met at the weir
Two boats of the lake guard met at the weir at dawn on Thursday and parted at noon, the guard said. Nobody was hurt.

Pear carts banned from the bridge at Ilm
The council of Ilm banned carts of pears from its bridge after a beam fell on one on Tuesday. The ban ends in May.

ON THE CALENDAR
Today
3 p.m.: The port council meets on the weir.
Sunday
The mayors of Ilm and Sarn meet at Orm.
Tuesday
10 a.m.: Ilm opens its lock, Lower Quay.
December 1
Vote on the ferry law.

Unsubscribe | Manage preferences
"""


def test_given_an_agenda_that_ends_an_issue_when_split_then_what_stands_below_each_day_is_an_event() -> None:
    events = [item for item in split_as(CALENDAR, "text/plain").items if item.kind is Kind.EVENT]

    assert [(item.headline, item.starts_at) for item in events] == [
        ("3 p.m.: The port council meets on the weir.", "2026-11-20T15:00"),
        ("The mayors of Ilm and Sarn meet at Orm.", "2026-11-22"),
        ("10 a.m.: Ilm opens its lock, Lower Quay.", "2026-11-24T10:00"),
        ("Vote on the ferry law.", "2026-12-01"),
    ]


REVIEW = """
LAKE PRESS REVIEW

NORTH

Boats meet at the weir (Quay Herald)
Two boats of the lake guard met at the weir at dawn, the Quay Herald says. Nobody was hurt.

The ban on pears stands (Ilm Courier)
The court of Ilm ruled for the council by five votes to two, the Ilm Courier writes. The judge is a grower.

Who are the pear carters? (Sarn Ledger)
The seven men fined on the bridge met in a rowing club, according to the Sarn Ledger, which saw its rolls.

SOUTH

Lock to open on Tuesday (Orm Gazette)
The lock at Orm opens for boats under nine metres, the Orm Gazette says, after two years of works.
"""


def test_given_a_review_of_papers_when_a_title_asks_then_it_begins_a_piece_as_the_others_do() -> None:
    items = split_as(REVIEW, "text/plain").items

    assert [(item.headline, item.outlet) for item in items] == [
        ("Boats meet at the weir", "Quay Herald"),
        ("The ban on pears stands", "Ilm Courier"),
        ("Who are the pear carters?", "Sarn Ledger"),
        ("Lock to open on Tuesday", "Orm Gazette"),
    ]


def test_given_an_event_behind_its_hour_when_split_then_its_words_are_no_outlet() -> None:
    lines = (
        "<li><b>Monday, Nov. 23, 3 p.m.:</b> Port Council on Ferries.</li><li><b>Nov. 24:</b> Ilm votes on pears.</li>"
    )

    items = split_as(
        f"<h2>What’s next</h2><ul>{lines}</ul><h2>News</h2><p>{'Boats met at the weir. ' * 9}</p>", "text/html"
    ).items

    assert [(item.kind, item.outlet) for item in items[:2]] == [(Kind.EVENT, None)] * 2


def test_given_lines_that_open_with_a_sign_when_wrapped_text_is_read_then_each_is_a_block() -> None:
    lines = [
        "+ The ferry crews of Orm will vote on Monday, after nine days in the port.",
        "+ A baker in Velm has bought the old fish market, and he keeps all the ice.",
        "⑦ Orm counts its swans once more, and finds one fewer there than in spring",
        "⑧ The tide tables of the year are wrong by an hour, which nobody had noticed",
    ]
    told = (
        "The harbor board of Orm has counted the boats that came in by night, and\nit found more of them than it has "
        "berths for, as in each of the last two\nyears. It will build none.\n"
    )

    blocks = read_text("\n".join([told, *(f"{a}\n{b}\n" for a, b in zip(lines[::2], lines[1::2], strict=True)), told]))

    assert [block.text for block in blocks[1:-1]] == lines
