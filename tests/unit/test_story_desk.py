"""Sorting what is kept, whatever day an item carries."""

import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.labels import ItemLabels, NewsText
from models.memory import packed
from models.spread import Spread
from news.errors import StoreError
from news.item import Kind, NewsItem
from news.newsletter import split
from serving.briefs import story_desk
from serving.briefs.story_desk import SortingError
from serving.pipeline import Sitrep
from store.sqlite.store import open_store
from tests.fakes import Clock, KeywordLabeller
from tests.postroom import newsroom
from tests.unit.test_stories import HEARD, UNDER_FIRE


def test_given_items_of_the_calendars_ends_when_sorted_then_they_and_all_others_have_a_story(tmp_path: Path) -> None:
    with newsroom(tmp_path / "home") as room:
        ends = [
            NewsItem("first", "Ferry fire off Port Lorne", "", published_at=datetime(1, 1, 1, tzinfo=UTC)),
            NewsItem("last", "Bridge closed at Amara", "", published_at=datetime(9999, 12, 31, tzinfo=UTC)),
        ]
        room.sitrep.add_items(ends, lambda added: "")
        today = room.read("Troops at Tarmouk")

        room.sitrep.desk.sort_new()

        places = room.sitrep.store.stories.places(["first", "last", today])
        assert [bool(place.story_id) for place in places.values()] == [True] * 3
        assert room.sitrep.desk.sort_new() == 0


class VectorLabeller(KeywordLabeller):
    """Gives every item the same vector."""

    def _label(self, item: NewsText, evidence: bool) -> ItemLabels:
        return replace(super()._label(item, evidence), vector=packed(np.ones(8, np.float32)))


class SpreadLabeller(VectorLabeller):
    """Knows that its vectors tell events apart as they are."""

    def spread(self) -> Spread:
        return Spread(np.zeros(8, np.float32), np.eye(8, dtype=np.float32))


REPORT = NewsItem("a", "Skippers protest at Lorne", "Skippers blocked the harbour with boats, asking for lower fees.")
OTHER = NewsItem("b", "Captains close port", "Captains anchored across the harbour. They demand lower dues.")


@pytest.mark.parametrize(
    ("first", "then", "stories"),
    [
        (KeywordLabeller(), KeywordLabeller(), 2),
        (SpreadLabeller(), SpreadLabeller(), 1),
        (SpreadLabeller("2026-11-21.1"), SpreadLabeller(), 2),  # another encoder's lie elsewhere
        (KeywordLabeller("2026-11-21.1"), SpreadLabeller(), 2),
        (VectorLabeller(), VectorLabeller(), 2),  # whether like ones are of one event is not known
    ],
)
def test_given_kept_vectors_when_an_item_comes_later_then_those_of_the_model_in_service_count(
    tmp_path: Path, first: KeywordLabeller, then: KeywordLabeller, stories: int
) -> None:
    with closing(open_store(tmp_path, Clock())) as store:
        sitrep = Sitrep(first, store, split=split, now=Clock(), manifest={})
        sitrep.add_items([REPORT], lambda added: "")
        sitrep.desk.sort_new()
        before = store.stories.places(["a"])["a"].story_id
        sitrep.swap(then, {})
        sitrep.add_items([OTHER], lambda added: "")

        sitrep.desk.sort_new()

        places = store.stories.places(["a", "b"])
        assert places["a"].story_id == before
        assert len({place.story_id for place in places.values()}) == stories


def test_given_items_that_name_other_days_when_nothing_says_when_they_were_published_then_they_stand_apart(
    tmp_path: Path,
) -> None:
    on_friday = replace(UNDER_FIRE, text=UNDER_FIRE.text.replace("Tuesday", "Friday"))
    found = []
    for name, at in (("timed", datetime(2024, 10, 28, 8, tzinfo=UTC)), ("undated", None)):
        with newsroom(tmp_path / name) as room:
            items = [replace(item, published_at=at) for item in (HEARD, on_friday)]
            room.sitrep.add_items(items, lambda added: "")

            room.sitrep.desk.sort_new()

            places = room.sitrep.store.stories.places(item.id for item in items)
            found.append(len({place.story_id for place in places.values()}))
    assert found == [1, 2]


