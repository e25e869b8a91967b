"""Stories beside plain tf-idf with average link, on sets of several kinds: python -m benchmarks.stories.

Prints B-cubed F1 of tf-idf (title and 200 words, average link, cut at distance 0.85) and of news.stories, by words
alone and with the vectors that the released model gives items, for every kind of benchmarks/story_sets.py, with and
without the items' days; of news.stories when the days come one by one; and the seconds that a day of 2,000 items takes.
"""

import sys
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from time import process_time

import numpy as np

from news.arrays import FloatArray

if not __package__:  # run by its path, not with -m: what it imports lies in the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.story_sets import StorySet, b_cubed, day_sets, event_sets, grouped, own_set, topic_sets
from models.aliases import find_champion
from models.classifier import ThemeClassifier, load_classifier
from models.labels import NewsText
from news.item import NewsItem
from news.likeness import read_items
from news.stories import assign, group

ROOT = Path(__file__).resolve().parents[1]
DAYS_AROUND = 3  # as in serving/briefs/story_desk.py
Grouping = Callable[[Sequence[NewsItem]], Sequence[Hashable]]


class Vectors:
    """The vectors that a model gives items, as the product compares them; each text is encoded once."""

    def __init__(self, model: ThemeClassifier) -> None:
        self._model = model
        self._known: dict[NewsText, FloatArray] = {}

    def __call__(self, items: Sequence[NewsItem]) -> dict[str, FloatArray]:
        """Vectors by item id; none of a model whose spread is not known."""
        spread = self._model.spread()
        if spread is None:
            return {}
        texts = {item.id: NewsText(item.headline, item.text) for item in items}
        for text in texts.values():
            if text not in self._known:
                [self._known[text]] = spread(self._model.vectors([text]))
        return {item_id: self._known[text] for item_id, text in texts.items()}


def no_vectors(_items: Sequence[NewsItem]) -> dict[str, FloatArray]:
    """As for items that no model has labelled."""
    return {}


def tfidf_average_link(items: Sequence[NewsItem]) -> Sequence[Hashable]:
    """The floor: scikit-learn's tf-idf and agglomerative clustering."""
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import cosine_distances

    texts = [f"{item.headline} {' '.join(item.text.split()[:200])}" for item in items]
    vectors = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(texts)
    model = AgglomerativeClustering(n_clusters=None, distance_threshold=0.85, metric="precomputed", linkage="average")
    labels: list[Hashable] = model.fit(cosine_distances(vectors)).labels_.tolist()
    return labels


def sitrep(items: Sequence[NewsItem]) -> Sequence[Hashable]:
    """The product, of items that have no vectors."""
    return grouped(((story.id, story.item_ids) for story in group(items)), items)


def at_once(vectors: Vectors) -> Grouping:
    """The product, of items as it keeps them."""
    return lambda items: grouped(((story.id, story.item_ids) for story in group(items, vectors(items))), items)


def day_by_day(vectors: Callable[[Sequence[NewsItem]], dict[str, FloatArray]]) -> Grouping:
    """The product, as a service sorts what comes: each day once, beside what the days around already have."""

    def sort(items: Sequence[NewsItem]) -> Sequence[Hashable]:
        known: dict[str, str] = {}
        around = timedelta(DAYS_AROUND)
        days = {item.id: item.published_at.date() for item in items if item.published_at}
        for day in sorted(set(days.values())):
            beside = {name: story for name, story in known.items() if abs(days[name] - day) <= around}
            held = [item for item in items if item.id in beside or days[item.id] == day]
            known |= assign(read_items(held), beside, vectors=vectors(held))
        return [known[item.id] for item in items]

    return sort


def undated(story_set: StorySet) -> StorySet:
    """The same items without their days."""
    return replace(story_set, items=[replace(item, published_at=None) for item in story_set.items])


