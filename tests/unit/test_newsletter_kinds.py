"""Which story leads, what is a teaser, an opinion, another paper's headline, and what is sold."""

from datetime import date

import pytest

from news.advertised import advertised
from news.assemble import Draft, Section
from news.blocks import Block
from news.boilerplate import Reason, reason_of
from news.dates import read_event_time
from news.item import NewsItem
from news.itemize import itemize
from news.read_markdown import read_markdown
from news.sections import Promise, holds_lead, promise_of, shows_own_pieces
from news.structure import outline

DAY = date(2026, 11, 20)
LONG = "The harbor board of Velm has sold the north mole to a bank that wants it for a vault and keeps the lamp. " * 3
SHORT = ("The ferry to Orm sails again.", "A goat was freed from the lock.", "Rain is expected in Tarn.")


def blocks_of(markdown: str) -> list[Block]:
    return read_markdown(markdown)


def items_of(*drafts: Draft) -> list[NewsItem]:
    return itemize(list(drafts), DAY, "Pier")[0]


def piece(markdown: str, section: Section | None = None, *, titled: bool = False) -> Draft:
    first, *rest = blocks_of(markdown)
    return Draft(section, title=first if titled else None, texts=rest if titled else [first, *rest])


def briefs(section: Section | None) -> list[Draft]:
    return [piece(text, section) for text in SHORT]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("First off", "lead"), ("Top of the dock", "article"), ("Top line", "lead"), ("Top reads", "article")],
)
def test_given_a_section_named_for_the_main_story_when_it_is_told_at_length_then_it_leads(name: str, kind: str) -> None:
    items = items_of(piece(f"{LONG}\n\n{LONG}", Section(name, None)), *briefs(Section("Elsewhere in town", None)))

    assert holds_lead(name) is (kind == "lead")
    assert items[0].kind.value == kind


def test_given_a_first_story_without_a_title_when_it_outweighs_the_others_then_it_leads() -> None:
    told = piece(f"{LONG}\n\n{LONG}")
    rival = piece(LONG + LONG.replace("north", "south"), Section("Ports", None))

    assert items_of(told, *briefs(Section("Ports", None)))[0].kind.value == "lead"
    assert items_of(told, rival, *briefs(Section("Ports", None)))[0].kind.value == "article"


SHOWN = "**[The vault below the lamp](https://pier.example/1)** What the bank keeps there, and who holds a second key."


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Our latest reporting", "teaser"),
        ("More from Pier", "teaser"),
        ("Worth your evening", "teaser"),
        ("Town hall", "article"),
    ],
)
def test_given_a_linked_title_and_a_sentence_when_the_section_shows_own_pieces_then_it_is_a_teaser(
    name: str, kind: str
) -> None:
    item = items_of(piece(SHOWN, Section(name, None)), *briefs(Section("Ports", None)))[0]

    assert shows_own_pieces(name) is (kind == "teaser")
    assert (item.kind.value, item.truncated) == (kind, kind == "teaser")


@pytest.mark.parametrize(
    ("ending", "truncated", "text"),
    [
        ("[Read the brief](https://pier.example/b)", True, "Lessons from lending boats."),
        ("[Full report (PDF, 2 MB)](https://pier.example/b)", True, "Lessons from lending boats."),
        ("[Register](https://pier.example/b)", False, "Lessons from lending boats."),
    ],
)
def test_given_a_link_that_ends_a_paragraph_when_it_says_read_on_then_it_is_cut_off(
    ending: str, truncated: bool, text: str
) -> None:
    item = items_of(piece(f"## Boats\n\nLessons from lending boats. {ending}", titled=True), *briefs(None))[0]

    assert (item.truncated, item.text) == (truncated, text)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Stop counting the gulls", "opinion"),
        ("In praise of the slow lock", "opinion"),
        ("Ports should pay for their mud", "opinion"),
        ("Letter: The lamp is not yours", "opinion"),
        ("What owners of boats should know", "article"),
        ("Board stops counting gulls", "article"),
    ],
)
def test_given_a_title_that_demands_when_its_section_does_not_say_so_then_it_is_opinion(title: str, kind: str) -> None:
    item = items_of(piece(f"## {title}\n\nThe board meets in a shed and counts.", titled=True), *briefs(None))[0]

    assert item.kind.value == kind


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("[The last lamp](https://a.example/1). By Ana Silk.", "headline"),
        ("[The last lamp](https://a.example/1). By night it is dark, as the board has sold the oil.", "article"),
    ],
)
def test_given_a_title_and_who_wrote_it_when_nothing_else_is_told_then_it_is_a_headline(line: str, kind: str) -> None:
    assert items_of(piece(line, Section("From us", None)), *briefs(None))[0].kind.value == kind


