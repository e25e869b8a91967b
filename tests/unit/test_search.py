"""Finding items by their words."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from news.item import NewsItem
from store.records import ItemQuery
from store.search import SearchError, Term, read_search
from store.sqlite.store import DATABASE, SqliteStore, open_store
from store.sqlite.versions import add_version
from store.versions import Change

NOON = datetime(2024, 10, 28, 12, tzinfo=UTC)
ITEMS = [
    NewsItem("item_1", "Drone strikes hit Łódź", "The ministry counted four drones.", source="Desk"),
    NewsItem("item_2", "President Erdoğan speaks", "No strike is planned, his office said.", source="Wire"),
    NewsItem("item_3", "Port closes", "A cyberattack on the harbour, COVID-19 and U.S. customs."),
    NewsItem("item_4", "Crisis talks", "ISIS is not named. NOT AND OR NEAR."),
    NewsItem("item_5", "軍隊が国境を越えた", "ทหารข้ามพรมแดน 군대가 국경을 넘었다"),
]


@pytest.fixture
def filled(store: SqliteStore) -> SqliteStore:
    store.add_items(ITEMS, {}, NOON, lambda created: "")
    return store


def found(store: SqliteStore, words: str, **others: object) -> list[str]:
    query = replace(ItemQuery(words=words), **others)  # type: ignore[arg-type]
    return [seen.item.id.removeprefix("item_") for seen in store.page(query, 50).items]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("strike", "21"),  # every form of an English word
        ("STRIKES drone", "1"),  # all of the words
        ("łódź", "1"),
        ("erdogan", "2"),  # without the accent
        ("isis", "4"),  # no part of a word: not "crisis"
        ("cyber", ""),
        ("cyber*", "3"),
        ('"strike is planned"', "2"),
        ("“is planned” strike", "2"),
        ('"planned strike"', ""),
        ("covid-19", "3"),
        ("U.S.", "3"),
        ("drone & port", ""),
        ("drone & — łódź", "1"),  # signs are passed over
        ("NOT OR", "4"),  # and no word is an operator
        ('headline:"port', ""),
        ("port) OR (drone", ""),
        ('drone"', "1"),  # a mark that nothing closes
        ("item_words", ""),
        ("軍隊", "5"),  # the beginning of a phrase, where no spaces part words
        ("「軍」", "5"),
        ("国境", ""),
        ("ทหาร*", "5"),
        ("군대*", "5"),
        ("é*", None),
        ("\U0001e900", ""),  # letters younger than SQLite's tables
        ("%", None),
        ('""', None),
        ("*", None),
        ("a*", None),
        ("drone\0", None),
        (" ".join(["drone"] * 21), None),
        ("drone_" * 40, None),
    ],
)
def test_given_words_when_looked_for_then_items_that_hold_all_of_them_come(
    filled: SqliteStore, words: str, numbers: str | None
) -> None:
    if numbers is None:
        with pytest.raises(SearchError):
            found(filled, words)
    else:
        assert found(filled, words) == list(numbers)


def test_given_quotation_marks_and_stars_when_read_then_what_stands_together_stays_whole() -> None:
    assert read_search('"red  sea" hous* "naval pos"*') == (
        Term("red  sea", False),
        Term("hous", True),
        Term("naval pos", True),
    )


def test_given_other_filters_when_words_are_looked_for_then_both_hold(filled: SqliteStore) -> None:
    assert found(filled, "strike", source="Desk") == ["1"]
    assert found(filled, "strike", first_day=date(2024, 10, 28), last_day=date(2024, 10, 28)) == ["2", "1"]
    assert found(filled, "strike", first_day=date(2024, 10, 29)) == []
    assert found(filled, "strike", theme="elections") == []


def test_given_more_than_a_page_when_gone_on_then_each_item_comes_once_and_none_of_those_that_came_later(
    store: SqliteStore,
) -> None:
    def post(*numbers: int) -> None:
        items = [NewsItem(f"item_{n}", f"Strike {n}" if n % 2 else "Calm", "") for n in numbers]
        store.add_items(items, {}, NOON, lambda created: "")

    post(*range(10))
    seen, cursor = [], None
    for new in (101, 103, 105):
        page = store.page(ItemQuery(words="strike"), 2, cursor)
        seen += [stored.item.id for stored in page.items]
        cursor = page.next_cursor
        post(new)

    assert seen == [f"item_{n}" for n in (9, 7, 5, 3, 1)]
    assert cursor is None


def test_given_an_item_that_was_edited_when_looked_for_then_what_it_says_now_counts(filled: SqliteStore) -> None:
    with filled._write() as connection:
        add_version(connection, replace(ITEMS[0], headline="Rockets hit Lublin"), Change.EDITED, NOON.isoformat())

    assert found(filled, "lublin") == ["1"]
    assert found(filled, "łódź") == []


def test_given_found_items_when_excerpts_are_asked_for_then_the_words_are_told_apart(filled: SqliteStore) -> None:
    assert filled.excerpts("drone", [2]) == {}
    assert filled.excerpts("drone", [1]) == {1: (("The ministry counted four ", False), ("drones", True), (".", False))}
    assert filled.excerpts("port", [3]) == {3: ()}  # in its headline alone


def test_given_sources_when_listed_then_the_one_that_brought_something_last_comes_first(filled: SqliteStore) -> None:
    filled.add_items([replace(ITEMS[0], id="item_9")], {}, NOON, lambda created: "")

    assert filled.source_names(9) == ("Desk", "Wire")
    assert filled.source_names(1) == ("Desk",)


def test_given_a_home_of_before_when_opened_then_its_items_are_found(filled: SqliteStore, tmp_path: Path) -> None:
    filled.close()
    with closing(sqlite3.connect(tmp_path / DATABASE)) as connection:
        connection.executescript(
            "DROP TRIGGER items_words_added; DROP TRIGGER items_words_gone; DROP TRIGGER items_words_changed;"
            "DROP TABLE item_words; DELETE FROM schema_version WHERE version = 11;"
        )

    with closing(open_store(tmp_path, lambda: NOON)) as again:
        assert found(again, "strike") == ["2", "1"]