def test_given_another_process_that_sorts_first_when_a_batch_is_kept_then_what_it_left_is_sorted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with newsroom(tmp_path / "home") as room:
        desk, find, read = room.sitrep.desk, room.sitrep.desk._found, [room.read("Troops at Tarmouk")]
        other = Sitrep(KeywordLabeller(), room.sitrep.store, split=split, now=Clock(), manifest={}).desk

        def overtaken(*asked: Any) -> Any:
            found = find(*asked)
            if len(read) == 1:
                other.sort_new()
                read.append(room.read("Voters at Lorne", "They queue for the ballot."))
            return found

        monkeypatch.setattr(desk, "_found", overtaken)

        assert desk.sort_new() == 1
        assert room.sitrep.store.stories.places(read).keys() == set(read)


def test_given_a_loop_at_work_when_a_reader_asks_then_what_is_sorted_is_told_and_the_rest_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(story_desk, "PATIENCE_S", 0.0)
    with newsroom(tmp_path / "home") as room:
        desk, store = room.sitrep.desk, room.sitrep.store
        told = store.item(room.read("Troops at Tarmouk")).item
        desk.tick(room.clock())
        new = store.item(room.read("Voters at Lorne", "They queue for the ballot.")).item
        desk._sorting.acquire()  # as the loop holds it

        stories, _ = desk.so_far([told])
        with pytest.raises(SortingError, match="still being sorted into stories; ask again in a minute"):
            desk.so_far([told, new])
        with pytest.raises(SortingError):
            desk.rename(stories[0].id, "The fall of Tarmouk", None)

        desk._sorting.release()
        assert len(desk.so_far([told, new])[0]) == 2


def test_given_a_loop_at_work_when_a_copy_came_just_now_then_its_original_knows_of_it(tmp_path: Path) -> None:
    with newsroom(tmp_path / "home") as room:
        desk, text = room.sitrep.desk, "The troops crossed the river at Tarmouk before dawn, and held the ford by noon."
        first = room.read("Troops at Tarmouk", text)
        desk.tick(room.clock())
        copy = room.read("Troops hold Tarmouk", text)
        desk._sorting.acquire()  # as the loop holds it for a moment
        release = threading.Timer(0.1, desk._sorting.release)
        release.start()

        _, _, copies = desk.copies(first)

        release.join()
        assert [item_id for item_id, _ in copies] == [copy]


@pytest.mark.parametrize("behind", [True, False])
def test_given_a_loop_at_work_when_a_reader_asks_for_what_is_sorted_then_it_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behind: bool
) -> None:
    with newsroom(tmp_path / "home") as room:
        desk = room.sitrep.desk
        told = room.sitrep.store.item(room.read("Troops at Tarmouk")).item
        desk.tick(room.clock())
        room.read("Voters at Lorne", "They queue for the ballot.")
        desk._behind = behind
        desk._sorting.acquire()
        monkeypatch.setattr(story_desk, "PATIENCE_S", threading.TIMEOUT_MAX * 2)  # waiting would raise

        assert len(desk.so_far([told])[0]) == 1
        desk._sorting.release()


def test_given_items_that_come_without_end_when_the_loop_sorts_then_it_leaves_them_to_its_next_turn(
    tmp_path: Path,
) -> None:
    with newsroom(tmp_path / "home") as room:
        coming = iter(("Voters at Lorne", "Ferry fire at Port Lorne", "Bridge closed at Amara"))
        first, later = room.read("Troops at Tarmouk"), []

        def another_comes() -> bool:
            later.extend(room.read(headline) for headline in islice(coming, 1))
            return False

        room.sitrep.desk.tick(room.clock(), stopping=another_comes)

        assert room.sitrep.store.stories.places([first, *later]).keys() == {first}
        assert len(later) == 1


def test_given_a_full_disk_when_something_new_cannot_be_sorted_then_what_is_sorted_can_still_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_stopping: object) -> int:
        raise StoreError("sitrep.sqlite: cannot be written (database or disk is full); nothing was kept")

    with newsroom(tmp_path / "home") as room:
        desk, store = room.sitrep.desk, room.sitrep.store
        told = store.item(room.read("Troops at Tarmouk")).item
        desk.tick(room.clock())
        new = store.item(room.read("Voters at Lorne", "They queue for the ballot.")).item
        monkeypatch.setattr(desk, "_sort_batch", full)

        event = NewsItem("event", "Council meets", "", kind=Kind.EVENT)
        [story], unsorted = desk.so_far([told, new, event])
        assert (story.item_ids, unsorted) == ((told.id,), 1)
        assert desk.show(story.id).story == story
        assert desk.copies(told.id) == (told.id, None, ())
        with pytest.raises(StoreError, match="disk is full"):
            desk.lineage([told.id, new.id], [])


