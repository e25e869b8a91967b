"""What a brief must keep when its items come in another form: equivalent days are told alike.

The days are our own invented reports. Every relation first shows that the change was made, so that none holds for
nothing.
"""

import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from models.summarizer import summarize
from news.brief import Brief, BriefSentence, compose
from news.briefing.ranking import LabelledItem, Standing
from news.duplicates import DuplicateIndex
from news.item import NewsItem
from news.likeness import read_items
from news.stories import assign, story_of
from tests.invented import DAY, THEMES, Theme

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2025, 3, 5)
Edit = Callable[[NewsItem], NewsItem]


def reports() -> list[LabelledItem]:
    """Some fifty invented reports of five outlets, as if all were of one day."""
    lines = (ROOT / "data" / "stories" / "own_events.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    found = []
    events = list(dict.fromkeys(row["story"] for row in rows))
    for place, row in enumerate(rows):
        at = datetime.combine(TODAY, time(6 + place % 12), UTC)
        item = NewsItem(row["id"], row["headline"], row["text"], outlet=row["outlet"], published_at=at)
        theme = THEMES[events.index(row["story"]) % 3].id
        found.append(LabelledItem(item, (theme,), (), {theme: 0.9}, arrived=place))
    return found


def brief_of(
    items: Sequence[LabelledItem], day: date = TODAY, themes: Sequence = THEMES, max_words: int = 900
) -> Brief:
    """The brief of a day, its items sorted into stories and its copies linked as the service does."""
    index = DuplicateIndex()
    links = {one.item.id: index.add(one.item) for one in sorted(items, key=lambda one: one.arrived)}
    copies = {item_id: link.original for item_id, link in links.items() if link}
    found = assign(read_items(one.item for one in items), {}, copies)
    held: dict[str, list[NewsItem]] = {}
    for one in items:
        if one.item.id in found:
            held.setdefault(found[one.item.id], []).append(one.item)
    stories = [story_of(story_id, of_story) for story_id, of_story in held.items()]
    return compose(
        *(day, "UTC", items, themes, summarize),
        model="m",
        taxonomy="t",
        max_words=900,
        stories=stories,
        standing=Standing(day, copies=copies),
    )


def edited(items: Sequence[LabelledItem], edit: Edit) -> list[LabelledItem]:
    return [replace(one, item=edit(one.item)) for one in items]


def told(brief: Brief) -> list[tuple[str, str, list[str], list[str], list[str]]]:
    """What a reader is told, without who told it: theme, headline, sentences, disputed figures, links."""
    return [
        (
            theme.id,
            story.headline,
            [sentence.text for sentence in story.sentences],
            [claim.text for dispute in story.disputed for claim in dispute.claims],
            sorted(link.headline for link in theme.more + theme.opinions),
        )
        for theme in brief.themes
        for story in theme.stories
    ]


def sentences(brief: Brief) -> list[BriefSentence]:
    return [sentence for theme in brief.themes for story in theme.stories for sentence in story.sentences]


BASE = reports()
PLAIN = brief_of(BASE)


def test_given_the_invented_day_when_briefed_then_there_is_something_to_compare() -> None:
    assert len(told(PLAIN)) >= 20
    assert sum(len(story.items) > 1 for theme in PLAIN.themes for story in theme.stories) >= 8
    assert len(sentences(PLAIN)) >= 30


@pytest.mark.parametrize("seed", range(4))
def test_given_another_order_when_briefed_then_nothing_changes(seed: int) -> None:
    shuffled = random.Random(seed).sample(BASE, len(BASE))

    assert shuffled != BASE
    assert brief_of(shuffled) == PLAIN


@pytest.mark.parametrize("day", [BASE, DAY], ids=["reports", "golden"])
def test_given_copies_under_four_outlets_when_briefed_then_only_who_carries_it_changes(day: list[LabelledItem]) -> None:
    def carried(one: LabelledItem, paper: int) -> LabelledItem:
        item = replace(one.item, id=f"{one.item.id}-{paper}", outlet=f"Paper {paper} of {one.item.id}")
        return replace(one, item=item, arrived=one.arrived + 1_000)

    copies = [carried(one, paper) for one in day for paper in range(4)]

    alone, with_copies = brief_of(day), brief_of([*day, *copies])

    assert told(with_copies) == told(alone)
    more = {story.id: story for theme in with_copies.themes for story in theme.stories}
    for theme in alone.themes:
        for story in theme.stories:
            assert len(more[story.id].items) == 5 * len(story.items)
            assert more[story.id].single_source is story.single_source
    cited = [len(sentence.sources) for sentence in sentences(with_copies)]
    assert min(cited) >= 5 or day is DAY  # the golden day has headlines that stand for themselves


@pytest.mark.parametrize("kept", [1, 2])
def test_given_copies_that_were_cut_when_briefed_then_the_whole_ones_are_told(kept: int) -> None:
    def cut(one: LabelledItem) -> LabelledItem:
        text = " ".join(re.split(r"(?<=[.!?]) ", one.item.text)[:kept]).rsplit(" ", 2)[0] + " …"
        item = replace(one.item, id=f"{one.item.id}-cut", outlet="The Clipper", text=text)
        return replace(one, item=item, arrived=one.arrived + 1_000)

    clippings = [cut(one) for one in BASE if one.item.text]
    # A clipping of which nobody can know that it is one stays a report.
    index = DuplicateIndex()
    for one in BASE:
        index.add(one.item)
    clippings = [one for one in clippings if index.add(one.item)]

    assert len(clippings) >= 20
    assert told(brief_of([*BASE, *clippings])) == told(PLAIN)


AROUND: dict[str, Edit] = {
    "credit": lambda item: replace(item, text=f"{item.text} (Reporting by Ann Lee in Tarmouk; Editing by Jon Osk)"),
    "credit below": lambda item: replace(item, text=f"{item.text}\n\nReporting by Ann Lee; Editing by Jon Osk"),
    "rights": lambda item: replace(
        item,
        text=f"{item.text}\n\nCopyright 2025 The Associated Press. All rights reserved. This material may not be "
        "published, broadcast, rewritten or redistributed without permission.",
    ),
    "contributed": lambda item: replace(item, text=f"{item.text} The Associated Press contributed to this report."),
    "byline": lambda item: replace(item, text=f"By Ann Lee and Jon Osk, Staff Writers\n\n{item.text}"),
    "short byline": lambda item: replace(item, text=f"By Ann Lee\n\n{item.text}"),
    "read more": lambda item: replace(item, text=f"{item.text} Read more"),
    "agency": lambda item: replace(item, text=f"(Reuters) - {item.text}"),
    "headline above": lambda item: replace(item, text=f"{item.headline}\n\n{item.text}"),
    "outlet behind": lambda item: replace(item, headline=f"{item.headline} - {item.outlet}"),
    "known outlet behind": lambda item: replace(item, headline=f"{item.headline} | Reuters"),
    "sent again": lambda item: replace(item, headline=f"UPDATE 2-{item.headline}"),
}


@pytest.mark.parametrize("name", AROUND)
def test_given_what_houses_set_around_a_text_when_briefed_then_it_is_not_told_and_joins_nothing(name: str) -> None:
    around = edited(BASE, lambda item: AROUND[name](item) if item.text else item)

    assert all(one.item != plain.item for one, plain in zip(around, BASE, strict=True))
    assert told(brief_of(around)) == told(PLAIN)


def test_given_outlets_of_other_names_when_briefed_then_only_the_names_change() -> None:
    names = sorted({one.item.outlet or "" for one in BASE})
    other = {name: f"{place} Gazette" for place, name in enumerate(reversed(names))}

    renamed = brief_of(edited(BASE, lambda item: replace(item, outlet=other[item.outlet or ""])))

    assert len(names) >= 4
    assert told(renamed) == told(PLAIN)
    for theme, plain in zip(renamed.themes, PLAIN.themes, strict=True):
        for story, before in zip(theme.stories, plain.stories, strict=True):
            assert story.outlets == tuple(other[name] for name in before.outlets)


@pytest.mark.parametrize("days", [7, 301, -63])
def test_given_the_same_day_at_another_date_when_briefed_then_it_is_told_alike(days: int) -> None:
    moved = edited(BASE, lambda item: replace(item, published_at=(item.published_at or NEVER) + timedelta(days=days)))

    later = brief_of(moved, TODAY + timedelta(days=days))

    assert later.date != PLAIN.date
    assert told(later) == told(PLAIN)


NEVER = datetime(1, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.id)
def test_given_one_theme_alone_when_briefed_then_it_says_of_it_what_the_whole_says(theme: Theme) -> None:
    [alone] = brief_of(BASE, themes=[theme]).themes
    whole = {story.id: story for part in PLAIN.themes for story in part.stories if part.id == theme.id}

    assert len(whole) >= 5
    for story in alone.stories:
        if story.id in whole:
            before = whole.pop(story.id)
            assert (story.headline, story.items, story.disputed) == (before.headline, before.items, before.disputed)
            assert {s.text for s in before.sentences} <= {s.text for s in story.sentences}
    assert not whole


def test_given_news_of_something_else_beside_it_when_briefed_then_stories_stay_as_they_are() -> None:
    few = [one for one in BASE if one.labels == (THEMES[0].id,)]
    beside = [replace(one, labels=(), probabilities={}) for one in BASE if one.labels != (THEMES[0].id,)]

    alone, among = brief_of(few), brief_of([*few, *beside])

    assert len(beside) > len(few)
    assert told(among) == told(alone)
