"""What stands at an issue's edges, and what is sold: its name, when it was sent, links; and what only looks like it."""

import pytest

from news.splitting.advertised import advertised
from news.splitting.boilerplate import Reason, is_link_label, reason_of
from news.splitting.outline import Part
from news.splitting.read_html import read_html
from news.splitting.read_markdown import read_markdown
from news.splitting.read_on import asks_to_read_on
from news.splitting.sections import Promise, promise_of
from news.splitting.structure import outline
from tests.issues import split_as

STORY = "<h2><a href='https://a.example/weir'>Weir opens</a></h2><p>A choir sang on the bank, and the eels came up.</p>"


def reasons(html: str) -> dict[str, Reason | None]:
    parts: list[Part] = outline(read_html(html), plain=False)
    return {part.block.text: part.reason for part in parts}


@pytest.mark.parametrize(("address", "name"), [("https://a.example/", True), ("https://a.example/lane", False)])
def test_given_a_heading_that_leads_to_a_site_and_no_page_when_read_then_it_is_the_letters_name(
    address: str, name: bool
) -> None:
    page = f"<h1><a href='{address}'>Lamp Lane: news from the east end</a></h1>{STORY}"

    assert (reasons(page)["Lamp Lane: news from the east end"] is Reason.MASTHEAD) is name


@pytest.mark.parametrize(
    ("line", "name"), [("The Feast of Lamps, 26th November 2026", True), ("The Feast of Lamps", False)]
)
def test_given_a_title_that_ends_in_a_full_day_above_all_when_read_then_it_is_the_letters_name(
    line: str, name: bool
) -> None:
    assert (
        reasons(f"<h2>{line}</h2><p>Nobody came to it but the keeper and his goat, he said.</p>{STORY}")[line]
        is Reason.MASTHEAD
    ) is name


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Posted by Ana on Wed, 13 Sep 2023 21:04 – 17 comments", Reason.METADATA),
        ("4 new posts on 14 September 2023", Reason.METADATA),
        ("4 new posts on the mole are to be filled by May, the harbor master said, and nobody has applied.", None),
        ("Sick of the parish: Ana, Bo, and the twins.", Reason.BOILERPLATE),
        ("On the turntable: Trio Kvell, “Half Past Snow”.", Reason.BOILERPLATE),
        ("Lamp is a letter of the Orm Science Desk.", Reason.BOILERPLATE),
        ("The note is a letter of apology from the mayor, who left on Monday.", None),
    ],
)
def test_given_a_line_around_the_news_when_read_then_its_own_words_say_so(line: str, reason: Reason | None) -> None:
    assert reason_of(line) is reason


def test_given_three_links_alone_at_the_end_when_read_then_they_are_the_footer_and_above_it_they_are_not() -> None:
    bar = "<p><a href='https://a.example/1'>Ask</a> · <a href='https://a.example/2'>Letters</a> · <a href='https://a.example/3'>End</a></p>"

    assert reasons(f"{STORY}{bar}")["Ask · Letters · End"] is Reason.FOOTER
    assert reasons(f"{bar}{STORY}")["Ask · Letters · End"] is not Reason.FOOTER


def test_given_labels_that_ask_to_hear_on_when_read_then_they_are_labels() -> None:
    assert is_link_label("» Hear it (41 min):")
    assert is_link_label("Read our letter")
    assert not is_link_label("Hear it from the mayor")
    assert asks_to_read_on("Read on:")
    assert not asks_to_read_on("Read more on:")


def test_given_days_in_a_diary_without_a_stop_behind_when_split_then_each_line_is_an_event() -> None:
    text = (
        "LAMP & BUOY\n\nNEWS\n\nThe keeper was paid on Monday, after a year without oil or wages, by his own cook.\n\n"
        "DIARY\n\n18 Feb    Working group on eels, Velm\n3 March   Lunch of the keepers, Orm, 1230\n"
    )

    assert [item.kind.value for item in split_as(text, "text/plain").items][-2:] == ["event", "event"]


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
    parts = outline(read_markdown(f"The dam at Orm burst on Monday after rain.\n\n{sold}\n"), plain=False)

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
    parts = outline(read_markdown(f"The dam at Orm burst on Monday after rain.\n\n{kept}\n"), plain=False)

    assert len(parts) - 1 not in advertised(parts)


@pytest.mark.parametrize(("name", "sold"), [("A word from Father", False), ("A word from Larkspur", True)])
def test_given_a_word_from_an_office_when_read_then_it_is_no_advertisement(name: str, sold: bool) -> None:
    assert (promise_of(name) is Promise.ASIDE) is sold
    assert (reason_of(name) is Reason.SPONSOR) is sold
