"""What the formats of a brief share: its words and the numbers of its sources, so that all say the same thing."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from news.brief import Brief, BriefSentence, BriefStory, BriefTheme, Footer
from news.briefing.agenda import AgendaEntry, at_midnight
from news.briefing.item_links import ItemLink
from news.briefing.notices import PRINTED, RETRACTED, CorrectionNotice
from news.controls import OBEYED
from news.item import Kind
from news.prose import capital, counted
from news.voice import is_labelled_opinion

_WORDS = re.compile(r"[^\W_]+")
_CONTROL = re.compile(rf"[\t\n{OBEYED}]+")
CORRECTIONS, AGENDA, OTHER, CLOSED, SOURCES = "Corrections", "Agenda", "Other news", "Nothing new on", "Sources"
_HALVES = {"-am": ", morning", "-pm": ", afternoon"}
_FACTS_SHOWN = 6
_RUN_IN = 4  # words of a headline that need not be read twice, and of what a sentence adds to it
_CLOSING = re.compile(r"^[%°]?[.,!?]*[\"”]?[\s,;:–—-]*")  # what ends the headline's words in a sentence that goes on
# The headline was a sentence of its own: "... sells boats to the U.S. Court records show ...".
_ENDED = re.compile(r"(?:[.!?:]+[\"”]?|\s[–—-])\s+[\"“‘']?[A-ZÀ-Þ\d]")
_PLACE_BEFORE = re.compile(r"^\([^()]{2,40}\) [^a-z:]{2,60}: ")  # "(SUDAN) EL OBEID: Shells hit the airport."


class Notes:
    """The cited items in the order in which the brief first names them; a note's number is its place, from 1."""

    def __init__(self, brief: Brief) -> None:
        """Number the sources of a brief."""
        self._numbers: dict[str, int] = {}
        self.items: list[ItemLink] = []
        for theme in brief.themes:
            for story in theme.stories:
                links = {item.id: item for item in story.items}
                told, repeated = without_headline(story)
                for sentence in (*repeated, *told):
                    for source in sentence.sources:
                        if source.item not in self._numbers:
                            self.items.append(links[source.item])
                            self._numbers[source.item] = len(self.items)

    def of(self, sentence: BriefSentence) -> list[tuple[int, str]]:
        """Number and item id of each source of a sentence."""
        return sorted((self._numbers[source.item], source.item) for source in sentence.sources)


def clean(text: str) -> str:
    """One line of printable text."""
    return " ".join(_CONTROL.sub(" ", text).split())


def title(brief: Brief) -> str:
    """The brief's title, without its time zone: "Brief of Monday, 28 October 2024, morning"."""
    return f"Brief of {edition_day(brief)}"


def edition_day(brief: Brief) -> str:
    """The day that a brief tells, or the half of one, written out."""
    return long_day(brief.date) + _HALVES.get(brief.edition[10:], "")


def long_day(day: date) -> str:
    """Write a day out, for example Monday, 28 October 2024."""
    return f"{day:%A}, {day.day} {day:%B} {day.year}"


def without_headline(story: BriefStory) -> tuple[list[BriefSentence], list[BriefSentence]]:
    """The sentences to print below the headline, and those that say it over again, word for word.

    What only opens with its words goes on from them.
    """
    headline = _WORDS.findall(_PLACE_BEFORE.sub("", story.headline).lower())
    repeated = [sentence for sentence in story.sentences if _is_said_in(headline, sentence, story.outlets)]
    told = [sentence for sentence in story.sentences if sentence not in repeated]
    if told and not repeated:
        told[0] = _going_on(told[0], story.headline)
    return told, repeated


def _is_said_in(headline: Sequence[str], sentence: BriefSentence, outlets: Sequence[str]) -> bool:
    """Whether a sentence is the headline, also behind its outlet's name, or one of those that it is made of."""
    before, colon, behind = sentence.text.partition(": ")
    words = _WORDS.findall((behind if colon and before in outlets else sentence.text).lower())
    return words == headline or (len(words) >= _RUN_IN and f" {' '.join(words)} " in f" {' '.join(headline)} ")


