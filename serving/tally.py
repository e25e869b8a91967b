"""What this process did so far, counted for /metrics."""

from collections import Counter
from collections.abc import Sequence
from threading import Lock

from models.labels import ItemLabels


class Tally:
    """Counts that only grow; may be added to from any thread."""

    def __init__(self) -> None:
        """Start at nothing."""
        self._lock = Lock()
        self._counts: Counter[str] = Counter()
        self._decisions: Counter[tuple[str, str]] = Counter()
        self._label_seconds = 0.0

    def add(self, name: str, count: int = 1) -> None:
        """Count something that `serving.metrics` shows, such as "items_stored"."""
        with self._lock:
            self._counts[name] += count

    def add_labels(self, results: Sequence[ItemLabels], seconds: float) -> None:
        """Count labelled items, each theme's decisions, and the time they took."""
        with self._lock:
            self._counts["items_labelled"] += len(results)
            self._label_seconds += seconds
            for labels in results:
                self._decisions.update((theme.id, theme.decision.value) for theme in labels.themes)

    def read(self) -> tuple[dict[str, int], dict[tuple[str, str], int], float]:
        """Counts by name, decisions by theme and decision, seconds of labelling: one consistent picture."""
        with self._lock:
            return dict(self._counts), dict(self._decisions), self._label_seconds
