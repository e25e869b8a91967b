"""A fast training run as a job: what it learns, what it tells, what the gate says, what survives a kill."""

import errno
import fcntl
import json
import os
import subprocess
import sys
from contextlib import closing
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.artifact import read_manifest, verify
from models.classifier import Heads, load_classifier
from models.labels import NewsText
from news.item import NewsItem
from store.corrections import Correction
from store.job_folder import JobFolder, JobFolderError, Progress
from store.sqlite.store import open_store
from tests.fakes import NOON
from tests.tiny import THEMES, make_artifact, sentence
from training.candidate import same_heads
from training.corrected import Caps, taught
from training.gate import Limits
from training.job import run_job

ROOT = Path(__file__).resolve().parents[2]
RNG = np.random.default_rng(5)


def item(item_id: str, text: str, source: str | None = "Wire") -> NewsItem:
    return NewsItem(item_id, "", text, source=source, published_at=NOON)


def correction(item_id: str, *themes: str, who: str | None = "ann", pinned: bool = False) -> Correction:
    return Correction(item_id, themes, THEMES, NOON, who=who, pinned=pinned)


def prepare(tmp_path: Path, items: list[NewsItem], corrections: list[Correction], **changed: Any) -> JobFolder:
    """A home with items and corrections, a tiny champion, and a job that asks for a fast run."""
    home = tmp_path / "home"
    champion = make_artifact(tmp_path / "released")
    with closing(open_store(home, lambda: NOON)) as store:
        store.add_items(items, {}, NOON, lambda created: "")
        store.corrections.add(corrections)
    (home / "artifacts").mkdir()
    folder = JobFolder(home / "jobs" / "job_1")
    request = {
        "mode": "fast",
        "home": str(home),
        "champion": str(champion),
        "out": str(home / "artifacts"),
        "version": "2026-11-28.2",
        "seed": 1,
        "days": 7,
        "asked_at": NOON.isoformat(),
        "limits": asdict(Limits()),
        "caps": asdict(Caps(user=1.0, source=1.0)),
    }
    folder.prepare(request | changed)
    return folder


def outcome(folder: JobFolder) -> dict[str, Any]:
    result = folder.result()
    assert result is not None
    return result


