"""How a person's correction lies over a model's labels, wherever they are shown."""

from dataclasses import replace
from typing import Protocol

from models.labels import PERSON, Decision, ItemLabels, ThemeLabel

_HALF = 0.5  # both cuts of a theme that the model did not answer for; nothing is decided by them


class Said(Protocol):
    """What a person said of an item, as `store.corrections.Correction` keeps it."""

    @property
    def themes(self) -> tuple[str, ...]:
        """Those that the item is about."""

    @property
    def asked(self) -> tuple[str, ...]:
        """Those that the person decided."""

    @property
    def skipped(self) -> bool:
        """Whether the person gave no answer."""


def corrected(labels: ItemLabels | None, correction: Said | None) -> ItemLabels | None:
    """The labels with what the person decided; the model's probabilities stay as they are.

    A theme that the person was not asked about keeps the model's answer. One that the model did not answer for is
    added where the person said yes: it came, or was retired, between the two.
    """
    if correction is None or correction.skipped:
        return labels
    if labels is None:
        labels = ItemLabels((), "und", False)
    themes = [_decided(theme, correction) for theme in labels.themes]
    answered = {theme.id for theme in labels.themes}
    themes += [
        ThemeLabel(theme_id, 1.0, Decision.YES, _HALF, _HALF, decided_by=PERSON)
        for theme_id in correction.themes
        if theme_id not in answered
    ]
    return replace(labels, themes=tuple(themes))


def _decided(theme: ThemeLabel, correction: Said) -> ThemeLabel:
    if theme.id not in correction.asked:
        return theme
    return replace(theme, decision=Decision.YES if theme.id in correction.themes else Decision.NO, decided_by=PERSON)


def from_person_alone(theme: ThemeLabel) -> bool:
    """Tell whether the model never answered for a theme that a person says yes to."""
    return theme.decided_by == PERSON and theme.threshold == theme.unsure_from == _HALF


def certainty(theme: ThemeLabel) -> float:
    """A theme's probability; a person's word is certain, so that a corrected item is ranked by it."""
    return theme.probability if theme.decided_by != PERSON else float(theme.decision is Decision.YES)
