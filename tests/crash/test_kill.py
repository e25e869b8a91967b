"""What was acknowledged is there after kill -9; what was not is there wholly or not at all.

A kill cannot show what a power cut would: that the data had left the operating system. `synchronous=FULL`
stands for that, and tests/unit/test_store.py checks that it is on.
"""

import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from store.sqlite.store import DATABASE

ROOT = Path(__file__).parents[2]
PARAGRAPH = "Troops moved to the border on Monday, and the ministry said that they would stay until the vote is over.\n"
ISSUE = "Essential Reads\n\n" + "\n".join(
    f"Story number {n} of the day\n{PARAGRAPH} ...\nFull Story\n" for n in range(30)
)


class Server:
    """A server process."""

    def __init__(self, home: Path) -> None:
        port_file = home.parent / "port"
        port_file.unlink(missing_ok=True)
        command = [sys.executable, "-m", "tests.crash.serve", str(home), str(port_file)]
        self.process = subprocess.Popen(command, cwd=ROOT)
        until = time.monotonic() + 60
        while not port_file.exists():
            assert self.process.poll() is None, "the server ended"
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.02)
        address = f"http://127.0.0.1:{port_file.read_text()}"
        self.client = httpx.Client(base_url=address, timeout=60, trust_env=False)

    def post_issue(self) -> dict[str, Any]:
        query = {"issued_on": "2024-10-28", "source": "Wire", "store": "true"}
        answer = self.client.post(
            "/v1/newsletters", params=query, content=ISSUE, headers={"Content-Type": "text/plain"}
        )
        answer.raise_for_status()
        return dict(answer.json())

    def item_ids(self) -> set[str]:
        return {item["id"] for item in self.client.get("/v1/items?limit=200").json()["items"]}

    def kill(self) -> None:
        self.process.kill()  # SIGKILL; nothing when it is gone already
        self.process.wait()


@contextmanager
def serving(home: Path) -> Iterator[Server]:
    server = Server(home)
    try:
        yield server
    finally:
        server.kill()
        server.client.close()


def test_given_an_acknowledged_issue_when_killed_at_once_then_everything_is_there(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with serving(home) as server:
        answer = server.post_issue()
        item = {"headline": "Voters queue", "text": "They vote."}
        posted = server.client.post("/v1/items", json={"items": [item]}, headers={"Idempotency-Key": "k"})
        server.kill()

    with serving(home) as server:
        again = server.post_issue()
        replayed = server.client.post("/v1/items", json={"items": [item]}, headers={"Idempotency-Key": "k"})
        brief = server.client.get("/v1/briefs/2024-10-28").json()
        ids = server.item_ids()

    count = len(answer["items"])
    assert count >= 20
    assert answer["stored"] == {"created": count, "existing": 0}
    assert again == {**answer, "stored": {"created": 0, "existing": count}}
    assert posted.status_code == 201
    assert replayed.content == posted.content
    assert ids == {item["id"] for item in answer["items"] + posted.json()["items"]}
    assert brief["footer"]["items"] == count


@pytest.mark.slow
@pytest.mark.parametrize("delay_s", [0.02, 0.06, 0.1, 0.2])
def test_given_a_kill_in_the_middle_of_a_post_when_restarted_then_it_is_all_or_nothing(
    tmp_path: Path, delay_s: float
) -> None:
    home = tmp_path / "home"
    acknowledged: list[dict[str, Any]] = []

    def post(server: Server) -> None:
        with suppress(httpx.TransportError):
            acknowledged.append(server.post_issue())

    with serving(home) as server:
        server.client.get("/livez")
        thread = threading.Thread(target=post, args=(server,))
        thread.start()
        time.sleep(delay_s)
        server.kill()
        thread.join()

    with serving(home) as server:
        survived = server.item_ids()
        whole = server.post_issue()

    ids = {item["id"] for item in whole["items"]}
    assert survived in (set(), ids)
    if acknowledged:
        assert survived == ids


def test_given_a_kill_at_any_statement_of_a_write_when_opened_again_then_it_is_all_or_nothing(tmp_path: Path) -> None:
    def write(home: Path, fatal: int) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tests.crash.write", str(home), str(fatal)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    whole = write(tmp_path / "whole", 0)
    statements = int(whole.stdout.split()[0])
    assert statements > 20

    for fatal in sorted({1, 2, 3, statements // 3, statements // 2, statements - 2, statements - 1, statements}):
        home = tmp_path / f"at_{fatal}"
        killed = write(home, fatal)
        left = _counts(home)
        again = write(home, 0)

        assert killed.returncode == -signal.SIGKILL
        assert left == [0] * len(left), f"statement {fatal}"
        assert again.stdout.split()[1:] == ["5", "0"]
        assert _counts(home) == _counts(tmp_path / "whole")


def _counts(home: Path) -> list[int]:
    with closing(sqlite3.connect(home / DATABASE)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        tables = ("issues", "items", "sightings", "labels", "label_themes", "dropped")
        return [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]
