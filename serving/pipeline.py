"""The application: what the API, the pages and the command line all ask. Values in, values out."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from threading import BoundedSemaphore, Lock
from time import perf_counter
from typing import Any, Protocol

from models.corrected import certainty, corrected
from models.familiar import Familiar
from models.labels import ItemLabels, NewsText
from models.spread import Spread
from models.summarizer import summarize
from models.taxonomy import Taxonomy
from news.arrays import FloatArray
from news.brief import MAX_WORDS, Brief, compose
from news.briefing import ranking
from news.briefing.agenda import AGENDA_DAYS
from news.briefing.errata import errata_in
from news.errors import InvalidNewsletterError, SitrepError, StoreError
from news.item import Issue, NewsItem
from news.summary import Document, Summarize, Summary
from serving.briefs.story_desk import StoryDesk
from serving.days import DAY_PARAMETER, check_day, check_issued, find_timezone
from serving.schemas.core import labels_from_json, labels_to_json
from serving.tally import Tally
from store.corrections import Correction
from store.protocol import Store
from store.records import IdempotencyKey, IssueRecord, ItemQuery, LabelRecord, Stored, StoredItem
from store.themes import retired_at

_FEEDS = 1000  # that a brief's footer looks at
CHUNK = 16  # items labelled in one go: another caller's short request waits for one chunk, not for a whole batch


class Labeller(Protocol):
    """What answers: `models.classifier.ThemeClassifier`, or a keyword labeller in a test."""

    @property
    def version(self) -> str:
        """The artifact's version."""

    @property
    def taxonomy(self) -> Taxonomy:
        """The themes it answers for, in order."""

    def label(self, items: Sequence[NewsText], *, evidence: bool = False) -> list[ItemLabels]:
        """One answer per item, in order; may be called from several threads."""

    def vectors(self, texts: Sequence[NewsText]) -> FloatArray:
        """Vectors of texts, shape (n_texts, dimensions), where like texts lie near each other."""

    def spread(self) -> Spread | None:
        """What makes such vectors fit to tell events apart; None where it is not known."""

    def familiar(self) -> Familiar | None:
        """What it learned from, for telling what is far from that; None where it is not known."""

    def covers(self, taxonomy: str) -> bool:
        """Tell whether labels of this artifact under a version of its taxonomy answer all of its themes now."""


class Split(Protocol):
    """What reads an issue: `news.newsletter_bounded.split_bounded`, or `news.newsletter.split` in a test."""

    def __call__(
        self, data: bytes, media_type: str, *, issued_on: date | None, source: str | None, charset: str | None = None
    ) -> Issue:
        """Split one issue; raises InvalidNewsletterError and ParserLimitError."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """Answers in the order of the question, all by one model."""

    model: str
    taxonomy: str
    results: tuple[ItemLabels, ...]


@dataclass(frozen=True, slots=True)
class LabelledIssue:
    """A split issue; labelled.results stand in the order of issue.items."""

    issue: Issue
    labelled: Labelled
    stored: Stored | None  # None: nothing was kept


@dataclass(frozen=True, slots=True)
class AddedItems:
    """Items that were kept, which of them were new, and their labels, all in the posted order."""

    items: tuple[NewsItem, ...]
    created: tuple[bool, ...]
    labelled: Labelled


@dataclass(frozen=True, slots=True)
class ShownItem:
    """A stored item as it is shown: a person's correction lies over its newest labels."""

    stored: StoredItem
    labels: ItemLabels | None  # with what a person decided; None when it was never labelled
    correction: Correction | None = None  # what a person said last

    @property
    def model(self) -> str | None:
        """The version of the model that gave the labels."""
        return self.stored.labels.model if self.stored.labels else None


class UnknownThemeError(SitrepError):
    """A theme that the taxonomy does not hold."""


