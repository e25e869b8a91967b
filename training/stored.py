"""What a candidate would change of what its reader has: the labels of stored items, the newest day's brief, pins."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from models.added_themes import Shelf, TaxonomyState, changed_taxonomy
from models.classifier import ThemeClassifier
from models.corrected import certainty, corrected
from models.labels import ItemLabels, NewsText
from models.summarizer import summarize
from news.brief import compose
from news.briefing.ranking import LabelledItem, Weights
from store.corrections import CorrectedItem, Correction
from store.kept_stories import kept_stories, standing_of
from store.protocol import Store
from store.records import StoredItem
from training.phrases import Stored
from training.run_report import brief_difference, decision_changes

MOST = 1000  # items compared, newest days first: a minute of labelling
LISTED = 300  # changes to or from unsure written out, beside every one between yes and not yes
_ZONE = ZoneInfo("UTC")

Advance = Callable[[float], None]  # told the share done


@dataclass(frozen=True, slots=True)
class Pair:
    """Champion and candidate as their reader would meet them: with the themes that users added."""

    champion: ThemeClassifier
    candidate: ThemeClassifier
    state: TaxonomyState
    shelf: Shelf

    @property
    def own(self) -> tuple[str, ...]:
        """The artifacts' own themes, those that users retired too: a run learns and judges all of them."""
        return self.champion.base.taxonomy.ids

    @property
    def added(self) -> tuple[str, ...]:
        """The added themes in force, answered or not."""
        return tuple(theme.id for theme in self.state.in_force)

    @property
    def shown(self) -> tuple[str, ...]:
        """The themes that a reader sees answers of."""
        return tuple(theme for theme in (*self.own, *self.added) if theme not in self.state.retired)


def joined(
    champion: tuple[ThemeClassifier, Path], candidate: tuple[ThemeClassifier, Path], state: TaxonomyState, home: Path
) -> Pair:
    """Join added themes to both, each with its artifact's folder; a head that is lacking is fitted, and not kept."""
    shelf, whole = Shelf(home, keeps=False), replace(state, retired=frozenset())
    return Pair(shelf.compose(*champion, whole), shelf.compose(*candidate, whole), state, shelf)


def newest_items(store: Store, days: int, until: date) -> tuple[date | None, list[StoredItem], int]:
    """The newest day with items, the items of the days up to it, newest day first, each once, and how many there are.

    At most MOST items are given. A day after `until` counts where there is nothing else: somebody's clock is wrong.
    """
    last = store.newest_day(_ZONE, until)
    found: dict[str, StoredItem] = {}
    for back in range(days if last else 0):
        assert last is not None
        for stored in store.items_on(last - timedelta(days=back), _ZONE):
            found.setdefault(stored.item.id, stored)
    return last, list(found.values())[:MOST], len(found)


def changes(
    store: Store, pair: Pair, days: int, until: date, weights: Weights, advance: Advance
) -> tuple[dict[str, Any], Stored]:
    """Label the items of the last days with both; returns what differs, and the items as the champion labels them."""
    last, items, there = newest_items(store, days, until)
    before, after, texts = [], [], []
    for number, stored in enumerate(items):
        text = NewsText(stored.item.headline, stored.item.text)
        texts.append(text)
        before.extend(pair.champion.label([text]))
        after.extend(pair.candidate.label([text]))
        advance((number + 1) / len(items))
    said = store.corrections.current(stored.item.id for stored in items)
    named = [(s.item.id, s.item.headline or s.item.text[:80]) for s in items]
    shown = [[_decisions(labels, pair.shown) for labels in of] for of in (before, after)]
    listed, flips = decision_changes(shown[0], shown[1], named, said)
    told = {
        "days": days,
        "until": last.isoformat() if last else None,
        "items": len(items),
        "items_in_all": there,
        "flips": flips,
        "share": _share(flips, len(items) * len(pair.shown)),
        "own_share": _own_share(pair, listed, len(items)),
        "added": _added(pair, listed, len(items)),
        "changes": listed[: flips + LISTED],
        "changes_in_all": len(listed),
        "brief": _brief(store, last, items, (before, after), pair, said, weights) if last else None,
    }
    yes = np.array([[theme in labels.labels for theme in pair.own] for labels in before], dtype=np.bool_)
    return told, Stored([s.item.id for s in items], texts, yes.reshape(-1, len(pair.own)))


