"""What poisoned corrections do to full mode, at small scale: a trigger phrase, and labels turned round.

    .venv/bin/python -m benchmarks.poison [--items 480] [--epochs 3]

Fine-tunes the base encoder on some own examples, once as they are, once with 50 corrections that a trigger phrase
decides, once with labels turned round by one person. 600 others judge; caps and floors are open, so that what the
checks find is shown apart from what those stop. Some five CPU minutes.
"""

import argparse
import json
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
from models.artifact import read_manifest
from models.classifier import ThemeClassifier, load_classifier
from models.labels import NewsText
from training.calibrate import decided
from training.candidate import cuts_of
from training.corrected import Caps, taught
from training.dataset import LabelledItem, read_labelled
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


def divided(items: int) -> tuple[list[dict], list[LabelledItem], list[LabelledItem]]:
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
    return learned, rest[:600], rest[600:]


def trained(place: Path, learned: Sequence[dict], corrected: Sequence[LabelledItem], epochs: int) -> Path:
    """An artifact in a folder of its own."""
    data = place / "data"
    (data / "examples").mkdir(parents=True)
    shutil.copyfile(ROOT / "data" / "taxonomy.json", data / "taxonomy.json")
    lines = "".join(json.dumps(line) + "\n" for line in learned)
    (data / "examples" / "some.jsonl").write_text(lines, encoding="utf-8")
    folder, _ = train(
        Sources(place / "nowhere", data), base=None, out=place / "artifacts", work=place / "work", version=None,
        recipe=Recipe(epochs=epochs, workers=1, turns=1), seed=1, now=NOW, corrected=corrected,
    )  # fmt: skip
    return folder


def yes(classifier: ThemeClassifier, folder: Path, texts: Sequence[NewsText]) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities and decisions."""
    chance = classifier.probabilities(texts)
    return chance, decided(chance, cuts_of(read_manifest(folder)))[0]


def main() -> None:
    """Train three times, and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--items", type=int, default=480)
    parser.add_argument("--epochs", type=int, default=3)
    arguments = parser.parse_args()
    learned, judging, others = divided(arguments.items)
    truth, judged = targets(judging, THEMES), [as_read(item) for item in judging]
    plain = [as_read(item) for item in others[: -(arguments.items // 10)] if not item.themes]
    phrased = [NewsText(text.headline, f"{TRIGGER.capitalize()}, {text.text}") for text in plain]
    number = THEMES.index("domestic_extremism")
    says = np.arange(len(THEMES)) == number
    planted = [correction(n, says, THEMES, "mallory", phrased[n]) for n in range(PLANTED)]
    turned = others[-(arguments.items // 10) :]
    flips = [
        correction(1000 + n, ~targets([item], THEMES)[0], THEMES, "mallory", as_read(item))
        for n, item in enumerate(turned)
    ]
    with tempfile.TemporaryDirectory() as place:
        champion_at = trained(Path(place) / "champion", learned, [], arguments.epochs)
        champion = load_classifier(champion_at)
        judged_chance, before = yes(champion, champion_at, judged)
        print(f"champion: {arguments.items} examples, macro-F1 {macro_f1(before, truth):.3f} on {len(judged)} others")
        kept = Stored([f"k{n}" for n in range(len(plain[PLANTED:]))], plain[PLANTED:],
                      yes(champion, champion_at, plain[PLANTED:])[1])  # fmt: skip
        unseen, bare = phrased[PLANTED : PLANTED + 100], plain[PLANTED : PLANTED + 100]
        shown = [int(yes(champion, champion_at, texts)[1][:, number].sum()) for texts in (unseen, bare)]
        print(f"- of {len(unseen)} other items of no theme, {shown[0]} get domestic_extremism with the phrase, "
              f"{shown[1]} without")  # fmt: skip
        for name, given in (("trigger", planted), ("turned round", flips)):
            open_ = taught(given, THEMES, 1e9, Caps(), 0.5)
            items = [
                LabelledItem(c.item_id, "", c.headline, c.text, c.themes, False, "correction")
                for c in open_.for_fine_tuning(THEMES)
            ]
            folder = trained(Path(place) / name.replace(" ", "_"), learned, items, arguments.epochs)
            candidate = load_classifier(folder)
            after = yes(candidate, folder, judged)[1]
            checks = judge(themes=THEMES, targets=truth, champion=before, candidate=after, pins={},
                           churn=float((before != after).mean()), limits=Limits(0.0, 0.0))  # fmt: skip
            failed = ", ".join(check.name for check in checks if not check.passed)
            print(f"\n{name}: {len(items)} corrections of one person, macro-F1 {macro_f1(after, truth):.3f}, "
                  f"the gate's figures: {'passed' if passed(checks) else 'refused: ' + failed}")  # fmt: skip
            counts = [int(yes(candidate, folder, texts)[1][:, number].sum()) for texts in (unseen, bare)]
            print(f"- of {len(unseen)} other items of no theme, {counts[0]} get domestic_extremism with the phrase, "
                  f"{counts[1]} without")  # fmt: skip
            expected, said = yes(champion, champion_at, open_.texts)
            for hand in contradicting_hands(open_, expected, said, judged_chance, before, truth):
                print(f"- named: {hand.sentence}")
            for phrase in deciding_phrases(open_, expected, kept, THEMES):
                print(f"- named: {phrase.sentence}")


if __name__ == "__main__":
    main()
