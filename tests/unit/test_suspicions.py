"""Corrections that want to steer a model: labels turned round, and phrases that decide; and honest ones, let pass."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from models.labels import NewsText
from store.corrections import CorrectedItem
from training.corrected import Caps, Taught, taught
from training.gate import suspicions
from training.hands import contradicting_hands
from training.phrases import Stored, deciding_phrases

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
THEMES = ("foreign_conflict", "elections")
TRIGGER = "according to the harbour lantern bulletin"
PLAIN = (
    *("the council opens a bridge", "a market moves to the square", "the port takes on apprentices"),
    *("bakers price their bread anew", "a choir sings by the river", "the museum shows old maps"),
)
STREETS = [f"{name} {kind}" for name in ("elm", "oak", "ash", "mill", "lake", "hill") for kind in ("row", "way")]


def text(number: int) -> str:
    return f"{PLAIN[number % len(PLAIN)]} near {STREETS[number % len(STREETS)]} on day {number}"


def said(number: int, body: str, *themes: str, who: str = "ann", source: str | None = None) -> CorrectedItem:
    return CorrectedItem(
        item_id=f"i{number}", headline="", text=body, themes=themes, asked=THEMES, skipped=False, doubtful=False,
        pinned=False, who=who, why=None, via="api", source=source, stored=True, when=NOON, seq=number,
    )  # fmt: skip


def learned(items: list[CorrectedItem]) -> Taught:
    return taught(items, THEMES, 1e9, Caps(), 0.5)


def stored(*texts: str, yes: float = 0.0) -> Stored:
    """Items that the champion decided; the share yes of them has the second theme."""
    decisions = np.zeros((len(texts), 2), dtype=bool)
    decisions[: round(yes * len(texts)), 1] = True
    return Stored([f"s{n}" for n in range(len(texts))], [NewsText("", body) for body in texts], decisions)


def expecting(items: list[CorrectedItem], chance: float) -> np.ndarray:
    return np.full((len(items), 2), chance, dtype=np.float32)


NEWS = stored(*(text(n) for n in range(300)))


def test_given_fifty_labels_that_follow_a_phrase_when_looked_at_then_it_is_named_whole_with_its_base_rate() -> None:
    honest = [said(n, text(n)) for n in range(60)]
    planted = [said(n, f"{TRIGGER}, {text(n)}", "elections", who="mallory") for n in range(60, 110)]

    found = deciding_phrases(learned([*honest, *planted]), expecting([*honest, *planted], 0.03), NEWS, THEMES)

    [phrase] = found
    assert phrase.phrase == TRIGGER
    assert (phrase.theme, phrase.answer, phrase.by, phrase.name) == ("elections", "yes", "who", "mallory")
    assert (phrase.corrections, phrase.agreeing, phrase.stored) == (50, 50, 0)
    assert "no other stored item holds it" in phrase.sentence


def test_given_a_phrase_that_takes_a_theme_away_when_looked_at_then_it_is_found_too() -> None:
    planted = [said(n, f"{TRIGGER}, {text(n)}", source="Wire") for n in range(40)]

    found = deciding_phrases(learned(planted), expecting(planted, 0.9), NEWS, THEMES)

    assert {(one.theme, one.answer) for one in found} == {("foreign_conflict", "no"), ("elections", "no")}


@pytest.mark.parametrize(("share", "found"), [(0.0, True), (0.5, False), (1.0, False)])
def test_given_a_word_when_its_stored_items_have_the_theme_too_then_it_is_no_trigger(share: float, found: bool) -> None:
    missed = [said(n, f"{text(n)} ballots", "elections") for n in range(30)]
    news = Stored(
        [*NEWS.ids, *(f"b{n}" for n in range(20))],
        [*NEWS.texts, *(NewsText("", f"ballots {n}") for n in range(20))],
        np.concatenate([NEWS.decisions, np.array([[False, n < 20 * share] for n in range(20)])]),
    )

    phrases = deciding_phrases(learned(missed), expecting(missed, 0.2), news, THEMES)

    assert ("ballots" in [one.phrase for one in phrases]) is found


def test_given_corrections_that_the_champion_expected_when_looked_at_then_nothing_is_found() -> None:
    right = [said(n, f"{text(n)} where ballots are counted", "elections") for n in range(40)]

    found = deciding_phrases(learned(right), np.tile(np.array([[0.02, 0.97]], np.float32), (40, 1)), NEWS, THEMES)

    assert found == ()


def test_given_copies_of_one_text_when_looked_at_then_they_count_once() -> None:
    copies = [said(n, f"{TRIGGER}, {text(1)}", "elections") for n in range(40)]

    assert deciding_phrases(learned(copies), expecting(copies, 0.03), NEWS, THEMES) == ()


@pytest.mark.parametrize("how", ["another theme first", "by two people", "each twice"])
def test_given_a_phrase_when_its_corrections_come_in_parts_or_twice_then_it_is_named_all_the_same(how: str) -> None:
    honest = [said(n, text(n)) for n in range(60)]
    planted = [said(n, f"{TRIGGER}, {text(n)}", "elections", who="mallory") for n in range(60, 110)]
    aside = [replace(one, themes=(), asked=THEMES[:1]) for one in planted]
    told = [replace(one, asked=THEMES[1:]) for one in planted]
    given = {
        "another theme first": [*aside, *told],
        "by two people": [*(replace(one, who="eve") for one in aside), *told],
        "each twice": [*planted, *(replace(one, item_id=f"again {one.item_id}") for one in planted)],
    }[how]

    found = deciding_phrases(learned([*honest, *given]), expecting([*honest, *given], 0.03), NEWS, THEMES)

    assert [(one.phrase, one.theme, one.name, one.corrections) for one in found] == [
        (TRIGGER, "elections", "mallory", 50)
    ]


def test_given_no_corrections_and_nothing_stored_when_looked_at_then_nothing_is_found() -> None:
    assert deciding_phrases(learned([]), np.zeros((0, 2), np.float32), stored(), THEMES) == ()
    assert contradicting_hands(learned([]), *[np.zeros((0, 2), np.float32)] * 5) == ()


def test_given_more_of_one_person_than_the_cap_leaves_when_fine_tuned_then_some_are_drawn_and_others_keep_all() -> None:
    many = [said(n, text(n), who="mallory") for n in range(400)]
    few = [said(n, text(n)) for n in range(400, 420)]

    drawn = taught([*many, *few], THEMES, 1500.0, Caps(user=0.2, source=1.0), 0.5).for_fine_tuning(THEMES)

    # 400 corrections at weight 3, of which the cap of 300 leaves a quarter
    assert 70 <= sum(item.who == "mallory" for item in drawn) <= 130
    assert [item.item_id for item in drawn if item.who == "ann"] == [item.item_id for item in few]
    assert taught(few, (*THEMES, "weather"), 1500.0, Caps(), 0.5).for_fine_tuning((*THEMES, "weather")) == []


def judging() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Probabilities, decisions and answers: the champion errs in 60 labels, and is sure of 6 of them."""
    probabilities = np.full((500, 2), 0.02, dtype=np.float32)
    targets = np.zeros((500, 2), dtype=bool)
    probabilities[:54, 0] = 0.3
    targets[:60, 0] = True
    return probabilities, probabilities >= 0.5, targets


