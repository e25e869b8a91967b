"""The review queue: what is chosen, why, and what it says of stopping; and the keys of the terminal."""

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.classifier import load_classifier
from models.labels import ItemLabels, NewsText
from models.memory import packed, unpacked
from models.review import choose, doubts, expected_change, most_doubtful
from news.arrays import FloatArray
from news.newsletter import split
from serving.app import create_app
from serving.learning import review
from serving.learning.corrections import Corrections
from serving.learning.review import Review, in_words, sentence
from serving.pipeline import Sitrep
from serving.posted import posted_item
from serving.running import announced
from serving.schemas.corrections import SaidIn
from serving.settings import Settings
from store.corrections import Correction
from store.feeds import Feed, FeedHealth, Outcome, Poll, SeenEntry
from store.records import ItemQuery
from store.sqlite.store import open_readonly, open_store
from store.versions import Change
from tests.fakes import NOON, Clock, KeywordLabeller
from tests.server import served
from tests.tiny import make_artifact

ROOT = Path(__file__).parents[2]
WITH_FAKES = """
import sys
import serving.start
from tests.fakes import KeywordLabeller
serving.start.find_champion = lambda home, released: home
serving.start.load_classifier = lambda folder: KeywordLabeller()
serving.start.read_manifest = lambda folder: {}
from serving.cli import main
sys.exit(main())
"""
NONE_READ = np.zeros((0, 3), dtype=np.float32)


def column(*values: float) -> np.ndarray:
    return np.array([[value] for value in values], dtype=np.float32)


def test_given_probabilities_when_chosen_then_those_near_their_threshold_come_first() -> None:
    vectors = np.eye(3, dtype=np.float32)

    picks = choose(column(0.02, 0.45, 0.97), column(0.5, 0.5, 0.5), vectors, NONE_READ, 3)

    assert picks[0].row == 1
    assert "uncertain" in picks[0].reasons
    assert [pick.row for pick in picks[1:]] == [2, 0]


def test_given_wordings_of_one_doubt_when_chosen_then_another_doubt_comes_between() -> None:
    vectors = np.eye(8, dtype=np.float32)
    vectors[1] = vectors[0] + 0.01 * vectors[1]

    picks = choose(column(0.5, 0.49, 0.45, *[0.01] * 5), column(*[0.5] * 8), vectors, np.zeros((0, 8), np.float32), 8)

    assert [pick.row for pick in picks[:2]] == [0, 2]
    assert sorted(pick.row for pick in picks) == list(range(8))


def test_given_a_doubt_that_many_share_when_chosen_then_it_comes_before_a_greater_one_that_stands_alone() -> None:
    vectors = np.eye(40, 41, dtype=np.float32)
    vectors[:10, 40] = 2
    probabilities = column(0.35, *[0.3] * 9, 0.45, *[0.02] * 29)

    shared, *_ = choose(probabilities, column(*[0.5] * 40), vectors, np.zeros((0, 41), np.float32), 1)
    [alone] = choose(probabilities[10:], column(*[0.5] * 30), vectors[10:], np.zeros((0, 41), np.float32), 1)

    assert (shared.row, shared.reasons) == (0, ("uncertain", "telling"))
    assert (10 + alone.row, alone.reasons) == (10, ("uncertain",))


def test_given_candidates_when_chosen_then_no_other_is_and_the_doubt_of_the_others_counts() -> None:
    vectors = np.eye(40, 41, dtype=np.float32)
    vectors[1:8, 40] = 2  # the second candidate is like six that may not be chosen
    doubtful = column(*[0.4] * 8, *[0.02] * 32)

    picks = choose(doubtful, column(*[0.5] * 40), vectors, np.zeros((0, 41), np.float32), 5, (), [0, 1])

    assert [pick.row for pick in picks] == [1, 0]
    assert "telling" in picks[0].reasons


def test_given_an_item_like_one_that_was_read_when_chosen_then_the_new_one_is_worth_more() -> None:
    vectors = np.eye(6, dtype=np.float32)

    picks = choose(column(0.4, 0.4, *[0.01] * 4), column(*[0.5] * 6), vectors, vectors[:1], 2)

    assert [pick.row for pick in picks] == [1, 0]
    assert "new" in picks[0].reasons


