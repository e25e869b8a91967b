"""A summary without a model: whole sentences, ranked by what the documents agree on, each with its place.

LexRank over tf-idf vectors (Erkan and Radev, JAIR 2004), the support that a sentence has in the other documents,
a prior for early sentences, and maximal marginal relevance against repetition (Carbonell and Goldstein, SIGIR 1998).
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from math import log

import numpy as np

from models.introductions import Introductions
from models.openings import is_credited, page_matter_ends, without_opening
from models.readable import Quotation, Standing, speaks_to_reader, standing
from models.transcripts import is_spoken, turns_of
from news.arrays import BoolArray, DoubleArray
from news.sentences import Span, iter_sentences
from news.shares import opens_with_share
from news.stories import events_of
from news.summary import CitedSentence, Document, Source, Summary
from news.words import STOPWORDS, stem, stems

_METHOD = "lexrank-support-mmr-9"

MAX_RANKED = 2000  # sentences; the earliest of every document in turn, so that no long one crowds the others out
_MAX_TERMS = 80  # words of one sentence, as many as a whole one may have
_DAMPING = 0.85  # of the walk, as in the paper
_SUPPORT_WEIGHT = 0.7  # docs/summaries.md: anything from 0.5 to 1 adds some 0.4 to ROUGE-2
_POSITION_WEIGHT = 0.5  # the best of those tried on DUC-2004-like clusters
_POSITION_DECAY = 5.0  # sentences; docs/summaries.md: 3 and 8 are no better
_BALANCE = 0.5  # relevance against novelty; without novelty ROUGE-1 falls by 2.9
_LEAD_WEIGHT = 2.0  # a single article is told best by its first sentences
_LEAD_DECAY = 1.5
_LEAD_BALANCE = 0.8  # and repeats itself seldom
_UNLIKE = 0.15  # mean likeness of two documents; docs/summaries.md: 99 % of days lie below, one of 355 clusters does
_SAME_EVENT = 0.3  # likeness; above the cut of stories, since a day's unlike pieces on one subject should all be told
_NEW = 0.3  # cosine up to which a further document of an event tells enough that is new to be told before any depth
_HEADING = 48  # code points before a text's first sentence that a heading, blanked out, may have taken
_UNNAMED = 3  # sentences that one without a name or figure counts as standing further down
_LONG = 8  # sentences of a document that may set a scene before it tells the news; a short one has no room for it
_INSIDE = re.compile(r"(?<=[a-z,;:’”'\"] )[A-Z][\w.-]*")  # a capital there makes a name
_BODY = (
    r"courts?|judges?|jury|police|prosecutors?|governments?|ministers?|ministr(?:y|ies)|lawmakers|parliament|officials?"
    r"|army|military|troops|president|regulators?|authorities"
)
_NAMED = re.compile(
    rf"\b(?:{_BODY})\b" r"|\d|(?<=[a-z,;:’”'\"] )[“\"(]?[A-Z]|^[\"“(]?[A-Z][\w’'.-]*(?: (?:of|and|de|al|the) | )[A-Z]"
)
_READ_FOR_NAMES = 20_000  # code points
_ASIDE = re.compile(r"\W*(?:separately|meanwhile),", re.IGNORECASE)  # another matter, on which what follows leans
# What may answer the question right before it: "On Friday at four."
_ANSWER = re.compile(
    r"\W*(?:yes|no|nope|not|maybe|perhaps|probably|because|by|on|in|at|from|to|with|for|since|until|between|within|under|over|about|around|nearly"
    r"|almost|some|mostly|more\sthan|less\sthan|at\s(?:least|most)|up\sto|\d\S*)\b",
    re.IGNORECASE,
)
_SHORT_ANSWER = 12  # words at most of what only answers a question
_MARKS = "\"'“”‘’(),"
_LAST = 8  # words at least of what fills the room that better sentences did not fit into: no stray aside
_FUNCTION = frozenset(map(stem, STOPWORDS))
_SAME_SENTENCE = 0.75  # cosine from which a second sentence tells nothing new


@dataclass(frozen=True, slots=True)
class _Candidate:
    document: int
    position: int  # among the document's candidates
    span: Span
    text: str
    words: int
    standing: Standing
    terms: tuple[str, ...]  # all words, by their stems
    needs: frozenset[str]  # surnames that another sentence of its document introduces
    named: bool  # it has a name or a figure: what has neither sets a scene, or goes on with another's


def summarize(
    documents: Sequence[Document], max_words: int = 100, max_sentences: int | None = None, *, alone: bool = False
) -> Summary:
    """Choose whole sentences of documents, at most max_words (split at white space) and max_sentences.

    Sentences of one document stand in its order, the most telling document first. Documents of unlike events are gone
    round: as many events as there is room for are told before one is told twice, the first one always, and no word goes
    into depth while one is left out. Sentences with the same words in several documents come once and cite all of them.
    Boilerplate is never chosen; what opens with "He" or "But" only right behind the sentence that it leans on; a bare
    surname behind the sentence that introduces it; headings and cut ends, or what leans without what it leans on, only
    when no sentence stands alone. alone: nothing but sentences that stand alone, each by itself. Where not even one
    fits, the summary is empty. The same input gives the same output; time is linear in the text's length up to
    MAX_RANKED sentences.
    """
    candidates = _candidates(documents, alone=alone)
    told_elsewhere = _told_by_others(candidates)
    best = min((candidate.standing for candidate in candidates), default=Standing.ALONE)
    worst = Standing.ALONE if alone else max(best, Standing.LEANING)
    own = [candidate for candidate in candidates if candidate.document not in told_elsewhere]
    usable = [candidate for candidate in own if candidate.standing <= worst]
    events = _unlike_events(own, usable)
    several = len({candidate.document for candidate in usable}) > 1
    similarity = _similarity(usable, content=bool(events) or alone or not several)
    choice = _Choice(usable, similarity, best, max_words, max_sentences)
    if events:
        _go_round(choice, events)
    else:
        events = [sorted({candidate.document for candidate in usable})]
        _tell_one_event(choice, single=not several)
    event_of = {document: number for number, event in enumerate(events) for document in event}
    order = {usable[row].document: rank for rank, row in reversed(list(enumerate(choice.rows)))}
    rows = sorted(
        choice.rows,
        key=lambda row: (event_of[usable[row].document], order[usable[row].document], usable[row].position),
    )
    sentences = tuple(_cite(usable[row], candidates, documents) for row in rows)
    return Summary(sentences, _METHOD, sum(usable[row].words for row in rows))


def _candidates(documents: Sequence[Document], *, alone: bool) -> list[_Candidate]:
    """Read the documents' sentences in turn, the first of each, then the second of each, up to MAX_RANKED."""
    found = zip_longest(*(_sentences_of(number, document, alone=alone) for number, document in enumerate(documents)))
    return list(islice((candidate for rank in found for candidate in rank if candidate), MAX_RANKED))


