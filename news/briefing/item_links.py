"""An item as a brief lists it: its title, who printed and who wrote it, and its address."""

from dataclasses import dataclass

from news.briefing.writers import NOBODY, writer_of
from news.clean import printed_link
from news.item import Kind, NewsItem
from news.titles import listed_title


@dataclass(frozen=True, slots=True)
class ItemLink:
    """An item as a brief lists it."""

    id: str
    headline: str  # as a list shows it: a text without one, and behind a label of few words, by its first sentence
    outlet: str | None
    source: str | None
    url: str | None  # without tracking parameters; the item keeps the address that came
    kind: Kind
    writer: str | None = None  # of an opinion, where its line or page says who


def link_to(item: NewsItem) -> ItemLink:
    """List an item; an opinion with its writer, and with the outlet that its writer's line names where it has none."""
    writer = writer_of(item) if item.kind is Kind.OPINION else NOBODY
    outlet = item.outlet or writer.outlet
    url = printed_link(item.url) if item.url else None
    return ItemLink(item.id, listed_title(item), outlet, item.source, url, item.kind, writer.name)
