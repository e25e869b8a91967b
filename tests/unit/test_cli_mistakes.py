"""Mistakes that a person makes at the command line: one line says what is wrong with what, and nothing else happens."""

import io
import json
import logging
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing
from os import truncate
from pathlib import Path

import pytest

from news.errors import NoParserError
from serving.__main__ import main as serving_main
from serving.cli import main
from serving.commands.serve import read_sample
from serving.settings import read_settings
from serving.start import open_courier
from store.sqlite.schema import newest_version
from store.sqlite.store import DATABASE, open_store
from tests.fakes import NOON
from tests.postroom import newsroom

pytestmark = pytest.mark.usefixtures("home")
ROOT = Path(__file__).parents[2]

THEME = ["theme", "add", "weather", "--name", "Weather", "--definition", "Storms, floods and heat."]

MISTAKES = {
    "a file as home": (["doctor", "--home", "FILE"], 3, "FILE is no folder, and none can be made there"),
    "below a file": (["doctor", "--home", "FILE/home"], 3, "FILE is no folder, and none can be made in it"),
    "no database": (["doctor", "--home", "TORN"], 3, "BROKEN  store: file is not a database"),
    "half a database": (["doctor", "--home", "HALF"], 3, "BROKEN  store: database disk image is malformed"),
    "a day of tomorrow": (["brief", "--preview", "--date", "2026-11-20"], 2, "--preview prints tomorrow's edition, so"),
    "no list of feeds": (["feeds", "import", "FILE"], 1, "FILE: "),
    "not published": (["brief", "--published", "--date", "2026-11-20"], 1, "or sitrep brief --publish"),
    "no day": (["brief", "2026-11-20"], 2, "unrecognized arguments: 2026-11-20; see sitrep brief --help"),
    "no number": (
        ["subscriptions", "add", "--words", "many"],
        2,
        "--words: 'many' is no number of words; give a whole",
    ),
    "too few words": (["subscriptions", "add", "--words", "0"], 2, "--words: Input should be greater than or equal"),
    "no time": (["subscriptions", "add", "--at", "25:00"], 2, "--at: write the time of day as HH:MM"),
    "no subscription": (["subscriptions", "pause", "x"], 1, "no subscription 'x'; `sitrep subscriptions list` or GET"),
    "nothing to change": (["subscriptions", "change", "x"], 2, "nothing is named that should change; name it, such as"),
    "no model": (["models", "promote", "x"], 1, "no model 'x' is kept; `sitrep models list` or GET"),
    "a picture of examples": (
        [*THEME, "--examples", "PICTURE"],
        1,
        "PICTURE: is a picture, which is not read; convert",
    ),
    "examples that are no UTF-8": (
        [*THEME, "--examples", "LATIN.txt"],
        1,
        "LATIN.txt: byte 3 is no UTF-8; convert the file first; nothing was changed",
    ),
    "two examples": ([*THEME, "--examples", "FILE"], 1, "--examples: List should have at least 8 items, not 1; no"),
    "a sample of no day": (
        ["serve", "--port", "0", "--sample", "FILE"],
        1,
        "FILE: the issue names no date of its own, ",
    ),
    "a long text": (["label", "LONG"], 1, "LONG: has 2097153 bytes; at most 2097152 are read as one text"),
    "a film": (["split", "/dev/zero"], 1, "/dev/zero: has more than 4 MiB; split it"),
    "no source": (["ingest", "FILE", "--source", " "], 2, "--source: ' ' is no name; give up to 500 characters"),
    "NUL in a name": (["split", "a\0b"], 1, "cannot be read (embedded null byte)"),
    "a nameless reviewer": (["review", "--who", " "], 2, "argument --who: ' ' is no name; give up to 200 characters"),
    "a nameless trainer": (["train", "--fast", "--who", " "], 2, "argument --who: ' ' is no name; give up to 200 char"),
    "a feed's name in two lines": (
        ["feeds", "add", "https://news.example/feed", "--name", "a\nb"],
        2,
        "--name: write words in one line, without control characters",
    ),
    "a feed on Mars": (["feeds", "add", "https://news.example/feed", "--timezone", "Mars/Base"], 2, "'Mars/Base'"),
    "no terminal": (["review"], 2, "review reads keys, so it needs a terminal"),
}


