"""How many labels a review queue saves against random order, and whether its stop estimate is honest.

    .venv/bin/python -m benchmarks.review [--shared FOLDER] [--seeds 20] [--cache FILE] [--chosen-on]

Two thirds of a pool play the person, a third judges (a third of that third sets the cuts), drawn anew for every seed.
The model starts cold: heads over the frozen base encoder that know the themes' definitions alone, fitted anew after
every batch. Both orders have the same learner, cuts and judges. Pools: the shared labelled items as they are; the
same thinned and weighted to the shares of an ordinary day; the annotated items of whole days of 2021-2024; annotated
articles of 2012-2018 as they came. The queue was chosen on one half of the items of the first three pools
(--chosen-on); by default the other half judges, and the articles, which nothing was chosen on.

Prints for several macro-F1 the labels that either order took and their ratio, with 95 % intervals by bootstrap over
seeds. Then, for the newest artifact on its own test items, the share of labels that the queue's next items were
expected to change, and the share that they did. About ten CPU minutes, three of them for the vectors.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression

from models.artifact import read_manifest, versions
from models.classifier import load_classifier
from models.memory import TEST, read_memory
from models.review import choose, expected_change, most_doubtful
from models.taxonomy import read_taxonomy
from models.text import model_input
from training.base_encoder import find_base_encoder
from training.calibrate import decided
from training.candidate import cuts_of
from training.dataset import LabelledItem, read_annotations, read_labelled, texts_at_hand
from training.finetune import ThemeModel, load_tokenizer, pad
from training.heads import as_read, targets
from training.refit import probabilities as calibrated

ROOT = Path(__file__).resolve().parent.parent
THEMES = ("foreign_conflict", "elections", "domestic_extremism")
STEPS = (12, 24, *range(34, 105, 10), *range(124, 305, 20), *range(350, 1001, 50))  # labels at which heads are fitted
LOOKED_AT, COMPARED, READ = 2000, 300, 200  # as the product does: serving.review
ARTICLES = 6000  # of the annotated ones, drawn by chance
GRID = np.linspace(0.1, 0.95, 35)


@dataclass(frozen=True)
class Pool:
    """Items to ask a person about, items that set the cuts and judge, with the weights that the latter stand for."""

    vectors: np.ndarray
    labels: np.ndarray
    judges: np.ndarray
    wanted: np.ndarray
    weights: np.ndarray


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


def gathered(shared: Path, cache: Path | None) -> dict[str, np.ndarray]:
    """Vectors and labels of labelled items and of whole days, and vectors of the definitions."""
    if cache is not None and cache.exists():
        return dict(np.load(cache))
    files = sorted((shared / "news").glob("labelled_*.jsonl"))
    labelled = [item for path in files for item in read_labelled(path, THEMES)]
    texts, annotations = texts_at_hand(shared), ROOT / "data" / "annotations"
    days, _ = read_annotations(annotations / "days_2021_2024.jsonl", THEMES, texts)
    articles, _ = read_annotations(annotations / "articles_2012_2018.jsonl", THEMES, texts)
    articles = [articles[row] for row in np.random.default_rng(7).permutation(len(articles))[:ARTICLES]]
    taxonomy = read_taxonomy(ROOT / "data" / "taxonomy.json")
    defined = [
        LabelledItem(theme.id, "", theme.name, " ".join([theme.definition, *theme.included]), (), False, "example")
        for theme in (taxonomy.theme(name) for name in THEMES)
    ]
    found = {"definitions": embed(defined)}
    for name, items in (("labelled", labelled), ("days", days), ("articles", articles)):
        found |= {name: embed(items), f"{name}_labels": targets(items, THEMES)}
    if cache is not None:
        np.savez(cache, **found)
    return found


def half_of(vectors: np.ndarray, labels: np.ndarray, half: int) -> tuple[np.ndarray, np.ndarray]:
    """One half of the items: on half 0 the queue was chosen, half 1 judges it."""
    kept = np.random.default_rng(99).permutation(len(vectors)) % 2 == half
    return vectors[kept], labels[kept]


def divided(vectors: np.ndarray, labels: np.ndarray, rng: np.random.Generator) -> Pool:
    """Two thirds to ask about, a third to judge."""
    order = rng.permutation(len(vectors))
    inside, outside = order[: len(order) * 2 // 3], order[len(order) * 2 // 3 :]
    ones = np.ones(len(outside))
    return Pool(vectors[inside], labels[inside], vectors[outside], labels[outside], ones)


def pools(found: dict[str, np.ndarray], half: int, seed: int) -> Iterator[tuple[str, Pool]]:
    """The pools of one seed, of one half of the items."""
    rng = np.random.default_rng(1000 + seed)
    hard = divided(*half_of(found["labelled"], found["labelled_labels"], half), rng)
    yield "labelled items as they are", hard
    # an ordinary day: all items without a theme, of every combination of themes as many as beside them on a day
    days, here = Counter(map(tuple, found["days_labels"])), Counter(map(tuple, np.vstack([hard.labels, hard.wanted])))
    share = {which: days[which] / here[which] for which in here}
    most = share[(False,) * len(THEMES)]
    kept = [row for row, labels in enumerate(hard.labels) if rng.random() < share[tuple(labels)] / most]
    weights = np.array([share[tuple(labels)] for labels in hard.wanted])
    yield (
        "labelled items at a day's shares",
        Pool(hard.vectors[kept], hard.labels[kept], hard.judges, hard.wanted, weights / weights.mean()),
    )
    yield "whole days of 2021-2024", divided(*half_of(found["days"], found["days_labels"], half), rng)
    if half:
        yield "articles of 2012-2018", divided(found["articles"], found["articles_labels"], rng)


def fit(features: np.ndarray, wanted: np.ndarray, definitions: np.ndarray) -> list[LogisticRegression]:
    """One balanced regression a theme, the theme's definition an example of it, the others' of its absence."""
    every = np.concatenate([features, definitions])
    return [
        LogisticRegression(C=3, class_weight="balanced", max_iter=200, tol=1e-3).fit(
            every, np.append(wanted[:, theme], np.arange(len(definitions)) == theme)
        )
        for theme in range(len(definitions))
    ]


def probabilities(models: list[LogisticRegression], features: np.ndarray) -> np.ndarray:
    """Shape (n_items, n_themes)."""
    return np.column_stack([model.predict_proba(features)[:, 1] for model in models])


def weighted_f1(wanted: np.ndarray, said: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """F1 by theme, items counted by their weight; said may have leading axes."""
    both, either = (weights * (wanted & said)).sum(-1), (weights * (wanted.astype(float) + said)).sum(-1)
    return 2 * both / np.maximum(either, 1e-9)


def cuts_for(chance: np.ndarray, wanted: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The middle of the cuts within a hundredth of each theme's best F1."""
    found = []
    for theme in range(chance.shape[1]):
        scores = weighted_f1(wanted[:, theme], chance[:, theme] >= GRID[:, None], weights)
        found.append(np.median(GRID[scores >= scores.max() - 0.01]))
    return np.array(found)


