"""One training run as a job: its own process, told what to do by a folder, and leaving its result there.

Nothing is promoted here. A run ends with a sealed artifact, a report, and the gate's verdict.
"""

import errno
import logging
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.added_themes import TaxonomyState, fold
from models.artifact import partial_folder, read_manifest
from models.classifier import Cuts, Heads, ThemeClassifier, load_classifier
from models.encoder import Encoder
from models.memory import TEST, TRAIN, Memory, read_memory
from models.text import model_input
from news.briefing.ranking import Weights
from news.errors import SitrepError
from store.corrections import CorrectedItem
from store.job_folder import JobFolder, Progress
from store.sqlite.store import open_readonly
from training import run_report, stored
from training.calibrate import decided
from training.candidate import cuts_of, first_heads, same_heads, write_candidate
from training.corrected import Caps, NothingToLearnError, Taught, check_teaches, taught
from training.dataset import fraction
from training.evaluate import macro_f1
from training.gate import REFUSED_AT_HAND, Check, Limits, judge, judge_added, judge_at_hand, passed, suspicions
from training.hands import contradicting_hands
from training.lineage import lineage
from training.phrases import Stored, deciding_phrases
from training.refit import Lessons, probabilities, refit

logger = logging.getLogger(__name__)

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

DOUBTFUL = 0.5  # the recipe's own weight of a doubtful label
_HELD_OUT = 0.2  # of the corrections: what the learning curve is measured on
_ENOUGH = 10  # held-out corrections that say anything
_CURVE = (0.0, 0.25, 0.5, 0.75, 1.0)
_WATCH_S = 2.0


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

    def __init__(self, folder: JobFolder, clock: Callable[[], float] = time.monotonic) -> None:
        """clock counts seconds."""
        self._folder, self._clock, self._started = folder, clock, clock()
        self._last = -1.0

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return round(self._clock() - self._started, 1)

    def __call__(self, step: str, share: float) -> None:
        """Note a step; steps closer than half a percent are passed over."""
        if 0 <= share - self._last < 0.005:
            return
        self._last = share
        gone = self._clock() - self._started
        self._folder.tell(Progress(step, share, round(gone * (1 - share) / share, 1) if share > 0.02 else None))


class Rereading(Encoder):
    """Another encoder's answers, each text encoded once: champion and candidate of a fast run share theirs."""

    def __init__(self, encoder: Encoder) -> None:
        self._inner = encoder
        self._known: dict[str, tuple[FloatArray, bool]] = {}

    def encode(self, text: str) -> tuple[FloatArray, bool]:
        """Encode a text as the other does."""
        if text not in self._known:
            self._known[text] = self._inner.encode(text)
        return self._known[text]


def run_job(path: Path) -> int:
    """Do what a job's folder asks; returns 0 when it was done, 1 when not, for a reason in the result."""
    folder = JobFolder(path)
    with folder.held():
        if folder.result() is not None:  # killed between its last line and its end
            return 0
        try:
            result = _run(folder.request(), Teller(folder), path / "work")
        except NothingToLearnError as error:
            result = {"version": None, "verdict": "nothing_to_learn", "sentence": str(error)}
        except ModuleNotFoundError:
            raise
        except Exception as error:  # the outermost place of a run: what fails so once fails so again
            _make_room(folder)  # before it is told: the disk may be full
            folder.finish({"error": _told_of(error, path)})
            logger.exception("the run failed")
            return 1
        folder.finish(result)
    return 0


def _make_room(folder: JobFolder) -> None:
    """Remove what a run that failed left half written, and what it would have gone on from: it is not tried again."""
    shutil.rmtree(folder.path / "work", ignore_errors=True)
    with suppress(SitrepError, KeyError):  # a request that cannot be read may be why it failed
        request = folder.request()
        place = Path(request["out"]) / request["version"]
        partial = partial_folder(place)
        shutil.rmtree(partial, ignore_errors=True)
        if place.is_dir():  # sealed, but never judged
            place.rename(partial)
            shutil.rmtree(partial, ignore_errors=True)


