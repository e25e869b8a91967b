"""From scores to probabilities and cuts, and the figures about them."""

import numpy as np
import pytest

from models.classifier import Cuts, pooled_score
from models.labels import Decision
from news.errors import DatasetError
from training.calibrate import calibrated, choose_cuts, decided, f1, fit_calibration
from training.evaluate import expected_calibration_error, macro_f1, report

RNG = np.random.default_rng(3)
TARGETS = RNG.random((2000, 2)) < [0.3, 0.1]
ENCODER = (3 * TARGETS - 1.5 + RNG.normal(0, 1.5, TARGETS.shape)).astype(np.float32)
LEXICAL = (TARGETS - 0.5 + RNG.normal(0, 1.5, TARGETS.shape)).astype(np.float32)
EVEN = np.ones(len(TARGETS), dtype=np.float32)


def test_given_scores_when_calibrated_then_probabilities_say_how_often_it_is_so() -> None:
    calibration = fit_calibration(ENCODER[:1000], LEXICAL[:1000], TARGETS[:1000], EVEN[:1000])

    probabilities = calibrated(calibration, ENCODER[1000:], LEXICAL[1000:])

    assert calibration.shape == (2, 3)
    assert expected_calibration_error(probabilities, TARGETS[1000:]) < 0.04


def test_given_probabilities_when_cuts_are_chosen_then_the_band_lies_below_the_threshold_and_holds_its_share() -> None:
    probabilities = calibrated(fit_calibration(ENCODER, LEXICAL, TARGETS, EVEN), ENCODER, LEXICAL)

    cuts = choose_cuts(probabilities, TARGETS, 0.05)

    yes, unsure = decided(probabilities, cuts)
    assert all(0 < cut.unsure_from < cut.threshold < 1 for cut in cuts)
    assert unsure.mean() == pytest.approx(0.05, abs=0.005)
    assert not (yes & unsure).any()
    for theme in range(2):
        best = max(f1(probabilities[:, theme] >= cut, TARGETS[:, theme]) for cut in np.linspace(0.1, 0.9, 81))
        assert f1(yes[:, theme], TARGETS[:, theme]) > best - 0.02


def test_given_other_draws_of_the_same_items_when_cuts_are_chosen_then_they_hardly_move() -> None:
    probabilities = calibrated(fit_calibration(ENCODER, LEXICAL, TARGETS, EVEN), ENCODER, LEXICAL)
    draws = [RNG.integers(0, len(TARGETS), 1000) for _ in range(20)]

    chosen = np.array([[cut.threshold for cut in choose_cuts(probabilities[d], TARGETS[d], 0.05)] for d in draws])

    assert chosen.std(axis=0).max() < 0.015


def test_given_a_theme_that_nothing_tells_when_cuts_are_chosen_then_no_item_gets_it() -> None:
    rare = np.full((1000, 1), 0.01, dtype=np.float32)

    cuts = choose_cuts(rare, np.zeros((1000, 1), dtype=np.bool_), 0.05)

    assert not decided(rare, cuts)[0].any()


def test_given_probabilities_that_all_lie_high_when_cuts_are_chosen_then_the_band_is_empty() -> None:
    alike = np.full((1000, 1), 0.4, dtype=np.float32)

    [cut] = choose_cuts(alike, np.ones((1000, 1), dtype=np.bool_), 0.05)

    assert cut.unsure_from == cut.threshold < 0.4


def test_given_a_precision_floor_when_cuts_are_chosen_then_that_theme_keeps_it_and_the_other_its_best_f1() -> None:
    probabilities = calibrated(fit_calibration(ENCODER, LEXICAL, TARGETS, EVEN), ENCODER, LEXICAL)

    plain = choose_cuts(probabilities, TARGETS, 0.05, ["a", "b"])
    cuts = choose_cuts(probabilities, TARGETS, 0.05, ["a", "b"], {"b": 0.9})

    assert cuts[0] == plain[0]
    assert cuts[1].threshold > plain[1].threshold
    assert TARGETS[probabilities[:, 1] >= cuts[1].threshold, 1].mean() >= 0.9


def test_given_a_precision_out_of_reach_when_cuts_are_chosen_then_the_best_one_is_named() -> None:
    guesses = np.tile(RNG.random((2000, 1)), 2).astype(np.float32)

    with pytest.raises(DatasetError, match=r"b: no cut reaches precision 0\.9 .* the best 0"):
        choose_cuts(guesses, TARGETS, 0.05, ["a", "b"], {"b": 0.9})


@pytest.mark.parametrize(
    ("probability", "decision"),
    [(0.1, Decision.NO), (0.2, Decision.UNSURE), (0.3999, Decision.UNSURE), (0.4, Decision.YES), (1.0, Decision.YES)],
)
def test_given_cuts_when_a_probability_is_decided_then_the_band_is_unsure(probability: float, decision: str) -> None:
    assert Cuts(threshold=0.4, unsure_from=0.2).decide(probability) is decision


def test_given_known_decisions_when_measured_then_the_figures_are_right() -> None:
    yes = np.array([[True, False], [True, True], [False, True], [False, False]])
    wanted = np.array([[True, False], [False, True], [True, True], [False, False]])

    assert f1(yes[:, 0], wanted[:, 0]) == pytest.approx(0.5)
    assert macro_f1(yes, wanted) == pytest.approx(0.75)
    assert expected_calibration_error(np.array([[0.8], [0.8]]), np.array([[True], [False]])) == pytest.approx(0.3)


def test_given_a_perfect_classifier_when_reported_then_all_figures_say_so() -> None:
    wanted = np.array([[True, False], [False, True]] * 20)
    probabilities = np.where(wanted, 0.999, 0.001).astype(np.float32)

    figures = report(probabilities, wanted, np.ones(40, dtype=bool), [Cuts(0.5, 0.4)] * 2, ["a", "b"])

    assert figures["macro_f1"] == figures["firm_macro_f1"] == figures["decided_macro_f1"] == 1.0
    assert figures["unsure_share"] == 0.0
    assert figures["ece"] < 0.01


def test_given_windows_when_pooled_then_a_passing_mention_does_not_count_and_a_long_passage_does() -> None:
    lead_only = np.array([[-3.0]], dtype=np.float32)
    mention = np.array([[-3.0], [-3.0], [4.0], [-3.0]], dtype=np.float32)
    passage = np.array([[-3.0], [-3.0], [4.0], [4.0], [4.0]], dtype=np.float32)

    assert pooled_score(lead_only)[0] == -3
    assert pooled_score(mention)[0] == -3
    assert pooled_score(passage)[0] == 3
