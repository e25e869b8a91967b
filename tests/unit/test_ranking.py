"""Where a story stands, and why."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from news.briefing.ranking import LabelledItem, Placed, Standing, Weights, place, rank
from news.families import family_of
from news.item import Kind
from news.stories import Story, story_of
from tests.invented import BARE, BRIDGE, FORD_A, FORD_B, POLLS, THREATS

THEMES = ("foreign_conflict", "elections", "domestic_extremism")
TODAY = date(2024, 10, 28)


def placed(*items: LabelledItem, weights: Weights | None = None, standing: Standing | None = None) -> Placed:
    story = story_of("story_x", [labelled.item for labelled in items])
    return place(story, items, THEMES, weights or Weights(), standing or Standing())


def outlet(labelled: LabelledItem, name: str) -> LabelledItem:
    return replace(labelled, item=replace(labelled.item, id=name, outlet=name))


def test_given_a_story_when_placed_then_its_parts_add_up_to_its_score() -> None:
    found = placed(FORD_A, FORD_B)

    assert found.score == pytest.approx(sum(part.points for part in found.parts), abs=0.002)
    assert {part.name for part in found.parts} == set(Weights.__dataclass_fields__)
    assert found.parts[0].name == "lead"
    assert found.why == ("lead story", "2 outlets")


def test_given_titles_of_one_house_when_placed_then_they_are_one_publisher_and_a_single_source() -> None:
    items = [outlet(FORD_B, name) for name in ("Fox News", "New York Post", "Wall Street Journal")]

    found = placed(*items)

    assert found.publishers == ("News Corp and Fox",)
    assert found.single_source
    assert found.why == ("3 outlets", "1 publisher")


def test_given_copies_of_one_text_when_placed_then_they_are_no_sources() -> None:
    copies = Standing(copies={"ford-b": "ford-a"})

    assert placed(FORD_A, FORD_B, standing=copies).single_source
    assert not placed(FORD_A, FORD_B).single_source
    assert "1 copy" in placed(FORD_A, FORD_B, standing=copies).why


def test_given_a_story_of_days_ago_when_placed_then_a_new_one_stands_before_it() -> None:
    old = story_of("old", [POLLS.item])
    new = story_of("new", [THREATS.item])
    items = {labelled.item.id: labelled for labelled in (POLLS, THREATS)}
    weights = Weights(theme=0)

    first, second = rank([old, new], items, THEMES, weights, Standing(TODAY, {"old": TODAY - timedelta(days=2)}))

    assert (first.story.id, second.story.id) == ("new", "old")
    assert second.why == ("day 3",)


def test_given_a_story_of_yesterday_alone_when_told_in_the_morning_then_it_is_not_on_its_second_day() -> None:
    yesterday = TODAY - timedelta(days=1)
    name = placed(BARE).story.id
    told = {name: yesterday}

    once = placed(BARE, standing=Standing(TODAY, told, told))
    again = placed(BARE, standing=Standing(TODAY, told, {name: TODAY + timedelta(days=3)}))

    assert (once.why, again.why) == ((), ("day 2",))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("61: attacks on shelters in Orrin in May, up from 44, the ministry says.", "figure"),
        ("61% of voters in Orrin want a bridge.", "poll"),
    ],
)
def test_given_a_number_of_the_day_when_placed_then_it_is_called_a_poll_only_if_people_were_asked(
    text: str, reason: str
) -> None:
    item = replace(BARE.item, headline="", text=text, kind=Kind.POLL)

    assert placed(replace(BARE, item=item)).why == (reason,)


def test_given_two_issues_that_name_no_outlet_when_placed_then_nobody_says_that_one_source_alone_tells_it() -> None:
    def unnamed(name: str, issue: str) -> LabelledItem:
        item = replace(BARE.item, id=name, outlet=None, source=None, url=None)
        return replace(BARE, item=item, issue=issue)

    assert not placed(unnamed("a", "issue_1"), unnamed("b", "issue_2")).single_source
    assert placed(unnamed("a", "issue_1"), unnamed("b", "issue_1")).single_source


def test_given_a_later_item_when_ranked_then_its_story_stands_before_equals() -> None:
    items = {"bare": BARE, "bridge": replace(BRIDGE, item=replace(BRIDGE.item, published_at=None))}
    later = replace(BARE, item=replace(BARE.item, id="later", published_at=BARE.item.published_at + timedelta(hours=9)))
    stories = [Story(name, (name,), name) for name in ("bare", "later")]

    found = rank(stories, items | {"later": later}, (), Weights(recency=1))

    assert [story.story.id for story in found] == ["later", "bare"]


def test_given_a_story_that_editors_chose_when_ranked_then_it_stands_before_one_that_a_feed_brought() -> None:
    chosen = replace(BARE, issue="issue_1")
    fed = replace(BARE, item=replace(BARE.item, id="fed"))
    stories = [Story(name, (name,), name) for name in ("fed", "bare")]

    first, second = rank(stories, {"bare": chosen, "fed": fed}, THEMES)

    assert (first.story.id, second.story.id) == ("bare", "fed")
    assert first.score - second.score == pytest.approx(Weights().selection)


def test_given_other_weights_when_placed_then_the_score_follows_them() -> None:
    weights = Weights(lead=0, corroboration=10, selection=0, size=0, theme=0, novelty=0, recency=0)

    assert placed(FORD_A, FORD_B, weights=weights).score == 10


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Fox News", "News Corp and Fox"),
        ("  the  wall street journal ", "News Corp and Fox"),
        ("www.nytimes.com", "New York Times"),
        ("New York Times - News", "New York Times"),
        ("CNN (Web News)", "Warner Bros. Discovery"),
        ("The Morning Desk", "the morning desk"),
        ("", ""),
    ],
)
def test_given_an_outlet_when_its_house_is_asked_for_then_spelling_does_not_matter(name: str, family: str) -> None:
    assert family_of(name) == family
