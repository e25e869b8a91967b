"""The learning curve of a fine-tuning: the same points whether a run was killed or not, and nothing learned from it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from tests.unit.test_training_full import tiny_base  # noqa: E402
from training.curve import MOST, LearningCurve, mean_average_precision, sample  # noqa: E402
from training.dataset import LabelledItem, read_labelled  # noqa: E402
from training.finetune import Recipe, ThemeModel, fine_tune, learned_after  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
THEMES = ("foreign_conflict", "elections", "domestic_extremism")
RECIPE = Recipe(epochs=2, turns=2, batch_size=8, learning_rate=1e-3)


class KilledError(Exception):
    pass


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_base(tmp_path_factory.mktemp("curve") / "base")


def some_items(first: int, count: int) -> list[LabelledItem]:
    items = read_labelled(ROOT / "data" / "examples" / "everyday.jsonl", THEMES, "example")
    return items[first : first + count]


def one_after_the_other(learn: Callable[[int], None], workers: Iterable[int]) -> None:
    for worker in workers:
        learn(worker)


def curve_of(work: Path, base: Path) -> LearningCurve:
    development = [replace(item, themes=THEMES[n % 3 : n % 3 + 1]) for n, item in enumerate(some_items(40, 30))]
    return LearningCurve(work, development, THEMES, base, RECIPE, 37)


def test_given_a_curve_when_fine_tuned_then_every_turn_has_a_point_and_the_weights_are_those_without_one(
    base: Path, tmp_path: Path
) -> None:
    items = some_items(0, 37)
    curve = curve_of(tmp_path / "with", base)

    drawn = fine_tune(items, THEMES, base, RECIPE, 1, tmp_path / "with", one_after_the_other, curve.after)
    plain = fine_tune(items, THEMES, base, RECIPE, 1, tmp_path / "without", one_after_the_other)

    assert [point["items"] for point in curve.points] == [19, 37, 56, 74]
    assert {point["development_items"] for point in curve.points} == {30}
    assert all(0 < point["development_average_precision"] <= 1 for point in curve.points)
    for name, weight in plain.state_dict().items():
        assert torch.equal(weight, drawn.state_dict()[name]), name


@pytest.mark.parametrize("unseen", [False, True])  # whether the last turn's score was still to be made
def test_given_a_run_killed_after_two_turns_when_it_goes_on_then_its_points_are_kept_and_end_alike(
    base: Path, tmp_path: Path, unseen: bool
) -> None:
    items = some_items(0, 37)
    whole = curve_of(tmp_path / "whole", base)
    fine_tune(items, THEMES, base, RECIPE, 1, tmp_path / "whole", one_after_the_other, whole.after)
    begun = curve_of(tmp_path / "killed", base)

    def killed(turn: int, model: ThemeModel) -> None:
        if not (turn and unseen):
            begun.after(turn, model)
        if turn:
            raise KilledError

    with pytest.raises(KilledError):
        fine_tune(items, THEMES, base, RECIPE, 1, tmp_path / "killed", one_after_the_other, killed)
    again = curve_of(tmp_path / "killed", base)
    kept = again.points
    fine_tune(items, THEMES, base, RECIPE, 1, tmp_path / "killed", one_after_the_other, again.after)

    assert kept == whole.points[: 1 if unseen else 2]
    assert again.points == whole.points


def test_given_no_item_that_could_judge_when_a_turn_ends_then_it_has_no_point(base: Path, tmp_path: Path) -> None:
    model = ThemeModel(base, len(THEMES), 0.1)
    none_there = [replace(item, themes=()) for item in some_items(0, 3)]

    for development in ([], none_there):
        curve = LearningCurve(tmp_path, development, THEMES, base, RECIPE, 9)
        curve.after(0, model)
        assert curve.points == []


def test_given_more_development_items_than_are_scored_when_sampled_then_order_and_repetition_change_nothing() -> None:
    items = [LabelledItem(f"i{n}", "2026-11-28", f"Headline {n}", "", (), False, "example") for n in range(MOST + 50)]

    chosen = sample(items)

    assert len({item.id for item in chosen}) == MOST
    assert sample(items[::-1]) == chosen


def test_given_themes_that_occur_and_one_that_does_not_when_scored_then_only_those_count() -> None:
    targets = np.array([[True, False, False], [False, True, False]])
    scores = np.array([[2.0, 1.0, 0.0], [1.0, 0.0, 3.0]], dtype=np.float32)

    assert mean_average_precision(scores, targets) == pytest.approx((1.0 + 0.5) / 2)
    assert mean_average_precision(scores, np.zeros((2, 3), dtype=np.bool_)) is None


@pytest.mark.parametrize("items", [1, 37, 1000])
def test_given_all_turns_when_ended_then_every_item_counts_once_an_epoch(items: int) -> None:
    counts = [learned_after(turn, items, RECIPE) for turn in range(4)]

    assert counts == sorted(counts)
    assert (counts[1], counts[3]) == (items, 2 * items)
