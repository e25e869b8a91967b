"""The head of a theme that a user adds: fitted on a handful of examples, with numpy alone, beside the other heads.

Two views of a text are scored and added:

- its pooled vector, by a logistic regression of the examples, and of the theme's own words, against the vectors that
  the artifact remembers. Those are unlabelled for the new theme; the share of them that looks most like the examples
  is left out, since some of them belong to it (Liu et al., "Building Text Classifiers Using Positive and Unlabeled
  Examples", ICDM 2003);
- its words, by relevance weights: how much more often a term stands in the examples than in the news that the
  artifact learned its terms from (Robertson and Sparck Jones, "Relevance Weighting of Search Terms", 1976), times the
  share of the examples that hold it: what one of many happens to say counts little.

The probability comes from the examples' scores when left out of fitting in turn (Platt scaling), at a stated
prevalence. Figures: docs/themes.md.
"""

from dataclasses import dataclass

import numpy as np

from models.logistic import fit_logistic
from news.arrays import BoolArray, DoubleArray, FloatArray, IntArray, units

Terms = tuple[IntArray, FloatArray]  # what LexicalScorer.frequencies gives of a text

_BACKGROUND = 2000  # remembered items that an example is told from; more cost seconds and gain nothing
_SUSPECTED = 0.02  # of the background: left out as likely to belong to the theme
_PENALTY = 0.1  # of the vectors' regression, on weights of 1 a row; 0.3 and 1 are worse, 0.03 no better
_WORDS_SHARE = 0.4  # of the words' score beside the vectors'; the heads that lie in homes were fitted with it
# How much wider the words' score spreads than it would if words were independent. Measured it is 1.35; 1.8 leaves it
# three quarters of the vectors' spread, its say: with less than half of that, or twice as much, less is found.
_WORDS_SPREAD = 1.8
_TERMS_OF_A_TEXT = 100.0  # squared norm of a lead's frequencies
_SHRINK = 2.0  # texts' worth of background in each term's frequency
# The words' score of the background, whose words are not remembered: so many times what independent words would come
# to, and so much of the vectors' score. Measured over desks of news that are not about the theme.
_WORDS_LEVEL, _WORDS_FOLLOW = 1.6, 0.4
_FOLDS = 5
_PREVALENCE = 0.01, 0.10  # the bounds within which the background's share of the theme is believed
_THRESHOLD = 0.4, 0.7
# The share of a theme that is as clear as its examples: whoever gives them gives the clearest. Without it every further
# example made the same score surer, and of what 50 examples found fewer belonged than of what 8 did: docs/themes.md.
_SUREST = 0.85
_OPEN = 0.06  # of the background: at most so much may be left unsure


@dataclass(frozen=True, slots=True)
class Examples:
    """Texts as encoder and lexicon read them; rows in the same order."""

    pooled: FloatArray  # (n_texts, dimensions), of the opening window
    terms: tuple[Terms, ...]

    def some(self, rows: IntArray) -> "Examples":
        """Only these rows."""
        return Examples(self.pooled[rows], tuple(self.terms[row] for row in rows))

    def joined(self, other: "Examples") -> "Examples":
        """These, then the others."""
        return Examples(np.concatenate([self.pooled, other.pooled]), self.terms + other.terms)


@dataclass(frozen=True, slots=True)
class ThemeHead:
    """What answers for one added theme; all arrays float32."""

    mean: FloatArray  # (dimensions,): where the background lies; taken off before a vector is brought to length 1
    weight: FloatArray  # (dimensions,)
    bias: float
    centre: float  # of the vectors' scores over the background, and their spread
    spread: float
    columns: IntArray  # (n_terms,) of the artifact's lexicon
    relevance: FloatArray  # (n_terms,), scaled so that the words' score has its say beside the vectors'
    slope: float  # from the joined score to the log-odds
    constant: float
    threshold: float  # yes from here on
    unsure_from: float

    def vector_scores(self, pooled: FloatArray) -> FloatArray:
        """Score windows, shape (n_windows, dimensions): in spreads of the background."""
        scores: FloatArray = (units(pooled - self.mean) @ self.weight + self.bias - self.centre) / self.spread
        return scores

    def probability(self, vector_score: float, word_score: float) -> float:
        """Join the two scores into a calibrated probability."""
        score = self.slope * (vector_score + _WORDS_SHARE * word_score) + self.constant
        return float(1 / (1 + np.exp(-score)))


