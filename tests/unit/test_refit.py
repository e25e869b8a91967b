"""Refitting heads: what is known stays as it is, what was corrected is learned, the same gives the same."""

from dataclasses import replace

import numpy as np

from models.classifier import Heads
from models.memory import DEVELOPMENT, TEST, TRAIN, Memory, quantise
from training.refit import Lessons, probabilities, refit

ITEMS, DIMENSIONS, THEMES = 300, 6, 2
RNG = np.random.default_rng(11)
HEADS = Heads(
    RNG.normal(0, 1, (THEMES, DIMENSIONS)).astype(np.float32),
    np.array([-0.5, 0.3], dtype=np.float32),
    np.array([[1.0, 0.2, 0.0]] * THEMES, dtype=np.float32),
)


def remembered() -> Memory:
    """Items of every part, a tenth of whose labels are not what the heads say."""
    pooled = RNG.normal(0, 1, (ITEMS, DIMENSIONS)).astype(np.float32)
    labels = (pooled @ HEADS.weight.T + HEADS.bias > 0) ^ (RNG.random((ITEMS, THEMES)) < 0.1)
    return Memory(
        tuple(f"i{n}" for n in range(ITEMS)),
        *quantise(pooled),
        lexical=np.zeros((ITEMS, THEMES), dtype=np.float32),
        labels=labels.astype(np.uint8),
        weights=np.ones(ITEMS, dtype=np.float32),
        part=np.array([TRAIN, DEVELOPMENT, TEST], dtype=np.uint8)[np.arange(ITEMS) % 3],
    )


def lessons(pooled: np.ndarray, labels: np.ndarray) -> Lessons:
    lexical = np.zeros((len(pooled), THEMES), dtype=np.float32)
    return Lessons(pooled.astype(np.float32), lexical, labels, np.full(labels.shape, 3.0, dtype=np.float32))


def test_given_no_correction_when_refitted_then_the_heads_stay_where_they_are() -> None:
    memory = remembered()

    fitted = refit(memory, HEADS, lessons(np.zeros((0, DIMENSIONS)), np.zeros((0, THEMES), dtype=np.bool_)))

    np.testing.assert_allclose(fitted.weight, HEADS.weight, atol=1e-3)
    np.testing.assert_allclose(fitted.bias, HEADS.bias, atol=1e-3)


def test_given_remembered_labels_when_they_differ_from_the_heads_then_only_the_calibration_hears_of_it() -> None:
    memory = remembered()
    told = lessons(np.eye(DIMENSIONS)[:1], np.array([[True, False]]))

    one, other = (refit(of, HEADS, told) for of in (memory, replace(memory, labels=1 - memory.labels)))

    np.testing.assert_array_equal(one.weight, other.weight)
    assert one.calibration[0, 0] > 0 > other.calibration[0, 0]


def test_given_a_correction_when_refitted_then_its_place_follows_and_the_far_side_stays() -> None:
    memory = remembered()
    here = -HEADS.weight[0] / np.linalg.norm(HEADS.weight[0]) * 2  # the heads say no to the first theme
    across = np.zeros(DIMENSIONS)
    across[:2] = HEADS.weight[0][1], -HEADS.weight[0][0]  # as far from the theme's border, at a right angle to it
    asked = np.stack([here, across]).astype(np.float32)
    lexical = np.zeros((2, THEMES), dtype=np.float32)

    fitted = refit(memory, HEADS, lessons(np.tile(here, (20, 1)), np.tile([True, False], (20, 1))))

    before, after = (probabilities(heads, asked, lexical) for heads in (HEADS, fitted))
    assert after[0, 0] > 3 * before[0, 0]
    assert abs(after[1, 0] - before[1, 0]) < abs(after[0, 0] - before[0, 0]) / 2
