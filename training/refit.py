"""Fit an artifact's heads anew, in seconds and with numpy alone: on what it remembers and on corrections.

The encoder stays as it is. Each theme's head is pulled towards the one that it replaces, and of remembered items it
learns what that one says, so that without a correction nothing moves: heads made with tens of thousands of items know
more than the labels of the few thousand that are remembered (Li and Hoiem, "Learning without Forgetting", ECCV 2016).
The calibration follows the heads: it is fitted with the old heads and with the new ones on the remembered development
items, which neither encoder nor heads learned from, and moves by the difference. The one that was made with the
release saw more items than are remembered, so what lies in the choice of these is taken off. The cuts stay: calibrated,
a probability means the same as before.
"""

from dataclasses import dataclass

import numpy as np

from models.classifier import Heads
from models.logistic import fit_logistic
from models.memory import DEVELOPMENT, TRAIN, Memory
from news.arrays import BoolArray, FloatArray, IntArray
from training.calibrate import calibrated, fit_calibration

PULL = 30.0  # of 3, 10, 30, 100 and 300 the best on held-out items, see docs/learning.md


@dataclass(frozen=True, slots=True)
class Lessons:
    """Corrections as the encoder reads them; rows are items, columns themes."""

    pooled: FloatArray  # (n_items, dimensions)
    lexical: FloatArray  # (n_items, n_themes)
    labels: BoolArray
    weights: FloatArray  # (n_items, n_themes); 0 where the person said nothing

    def some(self, rows: IntArray) -> "Lessons":
        """Only these rows."""
        return Lessons(self.pooled[rows], self.lexical[rows], self.labels[rows], self.weights[rows])


def refit(memory: Memory, heads: Heads, lessons: Lessons) -> Heads:
    """Fit heads and calibration; the same inputs give the same heads."""
    pooled = memory.pooled()
    learning, judging = memory.part == TRAIN, memory.part == DEVELOPMENT
    features = np.concatenate([pooled[learning], lessons.pooled])
    said = 1 / (1 + np.exp(-(pooled[learning] @ heads.weight.T + heads.bias)))
    weight, bias = [], []
    for theme in range(len(heads.weight)):
        coefficients, constant = fit_logistic(
            features,
            np.concatenate([said[:, theme], lessons.labels[:, theme]]),
            np.concatenate([memory.weights[learning], lessons.weights[:, theme]]),
            penalty=PULL,
            towards=heads.weight[theme],
            constant=float(heads.bias[theme]),
        )
        weight.append(coefficients)
        bias.append(constant)
    fitted = np.array(weight, dtype=np.float32), np.array(bias, dtype=np.float32)
    before, after = (
        fit_calibration(
            pooled[judging] @ weights.T + constants,
            memory.lexical[judging],
            memory.labels[judging] > 0,
            memory.weights[judging],
        )
        for weights, constants in ((heads.weight, heads.bias), fitted)
    )
    return Heads(*fitted, heads.calibration + (after - before))


def probabilities(heads: Heads, pooled: FloatArray, lexical: FloatArray) -> FloatArray:
    """Calibrated probabilities of items by their opening window, shape (n_items, n_themes)."""
    return calibrated(heads.calibration, pooled @ heads.weight.T + heads.bias, lexical)
