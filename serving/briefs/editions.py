"""Editions: briefs of a stretch of news for a reader, live, ahead of time, or published and then frozen.

A published edition knows what its reader was told before: of known stories it tells only new facts, it names those on
which nothing came, and it corrects what was edited or withdrawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from secrets import token_hex

from pydantic import TypeAdapter

from news.brief import MAX_WORDS, Brief
from news.briefing.changed_items import ChangedItem, correction_notices, edits_since, says_else
from news.briefing.changes import mark, only_new, what_changed
from news.briefing.notices import PRINTED, RETRACTED, CorrectionNotice
from news.briefing.told_mistakes import told_before, told_here
from news.days import EditionError, EditionId, edition_span, read_edition
from news.errors import NotFoundError
from news.facts import known_keys
from news.item import NewsItem
from serving.days import check_day, find_timezone
from serving.pipeline import Sitrep, issues_of
from store.editions import EditionRecord, Reader
from store.records import StoredItem
from store.versions import Change

_REMEMBERED = 7  # editions of a reader that the next one takes as told
_OLDEST = timedelta(days=2)  # news that was published so long before its stretch is told no more
_BRIEF = TypeAdapter(Brief)


@dataclass(frozen=True, slots=True)
class Edition:
    """A brief for a reader; id and published_at are None until it is published."""

    brief: Brief
    reader: Reader
    updated: datetime  # when it was published, else when the newest of its items was received
    id: str | None = None
    published_at: datetime | None = None


def read_brief(payload: str) -> Brief:
    """The brief of a published edition, also of one that an older Sitrep wrote."""
    return _BRIEF.validate_json(payload)


class Editions:
    """Writes, publishes and finds editions; safe from any thread."""

    def __init__(self, sitrep: Sitrep) -> None:
        """Editions of what one application has stored."""
        self._sitrep = sitrep

    def live(self, edition: EditionId, timezone: str, theme_ids: Sequence[str] = ()) -> Edition:
        """A stretch's brief as far as it was read, whole: without regard to what was told before.

        Raises UnknownTimezoneError and UnknownThemeError.
        """
        self._sitrep.check_themes(theme_ids)
        stored = self._stretch(edition, timezone)
        brief = self._sitrep.compose(edition.day, timezone, theme_ids, self._sitrep.ranked(stored), issues_of(stored))
        brief = replace(brief, edition=str(edition), corrections=_beside_what_is_told(brief.corrections, brief))
        brief = self._sitrep.in_words(brief)
        return Edition(brief, Reader(timezone, tuple(theme_ids)), _updated(stored, edition.day))

    def publish(self, edition: EditionId, timezone: str, theme_ids: Sequence[str] = ()) -> tuple[Edition, bool]:
        """Freeze an edition for the readers of a zone and themes; of one that is there already, that one and False.

        Raises EditionError when the stretch has not begun.
        """
        reader = Reader(timezone, tuple(dict.fromkeys(theme_ids)))
        there = self._sitrep.store.editions.published(str(edition), reader)
        if there is not None:
            return self._read(there), False
        now = self._sitrep.now()
        begin, _ = edition_span(edition, find_timezone(timezone))
        if begin > now:
            raise EditionError(f"{edition} has not begun in {timezone}; publish it from {begin:%Y-%m-%dT%H:%M}Z on")
        through = self._sitrep.store.editions.newest_item()
        stored = self._stretch(edition, timezone)
        last = next(iter(self._sitrep.store.editions.earlier(reader, str(edition), 1)), None)
        stored = _each_once([*stored, *self._late(last, edition)])
        record = self._record(edition, reader, stored, now, MAX_WORDS, through)
        kept = self._sitrep.store.editions.publish(record)
        return self._read(kept), kept.id == record.id

    def published(self, edition: EditionId, timezone: str, theme_ids: Sequence[str] = ()) -> Edition:
        """A frozen edition; raises NotFoundError when it was not published."""
        find_timezone(timezone)
        reader = Reader(timezone, tuple(dict.fromkeys(theme_ids)))
        record = self._sitrep.store.editions.published(str(edition), reader)
        if record is None:
            self._sitrep.check_themes(theme_ids)  # one of a theme that was retired since stays readable
            on = f" on {', '.join(theme_ids)}" if theme_ids else ""
            raise NotFoundError(
                f"edition {edition} in {timezone}{on} was not published; "
                "publish it: POST to the same address, or sitrep brief --publish"
            )
        return self._read(record)

    def by_id(self, edition_id: str) -> Edition:
        """A frozen edition by its opaque id; raises NotFoundError."""
        return self._read(self._sitrep.store.editions.edition(edition_id))

    def page(self, subscription: str | None, limit: int, cursor: str | None) -> tuple[list[Edition], str | None]:
        """Published editions, the last first, and the cursor to more."""
        page = self._sitrep.store.editions.page(subscription, limit, cursor)
        return [self._read(record) for record in page.editions], page.next_cursor

    def tomorrow(self, timezone: str, theme_ids: Sequence[str] = ()) -> Edition:
        """Tomorrow's edition as it would be if nothing more came: what was read since the last one published.

        Without one, what today brought. Nothing is kept.
        """
        self._sitrep.check_themes(theme_ids)
        now = self._sitrep.now()
        today = self._sitrep.today(timezone)
        edition = EditionId(today + timedelta(days=1))
        reader = Reader(timezone, tuple(dict.fromkeys(theme_ids)))
        last = next(iter(self._sitrep.store.editions.earlier(reader, str(edition), 1)), None)
        stored = _each_once([*self._stretch(EditionId(today), timezone), *self._stretch(edition, timezone)])
        if last is not None:
            stored = [one for one in stored if not last.has_read(one)]
        brief, _ = self._write(edition, reader, stored, now, MAX_WORDS)
        return Edition(brief, reader, _updated(stored, edition.day))

    def for_subscription(
        self, reader: Reader, day: date, since: datetime, until: datetime, max_words: int
    ) -> EditionRecord:
        """A subscription's edition of a day, made from what was received since its last one; kept by nobody yet.

        since counts where the subscription has no edition yet.
        """
        editions = self._sitrep.store.editions
        through = editions.newest_item()
        last = next(iter(editions.earlier(reader, day.isoformat(), 1)), None)
        after = max(last.covers_to, until - timedelta(days=_REMEMBERED)) if last else since
        oldest = after - _OLDEST
        stored = [
            one
            for one in editions.received(after, until, last, self._sitrep.now())
            if (one.item.published_at or oldest) >= oldest and (one.sighting.day or oldest.date()) >= oldest.date()
        ]
        return self._record(EditionId(day), reader, stored, until, max_words, through)

    def _record(
        self,
        edition: EditionId,
        reader: Reader,
        stored: Sequence[StoredItem],
        until: datetime,
        max_words: int,
        through: int,
    ) -> EditionRecord:
        brief, read = self._write(edition, reader, stored, until, max_words)
        return EditionRecord(
            id=f"edition_{token_hex(12)}",
            edition=str(edition),
            reader=reader,
            covers_to=until,
            published_at=self._sitrep.now(),
            items=read,
            payload=_BRIEF.dump_json(brief).decode(),
            through=through,
        )

    def _write(
        self, edition: EditionId, reader: Reader, stored: Sequence[StoredItem], until: datetime, max_words: int
    ) -> tuple[Brief, tuple[str, ...]]:
        """The brief of these items to a reader who knows the earlier editions, and the ids of what was read for it."""
        records = self._sitrep.store.editions.earlier(reader, str(edition), _REMEMBERED)
        earlier = [read_brief(record.payload) for record in records]
        read_before = frozenset(item_id for record in records for item_id in record.items)
        edits = self._edits(records[0], until) if records else []
        noticed = correction_notices(earlier, edits, records[0].covers_to) if records else ()
        edited = _said_before(edits_since(edits, records[0].covers_to), noticed) if records else {}
        stored = _each_once([*stored, *map(self._sitrep.store.item, edited.keys() & read_before)])
        ranked = self._sitrep.ranked(stored)
        told = self._told_items(earlier)
        lineage = self._sitrep.desk.lineage(
            [item.id for item in told] + [one.item.id for one in ranked],
            [story.id for brief in earlier for theme in brief.themes for story in theme.stories],
        )
        days = {one.item.id: _came_on(one, reader.timezone) for one in stored}
        changes = what_changed(earlier, told, read_before, ranked, lineage, edited, days)
        items = {one.item.id: one.item for one in changes.items}
        brief = self._sitrep.compose(
            edition.day,
            reader.timezone,
            reader.themes,
            changes.items,
            issues_of(stored),
            summarize=only_new(self._sitrep.summarizer, changes, items),
            max_words=max_words,
        )
        brief = mark(replace(brief, edition=str(edition)), changes, records[0].edition if records else None)
        quoted = {replace(notice, told=(), edition="") for one in earlier for notice in one.corrections}
        notices = [told_before(notice, earlier) for notice in brief.corrections if notice not in quoted]
        printed = [notice for one in earlier for notice in one.corrections if notice.kind == PRINTED]
        notices = [*_beside_what_is_told(notices, brief, printed)]
        told_now = {link.id for theme in brief.themes for story in theme.stories for link in story.items}
        notices += [notice for notice in noticed if notice.told or notice.item not in told_now]
        withdrawn = {notice.item for notice in noticed if notice.kind == RETRACTED}
        stories = [story for one in earlier for theme in one.themes for story in theme.stories]
        gone = {story.id for story in stories if {link.id for link in story.items} <= withdrawn}
        closed = tuple(told for told in brief.closed if told.story not in gone)
        brief = replace(brief, corrections=tuple(notices), closed=closed)
        return self._sitrep.in_words(brief), tuple(one.item.id for one in stored)

    def _told_items(self, earlier: Sequence[Brief]) -> list[NewsItem]:
        ids = {
            link.id for brief in earlier for theme in brief.themes for story in theme.stories for link in story.items
        }
        found = []
        for item_id in sorted(ids):
            try:
                found.append(self._sitrep.store.item(item_id).item)
            except NotFoundError:  # removed since: what it told can no longer be gone on with
                continue
        return found

    def _edits(self, last: EditionRecord, until: datetime) -> list[ChangedItem]:
        return [
            ChangedItem(
                item=change.after.item_id,
                changed_at=change.after.seen_at,
                retracted=change.after.change is Change.RETRACTED,
                headline_before=change.before.headline,
                text_before=change.before.text,
                headline=change.after.headline,
                text=change.after.text,
            )
            for change in self._sitrep.store.versions.changed_since(last.covers_to)
            if change.after.seen_at <= until
        ]

    def _stretch(self, edition: EditionId, timezone: str) -> list[StoredItem]:
        """The items of a day or half of one. What carries a day and no time on it is of the morning."""
        zone = find_timezone(timezone)
        stored = list(self._sitrep.store.items_on(check_day(edition.day), zone))
        if not edition.half:
            return stored
        noon, end = edition_span(EditionId(edition.day, "pm"), zone)
        return [one for one in stored if (noon <= one.sighting.at < end) == (edition.half == "pm")]

    def _late(self, last: EditionRecord | None, edition: EditionId) -> list[StoredItem]:
        """What belongs to the last edition's stretch and was received after it was published."""
        if last is None:
            return []
        before = read_edition(last.edition)
        if (edition.day - before.day).days > _REMEMBERED:
            return []
        stretch = self._stretch(before, last.reader.timezone)
        return [one for one in stretch if not last.has_read(one)]

    def _read(self, record: EditionRecord) -> Edition:
        brief = read_brief(record.payload)
        return Edition(brief, record.reader, record.published_at, record.id, record.published_at)


