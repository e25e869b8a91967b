"""Models, themes and runs changed at the same time, and runs whose end a crash cuts short: one after the other."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from models.added_themes import fit
from models.aliases import find_champion
from models.artifact import read_manifest, versions
from models.classifier import ThemeClassifier, load_classifier
from news.errors import ArtifactError
from news.item import NewsItem
from news.newsletter import split
from serving.learning.receipts import Receipts
from serving.learning.registry import KEPT, Registry
from serving.learning.themes import Themes
from serving.learning.training_runs import Runner, Training
from serving.pipeline import Sitrep
from serving.settings import Settings
from store.artifacts import Verdict
from store.corrections import Correction
from store.jobs import JobState
from store.sqlite.store import SqliteStore, open_readonly, open_store
from store.themes import ThemeChange
from tests.fakes import NOON, Clock
from tests.tiny import THEMES, make_artifact

WAIT_S = 20.0
FIRST, SECOND, THIRD = "2026-11-28.1", "2026-11-28.2", "2026-11-28.3"
HARBOURS = tuple(("", f"harbour bridge harbour lantern {n} harbour") for n in range(8))
ADD = ThemeChange("harbours", "add", NOON, "Harbours", "harbour", HARBOURS)


class Gate:
    """Holds whoever comes to it first, until it is opened."""

    def __init__(self) -> None:
        self.reached, self._open, self._used = Event(), Event(), False

    def __call__(self) -> None:
        if not self._used:
            self._used = True
            self.reached.set()
            assert self._open.wait(WAIT_S)

    def open(self) -> None:
        self._open.set()


class Office:
    """A home where models and themes are changed."""

    def __init__(self, place: Path, store: SqliteStore) -> None:
        self.home, self.released, self.store, clock = place / "home", place / "released", store, Clock()
        folder = find_champion(self.home, self.released)
        self.sitrep = Sitrep(load_classifier(folder), store, split=split, now=clock, manifest=read_manifest(folder))
        self.themes = Themes(self.sitrep, self.home, self.released)
        self.after_loading: Callable[[], None] = lambda: None
        self.registry = Registry(self.sitrep, self.home, self.released, clock, load=self._load)
        self.registry.start()

    def _load(self, folder: Path) -> ThemeClassifier:
        loaded = self.themes.load(folder)
        self.after_loading()
        return loaded

    def promote(self, version: str) -> None:
        self.registry.promote(version, who=None, reason=None, override=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release and two artifacts of a home."""
    place = tmp_path_factory.mktemp("made")
    for folder, version in (("released", FIRST), ("home/artifacts", SECOND), ("home/artifacts", THIRD)):
        make_artifact(place / folder, version)
    return place


@pytest.fixture
def office(made: Path, tmp_path: Path) -> Iterator[Office]:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    with closing(open_store(tmp_path / "home", Clock())) as store:
        yield Office(tmp_path, store)


def beside(work: Callable[[], Any]) -> Thread:
    thread = Thread(target=work)
    thread.start()
    return thread


def test_given_a_promotion_under_way_when_a_rollback_is_asked_for_then_it_goes_back_from_what_was_promoted(
    office: Office,
) -> None:
    office.promote(SECOND)
    office.after_loading = gate = Gate()
    promoting = beside(lambda: office.promote(THIRD))
    assert gate.reached.wait(WAIT_S)
    rolling = beside(lambda: office.registry.rollback(who=None, reason=None))
    gate.open()
    promoting.join(WAIT_S)
    rolling.join(WAIT_S)

    told = [(change.action, change.version, change.previous) for change in office.store.artifacts.changes(2)]
    assert told == [("rollback", SECOND, THIRD), ("promote", THIRD, SECOND)]
    assert office.registry.champion == SECOND


