"""Feeds, calendar and ninjs of a brief, read back by the parsers that others use. All formats say the same thing."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import feedparser
import icalendar
import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.summarizer import summarize
from news.brief import Brief, BriefSentence, Citation, compose
from news.briefing.format_calendar import brief_to_calendar
from news.briefing.format_feeds import FeedPlace, brief_to_atom, brief_to_json_feed
from news.briefing.format_html import brief_to_html
from news.briefing.format_ninjs import NinjsItem, Subject, brief_to_ninjs, item_to_ninjs
from news.briefing.formats import brief_to_markdown, brief_to_text
from news.briefing.notices import ClosedStory, CorrectionNotice
from news.briefing.ranking import LabelledItem
from news.briefing.wording import progress
from news.item import Kind
from serving.views import Palette
from serving.web.brief_view import brief_page
from tests.fakes import TAXONOMY
from tests.invented import BARE, DAY, DEBATE, FORD_A, FORD_B, THEMES, labelled

NOON = datetime(2024, 10, 28, 12, tzinfo=UTC)
BASE = "https://sitrep.example"
PLACE = FeedPlace(f"{BASE}/feed?a=1&format=atom", f"{BASE}/page", lambda item: f"{BASE}/items/{item}")
# What ninjs 2.1 asks of the properties that are written here, after its schema: no other property anywhere, URIs
# and times in their formats.
_TEXTS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["value"],
        "additionalProperties": False,
        "properties": {n: {"type": "string"} for n in ("role", "contenttype", "value")}
        | {n: {"type": "number"} for n in ("charcount", "wordcount")},
    },
}
_URI, _TIME = {"type": "string", "format": "uri"}, {"type": "string", "format": "date-time"}
_NAMED: dict[str, Any] = {n: {"type": "string"} for n in ("name", "rel", "role", "literal", "creator")} | {"uri": _URI}
_NINJS: dict[str, Any] = {
    "type": "object",
    "required": ["uri"],
    "additionalProperties": False,
    "properties": {
        "uri": _URI,
        "type": {"enum": ["text", "audio", "video", "picture", "graphic", "composite", "component"]},
        "representationtype": {"enum": ["full", "partial"]},
        "pubstatus": {"enum": ["usable", "withheld", "canceled"]},
        **{name: {"type": "string"} for name in ("profile", "version", "language", "title", "name")},
        **dict.fromkeys(("versioncreated", "contentcreated"), _TIME),
        **dict.fromkeys(("descriptions", "bodies", "headlines"), _TEXTS),
        "subjects": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": _NAMED | {"confidence": {"type": "integer", "minimum": 0, "maximum": 100}},
            },
        },
        **{
            name: {"type": "array", "items": {"type": "object", "additionalProperties": False, "properties": _NAMED}}
            for name in ("infosources", "events")
        },
        "altids": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {n: {"type": "string"} for n in ("role", "value")},
            },
        },
        "standard": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"name": {"const": "ninjs"}, "version": {"const": "2.1"}, "schema": _URI},
        },
        "associations": {"type": "array", "items": {"$ref": "#", "required": ["name", "uri"]}},
    },
}
NINJS = jsonschema_rs.Draft202012Validator(_NINJS, validate_formats=True)


def brief_of(*items: LabelledItem) -> Brief:
    day = date(2024, 10, 28)
    return compose(day, "America/New_York", items, THEMES, summarize, model="2026-11-22.1", taxonomy="2026.1")


def full() -> Brief:
    """A brief in which everything there is occurs."""
    bare = brief_of(
        *DAY,
        labelled(
            "toll",
            "Toll at Tarmouk reaches 18",
            "The army said 18 soldiers were killed when the garrison at the river ford of Tarmouk fell to rebels.",
            {"foreign_conflict": 0.9},
            outlet="Gazette",
        ),
    )
    notice = CorrectionNotice(
        "x", "Old <headline>", "Ledger", "2024-10-27", "edited", ("It was 4.",), ("It was 5.",), "t"
    )
    gone = replace(notice, kind="retracted", told=(), now=())
    theme = bare.themes[0]
    story = replace(theme.stories[0], state="developing", told_in="2024-10-27", new_facts=("18 soldiers", "Tarmouk"))
    footer = replace(bare.footer, dropped=3, repeated=2, feeds_down=("Wire",), unsorted=2)
    return replace(
        bare,
        themes=(replace(theme, stories=(story, *theme.stories[1:])), *bare.themes[1:]),
        closed=(ClosedStory("s", "An old matter", "2024-10-27"),),
        corrections=(notice, gone),
        footer=footer,
    )


def subjects() -> list[tuple[Subject, float]]:
    return [(Subject("Foreign conflict", "https://example.org/themes/fc", ("medtop:16000000",)), 0.97)]


def flat(text: str) -> str:
    return " ".join(text.split())


class Words(HTMLParser):
    """The words of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))


