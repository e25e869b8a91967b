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
    ("folder", "hand", "named", "issues"),
    [
        (HERE, "politics", "bo", 24),
        (HERE, "general", "bp", 24),
        (HERE, "letters", "bq", 24),
        (HERE, "digests", "br", 24),
        (HERE, "institutions", "bs", 24),
        (JUDGED, "earliest", EARLIEST, 37),
        (JUDGED, "newest", "w", 48),
        (JUDGED, "last", "g", 36),
        (JUDGED, "blind", "z82_", 16),
        (JUDGED, "fresh", FRESH, 16),
        (JUDGED, "first", "y", 39),
        (LATER, "unmet", "ba", 24),
        (LATER, "strange", "bb", 24),
        (LATER, "untold", "be", 24),
        (LATER, "unread", "bg", 24),
        (LATER, "later", ("aa", "ab", "ac", "ad", "ae", "af", "w", "x", "y"), 116),
        (LATER, "latest", ("ag", "ah", "ai", "aj"), 94),
        (LATER, "recent", ("ak", "al", "am", "an"), 96),
        (LATER, "mended", MENDED, 312),
        (LABELLED, "labelled", "", 419),
    ],
    ids=[
        *("politics", "general", "letters", "digests", "institutions"),
        *("earliest", "newest", "last", "blind", "fresh", "first"),
        *("unmet", "strange", "untold", "unread", "later", "latest", "recent", "mended", "labelled"),
    ],
)
def test_given_issues_with_gold_when_split_then_items_sections_and_kinds_hold_their_floors(
    folder: Path, hand: str, named: str | tuple[str, ...], issues: int
) -> None:
    paths = [path for path in issues_in(folder) if path.name.startswith(named)]

    scores = [score(issue.items, gold["items"]) for issue, gold in map(read, paths)]

    total = sum(scores[1:], scores[0])
    assert len(paths) == issues
    assert total.f1 >= FLOORS[f"{hand}_item_f1"], total.wrong
    assert total.share("section") >= FLOORS[f"{hand}_section"], total.wrong
    assert total.share("kind") >= FLOORS[f"{hand}_kind"], total.wrong
    assert total.boilerplate <= FLOORS[f"{hand}_boilerplate_at_most"] * total.found, total.wrong


def test_given_what_the_labeller_learns_from_when_listed_then_no_unseen_issue_is_among_it() -> None:
    learned = {path.read_bytes() for folder in (LABELLED, LATER, JUDGED) for path in issues_in(folder)}

    assert not [path.name for path in issues_in(HERE) if path.read_bytes() in learned]
