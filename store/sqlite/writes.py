"""How an item and its labels are written, inside the transaction of whoever writes them."""

import sqlite3
from collections.abc import Mapping
from datetime import datetime

from news.item import NewsItem
from store.records import LabelRecord
from store.sqlite import queries


def add_item(
    connection: sqlite3.Connection, item: NewsItem, received: str, issue_id: str | None, day: str | None
) -> bool:
    """Keep an item and where it was seen; True when the item is new. A known one takes a date that it lacked."""
    published = queries.instant_text(item.published_at) if item.published_at else None
    added = connection.execute(
        queries.ADD_ITEM,
        (
            *(item.id, item.headline, item.text, item.kind, item.outlet, item.url),
            *(item.starts_at, item.starts_text, int(item.truncated), published, received),
        ),
    )
    if not added.rowcount:  # an item belongs to one day of publishing, wherever its date was told
        if item.published_at:
            date_item(connection, item.id, item.published_at)
        elif day is None:
            [published] = connection.execute(queries.PUBLISHED, (item.id,)).fetchone()
    connection.execute(
        queries.ADD_SIGHTING,
        (
            *(item.id, issue_id, item.source, day, published or received),
            *(received, item.section, item.start, item.end),
        ),
    )
    return added.rowcount == 1


def date_item(connection: sqlite3.Connection, item_id: str, published_at: datetime) -> None:
    """Let an item belong to the day of its publishing, unless it was dated before."""
    published = queries.instant_text(published_at)
    if connection.execute(queries.DATE_ITEM, (published, item_id)).rowcount:
        connection.execute(queries.DATE_SIGHTINGS, (published, item_id))
        connection.execute(queries.DATE_SORTED, (published, item_id))


def add_labels(connection: sqlite3.Connection, labels: Mapping[str, LabelRecord]) -> None:
    """Make these the newest labels of their items, unless the newest are of the same model and taxonomy."""
    for item_id, label in labels.items():
        newest = connection.execute(queries.NEWEST_MODEL, (item_id,)).fetchone()
        if newest is None or (newest["model"], newest["taxonomy"]) != (label.model, label.taxonomy):
            replace_labels(connection, item_id, label)


def replace_labels(connection: sqlite3.Connection, item_id: str, label: LabelRecord) -> None:
    """Make these the newest labels of an item, also in place of what the same model said of its former text."""
    connection.execute(queries.DROP_LABELS, (item_id, label.model))
    at = queries.instant_text(label.labelled_at)
    row = connection.execute(queries.ADD_LABELS, (item_id, label.model, label.taxonomy, label.payload, at))
    if label.vector is not None:
        connection.execute(queries.DROP_VECTORS, (item_id,))
        connection.execute(queries.ADD_VECTOR, (row.lastrowid, label.vector))
    connection.executemany(queries.ADD_LABEL_THEME, [(row.lastrowid, theme) for theme in label.yes])