@pytest.mark.parametrize(
    ("heading", "promise"),
    [
        ("I. MEETINGS", Promise.EVENTS),
        ("[4] Upcoming", Promise.EVENTS),
        ("Part C - Opinion", Promise.OPINION),
        ("Committee meetings for Friday", Promise.EVENTS),
        ("1. Big thing", None),
    ],
)
def test_given_a_section_listed_by_letter_when_read_then_its_name_is_what_counts(
    heading: str, promise: Promise | None
) -> None:
    assert promise_of(heading) is promise


def test_given_four_digits_below_what_is_to_be_watched_when_read_then_they_are_the_hour() -> None:
    times = [read_event_time("1300 — Talks on the bridge", DAY, name) for name in ("Watch list", "The count")]

    assert [time.words for time in times] == ["1300", None]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Vote in our poll: was this a good tide?", Reason.SUBSCRIPTION),
        ("Give the gift of Pier", Reason.SUBSCRIPTION),
        ("Buy us a tea", Reason.SUBSCRIPTION),
        ("Registered as a charity since 2009", Reason.FOOTER),
        ("A project of the Velm Foundation", Reason.FOOTER),
        ("Legal helpline, day and night: 0300 000 000", Reason.FOOTER),
        ("Persons who need an interpreter or another accommodation should write to the clerk.", Reason.FOOTER),
        ("Ana Silk, deputy editor | Bo Ray, translator", Reason.METADATA),
        ("Date Time What Where", Reason.METADATA),
        ("2 June 2026 (as of 7.30 a.m.)", Reason.METADATA),
        ("June 3, 1098: A siege ends when somebody opens a window.", Reason.BOILERPLATE),
        ("Paid advertisement Cranes that fold. See how.", Reason.SPONSOR),
        ("Sponsored by the Guild of Cranes Five facts on cranes before the vote on Tuesday", Reason.SPONSOR),
        ("A project of three years ends on Monday.", None),
        ("Ana Silk, editor of the Courier, has resigned.", None),
        ("Registered nurses walked out at Orm on Monday.", None),
        ("Advertisement spending fell for a third quarter.", None),
        ("Voters took part in our democracy, the mayor said.", None),
    ],
)
def test_given_lines_of_a_letters_edges_when_read_then_only_they_are_no_news(line: str, reason: Reason | None) -> None:
    assert reason_of(line) is reason


@pytest.mark.parametrize(
    "sold",
    [
        "Our cranes fold for $29 a month. [Claim the deal](https://c.example/1)",
        "The lamp lives on what you give. [Give what a candle costs](https://c.example/1)",
        "A MESSAGE FROM THE GUILD OF CRANES\n\nNew study finds that cranes fold. [Learn more](https://c.example/1)",
    ],
)
def test_given_a_paragraph_that_sells_when_read_then_it_is_no_news(sold: str) -> None:
    parts = outline(blocks_of(f"The dam at Orm burst on Monday after rain.\n\n{sold}\n"), plain=False)

    assert len(parts) - 1 in advertised(parts)


@pytest.mark.parametrize(
    "kept",
    [
        "The board will fold the crane for $29 million. [Read more](https://c.example/1)",
        "Nov. 26, 7 p.m.: The choir sings for you at the lock. [Get your tickets](https://c.example/1)",
        "ADVERTISEMENT\n\nThe board of Orm has folded its crane. [Read more](https://c.example/1)",
        "ADVERTISEMENT\n\n## In other news\n\nThe board has folded. [Join us](https://c.example/1)",
    ],
)
def test_given_news_beside_what_is_sold_when_read_then_it_stays(kept: str) -> None:
    parts = outline(blocks_of(f"The dam at Orm burst on Monday after rain.\n\n{kept}\n"), plain=False)

    assert len(parts) - 1 not in advertised(parts)
