"""The taxonomy: the answers a classifier can give, read from ``data/taxonomy.json``."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from news.errors import TaxonomyError


@dataclass(frozen=True, slots=True)
class Theme:
    """One answer of the taxonomy."""

    id: str
    name: str
    definition: str
    included: tuple[str, ...]
    excluded: tuple[str, ...]
    examples: tuple[str, ...]
    uri: str
    iptc: tuple[tuple[str, str], ...]  # (SKOS relation, Media Topic id), for example ("closeMatch", "medtop:16000000")


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The themes in the order that answers list them."""

    version: str
    iptc_release: str
    themes: tuple[Theme, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Theme ids in order."""
        return tuple(theme.id for theme in self.themes)

    def theme(self, theme_id: str) -> Theme:
        """Look a theme up; raises TaxonomyError naming the known ids when there is none."""
        for theme in self.themes:
            if theme.id == theme_id:
                return theme
        raise TaxonomyError(f"no theme {theme_id!r} in taxonomy {self.version}; known: {', '.join(self.ids)}")


def _theme(record: Mapping[str, Any]) -> Theme:
    return Theme(
        id=record["id"],
        name=record["name"],
        definition=record["definition"],
        included=tuple(record["included"]),
        excluded=tuple(record["excluded"]),
        examples=tuple(record["examples"]),
        uri=record["uri"],
        iptc=tuple((link["relation"], link["id"]) for link in record["iptc"]),
    )


def parse_taxonomy(record: Mapping[str, Any]) -> Taxonomy:
    """Turn the file's content into a value; raises TaxonomyError on a missing field or a doubled id."""
    try:
        taxonomy = Taxonomy(record["version"], record["iptc_release"], tuple(_theme(t) for t in record["themes"]))
    except (KeyError, TypeError) as error:
        raise TaxonomyError(f"taxonomy: {error!r} is missing or of the wrong kind; see data/taxonomy.json") from error
    if len(set(taxonomy.ids)) != len(taxonomy.ids):
        raise TaxonomyError(f"taxonomy {taxonomy.version}: a theme id stands twice; ids must differ")
    return taxonomy


def read_taxonomy(path: Path) -> Taxonomy:
    """Read a taxonomy file; raises TaxonomyError when it is unreadable."""
    try:
        return parse_taxonomy(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise TaxonomyError(f"{path}: cannot be read as a taxonomy ({error}); restore the file") from error