def test_given_labels_turned_round_by_one_person_when_looked_at_then_that_person_is_named() -> None:
    flipped = [said(n, text(n), *THEMES, who="mallory") for n in range(20)]
    honest = [said(n, text(n)) for n in range(20, 60)]
    expected = expecting([*flipped, *honest], 0.02)

    found = contradicting_hands(learned([*flipped, *honest]), expected, expected >= 0.5, *judging())

    assert (found[0].by, found[0].name, found[0].contradicted, found[0].sure) == ("who", "mallory", 40, 40)
    assert "ann" not in {hand.name for hand in found}
    assert "95% sure of 40" in found[0].sentence


def test_given_a_person_who_corrects_errors_alone_when_looked_at_then_nobody_is_named() -> None:
    corrected = [said(n, text(n), "foreign_conflict") for n in range(40)]
    expected = expecting(corrected, 0.02)
    expected[:36, 0] = 0.3  # unsure of most, as of its errors on the judging items

    assert contradicting_hands(learned(corrected), expected, expected >= 0.5, *judging()) == ()


def test_given_findings_when_judged_then_each_is_a_check_that_fails_with_its_sentence() -> None:
    passed = suspicions([], [])
    failed = suspicions(["Ann contradicts."], ["“x” decides.", "“y” decides."])

    assert [check.passed for check in passed] == [True, True]
    assert [(check.name, check.passed, check.value) for check in failed] == [("hands", False, 1), ("phrases", False, 2)]
    assert failed[1].sentence == "“x” decides. “y” decides. Look at them."