@pytest.mark.parametrize(("words", "code", "said"), MISTAKES.values(), ids=MISTAKES)
def test_given_a_mistake_when_called_then_one_line_names_it(
    words: list[str],
    code: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    monkeypatch.setattr("serving.commands.source._MOST_BYTES", 4 << 20)
    monkeypatch.chdir(tmp_path)
    Path("FILE").write_text("Troops cross the river\n")
    for home in ("TORN", "HALF"):
        Path(home).mkdir()
    Path("TORN/sitrep.sqlite").write_bytes(b"this is no database" * 100)
    if "HALF" in words:
        open_store(Path("HALF"), lambda: NOON).close()
        truncate("HALF/sitrep.sqlite", 60_000)
    Path("PICTURE").write_bytes(b"\x89PNG\r\n\x1a\n")
    Path("LATIN.txt").write_bytes("".join(f"Café {n} under water\n" for n in range(8)).encode("latin-1"))
    Path("LONG").write_text("Troops. " * (1 << 18) + "\n")

    assert main(words) == code

    printed = capsys.readouterr()
    assert said in (printed.out if words[0] == "doctor" else printed.err)
    if words[0] != "doctor":
        assert printed.out == ""
        lines = [line for line in printed.err.splitlines() if " INFO " not in line]
        assert len(lines) == 1
        assert lines[0].startswith("sitrep: ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["feeds", "list"], "no feeds yet; add one: sitrep feeds add URL"),
        (["feeds", "poll"], "no feeds yet; add one: sitrep feeds add URL"),
        (["subscriptions", "list"], "no subscriptions yet; add one: sitrep subscriptions add"),
        (
            ["label", "letter.eml"],
            "letter.eml: is read as plain text, and looks like message/rfc822; sitrep split takes",
        ),
    ],
)
def test_given_nothing_to_show_or_what_is_better_split_when_called_then_a_line_says_so(
    words: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("letter.eml").write_text("Subject: Letter\nFrom: desk@paper.example\n\nTroops cross the river\n")

    assert main(words) == 0
    assert capsys.readouterr().err.startswith(said)


def test_given_ctrl_c_while_the_command_is_still_loaded_when_called_then_it_ends_as_interrupted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Interrupted:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "serving.cli":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "serving.cli")
    monkeypatch.setattr(sys, "meta_path", [Interrupted(), *sys.meta_path])

    assert serving_main() == 130
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert scripts == {"sitrep": f"{serving_main.__module__}:{serving_main.__name__}"}


def test_given_closed_streams_when_called_then_the_command_ends_well_and_no_file_takes_their_place() -> None:
    code = (
        "import os, sys\nfrom serving.cli import main\n"
        "done = main(['--version']) or main(['label'])\n"  # what is read from closed stdin is empty, which is refused
        "sys.exit(done if os.open(os.devnull, os.O_RDONLY) > 2 else 9)"
    )
    command = ["/bin/sh", "-c", 'exec "$0" -c "$1" <&- >&- 2>&-', sys.executable, code]

    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 1


@pytest.mark.parametrize("form", ["text", "json", "ndjson"])
def test_given_a_stream_of_few_characters_when_printed_then_escapes_stand_for_the_others(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = tmp_path / "items.json"
    items.write_text(json.dumps([{"id": "Kyïv \U0001f6a9 „“", "headline": "Troops cross the river „Dnipro“"}]))
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)

    code = main(["label", str(items), "--format", form])

    stream.seek(0)
    printed = stream.read()
    assert code == 0
    assert "Ky\\u00efv \\ud83d\\udea9 \\u201e\\u201c" in printed
    if form != "text":
        answer = json.loads(printed)
        assert answer.get("results", [answer])[0]["id"] == "Kyïv \U0001f6a9 „“"
    assert stream.errors == "strict"


