"""Outlets by a section's manner, linked titles that are teasers, kinds by how a section is called."""

from datetime import date

import pytest

from news.item import NewsItem
from news.splitting.assemble import Draft, Section
from news.splitting.itemize import itemize
from news.splitting.read_html import read_html
from news.splitting.read_text import read_text
from news.splitting.sections import Promise, holds_figures, holds_views, promise_of


def items_of(text: str, section: Section | None, *, html: bool = False) -> list[NewsItem]:
    blocks = read_html(text) if html else read_text(text)
    return itemize([Draft(section, texts=[block]) for block in blocks], date(2026, 11, 20), "Pier")[0]


def outlets_of(text: str, section: str = "Abroad", *, html: bool = False) -> list[str | None]:
    return [item.outlet for item in items_of(text, Section(section, promise_of(section)), html=html)]


def test_given_a_paper_on_a_line_between_title_and_text_when_itemized_then_it_is_the_outlet() -> None:
    html = (
        "<p><b>Port buys a crane</b><br><i>Quay Bulletin</i><br>It lifts forty tonnes, and creaks.</p>"
        "<p><b>Judge sends back a fence</b><br><i>Shop Stool</i><br>The posts were sold twice.</p>"
        "<p><b>Mayor rows home</b><br><i>Inland Courier</i><br>The ferry had no captain.</p>"
    )

    assert outlets_of(html, html=True) == ["Quay Bulletin", "Shop Stool", "Inland Courier"]


def test_given_writers_on_a_line_between_title_and_text_when_itemized_then_no_one_takes_them_for_papers() -> None:
    html = (
        "<p><b>Port buys a crane</b><br><i>Ana Silk</i><br>It lifts forty tonnes, and creaks.</p>"
        "<p><b>Judge sends back a fence</b><br><i>Bram Ode</i><br>The posts were sold twice.</p>"
    )

    assert outlets_of(html, html=True) == [None, None]


