"""The command line: results on stdout, refusals named on stderr, exit codes as documented."""

import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

import pytest

from serving.cli import build_parser, main
from serving.running import FILE, announced, find_server
from store.sqlite.lock import HomeLock

pytestmark = pytest.mark.usefixtures("home")
ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "newsletters" / "sample_2026-11-20.txt"
TROOPS = "Troops cross the river\nThe troops crossed before dawn."
# The command with a labeller that needs no artifact, for tests that need a process of its own.
WITH_FAKES = """
import sys
import serving.start
from tests.fakes import KeywordLabeller
serving.start.find_champion = lambda home, released: home
serving.start.load_classifier = lambda folder: KeywordLabeller()
serving.start.read_manifest = lambda folder: {}
from serving.cli import main
sys.exit(main())
"""


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A function that lays words on standard input."""

    def lay(words: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(words.encode())))

    return lay


@pytest.fixture
def server(home: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that serves the home with the sample in it."""
    words = ["serve", "--port", "0", "--home", str(home), "--sample", str(SAMPLE)]
    with subprocess.Popen(
        [sys.executable, "-c", WITH_FAKES, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        ready = process.stdout.readline()
        assert ready.startswith("Sitrep is ready at http://127.0.0.1:"), ready
        yield process
        process.kill()


# A labeller that never comes back, as a pathological text would keep it.
STUCK = """
import signal
import threading
import serving.commands.serve as command
from tests.fakes import KeywordLabeller
command.GRACE_S = 0
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where a shell runs the tests in the background
KeywordLabeller.label = lambda *_, **__: (print("at work", flush=True), threading.Event().wait())
"""


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_given_an_answer_that_never_ends_when_told_to_stop_then_the_server_ends_without_it(home, sent, code):
    words = ["serve", "--port", "0", "--home", str(home)]
    command = [sys.executable, "-c", STUCK + WITH_FAKES, *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            port = int(process.stdout.readline().rpartition(":")[2])
            with socket.create_connection(("127.0.0.1", port)) as client:
                lines = ("POST /v1/label HTTP/1.1", "Host: localhost", "Content-Type: text/plain", "Content-Length: 6")
                client.sendall("\r\n".join([*lines, "", "Troops"]).encode())
                assert process.stdout.readline() == "at work\n"

                process.send_signal(sent)

                _, said = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == code
    assert "1 answers under way did not end; the process ends without them" in said


@pytest.mark.parametrize(
    "words",
    [[], ["unknown"], ["split", "--date", "2026-02-30"], ["serve", "--port", "99999"], ["label", "--format", "xml"]],
)
def test_given_wrong_use_when_run_then_one_line_says_so_and_the_code_is_2(words, capsys):
    code = main(words)

    assert code == 2
    said = capsys.readouterr().err
    assert said.startswith("sitrep: ")
    assert said.count("\n") == 1


def test_given_help_when_asked_then_the_exit_codes_are_listed(capsys):
    code = main(["label", "--help"])

    assert code == 0
    assert "130  interrupted" in capsys.readouterr().out


def test_given_a_text_on_stdin_when_labelled_as_json_then_the_answer_is_that_of_the_api(stdin, capsys):
    stdin(TROOPS)

    code = main(["label", "--evidence", "--format", "json"])

    answer = json.loads(capsys.readouterr().out)
    assert code == 0
    assert [result["labels"] for result in answer["results"]] == [["foreign_conflict"]]
    assert answer["results"][0]["themes"][0]["evidence"][0]["text"] == "troops"


def test_given_a_bad_line_when_labelled_then_it_is_named_and_its_neighbours_are_labelled(stdin, capsys):
    stdin('{"id": "a", "text": "war"}\n{"id": "b", "txt": "war"}\nnonsense\n{"text": "a vote"}\n5\n{"id":1,"id":2}\n')

    code = main(["label", "--format", "ndjson"])

    printed = capsys.readouterr()
    assert code == 1
    assert [json.loads(line)["id"] for line in printed.out.splitlines()] == ["a", "4"]
    assert "sitrep: stdin: line 2: txt: unknown field 'txt'" in printed.err
    assert "sitrep: stdin: line 3: is no JSON" in printed.err
    assert "sitrep: stdin: line 5: is no object; write " in printed.err
    assert "sitrep: stdin: line 6: one object gives 'id' twice" in printed.err
    assert "line 1" not in printed.err


@pytest.mark.parametrize("bad", [r'{"id": "a", "text": "war \ud800 x"}', '{"text": ' + "[" * 100_000, "{nonsense}"])
def test_given_json_that_http_refuses_when_labelled_then_its_neighbours_are_labelled(bad, stdin, capsys):
    for words, number in (
        (f'{bad}\n{{"id": "b", "text": "a vote"}}\n', 1),
        (f'{{"id": "b", "text": "x"}}\n{bad}\n', 2),
    ):
        stdin(words)

        code = main(["label", "--format", "ndjson"])

        printed = capsys.readouterr()
        assert code == 1
        assert [json.loads(line)["id"] for line in printed.out.splitlines()] == ["b"]
        assert f"sitrep: stdin: line {number}: is no JSON" in printed.err


@pytest.mark.parametrize(
    "words", ["[" * 100_000, r'[{"text": "\ud800"}]', '[{"text": "x"}, broken', '{\n"items": [broken\n}']
)
def test_given_a_broken_list_when_labelled_then_it_is_refused(words, stdin, capsys):
    stdin(words)

    code = main(["label"])

    printed = capsys.readouterr()
    assert (code, printed.out) == (1, "")
    assert printed.err.startswith("sitrep: stdin: is no JSON")
    assert printed.err.count("\n") == 1


def test_given_a_text_that_begins_with_a_bracket_when_labelled_then_it_is_a_text(stdin, capsys):
    stdin("[Update] Troops cross the river")

    assert main(["label"]) == 0
    assert "[Update] Troops cross the river" in capsys.readouterr().out


def test_given_one_long_line_when_labelled_then_its_title_is_cut(stdin, capsys):
    stdin("war and peace " * 500)

    main(["label"])

    [title, *_] = capsys.readouterr().out.splitlines()
    assert title.startswith("stdin: war and peace")
    assert title.endswith(" …")
    assert len(title) < 120


def test_given_an_issue_when_split_as_text_then_every_piece_left_out_is_shown(stdin, capsys):
    stdin("# Day\n\n---\n\n* **Troops** gather at the border with the neighbouring country.\n\n---\n")

    code = main(["split", "--type", "markdown"])

    assert code == 0
    assert capsys.readouterr().out.count("left out  markup: ---") == 2


def test_given_version_when_asked_then_it_is_named(capsys):
    code = main(["--version"])

    assert code == 0
    assert capsys.readouterr().out == f"sitrep {metadata.version('sitrep')}\n"


def test_given_files_when_one_is_missing_then_it_is_named_and_the_others_are_labelled(tmp_path, capsys):
    path = tmp_path / "one.txt"
    path.write_text(TROOPS)

    code = main(["label", str(tmp_path / "none.txt"), str(path)])

    printed = capsys.readouterr()
    assert code == 1
    assert "none.txt: cannot be read (No such file or directory)" in printed.err
    assert "yes     90%  Foreign conflict" in printed.out


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00binary", b"null \x00 byte"])
def test_given_what_is_no_text_when_labelled_then_it_is_refused(tmp_path, capsys, content):
    path = tmp_path / "odd.txt"
    path.write_bytes(content)

    code = main(["label", str(path)])

    assert code == 1
    assert capsys.readouterr().err.startswith(f"sitrep: {path}: ")


def test_given_no_artifact_when_labelling_then_the_code_is_3(monkeypatch, stdin, tmp_path, capsys):
    monkeypatch.undo()
    monkeypatch.setattr("serving.start.RELEASED", tmp_path)
    monkeypatch.setenv("SITREP_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TROOPS.encode())))

    code = main(["label"])

    assert code == 3
    assert "holds no artifact" in capsys.readouterr().err


def test_given_an_issue_when_split_then_items_and_dropped_pieces_come_with_offsets(capsys):
    code = main(["split", str(SAMPLE), "--date", "2026-11-20", "--format", "json"])

    issue = json.loads(capsys.readouterr().out)
    text = SAMPLE.read_text(encoding="utf-8")
    assert code == 0
    assert issue["issued_on"] == "2026-11-20"
    assert {item["kind"] for item in issue["items"]} >= {"lead", "teaser", "event", "headline", "opinion"}
    assert issue["dropped"]
    assert all(text[piece["start"] : piece["end"]].strip() for piece in issue["dropped"])


def test_given_nothing_when_split_then_it_is_refused(stdin, capsys):
    stdin(" \n")

    code = main(["split"])

    assert code == 1
    assert capsys.readouterr().err == "sitrep: stdin: the issue is empty\n"


def test_given_an_issue_when_ingested_twice_then_the_second_time_changes_nothing(capsys):
    words = ["ingest", str(SAMPLE), "--date", "2026-11-20", "--source", "The Harbor Brief", "--format", "json"]

    codes = [main(words)]
    [first] = json.loads(capsys.readouterr().out)
    codes.append(main(words))
    [second] = json.loads(capsys.readouterr().out)

    assert codes == [0, 0]
    assert first["created"] > 10
    assert (second["created"], second["existing"]) == (0, first["created"])


def test_given_an_issue_without_a_day_when_ingested_then_its_name_may_hold_it_and_none_is_guessed(tmp_path, capsys):
    dayless = tmp_path / "letter.txt"
    dayless.write_bytes(SAMPLE.read_bytes())
    code = main(["ingest", str(dayless), str(SAMPLE)])

    assert code == 1
    said = capsys.readouterr()
    assert "none is guessed; give --date YYYY-MM-DD to store it" in said.err
    assert "issued_on" not in said.err
    assert "stored under 2026-11-20" in said.out


def test_given_a_mail_of_no_countable_day_when_ingested_then_it_is_named_and_the_others_are_stored(tmp_path, capsys):
    old = tmp_path / "old.eml"
    old.write_text("From: d@paper.example\nDate: Mon, 1 Jan 1601 10:00:00 +0000\n\nTroops cross a river.\n", "utf-8")
    named = tmp_path / "named.txt"
    named.write_text("The Daily\n\nTroops cross a river in the north. They came at dawn.\n", "utf-8")

    code = main(["ingest", str(old), str(named), "--date", "1601-01-01"])
    both = capsys.readouterr()
    alone = main(["ingest", str(old), str(SAMPLE), "--format", "json", "--date", "2026-11-20"])

    assert (code, alone) == (1, 0)
    assert both.err.count("1601-01-01 lies outside 1900-01-01 to 2999-12-31") == 2
    assert both.err.startswith(f"sitrep: {old}: ")


def test_given_a_day_that_is_not_counted_when_briefed_then_the_code_is_2(capsys):
    code = main(["brief", "--date", "1850-01-01"])

    assert code == 2
    assert "1850-01-01 lies outside" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rename", "elections", "  "], "--name: "),
        (["rename", "elections", "Votes", "--definition", "short"], "--definition: "),
        (["add", "weather", "--name", "", "--definition", "Storms and floods."], "--name: "),
        (["add", "Bad Id!", "--name", "Weather", "--definition", "Storms and floods."], "ID: "),
        (["retire", "elections", "--who", "w" * 201], "--who: "),
    ],
)
def test_given_words_that_the_api_refuses_when_a_theme_is_changed_then_nothing_is_changed(
    words, said, tmp_path, capsys
):
    examples = tmp_path / "weather.txt"
    examples.write_text("".join(f"Storm number {n} closes the pass\n" for n in range(8)), "utf-8")

    code = main(["theme", *words, *(["--examples", str(examples)] if words[0] == "add" else [])])

    assert code == 1
    told = capsys.readouterr().err
    assert told.startswith(f"sitrep: {said}")
    assert told.endswith("; nothing was changed\n")


def test_given_a_text_that_would_steer_a_terminal_when_labelled_then_it_is_shown_as_words(stdin, capsys):
    stdin('{"id": "\\u001b[2J", "headline": "Troops \\u001b]0;x\\u0007 cross", "text": "Troops\\u001b[31m came."}\n')

    main(["label", "--evidence"])

    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "Troops" in shown


@pytest.mark.parametrize("words", [["models", "promote"], ["theme", "retire"], ["subscriptions", "pause"]])
def test_given_a_mistyped_id_when_a_running_server_is_asked_then_it_is_refused_as_not_there(server, words, capsys):
    code = main([*words, "no such é"])

    assert code == 1
    assert "no such é" in capsys.readouterr().err


@pytest.mark.parametrize("dress", ["text", "json", "markdown", "html"])
def test_given_stored_items_when_briefed_then_the_newest_day_is_told(dress, capsys):
    main(["ingest", str(SAMPLE), "--date", "2026-11-20", "-q"])
    main(["ingest", str(SAMPLE), "--date", "2026-11-18", "-q"])
    capsys.readouterr()

    code = main(["brief", "--format", dress])

    told = capsys.readouterr().out
    assert code == 0
    assert "2026-11-20" in told
    if dress == "json":
        assert json.loads(told)["footer"]["items"] > 10


@pytest.mark.parametrize(("words", "expected"), [(["--theme", "sport"], 2), (["--timezone", "Mars/Base"], 2)])
def test_given_names_that_are_not_when_briefed_then_the_code_is_2(words, expected, capsys):
    code = main(["brief", "--date", "2026-11-20", *words])

    assert code == expected
    assert words[1] in capsys.readouterr().err


def test_given_an_empty_store_when_briefed_then_it_says_what_to_do(capsys):
    code = main(["brief"])

    assert code == 1
    assert "sitrep ingest" in capsys.readouterr().err


def test_given_another_writing_process_when_ingesting_then_it_is_named_and_the_code_is_3(home, capsys):
    home.mkdir()
    lock = HomeLock(home)

    code = main(["ingest", str(SAMPLE), "--date", "2026-11-20"])

    lock.release()
    assert code == 3
    assert f"process {os.getpid()} writes here already" in capsys.readouterr().err


def test_given_a_running_server_when_ingesting_and_briefing_then_it_does_the_work(server, home, capsys):
    codes = [main(["ingest", str(SAMPLE), "--date", "2026-11-21", "--source", "Desk", "--format", "json"])]
    printed = capsys.readouterr()
    codes.append(main(["brief"]))
    told = capsys.readouterr().out
    codes.append(main(["brief", "--theme", "sport"]))
    capsys.readouterr()
    codes.append(main(["ingest", str(SAMPLE)]))
    server.send_signal(signal.SIGTERM)

    assert server.wait(20) == 0
    assert codes == [0, 0, 2, 0]
    assert "handing over to the server at http://127.0.0.1:" in printed.err
    assert json.loads(printed.out)[0]["issued_on"] == "2026-11-21"
    assert "2026-11-21" in told
    assert not (home / FILE).exists()


def test_given_the_file_of_a_killed_server_when_looked_for_then_there_is_none(home):
    home.mkdir()
    folder = [home.stat().st_dev, home.stat().st_ino]
    (home / FILE).write_text(json.dumps({"pid": os.getpid(), "host": "127.0.0.1", "port": 1, "folder": folder}))

    assert find_server(home) is None


def test_given_a_copy_of_a_home_that_is_served_when_its_server_is_looked_for_then_it_has_none(server, home):
    copy, moved = home.with_name("copy"), home.with_name("moved")
    shutil.copytree(home, copy)
    home.rename(moved)

    assert find_server(copy) is None
    assert find_server(moved) is not None


def test_given_a_taken_port_when_serving_then_the_code_is_3(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        code = main(["serve", "--port", str(port)])

    assert code == 3
    assert capsys.readouterr().err.startswith(f"sitrep: port {port} on 127.0.0.1 is taken; ")


def test_given_no_torch_when_training_then_it_says_how_to_install_it(monkeypatch, capsys):
    monkeypatch.setattr("serving.learning.training_runs.FULL_NEEDS", ("no_such_module",))

    code = main(["train", "--help"])

    assert code == 3
    assert "pip install -e '.[training]'" in capsys.readouterr().err


def test_given_no_artifact_when_the_doctor_looks_then_it_names_the_way_out(monkeypatch, tmp_path, capsys):
    monkeypatch.undo()
    monkeypatch.setattr("serving.start.RELEASED", tmp_path)

    code = main(["doctor", "--home", str(tmp_path / "home"), "--format", "json"])

    found = json.loads(capsys.readouterr().out)
    broken = {check["check"]: check["way_out"] for check in found["checks"] if not check["fine"]}
    assert code == 3
    assert list(broken) == ["artifact"]
    assert "train one" in broken["artifact"]


def test_given_an_interruption_when_running_then_the_code_is_130(monkeypatch):
    def interrupt(name: str) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("serving.commands.label.read_bytes", interrupt)

    assert main(["label"]) == 130


def test_given_a_reader_that_went_away_when_printing_then_it_ends_quietly():
    reading, writing = os.pipe()
    os.close(reading)

    done = subprocess.run(
        [sys.executable, "-m", "serving", "split", str(SAMPLE)],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        check=False,
    )

    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", ["theme", "corrections", "feeds", "subscriptions", "models"])
def test_given_a_command_with_actions_when_a_home_is_named_behind_them_then_it_is_taken(command: str) -> None:
    action = "export" if command == "corrections" else "list"

    assert build_parser().parse_args([command, action, "--home", "elsewhere"]).home == Path("elsewhere")


def test_given_a_disk_without_room_when_a_server_starts_then_it_serves_without_saying_where(home, caplog):
    (home / "server.new").mkdir(parents=True)  # stands for it: nothing can be written there

    with announced(home, "127.0.0.1", 8000):
        assert find_server(home) is None

    assert "server.json: cannot be written (Is a directory); the command line will not find this server" in caplog.text
