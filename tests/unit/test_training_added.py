"""Themes that users added in a run's report: what would change of them, and what the gate makes of it."""

import hashlib
import json
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.added_themes import fit, fold
from models.classifier import load_classifier
from models.theme_folder import write_head
from news.briefing.ranking import Weights
from news.item import NewsItem
from store.corrections import Correction
from store.job_folder import JobFolder
from store.sqlite.store import SqliteStore, open_store
from store.stories import NewStory, SortedItem
from store.themes import ThemeChange
from tests.fakes import NOON
from tests.tiny import THEMES, make_artifact
from training.corrected import Caps
from training.gate import Limits, judge_added
from training.job import run_job
from training.stored import Pair, changes, joined, pins_kept

HARBOURS = tuple(("", f"harbour bridge harbour lantern {n} harbour") for n in range(8))
CYCLISTS = tuple(("", f"cyclists festival cyclists opens {n} cyclists") for n in range(8))
ADD = ThemeChange("harbours", "add", NOON, "Harbours", "harbour", HARBOURS)
TOMORROW = NOON.date().replace(day=NOON.day + 1)


def item(item_id: str, text: str) -> NewsItem:
    return NewsItem(item_id, "", text, source="Wire", published_at=NOON)


ITEMS = (
    *(item(f"h{n}", f"harbour harbour lantern harbour {n}") for n in range(4)),
    *(item(f"c{n}", f"cyclists cyclists festival cyclists {n}") for n in range(4)),
    item("v", "voters recount ballot voters campaign"),
)


def home_with(tmp_path: Path, *taxonomy: ThemeChange, corrections: tuple[Correction, ...] = ()) -> Path:
    """A home with items and a changed taxonomy; its champion is released beside it."""
    make_artifact(tmp_path / "released")
    with closing(open_store(tmp_path / "home", lambda: NOON)) as store:
        store.add_items(ITEMS, {}, NOON, lambda created: "")
        for change in taxonomy:
            store.themes.add(change)
        store.corrections.add(corrections)
    (tmp_path / "home" / "artifacts").mkdir()
    return tmp_path / "home"


def told_otherwise(tmp_path: Path) -> None:
    """A champion's kept head of harbours that looks for cyclists: as one of another encoder may read the examples."""
    folder = tmp_path / "released" / "2026-11-28.1"
    [theme] = fold([replace(ADD, seq=1)]).added
    place = tmp_path / "home" / "themes" / "harbours" / "2026-11-28.1-r1"
    digest = hashlib.sha256(json.dumps([theme.positives, theme.negatives]).encode()).hexdigest()
    fitted = fit(replace(theme, positives=CYCLISTS), load_classifier(folder), folder)
    write_head(fitted, place, {"examples_sha256": digest})


@pytest.fixture
def apart(tmp_path: Path) -> tuple[Path, Pair]:
    """A home, and a champion and a candidate whose heads of an added theme find different items."""
    home = home_with(tmp_path, ADD)
    folder = tmp_path / "released" / "2026-11-28.1"
    candidate = make_artifact(tmp_path / "made", "2026-11-28.2")
    told_otherwise(tmp_path)
    state = fold([replace(ADD, seq=1)])
    return home, joined((load_classifier(folder), folder), (load_classifier(candidate), candidate), state, home)


def compared(store: SqliteStore, pair: Pair) -> dict[str, Any]:
    return changes(store, pair, 7, TOMORROW, Weights(), lambda _: None)[0]


def run_fast(home: Path, tmp_path: Path) -> dict[str, Any]:
    folder = JobFolder(home / "jobs" / "job_1")
    request = {
        "mode": "fast", "home": str(home), "champion": str(tmp_path / "released" / "2026-11-28.1"),
        "out": str(home / "artifacts"), "version": "2026-11-28.2", "seed": 1, "days": 7,
        "asked_at": NOON.isoformat(), "limits": asdict(Limits()), "caps": asdict(Caps(user=1.0, source=1.0)),
        "rank": asdict(Weights()),
    }  # fmt: skip
    folder.prepare(request)
    run_job(folder.path)
    result = folder.result()
    assert result is not None
    assert "error" not in result
    return result


VOTES = Correction("v", ("elections",), THEMES, NOON, who="ann")


def test_given_an_added_theme_when_a_fast_run_ends_then_its_report_speaks_of_it_and_its_home_is_as_it_was(
    tmp_path: Path,
) -> None:
    home = home_with(tmp_path, ADD, corrections=(VOTES,))

    result = run_fast(home, tmp_path)

    told = result["report"]["stored"]
    assert set(told["added"]) == {"harbours"}
    harbours = told["added"]["harbours"]
    # the same encoder and the same memory: the same head
    assert (harbours["answered_before"], harbours["answered"], harbours["flips"]) == (True, True, 0)
    assert harbours["examples"] == 8
    assert harbours["examples_found"] == harbours["examples_found_before"] is not None
    assert next(check for check in result["checks"] if check["name"] == "churn:harbours")["passed"]
    assert not (home / "themes").exists()


