"""Themes that users add: trained in seconds beside the artifact's own, whose answers stay the same to the bit."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Lock

from models.added_themes import Shelf, TaxonomyState, UserTheme, as_theme, changed_taxonomy, fold
from models.aliases import find_version
from models.classifier import ThemeClassifier
from models.taxonomy import Taxonomy, Theme
from news.errors import ArtifactError, NotFoundError, SitrepError
from serving.learning.loaded import LastLoaded
from serving.pipeline import Labeller, Sitrep
from store.themes import TakenIdError, Text, ThemeChange, retired_at

FEWEST, MOST = 8, 50  # examples of a theme
MOST_NEGATIVES = 50  # near misses
ID = r"^[a-z][a-z0-9_]{1,63}$"
_SUBSCRIPTIONS = 100_000  # more than a home has


class ThemeError(SitrepError):
    """A theme that cannot be added or changed as asked."""


class Themes:
    """The taxonomy as its users change it; every method may be called from any thread."""

    def __init__(self, sitrep: Sitrep, home: Path, released: Path) -> None:
        """released is the folder of the artifacts that came with this version."""
        self._sitrep, self._home, self._released = sitrep, home, released
        self._shelf = Shelf(home)
        self._changing = Lock()
        self._last = LastLoaded()

    def state(self) -> TaxonomyState:
        """What the changes made of the taxonomy."""
        return fold(self._sitrep.store.themes.all())

    def history(self, theme_id: str) -> tuple[ThemeChange, ...]:
        """The changes of one theme, in order; raises NotFoundError for one that never was."""
        found = tuple(change for change in self._sitrep.store.themes.all() if change.theme == theme_id)
        if not found and theme_id not in self._own().ids:
            known = ", ".join(self._sitrep.taxonomy.ids)
            raise NotFoundError(f"no theme {theme_id[:80]!r}; there are {known}")
        return found

    def head(self, theme_id: str) -> Mapping[str, object]:
        """What is written of an added theme's head; empty for the artifact's own."""
        theme = next((theme for theme in self.state().added if theme.id == theme_id), None)
        return self._shelf.manifest(theme, self._sitrep.labeller.version) if theme else {}

    def lacking(self, version: str) -> tuple[str, ...]:
        """The themes in force whose head was never fitted for an artifact."""
        return tuple(theme.id for theme in self.state().in_force if not self._shelf.has(theme, version))

    def load(self, artifact: Path) -> ThemeClassifier:
        """Load an artifact and join the themes in force to it; raises ArtifactError."""
        live = self._sitrep.live
        if isinstance(live, ThemeClassifier):
            self._last.note(live.base, self._sitrep.manifest)
        return self._shelf.compose(self._last.load(artifact), artifact, self.state())

    def as_under(self, labeller: Labeller, artifact: Path, taxonomy: str) -> Labeller:
        """A labeller with the themes that a taxonomy held, 2026.1 or 2026.1+3, by the heads that answered then.

        artifact is its folder; nothing is written there or beside it.
        """
        if not isinstance(labeller, ThemeClassifier) or taxonomy == labeller.taxonomy.version:
            return labeller
        change = taxonomy.partition("+")[2]
        last = int(change) if change.isdecimal() else 0
        state = fold([made for made in self._sitrep.store.themes.all() if made.seq <= last])
        return Shelf(self._home, keeps=False).compose(labeller.base, artifact, state)

    def add(self, change: ThemeChange) -> Theme:
        """Add a theme; raises ThemeError, TakenIdError when there is one of this id, and ArtifactError."""
        check_examples(change)
        with self._changing:
            state = self.state()
            self._check_name(change)
            if change.theme in state.retired:
                raise TakenIdError(
                    f"{change.theme!r} is a theme of the model's own that was retired, which does not come back under "
                    "its id; choose another id"
                )
            if change.theme in self._own().ids or change.theme in {theme.id for theme in state.in_force}:
                raise TakenIdError(f"there is a theme {change.theme!r} already; choose another id, or refine that one")
            return self._apply(state, change)

    def refine(self, theme_id: str, who: str | None, now: datetime) -> Theme:
        """Fit an added theme's head anew, on the examples that it was added with and on what people say of items.

        What an earlier refinement learned from a correction that was taken back since is forgotten. Raises ThemeError
        where nothing was said since, or nothing is left to learn from.
        """
        with self._changing:
            state = self.state()
            theme = self._added(state, theme_id)
            said = [item for item in self._sitrep.store.corrections.latest() if theme_id in item.asked]
            told = {(item.headline, item.text): theme_id in item.themes for item in said if item.headline or item.text}
            given = [change for change in self.history(theme_id) if change.action == "add"][-1]
            positives = merged(given.positives, told, yes=True)
            negatives = merged(given.negatives, told, yes=False)
            if (positives, negatives) == (theme.positives, theme.negatives):
                raise ThemeError(f"nothing was said of {theme_id} since its head was fitted; correct some items first")
            if len(positives) < 1:
                raise ThemeError(f"the corrections leave {theme_id} without an example; add it anew")
            change = ThemeChange(theme_id, "refine", now, positives=positives, negatives=negatives, who=who)
            return self._apply(state, change)

    def rename(self, change: ThemeChange) -> Theme:
        """Give a theme another name, and another definition where one is given; its id stays. Raises ThemeError."""
        with self._changing:
            self._find_theme(change.theme)
            self._check_name(change)
            return self._apply(self.state(), change)

    def retire(self, theme_id: str, who: str | None, now: datetime) -> None:
        """Answer for a theme no longer; what was said of it before stays readable.

        Raises ThemeError for the only theme, and for one that a subscription is on alone.
        """
        with self._changing:
            self._find_theme(theme_id)
            if len(self._sitrep.live.taxonomy.ids) == 1:
                raise ThemeError(f"{theme_id} is the only theme; add another one before it is retired")
            self._check_readers(theme_id)
            self._apply(self.state(), ThemeChange(theme_id, "retire", now, who=who))

    def _check_name(self, change: ThemeChange) -> None:
        """Raise ThemeError when another theme in force is called so: names alone tell them apart on pages."""
        for theme in self._sitrep.live.taxonomy.themes:
            if theme.id != change.theme and theme.name.casefold() == (change.name or "").strip().casefold():
                raise ThemeError(f"there is a theme called {theme.name!r} already, {theme.id}; choose another name")

    def _check_readers(self, theme_id: str) -> None:
        """Raise ThemeError when a subscription would be left without a theme: without any it would get all of them."""
        left = set(self._sitrep.live.taxonomy.ids) - {theme_id}
        for subscription in self._sitrep.store.subscriptions.page(_SUBSCRIPTIONS)[0]:
            themes = subscription.reader.themes
            if theme_id in themes and not left.intersection(themes):
                named = f"{subscription.name!r} ({subscription.id})" if subscription.name else subscription.id
                raise ThemeError(
                    f"the subscription {named} is on {theme_id} alone; change its themes or end it, then retire "
                    f"{theme_id}"
                )

    def _apply(self, state: TaxonomyState, change: ThemeChange) -> Theme:
        """Try a change: its head is fitted before it is kept, and answers from the next question on."""
        tried = fold([*self._sitrep.store.themes.all(), replace(change, seq=state.change + 1)])
        fitted: str | None = None
        while True:
            with self._sitrep.swapping:
                live, folder = self._answering()
                if live.version == fitted:
                    self._sitrep.store.themes.add(change)
                    kept = self.state()
                    self._sitrep.swap(self._shelf.compose(live.base, folder, kept))
                    break
            # takes seconds, and raises before anything is kept; another model may be promoted meanwhile
            for theme in tried.in_force:
                if theme.revision == state.change + 1:
                    self._shelf.head(theme, live.base, folder)
            fitted = live.version
        named = [theme for theme in kept.added if theme.id == change.theme]
        return (
            as_theme(named[0])
            if named
            else next(
                (theme for theme in changed_taxonomy(self._own(), kept, ()).themes if theme.id == change.theme),
                self._own().theme(change.theme),
            )
        )

    def _answering(self) -> tuple[ThemeClassifier, Path]:
        """What answers now, and its folder; raises ThemeError and ArtifactError."""
        live = self._sitrep.live
        if not isinstance(live, ThemeClassifier):
            raise ThemeError("what answers here takes no further themes")
        folder = find_version(live.version, self._home / "artifacts", self._released)
        if folder is None:
            raise ArtifactError(f"artifact {live.version} is not there any more; restore it, or promote another one")
        return live, folder

    def _own(self) -> Taxonomy:
        live = self._sitrep.live
        return live.base.taxonomy if isinstance(live, ThemeClassifier) else live.taxonomy

    def _find_theme(self, theme_id: str) -> None:
        known = self._sitrep.live.taxonomy.ids
        if theme_id not in known:
            raise NotFoundError(
                f"no theme {theme_id[:80]!r} is in force{self._retired(theme_id)}; there are {', '.join(known)}"
            )

    def _added(self, state: TaxonomyState, theme_id: str) -> UserTheme:
        for theme in state.in_force:
            if theme.id == theme_id:
                return theme
        if theme_id in self._own().ids:
            raise ThemeError(f"{theme_id} is the artifact's own; a training run learns from its corrections")
        raise NotFoundError(f"no theme {theme_id[:80]!r} of yours is in force{self._retired(theme_id)}")

    def _retired(self, theme_id: str) -> str:
        at = retired_at(self._sitrep.store.themes.all(), theme_id)
        return f" any more, since it was retired on {at:%Y-%m-%d}" if at else ""


def former_names(sitrep: Sitrep) -> dict[str, str]:
    """The names of the themes that are answered no longer, by id: history speaks of them. The last name counts."""
    live = sitrep.live
    own = live.base.taxonomy if isinstance(live, ThemeClassifier) else live.taxonomy
    state = fold(sitrep.store.themes.all())
    names = {theme.id: theme.name for theme in state.added if theme.retired}
    for theme_id in sorted(state.retired):
        name = own.theme(theme_id).name if theme_id in own.ids else theme_id
        names[theme_id] = state.names.get(theme_id, (name, None))[0]
    return names


def all_names(sitrep: Sitrep) -> dict[str, str]:
    """The names of all themes, those that were retired too, by id."""
    return former_names(sitrep) | {theme.id: theme.name for theme in sitrep.taxonomy.themes}


def identifier(name: str) -> str:
    """An id for a name: its letters and digits in small ASCII, joined by _; "" when it has none."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_").lstrip("0123456789_")[:64]


