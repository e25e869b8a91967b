"""What a model's page shows: the learning curve as a plot, and what changes of added themes."""

import pytest

from serving.web.model_view import added_rows, learning_plot


def test_given_a_fine_tuning_when_drawn_then_its_axes_are_items_and_average_precision_on_development_items() -> None:
    turns = [(500, 0.41), (1000, 0.63)]
    points = [
        {"items": items, "development_average_precision": score, "development_items": 400} for items, score in turns
    ]

    plot = learning_plot({"learning_curve": points})

    assert plot is not None
    assert plot.name == "Average precision, mean of the themes, on 400 development items"
    assert plot.bottom == ("0", "1000 items")
    assert plot.summary == "From 0.410 after the first 500 items to 0.630 after 1000, each counted once an epoch."
    first, last = plot.dots
    assert first.x < last.x
    assert first.y > last.y  # higher on the page: better
    assert last.title == "1000 items: 0.630"


def test_given_a_refit_when_drawn_then_its_axes_are_corrections_and_macro_f1_on_held_out_ones() -> None:
    points = [
        {"corrections": count, "held_out_macro_f1": score, "test_macro_f1": 0.8}
        for count, score in ((0, 0.5), (40, 0.7))
    ]

    plot = learning_plot({"learning_curve": points})

    assert plot is not None
    assert plot.name == "Macro-F1 on held-out corrections"
    assert plot.bottom == ("0", "40 corrections")
    assert plot.summary == "From 0.500 without corrections to 0.700 with 40."


@pytest.mark.parametrize(
    "report",
    [
        {},
        {"learning_curve": []},
        {"learning_curve": [{"items": 9, "development_average_precision": 0.4, "development_items": 3}]},
    ],
)
def test_given_fewer_than_two_points_when_drawn_then_there_is_no_plot(report: dict[str, object]) -> None:
    assert learning_plot(report) is None


def test_given_added_themes_when_shown_then_flips_and_found_examples_stand_beside_each_other() -> None:
    told = {"flips": 3, "share": 0.012, "examples": 8, "examples_found_before": 0.75, "examples_found": 0.875}
    lost = {"answered": False, "flips": 0, "share": 0.0, "examples": 8}
    stored = {
        "added": {
            "harbours": {"answered": True, **told},
            "bridges": {**lost, "examples_found_before": None, "examples_found": None},
        }
    }

    rows = added_rows(stored, {"harbours": "Harbours"})

    assert rows == [
        {"theme": "Harbours", "flips": "3 (1.2%)", "before": "75% of 8", "after": "88% of 8"},
        {"theme": "bridges", "flips": "not answered any more", "before": "", "after": ""},
    ]
