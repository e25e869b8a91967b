"""What changed since a reader's last edition: new stories, new facts of known ones, stories on which nothing came.

Whether today's items go on with a story that was told, the stories as they are kept say: the same story, or one of the
same thread, as sorting found them and people merged, split and renamed them. Items of which nothing is kept are grouped
together with those that earlier editions told from, by `news.stories`. What counts as new is a fact (a name, a number,
a date) that nothing told to this reader about the story and its thread holds.
"""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from news.brief import Brief, BriefSentence, BriefStory
from news.briefing.errata import is_erratum
from news.briefing.notices import ClosedStory
from news.briefing.ranking import FIGURE, POLL, LabelledItem
from news.calendar_words import WEEKDAYS
from news.facts import developments, each_once, facts, known_keys, names_in, names_inside, new_facts
from news.item import Kind, NewsItem
from news.prose import words_in
from news.sentences import split_sentences
from news.stories import NO_STORY, group
from news.summary import Document, Summarize, Summary
from news.titles import first_sentence, has_headline, inside, is_label, title_of
from news.words import terms

_MAX_SENTENCES = 60  # of one item that are looked through
_OPENING = 4  # headline and sentences in which a deed counts as new: further down stands what led to it
_FRESH = 3  # words; of 9 headlines that had neither a new fact nor mostly new words 8 were news, and 5 have so many
# What says more of the sentence before it, and cannot be read without.
_LEANS = re.compile(
    r"[\"“'‘]*(?:he|she|they|it|his|her|their|its|the (?:man|men|woman|women|suspects?|group))\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Thread:
    """A story as earlier editions told it to this reader."""

    story: str  # its id and headline in the edition that told it last
    headline: str
    told_in: str
    known: frozenset[str]  # keys of all that was told


@dataclass(frozen=True, slots=True)
class Changes:
    """What is left to tell."""

    items: tuple[LabelledItem, ...]  # with something new, in the order given
    threads: Mapping[str, Thread]  # item id to the told story that it goes on with
    closed: tuple[ClosedStory, ...]
    repeated: int  # items left out: read before, or without a new fact
    names: frozenset[str] = frozenset()  # that the reader was told in any story
    # By item: what closes if it is not told after all.
    going_on: Mapping[str, tuple[ClosedStory, ...]] = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)  # on which an item came, where that is known


@dataclass(frozen=True, slots=True)
class KeptStory:
    """The story that an item stands in now."""

    id: str
    thread: str
    headline: str | None = None  # a person's


@dataclass(frozen=True, slots=True)
class Lineage:
    """What is kept of the stories of told and of today's items."""

    of_item: Mapping[str, KeptStory] = field(default_factory=dict)
    threads: Mapping[str, str] = field(default_factory=dict)  # of told stories, by the id that they were told under
    copies: Mapping[str, str] = field(default_factory=dict)  # items to the original that they tell again


NOTHING_KEPT = Lineage()


