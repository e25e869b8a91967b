"""Everything over the encoder: lexical weights, calibration and cuts, as the plain arrays of an artifact."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from models.encoder import Encoder
from models.labels import NewsText
from models.lexical import opening, words_and_pairs
from models.text import model_input
from news.arrays import BoolArray, FloatArray
from training.dataset import LabelledItem

_READ_WORDS = 80  # of a text, as its reader and its annotators saw it


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Fitted tf-idf terms and linear weights; shapes as in ``models.lexical.LexicalScorer``."""

    terms: tuple[str, ...]
    idf: FloatArray
    weights: FloatArray
    bias: FloatArray


def as_read(item: LabelledItem) -> NewsText:
    """Show an item as it was labelled: its headline and the opening of its text."""
    return NewsText(item.headline, " ".join(item.text.split()[:_READ_WORDS]))


def targets(items: Sequence[LabelledItem], themes: Sequence[str]) -> BoolArray:
    """Return what the readers said, shape (n_items, n_themes)."""
    return np.array([[theme in item.themes for theme in themes] for item in items], dtype=np.bool_)


def item_weights(items: Sequence[LabelledItem], doubtful: float) -> FloatArray:
    """Weigh items, shape (n_items,): 1, and less for the doubtful ones."""
    return np.array([doubtful if item.doubtful else 1.0 for item in items], dtype=np.float32)


def fit_lexicon(items: Sequence[LabelledItem], themes: Sequence[str], doubtful: float) -> Lexicon:
    """Fit tf-idf and one balanced logistic regression a theme."""
    vectorizer = TfidfVectorizer(analyzer=words_and_pairs, min_df=4, sublinear_tf=True)
    features = vectorizer.fit_transform([opening(model_input(as_read(item)).text) for item in items])
    wanted, weights = targets(items, themes), item_weights(items, doubtful)
    models = [
        LogisticRegression(C=5.0, class_weight="balanced", max_iter=1000).fit(
            features, wanted[:, theme], sample_weight=weights
        )
        for theme in range(len(themes))
    ]
    return Lexicon(
        terms=tuple(vectorizer.get_feature_names_out()),
        idf=vectorizer.idf_.astype(np.float32),
        weights=np.concatenate([model.coef_ for model in models]).astype(np.float16),
        bias=np.concatenate([model.intercept_ for model in models]).astype(np.float32),
    )


def encoder_scores(encoder: Encoder, weight: FloatArray, bias: FloatArray, texts: Sequence[NewsText]) -> FloatArray:
    """Score the opening window of each text with the encoder as it will be served; shape (n_texts, n_themes)."""
    pooled = [encoder.encode(model_input(text).text)[0][0] for text in texts]
    scores: FloatArray = np.stack(pooled) @ weight.T + bias
    return scores
