"""A database that is taken away or damaged under a running process: nothing is acknowledged that would be lost."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from news.errors import StoreError
from serving.running import announced
from store.sqlite.store import DATABASE, open_store
from tests.unit.test_store import NOON, make_item, post


@pytest.mark.parametrize("put_back", [False, True])
def test_given_a_home_that_is_taken_away_or_replaced_when_written_to_then_nothing_is_acknowledged(
    tmp_path: Path, put_back: bool
) -> None:
    home = tmp_path / "home"
    with closing(open_store(home, lambda: NOON)) as store:
        post(store, make_item(1))
        home.rename(tmp_path / "away")
        if put_back:
            shutil.copytree(tmp_path / "away", home)

        for use in (lambda: post(store, make_item(2)), store.check):
            with pytest.raises(StoreError, match="was moved, removed or replaced while it was open; start Sitrep anew"):
                use()
        shutil.rmtree(home, ignore_errors=True)
        (tmp_path / "away").rename(home)

        post(store, make_item(3))
        assert store.check()


def test_given_a_damaged_page_when_met_then_the_way_out_is_named_and_the_store_counts_as_not_writable(
    tmp_path: Path,
) -> None:
    open_store(tmp_path, lambda: NOON).close()
    with closing(sqlite3.connect(tmp_path / DATABASE, isolation_level=None)) as database:
        database.execute("UPDATE item_words_data SET block = x'00112233445566'")

    with closing(open_store(tmp_path, lambda: NOON)) as store:
        before = store.check()
        with pytest.raises(StoreError, match=r"restore it from a copy or move it away; nothing was kept"):
            post(store, make_item(1))

        assert (before, store.check()) == (True, False)


def test_given_another_server_in_the_homes_place_when_the_first_one_ends_then_the_other_can_still_be_found(
    tmp_path: Path,
) -> None:
    told = tmp_path / "server.json"

    with announced(tmp_path, "127.0.0.1", 8000):
        own = told.read_text()
        told.write_text(own.replace("8000", "8001"))
    left = told.read_text()
    with announced(tmp_path, "127.0.0.1", 8000):
        pass

    assert left == own.replace("8000", "8001")
    assert not told.exists()