def what_changed(
    earlier: Sequence[Brief],
    told_items: Sequence[NewsItem],
    read_before: frozenset[str],
    items: Sequence[LabelledItem],
    lineage: Lineage = NOTHING_KEPT,
    edited: Mapping[str, frozenset[str]] = MappingProxyType({}),
    days: Mapping[str, date] = MappingProxyType({}),
) -> Changes:
    """Compare items with what earlier editions, the newest first, told this reader.

    told_items are those that the earlier editions' stories were told from, as far as they are still kept.
    read_before are the ids of all items that those editions were made from; a copy of one was read with it. Events are
    never left out: an agenda is a calendar. edited holds items that were edited since, each with the keys of what they
    said before: where they go on with a told story, what else they say now is news. days holds the day on which an item
    came, by the reader's clocks.
    """
    read_before -= frozenset(edited)
    read = read_before | {copy for copy, original in lineage.copies.items() if original in read_before}
    fresh = [one for one in items if one.item.id not in read or one.item.kind is Kind.EVENT]
    stories = [(brief.edition, story) for brief in earlier for theme in brief.themes for story in theme.stories]
    threads: dict[str, Thread] = {}
    places_of: dict[str, list[int]] = {}
    for news, places, related in _continued([story for _, story in stories], told_items, fresh, lineage, edited.keys()):
        told_in, newest = stories[places[0]]
        texts = [text for place in related for text in _told_texts(stories[place][1])]
        known = frozenset(key for text in texts for key in known_keys(text))
        for name in news:
            threads[name] = Thread(newest.id, newest.headline, told_in, known | edited.get(name, frozenset()))
        places_of |= dict.fromkeys(news, places)
    kept = [
        one
        for one in fresh
        if (
            _new_facts(one.item, threads[one.item.id], days.get(one.item.id))
            if one.item.id in threads
            else one.item.id not in edited
        )
    ]
    going_on = {place for one in kept for place in places_of.get(one.item.id, ())}
    last = earlier[0].edition if earlier else None
    open_stories: dict[str, dict[int, ClosedStory]] = {}  # of the last edition, as they stand now
    for place, (edition, story) in enumerate(stories):
        now = next((lineage.of_item[link.id] for link in story.items if link.id in lineage.of_item), None)
        if edition == last and not {POLL, FIGURE}.intersection(story.why):  # nothing goes on with one
            headline = now.headline if now and now.headline else _listed(story)
            as_now = open_stories.setdefault(now.id if now else story.id, {})
            as_now[place] = ClosedStory(story.id, headline, edition)
    # Of two that a person put together, one is named.
    left = [[told for place, told in as_now.items() if place not in going_on] for as_now in open_stories.values()]
    ends = {place: told for as_now in open_stories.values() for place, told in as_now.items()}
    last_told = {name: tuple(ends[place] for place in places if place in ends) for name, places in places_of.items()}
    names = frozenset(name for _, story in stories for text in _told_texts(story) for name in names_in(text))
    closed = tuple(told[0] for told in left if told)
    return Changes(tuple(kept), threads, closed, len(items) - len(kept), names, last_told, days)


def _continued(
    stories: Sequence[BriefStory],
    told_items: Sequence[NewsItem],
    fresh: Sequence[LabelledItem],
    lineage: Lineage,
    edited: Set[str],
) -> Iterable[tuple[list[str], list[int], Iterable[int]]]:
    """Ids of new items, places of the told stories they go on with, the last told first, and those of the thread."""
    of_item = {link.id: place for place, story in reversed(list(enumerate(stories))) for link in story.items}
    of_story: dict[str, set[int]] = {}
    of_thread: dict[str, set[int]] = {}
    for place, story in enumerate(stories):
        for now in (lineage.of_item.get(link.id) for link in story.items):
            if now is not None:
                of_story.setdefault(now.id, set()).add(place)
                of_thread.setdefault(now.thread, set()).add(place)
        if story.id in lineage.threads:  # the story may have been merged into one of another thread since
            of_thread.setdefault(lineage.threads[story.id], set()).add(place)
    news = [
        one.item
        for one in fresh
        if (one.item.id not in of_item or one.item.id in edited)
        and one.item.kind not in NO_STORY
        and not is_erratum(one.item)
    ]
    for item in news:
        if item.id in lineage.of_item:
            now = lineage.of_item[item.id]
            same, related = of_story.get(now.id, set()), of_thread.get(now.thread, set())
            if same or related:
                yield [item.id], sorted(same or related), same | related
    yield from (([i.id], [of_item[i.id]], [of_item[i.id]]) for i in news if i.id in of_item.keys() - lineage.of_item)
    unkept = [item for item in news if item.id not in lineage.of_item and item.id not in of_item]
    told = [item for item in told_items if item.id in of_item]
    for cluster in group([*told, *unkept]) if unkept else ():
        ids = [item_id for item_id in cluster.item_ids if item_id not in of_item]
        found = sorted({of_item[item_id] for item_id in cluster.item_ids if item_id in of_item})
        if ids and found:
            yield ids, found, found


