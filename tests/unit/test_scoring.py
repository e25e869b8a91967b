"""How issues are scored: what came through that is no news, and what was dropped."""

from dataclasses import replace

from news.newsletter import split
from tests.golden.scoring import score

TEXT = (
    "Ferry deal signed\n\nThe two ports agreed on a crossing that takes nine minutes, a ministry said.\n\n"
    "Bridge closed\n\nEngineers found a crack in the third span and sent 400 drivers home.\n"
)
GOLD = [
    {"text": "Ferry deal signed The two ports agreed on a crossing that takes nine minutes, a ministry said."},
    {"text": "Bridge closed Engineers found a crack in the third span and sent 400 drivers home."},
]


def test_given_an_item_of_no_gold_item_when_scored_then_it_is_boilerplate() -> None:
    items = split(TEXT, "text/plain", issued_on=None, source=None).items
    stray = replace(items[0], headline="Loved it", text="")

    result = score([*items, stray], GOLD)

    assert (result.matched, result.boilerplate, result.dropped) == (2, 1, 0)
    assert result.wrong == ("boilerplate: 'Loved it'",)


def test_given_half_of_a_gold_item_when_scored_then_it_is_neither_boilerplate_nor_dropped() -> None:
    items = split(TEXT, "text/plain", issued_on=None, source=None).items
    half = replace(items[0], headline="Ferry deal signed The two ports agreed", text="")

    result = score([half, items[1]], GOLD)

    assert (result.matched, result.boilerplate, result.dropped) == (1, 0, 0)


def test_given_a_gold_item_that_no_item_has_words_of_when_scored_then_it_was_dropped() -> None:
    items = split(TEXT, "text/plain", issued_on=None, source=None).items

    result = score(items[:1], GOLD)

    assert (result.boilerplate, result.dropped) == (0, 1)
    assert result.wrong[0].startswith("dropped: 'Bridge closed")


def test_given_scores_of_two_issues_when_added_then_both_counts_add_up() -> None:
    items = split(TEXT, "text/plain", issued_on=None, source=None).items
    stray = replace(items[0], headline="Loved it", text="")

    total = score([stray], GOLD) + score([stray], GOLD)

    assert (total.boilerplate, total.dropped) == (2, 4)