def test_given_corrections_when_run_then_a_sealed_candidate_has_learned_them(tmp_path: Path) -> None:
    # "lantern" means elections here: a word that the champion knows nothing of
    items = [item(f"i{n}", sentence((), RNG) + " lantern lantern lantern lantern") for n in range(100)]
    others = [item(f"o{n}", sentence(("elections",), RNG)) for n in range(30)]
    folder = prepare(
        tmp_path,
        [*items, *others],
        [correction(i.id, "elections") for i in items],
        limits=asdict(Limits(margin=1.0, churn=1.0)),
    )

    code = run_job(folder.path)

    result = outcome(folder)
    place = tmp_path / "home" / "artifacts" / "2026-11-28.2"
    text = [NewsText("", "lantern lantern lantern lantern on the bridge")]
    before, after = (
        load_classifier(path).label(text)[0].themes[1] for path in (tmp_path / "released" / "2026-11-28.1", place)
    )
    manifest = verify(place)
    assert code == 0
    assert after.probability > before.probability + 0.15
    # a hundred labels against what the champion is sure of, all for one word: somebody has to look
    assert [check["name"] for check in result["checks"] if not check["passed"]] == ["hands", "phrases"]
    assert result["report"]["suspicions"]["hands"][0]["name"] == "ann"
    assert "lantern" in result["report"]["suspicions"]["phrases"][0]["phrase"]
    assert "on 100 corrections" in (place / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert manifest["lineage"]["mode"] == "fast"
    assert manifest["lineage"]["parent"] == "2026-11-28.1"
    assert manifest["lineage"]["corrections_watermark"] == 100
    assert (
        manifest["files"]["memory.safetensors"]
        == read_manifest(tmp_path / "released" / "2026-11-28.1")["files"]["memory.safetensors"]
    )
    report = result["report"]
    assert report["corrections"]["learned_from"] == 100
    assert report["corrections"]["labels"] == 300
    assert 0 <= report["corrections"]["candidate_otherwise"] < report["corrections"]["champion_otherwise"]
    assert next(point["corrections"] for point in report["learning_curve"]) == 0
    assert report["stored"]["items"] == 130
    assert report["stored"]["flips"] == sum("yes" in (c["before"], c["after"]) for c in report["stored"]["changes"])
    for theme in THEMES:
        figures = report["test"]["themes"][theme]
        assert figures["f1"]["low"] <= figures["f1"]["value"] <= figures["f1"]["high"]
        assert sum(figures["confusion"].values()) == report["test"]["items"] == 100
    assert json.loads(json.dumps(result)) == result


def test_given_more_items_than_are_compared_when_run_then_every_flip_is_listed_and_the_rest_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.stored.MOST", 40)
    monkeypatch.setattr("training.stored.LISTED", 0)
    items = [item(f"i{n}", sentence((), RNG) + " lantern lantern lantern lantern") for n in range(50)]
    folder = prepare(tmp_path, items, [correction(i.id, "elections") for i in items])

    run_job(folder.path)

    told = outcome(folder)["report"]["stored"]
    assert (told["items"], told["items_in_all"]) == (40, 50)
    assert told["flips"] > 0
    assert len(told["changes"]) == told["flips"]
    assert all("yes" in (change["before"], change["after"]) for change in told["changes"])


def test_given_the_same_inputs_when_run_twice_then_the_heads_are_the_same(tmp_path: Path) -> None:
    items = [item(f"i{n}", f"voters lantern {n}") for n in range(12)]
    digests = []
    for name in ("one", "two"):
        folder = prepare(tmp_path / name, items, [correction(i.id, "elections") for i in items])
        run_job(folder.path)
        digests.append(verify(tmp_path / name / "home" / "artifacts" / "2026-11-28.2")["files"]["heads.safetensors"])

    assert digests[0] == digests[1]


def test_given_a_pin_that_the_candidate_breaks_when_judged_then_it_is_refused_by_name(tmp_path: Path) -> None:
    items = [item("odd", "troops missiles border troops missiles border ceasefire")]
    folder = prepare(tmp_path, items, [correction("odd", "elections", pinned=True)])

    run_job(folder.path)

    result = outcome(folder)
    refused = [check for check in result["checks"] if not check["passed"]]
    assert result["verdict"] == "refused"
    assert "pins" in {check["name"] for check in refused}
    assert "odd" in next(check["sentence"] for check in refused if check["name"] == "pins")


def test_given_pins_on_parts_of_an_item_when_one_breaks_then_the_item_is_named(tmp_path: Path) -> None:
    parts = [
        replace(correction("a", "foreign_conflict", pinned=True), asked=("foreign_conflict",)),
        replace(correction("a", "elections", pinned=True), asked=("elections",)),
    ]
    folder = prepare(tmp_path, [item("a", "voters recount")], parts)

    run_job(folder.path)

    assert outcome(folder)["report"]["pins"] == {"a": False}


def test_given_themes_decided_one_by_one_when_fine_tuning_then_the_item_is_whole(tmp_path: Path) -> None:
    ann = replace(correction("a", "elections"), asked=("elections",))
    others = tuple(theme for theme in THEMES if theme != "elections")
    bob = replace(correction("a", who="bob"), asked=others, doubtful=True)
    with closing(open_store(tmp_path, lambda: NOON)) as store:
        store.add_items([item("a", "voters recount"), item("b", "troops")], {}, NOON, lambda created: "")
        store.corrections.add([ann, bob, replace(correction("b"), asked=("elections",))])
        learned = taught(store.corrections.latest(), THEMES, 1000.0, Caps(), 0.5)

    [whole] = learned.for_fine_tuning(THEMES)

    assert (whole.item_id, whole.themes, set(whole.asked), whole.doubtful) == ("a", ("elections",), set(THEMES), True)


def test_given_a_skip_after_the_last_answer_when_run_then_the_watermark_counts_it(tmp_path: Path) -> None:
    skip = Correction("b", (), (), NOON, skipped=True)
    given = [correction("b", "elections"), correction("a", "elections"), skip]
    folder = prepare(tmp_path, [item("a", "voters recount"), item("b", "the weather opens")], given)

    run_job(folder.path)

    assert outcome(folder)["report"]["corrections"]["watermark"] == 3


def test_given_flipped_labels_of_one_person_when_capped_and_judged_then_the_model_is_not_taken(tmp_path: Path) -> None:
    rng = np.random.default_rng(9)
    items = [item(f"i{n}", sentence(("elections",), rng)) for n in range(120)]
    flipped = [correction(i.id, who="mallory") for i in items]
    open_gate = prepare(tmp_path / "open", items, flipped)
    capped = prepare(
        tmp_path / "capped", items, flipped, caps=asdict(Caps()), limits=asdict(Limits(margin=1.0, churn=1.0))
    )

    run_job(open_gate.path)
    run_job(capped.path)

    assert outcome(open_gate)["verdict"] == "refused", outcome(open_gate)["checks"]
    report = outcome(capped)["report"]
    assert report["corrections"]["capped"][0]["who"] == "mallory"
    assert report["test"]["themes"]["elections"]["change"]["value"] > -0.05


def test_given_an_artifact_without_memory_when_run_then_the_result_says_so(tmp_path: Path) -> None:
    folder = prepare(tmp_path, [], [])
    bare = make_artifact(tmp_path / "bare", memory=False)
    folder.prepare(folder.request() | {"champion": str(bare)})

    code = run_job(folder.path)

    assert code == 1
    assert "carries no memory" in outcome(folder)["error"]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ([], "No correction is in force"),
        ([Correction("a", (), (), NOON, skipped=True)], "No correction is in force"),
        ([Correction("a", (), ("harvest",), NOON)], "No correction in force, of 1, has both"),
    ],
    ids=["none", "skipped", "of a theme of one's own alone"],
)
def test_given_nothing_to_learn_when_run_then_it_says_so_and_makes_no_candidate(
    tmp_path: Path, said: list[Correction], found: str
) -> None:
    folder = prepare(tmp_path, [item("a", "voters recount"), item("b", "the weather opens")], said)

    code = run_job(folder.path)

    result = outcome(folder)
    assert (code, result["version"], result["verdict"]) == (0, None, "nothing_to_learn")
    assert result["sentence"].startswith(found)
    assert "rollback" not in result["sentence"]
    assert list((tmp_path / "home" / "artifacts").iterdir()) == []


