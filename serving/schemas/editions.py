"""Published editions as JSON lists them."""

from pydantic import Field

from serving.briefs.editions import Edition
from serving.schemas.core import Instant, Outgoing


class EditionOut(Outgoing):
    """A published edition; its brief stands at /v1/briefs/{id}."""

    id: str
    edition: str = Field(description="2024-10-28, 2024-10-28-am")
    timezone: str
    themes: list[str] = Field(description="in the reader's order; empty: all")
    subscription: str | None = Field(description="whose it is; null: published by hand")
    published_at: Instant
    since: str | None = Field(description="the reader's edition before it")
    stories: int
    corrections: int


class EditionsOut(Outgoing):
    """Published editions, the last first."""

    editions: list[EditionOut]
    next_cursor: str | None = Field(description="pass it as cursor= for the next page; null on the last")


def edition_out(edition: Edition) -> EditionOut:
    """List an edition that was published."""
    return EditionOut(
        id=edition.id or "",
        edition=edition.brief.edition,
        timezone=edition.reader.timezone,
        themes=list(edition.reader.themes),
        subscription=edition.reader.subscription or None,
        published_at=edition.updated,
        since=edition.brief.since,
        stories=sum(len(theme.stories) for theme in edition.brief.themes),
        corrections=len(edition.brief.corrections),
    )
