"""Outlets in the manners of press reviews: on lines of their own, between title and text, in sentences."""

from collections.abc import Sequence
from datetime import date

import pytest

from news.blocks import Block
from news.item import NewsItem
from news.newsletter import read_blocks, split
from news.splitting.assemble import Draft, Section
from news.splitting.itemize import itemize
from news.splitting.outlets import credit_line, part_credits, retold_from
from news.splitting.phrases import dash_outlet, linked_outlet, reported_by
from news.splitting.read_html import read_html
from news.splitting.read_markdown import read_markdown
from news.splitting.read_text import read_text
from news.splitting.sections import Promise
from news.splitting.structure import outline
from tests.issues import split_as

ABROAD = Section("Abroad", None)


def items_of(blocks: Sequence[Block], section: Section | None = ABROAD) -> list[NewsItem]:
    return itemize([Draft(section, texts=[block]) for block in blocks], date(2026, 11, 20), "Pier")[0]


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("The Larkspur Review | Ina Costello | 14 min read", "The Larkspur Review"),
        ("Beamline Weekly · 3 min read", "Beamline Weekly"),
        ("Radio Tarn | 8 min listen", "Radio Tarn"),
        ("Lattice | 5 min read Reference: Moss Letters paper", "Lattice"),
        ("Finanzblatt Zürich, L. Odermatt, p. 3", "Finanzblatt Zürich"),
        ("Jia Torrance / The Cipher:", "The Cipher"),
        ("El Faro de Orm | 22.06.2025 | p. 17 | circ. 21,400", "El Faro de Orm"),
        ("(Quay Almanac)", "Quay Almanac"),
        ("Il Remo, 5.11., p. 1", "Il Remo"),
        ("The Tarn, p. 8, by Ana Silk", "The Tarn"),
        ("Quay Herald, p. 17, Gen. (ret.) O. Mark", "Quay Herald"),
        ("Al-Orm (Velm, liberal), p. 3", "Al-Orm"),
        ("Quay Herald, editorial", "Quay Herald"),
        ("Orm Television, 20.00 bulletin", "Orm Television"),
        ("Le Quai libre, p. 2", "Le Quai libre"),
        ("Les Nouvelles du port, p. 2", "Les Nouvelles du port"),
        ("Orm leads again, editorial", None),
        ("4 min read", None),
        ("The council met for an hour | it was long", None),
        ("Friday, March 6 | 10:00–11:15 a.m.", None),
    ],
)
def test_given_a_line_beside_a_piece_when_read_then_only_a_credit_names_an_outlet(
    line: str, outlet: str | None
) -> None:
    assert credit_line(line) == outlet


def test_given_a_credit_between_a_title_and_its_text_when_read_then_they_are_parted() -> None:
    blocks, _ = read_blocks(
        "**[Nobody knows what a pallet costs](https://fq.example/1)**\nFreight Quarterly | Bram Uzoma | 8 min read\n"
        "Four billion of them go round, and each is owned by somebody else.\n",
        "text/markdown",
    )

    items, dropped = itemize([Draft(None, title=blocks[0], texts=[blocks[-1]])], date(2026, 11, 20), None)

    assert [block.text for block in blocks if not block.drop] == [
        "Nobody knows what a pallet costs",
        "Four billion of them go round, and each is owned by somebody else.",
    ]
    assert (items[0].outlet, items[0].kind.value, items[0].truncated) == ("Freight Quarterly", "article", False)
    assert dropped == []


def test_given_a_line_with_the_page_below_a_title_when_read_then_it_parts_the_title_from_its_text() -> None:
    page = "<p><b>Pilots strike</b><br><i>Quay Herald, p. 3, A. Silk</i><br>Nobody has moved, and forty wait.</p>"

    blocks = [block for block in part_credits(read_html(page)) if not block.drop]

    assert [(block.text, block.outlet) for block in blocks] == [
        ("Pilots strike", "Quay Herald"),
        ("Nobody has moved, and forty wait.", ""),
    ]


def test_given_the_page_behind_a_title_and_its_paper_when_split_then_the_paper_is_cut_off_the_title() -> None:
    told = "Tables will name the worst street as well as the worst firm."
    lines = [f"**League of leaks** – Pump & Pipe, online. {told}", "**Plant switched off** – Orm Echo, p. 5."]

    items = split_as(
        "# Cuttings\n\n## THE SECTOR\n\n" + "\n".join(f"* {line}" for line in lines), "text/markdown"
    ).items

    assert [(item.headline, item.outlet, item.kind.value) for item in items] == [
        ("League of leaks", "Pump & Pipe", "article"),
        ("Plant switched off", "Orm Echo", "headline"),
    ]


