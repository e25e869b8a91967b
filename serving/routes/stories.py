"""/v1/stories: what items tell of, over days; and what a person makes of it."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field

from news.errors import NotFoundError
from serving.bodies import JSON, content_type, parse_json, read_bytes
from serving.briefs.story_ranks import story_page, story_with_items
from serving.openapi import problems, request_body, schema_ref
from serving.parameters import Day, Parameters, StoriesQuery, Zone
from serving.pipeline import Sitrep
from serving.problems import NOT_FOUND, UNAVAILABLE
from serving.routes.labels import WRITING
from serving.schemas.stories import (
    CopiesOut,
    CopyOut,
    MergeIn,
    SplitIn,
    StoriesOut,
    StoryDetailOut,
    StoryRenameIn,
    story_detail,
    story_out,
)

Body = Annotated[bytes, Depends(read_bytes)]
Nothing = Annotated[Parameters, Query()]
_WRITES = problems(*WRITING, NOT_FOUND, UNAVAILABLE)


class StoryQuery(Parameters):
    """Of GET /v1/stories/{id}."""

    date: Day | None = Field(None, description="only the items of this day")
    timezone: Zone = "UTC"


def story_router(sitrep: Sitrep) -> APIRouter:
    """The story endpoints."""
    router = APIRouter(tags=["stories"])

    def detail(story_id: str, day: date | None = None, timezone: str = "UTC") -> StoryDetailOut:
        view, items = story_with_items(sitrep, story_id)
        if day is not None:
            of_day = {found.stored.item.id for found in sitrep.items_on(day, timezone)}
            items = {item_id: found for item_id, found in items.items() if item_id in of_day}
            if not items:
                raise NotFoundError(f"story {story_id[:80]!r} has no items of {day} in {timezone}")
        return story_detail(view, items, sitrep.desk.titles(view.thread))

    @router.get("/v1/stories", summary="List a day's stories", responses=problems(UNAVAILABLE))
    def list_stories(query: Annotated[StoriesQuery, Query()]) -> StoriesOut:
        """List what a day's items tell of, in the order of rank, each with the reasons for its place.

        Further pages go on with the items that had come when the first was asked for; what comes meanwhile is in the
        next list. What people change meanwhile (a correction, a merge) is seen at once.
        Announcements and opinions are in no story.
        """
        page = story_page(sitrep, query.date, query.timezone, query.limit, query.cursor)
        told = [story_out(placed) for placed in page.stories]
        return StoriesOut(
            date=page.day,
            timezone=query.timezone,
            stories=told,
            next_cursor=page.following,
            unsorted=page.unsorted,
        )

    @router.get("/v1/stories/{story_id}", summary="Show one story", responses=problems(NOT_FOUND, UNAVAILABLE))
    def show_story(story_id: str, query: Annotated[StoryQuery, Query()]) -> StoryDetailOut:
        """Show a story with its items over all days, its thread, and what people did to it.

        The id of a story that was merged leads to the one it went into.
        """
        return detail(story_id, query.date, query.timezone)

    @router.patch(
        "/v1/stories/{story_id}",
        summary="Rename a story",
        openapi_extra=request_body({JSON: {"schema": schema_ref(StoryRenameIn)}}),
        responses=_WRITES,
    )
    def rename(request: Request, story_id: str, _: Nothing, body: Body) -> StoryDetailOut:
        """Give a story a headline that stays, whatever items come."""
        content_type(request, (JSON,))
        said = parse_json(StoryRenameIn, body)
        return detail(sitrep.desk.rename(story_id, said.headline.strip(), said.who))

    @router.post(
        "/v1/stories/{story_id}/merge",
        summary="Merge stories",
        openapi_extra=request_body({JSON: {"schema": schema_ref(MergeIn)}}),
        responses=_WRITES,
    )
    def merge(request: Request, story_id: str, _: Nothing, body: Body) -> StoryDetailOut:
        """Put other stories into this one; their ids lead here from now on, and nothing parts them again by itself."""
        content_type(request, (JSON,))
        said = parse_json(MergeIn, body)
        return detail(sitrep.desk.merge(story_id, said.stories, said.who))

    @router.post(
        "/v1/stories/{story_id}/split",
        summary="Split a story",
        openapi_extra=request_body({JSON: {"schema": schema_ref(SplitIn)}}),
        responses=_WRITES,
    )
    def split(request: Request, story_id: str, _: Nothing, body: Body) -> StoryDetailOut:
        """Take items out into a story of their own, which is the answer; nothing joins the two again by itself."""
        content_type(request, (JSON,))
        said = parse_json(SplitIn, body)
        headline = said.headline.strip() if said.headline else None
        return detail(sitrep.desk.split(story_id, said.items, headline, said.who))

    @router.get(
        "/v1/items/{item_id}/copies", summary="Show an item's copies", responses=problems(NOT_FOUND, UNAVAILABLE)
    )
    def copies(item_id: str, _: Nothing) -> CopiesOut:
        """Show which item this one copies, and all copies of that: agency copy, reposts, cut and updated versions."""
        original, likeness, found = sitrep.desk.copies(item_id)
        listed = [CopyOut(item=copy, original=original, likeness=alike) for copy, alike in found]
        return CopiesOut(item=item_id, original=original, likeness=likeness, copies=listed)

    return router
