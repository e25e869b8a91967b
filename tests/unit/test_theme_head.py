"""A theme's head: what few examples teach it, and that it is kept whole."""

from pathlib import Path

import numpy as np
import pytest

from models.theme_folder import read_head, write_head
from models.theme_head import Examples, FittedHead, fit_theme_head, word_score
from news.errors import ArtifactError

DIMENSIONS, TERMS = 16, 40
IDF = np.full(TERMS, 1 + np.log(20), dtype=np.float32)  # every term stands in one text of twenty


def make_texts(count: int, seed: int, *, about: bool) -> Examples:
    """Texts about the theme lie towards the first axis and hold terms 0 to 4."""
    rng = np.random.default_rng(seed)
    pooled = rng.normal(size=(count, DIMENSIONS)).astype(np.float32)
    pooled[:, 0] += 5 if about else 0
    first = 0 if about else 5
    terms = []
    for _ in range(count):
        columns = np.sort(rng.choice(np.arange(first, TERMS if not about else 12), 6, replace=False)).astype(np.int64)
        terms.append((columns, np.ones(6, dtype=np.float32)))
    return Examples(pooled, tuple(terms))


def fitted(positives: int = 8, negatives: Examples | None = None) -> FittedHead:
    background = np.concatenate(
        [make_texts(400, 1, about=False).pooled, make_texts(8, 2, about=True).pooled]  # unlabelled: some belong to it
    )
    definition = make_texts(1, 3, about=True)
    return fit_theme_head(
        make_texts(positives, 4, about=True), negatives or make_texts(0, 5, about=False), definition, background, IDF
    )


def probabilities(found: FittedHead, texts: Examples) -> np.ndarray:
    head = found.head
    words = [word_score(terms, head.columns, head.relevance) for terms in texts.terms]
    return np.array([head.probability(v, w) for v, w in zip(head.vector_scores(texts.pooled), words, strict=True)])


def test_given_eight_examples_when_fitted_then_texts_about_the_theme_are_told_from_others() -> None:
    found = fitted()

    about = probabilities(found, make_texts(50, 6, about=True))
    other = probabilities(found, make_texts(200, 7, about=False))

    assert (about >= found.head.threshold).mean() > 0.8
    assert (other >= found.head.threshold).mean() < 0.05
    assert 0 < found.head.unsure_from < found.head.threshold < 1
    assert 0.01 <= found.prevalence <= 0.10


@pytest.mark.parametrize("count", [8, 50])
def test_given_ever_more_examples_when_fitted_then_texts_like_them_are_no_surer(count: int) -> None:
    about = probabilities(fitted(count), make_texts(200, 6, about=True))

    assert 0.7 < about.mean() < 0.9  # whoever gives examples gives the clearest


def test_given_the_same_examples_when_fitted_twice_then_the_heads_are_equal() -> None:
    first, second = fitted(), fitted()

    np.testing.assert_array_equal(first.head.weight, second.head.weight)
    assert (first.head.slope, first.head.threshold) == (second.head.slope, second.head.threshold)


def test_given_near_misses_when_fitted_then_texts_like_them_score_lower() -> None:
    misses = make_texts(6, 8, about=True)
    misses.pooled[:, 1] += 6
    like = make_texts(30, 9, about=True)
    like.pooled[:, 1] += 6

    without, with_ = (probabilities(fitted(negatives=given), like) for given in (None, misses))

    assert with_.mean() < without.mean() / 2


def test_given_a_text_without_a_known_word_when_scored_then_its_words_say_nothing() -> None:
    head = fitted().head
    nothing = (np.array([], dtype=np.int64), np.array([], dtype=np.float32))

    assert word_score(nothing, head.columns, head.relevance) == 0.0


def test_given_no_example_when_fitted_then_it_is_refused() -> None:
    none = make_texts(0, 1, about=True)

    with pytest.raises(ValueError, match="needs examples"):
        fit_theme_head(none, none, make_texts(1, 2, about=True), np.ones((3, DIMENSIONS), np.float32), IDF)


def test_given_a_head_when_written_and_read_then_it_answers_the_same(tmp_path: Path) -> None:
    found, texts = fitted(), make_texts(20, 10, about=True)

    write_head(found, tmp_path / "storms" / "m1-r1", {"theme": "storms"})
    head, manifest = read_head(tmp_path / "storms" / "m1-r1")

    read = FittedHead(head, found.prevalence, found.recall)
    np.testing.assert_array_equal(probabilities(read, texts), probabilities(found, texts))
    assert (manifest["theme"], manifest["prevalence"]) == ("storms", found.prevalence)


def test_given_a_changed_file_when_a_head_is_read_then_it_is_named(tmp_path: Path) -> None:
    place = tmp_path / "m1-r1"
    write_head(fitted(), place, {})
    (place / "head.safetensors").write_bytes(b"other")

    with pytest.raises(ArtifactError, match=r"head\.safetensors"):
        read_head(place)
