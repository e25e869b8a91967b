"""Figures that one report ascribes to two parties."""

import pytest

from news.ascribed import two_parties
from news.disputes import disputed_figures
from tests.invented import labelled


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("The ministry says 12, the rebels say 40.", ["The ministry says 12", "the rebels say 40"]),
        (
            "Orrin’s army took the dam after eleven hours in which the ministry said 12 soldiers were killed, while the"
            " Dawn Front put the number at 40.",
            ["the ministry said 12 soldiers were killed", "the Dawn Front put the number at 40"],
        ),
        (
            "At least six people were shot in Brenn, a doctor said; the army said two.",
            ["At least six people were shot in Brenn, a doctor said", "the army said two"],
        ),
        (
            "Lund spoke to a crowd that the police put at 4,000 and her party at 60,000.",
            ["the police put at 4,000", "her party at 60,000"],
        ),
        (
            "Twelve soldiers were killed, according to the ministry, but the Front said that 40 had died.",
            ["Twelve soldiers were killed, according to the ministry", "the Front said that 40 had died"],
        ),
        (
            "The bank says growth will be 2.5 percent, the ministry says 3.1 percent.",
            ["The bank says growth will be 2.5 percent", "the ministry says 3.1 percent"],
        ),
        ("The ministry said that 12 were killed, the army said 40 were wounded.", None),
        ("The ministry said that 12 were killed, the army said 40 were killed and 9 hurt.", None),
        ("The ministry said 12 soldiers were killed, and that 40 were hurt.", None),
        ("The ministry said 12 soldiers were killed, the army said 12.", None),
        ("A poll said 48 percent, the Harrow survey said 51.", None),
        ("The mill said that it wasted 26 tons, the yard reported 23 wasted tons.", None),
        ("Voters gave Lund 48 percent and Osk 44, the commission said.", None),
        ("The union said that 3,000 struck, the mill said that it turned 11 trucks.", None),
        ("The Blues said they won 12 seats, the Greens said 40.", None),
        ("Lund said she was 34, Osk said he was 28.", None),
        ("Hask reported 12 new cases and Velm reported 40.", None),
        ("The mayor announced 12 new buses, the governor announced 40.", None),
        ("Lund insisted on 12 days, the union insisted on 40.", None),
        (
            "The ministry said it was 12, the rebels reported 40.",
            ["The ministry said it was 12", "the rebels reported 40"],
        ),
    ],
)
def test_given_a_sentence_when_two_parties_differ_then_what_each_says_is_found(
    sentence: str, says: list[str] | None
) -> None:
    found = two_parties(sentence)

    assert (found and [sentence[one.span.start : one.span.end] for one in found]) == says


def test_given_one_outlet_that_ascribes_two_numbers_when_disputed_then_each_party_is_quoted_once() -> None:
    text = "The dam of Brenn was retaken. The ministry says that 26 soldiers died there, the rebels say 40."
    first = labelled("a", "Army retakes dam", text, {}, outlet="Gazette").item
    again = labelled("b", "Dam retaken", f"Again: {text}", {}, outlet="Echo").item

    [disputed] = disputed_figures([(first, "Gazette"), (again, "Echo")])

    assert [(claim.text, claim.outlet) for claim in disputed.claims] == [
        ("The ministry says that 26 soldiers died there", "Gazette"),
        ("the rebels say 40", "Gazette"),
    ]
    assert [first.text[claim.start : claim.end] for claim in disputed.claims] == [c.text for c in disputed.claims]


def test_given_a_number_that_another_outlet_disputes_when_its_own_names_two_parties_then_both_stand_in_one_line() -> (
    None
):
    first = "At least six people were shot dead in Brenn, a doctor said; the army said two."
    items = [
        (labelled("a", "Shots in Brenn", first, {}, outlet="Gazette").item, "Gazette"),
        (labelled("b", "Shots in Brenn", "Four people were killed in Brenn.", {}, outlet="Echo").item, "Echo"),
    ]

    [disputed] = disputed_figures(items)

    assert [claim.text for claim in disputed.claims] == [
        "At least six people were shot dead in Brenn",
        "Four people were killed in Brenn",
        "the army said two",
    ]


def test_given_what_is_said_of_two_numbers_at_once_when_disputed_then_it_is_said_of_the_first_too() -> None:
    items = [
        (labelled("a", "Dam", "At least 17 soldiers and 9 civilians died in Brenn.", {}).item, "Gazette"),
        (labelled("b", "Dam", "The ministry said 12 soldiers were killed in Brenn.", {}).item, "Echo"),
    ]

    [disputed] = disputed_figures(items)

    assert [claim.text for claim in disputed.claims] == [
        "At least 17 soldiers and 9 civilians died in Brenn",
        "12 soldiers were killed in Brenn",
    ]