def only_new(summarize: Summarize, changes: Changes, items: Mapping[str, NewsItem]) -> Summarize:
    """A summarizer that cannot choose what was told: sentences without a new fact are blanked out, so offsets stay."""

    def summarize_new(
        documents: Sequence[Document], max_words: int = 100, max_sentences: int | None = None, *, alone: bool = False
    ) -> Summary:
        # Whom a sentence introduces that the reader was told before, the reader has met: it is no part of the whole.
        left = [
            replace(document, text=_only_news(document.text, items[document.id], changes), whole="")
            if document.id in changes.threads and document.id in items
            else document
            for document in documents
        ]
        kept = [document for document in left if document.text.strip()]
        return summarize(kept, max_words, max_sentences, alone=alone)

    return summarize_new


def mark(brief: Brief, changes: Changes, since: str | None) -> Brief:
    """Say of each story whether it is new or developing, what its new facts are, and which stories are closed.

    A developing story of which nothing with a new fact was left to tell is not told again: it is counted, and no other
    theme points to it.
    """
    if since is None:
        return brief
    items = {one.item.id: one.item for one in changes.items}
    marked = {story.id: _marked(story, changes, items, brief.date) for theme in brief.themes for story in theme.stories}
    gone = [story for theme in brief.themes for story in theme.stories if marked[story.id] is None]
    themes = []
    for theme in brief.themes:
        stories = tuple(found for story in theme.stories if (found := marked[story.id]) is not None)
        see_also = tuple(pointer for pointer in theme.see_also if marked.get(pointer.story, pointer) is not None)
        note = theme.note
        if not (stories or theme.more or see_also or theme.opinions or note):
            note = f"Nothing new on {inside(theme.name)} since {since}."
        themes.append(replace(theme, stories=stories, see_also=see_also, note=note))
    footer = replace(
        brief.footer,
        repeated=changes.repeated + sum(len(story.items) for story in gone),
        stories=brief.footer.stories - len(gone),
        words=brief.footer.words - sum(words_in(story.sentences) for story in gone),
    )
    told = {link.id for theme in themes for story in theme.stories for link in story.items}
    on = {ends.story for name, found in changes.going_on.items() if name in told for ends in found}
    untold = [ends for story in gone for link in story.items for ends in changes.going_on.get(link.id, ())]
    closed = dict.fromkeys([*changes.closed, *(ends for ends in untold if ends.story not in on)])
    return replace(brief, themes=tuple(themes), footer=footer, since=since, closed=tuple(closed))


def _marked(story: BriefStory, changes: Changes, items: Mapping[str, NewsItem], day: date) -> BriefStory | None:
    threads = [changes.threads[link.id] for link in story.items if link.id in changes.threads]
    if not threads:
        return replace(story, state="new")
    known = threads[0].known
    told_from = [items[link.id] for link in story.items if link.id in items]
    texts = [_unsigned(sentence.text, *told_from) for sentence in story.sentences]
    leaning = [_unsigned(_leaning_on(sentence, items), *told_from) for sentence in story.sentences]
    named = frozenset(name for item in told_from for name in names_inside(item.text))
    told = any(
        _has_news(text, known, named) or _is_fresh(text, threads[0], changes.days.get(sentence.sources[0].item))
        for text, sentence in zip(texts, story.sentences, strict=True)
    )
    if not told and not any(_has_news(text, known, named) for text in leaning):
        return None
    # A sentence may tell by itself to what "the toll" rose; the headline counts the dead.
    today = WEEKDAYS[day.weekday()]
    words = [words for words in new_facts(story.headline, known, day, changes.names) if words[:1].isdigit()]
    said = [words for text in texts for words in new_facts(text, known, day, changes.names, named) if words != today]
    words = [*said, *words] if story.headline.isupper() else [*words, *said]  # no "31 SOLDIERS" of a shouted headline
    # What stands in no sentence that is told is named where it alone is new; a number or a day, "She was 34.", never.
    untold = [] if told else leaning
    further = [words for text in untold for words in new_facts(text, known, day, changes.names, named)]
    words += [words for words in further if not (words[:1].isdigit() or words in WEEKDAYS)]
    return replace(story, state="developing", told_in=threads[0].told_in, new_facts=tuple(each_once(words)))


