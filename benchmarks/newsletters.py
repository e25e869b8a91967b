"""How well issues are split: each publisher by a labeller that learned from the others, or a folder as released.

    .venv/bin/python -m benchmarks.newsletters [FOLDER ...] [--wrong]

Without a folder: cross-validation by publisher over data/newsletters/labelled, later and judged. With folders: the
released weights on issues with gold beside them (tests/golden/newsletters/README.md says how gold looks). Prints rows
for docs/newsletters.md.
"""

import argparse
import sys
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

if not __package__:  # run by its path, not with -m: what it imports lies in the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from news.splitting.block_labels import BlockLabeller, released_labeller
from tests.golden.scoring import FIELDS, Score, score
from training.newsletters import Example, fit_examples, issues_in, read_example, read_examples, split_with

FOLDS = 6


def main() -> None:
    """Print one row of figures a folder, or for the cross-validation."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="*", help="folders of issues with gold beside them")
    parser.add_argument("--wrong", action="store_true", help="list what is wrong, by issue")
    arguments = parser.parse_args()
    if not arguments.folders:
        show("cross-validated", cross_validate(arguments.wrong))
    for folder in arguments.folders:
        examples = [read_example(path, proposals=True) for path in issues_in(folder)]
        began = time.process_time()
        rows = judge(examples, released_labeller(), arguments.wrong)
        show(folder.name, rows)
        print(f"{(time.process_time() - began) / max(len(rows), 1) * 1000:.0f} ms of CPU an issue")


def cross_validate(wrong: bool) -> list[Score]:
    """Scores of the labelled issues, each split by a labeller that saw no issue of its fold."""
    examples = read_examples()
    rows: list[Score] = []
    for fold in range(FOLDS):
        held = [example for example in examples if example.labelled.chosen and _fold(example) == fold]
        names = {example.path for example in held}
        labeller = fit_examples([example for example in examples if example.path not in names])
        rows += judge(held, labeller, wrong)
    return rows


def judge(examples: Sequence[Example], labeller: BlockLabeller, wrong: bool) -> list[Score]:
    """Each example's score; what is wrong with it is printed where asked for."""
    rows = []
    for example in examples:
        rows.append(score(split_with(example, labeller).items, example.gold["items"]))
        if wrong and rows[-1].wrong:
            print(example.path.name, f"{rows[-1].f1:.2f}", *rows[-1].wrong, sep="\n    ")
    return rows


def show(name: str, rows: Sequence[Score]) -> None:
    """One row: the share of the fields is of the matched items whose gold names them."""
    total = sum(rows[1:], rows[0])
    fields = " | ".join(f"{field} {total.share(field):.3f} of {total.asked.get(field, 0)}" for field in FIELDS)
    print(f"{name}: {len(rows)} issues, {total.gold} items, item F1 {total.f1:.3f} | {fields}")
    issues = sum(row.boilerplate > 0 for row in rows)
    print(
        f"{name}: {total.boilerplate} of {total.found} items are boilerplate, in {issues} issues;"
        f" {total.dropped} of {total.gold} gold items dropped"
    )


def _fold(example: Example) -> int:
    return zlib.crc32(example.path.name.encode()) % FOLDS


if __name__ == "__main__":
    main()