def test_given_a_promotion_while_a_theme_is_fitted_when_both_are_done_then_the_new_model_answers_the_theme(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate()

    def fit_slowly(*given: Any) -> Any:
        gate()
        return fit(*given)

    monkeypatch.setattr("models.added_themes.fit", fit_slowly)
    adding = beside(lambda: office.themes.add(ADD))
    assert gate.reached.wait(WAIT_S)
    office.promote(SECOND)
    gate.open()
    adding.join(WAIT_S)

    assert office.registry.champion == SECOND
    assert office.sitrep.manifest["version"] == SECOND
    assert office.sitrep.live.taxonomy.ids == (*THEMES, "harbours")


def test_given_a_theme_retired_while_a_model_is_loaded_when_both_are_done_then_nobody_answers_for_it(
    office: Office,
) -> None:
    office.themes.add(ADD)
    office.after_loading = gate = Gate()
    promoting = beside(lambda: office.promote(SECOND))
    assert gate.reached.wait(WAIT_S)
    retiring = beside(lambda: office.themes.retire("harbours", None, NOON))
    gate.open()
    promoting.join(WAIT_S)
    retiring.join(WAIT_S)

    assert office.registry.champion == SECOND
    assert office.sitrep.live.taxonomy.ids == THEMES


def test_given_an_artifact_that_a_receipt_replays_when_pruned_then_it_goes_only_once_that_is_done(
    office: Office,
) -> None:
    office.promote(SECOND)
    office.sitrep.add_items([NewsItem("a", "", "voters recount", published_at=NOON)], lambda added: "")
    office.promote(THIRD)
    for number in range(4, 4 + KEPT):
        version = f"2026-11-28.{number}"
        make_artifact(office.registry.folder, version, memory=False)
        office.promote(version)
    pruned: list[list[str]] = []
    office.after_loading = lambda: pruned.append(office.registry.prune())

    replayed = Receipts(office.sitrep, office.registry, office.themes).receipt("a", replay=True)
    office.after_loading = lambda: None
    later = office.registry.prune()
    gone = Receipts(office.sitrep, office.registry, office.themes).receipt("a", replay=True)

    assert replayed.replay is not None
    assert (replayed.replay["possible"], replayed.replay["matches"]) == (True, True)
    assert (pruned, later) == ([[THIRD]], [SECOND])
    assert gone.artifact is None
    assert gone.replay is not None
    assert not gone.replay["possible"]
    assert len(versions(office.registry.folder)) == KEPT


def test_given_a_model_that_answered_before_when_gone_back_to_then_it_is_not_loaded_again_but_must_be_whole(
    office: Office,
) -> None:
    first = office.sitrep.live
    office.promote(SECOND)
    second = office.sitrep.live
    office.registry.rollback(who=None, reason=None)
    assert office.sitrep.live is first
    office.promote(SECOND)
    assert office.sitrep.live is second

    with (office.released / FIRST / "heads.safetensors").open("ab") as file:
        file.write(b"damage")
    with pytest.raises(ArtifactError, match="differs from the manifest's digest"):
        office.registry.rollback(who=None, reason=None)

    assert office.sitrep.live is second


class KilledError(Exception):
    """The process died here."""


class Dying:
    """Lets a step of a run's end pass until the fatal one, before or after which the process dies."""

    def __init__(self, fatal: int, when: str) -> None:
        self.steps, self._fatal, self._when = 0, fatal, when

    def around(self, owner: object, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        work = getattr(owner, name)

        def step(*given: Any, **named: Any) -> Any:
            self.steps += 1
            if self.steps == self._fatal and self._when == "before":
                raise KilledError
            done = work(*given, **named)
            if self.steps == self._fatal:
                raise KilledError
            return done

        monkeypatch.setattr(owner, name, step)


def finishing(office: Office) -> tuple[Training, str]:
    """A run whose process left an artifact and the gate's verdict, and nobody has looked yet."""
    training = Training(office.sitrep, office.registry, Settings(home=office.home), Clock())
    job = training.ask("fast")
    office.store.jobs.claim("training", NOON, timedelta(seconds=15))
    folder = training.folder(job.id)
    version = training.version(job, NOON)
    folder.prepare({**job.request, "version": version})
    make_artifact(office.registry.folder, version, memory=False)
    check = {"name": "pins", "passed": True, "value": 0.0, "limit": 0.0, "sentence": "0 of 0 pinned corrections hold."}
    folder.finish({"version": version, "verdict": "passed", "checks": [check], "report": {"mode": "fast"}})
    office.store.jobs.release(job.id)
    return training, job.id


@pytest.mark.parametrize("cancelled", [False, True])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("fatal", [1, 2, 3, 4])
def test_given_a_kill_at_any_step_of_a_runs_end_when_started_again_then_its_model_is_judged_or_gone(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fatal: int, when: str, cancelled: bool
) -> None:
    training, job_id = finishing(office)
    dying = Dying(fatal, when)
    with monkeypatch.context() as patched:
        for owner, name in (
            (office.store.artifacts, "record"),
            (office.registry, "challenge"),
            (office.registry, "prune"),
            (office.store.jobs, "end"),
        ):
            dying.around(owner, name, patched)
        with pytest.raises(KilledError):
            Runner(training).tick(NOON)
    office.store.close()

    with closing(open_store(office.home, Clock())) as store:
        again = Office(tmp_path, store)
        ended = store.jobs.get(job_id).state.ended
        assert ended == ((fatal, when) == (4, "after"))
        later = NOON + timedelta(minutes=1)
        if cancelled and not ended:
            store.jobs.cancel(job_id, later)
        runner = Runner(Training(again.sitrep, again.registry, Settings(home=again.home), Clock()))
        for _ in range(3):
            runner.tick(later)

        job = store.jobs.get(job_id)
        [made] = [listed for listed in again.registry.everything() if listed.version.startswith("2024")] or [None]
        judged = made is not None and made.record is not None and made.record.verdict is Verdict.PASSED
        if not cancelled or ended:
            assert job.state is JobState.SUCCEEDED
            assert judged
            assert made is not None
            assert again.registry.challenger == made.version
            again.promote(made.version)
            assert again.registry.champion == made.version
        else:
            assert job.state is JobState.CANCELLED
            assert judged == ((fatal, when) != (1, "before"))
            assert judged == (made is not None)
        assert find_champion(again.home, again.released).name == again.registry.champion


def test_given_an_import_under_way_when_a_run_reads_corrections_then_it_sees_none_of_it_or_all(tmp_path: Path) -> None:
    first = Correction("a", ("elections",), THEMES, NOON, headline="voters", text="recount")
    lines = [Correction(f"i{n}", ("elections",), THEMES, NOON, headline=str(n), text="voters") for n in range(2000)]
    gate = Gate()

    class Slow(Sequence[Correction]):
        def __getitem__(self, place: Any) -> Any:
            return lines[place]

        def __len__(self) -> int:
            return len(lines)

        def __iter__(self) -> Iterator[Correction]:
            for number, line in enumerate(lines):
                if number == len(lines) // 2:
                    gate()
                yield line

    with closing(open_store(tmp_path, Clock())) as store, closing(open_readonly(tmp_path)) as run:
        store.corrections.add([first])
        importing = beside(lambda: store.corrections.add(Slow()))
        assert gate.reached.wait(WAIT_S)
        watermark = run.corrections.watermark()
        during = run.corrections.latest(watermark)
        gate.open()
        importing.join(WAIT_S)

        assert (watermark, [said.item_id for said in during]) == (1, ["a"])
        assert [said.item_id for said in run.corrections.latest(watermark)] == ["a"]
        assert run.corrections.watermark() == len(lines) + 1
        assert len(run.corrections.latest()) == len(lines) + 1
