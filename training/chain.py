"""Fit the block labeller: a linear-chain conditional random field, by maximum likelihood with an L2 penalty.

Each hand that wrote issues has weights of its own beside the shared ones, and only the shared ones are kept: what one
hand alone does is learned as its habit, and what is left is what hands have in common (Daumé III, "Frustratingly Easy
Domain Adaptation", ACL 2007). The weights are the mean of several fits, each of which leaves out some of the hands
(Breiman, "Bagging Predictors", Machine Learning 24, 1996). Source of the field: Lafferty, McCallum and Pereira,
"Conditional Random Fields", ICML 2001; the optimiser is L-BFGS.
"""

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import fmin_l_bfgs_b

from news.arrays import DoubleArray
from news.splitting.block_labels import LABELS, BlockLabeller, Label, Observation, Step
from news.splitting.block_words import PREFIX

PENALTY = 1.0  # of squared weights
OWN_PENALTY = 30.0  # of a hand's own
MIN_COUNT = 3  # a feature seen less often says more about its issue than about newsletters
MIN_ISSUES = 16  # of a word
FITS = 5  # each leaves out a fifth of the hands
LARGE = 5  # a hand with more than a fifth of the issues, more than a fit leaves out, is left out by issues
ITERATIONS = 150  # after 60 the labels of issues that it learned from still change


@dataclass(frozen=True, slots=True)
class Chain:
    """What is seen of each block of one issue, its label, and who wrote the issue."""

    seen: tuple[Observation, ...]
    labels: tuple[Label, ...]
    hand: str = ""


class _Likelihood:
    """The penalised negative log-likelihood of the labels and its gradient, over weights in one vector.

    Chains are worked through block by block, all at once: `self.at[t]` are the rows of the blocks that stand at place
    t of their issue, the longest issues first, so that those at t are the successors of the first of those at t - 1.
    """

    def __init__(self, chains: Sequence[Chain], columns: dict[str, int]) -> None:
        chains = sorted(chains, key=lambda chain: -len(chain.labels))
        found = [[columns[name] for name in seen.names if name in columns] for chain in chains for seen in chain.seen]
        indices = np.array([column for row in found for column in row], dtype=np.int64)
        starts = np.concatenate([[0], np.cumsum([len(row) for row in found])])
        shared = sparse.csr_matrix((np.ones(len(indices)), indices, starts), shape=(len(found), len(columns)))
        self.blocks = sparse.hstack([shared, _by_hand(shared, chains)]).tocsr()
        self.transposed = self.blocks.T.tocsr()
        self.steps = np.array([seen.step for chain in chains for seen in chain.seen])
        self.gold = np.array([LABELS.index(label) for chain in chains for label in chain.labels])
        lengths = np.array([len(chain.labels) for chain in chains])
        self.first = np.cumsum(lengths) - lengths
        self.at = [self.first[lengths > place] + place for place in range(lengths[0])]
        self.later = np.setdiff1d(np.arange(len(found)), self.first)
        self.shape = (self.blocks.shape[1], len(LABELS))
        self.size = self.shape[0] * len(LABELS) + len(Step) * len(LABELS) ** 2 + len(LABELS)
        self.penalty = np.full(self.size, PENALTY)
        self.penalty[len(columns) * len(LABELS) : self.shape[0] * len(LABELS)] = OWN_PENALTY

    def split(self, weights: DoubleArray) -> tuple[DoubleArray, DoubleArray, DoubleArray]:
        size, labels = self.shape[0] * self.shape[1], self.shape[1]
        end = size + len(Step) * labels * labels
        return (
            weights[:size].reshape(self.shape),
            weights[size:end].reshape(len(Step), labels, labels),
            weights[end:],
        )

    def __call__(self, weights: DoubleArray) -> tuple[float, DoubleArray]:
        features, transitions, start = self.split(weights)
        emitted = np.asarray(self.blocks @ features)
        likelihood, alone, pairs = self._marginals(emitted, transitions, start)
        rows, before = np.arange(len(emitted)), self.later - 1
        pull, pull_start = -alone, -alone[self.first].sum(axis=0)
        pull[rows, self.gold] += 1
        np.add.at(pull_start, self.gold[self.first], 1)
        np.add.at(pairs, (self.steps[self.later], self.gold[before], self.gold[self.later]), 1)
        gradient = np.concatenate([np.asarray(self.transposed @ pull).ravel(), pairs.ravel(), pull_start])
        return float((self.penalty * weights**2).sum() / 2 - likelihood), self.penalty * weights - gradient

    def _marginals(
        self, emitted: DoubleArray, transitions: DoubleArray, start: DoubleArray
    ) -> tuple[float, DoubleArray, DoubleArray]:
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