def test_given_a_brief_when_dressed_in_every_format_then_all_say_the_same() -> None:
    brief = full()
    items = {one.item.id: NinjsItem(one.item, NOON, "en", subjects()) for one in DAY}

    dressed = {
        "text": brief_to_text(brief),
        "markdown": brief_to_markdown(brief, PLACE.item_url).replace("\\", ""),
        "html": "".join(Words(brief_to_html(brief, PLACE.item_url)).words),
        "atom": " ".join(
            entry.title + " " + "".join(Words(entry.content[0].value).words)
            for entry in feedparser.parse(brief_to_atom(brief, PLACE, NOON)).entries
        ),
        "jsonfeed": " ".join(
            f"{item['title']} {item['content_text']}"
            for item in json.loads(brief_to_json_feed(brief, PLACE, NOON))["items"]
        ),
        "ninjs": " ".join(
            value["value"]
            for record in [brief_to_ninjs(brief, items, PLACE.item_url, f"{BASE}/b", NOON)]
            for value in record["bodies"] + record["descriptions"]
        ),
    }

    told = [s.text for theme in brief.themes for story in theme.stories for s in story.sentences]
    told += [story.headline for theme in brief.themes for story in theme.stories]
    told += [
        "Developing, told last on 2024-10-27; new: 18 soldiers, Tarmouk",
        "Disputed figures: “18 soldiers were killed",
    ]
    told += [
        "single source: Ledger",
        "Items read: 12",
        "Feeds down: Wire.",
        "2 items are in no story and not told: nothing can be written, the disk may be full.",
        "“It was 4.” Ledger has changed these words",
    ]
    told += ["“Old <headline>”, which Ledger has withdrawn since."]
    for name, text in dressed.items():
        plain = re.sub(r"\s?(\[\d+\])+(\(\S+\))?", "", flat(text))
        missing = [words for words in told if flat(words) not in plain]
        assert missing == [], name
        if name != "ninjs":
            assert "An old matter (told on 2024-10-27)" in plain, name


@pytest.mark.parametrize(("why", "said"), [((), "New"), (("2 outlets", "day 4"), "Not told before")])
def test_given_a_story_that_was_never_told_when_shown_then_an_old_one_is_not_called_new(
    why: tuple[str, ...], said: str
) -> None:
    story = full().themes[0].stories[0]

    assert progress(replace(story, state="new", why=why)) == said


def test_given_a_listed_item_without_an_outlet_when_shown_then_every_format_names_who_brought_it() -> None:
    brief = brief_of(labelled("board", "The harbour board met"))
    words = "The harbour board met (The Morning Desk)"

    assert f"- {words}" in brief_to_text(brief)
    assert words in "".join(Words(brief_to_html(brief, PLACE.item_url)).words)
    assert words in re.sub(r"[\[\]]|\]?\(http[^)]*\)", "", brief_to_markdown(brief, PLACE.item_url))


