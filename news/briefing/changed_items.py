"""Which words of earlier editions no longer stand: notices of items that were edited or withdrawn since.

What a publisher sets anew without saying anything else is no edit: spaces, quotation marks, capitals, credits, an
article, letters put right inside a word.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from news.brief import Brief, BriefStory
from news.briefing.item_links import ItemLink
from news.briefing.notices import RETRACTED, CorrectionNotice
from news.common_words import COMMON
from news.credits import without_credits
from news.instants import utc_text
from news.item import NewsItem
from news.sentences import split_sentences
from news.titles import title_of
from news.words import terms, word_set

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_FILLERS = word_set("a an the that on")  # "on Monday", "Monday"
_LEAST_MISSPELT = 5  # letters; in a shorter word another letter makes another word
_ENDING = 2  # letters at a word's end that say how many and when
_LIKE = 0.4  # of the content words of the shorter sentence are shared: the new sentence stands in the old one's place


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """An item before and after its publisher changed it."""

    item: str
    changed_at: datetime
    retracted: bool
    headline_before: str
    text_before: str
    headline: str
    text: str


def edits_since(changes: Sequence[ChangedItem], since: datetime) -> tuple[ChangedItem, ...]:
    """The edits seen after an instant, one an item: of several the first `before` and the last `after` count."""
    merged: dict[str, ChangedItem] = {}
    for change in changes:
        if change.changed_at > since:
            first = merged.get(change.item, change)
            merged[change.item] = replace(change, headline_before=first.headline_before, text_before=first.text_before)
    return tuple(merged.values())


def says_else(change: ChangedItem) -> bool:
    """Whether an item says something else than before its publisher changed it."""
    pairs = ((change.headline_before, change.headline), (change.text_before, change.text))
    return not all(_same(_said(without_credits(before)), _said(without_credits(now))) for before, now in pairs)


def correction_notices(
    earlier: Sequence[Brief], changes: Sequence[ChangedItem], since: datetime
) -> tuple[CorrectionNotice, ...]:
    """Say what became of items that earlier editions, the newest first, told of; one notice an item.

    changes are those seen since the reader's last edition, in order; `since` is when that was made. Of several
    changes of one item the first `before` and the last `after` count; one that was taken back leaves no notice.
    """
    notices = []
    for change in edits_since(changes, since):
        told = next(filter(None, (_told_in(brief, change.item) for brief in earlier)), None)
        if told is not None:
            notice = _notice(*told, change)
            notices += [notice] if notice else []
    return tuple(notices)


def _told_in(brief: Brief, item: str) -> tuple[str, BriefStory, ItemLink] | None:
    for theme in brief.themes:
        for story in theme.stories:
            for link in story.items:
                if link.id == item:
                    return brief.edition, story, link
    return None


def _notice(edition: str, story: BriefStory, link: ItemLink, change: ChangedItem) -> CorrectionNotice | None:
    cited = [s.text for s in story.sentences if any(source.item == change.item for source in s.sources)]
    titles = [_title(headline, link) for headline in (change.headline_before, change.headline)]
    if not change.retracted:
        if (change.headline, change.text) == (change.headline_before, change.text_before):
            return None
        if not cited and story.headline != titles[0]:
            return None  # it stood among the items of a story; nothing of it was told
    lost = cited if change.retracted else [words for words in cited if not _stands(words, titles[1], change)]
    if not change.retracted and story.headline == titles[0] and not lost and not _same(*map(_said, titles)):
        lost = [story.headline]
    if not (change.retracted or lost) and _says_the_same(titles, change):
        return None
    now = [] if change.retracted else _in_place_of(lost, change)
    return CorrectionNotice(
        item=change.item,
        headline=link.headline,
        outlet=link.outlet or link.source,
        edition=edition,
        kind=RETRACTED if change.retracted else "edited",
        told=tuple(lost),
        now=tuple(now),
        changed_at=utc_text(change.changed_at),
    )


def _title(headline: str, link: ItemLink) -> str:
    return title_of(NewsItem(link.id, headline, "", outlet=link.outlet, source=link.source))


def _says_the_same(titles: Sequence[str], change: ChangedItem) -> bool:
    before, now = (_said(without_credits(text)) for text in (change.text_before, change.text))
    return _same(before, now) and _same(*map(_said, titles))


def _stands(words: str, title: str, change: ChangedItem) -> bool:
    """Whether a told sentence is still said: it, or the line that it was taken from."""
    told = _said(words)
    before = [said for line in _sentences(change.text_before) if (said := _said(line))[-len(told) :] == told]
    now = [_said(line) for line in (title, *_sentences(change.text))]
    return any(_same(said, line) for said in (told, *before) for line in now)


def _said(text: str) -> list[str]:
    """The words of a text, without those that say nothing."""
    return [word for word in (found.group() for found in _WORD.finditer(text)) if word.lower() not in _FILLERS]


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    return len(one) == len(other) and all(map(_is_same_word, one, other))


def _is_same_word(one: str, other: str) -> bool:
    """Whether two words are one, which may have been misspelt: letters changed places, or one too few or too many."""
    first, second = one.lower().replace("’", "'"), other.lower().replace("’", "'")
    if first == second:
        return True
    short, long = sorted((one, other), key=len)
    if not (one.islower() and other.islower()) or len(short) < _LEAST_MISSPELT or short[-_ENDING:] != long[-_ENDING:]:
        return False
    if COMMON.issuperset(terms(f"{one} {other}")):
        return False
    place = next(place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b)
    if len(short) == len(long):
        return short[place : place + 2] == long[place : place + 2][::-1] and short[place + 2 :] == long[place + 2 :]
    return short[place:] == long[place + 1 :]


def _sentences(text: str) -> list[str]:
    news = without_credits(text)
    return [news[span.start : span.end] for span in split_sentences(news)]


def _lines(change: ChangedItem) -> list[str]:
    return [change.text[span.start : span.end] for span in split_sentences(change.text)]


def _in_place_of(lost: Sequence[str], change: ChangedItem) -> list[str]:
    """The sentences that are new and most like those that are gone, in the order of those."""
    new = [line for line in _lines(change) if line not in change.text_before]
    if change.headline not in ("", change.headline_before):
        new.append(change.headline)
    found = []
    for words in lost:
        best = max(new, key=lambda line: _likeness(words, line), default="")
        if best and _likeness(words, best) >= _LIKE:
            found.append(best)
    return list(dict.fromkeys(found))


def _likeness(one: str, other: str) -> float:
    first, second = set(terms(one)), set(terms(other))
    return len(first & second) / max(1, min(len(first), len(second)))
