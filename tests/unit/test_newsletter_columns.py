"""Opinion by who speaks: experts below their names, writers who say "I", letters; and who is asked questions."""

from datetime import date

import pytest

from news.item import NewsItem
from news.splitting.assemble import Draft, Section
from news.splitting.itemize import itemize
from news.splitting.read_markdown import read_markdown

DAY = date(2026, 11, 20)
TOLD = "The harbor board of Velm has sold the north mole to a bank that wants it for a vault and keeps the lamp. " * 3
SHORT = ("The ferry to Orm sails again.", "A goat was freed from the lock.", "Rain is expected in Tarn.")


def piece(markdown: str, section: str | None = None, *, titled: bool = False) -> Draft:
    first, *rest = read_markdown(markdown)
    name = Section(section, None) if section else None
    return Draft(name, title=first if titled else None, texts=rest if titled else [first, *rest])


def kinds(*drafts: Draft) -> list[str]:
    items: list[NewsItem] = itemize(list(drafts), DAY, "Pier")[0]
    return [item.kind.value for item in items]


def briefs() -> list[Draft]:
    return [piece(text, "In town") for text in SHORT]


EXPERTS = (
    "**Ana Silk**, senior fellow, Center for Moles: The bank will find that a vault below the tide is a bath.",
    "**Dr. Otto van Reem**, professor of law at Tarn: Read the lease again, for nobody has asked who owns the lamp.",
    "**Gen. Ida Lund (ret.)**, former adviser to the port: A mole is a wall first, and walls are for the navy.",
)


def test_given_experts_below_their_names_when_three_answer_then_it_is_opinion() -> None:
    news = piece(f"## A bank buys the mole\n\n{TOLD}", titled=True)

    assert kinds(news, *(piece(text) for text in EXPERTS)) == ["article", "opinion", "opinion", "opinion"]
    assert kinds(*(piece(text) for text in EXPERTS[:2]), *briefs())[:2] == ["article", "article"]


def test_given_names_and_offices_on_lines_of_their_own_when_texts_stand_below_then_they_are_opinion() -> None:
    titled = [
        piece(f"## {name}\n\nThe bank will find out what a tide is, and then it will ask for the lamp.", titled=True)
        for name in ("Ana Silk Senior fellow, Center for Moles", "Otto Reem Deputy director, Ports", "Ida Lund, editor")
    ]

    assert kinds(*titled, *briefs())[:3] == ["opinion"] * 3


@pytest.mark.parametrize(
    "line",
    [
        "**Ana Silk**, director of the port since 2019, will leave in May. She wants to sail.",
        "**Ana Silk**: The port will close in May, she told the board.",
        "**Port**: The director, Ana Silk, will leave in May.",
    ],
)
def test_given_news_of_people_in_office_when_three_are_told_of_then_it_is_no_opinion(line: str) -> None:
    told = [piece(line.replace("Silk", name)) for name in ("Silk", "Lund", "Reem")]

    assert kinds(*told, *briefs())[:3] == ["article"] * 3


COLUMN = (
    "I have rowed past the mole since I was nine, and my father lit its lamp. I do not want a vault there. "
    "Nobody asked me, but I would give my boat to keep it dark."
)


def test_given_a_writer_who_says_i_throughout_when_other_pieces_follow_then_it_is_a_column() -> None:
    others = [piece(TOLD, "In town"), *briefs()]
    assert kinds(piece(f"## The lamp\n\n{COLUMN}", titled=True), *others)[0] == "opinion"
    assert kinds(piece(f"## The lamp\n\n“{COLUMN}”", titled=True), *others)[0] == "article"
    assert kinds(piece(f"## The lamp\n\nWhy do you row there?\n\n{COLUMN}", titled=True), *others)[0] == "article"
    assert kinds(piece(f"## The lamp\n\n{COLUMN}", titled=True)) == ["article"]  # an essay alone


@pytest.mark.parametrize(
    ("section", "text", "kind"),
    [
        ("One letter to the editor", "Your report on the mole left out its lamp.", "opinion"),
        ("Correspondence", "Your report on the mole left out its lamp.", "opinion"),
        ("Post", "To the Editors: Your report on the mole left out its lamp.", "opinion"),
        ("Post", "The letters to the board came late, it says.", "article"),
        ("From us", "**The mole is a wall** Commentary — It was built for storms and should stay.", "opinion"),
        ("From us", "**The mole is a wall** Commentary on it has been sharp in Orm this week.", "article"),
        ("From us", "In an op-ed for The Orm Post, Ana Silk holds that the mole is a wall.", "opinion"),
        ("From us", "Columnist Ana Silk argues that the mole is a wall.", "opinion"),
        ("From us", "Columnist Ana Silk was arrested on the mole.", "article"),
    ],
)
def test_given_a_letter_or_a_retold_view_when_read_then_it_is_opinion(section: str, text: str, kind: str) -> None:
    assert kinds(piece(text, section), *briefs())[0] == kind


def test_given_questions_on_lines_of_their_own_when_the_first_piece_answers_them_then_it_is_no_lead() -> None:
    asked = "\n\n".join(f"{question}\n\n{TOLD}" for question in ("Who sold it?", "To whom?", "What of the lamp?"))

    assert kinds(piece(f"## “It is a wall”\n\n{asked}", "The nugget", titled=True), *briefs())[0] == "article"