def _said_before(edits: Sequence[ChangedItem], noticed: Sequence[CorrectionNotice]) -> dict[str, frozenset[str]]:
    """By item that was edited: the keys of what it said before, and of what a notice quotes of it now."""
    now = {notice.item: " ".join(notice.now) for notice in noticed}
    return {
        edit.item: frozenset(known_keys("\n".join([edit.headline_before, edit.text_before, now.get(edit.item, "")])))
        for edit in edits
        if not edit.retracted and says_else(edit)
    }


def _beside_what_is_told(
    notices: Sequence[CorrectionNotice], brief: Brief, printed_before: Sequence[CorrectionNotice] = ()
) -> tuple[CorrectionNotice, ...]:
    """A brief's notices, those last that speak against what it tells itself, also of corrections printed before."""
    here = told_here([*printed_before, *(notice for notice in notices if not notice.told)], brief)
    quoted = {replace(notice, told=()) for notice in here}
    return (*(notice for notice in notices if notice not in quoted), *here)


def _each_once(stored: Sequence[StoredItem]) -> list[StoredItem]:
    return list({one.item.id: one for one in stored}.values())


def _came_on(stored: StoredItem, timezone: str) -> date:
    """The day of an item's issue, else that of its time by the reader's clocks."""
    return stored.sighting.day or stored.sighting.at.astimezone(find_timezone(timezone)).date()


def _updated(stored: Sequence[StoredItem], day: date) -> datetime:
    """When the newest item was received; of nothing, the day's beginning."""
    return max((one.sighting.received_at for one in stored), default=datetime.combine(day, time(), UTC))
