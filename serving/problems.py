"""What goes wrong, as HTTP says it: the one table from error to status, and RFC 9457 problems."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError

from news.days import EditionError
from news.errors import (
    ArtifactError,
    ConflictError,
    InvalidFeedError,
    InvalidItemError,
    InvalidNewsletterError,
    NoParserError,
    NotFoundError,
    ParserKilledError,
    ParserLimitError,
    SitrepError,
    StoreError,
    UnknownTimezoneError,
)
from serving.addresses import EgressRefusedError
from serving.briefs.story_desk import HandError, SortingError
from serving.days import DayError
from serving.learning.registry import PromotionError
from serving.learning.themes import ThemeError
from serving.learning.training_runs import TrainingMissingError
from serving.pipeline import UnknownThemeError
from store.cursor import CursorError
from store.job_folder import JobFolderError
from store.jobs import JobStateError
from store.search import SearchError
from store.subscriptions import DeliveryStateError
from store.themes import TakenIdError

MEDIA_TYPE = "application/problem+json"
_NAME_SHOWN = 200  # characters
ERRORS_SHOWN = 20  # of one request
# How a field is written whose pattern alone tells no reader.
_WRITTEN = {
    "send_at": "write the time of day as HH:MM, such as 06:30",
    "quiet_days": "write mon, tue, wed, thu, fri, sat or sun, or a day as 2026-12-25",
    "email": "is no mail address; write one such as reader@paper.example",
    "webhook": "is no web address; write it as https://host/path, without user name, spaces and backslashes; "
    "a port is at most 65535",
    "id": "write 2 to 64 small letters, digits and _, such as border_security",
    "name": "write words in one line, without control characters",
}


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A sort of problem; its page stands at /problems/<slug>."""

    slug: str
    title: str
    status: int
    meaning: str

    @property
    def uri(self) -> str:
        """The problem's `type`."""
        return f"/problems/{self.slug}"


MALFORMED = ProblemType("malformed-body", "The body cannot be parsed", 400, "Send well-formed JSON in UTF-8.")
NOT_HTTP = ProblemType(
    "malformed-request",
    "This is no HTTP request",
    400,
    "Name one Host, percent-encode the address, and keep address and headers below 64 KiB.",
)
CROSS_SITE = ProblemType(
    "cross-site-request", "Another site sent this request", 403, "A page of another origin may not write here."
)
NOT_FOUND = ProblemType("not-found", "There is nothing here", 404, "The address or the id is not known.")
METHOD = ProblemType("method-not-allowed", "The method is not allowed", 405, "The Allow header lists those that are.")
NOT_ACCEPTABLE = ProblemType(
    "not-acceptable", "No format that you accept", 406, "Change the Accept header, or name a format."
)
SLOW_BODY = ProblemType("slow-body", "The body took too long", 408, "Send the whole body without long pauses.")
CONFLICT = ProblemType("key-conflict", "The key was used before", 409, "An Idempotency-Key names one body only.")
TOO_LARGE = ProblemType("too-large", "The request is too large", 413, "Split it; the limits are settings.")
UNSUPPORTED = ProblemType(
    "unsupported-media-type", "The content type is not read here", 415, "Use one of those that the detail lists."
)
WRONG_HOST = ProblemType(
    "unknown-host", "The service does not go by this name", 421, "Add the name to SITREP__HOSTS if it is yours."
)
INVALID = ProblemType("invalid-request", "The request does not fit", 422, "Each entry of errors says what and where.")
INVALID_ITEM = ProblemType("invalid-item", "The item cannot be read", 422, "The detail says what is wrong with it.")
INVALID_NEWSLETTER = ProblemType("invalid-newsletter", "The issue cannot be split", 422, "The detail says why.")
INVALID_FEED = ProblemType("invalid-feed", "This is no feed or list of feeds", 422, "The detail says why.")
REFUSED_ADDRESS = ProblemType(
    "refused-address", "The address is none that is asked", 422, "Private networks need SITREP__ALLOW_NETWORKS."
)
PARSER_LIMIT = ProblemType(
    "parser-limit", "The issue is too costly to read", 422, "It ran past the parser's time, memory or size."
)
WRONG_STATE = ProblemType(
    "wrong-state", "It does not stand so that this can be done", 409, "The detail says how it stands, and what to do."
)
NOT_PROMOTED = ProblemType(
    "not-promoted", "The model may not answer", 409, "The detail holds the gate's reasons, and how to insist."
)
CANNOT_TRAIN = ProblemType(
    "cannot-train", "This installation cannot train so", 409, "The detail names what is missing, and what works."
)
INTERNAL = ProblemType("internal-error", "Something broke here", 500, "The service's log holds the cause.")
OVERLOADED = ProblemType("overloaded", "Too many requests at work", 503, "Try again after Retry-After seconds.")
UNAVAILABLE = ProblemType(
    "unavailable", "The service cannot answer now", 503, "Its store or model is missing or at work; ask again."
)

PROBLEM_TYPES = (
    *(MALFORMED, CROSS_SITE, NOT_FOUND, METHOD, NOT_ACCEPTABLE, SLOW_BODY, CONFLICT, TOO_LARGE, UNSUPPORTED),
    *(WRONG_HOST, INVALID, INVALID_ITEM, INVALID_NEWSLETTER, INVALID_FEED, REFUSED_ADDRESS, PARSER_LIMIT),
    *(NOT_HTTP, INTERNAL, OVERLOADED, UNAVAILABLE, WRONG_STATE, NOT_PROMOTED, CANNOT_TRAIN),
)