@pytest.mark.parametrize(
    ("section", "text", "outlets"),
    [
        (
            "Editorials",
            "Økonomi warns that a budget on hay will be cut like hay.\n\nMorgenbladet mourns the geese of the lake.\n",
            ["Økonomi", "Morgenbladet"],
        ),
        (
            "Elsewhere",
            "Tarn Weekly spent a night with the lamp.\n\nThe Velm Post has spoken to six who rowed home.\n",
            ["Tarn Weekly", "The Velm Post"],
        ),
        ("Opinion", "Orrin has agreed to sell its lamp.\n\nTarn spent twelve million on a weir.\n", [None, None]),
        ("Abroad", "Oman warns that the strait may close.\n\nSeoul says that it will not buy.\n", [None, None]),
        (
            "In the papers",
            'La Gazette ....... "A bridge too many"\n\nDe Bode ...... "Tolls for swans"\n',
            ["La Gazette", "De Bode"],
        ),
        (
            "Water",
            "November 18, Quay Herald - (Orm) Sluice stuck open. Nobody has the key.\n\n"
            "November 19, Low Tide Post - (Velm) Pump stolen at noon. The thief left a note.\n",
            ["Quay Herald", "Low Tide Post"],
        ),
        (
            "Abroad",
            "FIRST POINT: The yard won the order for the boats.\n\nSECOND POINT: The other yard lost it again.\n",
            [None, None],
        ),
        (
            "In the papers",
            "NEW TARN — The port closed for a day.\n\nORM — The market opened again.\n\nVELM — Nobody came.\n",
            [None, None, None],  # where a report comes from
        ),
        (
            "In the papers",
            "THE ORM MAIL — The port closed for a day.\n\nVELM HERALD — The market opened again.\n",
            ["THE ORM MAIL", "VELM HERALD"],
        ),
        (
            "Abroad",
            "The clock is right twice.” By Ana Silk, Orm Tidings\n\nThe mast fell down. Bell & Buoy first reported.\n",
            ["Orm Tidings", None],
        ),
        (
            "Abroad",
            "“Mayor sells a fog bell” by Ana Silk, Orm Tidings\n\n"
            "“The toll of geese” by Bo Lund and Ola Mark, The Pier\n",
            ["Orm Tidings", "The Pier"],
        ),
        (
            "Journals",
            "Ana Silk, “Fog as Policy: The Orm Case”, Journal of Quays 41/1. She counts bells, and finds too few.\n\n"
            "Bo Lund and Ola Mark, “Geese at Tolls.” Harbour Studies 9:2.\n",
            ["Journal of Quays", "Harbour Studies"],
        ),
        (
            "Journals",
            "Quay Quarterly: Ana Silk, “Whose Lamp?” The keepers of Orm never agreed on that.\n\n"
            "Harbour Studies: Bo Lund, “Rope and Rank.”\n",
            ["Quay Quarterly", "Harbour Studies"],
        ),
        (
            "What we’re watching",
            "Orrin: The minister of ports resigned at noon.\n\nVelm: Voters choose a mayor on Friday.\n",
            [None, None],  # what the news is about
        ),
        (
            "Our people",
            "The last man at the wire, Renske Blom, Harbor Papers.\n\nGuards of the grain, Ola Mark, Delta Monitor.\n",
            ["Harbor Papers", "Delta Monitor"],
        ),
    ],
)
def test_given_a_section_that_names_papers_in_one_manner_when_itemized_then_each_entry_has_its_own(
    section: str, text: str, outlets: list[str | None]
) -> None:
    assert outlets_of(text, section) == outlets


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("Per Ink & Rope: “Why sailors vote in the rain”", "Ink & Rope"),
        ("“Bonded” by Prakash Oyer in The Pier: how chips came home older.", "The Pier"),
        ("How the county lost its clocks. By Plains Post’s Wade Pell.", "Plains Post"),
        ("A court ordered the boats returned, and they were sold, Gulf Daily reports.", "Gulf Daily"),
        ("They leave with the loan, Nerea Sal argues in La Torre.", "La Torre"),
        ("Judges stopped work for a day. ([El Faro https://faro.example/c ])", "El Faro"),
        ("The yard will close by May, according to the Quay Courier.", "Quay Courier"),
        ("The pilot told The Broadsheet that fog is a choice, and that nobody makes it.", "The Broadsheet"),
        ("The pilot told The Hague that fog is a choice, and that nobody makes it.", None),
        ("The yard will close by May, according to the Navy Department.", None),
    ],
)
def test_given_a_piece_that_says_where_it_was_printed_when_itemized_then_that_is_its_outlet(
    text: str, outlet: str | None
) -> None:
    assert outlets_of(text) == [outlet]


def test_given_entries_with_papers_in_capitals_when_itemized_then_each_names_its_own() -> None:
    text = (
        "In Lyon L'HEURE BLEUE is cross about the trains.\n\nRome's IL MESSO GRANDE has counted the holes.\n\n"
        "The VALE HERALD found a tortoise.\n\nCourts let the ban stand, EL FARO NUEVO writes.\n"
    )

    assert outlets_of(text) == ["L'HEURE BLEUE", "IL MESSO GRANDE", "VALE HERALD", "EL FARO NUEVO"]


def test_given_people_and_slugs_in_capitals_when_itemized_then_they_are_no_papers() -> None:
    text = (
        "The order went to BRAM ODE of the yard, who will not fill it.\n\n"
        "COLD SNAP, CONTINUED: The canal froze again.\n\n"
        "Nobody asked ANA SILK whether she would run.\n\nFIRST IN THE LOG — A swan has been seen at the lock.\n"
    )

    assert outlets_of(text) == [None, None, None, None]


@pytest.mark.parametrize("label", ["more", "Register", "see the chart", "The vote"])
def test_given_a_link_in_brackets_that_says_what_it_does_when_itemized_then_it_is_no_paper(label: str) -> None:
    html = f'<p>The council voted on the fence. (<a href="https://orm.example/1">{label}</a>)</p>'

    [item] = items_of(html, None, html=True)

    assert (item.outlet, item.url, item.text) == (None, "https://orm.example/1", "The council voted on the fence.")