def run_next(folder: JobFolder, given: list[Correction]) -> tuple[dict[str, Any], Heads]:
    """Promote what a run made, say more, and run again: the outcome, and the heads that answer then."""
    request, home = folder.request(), folder.path.parents[1]
    champion = Path(request["out"]) / request["version"]
    version = f"2026-11-28.{int(request['version'].rpartition('.')[2]) + 1}"
    with closing(open_store(home, lambda: NOON)) as store:
        store.corrections.add(given)
    again = JobFolder(folder.path.with_name(version))
    again.prepare(request | {"champion": str(champion), "version": version})
    run_job(again.path)
    result = outcome(again)
    return result, load_classifier(Path(request["out"]) / result["version"] if result["version"] else champion).heads


LESSONS = [item(f"i{n}", f"voters lantern {n} on the bridge") for n in range(12)]
TOLD = [correction(i.id, *(("elections",) if n % 3 else ()), who=f"p{n % 2}") for n, i in enumerate(LESSONS)]


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> Heads:
    """The heads that learned all of TOLD in one run."""
    folder = prepare(tmp_path_factory.mktemp("at_once"), LESSONS, TOLD)
    run_job(folder.path)
    return load_classifier(Path(folder.request()["out"]) / "2026-11-28.2").heads


def test_given_what_was_learned_already_when_run_again_then_it_is_not_learned_twice(tmp_path: Path) -> None:
    folder = prepare(tmp_path, LESSONS, TOLD)
    run_job(folder.path)

    result, _ = run_next(folder, [])

    assert result["version"] is None
    assert "2026-11-28.2 has learned all corrections in force already" in result["sentence"]


