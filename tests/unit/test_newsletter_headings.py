"""Headings that the labeller left out: sections where they are set as the issue's sections are, or by a usual name."""

import pytest

from news.splitting.assemble import Sections, assemble
from news.splitting.block_labels import Label
from news.splitting.headings import begin_alike, leave_out_writers, name_as_others, name_left_out
from news.splitting.outline import Part
from news.splitting.read_html import read_html
from news.splitting.read_text import read_text
from news.splitting.redraft import observe, sequence_of
from news.splitting.structure import lead_end, outline

ISSUE = (
    "<p>THE ORM LETTER</p><h2>Harbour</h2><p>Orm will dredge its harbour in May, the council said on Monday.</p>"
    "<h2>Schools</h2><p>Two schools share one roof since the storm of last week.</p>"
    "<h2>Ferries</h2><p>The ferry to Velm sails again, with a new captain and an old engine.</p>"
    "<h2>Answers</h2><p>Nobody found the goose of last week.</p>"
)


def labelled(html: str, labels: dict[str, Label]) -> tuple[list[Part], dict[int, Label]]:
    """Parts of a page, and their labels by how their texts begin; all others are left out."""
    parts = outline(read_html(html), plain=False)
    assemble(parts)
    named = {
        id(part): label for part in parts for opening, label in labels.items() if part.block.text.startswith(opening)
    }
    return parts, named


def sections(parts: list[Part], labels: dict[int, Label]) -> list[str]:
    name_left_out(parts, labels)
    return [part.block.text for part in parts if labels.get(id(part)) is Label.SECTION]


SEEN = {
    "Harbour": Label.SECTION,
    "Orm will": Label.PIECE,
    "Schools": Label.SECTION,
    "Two schools": Label.PIECE,
    "The ferry": Label.PIECE,
}


def test_given_a_heading_set_as_the_sections_above_a_piece_when_left_out_then_it_names_one() -> None:
    assert sections(*labelled(ISSUE, SEEN)) == ["Harbour", "Schools", "Ferries"]


def test_given_headings_set_alike_that_title_pieces_when_one_is_left_out_then_it_stays_out() -> None:
    assert sections(*labelled(ISSUE, {**SEEN, "Answers": Label.TITLE, "Nobody": Label.STORY})) == ["Harbour", "Schools"]


def test_given_one_subhead_in_a_story_set_as_the_sections_are_when_one_of_these_is_left_out_then_it_names_one() -> None:
    issue = ISSUE.replace("<h2>Ferries</h2>", "<h2>What it costs</h2><p>Orm pays half.</p><h2>Ferries</h2>")
    story = {**SEEN, "What it costs": Label.STORY, "Orm pays": Label.STORY}

    assert sections(*labelled(issue, story)) == ["Harbour", "Schools", "Ferries"]
    assert sections(*labelled(issue, {**story, "Schools": Label.STORY})) == ["Harbour"]  # most are no sections


@pytest.mark.parametrize(
    ("name", "found"),
    [("In brief", True), ("Calendar", True), ("Paper boats", False), ("Tomorrow", False), ("Related stories", False)],
)
def test_given_one_heading_of_its_manner_when_left_out_then_its_name_must_be_one_that_sections_bear(
    name: str, found: bool
) -> None:
    issue = ISSUE.replace("<h2>Ferries</h2>", f"<h3>{name}</h3>")

    assert (name in sections(*labelled(issue, SEEN))) is found


def test_given_the_letters_own_name_set_as_its_sections_when_left_out_then_it_is_no_section() -> None:
    issue = ISSUE.replace("<p>THE ORM LETTER</p>", "<h2>Orm</h2>").replace("<h2>Harbour</h2>", "")

    assert sections(*labelled(issue, {**SEEN, "Ferries": Label.SECTION})) == ["Schools", "Ferries"]


@pytest.mark.parametrize(
    ("line", "names"),
    [("Ana Silk, columnist", False), ("By Ana Silk, our editor at large", False), ("Orm, Velm and Tarn", True)],
)
def test_given_a_line_below_a_sections_name_when_it_is_the_writers_then_it_names_no_section(
    line: str, names: bool
) -> None:
    parts, labels = labelled(ISSUE.replace("<p>Orm will", f"<h3>{line}</h3><p>Orm will"), {**SEEN, line: Label.SECTION})

    leave_out_writers(parts, labels)

    assert [part.block.text for part in parts if labels.get(id(part)) is Label.SECTION] == [
        "Harbour",
        *([line] if names else []),
        "Schools",
    ]


@pytest.mark.parametrize(
    ("name", "opening", "found"),
    [
        ("BEFORE BREAKFAST", "Nobody", True),
        ("Before breakfast", "Nobody", False),
        ("THE MAN BELOW THE WEIR", "Nobody", False),  # the texts take it up: one story
        ("BEFORE BREAKFAST", "He", False),
    ],
)
def test_given_a_title_set_as_the_sections_when_three_texts_stand_below_then_capitals_and_other_words_make_it_one(
    name: str, opening: str, found: bool
) -> None:
    told = (
        "<p>The weir was sold.</p>",
        f"<p>{opening} knew the man below who bought it.</p>",
        "<p>Tolls double in May.</p>",
    )
    html = f"{ISSUE}<h2>{name}</h2>{''.join(told)}".replace("<h2>Schools", "<h2>SCHOOLS").replace("Harbour", "HARBOUR")
    if not name.isupper():
        html = html.replace("SCHOOLS", "Schools").replace("HARBOUR", "Harbour")
    openings = {"The weir": Label.STORY, f"{opening} knew": Label.STORY, "Tolls": Label.STORY}
    sections_seen = {
        "Harbour": Label.SECTION,
        "HARBOUR": Label.SECTION,
        "Schools": Label.SECTION,
        "SCHOOLS": Label.SECTION,
    }
    parts, labels = labelled(html, {**sections_seen, name: Label.TITLE, **openings})

    name_as_others(parts, labels)

    kinds = [labels[id(part)] for part in parts if part.block.text.startswith((name, *openings))]
    assert kinds == ([Label.SECTION, *[Label.PIECE] * 3] if found else [Label.TITLE, *[Label.STORY] * 3])


