"""Lexical scores without scikit-learn are the ones that scikit-learn fitted."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from models.lexical import LexicalScorer, words_and_pairs

TEXTS = [
    "Rebels shell the capital, and the capital answers",
    "Voters queue for hours as the count begins",
    "Café owners weigh a ballot on opening hours",
    "The count in the capital is disputed by rebels",
    "Nothing here is known",
]
THEMES = np.array([[1, 0], [0, 1], [0, 1], [1, 1], [0, 0]])


@pytest.fixture(scope="module")
def fitted() -> tuple[TfidfVectorizer, list[LogisticRegression]]:
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, strip_accents="unicode")
    features = vectorizer.fit_transform(TEXTS)
    return vectorizer, [LogisticRegression(C=5).fit(features, THEMES[:, theme]) for theme in range(2)]


def scorer(fitted: tuple[TfidfVectorizer, list[LogisticRegression]]) -> LexicalScorer:
    vectorizer, models = fitted
    return LexicalScorer(
        vectorizer.get_feature_names_out(),
        vectorizer.idf_.astype(np.float32),
        np.concatenate([model.coef_ for model in models]).astype(np.float32),
        np.concatenate([model.intercept_ for model in models]).astype(np.float32),
    )


@pytest.mark.parametrize("text", [*TEXTS, "The CAFÉ in the capital: rebels, rebels, rebels!", "zebra", ""])
def test_given_a_text_when_scored_then_scikit_learn_says_the_same(fitted, text: str) -> None:  # type: ignore[no-untyped-def]
    vectorizer, models = fitted
    expected = [model.decision_function(vectorizer.transform([text]))[0] for model in models]

    assert scorer(fitted).scores(text) == pytest.approx(expected, abs=1e-5)


def test_given_a_text_when_cut_into_terms_then_words_come_before_pairs() -> None:
    assert words_and_pairs("The Élysée is") == ["the", "elysee", "is", "the elysee", "elysee is"]
