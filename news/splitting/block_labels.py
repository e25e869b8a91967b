"""The block labeller: a linear chain over an issue's blocks, learned from labelled newsletters of many publishers.

`python -m training.newsletters` writes its weights; the model is a conditional random field, read here by the
Viterbi recursion in plain Python. Source: Lafferty, McCallum and Pereira, "Conditional Random Fields", ICML 2001.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cache
from pathlib import Path

WEIGHTS = Path(__file__).with_name("block_labels.json")


class Label(StrEnum):
    """What a block is for the items of its issue."""

    NONE = "none"  # no part of any item
    SECTION = "section"  # the heading of a section
    TITLE = "title"  # the title of an item that goes on below
    PIECE = "piece"  # an item's first block that is no title, or its only one
    STORY = "story"  # goes on with an item that has a title
    REST = "rest"  # goes on with one that has none


LABELS = tuple(Label)
_NEVER = 1e6  # more than all weights of an issue together


class Step(IntEnum):
    """How a block follows the one before it; each has its own chances of passing from label to label."""

    LISTED_ALIKE = 0  # a list item after one set alike
    ALIKE = 1  # set alike, outside lists
    HEADING = 2
    OTHER = 3


@dataclass(frozen=True, slots=True)
class Observation:
    """What is seen of a block: the names of its features, and how it follows the block before."""

    names: tuple[str, ...]
    step: Step
    allowed: frozenset[Label] | None = None  # where rules are certain: the labels that weights choose among


@dataclass(frozen=True, slots=True)
class BlockLabeller:
    """Scores by feature, by step and label before, and for the first block; each row in the order of LABELS."""

    features: Mapping[str, tuple[float, ...]]
    transitions: tuple[tuple[tuple[float, ...], ...], ...]
    start: tuple[float, ...]
    choice: Mapping[str, float] = field(default_factory=dict)  # weights of `readings`; empty: the likeliest labels

    def label(self, sequence: Sequence[Observation]) -> list[Label]:
        """The likeliest labels of an issue's blocks."""
        if not sequence:
            return []
        return list(self.best_path(self.emit(sequence), [seen.step for seen in sequence])[1])

    def emit(self, sequence: Sequence[Observation]) -> list[list[float]]:
        """What the features of each block say for each label."""
        return [self._emit(seen) for seen in sequence]

    def best_path(self, emitted: Sequence[Sequence[float]], steps: Sequence[Step]) -> tuple[float, tuple[Label, ...]]:
        """The likeliest labels of blocks, at least one, that were seen so, and how likely they are."""
        columns = [tuple(zip(*matrix, strict=True)) for matrix in self.transitions]
        score = [a + b for a, b in zip(emitted[0], self.start, strict=True)]
        paths: list[list[int]] = []
        for row, step in zip(emitted[1:], steps[1:], strict=True):
            came, best = [], []
            for column, own in zip(columns[step], row, strict=True):
                values = [before + passing for before, passing in zip(score, column, strict=True)]
                top = max(values)
                came.append(values.index(top))
                best.append(top + own)
            paths.append(came)
            score = best
        total = max(score)
        at = score.index(total)
        found = [at]
        for came in reversed(paths):
            at = came[at]
            found.append(at)
        return total, tuple(LABELS[index] for index in reversed(found))

    def _emit(self, seen: Observation) -> list[float]:
        rows = [row for name in seen.names if (row := self.features.get(name)) is not None]
        scores = [sum(column) for column in zip(*rows, strict=True)] if rows else [0.0] * len(LABELS)
        if seen.allowed is None:
            return scores
        return [score if label in seen.allowed else -_NEVER for label, score in zip(LABELS, scores, strict=True)]


@cache
def released_labeller() -> BlockLabeller:
    """The labeller that comes with the code."""
    return read_labeller(WEIGHTS)


def read_labeller(path: Path) -> BlockLabeller:
    """Read weights as `training.newsletters` writes them: whole numbers, a hundred to one."""
    record = json.loads(path.read_text(encoding="utf-8"))
    if record["labels"] != [str(label) for label in LABELS]:
        raise ValueError(f"{path}: weights are for other labels; run python -m training.newsletters")
    return BlockLabeller(
        features={name: _row(row) for name, row in record["features"].items()},
        transitions=tuple(tuple(map(_row, matrix)) for matrix in record["transitions"]),
        start=_row(record["start"]),
        choice={name: weight / 100 for name, weight in record["choice"].items()},
    )


def _row(numbers: Sequence[int]) -> tuple[float, ...]:
    return tuple(number / 100 for number in numbers)