def check_examples(change: ThemeChange) -> None:
    """Raise ThemeError when a theme's examples are too few, too many, empty, doubled or on both sides."""
    if not change.theme:
        said = f"of the name {(change.name or '')[:80]!r} no id can be made, for it has no letter from a to z"
        raise ThemeError(f"id: {said}; give an id beside it, such as border_security")
    if not re.fullmatch(ID, change.theme):
        raise ThemeError(f"id {change.theme[:80]!r}: write small letters, digits and _, such as border_security")
    for name, texts, most in (("positives", change.positives, MOST), ("negatives", change.negatives, MOST_NEGATIVES)):
        if len(texts) > most:
            raise ThemeError(f"{name}: {len(texts)} are more than {most}; choose the clearest")
        if empty := [number for number, text in enumerate(texts, 1) if not any(part.strip() for part in text)]:
            raise ThemeError(f"{name}: number {empty[0]} has neither headline nor text")
        if doubled := [text for place, text in enumerate(texts) if text in texts[:place]]:
            raise ThemeError(f"{name}: {' '.join(doubled[0])[:60].strip()!r} stands there twice; take one out")
    if len(change.positives) < FEWEST:
        raise ThemeError(f"positives: {len(change.positives)} given; a theme takes {FEWEST} to {MOST} examples")
    if both := [text for text in change.positives if text in change.negatives]:
        raise ThemeError(f"negatives: {' '.join(both[0])[:60].strip()!r} is a positive example too; take it out of one")


def merged(texts: Sequence[Text], told: Mapping[Text, bool], *, yes: bool) -> tuple[Text, ...]:
    """Examples without those that a correction says otherwise of, then what corrections add; the newest at most."""
    kept = [text for text in texts if told.get(text, yes) is yes]
    new = [text for text, says in told.items() if says is yes and text not in kept]
    return (*kept, *new[-500:])
