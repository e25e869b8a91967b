"""What argues, and what only reports: words learned from columns, in pieces of our own."""

import pytest

from news.argument import Arguments, argues, read_arguments, traits

COLUMN = (
    "Let us be honest about the ferry. We all know that it is old, and nobody should be surprised that it sank. "
    "What is shameful is that our council still pretends otherwise. If we believe in this island, we must pay for "
    "a new boat, and we must do it now. That is not radical. It is simply what decent people do when their "
    "neighbors cannot get home. Perhaps the mayor thinks that we will forget. We will not, and she should know "
    "better than to hope for it."
)
REPORT = (
    "The county sold its last ferry on Tuesday to a company from Brenn, officials said. The boat, built in 1961, "
    "must leave the harbor by May. Mayor Ada Lund told reporters that the sale would pay for a bridge, which the "
    "council approved in a 9-4 vote last month. “We should have done this years ago,” she said. Opponents "
    "announced that they would ask a court to stop the sale. According to a survey by the harbor office, 1,200 "
    "people used the ferry each day last year."
)


@pytest.mark.parametrize(
    ("headline", "text", "argued"),
    [
        ("The ferry is our shame", COLUMN, True),
        ("County sells its last ferry", REPORT, False),
        (
            "Lund on the ferry",
            f"“{COLUMN.replace('“', '')}” So ended the mayor's speech on Monday, officials said.",
            False,
        ),
        ("Lund speaks on the ferry", f"ADA LUND, MAYOR: {COLUMN}", False),  # a transcript
        (
            "Questions for the mayor",
            COLUMN.replace("it sank. ", "it sank?\n\n").replace("do it now. ", "do it now?\n\n"),
            False,
        ),
        ("We must pay for a new ferry now, and it is shameful that we have not", "", False),
        ("Ferry for sale", "The ferry is for sale.", False),
        ("", "", False),
    ],
)
def test_given_a_piece_without_a_label_when_it_argues_throughout_then_it_is_known(
    headline: str, text: str, argued: bool
) -> None:
    assert argues(headline, text) is argued


def test_given_a_piece_when_its_traits_are_told_then_names_numbers_and_quotations_say_nothing_of_themselves() -> None:
    words, shares = traits("Ferry Sold", "We sold it. NATO said: “Ada Lund rows” in 2027. Must I?")

    assert words["^sold"] == words["sold"] == words["AA"] + words["nato"] == words["“"] == words["0"] == words["i"] == 1
    assert not {"ada", "lund", "rows", "2027", "^Sold"} & set(words)
    assert shares == {"reports": 1 / 3, "speaks": 2 / 3, "demands": 1 / 3, "weighs": 0}


def test_given_weights_when_a_piece_is_scored_then_its_words_weigh_as_a_vector_of_length_one() -> None:
    model = Arguments({"we": (3.0, 2.0), "it": (4.0, -1.0)}, {"speaks": 0.5}, bias=-0.25, cut=1.0)

    score = model.score({"we": 1, "it": 1, "never": 9}, {"speaks": 0.5})

    assert score == pytest.approx(-0.25 + 0.25 + (3 * 2 - 4) / 5)
    assert model.score({}, {"speaks": 0}) == -0.25


def test_given_the_released_weights_when_read_then_it_doubts_a_piece_of_nothing_and_no_word_is_a_name() -> None:
    model = read_arguments()

    assert model.cut > 0
    assert len(model.words) > 5_000
    assert {part for word in model.words for part in word.split() if part != part.lower()} == {"Aa", "AA"}