def _going_on(sentence: BriefSentence, headline: str) -> BriefSentence:
    """A sentence that says a headline of some length over again and goes on, from there: "… the longest in a year."."""
    words = _WORDS.findall(headline)
    said = re.match(r"[^\w]*" + r"[\W_]+".join(map(re.escape, words)) + r"(?![^\W_])", sentence.text, re.IGNORECASE)
    rest = _CLOSING.sub("", sentence.text[said.end() :]) if said and len(words) >= _RUN_IN else ""
    quoted = rest.count('"') % 2 or rest.count("“") != rest.count("”")  # the headline ends inside a quotation
    if len(rest.split()) < _RUN_IN or quoted:
        return sentence
    ended = said is not None and _ENDED.match(sentence.text, said.end()) is not None
    return replace(sentence, text=rest if ended else f"… {rest}")


def paragraphs(sentences: Sequence[BriefSentence]) -> list[list[BriefSentence]]:
    """Running text together; each headline told as a fact alone, for it has no full stop."""
    found: list[list[BriefSentence]] = []
    for sentence in sentences:
        if found and not is_headline(sentence) and not is_headline(found[-1][0]):
            found[-1].append(sentence)
        else:
            found.append([sentence])
    return found


def running_text(story: BriefStory) -> list[str]:
    """What stands below the headline, a paragraph each, as plain text."""
    told, _ = without_headline(story)
    return [" ".join(sentence.text for sentence in paragraph) for paragraph in paragraphs(told)]


def story_lines(story: BriefStory, brief: Brief) -> list[str]:
    """All that is said of a story below its headline, as lines of plain text."""
    said = (*running_text(story), *disputes(story), progress(story), standing(story, brief))
    return [clean(line) for line in said if line]


def is_headline(sentence: BriefSentence) -> bool:
    """Whether the words were an item's headline."""
    return sentence.sources[0].field == "headline"


def source_name(item: ItemLink) -> str:
    """An item as the list of sources names it."""
    name = item.outlet or item.source
    if item.outlet and item.source and item.outlet != item.source:
        name = f"{item.outlet}, by way of {item.source}"
    return f"{name}: {item.headline}" if name else item.headline


def whence(item: ItemLink) -> str:
    """Who wrote a listed item, where that is known, and who published it; may be ""."""
    return ", ".join(name for name in (item.writer, item.outlet or item.source) if name)


def listed(item: ItemLink) -> str:
    """An item in a list."""
    return f"{item.headline} ({whence(item)})" if whence(item) else item.headline


def opinion_mark(item: ItemLink) -> str:
    """What sets an opinion apart where it stands among news, unless its headline does."""
    return "Opinion: " if item.kind is Kind.OPINION and not is_labelled_opinion(item.headline) else ""


def standing(story: BriefStory, brief: Brief) -> str:
    """Why the story stands where it stands, in one line."""
    names = {theme.id: theme.name for theme in brief.themes}
    parts = list(story.why)
    if story.single_source:
        parts.append("single source" + (f": {story.outlets[0]}" if story.outlets else ""))
    elif story.outlets:
        parts.append(", ".join(story.outlets))
    parts += [f"also {names[theme]}" for theme in story.also_in]
    return "; ".join(parts)


def progress(story: BriefStory) -> str | None:
    """What is new of a story to this reader; None without an earlier edition.

    A story that is some days old and was not told to this reader is not called new.
    """
    if story.state is None:
        return None
    if story.state != "developing":
        return "Not told before" if any(part.startswith("day ") for part in story.why) else "New"
    facts = ", ".join(story.new_facts[:_FACTS_SHOWN])
    return f"Developing, told last on {story.told_in}" + (f"; new: {facts}" if facts else "")


def disputes(story: BriefStory) -> list[str]:
    """The figures on which a story's outlets differ, a line each."""
    return [
        "Disputed figures: " + "; ".join(f"“{c.text}” ({c.outlet or 'outlet not named'})" for c in figure.claims) + "."
        for figure in story.disputed
    ]


