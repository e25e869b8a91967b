"""Read what a request carries: its content type, JSON checked against a model, one text, or lines of JSON."""

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from models.labels import NewsText
from news.file_kinds import file_kind, nul_in
from serving.incoming import NOT_READ
from serving.posted import check_text
from serving.problems import ERRORS_SHOWN, INVALID, INVALID_ITEM, MALFORMED, UNSUPPORTED, ProblemError, body_errors
from serving.sniff import split_headline

Model = TypeVar("Model", bound=BaseModel)

JSON = "application/json"
NDJSON = "application/x-ndjson"
TEXT = "text/plain"
BYTES = "application/octet-stream"  # what clients made from the OpenAPI document can send that is no JSON
# JSON one object a line has no registered name; these are sent for it too.
_NDJSON_TOO = frozenset(("application/ndjson", "application/jsonl", "application/jsonlines", "application/x-jsonlines"))
_CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([^\s"';]+)""", re.IGNORECASE)
# Codecs that no text is sent in; some take quadratic time.
_NO_CHARSETS = frozenset(("idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7", "undefined"))


def content_type(request: Request, accepted: Iterable[str]) -> tuple[str, str | None]:
    """Media type and charset of a body; raises ProblemError when it is none of the accepted ones."""
    header = request.headers.get("content-type", "")
    media_type = header.partition(";")[0].strip().lower()
    if media_type in _NDJSON_TOO:
        media_type = NDJSON
    if media_type not in accepted:
        said = f"content type {header[:80]!r} is" if header else "a body without Content-Type is"
        names = ", ".join(accepted)
        raise ProblemError(UNSUPPORTED, f"{said} not read here; send one of {names}", headers={"Accept-Post": names})
    named = _CHARSET.search(header)
    if named is None:
        return media_type, None
    charset = _known_charset(named[1])
    if charset is None:
        raise ProblemError(UNSUPPORTED, f"charset {named[1][:40]!r} is not known; send UTF-8")
    return media_type, charset


def _known_charset(name: str) -> str | None:
    """The codec that a charset names; None for one that decodes no text, such as base64."""
    try:
        found = codecs.lookup(name).name
        b"a".decode(found)  # raises LookupError where a codec goes from bytes to bytes
    except UnicodeError:  # half a character of UTF-16
        pass
    except (LookupError, ValueError):
        return None
    return None if found in _NO_CHARSETS else found


async def read_bytes(request: Request) -> bytes:
    """The body as it came."""
    return await request.body()


async def no_body(request: Request) -> None:
    """Refuse a body where none is read: whoever sends wishes must not believe that they were heard."""
    if (await request.body()).strip() not in (b"", b"{}"):
        raise ProblemError(INVALID, "no body is read here; leave it out, what can be said stands in the address")


def parse_json(model: type[Model], body: bytes) -> Model:
    """Check JSON against a model; raises ProblemError naming every field that does not fit."""
    body = body.removeprefix(codecs.BOM_UTF8)  # which editors and shells of Windows write
    if not body.strip():
        raise ProblemError(MALFORMED, "the body is empty; send JSON")
    try:
        read = model.model_validate_json(body)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        if found[0]["type"] == "json_invalid":
            raise ProblemError(MALFORMED, f"{found[0]['msg']}; {_way_out(found[0]['msg'])}") from error
        raise misfit(body_errors(found[:ERRORS_SHOWN])) from error
    if (fault := doubled_name(body)) is not None:
        raise ProblemError(INVALID, fault, [{"detail": fault, "pointer": "#"}])
    return read


def misfit(errors: Sequence[Mapping[str, Any]]) -> ProblemError:
    """The problem of a body with fields that do not fit, each with "detail" and "pointer"; its detail tells three."""
    detail = "; ".join(f"{error['pointer']}: {error['detail']}" for error in errors[:3])
    return ProblemError(INVALID, f"{detail}; and more" if len(errors) > 3 else detail, errors[:ERRORS_SHOWN])


def _way_out(fault: str) -> str:
    if "hex escape" in fault or "surrogate" in fault:
        return "half a surrogate pair is no character: send both halves, or leave it out"
    return "nest it less" if "recursion" in fault else "send well-formed JSON in UTF-8"


def doubled_name(words: bytes | str) -> str | None:
    """What is wrong with JSON in which an object gives a name twice: the last value would be taken in silence.

    None where none does. The JSON is well-formed, as its reader has found.
    """
    doubled: list[str] = []

    def check(pairs: list[tuple[str, Any]]) -> None:
        if len({name for name, _ in pairs}) < len(pairs):
            doubled.extend(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)

    # Numbers stay as they are written: one may have more digits than Python converts.
    json.loads(words, object_pairs_hook=check, parse_int=str, parse_float=str)
    return f"one object gives {doubled[0][:80]!r} twice; give it once" if doubled else None


def parse_optional_json(request: Request, model: type[Model], body: bytes) -> Model:
    """As parse_json, where everything may be left out: no body says as much as `{}`."""
    if not body:
        return parse_json(model, b"{}")
    content_type(request, (JSON,))
    return parse_json(model, body)


def parse_text(body: bytes, charset: str | None) -> NewsText:
    """Read one text: a short first line with more below it is the headline; raises ProblemError."""
    if (kind := file_kind(body)) is not None:
        raise ProblemError(INVALID_ITEM, f"the text is {kind}, {NOT_READ}")
    try:
        decoded = body.decode(charset or "utf-8").removeprefix("\ufeff")
    except UnicodeError as error:
        raise ProblemError(INVALID_ITEM, f"the text cannot be decoded ({error}); send UTF-8") from error
    if (fault := nul_in(decoded)) is not None:
        raise ProblemError(INVALID_ITEM, f"the text {fault}")
    found = split_headline(decoded)
    return check_text(found.headline, found.text)


def split_lines(body: bytes) -> list[tuple[int, bytes]]:
    """The lines of an NDJSON body with their numbers, from 1; blank ones are passed over."""
    return [(number, line) for number, line in enumerate(body.split(b"\n"), start=1) if line.strip()]


def without_line(message: str) -> str:
    """Drop the line from the place that a JSON parser names: in a line of NDJSON it is always the first."""
    return re.sub(r" at line 1 column (\d+)(?=;|$)", r" at column \1", message)
