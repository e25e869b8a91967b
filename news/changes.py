"""What changed since a reader's last edition: new stories, new facts of known ones, stories on which nothing came.

Whether today's items go on with a story that was told is asked of `news.stories`: the items that earlier editions
told from and today's are grouped together. What counts as new is a fact (a name, a number, a date) that nothing told
to this reader about the story holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from news.brief import Brief, BriefStory
from news.facts import Fact, facts, known_keys
from news.item import Kind, NewsItem
from news.notices import ClosedStory
from news.ranking import LabelledItem
from news.sentences import split_sentences
from news.stories import group
from news.summary import Document, Summarize, Summary

_MAX_SENTENCES = 60  # of one item that are looked through


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


def what_changed(
    earlier: Sequence[Brief], told_items: Sequence[NewsItem], read_before: frozenset[str], items: Sequence[LabelledItem]
) -> Changes:
    """Compare items with what earlier editions, the newest first, told this reader.

    told_items are those that the earlier editions' stories were told from, as far as they are still kept.
    read_before are the ids of all items that those editions were made from. Events are never left out: an agenda
    is a calendar.
    """
    fresh = [one for one in items if one.item.id not in read_before or one.item.kind is Kind.EVENT]
    stories = [(brief.edition, story) for brief in earlier for theme in brief.themes for story in theme.stories]
    of_item = {link.id: place for place, (_, story) in reversed(list(enumerate(stories))) for link in story.items}
    told = [item for item in told_items if item.id in of_item]
    ids = {item.id for item in told}
    threads: dict[str, Thread] = {}
    going_on: set[int] = set()
    for cluster in group([*told, *(one.item for one in fresh if one.item.id not in ids)]):
        places = sorted({of_item[item_id] for item_id in cluster.item_ids if item_id in ids})
        if not places:
            continue
        told_in, newest = stories[places[0]]
        texts = [text for place in places for text in _told_texts(stories[place][1])]
        known = frozenset(key for text in texts for key in known_keys(text))
        thread = Thread(newest.id, newest.headline, told_in, known)
        news = [item_id for item_id in cluster.item_ids if item_id not in ids]
        threads |= dict.fromkeys(news, thread)
        if news:
            going_on |= set(places)
    kept = [one for one in fresh if one.item.id not in threads or _new_facts(one.item, threads[one.item.id])]
    last = earlier[0].edition if earlier else None
    closed = [
        ClosedStory(story.id, story.headline, edition)
        for place, (edition, story) in enumerate(stories)
        if edition == last and place not in going_on
    ]
    return Changes(tuple(kept), threads, tuple(closed), len(items) - len(kept))


def only_new(summarize: Summarize, changes: Changes, items: Mapping[str, NewsItem]) -> Summarize:
    """A summarizer that cannot choose what was told: sentences without a new fact are blanked out, so offsets stay."""

    def summarize_new(documents: Sequence[Document], max_words: int = 100, max_sentences: int | None = None) -> Summary:
        left = [
            Document(document.id, _blanked(document.text, changes.threads[document.id]))
            if document.id in changes.threads and document.id in items
            else document
            for document in documents
        ]
        return summarize([document for document in left if document.text.strip()], max_words, max_sentences)

    return summarize_new


def mark(brief: Brief, changes: Changes, since: str | None) -> Brief:
    """Say of each story whether it is new or developing, what its new facts are, and which stories are closed.

    A developing story of which no sentence with a new fact was left is not told again; its items stay counted.
    """
    if since is None:
        return brief
    repeated = changes.repeated
    themes = []
    for theme in brief.themes:
        stories = []
        for story in theme.stories:
            marked = _marked(story, changes)
            if marked is None:
                repeated += len(story.items)
            else:
                stories.append(marked)
        note = theme.note
        if not (stories or theme.more or theme.see_also or theme.opinions or note):
            note = f"Nothing new on {_inside(theme.name)} since {since}."
        themes.append(replace(theme, stories=tuple(stories), note=note))
    footer = replace(brief.footer, repeated=repeated)
    return replace(brief, themes=tuple(themes), footer=footer, since=since, closed=changes.closed)


def _marked(story: BriefStory, changes: Changes) -> BriefStory | None:
    threads = [changes.threads[link.id] for link in story.items if link.id in changes.threads]
    if not threads:
        return replace(story, state="new")
    new = [fact for sentence in story.sentences for fact in facts(sentence.text) if fact.key not in threads[0].known]
    if not new:
        return None
    return replace(story, state="developing", told_in=threads[0].told_in, new_facts=_words(new))


def _words(found: Sequence[Fact]) -> tuple[str, ...]:
    """The facts as printed; words of one name that stand side by side are put together."""
    words: list[str] = []
    before: Fact | None = None
    for fact in dict.fromkeys(found):
        if fact.kind == "name" and before is not None and before.kind == "name":
            words[-1] += f" {fact.words}"
        else:
            words.append(fact.words)
        before = fact
    return tuple(dict.fromkeys(words))


def _told_texts(story: BriefStory) -> list[str]:
    return [story.headline, *(sentence.text for sentence in story.sentences), *(link.headline for link in story.items)]


def _new_facts(item: NewsItem, thread: Thread) -> bool:
    if item.kind in (Kind.EVENT, Kind.OPINION):
        return True
    texts = [item.headline, *(item.text[s.start : s.end] for s in split_sentences(item.text)[:_MAX_SENTENCES])]
    return any(fact.key not in thread.known for text in texts for fact in facts(text))


def _blanked(text: str, thread: Thread) -> str:
    """The text with spaces in place of every sentence that states nothing new."""
    pieces, end = [], 0
    for span in split_sentences(text):
        sentence = text[span.start : span.end]
        new = any(fact.key not in thread.known for fact in facts(sentence))
        pieces += [text[end : span.start], sentence if new else " " * len(sentence)]
        end = span.end
    return "".join([*pieces, text[end:]])


def _inside(name: str) -> str:
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