def test_given_neighbours_of_another_decision_when_chosen_then_it_is_a_reason() -> None:
    vectors = np.array([[1, 0.1 * n, 0] for n in range(9)], dtype=np.float32)
    probabilities = column(0.3, *[0.95] * 8)

    picks = choose(probabilities, column(*[0.5] * 9), vectors, NONE_READ, 9)

    assert "neighbours" in next(pick for pick in picks if pick.row == 0).reasons


def test_given_two_themes_when_doubts_are_measured_then_each_has_its_own() -> None:
    found = doubts(np.array([[0.01, 0.3], [0.01, 0.99]], np.float32), np.array([[0.5, 0.3], [0.5, 0.3]], np.float32))

    assert found[0, 1] == pytest.approx(1)
    assert found[0, 0] == pytest.approx(found[1, 0]) == pytest.approx(0.0101, abs=0.001)
    assert found[1, 1] < 0.02


def test_given_a_theme_that_is_seldom_near_when_the_most_doubtful_are_taken_then_it_has_its_share() -> None:
    probabilities = np.array([[0.5, 0.01]] * 9 + [[0.02, 0.3]], dtype=np.float32)

    rows = most_doubtful(probabilities, np.full_like(probabilities, 0.5), 2)

    assert sorted(rows) == [0, 9]


def test_given_a_theme_of_which_little_was_found_when_chosen_then_it_has_more_turns() -> None:
    probabilities = np.array([[0.5, 0.1], [0.49, 0.1], [0.1, 0.45], [0.1, 0.44]], dtype=np.float32)
    vectors = np.eye(4, dtype=np.float32)

    picks = choose(probabilities, np.full_like(probabilities, 0.5), vectors, np.zeros((0, 4), np.float32), 2, (99, 0))

    assert [pick.row for pick in picks] == [2, 3]


def test_given_a_theme_that_nothing_was_asked_for_when_chosen_then_the_others_decide_alone() -> None:
    # a theme that was added later: no stored item has its answer yet
    rng = np.random.default_rng(5)
    vectors = rng.normal(size=(60, 24)).astype(np.float32)
    known = rng.uniform(0.01, 0.6, (60, 2)).astype(np.float32)
    beside = np.column_stack([known, np.full(60, np.nan, np.float32)])
    cuts = np.full((60, 3), 0.5, np.float32)

    first = most_doubtful(beside, cuts, 12)
    alone = choose(known, cuts[:, :2], vectors, vectors[:0], 6, (9, 4), first)
    together = choose(beside, cuts, vectors, vectors[:0], 6, (9, 4, 0), first)

    assert list(first) == list(most_doubtful(known, cuts[:, :2], 12))
    assert together == alone
    assert expected_change(beside, beside >= 0.5, 20) == pytest.approx(expected_change(known, known >= 0.5, 20))


def test_given_a_theme_that_a_few_items_were_asked_for_when_chosen_then_it_counts_by_their_share() -> None:
    # twenty items are doubtful for the first theme; one of forty has an answer for the second, in doubt as well
    vectors = np.eye(40, dtype=np.float32)
    probabilities = np.array([[0.4 if n < 20 else 0.01, 0.5 if n == 39 else np.nan] for n in range(40)], np.float32)

    picks = choose(probabilities, np.full((40, 2), 0.5, np.float32), vectors, vectors[:0], 20)

    assert 39 not in [pick.row for pick in picks[:1]]
    assert picks[0].worth < 0.1


def test_given_decisions_when_the_change_is_estimated_then_it_is_what_the_probabilities_say() -> None:
    assert expected_change(column(0.1, 0.8, 0.01), [[False], [True], [False]], 2) == pytest.approx(0.15)
    assert sentence(20, 0.011) == "The next 20 will change at most about 1% of labels; you may stop here."
    assert sentence(20, 0.2) == "The next 20 will change at most about 20% of labels."
    assert "Nothing waits" in sentence(0, 0)


