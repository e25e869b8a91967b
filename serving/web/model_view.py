"""What the pages show of models: a run's report as tables, and the geometry of its plots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from serving.views import TONES

WIDTH, HEIGHT = 320, 180  # of a plot, in the units of its viewBox
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 8, 8, 24  # room for the axes' words
_MOST_CHANGES = 60


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a plot, with what it says when pointed at."""

    x: float
    y: float
    radius: float
    title: str


@dataclass(frozen=True, slots=True)
class Range:
    """One theme's figure: candidate with its interval, and the champion, along the width of a plot."""

    name: str
    tone: int
    low: float
    high: float
    value: float
    champion: float
    said: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A line or a set of points; the labels stand at the axes' ends."""

    name: str
    tone: int
    dots: tuple[Dot, ...]
    line: str  # an SVG points list, "" for none
    bottom: tuple[str, str]
    left: tuple[str, str]
    diagonal: bool
    summary: str  # for who cannot see it


def _x(share: float) -> float:
    return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)


def _y(share: float) -> float:
    return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)


def ranges(report: Mapping[str, Any], names: Mapping[str, str]) -> tuple[Range, ...]:
    """F1 by theme, on a scale from 0 to 1."""
    found = []
    for tone, (theme, figures) in enumerate(report.get("test", {}).get("themes", {}).items()):
        f1, before = figures["f1"], figures["champion_f1"]
        found.append(
            Range(
                name=names.get(theme, theme),
                tone=tone % TONES,
                low=_x(f1["low"]),
                high=_x(f1["high"]),
                value=_x(f1["value"]),
                champion=_x(before),
                said=f"{f1['value']:.3f} ({f1['low']:.3f} to {f1['high']:.3f}), champion {before:.3f}",
            )
        )
    return tuple(found)


def reliability_plots(report: Mapping[str, Any], names: Mapping[str, str]) -> tuple[Plot, ...]:
    """How often a stated probability came true, a plot a theme."""
    plots = []
    for tone, (theme, figures) in enumerate(report.get("test", {}).get("themes", {}).items()):
        bins = figures["reliability"]
        most = max((entry["count"] for entry in bins), default=1)
        dots = tuple(
            Dot(
                _x(entry["said"]),
                _y(entry["true"]),
                round(2 + 6 * (entry["count"] / most) ** 0.5, 1),
                f"said {entry['said']:.0%}, true {entry['true']:.0%}, {entry['count']} items",
            )
            for entry in bins
        )
        summary = f"Off by {figures['ece']:.1%} on average."
        plots.append(
            Plot(names.get(theme, theme), tone % TONES, dots, "", ("0 %", "100 %"), ("0 %", "100 %"), True, summary)
        )
    return tuple(plots)


def learning_plot(report: Mapping[str, Any]) -> Plot | None:
    """What learning brought: by corrections for a run that refitted heads, turn by turn for one that fine-tuned.

    None for a run that drew no curve.
    """
    points = report.get("learning_curve") or []
    if len(points) < 2:
        return None
    return _by_corrections(points) if "corrections" in points[0] else _by_items(points)


def _by_corrections(points: Sequence[Mapping[str, Any]]) -> Plot:
    """Macro-F1 on held-out corrections by the number learned from."""
    most = max(point["corrections"] for point in points)
    titles = [
        f"{point['corrections']} corrections: {point['held_out_macro_f1']:.3f} on held-out corrections, "
        f"{point['test_macro_f1']:.3f} on test items"
        for point in points
    ]
    places = [(point["corrections"] / (most or 1), point["held_out_macro_f1"]) for point in points]
    summary = f"From {places[0][1]:.3f} without corrections to {places[-1][1]:.3f} with {most}."
    return _curve("Macro-F1 on held-out corrections", places, titles, f"{most} corrections", summary)


def _by_items(points: Sequence[Mapping[str, Any]]) -> Plot:
    """Average precision on development items by the items learned from so far."""
    most = max(point["items"] for point in points)
    titles = [f"{point['items']} items: {point['development_average_precision']:.3f}" for point in points]
    places = [(point["items"] / (most or 1), point["development_average_precision"]) for point in points]
    summary = (
        f"From {places[0][1]:.3f} after the first {points[0]['items']} items to {places[-1][1]:.3f} after {most}, "
        "each counted once an epoch."
    )
    name = f"Average precision, mean of the themes, on {points[-1]['development_items']} development items"
    return _curve(name, places, titles, f"{most} items", summary)


def _curve(name: str, places: Sequence[tuple[float, float]], titles: Sequence[str], end: str, summary: str) -> Plot:
    """A line through places, both of whose coordinates go from 0 to 1."""
    dots = tuple(Dot(_x(x), _y(y), 3.5, title) for (x, y), title in zip(places, titles, strict=True))
    line = " ".join(f"{dot.x},{dot.y}" for dot in dots)
    return Plot(name, 0, dots, line, ("0", end), ("0", "1"), False, summary)


def figure_rows(report: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Theme, precision, recall, F1, average precision, change against the champion, confusion."""
    rows = []
    for theme, figures in report.get("test", {}).get("themes", {}).items():
        change, confusion = figures["change"], figures["confusion"]
        rows.append(
            (
                names.get(theme, theme),
                *(_interval(figures[name]) for name in ("precision", "recall", "f1", "average_precision")),
                f"{change['value']:+.3f} ({change['low']:+.3f} to {change['high']:+.3f})",
                " / ".join(str(confusion[name]) for name in ("right_yes", "wrong_yes", "wrong_no", "right_no")),
            )
        )
    return rows


def change_rows(stored: Mapping[str, Any], names: Mapping[str, str]) -> list[dict[str, str]]:
    """The labels that change, the flips between yes and not yes first."""
    return [
        {
            "item": change["item"],
            "headline": change["headline"],
            "theme": names.get(change["theme"], change["theme"]),
            "before": f"{change['before']} {change['probability_before']:.0%}",
            "after": f"{change['after']} {change['probability_after']:.0%}",
            "person": change.get("person") or "",
        }
        for change in stored.get("changes", [])[:_MOST_CHANGES]
    ]


def added_rows(stored: Mapping[str, Any], names: Mapping[str, str]) -> list[dict[str, str]]:
    """Of each theme that was added here what changes, and how many of its examples each model's head finds."""
    rows = []
    for theme, told in stored.get("added", {}).items():
        found = [
            "" if share is None else f"{share:.0%} of {told['examples']}"
            for share in (told["examples_found_before"], told["examples_found"])
        ]
        share = "" if told["share"] is None else f" ({told['share']:.1%})"
        flips = f"{told['flips']}{share}" if told["answered"] else "not answered any more"
        rows.append({"theme": names.get(theme, theme), "flips": flips, "before": found[0], "after": found[1]})
    return rows


def brief_rows(stored: Mapping[str, Any], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """What the newest day's brief gains and loses, theme by theme."""
    themes: Mapping[str, Mapping[str, Sequence[str]]] = (stored.get("brief") or {}).get("themes", {})
    return [{"theme": names.get(theme, theme), **change} for theme, change in themes.items()]


def _interval(figure: Mapping[str, float]) -> str:
    return f"{figure['value']:.3f} ({figure['low']:.3f} to {figure['high']:.3f})"
