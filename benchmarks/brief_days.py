"""Days of ../shared/data/briefs: items as the product holds them, its brief of them, and how a brief is scored."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
from rouge_score.rouge_scorer import RougeScorer

from benchmarks.brief_sets import Sentences
from benchmarks.shared_news import SHARED
from models.summarizer import summarize
from news.brief import compose
from news.briefing.ranking import LabelledItem
from news.item import Kind, NewsItem, content_id
from news.sentences import split_sentences
from news.words import terms

LENGTH = 1.2  # of a brief, times its reference


@dataclass(frozen=True)
class Everything:
    """The one theme of a benchmark that is not about themes."""

    id: str = "everything"
    name: str = "Everything"


class Rouge:
    """ROUGE-1 and ROUGE-2 F1, stemmed."""

    def __init__(self) -> None:
        self._scorer = RougeScorer(["rouge1", "rouge2"], use_stemmer=True)

    def __call__(self, summary: Sequence[str], references: Sequence[str]) -> tuple[float, float]:
        """The mean over references."""
        scores = [self._scorer.score(reference, " ".join(summary)) for reference in references]
        first, second = np.mean([[s["rouge1"].fmeasure, s["rouge2"].fmeasure] for s in scores], axis=0)
        return float(first), float(second)


def read_days(step: int) -> list[dict[str, Any]]:
    """Every step-th day with a person's summary."""
    lines = (SHARED / "briefs" / "days_2021_2024.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines[::step]]


def day_items(day: Mapping[str, Any]) -> list[LabelledItem]:
    """A day's items as the product would hold them, all of one theme."""
    items = [
        NewsItem(
            id=content_id("item", day["date"], row["n"], row["text"]),
            headline=row["headline"] or row["text"],
            text=row["text"],
            kind=Kind.POLL if row["n"] == "poll" else Kind.ARTICLE,
            start=place,
            source="shared",
            published_at=datetime.fromisoformat(day["date"]).replace(tzinfo=UTC),
        )
        for place, row in enumerate(day["items"])
    ]
    return [LabelledItem(item, ("everything",), (), {"everything": 1.0}) for item in items]


def room_of(day: Mapping[str, Any]) -> int:
    """The words that a brief of the day may have."""
    return int(LENGTH * len(day["reference"].split()))


def brief_of(day: Mapping[str, Any], items: Sequence[LabelledItem], themes: Sequence[Any]) -> list[str]:
    """The sentences of Sitrep's brief of a day from some items."""
    brief = compose(
        date.fromisoformat(day["date"]),
        "UTC",
        items,
        themes,
        summarize,
        model="none",
        taxonomy="none",
        max_words=room_of(day),
    )
    return [sentence.text for theme in brief.themes for story in theme.stories for sentence in story.sentences]


def day_brief(day: Mapping[str, Any]) -> list[str]:
    """The sentences of Sitrep's brief of a day's own items, all of one theme."""
    return brief_of(day, day_items(day), [Everything()])


def day_documents(day: Mapping[str, Any]) -> Sentences:
    """A day's items as documents."""
    texts = [row["text"] for row in day["items"]]
    return [[text[span.start : span.end] for span in split_sentences(text)] for text in texts]


def clauses_told(reference: str, sentences: Sequence[str]) -> list[bool]:
    """For each clause of a reference, which sets them apart by semicolons, whether one sentence tells it."""
    told = [set(terms(sentence)) for sentence in sentences]
    clauses = [clause for part in reference.split(";") if len(clause := set(terms(part))) >= 3]
    return [any(len(clause & sentence) * 2 >= len(clause) for sentence in told) for clause in clauses]
