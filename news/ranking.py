"""Which themes a story belongs to and where it stands among others, with the reasons in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import log2
from urllib.parse import urlsplit

from news.item import Kind, NewsItem
from news.stories import Story

# Worth of what an editor looks at; a lead counts as much as eight outlets.
LEAD_WEIGHT = 3.0
OUTLET_WEIGHT = 1.0  # times log2 of the outlets
SIZE_WEIGHT = 0.25  # times log2 of the items: many pieces of one outlet say less than two outlets
THEME_WEIGHT = 1.0  # times the mean probability of the theme
SHARE = 1 / 3  # of a story's items must carry a theme, so that one wrong label does not move a story


@dataclass(frozen=True, slots=True)
class LabelledItem:
    """An item with its decisions: labels are the themes decided yes, unsure those left open."""

    item: NewsItem
    labels: tuple[str, ...]
    unsure: tuple[str, ...]
    probabilities: Mapping[str, float]  # theme id to calibrated probability, 0 to 1


@dataclass(frozen=True, slots=True)
class Placed:
    """A story with its items and its place: themes best first, none when no item is labelled."""

    story: Story
    items: tuple[LabelledItem, ...]  # the lead first, then in the order of their time and issue
    themes: tuple[str, ...]
    outlets: tuple[str, ...]
    score: float
    why: tuple[str, ...]


def outlet_of(item: NewsItem) -> str:
    """The name that counts for corroboration: outlet, else newsletter or feed, else the link's host; may be ""."""
    return item.outlet or item.source or (urlsplit(item.url).hostname if item.url else None) or ""


def place(story: Story, items: Sequence[LabelledItem], theme_ids: Sequence[str]) -> Placed:
    """Find a story's themes among theme_ids, which stand in the reader's order, and its score."""
    themes = _themes(items, theme_ids)
    outlets = tuple(dict.fromkeys(outlet_of(labelled.item) for labelled in items))
    lead = any(labelled.item.kind is Kind.LEAD for labelled in items)
    score = LEAD_WEIGHT * lead + OUTLET_WEIGHT * log2(len(outlets)) + SIZE_WEIGHT * log2(len(items))
    if themes:
        score += THEME_WEIGHT * _mean_probability(items, themes[0])
    why = ["lead story"] if lead else []
    if len(outlets) > 1:
        why.append(f"{len(outlets)} outlets")
    if len(items) > len(outlets):
        why.append(f"{len(items)} items")
    ordered = tuple(sorted(items, key=lambda labelled: (labelled.item.kind is not Kind.LEAD, *_age(labelled.item))))
    return Placed(story, ordered, themes, outlets, round(score, 3), tuple(why))


def by_rank(placed: Placed) -> tuple[float, float, int, str]:
    """Sort key: the highest score first, then the newest, then the order of the issue, then the id."""
    newest = max((item.item.published_at.timestamp() for item in placed.items if item.item.published_at), default=0.0)
    return -placed.score, -newest, min(item.item.start for item in placed.items), placed.story.id


def _themes(items: Sequence[LabelledItem], theme_ids: Sequence[str]) -> tuple[str, ...]:
    carried = {theme: sum(theme in item.labels for item in items) for theme in theme_ids}
    needed = min(max(carried.values(), default=0), SHARE * len(items))
    fitting = [theme for theme in theme_ids if carried[theme] and carried[theme] >= needed]
    return tuple(sorted(fitting, key=lambda theme: -_mean_probability(items, theme)))


def _mean_probability(items: Sequence[LabelledItem], theme: str) -> float:
    return round(sum(item.probabilities.get(theme, 0.0) for item in items) / len(items), 6)


def _age(item: NewsItem) -> tuple[bool, datetime, int, str]:
    """The earliest first; items without a time after those, in the order of their issue."""
    return item.published_at is None, item.published_at or datetime.min.replace(tzinfo=UTC), item.start, item.id
