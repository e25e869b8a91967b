"""The splitter on publishers that neither its rules nor its labeller were shown, held to data/floors.toml."""

import tomllib
from pathlib import Path

import pytest

from tests.golden.scoring import score
from tests.golden.test_newsletters_golden import ROOT, read
from training.newsletters import UNSEEN, issues_in

HERE = Path(__file__).parent / "newsletters_unseen"
BLIND = "z82_"  # by a hand that had not read the splitter
FRESH = tuple(f"z{number}_" for number in range(83, 99))  # by two more, pinned at first contact
FIRST = "y"  # by two hands after those, at first contact
NEWEST = "w"  # by two hands more, in the structures of large publishers' mails, at first contact
LATER = ROOT / "data" / "newsletters" / "later"
FLOORS = tomllib.loads((ROOT / "data" / "floors.toml").read_text(encoding="utf-8"))["newsletters"]


@pytest.mark.parametrize(
    ("hand", "issues"), [("unseen", 37), ("blind", 16), ("fresh", 16), ("first", 39), ("newest", 48), ("later", 116)]
)
def test_given_publishers_never_seen_when_split_then_items_sections_and_kinds_hold_their_floors(
    hand: str, issues: int
) -> None:
    named = {"blind": (BLIND,), "fresh": FRESH, "first": (FIRST,), "newest": (NEWEST,), "later": ("",)}.get(hand)
    paths = [
        path
        for path in issues_in(LATER if hand == "later" else HERE)
        if (path.name.startswith(named) if named else not path.name.startswith((BLIND, *FRESH, FIRST, NEWEST)))
    ]

    scores = [score(issue.items, gold["items"]) for issue, gold in map(read, paths)]

    total = sum(scores[1:], scores[0])
    assert len(paths) == issues
    assert total.f1 >= FLOORS[f"{hand}_item_f1"], total.wrong
    assert total.share("section") >= FLOORS[f"{hand}_section"], total.wrong
    assert total.share("kind") >= FLOORS[f"{hand}_kind"], total.wrong
    assert total.boilerplate <= FLOORS[f"{hand}_boilerplate_at_most"] * total.found, total.wrong


def test_given_what_the_labeller_learns_from_when_listed_then_no_unseen_issue_is_among_it() -> None:
    learned = {path.read_bytes() for path in issues_in(UNSEEN)}

    assert not [path.name for folder in (HERE, LATER) for path in issues_in(folder) if path.read_bytes() in learned]


def test_given_the_labelled_issues_when_split_then_what_was_learned_stays() -> None:
    scores = [score(issue.items, gold["items"]) for issue, gold in map(read, issues_in(UNSEEN))]

    total = sum(scores[1:], scores[0])
    assert total.f1 >= FLOORS["labelled_item_f1"], total.wrong
    assert total.share("section") >= FLOORS["labelled_section"], total.wrong
    assert total.share("kind") >= FLOORS["labelled_kind"], total.wrong
