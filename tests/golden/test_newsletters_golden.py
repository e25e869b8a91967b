"""The splitter held against gold: our own newsletters always, the shared families where they are at hand."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from news.item import Issue
from news.newsletter import split
from news.newsletter_bounded import split_bounded
from tests.golden.scoring import Score, score
from tests.issues import split_as

HERE = Path(__file__).parent / "newsletters"
ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data" / "newsletters"
TYPES = {".txt": "text/plain", ".md": "text/markdown", ".html": "text/html", ".eml": "message/rfc822"}
OWN = sorted(path for path in HERE.iterdir() if path.suffix in TYPES and path.name != "README.md")
OWN_FLOOR = 0.97  # item F1 over all own issues; a single one may be harder
EACH_FLOOR = 0.85
FAMILY_FLOOR = 0.99
SAMPLE = 10  # of 40 issues of each shared family: the whole takes over ten seconds of a slow core

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")


def read(path: Path, issued_on: str | None = None) -> tuple[Issue, dict[str, Any]]:
    gold = json.loads((path.parent / f"{path.stem}.gold.json").read_text())
    day = gold.get("issued_on") if issued_on is None else issued_on
    issue = split(
        path.read_bytes(), TYPES[path.suffix], issued_on=date.fromisoformat(day) if day else None, source=None
    )
    return issue, gold


def total(paths: list[Path]) -> Score:
    scores = []
    for path in paths:
        issue, gold = read(path)
        scores.append(score(issue.items, gold["items"]))
    return sum(scores[1:], scores[0])


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_given_an_own_newsletter_when_split_then_its_items_are_found_and_no_boilerplate(path: Path) -> None:
    issue, gold = read(path)

    result = score(issue.items, gold["items"])

    assert result.f1 >= EACH_FLOOR, result.wrong
    for words in gold.get("boilerplate", ()):
        assert not [item.headline for item in issue.items if words in f"{item.headline}\n{item.text}"]
    if "expected_issued_on" in gold:
        assert issue.issued_on == date.fromisoformat(gold["expected_issued_on"])
        assert issue.source == gold["expected_source"]


def test_given_all_own_newsletters_when_split_then_items_sections_and_kinds_are_right() -> None:
    result = total(OWN)

    assert result.f1 >= OWN_FLOOR, result.wrong
    for field in ("section", "kind", "headline", "outlet", "starts_at", "truncated"):
        assert result.share(field) >= 0.97, (field, result.wrong)


def test_given_the_sample_issue_when_split_then_it_has_every_kind_and_no_boilerplate() -> None:
    text = (ROOT / "data" / "newsletters" / "sample_2026-11-20.txt").read_text()

    issue = split(text, "text/plain", issued_on=date(2026, 11, 20), source="The Harbor Brief")

    kinds = [item.kind for item in issue.items]
    assert len(issue.items) == 22
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "lead": 1, "teaser": 8, "event": 6, "headline": 4, "opinion": 3
    }  # fmt: skip
    assert not [item for item in issue.items if "Sign up" in item.text or "Harbor Brief’s" in item.text]


@pytest.mark.parametrize("media_type", ["text/plain", "text/markdown", "text/html"])
@pytest.mark.parametrize("run", ["x" + "—" * 50_000 + "x", "* " * 20_000, "a <br>" * 20_000, "(More " * 20_000])
def test_given_a_long_run_of_signs_when_split_then_the_parser_keeps_its_limits(run: str, media_type: str) -> None:
    text = f"<p>{run}</p>" if media_type == "text/html" else run

    issue = split_bounded(text, media_type, issued_on=None, source=None)  # a pattern that tries each sign anew runs out

    assert issue.text == text


@needs_shared
@pytest.mark.parametrize(("folder", "pattern"), [("markdown", "*.md"), ("html", "*.html")])
def test_given_a_shared_family_when_split_then_item_f1_holds_its_floor(folder: str, pattern: str) -> None:
    result = total(sorted((SHARED / folder).glob(pattern))[:: 40 // SAMPLE])

    assert result.f1 >= FAMILY_FLOOR, result.wrong
    assert result.share("section") >= FAMILY_FLOOR


@needs_shared
def test_given_the_seed_newsletter_when_split_then_all_items_are_as_in_its_gold() -> None:
    issue, gold = read(SHARED / "thehill_2024-10-28.txt")

    assert len(issue.items) == len(gold["items"])
    for item, wanted in zip(issue.items, gold["items"], strict=True):
        assert item.headline.startswith(wanted["headline"])
        assert (item.kind, item.section) == (wanted["kind"], wanted["section"])
        assert item.outlet == wanted.get("outlet")
        assert item.truncated == wanted.get("truncated", False)
        # The gold's last event says 14:00 where the text says "at 5 p.m.": the text is right.
        when = "2024-10-29T17:00" if "5 p.m." in item.headline else wanted.get("when")
        assert item.starts_at == when
    assert issue.items[0].text.endswith(gold["items"][0]["ends_with"])
    for words in gold["boilerplate"]:
        assert not [item for item in issue.items if words in f"{item.headline}\n{item.text}"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Ardenia will shut its ports and border roads beginning tomorrow at 1:00 am.", "article"),
        ("Ardenia starts to ration water in three provinces on Monday at 6 a.m.", "article"),
        ("The Senate panel will hold a hearing on ports on Tuesday at 10 a.m.", "event"),
        ("The governor speaks at the harbour museum tomorrow at 7 p.m.", "event"),
    ],
)
def test_given_news_of_what_will_be_when_listed_among_news_then_only_a_gathering_is_an_event(
    line: str, kind: str
) -> None:
    listed = f"World\n\n* Twelve people died in floods in Vietnam.\n* {line}\n* Voters rejected the foreign bases.\n"

    assert [item.kind for item in split_as(listed).items] == ["article", kind, "article"]
    assert [item.kind for item in split_as(f"Events\n\n* {line}\n").items] == ["event"]


DIGEST = """1. Ukraine says drones hit Ryazan refinery
The General Staff said the strike set fuel tanks on fire overnight.
{gap}2. Ecuador votes no to foreign bases
Voters rejected the return of foreign military bases in a referendum on Sunday.
{more}"""
FORWARDED = """From: me@x.example
Subject: Fwd: Digest
Content-Type: text/plain

