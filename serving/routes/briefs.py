"""GET /v1/briefs/{date}: one day's brief in four formats."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse, Response

from news.brief import Brief
from news.formats import brief_to_dict, brief_to_html, brief_to_markdown, brief_to_text
from serving.openapi import problems
from serving.parameters import BriefQuery, Day
from serving.pipeline import Sitrep
from serving.problems import NOT_ACCEPTABLE, UNAVAILABLE, ProblemError

# In the order of preference where the caller has none.
FORMATS: Mapping[str, str] = {
    "json": "application/json",
    "markdown": "text/markdown",
    "html": "text/html",
    "text": "text/plain",
}
# The page is made to be mailed on, so it carries its styles with it; nothing else is let in.
_HTML_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "model": Brief,
        "description": "The brief",
        "content": {
            media_type: {"schema": {"type": "string"}} for name, media_type in FORMATS.items() if name != "json"
        },
    }
}


def choose_format(accept: str) -> str:
    """The format that an Accept header likes best; raises ProblemError when it accepts none."""
    wishes: dict[str, float] = {}
    for wish in accept.split(","):
        media_range, *parameters = (part.strip().lower() for part in wish.split(";"))
        wishes[media_range] = min((_quality(parameter) for parameter in parameters), default=1.0)

    def liking(media_type: str) -> float:
        kind = media_type.partition("/")[0]
        return next((wishes[r] for r in (media_type, f"{kind}/*", "*/*") if r in wishes), 0.0)

    best = max(FORMATS, key=lambda name: liking(FORMATS[name]))  # of equals the first
    if liking(FORMATS[best]) <= 0:
        names = ", ".join(FORMATS.values())
        raise ProblemError(NOT_ACCEPTABLE, f"a brief comes as {names}; Accept {accept[:100]!r} names none of them")
    return best


def _quality(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 1.0


def brief_router(sitrep: Sitrep) -> APIRouter:
    """The brief endpoint."""
    router = APIRouter(tags=["briefs"])

    @router.get(
        "/v1/briefs/{date}",
        summary="Write a day's brief",
        responses=_ANSWER | problems(NOT_ACCEPTABLE, UNAVAILABLE),
    )
    def write_brief(request: Request, date: Annotated[Day, Path()], query: Annotated[BriefQuery, Query()]) -> Response:
        """Tell a day's stories by theme, in whole sentences that name item and span of their source.

        A day without items has a brief that says so. `format` wins over the Accept header.
        """
        name = query.format or choose_format(request.headers.get("accept") or "*/*")
        brief = sitrep.brief(date, query.timezone, query.theme)
        if name == "json":
            return JSONResponse(brief_to_dict(brief), headers={"Vary": "Accept"})

        def item_url(item_id: str) -> str:
            return f"{request.base_url}items/{item_id}"

        headers = {"Vary": "Accept"}
        if name == "text":
            text = brief_to_text(brief)
        elif name == "markdown":
            text = brief_to_markdown(brief, item_url)
        else:
            text = brief_to_html(brief, item_url)
            headers["Content-Security-Policy"] = _HTML_POLICY
        return Response(text, media_type=FORMATS[name] + "; charset=utf-8", headers=headers)

    return router
