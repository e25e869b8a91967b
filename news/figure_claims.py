"""What a dispute over figures is: who claims which number, and where."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FigureClaim:
    """One source's number: its words as printed, who says so, and where: item.<field>[start:end]."""

    text: str
    outlet: str
    item: str
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DisputedFigure:
    """Numbers about one thing that do not agree, one claim for each value, the largest first.

    What one outlet ascribes to two parties stands in its order, each claim with its party.
    """

    about: str  # the stems that the claims share; "" of what two parties say
    claims: tuple[FigureClaim, ...]
