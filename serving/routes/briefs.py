"""GET /v1/briefs/{date}: one day's brief in all formats."""

from datetime import UTC, datetime, time
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from news.brief import Brief
from serving.brief_formats import MEDIA_TYPES, Format, format_brief
from serving.openapi import problems
from serving.parameters import BriefQuery, Day
from serving.pipeline import Sitrep
from serving.problems import NOT_ACCEPTABLE, UNAVAILABLE, ProblemError

# The page is made to be mailed on, so it carries its styles with it; nothing else is let in.
_HTML_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "model": Brief,
        "description": "The brief",
        "content": {
            media_type: {"schema": {"type": "object" if media_type.endswith("json") else "string"}}
            for name, media_type in MEDIA_TYPES.items()
            if name != "json"
        },
    }
}


def choose_format(accept: str) -> Format:
    """The format that an Accept header likes best; raises ProblemError when it accepts none."""
    wishes: dict[str, float] = {}
    for wish in accept.split(","):
        media_range, *parameters = (part.strip().lower() for part in wish.split(";"))
        wishes[media_range] = min((_quality(parameter) for parameter in parameters), default=1.0)

    def liking(media_type: str) -> float:
        kind = media_type.partition("/")[0]
        return next((wishes[r] for r in (media_type, f"{kind}/*", "*/*") if r in wishes), 0.0)

    best: Format = max(MEDIA_TYPES, key=lambda name: liking(MEDIA_TYPES[name]))  # of equals the first
    if liking(MEDIA_TYPES[best]) <= 0:
        names = ", ".join(MEDIA_TYPES.values())
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
        asked = {"timezone": query.timezone, "theme": query.theme}
        written = format_brief(
            brief,
            name,
            str(request.base_url).rstrip("/"),
            f"/v1/briefs/{date}?{urlencode(asked, doseq=True)}",
            datetime.combine(date, time(), UTC),
            sitrep.item,
            sitrep.taxonomy,
        )
        headers = {"Vary": "Accept"} | ({"Content-Security-Policy": _HTML_POLICY} if name == "html" else {})
        return Response(written.text, media_type=written.media_type, headers=headers)

    return router
