"""Teach the reader of opinion: `python -m training.opinion` judges it by publisher and writes `news/argument.txt`.

Opinions are the shared items that a label, their page, their address or their outlet's name calls so; what names them
is cut off first. Nobody says that the others are reports: those that the model itself takes for opinions, read in a
first round by a model that saw nothing of their publishers, are left out unless a person read them
(`data/annotations/opinion`). Each piece is learned whole, by its headline and two sentences, by these, and by its
headline.
"""

import argparse
import json
import math
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from news.argument import WEIGHTS, traits
from news.arrays import BoolArray, DoubleArray, IntArray
from news.families import family_of
from news.sentences import iter_sentences
from news.voice import introduces_writer, is_called_opinion, is_labelled_opinion
from training.dataset import read_lines, texts_at_hand

_ROOT = Path(__file__).resolve().parents[1]
_READ = _ROOT / "data" / "annotations" / "opinion" / "read_2012_2018.jsonl"
_FOLDS = 6  # of publishers
FEWEST, FEWEST_PAIRS, PUBLISHERS = 20, 40, 8  # pieces with a word, with a pair of words, and publishers of either
_KEPT = 6_000  # words: with all 17,000 it finds no more
_DOUBTED = 0.35  # of named opinions score less than the unnamed pieces that are left out
_FALSE = 0.0007  # unnamed pieces over the cut, of outlets that name their opinions
_NAMES, _UNNAMED = (
    0.03,
    0.02,
)  # an outlet that names its opinions: so many are named, hardly more of the rest look alike
OUTLET = 200  # pieces
_EARLY, _LATE = "2016", "2017"  # years: learned until before the one, judged from the other on
_FORMS = ("whole", "headline and two sentences", "two sentences", "headline")

