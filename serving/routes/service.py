"""What the service says of itself: themes, models, problems, probes, metrics."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse, Response

from news.errors import NotFoundError
from serving.answers import taxonomy_answer
from serving.metrics import CONTENT_TYPE, Metrics
from serving.openapi import problems
from serving.parameters import Parameters
from serving.pipeline import Sitrep
from serving.problems import NOT_FOUND, PROBLEM_TYPES, UNAVAILABLE
from serving.schemas.core import StatusOut, TaxonomyOut

OK = StatusOut(status="ok")


def service_router(sitrep: Sitrep, metrics: Metrics) -> APIRouter:
    """The endpoints about the service itself."""
    router = APIRouter(tags=["service"])

    @router.get("/v1/themes", summary="List the themes", responses=problems())
    def themes(_: Annotated[Parameters, Query()]) -> TaxonomyOut:
        """The taxonomy in force, in the order that answers list its themes."""
        return taxonomy_answer(sitrep.taxonomy)

    # async def: probes answer also while every worker thread is busy.
    @router.get("/livez", summary="Is the process alive", responses=problems())
    async def live(_: Annotated[Parameters, Query()]) -> StatusOut:
        """Answers as long as the process serves requests at all."""
        return OK

    @router.get("/readyz", summary="Can the service answer", responses=problems(UNAVAILABLE))
    def ready(_: Annotated[Parameters, Query()]) -> StatusOut:
        """Answers when store and model do; of a full disk it says read_only, and what is kept still answers."""
        return StatusOut(status="ok" if sitrep.store.check() else "read_only")

    @router.get(
        "/metrics",
        summary="Prometheus metrics",
        response_class=PlainTextResponse,
        responses=problems(),
    )
    async def read_metrics(_: Annotated[Parameters, Query()]) -> Response:
        """Requests, latencies, items labelled and stored, decisions by theme."""
        return Response(metrics.text(), headers={"Content-Type": CONTENT_TYPE})

    @router.get(
        "/problems/{slug}",
        summary="Explain a sort of problem",
        response_class=PlainTextResponse,
        responses=problems(NOT_FOUND),
    )
    async def explain(slug: str, _: Annotated[Parameters, Query()]) -> PlainTextResponse:
        """What a problem's `type` means and what to do about it."""
        for kind in PROBLEM_TYPES:
            if kind.slug == slug:
                return PlainTextResponse(f"{kind.title} ({kind.status})\n\n{kind.meaning}\n")
        slugs = ", ".join(kind.slug for kind in PROBLEM_TYPES)
        raise NotFoundError(f"no sort of problem is called {slug[:80]!r}; there are {slugs}")

    return router
