"""Feeds as they are polled: each item once, edits as versions, failures with back-off, pages only when allowed."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from news.errors import InvalidFeedError, NoParserError, NotFoundError, StoreError, UnknownTimezoneError
from news.feed import read_feed
from news.feeds.opml import read_opml
from news.feeds.page import read_page
from news.newsletter import split
from serving.addresses import EgressRefusedError
from serving.egress import Egress
from serving.pipeline import Sitrep
from serving.sources.feeds import PAGES_AT_ONCE, Feeds
from store.feeds import Feed, Outcome
from store.sqlite.store import open_store
from tests.fakes import Clock, KeywordLabeller
from tests.loopback import Asked, Site, reply, site
from tests.unit.test_argument import COLUMN
from tests.unit.test_polling import Middle

UTC_ZONE = ZoneInfo("UTC")
PAGE = "<html><body><article>{}</article></body></html>".format(
    "".join(f"<p>Paragraph {n} tells at length how troops moved to the border that day.</p>" for n in range(4))
)


def rss(*entries: str) -> bytes:
    items = "".join(f"<item>{entry}</item>" for entry in entries)
    return f'<rss version="2.0"><channel><title>Harbour Post</title>{items}</channel></rss>'.encode()


def entry(number: int, words: str = "Troops moved.", headline: str = "") -> str:
    dated = "<pubDate>Mon, 28 Oct 2024 08:00:00 +0200</pubDate>"
    title = headline or f"Headline {number}"
    said = f"<title>{title}</title><description>{words}</description>"
    return f"<guid>{number}</guid><link>/a/{number}</link>{said}{dated}"


@dataclass
class Desk:
    """Feeds on a store, a publisher's server that says what `answers` holds, and a clock that can be set."""

    feeds: Feeds
    sitrep: Sitrep
    clock: Clock
    site: Site
    answers: dict[str, Callable[[Asked], bytes]] = field(default_factory=dict)

    def add(self, path: str = "/feed", **choices: object) -> Feed:
        defaults: dict[str, object] = {"name": None, "timezone": None, "full_text": False}
        return self.feeds.add(self.site.url(path), **{**defaults, **choices})[0]  # type: ignore[arg-type]

    def says(self, body: bytes, path: str = "/feed", status: str = "200 OK", **headers: str) -> None:
        self.answers[path] = lambda asked: reply(body, status, **headers)

    def headlines(self) -> list[str]:
        return [found.item.headline for found in self.sitrep.store.items_on(date(2024, 10, 28), UTC_ZONE)]


@contextmanager
def desk_on(home: Path) -> Iterator[Desk]:
    clock = Clock()
    answers: dict[str, Callable[[Asked], bytes]] = {}
    unknown = reply(b"", "404 Not Found")
    with (
        site(lambda asked: answers[asked.path](asked) if asked.path in answers else unknown) as running,
        closing(open_store(home, clock)) as store,
    ):
        sitrep = Sitrep(KeywordLabeller(), store, split=split, now=clock, manifest={})
        egress = Egress([ip_network("127.0.0.0/8")])
        readers = {"read": read_feed, "read_page": read_page, "read_list": read_opml}
        feeds = Feeds(sitrep, egress, interval_s=1800, rng=Middle(), **readers)  # type: ignore[arg-type]
        yield Desk(feeds, sitrep, clock, running, answers)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_on(tmp_path) as made:
        yield made


def test_given_a_feed_when_polled_then_its_items_are_labelled_dated_and_named_after_it(desk: Desk) -> None:
    desk.says(rss(entry(2), entry(1, "They vote.")))
    feed = desk.add()

    poll = desk.feeds.poll(feed.id)

    assert (poll.outcome, poll.status, poll.entries, poll.created, poll.problem) == (Outcome.READ, 200, 2, 2, None)
    first, second = desk.sitrep.store.items_on(date(2024, 10, 28), UTC_ZONE)
    assert [first.item.headline, second.item.headline] == ["Headline 1", "Headline 2"]
    assert second.item.source == "Harbour Post"
    assert second.item.url == desk.site.url("/a/2")
    assert f"{second.item.published_at:%H:%M}" == "06:00"
    assert second.labels is not None
    assert '"foreign_conflict"' in second.labels.payload
    assert desk.sitrep.store.feeds.feed(feed.id).shown_name == "Harbour Post"


