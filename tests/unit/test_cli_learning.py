"""`sitrep train --fast` and `sitrep models` on a home without a server."""

import json
import re
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from news.errors import StoreError
from news.item import NewsItem
from serving.cli import main
from serving.learning.training_runs import FULL_NEEDS
from store.corrections import Correction
from store.job_folder import JobFolder
from store.sqlite.store import open_store
from tests.fakes import NOON
from tests.tiny import THEMES, make_artifact
from training.gate import Check


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with three corrected items, and a tiny released artifact."""
    make_artifact(tmp_path / "released", "2026-11-27.1")
    monkeypatch.setattr("serving.start.RELEASED", tmp_path / "released")
    home = tmp_path / "home"
    with closing(open_store(home, lambda: NOON)) as store:
        items = [NewsItem(f"i{n}", "", "voters recount", source="Wire", published_at=NOON) for n in range(3)]
        store.add_items(items, {}, NOON, lambda created: "")
        store.corrections.add([Correction(i.id, ("elections",), THEMES, NOON, who="ann") for i in items])
    return home


def test_given_corrections_when_trained_and_promoted_then_the_new_model_answers_until_rolled_back(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trained = main(["train", "--fast", "--home", str(home), "--format", "json"])
    job = json.loads(capsys.readouterr().out)
    version = job["result"]["version"]
    promoted = main(["models", "promote", version, "--home", str(home), "--who", "ann"])
    said = capsys.readouterr().out
    listed = main(["models", "list", "--home", str(home)])
    table = capsys.readouterr().out
    back = main(["models", "rollback", "--home", str(home)])
    rolled = capsys.readouterr().out
    drift = main(["models", "drift", "--home", str(home)])

    assert (trained, promoted, listed, back, drift) == (0, 0, 0, 0, 0)
    assert job["result"]["verdict"] == "passed"
    assert said == f"{version} answers now, instead of 2026-11-27.1\n"
    assert f"{version}  champion, passed" in table
    assert "2026-11-27.1  unjudged, released  macro-F1 0.900 of 60 items" in table
    assert rolled == f"2026-11-27.1 answers now, instead of {version}\n"
    assert "nothing to compare" in capsys.readouterr().out


def test_given_a_refused_run_when_it_ends_then_the_reasons_and_how_to_insist_are_said(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_artifact(home / "artifacts", "2026-11-28.1")
    check = Check("churn", False, 0.2, 0.05, "20.0% of the labels of stored items change; allowed are 5.0%.")
    with closing(open_store(home, lambda: NOON)) as store:
        store.jobs.add("job_1", "training", {"mode": "fast"}, NOON)
    folder = JobFolder(home / "jobs" / "job_1")
    folder.prepare({"version": "2026-11-28.1"})
    folder.finish({"version": "2026-11-28.1", "verdict": "refused", "checks": [check.to_json()], "report": {}})

    trained = main(["train", "--fast", "--home", str(home)])
    reasons, way_out = capsys.readouterr().out.splitlines()
    insisted = main([*way_out.removeprefix("To insist: sitrep ").split(), "--home", str(home)])

    assert (trained, insisted) == (1, 0)
    assert reasons == f"2026-11-28.1 was refused. {check.sentence}"


def test_given_a_model_that_may_not_answer_when_promoted_then_one_line_says_why(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = main(["models", "promote", "2026-01-01.1", "--home", str(home)])
    first = capsys.readouterr().err
    nothing = main(["models", "rollback", "--home", str(home)])

    assert (missing, nothing) == (1, 1)
    assert first == "sitrep: no model '2026-01-01.1' is kept; `sitrep models list` or GET /v1/models shows them\n"
    assert "nothing to roll back to" in capsys.readouterr().err


def test_given_no_correction_when_trained_then_a_sentence_says_so_and_there_is_nothing_to_promote(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(open_store(home, lambda: NOON)) as store:
        store.corrections.add([Correction(f"i{n}", (), (), NOON, skipped=True) for n in range(3)])

    trained = main(["train", "--fast", "--home", str(home)])

    assert trained == 1
    assert capsys.readouterr().out.startswith("No correction is in force, so there is nothing to learn")


def test_given_a_run_left_open_on_a_full_disk_when_trained_again_then_it_is_gone_on_with_and_not_waited_for(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr("serving.commands.train._followed", fail)
    monkeypatch.setattr("store.sqlite.jobs.SqliteJobs.cancel", fail)

    codes, said = [], []
    for mode in ("--fast", "--full", "--fast"):
        codes.append(main(["train", mode, "--home", str(home), "--who", " ann \n lee"]))
        said.append(capsys.readouterr().err)

    with closing(open_store(home, lambda: NOON)) as store:
        [job], _ = store.jobs.page(5)
    assert codes == [3, 3, 3]
    assert job.request["who"] == "ann lee"
    assert said == [
        "sitrep: the disk is full\n",
        f"sitrep: training job {job.id} was under way when its process ended; `sitrep train --fast` goes on with it\n",
        f"going on with {job.id}, whose process ended\nsitrep: the disk is full\n",
    ]


def test_given_both_modes_when_trained_then_the_use_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--fast", "--full"]) == 2
    assert "not allowed with" in capsys.readouterr().err


@pytest.mark.parametrize("minutes", ["0", "-3", "121", "x"])
def test_given_minutes_that_no_review_takes_when_called_then_one_short_line_says_the_range(
    minutes: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["review", "--minutes", minutes])

    said = capsys.readouterr().err
    assert code == 2
    assert f"{minutes!r} is no time for a review; give whole minutes from 1 to 120; see" in said
    assert said.count("\n") == 1


def test_given_what_training_needs_when_looked_for_then_it_is_what_the_extra_installs() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]

    names = {re.split(r"[^\w-]", wanted)[0] for wanted in project["optional-dependencies"]["training"]}

    assert {name.replace("scikit-learn", "sklearn") for name in names} == set(FULL_NEEDS)


def test_given_a_damaged_champion_of_the_home_when_asked_then_the_way_to_another_one_is_named(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = make_artifact(home / "artifacts", "2026-11-28.1")
    champion = home / "artifacts" / "champion"
    champion.write_text("2026-11-28.1\n")
    (own / "heads.safetensors").write_bytes(b"")

    refused = main(["models", "rollback", "--home", str(home)])
    said = capsys.readouterr().err
    champion.unlink()
    listed = main(["models", "list", "--home", str(home)])

    assert (refused, listed) == (3, 0)
    assert f"or write another version into {champion}; without that file the released one answers" in said