@pytest.mark.parametrize("seed", range(4))
def test_given_answers_that_confirm_the_model_when_the_queue_is_read_then_the_estimate_never_rises(seed: int) -> None:
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(160, 8)).astype(np.float32)
    probabilities = rng.beta(0.4, 1.2, (160, 2)).astype(np.float32)
    probabilities[rng.random(160) < 0.3, 1] = np.nan  # labelled before the second theme was added
    yes, cuts = probabilities >= 0.5, np.full((160, 2), 0.5, np.float32)
    left, read = np.arange(160), np.zeros(0, np.int64)

    said, labels = [], []
    while len(left):
        said.append(expected_change(probabilities[left], yes[left], 20))
        labels.append(said[-1] * min(20, len(left)))
        found = yes[read].sum(axis=0)
        picks = choose(probabilities[left], cuts[left], vectors[left], vectors[read], 5, found)
        new = left[[pick.row for pick in picks]]
        read, left = np.append(read, new), np.setdiff1d(left, new)

    full = (160 - 20) // 5 + 1  # while twenty or more wait; of fewer the share may rise, not what is expected in all
    assert said[:full] == sorted(said[:full], reverse=True)
    assert labels == sorted(labels, reverse=True)
    assert said[0] > 0.25
    assert said[full - 1] < 0.05


@pytest.fixture
def sitrep(tmp_path: Path) -> Iterator[Sitrep]:
    clock = Clock()
    with closing(open_store(tmp_path / "home", clock)) as store:
        sitrep = Sitrep(KeywordLabeller(), store, split=split, now=clock, manifest={})
        items = [posted_item(f"Headline {n} of troops", "") for n in range(3)] + [posted_item("Bridge opens", "")]
        sitrep.add_items(items, lambda added: "")
        yield sitrep


def test_given_decided_and_skipped_items_when_the_queue_is_built_then_they_are_left_out(sitrep: Sitrep) -> None:
    ids = [entry.item.stored.item.id for entry in Review(sitrep).queue(15).entries]
    clock = Clock()
    sitrep.store.corrections.add(
        [Correction(ids[0], (), ("elections",), clock()), Correction(ids[1], (), (), clock(), skipped=True)]
    )

    queue = Review(sitrep).queue(15)

    assert len(ids) == 4
    assert {entry.item.stored.item.id for entry in queue.entries} == set(ids[2:])
    assert (queue.waiting, queue.minutes) == (2, 1)
    assert queue.change == pytest.approx(0.1)
    assert len(Review(sitrep).queue(1).entries) == 2


class Encoding(KeywordLabeller):
    """Gives a vector with each answer, and counts the texts that it is asked to encode beside that."""

    def __init__(self) -> None:
        super().__init__()
        self.encoded = 0

    def label(self, items: Sequence[NewsText], *, evidence: bool = False) -> list[ItemLabels]:
        answers = super().label(items, evidence=evidence)
        vectors = super().vectors(items)
        return [replace(said, vector=packed(vector)) for said, vector in zip(answers, vectors, strict=True)]

    def vectors(self, texts: Sequence[NewsText]) -> FloatArray:
        self.encoded += len(texts)
        return super().vectors(texts)


def test_given_an_item_that_its_publisher_took_back_when_the_queue_is_built_then_nobody_is_asked_for_it(
    sitrep: Sitrep,
) -> None:
    before = Review(sitrep).queue(15)
    gone = before.entries[0].item.stored.item
    health = FeedHealth(NOON)
    sitrep.store.feeds.add(Feed("feed_1", "https://a.test/feed", None, None, False, NOON, health))
    taken_back = [SeenEntry(gone, "gone", Change.RETRACTED)]
    sitrep.store.feeds.record("feed_1", Poll(NOON, Outcome.READ, 200, 0.1, entries=1), health, taken_back)

    after = Review(sitrep).queue(15)

    assert after.waiting == before.waiting - 1
    assert gone.id not in [entry.item.stored.item.id for entry in after.entries]