def test_given_the_same_feed_again_when_polled_then_nothing_is_twice_and_validators_are_sent(desk: Desk) -> None:
    def answer(asked: Asked) -> bytes:
        if asked.headers.get("if-none-match") == '"v1"':
            return reply(b"", "304 Not Modified")
        return reply(rss(entry(1)), ETag='"v1"', Last_Modified="Mon, 28 Oct 2024 06:00:00 GMT")

    desk.answers["/feed"] = answer
    feed = desk.add()

    first, second = desk.feeds.poll(feed.id), desk.feeds.poll(feed.id)

    assert (first.created, second.outcome, second.status) == (1, Outcome.UNCHANGED, 304)
    assert desk.site.asked[1].headers["if-modified-since"] == "Mon, 28 Oct 2024 06:00:00 GMT"
    assert desk.headlines() == ["Headline 1"]


def test_given_an_entry_seen_again_changed_when_polled_then_the_item_has_a_version_more(desk: Desk) -> None:
    feed = desk.add()
    desk.says(rss(entry(1)))
    desk.feeds.poll(feed.id)
    desk.says(rss(entry(1, "Voters went to the ballot.")))

    poll = desk.feeds.poll(feed.id)

    assert (poll.created, poll.edited) == (0, 1)
    [stored] = desk.sitrep.store.items_on(date(2024, 10, 28), UTC_ZONE)
    assert stored.item.text == "Voters went to the ballot."
    assert stored.labels is not None
    assert '"labels"' not in stored.labels.payload
    assert [version.text for version in desk.sitrep.store.versions.of(stored.item.id)] == [
        "Troops moved.",
        "Voters went to the ballot.",
    ]
    assert desk.sitrep.item(stored.item.id).labels.labels == ("elections",)  # type: ignore[union-attr]


@pytest.mark.parametrize("words", ["Troops moved.", "Troops moved at dawn."])
def test_given_an_entry_without_a_date_when_it_has_one_later_then_it_belongs_to_that_day(
    desk: Desk, words: str
) -> None:
    day, undated = "<pubDate>Mon, 28 Oct 2024 08:00:00 +0200</pubDate>", date(2024, 10, 30)
    desk.clock.time = datetime(2024, 10, 30, 12, tzinfo=UTC)
    desk.says(rss(entry(1).replace(day, "")))
    feed = desk.add()
    desk.feeds.poll(feed.id)
    assert len(desk.sitrep.store.items_on(undated, UTC_ZONE)) == 1

    desk.says(rss(entry(1, words)))
    desk.feeds.poll(feed.id)
    desk.says(rss(entry(1, words).replace("28 Oct", "29 Oct")))  # a date that was told stays
    desk.feeds.poll(feed.id)

    assert desk.headlines() == ["Headline 1"]
    assert desk.sitrep.store.items_on(undated, UTC_ZONE) == ()


def test_given_a_headline_that_says_retracted_when_polled_then_the_item_is_told_no_more(desk: Desk) -> None:
    feed = desk.add()
    desk.says(rss(entry(1), entry(2)))
    desk.feeds.poll(feed.id)
    desk.says(rss(entry(1, headline="RETRACTED: Headline 1"), entry(2)))

    poll = desk.feeds.poll(feed.id)

    assert (poll.retracted, poll.edited) == (1, 0)
    assert desk.headlines() == ["Headline 2"]


def test_given_a_tombstone_when_polled_then_the_item_is_told_no_more_and_the_next_poll_adds_nothing(desk: Desk) -> None:
    feed = desk.add()
    atom = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">{}</feed>'
    one = "<entry><id>urn:1</id><title>Ford falls</title><published>2024-10-28T06:00:00Z</published></entry>"
    desk.says(atom.format(one).encode())
    desk.feeds.poll(feed.id)
    desk.says(atom.format('<at:deleted-entry ref="urn:1" when="2024-10-28T10:00:00Z"/>').encode())

    polls = [desk.feeds.poll(feed.id), desk.feeds.poll(feed.id)]
    desk.says(atom.format(one).encode())
    back = desk.feeds.poll(feed.id)

    assert [poll.retracted for poll in polls] == [1, 0]
    assert (back.edited, desk.headlines()) == (1, ["Ford falls"])


def test_given_a_date_without_a_zone_when_polled_then_it_is_the_items_problem_unless_the_zone_is_told(
    desk: Desk,
) -> None:
    dated = "<pubDate>Mon, 28 Oct 2024 08:00:00</pubDate>"
    desk.says(rss(f"<guid>1</guid><title>A</title>{dated}"), "/unknown")
    desk.says(rss(f"<guid>2</guid><title>B</title>{dated}"), "/told")
    unknown, told = desk.add("/unknown"), desk.add("/told", timezone="Europe/Kyiv")

    desk.feeds.poll(unknown.id)
    desk.feeds.poll(told.id)

    [problem] = desk.sitrep.store.feeds.problems(unknown.id, 9)
    assert "names no time zone; tell the feed's time zone" in problem.problem
    assert desk.sitrep.store.item(problem.item_id).item.published_at is None
    assert desk.sitrep.store.feeds.problems(told.id, 9) == ()


