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
    """The penalised negative log-likelihood of the labels and its gradient, over weights in one vector.

    Chains are worked through block by block, all at once: `self.at[t]` are the rows of the blocks that stand at place
    t of their issue, the longest issues first, so that those at t are the successors of the first of those at t - 1.
    """

    def __init__(self, chains: Sequence[Chain], columns: dict[str, int], penalty: float) -> None:
        chains = sorted(chains, key=lambda chain: -len(chain.labels))
        found = [[columns[name] for name in seen.names if name in columns] for chain in chains for seen in chain.seen]
        indices = np.array([column for row in found for column in row], dtype=np.int64)
        starts = np.concatenate([[0], np.cumsum([len(row) for row in found])])
        self.blocks = sparse.csr_matrix((np.ones(len(indices)), indices, starts), shape=(len(found), len(columns)))
        self.transposed = self.blocks.T.tocsr()
        self.steps = np.array([seen.step for chain in chains for seen in chain.seen])
        self.gold = np.array([LABELS.index(label) for chain in chains for label in chain.labels])
        lengths = np.array([len(chain.labels) for chain in chains])
        self.first = np.cumsum(lengths) - lengths
        self.at = [self.first[lengths > place] + place for place in range(lengths[0])]
        self.later = np.setdiff1d(np.arange(len(found)), self.first)
        self.shape = (len(columns), len(LABELS))
        self.size = self.shape[0] * len(LABELS) + len(Step) * len(LABELS) ** 2 + len(LABELS)
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
        likelihood, alone, pairs = self._marginals(emitted, transitions, start)
        rows, before = np.arange(len(emitted)), self.later - 1
        pull, pull_start = -alone, -alone[self.first].sum(axis=0)
        pull[rows, self.gold] += 1
        np.add.at(pull_start, self.gold[self.first], 1)
        np.add.at(pairs, (self.steps[self.later], self.gold[before], self.gold[self.later]), 1)
        gradient = np.concatenate([np.asarray(self.transposed @ pull).ravel(), pairs.ravel(), pull_start])
        return float(self.penalty / 2 * (weights @ weights) - likelihood), self.penalty * weights - gradient

    def _marginals(self, emitted: Matrix, transitions: Matrix, start: Matrix) -> tuple[float, Matrix, Matrix]:
        """Log-likelihood of the gold paths, the labels' probabilities at each block, and less the expected pairs.

        emitted has shape (blocks, labels), transitions and the pairs (steps, labels, labels).
        """
        peak = emitted.max(axis=1, keepdims=True)
        local, passing = np.exp(emitted - peak), np.exp(transitions)
        forward, scale, backward = np.empty_like(emitted), np.empty(len(emitted)), np.ones_like(emitted)
        for place, rows in enumerate(self.at):
            came = np.einsum("ni,nij->nj", forward[rows - 1], passing[self.steps[rows]]) if place else np.exp(start)
            row = came * local[rows]
            scale[rows] = row.sum(axis=1)
            forward[rows] = row / scale[rows, None]
        for rows in self.at[:0:-1]:
            goes = local[rows] * backward[rows] / scale[rows, None]
            backward[rows - 1] = np.einsum("nij,nj->ni", passing[self.steps[rows]], goes)
        later, steps, gold = self.later, self.steps[self.later], self.gold
        after = local[later] * backward[later] / scale[later, None]
        pairs = [-(forward[later - 1][steps == step].T @ after[steps == step]) * passing[step] for step in Step]
        path = emitted[np.arange(len(gold)), gold].sum() + start[gold[self.first]].sum()
        path += transitions[steps, gold[later - 1], gold[later]].sum()
        return float(path - np.log(scale).sum() - peak.sum()), forward * backward, np.array(pairs)


def fit(chains: Sequence[Chain], penalty: float = PENALTY) -> BlockLabeller:
    """The labeller that makes the chains' labels likeliest; the same chains give the same weights."""
    counts = Counter(name for chain in chains for seen in chain.seen for name in seen.names)
    columns = {name: at for at, name in enumerate(name for name, count in counts.items() if count >= MIN_COUNT)}
    objective = _Likelihood([chain for chain in chains if chain.labels], columns, penalty)
    weights, _, _ = fmin_l_bfgs_b(objective, np.zeros(objective.size), maxiter=ITERATIONS)
    features, transitions, start = objective.split(np.round(weights, 2))
    return BlockLabeller(
        features={name: tuple(map(float, features[at])) for name, at in columns.items() if features[at].any()},
        transitions=tuple(tuple(tuple(map(float, row)) for row in matrix) for matrix in transitions),
        start=tuple(map(float, start)),
    )
