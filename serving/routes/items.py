"""/v1/items: keep items, list them, show one."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import Response

from news.briefing.format_ninjs import item_to_ninjs
from news.item import NewsItem
from serving.answers import added_answer, item_page, stored_item_detail
from serving.bodies import JSON, content_type, misfit, parse_json, read_bytes
from serving.briefs.brief_formats import ninjs_item
from serving.briefs.format_names import MEDIA_TYPES
from serving.days import DayError, check_published
from serving.openapi import problems, request_body, schema_ref
from serving.parameters import ItemDetailQuery, ItemsQuery, Parameters
from serving.pipeline import Sitrep
from serving.posted import posted_item
from serving.problems import CONFLICT, NOT_FOUND, TOO_LARGE, UNAVAILABLE, ProblemError, pointer
from serving.routes.labels import WRITING
from serving.schemas.core import AddedItemsOut, ItemPageOut, ItemsIn, StoredItemDetailOut
from serving.settings import Settings
from store.records import IdempotencyKey, ItemQuery
from store.versions import Change

_ADDED: dict[int | str, dict[str, Any]] = {201: {"model": AddedItemsOut, "description": "Kept, and on disk"}}

_SHOWN: dict[int | str, dict[str, Any]] = {
    200: {"content": {MEDIA_TYPES["ninjs"]: {"schema": {"type": "object"}}}, "description": "The item"}
}


def item_router(sitrep: Sitrep, settings: Settings) -> APIRouter:
    """The item endpoints."""
    router = APIRouter(tags=["items"])

    @router.post(
        "/v1/items",
        status_code=201,
        summary="Keep and label items",
        openapi_extra=request_body({JSON: {"schema": schema_ref(ItemsIn)}}),
        responses=_ADDED | problems(*WRITING, CONFLICT, UNAVAILABLE),
    )
    def add_items(
        request: Request,
        _: Annotated[Parameters, Query()],
        body: Annotated[bytes, Depends(read_bytes)],
        idempotency_key: Annotated[
            str | None,
            Header(
                min_length=1,
                max_length=255,
                description="the same key and body again give the same answer; another body is a conflict",
            ),
        ] = None,
    ) -> Response:
        """Keep items; all are on disk when the answer arrives, or none is kept.

        An item that stood in the store before is not changed, and says created: false. Keys are kept for 30 days.
        """
        content_type(request, (JSON,))
        posted = parse_json(ItemsIn, body).items
        if len(posted) > settings.max_items:
            detail = f"{len(posted)} items, at most {settings.max_items} a request; send the rest in another"
            raise ProblemError(TOO_LARGE, detail, [{"detail": detail, "pointer": "#/items"}])
        items = [posted_item(**item.model_dump()) for item in posted]
        _check_dates(items, sitrep.now().date())
        key = IdempotencyKey(idempotency_key, hashlib.sha256(body).hexdigest()) if idempotency_key else None
        answer = sitrep.add_items(items, lambda added: added_answer(added).model_dump_json(), key)
        return Response(answer, 201, media_type=JSON)

    @router.get("/v1/items", summary="List items, last received first", responses=problems(UNAVAILABLE))
    def list_items(query: Annotated[ItemsQuery, Query()]) -> ItemPageOut:
        """List stored items with their newest labels; days count as the issue's, else in UTC, both ends included."""
        wanted = ItemQuery(query.theme, query.source, query.kind, query.from_, query.to, query.words, issue=query.issue)
        if query.theme is not None:
            sitrep.check_themes([query.theme])
        return item_page(*sitrep.items(wanted, query.limit, query.cursor))

    @router.get(
        "/v1/items/{item_id}",
        summary="Show one item",
        response_model=StoredItemDetailOut,
        responses=_SHOWN | problems(NOT_FOUND, UNAVAILABLE),
    )
    def show_item(
        request: Request, item_id: str, query: Annotated[ItemDetailQuery, Query()]
    ) -> StoredItemDetailOut | Response:
        """Show an item with its newest labels, every place it was seen in, and its former versions.

        With evidence=true it is labelled afresh by the model in service.
        """
        found, store = sitrep.item(item_id, evidence=query.evidence), sitrep.store
        versions, problems = store.versions.of(item_id), store.feeds.item_problems(item_id)
        if query.format == "ninjs":
            newest = versions[-1]
            item = replace(
                ninjs_item(found, sitrep.taxonomy),
                version=newest.number,
                retracted=newest.change is Change.RETRACTED,
                received_at=newest.seen_at,
            )
            base_url = str(request.base_url).rstrip("/")
            record = item_to_ninjs(item, lambda found_id: f"{base_url}/items/{found_id}")
            return Response(json.dumps(record, ensure_ascii=False), media_type=MEDIA_TYPES["ninjs"])
        return stored_item_detail(found, store.sightings(item_id), versions, problems)

    return router


def _check_dates(items: Sequence[NewsItem], today: date) -> None:
    """Raise ProblemError naming every item whose time is a misprint: no brief of a day to come may wait for it."""
    errors: list[dict[str, Any]] = []
    for place, item in enumerate(items):
        try:
            if item.published_at is not None:
                check_published(item.published_at.date(), today)
        except DayError as error:
            errors.append({"detail": str(error), "pointer": pointer(("items", place, "published_at"))})
    if errors:
        raise misfit(errors)
