"""What `SqliteStore` lends to the classes that keep one group of tables each."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager

Rows = Callable[[str, Sequence[object] | Mapping[str, object]], list[sqlite3.Row]]  # SQL and its parameters
Write = Callable[[], AbstractContextManager[sqlite3.Connection]]  # one transaction, durable when its block ends
