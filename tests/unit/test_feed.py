"""RSS, Atom and JSON Feed become items; what cannot be read is said, and nothing is made up."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from news.errors import InvalidFeedError, ParserLimitError
from news.feed import MAX_ENTRIES, read_feed
from news.feeds.feed_dates import read_published
from news.feeds.feed_entry import FeedEntry, ParsedFeed
from news.feeds.feeds_bounded import FEED_LIMITS, read_feed_bounded, read_opml_bounded, read_page_bounded
from news.feeds.opml import Outline, read_opml, write_opml
from news.item import Kind, content_id
from tests.unit.test_argument import COLUMN

URL = "https://news.example/feeds/all.xml"
NOW = datetime(2024, 10, 29, 12, tzinfo=UTC)
KYIV = ZoneInfo("Europe/Kyiv")


def read(data: bytes | str, url: str = URL, zone: ZoneInfo | None = None) -> ParsedFeed:
    raw = data.encode() if isinstance(data, str) else data
    return read_feed(raw, url=url, charset=None, zone=zone, now=NOW)


def rss(*entries: str, channel: str = "<title>Harbour Post</title><link>/home</link>") -> str:
    namespaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    items = "".join(f"<item>{entry}</item>" for entry in entries)
    return f'<?xml version="1.0"?><rss version="2.0" {namespaces}><channel>{channel}{items}</channel></rss>'


def one(entry: str, **arguments: str) -> FeedEntry:
    [found] = read(rss(entry), **arguments).entries
    return found


ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">
<title type="html">Harbour &amp;amp; Coast</title><link href="https://news.example/"/>
<at:deleted-entry ref="tag:news.example,2024:2" when="2024-10-28T10:00:00Z"/>
<entry><id>tag:news.example,2024:1</id><title>Ford falls</title><link href="/a/1"/>
<published>2024-10-28T08:00:00+02:00</published><updated>2024-10-28T09:00:00+02:00</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The ford <b>fell</b>.</p>
<p>It rained.</p></div></content>
</entry></feed>"""
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Harbour Post",
    "home_page_url": "https://news.example/",
    "items": [
        {
            "id": 7,
            "url": "https://news.example/a/1",
            "title": "Ford falls",
            "content_html": "<p>The ford <b>fell</b>.</p><p>It rained.</p>",
            "date_published": "2024-10-28T08:00:00+02:00",
        },
        "no item",
    ],
}


def test_given_the_three_formats_when_read_then_the_items_say_the_same() -> None:
    whole = "<content:encoded><![CDATA[<p>The ford <b>fell</b>.</p><p>It rained.</p>]]></content:encoded>"
    dated = "<pubDate>Mon, 28 Oct 2024 08:00:00 +0200</pubDate>"
    feeds = [
        read(rss(f"<title>Ford falls</title><link>/a/1</link><guid>7</guid>{dated}{whole}")),
        read(ATOM),
        read(json.dumps(JSON_FEED)),
    ]

    for feed in feeds:
        [entry] = feed.entries
        item = entry.item
        assert (item.headline, item.text) == ("Ford falls", "The ford fell.\n\nIt rained.")
        assert (item.url, item.kind) == ("https://news.example/a/1", Kind.ARTICLE)
        assert item.published_at == datetime(2024, 10, 28, 6, tzinfo=UTC)
        assert (entry.partial, entry.problem, item.end) == (False, None, len(item.text))
    assert [feed.title for feed in feeds] == ["Harbour Post", "Harbour & Coast", "Harbour Post"]
    assert [feed.site_url for feed in feeds] == ["https://news.example/home", *["https://news.example/"] * 2]
    assert feeds[2].problem == "1 of its items are no objects"
    assert feeds[1].taken_back == (content_id("item", "guid", "news.example", "tag:news.example,2024:2"),)