def test_given_more_than_a_batch_when_a_reader_comes_between_ticks_then_the_loop_is_left_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(story_desk, "BATCH", 1)
    with newsroom(tmp_path / "home") as room:
        desk, store = room.sitrep.desk, room.sitrep.store
        desk.tick(room.clock())
        first = store.item(room.read("Troops at Tarmouk")).item
        second = store.item(room.read("Voters at Lorne", "They queue for the ballot.")).item

        with pytest.raises(SortingError):
            desk.so_far([second])

        assert store.stories.places([first.id, second.id]).keys() == {first.id}
        assert [story.item_ids for story in desk.so_far([second])[0]] == [(second.id,)]


def test_given_the_servers_end_when_a_loop_sorts_then_it_leaves_the_batch_to_the_next_start(tmp_path: Path) -> None:
    with newsroom(tmp_path / "home") as room:
        item_id = room.read("Troops at Tarmouk")

        room.sitrep.desk.tick(room.clock(), stopping=lambda: True)
        assert room.sitrep.store.stories.places([item_id]) == {}

        room.sitrep.desk.tick(room.clock())
        assert room.sitrep.store.stories.places([item_id])[item_id].story_id


def test_given_a_story_that_a_bare_headline_began_when_any_report_goes_on_with_it_then_the_new_one_is_of_its_thread(
    tmp_path: Path,
) -> None:
    monday, thursday = datetime(2024, 10, 21, 9, tzinfo=UTC), datetime(2024, 10, 24, 9, tzinfo=UTC)
    text = "The ferry Maid of Orrin sank off Cape Sorrel with pilgrims on board. The captain, Ivo Lant, was saved."
    told = [
        NewsItem("bare", "Ferry Maid of Orrin sinks off Cape Sorrel", "", published_at=monday),
        NewsItem("report", "Ferry Maid of Orrin sinks off Cape Sorrel", text, published_at=monday),
    ]
    later = [
        NewsItem("a", "Court weighs charges", "A court in the capital weighed charges.", published_at=thursday),
        NewsItem(
            *("b", "Captain of the Maid of Orrin charged"),
            "Prosecutors charged Ivo Lant, captain of the ferry Maid of Orrin that sank off Cape Sorrel.",
            published_at=thursday,
        ),
    ]
    with newsroom(tmp_path / "home") as room:
        for items in (told, later):
            room.sitrep.add_items(items, lambda added: "")
            room.sitrep.desk.sort_new()

        lineage = room.sitrep.desk.lineage(["report", "b"], [])

    assert lineage.of_item["b"].id != lineage.of_item["report"].id
    assert lineage.of_item["b"].thread == lineage.of_item["report"].thread


def test_given_a_poll_on_the_same_things_when_threaded_then_nothing_goes_on_with_it_and_it_may_go_on(
    tmp_path: Path,
) -> None:
    told = [
        (Kind.ARTICLE, "strike", "Tram drivers on strike", "Tram drivers left depots; Mayor Ada Brandt refuses talks."),
        (
            Kind.POLL,
            "poll",
            "41% of Velden on trams",
            "Of Velden's grown-ups 41% like how Ada Brandt treats tram drivers.",
        ),
        (Kind.POLL, "other", "44% of Velden on schools", "Of Velden's grown-ups 44% like how Ada Brandt runs schools."),
    ]
    with newsroom(tmp_path / "home") as room:
        for place, (kind, name, headline, text) in enumerate(told):
            at = datetime(2026, 11, 1 + 5 * place, tzinfo=UTC)
            room.sitrep.add_items([NewsItem(name, headline, text, published_at=at, kind=kind)], lambda added: "")
            room.sitrep.desk.sort_new()

        kept = room.sitrep.desk.lineage([name for _, name, *_ in told], []).of_item

    assert len({story.id for story in kept.values()}) == 3
    assert kept["poll"].thread == kept["strike"].thread
    assert kept["other"].thread == kept["other"].id


def test_given_the_same_text_of_another_outlet_when_lineage_is_asked_then_its_original_is_named(tmp_path: Path) -> None:
    text = "The ferry Maid of Orrin sank off Cape Sorrel with pilgrims on board. The captain, Ivo Lant, was saved."
    items = [NewsItem(name, "Ferry sinks off Cape Sorrel", text, outlet=name.upper()) for name in ("a", "b")]
    with newsroom(tmp_path / "home") as room:
        room.sitrep.add_items(items, lambda added: "")

        lineage = room.sitrep.desk.lineage(["a", "b"], [])

    assert lineage.copies == {"b": "a"}
