"""The JSON of themes that users add."""

from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from serving.incoming import VISIBLE_LINE, WORDS, Incoming, why_no_text
from serving.learning.themes import FEWEST, ID, MOST, MOST_NEGATIVES
from serving.parameters import Parameters
from serving.schemas.core import Instant, Outgoing, ThemeOut
from serving.schemas.corrections import Who


class ExampleIn(Incoming):
    """One example: a stored item by its id, or a headline, a text, or both."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"required": ["item"], "properties": {"item": {"type": "string"}}},
            "else": {
                "if": {"required": ["headline"], "properties": {"headline": {"pattern": WORDS}}},
                "else": {"required": ["text"], "properties": {"text": {"pattern": WORDS}}},
            },
        }
    )

    item: str | None = Field(None, min_length=1, max_length=500, description="id of a stored item")
    headline: str = Field("", max_length=20_000)
    text: str = Field("", max_length=500_000)

    @model_validator(mode="after")
    def _says_something(self) -> "ExampleIn":
        given = bool(self.headline.strip() or self.text.strip())
        if given == (self.item is not None):
            raise ValueError("give item, or headline or text")
        if (fault := why_no_text(self.headline) or why_no_text(self.text)) is not None:
            raise ValueError(fault)
        return self


def _from_line(value: Any) -> Any:
    return {"headline": value} if isinstance(value, str) else value


Example = Annotated[
    ExampleIn,
    BeforeValidator(_from_line),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": WORDS}, {"$ref": "#/components/schemas/ExampleIn"}]}),
]


class ThemeIn(Incoming):
    """A theme to add."""

    id: str | None = Field(
        None,
        pattern=ID,
        description="small letters, digits and _; stays when the name changes; left out: made of the name",
    )
    name: str = Field(min_length=1, max_length=100, pattern=VISIBLE_LINE)
    definition: str = Field(min_length=10, max_length=2000, pattern=WORDS, description="what belongs to it")
    positives: list[Example] = Field(
        min_length=FEWEST,
        max_length=MOST,
        validation_alias=AliasChoices("positives", "examples"),
        description="examples; a text alone is a headline. May be called examples",
    )
    negatives: list[Example] = Field([], max_length=MOST_NEGATIVES, description="near misses, where there are some")
    who: Who | None = None


class RenameIn(Incoming):
    """A theme's new name; its id stays."""

    name: str = Field(min_length=1, max_length=100, pattern=VISIBLE_LINE)
    definition: str | None = Field(None, min_length=10, max_length=2000, pattern=WORDS, description="else as it is")
    who: Who | None = None


class ThemeChangeQuery(Parameters):
    """Of a change that has no body."""

    who: Who | None = None


class ThemeChangeOut(Outgoing):
    """One change of a theme."""

    change: int = Field(description="the taxonomy's number from then on")
    action: Literal["add", "refine", "rename", "retire"]
    name: str | None
    definition: str | None
    positives: int
    negatives: int
    who: str | None
    when: Instant


class ThemeDetailOut(Outgoing):
    """A theme and what became of it."""

    id: str
    origin: Literal["artifact", "user"]
    retired: bool
    theme: ThemeOut | None = Field(description="as it stands in the taxonomy; null when it is not answered")
    head: dict[str, Any] = Field(description="how an added theme's head was fitted; else empty")
    history: list[ThemeChangeOut]