@pytest.mark.parametrize("headline", ["Leave the ford", "Opinion: Leave the ford"])
def test_given_an_opinion_when_listed_in_a_feed_then_it_is_called_so_once(headline: str) -> None:
    opinion = labelled("op", headline, "They should go.", {"elections": 0.9}, kind=Kind.OPINION)

    text = brief_to_json_feed(brief_of(*DAY, opinion), PLACE, NOON)

    assert "Opinion: Leave the ford (" in text
    assert "Opinion: Opinion:" not in text


def test_given_an_opinion_when_shown_then_every_format_and_the_page_name_who_wrote_it_and_where() -> None:
    text = "Nobody held the ford, and nobody will, argues Ada Lund in The Lodestar."
    opinion = labelled("op", "Leave the ford", text, {"elections": 0.9}, kind=Kind.OPINION)
    brief = brief_of(opinion)
    words = "Leave the ford (Ada Lund, The Lodestar)"

    assert f"- {words}" in brief_to_text(brief)
    assert words in "".join(Words(brief_to_html(brief, PLACE.item_url)).words)
    assert words in re.sub(r"[\[\]]|\]?\(http[^)]*\)", "", brief_to_markdown(brief, PLACE.item_url))
    assert words in brief_to_atom(brief, PLACE, NOON)
    assert words in brief_to_json_feed(brief, PLACE, NOON)
    assert words in str(brief_to_ninjs(brief, {}, PLACE.item_url, f"{BASE}/b", NOON))
    [link] = brief_page(brief, Palette(TAXONOMY)).opinions
    assert (link.headline, link.outlet) == ("Leave the ford", "Ada Lund, The Lodestar")


def test_given_an_event_with_the_zone_of_its_hour_when_shown_then_it_stands_by_the_hour_everywhere() -> None:
    headline = "10 a.m. ET: The harbor board meets at Pier 4"
    event = labelled("e", headline, kind=Kind.EVENT, starts_at="2024-10-29T10:00", starts_text="10 a.m.")
    brief = brief_of(event)
    words = "2024-10-29 10:00 ET: The harbor board meets at Pier 4"

    assert words in brief_to_text(brief)
    assert words.replace(":00 ET:", ":00 ET") in "".join(Words(brief_to_html(brief, PLACE.item_url)).words)
    assert "10:00 ET** [The harbor board" in brief_to_markdown(brief, PLACE.item_url)
    assert words in brief_to_atom(brief, PLACE, NOON)
    assert words in brief_to_json_feed(brief, PLACE, NOON)
    assert words in str(brief_to_ninjs(brief, {}, PLACE.item_url, f"{BASE}/b", NOON))
    assert "Time as announced: 2024-10-29 10:00 ET" in brief_to_calendar(brief, PLACE.item_url, NOON)
    [[shown]] = [day.events for day in brief_page(brief, Palette(TAXONOMY)).agenda]
    assert (shown.time, shown.link.headline) == ("10:00 ET", "The harbor board meets at Pier 4")


def test_given_a_brief_when_written_as_atom_then_a_feed_reader_finds_every_story() -> None:
    brief = full()

    feed = feedparser.parse(brief_to_atom(brief, PLACE, NOON))

    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.updated == "2024-10-28T12:00:00Z"
    assert {link.rel: link.href for link in feed.feed.links} == {"self": PLACE.feed_url, "alternate": PLACE.page_url}
    stories = [story for theme in brief.themes for story in theme.stories]
    assert [e.title for e in feed.entries if e.get("tags")] == [story.headline for story in stories]
    ids = [entry.id for entry in feed.entries]
    assert len(set(ids)) == len(ids)
    assert ids == [e.id for e in feedparser.parse(brief_to_atom(brief, PLACE, NOON.replace(hour=13))).entries]


def test_given_hostile_words_when_written_as_atom_then_the_feed_is_well_formed() -> None:
    item = labelled("x", "A ]]> <b>&amp;\x00\ufffe\x1b[31m", "It <script>alert(1)</script> broke.", {"elections": 0.9})

    feed = feedparser.parse(brief_to_atom(brief_of(item), PLACE, NOON))

    assert not feed.bozo
    assert "<script" not in feed.entries[1].content[0].value