def _sentences_of(number: int, document: Document, *, alone: bool) -> Iterator[_Candidate]:
    text, position, names = document.whole or document.text, 0, None
    people, quotation, turns, top = Introductions(), Quotation(), turns_of(text), page_matter_ends(text)
    behind_aside = behind_question = False
    for found in iter_sentences(text):
        if found.start < top or is_credited(text, found.end):
            continue
        span = without_opening(text, found)
        sentence = text[span.start : span.end]
        judged = standing(sentence, opens=span.start <= top + _HEADING and not text[top : found.start].strip())
        needs = people.needs(sentence, tellable=judged < Standing.POOR or not alone)
        if (
            quotation.goes_on(text, found)
            or is_spoken(turns, found)
            or behind_aside
            or (behind_question and _answers(sentence))
        ):
            judged = max(judged, Standing.LEANING)
        if alone and speaks_to_reader(sentence):
            judged = max(judged, Standing.POOR)
        behind_aside, behind_question = _ASIDE.match(sentence) is not None, sentence.endswith("?")
        if judged == Standing.JUNK or not document.text[span.start : span.end].strip():
            continue
        named = _NAMED.search(sentence) is not None
        if not named:  # "Biden endorsed": at the head any word has a capital
            names = names if names is not None else frozenset(_INSIDE.findall(text[:_READ_FOR_NAMES]))
            named = sentence.split(maxsplit=1)[0].strip(_MARKS).removesuffix("’s").removesuffix("'s") in names
        yield _Candidate(
            document=number,
            position=position,
            span=span,
            text=sentence,
            words=len(sentence.split()),
            standing=judged,
            terms=tuple(stems(sentence, _MAX_TERMS)),
            needs=frozenset(name for name in needs if name not in document.above),
            named=named,
        )
        position += 1