def test_given_paragraphs_that_open_in_bold_when_most_are_pieces_then_all_are_but_those_of_a_label() -> None:
    leads = ("A weir is sold", "Tolls double in May", "The lamp is lit again", "Who pays for oil?", "What it means:")
    html = "".join(f"<p><b>{lead}</b><br>{lead}, the council said on Monday, with one voice.</p>" for lead in leads)
    parts, labels = labelled(html, dict(zip(leads, [*[Label.PIECE] * 3, Label.REST, Label.REST], strict=True)))

    begin_alike(parts, labels)

    assert [labels[id(part)] for part in parts] == [*[Label.PIECE] * 4, Label.REST]


def test_given_paragraphs_that_open_in_capitals_when_most_are_pieces_then_all_are_but_those_of_a_label() -> None:
    leads = ("A WEIR IS SOLD.", "TOLLS DOUBLE.", "THE LAMP IS LIT. U.S.", "EELS.", "WHAT IT MEANS:")
    html = "".join(f"<p>{lead} The council said so on Monday, with one voice.</p>" for lead in leads)
    parts, labels = labelled(html, dict(zip(leads, [*[Label.PIECE] * 3, Label.REST, Label.REST], strict=True)))

    begin_alike(parts, labels)

    assert [labels[id(part)] for part in parts] == [*[Label.PIECE] * 4, Label.REST]
    assert [lead_end(part.block) for part in parts] == [14, 12, 15, 0, 0]


def test_given_a_linked_title_alone_below_one_with_its_text_when_left_out_then_it_is_a_piece() -> None:
    html = (
        '<p><a href="https://a.example/1">The weir is no bridge</a><br>It was built for eels, who cannot walk.</p>'
        '<p><a href="https://a.example/2">The county should buy the lamp</a></p>'
        '<p><a href="https://a.example/3">See all views</a></p>'
    )
    parts, labels = labelled(html, {"The weir": Label.PIECE, "The county": Label.NONE, "See all": Label.NONE})

    begin_alike(parts, labels)

    assert [labels.get(id(part)) for part in parts] == [Label.PIECE, Label.PIECE, Label.NONE]


@pytest.mark.parametrize(
    ("name", "section"), [("5. Number of the day", True), ("One figure", True), ("By the numbers", False)]
)
def test_given_a_heading_named_for_one_figure_when_the_labeller_is_asked_then_it_may_only_be_a_section(
    name: str, section: bool
) -> None:
    parts = outline(
        read_html(f"{ISSUE}<h3>{name}</h3><p>11 minutes: how long the lamp was dark last year.</p>"), plain=False
    )
    seen = observe(sequence_of(parts, assemble(parts), "text/html"), proposals=True)

    assert (seen[-2].allowed == frozenset({Label.SECTION})) is section


@pytest.mark.parametrize(
    ("above", "last", "kept"),
    [
        ("Tue 2 Dec, 10am, Orm - The weir", "Wed 3 Dec, 7pm, Velm - Eels", True),
        ("Quay Herald: “A weir too many”", "Radio Orm: “Eels told to wait”", True),
        ("Quay Herald: “A weir too many”", "Send us your eels by noon on Friday", False),
        ("Tue 2 Dec, 10am, Orm - The weir", "Wednesday, Dec. 3:", False),
    ],
)
def test_given_the_last_of_lines_that_stand_together_when_left_out_then_it_is_a_piece_if_it_is_like_them(
    above: str, last: str, kept: bool
) -> None:
    parts = outline(read_text(f"PAPERS\n\n{above}\n{last}\n"), plain=True)
    labels = dict(zip(map(id, parts), (Label.SECTION, Label.PIECE, Label.NONE), strict=True))

    begin_alike(parts, labels)

    assert (labels[id(parts[-1])] is Label.PIECE) is kept


def test_given_a_numbered_line_among_numbered_titles_when_pieces_stand_below_it_then_it_names_their_section() -> None:
    issue = (
        "<p>1. A weir is sold</p><p>The eels were not asked.</p><p>2. In brief</p><p>A lamp fell on Monday.</p>"
        "<p>A goat rowed home alone.</p><p>3. The lamp is lit</p><p>It was dark for a year.</p>"
    )
    titled = {"1. A": Label.TITLE, "The eels": Label.STORY, "3. The": Label.TITLE, "It was": Label.STORY}
    parts, labels = labelled(issue, {**titled, "A lamp": Label.PIECE, "A goat": Label.PIECE})
    drafts = Sections()

    assert sections(parts, labels) == ["2. In brief"]
    drafts.enter(parts[2].block)
    drafts.fresh = False
    drafts.take_title(parts[5].block)
    assert drafts.open is None