---------- Forwarded message ---------
From: The Digest <d@x.example>
Date: Fri, Nov 20, 2026 at 7:00 AM
Subject: Digest
To: <me@x.example>

"""


@pytest.mark.parametrize(("media_type", "head"), [("text/plain", ""), ("message/rfc822", FORWARDED)])
@pytest.mark.parametrize("gap", ["", "\n"])
@pytest.mark.parametrize("more", ["", "\nTurnout was the highest in twenty years, the council said.\n"])
def test_given_numbered_headlines_told_below_when_split_then_each_is_an_item(
    gap: str, more: str, media_type: str, head: str
) -> None:
    issue = split_as(head + DIGEST.format(gap=gap, more=more), media_type)

    assert [item.headline for item in issue.items] == [
        "Ukraine says drones hit Ryazan refinery",
        "Ecuador votes no to foreign bases",
    ]
    assert issue.items[0].text == "The General Staff said the strike set fuel tanks on fire overnight."
    assert issue.items[1].text.startswith("Voters rejected the return of foreign")
    assert more.strip() in issue.items[1].text


def test_given_numbered_prose_that_is_wrapped_when_split_then_its_lines_are_joined() -> None:
    issue = split_as(
        "1. Ukraine said on Tuesday that drones had struck the refinery in Ryazan, setting\n"
        "Fuel Depot No 4 on fire overnight and forcing hundreds of workers to leave.\n\n"
        "2. Ecuador voted against the return of foreign military bases in a referendum on\n"
        "Sunday, a blow to the president, who had campaigned for it.\n"
    )

    assert [item.text.split()[-1] for item in issue.items] == ["leave.", "it."]
    assert "on Sunday, a blow" in issue.items[1].text
