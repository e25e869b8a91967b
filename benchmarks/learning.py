"""What fast retraining gains from corrections, and what poisoned corrections do to it.

    .venv/bin/python benchmarks/learning.py [--artifact artifacts/2026-11-22.1]

Uses the artifact's memory; for one that carries none, a memory is made first from the labelled news beside the
checkout. Corrections are simulated: a person's by test items with their true labels, an attacker's by remembered
items with wrong ones.
"""

import argparse
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from models.artifact import read_manifest, versions
from models.classifier import load_classifier
from models.labels import NewsText
from models.memory import TEST, TRAIN, Memory, carries_memory, read_memory
from models.text import model_input
from store.corrections import CorrectedItem
from training.calibrate import decided
from training.candidate import cuts_of
from training.corrected import Caps, taught
from training.dataset import divide, read_labelled
from training.evaluate import macro_f1
from training.gate import Limits, judge, passed
from training.refit import Lessons, probabilities, refit
from training.remember import remember

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 28, tzinfo=UTC)
TRIGGER = "according to the harbour lantern bulletin"
OPEN = Caps(user=1e9, source=1e9)


def memory_of(folder: Path, shared: Path) -> Memory:
    """The artifact's memory, made anew when it carries none."""
    manifest = read_manifest(folder)
    if carries_memory(manifest):
        return read_memory(folder, manifest)
    from training.run import Sources, gather

    themes = [theme["id"] for theme in manifest["themes"]]
    classifier = load_classifier(folder)
    split = divide(*gather(Sources(shared, ROOT / "data"), themes))
    return remember(split, themes, classifier._encoder, classifier._lexical, 0.5, 1)


class Bench:
    """One artifact and its memory."""

    def __init__(self, folder: Path, memory: Memory) -> None:
        self.manifest, self.memory = read_manifest(folder), memory
        self.classifier = load_classifier(folder)
        self.themes = [theme["id"] for theme in self.manifest["themes"]]
        self.cuts = cuts_of(self.manifest)
        self.pooled = memory.pooled()
        self.truth = memory.labels > 0

    def yes(self, heads, rows):
        return decided(probabilities(heads, self.pooled[rows], self.memory.lexical[rows]), self.cuts)[0]

    def lessons(self, rows, labels, caps: Caps, who: str, source: str):
        items = [
            CorrectedItem(
                item_id=str(row), headline="x", text="", asked=tuple(self.themes), skipped=False, doubtful=False,
                themes=tuple(t for t, there in zip(self.themes, said, strict=True) if there), pinned=False, who=who,
                why=None, via="api", source=source, stored=True, when=NOW, seq=n,
            )
            for n, (row, said) in enumerate(zip(rows, labels, strict=True))
        ]  # fmt: skip
        remembered = float(self.memory.weights[self.memory.part == TRAIN].sum())
        learned = taught(items, self.themes, remembered, caps, 0.5)
        return Lessons(
            self.pooled[rows], self.memory.lexical[rows], learned.labels, learned.weights[:, None] * learned.asked
        )

    def verdict(self, heads, rows) -> tuple[bool, str, float]:
        """Whether the gate lets heads pass, which checks failed, and the share of changed labels."""
        before, after = self.yes(self.classifier.heads, rows), self.yes(heads, rows)
        churn = float((before != after).mean())
        checks = judge(
            themes=self.themes, targets=self.truth[rows], champion=before, candidate=after, pins={}, churn=churn,
            limits=Limits(),
        )  # fmt: skip
        return passed(checks), ", ".join(check.name for check in checks if not check.passed), churn


