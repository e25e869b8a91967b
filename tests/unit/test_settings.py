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
        ("SITREP__MAX_ITEM", "7", r"SITREP__MAX_ITEM: unknown setting; did you mean SITREP__MAX_ITEMS\?"),
        ("SITREP__VERBOSE", "7", "SITREP__VERBOSE: unknown setting; settings are SITREP_HOME, .*SITREP__MAX_ITEMS, "),
        ("SITREP_MAX_ITEMS", "7", "SITREP_MAX_ITEMS is no setting; write SITREP__MAX_ITEMS, with two underscores"),
        ("SITREP__HOME", "/tmp", "SITREP_HOME"),
    ],
)
def test_given_an_unknown_variable_when_read_then_it_is_named(name: str, value: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        read_settings({name: value})


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("MAX_ITEMS", "none", "'none' does not fit: give a whole number"),
        ("MAX_ITEMS", "0", "'0' does not fit: it should be greater than 0"),
        ("SMTP_PORT", "99999", "it should be less than or equal to 65535"),
        ("FEED_INTERVAL_S", "inf", "it should be a finite number"),
        ("SHADOW", "perhaps", "'perhaps' does not fit: write true or false"),
        ("SMTP_SECURITY", "ssl", "'ssl' does not fit: it should be 'starttls', 'tls' or 'none'"),
        ("HOSTS", "news.lan,http://wire.lan", "'http://wire.lan' does not fit: write names as"),
        ("ALLOW_NETWORKS", "10.0.0.0/8,office", "'office' does not fit: write networks as 10.1.0.0/16"),
        ("PUBLIC_URL", "paper.example", "'paper.example' does not fit: write it as https://"),
    ],
)
def test_given_a_wrong_value_when_read_then_it_and_what_is_allowed_are_named_and_no_other_setting(
    name: str, value: str, words: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings({f"SITREP__{name}": value})

    said = str(refused.value)
    assert said.startswith(f"SITREP__{name}: ")
    assert words in said
    assert said.count("SITREP") == 1


def test_given_empty_variables_when_read_then_the_defaults_hold() -> None:
    assert read_settings({"SITREP_HOME": "", "SITREP__WATCH_FOLDER": "", "SITREP__SMTP_PORT": ""}) == Settings()
