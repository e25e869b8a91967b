"""Whose corrections contradict the champion where it is sure, far more often than it is wrong there.

A champion errs mostly where it is unsure: few of its errors on the judging items had a probability that spoke clearly
against the answer. Whoever corrects honestly, if only errors, contradicts it in the same places. Labels turned round,
or given at random, contradict it everywhere.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from news.arrays import BoolArray, FloatArray
from store.corrections import CorrectedItem
from training.corrected import NAMELESS, Taught

SURE = 0.05  # probability, by the champion, of the answer that a person gave
FEWEST = 10  # contradicted labels that say something of a hand
CHANCE = 0.001  # of a false alarm in a run


@dataclass(frozen=True, slots=True)
class Hand:
    """A person, or a source, whose corrections contradict the champion where it is sure."""

    by: str  # "who", "source" or "everybody"
    name: str | None
    contradicted: int  # labels of the champion
    sure: int  # of these, where it was sure
    usual: float  # the share where it was sure, of its errors on the judging items

    @property
    def sentence(self) -> str:
        """What was found, in a sentence."""
        whose = {"who": f"The corrections of {self.name}", "source": f"Corrections of items from {self.name}"}
        return (
            f"{whose.get(self.by, 'The corrections')} contradict the champion in {self.contradicted} labels; it was "
            f"{1 - SURE:.0%} sure of {self.sure} of them. Of its errors on the judging items it is so sure of "
            f"{self.usual:.0%}."
        )

    def to_json(self) -> dict[str, Any]:
        """The finding as plain values, with its sentence."""
        return {**asdict(self), "sentence": self.sentence}


def groups(items: Sequence[CorrectedItem], fewest: int) -> Iterator[tuple[str, str | None, list[int]]]:
    """Rows of each person's and each source's corrections, and of everybody's, where there are enough."""
    people: dict[str, list[int]] = defaultdict(list)
    sources: dict[str, list[int]] = defaultdict(list)
    for row, item in enumerate(items):
        people[item.who or NAMELESS].append(row)
        if item.source is not None:
            sources[item.source].append(row)
    for by, of in (("who", people), ("source", sources)):
        yield from ((by, name, rows) for name, rows in sorted(of.items()) if len(rows) >= fewest)
    if len(people) > 1 and len(items) >= fewest:
        yield "everybody", None, list(range(len(items)))


def divergence(share: float, chance: float) -> float:
    """Kullback-Leibler divergence of two coins, in nats.

    Times the number of throws it bounds the chance of such a share, by Hoeffding, "Probability Inequalities for Sums
    of Bounded Random Variables", 1963.
    """
    p = min(max(chance, 1e-4), 1 - 1e-4)
    terms = ((share, p), (1 - share, 1 - p))
    return float(sum(a * np.log(a / b) for a, b in terms if a > 0))


def contradicting_hands(
    learned: Taught, expected: FloatArray, decided: BoolArray, judged: FloatArray, said: BoolArray, targets: BoolArray
) -> tuple[Hand, ...]:
    """Find the hands, those with the most contradictions first.

    expected and decided are the champion's probabilities and decisions of the corrected items, judged and said those
    of the judging items, whose answers targets holds; all have shape (n_items, n_themes).
    """
    wrong = said != targets
    usual = (float((_chance(judged, targets)[wrong] < SURE).sum()) + 1) / (float(wrong.sum()) + 2)
    against = learned.asked & (decided != learned.labels)
    sure = against & (_chance(expected, learned.labels) < SURE)
    found = []
    tried = list(groups(learned.items, FEWEST // 3))
    for by, name, rows in tried:
        count, clear = int(against[rows].sum()), int(sure[rows].sum())
        if count < FEWEST or clear <= usual * count:
            continue
        if count * divergence(clear / count, usual) >= np.log(len(tried) / CHANCE):
            found.append(Hand(by, name, count, clear, round(usual, 3)))
    return tuple(sorted(found, key=lambda hand: (-hand.contradicted, hand.by != "who", hand.by, hand.name or "")))


def _chance(probabilities: FloatArray, answers: BoolArray) -> FloatArray:
    """The probability of each answer."""
    given: FloatArray = np.where(answers, probabilities, 1 - probabilities)
    return given