def test_given_credits_before_linked_titles_when_read_then_each_is_of_the_title_behind_it() -> None:
    blocks = read_html(
        '<p>Muscat Courier | Salim Harthy | 4 min read <b><a href="https://m.example/1">Strike ends after one lunch</a>'
        '</b> Drivers went back when fans came.</p><p>The Manama Mail | Dana Fakhro | 6 min read <b><a href="https://m.example/2">'
        "Bahrain counts its springs</a></b> A century ago there were more.</p>"
    )

    items = items_of([block for block in part_credits(blocks) if not block.drop])

    assert [(item.outlet, item.headline) for item in items] == [
        ("Muscat Courier", "Strike ends after one lunch"),
        ("The Manama Mail", "Bahrain counts its springs"),
    ]


@pytest.mark.parametrize(
    ("lines", "outlets", "headlines"),
    [
        (
            [
                "Ruth Oye, “[Where the water went](https://a.example),” Harbor Herald",
                "Gus Lind, “[Let me, too](https://b.example),” The Plainsman",
            ],
            ["Harbor Herald", "The Plainsman"],
            ["Where the water went", "Let me, too"],
        ),
        (
            [
                "MARIT SOL, Nordic Affairs: Arctic bases need plumbers",
                "JULES END, The Continental: A year in the office",
            ],
            ["Nordic Affairs", "The Continental"],
            ["Arctic bases need plumbers", "A year in the office"],
        ),
    ],
)
def test_given_lines_of_writers_and_papers_when_split_then_titles_are_headlines(
    lines: list[str], outlets: list[str], headlines: list[str]
) -> None:
    items = items_of(read_markdown("\n".join(f"- {line}" for line in lines)))

    assert [item.outlet for item in items] == outlets
    assert [item.headline for item in items] == headlines
    assert {item.kind.value for item in items} == {"headline"}


@pytest.mark.parametrize(
    ("text", "outlet", "headline"),
    [
        ("**[Who pays](https://a.example)** (Tollwatch) Bills go to empty houses.", "Tollwatch", "Who pays"),
        ("**A ban is no plan** (Il Fondovalle). Austria is right.", "Il Fondovalle", "A ban is no plan"),
        (
            "[Lubin buries a road](https://a.example) [Dnevna Pot] (via Balkan Desk)",
            "Dnevna Pot",
            "Lubin buries a road",
        ),
    ],
)
def test_given_an_outlet_behind_a_title_when_split_then_it_is_told_and_the_title_is_without_it(
    text: str, outlet: str, headline: str
) -> None:
    item = items_of(read_markdown(text))[0]

    assert (item.outlet, item.headline) == (outlet, headline)


def test_given_outlets_in_capitals_behind_paragraphs_when_split_then_texts_end_before_them() -> None:
    items = items_of(
        read_text(
            "Arizona moves 900 men from a prison that has no cooks. SONORAN PRESS\n\n"
            "Oregon freed its oldest prisoner. ROGUE RIVER REVIEW Related: A judge tries it. GREEN RECORD\n"
        )
    )

    assert [item.outlet for item in items] == ["SONORAN PRESS", "ROGUE RIVER REVIEW"]
    assert [item.text[-8:] for item in items] == ["o cooks.", "risoner."]


@pytest.mark.parametrize(
    "sources", ["Heartland Business (5/18)", "Heartland Business (tiered subscription) (5/18), Crate & Barrow (5/19)"]
)
def test_given_a_label_and_papers_at_a_texts_end_when_split_then_it_is_a_teaser_of_the_first(sources: str) -> None:
    html = (
        '<p><b><a href="https://a.example">Egg crates go abroad</a></b> Makers shipped more to Asia. '
        f'<b><a href="https://a.example">Full Story:</a></b> {sources}</p>'
        "<p>Hens lay less in fall.</p>"
    )

    item = items_of(read_html(html))[0]

    assert (item.outlet, item.kind.value) == ("Heartland Business", "teaser")
    assert item.text.endswith("to Asia.")


def test_given_a_source_and_its_day_on_a_line_below_when_itemized_then_the_text_stays() -> None:
    (item,) = items_of(read_text("Egg crates go abroad, and the hens stay. Source: Heartland Business, 17 Nov\n"))

    assert item.text.endswith("17 Nov")


