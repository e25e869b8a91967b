import pytest

from news.named_days import agreement, named_days


def test_given_a_text_when_read_then_each_day_of_the_week_is_counted_from_monday_on() -> None:
    text = (
        "On Tuesday, Wednesday's vote was put off to SATURDAY; Tuesday night was long. The sun set on Mondays' child."
    )

    assert named_days(text) == [0, 2, 1, 0, 0, 1, 0]


def test_given_texts_that_name_days_when_compared_then_the_same_ones_agree_and_more_are_surer() -> None:
    tuesday, often, friday = [0, 1, 0, 0, 0, 0, 0], [0, 3, 0, 0, 0, 0, 0], [0, 0, 0, 0, 1, 0, 0]
    both = [0, 1, 0, 0, 1, 0, 0]

    agreed, sure = agreement(texts := [tuesday, often, friday, both], texts)

    assert agreed[0].tolist() == pytest.approx([1, 1, 0, 0.5**0.5])
    assert sure[1].tolist() == pytest.approx([0.5, 0.75, 0.5, 2 / 3])


def test_given_no_texts_when_compared_then_there_is_nothing() -> None:
    agreed, sure = agreement([], [])

    assert agreed.shape == sure.shape == (0, 0)
