"""An artifact's own figures as tables; a manifest without a report gives none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_PARTS = {  # of the report, in the order shown; the development part is left out: the cuts were chosen on it
    "test": "Headline and text",
    "test_headline_only": "The headline alone",
    "test_own_examples": "Own examples, written to be hard",
}


@dataclass(frozen=True, slots=True)
class Table:
    """One part of the report: a row of figures per theme."""

    name: str
    summary: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def report_tables(manifest: Mapping[str, Any], names: Mapping[str, str]) -> tuple[Table, ...]:
    """The figures on items that the model did not learn from; `names` gives the themes' names."""
    report = manifest.get("report", {})
    return tuple(_table(title, report[part], names) for part, title in _PARTS.items() if part in report)


def _table(title: str, part: Mapping[str, Any], names: Mapping[str, str]) -> Table:
    low, high = part["macro_f1_interval"]
    return Table(
        name=f"{title}, {part['items']} items",
        summary=(
            f"Macro-F1 {part['macro_f1']:.2f}, with 95% certainty between {low:.2f} and {high:.2f}. "
            f"{part['unsure_share']:.0%} of the answers stay open, the rest reached {part['decided_macro_f1']:.2f}. "
            f"A stated probability was off by {part['ece']:.1%} on average."
        ),
        heads=("Theme", "F1", "Precision", "Recall", "Items"),
        rows=tuple(
            (
                names.get(theme, theme),
                f"{row['f1']:.2f}",
                f"{row['precision']:.2f}",
                f"{row['recall']:.2f}",
                str(row["positives"]),
            )
            for theme, row in part["themes"].items()
        ),
    )
