"""Promoting, rolling back and pruning artifacts: what answers, what is logged, what a crash leaves."""

import errno
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import pytest

from models.aliases import CHALLENGER, CHAMPION, Disk, find_champion, prunable, read_alias, write_alias
from models.artifact import read_manifest, verify, versions
from models.classifier import load_classifier
from models.labels import NewsText
from news.errors import ArtifactError, NotFoundError, StoreError
from news.newsletter import split
from serving.learning.registry import KEPT, PromotionError, Registry, lineup
from serving.pipeline import Sitrep
from store.artifacts import Change, Verdict
from store.sqlite.store import SqliteStore, open_store
from tests.fakes import NOON, Clock, KeywordLabeller
from tests.tiny import make_artifact


class KilledError(Exception):
    """The process died here."""


class DyingDisk(Disk):
    """Dies before or after its n-th step; a write that dies in the middle leaves half of its bytes."""

    def __init__(self, fatal: int = 0, when: str = "before") -> None:
        self.steps, self._fatal, self._when = 0, fatal, when

    def _step(self, work: Callable[[], None]) -> None:
        self.steps += 1
        if self.steps == self._fatal and self._when == "before":
            raise KilledError
        work()
        if self.steps == self._fatal:
            raise KilledError

    def write(self, path: Path, text: str) -> None:
        half = text[: len(text) // 2] if self.steps + 1 == self._fatal and self._when == "after" else text
        self._step(lambda: super(DyingDisk, self).write(path, half))

    def sync(self, path: Path) -> None:
        self._step(lambda: super(DyingDisk, self).sync(path))

    def rename(self, source: Path, target: Path) -> None:
        self._step(lambda: super(DyingDisk, self).rename(source, target))

    def unlink(self, path: Path) -> None:
        self._step(lambda: super(DyingDisk, self).unlink(path))

    def remove_tree(self, path: Path) -> None:
        self._step(lambda: super(DyingDisk, self).remove_tree(path))


@dataclass
class House:
    """A home with a released artifact, and what serves on it."""

    home: Path
    released: Path
    store: SqliteStore
    sitrep: Sitrep
    registry: Registry

    def add(self, version: str, verdict: Verdict = Verdict.PASSED, shift: float = 0.0) -> None:
        make_artifact(self.registry.folder, version, shift=shift)
        failed = {"name": "floor", "passed": False, "sentence": "Macro-F1 is 0.400, the floor 0.75."}
        reasons = [failed] if verdict is Verdict.REFUSED else []
        self.store.artifacts.record(version, NOON, verdict=verdict, reasons=reasons)


def open_house(tmp_path: Path, disk: Disk | None = None) -> House:
    released, home = tmp_path / "released", tmp_path / "home"
    if not released.exists():
        make_artifact(released, "2026-11-28.1")
    clock = Clock()
    store = open_store(home, clock)
    folder = find_champion(home, released)
    sitrep = Sitrep(load_classifier(folder), store, split=split, now=clock, manifest=read_manifest(folder))
    return House(home, released, store, sitrep, Registry(sitrep, home, released, clock, disk=disk))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = open_house(tmp_path)
    with closing(made.store):
        made.registry.start()
        yield made


def test_given_a_passed_artifact_when_promoted_and_rolled_back_then_each_answers_and_stands_in_the_log(
    house: House,
) -> None:
    house.add("2026-11-28.2")
    house.registry.challenge("2026-11-28.2")
    challenger = house.registry.challenger

    house.registry.promote("2026-11-28.2", who="ann", reason="better on ballots", override=False)
    promoted, after = house.sitrep.labeller.version, house.registry.challenger
    on_disk = find_champion(house.home, house.released).name
    house.registry.rollback(who="ann", reason=None)

    log = house.store.artifacts.changes()
    assert (challenger, promoted, after, on_disk) == ("2026-11-28.2", "2026-11-28.2", None, "2026-11-28.2")
    assert house.sitrep.labeller.version == "2026-11-28.1"
    assert find_champion(house.home, house.released) == house.released / "2026-11-28.1"
    assert [(change.action, change.version) for change in log] == [
        ("rollback", "2026-11-28.1"),
        ("promote", "2026-11-28.2"),
        ("challenge", "2026-11-28.2"),
        ("start", "2026-11-28.1"),
    ]
    promotion = log[1]
    live = house.store.artifacts.live_at(promotion.at)
    assert live is not None
    assert live.version == "2026-11-28.2"
    assert house.store.artifacts.live_at(NOON) is None
    with pytest.raises(PromotionError, match="nothing to roll back to"):
        house.registry.rollback(who=None, reason=None)


def test_given_the_model_between_two_turns_of_one_gone_when_rolled_back_then_the_one_before_both_answers(
    house: House,
) -> None:
    for version in ("2026-11-28.2", "2026-11-28.3"):
        house.add(version)
    for version in ("2026-11-28.2", "2026-11-28.3", "2026-11-28.2"):
        house.registry.promote(version, who="ann", reason=None, override=False)
    (house.registry.folder / "2026-11-28.3").rename(house.home / "moved away")

    previous, change = house.registry.previous, house.registry.rollback(who="ann", reason=None)

    assert previous == change.version == house.sitrep.labeller.version == "2026-11-28.1"


def test_given_a_refused_artifact_when_promoted_then_only_an_override_with_a_reason_does_it(house: House) -> None:
    house.add("2026-11-28.2", Verdict.REFUSED)

    with pytest.raises(PromotionError, match=r"Macro-F1 is 0\.400"):
        house.registry.promote("2026-11-28.2", who="ann", reason="I insist", override=False)
    with pytest.raises(PromotionError, match="needs a reason"):
        house.registry.promote("2026-11-28.2", who="ann", reason=" ", override=True)
    change = house.registry.promote("2026-11-28.2", who="ann", reason="I insist", override=True)

    assert (change.override, change.reason) == (True, "I insist")
    assert house.sitrep.labeller.version == "2026-11-28.2"


def test_given_a_run_under_way_when_what_it_wrote_is_promoted_then_the_gate_is_waited_for(house: House) -> None:
    make_artifact(house.registry.folder, "2026-11-28.2")
    house.store.jobs.add("job_1", "training", {}, NOON)

    with pytest.raises(PromotionError, match=r"may not have judged 2026-11-28\.2 yet"):
        house.registry.promote("2026-11-28.2", who="ann", reason="now", override=True)
    house.store.jobs.cancel("job_1", NOON)

    assert house.registry.promote("2026-11-28.2", who="ann", reason="by hand", override=False).override is False


def test_given_artifacts_when_discarded_then_only_one_goes_that_nobody_judged_and_nothing_needs(house: House) -> None:
    house.add("2026-11-28.2", Verdict.REFUSED)
    for version in ("2026-11-28.3", "2026-11-28.4"):
        make_artifact(house.registry.folder, version)
    house.registry.challenge("2026-11-28.4")

    for number in range(1, 6):
        house.registry.discard(f"2026-11-28.{number}")

    assert versions(house.registry.folder) == ["2026-11-28.2", "2026-11-28.4"]
    assert house.registry.find("2026-11-28.1") is not None


def test_given_a_damaged_or_missing_artifact_when_promoted_then_nothing_changes(house: House) -> None:
    house.add("2026-11-28.2")
    path = house.registry.folder / "2026-11-28.2" / "heads.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    with pytest.raises(ArtifactError, match="differs from the manifest"):
        house.registry.promote("2026-11-28.2", who=None, reason=None, override=False)
    with pytest.raises(NotFoundError, match="no model"):
        house.registry.promote("../../etc", who=None, reason=None, override=False)
    with pytest.raises(PromotionError, match="answers already"):
        house.registry.promote("2026-11-28.1", who=None, reason=None, override=False)

    assert house.sitrep.labeller.version == "2026-11-28.1"
    assert read_alias(house.registry.folder, CHAMPION) is None


def test_given_a_full_disk_when_promoted_then_it_is_said_and_the_champion_answers_on(tmp_path: Path) -> None:
    class FullDisk(Disk):
        def sync(self, path: Path) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    house = open_house(tmp_path, FullDisk())
    house.registry.start()
    house.add("2026-11-28.2")

    with pytest.raises(ArtifactError, match=r"cannot be written \(No space left on device\); 2026-11-28.1 answers on"):
        house.registry.promote("2026-11-28.2", who=None, reason=None, override=False)

    assert house.registry.champion == "2026-11-28.1"
    assert [change.action for change in house.store.artifacts.changes()] == ["start"]
    house.store.close()


def test_given_a_full_disk_when_a_server_starts_then_it_answers_and_the_next_start_notes_which_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    house = open_house(tmp_path)
    with closing(house.store):
        with monkeypatch.context() as full:
            full.setattr(house.store.artifacts, "log", lambda change: _no_room())
            house.registry.start()
        told, before = caplog.text, house.store.artifacts.changes()

        house.registry.start()

        assert "disk is full; that 2026-11-28.1 answers is not in the log of models" in told
        assert not before
        assert [change.action for change in house.store.artifacts.changes()] == ["start"]


def _no_room() -> None:
    raise StoreError("disk is full")


def test_given_a_home_of_another_user_when_its_champion_is_looked_for_then_the_way_out_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "is_file", refuse)

    with pytest.raises(ArtifactError, match=r"cannot be read \(Permission denied\); let this user read it"):
        find_champion(tmp_path, tmp_path)