def test_given_vectors_that_came_with_labels_when_the_queue_is_built_then_nothing_is_encoded_again(
    tmp_path: Path,
) -> None:
    clock, labeller = Clock(), Encoding()
    with closing(open_store(tmp_path / "home", clock)) as store:
        sitrep = Sitrep(labeller, store, split=split, now=clock, manifest={})
        sitrep.add_items([posted_item(f"Headline {n} of troops", "") for n in range(3)], lambda added: "")
        first = Review(sitrep).queue(15)
        said = first.entries[0].item.stored.item
        elsewhere = Correction("not stored", ("elections",), ("elections",), clock(), headline="A vote", text="")
        store.corrections.add([Correction(said.id, (), ("elections",), clock()), elsewhere])
        encoded, review = labeller.encoded, Review(sitrep)

        queues = [review.queue(15) for _ in range(2)]

        assert encoded == 0
        assert len(first.entries) == 3
        assert [len(queue.entries) for queue in queues] == [2, 2]
        assert labeller.encoded == 1  # the one that is not stored, once


def test_given_an_artifact_when_items_are_labelled_then_the_kept_vectors_are_those_it_would_encode(
    tmp_path: Path,
) -> None:
    classifier, clock = load_classifier(make_artifact(tmp_path / "released")), Clock()
    items = [posted_item("Voters recount", "A ballot " * n) for n in range(3)]
    with closing(open_store(tmp_path / "home", clock)) as store:
        Sitrep(classifier, store, split=split, now=clock, manifest={}).add_items(items, lambda added: "")

        kept = store.vectors.of([item.id for item in items], classifier.version)

    wanted = classifier.vectors([NewsText(item.headline, item.text) for item in items])
    for item, vector in zip(items, wanted, strict=True):
        np.testing.assert_allclose(unpacked(kept[item.id]), vector, atol=float(np.abs(vector).max()) / 200)


def test_given_an_item_unlike_all_that_the_model_learned_when_the_queue_is_built_then_it_is_told_as_drifting(
    tmp_path: Path,
) -> None:
    classifier, clock = load_classifier(make_artifact(tmp_path / "released")), Clock()
    like = [posted_item("the festival opens on monday", text) for text in ("voters recount", "troops strikes border")]
    odd = posted_item("lantern lantern lantern", "")
    with closing(open_store(tmp_path / "home", clock)) as store:
        sitrep = Sitrep(classifier, store, split=split, now=clock, manifest={})
        sitrep.add_items([*like, odd], lambda added: "")

        told = {entry.item.stored.item.id: entry.reasons for entry in Review(sitrep).queue(15).entries}

    assert "drifting" in told[odd.id]
    assert [one.id for one in like if "drifting" in told[one.id]] == []
    assert "the model learned from nothing like it" in in_words(told[odd.id])


def test_given_an_artifact_without_a_memory_when_asked_what_it_learned_from_then_nothing_is_known(
    tmp_path: Path,
) -> None:
    assert load_classifier(make_artifact(tmp_path, memory=False)).familiar() is None


def test_given_an_empty_store_when_the_queue_is_built_then_nothing_waits(tmp_path: Path) -> None:
    clock = Clock()
    with closing(open_store(tmp_path / "home", clock)) as store:
        queue = Review(Sitrep(KeywordLabeller(), store, split=split, now=clock, manifest={})).queue(15)

    assert (queue.entries, queue.waiting, queue.change) == ((), 0, 0)


def read_until(descriptor: int, words: str) -> str:
    shown = ""
    end = time.monotonic() + 120  # a busy machine
    while words not in shown and time.monotonic() < end:
        if select.select([descriptor], [], [], 0.2)[0]:
            try:
                shown += os.read(descriptor, 4096).decode("utf-8", "replace")
            except OSError:  # the other side has closed
                break
    assert words in shown, shown
    return shown


@contextmanager
def reviewing(home: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """`sitrep review` on a home, in a terminal of its own."""
    master, slave = pty.openpty()
    environ = {**os.environ, "SITREP_HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", WITH_FAKES, "review", "--who", "ada"]
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environ, cwd=ROOT)
    os.close(slave)
    try:
        yield process, master
    finally:
        process.kill()
        process.wait()
        os.close(master)


