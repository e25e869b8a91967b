"""The web application: routes, what stands before them, and how errors become answers."""

from collections.abc import Mapping, Sequence
from logging import getLogger
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount

from news.errors import SitrepError
from serving.briefs.brief_writer import open_writer
from serving.briefs.editions import Editions
from serving.briefs.story_desk import SortingError
from serving.briefs.subscriptions import Subscriptions
from serving.egress import Egress
from serving.learning.parts import Learning
from serving.learning.review import Review
from serving.metrics import Metrics
from serving.middleware import METHODS, Guard, Head, Observe, Steady
from serving.openapi import describe
from serving.parameters import given_once
from serving.pipeline import Sitrep
from serving.problems import (
    INTERNAL,
    INVALID,
    MALFORMED,
    METHOD,
    NOT_FOUND,
    OVERLOADED,
    TOO_LARGE,
    ProblemAnswer,
    ProblemError,
    ProblemType,
    as_problem,
    named_parameter,
    parameter_errors,
    problem_response,
)
from serving.routes.briefs import brief_router
from serving.routes.corrections import correction_router
from serving.routes.feeds import feed_router
from serving.routes.items import item_router
from serving.routes.jobs import job_router
from serving.routes.labels import label_router
from serving.routes.models import model_router
from serving.routes.newsletters import newsletter_router
from serving.routes.review import review_router
from serving.routes.service import service_router
from serving.routes.stories import story_router
from serving.routes.subscriptions import subscription_router
from serving.routes.summaries import summary_router
from serving.routes.themes import theme_router
from serving.settings import Settings
from serving.sources.feeds import Feeds, open_feeds
from serving.web.pages import Pages, add_pages

logger = getLogger(__name__)

_FORMS_ALONE = "This address takes what a form sends; go back to the page that holds the form, and send it from there."


def create_app(sitrep: Sitrep, settings: Settings, feeds: Feeds | None = None) -> FastAPI:
    """Build the application around one pipeline; nothing is started or opened.

    feeds: those that the caller also polls; without them, polling is left to requests.
    """
    feeds = feeds or open_feeds(sitrep, settings)
    app = FastAPI(
        title="Sitrep",
        version="1",
        description="Labels news by theme, splits newsletters, writes daily briefs whose sentences cite their source.",
        docs_url=None,  # FastAPI's pages load scripts from another host
        redoc_url=None,
        redirect_slashes=False,  # it leads to the host that a proxy asks for, and leaves whoever posts without a word
    )
    metrics = Metrics(sitrep)
    editions = Editions(sitrep)
    subscriptions = Subscriptions(sitrep, editions)

    def include(router: APIRouter, *repeatable: str) -> None:
        app.include_router(router, dependencies=[Depends(given_once(*repeatable))])

    include(label_router(sitrep, settings))
    include(newsletter_router(sitrep))
    include(item_router(sitrep, settings))
    include(correction_router(sitrep))
    include(review_router(Review(sitrep)))
    include(brief_router(sitrep, editions), "theme")
    include(feed_router(sitrep, feeds))
    include(subscription_router(sitrep, subscriptions, settings, Egress(settings.allow_networks)))
    include(story_router(sitrep))
    include(summary_router(sitrep, settings, open_writer(sitrep, settings)))
    learning = Learning(sitrep, settings)
    include(job_router(learning.training))
    include(theme_router(sitrep, learning.themes))
    include(model_router(sitrep, learning.registry, learning.drift, learning.themes))
    include(service_router(sitrep, metrics))
    pages = add_pages(app, sitrep, settings, feeds, learning)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]  # FastAPI's documented way
    answer = _answering(pages)
    _handle_errors(app, pages, answer)
    # The last one added is the outermost.
    app.add_middleware(Steady, sitrep=sitrep)
    app.add_middleware(Guard, settings=settings, answer=answer)
    app.add_middleware(Head)
    app.add_middleware(Observe, metrics=metrics, answer=answer)
    return app


_TOO_LONG = "What you sent is too long to be read at once. Send it in parts."


