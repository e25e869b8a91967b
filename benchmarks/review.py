"""How many labels a review queue saves: simulated on the shared labelled items, against random order.

    .venv/bin/python benchmarks/review.py [--shared FOLDER] [--seeds 5] [--cache FILE]

Two thirds of the labelled items play the person, a third judges, drawn anew for every seed. Heads over the frozen base
encoder are fitted anew after every 20 labels. Both orders begin with the same 40 random items.
Prints for several macro-F1 the labels that either order took.
"""

import argparse
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression

from models.review import choose
from models.text import model_input
from training.base_encoder import find_base_encoder
from training.dataset import LabelledItem, read_labelled
from training.finetune import ThemeModel, load_tokenizer, pad
from training.heads import as_read, targets

ROOT = Path(__file__).resolve().parent.parent
THEMES = ("foreign_conflict", "elections", "domestic_extremism")
FIRST, BATCH, LAST = 40, 20, 1000
LOOKED_AT = 400  # items of the pool that the queue chooses from each time, as the product does


def embed(items: list[LabelledItem]) -> np.ndarray:
    """Mean-pooled vectors of the base encoder as it came, of length 1."""
    base = find_base_encoder()
    model, tokenizer = ThemeModel(base, 3, 0.0).train(False), load_tokenizer(base, 128)
    rows = [encoding.ids for encoding in tokenizer.encode_batch([model_input(as_read(item)).text for item in items])]
    order = np.argsort([len(row) for row in rows])
    out = np.zeros((len(rows), model.head.in_features), dtype=np.float32)
    with torch.inference_mode():
        for start in range(0, len(rows), 32):
            chosen = order[start : start + 32]
            ids, mask = pad([rows[row] for row in chosen])
            vectors = model.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
            out[chosen] = ((vectors * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)).numpy()
    return out / np.linalg.norm(out, axis=1, keepdims=True)


def fit(features: np.ndarray, wanted: np.ndarray) -> list[LogisticRegression | None]:
    """One balanced regression a theme; None where only one answer was seen."""
    return [
        LogisticRegression(C=3, class_weight="balanced", max_iter=300).fit(features, column)
        if 0 < column.sum() < len(column)
        else None
        for column in wanted.T
    ]


def probabilities(models: list[LogisticRegression | None], features: np.ndarray) -> np.ndarray:
    """Shape (n_items, n_themes)."""
    return np.column_stack([m.predict_proba(features)[:, 1] if m else np.full(len(features), 0.05) for m in models])


def macro_f1(wanted: np.ndarray, said: np.ndarray) -> float:
    """Mean of the themes' F1."""
    both = (wanted & said).sum(0)
    return float((2 * both / np.maximum(wanted.sum(0) + said.sum(0), 1)).mean())


def curve(
    pool: np.ndarray, labels: np.ndarray, judged: np.ndarray, wanted: np.ndarray, seed: int, queue: bool
) -> list[tuple[int, float]]:
    """Macro-F1 after every so many labels."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(pool))
    taken, rest = list(order[:FIRST]), list(order[FIRST:])
    points = []
    while True:
        models = fit(pool[taken], labels[taken])
        points.append((len(taken), macro_f1(wanted, probabilities(models, judged) >= 0.5)))
        if len(taken) >= LAST or not rest:
            return points
        if queue:
            looked = rest[:LOOKED_AT]
            found = probabilities(models, pool[looked]).astype(np.float32)
            picks = choose(found, np.full_like(found, 0.5), pool[looked], pool[taken], BATCH)
            new = [looked[pick.row] for pick in picks]
        else:
            new = rest[:BATCH]
        taken += new
        gone = set(new)
        rest = [row for row in rest if row not in gone]
        rng.shuffle(rest)


def needed(points: list[tuple[int, float]], goal: float) -> float:
    """Labels until the mean of two neighbouring points reaches a goal; nan when it never does."""
    for (_, before), (count, after) in pairwise(points):
        if (before + after) / 2 >= goal:
            return float(count)
    return float("nan")


def main() -> None:
    """Simulate, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--cache", type=Path, help="vectors are kept here between runs (.npz)")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    news = arguments.shared / "news"
    items = [item for path in sorted(news.glob("labelled_*.jsonl")) for item in read_labelled(path, THEMES)]
    if arguments.cache and arguments.cache.exists():
        vectors = np.load(arguments.cache)["vectors"]
    else:
        vectors = embed(items)
        if arguments.cache:
            np.savez(arguments.cache, vectors=vectors)
    labels = targets(items, THEMES)
    print(f"{len(items)} items, two thirds to learn from; {arguments.seeds} seeds, batches of {BATCH}", flush=True)
    curves: dict[bool, list[list[tuple[int, float]]]] = {False: [], True: []}
    for seed in range(arguments.seeds):
        order = np.random.default_rng(1000 + seed).permutation(len(items))
        inside, outside = order[: len(items) * 2 // 3], order[len(items) * 2 // 3 :]
        for queue in (False, True):
            curves[queue].append(curve(vectors[inside], labels[inside], vectors[outside], labels[outside], seed, queue))
        last = {queue: curves[queue][-1][-1][1] for queue in curves}
        print(f"seed {seed}: macro-F1 at {LAST} labels: random {last[False]:.3f}, queue {last[True]:.3f}", flush=True)
    print("\n| labels | random | queue |\n|---|---|---|")
    for place, (count, _) in enumerate(curves[False][0]):
        if count in (40, 100, 200, 300, 400, 500, 600, 800, 1000):
            means = [np.mean([points[place][1] for points in curves[queue]]) for queue in (False, True)]
            print(f"| {count} | {means[0]:.3f} | {means[1]:.3f} |")
    print("\n| macro-F1 | random | queue | queue / random (per seed) |\n|---|---|---|---|")
    for goal in (0.62, 0.64, 0.66, 0.68, 0.70, 0.72):
        took = np.array([[needed(points, goal) for points in curves[queue]] for queue in (False, True)])
        ratios = took[1] / took[0]
        each = ", ".join("never" if np.isnan(ratio) else f"{ratio:.2f}" for ratio in ratios)
        shown = ["never" if np.isnan(row).all() else f"{np.nanmean(row):.0f}" for row in took]
        mean = "" if np.isnan(ratios).all() else f"{np.nanmean(ratios):.2f} "
        print(f"| {goal:.2f} | {shown[0]} | {shown[1]} | {mean}({each}) |")


if __name__ == "__main__":
    main()
