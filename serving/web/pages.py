"""The web pages: plain HTML from the same application that the API asks; every form works without JavaScript."""

from collections.abc import Callable, Coroutine, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI, Form, HTTPException, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from models.labels import ItemLabels
from news.briefing import wording
from news.errors import InvalidItemError, InvalidNewsletterError, NotFoundError, ParserLimitError, UnknownTimezoneError
from news.item import Kind
from news.media_types import MEDIA_TYPES, TEXT
from news.prose import one_line
from serving import phrasing, views
from serving.briefs.story_desk import HandError
from serving.days import DayError
from serving.learning.parts import Learning
from serving.learning.themes import former_names
from serving.pipeline import Sitrep, UnknownThemeError
from serving.settings import Settings
from serving.sources.feeds import Feeds
from serving.web.brief_view import FORMATS, brief_page
from serving.web.edition_pages import EditionPages
from serving.web.endpoints import endpoint_groups
from serving.web.feed_pages import FeedPages
from serving.web.figures import report_tables
from serving.web.forms import read_day
from serving.web.model_pages import ModelPages
from serving.web.people_pages import PeoplePages
from serving.web.story_pages import StoryPages
from serving.web.theme_pages import ThemePages
from serving.web.tryout import Shape, read_tryout
from store.cursor import CursorError
from store.records import ItemQuery
from store.search import LONGEST_SEARCH, SearchError

HERE = Path(__file__).resolve().parent
ZONES = (  # offered; any IANA name can be typed
    *("UTC", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Sao_Paulo"),
    *("Europe/London", "Europe/Paris", "Europe/Berlin", "Europe/Kyiv", "Africa/Cairo", "Africa/Nairobi"),
    *("Asia/Jerusalem", "Asia/Dubai", "Asia/Kolkata", "Asia/Shanghai", "Asia/Taipei", "Asia/Seoul", "Asia/Tokyo"),
    "Australia/Sydney",
)
PAGE = 30  # items in a list: two or three screens
SOURCES = 500  # offered as a filter, those that brought something last
MULTIPART = "A form comes as application/x-www-form-urlencoded, not in parts; send it so."
REFUSED = (
    CursorError,
    DayError,
    HandError,
    InvalidItemError,
    InvalidNewsletterError,
    ParserLimitError,
    SearchError,
    UnknownThemeError,
    UnknownTimezoneError,
)


def add_pages(app: FastAPI, sitrep: Sitrep, settings: Settings, feeds: Feeds, learning: Learning) -> "Pages":
    """Serve the pages and what they load; they stand outside the OpenAPI document. Returns what shows a page.

    That a form was sent by our own page is checked before any route, in `serving.middleware`.
    """
    pages = Pages(app, sitrep, settings)
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse, route_class=pages.route_class())
    router.add_api_route("/", pages.brief)
    router.add_api_route("/items", pages.items)
    router.add_api_route("/items/{item_id}", pages.item)
    router.add_api_route("/try", pages.empty_try)
    router.add_api_route("/try", pages.tried, methods=["POST"])
    router.add_api_route("/try/store", pages.store, methods=["POST"])
    FeedPages(sitrep, feeds, pages.page, ZONES).add_routes(router)
    router.add_api_route("/about", pages.about)
    router.add_api_route("/docs", pages.docs)
    StoryPages(sitrep, pages.page).add_routes(router)
    PeoplePages(sitrep, pages.page).add_routes(router)
    EditionPages(sitrep, settings, pages.page).add_routes(router)
    ModelPages(sitrep, learning, pages.page).add_routes(router)
    # the API's document names the themes, and is made anew when it is next asked for
    ThemePages(sitrep, learning.themes, pages.page).add_routes(router)
    app.include_router(router)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    return pages


def _day_link(day: date | None, timezone: str) -> dict[str, str] | None:
    if day is None:
        return None
    query = {"day": day.isoformat()} | ({} if timezone == "UTC" else {"timezone": timezone})
    return {"query": urlencode(query), "name": phrasing.short_day(day)}


def _has_evidence(labels: ItemLabels) -> bool:
    return any(theme.evidence for theme in labels.themes)


