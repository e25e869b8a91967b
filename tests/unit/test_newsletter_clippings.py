"""Outlets by an issue's manner of naming papers, and in the sentences of other languages."""

from datetime import date

import pytest

from news.newsletter import split
from news.splitting.assemble import Draft, Section
from news.splitting.itemize import itemize
from news.splitting.outlets import sounds_like_paper
from news.splitting.outlets_abroad import retold_abroad
from news.splitting.read_html import read_html
from news.splitting.read_markdown import read_markdown
from news.splitting.read_text import read_text


def outlets_of(
    texts: list[str], *, titled: bool = False, reviews: bool = False, html: bool = False
) -> list[str | None]:
    """The outlets of pieces in sections of their own; titled: their first block is their title."""
    drafts = []
    for at, text in enumerate(texts):
        name, _, body = text.rpartition("##")
        blocks = read_html(body) if html else read_text(body)
        title = blocks[0] if titled else None
        drafts.append(Draft(Section(name or f"Part {at}", None), title=title, texts=blocks[1:] if titled else blocks))
    return [item.outlet for item in itemize(drafts, date(2026, 11, 20), "Pier", reviews=reviews)[0]]


@pytest.mark.parametrize(
    ("texts", "outlets"),
    [
        (
            [
                "<p>Orm: Sailors <a href='http://a.example/1'>walked off</a> (Quay Herald) before dawn came.</p>",
                "<p>Velm: The dean <a href='http://a.example/2'>sold a bell</a> (Tollwatch) that was not hers.</p>",
                "<p>Tarn: Two ferries <a href='http://a.example/3'>met in fog</a> (Inland Post), and gave way.</p>",
            ],
            ["Quay Herald", "Tollwatch", "Inland Post"],
        ),
        (  # in brackets that end a sentence, or open the text
            [
                "<p>Sailors walked off before dawn (Quay Herald). Two came back for their boots.</p>",
                "<p>(Tollwatch) The dean sold a bell that was not hers.</p>",
                "<p>Two ferries met in fog (L'Aube du port, p. 9).</p>",
                "<p>The union (Dockers) will meet on the pier. The hall (Old Custom House) was too small.</p>",
            ],
            ["Quay Herald", "Tollwatch", "L'Aube du port", None],
        ),
        (  # in brackets behind who writes there
            [
                "<p>Ana Silk (Quay Herald): The lock opens too late for the tide.</p>",
                "<p>Bram Ode (Tollwatch): Nobody reads the price of a bridge.</p>",
                "<p>Inès Mark (Le Phare du port): A mayor is not a pilot.</p>",
            ],
            ["Quay Herald", "Tollwatch", "Le Phare du port"],
        ),
        (  # in brackets inside a text, as an agency's or a town's name may stand
            [
                "<p>The harbour board met at noon (Lower Tarn). It adjourned.</p>",
                "<p>The fish were counted (Fleet Office). They were few.</p>",
                "<p>A ferry was late once more (Velm). Nobody minded.</p>",
            ],
            [None, None, None],
        ),
        (  # one paper among places
            [
                "<p>Sailors <a href='http://a.example/1'>walked off</a> (Quay Herald) before dawn came.</p>",
                "<p>The dean <a href='http://a.example/2'>sold a bell</a> (Velm) that was not hers.</p>",
                "<p>Two ferries <a href='http://a.example/3'>met in fog</a> (Lower Tarn), and gave way.</p>",
            ],
            [None, None, None],
        ),
        (  # two of them only
            [
                "<p>Sailors <a href='http://a.example/1'>walked off</a> (Quay Herald) before dawn came.</p>",
                "<p>The dean <a href='http://a.example/2'>sold a bell</a> (Tollwatch) that was not hers.</p>",
            ],
            [None, None],
        ),
    ],
)
def test_given_names_in_brackets_inside_sentences_when_most_are_papers_then_they_are_outlets(
    texts: list[str], outlets: list[str | None]
) -> None:
    assert outlets_of(texts, html=True) == outlets


