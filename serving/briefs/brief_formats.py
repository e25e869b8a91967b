"""A brief in the format that is asked for: one place for the API, the command line, mail and webhooks."""

import json
from dataclasses import dataclass
from typing import Any

from models.taxonomy import Taxonomy
from news.briefing.format_calendar import brief_to_calendar
from news.briefing.format_feeds import FeedPlace, brief_to_atom, brief_to_json_feed
from news.briefing.format_html import brief_to_html
from news.briefing.format_ninjs import NinjsItem, Subject, brief_to_ninjs
from news.briefing.formats import brief_to_dict, brief_to_markdown, brief_to_text
from serving.briefs.editions import Edition
from serving.briefs.format_names import FORMATS, MEDIA_TYPES, Format
from serving.pipeline import ShownItem, Sitrep


@dataclass(frozen=True, slots=True)
class Written:
    """A brief as text, and the media type to send it under."""

    text: str
    media_type: str

    @property
    def value(self) -> Any:
        """What a text in a JSON format says."""
        return json.loads(self.text)


def as_format(name: str) -> Format:
    """The format of this name, which the store keeps as it was checked."""
    return next(known for known in FORMATS if known == name)


def format_brief(edition: Edition, name: Format, base_url: str, address: str, sitrep: Sitrep) -> Written:
    """Write an edition's brief. base_url, without a slash at its end, is where Sitrep is reached; address the brief's
    own there. sitrep finds the items that ninjs carries.
    """
    brief, updated = edition.brief, edition.updated

    def item_url(item_id: str) -> str:
        return f"{base_url}/items/{item_id}"

    def feed_place() -> FeedPlace:
        joined = "&" if "?" in address else "?"
        return FeedPlace(
            f"{base_url}{address}{joined}format={name}", f"{base_url}{address}{joined}format=html", item_url
        )

    if name == "json":
        text = json.dumps(brief_to_dict(brief), ensure_ascii=False, separators=(",", ":"))
    elif name == "markdown":
        text = brief_to_markdown(brief, item_url)
    elif name == "html":
        text = brief_to_html(brief, item_url)
    elif name == "text":
        text = brief_to_text(brief)
    elif name == "atom":
        text = brief_to_atom(brief, feed_place(), updated)
    elif name == "jsonfeed":
        text = brief_to_json_feed(brief, feed_place(), updated)
    elif name == "calendar":
        text = brief_to_calendar(brief, item_url, updated)
    else:
        links = {link.id for theme in brief.themes for story in theme.stories for link in story.items}
        items = {item_id: ninjs_item(sitrep.item(item_id), sitrep.taxonomy) for item_id in sorted(links)}
        record = brief_to_ninjs(brief, items, item_url, base_url + address, updated)
        text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    charset = "; charset=utf-8" if MEDIA_TYPES[name].startswith("text/") else ""
    return Written(text, MEDIA_TYPES[name] + charset)


def ninjs_item(found: ShownItem, taxonomy: Taxonomy) -> NinjsItem:
    """An item as ninjs carries it: with the themes decided yes."""
    labels = found.labels
    probabilities = {theme.id: theme.probability for theme in labels.themes} if labels else {}
    subjects = []
    for theme_id in labels.labels if labels else ():
        if theme_id in taxonomy.ids:
            theme = taxonomy.theme(theme_id)
            topics = tuple(topic for _, topic in theme.iptc)
            subjects.append((Subject(theme.name, theme.uri, topics), probabilities[theme_id]))
    return NinjsItem(
        found.stored.item, found.stored.sighting.received_at, labels.language if labels else None, subjects
    )
