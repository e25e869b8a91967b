from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from store.sqlite.store import SqliteStore, open_store
from tests.fakes import NOON, KeywordLabeller


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that SITREP_HOME names, and a labeller that looks for words where the command line asks for a model."""
    home = tmp_path / "home"
    monkeypatch.setenv("SITREP_HOME", str(home))
    monkeypatch.setattr("serving.start.find_champion", lambda home, released: home)
    monkeypatch.setattr("serving.start.load_classifier", lambda folder: KeywordLabeller())
    monkeypatch.setattr("serving.start.read_manifest", lambda folder: {})
    return home


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """A fresh store, for the tests of what any store keeps."""
    with closing(open_store(tmp_path, lambda: NOON)) as opened:
        yield opened