def correction(notice: CorrectionNotice) -> str:
    """A correction notice."""
    if notice.kind == PRINTED:
        here = "This edition tells it as it was printed first"  # in a report that came behind its correction
        who = f"The edition of {notice.edition} had told" if notice.edition else here
        told = f" {who}: {_quoted(notice.told)}" if notice.told else ""
        return f"{notice.outlet or 'A publisher'} has printed a correction: {_quoted(notice.now)}{told}"
    who = notice.outlet or "its publisher"
    if notice.kind == RETRACTED:
        told = f" It had been told so: {_quoted(notice.told)}" if notice.told else ""
        return f"The edition of {notice.edition} told of “{notice.headline}”, which {who} has withdrawn since.{told}"
    since = f"the edition of {notice.edition}"
    if not notice.told:
        return f"{capital(who)} has edited “{notice.headline}” since {since}; the words told there still stand."
    now = f"It now says: {_quoted(notice.now)}" if notice.now else "Nothing stands in their place."
    return f"{capital(since)} told: {_quoted(notice.told)} {capital(who)} has changed these words since. {now}"


def closed(brief: Brief) -> list[str]:
    """The stories of the last edition on which nothing new came, a line each."""
    return [f"{story.headline} (told on {story.edition})" for story in brief.closed]


def see_also(theme: BriefTheme, brief: Brief) -> list[str]:
    """The stories of a theme that are told under another, a line each."""
    names = {theme.id: theme.name for theme in brief.themes}
    return [f"{reference.headline} (under {names[reference.theme]})" for reference in theme.see_also]


def untold(theme: BriefTheme) -> str | None:
    """How many stories are not even listed."""
    return f"and {theme.untold} more" if theme.untold else None


def when(entry: AgendaEntry) -> str:
    """When an event starts: day, hour, and the zone of the hour where its announcement names one."""
    if entry.starts_at is None:
        return entry.starts_text or "time unknown"
    day, _, hour = entry.starts_at.partition("T")
    hour = "midnight" if at_midnight(entry.starts_at, entry.starts_text) else hour
    return " ".join(part for part in (day, hour, entry.zone if hour else None) if part)


def footer_lines(brief: Brief) -> list[str]:
    """The edition's id and what it was made from, a sentence each."""
    footer = brief.footer
    sources = f" from {', '.join(footer.sources)}" if footer.sources else ""
    announced = f", events announced before {footer.announced}" if footer.announced else ""
    lines = [
        f"Edition {brief.edition}.",
        f"Items read: {footer.items}{sources}; labelled {footer.labelled}, unsure {footer.unsure}, "
        f"without a theme {footer.unlabelled}.",
        f"Stories {footer.stories}, events {footer.events}{announced}, opinions {footer.opinions}.",
    ]
    if footer.dropped:
        lines.append(f"Pieces dropped as no news: {footer.dropped}.")
    if footer.repeated:
        lines.append(f"Items with nothing that was not told before: {footer.repeated}.")
    if footer.feeds_down is not None:
        lines.append(f"Feeds down: {', '.join(footer.feeds_down) or 'none'}.")
    if footer.unsorted:
        lines.append(f"{unsorted(footer)}.")
    if footer.generated is not None:
        lines.append(f"{generated(footer)}.")
    return [*lines, f"Model {footer.model}, taxonomy {footer.taxonomy}."]


def unsorted(footer: Footer) -> str:
    """How many items are not told, and why."""
    items, are = counted(footer.unsorted, "item"), "is" if footer.unsorted == 1 else "are"
    return f"{items} {are} in no story and not told: nothing can be written, the disk may be full"


def generated(footer: Footer) -> str:
    """How many sentences are a generator's, how many of its sentences were refused, and whether it was down."""
    told = (
        f"Sentences in a generator's words, each held against its sources: {footer.generated}; "
        f"refused, and the source's own words kept: {footer.refused}"
    )
    if not footer.unanswered:
        return told
    stories = counted(footer.unanswered, "story", "stories")
    stand = "stands" if footer.unanswered == 1 else "stand"
    return (
        f"{told}. The generator that is set up was down or too slow and gave no answer for {stories}, "
        f"which {stand} in the words of the sources"
    )


def _quoted(sentences: Sequence[str]) -> str:
    return " ".join(f"“{sentence}”" for sentence in sentences)