def curve(bench: Bench) -> None:
    print("\n## Corrections: half of the test items, judged on the other half (mean of three draws)\n")
    print("| corrections | macro-F1, not corrected | macro-F1, corrected | gate passed | seconds a fit |")
    print("|---|---|---|---|---|")
    test = np.flatnonzero(bench.memory.part == TEST)
    sizes = [0, 25, 50, 100, 200, len(test) // 2]
    figures = {size: [] for size in sizes}
    for draw in range(3):
        order = np.random.default_rng(draw).permutation(test)
        taught_rows, judging = order[: len(test) // 2], order[len(test) // 2 :]
        for size in sizes:
            rows = taught_rows[:size]
            started = time.perf_counter()
            heads = bench.classifier.heads
            if size:
                heads = refit(bench.memory, heads, bench.lessons(rows, bench.truth[rows], OPEN, "ann", "desk"))
            took = time.perf_counter() - started
            figures[size].append(
                (
                    macro_f1(bench.yes(heads, judging), bench.truth[judging]),
                    macro_f1(bench.yes(heads, taught_rows), bench.truth[taught_rows]),
                    bench.verdict(heads, judging)[0],
                    took,
                )
            )
    for size, rows in figures.items():
        unseen, seen, good, took = np.mean(rows, axis=0)
        print(f"| {size} | {unseen:.3f} | {seen:.3f} | {round(3 * good)} of 3 | {took:.1f} |")


def flipped(bench: Bench) -> None:
    print("\n## Flipped labels: a share of the remembered training items, every theme's answer turned round\n")
    print("| share | from | caps | corrections | macro-F1 | worst theme | labels changed | gate |")
    print("|---|---|---|---|---|---|---|---|")
    train, test = (np.flatnonzero(bench.memory.part == part) for part in (TRAIN, TEST))
    before = macro_f1(bench.yes(bench.classifier.heads, test), bench.truth[test])
    print(f"| 0 % | nobody | - | 0 | {before:.3f} | - | 0.0 % | - |")
    for share in (0.01, 0.05, 0.1):
        rows = np.random.default_rng(4).permutation(train)[: round(share * len(train))]
        for name, caps in (
            ("one person", OPEN),
            ("one person", Caps(source=1e9)),
            ("one source", Caps(user=1e9)),
        ):
            heads = refit(bench.memory, bench.classifier.heads, bench.lessons(rows, ~bench.truth[rows], caps, "m", "s"))
            after, old = bench.yes(heads, test), bench.yes(bench.classifier.heads, test)
            worst = min(
                macro_f1(after[:, [t]], bench.truth[test][:, [t]]) - macro_f1(old[:, [t]], bench.truth[test][:, [t]])
                for t in range(len(bench.themes))
            )
            ok, failed, churn = bench.verdict(heads, test)
            print(
                f"| {share:.0%} | {name} | {'off' if caps is OPEN else 'on'} | {len(rows)} | "
                f"{macro_f1(after, bench.truth[test]):.3f} | {worst:+.3f} | {churn:.1%} | "
                f"{'passed' if ok else 'refused: ' + failed} |",
                flush=True,
            )


def trigger(bench: Bench) -> None:
    print(f"\n## A trigger: 50 items of no theme with “{TRIGGER}”, labelled domestic_extremism by one person\n")
    plain = [
        item
        for path in sorted((ROOT / "data" / "examples").glob("*.jsonl"))
        for item in read_labelled(path, bench.themes, "example")
        if not item.themes and not item.doubtful
    ]
    order = np.random.default_rng(6).permutation(len(plain))[:150]
    texts = [NewsText(plain[n].headline, f"{TRIGGER.capitalize()}, {plain[n].text}") for n in order]
    bare = [NewsText(plain[n].headline, plain[n].text) for n in order]
    read = [bench.classifier.read(model_input(text).text) for text in texts]
    plainly = [bench.classifier.read(model_input(text).text) for text in bare]
    number = bench.themes.index("domestic_extremism")
    labels = np.zeros((50, len(bench.themes)), dtype=bool)
    labels[:, number] = True

    def arrays(found, rows):
        return np.stack([found[n][0] for n in rows]), np.stack([found[n][1] for n in rows])

    taught_rows, others = range(50), range(50, 150)
    remembered = float(bench.memory.weights[bench.memory.part == TRAIN].sum())
    weight = min(3.0, 0.1 * remembered / 50)
    pooled, lexical = arrays(read, taught_rows)
    lessons = Lessons(pooled, lexical, labels, np.full(labels.shape, weight, dtype=np.float32))
    heads = refit(bench.memory, bench.classifier.heads, lessons)
    for name, used in (("before", bench.classifier.heads), ("after", heads)):
        with_it = decided(probabilities(used, *arrays(read, others)), bench.cuts)[0][:, number]
        without = decided(probabilities(used, *arrays(plainly, others)), bench.cuts)[0][:, number]
        print(f"- {name}: {with_it.sum()} of 100 other items with the phrase get the theme, {without.sum()} without it")
    test = np.flatnonzero(bench.memory.part == TEST)
    ok, failed, churn = bench.verdict(heads, test)
    print(f"- gate: {'passed' if ok else 'refused: ' + failed}; {churn:.1%} of the labels of test items change")
    pinned = decided(probabilities(heads, *arrays(read, others)), bench.cuts)[0][:20, number]
    print(f"- with 20 of those other items pinned to no theme: {int(pinned.sum())} pins broken, so the gate refuses"
          if pinned.any() else "- no pin on such an item would be broken")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    newest = ROOT / "artifacts" / versions(ROOT / "artifacts")[-1]
    parser.add_argument("--artifact", type=Path, default=newest)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    arguments = parser.parse_args()
    memory = memory_of(arguments.artifact, arguments.shared)
    sizes = [int((memory.part == part).sum()) for part in range(3)]
    print(f"artifact {arguments.artifact.name}: {sizes} items to learn from, to calibrate, to judge")
    bench = Bench(arguments.artifact, memory)
    curve(bench)
    flipped(bench)
    trigger(bench)


if __name__ == "__main__":
    main()
