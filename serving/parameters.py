"""Query parameters, checked: a misspelled one is an error, and so is a day that the calendar does not have."""

import re
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Request
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from news.item import Kind
from news.prose import one_line
from serving.briefs.format_names import Format
from serving.incoming import NO_NUL, WORDS, Sent
from serving.problems import INVALID, ProblemError
from store.cursor import PATTERN as CURSOR
from store.search import LONGEST_SEARCH, MOST_WORDS

# The calendar from 1900 to 2999, so that the document says exactly which days are taken.
_DAY = (
    "^((19|2[0-9])[0-9]{2}-("
    "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
    "|((19|2[0-9])(0[48]|[2468][048]|[13579][26])|(20|24|28)00)-02-29)$"
)


def _parse_day(value: Any) -> Any:
    """Read YYYY-MM-DD alone: pydantic would also read a number as seconds since 1970."""
    if isinstance(value, str) and not re.fullmatch(_DAY, value):
        raise ValueError(f"{value[:40]!r} is no day of the calendar; write YYYY-MM-DD, from 1900-01-01 to 2999-12-31")
    return value


Day = Annotated[
    date, BeforeValidator(_parse_day), WithJsonSchema({"type": "string", "format": "date", "pattern": _DAY})
]
_EDITION = rf"^(tomorrow|edition_[0-9a-f]{{24}}|({_DAY[1:-1]})(-am|-pm)?)$"
TOMORROW = "tomorrow"


def _check_edition(value: str) -> str:
    if not re.fullmatch(_EDITION, value, re.ASCII):
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
            _parse_day(value)
        raise ValueError(
            f"{value[:40]!r} is no edition; write YYYY-MM-DD, from 1900-01-01 to 2999-12-31, half a day as "
            f"2024-10-28-am or -pm, {TOMORROW!r}, or the id of a published edition"
        )
    return value


def _named_in_line(name: str) -> str:
    if not (line := one_line(name)):
        raise ValueError("is blank; give a name, or leave it out")
    return line


EditionName = Annotated[str, AfterValidator(_check_edition), WithJsonSchema({"type": "string", "pattern": _EDITION})]
Name = Annotated[str, Field(min_length=1, max_length=500, json_schema_extra={"pattern": NO_NUL})]
_NewName = Annotated[
    str, Field(min_length=1, max_length=500, json_schema_extra={"pattern": WORDS}), AfterValidator(_named_in_line)
]
# Described in the document's components, by serving.openapi.
Zone = Annotated[str, Field(min_length=1, max_length=100), WithJsonSchema({"$ref": "#/components/schemas/TimeZone"})]
ThemeId = Annotated[str, Field(min_length=1, max_length=500), WithJsonSchema({"$ref": "#/components/schemas/ThemeId"})]


_HEADERS = ("content-type", "idempotency-key")  # they say what a body is, and which request


def given_once(*repeatable: str) -> Callable[[Request], Awaitable[None]]:
    """Make a dependency that refuses a parameter given twice, of which FastAPI would take one in silence."""

    # async def: as the probes do, it answers also while every worker thread is busy.
    async def check(request: Request) -> None:
        given = [name for name, _ in request.query_params.multi_items()]
        given += [name for name in request.headers.keys() if name in _HEADERS]  # noqa: SIM118 - a name as often as sent
        for name, times in Counter(given).items():
            if times > 1 and name not in repeatable:
                said = f"is given {times} times; give it once"
                raise ProblemError(INVALID, f"{name[:80]}: {said}", [{"detail": said, "parameter": name}])

    return check


class Parameters(Sent):
    """Query parameters."""


class CursorQuery(Parameters):
    """Of what is listed page by page."""

    cursor: str | None = Field(
        None,
        description="next_cursor of the page before",
        json_schema_extra={"anyOf": [{"type": "string", "pattern": CURSOR}, {"type": "null"}]},
    )
    limit: int = Field(50, ge=1, le=200)


class LabelQuery(Parameters):
    """Of POST /v1/label."""

    evidence: bool = Field(False, description="also give the spans that carry each decision")


class ItemDetailQuery(LabelQuery):
    """Of GET /v1/items/{id}."""

    format: Literal["json", "ninjs"] = Field("json", description="ninjs: IPTC ninjs 2.1, with the themes decided yes")


class NewsletterQuery(LabelQuery):
    """Of POST /v1/newsletters."""

    issued_on: Day | None = Field(None, description="the issue's day; needed to store an issue that does not say it")
    source: _NewName | None = Field(None, description="the newsletter's name")
    store: bool | None = Field(None, description="keep the issue and its items; left out: kept when its day is known")


class ItemsQuery(CursorQuery):
    """Of GET /v1/items."""

    words: Annotated[str, Field(min_length=1, max_length=LONGEST_SEARCH)] | None = Field(
        None,
        description=f"only items whose headline or text hold all of these words, at most {MOST_WORDS}; in quotation "
        "marks such as stand together, with a star behind them the beginnings of words",
    )
    theme: ThemeId | None = Field(None, description="only items whose newest labels say yes to it")
    source: Name | None = None
    issue: Name | None = Field(
        None, description="only items of this issue, by the id that POST /v1/newsletters gave it"
    )
    kind: Kind | None = None
    from_: Day | None = Field(None, alias="from", description="first day")
    to: Day | None = Field(None, description="last day")

    @field_validator("to")
    @classmethod
    def _not_before(cls, to: date | None, others: ValidationInfo) -> date | None:
        first = others.data.get("from_")
        if to is not None and first is not None and to < first:
            raise ValueError(f"{to} lies before from={first}; no day is in between")
        return to


class PublishQuery(Parameters):
    """Of POST /v1/briefs/{date}."""

    timezone: Zone = "UTC"
    theme: list[ThemeId] = Field([], max_length=50, description="only these themes, in this order; repeatable")


class BriefQuery(PublishQuery):
    """Of GET /v1/briefs/{date}."""

    published: bool = Field(False, description="the frozen edition, and nothing when it was not published")
    format: Format | None = Field(None, description="wins over the Accept header; JSON when neither says")


class EditionsQuery(CursorQuery):
    """Of GET /v1/briefs."""

    subscription: Name | None = Field(None, description="only editions of this subscription")


class StoriesQuery(CursorQuery):
    """Of GET /v1/stories."""

    date: Day | None = Field(None, description="left out: the newest day with items")
    timezone: Zone = "UTC"