def test_given_a_linked_paper_behind_a_paragraph_when_split_then_the_text_ends_before_it() -> None:
    html = '<p>Police in Salem arrested a man with a rifle. <a href="https://w.example">Willamette News</a></p>'

    item = items_of(read_html(html))[0]

    assert (item.outlet, item.text) == ("Willamette News", "Police in Salem arrested a man with a rifle.")
    assert item.url == "https://w.example"


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("Emory Vance writes for the Bayou Examiner that a gate opened.", "Bayou Examiner"),
        ("Two clerks share a desk, the Rhine Post’s Anke Döring reports. Nobody minds.", "Rhine Post"),
        ("She will not run again, she told the Pinyon Weekly Miner.", "Pinyon Weekly Miner"),
        ("In the quarterly Common Lot, Bea Oye writes about reading at 61.", "Common Lot"),
        ("Nurses stay at home. Marrow & Pine has the story.", "Marrow & Pine"),
        ("She will not run again, she told the Senate Rules Committee.", None),
        ("In London, the mayor writes to the king.", None),
    ],
)
def test_given_a_piece_that_retells_a_paper_when_read_then_the_paper_is_its_outlet(
    text: str, outlet: str | None
) -> None:
    assert retold_from(read_text(text)) == outlet


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("“The lock that would not turn,” via the Quay Herald;", "Quay Herald"),
        ("“The lock that would not turn,” via Tarn Reader", "Tarn Reader"),
        ("“The lock that would not turn” - Tarn Reader, Oct 3", "Tarn Reader"),
        ("The boats went by night, via Orm; nobody saw them", None),
    ],
)
def test_given_a_title_via_a_paper_when_read_then_its_name_is_without_the_article_and_what_parts_entries(
    text: str, outlet: str | None
) -> None:
    found = dash_outlet(text)

    assert (found and found[1]) == outlet


@pytest.mark.parametrize("name", ["<a href='https://q.example'>Quay Herald</a> .", "Quay Herald."])
def test_given_who_reports_for_a_paper_when_a_space_stands_before_the_full_stop_then_it_is_the_outlet(
    name: str,
) -> None:
    html = f"<p>Two boats were sold at night, and nobody saw them go. Ana Silk and Bram Ode report for the {name}</p>"

    assert [reported_by(block) for block in read_html(html)] == ["Quay Herald"]


def test_given_a_section_of_bulletins_when_outlined_then_lines_of_other_outlets_alone_are_no_news() -> None:
    text = "Denmark shuts an app.\n\nMore: Ledgerline, Wafer Report, @noor\n\nMore: Police arrested a man in Orm\n"

    parts = outline(read_text(text), plain=True)

    assert [part.cue and part.cue.value for part in parts] == [None, "source_links", None]


def test_given_sections_that_name_what_stands_below_when_told_then_a_column_is_opinion_and_a_figure_a_number() -> None:
    views = read_text("The lido should open, and charge for it.\n\nRents rose in Orm by a fifth.\n")

    opinion = items_of(views, Section("Comment", None))
    figure = items_of(read_text("7: the banks that opened this year.\n"), Section("By the numbers", None))
    promised = items_of(views, Section("Opinion", Promise.OPINION))
    alone = items_of(views[:1], Section("Opinion", Promise.OPINION))

    assert [item.kind.value for item in [*opinion, *figure, *promised]] == [*["opinion"] * 2, "poll", *["opinion"] * 2]
    assert [item.kind.value for item in alone] == ["article"]  # an essay is sent alone


def test_given_a_paper_in_brackets_on_a_line_below_each_text_when_split_then_it_is_the_outlet_and_of_no_text() -> None:
    text = (
        "CUTTINGS\n\n1. Velm to count cod by camera from 2027\n   Boats of the larger kind will carry four of them.\n"
        "   (Kustpost, 7 March)\n   <https://kust.example/cod>\n\n2. Oyster thieves took two tonnes in one night\n"
        "   The growers now sleep on their barges, in turns, with a dog.\n   (Rivage Neuf, 8 March)\n"
        "   <https://rivage.example/oysters>\n\n3. Skipper fined for landing on the wrong pier\n"
        "   The judge measured the forty metres herself.\n   (Tarn Lookout, 8 March)\n   <https://tarn.example/pier>\n"
    )

    items = split(text, "text/plain", issued_on=date(2026, 3, 9), source=None).items

    assert [item.outlet for item in items] == ["Kustpost", "Rivage Neuf", "Tarn Lookout"]
    assert not [item for item in items if "March" in item.text]


def test_given_a_table_with_a_column_of_papers_when_split_then_each_row_is_an_item_of_its_paper() -> None:
    rows = [
        ("1", "Atoll Observer", "A purse seiner was released on Monday against a bond of one million.", "Neutral"),
        ("2", "Radio Tamanu", "The ministry has not paid its observers aboard since August, they say.", "Negative"),
        ("3", "Reef Weekly", "The clam hatchery of the outer reef has doubled what it breeds.", "Positive"),
    ]
    cells = "".join("<tr>" + "".join(f"<td><p>{cell}</p></td>" for cell in row) + "</tr>" for row in rows)
    head = "".join(f"<td><p><b>{name}</b></p></td>" for name in ("No.", "Outlet", "Report", "Tone"))
    html = f"<p><b>MINISTRY OF FISHERIES</b></p><table><tr>{head}</tr>{cells}</table><p>Items this week: 31</p>"

    items = split(html, "text/html", issued_on=date(2026, 11, 20), source=None).items

    assert [(item.outlet, item.text or item.headline) for item in items] == [(row[1], row[2]) for row in rows]


