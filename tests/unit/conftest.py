from pathlib import Path

import pytest

from tests.fakes import KeywordLabeller


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that SITREP_HOME names, and a labeller that looks for words where the command line asks for a model."""
    home = tmp_path / "home"
    monkeypatch.setenv("SITREP_HOME", str(home))
    monkeypatch.setattr("serving.start.find_champion", lambda home, released: home)
    monkeypatch.setattr("serving.start.load_classifier", lambda folder: KeywordLabeller())
    monkeypatch.setattr("serving.start.read_manifest", lambda folder: {})
    return home