@pytest.mark.parametrize(
    ("lines", "outlets"),
    [
        (
            ["Ana Silk | Quay Herald (tr.)", "Bram Ode | The Tarn Post", "Ola Mark | Orbit Week"],
            ["Quay Herald", "The Tarn Post", "Orbit Week"],
        ),
        (  # as papers of science are cited
            ["A. Silk and F. Mark, Journal of Quays", "L. Ode et al., Labour Paths", "J. P. Mark, Class & Place"],
            ["Journal of Quays", "Labour Paths", "Class & Place"],
        ),
        (["Ana Silk, Orm Port", "Bram Ode, Velm Hill", "Ola Mark, Tarn"], [None, None, None]),
        (["The News", "The News", "The News"], [None, None, None]),  # a label that each story bears
        (["Ana Silk", "Bram Ode", "Ola Mark"], [None, None, None]),
    ],
)
def test_given_a_line_below_each_title_when_most_name_papers_then_they_are_outlets(
    lines: list[str], outlets: list[str | None]
) -> None:
    stories = ["Port buys a crane", "Judge sends back a fence", "Mayor rows home"]
    texts = [
        f"{title}\n\n{line}\n\nNobody had asked for it, and the harbour board says so in a letter.\n"
        for title, line in zip(stories, lines, strict=True)
    ]

    assert outlets_of(texts, titled=True) == outlets


@pytest.mark.parametrize(
    ("sections", "outlets"),
    [
        (["QUAY TIDENDE", "MORGENPOSTEN", "DAGENS HAVN"], ["Quay Tidende", "Morgenposten", "Dagens Havn"]),
        (["QUAY TIDENDE", "NATIONAL", "ABROAD"], [None, None, None]),
    ],
)
def test_given_sections_whose_pieces_end_in_pages_when_most_are_named_for_papers_then_those_are_outlets(
    sections: list[str], outlets: list[str | None]
) -> None:
    texts = [
        f"{name}##The crane of the port has been sold {at} times, says its owner. (p. {at})"
        for at, name in enumerate(sections, 3)
    ]

    assert outlets_of(texts) == outlets


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("Vedna leads with “Plums are late”. Growers tip forty tonnes.", "Vedna"),
        ("The weekly Novi Sat's columnist Ana Silk wants the bridge back.", "Novi Sat"),
        ("Under the words “A bell for sale”, Glas Tarna prints the dean's letters.", "Glas Tarna"),
        ("Ana Silk leads with 41 percent, and the count goes on.", None),
        ("Orm's leader says that the bridge stays shut.", None),
        ("Orm reports two cases, and Velm reports none.", None),
        ("In Velm, the mayor sold the bell.", None),
    ],
)
def test_given_a_review_of_papers_when_a_sentence_tells_what_only_papers_do_then_its_name_is_the_outlet(
    text: str, outlet: str | None
) -> None:
    assert outlets_of([text], reviews=True) == [outlet]
    assert outlets_of([text]) == [None]


@pytest.mark.parametrize(
    ("text", "outlet", "in_review"),
    [
        ("Der Kran ist verkauft, meldet das Kaiblatt.", "Kaiblatt", "Kaiblatt"),
        ("Wie die Tarner Zeitung (Montag) berichtet, fährt keine Fähre.", "Tarner Zeitung", "Tarner Zeitung"),
        ("Laut Ormer Anzeiger bleibt die Brücke zu.", "Ormer Anzeiger", "Ormer Anzeiger"),
        ("Drei Boote fehlen, meldet die Polizei.", None, None),
        ("Laut Merkblatt der Werft darf niemand an Bord.", None, None),
        ("Laut Zeitung war es die dritte Fähre.", None, None),
        ("Zwei Lastwagen fehlen, meldet der Grenzposten.", None, None),
        ("Selon Ouest-Matin, le pont reste fermé.", "Ouest-Matin", "Ouest-Matin"),
        ("D'après Le Courrier d'Orm, la grue est vendue.", "Le Courrier d'Orm", "Le Courrier d'Orm"),
        ("Selon La Vigie, la grue est vendue.", None, "La Vigie"),
        ("Selon Ana Silk ce matin, le pont reste fermé.", None, None),
        ("« Une grue pour deux » : c'est la une de La Vigie, qui a compté.", "La Vigie", "La Vigie"),
        ("Selon Trait neuf (page 4), le pont reste fermé.", "Trait neuf", "Trait neuf"),
        ("Según El Correo de Orm, la grúa está vendida.", "El Correo de Orm", "El Correo de Orm"),
        ("Según Heraldo Silk, la grúa está vendida.", None, None),
        ("Según Ana Silk, que viaja a diario, no hay barco.", None, None),
        ("Dans Orm, le pont reste fermé.", None, None),
    ],
)
def test_given_a_sentence_of_another_language_when_it_says_where_its_news_is_from_then_only_papers_are_outlets(
    text: str, outlet: str | None, in_review: str | None
) -> None:
    assert (retold_abroad(text, reviews=False), retold_abroad(text, reviews=True)) == (outlet, in_review)


