"""The splitter on publishers that neither its rules nor its labeller were shown, held to data/floors.toml."""

import tomllib
from pathlib import Path

from tests.golden.scoring import score
from tests.golden.test_newsletters_golden import ROOT, read
from training.newsletters import UNSEEN, issues_in

HERE = Path(__file__).parent / "newsletters_unseen"
BLIND = "z38_"  # by a hand that had not read the splitter
FLOORS = tomllib.loads((ROOT / "data" / "floors.toml").read_text(encoding="utf-8"))["newsletters"]


def test_given_publishers_never_seen_when_split_then_items_sections_and_kinds_hold_their_floors() -> None:
    paths = [path for path in issues_in(HERE) if not path.name.startswith(BLIND)]

    scores = [score(issue.items, gold["items"]) for issue, gold in map(read, paths)]

    total = sum(scores[1:], scores[0])
    assert len(paths) == 37
    assert total.f1 >= FLOORS["unseen_item_f1"], total.wrong
    assert total.share("section") >= FLOORS["unseen_section"], total.wrong
    assert total.share("kind") >= FLOORS["unseen_kind"], total.wrong
    assert total.boilerplate <= FLOORS["unseen_boilerplate_at_most"] * total.found, total.wrong


def test_given_the_publishers_of_another_hand_when_split_then_first_contact_stays() -> None:
    paths = [path for path in issues_in(HERE) if path.name.startswith(BLIND)]

    scores = [score(issue.items, gold["items"]) for issue, gold in map(read, paths)]

    total = sum(scores[1:], scores[0])
    assert len(paths) == 24
    assert total.f1 >= FLOORS["blind_item_f1"], total.wrong
    assert total.share("section") >= FLOORS["blind_section"], total.wrong
    assert total.share("kind") >= FLOORS["blind_kind"], total.wrong
    assert total.boilerplate <= FLOORS["blind_boilerplate_at_most"] * total.found, total.wrong


def test_given_what_the_labeller_learns_from_when_listed_then_no_unseen_issue_is_among_it() -> None:
    learned = {path.read_bytes() for path in issues_in(UNSEEN)}

    assert not [path.name for path in issues_in(HERE) if path.read_bytes() in learned]


def test_given_the_labelled_issues_when_split_then_what_was_learned_stays() -> None:
    scores = [score(issue.items, gold["items"]) for issue, gold in map(read, issues_in(UNSEEN))]

    total = sum(scores[1:], scores[0])
    assert total.f1 >= FLOORS["labelled_item_f1"], total.wrong
    assert total.share("section") >= FLOORS["labelled_section"], total.wrong
    assert total.share("kind") >= FLOORS["labelled_kind"], total.wrong
