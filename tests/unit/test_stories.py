from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import numpy as np

from news.item import Kind, NewsItem
from news.likeness import Likeness, read_items
from news.stories import Story, assign, group, story_of
from tests.invented import BRIDGE, DAY, FORD_A, FORD_B, POLLS

ITEMS = [labelled.item for labelled in DAY]


def test_given_a_day_when_grouping_then_reports_of_one_event_come_together() -> None:
    stories = group(ITEMS)

    assert stories[0].item_ids == ("ford-a", "ford-b")
    assert len(stories) > 2
    assert all(len(story.item_ids) == 1 for story in stories[1:])


def test_given_events_and_opinions_when_grouping_then_they_join_no_story() -> None:
    grouped = {item_id for story in group(ITEMS) for item_id in story.item_ids}

    assert grouped == {item.id for item in ITEMS if item.kind not in (Kind.EVENT, Kind.OPINION)}


def test_given_what_people_think_of_an_event_when_grouping_then_it_is_no_report_of_it() -> None:
    report = NewsItem("a", "Senate of Norland votes on ferry tolls", "The senate of Norland voted for ferry tolls.")
    asked = NewsItem(
        "b", "Half against ferry tolls", "Every second voter on the coast finds what the senate does unfair."
    )

    joined = group([report, asked])
    apart = group([report, replace(asked, kind=Kind.POLL)])

    assert (len(joined), len(apart)) == (1, 2)


def test_given_short_items_that_share_one_thing_alone_when_grouped_then_they_stand_apart() -> None:
    blame = "Transport minister Lena Osk apologised for saying that cyclists have only themselves to blame."
    trains = "Transport minister Lena Osk presented the timetable of six night trains that start in December."
    sorry = NewsItem("a", "Minister Osk apologises for remark", blame)
    other = NewsItem("b", "Minister Osk presents timetable", trains)

    assert len(group([sorry, other])) == 2
    assert len(group([sorry, replace(other, text=f"{trains} She kept silent on cyclists.")])) == 1
    # a headline that is nearly the other's whole is the same one in other words
    assert (
        len(group([replace(sorry, text=""), replace(sorry, id="c", text="", headline="Minister Osk apologises")])) == 1
    )


def test_given_items_without_vectors_when_grouped_beside_others_then_words_stand_for_them() -> None:
    texts = {"a": "Ferry tolls in the senate", "b": "Ferry tolls in the council", "c": "Bakers open late"}
    items = read_items(NewsItem(name, "", text) for name, text in texts.items())
    east = np.array([1, 0], dtype=np.float32)

    alone, one_has, both_have = (
        Likeness(items, vectors).of(np.arange(3))[0] for vectors in ({}, {"a": east}, {"a": east, "b": east})
    )

    assert np.array_equal(alone, one_has)
    assert both_have[0, 1] > alone[0, 1] > 0


def test_given_two_pieces_on_one_subject_when_one_outlet_has_both_then_they_stand_apart() -> None:
    one = NewsItem("a", "Senate votes on ferry tolls", "The senate of Norland voted for ferry tolls.", outlet="Post")
    text = "Owners spoke in the capital of rising costs and fewer guests."
    other = NewsItem("b", "Ferry owners heard in senate", text, outlet="Post")

    third = NewsItem("c", "Bakers open late", "", outlet="Courier")

    assert len(group([one, other, third])) == 3
    assert len(group([one, replace(other, outlet="Courier"), third])) == 2
    # where all name one outlet it is who sent them in; pieces of one issue are of one hand all the same
    assert len(group([one, other])) == 1
    pieces = [replace(item, outlet=None, source="letter", end=90) for item in (one, other)]
    assert len(group(pieces)) == 2
    assert len(group([replace(piece, end=0) for piece in pieces])) == 1


def test_given_a_long_text_when_grouping_then_its_title_counts_more_than_as_many_other_words() -> None:
    title = "Ferry tolls fall sharply"
    report = _long("a", title, "a")
    other = _long("b", title, "b")

    assert len(group([report, other])) == 1
    # as the beginning of its text it is a sentence like others
    assert len(group([replace(item, text=f"{title} {item.text}") for item in (report, other)])) == 2


def test_given_a_crowd_of_one_subject_when_grouping_then_items_must_be_more_alike() -> None:
    subject = " ".join(f"subject{number}" for number in range(22))
    pair = [replace(item, text=f"{subject} {item.text}") for item in (_long("a", "", "a"), _long("b", "", "b"))]
    strangers = [_long(f"stranger{number}", "", f"s{number}") for number in range(60)]
    crowd = [replace(item, id=f"crowd{item.id}", text=f"{subject} {item.text}") for item in strangers]

    assert _together(group([*pair, *strangers]), "a", "b")
    assert not _together(group([*pair, *crowd]), "a", "b")


def _long(name: str, title: str, words: str) -> NewsItem:
    return NewsItem(name, title, " ".join(f"{words}word{number}" for number in range(80)), outlet=name)


def _together(stories: list[Story], *item_ids: str) -> bool:
    return any(set(item_ids) <= set(story.item_ids) for story in stories)


HEARD = NewsItem(
    "heard",
    "Council hears ferry owners",
    "Owners of four ferries spoke before the council on Tuesday. The hearing on Tuesday was full of angry skippers.",
)
UNDER_FIRE = NewsItem(
    "fire",
    "Tolls under fire",
    "Skippers told the council on Tuesday that tolls ruin them. On Tuesday evening many stood outside the hall, angry.",
)


