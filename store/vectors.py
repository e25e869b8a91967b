"""The vectors that came with items' labels, on SQLite; `store.writes` keeps them in the labels' own transaction."""

import json
from collections.abc import Iterable

from store.connections import Rows

_OF = """
SELECT l.item_id, v.vector FROM json_each(?) AS asked
JOIN labels AS l ON l.item_id = asked.value AND l.model = ?
JOIN label_vectors AS v ON v.label_seq = l.seq
"""


class Vectors:
    """Vectors on the reading connections of a store; raises StoreError when the database fails."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def of(self, item_ids: Iterable[str], model: str) -> dict[str, bytes]:
        """The packed vectors that a model gave items, by item id; those that have none are left out."""
        rows = self._rows(_OF, (json.dumps(list(dict.fromkeys(item_ids))), model))
        return {row["item_id"]: row["vector"] for row in rows}
