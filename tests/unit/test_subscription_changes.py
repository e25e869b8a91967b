"""A subscription is changed: no day has two editions, none is lost, and nobody keeps what was the former reader's."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from news.errors import UnknownTimezoneError
from serving.egress import Egress
from serving.routes.subscriptions import change_subscription
from serving.schemas.subscriptions import SubscriptionChange
from store.subscriptions import Subscription
from tests.postroom import Newsroom, newsroom

NINE = datetime(2024, 10, 28, 9, tzinfo=UTC)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with newsroom(tmp_path / "home") as made:
        made.clock.now = NINE
        yield made


def change(room: Newsroom, subscription: Any, **wish: Any) -> Subscription:
    asked = SubscriptionChange.model_validate(wish)
    return change_subscription(room.subscriptions, Egress(), subscription.id, asked)[0]


def tick(room: Newsroom, **span: float) -> None:
    room.subscriptions.make_due(room.clock.forward(**span))


def days(room: Newsroom, subscription: Any) -> list[str]:
    return [delivery.day.isoformat() for delivery in reversed(room.deliveries(subscription))]


def test_given_an_edition_was_made_when_it_is_to_come_later_then_the_day_has_no_second(room: Newsroom) -> None:
    subscription = room.order(send_at=time(10))
    tick(room, hours=2)

    change(room, subscription, send_at="18:00")
    tick(room, hours=8)
    tick(room, days=1)

    assert days(room, subscription) == ["2024-10-28", "2024-10-29"]


def test_given_an_edition_to_come_when_its_time_is_put_before_now_then_it_is_made_at_once_with_all_that_came(
    room: Newsroom,
) -> None:
    subscription = room.order(send_at=time(18))
    room.read("Troops at Tarmouk")
    room.clock.forward(hours=1)

    change(room, subscription, send_at="07:00")
    at_once = days(room, subscription)
    tick(room, hours=12)
    tick(room, hours=12)

    assert at_once == ["2024-10-28"]
    assert days(room, subscription) == ["2024-10-28", "2024-10-29"]
    first = room.editions.page(subscription.id, 10, None)[0][-1]
    assert first.brief.footer.items == 1


def test_given_what_fell_due_was_not_made_yet_when_changed_then_it_is_made_by_the_old_schedule(room: Newsroom) -> None:
    subscription = room.order(send_at=time(10))
    room.clock.forward(days=2, hours=2)  # the scheduler stood still

    changed = change(room, subscription, send_at="23:00", quiet_days=["wed"])

    assert days(room, subscription) == ["2024-10-28", "2024-10-29", "2024-10-30"]
    following = room.subscriptions.next_edition(changed)
    assert following is not None
    assert following.edition == "2024-10-31"


def test_given_a_quiet_day_when_it_is_quiet_no_more_then_its_past_hour_is_not_made_up_for(room: Newsroom) -> None:
    subscription = room.order(send_at=time(10), quiet_days=("mon", "tue"))
    tick(room, days=1, hours=3)

    change(room, subscription, quiet_days=[])
    tick(room, hours=1)
    tick(room, days=1)

    assert days(room, subscription) == ["2024-10-30"]


def test_given_another_zone_when_its_day_was_told_then_the_day_after_comes_next(room: Newsroom) -> None:
    subscription = room.order(timezone="Pacific/Auckland", send_at=time(7))  # 28 October 18:00 UTC is the 29th there
    tick(room, hours=10)

    change(room, subscription, timezone="America/Los_Angeles")
    for _ in range(60):
        tick(room, hours=1)

    assert days(room, subscription) == ["2024-10-29", "2024-10-30"]
    assert room.editions.page(subscription.id, 1, None)[0][0].brief.timezone == "America/Los_Angeles"


def test_given_another_zone_when_its_hour_is_past_then_its_day_is_not_lost(room: Newsroom) -> None:
    subscription = room.order(timezone="America/Los_Angeles", send_at=time(7))
    tick(room, hours=6)  # 28 October 8:00 there, the 29th, 4:00, in Auckland

    change(room, subscription, timezone="Pacific/Auckland", send_at="03:00")
    tick(room, hours=1)
    tick(room, days=1)

    assert days(room, subscription) == ["2024-10-28", "2024-10-29", "2024-10-30"]


def test_given_a_paused_subscription_when_changed_then_nothing_is_made(room: Newsroom) -> None:
    subscription = room.order(send_at=time(18))
    room.sitrep.store.subscriptions.set_paused(subscription.id, paused=True, at=NINE)

    changed = change(room, subscription, send_at="07:00")

    assert changed.paused
    assert days(room, subscription) == []


def test_given_only_another_name_when_changed_then_all_else_stays(room: Newsroom) -> None:
    order = {"quiet_days": ("sun", "2024-12-25"), "themes": ("elections", "foreign_conflict"), "max_words": 250}
    subscription = room.order(channel="email", target="r@paper.example", format="text", **order)

    changed = change(room, subscription, name="Evening desk")

    assert changed == room.sitrep.store.subscriptions.one(subscription.id)
    assert changed.name == "Evening desk"
    same = [name for name in Subscription.__slots__ if getattr(changed, name) == getattr(subscription, name)]
    assert [*Subscription.__slots__] == [same[0], "name", *same[1:]]


def test_given_a_new_address_when_changed_then_the_former_has_neither_its_token_nor_its_secret(room: Newsroom) -> None:
    subscription = room.order(channel="webhook", target="http://192.0.2.7/", format="ninjs")

    mailed = change(room, subscription, email="r@paper.example")
    kept = change(room, subscription, email=None)

    assert (mailed.channel, mailed.target, mailed.format, mailed.secret) == ("email", "r@paper.example", "html", "")
    assert (kept.channel, kept.target) == ("none", "")
    assert len({subscription.token, mailed.token, kept.token}) == 3


def test_given_a_delivery_to_come_when_its_address_is_taken_away_then_it_is_kept_and_not_sent(room: Newsroom) -> None:
    subscription = room.order(channel="email", target="r@paper.example", send_at=time(10))
    tick(room, hours=2)

    change(room, subscription, email=None)
    room.tick(room.clock.forward(hours=1))

    [delivery] = room.deliveries(subscription)
    assert delivery.state == "kept"


def test_given_a_retired_theme_in_an_order_when_another_thing_changes_then_it_does_not_stand_in_the_way(
    room: Newsroom,
) -> None:
    subscription = room.order()
    store = room.sitrep.store.subscriptions
    store.change(subscription.id, lambda kept: replace(kept, reader=replace(kept.reader, themes=("retired",))))

    changed = change(room, subscription, max_words=100)

    assert (changed.max_words, changed.reader.themes) == (100, ("retired",))


def test_given_a_wish_that_cannot_be_when_changed_then_nothing_is(room: Newsroom) -> None:
    subscription = room.order(send_at=time(18))

    with pytest.raises(UnknownTimezoneError):
        room.subscriptions.change(
            subscription.id, lambda kept: SubscriptionChange(timezone="Mars/Base", send_at="07:00").order_of(kept)
        )

    assert room.sitrep.store.subscriptions.one(subscription.id) == subscription
    assert days(room, subscription) == []
    assert room.subscriptions.make_due(NINE + timedelta(hours=10)) == 1