def word_score(terms: Terms, columns: IntArray, relevance: FloatArray) -> float:
    """Score a text by its terms; columns ascend."""
    found, frequency = terms
    if not len(found) or not len(columns):
        return 0.0
    place = np.searchsorted(columns, found)
    place[place == len(columns)] = 0
    known = columns[place] == found
    return float(frequency[known] @ relevance[place[known]] / np.linalg.norm(frequency))


@dataclass(frozen=True, slots=True)
class FittedHead:
    """A head, and what its calibration assumes."""

    head: ThemeHead
    prevalence: float  # the share of news that is taken to belong to the theme
    recall: float  # share of the examples, left out in turn, that the threshold finds


def fit_theme_head(
    positives: Examples, negatives: Examples, definition: Examples, background: FloatArray, idf: FloatArray
) -> FittedHead:
    """Fit a head; the same inputs give the same head, in seconds.

    definition holds the theme's name and definition as one text. background has shape (n_items, dimensions): pooled
    vectors of whatever news, of which _BACKGROUND rows at equal steps are used. Raises ValueError when positives or
    background are empty.
    """
    if not len(positives.pooled) or not len(background):
        raise ValueError("a theme needs examples, and an artifact that remembers its training items")
    steps = np.linspace(0, len(background) - 1, min(_BACKGROUND, len(background))).astype(np.int64)
    rest = background[steps]
    mean = rest.mean(axis=0)
    whole = _Fit.of(positives, negatives, definition, rest, mean, idf, None)
    left_out = np.zeros(len(positives.pooled))
    fold = np.arange(len(left_out)) % min(_FOLDS, len(left_out))
    for number in range(int(fold.max()) + 1 if len(left_out) > 1 else 0):
        kept, out = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        part = _Fit.of(positives.some(kept), negatives, definition, rest, mean, idf, whole)
        left_out[out] = part.joined(positives.some(out))
    if len(left_out) == 1:
        left_out = whole.joined(positives)
    return _calibrated(whole, left_out, whole.joined(negatives))


def _calibrated(fit: "_Fit", positive: DoubleArray, negative: DoubleArray) -> FittedHead:
    # of remembered items only vectors are known
    words = _WORDS_LEVEL * fit.level + _WORDS_FOLLOW * fit.background
    background = fit.background + _WORDS_SHARE * words
    above = float((background > np.median(positive)).mean())
    prevalence = float(np.clip(2 * above, *_PREVALENCE))
    background = np.sort(background)[: max(1, round(len(background) * (1 - max(_SUSPECTED, prevalence))))]
    scores = np.concatenate([positive, background, negative])
    is_positive = np.arange(len(scores)) < len(positive)
    # Platt's targets: as if one more of either kind had been seen, so that few examples never make a certainty
    smooth = min(_SUREST, (len(positive) + 1) / (len(positive) + 2))
    mass = np.concatenate(
        [
            np.full(len(positive), prevalence / len(positive)),
            np.full(len(background) + len(negative), (1 - prevalence) / (len(background) + len(negative))),
        ]
    ) * len(scores)
    slope, constant = _platt(scores, np.where(is_positive, smooth, 0.0), mass)
    of_positive = 1 / (1 + np.exp(-(slope * positive + constant)))
    of_background = 1 / (1 + np.exp(-(slope * background + constant)))
    threshold, unsure_from = _cuts(of_positive, of_background, prevalence)
    head = ThemeHead(
        mean=fit.mean.astype(np.float32),
        weight=fit.weight.astype(np.float32),
        bias=fit.bias,
        centre=fit.centre,
        spread=fit.spread,
        columns=fit.columns,
        relevance=fit.relevance,
        slope=slope,
        constant=constant,
        threshold=threshold,
        unsure_from=unsure_from,
    )
    return FittedHead(head, round(prevalence, 4), round(float((of_positive >= threshold).mean()), 3))


def _platt(scores: DoubleArray, targets: DoubleArray, mass: DoubleArray) -> tuple[float, float]:
    """Fit the log-odds as a line of the score; a positive with target t counts t for yes and 1 - t for no."""
    doubled = np.concatenate([scores, scores])[:, None]
    yes = np.arange(len(doubled)) < len(scores)
    weights = np.concatenate([mass * targets, mass * (1 - targets)])
    coefficient, constant = fit_logistic(doubled, yes, weights, penalty=1e-3)
    return max(float(coefficient[0]), 0.05), constant


