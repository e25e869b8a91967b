"""Learning what argues: what names an opinion is cut off, names are no words, and serving weighs as training does."""

from dataclasses import replace

import numpy as np
import pytest

from news.argument import Arguments, traits
from training import opinion
from training.opinion import Piece, Vocabulary, choose_words, naming_outlets

PIECE = Piece("a", "2017-01-01", "Courier", "Ferries for all", "We must row.", named=True, read=None, doubtful=False)


def test_given_a_labelled_column_when_prepared_then_what_names_it_is_gone() -> None:
    text = "Commentary: We must row. Ann Lee is a fellow at the Brenn Institute. Her column runs on Mondays."

    piece = opinion._piece("a", "2017-01-01", "Courier", ("Ferries for all | Opinion", text), True, {"a": None})

    assert (piece.headline, piece.text) == ("Ferries for all", "We must row.")
    assert piece.doubtful
    assert piece.forms()[1:] == [("Ferries for all", "We must row."), ("", "We must row."), ("Ferries for all", "")]


def test_given_pieces_of_many_publishers_when_words_are_chosen_then_names_and_one_publishers_words_are_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(opinion, "FEWEST", 2)
    monkeypatch.setattr(opinion, "FEWEST_PAIRS", 2)
    monkeypatch.setattr(opinion, "PUBLISHERS", 2)
    texts = ["Marlow rows, and we hope.", "Marlow sank, and we hope, Marlow."]
    pieces = [replace(PIECE, outlet=outlet, text=text) for outlet, text in zip("ab", texts, strict=True)]

    chosen = choose_words(pieces, [traits("", piece.text) for piece in pieces])

    assert {"and", "we", "hope", "we hope"} <= set(chosen.words)
    assert not {"marlow", "rows", "sank", "Marlow"} & set(chosen.words)


def test_given_weights_when_training_and_serving_weigh_a_piece_then_they_agree() -> None:
    vocabulary = Vocabulary(("must", "we"), np.array([2.0, 1.5]), ("reports", "speaks", "demands", "weighs"))
    weights = np.array([1.0, -2.0, 0.5, 0.25, 3.0, 4.0])
    seen = traits("Ferries", "We must row, and we must not tire, Lund said. We rest.")

    [trained] = vocabulary.rows([seen]) @ weights

    words = {word: (vocabulary.rarity[at], weights[at]) for at, word in enumerate(vocabulary.words)}
    served = Arguments(words, dict(zip(vocabulary.shares, weights[2:], strict=True)), 0.0, 1.0)
    assert served.score(*seen) == pytest.approx(trained)


def test_given_outlets_when_few_of_their_unnamed_pieces_score_high_then_they_name_their_opinions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(opinion, "OUTLET", 10)
    pieces = [replace(PIECE, outlet=outlet, named=at < 4) for outlet in ("names", "hides") for at in range(10)]
    scores = np.array([1, 1, 9, 9, *[0] * 6, 1, 1, 9, 9, *[10] * 6], dtype=float)

    assert naming_outlets(pieces, scores) == {"names"}
