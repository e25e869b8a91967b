"""How well one issue is split in each form in which mail programs hand it on: python -m benchmarks.newsletter_forms.

Takes the golden issues and every sixth labelled one (of the texts that nobody wrapped all); what each form does stands
in tests/golden/forms.py. Prints a row a form: item F1, sections, kinds, boilerplate.
"""

import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

if not __package__:  # run by its path, not with -m: what it imports lies in the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from news import newsletter
from tests.golden.forms import HTML_FORMS, LONG_TEXT_FORMS, TEXT_FORMS, Form
from tests.golden.scoring import Score, score
from training.newsletters import GOLDEN, LABELLED, issues_in

EVERY = 6  # labelled issue of a kind
LONG = 100  # characters of a line that is a paragraph
LONG_LINES = 3


def main() -> None:
    """Print the tables of text, of text that nobody wrapped, and of HTML."""
    for name, (forms, find) in SETS.items():
        paths = find()
        print(f"\n{len(paths)} issues, {name} | item F1 | section | kind | boilerplate")
        for form, turn in forms.items():
            total = judge(paths, turn)
            shares = f"{total.share('section'):.3f} | {total.share('kind'):.3f}"
            print(f"{form} | {total.f1:.3f} | {shares} | {total.boilerplate} of {total.found}")


def issues(suffix: str, every: int = EVERY) -> list[Path]:
    """The golden issues of a suffix, and every so many'th of the labelled ones."""
    golden, labelled = ([path for path in issues_in(folder) if path.suffix == suffix] for folder in (GOLDEN, LABELLED))
    return golden + labelled[::every]


def judge(paths: Sequence[Path], turn: Form) -> Score:
    """The score of issues in a form, held against the gold of what they are."""
    scores = []
    for path in paths:
        gold = json.loads(path.with_name(f"{path.stem}.gold.json").read_text(encoding="utf-8"))
        data, media_type = turn(path.read_text(encoding="utf-8"))
        day = gold.get("issued_on")
        issue = newsletter.split(data, media_type, issued_on=date.fromisoformat(day) if day else None, source=None)
        scores.append(score(issue.items, gold["items"]))
    return sum(scores[1:], scores[0])


def unwrapped() -> list[Path]:
    """The golden and labelled texts whose paragraphs are a line each."""
    return [path for path in issues(".txt", every=1) if _is_unwrapped(path)]


def _is_unwrapped(path: Path) -> bool:
    return sum(len(line) > LONG for line in path.read_text(encoding="utf-8").splitlines()) >= LONG_LINES


SETS: dict[str, tuple[dict[str, Form], Callable[[], list[Path]]]] = {
    "text": (TEXT_FORMS, lambda: issues(".txt")),
    "text that was not wrapped": (LONG_TEXT_FORMS, unwrapped),
    "HTML": (HTML_FORMS, lambda: issues(".html")),
}

if __name__ == "__main__":
    main()
