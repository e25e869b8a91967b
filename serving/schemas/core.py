"""The JSON that goes in and out over HTTP, and the labels' JSON in the store."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    TypeAdapter,
    field_validator,
    model_validator,
)
from pydantic.config import JsonDict

from models.labels import PERSON, Decision, ItemLabels, ThemeLabel
from news.instants import utc_text
from news.item import MAX_HEADLINE_CHARS, Kind, NewsItem
from news.prose import one_line
from serving.incoming import VISIBLE, WEB_ADDRESS, Incoming, InstantIn, parse_instant, why_no_text, why_unread
from store.versions import Change

_LABELS = TypeAdapter(ItemLabels)
# Not as anyOf: of its parts a generator of clients makes classes, which lack the fields that it does not name.
_SAYS_SOMETHING: JsonDict = {
    "if": {"required": ["headline"], "properties": {"headline": {"pattern": VISIBLE}}},
    "else": {"required": ["text"], "properties": {"text": {"pattern": VISIBLE}}},
}


def labels_to_json(labels: ItemLabels) -> str:
    """Write a model's labels for the store; what a person decides is kept as a correction."""
    return _LABELS.dump_json(labels, exclude={"themes": {"__all__": {"decided_by"}}, "vector": True}).decode()


def labels_from_json(payload: str) -> ItemLabels:
    """Read labels from the store."""
    return _LABELS.validate_json(payload)


Instant = Annotated[datetime, PlainSerializer(utc_text, return_type=str, when_used="json")]


class Outgoing(BaseModel):
    """An answer."""

    model_config = ConfigDict(frozen=True)


def _web_address(url: str | None) -> str | None:
    if url is not None and not re.fullmatch(WEB_ADDRESS, url):
        wanted = "write it as https://host/path, without user name, spaces and backslashes; a port is at most 65535"
        raise ValueError(f"{url[:200]!r} is no http or https address of a named host; {wanted}")
    return url


_Name = Annotated[str | None, AfterValidator(lambda name: one_line(name or "") or None)]


class TextIn(Incoming):
    """Words to read; headline or text may be missing, not both."""

    model_config = ConfigDict(json_schema_extra=_SAYS_SOMETHING)

    headline: str = ""
    text: str = ""

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if (fault := why_unread(self.headline, self.text)) is not None:
            raise ValueError(fault)
        return self


class LabelItemIn(TextIn):
    """One text to label."""

    id: str = Field(min_length=1, max_length=500, description="your own name for it; comes back in the answer")


class LabelIn(Incoming):
    """Texts to label."""

    items: list[LabelItemIn] = Field(min_length=1)


class PostedItemIn(TextIn):
    """One item to keep."""

    headline: Annotated[str, Field(max_length=MAX_HEADLINE_CHARS), AfterValidator(str.strip)] = ""
    text: Annotated[str, AfterValidator(str.strip)] = ""
    url: Annotated[str | None, AfterValidator(_web_address)] = Field(
        None,
        max_length=4000,
        description="http or https",
        json_schema_extra={"anyOf": [{"type": "string", "pattern": WEB_ADDRESS}, {"type": "null"}]},
    )
    outlet: _Name = Field(None, max_length=500)
    source: _Name = Field(None, max_length=500, description="the feed or desk that brought it")
    published_at: Annotated[InstantIn | None, BeforeValidator(parse_instant)] = Field(
        None, description="RFC 3339 with an offset"
    )


class ItemsIn(Incoming):
    """Items to keep."""

    items: list[PostedItemIn] = Field(min_length=1)


class DocumentIn(Incoming):
    """One text to summarize."""

    id: str = Field(min_length=1, max_length=500)
    text: str = Field(min_length=1)

    @field_validator("text")
    @classmethod
    def _is_text(cls, text: str) -> str:
        if (fault := why_no_text(text)) is not None:
            raise ValueError(fault)
        return text


class SummaryIn(Incoming):
    """Texts to summarize together."""

    documents: list[DocumentIn] = Field(min_length=1)
    max_words: int = Field(100, ge=10, le=2000)


class EvidenceOut(Outgoing):
    """A span that carries a decision; offsets count code points of the named field."""

    field: Literal["headline", "text"]
    start: int
    end: int
    text: str


class ThemeLabelOut(Outgoing):
    """One theme's answer for one item."""

    id: str
    probability: float
    decision: Decision
    threshold: float = Field(description="yes from here on")
    unsure_from: float = Field(description="unsure from here on, up to the threshold")
    evidence: list[EvidenceOut] | None = Field(
        None, exclude_if=lambda value: value is None, description="present when asked for with evidence=true"
    )
    decided_by: Literal["person"] | None = Field(
        None, exclude_if=lambda value: value is None, description="present where a correction decides, not the model"
    )


class LabelResultOut(Outgoing):
    """All themes' answers for one item of a request."""

    id: str
    labels: list[str] = Field(description="themes decided yes")
    language: str = Field(description='ISO 639-1, or "und"')
    truncated: bool = Field(description="the text was longer than the model reads")
    notes: list[str]
    themes: list[ThemeLabelOut]


class LabelledTextOut(LabelResultOut):
    """All themes' answers for one item; a plain text's come with the fields that evidence points into."""

    headline: str | None = Field(
        None, exclude_if=lambda value: value is None, description="as cut from a plain text; absent otherwise"
    )
    text: str | None = Field(
        None, exclude_if=lambda value: value is None, description="the rest of a plain text; absent otherwise"
    )


class LabelOut(Outgoing):
    """Answers in the order of the request."""

    model: str
    taxonomy: str
    results: list[LabelledTextOut]


