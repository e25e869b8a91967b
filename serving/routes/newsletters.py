"""POST /v1/newsletters: one issue in, typed and labelled items out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from news.media_types import MEDIA_TYPES
from serving import sniff
from serving.answers import newsletter_answer
from serving.bodies import BYTES, content_type, read_bytes
from serving.openapi import problems, request_body
from serving.parameters import NewsletterQuery
from serving.pipeline import Sitrep
from serving.problems import INVALID_NEWSLETTER, PARSER_LIMIT, UNAVAILABLE
from serving.routes.labels import SOME_TEXT, WRITING
from serving.schemas.core import NewsletterOut

_TOLD_APART = {BYTES: {"schema": {"type": "string", "format": "binary", "description": "told by its beginning"}}}


def newsletter_router(sitrep: Sitrep) -> APIRouter:
    """The newsletter endpoint."""
    router = APIRouter(tags=["newsletters"])

    @router.post(
        "/v1/newsletters",
        summary="Split and label one issue of a newsletter",
        openapi_extra=request_body(
            {kind: {"schema": {"type": "string", "pattern": SOME_TEXT}} for kind in MEDIA_TYPES} | _TOLD_APART
        ),
        responses=problems(*WRITING, INVALID_NEWSLETTER, PARSER_LIMIT, UNAVAILABLE),
    )
    def read_newsletter(
        request: Request, query: Annotated[NewsletterQuery, Query()], body: Annotated[bytes, Depends(read_bytes)]
    ) -> NewsletterOut:
        """Split an issue into items, label each, and say what was left out and why.

        An issue whose day is known is kept, unless store=false, and is on disk when the answer arrives; the same
        issue again changes nothing. A mail's own Date counts when issued_on is not given; no day is guessed: an
        issue without one is answered and not kept, and refused with store=true. `stored` says what was kept.
        """
        media_type, charset = content_type(request, (*MEDIA_TYPES, BYTES))
        read = sitrep.read_newsletter(
            body,
            sniff.media_type_of(body) if media_type == BYTES else media_type,
            issued_on=query.issued_on,
            source=query.source,
            charset=charset,
            store=query.store,
            evidence=query.evidence,
        )
        return newsletter_answer(read)

    return router