class Pages:
    """Answers the pages' requests; `app` is asked for its OpenAPI document alone."""

    def __init__(self, app: FastAPI, sitrep: Sitrep, settings: Settings) -> None:
        self._app = app
        self._sitrep = sitrep
        self._settings = settings
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["percent"] = phrasing.percent
        self._templates.filters["cut"] = phrasing.cut
        self._max_characters = settings.max_body_bytes // 2  # a form's encoding makes a text longer

    def brief(
        self, request: Request, day: str = "", timezone: str = "UTC", created: int | None = None, existing: int = 0
    ) -> HTMLResponse:
        """Show the brief of a day, else of the newest day with items; the counts tell what was stored just now."""
        zone = timezone.strip() or "UTC"
        on = read_day(day) or self._sitrep.newest_day(zone) or self._sitrep.today(zone)
        brief = self._sitrep.brief(on, zone)
        palette = views.Palette(self._sitrep.taxonomy, former_names(self._sitrep))
        read = sorted(self._sitrep.items_on(on, zone), key=lambda found: found.stored.item.start)
        before, after = self._sitrep.nearest_days(on, zone)
        notice = f"Stored: {created} new items of this day, {existing} were there before."
        return self.page(
            request,
            "brief.html",
            title=wording.long_day(on),
            day=on,
            timezone=zone,
            zones=ZONES,
            formats=FORMATS,
            address=f"/v1/briefs/{on}?{urlencode({'timezone': zone})}&",
            page=brief_page(brief, palette),
            read=[views.stored_view(found, palette) for found in read],
            max_characters=self._max_characters,
            items=brief.footer.items or len(brief.agenda),
            names=palette.names,
            before=_day_link(before, zone),
            after=_day_link(after, zone),
            notice=notice if created is not None else None,
            example_day=on,
        )

    def items(
        self,
        request: Request,
        words: str = "",
        theme: str = "",
        source: str = "",
        kind: str = "",
        day: str = "",
        first: Annotated[str, Query(alias="from")] = "",
        to: str = "",
        cursor: str = "",
    ) -> HTMLResponse:
        """List stored items that fit the filters; day is short for from and to. A refused filter stays to be mended."""
        given = {"words": words.strip(), "theme": theme, "source": source, "kind": kind}
        chosen = given | {"from": (first or day).strip(), "to": (to or day).strip()}
        palette = views.Palette(self._sitrep.taxonomy, former_names(self._sitrep))
        sources = self._sitrep.store.source_names(SOURCES)
        found: list[views.ItemView] = []
        following, problem = None, ""
        try:
            query = self._item_query(chosen)
            page, following = self._sitrep.items(query, PAGE, cursor or None)
            found = [views.stored_view(item, palette) for item in page]
            if query.words is not None:
                stands = self._sitrep.store.excerpts(query.words, [item.stored.number for item in page])
                found = [
                    views.with_found(view, stands.get(item.stored.number, ()))  # none: edited since it was listed
                    for view, item in zip(found, page, strict=True)
                ]
        except REFUSED as error:
            problem = str(error)
        filters = {name: value for name, value in chosen.items() if value}
        return self.page(
            request,
            "items.html",
            422 if problem else 200,
            items=found,
            problem=problem,
            themes=palette.names | ({theme: palette.name(theme)} if theme else {}),
            sources=sorted({*sources, *filter(None, [source])}, key=str.casefold),
            kinds=phrasing.KIND_WORDS,
            chosen=chosen,
            filtered=bool(filters),
            longest_search=LONGEST_SEARCH,
            newer=urlencode(filters) if cursor else None,
            older=urlencode({**filters, "cursor": following}) if following else None,
            example_day=self._sitrep.today("UTC"),
        )

    def _item_query(self, chosen: Mapping[str, str]) -> ItemQuery:
        """What the filters of the list of items ask for."""
        theme, kind, words = chosen["theme"], chosen["kind"], chosen["words"]
        first, last = read_day(chosen["from"]), read_day(chosen["to"])
        if kind and kind not in set(Kind):
            raise InvalidNewsletterError(f"No kind {kind[:40]!r}; choose one of {', '.join(Kind)}.")
        if theme not in former_names(self._sitrep):  # which briefs of former days lead to
            self._sitrep.check_themes([theme] if theme else [])
        if first and last and last < first:
            raise DayError(f"The last day, {last}, lies before the first, {first}.")
        return ItemQuery(
            theme or None, chosen["source"] or None, Kind(kind) if kind else None, first, last, words or None
        )

    def item(
        self,
        request: Request,
        item_id: str,
        *,
        evidence: bool = False,
        field: Literal["headline", "text"] = "text",
        start: int | None = None,
        end: int | None = None,
    ) -> HTMLResponse:
        """Show one item; field, start and end mark the words that a brief's sentence came from."""
        found = self._sitrep.item(item_id, evidence=evidence)
        item = found.stored.item
        palette = views.Palette(self._sitrep.taxonomy, former_names(self._sitrep))
        cited = views.Cited(field, start, end) if start is not None and end is not None else None
        headline, text = palette.headline_and_text(item.headline, item.text, found.labels, cited)
        return self.page(
            request,
            "item.html",
            item=views.stored_view(found, palette),
            headline=headline,
            text=text,
            cited=cited,
            evidence=("shown" if found.labels and _has_evidence(found.labels) else "none") if evidence else None,
            notes=phrasing.note_words(found.labels.notes) if found.labels else (),
            facts=views.item_facts(found, self._sitrep.store.sightings(item_id)),
            versions=views.former_versions(self._sitrep.store.versions.of(item_id)),
            problems=self._sitrep.store.feeds.item_problems(item_id),
            themes=self._sitrep.taxonomy.themes,
            chosen=found.labels.labels if found.labels else (),
            said=found.correction,
            history=views.correction_history(self._sitrep.store.corrections.history(item_id), palette),
        )

    def empty_try(self, request: Request) -> HTMLResponse:
        """Offer the box."""
        return self._try_page(request, {"text": "", "shape": Shape.AUTO, "issued_on": "", "source": ""})

    def tried(
        self,
        request: Request,
        text: Annotated[str, Form()] = "",
        shape: Annotated[Shape, Form()] = Shape.AUTO,
        issued_on: Annotated[str, Form()] = "",
        source: Annotated[str, Form()] = "",
    ) -> HTMLResponse:
        """Show what Sitrep makes of a text; nothing is stored."""
        text = text.replace("\r\n", "\n")  # a form sends its lines so, whatever was pasted
        form = {"text": text, "shape": shape, "issued_on": issued_on, "source": source}
        if not text.strip():
            return self._try_page(request, form, status=422, problem="The box is empty. Paste a text into it.")
        try:
            result = read_tryout(self._sitrep, text, shape, read_day(issued_on), one_line(source) or None)
        except REFUSED as error:
            return self._try_page(request, form, status=422, problem=str(error))
        return self._try_page(request, form, result=result)

    def store(
        self,
        text: Annotated[str, Form()] = "",
        media_type: Annotated[str, Form()] = TEXT,
        issued_on: Annotated[str, Form()] = "",
        source: Annotated[str, Form()] = "",
    ) -> Response:
        """Keep a newsletter that was tried, and lead to its day's brief."""
        day = read_day(issued_on)
        if day is None:
            raise InvalidNewsletterError("A newsletter is stored under its date. Go back and fill the date in.")
        if media_type not in MEDIA_TYPES:
            raise InvalidNewsletterError(f"{media_type!r} is none of {', '.join(MEDIA_TYPES)}.")
        read = self._sitrep.read_newsletter(
            text.replace("\r\n", "\n").encode("utf-8", "replace"),
            media_type,
            issued_on=day,
            source=one_line(source) or None,
            charset="utf-8",
            store=True,
        )
        done = {"created": read.stored.created, "existing": read.stored.existing} if read.stored else {}
        return RedirectResponse("/?" + urlencode({"day": day.isoformat(), **done}), status_code=303)

    def about(self, request: Request) -> HTMLResponse:
        """Say how labels come about and how good they are."""
        tables = report_tables(self._sitrep.manifest, views.Palette(self._sitrep.taxonomy).names)
        return self.page(request, "about.html", taxonomy=self._sitrep.taxonomy, tables=tables)

    def docs(self, request: Request) -> HTMLResponse:
        """List the endpoints, with nothing loaded from elsewhere."""
        document = self._app.openapi()
        return self.page(
            request,
            "docs.html",
            title=document["info"]["title"],
            version=document["info"]["version"],
            groups=endpoint_groups(document),
        )

    def route_class(self) -> type[APIRoute]:
        """Routes whose refusals are pages, too; errors of other kinds are the application's to answer."""
        page = self.problem

        class PageRoute(APIRoute):
            def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
                answer = super().get_route_handler()
                reads_form = self.body_field is not None
                known = [field.alias for field in self.dependant.query_params]

                async def handle(request: Request) -> Response:
                    if reads_form and request.headers.get("content-type", "").lstrip().lower().startswith("multipart/"):
                        # It names its charset itself, and is decoded where every other request waits: a megabyte of
                        # punycode would take half a minute. No page sends one.
                        return page(request, 415, "That did not work", MULTIPART)
                    request.state.passed_over = phrasing.passed_over(request.query_params, known)
                    try:
                        return await answer(request)
                    except NotFoundError as error:
                        return page(request, 404, "Not found", str(error))
                    except REFUSED as error:
                        return page(request, 422, "That did not work", str(error))
                    except RequestValidationError as error:
                        first = error.errors()[0]
                        return page(request, 422, "That did not work", f"{first['loc'][-1]}: {first['msg']}.")
                    except HTTPException as error:
                        return page(request, error.status_code, "That did not work", str(error.detail))

                return handle

        return PageRoute

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """Show a template; what all pages need is added to its values."""
        text = self._templates.get_template(template).render(
            path=request.url.path,
            passed_over=getattr(request.state, "passed_over", ""),
            model=self._sitrep.labeller.version,
            **values,
        )
        # Browsers name no origin in forms from a page that tells no referrer, unless they hold its host for safe.
        return HTMLResponse(text, status, headers={"Referrer-Policy": "same-origin"})

    def problem(self, request: Request, status: int, heading: str, detail: str) -> HTMLResponse:
        """Show what went wrong."""
        return self.page(
            request, "problem.html", status, heading=heading, detail=detail, posted=request.method == "POST"
        )

    def _try_page(
        self, request: Request, form: dict[str, Any], *, status: int = 200, problem: str = "", result: Any = None
    ) -> HTMLResponse:
        shapes = ((Shape.AUTO, "what it looks like"), (Shape.TEXT, "one text"), (Shape.NEWSLETTER, "a newsletter"))
        return self.page(
            request,
            "try.html",
            status,
            form=form,
            problem=problem,
            result=result,
            shapes=shapes,
            max_characters=self._max_characters,
        )
