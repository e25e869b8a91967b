"""A brief's agenda as iCalendar (RFC 5545, with the NAME and DESCRIPTION of RFC 7986)."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from news.brief import Brief
from news.briefing import wording
from news.briefing.agenda import AgendaEntry, at_midnight, is_off
from news.briefing.formats import ItemUrl
from news.controls import OBEYED
from news.item import content_id
from news.words import terms

# RFC 5545, 3.6: a calendar has one component at least, also one without events; this one says nothing.
_NO_EVENT = [
    *("BEGIN:VTIMEZONE", "TZID:UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000"),
    *("TZOFFSETFROM:+0000", "TZOFFSETTO:+0000", "END:STANDARD", "END:VTIMEZONE"),
]
_LINE_BYTES = 75  # RFC 5545, 3.1: of a line without its break
# Some readers end lines where Unicode does, and not at CR LF alone: an event could announce others of its own.
_CONTROL = re.compile(f"[{OBEYED}]")


def brief_to_calendar(brief: Brief, item_url: ItemUrl, updated: datetime) -> str:
    """The agenda as one calendar, lines ended by CR LF.

    An event's time is the wall time that its announcement prints, in no zone ("floating"), for few announcements name
    one; where one does, the description says it. A day alone is an event of that day, and so is midnight, which may be
    its first hour or its last. What is called off says so. A calendar cannot hold an event without a day: those are
    named in the calendar's description. A UID follows from the event's time and words, so that
    the same event announced again, or told in another edition, is the same entry.
    """
    timed = [entry for entry in brief.agenda if entry.starts_at is not None]
    untimed = [f"{wording.listed(e.item)} ({wording.when(e)})" for e in brief.agenda if e.starts_at is None]
    about = f"Events announced up to {brief.edition}."
    if untimed:
        about += " Without a day that could be read: " + "; ".join(untimed) + "."
    name = f"Agenda of {brief.edition}"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sitrep//Brief//EN", "CALSCALE:GREGORIAN"]
    lines += [f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}", f"DESCRIPTION:{_text(about)}"]
    for entry in timed:
        lines += _event(entry, item_url, updated)
    lines += [] if timed else _NO_EVENT
    return "".join(_folded([*lines, "END:VCALENDAR"]))


def event_uid(entry: AgendaEntry) -> str:
    """A name for an event that stays, whoever announces it."""
    return content_id("event", entry.starts_at or "", " ".join(terms(entry.item.headline))) + "@sitrep"


def _event(entry: AgendaEntry, item_url: ItemUrl, updated: datetime) -> Iterator[str]:
    start = entry.starts_at or ""
    midnight = at_midnight(entry.starts_at, entry.starts_text)
    start = start[:10] if midnight else start
    stamp = start.replace("-", "").replace(":", "")
    yield "BEGIN:VEVENT"
    yield f"UID:{event_uid(entry)}"
    yield f"DTSTAMP:{updated:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART:{stamp}00" if "T" in start else f"DTSTART;VALUE=DATE:{stamp}"
    yield f"SUMMARY:{_text(entry.item.headline)}"
    said = [entry.text if entry.text != entry.item.headline else "", entry.item.outlet or entry.item.source or ""]
    said += [f"Time as announced: {wording.when(entry)}"] if entry.zone or midnight else []
    if any(said):
        yield f"DESCRIPTION:{_text(chr(10).join(filter(None, said)))}"
    if is_off(entry.item.headline):
        yield "STATUS:CANCELLED"
    if entry.themes:
        yield "CATEGORIES:" + ",".join(_text(theme) for theme in entry.themes)
    yield f"URL:{_uri(item_url(entry.item.id))}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(words: str) -> str:
    """Escape a TEXT value (RFC 5545, 3.3.11)."""
    plain = _CONTROL.sub(" ", words.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _uri(address: str) -> str:
    return _CONTROL.sub("", address).replace("\n", "").replace("\t", "")


def _folded(lines: Iterable[str]) -> Iterator[str]:
    """Break lines of more than _LINE_BYTES bytes, never inside a character; what goes on begins with a space."""
    for line in lines:
        room, part = _LINE_BYTES, ""
        for character in line:
            size = len(character.encode("utf-8", "replace"))
            if size > room:
                yield part + "\r\n"
                part, room = " ", _LINE_BYTES - 1
            part += character
            room -= size
        yield part + "\r\n"
