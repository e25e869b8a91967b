from pathlib import Path

import numpy as np
import pytest

from models.classifier import load_classifier
from models.labels import NewsText
from models.spread import spread_of
from tests.tiny import make_artifact


def test_given_vectors_that_differ_most_in_their_theme_when_spread_then_what_else_they_share_counts_for_more() -> None:
    rng = np.random.default_rng(3)
    background = rng.normal(0, [5.0, 0.2, 0.2, 0.2], (500, 4)).astype(np.float32) + np.float32(1)
    one, report, other = np.array([[6, 1.5, 1, 1], [4, 1.5, 1, 1], [6, 0.5, 1, 1]], dtype=np.float32)

    def cosine(first: np.ndarray, second: np.ndarray) -> float:
        return float(first @ second / np.linalg.norm(first) / np.linalg.norm(second))

    spread = spread_of(background)
    turned = spread(np.stack([one, report, other]))

    assert cosine(one, other) > cosine(one, report) - 0.01
    assert turned[0] @ turned[1] > turned[0] @ turned[2] + 0.1
    assert np.allclose(np.linalg.norm(turned, axis=1), 1, atol=1e-5)


def test_given_any_news_when_spread_then_their_cosines_lie_around_nought() -> None:
    rng = np.random.default_rng(4)
    background = rng.normal(3, 1, (400, 16)).astype(np.float32)

    turned = spread_of(background)(background)

    assert float((background @ background.T).min()) > 0
    assert abs(float((turned @ turned.T).mean())) < 0.05


@pytest.mark.parametrize(("least", "known"), [(400, True), (401, False)])
def test_given_an_artifact_when_read_then_its_spread_is_known_where_it_remembers_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, least: int, known: bool
) -> None:
    monkeypatch.setattr("models.spread.LEAST_ITEMS", least)
    classifier = load_classifier(make_artifact(tmp_path))  # remembers 400

    found = classifier.spread()

    assert (found is not None) is known
    if found is not None:
        vectors = classifier.vectors([NewsText("troops", ""), NewsText("ballot", "")])
        assert found(vectors).shape == vectors.shape


def test_given_an_artifact_without_a_memory_when_read_then_no_spread_is_known(tmp_path: Path) -> None:
    folder = make_artifact(tmp_path, memory=False)

    assert load_classifier(folder).spread() is None
