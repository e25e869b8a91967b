"""Which themes a story belongs to and where it stands among others, with the reasons in words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from math import log2
from urllib.parse import urlsplit

from news.families import family_of
from news.item import Kind, NewsItem
from news.prose import counted
from news.shares import opens_with_share
from news.stories import Story
from news.titles import title_of

POLL, FIGURE = "poll", "figure"  # among a story's reasons: it tells what people think, or a number by itself
_ASKED = re.compile(
    r"\b(?:poll(?:s|ed|ing)?|survey(?:s|ed)?|respondents|voters|adults|say|think|approve|support|favou?r|oppose|believe|want"
    r"|trust)\b",
    re.IGNORECASE,
)
SHARE = 1 / 3  # of a story's items must carry a theme, so that one wrong label does not move a story


@dataclass(frozen=True, slots=True)
class LabelledItem:
    """An item with its decisions: labels are the themes decided yes, unsure those left open."""

    item: NewsItem
    labels: tuple[str, ...]
    unsure: tuple[str, ...]
    probabilities: Mapping[str, float]  # theme id to calibrated probability, 0 to 1
    issue: str | None = None  # the issue of a newsletter that it stood in: an editor chose it
    arrived: int = 0  # its place among what was received; who posts a day's items posts them in an order


@dataclass(frozen=True, slots=True)
class Weights:
    """What an editor looks at is worth, in points; the settings SITREP__RANK_... say otherwise."""

    lead: float = 3.0  # once, for a lead: as much as eight publishers
    corroboration: float = 1.0  # times log2 of the publishers that tell it in words of their own
    selection: float = 2.0  # times log2 of one more than the newsletters' issues it stands in: editors chose it
    size: float = 0.25  # times log2 of the items, copies left out: many pieces of one outlet say less than two outlets
    theme: float = 1.0  # times the mean probability of the theme
    novelty: float = 0.5  # times 1 on a story's first day, half of it on each day after
    recency: float = 0.25  # times 1 for the newest items of the day, half of it twelve hours before


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Part:
    """One reason for a story's place."""

    name: str  # a field of Weights
    value: float  # before its weight
    points: float  # what it adds to the score
    words: str  # for a reader


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a day's stories beyond their items."""

    day: date | None = None
    since: Mapping[str, date] = field(default_factory=dict)  # the first day of a story, by its id
    # its newest item's day, since a morning's edition tells the day before
    until: Mapping[str, date] = field(default_factory=dict)
    copies: Mapping[str, str] = field(default_factory=dict)  # items that copy another, by their id
    newest: datetime | None = None  # the time of the newest item of all


UNKNOWN = Standing()


@dataclass(frozen=True, slots=True)
class Placed:
    """A story with its items and its place: themes best first, none when no item is labelled."""

    story: Story
    items: tuple[LabelledItem, ...]  # the lead first, then in the order of their time and issue
    themes: tuple[str, ...]
    outlets: tuple[str, ...]
    publishers: tuple[str, ...]  # families of the outlets that tell it in words of their own
    score: float
    parts: tuple[Part, ...]  # what the score is made of, the most points first
    why: tuple[str, ...]  # the same in few words: "lead story", "3 outlets"
    poll: bool = False  # it tells what people think, and nothing that happened
    copies: Mapping[str, str] = field(default_factory=dict)  # items that copy another, by their id

    @property
    def single_source(self) -> bool:
        """Whether one publisher alone tells it, however many carry its text; two issues that name none may be two's."""
        own = [one for one in self.items if one.item.id not in self.copies]
        return len(self.publishers) <= 1 and len({one.issue for one in own if not outlet_of(one.item)}) <= 1


def issue_order(item: LabelledItem) -> tuple[str, int, int, str]:
    """Sort items by source, and as their issue prints them."""
    return item.item.source or "", item.item.start, item.arrived, item.item.id


def outlet_of(item: NewsItem) -> str:
    """The name that counts for corroboration: outlet, else newsletter or feed, else the link's host; may be ""."""
    return item.outlet or item.source or (urlsplit(item.url).hostname if item.url else None) or ""


def rank(
    stories: Sequence[Story],
    items: Mapping[str, LabelledItem],
    theme_ids: Sequence[str],
    weights: Weights = WEIGHTS,
    standing: Standing = UNKNOWN,
) -> list[Placed]:
    """Place a day's stories, the highest score first; items holds theirs by id."""
    times = [items[item_id].item.published_at for story in stories for item_id in story.item_ids if item_id in items]
    standing = replace(standing, newest=max((at for at in times if at is not None), default=None))
    placed = (place(story, [items[i] for i in story.item_ids], theme_ids, weights, standing) for story in stories)
    return sorted(placed, key=by_rank)


