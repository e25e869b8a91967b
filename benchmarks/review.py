"""How many labels a review queue saves against random order, and whether its stop estimate is honest.

    .venv/bin/python -m benchmarks.review [--shared FOLDER] [--seeds 20] [--cache FILE] [--chosen-on] [--words]
        [--orders random queue answers ...] [--pools labelled days ...]

Two thirds of a pool play the person, a third judges (a third of that third sets the cuts), drawn anew for every seed.
The model starts cold: heads over the frozen base encoder that know the themes' definitions alone, fitted anew after
every batch. All orders have the same learner, cuts and judges; with --words the learner's answer is the mean of that
regression and of one over words, nearer to the product's model, which joins both views. Pools: one half of the shared
labelled items as they are; the same judges, asked about the other half too; the first thinned and weighted to the
shares of an ordinary day; the annotated items of whole days of 2021-2024; annotated articles of 2012-2018 as they came.
The queue was chosen on one half of the items (--chosen-on); by default the other half judges, and the articles, which
nothing was chosen on.

Orders: random; queue, the product's; margin, the nearest to a threshold, themes in turns; typical, the queue without
doubt; answers, greedy with every answer of the pool known beforehand, which no person or rule can be: what is possible.

Prints for several macro-F1 the labels that each order took and their ratio, with 95 % intervals by bootstrap over
seeds. Then, for the newest artifact on its own test items, the share of labels that the queue's next items were
expected to change at most, and the share that they did. About ten CPU minutes, three of them for the vectors.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.feature_extraction.text import TfidfVectorizer

if not __package__:  # run by its path, not with -m: what it imports lies in the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.labels import pooled_vectors
from benchmarks.review_orders import COMPARED, ORDERS, READ, Asked, Pool, View, fit, next_items, probabilities
from models.artifact import read_manifest, versions
from models.classifier import load_classifier
from models.lexical import words_and_pairs
from models.memory import TEST, read_memory
from models.review import choose, expected_change, most_doubtful
from models.taxonomy import read_taxonomy
from models.text import model_input
from training.base_encoder import find_base_encoder
from training.calibrate import decided
from training.candidate import cuts_of
from training.dataset import LabelledItem, read_annotations, read_labelled, texts_at_hand
from training.finetune import ThemeModel
from training.heads import as_read, targets
from training.refit import probabilities as calibrated

ROOT = Path(__file__).resolve().parent.parent
THEMES = ("foreign_conflict", "elections", "domestic_extremism")
STEPS = (12, 24, *range(34, 105, 10), *range(124, 305, 20), *range(350, 1001, 50))  # labels at which heads are fitted
POOLS = ("labelled", "all", "thinned", "days", "articles")
ARTICLES = 6000  # of the annotated ones, drawn by chance
GRID = np.linspace(0.1, 0.95, 35)


def embed(items: list[LabelledItem]) -> np.ndarray:
    """Mean-pooled vectors of the base encoder as it came, of length 1."""
    model = ThemeModel(find_base_encoder(), len(THEMES), 0.0).train(False)
    return pooled_vectors(model, [as_read(item) for item in items])


def gathered(shared: Path, cache: Path | None, *, words: bool) -> dict[str, Any]:
    """By pool: vectors, labels and, when asked for, words of its items; vectors of the definitions."""
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
    of = {"labelled": labelled, "days": days, "articles": articles}
    if cache is not None and cache.exists():
        found: dict[str, Any] = dict(np.load(cache))
    else:
        found = {"definitions": embed(defined)}
        for name, items in of.items():
            found |= {name: embed(items), f"{name}_labels": targets(items, THEMES)}
        if cache is not None:
            np.savez(cache, **found)
    for name, items in of.items() if words else ():
        read = [model_input(as_read(item)).text for item in (*items, *defined)]
        found[f"{name}_words"] = TfidfVectorizer(analyzer=words_and_pairs, min_df=3, sublinear_tf=True).fit_transform(
            read
        )
    return found


def half_of(count: int, half: int) -> np.ndarray:
    """Rows of one half of the items: on half 0 the queue was chosen, half 1 judges it."""
    return np.flatnonzero(np.random.default_rng(99).permutation(count) % 2 == half)


def divided(rows: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Two thirds to ask about, a third to judge."""
    order = rows[rng.permutation(len(rows))]
    return order[: len(order) * 2 // 3], order[len(order) * 2 // 3 :]


def pool_of(found: dict[str, Any], name: str, inside: np.ndarray, outside: np.ndarray, weights: np.ndarray) -> Pool:
    """The items of these rows."""
    views = [View(found[name][inside], found[name][outside], found["definitions"], 3.0)]
    if (words := found.get(f"{name}_words")) is not None:
        views.append(View(words[inside], words[outside], words[-len(THEMES) :], 5.0))
    labels = found[f"{name}_labels"]
    return Pool(tuple(views), labels[inside], labels[outside], weights)


def pools(found: dict[str, Any], half: int, seed: int, wanted: Sequence[str]) -> Iterator[tuple[str, Pool]]:
    """The pools wanted of one seed, of one half of the items."""
    rng = np.random.default_rng(1000 + seed)
    inside, outside = divided(half_of(len(found["labelled"]), half), rng)
    labels = found["labelled_labels"]
    # an ordinary day: all items without a theme, of every combination of themes as many as beside them on a day
    days, here = Counter(map(tuple, found["days_labels"])), Counter(map(tuple, labels[np.append(inside, outside)]))
    share = {which: days[which] / here[which] for which in here}
    most = share[(False,) * len(THEMES)]
    kept = np.array([row for row in inside if rng.random() < share[tuple(labels[row])] / most])
    weights = np.array([share[tuple(labels[row])] for row in outside])
    read, judging = divided(half_of(len(found["days"]), half), rng)
    if "labelled" in wanted:
        yield "labelled items as they are", pool_of(found, "labelled", inside, outside, np.ones(len(outside)))
    if half and "all" in wanted:
        name = "all labelled items, both halves to ask about"
        every = np.append(half_of(len(labels), 0), inside)
        yield name, pool_of(found, "labelled", every, outside, np.ones(len(outside)))
    if "thinned" in wanted:
        name = "labelled items at a day's shares"
        yield name, pool_of(found, "labelled", kept, outside, weights / weights.mean())
    if "days" in wanted:
        yield "whole days of 2021-2024", pool_of(found, "days", read, judging, np.ones(len(judging)))
    if half and "articles" in wanted:
        read, judging = divided(np.arange(len(found["articles"])), rng)
        yield "articles of 2012-2018", pool_of(found, "articles", read, judging, np.ones(len(judging)))


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


def whole(pool: Pool) -> float:
    """Macro-F1 with every item of the pool read: what any order comes to in the end."""
    third = len(pool.wanted) // 3
    judged = probabilities(fit(pool, range(len(pool.labels))), [view.judges for view in pool.views])
    cuts = cuts_for(judged[:third], pool.wanted[:third], pool.weights[:third])
    said = (judged[third:] >= cuts).T
    return float(weighted_f1(pool.wanted[third:].T, said, pool.weights[third:]).mean())


def curve(pool: Pool, seed: int, order: str) -> list[tuple[int, float]]:
    """Macro-F1 after every so many labels."""
    third = len(pool.wanted) // 3
    rng = np.random.default_rng(seed)
    taken: list[int] = []
    rest = rng.permutation(len(pool.labels))
    # nothing read: likeness to definitions
    chance, cuts = pool.vectors @ pool.views[0].definitions.T, np.full(len(THEMES), 0.999)
    points, models = [], None
    for count in STEPS:
        if count > len(pool.labels):
            break
        new = next_items(order, Asked(pool, taken, rest, chance, cuts, models), count - len(taken))
        taken += [int(row) for row in new]
        rest = rng.permutation(rest[~np.isin(rest, new)])
        models = fit(pool, taken)
        judged = probabilities(models, [view.judges for view in pool.views])
        cuts = cuts_for(judged[:third], pool.wanted[:third], pool.weights[:third])
        said = (judged[third:] >= cuts).T
        points.append((count, float(weighted_f1(pool.wanted[third:].T, said, pool.weights[third:]).mean())))
        if order != "random":
            chance = probabilities(models, [view.pool for view in pool.views])
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


def compare(name: str, curves: dict[str, list[list[tuple[int, float]]]]) -> None:
    """Print one pool's tables; the first order is what the others are held against."""
    length = min(len(points) for order in curves.values() for points in order)
    first, *others = curves
    labels = np.array([count for count, _ in curves[first][0][:length]])
    scores = {order: np.array([[f1 for _, f1 in points[:length]] for points in curves[order]]) for order in curves}
    seeds = len(scores[first])
    print(f"\n### {name}\n\n| labels | {' | '.join(curves)} |\n|---{'|---' * len(curves)}|")
    for place, count in enumerate(labels):
        if count in (24, 44, 104, 204, 304, 500, 700, 1000):
            print(f"| {count} | {' | '.join(f'{scores[order][:, place].mean():.3f}' for order in curves)} |")
    print(f"\n| macro-F1 | {' | '.join(curves)} | {' | '.join(f'{order} / {first}' for order in others)} |")
    print(f"|---{'|---' * (len(curves) + len(others))}|")
    rng = np.random.default_rng(0)
    samples = [rng.integers(0, seeds, seeds) for _ in range(500)]
    top = scores[first].mean(axis=0)[-3:].mean()
    for goal in np.arange(0.6, top, 0.02):
        took = {order: needed(labels, scores[order].mean(axis=0), goal) for order in curves}
        if took[first] <= labels[1]:
            continue
        cells = []
        for order in others:
            drawn = [[needed(labels, scores[of][s].mean(0), goal) for of in (first, order)] for s in samples]
            ratios = np.array([took_so / took_first for took_first, took_so in drawn])
            known = ratios[np.isfinite(ratios)]
            low, high = np.percentile(known, [2.5, 97.5]) if len(known) > 400 else (np.nan, np.nan)
            spread = f"{low:.2f} to {high:.2f}" if len(known) > 400 else "wide"
            cells.append(f"{took[order] / took[first]:.2f} ({spread})")
        print(f"| {goal:.2f} | {' | '.join(f'{n:.0f}' for n in took.values())} | {' | '.join(cells)} |", flush=True)


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
        for batch in range(len(left) // 20):
            known = pooled[read[-READ:]].reshape(-1, pooled.shape[1])
            yes = truth[read].sum(axis=0) if read else ()
            first = most_doubtful(chance[left], wide[: len(left)], COMPARED)
            picks = choose(chance[left], wide[: len(left)], pooled[left], known, 20, yes, first)
            new = left[[pick.row for pick in picks]]
            most, all_left = expected_change(chance[left], said[left], 20), float((said[left] != truth[left]).mean())
            found.append((batch, most, float((said[new] != truth[new]).mean()), all_left, draw))
            read += [int(row) for row in new]
            left = left[~np.isin(left, new)]
    told = np.array(found)
    print(f"\n## The stop estimate, {folder.name}: 700 of its test items a draw, {draws} draws\n")
    print("| the queue's items | expected to change, at most | changed (95 % interval) |\n|---|---|---|")
    for batch in range(10):
        most, changed, spread, _ = _told(told[told[:, 0] == batch])
        print(f"| {20 * batch + 1} to {20 * batch + 20} | {most:.1%} | {changed:.1%} ({spread}) |")
    print("\n| at most so many were said to change | times | mean | changed (95 % interval) | wrong among all left |")
    print("|---|---|---|---|---|")
    for low, high in ((0.1, 1.0), (0.05, 0.1), (0.02, 0.05), (0.01, 0.02), (0.005, 0.01), (0.0, 0.005)):
        of = told[(told[:, 1] >= low) & (told[:, 1] < high)]
        if len(of):
            most, changed, spread, all_left = _told(of)
            name = f"{low:.1%} to {high:.1%}" if high < 1 else f"{low:.1%} or more"
            print(f"| {name} | {len(of)} | {most:.1%} | {changed:.1%} ({spread}) | {all_left:.1%} |")


def _told(of: np.ndarray) -> tuple[float, float, str, float]:
    """What batches were expected to change and did, with a bootstrap interval over draws, and what was wrong in all."""
    rng, draws = np.random.default_rng(0), np.unique(of[:, 4])
    by_draw = [of[of[:, 4] == draw, 2] for draw in draws]
    means = [np.concatenate([by_draw[n] for n in rng.integers(0, len(draws), len(draws))]).mean() for _ in range(500)]
    low, high = np.percentile(means, [2.5, 97.5])
    return of[:, 1].mean(), of[:, 2].mean(), f"{low:.1%} to {high:.1%}", of[:, 3].mean()


def main() -> None:
    """Simulate, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--cache", type=Path, help="vectors are kept here between runs (.npz)")
    parser.add_argument("--chosen-on", action="store_true", help="the half that the queue was chosen on")
    parser.add_argument("--artifact", type=Path, default=ROOT / "artifacts" / versions(ROOT / "artifacts")[-1])
    parser.add_argument("--words", action="store_true", help="a learner that joins vectors and words")
    parser.add_argument("--orders", nargs="+", choices=ORDERS, default=ORDERS[:2], help="the first is the peer")
    parser.add_argument("--pools", nargs="+", choices=POOLS, default=POOLS)
    parser.add_argument("--stop", action="store_true", help="only how far the stop estimate is right")
    parser.add_argument("--whole", action="store_true", help="only what reading every item of a pool comes to")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    if set(arguments.pools) == set(POOLS) and not arguments.whole:
        estimate(arguments.artifact)
    if arguments.stop:
        return
    found = gathered(arguments.shared, arguments.cache, words=arguments.words)
    if arguments.whole:
        ends: dict[tuple[str, int], list[float]] = {}
        for seed in range(arguments.seeds):
            for name, pool in pools(found, int(not arguments.chosen_on), seed, arguments.pools):
                size = len(pool.labels) if "shares" not in name else 0  # thinned pools differ from seed to seed
                ends.setdefault((name, size), []).append(whole(pool))
        for (name, size), scores in ends.items():
            print(f"{name}, all {size or ''} read: macro-F1 {np.mean(scores):.3f}, standard deviation over "
                  f"{len(scores)} seeds {np.std(scores):.3f}")  # fmt: skip
        return
    curves: dict[str, dict[str, list[list[tuple[int, float]]]]] = {}
    for seed in range(arguments.seeds):
        for name, pool in pools(found, int(not arguments.chosen_on), seed, arguments.pools):
            for order in arguments.orders:
                curves.setdefault(name, {}).setdefault(order, []).append(curve(pool, seed, order))
    print(f"\n## Labels that each order takes, {arguments.seeds} seeds{', vectors and words' * arguments.words}")
    for name, of in curves.items():
        compare(name, of)


if __name__ == "__main__":
    main()