def _answers(sentence: str) -> bool:
    """Whether a sentence behind a question may only answer it; a longer one says what happened."""
    return len(sentence.split()) <= _SHORT_ANSWER and _ANSWER.match(sentence) is not None


def _told_by_others(candidates: Sequence[_Candidate]) -> frozenset[int]:
    """Documents of which every sentence stands in one other, as agency copy does: they are cited, and weigh nothing.

    The last one may be cut. Of equal ones the first is told from.
    """
    said: dict[int, list[str]] = {}
    holders: dict[str, set[int]] = {}
    for candidate in candidates:
        sentence = " ".join(_words(candidate.text))
        said.setdefault(candidate.document, []).append(sentence)
        holders.setdefault(sentence, set()).add(candidate.document)
    ordered = sorted(holders)
    found = set[int]()
    for document in sorted(said, reverse=True):
        *before, last = said[document]
        others = set[int]().union(*map(holders.__getitem__, _that_begin(ordered, last))) - {document} - found
        if others.intersection(*map(holders.__getitem__, before)):
            found.add(document)
    return frozenset(found)


def _that_begin(ordered: Sequence[str], words: str) -> Iterator[str]:
    """Those of some sorted sentences that begin with these words."""
    for place in range(bisect_left(ordered, words), len(ordered)):
        if not ordered[place].startswith(words):
            break
        yield ordered[place]


def _similarity(candidates: Sequence[_Candidate], *, content: bool) -> DoubleArray:
    """Cosines between tf-idf vectors, shape (n, n); idf counts documents, not sentences.

    content: of content words alone, which tell unlike events apart, and facts in a brief. In a summary of several
    reports of one event, function words bring it a little nearer to what people write.
    """
    left_out = _FUNCTION if content else frozenset()
    counts = [Counter(term for term in candidate.terms if term not in left_out) for candidate in candidates]
    in_sentences = Counter(term for count in counts for term in count)
    owned = {(candidate.document, term) for candidate, count in zip(candidates, counts, strict=True) for term in count}
    in_documents = Counter(term for _, term in owned)
    documents = len({candidate.document for candidate in candidates})
    idf = {term: log((1 + documents) / (1 + held)) + 1 for term, held in in_documents.items()}
    # A term of one sentence adds to that sentence's length and to no product: it needs no column.
    columns = {term: column for column, term in enumerate(term for term, count in in_sentences.items() if count > 1)}
    vectors = np.zeros((len(candidates), len(columns)))
    lengths = np.zeros(len(candidates))
    for row, count in enumerate(counts):
        weights = {term: (1 + log(times)) * idf[term] for term, times in count.items()}
        lengths[row] = sum(weight * weight for weight in weights.values())
        for term, weight in weights.items():
            if term in columns:
                vectors[row, columns[term]] = weight
    vectors /= np.sqrt(np.maximum(lengths, 1e-12))[:, None]
    similarity: DoubleArray = vectors @ vectors.T
    return similarity


def _relevance(candidates: Sequence[_Candidate], similarity: DoubleArray, *, leads: bool) -> DoubleArray:
    """LexRank, support and the prior for early sentences, highest 1; leads: with first sentences far ahead."""
    count = len(candidates)
    if count == 0:
        return np.zeros(0)
    mass = similarity.sum(axis=1, keepdims=True)
    walk = np.divide(similarity, mass, out=np.full_like(similarity, 1 / count), where=mass > 0)
    rank = np.full(count, 1 / count)
    for _ in range(50):  # 0.85 ** 50 < 0.001: the order is settled
        rank = (1 - _DAMPING) / count + _DAMPING * (rank @ walk)
    weight, decay = (_LEAD_WEIGHT, _LEAD_DECAY) if leads else (_POSITION_WEIGHT, _POSITION_DECAY)
    positions = np.array(_places(candidates), dtype=np.float64)
    relevance: DoubleArray = rank / rank.max() + weight * np.exp(-positions / decay)
    support = _nearest(candidates, similarity).sum(axis=1)
    relevance += _SUPPORT_WEIGHT * support / max(float(support.max()), 1e-12)
    relevance /= relevance.max()
    return relevance


