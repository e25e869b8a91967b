"""What holds for every input: items and dropped pieces tile the text, offsets resolve, nothing else is raised."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from news.errors import InvalidNewsletterError
from news.item import Issue
from news.media_types import MEDIA_TYPES
from news.newsletter import split

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "newsletters"
PIECES = st.sampled_from(
    [
        *(
            "# Title",
            "Plain words here.",
            "Read more",
            "* item",
            "1/ **Bold.** Text",
            "poll/ 5 % say no",
            "---",
            "\n\n",
            "\n",
        ),
        *(
            "<p>",
            "</p>",
            "<li>",
            "<ul>",
            "</ul>",
            "<b>",
            "<a href='https://x.example'>",
            "</a>",
            "<!--",
            "<td style='",
            "&amp;",
        ),
        *(
            "[x](https://x.example)",
            "(Outlet)",
            "Unsubscribe",
            "Events",
            "Monday at 9 a.m.",
            "> quoted",
            "**",
            "_",
            "\\",
            "`",
        ),
        *(
            "\u202e",
            "\u200b",
            "é",
            "😀",
            "\ufeff",
            "\u2028",
            "\x85",
            "=?utf-8?q?x?=",
            "Subject: x",
            "Content-Type: text/html",
        ),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=300), st.lists(PIECES, max_size=40).map(" ".join), st.lists(PIECES, max_size=40).map("\n".join)
)
QUICK = settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])


def assert_tiled(issue: Issue) -> None:
    """Items and dropped pieces are sorted, do not overlap, and own each visible character once."""
    pieces = sorted(
        [(item.start, item.end) for item in issue.items] + [(piece.start, piece.end) for piece in issue.dropped]
    )
    position = 0
    for start, end in pieces:
        assert position <= start < end <= len(issue.text)
        assert not issue.text[position:start].strip()
        position = end
    assert not issue.text[position:].strip()


def try_split(data: bytes | str, media_type: str) -> Issue | None:
    try:
        return split(data, media_type, issued_on=date(2026, 11, 20), source="test")
    except InvalidNewsletterError:
        return None


@QUICK
@given(text=TEXTS, media_type=st.sampled_from(MEDIA_TYPES[:3]))
def test_given_any_text_when_split_then_items_and_dropped_pieces_tile_it(text: str, media_type: str) -> None:
    issue = try_split(text, media_type)

    if issue is not None:
        assert issue.text == text
        assert_tiled(issue)
        assert all(item.headline for item in issue.items)


@QUICK
@given(
    data=st.one_of(st.binary(max_size=300), TEXTS.map(lambda text: text.encode("utf-8", "replace"))),
    media_type=st.sampled_from(MEDIA_TYPES),
)
def test_given_any_bytes_when_split_then_only_an_invalid_newsletter_is_ever_raised(
    data: bytes, media_type: str
) -> None:
    issue = try_split(data, media_type)

    if issue is not None:
        assert_tiled(issue)


@QUICK
@given(text=TEXTS, media_type=st.sampled_from(MEDIA_TYPES[:3]))
def test_given_the_same_issue_twice_when_split_then_ids_are_the_same_and_unique(text: str, media_type: str) -> None:
    first, second = try_split(text, media_type), try_split(text, media_type)

    assert first == second
    if first is not None:
        assert len({item.id for item in first.items}) == len(first.items)


@pytest.mark.parametrize(
    "path", sorted(set(GOLDEN.glob("*.[tmh]*")) - {GOLDEN / "README.md"}), ids=lambda path: path.name
)
def test_given_a_golden_newsletter_when_split_then_offsets_resolve_to_the_words_of_each_item(path: Path) -> None:
    types = {".txt": "text/plain", ".md": "text/markdown", ".html": "text/html"}
    issue = split(path.read_bytes(), types[path.suffix], issued_on=None, source=None)

    assert_tiled(issue)
    assert issue.items
    for item in issue.items:
        stretch = issue.text[item.start : item.end]
        assert item.headline.split()[0].strip(".") in stretch
        assert item.text == "" or item.text.split()[-1] in stretch
