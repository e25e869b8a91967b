"""Drift: the weeks that are stored, against what the model learned from, in figures and plain sentences."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from models.artifact import read_manifest
from models.drift import MOVED, SHIFTED, Window, chance_index, measure, read_window, stability_index, unseen_share
from models.labels import NewsText
from models.text import model_input
from serving.learning.registry import Registry
from serving.pipeline import Sitrep
from serving.schemas.learning import DriftOut, WeekOut, WindowOut
from store.artifacts import LabelledText

_MOST = 5000  # newest items looked at: some seconds
_FEW = 30  # items; a week with fewer says nothing
_REFERENCE_WEEKS = 4


@dataclass(frozen=True, slots=True)
class Week:
    """One week's figures."""

    monday: date
    window: Window


class Drift:
    """Measures what is stored."""

    def __init__(self, sitrep: Sitrep, registry: Registry, now: Callable[[], datetime]) -> None:
        """Nothing is read before it is asked for."""
        self._sitrep, self._registry, self._now = sitrep, registry, now

    def report(self) -> DriftOut:
        """The weeks stored, the newest first, and what moved.

        As the champion labels them; soon after a promotion it has labelled too few items, and the weeks are told by
        the champion before it.
        """
        live = self._sitrep.labeller.version
        version, themes, weeks = self._told()
        names = {theme.id: theme.name for theme in self._sitrep.taxonomy.themes}
        try:
            training = read_window(self._manifest(version)["window"])
        except (KeyError, TypeError, ValueError):
            training = None
        if training is not None and len(training.rates) != len(themes):
            training = None
        # the newest week is held against those before it: inside the reference it would hide its own shift
        reference = _joined([week.window for week in weeks[1:][-_REFERENCE_WEEKS:]]) if len(weeks) > 1 else None
        against = training or reference
        said = _sentences(weeks, training, reference, [names.get(theme, theme) for theme in themes])
        if version != live:
            said.insert(0, f"{live} has labelled too few stored items yet; these weeks are told by {version}'s labels.")
        return DriftOut(
            model=version,
            training=_window_out(training, themes) if training else None,
            reference=_window_out(reference, themes) if reference else None,
            weeks=[_week_out(week, against, themes) for week in weeks],
            sentences=said,
        )

    def _told(self) -> tuple[str, Sequence[str], list[Week]]:
        """The last champion that labelled more than one week, its themes, and the weeks; without one, the present."""
        first = None
        for version in self._champions():
            told = self._weeks(version, self._manifest(version))
            if len(told[2]) > 1:
                return told
            first = first or told
        assert first is not None  # the present champion is always named
        return first

    def _champions(self) -> Iterator[str]:
        """The version that answers, then those that did before, the last first."""
        changes = self._sitrep.store.artifacts.changes(limit=100)
        before = [change.version for change in changes if change.action != "challenge"]
        yield from dict.fromkeys([self._sitrep.labeller.version, *before])

    def _manifest(self, version: str) -> Mapping[str, Any]:
        """Of the artifact; empty when it is gone."""
        if version == self._sitrep.labeller.version:
            return self._sitrep.manifest
        folder = self._registry.find(version)
        return read_manifest(folder) if folder else {}

    def _weeks(self, version: str, manifest: Mapping[str, Any]) -> tuple[str, Sequence[str], list[Week]]:
        """A version, its own themes, and the weeks as it labelled them."""
        # the artifact's own: a theme that was added here has no training window, and other news to come from
        themes = [theme["id"] for theme in manifest.get("themes", ())] or self._sitrep.taxonomy.ids
        lexicon = self._lexicon(version)
        found: dict[date, list[LabelledText]] = defaultdict(list)
        for text in self._sitrep.store.artifacts.labelled_texts(version, _MOST):
            found[text.day - timedelta(days=text.day.weekday())].append(text)
        weeks = [
            Week(monday, _measured(texts, themes, lexicon)) for monday, texts in found.items() if len(texts) >= _FEW
        ]
        return version, themes, sorted(weeks, key=lambda week: week.monday, reverse=True)

    def _lexicon(self, version: str) -> set[str]:
        folder = self._registry.find(version)
        path = folder / "lexicon.txt" if folder else None
        return set(path.read_text(encoding="utf-8").splitlines()) if path and path.is_file() else set()