def test_given_a_home_with_labelled_items_when_the_doctor_looks_then_its_database_is_whole(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sample = ROOT / "data" / "newsletters" / "sample_2026-11-20.txt"
    assert main(["ingest", str(sample), "--date", "2026-11-20"]) == 0

    main(["doctor"])

    assert "sitrep.sqlite is whole" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("SELECT 1", f"fine    schema: {newest_version()}\n"),
        (f"DELETE FROM schema_version WHERE version = {newest_version()}", "; `sitrep serve` brings it up to"),
        ("INSERT INTO schema_version VALUES (99, '')", "BROKEN  schema: "),
        (
            "UPDATE item_words_data SET block = x'00112233445566'",
            "BROKEN  store: vtable constructor failed: item_words\n",
        ),
    ],
)
def test_given_a_home_of_another_version_when_the_doctor_looks_then_it_says_whether_this_one_reads_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, change: str, said: str
) -> None:
    open_store(tmp_path, lambda: NOON).close()
    with closing(sqlite3.connect(tmp_path / DATABASE)) as database, database:
        database.execute(change)

    main(["doctor", "--home", str(tmp_path)])

    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "piecemeal"),  # argparse passes over what fails at once of its own words
    [(["theme", "list"], False), (["theme", "list"], True), (["--version"], False), (["split", "many"], False)],
)
def test_given_an_output_on_a_full_disk_when_printed_then_the_line_names_it(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    words: list[str],
    *,
    piecemeal: bool,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("many").write_text("Troops cross\nThe troops crossed the river on Monday.\n\n" * 400)  # more than is held back

    with open("/dev/full", "wb", buffering=0) as full:  # noqa: SIM117
        with io.TextIOWrapper(full if piecemeal else io.BufferedWriter(full), write_through=piecemeal) as stream:
            monkeypatch.setattr(sys, "stdout", stream)
            code = main(words)

    assert (code, capsys.readouterr().err) == (3, "sitrep: stdout: No space left on device\n")


def test_given_messages_on_a_full_disk_when_refused_then_the_exit_code_still_tells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with open("/dev/full", "w") as full:
        monkeypatch.setattr(sys, "stderr", full)
        code = main(["split", "/none"])

    assert code == 1


def test_given_a_password_file_that_is_not_there_when_started_or_looked_at_then_it_is_named_before_the_first_mail(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    mail = {"SMTP_HOST": "relay.example", "MAIL_FROM": "brief@paper.example", "PUBLIC_URL": "https://sitrep.example"}
    given = {f"SITREP__{name}": value for name, value in mail.items()}
    given["SITREP__SMTP_PASSWORD_FILE"] = str(tmp_path / "none")
    said = f"SITREP__SMTP_PASSWORD_FILE {tmp_path / 'none'}: cannot be read"
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    assert main(["doctor"]) == 3
    assert f"BROKEN  mail: {said}" in capsys.readouterr().out
    with caplog.at_level(logging.WARNING), newsroom(tmp_path / "room") as room:
        open_courier(room.sitrep, read_settings(given), lambda: False, "http://127.0.0.1:8000")
    assert said in caplog.text
    (tmp_path / "none").write_text("opensesame")
    main(["doctor"])
    printed = capsys.readouterr().out
    assert "fine    mail: handed in at relay.example:587 (starttls)" in printed
    assert "opensesame" not in printed + caplog.text


def test_given_a_machine_too_busy_for_the_sample_when_a_server_starts_then_it_goes_on_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise NoParserError("the machine is too busy; try again")

    with newsroom(tmp_path / "home") as room:
        monkeypatch.setattr(room.sitrep, "_split", busy)
        read_sample(room.sitrep, ROOT / "data" / "newsletters" / "sample_2026-11-20.txt", None)

        assert room.sitrep.newest_day("UTC") is None
    assert "sample_2026-11-20.txt was not read (the machine is too busy; try again)" in capsys.readouterr().err


def test_given_the_command_line_when_loaded_then_nothing_heavy_comes_with_it() -> None:
    code = "import sys, serving.cli\nprint(*sys.modules.keys() & {'pydantic', 'fastapi', 'numpy', 'nh3'})"

    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert said.stdout == "\n"