@pytest.mark.parametrize(
    ("behind", "outlet"), [("by the Pier Ledger’s Paz Silk", "Pier Ledger"), ("by Paz Silk", None)]
)
def test_given_a_linked_title_and_its_writer_when_itemized_then_the_writers_paper_is_the_outlet(
    behind: str, outlet: str | None
) -> None:
    html = f"<ul><li><a href='http://a.example/1'>Balloons keep landing in Orm</a>, {behind}</li></ul>"

    [item] = items_of(read_html(html))

    assert (item.headline, item.outlet) == ("Balloons keep landing in Orm", outlet)


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("The hall was let twice, write Ines Marchet and Col. Bo Reed (ret.) in Great Weir Forum.", "Great Weir Forum"),
        ("The hall was let twice, writes Ana Silk for Pier Wire. Nobody paid.", "Pier Wire"),
        ("In a column for Le Quai, Ana Silk pleads for eels.", "Le Quai"),
        ("In Harbor Review the geologist Ana Silk argues that sand mends itself.", "Harbor Review"),
        ("In Orm the geologist Ana Silk was fined for sand.", None),
        ("A hall was let for a write-in vote in Great Weir.", None),
    ],
)
def test_given_a_brief_that_says_who_wrote_it_and_where_when_itemized_then_that_is_its_outlet(
    text: str, outlet: str | None
) -> None:
    assert items_of(read_text(text))[0].outlet == outlet


def test_given_lines_of_a_title_a_paper_and_a_length_when_itemized_then_what_they_tell_is_left_without() -> None:
    lines = (
        "The Quiet Lamp. Tarn Review, 5,200 words. Ana Silk spent a winter with its keeper.",
        "Who Rows at Night? Signal & Noise, 14 minutes. Two sisters and a goat do.",
        "The Lamp. Orm, 900 people. A town counts its eels.",
    )

    items = items_of(read_text("\n\n".join(lines)))

    assert [(item.headline, item.outlet) for item in items[:2]] == [
        ("The Quiet Lamp", "Tarn Review"),
        ("Who Rows at Night?", "Signal & Noise"),
    ]
    assert items[0].text == "The Quiet Lamp. Ana Silk spent a winter with its keeper."
    assert items[2].outlet is None


@pytest.mark.parametrize(
    ("line", "title", "outlet"),
    [
        ('-- "Who owns the weir," by The Tarn\'s Ana Silk and Bo Reed', "Who owns the weir", "The Tarn"),
        ("A weir too many (Geodata blog)", "A weir too many", "Geodata blog"),
        ("A weir too many (Fjell og By)", "A weir too many", "Fjell og By"),
    ],
)
def test_given_titles_and_papers_in_more_manners_when_all_lines_are_so_then_they_are_parted(
    line: str, title: str, outlet: str
) -> None:
    items = items_of(read_text(f"{line}\n\n{line.replace('weir', 'lamp')}"))

    assert [(item.headline, item.outlet) for item in items] == [
        (title, outlet),
        (title.replace("weir", "lamp"), outlet),
    ]


def test_given_a_linked_title_when_its_writer_has_a_particle_then_the_title_is_without_her() -> None:
    items = items_of(read_markdown("- [The lamp should stay lit](https://a.example/1) by Piet van der Silk"))

    assert [(item.headline, item.text) for item in items] == [("The lamp should stay lit", "")]


def test_given_list_items_of_a_title_with_its_paper_above_a_text_when_papers_are_many_then_they_are_outlets() -> None:
    papers = ("Tarn Daily", "Le Petit Soir", "Velm Post")
    blocks = [read_text(f"● A hall is sold – {paper}\nIt was let twice, and {paper} paid.") for paper in papers]

    items = itemize([Draft(ABROAD, texts=texts, marker="-") for texts in blocks], date(2026, 11, 20), "Pier")[0]

    assert [(item.headline, item.outlet) for item in items] == [("A hall is sold", paper) for paper in papers]


@pytest.mark.parametrize(("behind", "outlet"), [(", from The Orm Post", "The Orm Post"), (" from Orm", None)])
def test_given_from_behind_a_linked_title_when_a_comma_stands_before_it_then_a_paper_follows(
    behind: str, outlet: str | None
) -> None:
    [line] = read_markdown(f"[Tolls for eels rise again](https://a.example/1){behind}")
    found = linked_outlet(line)

    assert (found[2] if found else None) == outlet