def _measured(texts: Sequence[LabelledText], themes: Sequence[str], lexicon: set[str]) -> Window:
    rows = [{theme["id"]: theme for theme in json.loads(text.payload)["themes"]} for text in texts]
    probabilities = np.array([[row[t]["probability"] if t in row else 0.0 for t in themes] for row in rows], np.float32)
    decisions = np.array([[row[t]["decision"] if t in row else "no" for t in themes] for row in rows])
    unseen = [unseen_share(model_input(NewsText(t.headline, t.text)).text, lexicon) if lexicon else 0.0 for t in texts]
    return measure(probabilities, decisions == "yes", decisions == "unsure", unseen)


def _joined(windows: Sequence[Window]) -> Window:
    """One window over several, each item counting once."""
    sizes = [window.items for window in windows]

    def mean(values: Sequence[float]) -> float:
        return round(float(np.average(values, weights=sizes)), 4)

    themes = range(len(windows[0].rates))
    return Window(
        items=sum(sizes),
        rates=tuple(mean([w.rates[t] for w in windows]) for t in themes),
        unsure=mean([w.unsure for w in windows]),
        unseen_words=mean([w.unseen_words for w in windows]),
        bins=tuple(
            tuple(mean([w.bins[t][b] for w in windows]) for b in range(len(windows[0].bins[t]))) for t in themes
        ),
    )


def _window_out(window: Window, themes: Sequence[str]) -> WindowOut:
    return WindowOut(
        items=window.items,
        rates=dict(zip(themes, window.rates, strict=True)),
        unsure=window.unsure,
        unseen_words=window.unseen_words,
    )


def _week_out(week: Week, against: Window | None, themes: Sequence[str]) -> WeekOut:
    stability = {
        theme: round(stability_index(against.bins[number], week.window.bins[number]), 3)
        for number, theme in enumerate(themes)
        if against is not None
    }
    return WeekOut(**dict(_window_out(week.window, themes)), week=week.monday.isoformat(), stability=stability)


def _by_chance(reference: Window, found: Window, theme: int) -> float:
    """The index that a theme has without any shift, for so few items."""
    return chance_index(reference.bins[theme], reference.items, found.bins[theme], found.items)


def _sentences(
    weeks: Sequence[Week], training: Window | None, reference: Window | None, names: Sequence[str]
) -> list[str]:
    """What moved in the newest week, in words; one sentence too when nothing did."""
    if not weeks:
        return [f"No stored week has {_FEW} items labelled by this model yet; there is nothing to compare."]
    newest, said = weeks[0], []
    week = f"In the week of {newest.monday.day} {newest.monday:%B %Y}"
    if reference is not None:
        for number, name in enumerate(names):
            moved = stability_index(reference.bins[number], newest.window.bins[number])
            if moved >= MOVED and moved > _by_chance(reference, newest.window, number):
                how = "shifted" if moved >= SHIFTED else "moved a little"
                rates = f"{reference.rates[number]:.0%} to {newest.window.rates[number]:.0%}"
                said.append(
                    f"{week} the probabilities of {name} {how} against the first weeks stored "
                    f"(a change of {moved:.2f}); its share of the items went from {rates}."
                )
    if training is not None:
        if newest.window.unseen_words > training.unseen_words + 0.1:
            said.append(
                f"{week} {newest.window.unseen_words:.0%} of the words were unknown to the model, "
                f"in its training window {training.unseen_words:.0%}: the news is about something new, or other text."
            )
        if newest.window.unsure > max(2 * training.unsure, training.unsure + 0.03):
            said.append(
                f"{week} {newest.window.unsure:.0%} of the answers were left open, "
                f"in the training window {training.unsure:.0%}: correct some of them and train."
            )
    if reference is not None:
        return said or [f"{week} nothing moved that is worth a word."]
    if training is not None and not said:
        said.append(f"{week} unknown words and open answers were as in the training window.")
    return [*said, f"Only one stored week has {_FEW} items yet; probabilities are compared from the second on."]
