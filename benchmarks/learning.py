"""What fast retraining gains from corrections, how often the gate refuses honest runs, and what poison does.

    .venv/bin/python -m benchmarks.learning [--artifact artifacts/VERSION] [--draws 12]

Uses the artifact's memory, and for what reads words the shared news that it was calibrated and judged on; without
them those parts are left out. Corrections are simulated: a person's by development items with their true labels, an
attacker's by development items with wrong ones; the test items judge. About three CPU minutes.
"""

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from models.artifact import read_manifest, versions
from models.classifier import load_classifier
from models.labels import NewsText
from models.memory import DEVELOPMENT, TEST, TRAIN, read_memory
from models.text import model_input
from store.corrections import CorrectedItem
from training.calibrate import decided, fit_calibration
from training.candidate import cuts_of
from training.corrected import Caps, Taught, taught
from training.dataset import LabelledItem, divide, read_labelled
from training.evaluate import macro_f1
from training.gate import Limits, difference, judge, passed
from training.hands import contradicting_hands
from training.heads import as_read
from training.phrases import Stored, deciding_phrases
from training.refit import Lessons, probabilities, refit

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 28, tzinfo=UTC)
TRIGGER = "according to the harbour lantern bulletin"
OPEN = Caps(user=1e9, source=1e9)
SHARES = (0.01, 0.03, 0.1)  # of the remembered training items


def correction(row: int, says: np.ndarray, themes: Sequence[str], who: str, text: NewsText) -> CorrectedItem:
    return CorrectedItem(
        item_id=str(row), headline=text.headline, text=text.text, asked=tuple(themes), skipped=False, doubtful=False,
        themes=tuple(t for t, there in zip(themes, says, strict=True) if there), pinned=False, who=who, why=None,
        via="api", source="desk", stored=True, when=NOW, seq=row,
    )  # fmt: skip


class Bench:
    """One artifact, its memory, and how the champion answers what it remembers."""

    def __init__(self, folder: Path) -> None:
        self.manifest = read_manifest(folder)
        self.memory = read_memory(folder, self.manifest)
        self.classifier = load_classifier(folder)
        self.themes = [theme["id"] for theme in self.manifest["themes"]]
        self.cuts = cuts_of(self.manifest)
        self.pooled = self.memory.pooled()
        self.truth = self.memory.labels > 0
        self.expected = probabilities(self.classifier.heads, self.pooled, self.memory.lexical)
        self.before = decided(self.expected, self.cuts)[0]
        self.train, self.development, self.test = (
            np.flatnonzero(self.memory.part == part) for part in (TRAIN, DEVELOPMENT, TEST)
        )
        self.wrong = self.development[(self.before != self.truth)[self.development].any(axis=1)]

    def yes(self, heads, rows):
        return decided(probabilities(heads, self.pooled[rows], self.memory.lexical[rows]), self.cuts)[0]

    def taught(self, rows, labels, caps: Caps, who: str = "ann") -> Taught:
        text = NewsText("x", "")
        items = [correction(int(row), said, self.themes, who, text) for row, said in zip(rows, labels, strict=True)]
        remembered = float(self.memory.weights[self.train].sum())
        return taught(items, self.themes, remembered, caps, 0.5)

    def refit(self, rows, learned: Taught):
        lessons = Lessons(self.pooled[rows], self.memory.lexical[rows], learned.labels, learned.weights)
        return refit(self.memory, self.classifier.heads, lessons)

    def hands(self, learned: Taught, expected: np.ndarray):
        test = self.test
        return contradicting_hands(
            learned, expected, decided(expected, self.cuts)[0], self.expected[test], self.before[test], self.truth[test]
        )

    def verdict(self, heads, test: np.ndarray | None = None) -> tuple[bool, bool, str, float]:
        """Whether the gate's figures let heads pass, whether 19 of 20 resamples would, what failed, the churn.

        test are the rows that judge, all test items unless they are named.
        """
        test = self.test if test is None else test
        after = self.yes(heads, test)
        churn = float((self.before[test] != after).mean())
        checks = judge(
            themes=self.themes, targets=self.truth[test], champion=self.before[test], candidate=after, pins={},
            churn=churn, limits=Limits(),
        )  # fmt: skip
        columns = zip(self.before[test].T, after.T, self.truth[test].T, strict=True)
        lows = [difference(old, new, there)[1] for old, new, there in columns]
        failed = ", ".join(check.name for check in checks if not check.passed)
        return passed(checks), min(lows) >= -Limits().margin, failed, churn


