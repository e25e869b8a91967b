"""The classifiers that answered or were loaded last, kept in memory: going back to one of them needs no loading."""

from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from models.artifact import verify
from models.classifier import ThemeClassifier, load_classifier

_KEPT = 3  # what answers, what it took the place of, and a challenger; 100 MB each


class LastLoaded:
    """Loads artifacts; one whose files are still those that were loaded is not loaded again."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[Any, ThemeClassifier]] = OrderedDict()
        self._lock = Lock()

    def note(self, classifier: ThemeClassifier, manifest: Mapping[str, Any]) -> None:
        """Keep a classifier that was loaded, with its artifact's manifest; the one used longest ago goes."""
        with self._lock:
            self._kept[classifier.version] = (manifest.get("files"), classifier)
            self._kept.move_to_end(classifier.version)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)

    def load(self, artifact: Path) -> ThemeClassifier:
        """The classifier of an artifact whose folder is whole now; raises ArtifactError."""
        manifest = verify(artifact)
        with self._lock:
            files, classifier = self._kept.get(artifact.name, (None, None))
        if classifier is None or files != manifest["files"]:
            classifier = load_classifier(artifact)
        self.note(classifier, manifest)
        return classifier