def test_given_a_brief_when_written_as_json_feed_then_it_has_what_version_1_1_asks_for() -> None:
    record = json.loads(brief_to_json_feed(full(), PLACE, NOON))

    assert record["version"] == "https://jsonfeed.org/version/1.1"
    for item in record["items"]:
        assert item["id"].startswith("urn:uuid:")
        assert item["content_html"]
        assert item["url"].startswith(BASE)
        assert datetime.fromisoformat(item["date_published"]) == NOON


def test_given_an_agenda_when_written_as_a_calendar_then_events_have_the_times_that_were_printed() -> None:
    day = labelled(
        "day", "Runoff, of all; things\\", "It is held\nin two states.", kind=Kind.EVENT, starts_at="2024-11-01"
    )
    text = brief_to_calendar(brief_of(*DAY, day), PLACE.item_url, NOON)

    calendar = icalendar.Calendar.from_ical(text)

    timed, whole = sorted(calendar.walk("VEVENT"), key=lambda event: str(event["DTSTART"].dt))
    assert timed["DTSTART"].to_ical() == b"20241029T190000"  # no zone was printed, and none is made up
    assert whole["DTSTART"].dt == date(2024, 11, 1)
    assert str(timed["SUMMARY"]) == DEBATE.item.headline
    assert str(whole["SUMMARY"]) == "Runoff, of all; things\\"
    assert str(whole["DESCRIPTION"]) == "It is held\nin two states.\nThe Morning Desk"
    assert "The defence committee meets soon (The Morning Desk) (soon)" in str(calendar["DESCRIPTION"])
    assert not [error for event in calendar.walk() for error in event.errors]


def test_given_no_events_when_written_as_a_calendar_then_it_has_a_component_as_the_standard_asks() -> None:
    calendar = icalendar.Calendar.from_ical(brief_to_calendar(brief_of(), PLACE.item_url, NOON))

    [zone] = calendar.subcomponents
    assert (zone.name, zone["TZID"], zone.to_tz().utcoffset(NOON)) == ("VTIMEZONE", "UTC", timedelta(0))


def test_given_the_same_event_in_two_editions_when_written_as_calendars_then_its_uid_stays() -> None:
    again = replace(DEBATE, item=replace(DEBATE.item, id="another", source="Another Desk"))

    uids = [
        [str(event["UID"]) for event in icalendar.Calendar.from_ical(text).walk("VEVENT")]
        for text in (brief_to_calendar(brief_of(one), PLACE.item_url, NOON) for one in (DEBATE, again))
    ]

    assert uids[0] == uids[1]
    assert len(uids[0]) == 1


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_given_a_headline_of_several_lines_when_written_as_a_calendar_then_it_announces_one_event(end: str) -> None:
    words = end.join(["Talk", "END:VEVENT", "BEGIN:VEVENT", "SUMMARY:Forged\u202e"])
    event = labelled("e", words, f"It is said{end}BEGIN:VALARM", kind=Kind.EVENT, starts_at="2024-10-29")

    text = brief_to_calendar(brief_of(event), PLACE.item_url, NOON)

    lines = "\n".join(text.splitlines()).replace("\n ", "").split("\n")  # as readers that end lines as Unicode does
    assert [line for line in lines if line.startswith(("BEGIN:", "END:"))] == [
        *("BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR"),
    ]
    assert [line for line in lines if line.startswith("SUMMARY:") and "Forged" in line and "\u202e" not in line]


@given(st.text(min_size=1, max_size=200))
@settings(max_examples=60)
def test_given_any_headline_when_folded_then_lines_are_short_and_it_reads_back(words: str) -> None:
    event = labelled("e", "Talk " + words, kind=Kind.EVENT, starts_at="2024-10-29")

    raw = brief_to_calendar(brief_of(event), PLACE.item_url, NOON).encode("utf-8", "replace")

    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    [read] = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    printable = re.compile(r"[^\x00-\x1f\x7f]+")
    assert "".join(printable.findall(str(read["SUMMARY"]))).split()[0] == "Talk"


