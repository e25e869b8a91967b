"""One report that comes by a feed, a watched folder, a mailbox and a request: a running service links the copies."""

import imaplib
import json
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from ipaddress import ip_network
from pathlib import Path
from random import Random
from typing import Any

import pytest

from news.feed import read_feed
from news.newsletter import split
from serving.app import create_app
from serving.background import Background
from serving.egress import Egress
from serving.pipeline import Sitrep
from serving.settings import Settings
from serving.sources.feeds import Feeds
from serving.sources.folder import WatchedFolder
from serving.sources.mailbox import Mailbox, MailboxLogin
from store.sqlite.store import open_store
from tests.fakes import KeywordLabeller
from tests.imap import mail_server
from tests.loopback import reply, site
from tests.server import served
from tests.unit.test_duplicates import FLOOD

BRIEF = "Parliament votes on fishing quotas\nMembers vote tonight on quotas for cod, which the coast wants raised."
LETTER = f"HEADLINES\n\n{FLOOD.headline}\n{FLOOD.text}\n\n{BRIEF}\n"
RSS = (
    '<rss version="2.0"><channel><title>Ostra Post</title><item><guid>flood-1</guid>'
    f"<title>{FLOOD.headline}</title><description>VELDEN (Central Wire) — {FLOOD.text}</description>"
    "<pubDate>Mon, 28 Oct 2024 08:00:00 +0000</pubDate></item></channel></rss>"
).encode()
PATIENCE_S = 60.0  # on a busy machine; a quiet one needs about a second


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def service(home: Path, folder: Path, mailbox_port: int) -> Iterator[str]:
    """A server with the loops that `sitrep serve` runs beside it, ticking faster; gives its address."""
    with ExitStack() as stack:
        store = stack.enter_context(closing(open_store(home, now)))
        sitrep = Sitrep(KeywordLabeller(), store, split=split, now=now, manifest={})
        feeds = Feeds(sitrep, Egress([ip_network("127.0.0.0/8")]), interval_s=1800, rng=Random(1), read=read_feed)
        background = Background(now)
        background.add("feeds", 0.05, lambda at: feeds.poll_due(at, background.stopping))
        background.add("watch folder", 0.05, WatchedFolder(sitrep, folder).look)
        login = MailboxLogin("desk", "s3cret pass", "INBOX")
        mailbox = Mailbox(sitrep, "mail.example", login, lambda: imaplib.IMAP4("127.0.0.1", mailbox_port, timeout=10))
        background.add("mailbox", 0.05, mailbox.look)
        background.add("stories", 0.05, sitrep.desk.tick)
        port = stack.enter_context(served(create_app(sitrep, Settings(home=home), feeds)))
        stack.enter_context(background.running())
        yield f"http://127.0.0.1:{port}"


def ask(url: str, body: object = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read())


def floods(address: str) -> list[dict[str, Any]]:
    """Items that tell of the flood, the first received first."""
    listed = ask(f"{address}/v1/items?limit=50")["items"]
    return [item for item in reversed(listed) if "Ostra" in item["headline"]]


def wait_for(address: str, count: int) -> list[dict[str, Any]]:
    give_up = time.monotonic() + PATIENCE_S
    while len(found := floods(address)) < count:
        if time.monotonic() > give_up:
            pytest.fail(f"{len(found)} of {count} reports came in")
        time.sleep(0.02)
    return found


def test_given_one_report_by_four_ways_when_the_service_runs_then_all_are_kept_and_linked_to_the_first(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Harbour Brief <brief@harbour.example>", "Morning"
    mail["Date"] = "Mon, 28 Oct 2024 07:00:00 +0000"
    mail.set_content(LETTER.replace(FLOOD.headline, f"{FLOOD.headline}, governor says"))
    with (
        site(lambda asked: reply(RSS)) as publisher,
        mail_server() as mailbox,
        service(tmp_path / "home", folder, mailbox.port) as address,
    ):
        ask(f"{address}/v1/feeds", {"url": publisher.url("/feed")})
        [first] = wait_for(address, 1)
        (folder / "letter_2024-10-28.txt").write_text(LETTER)
        wait_for(address, 2)
        mailbox.mails[1] = mail.as_bytes()
        wait_for(address, 3)
        posted = {"headline": "Update: " + FLOOD.headline, "text": FLOOD.text, "published_at": "2024-10-28T09:00:00Z"}
        ask(f"{address}/v1/items", {"items": [posted]})
        found = wait_for(address, 4)

        # What is asked for is sorted before it is answered, and nothing else: the one with all the copies comes last.
        told = [ask(f"{address}/v1/items/{item['id']}/copies") for item in reversed(found)][::-1]
        others = [item for item in ask(f"{address}/v1/items?limit=50")["items"] if "quotas" in item["headline"]]
        single = ask(f"{address}/v1/items/{others[0]['id']}/copies")

    assert {answer["original"] for answer in told} == {first["id"]}
    assert told[0]["likeness"] is None
    assert all(answer["likeness"] > 0.5 for answer in told[1:])
    assert {copy["item"] for copy in told[0]["copies"]} == {item["id"] for item in found[1:]}
    assert single["original"] == others[0]["id"]
    assert {item["headline"] for item in others} == {"Parliament votes on fishing quotas"}