def test_given_a_feed_when_read_in_a_child_then_the_answer_is_the_same() -> None:
    data = rss("<title>Ford falls</title><pubDate>Mon, 28 Oct 2024 08:00</pubDate>", "").encode()

    bounded = read_feed_bounded(data, url=URL, charset=None, zone=KYIV, now=NOW)

    assert bounded == read_feed(data, url=URL, charset=None, zone=KYIV, now=NOW)
    assert bounded.entries[0].item.published_at == datetime(2024, 10, 28, 6, tzinfo=UTC)
    assert bounded.problem == "an entry was left out: it has neither headline nor text"


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("<guid>1</guid><title>A</title>", "<guid>1</guid><title>B</title><link>/b</link>", True),
        ("<guid>1</guid><title>A</title>", "<guid>2</guid><title>A</title>", False),
        ("<guid>https://x.org/a#1</guid><title>A</title>", "<guid>https://x.org/a#2</guid><title>B</title>", True),
        ("<link>/a?utm_source=rss</link><title>A</title>", "<link>/a/?fbclid=x#top</link><title>B</title>", True),
        ("<link>/a?id=1</link><title>A</title>", "<link>/a?id=2</link><title>A</title>", False),
        ("<title>A</title>", "<title>A</title>", True),
        ("<title>A</title>", "<title>B</title>", False),
    ],
)
def test_given_an_entry_seen_again_when_read_then_its_id_tells_whether_it_is_the_same_item(
    first: str, second: str, same: bool
) -> None:
    assert (one(first).item.id == one(second).item.id) is same


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ("<title>Ford falls</title><description>Rebels seized the ford on Monday.</description>", Kind.ARTICLE),
        ("<title>Hold it</title><category>Opinion</category><description>Hold the ford.</description>", Kind.OPINION),
        ("<title>Hold it</title><link>/opinion/ford</link><description>Hold the ford.</description>", Kind.OPINION),
        ("<title>Opinion: hold the ford</title><description>It is ours.</description>", Kind.OPINION),
        (f"<title>The ferry is our shame</title><description>{COLUMN}</description>", Kind.OPINION),
        ("<title>Opinion: hold the ford</title>", Kind.HEADLINE),
    ],
)
def test_given_an_entry_when_it_is_called_an_opinion_or_argues_then_its_kind_is_one(entry: str, kind: Kind) -> None:
    assert one(entry).item.kind is kind


def test_given_another_publishers_guid_when_read_then_it_is_another_item() -> None:
    entry = "<guid>tag:wire.example,2024:1</guid><title>A</title>"

    assert one(entry).item.id != one(entry, url="https://other.example/feed").item.id


def test_given_entries_that_share_guid_and_link_when_read_then_all_of_them_are_kept() -> None:
    entries = [f"<guid>https://news.example/</guid><link>https://news.example/</link><title>{n}</title>" for n in "ABC"]

    found = read(rss(*entries, entries[0])).entries

    assert [entry.item.headline for entry in found] == ["A", "B", "C"]


def test_given_an_entry_without_guid_and_link_when_read_then_it_is_the_item_that_was_posted() -> None:
    assert one("<title>Voters queue</title><description>They vote.</description>").item.id == content_id(
        "item", "", "Voters queue", "They vote."
    )


@pytest.mark.parametrize(
    ("summary", "text", "truncated"),
    [
        ("They vote.", "They vote.", False),
        ("They vote in …", "They vote in …", True),
        ("They vote in [&amp;#8230;]", "They vote in […]", True),
        ("They vote. Read more", "They vote.", True),
        ("They vote. Continue reading A day at the polls →", "They vote.", True),
        ("&lt;p&gt;They vote.&lt;/p&gt;&lt;p&gt;The post X first appeared on Y.&lt;/p&gt;", "They vote.", False),
        ("Read more", "Read more", False),
    ],
)
def test_given_a_summary_when_read_then_what_its_publisher_cut_is_told(
    summary: str, text: str, truncated: bool
) -> None:
    entry = one(f"<title>Voters queue</title><link>/a</link><description>{summary}</description>")

    assert (entry.item.text, entry.item.truncated) == (text, truncated)
    assert entry.item.kind is (Kind.TEASER if truncated else Kind.ARTICLE)
    assert entry.partial


@pytest.mark.parametrize("link", ["javascript:alert(1)", "https://news.example:65536/ford"])
def test_given_hostile_markup_when_read_then_text_is_left_and_links_are_of_the_web(link: str) -> None:
    entry = one(
        f"<title>&lt;img src=x onerror=alert(1)&gt;Ford \u202efalls</title><link>{link}</link>"
        "<description>&lt;script&gt;x()&lt;/script&gt;&lt;p onclick=x&gt;Words &lt;style&gt;p{}&lt;/style&gt;"
        "</description>"
    )

    assert (entry.item.headline, entry.item.text, entry.item.url) == ("Ford falls", "Words", None)


def test_given_an_external_entity_when_read_then_no_file_is_opened() -> None:
    doctype = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    data = rss("<title>a&x;b</title>").replace("<rss", doctype + "<rss")

    assert "root" not in str(read(data))