def _told_of(error: Exception, path: Path) -> str:
    """What a run ends with."""
    if isinstance(error, SitrepError):
        return str(error)
    if any(os.strerror(number) in str(error) for number in (errno.ENOSPC, errno.EDQUOT)):  # safetensors raises its own
        return f"the disk of {path} is full; make room there and train again"
    return f"a fault of its own ({error!r}); {path / 'log'} shows where"


def _run(request: dict[str, Any], tell: Teller, work: Path) -> dict[str, Any]:
    tell("reading", 0.0)
    champion, out = Path(request["champion"]), Path(request["out"])
    limits, caps = Limits(**request["limits"]), Caps(**request["caps"])
    now = datetime.fromisoformat(request["asked_at"]).astimezone(UTC)
    version = request["version"]
    learn = _fast if request["mode"] == "fast" else _full
    with closing(open_readonly(Path(request["home"]))) as store:
        request = request | {"watermark": store.corrections.watermark()}
        corrections = store.corrections.latest(request["watermark"])
        ran = learn(champion, out / version, corrections, caps, now, tell, request=request, work=work)
        report = ran.report
        tell("labelling stored items anew", 0.6)
        # as the taxonomy stands now: themes may have come and gone in the hours of learning
        pair = _pair(champion, ran.folder, fold(store.themes.all()), Path(request["home"]))
        report["stored"], kept = stored.changes(
            store, pair, request["days"], now.date() + timedelta(days=1), Weights(**request.get("rank", {})),
            lambda share: tell("labelling stored items anew", 0.6 + 0.3 * share),
        )  # fmt: skip
        pins = stored.pins_kept(pair, corrections)
    tell("measuring", 0.9)
    report["corrections"] |= _heeded(ran)
    checks = _judge(ran.judged, pair.own, pins, report, limits)
    checks += judge_added(report["stored"]["added"], limits)
    checks += _suspect(ran, kept, pair.own, report)
    checks += [judge_at_hand(*found)] if (found := report.get("judging_at_hand")) else []
    report |= {
        "mode": request["mode"],
        "version": version,
        "champion": pair.champion.version,
        "limits": asdict(limits),
        "pins": pins,
        "seconds": tell.seconds,
    }
    return {
        "version": version,
        "verdict": "passed" if passed(checks) else "refused",
        "checks": [check.to_json() for check in checks],
        "report": report,
    }


def _judge(
    judged: Judged, themes: Sequence[str], pins: dict[str, bool], report: dict[str, Any], limits: Limits
) -> list[Check]:
    champion_yes, _ = decided(judged.champion, judged.champion_cuts)
    yes, unsure = decided(judged.candidate, judged.candidate_cuts)
    report["test"] = run_report.figures(judged.candidate, yes, champion_yes, judged.targets, themes)
    report["test"]["unsure_share"] = round(float(unsure.mean()), 4) if unsure.size else 0.0
    return judge(
        themes=themes,
        targets=judged.targets,
        champion=champion_yes,
        candidate=yes,
        pins=pins,
        churn=report["stored"]["own_share"],
        limits=limits,
    )


def _heeded(ran: Ran) -> dict[str, int]:
    """How many labels the corrections give, and how many of them champion and candidate decide otherwise."""
    learned, judged = ran.learned, ran.judged
    before = decided(ran.expected, judged.champion_cuts)[0]
    after = decided(ran.now, judged.candidate_cuts)[0]
    return {
        "labels": int(learned.asked.sum()),
        "champion_otherwise": int((learned.asked & (before != learned.labels)).sum()),
        "candidate_otherwise": int((learned.asked & (after != learned.labels)).sum()),
    }


