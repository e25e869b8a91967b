"""POST /v1/label: texts in, themes out; nothing is stored."""

import json
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from models.labels import NewsText
from news.errors import SitrepError
from serving.answers import label_answer, label_result
from serving.bodies import (
    JSON,
    NDJSON,
    TEXT,
    content_type,
    parse_json,
    parse_text,
    read_bytes,
    split_lines,
    without_line,
)
from serving.incoming import VISIBLE
from serving.openapi import problems, request_body, schema_ref
from serving.parameters import LabelQuery
from serving.pipeline import CHUNK, Sitrep
from serving.problems import (
    CROSS_SITE,
    INVALID,
    INVALID_ITEM,
    MALFORMED,
    OVERLOADED,
    SLOW_BODY,
    TOO_LARGE,
    UNSUPPORTED,
    ProblemError,
    as_problem,
    problem,
)
from serving.schemas.core import LabelIn, LabelItemIn, LabelLineOut, LabelOut
from serving.settings import Settings

# What any request with a body may meet.
WRITING = (MALFORMED, CROSS_SITE, SLOW_BODY, TOO_LARGE, UNSUPPORTED, OVERLOADED)
SOME_TEXT = rf"^[^\x00]*{VISIBLE}[^\x00]*$"
_LONE_ID = "1"  # names the only answer to a plain text

_BODY = request_body(
    {
        JSON: {
            "schema": schema_ref(LabelIn),
            "example": {"items": [{"id": "a1", "headline": "Verania begins air strikes on Tarmouk", "text": ""}]},
        },
        TEXT: {"schema": {"type": "string", "pattern": SOME_TEXT}, "example": "Verania begins air strikes on Tarmouk"},
        NDJSON: {
            "schema": {"type": "string", "pattern": SOME_TEXT, "description": "one LabelItemIn a line"},
            "example": '{"id": "a1", "headline": "Verania begins air strikes on Tarmouk"}\n',
        },
    }
)
_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "model": LabelOut,
        "description": "The labels, in the order asked; NDJSON in gives NDJSON out, one line a line",
        "content": {NDJSON: {"schema": {"type": "string", "description": "one LabelLineOut or error a line"}}},
    }
}


def _line(number: int, body: bytes, limit: int) -> LabelItemIn:
    """Read one NDJSON line; raises ProblemError."""
    if len(body) > limit:
        raise ProblemError(TOO_LARGE, f"the line is larger than {limit} bytes")
    try:
        return parse_json(LabelItemIn, body)
    except ProblemError as error:
        errors = [{**e, "line": number} for e in error.errors]
        raise ProblemError(error.kind, without_line(error.detail), errors) from error


def _error_line(number: int, error: dict[str, Any]) -> str:
    return json.dumps({"line": number, "error": error}, ensure_ascii=False, separators=(",", ":"))


def _answer_lines(
    sitrep: Sitrep, numbered: Sequence[tuple[int, LabelItemIn | ProblemError]], evidence: bool
) -> Iterator[str]:
    """Answer some lines; those that cannot be read get their error, the others their labels."""
    items = [(number, item) for number, item in numbered if isinstance(item, LabelItemIn)]
    answers = {
        number: _error_line(number, problem(item.kind, item.detail, item.errors))
        for number, item in numbered
        if isinstance(item, ProblemError)
    }
    try:
        labelled = sitrep.label([NewsText(item.headline, item.text) for _, item in items], evidence=evidence)
    except SitrepError as error:
        answers |= {number: _error_line(number, problem(*as_problem(error))) for number, _ in items}
    else:
        for (number, item), labels in zip(items, labelled.results, strict=True):
            fields = dict(label_result(item.id, labels))
            line = LabelLineOut(line=number, model=labelled.model, taxonomy=labelled.taxonomy, **fields)
            answers[number] = line.model_dump_json()
    return (answers[number] + "\n" for number, _ in numbered)


def _stream(sitrep: Sitrep, lines: Sequence[tuple[int, bytes]], evidence: bool, limit: int) -> Iterator[str]:
    """Answer chunk by chunk, so that the first lines leave while later ones are still labelled."""
    for first in range(0, len(lines), CHUNK):
        numbered: list[tuple[int, LabelItemIn | ProblemError]] = []
        for number, body in lines[first : first + CHUNK]:
            try:
                numbered.append((number, _line(number, body, limit)))
            except ProblemError as error:
                numbered.append((number, error))
        yield from _answer_lines(sitrep, numbered, evidence)


def label_router(sitrep: Sitrep, settings: Settings) -> APIRouter:
    """The labelling endpoint."""
    router = APIRouter(tags=["label"])

    def label_json(body: bytes, evidence: bool) -> Response:
        items = parse_json(LabelIn, body).items
        if len(items) > settings.max_items:
            detail = f"{len(items)} items, at most {settings.max_items} a request; send the rest in another, or NDJSON"
            raise ProblemError(TOO_LARGE, detail, [{"detail": detail, "pointer": "#/items"}])
        labelled = sitrep.label([NewsText(item.headline, item.text) for item in items], evidence=evidence)
        return JSONResponse(label_answer([item.id for item in items], labelled).model_dump(mode="json"))

    def label_text(body: bytes, charset: str | None, evidence: bool) -> Response:
        text = parse_text(body, charset)
        labelled = sitrep.label([text], evidence=evidence)
        return JSONResponse(label_answer([_LONE_ID], labelled, [text]).model_dump(mode="json"))

    def label_lines(body: bytes, evidence: bool) -> Response:
        lines = split_lines(body)
        if not lines:
            raise ProblemError(INVALID, "the body holds no line; send one JSON object a line")
        if len(lines) > settings.max_lines:
            detail = f"{len(lines)} lines, at most {settings.max_lines} a request; send the rest in another"
            raise ProblemError(TOO_LARGE, detail)
        stream = _stream(sitrep, lines, evidence, settings.max_line_bytes)
        return StreamingResponse(stream, media_type=NDJSON)

    # def, not async def, here and in all routes that compute or read: FastAPI runs a plain def in a worker
    # thread, so that one long batch does not hold up every other request.
    @router.post(
        "/v1/label",
        summary="Label texts by theme",
        openapi_extra=_BODY,
        responses=_ANSWER | problems(*WRITING, INVALID_ITEM),
    )
    def label(
        request: Request, query: Annotated[LabelQuery, Query()], body: Annotated[bytes, Depends(read_bytes)]
    ) -> Response:
        """Answer for a list (JSON), for one text, or line by line (NDJSON); nothing is stored.

        In a plain text a short first line with more below it is the headline. A bad NDJSON line gets an
        error with its number and leaves the others alone.
        """
        media_type, charset = content_type(request, (JSON, TEXT, NDJSON))
        if media_type == JSON:
            return label_json(body, query.evidence)
        if media_type == TEXT:
            return label_text(body, charset, query.evidence)
        return label_lines(body, query.evidence)

    return router
