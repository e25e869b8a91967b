"""Fit the block labeller: a linear-chain conditional random field, by maximum likelihood with an L2 penalty.

Source: Lafferty, McCallum and Pereira, "Conditional Random Fields", ICML 2001; the optimiser is L-BFGS.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import fmin_l_bfgs_b

from news.block_labels import LABELS, BlockLabeller, Label, Observation, Step

Matrix = NDArray[np.float64]
PENALTY = 2.0  # of squared weights; 1 and 4 give half a point of item F1 less on publishers held out
MIN_COUNT = 3  # a feature seen less often says more about its issue than about newsletters
ITERATIONS = 60  # later ones change no label


@dataclass(frozen=True, slots=True)
class Chain:
    """What is seen of each block of one issue, and its label."""

    seen: tuple[Observation, ...]
    labels: tuple[Label, ...]


class _Likelihood:
    """The penalised negative log-likelihood of the labels and its gradient, over weights in one vector."""

    def __init__(self, chains: Sequence[Chain], columns: dict[str, int], penalty: float) -> None:
        rows = [[columns[name] for name in seen.names if name in columns] for chain in chains for seen in chain.seen]
        lengths = [len(row) for row in rows]
        indices = np.array([column for row in rows for column in row], dtype=np.int64)
        starts = np.concatenate([[0], np.cumsum(lengths)])
        self.blocks = sparse.csr_matrix((np.ones(len(indices)), indices, starts), shape=(len(rows), len(columns)))
        self.transposed = self.blocks.T.tocsr()
        self.steps = np.array([seen.step for chain in chains for seen in chain.seen])
        self.gold = np.array([LABELS.index(label) for chain in chains for label in chain.labels])
        ends = np.cumsum([len(chain.labels) for chain in chains])
        self.spans = list(zip([0, *ends[:-1]], ends, strict=True))
        self.shape = (len(columns), len(LABELS))
        self.penalty = penalty

    def split(self, weights: Matrix) -> tuple[Matrix, Matrix, Matrix]:
        size, labels = self.shape[0] * self.shape[1], self.shape[1]
        end = size + len(Step) * labels * labels
        return (
            weights[:size].reshape(self.shape),
            weights[size:end].reshape(len(Step), labels, labels),
            weights[end:],
        )

    def __call__(self, weights: Matrix) -> tuple[float, Matrix]:
        features, transitions, start = self.split(weights)
        emitted = np.asarray(self.blocks @ features)
        pull = np.zeros_like(emitted)
        pull_transitions, pull_start = np.zeros_like(transitions), np.zeros_like(start)
        likelihood = 0.0
        for begin, end in self.spans:
            gold, steps = self.gold[begin:end], self.steps[begin + 1 : end]
            value, alone, pairs = _marginals(emitted[begin:end], transitions[steps], start, gold)
            likelihood += value
            pull[begin:end] = -alone
            pull[np.arange(begin, end), gold] += 1
            pull_start -= alone[0]
            pull_start[gold[0]] += 1
            np.subtract.at(pull_transitions, steps, pairs)
            np.add.at(pull_transitions, (steps, gold[:-1], gold[1:]), 1)
        gradient = np.concatenate([np.asarray(self.transposed @ pull).ravel(), pull_transitions.ravel(), pull_start])
        return (
            float(self.penalty / 2 * (weights @ weights) - likelihood),
            self.penalty * weights - gradient,
        )


def _marginals(
    emitted: Matrix, transitions: Matrix, start: Matrix, gold: NDArray[np.int64]
) -> tuple[float, Matrix, Matrix]:
    """Log-likelihood of the gold path, the labels' probabilities at each block, and those of each pair of labels.

    emitted has shape (blocks, labels), transitions (blocks - 1, labels, labels).
    """
    size, labels = emitted.shape
    peak = emitted.max(axis=1, keepdims=True)
    local, step = np.exp(emitted - peak), np.exp(transitions)
    forward, scale = np.empty((size, labels)), np.empty(size)
    row = local[0] * np.exp(start)
    for at in range(size):
        if at:
            row = (forward[at - 1] @ step[at - 1]) * local[at]
        scale[at] = row.sum()
        forward[at] = row / scale[at]
    backward = np.ones((size, labels))
    for at in range(size - 2, -1, -1):
        backward[at] = step[at] @ (local[at + 1] * backward[at + 1]) / scale[at + 1]
    pairs = forward[:-1, :, None] * (local[1:] * backward[1:] / scale[1:, None])[:, None, :] * step
    passed = transitions[np.arange(size - 1), gold[:-1], gold[1:]].sum()
    path = emitted[np.arange(size), gold].sum() + start[gold[0]] + passed
    return float(path - np.log(scale).sum() - peak.sum()), forward * backward, pairs


def fit(chains: Sequence[Chain], penalty: float = PENALTY) -> BlockLabeller:
    """The labeller that makes the chains' labels likeliest; the same chains give the same weights."""
    counts = Counter(name for chain in chains for seen in chain.seen for name in seen.names)
    columns = {name: at for at, name in enumerate(name for name, count in counts.items() if count >= MIN_COUNT)}
    objective = _Likelihood([chain for chain in chains if chain.labels], columns, penalty)
    size = len(columns) * len(LABELS) + len(Step) * len(LABELS) ** 2 + len(LABELS)
    weights, _, _ = fmin_l_bfgs_b(objective, np.zeros(size), maxiter=ITERATIONS)
    features, transitions, start = objective.split(np.round(weights, 2))
    return BlockLabeller(
        features={name: tuple(map(float, features[at])) for name, at in columns.items() if features[at].any()},
        transitions=tuple(tuple(tuple(map(float, row)) for row in matrix) for matrix in transitions),
        start=tuple(map(float, start)),
    )
