"""What people say of items: PUT and GET /v1/items/{id}/themes, and /v1/corrections for many at once."""

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import Field

from serving.bodies import JSON, NDJSON, content_type, parse_json, read_bytes
from serving.learning.correction_files import FileError, read_corrections, write_csv, write_jsonl
from serving.learning.corrections import Corrections, RowsError
from serving.openapi import problems, request_body, schema_ref
from serving.parameters import CursorQuery, Parameters
from serving.pipeline import Sitrep, UnknownThemeError
from serving.problems import INVALID, NOT_FOUND, UNAVAILABLE, ProblemError, pointer
from serving.routes.labels import WRITING
from serving.schemas.core import label_fields
from serving.schemas.corrections import (
    CorrectionIn,
    CorrectionPageOut,
    CorrectionsImportedOut,
    CorrectionsIn,
    ItemThemesOut,
    corrected_item_out,
    corrections_out,
)
from store.corrections import everything
from store.cursor import read_cursor

_CSV = "text/csv"
_EXPORTS = {"csv": _CSV, "jsonl": NDJSON}
_LINES = 200


class CorrectionsQuery(CursorQuery):
    """Of GET /v1/corrections."""

    format: Literal["json", "csv", "jsonl"] = Field("json", description="json comes in pages, the others whole")


_EXPORTED: dict[int | str, dict[str, Any]] = {
    200: {
        "model": CorrectionPageOut,
        "description": "The corrections",
        "content": {media_type: {"schema": {"type": "string"}} for media_type in _EXPORTS.values()},
    }
}


def _joined(lines: Iterator[str]) -> Iterator[str]:
    """Lines in pieces of some hundred: each piece that is sent costs a change of threads."""
    while piece := "".join(islice(lines, _LINES)):
        yield piece


def _unknown_theme(error: UnknownThemeError, *where: str | int) -> ProblemError:
    return ProblemError(INVALID, str(error), [{"detail": str(error), "pointer": pointer(where)}])


def _wrong_rows(error: RowsError, lines: list[int] | None) -> ProblemError:
    """Name every bad row by its line of a file, or without lines by its place in the JSON."""
    if lines is not None:
        named = FileError([(lines[row], detail) for row, detail in error.rows])
        return ProblemError(INVALID, str(named), [{"detail": detail, "line": line} for line, detail in named.lines])
    places = [(pointer(("corrections", row)), detail) for row, detail in error.rows]
    told = "; ".join(f"{place}: {detail}" for place, detail in places[:3])
    more = ", and more" if len(places) > 3 else ""
    wrong = [{"detail": detail, "pointer": place} for place, detail in places]
    return ProblemError(INVALID, f"{told}{more}; nothing was imported", wrong)


def correction_router(sitrep: Sitrep) -> APIRouter:
    """The endpoints of corrections."""
    router = APIRouter(tags=["corrections"])
    corrections = Corrections(sitrep)

    def item_themes(item_id: str) -> ItemThemesOut:
        labels = sitrep.item(item_id).labels
        fields = label_fields(labels) if labels else {"labels": [], "themes": []}
        history = corrections_out(corrections.history(item_id))
        return ItemThemesOut(id=item_id, labels=fields["labels"], themes=fields["themes"], history=history)

    @router.put(
        "/v1/items/{item_id}/themes",
        summary="Correct an item's themes",
        openapi_extra=request_body({JSON: {"schema": schema_ref(CorrectionIn)}}),
        responses=problems(*WRITING, NOT_FOUND, UNAVAILABLE),
    )
    def correct(
        request: Request,
        item_id: str,
        _: Annotated[Parameters, Query()],
        body: Annotated[bytes, Depends(read_bytes)],
    ) -> ItemThemesOut:
        """Say what an item is about: from now on this is what is shown, whatever a model says.

        What was said before is kept. The same again changes nothing.
        """
        content_type(request, (JSON,))
        said = parse_json(CorrectionIn, body)
        try:
            corrections.correct(item_id, said, said.via)
        except UnknownThemeError as error:
            raise _unknown_theme(error, "themes" if said.asked is None else "asked") from error
        return item_themes(item_id)

    @router.get(
        "/v1/items/{item_id}/themes",
        summary="Show what was said of an item's themes",
        responses=problems(NOT_FOUND, UNAVAILABLE),
    )
    def show_themes(item_id: str, _: Annotated[Parameters, Query()]) -> ItemThemesOut:
        """An item's themes as they are shown, and every correction with who, when and why, newest first."""
        return item_themes(item_id)

    @router.get(
        "/v1/corrections",
        summary="Export corrections",
        response_model=None,
        responses=_EXPORTED | problems(UNAVAILABLE),
    )
    def export(query: Annotated[CorrectionsQuery, Query()]) -> Response | CorrectionPageOut:
        """The corrections in force, skips too, in the order given, each with its item's text.

        In _CSV an apostrophe stands before what a spreadsheet would run as a formula; importing takes it off.
        """
        if query.format != "json":
            if query.cursor is not None:
                read_cursor(query.cursor)  # passed over here, but a wrong one is as wrong as elsewhere
            sitrep.store.check()  # while a problem can still be answered
            lines = (write_csv if query.format == "csv" else write_jsonl)(everything(sitrep.store.corrections))
            pieces = _joined(lines)
            name = f'attachment; filename="corrections.{query.format}"'
            headers = {"Content-Disposition": name}
            return StreamingResponse(pieces, media_type=_EXPORTS[query.format], headers=headers)
        store = sitrep.store.corrections
        found, following = store.page(query.limit, query.cursor)
        page = [corrected_item_out(said) for said in found]
        answer = CorrectionPageOut(corrections=page, watermark=store.watermark(), next_cursor=following)
        return Response(answer.model_dump_json(), media_type=JSON)

    @router.post(
        "/v1/corrections",
        summary="Import corrections",
        openapi_extra=request_body(
            {
                JSON: {"schema": schema_ref(CorrectionsIn)},
                _CSV: {"schema": {"type": "string"}},
                NDJSON: {"schema": {"type": "string"}},
            }
        ),
        responses=problems(*WRITING, UNAVAILABLE),
    )
    def add_corrections(
        request: Request,
        _: Annotated[Parameters, Query()],
        body: Annotated[bytes, Depends(read_bytes)],
    ) -> CorrectionsImportedOut:
        """Keep many corrections, all or none: one bad line refuses the file, and errors name every bad line.

        A line names a stored item by its id, or brings headline and text. What is in force already changes nothing.
        """
        media_type, _charset = content_type(request, (JSON, _CSV, NDJSON))
        if media_type == JSON:
            rows = [(0, row) for row in parse_json(CorrectionsIn, body).corrections]
        else:
            try:
                rows = read_corrections(body, csv_file=media_type == _CSV)
            except FileError as error:
                wrong = [{"detail": detail, "line": line} for line, detail in error.lines]
                raise ProblemError(INVALID, str(error), wrong) from error
        try:
            done = corrections.add_all([row for _, row in rows])
        except RowsError as error:
            raise _wrong_rows(error, None if media_type == JSON else [line for line, _ in rows]) from error
        return CorrectionsImportedOut(added=done.added, unchanged=done.unchanged, watermark=done.watermark)

    return router
