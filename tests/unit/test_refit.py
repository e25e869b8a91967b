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
    """Items of every part, whose labels are as often yes as the heads say."""
    rng = np.random.default_rng(12)
    pooled = rng.normal(0, 1, (ITEMS, DIMENSIONS)).astype(np.float32)
    labels = rng.random((ITEMS, THEMES)) < 1 / (1 + np.exp(-(pooled @ HEADS.weight.T + HEADS.bias)))
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
    np.testing.assert_allclose(fitted.calibration, HEADS.calibration, atol=1e-3)


def test_given_remembered_labels_when_they_differ_from_the_heads_then_the_heads_do_not_hear_of_it() -> None:
    memory = remembered()
    told = lessons(np.eye(DIMENSIONS)[:1], np.array([[True, False]]))

    one, other = (refit(of, HEADS, told) for of in (memory, replace(memory, labels=1 - memory.labels)))

    np.testing.assert_array_equal(one.weight, other.weight)


def test_given_heads_that_grew_steeper_when_refitted_then_the_calibration_takes_it_back() -> None:
    memory = remembered()
    ends = np.stack([HEADS.weight[0], -HEADS.weight[0]]) / np.linalg.norm(HEADS.weight[0])
    told = lessons(np.tile(ends, (40, 1)), np.tile([[True, False], [False, False]], (40, 1)))

    fitted = refit(memory, HEADS, told)

    steeper = np.linalg.norm(fitted.weight[0]) / np.linalg.norm(HEADS.weight[0])
    assert steeper > 1.05
    assert fitted.calibration[0, 0] < HEADS.calibration[0, 0]
    assert 0.8 < steeper * fitted.calibration[0, 0] / HEADS.calibration[0, 0] < 1.2


def test_given_a_correction_when_refitted_then_its_place_follows_and_the_far_side_stays() -> None:
    memory = remembered()
    along = HEADS.weight[0] / np.linalg.norm(HEADS.weight[0])
    across = np.array([along[1], -along[0], 0, 0, 0, 0]) / np.hypot(along[0], along[1])
    here, far = -along + 2 * across, -along - 2 * across  # the heads say no to the first theme
    asked = np.stack([here, far]).astype(np.float32)
    lexical = np.zeros((2, THEMES), dtype=np.float32)

    fitted = refit(memory, HEADS, lessons(np.tile(here, (20, 1)), np.tile([True, False], (20, 1))))

    before, after = (probabilities(heads, asked, lexical) for heads in (HEADS, fitted))
    assert after[0, 0] > 3 * before[0, 0]
    assert after[1, 0] < 1.5 * before[1, 0]
