"""Titles without the marks in front of them, who asked or wrote them, and an event's day; what contents name."""

from dataclasses import replace
from datetime import date

import pytest

from news.item import NewsItem
from news.splitting.assemble import Draft, Section, Sections, assemble
from news.splitting.block_labels import Label
from news.splitting.boilerplate import Reason
from news.splitting.contents import contents_sections
from news.splitting.footer import board_of
from news.splitting.itemize import itemize
from news.splitting.outline import Part
from news.splitting.papers import name_papers
from news.splitting.printed_titles import bare_title
from news.splitting.read_html import read_html
from news.splitting.read_markdown import read_markdown
from news.splitting.read_text import read_text
from news.splitting.sections import Promise, promise_of
from news.splitting.structure import outline
from tests.issues import split_as


def items_of(html: str, section: Section | None = None) -> list[NewsItem]:
    return itemize([Draft(section, texts=[block]) for block in read_html(html)], date(2026, 11, 20), "Pier")[0]


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("→ Orm votes on its lighthouse", "Orm votes on its lighthouse"),
        ("▸ A ferry without a captain", "A ferry without a captain"),
        ("🔸 The strike at Velm is over.", "The strike at Velm is over."),
        ("+ Two pilots land on the ice", "Two pilots land on the ice"),
        ("-- Port buys a crane", "Port buys a crane"),
        ("#4 Lashers locked out at Velm", "Lashers locked out at Velm"),
        ("Q: Who owns the pier? — Ana S., Orm", "Who owns the pier?"),
        ("Q. Will there be jobs?", "Will there be jobs?"),
    ],
)
def test_given_a_mark_before_a_title_when_read_then_the_title_is_without_it(printed: str, title: str) -> None:
    assert bare_title(printed) == title


@pytest.mark.parametrize(
    "printed",
    [
        "+3 degrees at the pole",
        "-12 at night, and no coal",
        "Q fever on two farms",
        "#OrmFirst divides Orm",
        "1. Ferry",
        "—",
    ],
)
def test_given_a_sign_that_a_title_says_when_read_then_it_stays(printed: str) -> None:
    assert bare_title(printed) == printed


def test_given_a_question_that_names_its_asker_when_itemized_then_the_text_still_does() -> None:
    title, text = read_html("<p><b>Q: Who owns the pier? — Ana S., Orm</b></p><p>The council does, since a fire.</p>")
    ((item,), _) = itemize([Draft(None, title, [text])], date(2026, 11, 20), "Pier")

    assert item.headline == "Who owns the pier?"
    assert item.text == "Q: Who owns the pier? — Ana S., Orm\n\nThe council does, since a fire."


def test_given_a_title_with_a_full_stop_when_itemized_then_the_stop_stays() -> None:
    (item,) = items_of("<p><b>Velm wants its own tide.</b> The harbour office doubts that it can have one.</p>")

    assert item.headline == "Velm wants its own tide."


def test_given_a_list_items_title_with_a_full_stop_when_itemized_then_the_stop_only_parts_it_from_its_text() -> None:
    (item,) = items_of(
        "<ul><li><b>Velm wants its own tide.</b> The harbour office doubts that it can have one.</li></ul>"
    )

    assert item.headline == "Velm wants its own tide"


def test_given_three_titles_with_their_writers_when_itemized_then_the_titles_are_without_them() -> None:
    html = "".join(
        f"<p><b>{title}</b> The council heard it on Monday and sent it back to the committee.</p>"
        for title in (
            "Port buys a crane by Ana Silk",
            "Judge sends back a fence By BRAM ODE",
            "Ferry sails by Ivo Quint",
        )
    )

    assert [item.headline for item in items_of(html)] == [
        "Port buys a crane",
        "Judge sends back a fence",
        "Ferry sails",
    ]


def test_given_books_and_a_single_title_by_somebody_when_itemized_then_the_names_stay() -> None:
    html = "".join(
        f"<p><b>{title}</b> It is out this week, and longer than the last one was.</p>"
        for title in (
            "“Mud” by Ana Silk",
            "“Salt” by Bram Ode",
            "Tide, by Ivo Quint",
            "Orm is haunted by Great Uncle Ned",
        )
    )

    assert items_of(html)[3].headline == "Orm is haunted by Great Uncle Ned"
    assert items_of(html)[0].headline == "“Mud” by Ana Silk"


