"""The artifact folder: sealed whole, verified before use, and the one that answers."""

from pathlib import Path

import pytest

from models.aliases import find_champion
from models.artifact import next_version, seal, verify, versions
from news.errors import ArtifactError


def make_artifact(folder: Path, version: str) -> Path:
    partial = folder / f".{version}.partial"
    partial.mkdir(parents=True)
    (partial / "heads.safetensors").write_bytes(b"weights")
    seal(partial, folder / version, {"version": version})
    return folder / version


def test_given_a_sealed_folder_when_verified_then_its_manifest_comes_back(tmp_path: Path) -> None:
    folder = make_artifact(tmp_path, "2026-11-22.1")

    manifest = verify(folder)

    assert manifest["version"] == "2026-11-22.1"
    assert list(manifest["files"]) == ["heads.safetensors"]
    assert not (tmp_path / ".2026-11-22.1.partial").exists()


def test_given_one_changed_byte_when_verified_then_the_file_is_named(tmp_path: Path) -> None:
    folder = make_artifact(tmp_path, "2026-11-22.1")
    (folder / "heads.safetensors").write_bytes(b"weighty")

    with pytest.raises(ArtifactError, match=r"heads\.safetensors: its content differs"):
        verify(folder)


def test_given_a_missing_file_when_verified_then_the_file_is_named(tmp_path: Path) -> None:
    folder = make_artifact(tmp_path, "2026-11-22.1")
    (folder / "heads.safetensors").unlink()

    with pytest.raises(ArtifactError, match=r"heads\.safetensors: is listed in the manifest and missing"):
        verify(folder)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 99}', "\x00"])
def test_given_a_broken_manifest_when_verified_then_it_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content)

    with pytest.raises(ArtifactError, match="train again"):
        verify(tmp_path)


def test_given_an_artifact_when_another_is_sealed_over_it_then_it_is_refused(tmp_path: Path) -> None:
    make_artifact(tmp_path, "2026-11-22.1")

    with pytest.raises(ArtifactError, match="never overwritten"):
        make_artifact(tmp_path, "2026-11-22.1")


def test_given_ten_runs_of_a_day_when_listed_then_the_tenth_comes_after_the_ninth(tmp_path: Path) -> None:
    for number in (1, 2, 9, 10):
        make_artifact(tmp_path, f"2026-11-22.{number}")

    assert versions(tmp_path)[-1] == "2026-11-22.10"
    assert next_version("2026-11-22", tmp_path) == "2026-11-22.11"
    assert next_version("2026-11-23", tmp_path) == "2026-11-23.1"


def test_given_no_champion_when_looked_for_then_the_newest_released_answers(tmp_path: Path) -> None:
    newest = make_artifact(tmp_path / "released", "2026-11-22.1")

    assert find_champion(tmp_path / "home", tmp_path / "released") == newest


def test_given_a_champion_when_looked_for_then_it_answers(tmp_path: Path) -> None:
    make_artifact(tmp_path / "released", "2026-11-22.1")
    own = make_artifact(tmp_path / "home" / "artifacts", "2026-11-21.4")
    (tmp_path / "home" / "artifacts" / "champion").write_text("2026-11-21.4\n")

    assert find_champion(tmp_path / "home", tmp_path / "released") == own


@pytest.mark.parametrize(
    ("name", "said"),
    [("2026-11-21.9", "not beside it nor released"), ("../../etc", "is no version"), ("", "is no version")],
)
def test_given_a_champion_that_is_not_there_when_looked_for_then_no_other_answers(
    tmp_path: Path, name: str, said: str
) -> None:
    make_artifact(tmp_path / "released", "2026-11-22.1")
    (tmp_path / "home" / "artifacts").mkdir(parents=True)
    (tmp_path / "home" / "artifacts" / "champion").write_text(name)

    with pytest.raises(ArtifactError, match=f"{said}; correct or remove the file"):
        find_champion(tmp_path / "home", tmp_path / "released")
