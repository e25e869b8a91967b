"""Drift between two sets of items."""

import numpy as np
import pytest

from models.drift import EDGES, MOVED, SHIFTED, chance_index, measure, read_window, stability_index, unseen_share


def test_given_items_when_measured_then_rates_and_bins_are_shares() -> None:
    probabilities = np.array([[0.05, 0.95], [0.15, 0.85], [0.1, 1.0], [0.0, 0.4]], dtype=np.float32)
    yes = probabilities >= 0.5
    unsure = (probabilities >= 0.3) & ~yes

    window = measure(probabilities, yes, unsure, [0.0, 0.5, 0.5, 0.0])

    assert window.rates == (0.0, 0.75)
    assert window.unsure == 0.125
    assert window.unseen_words == 0.25
    assert window.bins[0][0] == 0.5
    assert [sum(row) for row in window.bins] == pytest.approx([1, 1])
    assert len(window.bins[0]) == len(EDGES) + 1
    assert read_window(window.to_json()) == window


def test_given_no_items_when_measured_then_everything_is_nought() -> None:
    empty = np.zeros((0, 2), dtype=np.float32)

    window = measure(empty, empty > 0, empty > 0, [])

    assert (window.items, window.rates, window.unsure) == (0, (0.0, 0.0), 0.0)


def test_given_the_same_and_a_moved_distribution_when_compared_then_only_the_moved_one_counts() -> None:
    assert stability_index([0.5, 0.3, 0.2], [0.5, 0.3, 0.2]) == 0
    assert stability_index([0.5, 0.3, 0.2], [0.48, 0.32, 0.2]) < MOVED
    assert stability_index([0.5, 0.3, 0.2], [0.2, 0.3, 0.5]) > SHIFTED
    assert np.isfinite(stability_index([1.0, 0.0], [0.0, 1.0]))


def test_given_a_text_when_looked_up_then_the_share_of_unknown_words_comes_back() -> None:
    assert unseen_share("The ballot was counted twice", {"the", "ballot", "was", "counted"}) == pytest.approx(0.2)
    assert unseen_share("…", {"the"}) == 0.0


def test_given_few_items_when_nothing_moved_then_their_index_is_seldom_beyond_chance() -> None:
    rng = np.random.default_rng(3)
    shares = [0.8, 0.03, 0.02, 0.02, 0.01, 0.01, 0.01, 0.02, 0.03, 0.05]
    pairs = [(rng.multinomial(120, shares) / 120, rng.multinomial(30, shares) / 30) for _ in range(60)]

    told = [stability_index(before, after) for before, after in pairs]
    beyond = [index > chance_index(before, 120, after, 30) for index, (before, after) in zip(told, pairs, strict=True)]

    assert sum(index > MOVED for index in told) > 50  # the rule of thumb alone cries shift at nearly every such week
    assert sum(beyond) <= 3


def test_given_a_shift_when_there_are_items_enough_then_it_is_beyond_chance() -> None:
    before, after = [0.9] + [0.01] * 8 + [0.02], [0.6] + [0.01] * 8 + [0.32]

    assert stability_index(before, after) > chance_index(before, 180, after, 180)
