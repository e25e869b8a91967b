"""Keeps added themes fitted for the models that may answer next, so that letting one answer takes no training."""

from datetime import datetime
from logging import getLogger

from news.errors import SitrepError
from serving.learning.registry import Registry
from serving.learning.themes import Themes

logger = getLogger(__name__)

EVERY_S = 5.0


class Ready:
    """Fits what the challenger and the model that a rollback leads to lack, one model a tick."""

    def __init__(self, registry: Registry, themes: Themes) -> None:
        """Nothing is read before the first tick."""
        self._registry, self._themes = registry, themes
        self._tried: set[tuple[str, tuple[str, ...]]] = set()  # by version: the heads that it lacked when tried

    def tick(self, now: datetime) -> None:
        """Fit the heads that the next model lacks; a model that cannot take them is tried once for each theme."""
        for version in (self._registry.previous, self._registry.challenger):
            if version is None or (folder := self._registry.find(version)) is None:
                continue
            lacking = self._themes.lacking(version)
            if not lacking or (version, lacking) in self._tried:
                continue
            self._tried.add((version, lacking))
            try:
                self._themes.load(folder)
            except SitrepError as error:
                logger.warning("%s cannot be made ready: %s", version, error)
            else:
                logger.info("themes fitted for %s: %s", version, ", ".join(lacking))
            return