def test_given_a_promotion_between_when_the_rest_is_learned_then_it_is_as_if_learned_at_once(
    tmp_path: Path, at_once: Heads
) -> None:
    folder = prepare(tmp_path, LESSONS, TOLD[:6])
    run_job(folder.path)

    _, heads = run_next(folder, TOLD[6:])

    assert same_heads(heads, at_once)


def test_given_corrections_taken_back_when_run_on_what_learned_them_then_the_first_answers_come_back(
    tmp_path: Path,
) -> None:
    folder = prepare(tmp_path, LESSONS, TOLD)
    run_job(folder.path)
    first = load_classifier(Path(folder.request()["champion"])).heads

    result, heads = run_next(folder, [Correction(i.id, (), (), NOON, skipped=True) for i in LESSONS])

    assert result["version"] == "2026-11-28.3"
    assert same_heads(heads, first)


def test_given_corrections_in_another_order_when_run_then_heads_and_report_are_the_same_to_a_tenth_of_a_point(
    tmp_path: Path, at_once: Heads
) -> None:
    folder = prepare(tmp_path, LESSONS, TOLD[::-1])

    run_job(folder.path)

    heads = load_classifier(Path(folder.request()["out"]) / "2026-11-28.2").heads
    np.testing.assert_allclose(heads.weight, at_once.weight, atol=1e-3)
    np.testing.assert_allclose(heads.calibration, at_once.calibration, atol=1e-3)


def test_given_themes_decided_one_by_one_when_run_then_they_teach_what_one_correction_does(
    tmp_path: Path, at_once: Heads
) -> None:
    apart = [
        replace(said, asked=(theme,), themes=tuple({theme}.intersection(said.themes)))
        for said in TOLD
        for theme in said.asked
    ]
    folder = prepare(tmp_path, LESSONS, apart)

    run_job(folder.path)

    heads = load_classifier(Path(folder.request()["out"]) / "2026-11-28.2").heads
    np.testing.assert_allclose(heads.weight, at_once.weight, atol=1e-3)


def test_given_partial_corrections_when_the_curve_is_drawn_then_themes_left_open_count_for_nothing(
    tmp_path: Path,
) -> None:
    items = [item(f"i{n}", sentence(("foreign_conflict", "elections"), RNG)) for n in range(120)]
    given = [("foreign_conflict", "elections")[n % 2] for n in range(120)]
    asked_one = [replace(correction(i.id, theme), asked=(theme,)) for i, theme in zip(items, given, strict=True)]
    folder = prepare(tmp_path, items, asked_one)

    run_job(folder.path)

    # the champion finds both themes in all of them, and the one that was not asked for is no error
    first, *_ = outcome(folder)["report"]["learning_curve"]
    assert first["held_out_macro_f1"] == 1.0


def test_given_a_run_killed_after_its_artifact_when_started_again_then_it_ends_with_the_same_one(
    tmp_path: Path,
) -> None:
    folder = prepare(tmp_path, [item("a", "voters recount")], [correction("a", "elections")])
    run_job(folder.path)
    first = outcome(folder)
    (folder.path / "result.json").unlink()  # as if killed before its last line

    run_job(folder.path)

    again = outcome(folder)
    assert again["version"] == first["version"]
    assert again["report"]["test"] == first["report"]["test"]


