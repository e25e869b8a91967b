"""POST /v1/summaries: texts in, cited sentences out; nothing is stored."""

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from models.rewriting import prompt_for
from news.summary import Document
from serving.answers import summary_answer
from serving.bodies import JSON, content_type, parse_json, read_bytes
from serving.briefs.generator import Writer
from serving.openapi import problems, request_body, schema_ref
from serving.parameters import Parameters
from serving.pipeline import Sitrep
from serving.problems import INVALID, TOO_LARGE, ProblemError, pointer
from serving.routes.labels import WRITING
from serving.schemas.core import SummaryIn, SummaryOut
from serving.settings import Settings


def summary_router(sitrep: Sitrep, settings: Settings, writer: Writer | None) -> APIRouter:
    """The summary endpoint; writer puts summaries into a generator's words."""
    router = APIRouter(tags=["summaries"])

    @router.post(
        "/v1/summaries",
        summary="Summarize texts in whole, cited sentences",
        openapi_extra=request_body({JSON: {"schema": schema_ref(SummaryIn)}}),
        responses=problems(*WRITING),
    )
    def summarize(
        request: Request, _: Annotated[Parameters, Query()], body: Annotated[bytes, Depends(read_bytes)]
    ) -> SummaryOut:
        """Choose sentences of the documents, at most max_words together, each with the places it stands in.

        Offsets count code points of the document's text; nothing is stored. Where a generator is set up, its sentences
        say in other words what their sources say, as far as they pass a check against them; `generated` marks them.
        """
        content_type(request, (JSON,))
        asked = parse_json(SummaryIn, body)
        if len(asked.documents) > settings.max_items:
            detail = f"{len(asked.documents)} documents, at most {settings.max_items} a request"
            raise ProblemError(TOO_LARGE, detail, [{"detail": detail, "pointer": "#/documents"}])
        [(most, times)] = Counter(document.id for document in asked.documents).most_common(1)
        if times > 1:
            detail = f"id {most[:80]!r} stands {times} times; the sources could not tell which document is meant"
            raise ProblemError(INVALID, detail, [{"detail": detail, "pointer": pointer(("documents",))}])
        documents = [Document(document.id, document.text) for document in asked.documents]
        summary = sitrep.summarize(documents, asked.max_words)
        return summary_answer(writer(prompt_for(summary, asked.max_words), summary) if writer else summary)

    return router
