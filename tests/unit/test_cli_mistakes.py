"""Mistakes that a person makes at the command line: one line says what is wrong with what, and nothing else happens."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from serving.cli import main

pytestmark = pytest.mark.usefixtures("home")
ROOT = Path(__file__).parents[2]

MISTAKES = {
    "a file as home": (["doctor", "--home", "FILE"], 3, "FILE is no folder, and none can be made there"),
    "below a file": (["doctor", "--home", "FILE/home"], 3, "FILE is no folder, and none can be made in it"),
    "a day of tomorrow": (["brief", "--preview", "--date", "2026-11-20"], 2, "--preview prints tomorrow's edition, so"),
    "no list of feeds": (["feeds", "import", "FILE"], 1, "FILE: "),
    "not published": (["brief", "--published", "--date", "2026-11-20"], 1, "or sitrep brief --publish"),
    "no terminal": (["review"], 2, "review reads keys, so it needs a terminal"),
}


@pytest.mark.parametrize(("words", "code", "said"), MISTAKES.values(), ids=MISTAKES)
def test_given_a_mistake_when_called_then_it_is_named(
    words: list[str],
    code: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    file = tmp_path / "notes.txt"
    file.write_text("Troops cross the river\n")

    assert main([word.replace("FILE", str(file)) for word in words]) == code

    printed = capsys.readouterr()
    assert said.replace("FILE", str(file)) in (printed.out if words[0] == "doctor" else printed.err)
    if words[0] != "doctor":
        assert printed.out == ""
        assert printed.err.startswith("sitrep: ")
        assert printed.err.count("\n") == 1


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
