"""Sets of items whose stories are known, of several kinds, and how a grouping is judged: B-cubed.

events   219 items of eight two-day windows of the shared news, sorted into events by reading (data/stories holds
         ids and numbers alone): each window on its own, and all in one
topics   1,016 items on 38 topics of some days to weeks each (a shooting and the next one, a debate and the one before,
         hearings of one week), sorted into 623 events by reading; one half of the topics was shown to who chose the
         weights (tune), the other one not (held)
days     items of the shared days, each cut into two reports, one of its even and one of its odd sentences: a day on its
         own is a set, and so are all days of a run (three weeks lie between two of them)
own      invented reports (data/stories/own_events.jsonl), many of them of one subject but not of one event
"""

import json
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any

from benchmarks.shared_news import ROOT, SHARED, unlabelled
from news.item import NewsItem
from news.sentences import split_sentences


@dataclass(frozen=True)
class StorySet:
    """Items, and the story that each belongs to."""

    name: str
    items: list[NewsItem]
    gold: list[Hashable]


def own_set() -> StorySet:
    """The invented reports."""
    lines = (ROOT / "data" / "stories" / "own_events.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return StorySet(
        "own",
        [_item(r["id"], r["headline"], r["text"], r["date"], r["outlet"]) for r in rows],
        [row["story"] for row in rows],
    )


def event_sets() -> list[StorySet]:
    """The windows one by one, then all together."""
    windows: dict[int, StorySet] = {}
    for mark, item in _read("events_2012_2018.jsonl"):
        found = windows.setdefault(mark["window"], StorySet(f"events {mark['window']}", [], []))
        found.items.append(item)
        found.gold.append(mark["story"])
    sets = list(windows.values())
    return [*sets, _together("events, all", sets)]


def topic_sets(half: str, draws: int = 5) -> dict[str, list[StorySet]]:
    """Collections of one half of the topics, "tune" or "held": whole, and such as others compile.

    whole has items that are like no other; of "more" only events of two items or more; of "two" two such events a
    topic, of "one" one of three items or more, both drawn several times.
    """
    read = [(mark, item) for mark, item in _read("topics_2012_2018.jsonl") if mark["half"] == half]
    told = Counter(mark["story"] for mark, _ in read)
    stories: dict[str, list[int]] = {}
    for mark, _ in read:
        if mark["story"] not in (held := stories.setdefault(mark["topic"], [])):
            held.append(mark["story"])

    def drawn(name: str, seed: int, most: int, least: int) -> StorySet:
        rng = Random(seed)
        kept: set[int] = set()
        for topic in sorted(stories):
            large = [story for story in stories[topic] if told[story] >= least]
            kept.update(rng.sample(large, min(most, len(large))))
        return only(f"topics, {name}, {half} {seed}", kept)

    def only(name: str, kept: set[int]) -> StorySet:
        held = [(item, mark["story"]) for mark, item in read if mark["story"] in kept]
        return StorySet(name, [item for item, _ in held], [story for _, story in held])

    return {
        "whole": [only(f"topics, {half}", set(told))],
        "more": [only(f"topics, more, {half}", {story for story, count in told.items() if count > 1})],
        "two": [drawn("two", seed, 2, 2) for seed in range(draws)],
        "one": [drawn("one", seed, 1, 3) for seed in range(draws)],
    }


def day_sets(first: int = 0, step: int = 15, count: int = 40) -> list[StorySet]:
    """Days whose items are cut into pairs of reports, as of two outlets, one by one, then all together."""
    lines = (SHARED / "briefs" / "days_2021_2024.jsonl").read_text(encoding="utf-8").splitlines()
    sets = []
    for line in lines[first::step][:count]:
        day = json.loads(line)
        items: list[NewsItem] = []
        gold: list[Hashable] = []
        for row in day["items"]:
            text = row["text"]
            told = [text[span.start : span.end] for span in split_sentences(text)]
            halves = (told[0::2], told[1::2]) if len(told) > 3 else (told,)
            for outlet, half in zip(("first", "second"), halves, strict=False):
                name = f"{day['date']}:{row['n']}"
                items.append(
                    _item(f"{name}:{len(items)}", half[0] if half else "", " ".join(half), day["date"], outlet)
                )
                gold.append(name)
        sets.append(StorySet(f"day {day['date']}", items, gold))
    return [*sets, _together("days, all", sets)]


def _read(name: str) -> list[tuple[dict[str, Any], NewsItem]]:
    """The lines of a file of ids, each with the item of the shared news that it is about."""
    marks = [json.loads(line) for line in (ROOT / "data" / "stories" / name).read_text(encoding="utf-8").splitlines()]
    wanted = {mark["id"] for mark in marks}
    rows = {row["id"]: row for row in unlabelled() if row["id"] in wanted}
    read = [(mark, rows[mark["id"]]) for mark in marks]
    return [(mark, _item(row["id"], row["title"], row["text"], row["date"], row["source"])) for mark, row in read]


def _together(name: str, sets: Sequence[StorySet]) -> StorySet:
    return StorySet(name, [i for s in sets for i in s.items], [g for s in sets for g in s.gold])


def _item(name: str, headline: str, text: str, day: str, outlet: str) -> NewsItem:
    at = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return NewsItem(id=name, headline=headline, text=text, outlet=outlet, published_at=at)


def b_cubed(found: Sequence[Hashable], gold: Sequence[Hashable]) -> tuple[float, float, float]:
    """Precision, recall and F1 of a grouping, the mean over items.

    Source: Bagga and Baldwin, "Entity-Based Cross-Document Coreferencing", COLING 1998, pp. 79-85.
    """
    both, ours, theirs = Counter(zip(found, gold, strict=True)), Counter(found), Counter(gold)
    precision = sum(n * n / ours[key[0]] for key, n in both.items()) / len(gold)
    recall = sum(n * n / theirs[key[1]] for key, n in both.items()) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def grouped(stories: Iterator[tuple[str, Sequence[str]]], items: Sequence[NewsItem]) -> list[str]:
    """The story of each item, in the items' order."""
    of_item = {item_id: story for story, item_ids in stories for item_id in item_ids}
    return [of_item.get(item.id, item.id) for item in items]