def test_given_an_arrow_that_is_linked_behind_a_text_when_itemized_then_it_is_a_teaser() -> None:
    html = '<p>The buggies could not pass the snow. <a href="https://b.example">&gt;&gt;</a></p><p>Snow fell.</p>'

    item = items_of(html, None, html=True)[0]

    assert (item.kind.value, item.text, item.url) == (
        "teaser",
        "The buggies could not pass the snow.",
        "https://b.example",
    )


def test_given_names_of_sections_when_read_then_they_promise_what_stands_there() -> None:
    assert promise_of("Today’s Headlines and Commentary") is not Promise.OPINION
    assert promise_of("Commentary") is Promise.OPINION
    assert promise_of("Number of the night") is Promise.POLLS
    assert holds_figures("Chart of the week")
    assert holds_figures("In three charts")
    assert holds_views("From our experts")
    assert holds_views("Leader Columns")


def test_given_business_on_an_agenda_and_a_view_in_a_last_clause_when_itemized_then_neither_is_an_event() -> None:
    sale = items_of("8.A Sale of the old fire station, for a vote.\n", Section("Tuesday’s agenda", Promise.EVENTS))
    view = "Discipline was made for wars. On sewers it teaches nothing, Clara Benn argues.\n\nA sewer burst in Orm.\n"

    assert [item.kind.value for item in [*sale, *items_of(view, None)]] == ["article", "opinion", "article"]


def test_given_pages_numbers_behind_papers_when_several_have_them_then_these_are_the_outlets() -> None:
    review = (
        "Port buys a crane. The Quay Herald (p. 3, É. Silk) reports that it creaks.\n\n"
        "Boots. The Mirror (pp. 4, 7) has counted them.\n\nBram Ode, Inland Courier (p. 9): sell the pier."
    )
    report = "Minister in The Hague (p. 4) denies it.\n\nThe report (pages 3 to 9) says that boats leak."

    assert outlets_of(review) == ["Quay Herald", "The Mirror", "Inland Courier"]
    assert outlets_of(report) == [None, None]


def test_given_a_linked_title_its_writer_and_its_paper_when_a_section_keeps_that_then_the_paper_is_the_outlet() -> None:
    html = (
        "<ul><li><a href='https://a.example/'>Nine lives of a ferry</a>, Ana Silk, <i>Strait Review</i>. It sank</li>"
        "<li><a href='https://a.example/2'>The awning king</a>, <i>Meridiana</i><br>A reporter rents shade.</li></ul>"
    )
    places = (
        "<ul><li><a href='https://a.example/1'>Crane falls</a>, Bergen. Nobody was hurt by the old crane.</li>"
        "<li><a href='https://a.example/2'>Judge resigns</a>, Ostend. She had sat for forty years.</li></ul>"
    )

    assert outlets_of(places, html=True) == [None, None]
    assert outlets_of(html, html=True) == ["Strait Review", "Meridiana"]
    assert items_of(html, None, html=True)[0].headline == "Nine lives of a ferry"


@pytest.mark.parametrize(
    ("outlet", "text"),
    [
        (
            "The Wexford Standard",
            "A treaty is a habit, Ana Silk argues in an op-ed for The Wexford Standard, and a dear one.",
        ),
        (
            "El Faro",
            "The dam will be paid for with fish, reports [El Faro https://faro.example/1 ]. The vote was close.",
        ),
        ("Hafen-Kurier", "The council bought three boats and a bell, per the Hafen-Kurier."),
        (None, "The op-ed in June, which nobody signed, said that the dam leaks and that the ministry knows."),
    ],
)
def test_given_a_paper_in_a_sentence_when_itemized_then_only_words_of_printing_make_it_the_outlet(
    outlet: str | None, text: str
) -> None:
    assert outlets_of(text) == [outlet]


