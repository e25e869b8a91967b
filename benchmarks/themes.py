"""How well a theme answers that its user adds with 8 or 32 examples, beside tf-idf with logistic regression.

    .venv/bin/python benchmarks/themes.py [--artifact FOLDER] [--shared FOLDER] [--draws 3] [--cache FILE]

Desks of the unlabelled file play themes that the artifact never learned: examples are drawn from a desk, and every
other item of all desks is judged by whether it stands under that desk. Items that the artifact remembers are left
out. Average precision counts each desk at its real share of the file (about one item in a hundred), and beside it at
the sample's (about one in twenty). Intervals: bootstrap over desks and draws. An artifact without a memory gets one of
the labelled items, made here. "Told" is a regression on the same vectors that is told of 1,000 other items whether they
stand under the desk, so that it has some fifty examples more: what the vectors can give.
"""

import argparse
import random
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

if not __package__:  # run by its path, not with -m: what it imports lies in the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.shared_news import ROOT, SHARED, unlabelled
from models.aliases import find_champion
from models.artifact import read_manifest
from models.classifier import ThemeClassifier, load_classifier
from models.labels import NewsText
from models.logistic import fit_logistic
from models.memory import carries_memory, read_memory
from models.text import model_input
from models.theme_head import Examples, FittedHead, fit_theme_head, word_score
from news.arrays import units
from training.dataset import divide
from training.heads import as_read
from training.run import Sources, gather

# Desk, definition as a user would write it, further desks.
THEMES = {
    "immigration": ("Who may enter a country, stay and become a citizen: borders, asylum, visas, deportation.",),
    "trade": ("Buying and selling between countries: tariffs, trade agreements, exports, imports, trade disputes.",),
    "healthcare": ("Health insurance, hospitals, medical care, drug prices, health laws and programmes.",),
    "nsa": (
        "Hacking, data breaches, cyber security, electronic surveillance and privacy of communications.",
        "cybersecurity",
    ),
    "gun_control_and_gun_rights": ("Gun laws, gun rights, firearms and background checks.",),
    "environment": ("Climate change, pollution, protection of nature, and the rules about them.",),
    "abortion": ("Laws, courts and debates about ending a pregnancy.",),
    "education": ("Schools, universities, teachers, pupils, tuition and school policy.",),
    "taxes": ("Taxes, tax reform, tax cuts and who pays them.",),
    "supreme_court": ("Cases, rulings and judges of the supreme court.",),
    "lgbt_rights": ("Rights of gay, lesbian, bisexual and transgender people, and same-sex marriage.",),
}
UNTRIED = ("education", "taxes", "supreme_court", "lgbt_rights")  # not looked at while the recipe was chosen
# How many items are taken of desks that play themes; of every other desk SHARE of its items.
TAKEN = {
    "immigration": 260,
    "trade": 195,
    "healthcare": 260,
    "nsa": 214,
    "cybersecurity": 72,
    "gun_control_and_gun_rights": 220,
    "environment": 220,
    "abortion": 200,
    "education": 200,
    "north_korea": 196,
    "lgbt_rights": 200,
    "taxes": 200,
    "ebola": 79,
    "marijuana_legalization": 78,
    "supreme_court": 200,
}
SHARE = 0.13
TOLD_PENALTY = 0.3
COLUMNS = ("AP", "AP in the sample", "tf-idf AP", "told AP", "told, in the sample", "F1", "precision", "recall")


def sample(shared: Path, left_out: set[str]) -> tuple[list[str], list[NewsText], np.ndarray, np.ndarray]:
    """Ids, texts, their desks, and how many items of the file each stands for."""
    by_desk = defaultdict(list)
    for row in unlabelled(shared):
        by_desk[row.get("desk")].append(row)
    rng = random.Random(7)
    found = []
    for desk, rows in by_desk.items():
        rng.shuffle(rows)
        count = TAKEN.get(desk) or max(3, round(SHARE * len(rows)))
        kept = [row for row in rows[:count] if row["id"] not in left_out]
        found += [(row, len(rows) / len(kept)) for row in kept]
    texts = [NewsText(row["title"], " ".join(row["text"].split()[:80])) for row, _ in found]
    desks = np.array([row.get("desk") or "" for row, _ in found])
    return [row["id"] for row, _ in found], texts, desks, np.array([weight for _, weight in found])


def average_precision(wanted: np.ndarray, scores: np.ndarray, weights: np.ndarray) -> float:
    """Area under precision and recall, each item counted by its weight."""
    order = np.argsort(-scores, kind="stable")
    hit = wanted[order] * weights[order]
    return float((hit * np.cumsum(hit) / np.cumsum(weights[order])).sum() / hit.sum())


def scores_of(fitted: FittedHead, texts: Examples) -> np.ndarray:
    """The head's probabilities of opening windows."""
    head = fitted.head
    words = [word_score(terms, head.columns, head.relevance) for terms in texts.terms]
    vectors = head.vector_scores(texts.pooled)
    return np.array([head.probability(v, w) for v, w in zip(vectors, words, strict=True)])


def memory_of(classifier: ThemeClassifier, folder: Path, shared: Path) -> tuple[np.ndarray, set[str]]:
    """The vectors that the artifact remembers, and the ids of those items."""
    manifest = read_manifest(folder)
    if carries_memory(manifest):
        memory = read_memory(folder, manifest)
        return memory.pooled(), set(memory.ids)
    items = list(divide(*gather(Sources(shared, ROOT / "data"), classifier.taxonomy.ids)).train)
    random.Random(3).shuffle(items)
    return classifier.vectors([as_read(item) for item in items[:3000]]), {item.id for item in items[:3000]}


