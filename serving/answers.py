"""The application's values as the JSON models of ``serving.schemas.core``."""

from collections.abc import Sequence
from typing import Any

from models.labels import ItemLabels, NewsText
from models.taxonomy import Taxonomy, Theme
from news.summary import Summary
from serving.pipeline import AddedItems, Labelled, LabelledIssue, ShownItem
from serving.schemas.core import (
    AddedItemOut,
    AddedItemsOut,
    DroppedOut,
    IptcOut,
    ItemPageOut,
    LabelledTextOut,
    LabelOut,
    LabelResultOut,
    NewsItemOut,
    NewsletterOut,
    SentenceOut,
    SightingOut,
    SourceOut,
    StoredItemDetailOut,
    StoredItemOut,
    StoredOut,
    SummaryOut,
    TaxonomyOut,
    ThemeOut,
    VersionOut,
    item_fields,
    label_fields,
)
from store.records import Sighting
from store.versions import Version


def label_result(item_id: str, labels: ItemLabels) -> LabelResultOut:
    """One item's answer."""
    return LabelResultOut(id=item_id, truncated=labels.truncated, **label_fields(labels))


def label_answer(ids: Sequence[str], labelled: Labelled, cut: Sequence[NewsText] = ()) -> LabelOut:
    """The answer of /v1/label; `cut` holds the texts whose headlines their sender has not seen apart."""
    fields: list[dict[str, Any]] = [{"headline": text.headline, "text": text.text} for text in cut] or [{} for _ in ids]
    results = [
        LabelledTextOut(**dict(label_result(item_id, labels)), **its_fields)
        for item_id, labels, its_fields in zip(ids, labelled.results, fields, strict=True)
    ]
    return LabelOut(model=labelled.model, taxonomy=labelled.taxonomy, results=results)


def newsletter_answer(read: LabelledIssue) -> NewsletterOut:
    """The answer of /v1/newsletters."""
    issue = read.issue
    pairs = zip(issue.items, read.labelled.results, strict=True)
    return NewsletterOut(
        issue=issue.id,
        issued_on=issue.issued_on,
        source=issue.source,
        items=[NewsItemOut(**item_fields(item), **label_fields(labels)) for item, labels in pairs],
        dropped=[DroppedOut(start=piece.start, end=piece.end, reason=piece.reason) for piece in issue.dropped],
        model=read.labelled.model,
        taxonomy=read.labelled.taxonomy,
        stored=StoredOut(created=read.stored.created, existing=read.stored.existing) if read.stored else None,
    )


def added_answer(added: AddedItems) -> AddedItemsOut:
    """The answer of POST /v1/items."""
    rows = zip(added.items, added.created, added.labelled.results, strict=True)
    return AddedItemsOut(
        items=[
            AddedItemOut(id=item.id, created=created, truncated=labels.truncated, **label_fields(labels))
            for item, created, labels in rows
        ],
        model=added.labelled.model,
        taxonomy=added.labelled.taxonomy,
    )


def stored_item(found: ShownItem) -> StoredItemOut:
    """A stored item in a list."""
    item, sighting, record = found.stored.item, found.stored.sighting, found.stored.labels
    unlabelled: dict[str, Any] = {"labels": [], "themes": [], "language": None, "notes": []}
    return StoredItemOut(
        **item_fields(item),
        **(label_fields(found.labels) if found.labels else unlabelled),
        source=sighting.source,
        issue=sighting.issue_id,
        day=sighting.day,
        published_at=item.published_at,
        received_at=sighting.received_at,
        model=record.model if record else None,
        taxonomy=record.taxonomy if record else None,
    )


def stored_item_detail(
    found: ShownItem, sightings: Sequence[Sighting], versions: Sequence[Version], problems: Sequence[str]
) -> StoredItemDetailOut:
    """A stored item on its own."""
    return StoredItemDetailOut(
        **dict(stored_item(found)),
        sightings=[
            SightingOut(
                issue=seen.issue_id,
                source=seen.source,
                day=seen.day,
                section=seen.section,
                start=seen.start,
                end=seen.end,
                received_at=seen.received_at,
            )
            for seen in sightings
        ],
        versions=[VersionOut.model_validate(version, from_attributes=True) for version in versions],
        problems=list(problems),
    )


def item_page(found: Sequence[ShownItem], next_cursor: str | None) -> ItemPageOut:
    """The answer of GET /v1/items."""
    return ItemPageOut(items=[stored_item(item) for item in found], next_cursor=next_cursor)


def summary_answer(summary: Summary) -> SummaryOut:
    """The answer of /v1/summaries."""
    return SummaryOut(
        sentences=[
            SentenceOut(
                text=sentence.text,
                sources=[SourceOut(document=s.document, start=s.start, end=s.end) for s in sentence.sources],
                generated=sentence.generated,
            )
            for sentence in summary.sentences
        ],
        method=summary.method,
        words=summary.words,
    )


def taxonomy_answer(taxonomy: Taxonomy) -> TaxonomyOut:
    """The answer of /v1/themes."""
    return TaxonomyOut(
        version=taxonomy.version,
        iptc_release=taxonomy.iptc_release,
        themes=[theme_out(theme) for theme in taxonomy.themes],
    )


def theme_out(theme: Theme) -> ThemeOut:
    """One theme of the taxonomy."""
    return ThemeOut(
        id=theme.id,
        name=theme.name,
        definition=theme.definition,
        included=list(theme.included),
        excluded=list(theme.excluded),
        examples=list(theme.examples),
        uri=theme.uri,
        iptc=[IptcOut(relation=relation, id=term) for relation, term in theme.iptc],
    )