@pytest.mark.parametrize(
    "name", ["Wish List", "La Paz", "El Paso", "Avis", "Radio Silence", "Blanche Bode", "Correo Tarn"]
)
def test_given_a_name_that_only_looks_foreign_when_asked_then_it_sounds_like_no_paper(name: str) -> None:
    assert not sounds_like_paper(name)


@pytest.mark.parametrize(
    "name", ["Havn Avis", "De Bode", "Tarner Rundschau", "Diario del Muelle", "L'Orm Gazette", "Gazette d'Orm"]
)
def test_given_a_papers_name_in_another_language_when_asked_then_it_sounds_like_one(name: str) -> None:
    assert sounds_like_paper(name)


def test_given_a_masthead_that_promises_a_review_of_papers_when_split_then_its_sentences_are_read_as_such() -> None:
    text = (
        "TARN PRESS REVIEW\n20 November 2026\n\nPOLITICS\n\nVedna leads with “Plums are late”. Growers have tipped"
        " forty tonnes of them in front of the ministry.\n\nThe weekly Novi Sat's columnist Ana Silk wants the bridge"
        " back, and names three ministers who do not.\n"
    )

    assert [item.outlet for item in split(text.encode(), "text/plain", issued_on=None, source=None).items] == [
        "Vedna",
        "Novi Sat",
    ]


@pytest.mark.parametrize(
    ("texts", "outlets"),
    [
        (  # who argues where, a writer's office before the name, the paper's own leader
            [
                "Tolls do not mend a bridge, argues Ana Silk in the Southern Ledger (Orm). Paint would.",
                '"Sell the bell," writes retired dean Bram Ode in The Velm Bench. Nobody rings it.',
                "Quay Herald, in a leader, calls for the mayor to row to work.",
                "The fog is a neighbour, according to Ola Mark in Steppe Review. It never complains.",
            ],
            ["Southern Ledger", "The Velm Bench", "Quay Herald", "Steppe Review"],
        ),
        (  # places
            [
                "Tolls do not mend a bridge, argues Ana Silk in Orm. Paint would.",
                "The bell must go, contends Bram Ode in Upper Velm. Nobody rings it.",
                "The fog is a neighbour, says Ola Mark in Tarn. It never complains.",
            ],
            [None, None, None],
        ),
        (  # agencies in datelines, the letter's own among them
            [
                "VELM (Tarn Press) - The ferry stops until the pilots are paid, its owner says.",
                "UPPER ORM, 3 May (Glas Tarna) - A judge has freed the goose of the mill.",
                "ORM, 3 May (PNA) - The bridge opens in June, the council has found.",
                "ORM (PNA) - The bell is sold for the second time this year.",
            ],
            ["Tarn Press", "Glas Tarna", None, None],
        ),
        (["VELM (Pier) - The ferry stops until the pilots are paid, its owner says."], [None]),  # so is this
    ],
)
def test_given_where_writers_argue_or_agencies_report_when_itemized_then_these_are_outlets(
    texts: list[str], outlets: list[str | None]
) -> None:
    assert outlets_of(texts) == outlets


@pytest.mark.parametrize(
    ("names", "outlets"),
    [
        (["Quay Mirror", "Harbour Daily", "Tarn Standaard"], ["Quay Mirror", "Harbour Daily", "Tarn Standaard"]),
        (["Ana Silk", "Bram Ode", "Ola Mark"], [None, None, None]),
    ],
)
def test_given_linked_names_behind_lines_when_most_are_papers_then_they_are_outlets(
    names: list[str], outlets: list[str | None]
) -> None:
    texts = [
        f"<p><b>Place {at}</b>: the port strike goes on until Friday <a href='http://a.example/{at}'>{name}</a></p>"
        for at, name in enumerate(names)
    ]

    assert outlets_of(texts, html=True) == outlets


def test_given_titles_and_names_set_apart_over_a_whole_issue_when_itemized_then_each_is_its_pieces_outlet() -> None:
    names = ["Delta Quarterly", "Grid Post", "Bus Watch", "The Ice House"]
    texts = [
        f"<p><a href='http://a.example/{at}'><b>Story {at} of the sluice</b></a> &middot; <span>{name}</span><br>"
        f"Nobody had asked for it, and the board of {at} says so.</p>"
        for at, name in enumerate(names)
    ]

    assert outlets_of(texts, html=True) == names


def test_given_papers_that_open_the_lines_of_every_section_when_itemized_then_headlines_are_what_they_print() -> None:
    lines = ["Quay Herald", "Agence Velm", "Baltijas Skats", "The Tarn Post"]
    drafts = [
        Draft(Section(f"Part {at}", None), texts=read_markdown(f"* **{name}**: Orm sells its bell to ship {at}\n"))
        for at, name in enumerate(lines)
    ]

    items, _ = itemize(drafts, date(2026, 11, 20), "Pier")

    assert [item.outlet for item in items] == lines
    assert [(item.headline, item.text) for item in items] == [
        (f"Orm sells its bell to ship {at}", "") for at in range(4)
    ]