def _cuts(positive: DoubleArray, background: DoubleArray, prevalence: float) -> tuple[float, float]:
    """The threshold of the best expected F1, and below it a band for what examples left out would fall into."""
    candidates = np.linspace(*_THRESHOLD, 36)

    def f1(cut: float) -> float:
        found = prevalence * float((positive >= cut).mean())
        wrong = (1 - prevalence) * float((background >= cut).mean())
        return 2 * found / (found + wrong + prevalence)

    threshold = float(max(candidates, key=f1))
    # nine of ten examples reach it, but no more of the background than can be read
    lowest = max(float(np.quantile(positive, 0.1)), float(np.quantile(background, 1 - _OPEN)), 0.02)
    return round(threshold, 4), round(min(lowest, threshold * 0.8), 4)


@dataclass(frozen=True, slots=True)
class _Fit:
    """Both scores fitted; background holds the vectors' scores of its rows, in spreads."""

    mean: FloatArray
    weight: DoubleArray
    bias: float
    centre: float
    spread: float
    columns: IntArray
    relevance: FloatArray
    level: float  # the words' score that a text of independent words would have
    background: DoubleArray

    @classmethod
    def of(
        cls,
        positives: Examples,
        negatives: Examples,
        definition: Examples,
        rest: FloatArray,
        mean: FloatArray,
        idf: FloatArray,
        near: "_Fit | None",
    ) -> "_Fit":
        """near is a fit of nearly the same examples: a search from there ends sooner, in the same place."""
        told = positives.joined(definition)
        rows = units(np.concatenate([told.pooled, negatives.pooled, rest]) - mean)
        wanted = np.arange(len(rows)) < len(told.pooled)
        background = rows[len(rows) - len(rest) :]
        # an example weighs what makes the examples together as heavy as the background
        weights = np.ones(len(rows))
        weights[: len(rows) - len(rest)] = len(rest) / len(told.pooled)
        start = (near.weight, near.bias) if near else None
        weight, bias = _logistic(rows, wanted, weights, start)
        scores = background @ weight + bias
        believed = np.ones(len(rows), dtype=np.bool_)
        believed[len(rows) - len(rest) :] = scores <= np.quantile(scores, 1 - _SUSPECTED)
        weight, bias = _logistic(rows[believed], wanted[believed], weights[believed], (weight, bias))
        scores = background @ weight + bias
        centre, spread = float(scores.mean()), max(float(scores.std()), 1e-6)
        columns, relevance = _relevance(told.terms, idf)
        level = float(relevance @ _common(idf, columns)) / np.sqrt(_TERMS_OF_A_TEXT)
        return cls(mean, weight, bias, centre, spread, columns, relevance, level, (scores - centre) / spread)

    def joined(self, examples: Examples) -> DoubleArray:
        """The joined score of each text, shape (n_texts,)."""
        vectors = (units(examples.pooled - self.mean) @ self.weight + self.bias - self.centre) / self.spread
        words = np.array([word_score(terms, self.columns, self.relevance) for terms in examples.terms])
        return np.asarray(vectors + _WORDS_SHARE * words, dtype=np.float64)


def _logistic(
    rows: FloatArray,
    wanted: BoolArray,
    weights: DoubleArray,
    start: tuple[DoubleArray, float] | None,
) -> tuple[DoubleArray, float]:
    """Fit on weights of 1 a row on average."""
    return fit_logistic(rows, wanted, weights * (len(rows) / weights.sum()), penalty=_PENALTY, start=start)


def _common(idf: FloatArray, columns: IntArray) -> DoubleArray:
    """The share of news that holds each of some terms."""
    return np.clip(np.exp(1 - idf[columns].astype(np.float64)), 1e-4, 0.95)


def _relevance(texts: tuple[Terms, ...], idf: FloatArray) -> tuple[IntArray, FloatArray]:
    """Weigh the texts' terms against the news that idf was counted over; columns ascending."""
    columns, seen = np.unique(np.concatenate([columns for columns, _ in texts]), return_counts=True)
    common = _common(idf, columns)
    here = (seen + _SHRINK * common) / (len(texts) + _SHRINK)
    relevance = (np.log(here / (1 - here)) - np.log(common / (1 - common))) * (seen / len(texts))
    spread = _WORDS_SPREAD * np.sqrt(float(relevance**2 @ (common * (1 - common))) / _TERMS_OF_A_TEXT)
    return columns.astype(np.int64), (relevance / max(spread, 1e-6)).astype(np.float32)
