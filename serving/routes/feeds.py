"""/v1/feeds: add feeds, list them with their health, poll one now, read and write lists of them."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from news.errors import UnknownTimezoneError
from serving.addresses import EgressRefusedError
from serving.bodies import BYTES, JSON, content_type, no_body, parse_json, read_bytes
from serving.openapi import problems, request_body, schema_ref
from serving.parameters import CursorQuery, Parameters
from serving.pipeline import Sitrep
from serving.problems import (
    INVALID,
    INVALID_FEED,
    NOT_FOUND,
    PARSER_LIMIT,
    REFUSED_ADDRESS,
    UNAVAILABLE,
    ProblemError,
)
from serving.routes.labels import WRITING
from serving.schemas.feeds import (
    FeedDetailOut,
    FeedIn,
    FeedOut,
    FeedPageOut,
    OpmlImportedOut,
    PollOut,
    RefusedFeedOut,
    feed_out,
    poll_out,
    problem_out,
)
from serving.sources.feeds import Feeds

OPML = ("text/x-opml", "application/xml", "text/xml", BYTES)
POLLS_SHOWN = 50
_ADDED: dict[int | str, dict[str, Any]] = {
    200: {"model": FeedOut, "description": "There already; name, time zone and full-text choice are as sent now"},
    201: {"model": FeedOut, "description": "Added, and polled within seconds"},
}


def feed_router(sitrep: Sitrep, feeds: Feeds) -> APIRouter:
    """The feed endpoints."""
    router = APIRouter(tags=["feeds"])

    @router.post(
        "/v1/feeds",
        status_code=201,
        summary="Add a feed",
        openapi_extra=request_body({JSON: {"schema": schema_ref(FeedIn)}}),
        responses=_ADDED | problems(*WRITING, REFUSED_ADDRESS, UNAVAILABLE),
    )
    def add_feed(
        request: Request, _: Annotated[Parameters, Query()], body: Annotated[bytes, Depends(read_bytes)]
    ) -> Response:
        """Keep a feed and poll it from now on.

        An address that is never asked is refused: another scheme than http and https, a private network that
        SITREP__ALLOW_NETWORKS does not name. Whether a feed stands there, its first poll tells.
        """
        content_type(request, (JSON,))
        posted = parse_json(FeedIn, body)
        try:
            feed, added = feeds.add(posted.url, name=posted.name, timezone=posted.timezone, full_text=posted.full_text)
        except UnknownTimezoneError as error:
            raise ProblemError(INVALID, str(error), [{"detail": str(error), "pointer": "#/timezone"}]) from error
        except EgressRefusedError as error:
            raise ProblemError(REFUSED_ADDRESS, str(error), [{"detail": str(error), "pointer": "#/url"}]) from error
        return Response(feed_out(feed).model_dump_json(), 201 if added else 200, media_type=JSON)

    @router.get("/v1/feeds", summary="List feeds with their health", responses=problems(UNAVAILABLE))
    def list_feeds(query: Annotated[CursorQuery, Query()]) -> FeedPageOut:
        """Every feed in the order added, each with how it stands after its last poll."""
        found, following = sitrep.store.feeds.page(query.limit, query.cursor)
        return FeedPageOut(feeds=[feed_out(feed) for feed in found], next_cursor=following)

    @router.get(
        "/v1/feeds.opml",
        summary="Write the feeds as OPML",
        response_class=Response,
        responses={200: {"content": {OPML[0]: {"schema": {"type": "string"}}}}, **problems(UNAVAILABLE)},
    )
    def export_feeds(_: Annotated[Parameters, Query()]) -> Response:
        """The list that other feed readers take; time zones and full-text choices are no part of it."""
        return Response(feeds.export_list(), media_type=OPML[0])

    @router.post(
        "/v1/feeds.opml",
        summary="Add the feeds of an OPML list",
        openapi_extra=request_body({kind: {"schema": {"type": "string"}} for kind in OPML}),
        responses=problems(*WRITING, INVALID_FEED, PARSER_LIMIT, UNAVAILABLE),
    )
    def import_feeds(
        request: Request, _: Annotated[Parameters, Query()], body: Annotated[bytes, Depends(read_bytes)]
    ) -> OpmlImportedOut:
        """Add every feed of a list; one that is refused leaves the others alone, one that is there stays as it is."""
        content_type(request, OPML)
        done = feeds.import_list(body)
        refused = [RefusedFeedOut.model_validate(one, from_attributes=True) for one in done.refused]
        return OpmlImportedOut(added=done.added, existing=done.existing, refused=refused)

    @router.get(
        "/v1/feeds/{feed_id}", summary="Show one feed with its history", responses=problems(NOT_FOUND, UNAVAILABLE)
    )
    def show_feed(feed_id: str, _: Annotated[Parameters, Query()]) -> FeedDetailOut:
        """Show a feed, its last polls, and what could not be read of its entries."""
        store = sitrep.store.feeds
        return FeedDetailOut(
            **dict(feed_out(store.feed(feed_id))),
            polls=[poll_out(poll) for poll in store.polls(feed_id, POLLS_SHOWN)],
            entry_problems=[problem_out(problem) for problem in store.problems(feed_id, POLLS_SHOWN)],
        )

    @router.post(
        "/v1/feeds/{feed_id}/poll",
        summary="Poll a feed now",
        dependencies=[Depends(no_body)],
        responses=problems(*WRITING, NOT_FOUND, UNAVAILABLE),
    )
    def poll_feed(feed_id: str, _: Annotated[Parameters, Query()]) -> PollOut:
        """Poll a feed and wait for the outcome; one that fails is an outcome, with its problem, and not an error."""
        return poll_out(feeds.poll(feed_id))

    @router.delete(
        "/v1/feeds/{feed_id}",
        status_code=204,
        summary="Remove a feed",
        dependencies=[Depends(no_body)],
        responses=problems(*WRITING, NOT_FOUND, UNAVAILABLE),
    )
    def remove_feed(feed_id: str, _: Annotated[Parameters, Query()]) -> Response:
        """Poll a feed no more. Its items stay."""
        feeds.remove(feed_id)
        return Response(status_code=204)

    return router
