"""The JSON of stories."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from news.briefing.ranking import Placed
from serving.answers import stored_item
from serving.briefs.story_desk import StoryView
from serving.incoming import VISIBLE, Incoming
from serving.pipeline import ShownItem
from serving.schemas.core import Instant, Outgoing, StoredItemOut
from serving.schemas.corrections import Who
from store.stories import Hand, StoryRecord

# One line: lists and briefs print it as a heading. A pattern, not a function, so that the document says it too.
Headline = Annotated[
    str,
    Field(min_length=1, max_length=300, pattern=VISIBLE),
    AfterValidator(lambda said: " ".join(said.split())),
]


class MergeIn(Incoming):
    """The body of POST /v1/stories/{id}/merge."""

    stories: list[str] = Field(min_length=1, max_length=100, description="ids of the stories that go into this one")
    who: Who | None = None


class SplitIn(Incoming):
    """The body of POST /v1/stories/{id}/split."""

    items: list[str] = Field(min_length=1, max_length=1000, description="ids of the items that become a new story")
    headline: Headline | None = Field(None, description="of the new story")
    who: Who | None = None


class StoryRenameIn(Incoming):
    """The body of PATCH /v1/stories/{id}."""

    headline: Headline
    who: Who | None = None


class PartOut(Outgoing):
    """One reason for a story's place."""

    name: str = Field(description="the weight SITREP__RANK_<NAME> that it goes by")
    value: float
    points: float = Field(description="value times weight")
    words: str


class StoryOut(Outgoing):
    """A story among those of its day."""

    id: str
    headline: str = Field(description="a person's, else of the issue's lead, else of the item nearest to all others")
    items: list[str] = Field(description="ids of the day's items, the earliest first")
    themes: list[str] = Field(description="the one it fits best first")
    outlets: list[str]
    publishers: list[str] = Field(description="houses that tell it in words of their own; copies do not count")
    single_source: bool
    score: float
    why: list[str]
    parts: list[PartOut] = Field(description="what the score is made of, the most points first")


class StoriesOut(Outgoing):
    """One day's stories in the order of rank."""

    date: Annotated[
        date | None, Field(description="the day asked for, else the newest with items; null when nothing is stored")
    ]
    timezone: str
    stories: list[StoryOut]
    next_cursor: str | None = Field(description="pass it as cursor= for the next page; null on the last")
    unsorted: int = Field(description="items of the day that are in no story, since nothing can be written")


class ThreadStoryOut(Outgoing):
    """A story of a thread."""

    id: str
    headline: str
    first_day: date
    last_day: date
    items: int


class CopyOut(Outgoing):
    """An item that copies another."""

    item: str
    original: str
    likeness: float = Field(description="the share of the shorter text that stands in the longer, 0 to 1")


class HandOut(Outgoing):
    """What a person did to a story."""

    action: str = Field(description="merge, split or rename")
    detail: dict[str, Any]
    who: str | None
    at: Instant


class StoryDetailOut(Outgoing):
    """One story with its items."""

    id: str
    headline: str
    renamed: bool = Field(description="whether the headline is a person's")
    first_day: date
    last_day: date
    items: list[StoredItemOut]
    copies: list[CopyOut]
    thread: list[ThreadStoryOut] = Field(description="stories that follow each other over days, this one too")
    hands: list[HandOut] = Field(description="what people did to it, last first")


class CopiesOut(Outgoing):
    """The copies of an item."""

    item: str
    original: str = Field(description="the item's own id when it copies none")
    likeness: float | None = Field(description="to the original; null when the item copies none")
    copies: list[CopyOut] = Field(description="all copies of the original, in the order they were received")


def story_out(placed: Placed) -> StoryOut:
    """Write a story of a day."""
    return StoryOut(
        id=placed.story.id,
        headline=placed.story.headline,
        items=list(placed.story.item_ids),
        themes=list(placed.themes),
        outlets=[outlet for outlet in placed.outlets if outlet],
        publishers=[name for name in placed.publishers if name],
        single_source=placed.single_source,
        score=placed.score,
        why=list(placed.why),
        parts=[PartOut(name=p.name, value=p.value, points=p.points, words=p.words) for p in placed.parts],
    )


def story_detail(view: StoryView, items: Mapping[str, ShownItem], titles: Mapping[str, str]) -> StoryDetailOut:
    """Write a story; items by id may be some of its items only, titles are those of its thread's stories."""
    days = [view.record.first_day, view.record.last_day]
    first, last = (day for day in days if day is not None)
    return StoryDetailOut(
        id=view.record.id,
        headline=view.story.headline,
        renamed=view.record.headline is not None,
        first_day=first,
        last_day=last,
        items=[stored_item(items[item_id]) for item_id in view.story.item_ids if item_id in items],
        copies=[
            CopyOut(item=item_id, original=place.original, likeness=place.likeness or 0.0)
            for item_id, place in view.places.items()
            if place.original is not None
        ],
        thread=[_thread_story(record, titles) for record in view.thread if record.items],
        hands=[_hand(hand) for hand in view.hands],
    )


def _thread_story(record: StoryRecord, titles: Mapping[str, str]) -> ThreadStoryOut:
    first, last = (day for day in (record.first_day, record.last_day) if day is not None)
    return ThreadStoryOut(id=record.id, headline=titles[record.id], first_day=first, last_day=last, items=record.items)


def _hand(hand: Hand) -> HandOut:
    return HandOut(action=hand.action, detail=hand.detail, who=hand.who, at=hand.at)
