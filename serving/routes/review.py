"""GET /v1/review: what is worth a person's minute next."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from serving.answers import stored_item
from serving.learning.review import Review
from serving.openapi import problems
from serving.parameters import Parameters
from serving.problems import UNAVAILABLE
from serving.schemas.core import Outgoing, StoredItemOut


class ReviewQuery(Parameters):
    """Of GET /v1/review."""

    minutes: int = Field(15, ge=1, le=120, description="how long you have; an item takes about twenty seconds")


class ReviewItemOut(StoredItemOut):
    """A stored item, and why it is worth reading."""

    reasons: list[Literal["uncertain", "neighbours", "new", "telling", "drifting"]] = Field(
        description="near a threshold; items like it were decided otherwise; unlike all that a person answered; "
        "its answer tells much of other items; unlike all that the model learned from"
    )


class ReviewOut(Outgoing):
    """The queue, the most useful item first."""

    items: list[ReviewItemOut]
    minutes: int = Field(description="what reading them takes")
    waiting: int = Field(description="items without a person's word, among the newest 2,000")
    change: float = Field(
        description="share of labels that the next twenty are expected to change, at most: that of the likeliest twenty"
    )
    estimate: str = Field(description="the same in words")


def review_router(review: Review) -> APIRouter:
    """The review endpoint."""
    router = APIRouter(tags=["review"])

    @router.get("/v1/review", summary="What to review next", responses=problems(UNAVAILABLE))
    def list_review(query: Annotated[ReviewQuery, Query()]) -> ReviewOut:
        """The stored items whose correction teaches most; answer each with PUT /v1/items/{id}/themes, or skip it."""
        queue = review.queue(query.minutes)
        return ReviewOut(
            items=[ReviewItemOut(**dict(stored_item(e.item)), reasons=list(e.reasons)) for e in queue.entries],  # type: ignore[arg-type]
            minutes=queue.minutes,
            waiting=queue.waiting,
            change=queue.change,
            estimate=queue.sentence,
        )

    return router
