"""/v1/briefs: a day's brief in all formats, and the editions that were published."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response

from news.brief import Brief
from news.days import read_edition
from news.errors import NotFoundError
from serving.bodies import no_body
from serving.briefs.brief_formats import format_brief
from serving.briefs.editions import Edition, Editions
from serving.briefs.format_names import MEDIA_TYPES, Format
from serving.conditional import NOT_MODIFIED, answer_if_changed
from serving.openapi import problems
from serving.parameters import TOMORROW, BriefQuery, EditionName, EditionsQuery, PublishQuery
from serving.pipeline import Sitrep
from serving.problems import CROSS_SITE, INVALID, NOT_ACCEPTABLE, NOT_FOUND, OVERLOADED, UNAVAILABLE, ProblemError
from serving.schemas.editions import EditionOut, EditionsOut, edition_out

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
_PUBLISHED: dict[int | str, dict[str, Any]] = {
    200: {"model": EditionOut, "description": "It was published before"},
    201: {"model": EditionOut, "description": "Published, and on disk"},
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


def brief_router(sitrep: Sitrep, editions: Editions) -> APIRouter:
    """The brief endpoints."""
    router = APIRouter(tags=["briefs"])

    @router.get(
        "/v1/briefs",
        summary="List published editions, the last published first",
        responses=problems(NOT_FOUND, UNAVAILABLE),
    )
    def list_editions(query: Annotated[EditionsQuery, Query()]) -> EditionsOut:
        """List what was published, by hand or for a subscription."""
        if query.subscription is not None:
            sitrep.store.subscriptions.one(query.subscription)  # raises NotFoundError
        found, following = editions.page(query.subscription, query.limit, query.cursor)
        return EditionsOut(editions=[edition_out(one) for one in found], next_cursor=following)

    @router.get(
        "/v1/briefs/{date}",
        summary="Write a day's brief, or show a published edition",
        responses=_ANSWER | NOT_MODIFIED | problems(NOT_ACCEPTABLE, NOT_FOUND, UNAVAILABLE),
    )
    def show_brief(
        request: Request, date: Annotated[EditionName, Path()], query: Annotated[BriefQuery, Query()]
    ) -> Response:
        """Tell a stretch's stories by theme, in whole sentences that name item and span of their source.

        date is a day (2024-10-28), half of one (2024-10-28-am, -pm) or `tomorrow`: what the next edition would tell
        now. The brief is written afresh from all that was read, unless published=true asks for the frozen edition.
        It may also be the opaque id of a published edition, which then says time zone and themes itself. A day
        without items has a brief that says so. `format` wins over the Accept header. With the ETag of an answer in
        If-None-Match the next one is 304 as long as nothing changed.
        """
        name = query.format or choose_format(request.headers.get("accept") or "*/*")
        edition = find_edition(editions, date, query)
        asked: dict[str, Any] = {} if edition.id else {"timezone": query.timezone, "theme": query.theme}
        address = f"/v1/briefs/{edition.id or date}" + (f"?{urlencode(asked, doseq=True)}" if asked else "")
        base_url = str(request.base_url).rstrip("/")
        written = format_brief(edition, name, base_url, address, sitrep)
        headers = {"Vary": "Accept"} | ({"Content-Security-Policy": _HTML_POLICY} if name == "html" else {})
        if edition.id:
            headers |= {"Content-Location": address, "Cache-Control": "private, max-age=86400, immutable"}
        return answer_if_changed(request, written.text, written.media_type, headers)

    @router.post(
        "/v1/briefs/{date}",
        status_code=201,
        summary="Publish an edition",
        dependencies=[Depends(no_body)],
        responses=_PUBLISHED | problems(CROSS_SITE, OVERLOADED, UNAVAILABLE),
    )
    def publish_brief(date: Annotated[EditionName, Path()], query: Annotated[PublishQuery, Query()]) -> Response:
        """Freeze the edition of a day or half of one for a time zone and themes: it never changes from here on.

        It tells what is new since the last edition that was published for the same zone and themes, and corrects
        what was edited or withdrawn since. Publishing it again answers 200 with the edition that is there.
        """
        edition, created = editions.publish(read_edition(date), query.timezone, query.theme)
        address = f"/v1/briefs/{edition.id}"
        body = edition_out(edition).model_dump_json()
        return Response(body, 201 if created else 200, {"Location": address}, media_type="application/json")

    return router


def _as_asked(edition: Edition, query: BriefQuery) -> Edition:
    """Let an edition pass that the query does not speak against: its id says zone and themes already."""
    given = query.model_fields_set
    themes = [theme.id for theme in edition.brief.themes]
    for name, wrong, its in (
        ("timezone", query.timezone != edition.brief.timezone, edition.brief.timezone),
        ("theme", list(dict.fromkeys(query.theme)) != themes, ", ".join(themes)),
    ):
        if name in given and wrong:
            said = f"edition {edition.id} is of {its}; leave {name} out, or ask for the day instead"
            raise ProblemError(INVALID, f"{name}: {said}", [{"detail": said, "parameter": name}])
    return edition


def find_edition(editions: Editions, name: str, query: BriefQuery) -> Edition:
    """The edition that a path and its query name; raises NotFoundError, and ProblemError for what does not agree."""
    if name == TOMORROW and query.published:
        raise NotFoundError("tomorrow's edition is a preview and published nowhere; leave published=true out")
    if name == TOMORROW:
        return editions.tomorrow(query.timezone, query.theme)
    if name.startswith("edition_"):
        return _as_asked(editions.by_id(name), query)
    find = editions.published if query.published else editions.live
    return find(read_edition(name), query.timezone, query.theme)
