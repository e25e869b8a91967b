"""One training run as a job: its own process, told what to do by a folder, and leaving its result there.

Nothing is promoted here. A run ends with a sealed artifact, a report, and the gate's verdict.
"""

import errno
import logging
import os
import shutil
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from models.added_themes import TaxonomyState, fold
from models.artifact import partial_folder, read_manifest
from models.classifier import load_classifier
from models.encoder import Encoder
from news.arrays import FloatArray
from news.briefing.ranking import Weights
from news.errors import SitrepError
from store.job_folder import JobFolder
from store.sqlite.store import open_readonly
from training import fast, run_report, stored
from training.calibrate import decided
from training.corrected import Caps, NothingToLearnError
from training.gate import Check, Limits, judge, judge_added, judge_at_hand, passed, suspicions
from training.hands import contradicting_hands
from training.outcome import Judged, Learn, Ran, Teller
from training.phrases import Stored, deciding_phrases

logger = logging.getLogger(__name__)


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
    learn = fast.learn if request["mode"] == "fast" else _full_mode()
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


def _full_mode() -> Learn:
    from training import full  # noqa: PLC0415 - with torch: a fast run works where it is not installed

    return full.learn


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
