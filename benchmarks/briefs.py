"""Summaries and briefs beside other ways of writing them, on the shared data: python -m benchmarks.briefs.

Five tables, ROUGE-1 and ROUGE-2 F1 with 95 % bootstrap intervals over inputs; benchmarks.brief_sets says of what:
clusters  several reports of one event in 100 words, and in 220;
articles  one report in three sentences;
days      the items of ../shared/data/briefs, at most 1.2 times the words of the person's summary of that day, and
          the share of that summary's clauses of which a sentence has at least half of the content words;
flooded   the same days under ten times as many unrelated items of the same dates: see benchmarks.flood.
The packages compared are installed apart: pip install --target FOLDER sumy lexrank summa, and PYTHONPATH=.:FOLDER.
One that is missing is named and left out. Of a tenth of the inputs: --step 10. One table: --only days.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

if not __package__:  # run by its path, not with -m: what it imports lies in the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.bootstrap import interval
from benchmarks.brief_days import LENGTH, Rouge, clauses_told, day_brief, day_documents, read_days, room_of
from benchmarks.brief_sets import (
    ARTICLE_SENTENCES,
    LONG_WORDS,
    SHORT_WORDS,
    Input,
    Sentences,
    articles,
    long_clusters,
    read_events,
    short_clusters,
)
from benchmarks.flood import flood_table
from benchmarks.peers import PACKAGES, System, fill, missing, systems
from models.summarizer import summarize
from news.summary import Document

TABLES = ("clusters", "articles", "days", "flooded")
FLOODED_STEP = 12  # days, of which one is flooded: each is labelled and briefed six times under ten times its items


def sitrep(documents: Sentences, max_words: int | None, max_sentences: int | None) -> list[str]:
    """The product's default."""
    joined = [Document(str(number), "\n\n".join(document)) for number, document in enumerate(documents)]
    room = max_words or sum(len(sentence.split()) for document in documents for sentence in document)
    return [sentence.text for sentence in summarize(joined, room, max_sentences).sentences]


def summaries_table(
    name: str, inputs: Sequence[Input], max_words: int | None, max_sentences: int | None
) -> Iterator[str]:
    """A table of one set, its rows as they are done."""
    several = any(len(one.documents) > 1 for one in inputs)
    compared = systems([one.documents for one in inputs]) | {"Sitrep": sitrep}
    rouge = Rouge()
    yield f"| {len(inputs)} {name} | ROUGE-1 | ROUGE-2 | words | documents per CPU second |"
    yield "|---|---|---|---|---|"
    for system_name, system in compared.items():
        if not several and system_name == "round-robin lead":
            continue  # the lead once more
        started = process_time()
        summaries = [system(one.documents, max_words, max_sentences) for one in inputs]
        spent = max(process_time() - started, 1e-3)
        first, second = zip(
            *(rouge(summary, one.references) for summary, one in zip(summaries, inputs, strict=True)), strict=True
        )
        words = np.mean([len(" ".join(summary).split()) for summary in summaries])
        rate = sum(len(one.documents) for one in inputs) / spent
        yield f"| {system_name} | {interval(first)} | {interval(second)} | {words:.0f} | {rate:.0f} |"


def days_table(days: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The table of days, its rows as they are done."""
    documents = [day_documents(day) for day in days]

    def by(system: System) -> Callable[[], list[list[str]]]:
        return lambda: [system(texts, room_of(day), None) for texts, day in zip(documents, days, strict=True)]

    firsts = [[text[0] for text in texts if text] for texts in documents]
    compared: dict[str, Callable[[], list[list[str]]]] = {
        "every item's first sentence, any length": lambda: firsts,
        "the same, cut to length": lambda: [
            fill(first, room_of(day), None) for first, day in zip(firsts, days, strict=True)
        ],
    }
    compared |= {name: by(system) for name, system in systems(documents).items()}
    compared["Sitrep's summary of the items as documents"] = by(sitrep)
    compared["Sitrep's brief"] = lambda: [day_brief(day) for day in days]
    rouge = Rouge()
    yield f"| {len(days)} days, {LENGTH} x reference | ROUGE-1 | ROUGE-2 | clauses told | length |"
    yield "|---|---|---|---|---|"
    for name, write in compared.items():
        briefs = write()
        pairs = list(zip(briefs, days, strict=True))
        first, second = zip(*(rouge(brief, [day["reference"]]) for brief, day in pairs), strict=True)
        told = [float(np.mean(clauses_told(day["reference"], brief))) for brief, day in pairs]
        length = np.mean([len(" ".join(b).split()) / len(d["reference"].split()) for b, d in pairs])
        yield f"| {name} | {interval(first)} | {interval(second)} | {interval(told)} | {length:.2f} |"


def tables(step: int, wanted: Sequence[str]) -> Iterator[Iterator[str]]:
    """The tables wanted, on every step-th input."""
    events = list(read_events()) if {"clusters", "articles"} & set(wanted) else []
    if "clusters" in wanted:
        for words, clusters in ((SHORT_WORDS, short_clusters), (LONG_WORDS, long_clusters)):
            yield summaries_table(f"clusters, {words} words", list(clusters(events))[::step], words, None)
    if "articles" in wanted:
        three = f"articles, {ARTICLE_SENTENCES} sentences"
        yield summaries_table(three, list(articles(events))[::step], None, ARTICLE_SENTENCES)
    if "days" in wanted:
        yield days_table(read_days(step))
    if "flooded" in wanted:
        yield flood_table(read_days(FLOODED_STEP * step))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--step", type=int, default=1, help="take every STEP-th input (1: all)")
    parser.add_argument("--only", nargs="+", choices=TABLES, default=TABLES, help="tables to print (all)")
    arguments = parser.parse_args()
    if absent := missing():
        print(
            f"({', '.join(absent)} not installed: the rows are left out. pip install --target FOLDER"
            f" {' '.join(PACKAGES)}, and PYTHONPATH=.:FOLDER)\n"
        )
    for table in tables(arguments.step, arguments.only):
        for line in table:
            print(line, flush=True)
        print()


if __name__ == "__main__":
    main()
