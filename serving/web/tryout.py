"""What Sitrep makes of a pasted text, piece by piece in reading order; nothing is stored."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from news.errors import InvalidNewsletterError
from news.item import NewsItem
from news.prose import counted
from serving import phrasing, sniff, views
from serving.pipeline import LabelledIssue, Sitrep

MANY = 3  # items from which a pasted text is taken for a newsletter; an article's own boxes make two at most


class Shape(StrEnum):
    """What the reader says the text is."""

    AUTO = "auto"
    TEXT = "text"
    NEWSLETTER = "newsletter"


@dataclass(frozen=True, slots=True)
class OneText:
    """A single text with its answers and the evidence in place."""

    detected: bool
    headline: tuple[views.Piece, ...]
    text: tuple[views.Piece, ...]
    answers: tuple[views.Answer, ...]
    notes: tuple[str, ...]
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A stretch that was left out, and why."""

    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class IssuePiece:
    """A section's beginning, some stretches left out, or an item."""

    section: str | None = None
    dropped: tuple[Dropped, ...] = ()
    item: views.ItemView | None = None
    headline: tuple[views.Piece, ...] = ()
    text: tuple[views.Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class WholeIssue:
    """A newsletter, split."""

    detected: bool
    media_type: str
    issued_on: date | None
    tally: str
    pieces: tuple[IssuePiece, ...]
    kind: str = "newsletter"


Tryout = OneText | WholeIssue


def read_tryout(sitrep: Sitrep, text: str, shape: Shape, issued_on: date | None, source: str | None) -> Tryout:
    """Read a pasted text; raises InvalidNewsletterError and ParserLimitError when a newsletter cannot be split."""
    detected = shape is Shape.AUTO
    palette = views.Palette(sitrep.taxonomy)
    if shape is Shape.TEXT:
        return _one_text(sitrep, palette, text, detected=False)
    media_type = sniff.media_type(text)
    try:
        read = sitrep.read_newsletter(
            text.encode("utf-8", "replace"),
            media_type,
            issued_on=issued_on,
            source=source,
            charset="utf-8",
            evidence=True,
        )
    except InvalidNewsletterError:
        if detected:
            return _one_text(sitrep, palette, text, detected=True)
        raise
    if detected and len(read.issue.items) < MANY:
        return _one_text(sitrep, palette, _without_markup(text, read.issue.items), detected=True)
    return _whole_issue(read, palette, media_type, detected)


def _without_markup(text: str, items: Sequence[NewsItem]) -> str:
    """A pasted page as the splitter read it, in its bounded child; any other text as it is."""
    if not text.lstrip().startswith("<") or not items:
        return text
    return "\n\n".join(
        item.text if item.text.startswith(item.headline) else f"{item.headline}\n{item.text}" for item in items
    )


def _one_text(sitrep: Sitrep, palette: views.Palette, text: str, *, detected: bool) -> OneText:
    news = sniff.split_headline(text)
    [labels] = sitrep.label([news], evidence=True).results
    headline, body = palette.headline_and_text(news.headline, news.text, labels)
    return OneText(
        detected=detected,
        headline=headline,
        text=body,
        answers=palette.answers(labels),
        notes=phrasing.note_words(labels.notes),
    )


def _whole_issue(read: LabelledIssue, palette: views.Palette, media_type: str, detected: bool) -> WholeIssue:
    issue = read.issue
    labelled = sum(1 for result in read.labelled.results if result.labels)
    return WholeIssue(
        detected=detected,
        media_type=media_type,
        issued_on=issue.issued_on,
        tally=f"{counted(len(issue.items), 'item')}, {labelled} with a theme; "
        f"{counted(len(issue.dropped), 'piece')} left out.",
        pieces=tuple(_pieces(read, palette)),
    )


def _pieces(read: LabelledIssue, palette: views.Palette) -> Iterator[IssuePiece]:
    """All pieces in the order in which they stand in the issue; neighbours that were left out go together."""
    items = {item.start: (item, labels) for item, labels in zip(read.issue.items, read.labelled.results, strict=True)}
    pieces = {piece.start: piece for piece in read.issue.dropped}
    section = None
    left_out: list[Dropped] = []
    for start in sorted({*items, *pieces}):
        if start in pieces:
            piece = pieces[start]
            text = read.issue.text[piece.start : piece.end].strip()
            left_out.append(Dropped(phrasing.reason_words(piece.reason), text))
        if start in items:
            if left_out:
                yield IssuePiece(dropped=tuple(left_out))
                left_out = []
            item, labels = items[start]
            if item.section and item.section != section:
                section = item.section
                yield IssuePiece(section=section)
            headline, body = palette.headline_and_text(item.headline, item.text, labels)
            shown = views.item_view(item, labels, palette, None, in_section=False)
            yield IssuePiece(item=shown, headline=headline, text=body)
    if left_out:
        yield IssuePiece(dropped=tuple(left_out))