def _places(candidates: Sequence[_Candidate]) -> list[int]:
    """How far down each sentence stands: in a _LONG document what names nothing further, what is behind less far."""
    sentences = Counter(candidate.document for candidate in candidates)
    unnamed: dict[int, list[int]] = {}
    for candidate in candidates:
        if not candidate.named and sentences[candidate.document] >= _LONG:
            unnamed.setdefault(candidate.document, []).append(candidate.position)
    places = []
    for candidate in candidates:
        scenes = unnamed.get(candidate.document, ())
        above = sum(position < candidate.position for position in scenes)
        places.append(candidate.position - above + (_UNNAMED if candidate.position in scenes else 0))
    return places


def _nearest(candidates: Sequence[_Candidate], similarity: DoubleArray) -> DoubleArray:
    """How near each document comes to each sentence of another, shape (sentences, documents), 0 for its own."""
    owner = np.array([candidate.document for candidate in candidates])
    order = np.argsort(owner, kind="stable")
    starts = np.flatnonzero(np.diff(owner[order], prepend=-1))
    nearest: DoubleArray = np.maximum.reduceat(similarity[:, order], starts, axis=1)
    nearest[owner[:, None] == owner[order][starts][None, :]] = 0
    return nearest


def _unlike_events(read: Sequence[_Candidate], candidates: Sequence[_Candidate]) -> list[list[int]]:
    """The documents by the event they tell of, the event of most documents first; none where all have one subject.

    read: all their sentences that are news; what else a text has is the same in all of a house's.
    Of equal ones the first in the caller's order comes first: an issue's order is its editors'. What opens with a share
    ("54% of voters ...") comes last: what people think is told after what happened.
    """
    numbers = sorted({candidate.document for candidate in candidates})
    if len(numbers) < 2:
        return []
    texts: dict[int, list[str]] = {}
    for candidate in read:
        texts.setdefault(candidate.document, []).append(candidate.text)
    events, likeness = events_of([" ".join(texts[number]) for number in numbers], _SAME_EVENT)
    if likeness >= _UNLIKE:
        return []
    polls = {c.document for c in candidates if c.position == 0 and opens_with_share(c.text)}
    found = [[numbers[row] for row in rows] for rows in events]
    return sorted(found, key=lambda rows: (polls.issuperset(rows), -len(rows), rows[0]))


class _Choice:
    """Sentences taken one by one within max_words and max_sentences."""

    def __init__(
        self,
        candidates: Sequence[_Candidate],
        similarity: DoubleArray,
        best: Standing,
        max_words: int,
        max_sentences: int | None,
    ) -> None:
        self.candidates = candidates
        self.similarity = similarity
        self.relevance = np.zeros(len(candidates))
        self.rows: list[int] = []
        self.room = max_words
        self._max_sentences = max_sentences
        self._words = np.array([candidate.words for candidate in candidates])
        self.open = np.array([c.standing == best and not c.needs for c in candidates], dtype=bool)
        self._needing = [row for row, c in enumerate(candidates) if c.standing == best and c.needs]
        self._told = ""
        self._behind = _leaning_on(candidates)
        self._nearest = np.zeros(len(candidates))  # to what is chosen

    def take(
        self, among: BoolArray, balance: float, *, limit: float = _SAME_SENTENCE, shorter: bool = True, least: int = 0
    ) -> bool:
        """Take the best sentence among some that is less than limit like those chosen; whether there was one.

        shorter: where the best does not fit, the best that fits, but after the first none of fewer words than least.
        """
        if self._max_sentences is not None and len(self.rows) >= self._max_sentences:
            return False
        eligible = self.open & among & (self._nearest < limit)
        if shorter:
            eligible &= self._words <= self.room
        if not eligible.any():
            return False
        worth = balance * self.relevance - (1 - balance) * self._nearest
        row = int(np.where(eligible, worth, -np.inf).argmax())
        if self._words[row] > self.room:
            return False
        better = self.open & among & (self._nearest < limit) & (worth > worth[row])
        if self.rows and self._words[row] < least and better.any():
            return False
        self.rows.append(row)
        self.open[row] = False
        if row in self._behind:
            self.open[self._behind[row]] = True
        self._told += self.candidates[row].text + "\n"
        for waiting in self._needing:
            if row != waiting and all(name in self._told for name in self.candidates[waiting].needs):
                self.open[waiting] = True
        self._needing = [waiting for waiting in self._needing if not self.open[waiting] and waiting not in self.rows]
        self.room -= self.candidates[row].words
        self._nearest = np.maximum(self._nearest, self.similarity[row])
        return True


