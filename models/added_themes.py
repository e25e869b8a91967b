"""Themes that users added, beside an artifact's own: what their changes make of the taxonomy, and the shelf of heads.

Answering and comparing models both ask here, so that what a training run foretells is what its candidate then answers.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from logging import getLogger
from pathlib import Path
from threading import Lock
from typing import Protocol

from models.artifact import read_manifest
from models.classifier import ThemeClassifier
from models.labels import NewsText
from models.memory import read_memory
from models.taxonomy import Taxonomy, Theme
from models.theme_folder import read_head, write_head
from models.theme_head import FittedHead, ThemeHead, fit_theme_head
from news.errors import ArtifactError

logger = getLogger(__name__)

Text = tuple[str, str]  # headline and text of an example
_FITTING = Lock()  # a home's heads are fitted by who promotes, adds or makes ready, one at a time


class Changed(Protocol):
    """A change of the taxonomy, as `store.themes.ThemeChange` keeps it."""

    @property
    def theme(self) -> str:
        """The id of the theme that was changed."""

    @property
    def action(self) -> str:
        """What was done: add, refine, rename or retire."""

    @property
    def name(self) -> str | None:
        """The new name, of add and rename."""

    @property
    def definition(self) -> str | None:
        """The new definition."""

    @property
    def positives(self) -> tuple[Text, ...]:
        """What the head is fitted on, of add and refine."""

    @property
    def negatives(self) -> tuple[Text, ...]:
        """Near misses."""

    @property
    def seq(self) -> int:
        """The number of the change."""


@dataclass(frozen=True, slots=True)
class UserTheme:
    """A theme that a user added, as the changes made it."""

    id: str
    name: str
    definition: str
    positives: tuple[Text, ...]
    negatives: tuple[Text, ...]
    revision: int  # the change that its head was fitted at
    retired: bool


@dataclass(frozen=True, slots=True)
class TaxonomyState:
    """What the changes made of the artifact's taxonomy."""

    change: int  # the last one; 0: none
    added: tuple[UserTheme, ...]  # retired ones too, in the order added
    names: Mapping[str, tuple[str, str | None]]  # renamed themes of the artifact: name, definition
    retired: frozenset[str]  # of the artifact's own

    @property
    def in_force(self) -> tuple[UserTheme, ...]:
        """The added themes that are answered."""
        return tuple(theme for theme in self.added if not theme.retired)

    @property
    def since(self) -> int:
        """The change from which on the answered themes are the same."""
        return max((theme.revision for theme in self.in_force), default=0)

    def version(self, base: str) -> str:
        """The taxonomy's version."""
        return f"{base}+{self.change}" if self.change else base


def fold(changes: Sequence[Changed]) -> TaxonomyState:
    """Tell what changes, in order, make of a taxonomy."""
    added: dict[str, UserTheme] = {}
    names: dict[str, tuple[str, str | None]] = {}
    retired: set[str] = set()
    for change in changes:
        known = added.get(change.theme)
        if change.action == "add":
            added[change.theme] = UserTheme(
                change.theme,
                change.name or change.theme,
                change.definition or "",
                change.positives,
                change.negatives,
                change.seq,
                retired=False,
            )
        elif known is None:
            if change.action == "rename":
                names[change.theme] = (change.name or change.theme, change.definition)
            else:
                retired.add(change.theme)
        elif change.action == "refine":
            added[change.theme] = replace(
                known, positives=change.positives, negatives=change.negatives, revision=change.seq
            )
        elif change.action == "rename":
            definition = known.definition if change.definition is None else change.definition
            added[change.theme] = replace(known, name=change.name or known.name, definition=definition)
        else:
            added[change.theme] = replace(known, retired=True)
    last = changes[-1].seq if changes else 0
    return TaxonomyState(last, tuple(added.values()), names, frozenset(retired))


def changed_taxonomy(base: Taxonomy, state: TaxonomyState, answered: Sequence[UserTheme]) -> Taxonomy:
    """The artifact's taxonomy with the changes; answered are the added themes that have a head."""
    themes = []
    for theme in base.themes:
        if theme.id not in state.retired:
            name, definition = state.names.get(theme.id, (theme.name, None))
            themes.append(replace(theme, name=name, definition=definition or theme.definition))
    themes += [as_theme(theme) for theme in answered]
    return Taxonomy(state.version(base.version), base.iptc_release, tuple(themes))


