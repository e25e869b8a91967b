"""Briefs of invented days, as JSON and, beside it, as Markdown, text and HTML.

After a wanted change: python -m tests.golden.test_brief_golden writes the files anew; say why in the commit.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from models.summarizer import summarize
from news.brief import Brief, compose
from news.briefing.format_html import brief_to_html
from news.briefing.formats import brief_to_dict, brief_to_markdown, brief_to_text
from tests.invented import BRIDGE, DAY, THEMES

HERE = Path(__file__).parent / "briefs"
DAYS = {"full": (DAY, 400), "crowded": (DAY, 50), "quiet": ((BRIDGE,), 400)}


def brief_of(name: str) -> Brief:
    items, max_words = DAYS[name]
    return compose(
        date(2024, 10, 28),
        "America/New_York",
        items,
        THEMES,
        summarize,
        model="2026-11-22.1",
        taxonomy="2026.1",
        max_words=max_words,
    )


def written(brief: Brief) -> Iterator[tuple[str, str]]:
    yield "json", json.dumps(brief_to_dict(brief), indent=1, ensure_ascii=False) + "\n"
    yield "md", brief_to_markdown(brief, lambda item: f"/items/{item}")
    yield "txt", brief_to_text(brief)
    yield "html", brief_to_html(brief, lambda item: f"/items/{item}")


@pytest.mark.parametrize("name", sorted(DAYS))
def test_given_an_invented_day_when_composed_then_every_format_is_as_kept(name: str) -> None:
    for suffix, text in written(brief_of(name)):
        assert text == (HERE / f"{name}.{suffix}").read_text(encoding="utf-8"), suffix


if __name__ == "__main__":
    for day_name in DAYS:
        for extension, content in written(brief_of(day_name)):
            (HERE / f"{day_name}.{extension}").write_text(content, encoding="utf-8")