def curve(pool: Pool, definitions: np.ndarray, seed: int, queue: bool) -> list[tuple[int, float]]:
    """Macro-F1 after every so many labels."""
    third = len(pool.judges) // 3
    rng = np.random.default_rng(seed)
    taken: list[int] = []
    rest = rng.permutation(len(pool.vectors))
    chance, cuts = pool.vectors @ definitions.T, np.full(len(THEMES), 0.999)  # nothing read: likeness to definitions
    points = []
    for count in STEPS:
        if count > len(pool.vectors):
            break
        batch = count - len(taken)
        new = rest[:batch]
        if queue:
            looked = rest[:LOOKED_AT]
            wide = np.tile(cuts, (len(looked), 1)).astype(np.float32)
            seen = chance[looked].astype(np.float32)
            first = most_doubtful(seen, wide, COMPARED)
            read = pool.vectors[taken[-READ:]].reshape(-1, pool.vectors.shape[1])
            known = pool.labels[taken].sum(axis=0) if taken else ()
            picks = choose(seen[first], wide[first], pool.vectors[looked[first]], read, batch, known)
            new = looked[first[[pick.row for pick in picks]]]
        taken += [int(row) for row in new]
        rest = rng.permutation(rest[~np.isin(rest, new)])
        models = fit(pool.vectors[taken], pool.labels[taken], definitions)
        judged = probabilities(models, pool.judges)
        cuts = cuts_for(judged[:third], pool.wanted[:third], pool.weights[:third])
        said = (judged[third:] >= cuts).T
        points.append((count, float(weighted_f1(pool.wanted[third:].T, said, pool.weights[third:]).mean())))
        if queue:
            chance = probabilities(models, pool.vectors)
    return points


def needed(labels: np.ndarray, means: np.ndarray, goal: float) -> float:
    """Labels until a curve, smoothed over three neighbouring points, reaches a goal; nan when it never does."""
    smooth = np.convolve(np.pad(means, 1, "edge"), [1 / 3] * 3, "valid")
    place = int(np.argmax(smooth >= goal))
    if smooth[place] < goal:
        return float("nan")
    if place == 0:
        return float(labels[0])
    share = (goal - smooth[place - 1]) / (smooth[place] - smooth[place - 1])
    return float(labels[place - 1] + share * (labels[place] - labels[place - 1]))


