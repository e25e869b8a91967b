"""When a feed is asked again: never more often than set, and as its server asks."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from serving.sources.polling import LONGEST_S, after_failure, after_success, retry_after_s

NOON = datetime(2024, 10, 28, 12, tzinfo=UTC)


class Middle(Random):
    """Chance that always falls in the middle: no jitter."""

    def random(self) -> float:
        """One half."""
        return 0.5


def seconds(at: datetime) -> float:
    return (at - NOON).total_seconds()


@pytest.mark.parametrize(
    ("headers", "ttl_s", "wait"),
    [
        ({}, None, 1800),
        ({"cache-control": "public, max-age=3600"}, None, 3600),
        ({"cache-control": "max-age=60"}, None, 1800),
        ({"cache-control": "s-max-age=9999, no-cache"}, None, 1800),
        ({}, 7200, 7200),
        ({"cache-control": "max-age=999999999"}, None, LONGEST_S),
    ],
)
def test_given_a_poll_that_went_well_when_the_next_is_set_then_the_longest_wait_asked_for_counts(
    headers: dict[str, str], ttl_s: int | None, wait: float
) -> None:
    assert seconds(after_success(NOON, 1800, headers, ttl_s, Middle())) == wait


def test_given_failures_in_a_row_when_the_next_poll_is_set_then_the_wait_doubles_up_to_a_day() -> None:
    waits = [seconds(after_failure(NOON, 1800, failures, {}, Middle())) for failures in (1, 2, 3, 4, 7, 500)]

    assert waits == [1800, 3600, 7200, 14400, LONGEST_S, LONGEST_S]


def test_given_a_retry_after_when_the_next_poll_is_set_then_it_is_not_before() -> None:
    assert seconds(after_failure(NOON, 1800, 1, {"retry-after": "90000"}, Middle())) == 90000
    assert seconds(after_failure(NOON, 1800, 1, {"retry-after": "10"}, Middle())) == 1800


def test_given_chance_when_polls_are_set_then_they_spread_by_a_tenth_at_most() -> None:
    rng = Random(1)
    waits = [seconds(after_success(NOON, 1000, {}, None, rng)) for _ in range(200)]

    assert 900 <= min(waits) < 930
    assert 1070 < max(waits) <= 1100


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", 120.0),
        ("Mon, 28 Oct 2024 12:05:00 GMT", 300.0),
        ("Mon, 28 Oct 2024 11:00:00 GMT", 0.0),
        ("Mon, 28 Oct 2024 12:05:00", 300.0),
        ("9999999999", timedelta(days=7).total_seconds()),
        ("soon", None),
        ("", None),
        ("-5", None),
    ],
)
def test_given_a_retry_after_header_when_read_then_seconds_and_dates_are_understood(
    header: str, wait: float | None
) -> None:
    assert retry_after_s(header, NOON) == wait
