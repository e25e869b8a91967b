"""What `benchmarks.briefs` summarizes: events and articles of the shared news, each with what others wrote of the same.

Events are what news.stories found in three days of ../shared/data/news in November 2026, kept by the items' ids, so
that figures do not move when the grouping does. Nobody summarized them: the references are items held out of each, so
the figures compare systems and say nothing of a person's summary. The data cut most texts at 150 words, some at 400;
a sentence that the cut left open is taken off what is summarized.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from benchmarks.shared_news import ROOT, SHARED, unlabelled
from news.sentences import is_whole, split_sentences

CLUSTERS = ROOT / "data" / "stories" / "clusters_2012_2018.jsonl"
LABELLED = ("labelled_train_2012_2017.jsonl", "labelled_validation_2018.jsonl")  # texts of up to 400 words
HELD_OUT = 4  # items of a cluster, as many as DUC has people
SHORT_WORDS, LONG_WORDS = 100, 220  # as DUC 2004 and Multi-News ask for
ARTICLE_SENTENCES = 3  # as the highlights of CNN/DM
ARTICLE_WORDS = 250  # an article has at least
ARTICLE_REFERENCE = 60  # words of another outlet's opening, about as long as such highlights

Sentences = list[list[str]]  # per document


@dataclass(frozen=True)
class Report:
    """One item of the shared news."""

    id: str
    outlet: str
    text: str
    full: bool  # of the files that keep 400 words

    @property
    def words(self) -> int:
        """How long it is."""
        return len(self.text.split())


@dataclass(frozen=True)
class Input:
    """Documents, as sentences, and the texts that a summary is held against."""

    documents: Sentences
    references: tuple[str, ...]


def read_events() -> Iterator[list[Report]]:
    """Yield the items of each event of three items or more; the same order in every run."""
    paths = [SHARED / "news" / name for name in LABELLED]
    rows = [(row, False) for row in unlabelled()]
    rows += [(json.loads(line), True) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    reports = {row["id"]: Report(row["id"], row["source"], row["text"], full) for row, full in rows}
    for line in CLUSTERS.read_text(encoding="utf-8").splitlines():
        yield [reports[name] for name in json.loads(line)]


def sentences_of(text: str) -> list[str]:
    """The sentences of a text that was cut, without the one that the cut left open."""
    found = [text[span.start : span.end] for span in split_sentences(text)]
    while found and not is_whole(found[-1]):
        found.pop()
    return found


def opening(text: str, words: int) -> str:
    """The first words of a text."""
    return " ".join(text.split()[:words])


def short_clusters(events: Iterable[list[Report]]) -> Iterator[Input]:
    """Events of 8 to 20 items, to be told in SHORT_WORDS; the references are the openings of four."""
    for reports in events:
        if 8 <= len(reports) <= 20:
            held, rest = reports[:HELD_OUT], reports[HELD_OUT:]
            yield Input([sentences_of(r.text) for r in rest], tuple(opening(r.text, SHORT_WORDS) for r in held))


def long_clusters(events: Iterable[list[Report]]) -> Iterator[Input]:
    """Events with 1.5 times LONG_WORDS beside the four shortest items, of which two together make a reference."""
    for reports in events:
        longest = sorted(reports, key=lambda report: -report.words)
        held, rest = longest[-HELD_OUT:], longest[:-HELD_OUT][:4]
        if len(reports) <= 20 and sum(report.words for report in rest) >= 1.5 * LONG_WORDS:
            halves = [opening(report.text, LONG_WORDS // 2) for report in held]
            pairs = (" ".join(halves[:2]), " ".join(halves[2:]))
            yield Input([sentences_of(report.text) for report in rest], pairs)


def articles(events: Iterable[list[Report]]) -> Iterator[Input]:
    """Articles, to be told in ARTICLE_SENTENCES, of whose event two other outlets or more opened their reports."""
    for reports in events:
        for report in reports:
            others = [other for other in reports if other.outlet != report.outlet]
            if report.full and report.words >= ARTICLE_WORDS and len(others) >= 2:
                references = tuple(opening(other.text, ARTICLE_REFERENCE) for other in others[:HELD_OUT])
                yield Input([sentences_of(report.text)], references)
