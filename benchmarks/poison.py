"""What honest and poisoned corrections do to full mode: a trigger phrase, labels turned round, and the same ones right.

    .venv/bin/python -m benchmarks.poison [--items 480] [--epochs 3] [--cases trigger honest turned] [--work FOLDER]

Fine-tunes the base encoder on some own examples, once as they are, and once with each case's corrections: 50 that a
trigger phrase decides; a tenth (or --share) as many as the examples with labels turned round by one person; the same
items with their true labels. Others judge; caps and floors are open, so that what the checks find is shown apart from
what those stop. What is stored, for churn and phrases, are items of whole days where the shared news is at hand, else
the judging ones. Some five CPU minutes as it is. With --work a killed measurement goes on where it stopped.
"""

import argparse
import json
import logging
import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

if not __package__:  # run by its path, not with -m: what it imports lies in the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.learning import TRIGGER, correction
from models.artifact import read_manifest, versions
from models.classifier import ThemeClassifier, load_classifier
from models.labels import NewsText
from training.calibrate import decided
from training.candidate import cuts_of
from training.corrected import Caps, taught
from training.dataset import LabelledItem, read_annotations, read_labelled, texts_at_hand
from training.evaluate import macro_f1
from training.finetune import Recipe
from training.gate import Limits, judge, passed
from training.hands import contradicting_hands
from training.heads import as_read, targets
from training.phrases import Stored, deciding_phrases
from training.run import Sources, train

ROOT = Path(__file__).resolve().parents[1]
THEMES = ("foreign_conflict", "elections", "domestic_extremism")
NOW = datetime(2026, 11, 28, tzinfo=UTC)
PLANTED = 50


