"""Summaries and briefs beside simpler ways of writing them, on the shared data: python -m benchmarks.briefs.

Two tables, ROUGE-1 and ROUGE-2 F1 with 95 % bootstrap intervals over inputs:
clusters  items of one event (found by news.stories in three days of ../shared/data/news), 100 words, against
          the first 100 words of four items held out of each cluster;
days      the items of ../shared/data/briefs, at most 1.2 times the words of the person's summary of that day, and
          the share of that summary's clauses of which a sentence has at least half of the content words.
sumy stands in the first table where it is installed; its sentences are split by news.sentences.
"""

import argparse
import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.util import find_spec
from itertools import zip_longest
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
import numpy.typing as npt
from rouge_score.rouge_scorer import RougeScorer

from models.summarizer import summarize
from news.brief import compose
from news.item import Kind, NewsItem, content_id
from news.ranking import LabelledItem
from news.sentences import split_sentences
from news.stories import group
from news.summary import Document
from news.words import terms

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
BUDGET = 100  # words, as in DUC 2004
HELD_OUT = 4  # items of a cluster, as many as DUC has people
LENGTH = 1.2  # of a brief, times its reference

Sentences = list[list[str]]  # per document
System = Callable[[Sentences], list[str]]


@dataclass(frozen=True)
class Everything:
    """The one theme of a benchmark that is not about themes."""

    id: str = "everything"
    name: str = "Everything"