@pytest.mark.parametrize(
    ("headline", "retracted"), [("RETRACTED: Ford falls", True), ("Troops withdrawn from the ford", False)]
)
def test_given_a_headline_when_it_says_retracted_then_the_entry_does(headline: str, retracted: bool) -> None:
    assert one(f"<title>{headline}</title>").retracted is retracted


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "iso-8859-2", "koi8-r"])
def test_given_a_charset_when_read_then_the_words_come_out(encoding: str) -> None:
    words = {"iso-8859-2": "Łódź głosuje", "koi8-r": "Выборы"}.get(encoding, "Łódź 選挙")
    declared = encoding.removesuffix("-sig").removesuffix("-le")
    data = rss(f"<title>{words}</title>").replace('"1.0"', f'"1.0" encoding="{declared}"').encode(encoding)

    assert read(data).entries[0].item.headline == words


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"words", "neither RSS nor Atom nor JSON Feed"),
        (
            b'<html><link rel="alternate" type="application/atom+xml" href="/f.xml"></html>',
            "offers https://news.example/f",
        ),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, "binary"),
        (b"{broken", "is none"),
        (b"{}", "no JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": 3}', "no list of items"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"9" * 5000 + b"}", "is none"),
        (b"\xff\xfe<\x00r", "utf-16"),
        (rss("x").replace("<item>", "<item " + " ".join(f'a{n}="1"' for n in range(500)) + ">").encode(), "attributes"),
        (b"x" * (9 << 20), "at most"),
    ],
)
def test_given_what_is_no_feed_when_read_then_the_error_says_why(data: bytes, words: str) -> None:
    with pytest.raises(InvalidFeedError, match=words):
        read(data)


def test_given_broken_xml_when_read_then_it_is_read_as_far_as_it_goes_and_said() -> None:
    feed = read(rss("<title>A</title>", "<title>B & C</title>")[:-20])

    assert [entry.item.headline for entry in feed.entries] == ["A", "B & C"]
    assert "the XML is broken" in str(feed.problem)


def test_given_too_many_entries_when_read_then_the_first_are_and_it_is_said() -> None:
    feed = read(rss(*(f"<title>{n}</title>" for n in range(MAX_ENTRIES + 1))))

    assert len(feed.entries) == MAX_ENTRIES
    assert feed.problem == f"{MAX_ENTRIES + 1} entries; the first {MAX_ENTRIES} were read"


def test_given_an_entry_that_cannot_be_held_when_read_then_the_others_are() -> None:
    nested = "&lt;div&gt;" * 30_000
    feed = read(rss(f"<title>A</title><description>{nested}</description>", "<title>B</title>"))

    assert [entry.item.headline for entry in feed.entries] == ["B"]
    assert "tags that are never closed" in str(feed.problem)


NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("words", "zone", "hour"),
    [
        ("Mon, 28 Oct 2024 08:00:00 +0200", None, "06:00"),
        ("Mon, 28 Oct 2024 08:00:00 GMT", None, "08:00"),
        ("28 Oct 24 08:00 EST", None, "13:00"),
        ("Monday, 28-October-2024 08:00:00 PDT", None, "15:00"),
        ("Mon, 28 Oct 2024 08:00:00 GMT+02:00", None, "06:00"),
        ("Mon, 28 Oct 2024 08:00:00 -0000 (UTC)", None, "08:00"),
        ("2024-10-28T08:00:00Z", None, "08:00"),
        ("2024-10-28t08:00:00.123456+05:30", None, "02:30"),
        ("2024-10-28 08:00:60 +01:00", None, "07:00"),
        ("2024-10-28T08:00", KYIV, "06:00"),
        ("Mon, 28 Oct 2024 08:00:00", NEW_YORK, "12:00"),
        ("Mon, 28 Oct 2024 08:00:00 IST", ZoneInfo("Asia/Kolkata"), "02:30"),
        ("Mon, 28 Oct 2024 08:00:00 EST", KYIV, "13:00"),
    ],
)
def test_given_a_date_with_its_zone_when_read_then_the_instant_is_known(
    words: str, zone: ZoneInfo | None, hour: str
) -> None:
    read = read_published(words, zone, NOW)

    assert read.problem is None
    assert f"{read.at:%Y-%m-%d %H:%M}" == f"2024-10-28 {hour}"