def kinds() -> dict[str, list[StorySet]]:
    """Sets by kind, as the table names them."""
    events, days, few = event_sets(), day_sets(), day_sets(first=3, step=97, count=8)
    later = day_sets(first=8)
    return {
        "own reports": [own_set()],
        "events, a window each": events[:-1],
        "events, all in one": events[-1:],
        "events, all in one, undated": [undated(events[-1])],
        **{f"topics, {name}": sets for name, sets in of_topics().items()},
        "days, each": days[:-1],
        "other days, each": later[:-1],
        "days, all in one": days[-1:],
        "days, all in one, undated": [undated(days[-1])],
        "eight days in one, undated": [undated(few[-1])],
    }


def of_topics() -> dict[str, list[StorySet]]:
    """Collections of both halves of the topics, with and without days."""
    names = {"whole": "all in one", "more": "without lone items", "two": "two events of each", "one": "one of each"}
    found: dict[str, list[StorySet]] = {}
    for half in ("tune", "held"):
        for kind, sets in topic_sets(half).items():
            found[f"{names[kind]}, {half}"] = sets
            found[f"{names[kind]}, {half}, undated"] = [undated(story_set) for story_set in sets]
    return found


def scores(sets: Sequence[StorySet], grouping: Grouping) -> tuple[float, float, float]:
    """B-cubed precision, recall and F1, the mean over sets weighted by their items."""
    found = np.array([b_cubed(grouping(s.items), s.gold) for s in sets])
    weights = np.array([len(s.items) for s in sets])
    precision, recall, f1 = (found * weights[:, None]).sum(axis=0) / weights.sum()
    return float(precision), float(recall), float(f1)


def table(vectors: Vectors) -> Iterator[str]:
    """Lines of the table."""
    yield "| set | items | tf-idf average link: precision, recall, F1 | Sitrep, words alone | Sitrep |"
    yield "|---|---|---|---|---|"
    for name, sets in kinds().items():
        cells = [figures(sets, way) for way in (tfidf_average_link, sitrep, at_once(vectors))]
        yield f"| {name} | {sum(len(s.items) for s in sets)} | {' | '.join(cells)} |"


def days_table(vectors: Vectors) -> Iterator[str]:
    """Lines of the table of days that come one by one."""
    yield "| set, day by day | items | Sitrep, words alone: precision, recall, F1 | Sitrep |"
    yield "|---|---|---|---|"
    for name, sets in {**of_topics(), "events, all in one": event_sets()[-1:]}.items():
        if "undated" not in name:
            cells = [figures(sets, day_by_day(way)) for way in (no_vectors, vectors)]
            yield f"| {name} | {sum(len(s.items) for s in sets)} | {' | '.join(cells)} |"


def figures(sets: Sequence[StorySet], grouping: Grouping) -> str:
    """A cell: precision, recall, F1."""
    return ", ".join(f"{value:.3f}" for value in scores(sets, grouping))


def main() -> None:
    """Print the tables and the time of a large day."""
    vectors = Vectors(load_classifier(find_champion(ROOT / "state", ROOT / "artifacts")))
    for line in (*table(vectors), "", *days_table(vectors)):
        print(line, flush=True)
    rng = Random(1)
    pool = [item for sets in kinds().values() for story_set in sets for item in story_set.items]
    drawn = [rng.choice(pool) for _ in range(2000)]
    day = [replace(item, id=str(number), published_at=None) for number, item in enumerate(drawn)]
    of_day = {str(number): vectors([item])[item.id] for number, item in enumerate(drawn)}
    took = {}
    for name, run in {
        "words alone": lambda: group(day),
        "with vectors": lambda: group(day, of_day),
        "tf-idf average link": lambda: tfidf_average_link(day),
    }.items():
        started = process_time()
        run()
        took[name] = process_time() - started
    told = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in took.items())
    print(f"\n2,000 items of one day, CPU: {told}; ratio {took['with vectors'] / took['tf-idf average link']:.2f}")


if __name__ == "__main__":
    main()
