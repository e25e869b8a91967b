"""A home that is copied while it is written to is a home again."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from news.errors import StoreError
from serving import running
from serving.cli import main
from serving.commands import backup as command
from store.sqlite import backup
from store.sqlite.backup import copy_database
from store.sqlite.lock import HomeLock
from store.sqlite.store import DATABASE, open_store
from tests.fakes import NOON
from tests.postroom import newsroom


def test_given_a_home_that_is_written_to_when_backed_up_then_the_copy_is_a_home_with_all_that_was_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, copy = tmp_path / "home", tmp_path / "away" / "2026-11-29"
    with newsroom(home) as room:
        kept = [room.read(headline) for headline in ("Troops at Tarmouk", "Voters at Lorne")]
        (home / "artifacts" / "2026-11-29.1").mkdir(parents=True)
        (home / "artifacts" / "2026-11-29.1" / "manifest.json").write_text("{}")
        (home / "artifacts" / "champion").write_text("2026-11-29.1\n")
        (home / running.FILE).write_text("{}")
        alone = tmp_path / "alone"
        alone.mkdir()
        (alone / DATABASE).write_bytes((home / DATABASE).read_bytes())

        assert main(["backup", str(copy), "--home", str(home)]) == 0
        room.read("Ferry fire at Port Lorne")

    assert capsys.readouterr().out == f"{copy}\n"
    assert {path.name for path in copy.iterdir()} == {DATABASE, "artifacts"}
    assert (copy / "artifacts" / "champion").read_text() == "2026-11-29.1\n"
    assert copy.stat().st_mode & 0o077 == 0
    with closing(open_store(copy, lambda: NOON)) as store:
        assert [store.item(item_id).item.id for item_id in kept] == kept
        assert store.stories.unsorted(10)[-1][1].item.id == kept[-1]  # and nothing that came later


def test_given_a_folder_that_will_not_do_when_backed_up_then_a_line_says_why_and_nothing_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    with newsroom(home) as room:
        room.read("Troops at Tarmouk")
        there = tmp_path / "there"
        there.mkdir()
        (tmp_path / "file").write_text("")

        for folder, source, code, said in (
            (there, home, 2, "is there already; name a new folder"),
            (home / "copy", home, 2, "lies in the home that is copied; name one beside it"),
            (tmp_path / "file" / "copy", home, 3, "cannot be copied (Not a directory); make room on its disk, or name"),
            (tmp_path / "copy", tmp_path / "none", 3, "there is no store yet; read in an issue first"),
        ):
            assert main(["backup", str(folder), "--home", str(source)]) == code
            assert said in capsys.readouterr().err
        monkeypatch.setattr(backup, "DATABASE", "torn")
        (home / "torn").write_bytes(b"SQLite format 3\0" + bytes(4000))
        assert main(["backup", str(tmp_path / "copy"), "--home", str(home)]) == 3
        assert "torn: cannot be copied (" in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} == {"home", "there", "file"}


def test_given_what_killed_backups_left_when_backed_up_again_then_it_goes_and_one_under_way_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, names = tmp_path / "home", (".copy.0a1b2c3d.partial", ".copy.4e5f6a7b.partial", ".copy2.8c9d0e1f.partial")
    for name in names:
        (tmp_path / name / "artifacts").mkdir(parents=True)
    held = HomeLock(tmp_path / names[1])

    with newsroom(home) as room:
        room.read("Troops at Tarmouk")
        assert main(["backup", str(tmp_path / "copy"), "--home", str(home)]) == 0

    held.release()
    assert {path.name for path in tmp_path.iterdir()} == {"home", "copy", *names[1:]}
    assert capsys.readouterr().err == f"{tmp_path / names[0]}: left by a backup that was killed; it is removed\n"
    assert {path.name for path in (tmp_path / "copy").iterdir()} == {DATABASE}


def test_given_a_copy_that_is_not_in_its_place_yet_when_another_backup_begins_then_it_finds_it_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, copy, locked = tmp_path / "home", tmp_path / "copy", list[Path]()

    def sync(path: Path) -> None:
        if path.suffix == ".partial":
            with pytest.raises(StoreError):
                HomeLock(path)
            locked.append(path)

    monkeypatch.setattr(command, "sync", sync)
    with newsroom(home) as room:
        room.read("Troops at Tarmouk")
        assert main(["backup", str(copy), "--home", str(home)]) == 0

    assert len(locked) == 1
    assert {path.name for path in copy.iterdir()} == {DATABASE}


def test_given_a_full_disk_when_backed_up_then_the_copy_is_named_and_not_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def narrow(database: str | Path, **options: Any) -> sqlite3.Connection:
        connection = connect(database, **options)
        connection.execute("PRAGMA max_page_count = 2")  # of the copy: the home's is read alone
        return connection

    connect, copy = sqlite3.connect, tmp_path / "copy"
    with newsroom(tmp_path / "home") as room:
        room.read("Troops at Tarmouk")
        monkeypatch.setattr(sqlite3, "connect", narrow)

        with pytest.raises(StoreError, match="^" + re.escape(f"{copy}: cannot be copied (database or disk is full)")):
            copy_database(tmp_path / "home", copy)
