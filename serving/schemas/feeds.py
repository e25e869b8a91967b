"""The JSON of feeds."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic.config import JsonDict

from serving.incoming import ONE_LINE, WEB_ADDRESS, Incoming
from serving.schemas.core import Instant, Outgoing
from store.feeds import EntryProblem, Feed, Outcome, Poll

_ZONE: JsonDict = {"anyOf": [{"$ref": "#/components/schemas/TimeZone"}, {"type": "null"}]}


class FeedIn(Incoming):
    """A feed to poll."""

    url: str = Field(
        min_length=1, max_length=4096, description="http or https", json_schema_extra={"pattern": WEB_ADDRESS}
    )
    name: Annotated[str, Field(max_length=200, pattern=ONE_LINE), AfterValidator(str.strip)] | None = Field(
        None, description="what to call it; else its own title"
    )
    timezone: str | None = Field(
        None, max_length=100, description="of its times that name none; else they stay unknown", json_schema_extra=_ZONE
    )
    full_text: bool = Field(False, description="may the page of an item be fetched that the feed gives in part")


class PollOut(Outgoing):
    """One poll of a feed."""

    at: Instant
    outcome: Outcome
    status: int | None = Field(description="HTTP; null when there was no answer")
    took_s: float
    entries: int
    created: int = Field(description="items new to the store")
    edited: int
    retracted: int
    problem: str | None


class EntryProblemOut(Outgoing):
    """What could not be read of an entry."""

    item: str
    headline: str
    seen_at: Instant
    problem: str


class FeedOut(Outgoing):
    """A feed and how it stands."""

    id: str
    url: str
    name: str | None
    title: str | None = Field(description="as the feed calls itself")
    site_url: str | None
    timezone: str | None
    full_text: bool
    added_at: Instant
    state: Literal["new", "fine", "failing"]
    last_poll_at: Instant | None
    last_success_at: Instant | None
    next_poll_at: Instant
    failures: int = Field(description="in a row")
    problem: str | None = Field(description="of the last poll")
    moved_to: str | None = Field(description="where its server says for good that it stands now")


class FeedDetailOut(FeedOut):
    """A feed, its last polls, and what could not be read of its entries."""

    polls: list[PollOut] = Field(description="the last first, at most 50")
    entry_problems: list[EntryProblemOut] = Field(description="the last seen first, at most 50")


class FeedPageOut(Outgoing):
    """Feeds in the order added."""

    feeds: list[FeedOut]
    next_cursor: str | None = Field(description="pass it as cursor= for the next page; null on the last")


class RefusedFeedOut(Outgoing):
    """A feed of a list that was not added."""

    url: str
    name: str | None
    reason: str


class OpmlImportedOut(Outgoing):
    """What became of a list of feeds."""

    added: int
    existing: int
    refused: list[RefusedFeedOut]


def feed_out(feed: Feed) -> FeedOut:
    """Write a feed."""
    health = feed.health
    return FeedOut(
        id=feed.id,
        url=feed.url,
        name=feed.name,
        title=health.title,
        site_url=health.site_url,
        timezone=feed.timezone,
        full_text=feed.full_text,
        added_at=feed.added_at,
        state="new" if health.last_poll_at is None else "failing" if health.failures else "fine",
        last_poll_at=health.last_poll_at,
        last_success_at=health.last_success_at,
        next_poll_at=health.next_poll_at,
        failures=health.failures,
        problem=health.problem,
        moved_to=health.moved_to,
    )


def poll_out(poll: Poll) -> PollOut:
    """Write a poll."""
    return PollOut.model_validate(poll, from_attributes=True)


def problem_out(problem: EntryProblem) -> EntryProblemOut:
    """Write what could not be read of an entry."""
    return EntryProblemOut(
        item=problem.item_id, headline=problem.headline, seen_at=problem.seen_at, problem=problem.problem
    )
