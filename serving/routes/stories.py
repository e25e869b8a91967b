"""GET /v1/stories: what a day's items tell of."""

from typing import Annotated

from fastapi import APIRouter, Query

from serving.answers import stored_item
from serving.openapi import problems
from serving.parameters import StoriesQuery
from serving.pipeline import Sitrep
from serving.problems import NOT_FOUND, UNAVAILABLE
from serving.schemas import StoriesOut, StoryDetailOut, StoryOut


def story_router(sitrep: Sitrep) -> APIRouter:
    """The story endpoints."""
    router = APIRouter(tags=["stories"])

    @router.get("/v1/stories", summary="List a day's stories", responses=problems(UNAVAILABLE))
    def list_stories(query: Annotated[StoriesQuery, Query()]) -> StoriesOut:
        """Group a day's items by the event that they tell of, the largest story first.

        Announcements and opinions are in no story.
        """
        found = sitrep.stories(query.date, query.timezone)
        stories = [StoryOut(id=s.id, headline=s.headline, items=list(s.item_ids)) for s, _ in found]
        return StoriesOut(date=query.date, timezone=query.timezone, stories=stories)

    @router.get("/v1/stories/{story_id}", summary="Show one story", responses=problems(NOT_FOUND, UNAVAILABLE))
    def show_story(story_id: str, query: Annotated[StoriesQuery, Query()]) -> StoryDetailOut:
        """Show one of a day's stories with its items; a story is looked for among those of its day."""
        story, items = sitrep.story(story_id, query.date, query.timezone)
        return StoryDetailOut(id=story.id, headline=story.headline, items=[stored_item(item) for item in items])

    return router