def place(
    story: Story,
    items: Sequence[LabelledItem],
    theme_ids: Sequence[str],
    weights: Weights = WEIGHTS,
    standing: Standing = UNKNOWN,
) -> Placed:
    """Find a story's themes among theme_ids, which stand in the reader's order, and its score with the reasons."""
    outlets = tuple(dict.fromkeys(outlet_of(labelled.item) for labelled in items))
    own = [labelled for labelled in items if labelled.item.id not in standing.copies] or list(items[:1])
    themes = _themes(own, theme_ids)
    publishers = tuple(dict.fromkeys(family_of(outlet_of(labelled.item)) for labelled in own))
    lead = any(labelled.item.kind is Kind.LEAD for labelled in items)
    issues = len({labelled.issue for labelled in items} - {None})
    age = _days_told(story, standing)
    fresh = _freshness(items, standing)
    poll = all(one.item.kind is Kind.POLL or opens_with_share(title_of(one.item)) for one in items)
    parts = [
        ("lead", float(lead), "an issue leads with it"),
        ("corroboration", log2(len(publishers)), counted(len(publishers), "publisher") + " in words of their own"),
        ("selection", log2(1 + issues), "stands in " + counted(issues, "newsletter")),
        ("size", log2(len(own)), counted(len(own), "item") + " without copies"),
        ("novelty", 0.5**age, "new" if age == 0 else f"day {age + 1} of the story"),
        ("recency", fresh, "how new its newest item is among all"),
    ]
    if themes:
        probability = _mean_probability(own, themes[0])
        parts.append(("theme", probability, f"mean probability of {themes[0]}"))
    weighed = sorted(
        (Part(name, round(value, 3), round(getattr(weights, name) * value, 3), words) for name, value, words in parts),
        key=lambda part: -part.points,
    )
    ordered = tuple(sorted(items, key=lambda labelled: (labelled.item.kind is not Kind.LEAD, *_age(labelled))))
    return Placed(
        story=story,
        items=ordered,
        themes=themes,
        outlets=outlets,
        publishers=publishers,
        score=round(sum(part.points for part in weighed), 3),
        parts=tuple(weighed),
        why=_why(lead, issues, outlets, publishers, len(items), len(items) - len(own), age)
        + (_what_kind(items),) * poll,
        poll=poll,
        copies={one.item.id: standing.copies[one.item.id] for one in items if one.item.id in standing.copies},
    )


def _what_kind(items: Sequence[LabelledItem]) -> str:
    return POLL if any(_ASKED.search(f"{one.item.headline} {one.item.text}") for one in items) else FIGURE


def _why(
    lead: bool, issues: int, outlets: Sequence[str], publishers: Sequence[str], items: int, copies: int, age: int
) -> tuple[str, ...]:
    why = ["lead story"] if lead else []
    if issues > 1:
        why.append(f"{issues} newsletters")
    if len(outlets) > 1:
        why.append(f"{len(outlets)} outlets")
        if len(publishers) < len(outlets):
            why.append(counted(len(publishers), "publisher"))
    if items > len(outlets):
        why.append(f"{items} items")
    if copies:
        why.append(counted(copies, "copy", "copies"))
    if age:
        why.append(f"day {age + 1}")
    return tuple(why)


def _days_told(story: Story, standing: Standing) -> int:
    since = standing.since.get(story.id)
    if since is None or standing.day is None:
        return 0
    return max((min(standing.day, standing.until.get(story.id, standing.day)) - since).days, 0)


def _freshness(items: Sequence[LabelledItem], standing: Standing) -> float:
    times = [labelled.item.published_at for labelled in items if labelled.item.published_at is not None]
    if standing.newest is None or not times:
        return 1.0  # nothing is known that would speak against it
    hours: float = (standing.newest - max(times)).total_seconds() / 3600
    fresh: float = 0.5 ** (max(hours, 0.0) / 12)
    return fresh


def by_rank(placed: Placed) -> tuple[float, bool, float, int, int, str]:
    """Sort key: the highest score first, polls behind equals, the newest, the order of issue, of receipt, the id."""
    newest = max((item.item.published_at.timestamp() for item in placed.items if item.item.published_at), default=0.0)
    start, arrived = (min(places) for places in zip(*((i.item.start, i.arrived) for i in placed.items), strict=True))
    return -placed.score, placed.poll, -newest, start, arrived, placed.story.id


def _themes(items: Sequence[LabelledItem], theme_ids: Sequence[str]) -> tuple[str, ...]:
    carried = {theme: sum(theme in item.labels for item in items) for theme in theme_ids}
    needed = min(max(carried.values(), default=0), SHARE * len(items))
    fitting = [theme for theme in theme_ids if carried[theme] and carried[theme] >= needed]
    return tuple(sorted(fitting, key=lambda theme: -_mean_probability(items, theme)))


def _mean_probability(items: Sequence[LabelledItem], theme: str) -> float:
    return round(sum(item.probabilities.get(theme, 0.0) for item in items) / len(items), 6)


def _age(labelled: LabelledItem) -> tuple[bool, datetime, int, int, str]:
    """The earliest first; items without a time after those, in the order of their issue, then of receipt."""
    item, unknown = labelled.item, datetime.min.replace(tzinfo=UTC)
    return item.published_at is None, item.published_at or unknown, item.start, labelled.arrived, item.id
