"""Other summarizers, given the same sentences, filled to the same length: leads, a recipe, sumy, lexrank, summa.

The packages are no dependencies of Sitrep. Install them into a folder of their own and name it in PYTHONPATH:
pip install --target FOLDER sumy lexrank summa.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from itertools import zip_longest
from math import log
from typing import Any

import numpy as np

from benchmarks.brief_sets import Sentences
from news.words import stems

# Sentences, at most so many words, at most so many sentences.
System = Callable[[Sentences, int | None, int | None], list[str]]
Ranked = Callable[[Sentences], Iterable[str]]  # best first

PACKAGES = ("sumy", "lexrank", "summa")


def missing() -> list[str]:
    """Packages that are not installed."""
    return [name for name in PACKAGES if find_spec(name) is None]


def fill(sentences: Iterable[str], max_words: int | None, max_sentences: int | None) -> list[str]:
    """Take sentences in order while they fit; one that overflows, or was taken before, is passed over."""
    kept: list[str] = []
    for sentence in sentences:
        words = len(sentence.split())
        if (max_words is None or words <= max_words) and sentence not in kept:
            kept.append(sentence)
            max_words = None if max_words is None else max_words - words
            if len(kept) == max_sentences:
                break
    return kept


def filled(ranked: Ranked) -> System:
    """A system that takes the best sentences of a ranking."""
    return lambda documents, max_words, max_sentences: fill(ranked(documents), max_words, max_sentences)


def lead(documents: Sentences) -> list[str]:
    """The first document from its start, then the second."""
    return [sentence for document in documents for sentence in document]


def round_robin(documents: Sentences) -> list[str]:
    """All first sentences, then all second ones."""
    return [sentence for rank in zip_longest(*documents) for sentence in rank if sentence]


def systems(background: Sequence[Sentences]) -> dict[str, System]:
    """Leads and the packages that are installed, by name; background are the inputs, of which lexrank counts words."""
    found: dict[str, Ranked] = {"lead": lead, "round-robin lead": round_robin}
    if find_spec("sumy"):
        found |= {f"sumy {name}": _sumy(name) for name in ("LexRank", "TextRank", "LSA")}
    if find_spec("lexrank"):
        found["lexrank"] = _lexrank(background)
    if find_spec("summa"):
        found["summa TextRank"] = _summa
    return {name: filled(ranked) for name, ranked in found.items()} | {"tf-idf LexRank, position, MMR": recipe}


def recipe(documents: Sentences, max_words: int | None, max_sentences: int | None) -> list[str]:
    """Any sentences by LexRank over tf-idf, an exponential prior for early ones, and maximal marginal relevance.

    Of a single document early sentences count more, and what repeats them less.
    """
    weight, decay, balance = (0.5, 5.0, 0.5) if len(documents) > 1 else (2.0, 1.5, 0.8)
    told = [(number, place, text) for number, document in enumerate(documents) for place, text in enumerate(document)]
    if not told:
        return []
    counts = [Counter(stems(text)) for _, _, text in told]
    holders = Counter(word for _, word in {(told[row][0], word) for row, count in enumerate(counts) for word in count})
    column = {word: number for number, word in enumerate(holders)}
    vectors = np.zeros((len(told), len(column)))
    for row, count in enumerate(counts):
        for word, times in count.items():
            vectors[row, column[word]] = (1 + log(times)) * (log((1 + len(documents)) / (1 + holders[word])) + 1)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    alike = vectors @ vectors.T
    walk = alike / np.maximum(alike.sum(axis=1, keepdims=True), 1e-12)
    rank = np.full(len(told), 1 / len(told))
    for _ in range(50):
        rank = 0.15 / len(told) + 0.85 * (rank @ walk)
    worth = rank / rank.max() + weight * np.exp(-np.array([place for _, place, _ in told]) / decay)
    worth /= worth.max()
    lengths = np.array([len(text.split()) for _, _, text in told])
    left, nearest, chosen = np.ones(len(told), dtype=bool), np.zeros(len(told)), list[int]()
    room = max_words if max_words is not None else int(lengths.sum())
    while len(chosen) != max_sentences and (left & (lengths <= room)).any():
        score = balance * worth - (1 - balance) * nearest
        best = int(np.where(left & (lengths <= room), score, -np.inf).argmax())
        chosen.append(best)
        left[best], room, nearest = False, room - int(lengths[best]), np.maximum(nearest, alike[best])
    return [told[row][2] for row in chosen]


def _sumy(name: str) -> Ranked:
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
    from sumy.nlp.stemmers import Stemmer
    from sumy.summarizers.lex_rank import LexRankSummarizer
    from sumy.summarizers.lsa import LsaSummarizer
    from sumy.summarizers.text_rank import TextRankSummarizer
    from sumy.utils import get_stop_words

    class Words:
        def to_words(self, sentence: str) -> list[str]:
            return [word for word in sentence.split() if word.isalpha()]

    kinds = {"LexRank": LexRankSummarizer, "TextRank": TextRankSummarizer, "LSA": LsaSummarizer}
    ranker = kinds[name](Stemmer("english"))
    ranker.stop_words = get_stop_words("english")

    def ranked(documents: Sentences) -> list[str]:
        best: list[str] = []

        def count(rated: Sequence[Any]) -> Sequence[Any]:
            """Sumy hands over all sentences, best first, and asks which to keep."""
            best.extend(str(one.sentence) for one in rated)
            return rated

        ranker(ObjectDocumentModel([Paragraph([Sentence(s, Words()) for s in d]) for d in documents]), count)
        return best

    return ranked


def _lexrank(background: Sequence[Sentences]) -> Ranked:
    from lexrank import STOPWORDS, LexRank

    ranker = LexRank([document for documents in background for document in documents], stopwords=STOPWORDS["en"])

    def ranked(documents: Sentences) -> list[str]:
        sentences = lead(documents)
        scores = ranker.rank_sentences(sentences, threshold=None, fast_power_method=True)
        return [sentences[row] for row in sorted(range(len(sentences)), key=lambda row: -scores[row])]

    return ranked


def _summa(documents: Sentences) -> list[str]:
    """It splits sentences itself."""
    from summa.summarizer import summarize

    rated = summarize("\n".join(lead(documents)), ratio=1.0, scores=True) or []
    return [sentence for sentence, score in sorted(rated, key=lambda one: -one[1])]
