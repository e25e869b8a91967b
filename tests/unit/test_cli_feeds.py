"""`sitrep feeds`, with a server on the home and without one."""

import json
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from news.feeds.opml import read_opml
from serving.app import create_app
from serving.cli import main
from serving.running import announced
from serving.settings import read_settings
from serving.start import open_sitrep
from tests.loopback import Site, reply, site
from tests.server import served

ITEM = b"<item><guid>1</guid><title>Troops move</title></item>"
FEED = b'<rss version="2.0"><channel><title>Post</title>' + ITEM + b"</channel></rss>"


@pytest.fixture
def publisher() -> Iterator[Site]:
    with site(lambda asked: reply(FEED) if asked.path == "/feed" else reply(b"", "404 Not Found")) as running:
        yield running


@pytest.fixture(params=["here", "by the server"], autouse=True)
def _server(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server on the home, or none."""
    monkeypatch.setenv("SITREP__ALLOW_NETWORKS", "127.0.0.0/8")
    if request.param == "here":
        yield
        return
    settings = read_settings(os.environ)
    sitrep = open_sitrep(settings, store=True)
    with closing(sitrep.store), served(create_app(sitrep, settings)) as port, announced(home, "127.0.0.1", port):
        yield


def test_given_a_feed_when_added_listed_polled_and_removed_then_each_says_what_it_did(
    publisher: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    url = publisher.url("/feed")

    assert main(["feeds", "add", url, "--name", "Harbour", "--timezone", "Europe/Kyiv", "--full-text"]) == 0
    assert capsys.readouterr().out == "Harbour: 1 entries, 1 new items, 0 edited, 0 taken back\n"
    assert main(["feeds", "poll"]) == main(["feeds", "poll", "Harbour"]) == 0
    capsys.readouterr()
    assert main(["feeds", "list", "--format", "json"]) == 0
    [feed] = json.loads(capsys.readouterr().out)
    assert {"url": url, "timezone": "Europe/Kyiv", "full_text": True, "state": "fine"}.items() <= feed.items()
    assert main(["feeds", "list"]) == 0
    assert capsys.readouterr().out == f"{feed['id']}  fine     Harbour  {url}\n"
    assert main(["feeds", "remove", url]) == 0
    assert main(["feeds", "remove", url]) == 1
    assert f"no feed {url!r}" in capsys.readouterr().err


def test_given_a_feed_that_fails_or_is_refused_when_added_then_the_reason_is_named_and_the_code_is_1(
    publisher: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["feeds", "add", publisher.url("/gone")]) == 1
    assert "answered 404 Not Found" in capsys.readouterr().err
    assert main(["feeds", "add", "http://10.0.0.1/feed"]) == 1
    assert "10.0.0.1 is private" in capsys.readouterr().err
    assert main(["feeds", "list"]) == 0
    assert "    http://127.0.0.1" in capsys.readouterr().out


def test_given_a_list_when_imported_and_exported_then_it_comes_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "feeds.opml"
    good, bad = 'text="A" xmlUrl="https://a.example/feed"', 'text="B" xmlUrl="http://10.0.0.1/"'
    file.write_text(f"<opml><body><outline {good}/><outline {bad}/></body></opml>")

    assert main(["feeds", "import", str(file)]) == 1
    said = capsys.readouterr()
    assert main(["feeds", "export"]) == 0

    assert said.out == f"{file}: 1 feed added, 0 there already\n"
    assert "sitrep: B: " in said.err
    assert [(one.url, one.name) for one in read_opml(capsys.readouterr().out.encode())] == [
        ("https://a.example/feed", "A")
    ]