def test_given_items_without_times_when_they_name_other_days_of_the_week_then_they_stand_apart() -> None:
    on_friday = replace(UNDER_FIRE, text=UNDER_FIRE.text.replace("Tuesday", "Friday"))

    assert len(group([HEARD, UNDER_FIRE])) == 1
    assert len(group([HEARD, on_friday])) == 2
    # where the items' own times tell days apart, those in the text need not
    at = datetime(2024, 10, 30, 8, tzinfo=UTC)
    timed = [replace(item, published_at=at) for item in (HEARD, on_friday)]
    assert len(group(timed)) == 1
    # a time that only says when an item came does not
    assert len(set(assign(read_items(timed, undated={"heard"}), {}).values())) == 2


def test_given_vectors_that_are_near_when_grouping_then_items_of_other_words_may_join() -> None:
    report = NewsItem(
        "a", "Skippers protest at Lorne", "Skippers blocked the harbour with boats, asking for lower fees."
    )
    other = NewsItem("b", "Captains close port", "Captains anchored across the harbour. They demand lower dues.")
    east, north = np.array([1, 0], np.float32), np.array([0, 1], np.float32)

    apart = group([report, other])
    near = group([report, other], {"a": east, "b": 3 * east})
    far = group([report, other], {"a": east, "b": north})

    assert [len(found) for found in (apart, near, far)] == [2, 1, 2]


def test_given_a_vector_of_one_item_alone_when_grouping_then_words_decide_as_without_it() -> None:
    vector = np.ones(4, np.float32)

    assert group(ITEMS, {ITEMS[0].id: vector, "strange": vector}) == group(ITEMS)


def test_given_an_address_pasted_behind_headlines_when_grouping_then_it_joins_nothing() -> None:
    tail = "Read more: https://news.example/stories/lorne/"
    bridge = NewsItem("a", f"Bridge shut {tail}bridge", "")
    bakers = NewsItem("b", f"Bakers open late {tail}bakers", "")

    assert len(group([bridge, bakers])) == 2


def test_given_nothing_but_digits_in_common_when_grouping_then_items_stay_apart() -> None:
    rates = NewsItem("a", "Mortgage rates reach 6.5%", "Lenders asked 6.5% on 2.3 loans of 4.")
    prices = NewsItem("b", "Harbour fees rise by 6.4%", "Skippers pay 6.4% more on 2.5 berths of 3.")

    assert len(group([rates, prices])) == 2


def test_given_any_order_when_grouping_then_the_stories_are_the_same() -> None:
    shuffled = ITEMS[:]
    Random(5).shuffle(shuffled)

    assert group(shuffled) == group(ITEMS)


def test_given_items_of_the_next_day_when_grouping_then_the_story_keeps_its_id() -> None:
    [today] = group([FORD_A.item])

    [later] = group([FORD_B.item, FORD_A.item])

    assert (today.id, later.item_ids) == (later.id, ("ford-a", "ford-b"))


def test_given_the_same_id_twice_when_grouping_then_it_is_told_once() -> None:
    copy = replace(POLLS.item, text="")

    [story] = group([POLLS.item, copy])

    assert story.item_ids == ("polls",)


def test_given_nothing_or_empty_texts_when_grouping_then_nothing_breaks() -> None:
    empty = [replace(BRIDGE.item, id=name, headline="", text="") for name in "ab"]

    assert group([]) == []
    assert len(group(empty)) == 2


def test_given_two_thousand_unlike_items_when_grouping_then_each_is_told_once() -> None:
    chance = Random(1)
    words = [f"word{number}" for number in range(4000)]
    items = [
        NewsItem(id=str(number), headline="", text=" ".join(chance.choices(words, k=150))) for number in range(2000)
    ]

    stories = group(items)

    assert sorted(item_id for story in stories for item_id in story.item_ids) == sorted(item.id for item in items)


def test_given_the_nearest_item_without_a_headline_when_grouping_then_the_story_is_titled_by_its_text() -> None:
    nameless = replace(BRIDGE.item, headline="")

    [story] = group([nameless])

    assert story.headline == "The bridge reopened on Monday."


def test_given_known_stories_when_new_items_are_assigned_then_the_known_keep_theirs_and_never_join() -> None:
    known = {"ford-a": "story_one", "ford-b": "story_two", "polls": "story_three"}

    found = assign(read_items(ITEMS), known)

    assert {item_id: found[item_id] for item_id in known} == known
    assert len(set(found.values())) == len(found)


def test_given_a_known_story_when_a_report_of_its_event_comes_then_it_joins() -> None:
    assert assign(read_items(ITEMS), {"ford-a": "story_mine"})["ford-b"] == "story_mine"


def test_given_a_copy_when_assigned_then_it_follows_its_original_whatever_its_words() -> None:
    found = assign(read_items(ITEMS), {}, {"bridge": "polls", "threats": "bridge"})

    assert found["bridge"] == found["polls"] == found["threats"]


def test_given_the_same_report_weeks_later_when_grouped_then_it_is_another_story() -> None:
    again = replace(FORD_B.item, id="later", published_at=FORD_B.item.published_at + timedelta(days=21))

    assert len(group([FORD_A.item, again])) == 2


def test_given_a_person_s_headline_when_a_story_is_made_then_it_stands() -> None:
    assert story_of("story_x", [FORD_B.item, FORD_A.item], "The fall of Tarmouk").headline == "The fall of Tarmouk"