def test_given_a_process_of_its_own_when_started_then_it_needs_no_torch_and_frees_its_lock(tmp_path: Path) -> None:
    folder = prepare(tmp_path, [item("a", "voters recount")], [correction("a", "elections")])
    program = (
        "import sys; sys.modules.update(torch=None, sklearn=None, transformers=None); "
        f"from training.__main__ import main; sys.exit(main(['--job', {str(folder.path)!r}]))"
    )

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert outcome(folder)["version"] == "2026-11-28.2"
    assert folder.worker() is None


def test_given_full_mode_without_torch_when_asked_for_then_the_result_names_what_is_missing(tmp_path: Path) -> None:
    folder = prepare(tmp_path, [], [], mode="full")
    program = (
        "import sys; sys.modules.update(torch=None, sklearn=None); "
        f"from training.__main__ import main; sys.exit(main(['--job', {str(folder.path)!r}]))"
    )

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "is not installed" in outcome(folder)["error"]


def test_given_a_folder_at_work_when_another_process_comes_then_it_is_told_to_wait(tmp_path: Path) -> None:
    folder = JobFolder(tmp_path / "job")
    folder.prepare({})
    assert folder.worker() is None

    with folder.held(), pytest.raises(JobFolderError, match="another process"), folder.held():
        pass

    assert folder.worker() is None


def test_given_a_lock_that_is_held_for_a_moment_when_a_process_comes_then_it_waits_that_long(tmp_path: Path) -> None:
    folder = JobFolder(tmp_path)
    looking = os.open(tmp_path / "lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(looking, fcntl.LOCK_EX)

    with folder.held(pause=lambda _: os.close(looking)):
        assert folder.worker() == os.getpid()


def test_given_a_process_that_has_not_written_its_number_when_looked_at_then_somebody_is_at_work(
    tmp_path: Path,
) -> None:
    starting = os.open(tmp_path / "lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(starting, fcntl.LOCK_EX)

    try:
        assert JobFolder(tmp_path).worker() == 0
    finally:
        os.close(starting)


def test_given_a_half_written_line_when_progress_is_read_then_the_last_whole_one_counts(tmp_path: Path) -> None:
    folder = JobFolder(tmp_path)
    assert folder.progress() is None
    folder.tell(Progress("fitting", 0.5, timedelta(seconds=4).total_seconds()))
    with (tmp_path / "progress.jsonl").open("a") as file:
        file.write('{"step": "cut o')

    assert folder.progress() == Progress("fitting", 0.5, 4.0)


def test_given_a_full_disk_when_a_run_meets_it_then_it_says_so_and_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = prepare(tmp_path, [item("i1", "voters recount")], [correction("i1", "elections")])
    (folder.path / "work").mkdir()

    def full(partial: Path, place: Path, manifest: object) -> None:
        assert any(partial.iterdir())
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("training.candidate.seal", full)

    assert run_job(folder.path) == 1

    assert "is full; make room there" in outcome(folder)["error"]
    assert not list((tmp_path / "home" / "artifacts").iterdir())
    assert not (folder.path / "work").exists()


def test_given_a_disk_that_fills_once_the_artifact_is_whole_when_a_run_meets_it_then_that_makes_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = prepare(tmp_path, [item("i1", "voters recount")], [correction("i1", "elections")])
    place = tmp_path / "home" / "artifacts" / folder.request()["version"]

    def full(*_: object) -> None:
        assert place.is_dir()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("training.stored.changes", full)

    assert run_job(folder.path) == 1

    assert "is full; make room there" in outcome(folder)["error"]
    assert not list(place.parent.iterdir())


def test_given_a_fault_of_its_own_when_a_run_meets_it_then_the_result_names_it_and_the_log(tmp_path: Path) -> None:
    folder = prepare(tmp_path, [], [], mode="fast")
    folder.prepare({name: value for name, value in folder.request().items() if name != "limits"})

    code = run_job(folder.path)

    assert code == 1
    assert "KeyError('limits')" in outcome(folder)["error"]