class LabelLineOut(LabelResultOut):
    """One line of an NDJSON answer."""

    line: int
    model: str
    taxonomy: str


class NewsItemOut(Outgoing):
    """One item of an issue, labelled."""

    id: str
    kind: Kind
    section: str | None
    headline: str
    text: str
    outlet: str | None
    url: str | None
    starts_at: str | None = Field(description="events: local wall time as printed, or a date")
    starts_text: str | None = Field(description="events: the words that the time was read from")
    truncated: bool = Field(description="cut by its publisher; the rest stands behind url")
    start: int
    end: int
    labels: list[str] = Field(description="themes decided yes")
    language: str
    notes: list[str]
    themes: list[ThemeLabelOut]


class DroppedOut(Outgoing):
    """A stretch of the issue that is no news."""

    start: int
    end: int
    reason: str


class StoredOut(Outgoing):
    """How many items were new, and how many stood in the store before."""

    created: int
    existing: int


class NewsletterOut(Outgoing):
    """A split and labelled issue; offsets count code points of the decoded input."""

    issue: str
    issued_on: date | None
    source: str | None
    items: list[NewsItemOut]
    dropped: list[DroppedOut]
    model: str
    taxonomy: str
    stored: StoredOut | None = Field(None, exclude_if=lambda value: value is None, description="absent: not kept")


class AddedItemOut(LabelResultOut):
    """One posted item."""

    created: bool = Field(description="false: the same item stood in the store before")


class AddedItemsOut(Outgoing):
    """Posted items, in order."""

    items: list[AddedItemOut]
    model: str
    taxonomy: str


class SightingOut(Outgoing):
    """One place in which an item was seen."""

    issue: str | None
    source: str | None
    day: date | None = Field(description="its issue's day; null for items posted on their own")
    section: str | None
    start: int
    end: int
    received_at: Instant


class StoredItemOut(Outgoing):
    """A stored item with its newest labels."""

    id: str
    kind: Kind
    section: str | None
    headline: str
    text: str
    outlet: str | None
    url: str | None
    source: str | None
    issue: str | None
    day: date | None
    starts_at: str | None
    starts_text: str | None
    published_at: Instant | None
    received_at: Instant
    truncated: bool
    start: int
    end: int
    model: str | None = Field(description="the model that gave the labels; null when never labelled")
    taxonomy: str | None
    labels: list[str]
    language: str | None
    notes: list[str]
    themes: list[ThemeLabelOut]


class VersionOut(Outgoing):
    """An item as it read from a moment on."""

    number: int = Field(description="from 1, as first received")
    change: Change
    seen_at: Instant
    headline: str
    text: str


class StoredItemDetailOut(StoredItemOut):
    """A stored item, every place it was seen in, and what it said before its publisher changed it."""

    sightings: list[SightingOut]
    versions: list[VersionOut] = Field(description="the first first; the last is what the item says now")
    problems: list[str] = Field(description="what could not be read of it, a date for example")


class ItemPageOut(Outgoing):
    """Stored items, last received first."""

    items: list[StoredItemOut]
    next_cursor: str | None = Field(description="pass it as cursor= for the next page; null on the last")


class SourceOut(Outgoing):
    """Where a summary's sentence stands."""

    document: str
    start: int
    end: int


class SentenceOut(Outgoing):
    """A sentence and where it stands."""

    text: str
    sources: list[SourceOut]
    generated: bool = Field(False, description="written by the generator and held against its sources, not copied")


class SummaryOut(Outgoing):
    """Sentences taken whole from the documents, in reading order; a generator's where one is set up."""

    sentences: list[SentenceOut]
    method: str
    words: int


class IptcOut(Outgoing):
    """A link to IPTC Media Topics."""

    relation: str
    id: str


class ThemeOut(Outgoing):
    """One theme of the taxonomy."""

    id: str
    name: str
    definition: str
    included: list[str]
    excluded: list[str]
    examples: list[str]
    uri: str
    iptc: list[IptcOut]


class TaxonomyOut(Outgoing):
    """The themes in the order that answers list them."""

    version: str
    iptc_release: str
    themes: list[ThemeOut]


class StatusOut(Outgoing):
    """A probe's answer; read_only where a write failed, as on a full disk."""

    status: Literal["ok", "read_only"]


class ProblemDetailOut(Outgoing):
    """One thing that is wrong, and where."""

    detail: str
    pointer: str | None = Field(None, description="JSON pointer into the body")
    parameter: str | None = Field(None, description="name of a query, path or header parameter")
    line: int | None = Field(None, description="line of an NDJSON body, from 1")


class ProblemOut(Outgoing):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None
    errors: list[ProblemDetailOut] | None = None


def theme_label_out(theme: ThemeLabel) -> ThemeLabelOut:
    """Write one theme's answer."""
    spans = theme.evidence
    return ThemeLabelOut(
        id=theme.id,
        probability=theme.probability,
        decision=theme.decision,
        threshold=theme.threshold,
        unsure_from=theme.unsure_from,
        evidence=None if spans is None else [EvidenceOut.model_validate(span, from_attributes=True) for span in spans],
        decided_by="person" if theme.decided_by == PERSON else None,
    )


def label_fields(labels: ItemLabels) -> dict[str, Any]:
    """The fields that labels have wherever they are shown."""
    return {
        "labels": list(labels.labels),
        "themes": [theme_label_out(theme) for theme in labels.themes],
        "language": labels.language,
        "notes": list(labels.notes),
    }


def item_fields(item: NewsItem) -> dict[str, Any]:
    """The fields that an item has wherever it is shown."""
    names = "id kind section headline text outlet url starts_at starts_text truncated start end"
    return {name: getattr(item, name) for name in names.split()}