def test_given_an_events_name_behind_its_day_when_itemized_then_the_name_is_the_headline() -> None:
    html = (
        "<p><b>Dec. 3, 10:00 a.m. CT</b><br><a href='https://pier.example/1'>Crane Safety Day</a><br>Quay Hall, Orm</p>"
        "<p>Fri 4.12., 20:00 <b>Tide songs</b> Old Depot, Velm</p>"
        "<p>Dec. 5, 9 a.m.: Minister <b>Ana Silk</b> opens the lock.</p>"
    )
    items = items_of(html, Section("Events", Promise.EVENTS))

    assert [(item.headline, item.starts_at) for item in items] == [
        ("Crane Safety Day", "2026-12-03T10:00"),
        ("Tide songs", "2026-12-04T20:00"),
        ("Dec. 5, 9 a.m.: Minister Ana Silk opens the lock.", "2026-12-05T09:00"),
    ]


CONTENTS = """
TOP NEWS OF ORM

  Port buys a second crane
  Judge sends back a fence

THE REST OF THE HARBOUR

  Ferry sails without a captain

******************************************************************
TOP NEWS OF ORM

 --Port buys a second crane

The crane lifts forty tonnes, the port said on Monday, and it creaks.

 --Judge sends back a fence

The posts were sold twice, so the judge has sent them back to both.

******************************************************************
THE REST OF THE HARBOUR

 --Ferry sails without a captain

The ferry to Velm left on time on Tuesday, and nobody was at its wheel.
"""


def names_at(text: str) -> list[str]:
    parts = outline(read_text(text), plain=True)
    return [parts[at].block.text for at in sorted(contents_sections(parts)[1])]


def test_given_contents_that_name_sections_when_these_come_again_then_they_are_sections() -> None:
    assert names_at(CONTENTS) == ["TOP NEWS OF ORM", "THE REST OF THE HARBOUR"]


def test_given_an_aside_in_each_of_two_stories_when_read_then_it_is_no_section() -> None:
    text = (
        "Port buys a second crane\n\nTHE DETAILS\n\nThe crane lifts forty tonnes, the port said on Monday.\n\n"
        "Judge sends back a fence\n\nTHE DETAILS\n\nThe posts were sold twice, so the judge sent them back.\n"
    )

    assert names_at(text) == []


def test_given_the_letters_own_people_at_its_end_when_read_then_they_are_told_from_news_of_people() -> None:
    head = "Port buys a crane\n\nThe port of Orm buys a crane that lifts forty tonnes.\n\nIt creaks.\n\n"
    board = "The Editorial Board of the Pier\n\nAna Silk is a pilot and writes the tides.\n\nBram Ode ran two locks.\n"
    view = "The Editorial Board\n\nThe council should sell the crane.\n\nIt has no use for one that creaks.\n"

    assert len(board_of(outline(read_text(head + board), plain=True))) == 3
    assert not board_of(outline(read_text(head + view), plain=True))


def papers_of(markdown: str) -> tuple[list[str], list[str]]:
    parts: list[Part] = outline(read_markdown(markdown), plain=False)
    assemble(parts)
    labels: dict[int, Label] = {}
    papers = name_papers(parts, labels)
    return list(papers.values()), [part.block.text for part in parts if labels.get(id(part)) is Label.SECTION]


def test_given_papers_names_as_headings_in_sections_when_read_then_they_are_outlets() -> None:
    markdown = (
        "## Nationals\n\n### The Orm Courier\n\n- Port buys a crane\n\n### Velm Gazette\n\n- Judge sells a fence\n\n"
        "## Business\n\n### Quay Herald\n\n- Ferry firm sells its ferry\n"
    )

    assert papers_of(markdown) == (["The Orm Courier", "Velm Gazette", "Quay Herald"], ["Nationals", "Business"])


