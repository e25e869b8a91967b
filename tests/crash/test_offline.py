"""Nothing is sent outside the machine: the kernel's own record of what the service and its children dial.

The released model is served, so that native libraries are heard as well, and not Python's own calls alone.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
STRACE = shutil.which("strace")
SAMPLE = ROOT / "data" / "newsletters" / "sample_2026-11-20.txt"
# A page and a mail as newsletters send them: pictures that count readers, style sheets, fonts, links, a list to leave.
PAGE = b"""<html><head><link rel="stylesheet" href="https://cdn.example/a.css"><base href="https://news.example/">
<meta http-equiv="refresh" content="0;url=https://away.example/"></head><body><img src="https://count.example/open.gif">
<h2>Essential Reads</h2><p><a href="https://news.example/a">Rebels seize the bridge at Halvik</a></p>
<p>Rebels seized the bridge at Halvik on Friday, officials said. Twelve people fled the town.</p></body></html>"""
MAIL = (
    b"From: Harbour Letter <a@b.example>\r\nDate: Fri, 27 Nov 2026 08:00:00 +0000\r\nSubject: Letter\r\n"
    b"List-Unsubscribe: <https://leave.example/1>\r\nDisposition-Notification-To: a@b.example\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + PAGE
)
DIALLED = re.compile(r"(?:connect|sendto|sendmsg|sendmmsg)\(.*?sa_family=(AF_INET6?), (.*?)\}")
LOOPBACK = re.compile(r'inet_addr\("127\.|"::1"')


def can_trace() -> bool:
    """Whether strace is there and may look on."""
    return STRACE is not None and subprocess.run([STRACE, "-o", os.devnull, "true"], check=False).returncode == 0


@contextmanager
def traced(home: Path, record: Path) -> Iterator[httpx.Client]:
    """Serve with every dialled address noted in record."""
    assert STRACE is not None
    looked_at = [STRACE, "-f", "--seccomp-bpf", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", str(record)]
    serve = [sys.executable, "-m", "serving", "serve", "--port", "0", "--home", str(home), "--sample", str(SAMPLE)]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SITREP")}
    with subprocess.Popen(
        [*looked_at, *serve], cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            assert process.stdout is not None
            address = next(line.split()[-1] for line in process.stdout if line.startswith("Sitrep is ready at "))
            with httpx.Client(base_url=address, timeout=120, trust_env=False) as client:
                yield client
        finally:
            os.killpg(process.pid, signal.SIGTERM)  # a group of its own: strace and what it looks at


@pytest.mark.skipif(not can_trace(), reason="strace is not here, or may not look on")
def test_given_a_working_day_when_served_then_nothing_outside_this_machine_is_dialled(tmp_path: Path) -> None:
    record = tmp_path / "dialled"

    with traced(tmp_path / "home", record) as client:
        answers = [
            client.post("/v1/newsletters?issued_on=2026-11-27", content=PAGE, headers={"Content-Type": "text/html"}),
            client.post("/v1/newsletters", content=MAIL, headers={"Content-Type": "message/rfc822"}),
            client.post("/v1/label?evidence=true", json={"items": [{"id": "a", "headline": "Voters queue in Orvale"}]}),
            client.post("/v1/items", json={"items": [{"headline": "Rebels move", "url": "https://news.example/b"}]}),
            client.post("/try", data={"text": PAGE.decode(), "shape": "newsletter"}),
            client.post("/v1/subscriptions", json={"email": "reader@paper.example"}),
            client.post("/v1/briefs/2026-11-20"),
            *(client.get(path) for path in ("/", "/items", "/review", "/feeds", "/models", "/about", "/docs")),
            *(client.get(f"/v1/briefs/2026-11-27?format={name}") for name in ("html", "atom", "ninjs")),
        ]

    assert {answer.status_code // 100 for answer in answers} == {2}
    written = record.read_text(encoding="utf-8", errors="replace")
    assert "+++ exited with 0 +++" in written
    assert [found[0] for found in DIALLED.finditer(written) if not LOOPBACK.search(found[2])] == []


@pytest.mark.skipif(not can_trace(), reason="strace is not here, or may not look on")
def test_given_a_feed_outside_when_polled_then_the_record_shows_it(tmp_path: Path) -> None:
    record = tmp_path / "dialled"

    with traced(tmp_path / "home", record) as client:
        feed = client.post("/v1/feeds", json={"url": "http://192.88.98.1:8099/feed"}).json()
        client.post(f"/v1/feeds/{feed['id']}/poll")

    written = record.read_text(encoding="utf-8", errors="replace")
    assert any('inet_addr("192.88.98.1")' in found[0] for found in DIALLED.finditer(written))