def encoded(
    classifier: ThemeClassifier, folder: Path, shared: Path, cache: Path | None
) -> tuple[np.ndarray, set[str], dict[str, np.ndarray]]:
    """The memory with its ids, and the sample's vectors by id; from the cache when there is one."""
    if cache and cache.exists():
        kept = np.load(cache)
        return (
            kept["memory"],
            set(kept["ids"].tolist()),
            dict(zip(kept["sample_ids"].tolist(), kept["sample"], strict=True)),
        )
    memory, remembered = memory_of(classifier, folder, shared)
    ids, texts, _, _ = sample(shared, remembered)
    vectors = classifier.vectors(texts)
    if cache:
        np.savez(cache, memory=memory, ids=np.array(sorted(remembered)), sample=vectors, sample_ids=np.array(ids))
    return memory, remembered, dict(zip(ids, vectors, strict=True))


def told_weight(directions: np.ndarray, rows: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """What a regression weighs that is told of its rows whether they stand under the desk; both sides weigh alike."""
    yes = wanted[rows]
    weights = np.where(yes, (~yes).sum() / yes.sum(), 1.0)
    return fit_logistic(directions[rows], yes, weights * (len(rows) / weights.sum()), penalty=TOLD_PENALTY)[0]


def interval(values: Sequence[float]) -> str:
    """Mean, and a bootstrap interval of 95 %."""
    found = np.array(values)
    means = np.random.default_rng(1).choice(found, (2000, len(found))).mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return f"{found.mean():.3f} [{low:.3f}, {high:.3f}]"


@dataclass(frozen=True, slots=True)
class Sample:
    """The items that are drawn from and judged, n of them, each read in every way that is compared."""

    desks: np.ndarray  # shape (n,)
    weights: np.ndarray  # shape (n,): how many items of the file each stands for
    read: Examples
    directions: np.ndarray  # shape (n, width): vectors seen from the mean of the remembered ones, of length 1
    words: csr_matrix  # tf-idf


def main() -> None:
    """Add every theme several times, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--artifact", type=Path)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--cache", type=Path, help="vectors are kept here between runs (.npz)")
    arguments = parser.parse_args()
    folder = arguments.artifact or find_champion(ROOT / "state", ROOT / "artifacts")
    classifier = load_classifier(folder)
    background, remembered, vectors = encoded(classifier, folder, arguments.shared, arguments.cache)
    ids, texts, desks, weights = sample(arguments.shared, remembered)
    read = Examples(np.stack([vectors[item_id] for item_id in ids]), classifier.terms(texts))
    plain = [model_input(text).text for text in texts]
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True).fit_transform(plain)
    items = Sample(desks, weights, read, units(read.pooled - background.mean(axis=0)), words)
    print(f"{len(texts)} items, {len(background)} remembered, artifact {classifier.version}\n")
    print("| theme | examples | AP | AP in the sample | tf-idf AP | told AP | told, in the sample |"
          " F1 | precision | recall | unsure | s |")  # fmt: skip
    print(f"|{'---|' * 12}")
    every: dict[tuple[int, str], list[float]] = defaultdict(list)
    for count in (8, 32):
        for theme in THEMES:
            columns = np.array(
                [trial(theme, count, draw, items, classifier, background) for draw in range(arguments.draws)]
            )
            means = " | ".join(f"{value:.3f}" for value in columns.mean(0))
            print(f"| {theme} | {count} | {means} |", flush=True)
            for number, name in enumerate(COLUMNS):
                every[count, name].extend(columns[:, number])
                if theme in UNTRIED:
                    every[count, f"{name}, themes not looked at before"].extend(columns[:, number])
    print()
    for (count, name), values in every.items():
        print(f"{count} examples, {name}: {interval(values)}")


def trial(
    theme: str, count: int, draw: int, items: Sample, classifier: ThemeClassifier, background: np.ndarray
) -> tuple[float, ...]:
    """Add a theme with so many drawn examples and judge it on the rest: COLUMNS, the unsure share, seconds of CPU."""
    definition, *more = THEMES[theme]
    wanted = np.isin(items.desks, [theme, *more])
    definition_read = classifier.examples([NewsText(theme.replace("_", " "), definition)])
    rng = np.random.default_rng(draw)
    chosen = rng.permutation(np.flatnonzero(wanted))[:count]
    others = np.setdiff1d(rng.permutation(len(wanted))[:1000], chosen)
    judged = np.setdiff1d(np.arange(len(wanted)), np.concatenate([chosen, others]))
    started = time.process_time()
    none = items.read.some(chosen[:0])
    head = fit_theme_head(items.read.some(chosen), none, definition_read, background, classifier.idf)
    took = time.process_time() - started
    found = scores_of(head, items.read.some(judged))
    # the peer is told what is no example; Sitrep is not
    learned = np.concatenate([chosen, others[~wanted[others]]])
    peer = LogisticRegression(C=10, class_weight="balanced", max_iter=300).fit(items.words[learned], wanted[learned])
    told = items.directions[judged] @ told_weight(items.directions, np.concatenate([chosen, others]), wanted)
    hit, share, alike = wanted[judged].astype(float), items.weights[judged], np.ones(len(judged))
    yes = found >= head.head.threshold
    true = (hit * share * yes).sum()
    return (
        average_precision(hit, found, share),
        average_precision(hit, found, alike),
        average_precision(hit, peer.decision_function(items.words[judged]), share),
        average_precision(hit, told, share),
        average_precision(hit, told, alike),
        2 * true / ((share * yes).sum() + (hit * share).sum()),
        true / max((share * yes).sum(), 1e-9),
        true / (hit * share).sum(),
        (share * ((found >= head.head.unsure_from) & ~yes)).sum() / share.sum(),
        took,
    )


if __name__ == "__main__":
    main()
