"""Summaries and briefs on the shared data do not fall below the figures pinned in data/floors.toml."""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np
import pytest

from benchmarks.brief_days import (
    Everything,
    Rouge,
    brief_of,
    clauses_told,
    day_brief,
    day_documents,
    day_items,
    read_days,
    room_of,
)
from benchmarks.brief_sets import (
    ARTICLE_SENTENCES,
    LONG_WORDS,
    SHORT_WORDS,
    Input,
    Report,
    articles,
    long_clusters,
    read_events,
    short_clusters,
)
from benchmarks.briefs import sitrep
from benchmarks.flood import flooded, read_flood
from benchmarks.peers import fill, lead
from benchmarks.shared_news import SHARED

FLOORS = tomllib.loads((Path(__file__).resolve().parents[2] / "data" / "floors.toml").read_text())["summaries"]

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")


@pytest.fixture(scope="module")
def events() -> list[list[Report]]:
    """As many events as a test has time for."""
    return list(islice(read_events(), 250))


@pytest.mark.parametrize(
    ("inputs", "max_words", "floor"),
    [(short_clusters, SHORT_WORDS, "clusters"), (long_clusters, LONG_WORDS, "long_clusters")],
)
def test_given_clusters_of_one_event_when_summarized_then_rouge_holds(
    events: list[list[Report]],
    inputs: Callable[[list[list[Report]]], Iterator[Input]],
    max_words: int,
    floor: str,
) -> None:
    rouge = Rouge()

    first, second = np.mean(
        [rouge(sitrep(one.documents, max_words, None), one.references) for one in inputs(events)], axis=0
    )

    assert first >= FLOORS[f"{floor}_rouge1"]
    assert second >= FLOORS[f"{floor}_rouge2"]


def test_given_single_articles_when_told_in_three_sentences_then_the_lead_is_reached(
    events: list[list[Report]],
) -> None:
    rouge, inputs = Rouge(), list(articles(events))

    ours = np.mean([rouge(sitrep(one.documents, None, ARTICLE_SENTENCES), one.references) for one in inputs], axis=0)
    leads = [fill(lead(one.documents), None, ARTICLE_SENTENCES) for one in inputs]
    theirs = np.mean([rouge(told, one.references) for told, one in zip(leads, inputs, strict=True)], axis=0)

    first, second = ours - theirs
    assert first >= FLOORS["articles_rouge1_over_lead"]
    assert second >= FLOORS["articles_rouge2_over_lead"]


def test_given_days_with_a_persons_summary_when_briefed_then_stories_and_rouge_hold() -> None:
    days = read_days(24)
    briefs = [day_brief(day) for day in days]
    rouge = Rouge()

    first, second = np.mean([rouge(brief, [day["reference"]]) for brief, day in zip(briefs, days, strict=True)], axis=0)
    told = np.mean([np.mean(clauses_told(day["reference"], b)) for b, day in zip(briefs, days, strict=True)])

    assert first >= FLOORS["days_rouge1"]
    assert second >= FLOORS["days_rouge2"]
    assert told >= FLOORS["days_told"]


def test_given_the_items_of_a_day_as_documents_when_summarized_then_the_summary_goes_round_the_stories() -> None:
    days = read_days(24)
    summaries = [sitrep(day_documents(day), room_of(day), None) for day in days]

    told = np.mean([np.mean(clauses_told(day["reference"], s)) for s, day in zip(summaries, days, strict=True)])

    assert told >= FLOORS["days_summary_told"]


def test_given_a_newsletters_day_under_a_flood_of_feeds_when_briefed_then_its_stories_are_still_told() -> None:
    rng = Random(3)
    pool = read_flood(rng)
    told = []
    for day in read_days(48):
        own = [replace(item, issue=day["date"]) for item in day_items(day)]
        brief = brief_of(day, [*own, *flooded(day, pool, rng)], [Everything()])
        told.append(np.mean(clauses_told(day["reference"], brief)))

    assert np.mean(told) >= FLOORS["flooded_told"]
