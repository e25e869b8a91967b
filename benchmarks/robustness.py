"""Do labels hold under tricks, without text, late in a long article, and does the evidence carry them?

    .venv/bin/python benchmarks/robustness.py [--artifact FOLDER] [--shared FOLDER] [--items 100]

Uses test items that the artifact did not learn from; needs the shared labelled news. Prints tables for docs/labels.md.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from models.aliases import find_champion
from models.classifier import ThemeClassifier, load_classifier
from models.labels import Decision, ItemLabels, NewsText
from training.calibrate import f1
from training.dataset import LabelledItem, divide
from training.heads import as_read, targets
from training.run import Sources, gather

ROOT = Path(__file__).resolve().parent.parent
CYRILLIC = str.maketrans("aceopxyABCEHKMOPTX", "асеорхуАВСЕНКМОРТХ")
FULLWIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
BOLD = {**{65 + i: 0x1D400 + i for i in range(26)}, **{97 + i: 0x1D41A + i for i in range(26)}}

Perturb = Callable[[str, np.random.Generator], str]


def _some(text: str, share: float, rng: np.random.Generator, change: Callable[[str], str]) -> str:
    return "".join(change(c) if c.isalpha() and rng.random() < share else c for c in text)


PERTURBATIONS: dict[str, Perturb] = {
    "upper case": lambda text, rng: text.upper(),
    "lower case": lambda text, rng: text.lower(),
    "zero-width spaces": lambda text, rng: _some(text, 0.3, rng, lambda c: c + "\u200b"),
    "soft hyphens": lambda text, rng: _some(text, 0.3, rng, lambda c: c + "\u00ad"),
    "tag characters": lambda text, rng: _some(text, 0.3, rng, lambda c: c + "\U000e0041"),
    "combining marks": lambda text, rng: _some(text, 0.3, rng, lambda c: c + "\u0336"),
    "piled-up marks": lambda text, rng: _some(text, 0.3, rng, lambda c: c + "\u0336\u0337\u0338\u0334"),
    "Cyrillic look-alikes, 30 %": lambda text, rng: _some(text, 0.3, rng, lambda c: c.translate(CYRILLIC)),
    "Cyrillic look-alikes, all": lambda text, rng: text.translate(CYRILLIC),
    "fullwidth": lambda text, rng: text.translate(FULLWIDTH),
    "mathematical bold": lambda text, rng: text.translate(BOLD),
    "bidi override": lambda text, rng: "\u202e" + text[::-1] + "\u202c",
    "no-break spaces": lambda text, rng: text.replace(" ", "\u00a0"),
    "line breaks": lambda text, rng: text.replace(" ", "\r\n"),
    "straight quotes and dashes": lambda text, rng: text.translate(str.maketrans("“”‘’–—", "\"\"''--")),
}


def _decisions(results: Sequence[ItemLabels]) -> np.ndarray:
    return np.array([[theme.decision is Decision.YES for theme in result.themes] for result in results])


def flips(classifier: ThemeClassifier, items: Sequence[LabelledItem]) -> None:
    """Print the share of item-theme labels that each perturbation flips."""
    texts = [as_read(item) for item in items]
    plain = _decisions(classifier.label(texts))
    print(f"| perturbation | flipped labels of {plain.size} |\n|---|---|")
    for name, change in PERTURBATIONS.items():
        rng = np.random.default_rng(5)
        changed = [NewsText(change(text.headline, rng), change(text.text, rng)) for text in texts]
        print(f"| {name} | {(_decisions(classifier.label(changed)) != plain).mean():.2%} |", flush=True)


def headline_only(classifier: ThemeClassifier, items: Sequence[LabelledItem]) -> None:
    """Print macro-F1 with and without the text."""
    titled = [item for item in items if item.headline]
    wanted = targets(titled, classifier.taxonomy.ids)
    for name, texts in (
        ("headline and text", [as_read(item) for item in titled]),
        ("headline only", [NewsText(item.headline, "") for item in titled]),
    ):
        yes = _decisions(classifier.label(texts))
        score = np.mean([f1(yes[:, theme], wanted[:, theme]) for theme in range(wanted.shape[1])])
        print(f"{name}: macro-F1 {score:.3f} on {len(titled)} items", flush=True)


Spans = Sequence[tuple[str, int, int]]  # field, start, end


def _without(item: NewsText, spans: Spans) -> NewsText:
    for field, start, end in sorted(spans, key=lambda span: -span[1]):
        text = getattr(item, field)
        item = replace(item, **{field: text[:start] + " " + text[end:]})
    return item


def _elsewhere(item: NewsText, spans: Spans, rng: np.random.Generator) -> Spans:
    """Random spans of the same lengths, anywhere in headline and text."""
    drawn = []
    for _, start, end in spans:
        room = {field: len(getattr(item, field)) - (end - start) + 1 for field in ("headline", "text")}
        place = rng.integers(0, sum(max(0, places) for places in room.values()))
        field = "headline" if place < max(0, room["headline"]) else "text"
        first = int(place) - (max(0, room["headline"]) if field == "text" else 0)
        drawn.append((field, first, first + end - start))
    return drawn


def evidence(classifier: ThemeClassifier, items: Sequence[LabelledItem]) -> None:
    """Print how often deleting the evidence lowers a yes more than deleting random spans of the same lengths."""
    rng = np.random.default_rng(9)
    wins, shares = [], []
    for item in items:
        text = as_read(item)
        [result] = classifier.label([text], evidence=True)
        for number, theme in enumerate(result.themes):
            if theme.decision is not Decision.YES or not theme.evidence:
                continue
            spans = [(span.field, span.start, span.end) for span in theme.evidence]
            share = sum(end - start for _, start, end in spans) / len(text.headline + text.text)
            if share > 0.8:
                continue  # no other spans of the lengths are left to compare with
            candidates = [_without(text, spans)] + [_without(text, _elsewhere(text, spans, rng)) for _ in range(5)]
            probabilities = classifier.probabilities(candidates)[:, number]
            wins.append(probabilities[0] < probabilities[1:].mean())
            shares.append(share)
    print(
        f"evidence carries the decision in {np.mean(wins):.1%} of {len(wins)} positive decisions, "
        f"with {np.mean(shares):.0%} of their characters"
    )


def cost(classifier: ThemeClassifier, items: Sequence[LabelledItem]) -> None:
    """Print CPU milliseconds an item, plain and with evidence."""
    texts = [as_read(item) for item in items]
    times = {}
    for name, wanted in (("plain", False), ("evidence", True)):
        classifier.label(texts[:5], evidence=wanted)
        started = time.process_time()
        classifier.label(texts, evidence=wanted)
        times[name] = 1000 * (time.process_time() - started) / len(texts)
    print(f"CPU ms an item: plain {times['plain']:.1f}, with evidence {times['evidence']:.1f} "
          f"({times['evidence'] / times['plain']:.2f}x)")  # fmt: skip


def main() -> None:
    """Run every check on the same test items."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--artifact", type=Path)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--items", type=int, default=100)
    arguments = parser.parse_args()
    folder = arguments.artifact or find_champion(ROOT / "state", ROOT / "artifacts")
    classifier = load_classifier(folder)
    split = divide(*gather(Sources(arguments.shared, ROOT / "data"), classifier.taxonomy.ids))
    rng = np.random.default_rng(1)
    chosen = [split.test[row] for row in rng.permutation(len(split.test))[: arguments.items]]
    print(f"artifact {classifier.version}, {len(chosen)} of {len(split.test)} test items\n")
    headline_only(classifier, split.test)
    evidence(classifier, chosen)
    cost(classifier, chosen)
    print()
    flips(classifier, chosen)


if __name__ == "__main__":
    main()
