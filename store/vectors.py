"""The vectors that came with items' labels, and are written with them."""

from collections.abc import Iterable
from typing import Protocol


class VectorStore(Protocol):
    """Vectors, to be read alone."""

    def of(self, item_ids: Iterable[str], model: str) -> dict[str, bytes]:
        """The packed vectors that a model gave items, by item id; those that have none are left out."""
