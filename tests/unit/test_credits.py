"""What houses set around a text, told from ordinary news that looks like it."""

import pytest

from news.credits import without_byline, without_credits
from news.disputes import outdated_figures
from news.item import NewsItem
from news.titles import first_sentence, title_of, without_headline
from tests.invented import labelled

FORD = "Rebels seized the ford at Tarmouk. The army withdrew."


@pytest.mark.parametrize(
    "around",
    [
        "{} (Reporting by Ann Lee; Editing by Jon Osk)",
        "{}\nAdditional reporting by Ann Lee",
        "{} © 2026 The Courier. All rights reserved.",
        "{} Jon Osk in Velden contributed to this report.",
        "By Ann Lee and Jon Osk, Staff Writers\n{}",
        "BY ANN LEE | The Courier\n\n{}",
        "(AP) — {}",
        "{} Continue reading",
    ],
)
def test_given_what_a_house_sets_around_a_text_when_left_out_then_the_news_stays_in_its_place(around: str) -> None:
    text = around.format(FORD)

    left = without_credits(text)

    assert text != FORD
    assert len(left) == len(text)
    assert left.strip() == FORD
    assert left.index("Rebels") == text.index("Rebels")


@pytest.mark.parametrize(
    "text",
    [
        "By Friday the army had taken the ford.\nThe bridge fell later.",
        "By Monday\nall of it was over.",
        "By land and by sea, they came. By night they left.",
        "Read more than one paper, the minister said. It helps.",
        "The court read more into the law. Copyright holders won.",
        "He contributed to this report's findings. They stand.",
        "Reporting by the agency was halted. Editing by hand went on.",
        "Copyright law changes on Friday, the ministry said.",
    ],
)
def test_given_news_in_such_words_when_left_out_then_nothing_is(text: str) -> None:
    assert without_credits(text) == text
    assert without_byline(text) == text


@pytest.mark.parametrize(
    ("headline", "outlet", "shown"),
    [
        ("Rebels seize the ford - The Courier", "The Courier", "Rebels seize the ford"),
        ("Rebels seize the ford | Courier", "The Courier", "Rebels seize the ford"),
        ("Rebels seize the ford – Reuters", None, "Rebels seize the ford"),
        ("UPDATE 3-Rebels seize the ford", "Reuters", "Rebels seize the ford"),
        ("BREAKING: Rebels seize the ford", None, "Rebels seize the ford"),
        ("Rebels seize the ford - and the bridge", "Courier", "Rebels seize the ford - and the bridge"),
        ("Rebels seize the ford - Tarmouk", "Courier", "Rebels seize the ford - Tarmouk"),
        ("Inside Russia - BBC News", "BBC News", "Inside Russia - BBC News"),  # too short to lose a word
        ("Breaking: the habit of war", None, "Breaking: the habit of war"),
        ("Update on the ford", None, "Update on the ford"),
    ],
)
def test_given_a_headline_with_its_outlet_when_titled_then_that_is_left_out(
    headline: str, outlet: str | None, shown: str
) -> None:
    assert title_of(NewsItem("a", headline, "", outlet=outlet)) == shown


def test_given_a_headline_above_its_text_when_read_then_the_first_sentence_is_the_news() -> None:
    item = NewsItem("a", "Rebels seize the ford", f"Rebels seize the ford\n\nBy Ann Lee\n\n{FORD}")

    span = first_sentence(item)

    assert span is not None
    assert item.text[span.start : span.end] == "Rebels seized the ford at Tarmouk."
    assert without_headline(item).index("Rebels seized") == item.text.index("Rebels seized")


def test_given_a_headline_run_into_a_sentence_that_says_it_again_when_read_then_the_sentence_is_the_news() -> None:
    item = NewsItem("a", "Rebels seize the ford at dawn", f"Rebels seize the ford at dawn {FORD}")

    assert without_headline(item).lstrip() == FORD


def test_given_a_headline_that_is_the_news_when_read_then_it_stays() -> None:
    item = NewsItem("a", "Rebels seized the ford at Tarmouk", FORD)

    assert without_headline(item) == FORD


def test_given_an_early_count_that_many_carry_when_judged_then_they_are_one_voice() -> None:
    early = "At least 14 soldiers were killed when the garrison at Tarmouk fell, the ministry said."
    late = "When the garrison fell 31 soldiers were killed, doctors at Tarmouk said."
    other = labelled("new", "Doctors speak", late, outlet="Ledger")
    copies = [labelled(f"old-{n}", f"Garrison falls {n}", early, outlet=f"Paper {n}") for n in range(4)]

    found = outdated_figures([(one.item, one.item.outlet or "") for one in (*copies, other)])

    assert {place[0] for place in found} == {copy.item.id for copy in copies}
