"""A summary without a model: whole sentences, ranked by what the documents agree on, each with its place.

LexRank over tf-idf vectors (Erkan and Radev, JAIR 2004), the support that a sentence has in the other documents,
a prior for early sentences, and maximal marginal relevance against repetition (Carbonell and Goldstein, SIGIR 1998).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest

import numpy as np
import numpy.typing as npt

from models.openings import without_opening
from models.readable import Standing, standing
from news.sentences import Span, iter_sentences
from news.summary import CitedSentence, Document, Source, Summary
from news.words import terms

Floats = npt.NDArray[np.float64]

METHOD = "lexrank-support-mmr-3"

MAX_RANKED = 2000  # sentences; the earliest of every document in turn, so that no long one crowds the others out
MAX_TERMS = 80  # words of one sentence, as many as a whole one may have
DAMPING = 0.85  # of the walk, as in the paper
SUPPORT_WEIGHT = 0.7  # docs/summaries.md: anything from 0.5 to 1 adds some 0.4 to ROUGE-2
POSITION_WEIGHT = 0.5  # the best of those tried on DUC-2004-like clusters
POSITION_DECAY = 5.0  # sentences; docs/summaries.md: 3 and 8 are no better
BALANCE = 0.5  # relevance against novelty; without novelty ROUGE-1 falls by 2.9
LEAD_WEIGHT = 2.0  # a single article is told best by its first sentences
LEAD_DECAY = 1.5
LEAD_BALANCE = 0.8  # and repeats itself seldom
UNLIKE = 0.1  # mean likeness of two documents' nearest sentences; most clusters of one event lie above
TOLD_ALREADY = 0.7  # of a document of its own event one sentence is told before the others get their second
SAME_SENTENCE = 0.75  # cosine from which a second sentence tells nothing new


@dataclass(frozen=True, slots=True)
class _Candidate:
    document: int
    position: int  # among the document's candidates
    span: Span
    text: str
    words: int
    standing: Standing
    terms: tuple[str, ...]


def summarize(
    documents: Sequence[Document], max_words: int = 100, max_sentences: int | None = None, *, alone: bool = False
) -> Summary:
    """Choose whole sentences of documents, at most max_words (split at white space) and max_sentences.

    Sentences of one document stand in its order, the most telling document first. Sentences with the same words in
    several documents come once and cite all of them. Boilerplate is never chosen; what opens with "He" or "But"
    only right behind the sentence that it leans on; headings and cut ends, or it without that sentence, only when
    no sentence stands alone. alone: nothing but sentences that stand alone, each by itself. Where not even one
    fits, the summary is empty. The same input gives the same output; time is linear in the text's length up to
    MAX_RANKED sentences.
    """
    candidates = _candidates(documents)
    best = min((candidate.standing for candidate in candidates), default=Standing.ALONE)
    worst = Standing.ALONE if alone else max(best, Standing.LEANING)
    usable = [candidate for candidate in candidates if candidate.standing <= worst]
    similarity = _similarity(usable)
    relevance = _relevance(usable, similarity)
    chosen = _pick(usable, relevance, similarity, max_words, max_sentences)
    order = {document: rank for rank, document in reversed(list(enumerate(usable[row].document for row in chosen)))}
    rows = sorted(chosen, key=lambda row: (order[usable[row].document], usable[row].position))
    sentences = tuple(_cite(usable[row], candidates, documents) for row in rows)
    return Summary(sentences, METHOD, sum(usable[row].words for row in rows))


def _candidates(documents: Sequence[Document]) -> list[_Candidate]:
    """Read the documents' sentences in turn, the first of each, then the second of each, up to MAX_RANKED."""
    found = zip_longest(*(_sentences_of(number, document.text) for number, document in enumerate(documents)))
    return list(islice((candidate for rank in found for candidate in rank if candidate), MAX_RANKED))


def _sentences_of(number: int, text: str) -> Iterator[_Candidate]:
    position = 0
    for found in iter_sentences(text):
        span = without_opening(text, found)
        sentence = text[span.start : span.end]
        judged = standing(sentence)
        if judged == Standing.JUNK:
            continue
        yield _Candidate(
            number, position, span, sentence, len(sentence.split()), judged, tuple(terms(sentence, MAX_TERMS))
        )
        position += 1


def _similarity(candidates: Sequence[_Candidate]) -> Floats:
    """Cosines between tf-idf vectors, shape (n, n); idf counts documents, not sentences."""
    in_sentences: dict[str, int] = {}
    in_documents: dict[str, set[int]] = {}
    for candidate in candidates:
        for term in set(candidate.terms):
            in_sentences[term] = in_sentences.get(term, 0) + 1
            in_documents.setdefault(term, set()).add(candidate.document)
    documents = len({candidate.document for candidate in candidates})
    # A term of one sentence adds to that sentence's length and to no product: it needs no column.
    columns = {term: column for column, term in enumerate(term for term, count in in_sentences.items() if count > 1)}
    vectors = np.zeros((len(candidates), len(columns)))
    lengths = np.zeros(len(candidates))
    for row, candidate in enumerate(candidates):
        counts: dict[str, int] = {}
        for term in candidate.terms:
            counts[term] = counts.get(term, 0) + 1
        for term, count in counts.items():
            idf = np.log((1 + documents) / (1 + len(in_documents[term]))) + 1
            weight = (1 + np.log(count)) * idf
            lengths[row] += weight * weight
            if term in columns:
                vectors[row, columns[term]] = weight
    vectors /= np.sqrt(np.maximum(lengths, 1e-12))[:, None]
    similarity: Floats = vectors @ vectors.T
    return similarity


