"""What a candidate would change of what its reader has: the labels of stored items, the newest day's brief, pins."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from models.classifier import ThemeClassifier
from models.labels import ItemLabels, NewsText
from models.summarizer import summarize
from news.brief import compose
from news.item import NewsItem
from news.ranking import LabelledItem
from store.corrections import CorrectedItem
from store.protocol import Store
from training.phrases import Stored
from training.run_report import brief_difference, decision_changes

MOST = 1000  # items compared, newest days first: a minute of labelling
LISTED = 300  # changes to or from unsure written out, beside every one between yes and not yes
_ZONE = "UTC"

Advance = Callable[[float], None]  # told the share done


def newest_items(store: Store, days: int) -> tuple[date | None, list[NewsItem], int]:
    """The newest day with items, the items of the days up to it, newest day first, each once, and how many there are.

    At most MOST items are given.
    """
    zone = ZoneInfo(_ZONE)
    last = store.newest_day(zone)
    found: dict[str, NewsItem] = {}
    for back in range(days if last else 0):
        assert last is not None
        for stored in store.items_on(last - timedelta(days=back), zone):
            found.setdefault(stored.item.id, stored.item)
    return last, list(found.values())[:MOST], len(found)


def changes(
    store: Store, champion: ThemeClassifier, candidate: ThemeClassifier, days: int, advance: Advance
) -> tuple[dict[str, Any], Stored]:
    """Label the items of the last days with both; returns what differs, and the items as the champion labels them."""
    last, items, there = newest_items(store, days)
    before, after = [], []
    for number, item in enumerate(items):
        text = [NewsText(item.headline, item.text)]
        before.extend(champion.label(text))
        after.extend(candidate.label(text))
        advance((number + 1) / len(items))
    named = [(item.id, item.headline or item.text[:80]) for item in items]
    listed, flips = decision_changes([_decisions(x) for x in before], [_decisions(x) for x in after], named)
    pairs = len(items) * len(candidate.taxonomy.ids)
    told = {
        "days": days,
        "until": last.isoformat() if last else None,
        "items": len(items),
        "items_in_all": there,
        "flips": flips,
        "share": round(flips / pairs, 4) if pairs else None,
        "changes": listed[: flips + LISTED],
        "changes_in_all": len(listed),
        "brief": _brief(store, last, items, before, after, champion, candidate) if last else None,
    }
    themes = candidate.taxonomy.ids
    yes = np.array([[theme in said.labels for theme in themes] for said in before], dtype=np.bool_)
    texts = [NewsText(item.headline, item.text) for item in items]
    return told, Stored([item.id for item in items], texts, yes.reshape(-1, len(themes)))


def pins_kept(candidate: ThemeClassifier, corrections: Sequence[CorrectedItem]) -> dict[str, bool]:
    """Whether a candidate agrees with the pinned corrections on every theme that they decided, by item id."""
    pinned = [c for c in corrections if c.pinned and not c.skipped]
    labels = candidate.label([NewsText(c.headline, c.text) for c in pinned])
    known = set(candidate.taxonomy.ids)
    kept: dict[str, bool] = {}
    for c, said in zip(pinned, labels, strict=True):  # of one item there may be several
        agrees = all((theme in said.labels) == (theme in c.themes) for theme in c.asked if theme in known)
        kept[c.item_id] = agrees and kept.get(c.item_id, True)
    return kept


def _decisions(labels: ItemLabels) -> dict[str, tuple[str, float]]:
    return {theme.id: (theme.decision.value, theme.probability) for theme in labels.themes}


def _brief(
    store: Store,
    day: date,
    items: Sequence[NewsItem],
    before: Sequence[ItemLabels],
    after: Sequence[ItemLabels],
    champion: ThemeClassifier,
    candidate: ThemeClassifier,
) -> dict[str, Any]:
    of_day = {stored.item.id for stored in store.items_on(day, ZoneInfo(_ZONE))}
    headlines = []
    for labels, classifier in ((before, champion), (after, candidate)):
        ranked = [
            LabelledItem(item, said.labels, said.unsure, {theme.id: theme.probability for theme in said.themes})
            for item, said in zip(items, labels, strict=True)
            if item.id in of_day
        ]
        brief = compose(
            day, _ZONE, ranked, classifier.taxonomy.themes, summarize,
            model=classifier.version, taxonomy=classifier.taxonomy.version,
        )  # fmt: skip
        headlines.append({theme.id: [story.headline for story in theme.stories] for theme in brief.themes})
    return {"day": day.isoformat(), "timezone": str(UTC), "themes": brief_difference(headlines[0], headlines[1])}