def _tell_one_event(choice: _Choice, *, single: bool) -> None:
    """Take the best sentence that still fits, again and again; single: of one document, which its lead tells best."""
    choice.relevance = _relevance(choice.candidates, choice.similarity, leads=single)
    everything = np.ones(len(choice.candidates), dtype=bool)
    while choice.take(everything, _LEAD_BALANCE if single else _BALANCE, least=_LAST):
        pass


def _go_round(choice: _Choice, events: Sequence[Sequence[int]]) -> None:
    """Tell every event in its best sentence before any in two, then what further documents add, then more of each.

    Where its best sentence does not fit, an event is left out: a shorter one tells an aside of what was not told. While
    one is left out no word goes into depth.
    """
    owner = np.array([candidate.document for candidate in choice.candidates])
    among = [np.isin(owner, event) for event in events]
    for own in among:
        candidates = [candidate for candidate, here in zip(choice.candidates, own, strict=True) if here]
        choice.relevance[own] = _relevance(candidates, choice.similarity[np.ix_(own, own)], leads=True)
    best = [int(np.where(own & choice.open, choice.relevance, -1.0).argmax()) for own in among]
    told = [False] * len(events)
    for number in _most_events(choice, events, best):
        told[number] = choice.take(np.arange(len(owner)) == best[number], _LEAD_BALANCE, shorter=False)
    told = [done or choice.take(own, _LEAD_BALANCE, shorter=False) for done, own in zip(told, among, strict=True)]
    for event in events:
        for document in event:
            if not any(choice.candidates[row].document == document for row in choice.rows):
                choice.take(owner == document, _LEAD_BALANCE, limit=_NEW, shorter=False)
    if not choice.rows:
        told = [choice.take(own, _LEAD_BALANCE) for own in among]
    deeper = all(told)
    while deeper:
        deeper = sum(choice.take(own, _LEAD_BALANCE) for own in among) > 0


def _most_events(choice: _Choice, events: Sequence[Sequence[int]], best: Sequence[int]) -> list[int]:
    """The events whose best sentences, by row, there is room for together: of as many documents as can be, the first.

    The first event stays, and what opens with a share counts half a document. A knapsack of words.
    """
    lengths = [choice.candidates[row].words for row in best]
    if sum(lengths) <= choice.room:
        return list(range(len(events)))
    places = len(events) ** 2  # more than the sum of all places, so that the order decides only among equals
    worth = [
        places
        * (1 if opens_with_share(choice.candidates[row].text) else 2 * len(choice.candidates if number == 0 else event))
        - number
        for number, (event, row) in enumerate(zip(events, best, strict=True))
    ]
    reached = np.zeros(choice.room + 1, dtype=np.int64)  # the most that so many words are worth
    taken = np.zeros((len(events), choice.room + 1), dtype=bool)
    for number, (words, value) in enumerate(zip(lengths, worth, strict=True)):
        if words <= choice.room:
            with_it = reached[: choice.room + 1 - words] + value
            taken[number, words:] = with_it > reached[words:]
            reached[words:] = np.maximum(reached[words:], with_it)
    left, chosen = choice.room, []
    for number in reversed(range(len(events))):
        if taken[number, left]:
            chosen.append(number)
            left -= lengths[number]
    return chosen[::-1]


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
