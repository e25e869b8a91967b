"""A poll that is killed was kept wholly or not at all, and its validators never outlive its items."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from store.sqlite.store import DATABASE
from tests.loopback import Asked, reply, site

ROOT = Path(__file__).parents[2]
ITEMS = "".join(f"<item><guid>{n}</guid><title>Headline {n}</title></item>" for n in range(5))
FEED = f'<rss version="2.0"><channel><title>Post</title>{ITEMS}</channel></rss>'.encode()
TABLES = ("items", "sightings", "labels", "feed_entries", "feed_polls")


def answer(asked: Asked) -> bytes:
    if asked.headers.get("if-none-match") == '"v1"':
        return reply(b"", "304 Not Modified")
    return reply(FEED, ETag='"v1"')


def counts(home: Path) -> list[int]:
    with closing(sqlite3.connect(home / DATABASE)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES]


def etag(home: Path) -> str | None:
    with closing(sqlite3.connect(home / DATABASE)) as connection:
        [[value]] = connection.execute("SELECT etag FROM feeds").fetchall()
        return value  # type: ignore[no-any-return]


def test_given_a_kill_at_any_statement_of_a_poll_when_polled_again_then_every_item_is_there_once(
    tmp_path: Path,
) -> None:
    with site(answer) as running:

        def poll(home: Path, fatal: int, times: int = 1) -> subprocess.CompletedProcess[str]:
            numbers = str(fatal), str(times)
            command = [sys.executable, "-m", "tests.crash.poll", str(home), running.url("/feed"), *numbers]
            return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

        whole = poll(tmp_path / "whole", 0)
        statements = int(whole.stdout.split()[0])
        assert statements > 20

        for fatal in (1, 2, statements // 2, statements - 1, statements):
            home = tmp_path / f"at_{fatal}"
            killed = poll(home, fatal)
            assert killed.returncode == -signal.SIGKILL
            assert counts(home) == [0] * len(TABLES), f"statement {fatal}"
            assert etag(home) is None

            again, unchanged = poll(home, 0, times=2).stdout.splitlines()

            assert again.split()[1:] == ["200", "5"]
            assert unchanged.split()[1:] == ["304", "0"]
            assert etag(home) == '"v1"'
            assert counts(home)[:4] == counts(tmp_path / "whole")[:4] == [5, 5, 5, 5]