def _answering(pages: Pages) -> ProblemAnswer:
    """What tells a program of a problem as RFC 9457 says, and a person with a browser on a page."""

    def answer(
        request: Request,
        kind: ProblemType,
        detail: str,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        if not _reads_pages(request):
            return problem_response(request, kind, detail, errors, headers)
        words = _TOO_LONG if kind is TOO_LARGE else f"{detail[:1].upper()}{detail[1:]}."
        page = pages.problem(request, kind.status, kind.title, words)
        page.headers.update(headers or {})
        return page

    return answer


def _handle_errors(app: FastAPI, pages: Pages, answer: ProblemAnswer) -> None:
    @app.exception_handler(ProblemError)
    async def refused(request: Request, error: ProblemError) -> Response:
        return answer(request, error.kind, error.detail, error.errors, error.headers)

    @app.exception_handler(SitrepError)
    async def failed(request: Request, error: SitrepError) -> Response:
        kind, detail = as_problem(error)
        if kind.status >= 500:
            logger.error("%s %s: %s", request.method, request.url.path, error, exc_info=kind is INTERNAL and error)
        headers = {"Retry-After": "10"} if kind is OVERLOADED or isinstance(error, SortingError) else None
        return answer(request, kind, detail, named_parameter(error), headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        errors = parameter_errors(error.errors())
        detail = "; ".join(f"{e['parameter']}: {e['detail']}" for e in errors[:3])
        return problem_response(request, INVALID, detail, errors)

    @app.exception_handler(HTTPException)
    async def unrouted(request: Request, error: HTTPException) -> Response:
        path = request.url.path
        if error.status_code == METHOD.status:
            return _not_allowed(app, request, pages)
        there = path.rstrip("/")
        if error.status_code == NOT_FOUND.status and there != path and _answers(app, request, there):
            if request.method in ("GET", "HEAD") and not there.startswith("/v1/"):
                query = f"?{request.url.query}" if request.url.query else ""
                return RedirectResponse(quote(there) + query, 308)
            return problem_response(request, NOT_FOUND, f"nothing is at {path[:200]}; leave the slash at its end out")
        if error.status_code == NOT_FOUND.status and _reads_pages(request):
            return pages.problem(request, NOT_FOUND.status, "Not found", f"There is no page at {path[:200]}.")
        if error.status_code == NOT_FOUND.status:
            return problem_response(request, NOT_FOUND, f"no page or endpoint at {path[:200]}; see /openapi.json")
        return problem_response(request, MALFORMED if error.status_code < 500 else INTERNAL, str(error.detail))


def _not_allowed(app: FastAPI, request: Request, pages: Pages) -> Response:
    allowed = ", ".join(sorted(_allowed_methods(app, request)))
    if _reads_pages(request):  # whoever opens anew what a form led to
        page = pages.problem(request, METHOD.status, "Nothing to show here", _FORMS_ALONE)
        page.headers["Allow"] = allowed
        return page
    detail = f"{request.method[:20]} is not allowed on {request.url.path[:200]}; allowed: {allowed}"
    return problem_response(request, METHOD, detail, headers={"Allow": allowed})


def _reads_pages(request: Request) -> bool:
    """Whether a person with a browser asks, and not for what programs ask."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(("/v1/", "/static/"))


def _answers(app: FastAPI, request: Request, path: str, method: str | None = None) -> bool:
    """Whether a path is one of ours, and answers a method where one is named."""
    scope = {**request.scope, "path": path, "method": method or request.method}
    wanted = (Match.FULL,) if method else (Match.FULL, Match.PARTIAL)
    return any(route.matches(scope)[0] in wanted for route in app.routes if not isinstance(route, Mount))


def _allowed_methods(app: FastAPI, request: Request) -> set[str]:
    """All methods that a path answers: the framework names those of the first matching route alone."""
    path = request.scope["path"]
    found = {method for method in METHODS if _answers(app, request, path, method)} or {"GET"}  # of the mounted files
    return found | {"HEAD"} if "GET" in found else found  # serving.middleware answers it