@pytest.mark.parametrize(
    ("words", "zone", "why"),
    [
        ("soon", None, "cannot be read"),
        ("Mon, 28 Oct 2024 08:00:00", None, "names no time zone"),
        ("Mon, 28 Oct 2024 08:00:00 IST", None, "no one meaning"),
        ("Mon, 28 Oct 2024 08:00:00 IST", KYIV, "does not have then"),
        ("Mon, 28 Okt 2024 08:00:00 +0200", None, "names no month"),
        ("Mon, 30 Feb 2024 08:00:00 +0200", None, "none of the calendar"),
        ("2024-10-28T25:00:00Z", None, "none of the calendar"),
        ("2024-10-28", None, "a day without a time"),
        ("28 Oct 2024", None, "a day without a time"),
        ("1970-01-01T00:00:00Z", None, "before 1990"),
        ("0001-01-01T00:00:00+14:00", None, "none of the calendar"),
        ("2024-11-28T08:00:00Z", None, "in the future"),
        ("2024-10-28T08:00:00+99:00", None, "which no place has"),
        ("2024-11-03T01:30:00", NEW_YORK, "an hour that America/New_York had twice"),
        ("2024-03-10T02:30:00", NEW_YORK, "had not at all"),
        ("1730100000", None, "cannot be read"),
    ],
)
def test_given_a_date_that_is_unclear_when_read_then_it_stays_unknown_and_says_why(
    words: str, zone: ZoneInfo | None, why: str
) -> None:
    now = datetime(2024, 11, 5, tzinfo=UTC) if "11-03" in words else NOW
    read = read_published(words, zone, now)

    assert read.at is None
    assert why in str(read.problem)


def test_given_no_date_when_read_then_there_is_neither_an_instant_nor_a_problem() -> None:
    assert (read_published(None, None, NOW).at, read_published(" ", None, NOW).problem) == (None, None)


def test_given_feeds_when_written_as_opml_and_read_then_they_are_the_same() -> None:
    outlines = (Outline("https://news.example/?a=1&b=2", 'Harbour "Post" <b>'), Outline("https://x.example/", None))

    written = write_opml(outlines, "Desk & more\x00", NOW)

    assert read_opml(written.encode()) == (outlines[0], Outline("https://x.example/", "https://x.example/"))
    assert read_opml_bounded(written.encode()) == read_opml(written.encode())


def test_given_folders_and_doubles_when_opml_is_read_then_each_feed_comes_once() -> None:
    inner = '<outline text="B" xmlURL="https://b.example/"/>'
    data = f'<opml><body><outline text="Folder">{inner}<outline text="no feed"/></outline>{inner}</body></opml>'

    assert read_opml(data.encode("utf-16")) == (Outline("https://b.example/", "B"),)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no well-formed XML"),
        (b"<opml>", "no well-formed XML"),
        (b"<rss/>", "'rss'"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><opml/>', "document type"),
        (b"\x00\xd8", "NUL|well-formed"),
        (b"<opml>" + b'<outline xmlUrl="https://a.example/%d"/>' * 2 + b"</opml>", ""),
    ],
)
def test_given_what_is_no_list_when_opml_is_read_then_the_error_says_why(data: bytes, words: str) -> None:
    if not words:
        many = "".join(f'<outline xmlUrl="https://a.example/{n}"/>' for n in range(2001))
        data, words = f"<opml>{many}</opml>".encode(), "2001 feeds"

    with pytest.raises(InvalidFeedError, match=words):
        read_opml(data)


def test_given_a_page_when_read_in_a_child_then_its_article_comes_without_what_stands_around() -> None:
    paragraphs = [f"Sentence number {n} tells at some length what happened at the ford that day." for n in range(5)]
    told = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    page = f"<html><body><nav><a href='/'>Home</a></nav><article>{told}</article><footer>Imprint</footer></body></html>"

    assert read_page_bounded(page.encode(), url=URL, charset=None).split("\n\n") == paragraphs


def test_given_a_child_that_runs_past_a_limit_when_a_feed_is_read_then_the_error_names_it() -> None:
    from dataclasses import replace

    with pytest.raises(ParserLimitError, match=r"longer than 0\.01 s"):
        read_feed_bounded(
            rss("<title>A</title>").encode(), url=URL, charset=None, zone=None, now=NOW,
            limits=replace(FEED_LIMITS, wall_s=0.01, cpu_s=0),
        )  # fmt: skip


def test_given_half_a_surrogate_pair_in_every_string_when_read_then_all_can_be_kept() -> None:
    half = "half \ud800"
    entry = {"id": half, "url": "https://news.example/\ud800", "title": f"Ford falls, {half}", "content_text": half}
    entry |= {"date_published": half, "authors": [{"name": half}]}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": half, "home_page_url": URL + half, "items": [entry]}

    found = read(json.dumps(feed))

    [told] = found.entries
    assert told.item.headline.startswith("Ford falls")
    assert told.item.url is None
    for said in (
        found.title,
        found.site_url,
        found.problem,
        told.item.headline,
        told.item.text,
        told.item.outlet,
        told.problem,
    ):
        (said or "").encode()
