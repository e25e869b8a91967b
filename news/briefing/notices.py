"""What an edition tells of earlier ones: stories on which nothing new came, and corrections."""

from dataclasses import dataclass, field

PRINTED = "printed"  # the kind of a notice that quotes a publisher's own correction
RETRACTED = "retracted"  # that of an item which its publisher took back


@dataclass(frozen=True, slots=True)
class ClosedStory:
    """A story of the reader's last edition on which nothing new was read since."""

    story: str
    headline: str
    edition: str  # that told it


@dataclass(frozen=True, slots=True)
class CorrectionNotice:
    """An item that an earlier edition told of and that its publisher changed or withdrew since.

    Or a correction that a publisher printed itself: then `now` is what it says, `told` what an earlier edition told
    that it speaks against, where one did.
    """

    item: str  # of a printed one the item that it is, or the issue that it stood in
    headline: str  # as told
    outlet: str | None
    edition: str  # that told it; "" of a printed one, where none did or this very edition does
    kind: str  # "edited", "retracted" or "printed"
    told: tuple[str, ...]  # sentences of that edition which no longer stand in the item
    now: tuple[str, ...]  # the sentences that stand in their place; empty when none does, or the item is gone
    changed_at: str | None  # RFC 3339, UTC; of a printed one when it was published, None where that is not known
    # The newsletter or feed that brought a printed one; the same correction is the same whoever brought it.
    source: str | None = field(default=None, compare=False)