@pytest.mark.parametrize(
    ("line", "headline"),
    [
        ("<a href='https://a.example/1'>Crane falls in Velm</a> [Quay Bulletin, 51 min]. It was oiled twice.", None),
        ("<a href='https://a.example/1'>Crane falls in Velm</a> [Quay Bulletin 39:2]. It was oiled twice.", None),
        ("<a href='https://a.example/1'>Crane falls in Velm</a> [Quay Bulletin, in Dutch]", None),
        ("<a href='https://a.example/1'>Crane falls in Velm</a> (Quay Bulletin, paywall)", None),
        ("<a href='https://a.example/1'>Crane falls in Velm</a> · Quay Bulletin, 🔒", None),
        ("Crane falls — Velm, in part", "Crane falls — Velm, in part"),
    ],
)
def test_given_a_note_behind_an_outlet_when_itemized_then_it_is_no_part_of_the_name(
    line: str, headline: str | None
) -> None:
    (item,) = items_of(f"<ul><li>{line}</li></ul>", Section("Abroad", Promise.HEADLINES), html=True)

    expected = (headline, None) if headline else ("Crane falls in Velm", "Quay Bulletin")
    assert (item.headline, item.outlet) == expected


def test_given_titles_in_quotes_that_say_where_they_were_printed_when_itemized_then_the_papers_are_outlets() -> None:
    lines = (
        '- "The Crane Who Came to Tea," by Ana Silk and Bram Ode in the Quay Bulletin\n\n'
        '- "Mayor rows home," in the Inland Courier\n\n- "Judge sends back a fence" Shop Stool, 24 June\n'
    )
    items = items_of(lines, Section("On our desk", None))

    assert [(item.headline, item.outlet) for item in items] == [
        ("The Crane Who Came to Tea", "Quay Bulletin"),
        ("Mayor rows home", "Inland Courier"),
        ("Judge sends back a fence", "Shop Stool"),
    ]


def test_given_a_day_behind_papers_at_the_end_of_titles_when_itemized_then_it_is_none_of_them() -> None:
    lines = "- Why eels sing, quoting Ana Silk, Orm Tribune, Feb. 23\n- Ice on the quay, Low Tide Radio, Feb. 22\n"
    items = items_of(lines, Section("In the media", None))

    assert [item.outlet for item in items] == ["Orm Tribune", "Low Tide Radio"]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (  # behind a dash, as those of lines beside it
            "<ul><li><a href='https://a.example/1'>Fog bell sold</a> — <i>Bell & Buoy</i>. Nobody asked the fog.</li>"
            "<li><a href='https://a.example/2'>Who rang last?</a> — <i>Orm Tidings</i></li>"
            "<li><a href='https://a.example/3'>Nine bells, ranked</a> — <i>Low Tide</i></li></ul>",
            ("Fog bell sold", "Bell & Buoy"),
        ),
        (  # in brackets, though nothing sets the title off
            "<ul><li>Fog bell sold (Bell & Buoy). Nobody asked the fog.</li><li>Who rang last (Orm Tidings)</li>"
            "<li>Nine bells, ranked (Low Tide)</li></ul>",
            ("Fog bell sold", "Bell & Buoy"),
        ),
        (  # alone, it may be who wrote it
            "<li><a href='https://a.example/1'>Fog bell sold</a> — <i>Ana Silk</i>. Nobody asked the fog.</li>",
            ("Fog bell sold", None),
        ),
    ],
)
def test_given_a_title_and_its_paper_before_a_text_when_lines_beside_it_name_papers_so_then_it_is_the_outlet(
    lines: str, found: tuple[str, str | None]
) -> None:
    first = items_of(lines, Section("Abroad", None), html=True)[0]

    assert (first.headline, first.outlet) == found
    assert first.text.endswith("Nobody asked the fog.")


def test_given_what_a_paper_calls_its_piece_when_it_stands_beside_its_name_then_that_is_an_opinion() -> None:
    lines = "- “A bell argues with fog” (editorial, Quay Herald)\n- Orm buys a bell -- Quay Herald, Comment, p. 15\n"
    lines += "- Orm sells a bell (Quay Herald, p. 3)\n"

    kinds = [item.kind for item in items_of(lines, Section("Abroad", Promise.HEADLINES))]

    assert kinds == ["opinion", "opinion", "headline"]
