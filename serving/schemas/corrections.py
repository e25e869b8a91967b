"""The JSON of corrections."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from news.prose import one_line
from serving.incoming import WORDS, Incoming, InstantIn, parse_instant
from serving.schemas.core import Instant, Outgoing, ThemeLabelOut
from store.corrections import CorrectedItem, Correction

# Which ids there are is in the document's components: serving.openapi fills them in.
_Theme = Annotated[str, Field(min_length=1, max_length=100), WithJsonSchema({"$ref": "#/components/schemas/ThemeId"})]
_Themes = Annotated[list[_Theme], Field(max_length=200)]
Who = Annotated[
    str, Field(min_length=1, max_length=200, pattern=WORDS, description="who says so"), AfterValidator(one_line)
]
Why = Annotated[str, Field(min_length=1, max_length=2000, pattern=WORDS, description="the reason, for later readers")]


class SaidIn(Incoming):
    """What a person says of an item."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"required": ["skip"], "properties": {"skip": {"const": True}}},
            "then": {
                "properties": {
                    "themes": {"maxItems": 0},
                    "asked": {"maxItems": 0},
                    "doubtful": {"const": False},
                    "pinned": {"const": False},
                }
            },
            "else": {"required": ["themes"]},
        }
    )

    themes: _Themes = Field([], description="ids of the themes that the item is about; may be empty: about none")
    asked: _Themes | None = Field(
        None, description="ids of the themes decided, yes or no; left out: all in force. What was said of others stays"
    )
    doubtful: bool = Field(False, description="two careful readers could differ")
    skip: bool = Field(False, description="no answer: whatever was said before, the model's labels stand")
    pinned: bool = Field(False, description="no model may go into service that disagrees")
    who: Who | None = None
    why: Why | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> "SaidIn":
        if "themes" not in self.model_fields_set and not self.skip:
            raise ValueError("give themes, an empty list for none, or skip")
        if self.skip and (self.themes or self.asked or self.pinned or self.doubtful):
            raise ValueError("skip says nothing of the themes; leave out themes, asked, doubtful and pinned")
        if self.asked is not None and (missing := [theme for theme in self.themes if theme not in self.asked]):
            raise ValueError(f"themes names {missing[0]!r}, which asked does not; add it there")
        return self


class CorrectionIn(SaidIn):
    """The body of PUT /v1/items/{id}/themes."""

    via: Literal["api", "review"] = Field("api", description="review: the answer was given to the review queue")


class CorrectionRowIn(SaidIn):
    """One correction of an import: of a stored item by its id, of any other by its headline and text."""

    id: str | None = Field(None, min_length=1, max_length=500, description="the item's id")
    headline: str | None = Field(None, max_length=20_000)
    text: str | None = Field(None, max_length=500_000)
    when: Annotated[InstantIn | None, BeforeValidator(parse_instant)] = Field(
        None, description="when the person said so; left out: now"
    )
    seq: Any = Field(None, description="in an export, of the store that wrote it; passed over")
    via: Any = Field(None, description="in an export; passed over")
    source: Any = Field(None, description="in an export; passed over")
    stored: Any = Field(None, description="in an export; passed over")

    @model_validator(mode="after")
    def _names_an_item(self) -> "CorrectionRowIn":
        if self.id is None and not ((self.headline or "").strip() or (self.text or "").strip()):
            raise ValueError("names no item; give id, or headline or text")
        return self


class CorrectionsIn(Incoming):
    """Corrections to import, all or none."""

    corrections: list[CorrectionRowIn] = Field(min_length=1)
    watermark: Any = Field(None, description="in a page of an export; passed over")
    next_cursor: Any = Field(None, description="in a page of an export; passed over: each page is sent by itself")


class CorrectionOut(Outgoing):
    """What a person said of an item."""

    seq: int = Field(description="grows with every correction of the store")
    themes: list[str]
    asked: list[str] = Field(description="themes that the person decided, yes or no")
    doubtful: bool
    skip: bool
    pinned: bool
    who: str | None
    why: str | None
    via: Literal["api", "page", "review", "import"]
    when: Instant


class ItemThemesOut(Outgoing):
    """An item's themes as they are shown, and everything that people said of them."""

    id: str
    labels: list[str] = Field(description="themes decided yes, by the correction in force where there is one")
    themes: list[ThemeLabelOut]
    history: list[CorrectionOut] = Field(description="newest first; of each theme the newest answer is in force")


class CorrectedItemOut(CorrectionOut):
    """A correction in force with its item; `asked` and `themes` name what no later one decided."""

    id: str = Field(description="the item's id")
    headline: str
    text: str
    source: str | None = Field(description="the newsletter or feed that brought the item")
    stored: bool = Field(description="false: the item itself is not in the store")


class CorrectionPageOut(Outgoing):
    """Corrections in force, in the order given."""

    corrections: list[CorrectedItemOut]
    watermark: int = Field(description="the last seq given: names a state of all corrections")
    next_cursor: str | None = Field(description="pass it as cursor= for the next page; null on the last")


class CorrectionsImportedOut(Outgoing):
    """What an import did."""

    added: int
    unchanged: int = Field(description="corrections that said what was in force already; nothing was kept of them")
    watermark: int


def correction_out(said: Correction) -> CorrectionOut:
    """Write one correction."""
    return CorrectionOut(**_said(said))


def corrected_item_out(said: CorrectedItem) -> CorrectedItemOut:
    """Write a correction with its item."""
    return CorrectedItemOut(
        **_said(said),
        id=said.item_id,
        headline=said.headline,
        text=said.text,
        source=said.source,
        stored=said.stored,
    )


def corrections_out(history: Sequence[Correction]) -> list[CorrectionOut]:
    """Write a history."""
    return [correction_out(said) for said in history]


def _said(said: Correction | CorrectedItem) -> dict[str, Any]:
    names = ("seq", "doubtful", "pinned", "who", "why", "via", "when")
    lists = {"themes": list(said.themes), "asked": list(said.asked), "skip": said.skipped}
    return {name: getattr(said, name) for name in names} | lists