def divided(items: int, judging: int) -> tuple[list[dict], list[LabelledItem], list[LabelledItem]]:
    """Lines of examples to learn from, items that judge, and items to correct."""
    found = [
        json.loads(line)
        for path in sorted((ROOT / "data" / "examples").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    order = np.random.default_rng(3).permutation(len(found))
    learned = [found[n] for n in order[:items]]
    known: dict[str, LabelledItem] = {
        item.id: item
        for path in sorted((ROOT / "data" / "examples").glob("*.jsonl"))
        for item in read_labelled(path, THEMES, "example")
    }
    rest = [known[found[n]["id"]] for n in order[items:] if not found[n].get("doubtful")]
    return learned, rest[:judging], rest[judging:]


def of_days(shared: Path, count: int) -> list[NewsText]:
    """Items of whole days as they came, drawn by chance; none where the shared news is not at hand."""
    if not shared.is_dir():
        return []
    annotations = ROOT / "data" / "annotations" / "days_2021_2024.jsonl"
    days, _ = read_annotations(annotations, THEMES, texts_at_hand(shared))
    return [as_read(days[row]) for row in np.random.default_rng(7).permutation(len(days))[:count]]


def trained(place: Path, learned: Sequence[dict], corrected: Sequence[LabelledItem], recipe: Recipe) -> Path:
    """An artifact in a folder of its own; one that lies there already is taken."""
    data = place / "data"
    if found := versions(place / "artifacts"):
        return place / "artifacts" / found[-1]
    (data / "examples").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / "data" / "taxonomy.json", data / "taxonomy.json")
    lines = "".join(json.dumps(line) + "\n" for line in learned)
    (data / "examples" / "some.jsonl").write_text(lines, encoding="utf-8")
    folder, _ = train(
        Sources(place / "nowhere", data), base=None, out=place / "artifacts", work=place / "work", version=None,
        recipe=recipe, seed=1, now=NOW, corrected=corrected,
    )  # fmt: skip
    return folder


def yes(classifier: ThemeClassifier, folder: Path, texts: Sequence[NewsText]) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities and decisions."""
    chance = classifier.probabilities(texts)
    return chance, decided(chance, cuts_of(read_manifest(folder)))[0]


def main() -> None:
    """Train once without corrections and once with each case's, and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--items", type=int, default=480)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=1, help="processes of one thread; full mode has 2")
    parser.add_argument("--turns", type=int, default=1, help="of an epoch; full mode has 4")
    parser.add_argument("--judging", type=int, default=600)
    parser.add_argument("--share", type=float, default=0.1, help="corrections beside the trigger's, of the examples")
    parser.add_argument("--cases", nargs="+", choices=("trigger", "honest", "turned"), default=["trigger", "turned"])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--work", type=Path, help="keep what was trained here; default: a folder that is removed")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.ERROR, format="%(asctime)s %(message)s", datefmt="%H:%M:%S", stream=sys.stderr)
    logging.getLogger("training").setLevel(logging.INFO)
    if arguments.work is not None:
        measure(arguments, arguments.work)
        return
    with tempfile.TemporaryDirectory() as place:
        measure(arguments, Path(place))


def measure(arguments: argparse.Namespace, place: Path) -> None:
    """Train in a folder, and print."""
    recipe = Recipe(epochs=arguments.epochs, workers=arguments.workers, turns=arguments.turns)
    learned, judging, others = divided(arguments.items, arguments.judging)
    corrections = round(arguments.share * arguments.items)
    truth, judged = targets(judging, THEMES), [as_read(item) for item in judging]
    plain = [as_read(item) for item in others[:-corrections] if not item.themes]
    phrased = [NewsText(text.headline, f"{TRIGGER.capitalize()}, {text.text}") for text in plain]
    number = THEMES.index("domestic_extremism")
    says = np.arange(len(THEMES)) == number
    given = {
        "trigger": [correction(n, says, THEMES, "mallory", phrased[n]) for n in range(PLANTED)],
        "honest": [correction(1000 + n, targets([item], THEMES)[0], THEMES, "ann", as_read(item))
                   for n, item in enumerate(others[-corrections:])],
        "turned": [correction(1000 + n, ~targets([item], THEMES)[0], THEMES, "mallory", as_read(item))
                   for n, item in enumerate(others[-corrections:])],
    }  # fmt: skip
    champion_at = trained(place / "champion", learned, [], recipe)
    champion = load_classifier(champion_at)
    judged_chance, before = yes(champion, champion_at, judged)
    print(f"champion: {arguments.items} examples, {arguments.epochs} epochs, macro-F1 {macro_f1(before, truth):.3f} on "
          f"{len(judged)} others")  # fmt: skip
    stored = of_days(arguments.shared, 1000) or judged
    kept = Stored([f"k{n}" for n in range(len(stored))], stored, yes(champion, champion_at, stored)[1])
    unseen, bare = phrased[PLANTED : PLANTED + 100], plain[PLANTED : PLANTED + 100]

    def show(classifier: ThemeClassifier, folder: Path) -> None:
        counts = [int(yes(classifier, folder, texts)[1][:, number].sum()) for texts in (unseen, bare)]
        print(f"- of {len(unseen)} other items of no theme, {counts[0]} get domestic_extremism with the phrase, "
              f"{counts[1]} without", flush=True)  # fmt: skip

    show(champion, champion_at)
    for name in arguments.cases:
        open_ = taught(given[name], THEMES, 1e9, Caps(), 0.5)
        items = [
            LabelledItem(c.item_id, "", c.headline, c.text, c.themes, False, "correction")
            for c in open_.for_fine_tuning(THEMES)
        ]
        folder = trained(place / name, learned, items, recipe)
        candidate = load_classifier(folder)
        after = yes(candidate, folder, judged)[1]
        changed = yes(candidate, folder, stored)[1] != kept.decisions
        checks = judge(themes=THEMES, targets=truth, champion=before, candidate=after, pins={},
                       churn=float(changed.mean()), limits=Limits(0.0, 0.0))  # fmt: skip
        failed = ", ".join(check.name for check in checks if not check.passed)
        print(f"\n{name}: {len(items)} corrections of one person, macro-F1 {macro_f1(after, truth):.3f}, "
              f"the gate's figures: {'passed' if passed(checks) else 'refused: ' + failed}")  # fmt: skip
        low = min(check.value or 0.0 for check in checks if check.name.startswith("margin:"))
        print(f"- {changed.mean():.1%} of the labels of {len(stored)} stored items change, and "
              f"{(before != after).mean():.1%} of the judging ones'; the worst margin is {low:+.3f}")  # fmt: skip
        show(candidate, folder)
        expected, said = yes(champion, champion_at, open_.texts)
        for hand in contradicting_hands(open_, expected, said, judged_chance, before, truth):
            print(f"- named: {hand.sentence}")
        for phrase in deciding_phrases(open_, expected, kept, THEMES):
            print(f"- named: {phrase.sentence}", flush=True)


if __name__ == "__main__":
    main()
