"""Labelled items: read, named when broken, divided the same way everywhere."""

import json
from pathlib import Path

import pytest

from models.taxonomy import read_taxonomy
from news.errors import DatasetError
from training.dataset import LabelledItem, divide, read_annotations, read_labelled

ROOT = Path(__file__).resolve().parents[2]
THEMES = read_taxonomy(ROOT / "data" / "taxonomy.json").ids


def make_item(number: int, headline: str = "") -> LabelledItem:
    return LabelledItem(f"i{number}", "2026-01-01", headline or f"Headline number {number}", "", (), False, "example")


def test_given_the_own_examples_when_read_then_every_line_is_usable_and_unique() -> None:
    files = sorted((ROOT / "data" / "examples").glob("*.jsonl"))

    items = [item for path in files for item in read_labelled(path, THEMES, "example")]

    assert len(items) >= 1000
    assert len({item.id for item in items}) == len(items)
    assert len({(item.headline, item.text) for item in items}) == len(items)
    assert all("2019-01-01" <= item.date <= "2026-12-31" for item in items)
    for theme in THEMES:
        assert sum(theme in item.themes for item in items) >= 200
    assert sum(len(item.themes) > 1 for item in items) >= 100
    assert sum(not item.themes for item in items) >= 300


def test_given_the_annotations_when_read_then_they_hold_ids_and_themes_and_no_text() -> None:
    files = sorted((ROOT / "data" / "annotations").glob("*.jsonl"))

    records = [json.loads(line) for path in files for line in path.read_text().splitlines()]

    assert len(records) >= 1500
    assert all(set(record) == {"id", "themes", "doubtful"} for record in records)
    assert all(set(record["themes"]) <= set(THEMES) for record in records)
    assert len({record["id"] for record in records}) == len(records)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": "a", "title": "T", "text": "", "themes": ["weather"]}', "line 2: unknown themes"),
        ('{"id": "a", "title": "T", "themes": []}', "line 2: KeyError"),
        ("[1]", "line 2: is no JSON object"),
        ("{broken", "line 2: is no JSON "),
    ],
)
def test_given_a_bad_line_when_read_then_it_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "labelled.jsonl"
    path.write_text('{"id": "z", "title": "T", "text": "", "themes": []}\n' + line + "\n")

    with pytest.raises(DatasetError, match=message):
        read_labelled(path, THEMES)


def test_given_annotations_without_their_texts_when_read_then_they_are_counted_and_left_out(tmp_path: Path) -> None:
    path = tmp_path / "annotations.jsonl"
    path.write_text('{"id": "a", "themes": [], "doubtful": false}\n{"id": "b", "themes": [], "doubtful": true}\n')

    items, missing = read_annotations(path, THEMES, {"a": ("2020-01-01", "Headline", "Text.")})

    assert [item.id for item in items] == ["a"]
    assert missing == 1


def test_given_items_when_divided_in_another_order_then_each_falls_into_the_same_part() -> None:
    items = [make_item(number) for number in range(300)]

    forwards, backwards = divide(items), divide(reversed(items))

    for part in ("train", "development", "test"):
        assert {i.id for i in getattr(forwards, part)} == {i.id for i in getattr(backwards, part)}
    assert 0 < len(forwards.test) < len(forwards.development) * 2 < len(forwards.train)


def test_given_two_copies_of_a_headline_when_divided_then_one_is_kept() -> None:
    split = divide([make_item(1, "Same words here"), make_item(2, "Same  words, here!")])

    assert [i.id for part in (split.train, split.development, split.test) for i in part] == ["i1"]


def test_given_later_items_when_divided_then_none_is_learned_from() -> None:
    later = [make_item(number) for number in range(50)]

    split = divide([make_item(number + 100) for number in range(50)], later)

    assert not {item.id for item in later} & {item.id for item in split.train}
