"""Which words of earlier editions no longer stand: notices of items that were edited or withdrawn since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from news.brief import Brief, BriefStory, ItemLink
from news.instants import utc_text
from news.notices import CorrectionNotice
from news.sentences import split_sentences
from news.words import terms

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


def correction_notices(
    earlier: Sequence[Brief], changes: Sequence[ChangedItem], since: datetime
) -> tuple[CorrectionNotice, ...]:
    """Say what became of items that earlier editions, the newest first, told of; one notice an item.

    changes are those seen since the reader's last edition, in order; `since` is when that was made. Of several
    changes of one item the first `before` and the last `after` count; one that was taken back leaves no notice.
    """
    merged: dict[str, ChangedItem] = {}
    for change in changes:
        if change.changed_at > since:
            first = merged.get(change.item, change)
            merged[change.item] = ChangedItem(
                change.item,
                change.changed_at,
                change.retracted,
                first.headline_before,
                first.text_before,
                change.headline,
                change.text,
            )
    notices = []
    for change in merged.values():
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
    if not change.retracted:
        if (change.headline, change.text) == (change.headline_before, change.text_before):
            return None
        if not cited and story.headline != change.headline_before:
            return None  # it stood among the items of a story; nothing of it was told
    lost = cited if change.retracted else [words for words in cited if words not in (change.headline, *_lines(change))]
    if not change.retracted and story.headline == change.headline_before != change.headline and not lost:
        lost = [story.headline]
    now = [] if change.retracted else _in_place_of(lost, change)
    return CorrectionNotice(
        item=change.item,
        headline=link.headline,
        outlet=link.outlet or link.source,
        edition=edition,
        kind="retracted" if change.retracted else "edited",
        told=tuple(lost),
        now=tuple(now),
        changed_at=utc_text(change.changed_at),
    )


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
