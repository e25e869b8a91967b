"""The splitter on publishers that neither its rules nor its labeller were shown, held to data/floors.toml."""

import tomllib
from pathlib import Path

import pytest

from tests.golden.scoring import score
from tests.golden.test_newsletters_golden import ROOT, read
from training.newsletters import JUDGED, LABELLED, LATER, issues_in

HERE = Path(__file__).parent / "newsletters_unseen"
EARLIEST = tuple(f"z{number:02}_" for number in range(1, 38))
FRESH = tuple(f"z{number}_" for number in range(83, 99))
MENDED = ("bc", "bd", "bf", *(f"b{letter}" for letter in "hijklmntuv"))  # each once rules were written against it
FLOORS = tomllib.loads((ROOT / "data" / "floors.toml").read_text(encoding="utf-8"))["newsletters"]


@pytest.mark.parametrize(
    ("folder", "sets", "named", "issues"),
    [
        (HERE, "bo", "bo", 24),
        (HERE, "bp", "bp", 24),
        (HERE, "bq", "bq", 24),
        (HERE, "br", "br", 24),
        (HERE, "bs", "bs", 24),
        (JUDGED, "z01_z37", EARLIEST, 37),
        (JUDGED, "w", "w", 48),
        (JUDGED, "g", "g", 36),
        (JUDGED, "z82", "z82_", 16),
        (JUDGED, "z83_z98", FRESH, 16),
        (JUDGED, "y", "y", 39),
        (LATER, "ba", "ba", 24),
        (LATER, "bb", "bb", 24),
        (LATER, "be", "be", 24),
        (LATER, "bg", "bg", 24),
        (LATER, "aa_y", ("aa", "ab", "ac", "ad", "ae", "af", "w", "x", "y"), 116),
        (LATER, "ag_aj", ("ag", "ah", "ai", "aj"), 94),
        (LATER, "ak_an", ("ak", "al", "am", "an"), 96),
        (LATER, "bc_bv", MENDED, 312),
        (LABELLED, "labelled", "", 419),
    ],
)
def test_given_issues_with_gold_when_split_then_items_sections_and_kinds_hold_their_floors(
    folder: Path, sets: str, named: str | tuple[str, ...], issues: int
) -> None:
    paths = [path for path in issues_in(folder) if path.name.startswith(named)]

    scores = [score(issue.items, gold["items"]) for issue, gold in map(read, paths)]

    total = sum(scores[1:], scores[0])
    assert len(paths) == issues
    assert total.f1 >= FLOORS[f"{sets}_item_f1"], total.wrong
    assert total.share("section") >= FLOORS[f"{sets}_section"], total.wrong
    assert total.share("kind") >= FLOORS[f"{sets}_kind"], total.wrong
    assert total.boilerplate <= FLOORS[f"{sets}_boilerplate_at_most"] * total.found, total.wrong


def test_given_what_the_labeller_learns_from_when_listed_then_no_unseen_issue_is_among_it() -> None:
    learned = {path.read_bytes() for folder in (LABELLED, LATER, JUDGED) for path in issues_in(folder)}

    assert not [path.name for path in issues_in(HERE) if path.read_bytes() in learned]