@pytest.mark.parametrize(
    ("body", "status", "headers", "problem"),
    [
        (b"", "404 Not Found", {}, "answered 404 Not Found"),
        (b"", "599 Odd", {}, "answered 599"),
        (b"<html></html>", "200 OK", {}, "neither RSS nor Atom nor JSON Feed"),
        (b"", "302 Found", {"Location": "http://10.0.0.1/"}, "10.0.0.1 is private"),
        (b"xx", "200 OK", {"Content-Encoding": "gzip"}, "gzip coding is damaged"),
    ],
)
def test_given_a_feed_that_fails_when_polled_then_why_is_kept_and_the_wait_grows(
    desk: Desk, body: bytes, status: str, headers: dict[str, str], problem: str
) -> None:
    desk.says(body, status=status, **headers)
    feed = desk.add()

    polls = [desk.feeds.poll(feed.id) for _ in range(3)]

    assert {poll.outcome for poll in polls} == {Outcome.FAILED}
    assert problem in str(polls[-1].problem)
    health = desk.sitrep.store.feeds.feed(feed.id).health
    assert (health.failures, health.problem) == (3, polls[-1].problem)
    assert health.next_poll_at - polls[-1].at == timedelta(hours=2)
    assert len(desk.sitrep.store.feeds.polls(feed.id, 9)) == 3


def test_given_a_feed_that_has_ended_when_polled_then_it_says_so_and_is_asked_once_a_day(desk: Desk) -> None:
    desk.says(b"", status="410 Gone")
    feed = desk.add()

    poll = desk.feeds.poll(feed.id)

    assert str(poll.problem).endswith("/feed answered 410 Gone: it has ended; remove it")
    assert desk.sitrep.store.feeds.feed(feed.id).health.next_poll_at - poll.at == timedelta(days=1)


def test_given_a_server_that_asks_to_wait_when_polled_then_the_next_poll_is_not_before(desk: Desk) -> None:
    desk.says(b"", status="503 Service Unavailable", Retry_After="86400")
    feed = desk.add()

    poll = desk.feeds.poll(feed.id)

    assert desk.sitrep.store.feeds.feed(feed.id).health.next_poll_at - poll.at == timedelta(days=1)


def test_given_a_feed_that_recovers_when_polled_then_its_failures_are_forgotten(desk: Desk) -> None:
    feed = desk.add()
    desk.feeds.poll(feed.id)
    desk.says(rss(entry(1)))

    desk.feeds.poll(feed.id)

    health = desk.sitrep.store.feeds.feed(feed.id).health
    assert (health.failures, health.problem) == (0, None)


def test_given_feeds_when_due_then_each_is_polled_once_and_one_that_fails_stops_none(desk: Desk) -> None:
    desk.says(rss(entry(1)), "/b")
    bad, good = desk.add("/a"), desk.add("/b")

    desk.feeds.poll_due(desk.clock())
    desk.feeds.poll_due(desk.clock())

    assert [asked.path for asked in desk.site.asked] == ["/a", "/b"]
    assert desk.sitrep.store.feeds.feed(bad.id).health.failures == 1
    assert desk.sitrep.store.feeds.feed(good.id).health.failures == 0
    desk.clock.time += timedelta(hours=1)
    desk.feeds.poll_due(desk.clock(), stopping=lambda: True)
    assert len(desk.site.asked) == 2