def test_given_a_running_server_when_reviewing_then_it_gives_the_queue_and_keeps_the_answers(
    sitrep: Sitrep, tmp_path: Path
) -> None:
    sitrep.add_items([posted_item("Troops cross a border", "")], lambda added: "")
    home = tmp_path / "home"

    with (
        served(create_app(sitrep, Settings(home=home))) as port,
        announced(home, "127.0.0.1", port),
        reviewing(home) as (process, master),
    ):
        read_until(master, "1 of 5")
        shown = ""
        for number in range(2, 6):
            os.write(master, b"1\r")
            shown += read_until(master, f"{number} of 5")
        os.write(master, b"b")
        read_until(master, "as you said before; s takes it back")
        os.write(master, b"s")
        read_until(master, "5 of 5")
        os.write(master, b"p\r")
        last = read_until(master, "answers kept")
        assert process.wait(120) == 0

    assert "6 answers kept" in last
    assert "Asked because " in shown
    said, _ = sitrep.store.corrections.page(10)
    assert len({one.item_id for one in said}) == 5
    assert {(one.who, one.via) for one in said} == {("ada", "review")}
    assert [one.skipped for one in said].count(True) == 1
    assert [one.pinned for one in said].count(True) == 1


def test_given_an_item_answered_since_the_queue_was_made_when_skipped_then_the_answer_stays(
    sitrep: Sitrep, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    with (
        served(create_app(sitrep, Settings(home=home))) as port,
        announced(home, "127.0.0.1", port),
        reviewing(home) as (process, master),
    ):
        read_until(master, "q quit")
        answered = [item.stored.item.id for item in sitrep.items(ItemQuery(), 10)[0]]
        for item_id in answered:
            Corrections(sitrep).correct(item_id, SaidIn(themes=["elections"], who="eve"), "api")

        os.write(master, b"sq")
        said = read_until(master, "answers kept")
        assert process.wait(120) == 0

    assert "somebody has answered since; it stays so" in said
    assert "0 answers kept" in said
    assert set(sitrep.store.corrections.current(answered)) == set(answered)
    assert not any(one.skipped for one in sitrep.store.corrections.current(answered).values())


def test_given_keys_in_a_terminal_when_reviewing_then_each_answer_is_kept(sitrep: Sitrep, tmp_path: Path) -> None:
    hostile = posted_item("Voters \x1b[2J queue at the ballot", "", outlet="Desk \x1b[2J", source="\x1b[2J")
    sitrep.add_items([hostile], lambda added: "")
    sitrep.store.close()

    with reviewing(tmp_path / "home") as (process, master):
        first = read_until(master, "q quit")
        os.write(master, b"2")
        read_until(master, "q quit")
        os.write(master, b"\x1b[2~")  # the key Insert, which is no 2
        os.write(master, b"g")
        read_until(master, "News about elections")
        os.write(master, b"d\r")
        read_until(master, "2 of 5")
        os.write(master, b"s")
        read_until(master, "3 of 5")
        os.write(master, b"q")
        last = read_until(master, "answers kept")
        assert process.wait(120) == 0

    assert "1 of 5" in first
    assert "\x1b[2J" not in first
    assert "2 answers kept" in last
    with closing(open_readonly(tmp_path / "home")) as store:
        said, _ = store.corrections.page(10)
    assert [(one.who, one.via, one.skipped, one.doubtful) for one in said] == [
        ("ada", "review", False, True),
        ("ada", "review", True, False),
    ]
    assert (said[0].asked, said[0].themes) == (("foreign_conflict", "elections"), ("foreign_conflict", "elections"))


def test_given_items_of_great_length_when_the_queue_is_built_then_only_as_many_as_fit_are_looked_at(
    sitrep: Sitrep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "_PAGE", 2)
    monkeypatch.setattr(review, "_CHARACTERS", 2_000)
    sitrep.add_items([posted_item(f"Long {n} of troops", "word " * 300) for n in range(9)], lambda added: "")

    assert Review(sitrep).queue(120).waiting == 2