def test_given_heads_that_read_otherwise_when_compared_then_every_flip_and_the_brief_are_told(
    apart: tuple[Path, Pair],
) -> None:
    home, pair = apart
    with closing(open_store(home, lambda: NOON)) as store:
        told = compared(store, pair)

    flips = {change["item"]: change["after"] for change in told["changes"] if change["theme"] == "harbours"}
    assert {n for n, after in flips.items() if after == "yes"} == {"h0", "h1", "h2", "h3"}
    assert {n for n, after in flips.items() if after != "yes"} == {"c0", "c1", "c2", "c3"}
    assert told["added"]["harbours"]["flips"] == 8
    assert told["own_share"] == 0.0
    assert told["share"] == round(8 / (len(ITEMS) * 4), 4)
    brief = told["brief"]["themes"]["harbours"]
    assert brief["gained"]
    assert brief["lost"]
    assert all("harbour" in line for line in brief["gained"])
    assert all("cyclists" in line for line in brief["lost"])
    [churn] = judge_added(told["added"], Limits())
    assert not churn.passed
    assert churn.name == "churn:harbours"
    assert "88.9% of stored items change their answer to harbours" in churn.sentence


def test_given_a_theme_that_is_retired_while_a_run_learns_when_it_ends_then_nothing_is_said_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = home_with(tmp_path, ADD, corrections=(VOTES,))
    from training.fast import refit

    with closing(open_store(home, lambda: NOON)) as store:

        def learning(*given: Any) -> Any:
            if not store.themes.all()[1:]:
                store.themes.add(ThemeChange("harbours", "retire", NOON))
                store.themes.add(ThemeChange("domestic_extremism", "retire", NOON))
            return refit(*given)

        monkeypatch.setattr("training.fast.refit", learning)
        result = run_fast(home, tmp_path)

    told = result["report"]["stored"]
    assert told["added"] == {}
    assert {change["theme"] for change in told["changes"]} <= {"foreign_conflict", "elections"}
    assert told["share"] == round(told["flips"] / (len(ITEMS) * 2), 4)
    assert set(result["report"]["test"]["themes"]) == set(THEMES)  # learned, and judged, all the same


def test_given_pins_on_an_added_theme_when_judged_then_a_candidate_keeps_what_the_champion_agrees_with(
    apart: tuple[Path, Pair],
) -> None:
    home, pair = apart
    pin = Correction("c0", ("harbours",), ("harbours",), NOON, pinned=True)
    with closing(open_store(home, lambda: NOON)) as store:
        # the champion says yes to cyclists, the candidate to harbours; neither says yes to votes
        store.corrections.add([pin, replace(pin, item_id="h0"), replace(pin, item_id="v")])

        kept = pins_kept(pair, store.corrections.latest())

    assert kept == {"c0": False, "h0": True, "v": True}


def test_given_a_theme_that_cannot_be_answered_any_more_when_judged_then_the_candidate_is_refused() -> None:
    lost = {"answered_before": True, "answered": False, "share": 0.0}
    never = {"answered_before": False, "answered": False, "share": None}

    checks = judge_added({"harbours": lost, "bridges": never}, Limits())

    assert [(check.name, check.passed) for check in checks] == [("added:harbours", False)]


def test_given_a_corrected_item_when_compared_then_the_brief_has_the_persons_word_with_both(
    apart: tuple[Path, Pair],
) -> None:
    home, pair = apart
    with closing(open_store(home, lambda: NOON)) as store:
        store.corrections.add([Correction("c0", ("harbours",), ("harbours",), NOON, who="ann")])

        told = compared(store, pair)

    flip = next(change for change in told["changes"] if change["item"] == "c0")
    assert (flip["before"], flip["after"], flip["person"]) == ("yes", "no", "yes")
    assert not any(line.endswith(" 0") and "cyclists" in line for line in told["brief"]["themes"]["harbours"]["lost"])


def test_given_stories_that_a_person_joined_when_compared_then_the_brief_tells_them_as_one(
    apart: tuple[Path, Pair],
) -> None:
    home, pair = apart
    with closing(open_store(home, lambda: NOON)) as store:
        found = store.stories.unsorted(20)
        placed = [
            SortedItem(seq, stored.item.id, NOON.date(), stored.item.id[0], None, None, ()) for seq, stored in found
        ]
        store.stories.add(placed, [NewStory(name, name) for name in "hcv"], NOON)

        told = compared(store, pair)

    brief = told["brief"]["themes"]["harbours"]
    assert (len(brief["gained"]), len(brief["lost"])) == (1, 1)


def test_given_an_item_of_a_day_to_come_when_compared_then_the_days_up_to_now_are(apart: tuple[Path, Pair]) -> None:
    home, pair = apart
    ahead = NewsItem("later", "", "voters", source="Wire", published_at=NOON.replace(year=NOON.year + 5))
    with closing(open_store(home, lambda: NOON)) as store:
        store.add_items([ahead], {}, NOON, lambda created: "")

        told = compared(store, pair)

    assert told["until"] == NOON.date().isoformat()
    assert told["items"] == len(ITEMS)
    assert np.isfinite(told["share"])