def test_given_a_fault_of_our_own_when_due_then_it_is_recorded_and_the_next_feed_is_polled(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(*arguments: object, **named: object) -> None:
        raise ZeroDivisionError

    desk.says(rss(entry(1)), "/a")
    feed = desk.add("/a")
    broken = Feeds(
        desk.sitrep, Egress([ip_network("127.0.0.0/8")]), interval_s=1800, rng=Middle(), read=break_down  # type: ignore[arg-type]
    )  # fmt: skip

    broken.poll_due(desk.clock())

    assert "ZeroDivisionError" in str(desk.sitrep.store.feeds.feed(feed.id).health.problem)
    assert "a fault in polling it" in caplog.text


def test_given_a_feed_that_moved_for_good_when_polled_then_it_says_where(desk: Desk) -> None:
    desk.says(b"", status="301 Moved Permanently", Location="/new")
    desk.says(rss(entry(1)), "/new")
    feed = desk.add()

    poll = desk.feeds.poll(feed.id)

    assert poll.created == 1
    assert desk.sitrep.store.feeds.feed(feed.id).health.moved_to == desk.site.url("/new")


def test_given_a_cut_item_when_pages_are_allowed_then_its_text_is_the_pages(desk: Desk) -> None:
    desk.says(rss(entry(1, "Paragraph 0 tells …")))
    desk.says(PAGE.encode(), "/a/1", Content_Type="text/html; charset=utf-8")
    feed = desk.add(full_text=True)

    desk.feeds.poll(feed.id)

    [stored] = desk.sitrep.store.items_on(date(2024, 10, 28), UTC_ZONE)
    assert stored.item.text.count("Paragraph") == 4
    assert (stored.item.kind, stored.item.truncated) == ("article", False)
    assert desk.feeds.poll(feed.id).edited == 0


def test_given_a_cut_item_when_its_page_argues_then_it_is_an_opinion(desk: Desk) -> None:
    desk.says(rss(entry(1, f"{COLUMN[:30]}…")))
    desk.says(PAGE.replace("<p>", f"<p>{COLUMN}</p><p>", 1).encode(), "/a/1", Content_Type="text/html; charset=utf-8")

    desk.feeds.poll(desk.add(full_text=True).id)

    [stored] = desk.sitrep.store.items_on(date(2024, 10, 28), UTC_ZONE)
    assert (stored.item.kind, COLUMN in stored.item.text) == ("opinion", True)


def test_given_a_cut_item_when_pages_are_not_allowed_then_none_is_asked_for(desk: Desk) -> None:
    desk.says(rss(entry(1, "Paragraph 0 tells …")))
    feed = desk.add()

    desk.feeds.poll(feed.id)

    assert [asked.path for asked in desk.site.asked] == ["/feed"]
    [stored] = desk.sitrep.store.items_on(date(2024, 10, 28), UTC_ZONE)
    assert (stored.item.kind, stored.item.truncated) == ("teaser", True)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (reply(b"", "403 Forbidden"), "answered 403"),
        (reply(b"%PDF", Content_Type="application/pdf"), "is application/pdf, not a web page"),
        (reply(b"<html></html>", Content_Type="text/html"), "no article"),
        (reply(b"", "302 Found", Location="http://[::1]/"), "loopback"),
    ],
)
def test_given_a_page_that_cannot_be_read_when_polled_then_the_item_is_kept_and_says_why(
    desk: Desk, answer: bytes, problem: str
) -> None:
    desk.says(rss(entry(1, "Paragraph 0 tells …")))
    desk.answers["/a/1"] = lambda asked: answer
    feed = desk.add(full_text=True)

    desk.feeds.poll(feed.id)

    [found] = desk.sitrep.store.feeds.problems(feed.id, 9)
    assert problem in found.problem
    assert desk.sitrep.store.item(found.item_id).item.text == "Paragraph 0 tells …"


def test_given_more_pages_than_one_poll_takes_when_polled_again_then_the_rest_follows(desk: Desk) -> None:
    count = PAGES_AT_ONCE + 3
    body = rss(*(entry(n, "It tells …") for n in range(count)))
    desk.answers["/feed"] = lambda asked: (
        reply(b"", "304 Not Modified") if "if-none-match" in asked.headers else reply(body, ETag='"v1"')
    )
    feed = desk.add(full_text=True)

    first, second = desk.feeds.poll(feed.id), desk.feeds.poll(feed.id)

    assert (first.created, second.created) == (PAGES_AT_ONCE, 3)
    assert "3 pages still to be fetched" in str(first.problem)
    assert desk.feeds.poll(feed.id).outcome is Outcome.UNCHANGED