@pytest.mark.parametrize("found", DAY, ids=lambda one: one.item.id)
def test_given_an_item_when_written_as_ninjs_then_it_keeps_to_the_schema(found: LabelledItem) -> None:
    record = item_to_ninjs(NinjsItem(found.item, NOON, "en", subjects()), PLACE.item_url)

    NINJS.validate(record)
    assert record["subjects"][1]["uri"] == "http://cv.iptc.org/newscodes/mediatopic/16000000"
    assert record["altids"] == [{"role": "publisher", "value": found.item.url}]


def test_given_a_brief_when_written_as_ninjs_then_its_items_are_associations() -> None:
    brief = full()
    items = {one.item.id: NinjsItem(one.item, NOON, "und", ()) for one in DAY}

    record = brief_to_ninjs(brief, items, PLACE.item_url, f"{BASE}/v1/briefs/2024-10-28", NOON)

    NINJS.validate(record)
    assert FORD_A.item.id in {association["name"] for association in record["associations"]}
    assert "language" not in record["associations"][0]


def test_given_a_brief_when_dressed_for_mail_then_nothing_runs_and_nothing_is_fetched() -> None:
    page = Words(brief_to_html(full(), PLACE.item_url))

    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "style", "link", "img", "iframe", "form", "object"})
    for tag, attributes in page.tags:
        names = dict(attributes)
        assert not any(name.startswith("on") for name in names)
        assert (names.get("href") or "https:").startswith(("https:", "#"))
        if tag in {"h1", "h2", "h3", "p", "ul", "li", "td"}:
            assert names.get("style"), tag


def test_given_a_story_told_by_headlines_when_written_as_plain_text_then_each_stands_once_and_alone() -> None:
    items = [FORD_A, FORD_B, BARE]
    chosen = compose(date(2024, 10, 28), "UTC", items, THEMES, summarize, model="m", taxonomy="t")
    ford, bare = chosen.themes[0].stories
    whole = ford.sentences[0]
    headline = FORD_B.item.headline
    fact = BriefSentence(headline, (Citation("ford-b", "headline", 0, len(headline)),))
    theme = replace(chosen.themes[0], stories=(replace(ford, sentences=(whole, fact)), bare))
    brief = replace(chosen, themes=(theme, *chosen.themes[1:]))

    feed = json.loads(brief_to_json_feed(brief, PLACE, NOON))
    kept = {one.item.id: NinjsItem(one.item, NOON, None, []) for one in items}
    record = brief_to_ninjs(brief, kept, PLACE.item_url, f"{BASE}/b", NOON)

    lines = record["bodies"][0]["value"].splitlines()
    texts = [line for item in feed["items"] for line in item["content_text"].splitlines()]
    for shown in (lines, texts):
        assert shown.index(headline) == shown.index(whole.text) + 1
    assert lines.count(BARE.item.headline) == 1
    assert BARE.item.headline not in texts


def test_given_names_in_several_lines_as_homes_may_hold_when_written_then_each_line_is_one_of_the_briefs() -> None:
    name = "The\r\nLedger\n"
    words = "The army said that soldiers were killed when the garrison at the ford of Tarmouk fell to rebels."
    told = labelled("toll", "Toll at\nTarmouk", words, {"foreign_conflict": 0.9}, outlet=name)
    brief = brief_of(told)

    feed = json.loads(brief_to_json_feed(brief, PLACE, NOON))
    ninjs = brief_to_ninjs(brief, {}, PLACE.item_url, "https://sitrep.example/b", NOON)

    for written in (feed["items"][0]["content_text"], ninjs["bodies"][0]["value"]):
        assert "The Ledger" in written
        assert "\r" not in written
    assert ninjs["bodies"][0]["value"].startswith("Toll at Tarmouk\n")