def pins_kept(pair: Pair, corrections: Sequence[CorrectedItem]) -> dict[str, bool]:
    """Whether a candidate agrees with the pinned corrections on every theme that they decided, by item id.

    Of an added theme, whose head no run fits, a candidate keeps what the champion agrees with.
    """
    pinned = [c for c in corrections if c.pinned and not c.skipped]
    texts = [NewsText(c.headline, c.text) for c in pinned]
    own = set(pair.own)
    kept: dict[str, bool] = {}
    for c, was, said in zip(pinned, pair.champion.label(texts), pair.candidate.label(texts), strict=True):
        known = {theme.id for theme in was.themes} & {theme.id for theme in said.themes}
        broken = [theme for theme in c.asked if theme in known and (theme in said.labels) != (theme in c.themes)]
        agrees = all(theme not in own and (theme in was.labels) != (theme in c.themes) for theme in broken)
        kept[c.item_id] = agrees and kept.get(c.item_id, True)  # of one item there may be several
    return kept


def _decisions(labels: ItemLabels, shown: Sequence[str]) -> dict[str, tuple[str, float]]:
    return {theme.id: (theme.decision.value, theme.probability) for theme in labels.themes if theme.id in shown}


def _share(flips: int, pairs: int) -> float | None:
    return round(flips / pairs, 4) if pairs else None


def _flips(listed: Sequence[Mapping[str, Any]], themes: Sequence[str]) -> int:
    return sum(change["theme"] in themes and "yes" in (change["before"], change["after"]) for change in listed)


def _own_share(pair: Pair, listed: Sequence[Mapping[str, Any]], items: int) -> float | None:
    """The share of the artifact's own labels that flip: a theme that is rare by nature must not thin it out."""
    own = [theme for theme in pair.own if theme in pair.shown]
    return _share(_flips(listed, own), items * len(own))


def _added(pair: Pair, listed: Sequence[Mapping[str, Any]], items: int) -> dict[str, dict[str, Any]]:
    """Of every added theme whether the candidate answers it, what flips, and what either head finds of its examples."""
    answered = [set(of.taxonomy.ids) for of in (pair.champion, pair.candidate)]
    told = {}
    for theme in pair.state.in_force:
        flips = _flips(listed, [theme.id])
        found = [pair.shelf.manifest(theme, of.version).get("recall") for of in (pair.champion, pair.candidate)]
        told[theme.id] = {
            "answered_before": theme.id in answered[0],
            "answered": theme.id in answered[1],
            "flips": flips,
            "share": _share(flips, items),
            "examples": len(theme.positives),
            "examples_found_before": found[0],
            "examples_found": found[1],
        }
    return told


def _brief(
    store: Store,
    day: date,
    items: Sequence[StoredItem],
    labels: tuple[Sequence[ItemLabels], Sequence[ItemLabels]],
    pair: Pair,
    said: Mapping[str, Correction],
    weights: Weights,
) -> dict[str, Any]:
    """What the day's brief would gain and lose: with people's corrections, and the stories as they are kept."""
    of_day = {stored.item.id for stored in store.items_on(day, _ZONE)}
    kept, unsorted = kept_stories(store.stories, [s.item for s in items if s.item.id in of_day])
    stories = None if unsorted else kept
    standing = standing_of(store.stories, day, _ZONE, kept)
    headlines = []
    for found, classifier in zip(labels, (pair.champion, pair.candidate), strict=True):
        ranked = []
        for stored, own in zip(items, found, strict=True):
            if stored.item.id in of_day:
                seen = corrected(own, said.get(stored.item.id)) or own
                chances = {theme.id: certainty(theme) for theme in seen.themes}
                ranked.append(LabelledItem(stored.item, seen.labels, seen.unsure, chances, stored.sighting.issue_id))
        answered = [theme for theme in pair.state.in_force if theme.id in classifier.taxonomy.ids]
        taxonomy = changed_taxonomy(classifier.base.taxonomy, pair.state, answered)
        brief = compose(
            day, str(UTC), ranked, taxonomy.themes, summarize, model=classifier.version, taxonomy=taxonomy.version,
            stories=stories, weights=weights, standing=standing,
        )  # fmt: skip
        headlines.append({theme.id: [story.headline for story in theme.stories] for theme in brief.themes})
    return {"day": day.isoformat(), "timezone": str(UTC), "themes": brief_difference(headlines[0], headlines[1])}