def test_given_no_parser_when_polled_then_the_feed_is_not_blamed_and_asked_again_soon(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> str:
        raise NoParserError("all parsers are at work")

    desk.says(rss(entry(1, "It tells …"), entry(2)))
    desk.says(PAGE.encode(), "/a/1", Content_Type="text/html")
    feed = desk.add(full_text=True)
    with monkeypatch.context() as patched:
        patched.setattr(desk.feeds, "_read", busy)
        refused = desk.feeds.poll(feed.id)
    health = desk.sitrep.store.feeds.feed(feed.id).health
    with monkeypatch.context() as patched:
        patched.setattr(desk.feeds, "_read_page", busy)
        first = desk.feeds.poll(feed.id)
    second = desk.feeds.poll(feed.id)

    assert (refused.outcome, refused.problem) == (Outcome.FAILED, "all parsers are at work")
    assert health.failures == 0
    assert health.next_poll_at - desk.sitrep.now() < timedelta(seconds=70)
    assert (first.created, first.problem) == (1, "1 page still to be fetched")
    assert (second.created, second.problem) == (1, None)


def test_given_a_slow_feed_when_polled_then_its_items_count_as_received_when_they_came(desk: Desk) -> None:
    def answer(_asked: Asked) -> bytes:
        desk.clock.time += timedelta(minutes=1)
        return reply(rss(entry(1)))

    desk.answers["/feed"] = answer

    poll = desk.feeds.poll(desk.add().id)

    [stored] = desk.sitrep.store.items_on(date(2024, 10, 28), UTC_ZONE)
    assert stored.sighting.received_at - poll.at > timedelta(minutes=1)


def test_given_a_server_that_says_unchanged_of_what_was_never_read_when_polled_then_the_feed_fails(desk: Desk) -> None:
    desk.says(b"", status="304 Not Modified")

    poll = desk.feeds.poll(desk.add().id)

    assert (poll.outcome, poll.problem) == (Outcome.FAILED, f"{desk.site.url('/feed')} answered 304 Not Modified")


def test_given_a_store_that_takes_nothing_when_polled_then_the_feed_is_not_blamed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_given: object) -> None:
        raise StoreError("the disk is full")

    desk.says(rss(entry(1)))
    desk.add()
    monkeypatch.setattr(desk.sitrep.store.feeds, "record", full)

    for _ in range(2):
        with pytest.raises(StoreError, match="the disk is full"):
            desk.feeds.poll_due(desk.sitrep.now())

    assert (caplog.text, len(desk.site.asked)) == ("", 1)  # for a minute nobody is asked for what cannot be kept


def test_given_two_feeds_of_one_publisher_when_polled_then_a_shared_item_is_kept_once(desk: Desk) -> None:
    desk.says(rss(entry(1)), "/politics")
    desk.says(rss(entry(1, "Other words.")), "/world")
    polls = [desk.feeds.poll(desk.add(path, name=path).id) for path in ("/politics", "/world")]

    assert [poll.created for poll in polls] == [1, 0]
    [stored] = desk.sitrep.store.items_on(date(2024, 10, 28), UTC_ZONE)
    assert stored.item.text == "Troops moved."
    assert [seen.source for seen in desk.sitrep.store.sightings(stored.item.id)] == ["/politics", "/world"]


@pytest.mark.parametrize("url", ["http://10.0.0.1/feed", "ftp://news.example/feed", "http://u@news.example/", "feed"])
def test_given_an_address_that_is_never_asked_when_added_then_it_is_refused(desk: Desk, url: str) -> None:
    with pytest.raises(EgressRefusedError):
        desk.feeds.add(url, name=None, timezone=None, full_text=False)


def test_given_an_unknown_zone_when_added_then_it_is_refused(desk: Desk) -> None:
    with pytest.raises(UnknownTimezoneError):
        desk.add(timezone="Mars/Olympus")


def test_given_a_removed_feed_when_polled_then_it_is_unknown(desk: Desk) -> None:
    feed = desk.add()
    desk.feeds.remove(feed.id)

    with pytest.raises(NotFoundError):
        desk.feeds.poll(feed.id)


def test_given_a_list_when_imported_and_exported_then_the_feeds_come_back_and_refusals_are_named(desk: Desk) -> None:
    kept = desk.add("/feed", name="Mine", full_text=True)
    urls = {"/feed": "Other", "/second": "Second"}
    outlines = "".join(f'<outline text="{name}" xmlUrl="{desk.site.url(path)}"/>' for path, name in urls.items())
    outlines += f'<outline text="Again" xmlUrl="{desk.site.url("/second")}#top"/>'
    data = f'<opml version="2.0"><body>{outlines}<outline text="Bad" xmlUrl="http://10.0.0.1/"/></body></opml>'

    done = desk.feeds.import_list(data.encode())

    assert (done.added, done.existing, [one.name for one in done.refused]) == (1, 2, ["Bad"])
    assert "private" in done.refused[0].reason
    assert desk.sitrep.store.feeds.feed(kept.id).name == "Mine"
    exported = read_opml(desk.feeds.export_list().encode())
    assert [(one.url, one.name) for one in exported] == [
        (desk.site.url("/feed"), "Mine"),
        (desk.site.url("/second"), "Second"),
    ]
    with pytest.raises(InvalidFeedError):
        desk.feeds.import_list(b"words")


def test_given_names_that_are_no_feeds_when_polled_then_nothing_of_them_stays(desk: Desk) -> None:
    for number in range(20):
        with pytest.raises(NotFoundError):
            desk.feeds.poll(f"feed_{number}")

    assert desk.feeds._polling == {}