def read_clusters(limit: int) -> Iterator[tuple[list[str], list[str]]]:
    """Yield texts and references of events with at least eight items; the same ones in every run."""
    with gzip.open(SHARED / "news" / "unlabelled_2012_2018.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if len(row["text"].split()) >= 60]
    windows: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        windows.setdefault(date.fromisoformat(row["date"]).toordinal() // 3, []).append(row)
    found = 0
    for window in sorted(windows, key=lambda number: content_id("window", str(number))):
        texts = {row["id"]: row["text"] for row in windows[window]}
        items = [NewsItem(id=row["id"], headline=row["title"], text=row["text"]) for row in windows[window]]
        for story in group(items):
            if not 8 <= len(story.item_ids) <= 20:
                continue
            shuffled = [texts[item_id] for item_id in sorted(story.item_ids, key=lambda name: content_id("item", name))]
            yield shuffled[HELD_OUT:], [" ".join(text.split()[:BUDGET]) for text in shuffled[:HELD_OUT]]
            found += 1
            if found == limit:
                return


def fill(sentences: Sequence[str], budget: int) -> list[str]:
    """Take sentences in order while they fit; one that overflows is passed over."""
    kept: list[str] = []
    for sentence in sentences:
        if len(sentence.split()) <= budget:
            kept.append(sentence)
            budget -= len(sentence.split())
    return kept


def lead(documents: Sentences) -> list[str]:
    """The first document from its start, then the second."""
    return fill([sentence for document in documents for sentence in document], BUDGET)


def round_robin(documents: Sentences) -> list[str]:
    """All first sentences, then all second ones."""
    return fill([sentence for rank in zip_longest(*documents) for sentence in rank if sentence], BUDGET)


def sitrep(documents: Sentences) -> list[str]:
    """The product's default."""
    joined = [Document(str(number), "\n\n".join(document)) for number, document in enumerate(documents)]
    return [sentence.text for sentence in summarize(joined, BUDGET).sentences]


def sumy(name: str) -> System:
    """A summarizer of sumy, given the same sentences and filled to the same budget."""
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
    from sumy.nlp.stemmers import Stemmer
    from sumy.summarizers.lex_rank import LexRankSummarizer
    from sumy.summarizers.text_rank import TextRankSummarizer
    from sumy.utils import get_stop_words

    class Words:
        def to_words(self, sentence: str) -> list[str]:
            return [word for word in sentence.split() if word.isalpha()]

    ranker = {"LexRank": LexRankSummarizer, "TextRank": TextRankSummarizer}[name](Stemmer("english"))
    ranker.stop_words = get_stop_words("english")

    def best(documents: Sentences) -> list[str]:
        model = ObjectDocumentModel([Paragraph([Sentence(s, Words()) for s in document]) for document in documents])
        ranked: list[str] = []
        for count in range(1, 9):  # it lists its best in the order of the text: ask for one more, again and again
            ranked += [s for s in map(str, ranker(model, count)) if s not in ranked]
        return fill(ranked, BUDGET)

    return best


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


def day_brief(day: Mapping[str, Any]) -> list[str]:
    """The sentences of Sitrep's brief of a day, at most LENGTH times as long as the reference."""
    words = int(LENGTH * len(day["reference"].split()))
    brief = compose(
        date.fromisoformat(day["date"]),
        "UTC",
        day_items(day),
        [Everything()],
        summarize,
        model="none",
        taxonomy="none",
        max_words=words,
    )
    return [sentence.text for story in brief.themes[0].stories for sentence in story.sentences]


def day_leads(day: Mapping[str, Any]) -> list[str]:
    """The first sentence of every item, whatever the length."""
    texts = [row["text"] for row in day["items"]]
    return [text[spans[0].start : spans[0].end] for text in texts if (spans := split_sentences(text))]


def clauses_told(reference: str, sentences: Sequence[str]) -> list[bool]:
    """For each clause of a reference, which sets them apart by semicolons, whether one sentence tells it."""
    told = [set(terms(sentence)) for sentence in sentences]
    clauses = [clause for part in reference.split(";") if len(clause := set(terms(part))) >= 3]
    return [any(len(clause & sentence) * 2 >= len(clause) for sentence in told) for clause in clauses]


def interval(values: Sequence[float]) -> str:
    """Mean and 95 % bootstrap interval, times 100."""
    drawn: npt.NDArray[np.float64] = np.array(values) * 100
    means = np.random.default_rng(0).choice(drawn, (2000, len(drawn))).mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return f"{drawn.mean():5.1f} [{low:.1f}, {high:.1f}]"


def clusters_table(limit: int) -> Iterator[str]:
    """Lines of the first table."""
    inputs = list(read_clusters(limit))
    documents = [[[t[s.start : s.end] for s in split_sentences(t)] for t in texts] for texts, _ in inputs]
    systems: dict[str, System] = {"lead": lead, "round-robin lead": round_robin}
    if find_spec("sumy"):
        systems |= {f"sumy {name}": sumy(name) for name in ("LexRank", "TextRank")}
    else:
        yield "(sumy is not installed: its rows are left out; pip install sumy into an environment of its own)\n"
    systems["Sitrep"] = sitrep
    rouge = Rouge()
    yield f"| {len(inputs)} clusters, {BUDGET} words | ROUGE-1 | ROUGE-2 | documents per CPU second |"
    yield "|---|---|---|---|"
    for name, system in systems.items():
        started = process_time()
        summaries = [system(document) for document in documents]
        rate = sum(map(len, documents)) / max(process_time() - started, 1e-3)
        scores = [rouge(summary, references) for summary, (_, references) in zip(summaries, inputs, strict=True)]
        first, second = zip(*scores, strict=True)
        yield f"| {name} | {interval(first)} | {interval(second)} | {rate:.0f} |"


def days_table(step: int) -> Iterator[str]:
    """Lines of the second table."""
    days = read_days(step)
    systems: dict[str, Callable[[Mapping[str, Any]], list[str]]] = {
        "every item's first sentence, any length": day_leads,
        "the same, cut to length": lambda day: fill(day_leads(day), int(LENGTH * len(day["reference"].split()))),
        "Sitrep": day_brief,
    }
    rouge = Rouge()
    yield f"| {len(days)} days, {LENGTH} x reference | ROUGE-1 | ROUGE-2 | clauses told | length |"
    yield "|---|---|---|---|---|"
    for name, system in systems.items():
        briefs = [system(day) for day in days]
        scores = [rouge(brief, [day["reference"]]) for brief, day in zip(briefs, days, strict=True)]
        first, second = zip(*scores, strict=True)
        told = [float(np.mean(clauses_told(day["reference"], brief))) for brief, day in zip(briefs, days, strict=True)]
        length = np.mean(
            [len(" ".join(b).split()) / len(d["reference"].split()) for b, d in zip(briefs, days, strict=True)]
        )
        yield f"| {name} | {interval(first)} | {interval(second)} | {interval(told)} | {length:.2f} |"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clusters", type=int, default=150, help="events to summarize (150)")
    parser.add_argument("--step", type=int, default=1, help="take every STEP-th day (1: all 729)")
    arguments = parser.parse_args()
    for line in clusters_table(arguments.clusters):
        print(line, flush=True)
    print()
    for line in days_table(arguments.step):
        print(line, flush=True)


if __name__ == "__main__":
    main()
