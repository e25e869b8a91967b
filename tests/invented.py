"""Invented news for the tests of summaries, stories and briefs."""

from dataclasses import dataclass
from datetime import UTC, datetime

from news.briefing.ranking import LabelledItem
from news.item import Kind, NewsItem


@dataclass(frozen=True)
class Theme:
    """A theme as a brief sees it."""

    id: str
    name: str


THEMES = (
    Theme("foreign_conflict", "Foreign conflict"),
    Theme("elections", "Elections"),
    Theme("domestic_extremism", "Domestic extremism"),
)


def labelled(
    item_id: str,
    headline: str,
    text: str = "",
    themes: dict[str, float] | None = None,
    unsure: tuple[str, ...] = (),
    kind: Kind = Kind.ARTICLE,
    outlet: str | None = None,
    *,
    hour: int = 8,
    start: int = 0,
    starts_at: str | None = None,
    starts_text: str | None = None,
) -> LabelledItem:
    """An item of 28 October 2024 with its labels."""
    item = NewsItem(
        id=item_id,
        headline=headline,
        text=text,
        kind=kind,
        outlet=outlet,
        source="The Morning Desk",
        url=f"https://news.example/{item_id}",
        published_at=datetime(2024, 10, 28, hour, tzinfo=UTC),
        start=start,
        starts_at=starts_at,
        starts_text=starts_text,
    )
    return LabelledItem(item, tuple(themes or {}), unsure, themes or {})


FORD_A = labelled(
    "ford-a",
    "Rebels seize the river ford at Tarmouk",
    "TARMOUK (AP) — Rebels seized the river ford at Tarmouk on Sunday after two days of shelling, the army said. "
    "At least 14 soldiers were killed when the garrison fell, according to the defence ministry. "
    "It was the third town lost this month. AP Photo/Jon Doe. "
    "The prime minister called the loss of Tarmouk a setback and promised reinforcements within a week.",
    {"foreign_conflict": 0.97},
    kind=Kind.LEAD,
    outlet="The Courier",
    hour=6,
)
FORD_B = labelled(
    "ford-b",
    "Tarmouk garrison falls to rebels after shelling",
    "The garrison at Tarmouk fell to rebels on Sunday, cutting the road to the river ford and the coast. "
    "At least 14 soldiers were killed when the garrison fell, according to the defence ministry. "
    "Aid groups said 3,000 people fled Tarmouk overnight. Read more",
    {"foreign_conflict": 0.93},
    outlet="Harbour Post",
    hour=7,
    start=900,
)
POLLS = labelled(
    "polls",
    "Governor Marlow leads by two points in Ardenia",
    "Governor Ellen Marlow leads her challenger by two points in Ardenia, a survey of 1,200 voters found. "
    "But she has lost ground among younger voters since July. "
    "Early voting in Ardenia opens on Friday and closes three days before the ballot.",
    {"elections": 0.95},
    outlet="Ledger",
    start=1800,
)
THREATS = labelled(
    "threats",
    "Clerks report threats before the vote",
    "Six county clerks in Ardenia received letters threatening them before the vote, the sheriff said. "
    "Investigators tied the letters to a militia that calls the election stolen.",
    {"domestic_extremism": 0.91, "elections": 0.72},
    outlet="Ledger",
    start=2600,
)
BARE = labelled(
    "bare",
    "Ceasefire talks resume in Oslo <again> & stall",
    themes={"foreign_conflict": 0.8},
    kind=Kind.HEADLINE,
    outlet="Nordic Wire",
    start=3300,
)
COLUMN = labelled(
    "column",
    "Why the ford matters more than the town",
    "I think that Tarmouk was lost a year ago.",
    {"foreign_conflict": 0.9},
    kind=Kind.OPINION,
    outlet="The Courier",
    start=3600,
)
BRIDGE = labelled("bridge", "Old harbour bridge reopens to cyclists", "The bridge reopened on Monday.", start=4000)
UNSURE = labelled("unsure", "Minister resigns over phone records", unsure=("elections",), start=4300)
DEBATE = labelled(
    "debate",
    "Marlow and Quint debate at the town hall on Tuesday at 7 p.m.",
    themes={"elections": 0.9},
    kind=Kind.EVENT,
    starts_at="2024-10-29T19:00",
    starts_text="Tuesday at 7 p.m.",
    start=4600,
)
HEARING = labelled(
    "hearing",
    "The defence committee meets soon",
    kind=Kind.EVENT,
    starts_text="soon",
    start=4800,
)
LATE = labelled("late", "Spring conference of the institute", kind=Kind.EVENT, starts_at="2025-04-01", start=4900)
DAY = (FORD_A, FORD_B, POLLS, THREATS, BARE, COLUMN, BRIDGE, UNSURE, DEBATE, HEARING, LATE)
