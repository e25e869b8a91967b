"""The training memory: what is kept, how exactly, and what is refused."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.artifact import file_digest
from models.memory import DEVELOPMENT, TRAIN, Memory, item_bytes, packed, quantise, read_memory, unpacked, write_memory
from news.errors import ArtifactError

THEMES = [{"id": "foreign_conflict"}, {"id": "elections"}]


def make_memory(count: int = 6) -> Memory:
    rng = np.random.default_rng(1)
    vectors, scales = quantise(rng.normal(size=(count, 8)).astype(np.float32))
    return Memory(
        ids=tuple(f"example:{number}" for number in range(count)),
        vectors=vectors,
        scales=scales,
        lexical=rng.normal(size=(count, 2)).astype(np.float32),
        labels=rng.integers(0, 2, (count, 2)).astype(np.uint8),
        weights=np.ones(count, dtype=np.float32),
        part=np.array([TRAIN, DEVELOPMENT] * (count // 2), dtype=np.uint8),
    )


def manifest_of(folder: Path) -> dict[str, Any]:
    files = {path.name: {"sha256": file_digest(path)} for path in folder.iterdir()}
    return {"version": "2026-11-28.1", "themes": THEMES, "files": files}


def test_given_vectors_when_quantised_and_restored_then_each_value_is_near_its_own(tmp_path: Path) -> None:
    pooled = np.random.default_rng(2).normal(size=(20, 384)).astype(np.float32)
    pooled[3] = 0

    vectors, scales = quantise(pooled)

    restored = vectors.astype(np.float32) * scales[:, None]
    largest = np.abs(pooled).max(axis=1, keepdims=True)
    assert (np.abs(restored - pooled) <= largest / 254 + 1e-6).all()


def test_given_a_vector_when_packed_and_unpacked_then_it_is_that_of_the_memory() -> None:
    vector = np.random.default_rng(3).normal(size=384).astype(np.float32)
    values, scales = quantise(vector[None])

    data = packed(vector)

    assert len(data) == 388
    np.testing.assert_array_equal(unpacked(data), values[0].astype(np.float32) * scales[0])


def test_given_a_memory_when_written_and_read_then_nothing_is_changed(tmp_path: Path) -> None:
    memory = make_memory()

    write_memory(memory, tmp_path)
    read = read_memory(tmp_path, manifest_of(tmp_path))

    assert read.ids == memory.ids
    for name in ("vectors", "scales", "lexical", "labels", "weights", "part"):
        np.testing.assert_array_equal(getattr(read, name), getattr(memory, name))
    assert read.vectors.dtype == np.int8
    size = sum(
        getattr(memory, name)[0].nbytes for name in ("vectors", "scales", "lexical", "labels", "weights", "part")
    )
    assert size == item_bytes(8, 2)


def test_given_an_artifact_without_memory_when_read_then_the_message_says_so(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match=r"2026-11-28\.1 carries no memory"):
        read_memory(tmp_path, manifest_of(tmp_path))


def test_given_a_changed_byte_when_read_then_the_file_is_named(tmp_path: Path) -> None:
    write_memory(make_memory(), tmp_path)
    manifest = manifest_of(tmp_path)
    path = tmp_path / "memory.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"\x07")

    with pytest.raises(ArtifactError, match=r"memory\.safetensors: is missing or differs"):
        read_memory(tmp_path, manifest)


def test_given_ids_of_another_length_when_read_then_it_is_refused(tmp_path: Path) -> None:
    write_memory(make_memory(), tmp_path)
    (tmp_path / "memory_ids.txt").write_text("only-one\n", encoding="utf-8")

    with pytest.raises(ArtifactError, match="disagree on the items"):
        read_memory(tmp_path, manifest_of(tmp_path))


def test_given_an_id_with_a_line_break_when_written_then_it_is_refused(tmp_path: Path) -> None:
    memory = make_memory(2)

    with pytest.raises(ValueError, match="line break"):
        write_memory(Memory(("a\nb", "c"), *(getattr(memory, name) for name in Memory.__slots__[1:])), tmp_path)


def test_given_more_items_than_room_when_chosen_then_rare_own_and_border_items_come_first() -> None:
    pytest.importorskip("sklearn")
    from training.dataset import LabelledItem
    from training.remember import choose

    plain = [LabelledItem(f"a:{n}", "", "h", "", (), False, "annotation") for n in range(400)]
    rare = [LabelledItem(f"b:{n}", "", "h", "", ("elections",), False, "example") for n in range(20)]
    lexical = np.full((420, 1), 9.0, dtype=np.float32)
    lexical[200:400] = 0.1  # the second half of the plain ones is not settled by its words

    rows = choose([*plain, *rare], lexical, 150, seed=1)

    assert len(rows) == 150
    assert rows == sorted(set(rows)) == choose([*plain, *rare], lexical, 150, seed=1)
    assert rows != choose([*plain, *rare], lexical, 150, seed=2)
    taken = {
        "settled": sum(r < 200 for r in rows),
        "border": sum(200 <= r < 400 for r in rows),
        "rare": sum(r >= 400 for r in rows),
    }
    assert taken["rare"] >= 18
    assert taken["border"] > 1.3 * taken["settled"]
    assert choose(plain, lexical[:400], 1000, seed=1) == list(range(400))


def test_given_more_judges_than_needed_when_drawn_then_every_kind_keeps_its_share() -> None:
    pytest.importorskip("sklearn")
    from training.dataset import LabelledItem
    from training.remember import evenly

    kinds = (
        ((), False, 600),
        (("elections",), False, 200),
        (("elections",), True, 40),
        (("foreign_conflict",), False, 60),
    )
    items = [
        LabelledItem(f"{len(themes)}:{doubtful}:{themes}:{n}", "", "h", "", themes, doubtful, "annotation")
        for n in range(600)
        for themes, doubtful, count in kinds
        if n < count
    ]

    drawn = evenly(items, 90, seed=1)

    assert len(drawn) == len({item.id for item in drawn}) == 90
    for themes, doubtful, count in kinds:
        kept = sum(item.themes == themes and item.doubtful == doubtful for item in drawn)
        assert abs(kept - count / 10) <= 1
    assert drawn == evenly(items[::-1], 90, seed=1)[::-1] != evenly(items, 90, seed=2)
    assert evenly(items, 1000, seed=1) == items
