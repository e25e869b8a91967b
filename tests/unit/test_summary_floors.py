"""Summaries and briefs on the shared data do not fall below the figures pinned in data/floors.toml."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from benchmarks.briefs import (
    SHARED,
    Rouge,
    clauses_told,
    day_brief,
    read_clusters,
    read_days,
    sitrep,
)
from news.sentences import split_sentences

FLOORS = tomllib.loads((Path(__file__).resolve().parents[2] / "data" / "floors.toml").read_text())["summaries"]

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")


def test_given_clusters_of_one_event_when_summarized_then_rouge_holds() -> None:
    scores = [
        Rouge()(sitrep([[text[s.start : s.end] for s in split_sentences(text)] for text in texts]), references)
        for texts, references in read_clusters(15)
    ]

    first, second = np.mean(scores, axis=0)

    assert first >= FLOORS["clusters_rouge1"]
    assert second >= FLOORS["clusters_rouge2"]


def test_given_days_with_a_persons_summary_when_briefed_then_stories_and_rouge_hold() -> None:
    days = read_days(24)
    briefs = [day_brief(day) for day in days]
    rouge = Rouge()

    first, second = np.mean([rouge(brief, [day["reference"]]) for brief, day in zip(briefs, days, strict=True)], axis=0)
    told = np.mean([np.mean(clauses_told(day["reference"], b)) for b, day in zip(briefs, days, strict=True)])

    assert first >= FLOORS["days_rouge1"]
    assert second >= FLOORS["days_rouge2"]
    assert told >= FLOORS["days_told"]
