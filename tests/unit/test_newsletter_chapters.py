"""Essays told in numbered parts are one item; sections that are numbered hold several."""

import pytest

from news.newsletter import split
from news.splitting.chapters import signed_parts
from news.splitting.read_markdown import read_markdown
from news.splitting.structure import outline

PARAGRAPHS = (
    "The weir at Sarn was built by a man who had never seen the river in spring. He drew a low wall.",
    "His employers asked no questions. They had bought the mill cheaply and wanted it to turn before the harvest.",
    "In April the river came over the wall, through the mill and down the street as far as the steps of the chapel.",
    "The inquest sat for two days. It heard the miller, and a surveyor who had drawn a better wall.",
    "Last month the council voted to take the weir out. The anglers are against it, and both sides have a biologist.",
    "The eels have no vote. They came up the old side channel on a wet night, as they did before the mill.",
)
MARKS = (
    ("I. THE WALL", "II. THE FLOOD", "III. THE VOTE"),
    ("I.", "II.", "III."),
    ("Chapter the First: In which a wall is drawn", "Chapter the Second: The river", "Chapter the Third: A vote"),
    ("CHAPTER ONE", "CHAPTER TWO", "CHAPTER THREE"),
    ("1", "2", "3"),
)


def told_in_parts(marks: tuple[str, ...]) -> list[str]:
    return [line for at, mark in enumerate(marks) for line in (mark, *PARAGRAPHS[2 * at : 2 * at + 2])]


@pytest.mark.parametrize("marks", MARKS)
def test_given_an_essay_in_numbered_parts_when_split_then_it_is_one_item(marks: tuple[str, ...]) -> None:
    body = told_in_parts(marks)
    text = "\n\n".join(["THE SLOW RIVER", "Letter no. 31", "THE WEIR THAT NOBODY DREW", *body, "Unsubscribe here"])
    html = "<h1>The Slow River</h1><h2>The weir that nobody drew</h2>" + "".join(
        f"<h3>{line}</h3>" if line in marks else f"<p>{line}</p>" for line in body
    )

    for source, media_type in ((text, "text/plain"), (html, "text/html")):
        [item] = split(source, media_type, issued_on=None, source="The Slow River").items

        assert item.headline.lower() == "the weir that nobody drew"
        assert all(line in item.text for line in PARAGRAPHS)


def test_given_numbered_sections_below_the_letters_name_when_split_then_each_paragraph_is_an_item() -> None:
    briefs = (
        "Ferry strike ends after nine days, and the boats sail at noon on Monday. The union took half.",
        "The council sells the old fish market to a baker for less than it asked. He has until March.",
        "Two swimmers are rescued off the Pell shoal by a passing dredger. Neither had told anyone.",
        "A school in Orm reopens with a new roof and forty fewer pupils. Their parents moved.",
    )
    body = ("## I. The harbor", *briefs[:2], "## II. The hill", *briefs[2:])

    issue = split("\n\n".join(("# The Pell Post", *body)), "text/markdown", issued_on=None, source="Pell")

    assert [item.text for item in issue.items] == list(briefs)


@pytest.mark.parametrize("byline", ["By Ana Silk and Bo Reed\n\n", ""])
def test_given_parts_with_plain_numbers_when_their_writer_stands_above_then_they_are_one_item(byline: str) -> None:
    names = ("How it began", "The flood", "What the miller says", "What comes now")
    parts = "".join(f"{at}. {name}\n\n{PARAGRAPHS[at + 1]}\n\n" for at, name in enumerate(names, 1))
    top = "THE SLOW RIVER\n1 October 2026\n\n---\n\nTHE WEIR THAT NOBODY DREW\n\n"
    text = f"{top}{byline}{PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}\n\n"

    items = split(f"{text}{parts}Unsubscribe here\n", "text/plain", issued_on=None, source=None).items

    assert (len(items) == 1) is bool(byline)


@pytest.mark.parametrize("number", ["{}.", "{:roman}."])
@pytest.mark.parametrize("byline", ["Words by Ana Silk. Drawings by Bo Reed.", "A letter from the weir"])
def test_given_numbered_parts_below_a_paragraph_or_two_when_its_writer_is_named_then_they_are_one_item(
    byline: str, number: str
) -> None:
    names = ("How it began", "The flood", "What the miller says")
    marks = [f"## {('I', 'II', 'III')[at] if 'roman' in number else at + 1}. {name}" for at, name in enumerate(names)]
    parts = "\n\n".join(f"{mark}\n\n{PARAGRAPHS[at + 2]}" for at, mark in enumerate(marks))
    top = f"**THE SLOW RIVER**\n\n# The weir that nobody drew\n\n*{byline}*"
    text = f"{top}\n\n{PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}\n\n{parts}\n"

    stretches = list(signed_parts(outline(read_markdown(text), plain=False)))
    [item] = split(text, "text/markdown", issued_on=None, source=None).items

    assert bool(stretches) is byline.startswith("Words by")
    assert not (stretches and byline in item.text)