def _suspect(ran: Ran, kept: Stored, themes: Sequence[str], report: dict[str, Any]) -> list[Check]:
    """Look for corrections that want to steer the model, whatever the figures say."""
    judged, decide = ran.judged, ran.judged.champion_cuts
    hands = contradicting_hands(
        ran.learned,
        ran.expected,
        decided(ran.expected, decide)[0],
        judged.champion,
        decided(judged.champion, decide)[0],
        judged.targets,
    )
    phrases = deciding_phrases(ran.learned, ran.expected, kept, themes)
    report["suspicions"] = {
        "hands": [hand.to_json() for hand in hands],
        "phrases": [phrase.to_json() for phrase in phrases],
    }
    return suspicions([hand.sentence for hand in hands], [phrase.sentence for phrase in phrases])


def _pair(champion: Path, candidate: Path, state: TaxonomyState, home: Path) -> stored.Pair:
    """Both classifiers with the added themes; they share the encoder where it is the same file."""
    old, new = read_manifest(champion), read_manifest(candidate)
    if old["files"]["encoder.onnx"] != new["files"]["encoder.onnx"]:
        before, after = load_classifier(champion), load_classifier(candidate)
    else:
        shared = Rereading(Encoder(champion / "encoder.onnx", champion / "tokenizer.json", old["max_tokens"]))
        before, after = load_classifier(champion, shared), load_classifier(candidate, shared)
    return stored.joined((before, champion), (after, candidate), state, home)


def _fast(
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
    """Refit the heads: those that were there before any correction, on all corrections in force."""
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
        "corrections": _told(learned, len(corrections), request["watermark"], int(held.sum())),
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


def _told(learned: Taught, given: int, watermark: int, held_out: int) -> dict[str, Any]:
    return {
        "given": given,
        "learned_from": len(learned.items),
        "weight": round(float(learned.weights.sum(axis=0).max()), 1),  # in the head where they weigh most
        "capped": list(learned.capped),
        "watermark": watermark,
        "held_out_for_the_curve": held_out,
    }


def _full(
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
    """Fine-tune anew with the corrections' texts; as `_fast` otherwise."""
    # torch only here: a fast run works where it is not installed
    from training import full, heads  # noqa: PLC0415

    manifest = read_manifest(champion)
    themes = [theme["id"] for theme in manifest["themes"]]
    remembered = float(manifest["data"]["train"]["items"])
    learned = taught(corrections, themes, remembered, caps, DOUBTFUL)
    recipe, split = full.recipe_of(request), full.divided(learned, request)
    at_hand = full.judging_at_hand(champion, split)
    # said before the hours that it takes, not only after them
    foreseen = "" if at_hand is None or judge_at_hand(*at_hand).passed else f" ({REFUSED_AT_HAND})"
    with _watched(work, lambda share: tell(f"fine-tuning{foreseen}", 0.02 + 0.5 * share), recipe.epochs * recipe.turns):
        full.fine_tuned(place, learned, work, request, now)
    judging = [heads.as_read(item) for item in split.test]
    old, new, made = load_classifier(champion), load_classifier(place), read_manifest(place)
    judged = Judged(
        heads.targets(split.test, themes),
        old.probabilities(judging),
        cuts_of(manifest),
        new.probabilities(judging),
        cuts_of(made),
    )
    told = {
        "corrections": _told(learned, len(corrections), request["watermark"], 0),
        "learning_curve": made["learning_curve"],
        "judging_at_hand": at_hand,
    }
    expected, now_said = (
        of.probabilities(learned.texts) if learned.items else np.zeros((0, len(themes)), dtype=np.float32)
        for of in (old, new)
    )
    return Ran(place, judged, learned, expected, now_said, told)


@contextmanager
def _watched(work: Path, advance: Callable[[float], None], turns: int) -> Iterator[None]:
    """Tell how many turns of a fine-tuning lie in its work folder, until the block ends."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_WATCH_S):
            found = [int(path.name[4:7]) for path in work.glob("*/turn*-worker0.safetensors")]
            advance(min(1.0, (max(found, default=-1) + 1) / turns))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