def _by_hand(shared: sparse.csr_matrix, chains: Sequence[Chain]) -> sparse.csr_matrix:
    """The features once more, a column for each with each hand that has it."""
    hands = sorted({chain.hand for chain in chains})
    mine = np.concatenate([np.full(len(chain.labels), hands.index(chain.hand)) for chain in chains])
    cells = shared.tocoo()
    _, columns = np.unique(mine[cells.row].astype(np.int64) * shared.shape[1] + cells.col, return_inverse=True)
    return sparse.csr_matrix((cells.data, (cells.row, columns)), shape=(shared.shape[0], columns.max(initial=-1) + 1))


def fit(chains: Sequence[Chain], fits: int = FITS) -> BlockLabeller:
    """The labeller that makes the chains' labels likeliest; the same chains give the same weights.

    fits: how many fits its weights are the mean of; 1 learns from all chains at once.
    """
    chains = [chain for chain in chains if chain.labels]
    columns = {name: at for at, name in enumerate(_kept(chains))}
    parts = parts_by_hand(chains, fits)
    learned = [[chain for chain, part in zip(chains, parts, strict=True) if part != out] for out in range(fits)]
    if fits == 1 or not all(learned):
        learned = [chains]
    found = [_fit_once(some, columns) for some in learned]
    features, transitions, start = (_mean(rows) for rows in zip(*found, strict=True))
    return BlockLabeller(
        features={name: tuple(map(float, features[at])) for name, at in columns.items() if features[at].any()},
        transitions=tuple(tuple(tuple(map(float, row)) for row in matrix) for matrix in transitions),
        start=tuple(map(float, start)),
    )


def _mean(rows: Sequence[DoubleArray]) -> DoubleArray:
    """The mean of several fits' weights, in hundredths."""
    mean: DoubleArray = np.asarray(rows, dtype=np.float64).mean(axis=0).round(2)
    return mean


def _fit_once(chains: Sequence[Chain], columns: dict[str, int]) -> tuple[DoubleArray, DoubleArray, DoubleArray]:
    objective = _Likelihood(chains, columns)
    weights, _, _ = fmin_l_bfgs_b(objective, np.zeros(objective.size), maxiter=ITERATIONS)
    features, transitions, start = objective.split(weights)
    return features[: len(columns)], transitions, start


def _kept(chains: Sequence[Chain]) -> list[str]:
    """The features that are learned: those seen often enough, words in issues enough."""
    counts = Counter(name for chain in chains for seen in chain.seen for name in seen.names)
    issues = Counter(name for chain in chains for name in {name for seen in chain.seen for name in seen.names})
    return [
        name
        for name, count in counts.items()
        if (issues[name] >= MIN_ISSUES if name.startswith(PREFIX) else count >= MIN_COUNT)
    ]


def parts_by_hand(chains: Sequence[Chain], parts: int) -> list[int]:
    """Which fit leaves each chain out: those of one hand together, those of a large one by what their labels are."""
    sizes = Counter(chain.hand for chain in chains)
    hands = {hand: at for at, hand in enumerate(sorted(sizes))}
    return [
        (zlib.crc32(",".join(chain.labels).encode()) if sizes[chain.hand] * LARGE > len(chains) else hands[chain.hand])
        % parts
        for chain in chains
    ]
