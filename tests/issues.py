"""Issues of newsletters, as tests split and read them."""

from datetime import date

from news.blocks import Block
from news.item import Issue
from news.newsletter import split


def split_as(text: str, media_type: str = "text/plain") -> Issue:
    """Split an issue of the newsletter Pier, of Friday, 20 November 2026."""
    return split(text, media_type, issued_on=date(2026, 11, 20), source="Pier")


def kept(blocks: list[Block]) -> list[str]:
    """The texts of blocks that their reader has not dropped."""
    return [block.text for block in blocks if not block.drop]