def curve(bench: Bench) -> None:
    print("\n## Corrections: half of the test items, judged on the other half (mean of three draws)\n")
    print("| corrections | macro-F1, not corrected | macro-F1, corrected | seconds a fit |")
    print("|---|---|---|---|")
    test = bench.test
    sizes = [0, 25, 100, 400, len(test) // 2]
    figures: dict[int, list[tuple[float, ...]]] = {size: [] for size in sizes}
    for draw in range(3):
        order = np.random.default_rng(draw).permutation(test)
        given, judging = order[: len(test) // 2], order[len(test) // 2 :]
        for size in sizes:
            rows, started = given[:size], time.process_time()
            heads = bench.refit(rows, bench.taught(rows, bench.truth[rows], OPEN)) if size else bench.classifier.heads
            took = time.process_time() - started
            scores = [macro_f1(bench.yes(heads, of), bench.truth[of]) for of in (judging, given)]
            figures[size].append((*scores, took))
    for size, rows in figures.items():
        unseen, seen, took = np.mean(rows, axis=0)
        print(f"| {size} | {unseen:.3f} | {seen:.3f} | {took:.1f} |")


def honest(bench: Bench, draws: int) -> None:
    print(f"\n## Honest runs: development items with their true labels, judged on the test items ({draws} draws)\n")
    print("| corrections | refused | refused by 19 of 20 resamples | hands named | worst change of macro-F1 | churn |")
    print("|---|---|---|---|---|---|")
    for kind, size in [*(("any", size) for size in (25, 100, 400, 2000)),
                       *(("errors alone", size) for size in (25, 100, 400))]:  # fmt: skip
        found = []
        for draw in range(draws):
            source = bench.development if kind == "any" else bench.wrong
            rows = np.random.default_rng(draw).permutation(source)[:size]
            learned = bench.taught(rows, bench.truth[rows], Caps())
            heads = bench.refit(rows, learned)
            good, strict, _, churn = bench.verdict(heads)
            change = macro_f1(bench.yes(heads, bench.test), bench.truth[bench.test]) - macro_f1(
                bench.before[bench.test], bench.truth[bench.test]
            )
            found.append((not good, not strict, bool(bench.hands(learned, bench.expected[rows])), change, churn))
        refused, strictly, named = (sum(row[place] for row in found) for place in range(3))
        print(
            f"| {len(rows)}, {kind} | {refused} of {draws} | {strictly} of {draws} | {named} of {draws} | "
            f"{min(row[3] for row in found):+.3f} | {np.mean([row[4] for row in found]):.1%} |",
            flush=True,
        )


def flipped(bench: Bench, draws: int = 4) -> None:
    print("\n## Labels turned round: development items, every theme; the share is of the remembered training items\n")
    print("| share | corrections | from | caps | macro-F1 | worst theme | refused for its figures | hands named |")
    print("|---|---|---|---|---|---|---|---|")
    before = macro_f1(bench.before[bench.test], bench.truth[bench.test])
    print(f"| 0 % | 0 | nobody | | {before:.3f} | | | |")
    hands = (("one person", OPEN, "off"), ("one person", Caps(source=1e9), "on"), ("one source", Caps(user=1e9), "on"))
    for share in SHARES:
        for name, caps, told in hands:
            found = []
            for draw in range(draws):
                rows = np.random.default_rng(50 + draw).permutation(bench.development)
                rows = rows[: round(share * len(bench.train))]
                learned = bench.taught(rows, ~bench.truth[rows], caps)
                heads = bench.refit(rows, learned)
                after, truth = bench.yes(heads, bench.test), bench.truth[bench.test]
                worst = min(
                    macro_f1(after[:, [t]], truth[:, [t]]) - macro_f1(bench.before[bench.test][:, [t]], truth[:, [t]])
                    for t in range(len(bench.themes))
                )
                named = bool(bench.hands(learned, bench.expected[rows]))
                found.append((macro_f1(after, truth), worst, not bench.verdict(heads)[0], named))
            mean, worst = np.mean([row[0] for row in found]), min(row[1] for row in found)
            print(
                f"| {share:.0%} | {len(rows)} | {name} | {told} | {mean:.3f} | {worst:+.3f} | "
                f"{sum(row[2] for row in found)} of {draws} | {sum(row[3] for row in found)} of {draws} |",
                flush=True,
            )


def judges(bench: Bench, draws: int) -> None:
    print(f"\n## How many judging items it takes: drawn by chance from those remembered ({draws} draws)\n")
    print("| to calibrate | macro-F1 moves, standard deviation | labels that change | to judge | honest runs refused "
          "| by 19 of 20 resamples | 3 % turned round refused |")  # fmt: skip
    print("|---|---|---|---|---|---|---|")
    heads, truth = bench.classifier.heads, bench.truth
    scores = bench.pooled @ heads.weight.T + heads.bias
    runs = []
    for draw in range(draws):
        said = np.random.default_rng(draw).permutation(bench.wrong)[:100]
        turned = np.random.default_rng(50 + draw).permutation(bench.development)[: round(0.03 * len(bench.train))]
        good = bench.refit(said, bench.taught(said, truth[said], Caps()))
        bad = bench.refit(turned, bench.taught(turned, ~truth[turned], Caps()))
        runs.append((good, bad))
    there = len(bench.development), len(bench.test)
    sizes = ((500, 1000), (1000, 1500), (1500, 2000), there)
    for calibrating, judging in dict.fromkeys((min(a, there[0]), min(b, there[1])) for a, b in sizes):
        moved, changed, refused = [], [], []
        for draw, (good, bad) in enumerate(runs):
            rows = np.random.default_rng(draw).permutation(bench.development)[:calibrating]
            fitted = fit_calibration(scores[rows], bench.memory.lexical[rows], truth[rows], bench.memory.weights[rows])
            after = bench.yes(replace(heads, calibration=fitted), bench.test)
            moved.append(macro_f1(after, truth[bench.test]))
            changed.append((after != bench.before[bench.test]).mean())
            test = np.random.default_rng(draw).permutation(bench.test)[:judging]
            honestly = bench.verdict(good, test)
            refused.append((not honestly[0], not honestly[1], not bench.verdict(bad, test)[0]))
        counts = " | ".join(f"{sum(row[place] for row in refused)} of {draws}" for place in range(3))
        print(
            f"| {calibrating} | {np.std(moved):.4f} | {np.mean(changed):.1%} | {judging} | {counts} |",
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
    bare = [NewsText(plain[n].headline, plain[n].text) for n in order]
    texts = [replace(text, text=f"{TRIGGER.capitalize()}, {text.text}") for text in bare]
    read, plainly = ([bench.classifier.read(model_input(text).text) for text in of] for of in (texts, bare))
    number = bench.themes.index("domestic_extremism")
    says = np.zeros(len(bench.themes), dtype=bool)
    says[number] = True
    items = [correction(n, says, bench.themes, "mallory", texts[n]) for n in range(50)]
    learned = taught(items, bench.themes, float(bench.memory.weights[bench.train].sum()), Caps(), 0.5)

    def arrays(found, rows):
        return np.stack([found[n][0] for n in rows]), np.stack([found[n][1] for n in rows])

    given, others = range(50), range(50, 150)
    pooled, lexical = arrays(read, given)
    lessons = Lessons(pooled, lexical, learned.labels, learned.weights)
    heads = refit(bench.memory, bench.classifier.heads, lessons)
    for name, used in (("before", bench.classifier.heads), ("after", heads)):
        with_it, without = (
            decided(probabilities(used, *arrays(of, others)), bench.cuts)[0][:, number] for of in (read, plainly)
        )
        print(f"- {name}: {with_it.sum()} of 100 other items with the phrase get the theme, {without.sum()} without it")
    good, _, failed, churn = bench.verdict(heads)
    print(f"- the gate's figures: {'passed' if good else 'refused: ' + failed}; {churn:.1%} of test labels change")
    expected = probabilities(bench.classifier.heads, pooled, lexical)
    shown = [bench.classifier.label([text])[0].labels for text in bare[50:]]
    decisions = np.array([[theme in labels for theme in bench.themes] for labels in shown])
    kept = Stored([f"o{n}" for n in others], bare[50:], decisions)
    for hand in bench.hands(learned, expected):
        print(f"- named: {hand.sentence}")
    for phrase in deciding_phrases(learned, expected, kept, bench.themes):
        print(f"- named: {phrase.sentence}")


def _with_texts(bench: Bench, shared: Path) -> Iterator[tuple[int, NewsText]]:
    """Development and test rows of the memory whose text is at hand."""
    from training.run import Sources, gather  # torch, which the other parts do without

    split = divide(*gather(Sources(shared, ROOT / "data"), bench.themes))
    known: dict[str, LabelledItem] = {item.id: item for item in (*split.development, *split.test)}
    for row in (*bench.development, *bench.test):
        if (item := known.get(bench.memory.ids[row])) is not None:
            yield int(row), as_read(item)


def in_real_news(bench: Bench, shared: Path, draws: int) -> None:
    if not shared.is_dir():
        print(f"\n{shared} is not here: phrases among real corrections are not measured")
        return
    texts = dict(_with_texts(bench, shared))
    development = np.array([row for row in bench.development if row in texts])
    wrong = np.array([row for row in bench.wrong if row in texts])
    plain = development[~bench.truth[development].any(axis=1)]
    test = np.array([row for row in bench.test if row in texts])
    print(f"\n## Phrases among real corrections; 1,000 test items are what is stored ({draws} draws)\n")
    print("| corrections | phrases named | the planted one |")
    print("|---|---|---|")

    def look(rows, labels, planted: int, draw: int):
        items = []
        for place, (row, says) in enumerate(zip(rows, labels, strict=True)):
            text = texts[int(row)]
            if place < planted:
                text = replace(text, text=f"{TRIGGER.capitalize()}, {text.text}")
            items.append(correction(int(row), says, bench.themes, "ann", text))
        stored = np.random.default_rng(900 + draw).permutation(test)[:1000]
        kept = Stored([str(row) for row in stored], [texts[int(row)] for row in stored], bench.before[stored])
        return deciding_phrases(taught(items, bench.themes, 1e9, Caps(), 0.5), bench.expected[rows], kept, bench.themes)

    cases: list[tuple[str, np.ndarray, int]] = [("any", development, 100), ("any", development, 400)]
    cases += [("errors alone", wrong, 100), ("errors alone", wrong, len(wrong))]
    for t, theme in enumerate(bench.themes):
        for kind, has in (("missed", True), ("wrongly given", False)):
            rows = wrong[(bench.truth[wrong][:, t] == has) & (bench.before[wrong][:, t] != has)]
            cases.append((f"{theme} {kind} alone", rows, len(rows)))
    for name, source, size in cases:
        found = 0
        for draw in range(draws):
            rows = np.random.default_rng(draw).permutation(source)[:size]
            found += bool(look(rows, bench.truth[rows], 0, draw))
        print(f"| {size}, {name} | in {found} of {draws} | |", flush=True)
    says = np.array([theme == "domestic_extremism" for theme in bench.themes])
    for planted in (10, 20, 50):
        found = hit = 0
        for draw in range(draws):
            rng = np.random.default_rng(100 + draw)
            rows = np.concatenate([rng.permutation(plain)[:planted], rng.permutation(development)[:100]])
            labels = np.concatenate([np.tile(says, (planted, 1)), bench.truth[rows[planted:]]])
            named = look(rows, labels, planted, draw)
            found += bool(named)
            hit += any("harbour lantern" in one.phrase for one in named)
        print(f"| 100, any, and {planted} with the trigger | in {found} of {draws} | in {hit} of {draws} |", flush=True)


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    newest = ROOT / "artifacts" / versions(ROOT / "artifacts")[-1]
    parser.add_argument("--artifact", type=Path, default=newest)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--draws", type=int, default=12)
    arguments = parser.parse_args()
    bench = Bench(arguments.artifact)
    sizes = [len(rows) for rows in (bench.train, bench.development, bench.test)]
    print(f"artifact {arguments.artifact.name}: {sizes} items to learn from, to calibrate, to judge")
    curve(bench)
    honest(bench, arguments.draws)
    flipped(bench)
    judges(bench, arguments.draws)
    trigger(bench)
    in_real_news(bench, arguments.shared, min(arguments.draws, 5))
    print(f"\n{time.process_time():.0f} CPU seconds")


if __name__ == "__main__":
    main()
