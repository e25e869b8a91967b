"""Days flooded with ten times as many other items of the same date: python -m benchmarks.flood [--days 40].

Prints the share of the clauses of a person's summary that the brief tells, alone and flooded, when
labelled   the released model gives themes to all items; the flood is news of desks far from the themes
everything one theme holds all items, the flood too: nothing but rank can tell them apart
each once with the day's items posted one by one as the flood is, and once as a newsletter's issue beside a flood of
items that feeds bring.
The brief has 1.2 times the words of the person's summary.
"""

import argparse
import gzip
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from benchmarks.briefs import LENGTH, SHARED, Everything, clauses_told, day_items, read_days
from models.artifact import find_champion
from models.classifier import ThemeClassifier, load_classifier
from models.labels import NewsText
from models.summarizer import summarize
from news.brief import compose
from news.item import NewsItem, content_id
from news.ranking import LabelledItem

ROOT = Path(__file__).resolve().parents[1]
TIMES = 10
# Of the shared news, far from foreign conflict, elections and domestic extremism.
DESKS = frozenset(
    (
        *("education", "science", "healthcare", "taxes", "technology", "environment", "economy_and_jobs", "energy"),
        *("business", "religion_and_faith", "culture", "sports", "transportation", "trade", "economic_policy"),
        *("banking_and_finance", "animal_welfare", "arts", "family_and_marriage"),
    )
)


def read_flood() -> list[dict[str, Any]]:
    """News of the unrelated desks."""
    with gzip.open(SHARED / "news" / "unlabelled_2012_2018.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [row for row in map(json.loads, lines) if row["desk"] in DESKS]


def flooded(day: dict[str, Any], pool: Sequence[dict[str, Any]], rng: Random) -> list[LabelledItem]:
    """TIMES as many items as the day has, at hours of the same date, each from its own outlet."""
    at = datetime.fromisoformat(f"{day['date']}T00:00:00+00:00")
    rows = rng.sample(pool, TIMES * len(day["items"]))
    return [
        LabelledItem(
            NewsItem(
                id=content_id("flood", day["date"], row["id"]),
                headline=row["title"],
                text=row["text"],
                outlet=row["source"],
                published_at=at,
            ),
            ("everything",),
            (),
            {"everything": 1.0},
        )
        for row in rows
    ]


def labelled(items: Sequence[LabelledItem], model: ThemeClassifier) -> list[LabelledItem]:
    """The items with the model's labels."""
    answers = model.label([NewsText(item.item.headline, item.item.text) for item in items])
    return [
        replace(
            item,
            labels=answer.labels,
            unsure=answer.unsure,
            probabilities={t.id: t.probability for t in answer.themes},
        )
        for item, answer in zip(items, answers, strict=True)
    ]


def told(day: dict[str, Any], items: Sequence[LabelledItem], themes: Sequence[Any]) -> float:
    """The share of the summary's clauses that the brief tells."""
    brief = compose(
        date.fromisoformat(day["date"]),
        "UTC",
        items,
        themes,
        summarize,
        model="none",
        taxonomy="none",
        max_words=int(LENGTH * len(day["reference"].split())),
    )
    sentences = [s.text for theme in brief.themes for story in theme.stories for s in story.sentences]
    return float(np.mean(clauses_told(day["reference"], sentences)))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=40)
    arguments = parser.parse_args()
    model = load_classifier(find_champion(ROOT / "state", ROOT / "artifacts"))
    rng, pool = Random(3), read_flood()
    themes = model.taxonomy.themes
    rows: dict[str, list[tuple[float, float]]] = {}
    for day in read_days(max(1, 729 // arguments.days))[: arguments.days]:
        posted, others = day_items(day), flooded(day, pool, rng)
        theirs = labelled(others, model)
        for way, issue in (("posted one by one", None), ("an issue beside feeds", day["date"])):
            own = [replace(item, issue=issue) for item in posted]
            ours = labelled(own, model)
            rows.setdefault(f"labelled, {way}", []).append(
                (told(day, ours, themes), told(day, [*ours, *theirs], themes))
            )
            alone, together = told(day, own, [Everything()]), told(day, [*own, *others], [Everything()])
            rows.setdefault(f"everything, {way}", []).append((alone, together))
    print("| flood | told alone | told flooded | kept |")
    print("|---|---|---|---|")
    for name, pairs in rows.items():
        alone, with_flood = np.mean(pairs, axis=0)
        print(f"| {name} | {alone:.3f} | {with_flood:.3f} | {with_flood / alone:.3f} |")


if __name__ == "__main__":
    main()
