"""What a run's two modes hand on to the job that judges them, and how they tell how far they are."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from models.classifier import Cuts
from news.arrays import BoolArray, FloatArray
from store.corrections import CorrectedItem
from store.job_folder import JobFolder, Progress
from training.corrected import Caps, Taught

DOUBTFUL = 0.5  # the recipe's own weight of a doubtful label


@dataclass(frozen=True, slots=True)
class Judged:
    """Items that judge, as both see them; arrays have shape (n_items, n_themes)."""

    targets: BoolArray
    champion: FloatArray  # probabilities
    champion_cuts: Sequence[Cuts]
    candidate: FloatArray
    candidate_cuts: Sequence[Cuts]


@dataclass(frozen=True, slots=True)
class Ran:
    """What learning gave: the candidate's folder, what judges it, what it learned, and the report's first part."""

    folder: Path
    judged: Judged
    learned: Taught
    expected: FloatArray  # (n_corrections, n_themes): the champion's probabilities of the corrected items
    now: FloatArray  # the candidate's of the same
    report: dict[str, Any]


class Teller:
    """Tells the folder how far the run is, and when it will be done."""

    def __init__(self, folder: JobFolder) -> None:
        self._folder, self._started = folder, time.monotonic()
        self._last = -1.0

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return round(time.monotonic() - self._started, 1)

    def __call__(self, step: str, share: float) -> None:
        """Note a step; steps closer than half a percent are passed over."""
        if 0 <= share - self._last < 0.005:
            return
        self._last = share
        gone = time.monotonic() - self._started
        self._folder.tell(Progress(step, share, round(gone * (1 - share) / share, 1) if share > 0.02 else None))


def of_corrections(learned: Taught, given: int, watermark: int, held_out: int) -> dict[str, Any]:
    """What a report says of the corrections: how many were given, learned from and held out, and whose were capped."""
    return {
        "given": given,
        "learned_from": len(learned.items),
        "weight": round(float(learned.weights.sum(axis=0).max()), 1),  # in the head where they weigh most
        "capped": list(learned.capped),
        "watermark": watermark,
        "held_out_for_the_curve": held_out,
    }


class Learn(Protocol):
    """A mode of learning: `training.fast.learn` or `training.full.learn`."""

    def __call__(
        self,
        champion: Path,
        place: Path,
        corrections: Sequence[CorrectedItem],
        caps: Caps,
        now: datetime,
        tell: Teller,
        *,
        request: dict[str, Any],
        work: Path,
    ) -> Ran:
        """Make an artifact at `place` from the champion and all corrections in force, unless it is there already.

        request is the job's; work is the folder that a killed run goes on from. Raises NothingToLearnError where the
        candidate would be the champion again.
        """
        ...