def test_given_seven_artifacts_when_pruned_then_five_are_left_and_none_that_is_needed_goes(house: House) -> None:
    for number in range(2, 9):
        house.add(f"2026-11-28.{number}")
    house.registry.promote("2026-11-28.2", who=None, reason=None, override=False)
    house.registry.promote("2026-11-28.3", who=None, reason=None, override=False)
    house.registry.challenge("2026-11-28.4")

    doomed = house.registry.prune()

    assert doomed == ["2026-11-28.5", "2026-11-28.6"]
    assert versions(house.registry.folder) == [f"2026-11-28.{n}" for n in (2, 3, 4, 7, 8)]
    listed = {entry.version: entry for entry in house.registry.everything()}
    assert not listed["2026-11-28.5"].kept
    assert listed["2026-11-28.5"].record is not None
    assert listed["2026-11-28.5"].record.pruned_at is not None
    assert listed["2026-11-28.1"].released
    assert listed["2026-11-28.3"].aliases == ("champion",)


def test_given_more_needed_than_kept_when_asked_what_to_prune_then_none_of_them_is_named(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"2026-11-28.{number}").mkdir()
        (tmp_path / f"2026-11-28.{number}" / "manifest.json").touch()

    assert prunable(tmp_path, 1, {"2026-11-28.0", "2026-11-28.1"}) == ["2026-11-28.2"]
    assert prunable(tmp_path, KEPT, set()) == []


