"""Themes that users add: POST, PATCH and DELETE under /v1/themes."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from serving.answers import theme_out
from serving.bodies import JSON, content_type, no_body, parse_json, read_bytes
from serving.learning.themes import Themes, check_examples, identifier
from serving.openapi import problems, request_body, schema_ref
from serving.parameters import Parameters
from serving.pipeline import Sitrep
from serving.problems import NOT_FOUND, UNAVAILABLE, WRONG_STATE
from serving.routes.labels import WRITING
from serving.schemas.core import ThemeOut
from serving.schemas.themes import ExampleIn, RenameIn, ThemeChangeOut, ThemeChangeQuery, ThemeDetailOut, ThemeIn
from store.themes import Text, ThemeChange

Body = Annotated[bytes, Depends(read_bytes)]


def theme_router(sitrep: Sitrep, themes: Themes) -> APIRouter:
    """The endpoints of added themes; the list stands with the service's."""
    router = APIRouter(tags=["themes"])

    def texts(examples: list[ExampleIn]) -> tuple[Text, ...]:
        found = []
        for example in examples:
            item = sitrep.store.item(example.item).item if example.item is not None else example
            found.append((item.headline.strip(), item.text.strip()))
        return tuple(found)

    @router.post(
        "/v1/themes",
        status_code=201,
        summary="Add a theme",
        openapi_extra=request_body({JSON: {"schema": schema_ref(ThemeIn)}}),
        responses=problems(*WRITING, NOT_FOUND, WRONG_STATE, UNAVAILABLE),
    )
    def add_theme(request: Request, _: Annotated[Parameters, Query()], body: Body) -> ThemeOut:
        """Train a head on 8 to 50 examples, in seconds, and answer for the theme from the next request on.

        The answers for all other themes stay the same to the bit. Stored items are labelled for it when they are next
        needed for a brief.
        """
        content_type(request, (JSON,))
        theme = parse_json(ThemeIn, body)
        change = ThemeChange(
            theme.id or identifier(theme.name),
            "add",
            sitrep.now(),
            name=theme.name.strip(),
            definition=theme.definition.strip(),
            positives=texts(theme.positives),
            negatives=texts(theme.negatives),
            who=theme.who,
        )
        check_examples(change)
        return theme_out(themes.add(change))

    @router.get("/v1/themes/{theme_id}", summary="Show a theme", responses=problems(NOT_FOUND, UNAVAILABLE))
    def show_theme(theme_id: str, _: Annotated[Parameters, Query()]) -> ThemeDetailOut:
        """A theme, how its head was fitted, and its history; a retired one too."""
        history = themes.history(theme_id)
        taxonomy = sitrep.taxonomy
        answered = theme_out(taxonomy.theme(theme_id)) if theme_id in taxonomy.ids else None
        return ThemeDetailOut(
            id=theme_id,
            origin="user" if history and history[0].action == "add" else "artifact",
            retired=bool(history) and history[-1].action == "retire",
            theme=answered,
            head=dict(themes.head(theme_id)),
            history=[
                ThemeChangeOut(
                    change=change.seq,
                    action=change.action,  # type: ignore[arg-type]  # one of the four, as the store keeps it
                    name=change.name,
                    definition=change.definition,
                    positives=len(change.positives),
                    negatives=len(change.negatives),
                    who=change.who,
                    when=change.when,
                )
                for change in history
            ],
        )

    @router.patch(
        "/v1/themes/{theme_id}",
        summary="Rename a theme",
        openapi_extra=request_body({JSON: {"schema": schema_ref(RenameIn)}}),
        responses=problems(*WRITING, NOT_FOUND, UNAVAILABLE),
    )
    def rename_theme(request: Request, theme_id: str, _: Annotated[Parameters, Query()], body: Body) -> ThemeOut:
        """Give a theme another name, or a definition for readers; its id, and every label under it, stays."""
        content_type(request, (JSON,))
        given = parse_json(RenameIn, body)
        change = ThemeChange(
            theme_id, "rename", sitrep.now(), name=given.name.strip(), definition=given.definition, who=given.who
        )
        return theme_out(themes.rename(change))

    @router.post(
        "/v1/themes/{theme_id}/refine",
        summary="Learn a theme's corrections",
        dependencies=[Depends(no_body)],
        responses=problems(*WRITING, NOT_FOUND, UNAVAILABLE),
    )
    def refine_theme(theme_id: str, query: Annotated[ThemeChangeQuery, Query()]) -> ThemeOut:
        """Train an added theme's head anew: on its examples, and on what people said of items since."""
        return theme_out(themes.refine(theme_id, query.who, sitrep.now()))

    @router.delete(
        "/v1/themes/{theme_id}",
        status_code=204,
        response_class=Response,
        summary="Retire a theme",
        dependencies=[Depends(no_body)],
        responses=problems(*WRITING, NOT_FOUND, UNAVAILABLE),
    )
    def retire_theme(theme_id: str, query: Annotated[ThemeChangeQuery, Query()]) -> None:
        """Answer for a theme no longer. Nothing is deleted: labels and corrections under it stay readable."""
        themes.retire(theme_id, query.who, sitrep.now())

    return router