def _relevance(candidates: Sequence[_Candidate], similarity: Floats) -> Floats:
    """LexRank, support and the prior for early sentences, highest 1."""
    count = len(candidates)
    if count == 0:
        return np.zeros(0)
    mass = similarity.sum(axis=1, keepdims=True)
    walk = np.divide(similarity, mass, out=np.full_like(similarity, 1 / count), where=mass > 0)
    rank = np.full(count, 1 / count)
    for _ in range(50):  # 0.85 ** 50 < 0.001: the order is settled
        rank = (1 - DAMPING) / count + DAMPING * (rank @ walk)
    near = _nearest(candidates, similarity)
    alone = _tell_of_their_own(candidates, near)
    weight, decay = (LEAD_WEIGHT, LEAD_DECAY) if alone else (POSITION_WEIGHT, POSITION_DECAY)
    positions = np.array([candidate.position for candidate in candidates], dtype=np.float64)
    relevance: Floats = rank / rank.max() + weight * np.exp(-positions / decay)
    support = near.sum(axis=1)
    relevance += SUPPORT_WEIGHT * support / max(float(support.max()), 1e-12)
    relevance /= relevance.max()
    return relevance


def _nearest(candidates: Sequence[_Candidate], similarity: Floats) -> Floats:
    """How near each document comes to each sentence of another, shape (sentences, documents), 0 for its own."""
    owner = np.array([candidate.document for candidate in candidates])
    order = np.argsort(owner, kind="stable")
    starts = np.flatnonzero(np.diff(owner[order], prepend=-1))
    nearest: Floats = np.maximum.reduceat(similarity[:, order], starts, axis=1)
    nearest[owner[:, None] == owner[order][starts][None, :]] = 0
    return nearest


def _tell_of_their_own(candidates: Sequence[_Candidate], nearest: Floats) -> bool:
    """Whether there is one document, or each tells of an event of its own: then the first sentences tell most."""
    documents = nearest.shape[1]
    if documents == 1:
        return True
    owner = np.array([candidate.document for candidate in candidates])
    best = [nearest[owner == document].max(axis=0).sum() / (documents - 1) for document in np.unique(owner)]
    return float(np.mean(best)) < UNLIKE


def _pick(
    candidates: Sequence[_Candidate],
    relevance: Floats,
    similarity: Floats,
    max_words: int,
    max_sentences: int | None,
) -> list[int]:
    """Take the best row that still fits, again and again; a row that overflows is passed over, not the end."""
    words = np.array([candidate.words for candidate in candidates])
    best = min((candidate.standing for candidate in candidates), default=Standing.ALONE)
    open_rows = np.array([candidate.standing == best for candidate in candidates], dtype=bool)
    behind = _leaning_on(candidates)
    nearest = np.zeros(len(candidates))
    owner = np.array([candidate.document for candidate in candidates])
    alone = len(candidates) > 0 and _tell_of_their_own(candidates, _nearest(candidates, similarity))
    several = len(set(owner)) > 1
    balance = LEAD_BALANCE if alone and not several else BALANCE
    chosen: list[int] = []
    left = max_words
    while max_sentences is None or len(chosen) < max_sentences:
        eligible = open_rows & (words <= left) & (nearest < SAME_SENTENCE)
        if not eligible.any():
            break
        gain = np.where(eligible, balance * relevance - (1 - balance) * nearest, -np.inf)
        row = int(gain.argmax())
        chosen.append(row)
        open_rows[row] = False
        if row in behind:
            open_rows[behind[row]] = True
        left -= candidates[row].words
        nearest = np.maximum(nearest, similarity[row])
        if alone and several:
            nearest[owner == owner[row]] = np.maximum(nearest[owner == owner[row]], TOLD_ALREADY)
    return chosen


def _leaning_on(candidates: Sequence[_Candidate]) -> dict[int, int]:
    """The rows that lean on the sentence right before them, by that sentence's row."""
    rows = {(candidate.document, candidate.position): row for row, candidate in enumerate(candidates)}
    return {
        rows[candidate.document, candidate.position - 1]: row
        for row, candidate in enumerate(candidates)
        if candidate.standing == Standing.LEANING and (candidate.document, candidate.position - 1) in rows
    }


def _cite(candidate: _Candidate, candidates: Sequence[_Candidate], documents: Sequence[Document]) -> CitedSentence:
    same = [
        other
        for other in candidates
        if other.document != candidate.document
        and other.terms == candidate.terms
        and _words(other.text) == _words(candidate.text)
    ]
    first_of_each = {other.document: other for other in reversed(same)}
    cited = [candidate, *(first_of_each[number] for number in sorted(first_of_each))]
    return CitedSentence(
        candidate.text,
        tuple(Source(documents[other.document].id, other.span.start, other.span.end) for other in cited),
    )


def _words(text: str) -> list[str]:
    """The words of text with their case and the marks around them taken off."""
    return [word for word in ("".join(c for c in part if c.isalnum()) for part in text.lower().split()) if word]
