"""Labelled items from everywhere they stand, as one list of values, and how they are divided.

Three kinds of file:

- labelled files: JSON Lines with ``id, date, title, text, themes, doubtful`` (text of others, never shipped);
- own examples: ``data/examples/*.jsonl`` with ``id, date, headline, text, themes, doubtful``, shipped;
- annotations: ``data/annotations/*.jsonl`` with ``id, themes, doubtful``, shipped without text. An id is resolved
  among the texts at hand: an unlabelled file's item, a day's item (``day:DATE:N``) or a newsletter's
  (``html:NAME:N``).
"""

import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.labels import NewsText
from news.errors import DatasetError


@dataclass(frozen=True, slots=True)
class LabelledItem:
    """One item and what a careful reader said it is about."""

    id: str
    date: str  # ISO date, or "" where its source gives none
    headline: str
    text: str
    themes: tuple[str, ...]
    doubtful: bool  # two careful readers could differ
    origin: str  # "labelled", "example", "annotation" or "correction": who labelled it

    @property
    def news_text(self) -> NewsText:
        """The part that is read for labelling."""
        return NewsText(self.headline, self.text)


def read_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line number, object) of a JSON Lines file, gzip or not; raises DatasetError naming the line."""
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, _record(path, number, line)
    except (OSError, ValueError) as error:
        raise DatasetError(f"{path}: cannot be read as JSON Lines ({error})") from error


def _record(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise DatasetError(f"{path}, line {number}: is no JSON ({error})") from error
    if not isinstance(record, dict):
        raise DatasetError(f"{path}, line {number}: is no JSON object")
    return record


def _item(path: Path, number: int, record: Mapping[str, Any], known: Sequence[str], origin: str) -> LabelledItem:
    try:
        item = LabelledItem(
            id=record["id"],
            date=record.get("date") or "",
            headline=record.get("headline", record.get("title")) or "",
            text=record["text"],
            themes=tuple(theme for theme in known if theme in record["themes"]),
            doubtful=bool(record.get("doubtful", False)),
            origin=origin,
        )
    except (KeyError, TypeError) as error:
        raise DatasetError(f"{path}, line {number}: {error!r} is missing or of the wrong kind") from error
    unknown = set(record["themes"]) - set(known)
    if unknown:
        raise DatasetError(f"{path}, line {number}: unknown themes {sorted(unknown)}; the taxonomy has {list(known)}")
    return item


def read_labelled(path: Path, themes: Sequence[str], origin: str = "labelled") -> list[LabelledItem]:
    """Read one file of labelled items; themes are the taxonomy's ids. Raises DatasetError."""
    return [_item(path, number, record, themes, origin) for number, record in read_lines(path)]


def _day_texts(path: Path) -> Iterator[tuple[str, tuple[str, str, str]]]:
    for _, day in read_lines(path):
        for item in day["items"]:
            yield f"day:{day['date']}:{item['n']}", (day["date"], item["headline"], item["text"])


def _newsletter_texts(folder: Path) -> Iterator[tuple[str, tuple[str, str, str]]]:
    for path in sorted(folder.glob("*.gold.json")):
        name = path.name.removesuffix(".gold.json")
        for number, item in enumerate(json.loads(path.read_text(encoding="utf-8"))["items"]):
            # the gold text closes with its outlet in brackets, which says nothing of the theme
            yield f"html:{name}:{number}", ("", "", re.sub(r"\s*\([^()]{2,40}\)\s*$", "", item["text"]))


def texts_at_hand(shared: Path) -> dict[str, tuple[str, str, str]]:
    """Collect (date, headline, text) by id from the folder that holds the texts which annotations refer to."""
    texts: dict[str, tuple[str, str, str]] = {}
    for path in sorted((shared / "news").glob("unlabelled_*.jsonl*")):
        for _, record in read_lines(path):
            texts[record["id"]] = (record["date"], record["title"], record["text"])
    for path in sorted((shared / "briefs").glob("days_*.jsonl")):
        texts.update(_day_texts(path))
    texts.update(_newsletter_texts(shared / "newsletters" / "html"))
    return texts


def read_annotations(
    path: Path, themes: Sequence[str], texts: Mapping[str, tuple[str, str, str]]
) -> tuple[list[LabelledItem], int]:
    """Read annotations and give them their texts; returns the items and how many had no text at hand."""
    items, missing = [], 0
    for number, record in read_lines(path):
        found = texts.get(record.get("id", ""))
        if found is None:
            missing += 1
            continue
        date, headline, text = found
        full = {**record, "date": date, "headline": headline, "text": text}
        items.append(_item(path, number, full, themes, "annotation"))
    return items, missing


def fraction(item_id: str) -> float:
    """Place an id in [0, 1) by its digest: the same item falls into the same part in every run and machine."""
    return int.from_bytes(hashlib.sha256(item_id.encode()).digest()[:6], "big") / 2**48


@dataclass(frozen=True, slots=True)
class Split:
    """Who learns and who judges: no item stands in both."""

    train: tuple[LabelledItem, ...]
    development: tuple[LabelledItem, ...]  # stops the training, calibrates, sets the cuts
    test: tuple[LabelledItem, ...]  # read once, for the report


def key(item: LabelledItem) -> str:
    """What two copies of one story share: the words of their headline, else of their opening."""
    return re.sub(r"\W+", " ", (item.headline or item.text[:80]).lower()).strip()


def divide(
    items: Iterable[LabelledItem], later: Iterable[LabelledItem] = (), development: float = 0.06, test: float = 0.06
) -> Split:
    """Divide by the digest of the headline, so that two copies of one story fall into the same part.

    later items are of a time after the others: they all judge (half development, half test), so that
    stopping and calibration look at news younger than what was learned. Doubled headlines are kept once.
    """
    parts: dict[str, list[LabelledItem]] = {"train": [], "development": [], "test": []}
    seen = set()
    for item, is_later in [(item, True) for item in later] + [(item, False) for item in items]:
        words = key(item)
        if words in seen:
            continue
        seen.add(words)
        place = fraction(words)
        if is_later:
            name = "test" if place < 0.5 else "development"
        else:
            name = "test" if place < test else "development" if place < test + development else "train"
        parts[name].append(item)
    return Split(tuple(parts["train"]), tuple(parts["development"]), tuple(parts["test"]))


def data_digest(items: Iterable[LabelledItem]) -> str:
    """Digest of ids, texts and labels in order of id: names the data that an artifact learned from."""
    digest = hashlib.sha256()
    for item in sorted(items, key=lambda item: item.id):
        fields = (item.id, item.headline, item.text, ",".join(item.themes), str(item.doubtful))
        digest.update("\x1f".join(fields).encode("utf-8", "surrogatepass"))
        digest.update(b"\x1e")
    return digest.hexdigest()