class Sitrep:
    """Labels, splits, stores, briefs. One per process; every method may be called from any thread."""

    def __init__(
        self,
        labeller: Labeller,
        store: Store | None,
        *,
        split: Split,
        now: Callable[[], datetime],
        manifest: Mapping[str, Any],
        summarize: Summarize = summarize,
        label_threads: int = 1,  # with the cores contended, 2 were 3-12 times slower per item than 1
        weights: ranking.Weights = ranking.WEIGHTS,
    ) -> None:
        """A store of None serves what keeps nothing: labelling, splitting, summaries. `now` gives aware UTC times.

        manifest is that of the labeller's artifact, for GET /v1/models.
        """
        self._live = (labeller, manifest)
        self.swapping = Lock()  # held by who swaps, from reading what answers and its themes to the swap
        self._steady: ContextVar[tuple[Labeller, Mapping[str, Any]]] = ContextVar("what answers this question")
        self._store = store
        self._split = split
        self._now = now
        self._slots = BoundedSemaphore(label_threads)
        self._summarize = summarize
        self.tally = Tally()
        self.weights = weights
        self.in_words: Callable[[Brief], Brief] = _as_chosen  # `brief_writer` where a generator is set up
        self.desk = StoryDesk(lambda: self.store, now, lambda: self.live)

    @property
    def store(self) -> Store:
        """The store; raises StoreError when this process was started without one."""
        if self._store is None:
            raise StoreError("this process was started without a store; set SITREP_HOME")
        return self._store

    @property
    def labeller(self) -> Labeller:
        """What answers this question; the same until it is answered, where it is asked inside `steady`."""
        return self._steady.get(self._live)[0]

    @property
    def manifest(self) -> Mapping[str, Any]:
        """The manifest of the labeller's artifact."""
        return self._steady.get(self._live)[1]

    @property
    def live(self) -> Labeller:
        """What answers the next question."""
        return self._live[0]

    def swap(self, labeller: Labeller, manifest: Mapping[str, Any] | None = None) -> None:
        """Let another labeller answer from the next question on; those under way end with the one they began with.

        Without a manifest it is another one of the same artifact. The caller holds `swapping`.
        """
        self._live = (labeller, self._live[1] if manifest is None else manifest)

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Answer everything inside the block with one labeller, whatever is swapped meanwhile."""
        token = self._steady.set(self._live)
        try:
            yield
        finally:
            self._steady.reset(token)

    @property
    def taxonomy(self) -> Taxonomy:
        """The themes that labels are given for."""
        return self.labeller.taxonomy

    def check_themes(self, theme_ids: Sequence[str]) -> None:
        """Raise UnknownThemeError when the taxonomy lacks one of them."""
        for theme_id in theme_ids:
            if theme_id not in self.taxonomy.ids:
                at = retired_at(self._store.themes.all(), theme_id) if self._store else None
                said = f"{theme_id!r} was retired on {at:%Y-%m-%d}; it is not" if at else f"no theme {theme_id[:80]!r}"
                known = ", ".join(self.taxonomy.ids)
                raise UnknownThemeError(f"{said} in taxonomy {self.taxonomy.version}; known: {known}")

    def now(self) -> datetime:
        """The time it is, aware and in UTC."""
        return self._now()

    def today(self, timezone: str) -> date:
        """The day it is in a time zone; raises UnknownTimezoneError."""
        return self._now().astimezone(find_timezone(timezone)).date()

    def label(self, texts: Sequence[NewsText], *, evidence: bool = False) -> Labelled:
        """Label texts, in order; nothing is stored."""
        labeller = self.labeller  # read once: one answer never mixes two models
        results: list[ItemLabels] = []
        for first in range(0, len(texts), CHUNK):
            with self._slots:
                started = perf_counter()
                labels = labeller.label(texts[first : first + CHUNK], evidence=evidence)
                self.tally.add_labels(labels, perf_counter() - started)
            results.extend(labels)
        return Labelled(labeller.version, labeller.taxonomy.version, tuple(results))

    def read_newsletter(
        self,
        data: bytes,
        media_type: str,
        *,
        issued_on: date | None = None,
        source: str | None = None,
        charset: str | None = None,
        store: bool | None = False,
        evidence: bool = False,
    ) -> LabelledIssue:
        """Split and label one issue, and keep it when asked to; a store of None keeps it if its day is known.

        Raises InvalidNewsletterError, also when an issue without a day is to be kept: no day is guessed.
        """
        self.tally.add("issues_read")
        issue = self._split(data, media_type, issued_on=issued_on, source=source, charset=charset)
        labelled = self.label([NewsText(item.headline, item.text) for item in issue.items], evidence=evidence)
        if store is False or (store is None and issue.issued_on is None):
            return LabelledIssue(issue, labelled, None)
        if issue.issued_on is None:
            raise InvalidNewsletterError(
                f"the issue names no date of its own, and none is guessed; give {DAY_PARAMETER} to store it"
            )
        record = IssueRecord(
            id=issue.id,
            source=issue.source,
            issued_on=check_issued(issue.issued_on, self._now().date()),
            media_type=media_type,
            charset=charset,
            raw=data,
            text_digest=hashlib.sha256(issue.text.encode("utf-8", "surrogatepass")).hexdigest(),
            dropped=issue.dropped,
            errata=errata_in(issue.text, issue.dropped),
        )
        now = self._now()
        stored = self.store.add_issue(record, issue.items, _records(issue.items, labelled, now), now)
        self.tally.add("items_stored", stored.created)
        return LabelledIssue(issue, self._as_shown(issue.items, labelled), stored)

    def add_items(
        self, items: Sequence[NewsItem], answer: Callable[[AddedItems], str], key: IdempotencyKey | None = None
    ) -> str:
        """Label and keep items; returns `answer`'s text, or the text that was given under the same key before.

        Raises ConflictError when the key was used with another body.
        """
        if key is not None and (kept := self.store.kept_answer(key)) is not None:
            return kept
        labelled = self.label([NewsText(item.headline, item.text) for item in items])
        shown, now = self._as_shown(items, labelled), self._now()

        def answer_created(created: Sequence[bool]) -> str:
            self.tally.add("items_stored", sum(created))
            return answer(AddedItems(tuple(items), tuple(created), shown))

        return self.store.add_items(items, _records(items, labelled, now), now, answer_created, key)

    def label_records(self, items: Sequence[NewsItem]) -> dict[str, LabelRecord]:
        """Labels of items as the store keeps them, keyed by item id."""
        labelled = self.label([NewsText(item.headline, item.text) for item in items])
        return _records(items, labelled, self._now())

    def item(self, item_id: str, *, evidence: bool = False) -> ShownItem:
        """One stored item; with evidence it is labelled afresh by the model in service. Raises NotFoundError."""
        stored = self.store.item(item_id)
        if not evidence:
            [found] = self._with_labels([stored])
            return found
        labelled = self.label([NewsText(stored.item.headline, stored.item.text)], evidence=True)
        [record] = _records([stored.item], labelled, self._now()).values()
        [found] = self._with_labels([replace(stored, labels=record)])
        return found

    def items(
        self, query: ItemQuery, limit: int, cursor: str | None = None
    ) -> tuple[tuple[ShownItem, ...], str | None]:
        """A page of stored items, last received first, and the cursor to the next page."""
        page = self.store.page(query, limit, cursor)
        return self._with_labels(page.items), page.next_cursor

    def items_on(self, day: date, timezone: str) -> tuple[ShownItem, ...]:
        """Items of one day, each labelled by the model in service. Raises UnknownTimezoneError."""
        return self.labelled(self.store.items_on(check_day(day), find_timezone(timezone)))

    def newest_day(self, timezone: str) -> date | None:
        """The last day that has an item; None when nothing is stored. Raises UnknownTimezoneError."""
        return self.store.newest_day(find_timezone(timezone), self.today(timezone) + timedelta(days=1))

    def nearest_days(self, day: date, timezone: str) -> tuple[date | None, date | None]:
        """The nearest days before and after a day that have items. Raises UnknownTimezoneError."""
        return self.store.nearest_days(check_day(day), find_timezone(timezone))

    def brief(self, day: date, timezone: str, theme_ids: Sequence[str] = ()) -> Brief:
        """Write a day's brief, as far as the day was read, on some themes in the order named, or on all.

        Its agenda also holds what earlier days announced. Raises UnknownTimezoneError and UnknownThemeError.
        """
        self.check_themes(theme_ids)
        stored = self.store.items_on(check_day(day), find_timezone(timezone))
        return self.in_words(self.compose(day, timezone, theme_ids, self.ranked(stored), issues_of(stored)))

    def ranked(self, stored: Sequence[StoredItem]) -> list[ranking.LabelledItem]:
        """Stored items as a brief needs them, labelled by the model in service."""
        return [_ranked(item, place) for place, item in enumerate(self.labelled(stored))]

    def compose(
        self,
        day: date,
        timezone: str,
        theme_ids: Sequence[str],
        items: Sequence[ranking.LabelledItem],
        issue_ids: Sequence[str],
        *,
        summarize: Summarize | None = None,
        max_words: int = MAX_WORDS,
    ) -> Brief:
        """Write a brief from items that were chosen for it; issue_ids are the issues whose dropped pieces count."""
        self.check_themes(theme_ids)
        announced = self.ranked(self.store.events(day, day + timedelta(days=AGENDA_DAYS), day))
        self.tally.add("briefs")
        stories, unsorted = self.desk.so_far([item.item for item in items])
        brief = compose(
            day,
            timezone,
            items,
            [self.taxonomy.theme(theme_id) for theme_id in dict.fromkeys(theme_ids or self.taxonomy.ids)],
            summarize or self._summarize,
            announced=announced,
            model=self.labeller.version,
            taxonomy=self.taxonomy.version,
            max_words=max_words,
            stories=stories,
            weights=self.weights,
            standing=self.desk.standing(day, timezone, stories),
        )
        feeds, _ = self.store.feeds.page(_FEEDS)
        down = tuple(feed.shown_name for feed in feeds if feed.health.failures) if feeds else None
        dropped = self.store.editions.dropped_pieces(issue_ids)
        footer = replace(brief.footer, dropped=dropped, feeds_down=down, unsorted=unsorted)
        return replace(brief, footer=footer, corrections=brief.corrections + self.store.editions.errata(issue_ids))

    @property
    def summarizer(self) -> Summarize:
        """What chooses a brief's sentences."""
        return self._summarize

    def summarize(self, documents: Sequence[Document], max_words: int = 100) -> Summary:
        """Choose whole sentences of texts, each with its place; nothing is stored."""
        with self._slots:  # ranking is computation as labelling is
            return self._summarize(documents, max_words)

    def labelled(self, stored: Sequence[StoredItem]) -> tuple[ShownItem, ...]:
        """Give items the labels of the model in service; what it has not labelled yet is labelled and kept."""
        stale = [s.item for s in stored if not self._is_current(s.labels)]
        if not stale:
            return self._with_labels(stored)
        labelled = self.label([NewsText(item.headline, item.text) for item in stale])
        records = _records(stale, labelled, self._now())
        self.store.add_labels(records)
        return self._with_labels([replace(s, labels=records.get(s.item.id, s.labels)) for s in stored])

    def _is_current(self, labels: LabelRecord | None) -> bool:
        labeller = self.labeller
        return labels is not None and labels.model == labeller.version and labeller.covers(labels.taxonomy)

    def _as_shown(self, items: Sequence[NewsItem], labelled: Labelled) -> Labelled:
        """Lay the corrections in force over fresh labels: an item may come a second time."""
        said = self.store.corrections.current(item.id for item in items)
        shown = (corrected(labels, said.get(i.id)) or labels for i, labels in zip(items, labelled.results, strict=True))
        return replace(labelled, results=tuple(shown)) if said else labelled

    def _with_labels(self, stored: Sequence[StoredItem]) -> tuple[ShownItem, ...]:
        """Read the labels that came with items, and lay the corrections in force over them."""
        said = self.store.corrections.current(s.item.id for s in stored)
        return tuple(
            ShownItem(
                s,
                corrected(labels_from_json(s.labels.payload) if s.labels else None, said.get(s.item.id)),
                said.get(s.item.id),
            )
            for s in stored
        )


def _as_chosen(brief: Brief) -> Brief:
    return brief


def issues_of(stored: Sequence[StoredItem]) -> list[str]:
    """The issues that items stood in, each once."""
    return list(dict.fromkeys(s.sighting.issue_id for s in stored if s.sighting.issue_id))


def _ranked(found: ShownItem, arrived: int) -> ranking.LabelledItem:
    """What the brief needs to know of an item; arrived is its place among the others."""
    item, issue = found.stored.item, found.stored.sighting.issue_id
    if found.labels is None:  # items_on labels every item
        return ranking.LabelledItem(item, (), (), {}, issue, arrived)
    probabilities = {theme.id: certainty(theme) for theme in found.labels.themes}
    return ranking.LabelledItem(item, found.labels.labels, found.labels.unsure, probabilities, issue, arrived)


def _records(items: Sequence[NewsItem], labelled: Labelled, now: datetime) -> dict[str, LabelRecord]:
    return {
        item.id: LabelRecord(
            labelled.model, labelled.taxonomy, labels_to_json(labels), labels.labels, now, labels.vector
        )
        for item, labels in zip(items, labelled.results, strict=True)
    }