# What pages set around a text is one publisher's, and says nothing of others.
_PAGE_WORDS = frozenset(
    {
        "advertisement",
        "caption",
        "close",
        "credit",
        "enlarge",
        "highlights",
        "image",
        "images",
        "photo",
        "photos",
        "toggle",
    }
    | {"updated", "video"}
)
_NAMED_OUTLET = re.compile(r"\b(?:opinion|editorial|op-ed|guest writer)\b", re.IGNORECASE)
_NAMES_ITSELF = re.compile(
    r"\b(?:op-eds?|opinions?|columnists?|commentary|contributors?|columns?|editorials?|follow (?:him|her|me|us)"
    r"|editor['’]s note|read more)\b|^\W*By [A-Z]|(?:views?|those) (?:expressed|of the (?:author|writer))",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\W*(?:(?:analysis\s?/\s?)?(?:guest )?(?:opinion|op-ed|editorial|column|commentary|essay)|letters? to the editor"
    r"|our view|my view)(?:\s?[:|—–]|\s-)\s*"
    r"|(?:\s*[|—–]\s*|\s-\s|\s*\(|:\s*)(?:opinion|op-ed|editorial|commentary|column)\W*$"
    r"|\s*(?:\||\s[-–—])\s*[A-Z][\w.’' ]{2,30}$",
    re.IGNORECASE,
)

Matrix: TypeAlias = sparse.csr_matrix


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece, without what names its kind; named: it is called an opinion; read: what a person says it is."""

    id: str
    date: str
    outlet: str
    headline: str
    text: str
    named: bool
    read: bool | None
    doubtful: bool  # read, and either could be

    def forms(self) -> list[tuple[str, str]]:
        """Headline and text as they are learned, in the order of _FORMS."""
        spans = [span for span, _ in zip(iter_sentences(self.text), range(2), strict=False)]
        short = self.text[spans[0].start : spans[-1].end] if spans else ""
        return [(self.headline, self.text), (self.headline, short), ("", short), (self.headline, "")]


def read_pieces(shared: Path) -> list[Piece]:
    """The shared news and the short reports of days."""
    verdicts = {one["id"]: one["opinion"] for _, one in read_lines(_READ)}
    pieces = []
    for path in sorted((shared / "news").glob("*.jsonl*")):
        for _, one in read_lines(path):
            outlet, url = one["source"] or "", one.get("url")
            named = (
                _NAMED_OUTLET.search(outlet) is not None
                or is_labelled_opinion(one["title"])
                or is_called_opinion(one["text"], url)
            )
            pieces.append(_piece(one["id"], one["date"], outlet, (one["title"], one["text"]), named, verdicts))
    days = ((key, found) for key, found in texts_at_hand(shared).items() if key.startswith("day:"))
    return pieces + [_piece(key, day, "day", (head or "", text), False, verdicts) for key, (day, head, text) in days]


def _piece(
    key: str, day: str, outlet: str, told: tuple[str, str], named: bool, verdicts: Mapping[str, bool | None]
) -> Piece:
    headline, text = _LABEL.sub(" ", told[0]).strip(), _LABEL.sub("", told[1], count=1)
    sentences = (text[span.start : span.end] for span in iter_sentences(text))
    kept = " ".join(one for one in sentences if not (introduces_writer(one) or _NAMES_ITSELF.search(one)))
    doubtful = key in verdicts and verdicts[key] is None
    return Piece(key, day, outlet, headline, kept, named, verdicts.get(key), doubtful)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that are weighed, how rare each is, and the names of the shares behind them."""

    words: tuple[str, ...]
    rarity: DoubleArray
    shares: tuple[str, ...]

    def rows(self, seen: Sequence[tuple[Counter[str], dict[str, float]]]) -> Matrix:
        """A row a piece: tf-idf of its words, of length 1, then its shares."""
        column = {word: at for at, word in enumerate(self.words)}
        starts, columns, values = [0], list[int](), list[float]()
        for words, shares in seen:
            known = [(column[word], count) for word, count in words.items() if word in column]
            weights = [(1 + math.log(count)) * self.rarity[at] for at, count in known]
            length = math.sqrt(sum(weight * weight for weight in weights)) or 1.0
            columns += [at for at, _ in known] + [len(self.words) + at for at in range(len(self.shares))]
            values += [weight / length for weight in weights] + [shares[name] for name in self.shares]
            starts.append(len(columns))
        return Matrix((values, columns, starts), shape=(len(seen), len(self.words) + len(self.shares)))


def choose_words(pieces: Sequence[Piece], seen: Sequence[tuple[Counter[str], dict[str, float]]]) -> Vocabulary:
    """Words that many publishers write, and no names: those stand in capitals more often than not."""
    texts: Counter[str] = Counter()
    publishers: dict[str, set[str]] = defaultdict(set)
    upper: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    for piece, (words, _) in zip(pieces, seen, strict=True):
        texts.update(words.keys())
        for word in words:
            publishers[word].add(family_of(piece.outlet))
        for word in re.findall(r"(?<=[a-z,] )[A-Za-z’']+", piece.text):
            (upper if word[0].isupper() else lower)[word.lower().replace("’", "'")] += 1
    names = {word for word, count in upper.items() if count * 3 > lower[word] and word.partition("'")[0] != "i"}
    chosen = sorted(
        word
        for word, count in texts.items()
        if count >= (FEWEST_PAIRS if " " in word else FEWEST)
        and len(publishers[word]) >= PUBLISHERS
        and not (names | _PAGE_WORDS) & {part.removeprefix("^") for part in word.split()}
    )
    rarity = np.array([1 + math.log((1 + len(pieces)) / (1 + texts[word])) for word in chosen])
    return Vocabulary(tuple(chosen), rarity, tuple(seen[0][1]))


def fit(forms: Sequence[Matrix], opinions: BoolArray, learned: BoolArray) -> LogisticRegression:
    """Learn from the pieces that learned marks, in all forms; a form has shape (n_pieces, n_traits)."""
    rows = sparse.vstack([form[learned] for form in forms]).tocsr()
    model = LogisticRegression(C=1.0, max_iter=200, class_weight="balanced")
    return model.fit(rows, np.tile(opinions[learned], len(forms)))


def judge(forms: Sequence[Matrix], opinions: BoolArray, learned: BoolArray, folds: IntArray) -> DoubleArray:
    """Scores, shape (n_forms, n_pieces), each by a model that learned from the pieces of other folds."""
    scores = np.zeros((len(forms), len(opinions)))
    for fold in range(_FOLDS):
        model, held = fit(forms, opinions, learned & (folds != fold)), folds == fold
        for at, form in enumerate(forms):
            scores[at, held] = model.decision_function(form[held])
    return scores


def naming_outlets(pieces: Sequence[Piece], scores: DoubleArray) -> set[str]:
    """Outlets that call their opinions so: what they leave unnamed is nearly all reports."""
    named = np.array([piece.named for piece in pieces])
    high = scores > np.quantile(scores[named], 0.75)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for piece, is_high in zip(pieces, high, strict=True):
        counts[piece.outlet].update(all=1, named=piece.named, high=int(is_high and not piece.named))
    return {
        outlet
        for outlet, one in counts.items()
        if one["all"] >= OUTLET and one["named"] >= _NAMES * one["all"] and one["high"] <= _UNNAMED * one["all"]
    }


def main() -> None:
    """Judge by publisher, learn from all, choose the cuts and write the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=_ROOT.parent / "shared" / "data", help="the shared data")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="where the weights go")
    parser.add_argument("--scores", type=Path, help="write the score of each whole piece by other publishers' model")
    arguments = parser.parse_args()
    pieces = read_pieces(arguments.shared)
    seen = [[traits(*form) for form in piece.forms()] for piece in pieces]
    whole = [one[0] for one in seen]
    vocabulary = choose_words(pieces, whole)
    forms = [vocabulary.rows([one[at] for one in seen]) for at in range(len(_FORMS))]
    named = np.array([piece.named for piece in pieces])
    opinions = named | np.array([piece.read is True for piece in pieces])
    known = named | np.array([piece.read is not None for piece in pieces])
    doubtful = np.array([piece.doubtful for piece in pieces])
    learned = ~doubtful
    folds = np.array([zlib.crc32(family_of(piece.outlet).encode()) % _FOLDS for piece in pieces])
    first = judge(forms, opinions, learned, folds)[0]
    learned &= known | (first < np.quantile(first[named], _DOUBTED))

    weights = np.abs(fit(forms, opinions, learned).coef_[0][: len(vocabulary.words)]) * vocabulary.rarity
    kept = np.sort(np.argsort(-weights, kind="stable")[:_KEPT])
    vocabulary = Vocabulary(tuple(vocabulary.words[at] for at in kept), vocabulary.rarity[kept], vocabulary.shares)
    forms = [vocabulary.rows([one[at] for one in seen]) for at in range(len(_FORMS))]
    scores = judge(forms, opinions, learned, folds)
    naming = naming_outlets(pieces, scores[0])
    theirs = np.array([piece.outlet in naming for piece in pieces])
    reports = theirs & ~opinions & ~doubtful
    cuts = [float(np.quantile(one[reports], 1 - _FALSE)) for one in scores]
    for name, one, cut in zip(_FORMS, scores, cuts, strict=True):
        of_named, of_theirs, of_reports, of_rest = (
            f"{int((one[group] >= cut).sum())} of {int(group.sum())}"
            for group in (named, named & theirs, reports, ~named & ~reports)
        )
        print(
            f"{name}: from {cut:.2f} on {of_named} named opinions; of outlets that name theirs {of_theirs} and"
            f" {of_reports} others; {of_rest} other unnamed pieces"
        )
    early = learned & np.array([piece.date < _EARLY for piece in pieces])
    late = np.array([piece.date >= _LATE for piece in pieces])
    later = judge(forms[:1], opinions, early, folds)[0]
    late_cut = float(np.quantile(later[reports & late], 1 - _FALSE))
    print(
        f"learned before {_EARLY}, judged from {_LATE} on, whole: from {late_cut:.2f} on"
        f" {int((later[named & late] >= late_cut).sum())} of {int((named & late).sum())} named opinions"
    )
    model = fit(forms, opinions, learned)
    arguments.out.write_text("\n".join(_lines(vocabulary, model, cuts[0])) + "\n", encoding="utf-8")
    print(
        f"{arguments.out}: {len(kept)} words from {int(learned.sum())} pieces, {int(opinions[learned].sum())} opinions"
    )
    if arguments.scores:
        judged = zip(pieces, scores.T.round(3).tolist(), strict=True)
        lines = (json.dumps({"id": piece.id, "scores": one}) + "\n" for piece, one in judged)
        arguments.scores.write_text("".join(lines), encoding="utf-8")


def _lines(vocabulary: Vocabulary, model: LogisticRegression, cut: float) -> Iterator[str]:
    weights = model.coef_[0]
    yield f"{model.intercept_[0]:.3f}\t=bias"
    yield f"{cut:.2f}\t=cut"
    for name, weight in zip(vocabulary.shares, weights[len(vocabulary.words) :], strict=True):
        yield f"{weight:.3f}\t={name}"
    for word, rarity, weight in zip(vocabulary.words, vocabulary.rarity, weights, strict=False):
        yield f"{rarity:.2f}\t{weight:.3f}\t{word}"


if __name__ == "__main__":
    main()
