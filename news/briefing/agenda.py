"""A brief's agenda: events by time, their title beside it, the time's zone, and which announcements are of one.

One event is told twice by two newsletters, or on two days, the second time with the hour.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from news.briefing.item_links import ItemLink, link_to
from news.briefing.ranking import LabelledItem, issue_order
from news.calendar_words import WEEKDAY
from news.item import Kind, NewsItem
from news.titles import shortened, title_of
from news.words import terms

AGENDA_DAYS = 7

Told = tuple[str | None, str]  # when it starts ("2024-10-29T09:30", "2024-10-29" or unknown), and its title
# "Wed, Nov. 25, 10 a.m.: ...": the time is read without the day's name before it.
_WEEKDAY = re.compile(r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s+")
_BEHIND_TIME = re.compile(r"\s?(?::|[–—-])\s+(?=[A-Z“\"])")
# "5:30 PM Planning Board" and "Noon. The board meets", but not "Friday Prayers".
_HOUR = re.compile(r"\d\s?[ap]\.?m\b|\d[:.]\d\d|\b(?:noon|midnight)\b", re.IGNORECASE)
_BEHIND_HOUR = re.compile(r"\s?(?::|[–—-]|[.,]|)\s+(?=[A-Z“\"\d$€£])")
# "ET", "(GMT)", "Eastern time", but not "Pacific Bank opens".
_ZONE = re.compile(
    r"\s?\(?(?P<zone>(?-i:[ECMP][SD]?T|GMT|UTC|BST|CES?T|EES?T|WES?T|MSK|IST|JST)\b"
    r"|(?-i:(?<=\()[A-Z][\w.]+(?:\s[A-Z][\w.]+)?(?=\)\s?[:–—-]))"  # "10am (Orm): ...", the hour there
    r"|(?:Eastern|Central|Mountain|Pacific|London|Paris|Moscow)(?:\s(?:standard|daylight)?\s?time\b|(?=\)?\s?[:–—-])))\)?",
    re.IGNORECASE,
)
# "Wednesday: The council meets, 3 p.m.", where another word parts the day from the hour
_DAY_ALONE = re.compile(rf"(?P<day>{WEEKDAY})\s?[:–—]\s+(?=[A-Z“\"])")
_HOUR_ENDS = re.compile(r",?\s+(?:at\s+)?(?:\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m\b\.?|noon|midnight)\.?\s*$")
# "CANCELLED: ...", "..., called off"; what was postponed to another day is on.
_OFF = re.compile(
    r"^\W*(?:cancell?ed|postponed|called\soff)\b|[,:–—(]\s?(?:now\s|is\s|has\sbeen\s)?(?:cancell?ed|postponed|called\soff)\W*$",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """Something announced; starts_at is None when its time could not be read, starts_text keeps the words."""

    item: ItemLink
    text: str
    starts_at: str | None  # "2024-10-29T09:30" local wall time, or "2024-10-29"
    starts_text: str | None
    themes: tuple[str, ...]
    zone: str | None = None  # of the hour, in the announcement's words: "ET"


def agenda_of(
    day: date, labelled: Mapping[str, LabelledItem], announced: Mapping[str, LabelledItem], themes: frozenset[str]
) -> tuple[AgendaEntry, ...]:
    """The day's and the next days' events by time, unread times last; of the same announcement the day's own.

    An event that carries themes stands there when one of them was asked for.
    """
    first, last = day.isoformat(), (day + timedelta(days=AGENDA_DAYS)).isoformat()
    events = sorted(
        (item for item in {**announced, **labelled}.values() if item.item.kind is Kind.EVENT),
        key=lambda item: (
            item.item.starts_at is None,
            item.item.starts_at or "",
            item.item.id not in labelled,
            *issue_order(item),
        ),
    )
    entries: list[AgendaEntry] = []
    for event in events:
        item = event.item
        asked_for = not event.labels or not themes.isdisjoint(event.labels)
        if asked_for and (item.starts_at is None or first <= item.starts_at[:10] <= last):
            link = replace(link_to(item), headline=event_title(item))
            entry = AgendaEntry(link, item.text, item.starts_at, item.starts_text, event.labels, event_zone(item))
            told = (item.starts_at, link.headline)
            same = next((n for n, e in enumerate(entries) if same_event(told, (e.starts_at, e.item.headline))), None)
            if same is None:
                entries.append(entry)
            elif len(item.starts_at or "") > len(entries[same].starts_at or ""):  # the other knows the day alone
                entries[same] = entry
    return tuple(entries)


def event_title(item: NewsItem) -> str:
    """An event's title without the time that it opens with, which stands beside it: "10 a.m.: The committee meets.".

    So with the zone that is printed behind the hour. Of "Friday: The committee meets, 3 p.m." neither day nor hour is
    left. Of one that has nothing but the time for a headline, the text says what it is.
    """
    called, time = title_of(item), item.starts_text or ""
    title = called.lstrip("–—- ") or called
    day = _DAY_ALONE.match(title)
    if day and item.starts_at and f"{date.fromisoformat(item.starts_at[:10]):%A}" == day["day"]:
        rest = title[day.end() :]
        return (_HOUR_ENDS.sub("", rest) if "T" in item.starts_at else rest) or title
    weekday = _WEEKDAY.match(title)
    opening = title[weekday.end() :] if weekday and not title.startswith(time) else title
    rest = opening.removeprefix(time)
    if rest == opening:
        return title
    with_hour = _HOUR.search(time) is not None
    zone = _ZONE.match(rest) if with_hour else None
    rest = rest[zone.end() :] if zone else rest
    if not _LETTER.search(rest):
        return shortened(" ".join(item.text.removeprefix(title).split())) or title
    behind = (_BEHIND_HOUR if with_hour else _BEHIND_TIME).match(rest)
    return rest[behind.end() :] if behind else title


def event_zone(item: NewsItem) -> str | None:
    """The zone of an event's hour as it is printed behind it, "ET"; None where none is."""
    time = item.starts_text or ""
    hour = _HOUR.search(time)
    if hour is None:
        return None
    ends = [time[hour.end() :]]
    ends += [text[text.find(time) + len(time) :] for text in (item.headline, item.text) if time in text]
    return next((found["zone"] for end in ends if (found := _ZONE.match(end))), None)


def is_off(title: str) -> bool:
    """Whether an announcement says that the event does not take place at its time."""
    return _OFF.search(title) is not None


def at_midnight(starts_at: str | None, starts_text: str | None) -> bool:
    """Whether an event's hour is "midnight", which may be a day's first or its last: the day alone is sure."""
    return (starts_at or "").endswith("T00:00") and "midnight" in (starts_text or "").lower()


def same_event(one: Told, other: Told) -> bool:
    """Whether two announcements are of one event: at one time, in the same words or four of them and most, or at one
    hour in all words of the shorter one, three at least.

    A day without an hour is any hour of it, where more words agree.
    """
    (at, title), (other_at, other_title) = one, other
    first, second = terms(title), terms(other_title)
    shared = len(set(first) & set(second))
    fewer = min(len(set(first)), len(set(second)))
    if at == other_at:
        if at and "T" in at and shared == fewer >= 3:
            return True  # "Port Council on Harbors", "The Orrin Port Council meets on harbors"
        return first == second or (shared >= 4 and shared * 3 >= fewer * 2)
    if at is None or other_at is None or at[:10] != other_at[:10] or ("T" in at and "T" in other_at):
        return False
    return shared >= 4 and shared * 5 >= fewer * 4
