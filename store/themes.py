"""What users did to the taxonomy: append-only, so that every earlier taxonomy can be told again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from news.errors import SitrepError

Text = tuple[str, str]  # headline and text of an example


class TakenIdError(SitrepError):
    """An id that another theme has, or had."""


@dataclass(frozen=True, slots=True)
class ThemeChange:
    """One change of the taxonomy."""

    theme: str
    action: str  # add, refine, rename or retire
    when: datetime  # UTC
    name: str | None = None  # of add and rename
    definition: str | None = None
    positives: tuple[Text, ...] = ()  # of add and refine: what the head is fitted on
    negatives: tuple[Text, ...] = ()
    who: str | None = None  # None: not said
    seq: int = 0  # given by the store


def retired_at(changes: Iterable[ThemeChange], theme_id: str) -> datetime | None:
    """When a theme was retired; None for one that is in force, or never was; changes stand in order."""
    last = None
    for change in changes:
        if change.theme == theme_id and change.action in ("add", "retire"):
            last = change.when if change.action == "retire" else None
    return last


class ThemeStore(Protocol):
    """Changes of the taxonomy."""

    def add(self, change: ThemeChange) -> int:
        """Keep a change; returns its seq, which numbers the taxonomy from then on."""

    def all(self) -> tuple[ThemeChange, ...]:
        """Every change, in order."""
