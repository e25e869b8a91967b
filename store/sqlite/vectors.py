"""The vectors that came with items' labels, on SQLite; `store.sqlite.writes` keeps them along with the labels."""

import json
from collections.abc import Iterable

from store.sqlite.connections import Rows
from store.vectors import VectorStore

_OF = """
SELECT l.item_id, v.vector FROM json_each(?) AS asked
JOIN labels AS l ON l.item_id = asked.value AND l.model = ?
JOIN label_vectors AS v ON v.label_seq = l.seq
"""


class SqliteVectors(VectorStore):
    """`VectorStore` on the connections of a `SqliteStore`."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def of(self, item_ids: Iterable[str], model: str) -> dict[str, bytes]:
        rows = self._rows(_OF, (json.dumps(list(dict.fromkeys(item_ids))), model))
        return {row["item_id"]: row["vector"] for row in rows}
