"""Copies made from the shared news are linked as well as data/floors.toml says."""

import tomllib
from pathlib import Path

import pytest

from benchmarks.duplicate_sets import build, read_news
from benchmarks.duplicates import linked, pair_scores, sitrep
from benchmarks.shared_news import SHARED

FLOORS = tomllib.loads((Path(__file__).resolve().parents[2] / "data" / "floors.toml").read_text())["duplicates"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
def test_given_copies_and_what_only_looks_like_them_when_linked_then_pairs_are_right() -> None:
    gold = build(read_news(4000), 150, 3)

    precision, recall, f1 = pair_scores(linked(sitrep(), [item for item, _ in gold]), [number for _, number in gold])

    assert f1 >= FLOORS["pair_f1"]
    assert min(precision, recall) >= FLOORS["pair_worst"]
