"""Stories beside plain tf-idf with average link, on sets of several kinds: python -m benchmarks.stories.

Prints B-cubed F1 of tf-idf (title and 200 words, average link, cut at distance 0.85) and of news.stories for every kind
of benchmarks/story_sets.py, with and without the items' days; of news.stories when the days come one by one; and the
seconds that a day of 2,000 items takes.
"""

import sys
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from time import process_time

import numpy as np

if not __package__:  # run by its path, not with -m: what it imports lies in the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.story_sets import StorySet, b_cubed, day_sets, event_sets, grouped, own_set, topic_sets
from news.item import NewsItem
from news.stories import assign, group

DAYS_AROUND = 3  # as in serving/story_desk.py
Grouping = Callable[[Sequence[NewsItem]], Sequence[Hashable]]


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
    """The product."""
    return grouped(((story.id, story.item_ids) for story in group(items)), items)


def day_by_day(items: Sequence[NewsItem]) -> Sequence[Hashable]:
    """The product, as a service sorts what comes: each day once, beside what the days around already have."""
    known: dict[str, str] = {}
    around = timedelta(DAYS_AROUND)
    days = {item.id: item.published_at.date() for item in items if item.published_at}
    for day in sorted(set(days.values())):
        beside = {name: story for name, story in known.items() if abs(days[name] - day) <= around}
        held = [item for item in items if item.id in beside or days[item.id] == day]
        known |= assign(held, beside)
    return [known[item.id] for item in items]


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


def table() -> Iterator[str]:
    """Lines of the table."""
    yield "| set | items | tf-idf average link: precision, recall, F1 | Sitrep: precision, recall, F1 |"
    yield "|---|---|---|---|"
    for name, sets in kinds().items():
        cells = [", ".join(f"{value:.3f}" for value in scores(sets, way)) for way in (tfidf_average_link, sitrep)]
        yield f"| {name} | {sum(len(s.items) for s in sets)} | {' | '.join(cells)} |"


def days_table() -> Iterator[str]:
    """Lines of the table of days that come one by one."""
    yield "| set, day by day | items | Sitrep: precision, recall, F1 |"
    yield "|---|---|---|"
    for name, sets in {**of_topics(), "events, all in one": event_sets()[-1:]}.items():
        if "undated" not in name:
            figures = ", ".join(f"{value:.3f}" for value in scores(sets, day_by_day))
            yield f"| {name} | {sum(len(s.items) for s in sets)} | {figures} |"


def main() -> None:
    """Print the tables and the time of a large day."""
    for line in (*table(), "", *days_table()):
        print(line, flush=True)
    rng = Random(1)
    pool = [item for sets in kinds().values() for story_set in sets for item in story_set.items]
    day = [replace(rng.choice(pool), id=str(number), published_at=None) for number in range(2000)]
    started = process_time()
    group(day)
    print(f"\n2,000 items of one day: {process_time() - started:.1f} s of CPU")


if __name__ == "__main__":
    main()
