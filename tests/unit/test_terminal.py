"""What strangers write is shown on terminals and in logs, and neither obeyed there nor taken for a line of its own."""

import io
import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from serving.cli import main
from serving.commands.serve import say_ready
from serving.commands.terminal import LogLines, streams_open, terminals_shown

HOSTILE = "Unsubscribe \x1b]0;owned\x07 \x9b2J \u202ehere\u2066 now\r"


class Terminal(io.StringIO):
    """What is written to it reaches a person."""

    def isatty(self) -> bool:
        return True


def letter(tmp_path: Path) -> str:
    path = tmp_path / "letter_2024-10-28.txt"
    # a few marks are let pass, as stray ones are
    path.write_text("Troops cross\nThe troops crossed the river on Monday.\n\n" * 40 + HOSTILE + "\n")
    return str(path)


def test_given_a_hostile_letter_when_split_on_a_terminal_then_nothing_drives_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)

    code = main(["split", letter(tmp_path)])

    assert code == 0
    assert "\\x1b]0;owned\\x07" in terminal.getvalue()
    assert not set(terminal.getvalue()) & set("\x1b\x07\x9b\u202e\u2066\r")
    assert sys.stdout is terminal


def test_given_a_hostile_name_of_a_file_when_refused_on_a_terminal_then_nothing_drives_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    code = main(["split", f"{tmp_path}/\x1b[2Jmissing"])

    assert code == 1
    assert "\\x1b[2Jmissing" in terminal.getvalue()
    assert "\x1b" not in terminal.getvalue()


def test_given_a_pipe_when_written_to_then_every_character_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stdout", pipe)

    with terminals_shown():
        print(json.dumps(HOSTILE, ensure_ascii=False))

    assert json.loads(pipe.getvalue()) == HOSTILE


def test_given_hostile_words_when_logged_then_they_make_no_line_of_their_own() -> None:
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    handler.setFormatter(LogLines())
    forged = "2026-11-28 08:00:00,000 INFO serving.learning.registry: promote: evil answers"
    record = logging.LogRecord(
        "serving", logging.INFO, "", 1, "GET %s", (f"/x\n{forged}\r\n{HOSTILE}\u2028{forged}",), None
    )
    handler.handle(record)
    try:
        raise ValueError(f"said\n{forged}")
    except ValueError:
        handler.handle(logging.LogRecord("serving", logging.ERROR, "", 1, "failed", (), sys.exc_info()))

    first, second, *fault = log.getvalue().rstrip("\n").split("\n")
    assert "\\x1b]0;owned\\x07" in first
    assert len(log.getvalue().splitlines()) == 2 + len(fault)
    assert second.endswith("failed")
    assert [line for line in fault if not line.startswith("  ")] == []
    assert f"  {forged}" in fault


def test_given_a_server_when_it_logs_hostile_words_then_its_log_holds_one_line() -> None:
    code = "from serving.commands import serve\n"
    code += "serve._serve = lambda _: serve.logger.info('x\\nforged \\x1b[2J')\nserve.run(None)"

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr

    assert said.endswith("INFO serving.commands.serve: x\\nforged \\x1b[2J\n")
    assert said.count("\n") == 1


def test_given_an_output_on_a_full_disk_when_a_server_is_ready_then_the_log_says_so_and_it_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with open("/dev/full", "w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        with streams_open():
            say_ready("http://127.0.0.1:8000")

    assert "stdout takes nothing (No space left on device); Sitrep is ready at http://127.0.0.1:8000" in caplog.text
