"""Days flooded with ten times as many unrelated items of the same dates: python -m benchmarks.flood [--days 40].

Prints the share of the clauses of a person's summary that the brief tells, alone and flooded, and the share kept. The
flood is news of desks far from the day's (health, business, arts, science ...), moved to the day's date, each item from
its own outlet as feeds bring it. The day's own items come

    as an issue   of a newsletter, which editors chose and feeds did not, or
    one by one    as the flood's items do, so that nothing but their labels tells them apart.

Labels are the released model's, or those and one theme that a user added with 50 examples of either kind, from days
and news that are not measured; or one theme holds all items, the flood too. The brief has 1.2 times the
words of the person's summary. Grouping, ranking with the shipped weights and composing are what serving does.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

if not __package__:  # run by its path, not with -m: what it imports lies in the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.bootstrap import interval
from benchmarks.brief_days import Everything, brief_of, clauses_told, day_items, read_days
from benchmarks.shared_news import ROOT, unlabelled
from models.added_themes import UserTheme, changed_taxonomy, fit, fold
from models.aliases import find_champion
from models.classifier import ThemeClassifier, load_classifier
from models.labels import ItemLabels, NewsText
from news.briefing.ranking import LabelledItem
from news.item import NewsItem, content_id
from store.themes import ThemeChange

TIMES = 10
EXAMPLES = 50  # of either kind, of the added theme
TAUGHT_EVERY = 20  # days not measured, of which one in so many gives examples
# Of the shared news, far from foreign conflict, elections and domestic extremism.
DESKS = frozenset(
    (
        *("education", "science", "healthcare", "taxes", "technology", "environment", "economy_and_jobs", "energy"),
        *("business", "religion_and_faith", "culture", "sports", "transportation", "trade", "economic_policy"),
        *("banking_and_finance", "animal_welfare", "arts", "arts_and_entertainment", "family_and_marriage"),
    )
)
POOL = 1200  # items of these desks that floods are drawn from, so that each is labelled once


def read_flood(rng: Random) -> list[dict[str, Any]]:
    """News of the unrelated desks, shuffled."""
    rows = [row for row in unlabelled() if row["desk"] in DESKS]
    rng.shuffle(rows)
    return rows


def flooded(day: Mapping[str, Any], pool: Sequence[dict[str, Any]], rng: Random) -> list[LabelledItem]:
    """TIMES as many items as the day has, of the same date, in any order among them."""
    at = datetime.fromisoformat(f"{day['date']}T00:00:00+00:00")
    return [
        LabelledItem(
            NewsItem(
                id=content_id("flood", day["date"], row["id"]),
                headline=row["title"],
                text=row["text"],
                outlet=row["source"],
                published_at=at,
                start=place % len(day["items"]),
            ),
            ("everything",),
            (),
            {"everything": 1.0},
        )
        for place, row in enumerate(rng.sample(pool, TIMES * len(day["items"])))
    ]


class Labels:
    """The labels of a model, each text labelled once."""

    def __init__(self, model: ThemeClassifier) -> None:
        self.themes = model.taxonomy.themes
        self._model = model
        self._known: dict[NewsText, ItemLabels] = {}

    def __call__(self, items: Sequence[LabelledItem]) -> list[LabelledItem]:
        """The items with the model's labels."""
        return [self._labelled(item) for item in items]

    def _labelled(self, item: LabelledItem) -> LabelledItem:
        text = NewsText(item.item.headline, item.item.text)
        if text not in self._known:
            [self._known[text]] = self._model.label([text])
        answer = self._known[text]
        probabilities = {theme.id: theme.probability for theme in answer.themes}
        return replace(item, labels=answer.labels, unsure=answer.unsure, probabilities=probabilities)


def with_a_theme(
    model: ThemeClassifier, artifact: Path, days: Sequence[dict[str, Any]], others: Sequence[dict[str, Any]]
) -> ThemeClassifier:
    """The model with a theme added as POST /v1/themes adds it."""
    own = [item.item for day in days for item in day_items(day)]
    chosen = Random(1).sample(own, EXAMPLES)
    change = ThemeChange(
        "washington",
        "add",
        datetime(2021, 1, 1, tzinfo=UTC),
        name="Washington",
        definition="What the White House, Congress, the courts and the parties do, and the scandals around them.",
        positives=tuple((item.headline, item.text) for item in chosen),
        negatives=tuple((row["title"], row["text"]) for row in others[:EXAMPLES]),
        seq=1,
    )
    state = fold([change])
    added: list[UserTheme] = list(state.in_force)
    head = fit(added[0], model, artifact).head
    return model.with_themes(changed_taxonomy(model.taxonomy, state, added), {added[0].id: head}, state.since)


@dataclass(frozen=True)
class Measured:
    """The clauses told of one day."""

    alone: float
    flooded: float


def flood_table(days: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The table, its rows when all days are done."""
    rng = Random(3)
    rows = read_flood(rng)
    pool, others = rows[:POOL], rows[POOL:]
    artifact = find_champion(ROOT / "state", ROOT / "artifacts")
    model = load_classifier(artifact)
    measured = {day["date"] for day in days}
    taught = [day for day in read_days(1) if day["date"] not in measured][::TAUGHT_EVERY]
    readings = {
        "one theme holds all": None,
        "labels by the released model": Labels(model),
        "and an added theme": Labels(with_a_theme(model, artifact, taught, others)),
    }
    found: dict[str, list[Measured]] = {}
    for day in days:
        unrelated = flooded(day, pool, rng)
        for way, issue in (("as an issue", day["date"]), ("one by one", None)):
            own = [replace(item, issue=issue) for item in day_items(day)]
            for reading, labels in readings.items():
                themes: Sequence[Any] = labels.themes if labels else [Everything()]
                ours, theirs = (labels(own), labels(unrelated)) if labels else (own, unrelated)
                shares = [
                    float(np.mean(clauses_told(day["reference"], brief_of(day, items, themes))))
                    for items in (ours, [*ours, *theirs])
                ]
                found.setdefault(f"{way}, {reading}", []).append(Measured(*shares))
    yield f"| {len(days)} days, {TIMES} times as many others | told alone | told flooded | kept |"
    yield "|---|---|---|---|"
    for name, told in found.items():
        alone, together = [one.alone for one in told], [one.flooded for one in told]
        yield f"| {name} | {interval(alone)} | {interval(together)} | {100 * np.mean(together) / np.mean(alone):.1f} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=40)
    arguments = parser.parse_args()
    for line in flood_table(read_days(max(2, 729 // arguments.days))[: arguments.days]):
        print(line)


if __name__ == "__main__":
    main()