def test_given_papers_in_capitals_on_plain_lines_when_split_then_pieces_have_sections_papers_and_no_titles() -> None:
    text = (
        "THE PAPER SHELF\n\nWe read the leaders of the day so that you need not.\n\n"
        "THE NEW SLUICE\n\nThe ORM TIMES\n\nThe lock opens two hours late, which the leader calls early.\n\n"
        "THE PILOT\n\nA sluice is a promise to the sea, says the leader, and the sea has a good memory.\n\n"
        "TOLLS ON THE QUAY\n\nVELM GAZETTE\n\n"
        "A toll that geese can dodge is no toll, the paper finds. It asks who counted them, and who paid.\n\n"
        "DAILY BUOY\n\nIts editors would rather pay in eels, of which the river still has more than it needs.\n\n"
        "ABROAD\n\nLE PHARE D'ORMES (Vesle)\n\nThe paper thinks that nobody will miss the old ferry but its cook.\n\n"
        "TARN HERALD\n\nTwo towns have one mayor between them, and each says that the other may keep him.\n\n"
        "ON THE FRONT PAGES\n\nOrm Times ......... Sluice opens to rain\nThe Pilot ......... Sluice shuts again\n"
        "Velm Gazette ...... Toll doubled for geese\n"
    )

    items = split_as(text).items

    assert [(item.section, item.outlet) for item in items] == [
        ("THE NEW SLUICE", "ORM TIMES"),
        ("THE NEW SLUICE", "THE PILOT"),
        ("TOLLS ON THE QUAY", "VELM GAZETTE"),
        ("TOLLS ON THE QUAY", "DAILY BUOY"),
        ("ABROAD", "LE PHARE D'ORMES"),
        ("ABROAD", "TARN HERALD"),
        ("ON THE FRONT PAGES", "Orm Times"),
        ("ON THE FRONT PAGES", "The Pilot"),
        ("ON THE FRONT PAGES", "Velm Gazette"),
    ]
    assert [item.headline for item in items[-3:]] == [
        "Sluice opens to rain",
        "Sluice shuts again",
        "Toll doubled for geese",
    ]


def test_given_names_in_capitals_in_turn_with_one_line_each_when_split_then_these_are_front_pages() -> None:
    text = (
        "MORNING CLIPS\n\n=====\nFRONT PAGES\n=====\nTHE ORM COURIER\n   Treasury stops the second lock\n"
        "VELM GAZETTE\n   Sunk by a bell\nQUAY HERALD\n   Yard sends 600 home\nCITY AM\n   Funds asked to buy geese\n\n"
        "=====\nPORTS\n=====\nA yard in Tarn has sent its welders home on full pay until the lock is paid for.\n\n"
        "The lock at Orm was to open in May, and will now open when somebody finds the money for its gates.\n"
    )

    items = split_as(text).items

    assert [(item.section, item.headline, item.outlet) for item in items[:4]] == [
        ("FRONT PAGES", "Treasury stops the second lock", "THE ORM COURIER"),
        ("FRONT PAGES", "Sunk by a bell", "VELM GAZETTE"),
        ("FRONT PAGES", "Yard sends 600 home", "QUAY HERALD"),
        ("FRONT PAGES", "Funds asked to buy geese", "CITY AM"),
    ]
    assert all(item.outlet is None for item in items[4:])


def test_given_sections_that_sound_like_papers_when_no_heading_holds_them_then_they_name_no_outlet() -> None:
    inside = "## Morning\n\n### The Review\n\n- A crane\n\n### Market Report\n\n- Tin\n\n"
    inside += "## Evening\n\n### World Today\n\n- A ferry\n"
    assert papers_of(inside) == ([], [])
    markdown = (
        "## Capitol Report\n\n- Port buys a crane\n\n## Pier Watch Daily\n\n- A fence\n\n## Arts Review\n\n- A song\n"
    )

    assert papers_of(markdown) == ([], [])


def test_given_lines_that_all_end_in_their_writers_when_itemized_then_the_titles_are_without_them() -> None:
    read = "<ul><li>How to lose a canal by Ana Silk</li><li>The rational pilot by former captain Bram Ode</li></ul>"
    mixed = "<ul><li>Orm is sued by Ana Silk</li><li>Ferry sails without a captain</li></ul>"
    most_read = Section("Most read", Promise.PIECES)

    assert [item.headline for item in items_of(read, most_read)] == ["How to lose a canal", "The rational pilot"]
    assert items_of(mixed, most_read)[0].headline == "Orm is sued by Ana Silk"