def as_theme(theme: UserTheme) -> Theme:
    """A user's theme as a theme of the taxonomy; its examples are shown by their headlines."""
    shown = tuple(headline or text[:100] for headline, text in theme.positives[:3])
    return Theme(theme.id, theme.name, theme.definition, (), (), shown, f"urn:sitrep:theme:{theme.id}", ())


class Shelf:
    """The heads of a home, and how they join an artifact."""

    def __init__(self, home: Path, *, keeps: bool = True) -> None:
        """A shelf that keeps nothing reads what lies there, and fits the rest for as long as it is asked itself."""
        self._folder, self._keeps = home / "themes", keeps
        self._tried: dict[tuple[str, str], Mapping[str, object]] = {}

    def compose(self, classifier: ThemeClassifier, artifact: Path, state: TaxonomyState) -> ThemeClassifier:
        """Join the themes in force to a classifier; a head that its encoder lacks is fitted now.

        A theme whose head can neither be read nor fitted is left unanswered, and the log says why: an artifact
        that was promoted or rolled back to must answer all the same.
        """
        if not state.change:
            return classifier
        heads: dict[str, ThemeHead] = {}
        for theme in state.in_force:
            try:
                heads[theme.id] = self.head(theme, classifier, artifact)
            except ArtifactError as error:
                logger.error("theme %s is not answered by %s: %s", theme.id, classifier.version, error)
        answered = [theme for theme in state.in_force if theme.id in heads]
        return classifier.with_themes(changed_taxonomy(classifier.base.taxonomy, state, answered), heads, state.since)

    def manifest(self, theme: UserTheme, version: str) -> Mapping[str, object]:
        """What is written of a theme's head; empty when it was never fitted for an artifact."""
        try:
            return self._tried.get((theme.id, version)) or read_manifest(self._place(theme, version))
        except ArtifactError:
            return {}

    def head(self, theme: UserTheme, classifier: ThemeClassifier, artifact: Path) -> ThemeHead:
        """The head of a theme for an artifact's encoder, fitted where there is none; raises ArtifactError."""
        with _FITTING:
            return self._head(theme, classifier, artifact)

    def has(self, theme: UserTheme, version: str) -> bool:
        """Whether a theme's head for an artifact lies there."""
        return self._place(theme, version).is_dir()

    def _head(self, theme: UserTheme, classifier: ThemeClassifier, artifact: Path) -> ThemeHead:
        place = self._place(theme, classifier.version)
        texts = json.dumps([theme.positives, theme.negatives])  # a rename refits nothing
        digest = hashlib.sha256(texts.encode()).hexdigest()
        if (head := self._kept(place, digest)) is not None:
            return head
        fitted = fit(theme, classifier, artifact)
        if not self._keeps:
            self._tried[theme.id, classifier.version] = {"prevalence": fitted.prevalence, "recall": fitted.recall}
            return fitted.head
        manifest = {
            "theme": theme.id,
            "artifact": classifier.version,
            "revision": theme.revision,
            "positives": len(theme.positives),
            "negatives": len(theme.negatives),
            "examples_sha256": digest,
        }
        write_head(fitted, place, manifest)
        return fitted.head

    def _kept(self, place: Path, digest: str) -> ThemeHead | None:
        """The head that lies in a place for these examples; one for others was left by a change that was never kept."""
        if not place.exists():
            return None
        try:
            head, known = read_head(place)
        except ArtifactError as error:
            if self._keeps:  # whoever only reads may meet one that is being written anew
                logger.warning("%s; the theme is fitted anew on its examples", error)
                shutil.rmtree(place, ignore_errors=True)
            return None
        if known.get("examples_sha256") == digest:
            return head
        if self._keeps:
            shutil.rmtree(place)
        return None

    def _place(self, theme: UserTheme, version: str) -> Path:
        return self._folder / theme.id / f"{version}-r{theme.revision}"


def fit(theme: UserTheme, classifier: ThemeClassifier, artifact: Path) -> FittedHead:
    """Fit a theme's head for an artifact; raises ArtifactError when that remembers nothing."""
    background = read_memory(artifact, read_manifest(artifact)).pooled()
    return fit_theme_head(
        classifier.examples([NewsText(*text) for text in theme.positives]),
        classifier.examples([NewsText(*text) for text in theme.negatives]),
        classifier.examples([NewsText(theme.name, theme.definition)]),
        background,
        classifier.idf,
    )
