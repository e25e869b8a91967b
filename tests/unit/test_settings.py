from pathlib import Path

import pytest

from serving.settings import ROOT, Settings, SettingsError, read_settings


def test_given_no_variables_when_read_then_the_defaults_hold() -> None:
    settings = read_settings({"PATH": "/bin"})

    assert settings == Settings()
    assert settings.home == ROOT / "state"


def test_given_variables_when_read_then_they_are_the_settings(tmp_path: Path) -> None:
    environ = {"SITREP_HOME": str(tmp_path), "SITREP__MAX_ITEMS": "7", "SITREP__HOSTS": "sitrep.lan, news.lan,"}

    settings = read_settings(environ)

    assert (settings.home, settings.max_items, settings.hosts) == (tmp_path, 7, ("sitrep.lan", "news.lan"))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SITREP__MAX_ITEM", "7", "SITREP__MAX_ITEM: unknown setting; .*SITREP__MAX_ITEMS"),
        ("SITREP__MAX_ITEMS", "none", "SITREP__MAX_ITEMS"),
        ("SITREP__MAX_ITEMS", "0", "SITREP__MAX_ITEMS"),
        ("SITREP__HOME", "/tmp", "SITREP_HOME"),
    ],
)
def test_given_a_wrong_variable_when_read_then_it_is_named(name: str, value: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        read_settings({name: value})