def test_given_a_paper_before_a_title_in_quotes_when_itemized_then_the_title_is_the_headline() -> None:
    items = items_of(
        "<p><b>Quay Herald</b> “Barges stack up as the river falls” by Ana Silk</p>"
        "<p><b>Ana Silk</b> “I was told to wait,” she said, and so the port did.</p>"
    )

    assert (items[0].headline, items[0].outlet) == ("“Barges stack up as the river falls”", "Quay Herald")
    assert items[1].headline == "Ana Silk"


def test_given_a_bold_title_of_two_sentences_when_itemized_then_it_is_the_headline_whole() -> None:
    blocks = read_html("<p><b>“My neighbour sings after ten. Is that a law?”</b></p><p>It isn't, a court said.</p>")
    ((item,), _) = itemize([Draft(None, texts=blocks)], date(2026, 11, 20), "Pier")

    assert item.headline == "“My neighbour sings after ten. Is that a law?”"


def test_given_a_links_words_set_as_the_sections_are_when_read_then_they_name_one() -> None:
    head = "=== World ===\n\nPort buys a crane\nThe port of Orm buys a crane that lifts forty tonnes.\n\n"
    more = "=== More at this hour ===\n\n+ Judge sends back a fence\n+ Ferry sails without a captain\n"
    linked = (
        "<h2>World</h2><p>Port buys a crane that lifts forty tonnes.</p><h2><a href='https://a.example'>{}</a></h2>"
    )
    parts = outline(read_text(head + more), plain=True)
    links = outline(read_html(linked.format("More at this hour") + "<p>Judge sends back a fence.</p>"), plain=False)

    assert [part.reason for part in parts if part.block.text == "More at this hour"] == [None]
    assert [part.reason for part in links if part.block.text == "More at this hour"] == [Reason.LINK_LABEL]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[2] PEOPLE WHO WERE CAUGHT", "[2] PEOPLE WHO WERE CAUGHT"),
        ("=== Also in Orm . . . ===", "Also in Orm . . ."),
        ("=== Coming up… ===", "Coming up…"),
    ],
)
def test_given_a_sections_name_when_entered_then_it_is_as_printed(text: str, name: str) -> None:
    sections = Sections()
    sections.enter(read_text(f"{text}\n\nTwo were seized in Velm on Monday, the court said.\n")[0])

    assert sections.open is not None
    assert sections.open.name == name


def test_given_a_numbered_sections_name_when_entered_then_the_picture_behind_the_number_stays() -> None:
    sections = Sections()
    sections.enter(replace(read_html("<h3>⚡ Catch me up</h3>")[0], marker="5."))
    assert sections.open is not None
    assert sections.open.name == "5. ⚡ Catch me up"

    sections.enter(read_html("<h3>⚡ Catch me up</h3>")[0])
    assert sections.open.name == "Catch me up"


def test_given_top_of_the_news_when_read_then_it_promises_several_pieces() -> None:
    assert promise_of("TOP OF THE NEWS") is Promise.PIECES
    assert promise_of("Top of the agenda") is Promise.LEAD


def titles_of(text: str, names: dict[str, str]) -> list[str]:
    """The headlines of a plain text whose lines stand under sections, by the first word of each."""
    drafts = []
    for block in read_text(text):
        name = names[block.text.split()[0]]
        if block.marker:
            drafts.append(Draft(Section(name, None), texts=[block], marker=block.marker))
        else:
            drafts[-1].texts.append(block)
    return [item.headline for item in itemize(drafts, date(2026, 11, 20), "Pier")[0]]


def test_given_an_issue_numbered_throughout_when_itemized_then_titles_keep_their_numbers() -> None:
    text = "(1) Orm buys a crane\n\nIt lifts.\n\n(2) Velm sells one\n\nNo one bid.\n\n(3) Ferry sinks\n\nAll swam."
    lines = "7. Orm buys a crane\n\n8. Velm sells one\n\n9. Ferry sinks with all its cheese"

    told = titles_of(text, dict.fromkeys(["Orm", "It", "Velm", "No", "Ferry", "All"], "Harbour"))
    over_sections = titles_of(lines, {"Orm": "Harbour", "Velm": "Harbour", "Ferry": "Sea"})

    assert told == ["(1) Orm buys a crane", "(2) Velm sells one", "(3) Ferry sinks"]
    assert over_sections == ["7. Orm buys a crane", "8. Velm sells one", "9. Ferry sinks with all its cheese"]