def change(action: str, version: str) -> Change:
    return Change(NOON, action, version, None, None, None, False)


def test_given_a_log_when_read_then_rollbacks_walk_back_and_do_not_swing() -> None:
    log = [
        change("start", "a"),
        change("promote", "b"),
        change("challenge", "x"),
        change("promote", "c"),
        change("rollback", "b"),
    ]

    assert lineup(log[::-1]) == ["a", "b"]
    assert lineup([*log, change("rollback", "a")][::-1]) == ["a"]
    assert lineup([*log, change("start", "b"), change("start", "z")][::-1]) == ["a", "b", "z"]


ACTIONS: dict[str, Callable[[House], object]] = {
    "promote": lambda house: house.registry.promote("2026-11-28.3", who=None, reason=None, override=False),
    "rollback": lambda house: house.registry.rollback(who=None, reason=None),
    "prune": lambda house: house.registry.prune(),
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that has promoted once, with a challenger, and more artifacts than are kept."""
    place = tmp_path_factory.mktemp("template")
    house = open_house(place)
    house.registry.start()
    for number in range(2, 10):
        house.add(f"2026-11-28.{number}", shift=0.1 * number)
    house.registry.promote("2026-11-28.2", who=None, reason=None, override=False)
    house.registry.challenge("2026-11-28.3")
    house.store.close()
    return place


def prepared(template: Path, place: Path, disk: Disk) -> House:
    shutil.copytree(template, place)
    return open_house(place, disk)


@pytest.mark.parametrize("action", ACTIONS)
def test_given_a_kill_before_or_after_any_step_when_started_again_then_the_active_artifact_loads_and_is_whole(
    template: Path, tmp_path: Path, action: str
) -> None:
    counting = DyingDisk()
    house = prepared(template, tmp_path / "whole", counting)
    ACTIONS[action](house)
    house.store.close()
    assert counting.steps >= 4

    for fatal in range(1, counting.steps + 1):
        for when in ("before", "after"):
            place = tmp_path / f"{fatal}-{when}"
            house = prepared(template, place, DyingDisk(fatal, when))
            with pytest.raises(KilledError):
                ACTIONS[action](house)
            house.store.close()

            again = open_house(place)
            again.registry.start()
            champion = find_champion(again.home, again.released)
            manifest = verify(champion)
            label = load_classifier(champion).label([NewsText("", "voters recount ballot")])[0]
            live = again.store.artifacts.live_at(Clock()())
            allowed = {"promote": {"2026-11-28.2", "2026-11-28.3"}, "rollback": {"2026-11-28.1", "2026-11-28.2"}}

            assert champion.name in allowed.get(action, {"2026-11-28.2"}), (fatal, when)
            assert manifest["version"] == again.sitrep.labeller.version == champion.name
            assert label.themes
            assert live is None or live.version in {"2026-11-28.1", "2026-11-28.2", "2026-11-28.3"}
            newest = next(c for c in again.store.artifacts.changes() if c.action != "challenge")
            assert newest.version == champion.name, (fatal, when)
            for version in versions(again.registry.folder):
                verify(again.registry.folder / version)
            assert not list(again.registry.folder.glob(".pruned-*"))
            ACTIONS["prune"](again)
            assert len(versions(again.registry.folder)) <= KEPT
            again.store.close()


def test_given_a_swap_in_the_middle_of_a_question_when_answered_then_one_model_answers_all_of_it(
    tmp_path: Path,
) -> None:
    entered, go_on = Event(), Event()

    class Slow(KeywordLabeller):
        def label(self, items, *, evidence=False):  # type: ignore[no-untyped-def]
            entered.set()
            go_on.wait(10)
            return super().label(items, evidence=evidence)

    with closing(open_store(tmp_path, Clock())) as store:
        old, new = Slow("2026-11-28.1"), KeywordLabeller("2026-11-28.2")
        sitrep = Sitrep(old, store, split=split, now=Clock(), manifest={"version": "1"})
        seen: list[str] = []

        def ask() -> None:
            with sitrep.steady():
                seen.append(sitrep.label([NewsText("", "vote")] * 40).model)
                seen.extend((sitrep.labeller.version, sitrep.manifest["version"]))

        thread = Thread(target=ask)
        thread.start()
        entered.wait(10)
        sitrep.swap(new, {"version": "2"})
        go_on.set()
        thread.join()

    assert seen == ["2026-11-28.1", "2026-11-28.1", "1"]
    assert old.seen == 40
    assert sitrep.label([NewsText("", "vote")]).model == "2026-11-28.2"


@pytest.mark.parametrize("words", [b"../elsewhere", b"", b"\xff\x00"])
def test_given_an_alias_that_names_no_version_when_read_then_the_file_is_named(tmp_path: Path, words: bytes) -> None:
    (tmp_path / "artifacts").mkdir()
    (tmp_path / "artifacts" / CHAMPION).write_bytes(words)
    (tmp_path / CHALLENGER).write_bytes(words)

    with pytest.raises(ArtifactError, match="champion: names"):
        find_champion(tmp_path, tmp_path / "released")
    with pytest.raises(ArtifactError, match="challenger"):
        read_alias(tmp_path, CHALLENGER)
    write_alias(tmp_path, CHALLENGER, "2026-11-28.1", Disk())
    assert read_alias(tmp_path, CHALLENGER) == "2026-11-28.1"
