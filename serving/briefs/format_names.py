"""The formats of a brief and their media types; light enough to import for what only lists them."""

from collections.abc import Mapping
from typing import Literal, get_args

Format = Literal["json", "markdown", "html", "text", "atom", "jsonfeed", "calendar", "ninjs"]
FORMATS: tuple[Format, ...] = get_args(Format)
# In the order of preference where the caller has none.
MEDIA_TYPES: Mapping[Format, str] = {
    "json": "application/json",
    "markdown": "text/markdown",
    "html": "text/html",
    "text": "text/plain",
    "atom": "application/atom+xml",
    "jsonfeed": "application/feed+json",
    "calendar": "text/calendar",
    "ninjs": "application/ninjs+json",
}
JSON_FORMATS = frozenset(name for name, media_type in MEDIA_TYPES.items() if media_type.endswith("json"))
