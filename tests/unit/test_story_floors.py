"""Stories are found as well as data/floors.toml says."""

import tomllib
from pathlib import Path

import pytest

from benchmarks.shared_news import SHARED
from benchmarks.stories import Vectors, at_once, scores, sitrep, undated
from benchmarks.story_sets import day_sets, event_sets, own_set, topic_sets
from models.artifact import versions
from models.classifier import load_classifier

ROOT = Path(__file__).resolve().parents[2]
FLOORS = tomllib.loads((ROOT / "data" / "floors.toml").read_text())["stories"]
shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")


def test_given_invented_reports_when_grouped_then_events_of_one_subject_stay_apart() -> None:
    assert scores([own_set()], sitrep)[2] >= FLOORS["own"]


@shared
def test_given_events_found_by_reading_when_grouped_then_f1_holds() -> None:
    *each, together = event_sets()

    assert scores(each, sitrep)[2] >= FLOORS["events_each"]
    assert scores([together], sitrep)[2] >= FLOORS["events_together"]
    assert scores([undated(together)], sitrep)[2] >= FLOORS["events_undated"]


@shared
def test_given_topics_that_no_weight_was_chosen_on_when_grouped_then_f1_holds() -> None:
    sets = topic_sets("held")

    assert scores(sets["whole"], sitrep)[2] >= FLOORS["held_whole"]
    for kind in ("two", "one"):
        assert scores(sets[kind], sitrep)[2] >= FLOORS[f"held_{kind}"]
        assert scores([undated(drawn) for drawn in sets[kind]], sitrep)[2] >= FLOORS[f"held_{kind}_undated"]


@shared
def test_given_the_vectors_of_the_released_model_when_undated_topics_are_grouped_then_f1_holds() -> None:
    model = load_classifier(ROOT / "artifacts" / versions(ROOT / "artifacts")[-1])
    sets = [undated(drawn) for drawn in topic_sets("held")["two"]]

    assert scores(sets, at_once(Vectors(model)))[2] >= FLOORS["held_two_undated_vectors"]


@shared
def test_given_days_of_few_items_when_grouped_then_f1_holds() -> None:
    *each, together = day_sets()

    assert scores(each, sitrep)[2] >= FLOORS["days_each"]
    assert scores([together], sitrep)[2] >= FLOORS["days_together"]
    assert scores([undated(together)], sitrep)[2] >= FLOORS["days_undated"]