def compare(name: str, curves: dict[bool, list[list[tuple[int, float]]]]) -> None:
    """Print one pool's table."""
    length = min(len(points) for order in curves.values() for points in order)
    labels = np.array([count for count, _ in curves[False][0][:length]])
    scores = {order: np.array([[f1 for _, f1 in points[:length]] for points in curves[order]]) for order in curves}
    seeds = len(scores[False])
    print(f"\n### {name}\n\n| labels | random | queue |\n|---|---|---|")
    for place, count in enumerate(labels):
        if count in (24, 44, 104, 204, 304, 500, 700, 1000):
            print(f"| {count} | {scores[False][:, place].mean():.3f} | {scores[True][:, place].mean():.3f} |")
    print("\n| macro-F1 | random | queue | queue / random |\n|---|---|---|---|")
    rng = np.random.default_rng(0)
    samples = [rng.integers(0, seeds, seeds) for _ in range(500)]
    top = scores[False].mean(axis=0)[-3:].mean()
    for goal in np.arange(0.6, top, 0.02):
        took = [needed(labels, scores[order].mean(axis=0), goal) for order in (False, True)]
        if took[0] <= labels[1]:
            continue
        drawn = [[needed(labels, scores[order][s].mean(0), goal) for order in (False, True)] for s in samples]
        ratios = np.array([queue / random for random, queue in drawn])
        known = ratios[np.isfinite(ratios)]
        spread = f"{np.percentile(known, 2.5):.2f} to {np.percentile(known, 97.5):.2f}" if len(known) > 400 else "wide"
        print(f"| {goal:.2f} | {took[0]:.0f} | {took[1]:.0f} | {took[1] / took[0]:.2f} ({spread}) |", flush=True)


def estimate(folder: Path, draws: int = 20) -> None:
    """Print how many labels the queue's batches were expected to change, and did, for an artifact's test items."""
    manifest = read_manifest(folder)
    memory, cuts = read_memory(folder, manifest), cuts_of(manifest)
    rows = np.flatnonzero(memory.part == TEST)
    pooled, truth = memory.pooled()[rows], memory.labels[rows] > 0
    chance = calibrated(load_classifier(folder).heads, pooled, memory.lexical[rows])
    said = decided(chance, cuts)[0]
    wide = np.tile(np.array([cut.threshold for cut in cuts], dtype=np.float32), (len(rows), 1))
    found = []
    for draw in range(draws):
        left = np.random.default_rng(draw).permutation(len(rows))[:700]
        read: list[int] = []
        for batch in range(10):
            first = left[most_doubtful(chance[left], wide[left], COMPARED)]
            known = pooled[read[-READ:]].reshape(-1, pooled.shape[1])
            yes = truth[read].sum(axis=0) if read else ()
            picks = choose(chance[first], wide[first], pooled[first], known, 20, yes)
            new = first[[pick.row for pick in picks]]
            found.append((batch, expected_change(chance[new], said[new]), float((said[new] != truth[new]).mean())))
            read += [int(row) for row in new]
            left = left[~np.isin(left, new)]
    print(f"\n## The stop estimate, {folder.name}: 700 of its test items a draw, {draws} draws\n")
    print("| the queue's items | expected to change | changed (95 % interval) |\n|---|---|---|")
    rng = np.random.default_rng(0)
    for batch in range(10):
        said_so, did = np.array([row[1:] for row in found if row[0] == batch]).T
        low, high = np.percentile([rng.choice(did, len(did)).mean() for _ in range(500)], [2.5, 97.5])
        name = f"{20 * batch + 1} to {20 * batch + 20}"
        print(f"| {name} | {said_so.mean():.1%} | {did.mean():.1%} ({low:.1%} to {high:.1%}) |")


def main() -> None:
    """Simulate, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--cache", type=Path, help="vectors are kept here between runs (.npz)")
    parser.add_argument("--chosen-on", action="store_true", help="the half that the queue was chosen on")
    parser.add_argument("--artifact", type=Path, default=ROOT / "artifacts" / versions(ROOT / "artifacts")[-1])
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    estimate(arguments.artifact)
    found = gathered(arguments.shared, arguments.cache)
    curves: dict[str, dict[bool, list[list[tuple[int, float]]]]] = {}
    for seed in range(arguments.seeds):
        for name, pool in pools(found, int(not arguments.chosen_on), seed):
            for queue in (False, True):
                order = curves.setdefault(name, {False: [], True: []})[queue]
                order.append(curve(pool, found["definitions"], seed, queue))
    print(f"\n## Labels that either order takes, {arguments.seeds} seeds")
    for name, of in curves.items():
        compare(name, of)


if __name__ == "__main__":
    main()
