"""What an edition tells of earlier ones: stories on which nothing new came, and corrections."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClosedStory:
    """A story of the reader's last edition on which nothing new was read since."""

    story: str
    headline: str
    edition: str  # that told it


@dataclass(frozen=True, slots=True)
class CorrectionNotice:
    """An item that an earlier edition told of and that its publisher changed or withdrew since."""

    item: str
    headline: str  # as told
    outlet: str | None
    edition: str  # that told it
    kind: str  # "edited" or "retracted"
    told: tuple[str, ...]  # sentences of that edition which no longer stand in the item
    now: tuple[str, ...]  # the sentences that stand in their place; empty when none does, or the item is gone
    changed_at: str  # RFC 3339, UTC
