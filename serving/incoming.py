"""What callers send: the rules that all bodies and parameters share, and how words, addresses and times are written."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    field_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from news.file_kinds import file_kind, nul_in

# A link without user name, spaces, or control and direction characters that make it read as another. Its pattern stands
# in the OpenAPI document, whose dialect has no flag for "in capitals too".
_PORT = r"(6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[0-5]?[0-9]{1,4})"
WEB_ADDRESS = (
    rf"^[Hh][Tt][Tt][Pp][Ss]?://[^\x00-\x20\x7f-\xa0\u2000-\u206f\ufeff/?#@:\\\[\]]+(:{_PORT})?"
    r"([/?#][^\x00-\x20\x7f-\xa0\u2000-\u206f\ufeff]*)?$"
)
# A character that a reader sees: no white space, control or format character, filler or variation mark.
VISIBLE = (
    r"[^\s\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
_IN_LINE = r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]*"
ONE_LINE = rf"^{_IN_LINE}$"  # for names: they stand in lists, terminals and subjects
VISIBLE_LINE = rf"^{_IN_LINE}{VISIBLE}{_IN_LINE}$"
NO_NUL = r"^[^\x00]*$"
WORDS = r"^[^\x00]*[^\s\x00][^\x00]*$"  # more than white space
NOT_READ = "which is not read; send the words in it as plain text"
_RFC_3339 = r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)"


class Sent(BaseModel):
    """What a caller sends. A field that is not known is an error, lest a misspelled one be passed over; so is NUL."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="before")  # before the patterns, which would not say where it stands
    @classmethod
    def _no_nul(cls, value: Any) -> Any:
        if isinstance(value, str) and (fault := nul_in(value)) is not None:
            raise ValueError(fault)
        for place, said in enumerate(value if isinstance(value, list) else ()):
            if isinstance(said, str) and (fault := nul_in(said)) is not None:
                raise ValueError(f"entry {place} {fault}")
        return value

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler(core)
        for field in handler.resolve_ref_schema(schema).get("properties", {}).values():
            _tell_no_nul(field)
        return schema


class Incoming(Sent):
    """A body; "50" is no number in it."""

    model_config = ConfigDict(strict=True)


def _tell_no_nul(schema: JsonSchemaValue) -> None:
    """Say in a field's schema that its strings hold no NUL, where nothing else is said of them."""
    for inner in (*schema.get("anyOf", ()), *filter(None, [schema.get("items")])):
        _tell_no_nul(inner)
    if schema.get("type") == "string" and not {"pattern", "enum", "const", "format"} & schema.keys():
        schema["pattern"] = NO_NUL


def why_unread(headline: str, text: str) -> str | None:
    """What keeps headline and text from being labelled, and the way out; None when nothing does."""
    if not any(re.search(VISIBLE, part) for part in (headline, text)):  # invisible marks alone say nothing
        return "headline and text are both empty; give at least one of them"
    return why_no_text(headline) or why_no_text(text)


def why_no_text(words: str) -> str | None:
    """What words are that are no text in the open, such as a PDF's, and the way out; None when they are."""
    found = file_kind(words)
    return None if found is None else f"the text is {found}, {NOT_READ}"


def parse_instant(value: Any) -> Any:
    """Let RFC 3339 alone through: pydantic would also read seconds since 1970, and a time without seconds.

    Raises ValueError.
    """
    if value is not None and not (isinstance(value, str) and re.fullmatch(_RFC_3339, value, re.ASCII)):
        raise ValueError("is no RFC 3339 time with an offset; write it as 2024-10-28T19:05:00+02:00")
    return value


def _in_calendar(instant: datetime) -> datetime:
    try:
        instant.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{instant} lies outside the calendar in UTC") from error
    return instant


InstantIn = Annotated[AwareDatetime, Field(strict=False), AfterValidator(_in_calendar)]