def test_given_a_review_of_papers_when_its_sections_are_named_for_them_then_these_are_the_outlets() -> None:
    text = (
        "TARN MISSION\nMORNING PRESS SUMMARY no. 8\nTuesday 17 November 2026\n\n\nLE QUAI\n"
        "  - Senate sends the bridge bill back for a third time (p. 1)\n"
        "  - Prefect of Upper Orm suspended over a wet archive (p. 4)\n\nA VOZ DO ESTUÁRIO\n"
        "  - Coalition splits over the date of the harbour vote (pp. 1-2)\n"
        "  - Two ferries bought from the yard of Velm (p. 3)\n"
    )

    items = split(text, "text/plain", issued_on=None, source=None).items

    assert {(item.section, item.outlet) for item in items} == {
        ("LE QUAI", "Le Quai"),
        ("A VOZ DO ESTUÁRIO", "A Voz do Estuário"),
    }
    assert "Prefect of Upper Orm suspended over a wet archive" in [item.headline for item in items]


def test_given_a_review_of_papers_with_their_names_above_titles_when_split_then_these_are_no_headlines() -> None:
    rows = [
        (
            "Pealinna Leht",
            "Reservists return a third of their rifles late",
            "The league calls it a success all the same.",
        ),
        ("Saarte Lood", "Ferry to the islands will carry a radar", "The islanders worked it out from the price."),
        ("Uusi Suunta", "Border fence is finished eleven months early", "The last gate was hung on Thursday."),
    ]
    html = "<h1>Regional Press Digest</h1>" + "".join(
        f"<h3>{paper}</h3><p><a href='http://a.example/{at}'>{title}</a><br>{told}</p>"
        for at, (paper, title, told) in enumerate(rows)
    )

    items = split(html, "text/html", issued_on=date(2026, 11, 20), source=None).items

    assert [(item.outlet, item.headline) for item in items] == [(paper, title) for paper, title, _ in rows]


def test_given_a_line_below_each_numbered_title_when_some_are_papers_then_it_is_the_outlet_and_no_text() -> None:
    lines = ["Al-Sahil", "Muscat Morning", "The Pier Ledger", "Aden Tomorrow", "Basra Times"]
    drafts = [
        Draft(None, texts=read_text(f"{at}. Envoys agree to open road {at} again\n   {line}\n"))
        for at, line in enumerate(lines, 1)
    ]

    items, _ = itemize(drafts, date(2026, 11, 20), "Pier")

    assert [(item.outlet, item.text, item.kind.value) for item in items] == [(line, "", "headline") for line in lines]


def test_given_a_writers_name_in_bold_above_a_linked_title_when_itemized_then_the_title_is_the_headline() -> None:
    html = "<p><b>LEV SILK</b><br><a href='http://a.example/1'>What my heat pump taught me</a><br>It is quiet.</p>"

    [item] = itemize([Draft(None, texts=read_html(html))], date(2026, 11, 20), "Pier")[0]

    assert item.headline == "What my heat pump taught me"


def test_given_paragraphs_that_open_with_papers_in_capitals_and_their_towns_when_split_then_each_is_an_item() -> None:
    told = (
        "LA VIGIE D'ORM (Orm) sees a council that won by losing a vote it should have held in the open.",
        "LE COURRIER DU LAC (Velm) argues that the young were asked for nothing and will be sent the bill.",
        "QUAI-ANZEIGER (Sarn): the paper's columnist Ana Silk demands an end to what she names toll by decree.",
        "FREIER BOTE (Ilm) has found the owner of the beehives on the mole, who is 81 and was stung forty times.",
    )
    body = "\n\n".join(("1 -- THE TOLL", *told[:2], "~~~", "2 -- BEES AND OTHERS", *told[2:]))
    top = "KIOSK\nWhat the papers of two lakes say\nWednesday, 20 May 2026"
    text = f"{top}\n\n~~~\n\n{body}\n\n~~~\n\nUnsubscribe: kiosk.example\n"

    items = split(text, "text/plain", issued_on=None, source=None).items

    assert [item.outlet for item in items] == ["LA VIGIE D'ORM", "LE COURRIER DU LAC", "QUAI-ANZEIGER", "FREIER BOTE"]
    assert [item.kind.value for item in items] == ["article", "opinion", "opinion", "article"]