# The one table. Its order matters nowhere: no error of it is a kind of another.
_ERRORS: Mapping[type[SitrepError], ProblemType] = {
    InvalidItemError: INVALID_ITEM,
    InvalidNewsletterError: INVALID_NEWSLETTER,
    InvalidFeedError: INVALID_FEED,
    EgressRefusedError: REFUSED_ADDRESS,
    ParserLimitError: PARSER_LIMIT,
    NoParserError: OVERLOADED,
    ParserKilledError: OVERLOADED,
    UnknownTimezoneError: INVALID,
    DayError: INVALID,
    EditionError: INVALID,
    UnknownThemeError: INVALID,
    ThemeError: INVALID,
    CursorError: INVALID,
    SearchError: INVALID,
    HandError: INVALID,
    NotFoundError: NOT_FOUND,
    ConflictError: CONFLICT,
    StoreError: UNAVAILABLE,
    ArtifactError: UNAVAILABLE,
    SortingError: UNAVAILABLE,
    JobFolderError: UNAVAILABLE,
    JobStateError: WRONG_STATE,
    DeliveryStateError: WRONG_STATE,
    TakenIdError: WRONG_STATE,
    PromotionError: NOT_PROMOTED,
    TrainingMissingError: CANNOT_TRAIN,
}
# Errors that only one parameter can cause, wherever it is taken.
_PARAMETERS: Mapping[type[SitrepError], str] = {
    UnknownTimezoneError: "timezone",
    UnknownThemeError: "theme",
    CursorError: "cursor",
    SearchError: "words",
    EditionError: "date",
}


class ProblemError(Exception):
    """A request that HTTP itself refuses, or a body that fails its checks."""

    def __init__(
        self,
        kind: ProblemType,
        detail: str,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """errors: {"detail", and "pointer", "parameter" or "line"} each."""
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


def problem(
    kind: ProblemType, detail: str, errors: Sequence[Mapping[str, Any]] = (), instance: str | None = None
) -> dict[str, Any]:
    """The problem's JSON object."""
    body: dict[str, Any] = {"type": kind.uri, "title": kind.title, "status": kind.status, "detail": detail}
    if instance is not None:
        body["instance"] = instance
    if errors:
        body["errors"] = [dict(error) for error in errors]
    return body


def as_problem(error: SitrepError) -> tuple[ProblemType, str]:
    """Kind and detail for an error raised on purpose; one that the table lacks is ours to mend."""
    kind = _ERRORS.get(type(error), INTERNAL)
    return kind, str(error) if kind is not INTERNAL else "an error that the service did not expect; see its log"


def named_parameter(error: SitrepError) -> list[dict[str, Any]]:
    """The parameter that an error is about, as a problem's `errors` say it; empty when it is about none."""
    name = _PARAMETERS.get(type(error))
    return [{"detail": str(error), "parameter": name}] if name else []


class ProblemAnswer(Protocol):
    """What answers a request that failed: `problem_response`, or a page where a person reads it."""

    def __call__(
        self,
        request: Request,
        kind: ProblemType,
        detail: str,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """The answer."""


def problem_response(
    request: Request,
    kind: ProblemType,
    detail: str,
    errors: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The answer to a request that failed."""
    body = problem(kind, detail, errors, instance=request.url.path)
    return JSONResponse(body, kind.status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def pointer(location: Sequence[str | int]) -> str:
    """A JSON pointer in URI fragment form, for example "#/items/0/headline"."""
    parts = (_shown(part).replace("~", "~0").replace("/", "~1") for part in location)
    return "#" + "".join(f"/{part}" for part in parts)


def body_errors(errors: Sequence[Any]) -> list[dict[str, Any]]:
    """Say what pydantic found in a body, each with its pointer."""
    return [{"detail": _sentence(error), "pointer": pointer(error["loc"])} for error in errors]


def first_error(error: ValidationError, whole: str) -> str:
    """The first thing that pydantic found wrong, as "field: why"; whole is said where no field is to blame."""
    first = body_errors(error.errors(include_url=False))[0]
    return f"{first['pointer'].lstrip('#/') or whole}: {first['detail']}"


def parameter_errors(errors: Sequence[Any]) -> list[dict[str, Any]]:
    """Say what FastAPI found in path, query and headers, each with the parameter's name."""
    return [{"detail": _of_parameter(error), "parameter": _shown(error["loc"][1])} for error in errors[:ERRORS_SHOWN]]


def _of_parameter(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return f"unknown parameter {_shown(error['loc'][-1])!r}; /docs lists those that are read here"
    return _sentence(error)


def _shown(name: str | int) -> str:
    """A name that a caller made up, short enough for an answer: it may be as long as the body."""
    said = str(name)
    return said if len(said) <= _NAME_SHOWN else f"{said[:_NAME_SHOWN]}…"


def _sentence(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return f"unknown field {_shown(error['loc'][-1])!r}"
    if error["type"] == "string_pattern_mismatch":
        field = next((part for part in reversed(error["loc"]) if isinstance(part, str)), "")
        return _WRITTEN.get(field, "write words: no reader would see anything of this")
    if error["type"] == "bool_parsing":
        return "write true or false"
    if error["type"].startswith("datetime_"):
        return "names no time of the calendar; write it as 2024-10-28T19:05:00+02:00"
    return str(error["msg"]).removeprefix("Value error, ").replace(" after validation", "")