def _leaning_on(sentence: BriefSentence, items: Mapping[str, NewsItem]) -> str:
    """The sentence right behind one of an item's text that only says more of it: "He was named as ..."; else ""."""
    source = sentence.sources[0]
    if source.field != "text" or source.item not in items:
        return ""
    text = items[source.item].text
    behind = next((span for span in split_sentences(text) if span.start >= source.end), None)
    found = text[behind.start : behind.end] if behind else ""
    return found if _LEANS.match(found) else ""


def _is_fresh(text: str, thread: Thread, came: date | None) -> bool:
    """Whether most content words of a text were not told, or a third and some: news, though it names nothing new.

    Some will do where it names the day on which its item came, a later one than that on which the story was told.
    """
    words = set(terms(text))
    new = len(words - thread.known)
    later = came is not None and came.isoformat() > thread.told_in[:10] and WEEKDAYS[came.weekday()] in text
    return new * 2 > len(words) or (new >= _FRESH and (later or new * 3 >= len(words)))


def _says_other(text: str, known: frozenset[str], named: frozenset[str]) -> bool:
    """Whether a text says of somebody who was told of what mostly was not."""
    words = set(terms(text))
    return len(words - known) * 2 > len(words) and any(fact.kind == "name" for fact in facts(text, named))


def _has_news(text: str, known: frozenset[str], named: frozenset[str]) -> bool:
    """Whether a text names what was not told, or says that something was done of which nothing was told."""
    return any(fact.key not in known for fact in facts(text, named)) or any(
        deed.isdisjoint(known) for deed in developments(text)
    )


def _unsigned(text: str, *items: NewsItem) -> str:
    """A text, letter for letter, in which who published it is not named: "the Courier reports" tells nothing new."""
    for name in {name for item in items for name in (item.outlet, item.source) if name}:
        whole = rf"\b{re.escape(name.removeprefix('The '))}\b"
        text = re.sub(whole, lambda found: " " * len(found.group()), text)
    return text


def _listed(story: BriefStory) -> str:
    return story.items[0].headline if is_label(story.headline) else story.headline


def _told_texts(story: BriefStory) -> list[str]:
    return [story.headline, *(sentence.text for sentence in story.sentences), *(link.headline for link in story.items)]


def _new_facts(item: NewsItem, thread: Thread, came: date | None) -> bool:
    if item.kind in (Kind.EVENT, Kind.OPINION):
        return True
    title = title_of(item) if has_headline(item) else ""
    sentences = (item.text[s.start : s.end] for s in split_sentences(item.text)[:_MAX_SENTENCES])
    texts = [_unsigned(text, item) for text in (title, *sentences)]
    named = names_inside(item.text)
    return (
        any(_is_fresh(text, thread, came) for text in texts[:2])
        or any(fact.key not in thread.known for text in texts for fact in facts(text, named))
        or any(_has_news(text, thread.known, named) for text in texts[:_OPENING])
    )


def _only_news(text: str, item: NewsItem, changes: Changes) -> str:
    """The text with spaces for every sentence that neither states something new nor bears what the next one adds.

    The first one, which says what the item is about, stays also where most of its words were not told.
    """
    thread, came = changes.threads[item.id], changes.days.get(item.id)
    pieces, end = [], 0
    spans = split_sentences(text)
    sentences = [text[span.start : span.end] for span in spans]
    named = names_inside(text)
    opening = first_sentence(item)
    opens = opening.end if opening else 0  # what was told is blank already: what stands first now may be no opening
    new = [
        _has_news(sentence, thread.known, named)
        or (span.start < opens and _is_fresh(sentence, thread, came))
        or (place < _OPENING and _says_other(sentence, thread.known, named))
        for place, (span, sentence) in enumerate(
            zip(spans, (_unsigned(sentence, item) for sentence in sentences), strict=True)
        )
    ]
    bears = [told and _LEANS.match(sentence) is not None for told, sentence in zip(new, sentences, strict=True)]
    for place, span in enumerate(spans):
        kept = new[place] or any(bears[place + 1 : place + 2])
        pieces += [text[end : span.start], sentences[place] if kept else " " * len(sentences[place])]
        end = span.end
    return "".join([*pieces, text[end:]])