def test_given_a_list_numbered_anew_or_in_one_section_when_itemized_then_its_markers_are_no_part_of_titles() -> None:
    anew = "1. Orm buys a crane\n\n2. Velm sells one\n\n1. Ferry sinks with all its cheese"
    alone = anew.replace("\n\n1. ", "\n\n3. ")

    bare = ["Orm buys a crane", "Velm sells one", "Ferry sinks with all its cheese"]
    assert titles_of(anew, {"Orm": "Harbour", "Velm": "Harbour", "Ferry": "Sea"}) == bare
    assert titles_of(alone, dict.fromkeys(("Orm", "Velm", "Ferry"), "Harbour")) == bare


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Salt Roads, by Ana Silk. A walk from Orm to Velm in nine days.", "Salt Roads"),
        ("Salt Roads, by Ana Silk (Quay House, 312 pp.). A walk from Orm to Velm.", "Salt Roads"),
        ("Salt Roads by Ana van Silk (Quay Press, 2024). A walk from Orm to Velm.", "Salt Roads"),
        ("Ana Silk, Salt Roads (Quay Press). A walk from Orm to Velm.", "Salt Roads"),
        ("<b>Ana Silk (ed.), Salt Roads</b> (Quay, 312 pp., €20). A walk from Orm to Velm.", "Salt Roads"),
        ("The pier was sold by Ana Silk. Nobody else bid for it.", "The pier was sold by Ana Silk."),
        ("The pier was sold, by Monday. Nobody else bid for it.", "The pier was sold, by Monday."),
    ],
)
def test_given_a_book_and_who_wrote_it_when_itemized_then_the_headline_is_its_title(line: str, title: str) -> None:
    assert [item.headline for item in items_of(f"<p>{line}</p>")] == [title]


def test_given_days_of_print_behind_titles_when_itemized_then_headlines_are_without_them() -> None:
    printed = ["Piers of Orm, updated March 2, 2026", "Who Owns a Tide?, April 1, 2026:", "The Salt Tax, May 9, 2026"]
    page = "".join(f"<p>{title}</p>" for title in printed)

    items = items_of(page)

    assert [item.headline for item in items] == ["Piers of Orm", "Who Owns a Tide?", "The Salt Tax"]
    assert [item.text for item in items] == printed
    assert [item.headline for item in items_of(page[: page.index("<p>The Salt")])] == printed[:2]


def test_given_paragraphs_that_open_with_one_bold_word_when_itemized_then_it_is_their_headline() -> None:
    lines = ["<b>Orm</b> The mayor fled by boat.", "<b>Velm</b> Nobody voted at all.", "<b>Sund</b> Two ferries met."]
    page = "".join(f"<p>{line}</p>" for line in lines)
    running = page.replace("</b> The", "</b> the")

    assert [item.headline for item in items_of(page)] == ["Orm", "Velm", "Sund"]
    assert items_of(running)[0].headline == "Orm the mayor fled by boat."


def test_given_a_note_behind_a_title_or_a_number_before_it_when_itemized_then_it_is_the_headline() -> None:
    noted = '<p><a href="https://p.example/1">Ports of Orm</a> (report no. 9, 2 May): three men own the quay.</p>'

    assert [item.headline for item in items_of(noted)] == ["Ports of Orm"]
    assert [item.headline for item in items_of("<p>A1. Orm shuts its port. No ship may leave.</p>")] == [
        "A1. Orm shuts its port."
    ]


def test_given_lines_with_their_papers_when_itemized_then_a_headline_of_two_sentences_is_whole() -> None:
    rest = "<li>Velm votes again (Velm Courier)</li><li>Ferry sinks off Sund (Sund Herald)</li>"
    section = Section("Papers", None)

    items = items_of(f"<ul><li>Pier burns, two hurt. Cats were saved. (Orm Gazette)</li>{rest}</ul>", section)
    told = items_of(f"<ul><li>Pier burns, two hurt. Cats were saved (Orm Gazette).</li>{rest}</ul>", section)

    assert (items[0].headline, items[0].outlet) == ("Pier burns, two hurt. Cats were saved.", "Orm Gazette")
    assert told[1].headline == "Velm votes again"
