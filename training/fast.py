"""The fast mode of a job: the heads alone are fitted again, on what the artifact remembers and all corrections."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from models.artifact import read_manifest
from models.classifier import Cuts, Heads, ThemeClassifier, load_classifier
from models.memory import TEST, TRAIN, Memory, read_memory
from models.text import model_input
from news.arrays import BoolArray, FloatArray
from store.corrections import CorrectedItem
from training.calibrate import decided
from training.candidate import cuts_of, first_heads, same_heads, write_candidate
from training.corrected import Caps, NothingToLearnError, Taught, check_teaches, taught
from training.dataset import fraction
from training.evaluate import macro_f1
from training.lineage import lineage
from training.outcome import DOUBTFUL, Judged, Ran, Teller, of_corrections
from training.refit import Lessons, probabilities, refit

_HELD_OUT = 0.2  # of the corrections: what the learning curve is measured on
_ENOUGH = 10  # held-out corrections that say anything
_CURVE = (0.0, 0.25, 0.5, 0.75, 1.0)


def learn(
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
    """Refit the heads that were there before any correction: see `training.outcome.Learn`.

    Raises NothingToLearnError where the champion has learned all corrections already.
    """
    classifier, first = load_classifier(champion), first_heads(champion)
    manifest = read_manifest(champion)
    memory = read_memory(champion, manifest)
    themes = [theme["id"] for theme in manifest["themes"]]
    remembered = float(memory.weights[memory.part == TRAIN].sum())
    learned = taught(corrections, themes, remembered, caps, DOUBTFUL)
    if same_heads(first, classifier.heads):  # else corrections moved them that may have been taken back since
        check_teaches(learned, len(corrections))
    lessons = _lessons(classifier, learned, lambda share: tell("reading corrections", 0.02 + 0.28 * share))
    tell("fitting heads", 0.3)
    heads = refit(memory, first, lessons)
    if same_heads(heads, classifier.heads):
        raise NothingToLearnError(
            f"{manifest['version']} has learned all corrections in force already, so no candidate was made. "
            "Correct more items, or import corrections, and train again."
        )
    judging, cuts = memory.part == TEST, cuts_of(manifest)
    targets, pooled, lexical = memory.labels[judging] > 0, memory.pooled()[judging], memory.lexical[judging]

    def score(of: Heads) -> FloatArray:
        return probabilities(of, pooled, lexical)

    def macro_f1_of(of: Heads) -> float:
        return round(macro_f1(decided(score(of), cuts)[0], targets), 4)

    held = np.array([fraction(f"held:{item.item_id}") < _HELD_OUT for item in learned.items], dtype=np.bool_)
    curve = _learning_curve(memory, first, learned, lessons, held, cuts, macro_f1_of, tell)
    if not place.exists():  # an earlier attempt may have been killed after sealing it
        write_candidate(
            champion, manifest, place, memory, heads,
            corrections=len(learned.items), now=now,
            lineage=lineage(
                mode="fast",
                parent=manifest["version"],
                ids=[*memory.ids, *(item.item_id for item in learned.items)],
                seed=request["seed"],
                base_encoder=manifest["base_encoder"]["weights_sha256"],
                watermark=request["watermark"],
            ),
        )  # fmt: skip
    judged = Judged(targets, score(classifier.heads), cuts, score(heads), cuts)
    expected, now_said = (probabilities(of, lessons.pooled, lessons.lexical) for of in (classifier.heads, heads))
    told = {
        "corrections": of_corrections(learned, len(corrections), request["watermark"], int(held.sum())),
        "learning_curve": curve,
    }
    return Ran(place, judged, learned, expected, now_said, told)


def _learning_curve(
    memory: Memory,
    before: Heads,
    learned: Taught,
    lessons: Lessons,
    held: BoolArray,
    cuts: Sequence[Cuts],
    test_macro_f1: Callable[[Heads], float],
    tell: Teller,
) -> list[dict[str, Any]]:
    """How heads fare that learn from ever more of the corrections, but from none of those held out."""
    tell("drawing the learning curve", 0.4)
    curve: list[dict[str, Any]] = []
    items = [item.item_id for item in learned.items]  # of one there may be several corrections, on a theme each
    apart, rest = (list(dict.fromkeys(np.array(items, dtype=object)[of])) for of in (held, ~held))
    for share in _CURVE if len(apart) >= _ENOUGH else ():
        some = set(rest[: round(share * len(rest))])
        rows = np.flatnonzero([item in some for item in items])
        heads = refit(memory, before, lessons.some(rows)) if len(rows) else before
        unseen = probabilities(heads, lessons.pooled[held], lessons.lexical[held])
        curve.append(
            {
                "corrections": len(rows),
                "test_macro_f1": test_macro_f1(heads),
                "held_out_macro_f1": round(
                    macro_f1(decided(unseen, cuts)[0] & learned.asked[held], learned.labels[held]), 4
                ),
            }
        )
        tell("drawing the learning curve", 0.4 + 0.15 * share)
    return curve


def _lessons(classifier: ThemeClassifier, learned: Taught, advance: Callable[[float], None]) -> Lessons:
    pooled, lexical = [], []
    for number, text in enumerate(learned.texts):
        vector, scores = classifier.read(model_input(text).text)
        pooled.append(vector)
        lexical.append(scores)
        advance((number + 1) / len(learned.items))
    themes, dimensions = classifier.heads.weight.shape
    return Lessons(
        np.array(pooled, dtype=np.float32).reshape(-1, dimensions),
        np.array(lexical, dtype=np.float32).reshape(-1, themes),
        learned.labels,
        learned.weights,
    )
