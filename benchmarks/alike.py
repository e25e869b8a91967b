"""How good are labels on news that is unlike what was learned? The test items by their nearest learned item.

    .venv/bin/python -m benchmarks.alike [--artifact FOLDER] [--shared FOLDER] [--data FOLDER]

Two reports of one event fall into different parts of the split when their headlines differ, and what was learned from
one of them helps with the other. News that a user brings has no such sibling. Likeness is the cosine of tf-idf vectors
of words and word pairs, as each item is read for labelling. Needs the shared labelled news. Prints a table for
docs/labels.md.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

if not __package__:  # run by its path, not with -m: what it imports lies in the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from models.aliases import find_champion
from models.artifact import read_manifest
from models.classifier import load_classifier
from models.labels import NewsText
from models.lexical import words_and_pairs
from models.text import model_input
from training.candidate import cuts_of
from training.dataset import LabelledItem, divide
from training.evaluate import report
from training.heads import as_read, targets
from training.run import Sources, gather

_ROOT = Path(__file__).resolve().parent.parent
_PARTS = ((0.0, 0.15), (0.15, 0.2), (0.2, 1.01), (0.0, 1.01))  # from a cosine up to another
_BATCH = 200  # items whose cosines with all learned ones are held at once


def nearest(learned: Sequence[LabelledItem], asked: Sequence[LabelledItem]) -> np.ndarray:
    """The cosine of each asked item and the learned item most like it, shape (n_asked,)."""
    read = [[model_input(as_read(item)).text for item in items] for items in (learned, asked)]
    vectorizer = TfidfVectorizer(analyzer=words_and_pairs, min_df=2, max_df=0.2, sublinear_tf=True)
    known, wanted = vectorizer.fit_transform(read[0]), vectorizer.transform(read[1])
    found = [
        (wanted[start : start + _BATCH] @ known.T).max(axis=1).toarray().ravel()
        for start in range(0, len(asked), _BATCH)
    ]
    return np.concatenate(found)


def main() -> None:
    """Label the test items of news, with their texts and by their headlines alone, and part them by likeness."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--artifact", type=Path)
    parser.add_argument("--shared", type=Path, default=_ROOT.parent / "shared" / "data")
    parser.add_argument("--data", type=Path, default=_ROOT / "data", help="own examples and annotations")
    arguments = parser.parse_args()
    artifact = arguments.artifact or find_champion(_ROOT / "state", _ROOT / "artifacts")
    classifier, cuts = load_classifier(artifact), cuts_of(read_manifest(artifact))
    themes = classifier.taxonomy.ids
    split = divide(*gather(Sources(arguments.shared, arguments.data), themes))
    items = [item for item in split.test if item.origin != "example" and item.headline and item.text]
    likeness = nearest(split.train, items)
    wanted, firm = targets(items, themes), np.array([not item.doubtful for item in items])
    whole = classifier.probabilities([as_read(item) for item in items])
    headline = classifier.probabilities([NewsText(item.headline, "") for item in items])
    print(f"artifact {artifact.name}, {len(items)} test items of news, {len(split.train)} learned ones\n")
    print("| nearest learned item | items | macro-F1 | firm | ECE | headline alone | firm | ECE |")
    print("|---|---|---|---|---|---|---|---|")
    for low, high in _PARTS:
        rows = (likeness >= low) & (likeness < high)
        told = []
        for probabilities in (whole, headline):
            found = report(probabilities[rows], wanted[rows], firm[rows], cuts, themes)
            between = "[{:.3f}, {:.3f}]".format(*found["macro_f1_interval"])
            told.append(f"{found['macro_f1']:.3f} {between} | {found['firm_macro_f1']:.3f} | {found['ece']:.3f}")
        of = f"{low:.2f} to {high:.2f}" if high <= 1 else f"{low:.2f} and more"
        print(f"| {of} | {rows.sum()} | {' | '.join(told)} |")


if __name__ == "__main__":
    main()
