"""The training memory of an artifact: vectors and labels of what it learned from, never the text.

A user's retraining fits the heads anew on this memory and the user's corrections together, so that it does not
forget what the released artifact knew. Two files, both under the manifest's digests:

    memory.safetensors  vectors int8 (n_items, dimensions) and scales float32 (n_items,): the pooled vector of an
                        item's opening window is vectors * scales; lexical float32 (n_items, n_themes), its lexical
                        scores; labels uint8 (n_items, n_themes); weights float32 (n_items,), below 1 for doubtful
                        items; part uint8 (n_items,), 0 train, 1 development, 2 test
    memory_ids.txt      the items' ids, one a line, in the same order
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from models.artifact import file_digest
from news.arrays import FloatArray
from news.errors import ArtifactError

ByteArray = npt.NDArray[np.uint8]
Int8Array = npt.NDArray[np.int8]

VECTORS, IDS = "memory.safetensors", "memory_ids.txt"
TRAIN, DEVELOPMENT, TEST = 0, 1, 2
_LEVELS = 127  # int8, the lowest value left out so that the scale is the same on both sides


@dataclass(frozen=True, slots=True)
class Memory:
    """Items as their encoder saw them; shapes as in the module's description."""

    ids: tuple[str, ...]
    vectors: Int8Array
    scales: FloatArray
    lexical: FloatArray
    labels: ByteArray
    weights: FloatArray
    part: ByteArray

    def pooled(self) -> FloatArray:
        """The pooled vectors, shape (n_items, dimensions), to within 1/254 of each one's largest value."""
        restored: FloatArray = self.vectors.astype(np.float32) * self.scales[:, None]
        return restored


def quantise(pooled: FloatArray) -> tuple[Int8Array, FloatArray]:
    """Round vectors, shape (n_items, dimensions), to int8 with one scale a row."""
    scales = np.abs(pooled).max(axis=1, initial=0.0) / _LEVELS
    scales[scales == 0] = 1.0  # a vector of zeros
    return np.rint(pooled / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def packed(vector: FloatArray) -> bytes:
    """One vector, shape (dimensions,), as its scale and one signed byte a dimension."""
    values, scales = quantise(vector[None])
    return scales.astype("<f4").tobytes() + values.tobytes()


def unpacked(data: bytes) -> FloatArray:
    """What `packed` wrote, shape (dimensions,)."""
    restored: FloatArray = np.frombuffer(data, np.int8, offset=4).astype(np.float32) * np.frombuffer(data, "<f4", 1)
    return restored


def item_bytes(dimensions: int, themes: int) -> int:
    """Bytes that one item takes in memory.safetensors."""
    return dimensions + 4 + 5 * themes + 4 + 1


def write_memory(memory: Memory, folder: Path) -> None:
    """Write both files into a folder that is not sealed yet; raises ValueError when an id holds a line break."""
    if any(len(item_id.splitlines()) != 1 for item_id in memory.ids):
        raise ValueError("an item's id is empty or holds a line break")
    arrays: dict[str, npt.NDArray[Any]] = {
        "vectors": memory.vectors,
        "scales": memory.scales,
        "lexical": memory.lexical,
        "labels": memory.labels,
        "weights": memory.weights,
        "part": memory.part,
    }
    save_file(arrays, folder / VECTORS)
    (folder / IDS).write_text("".join(f"{item_id}\n" for item_id in memory.ids), encoding="utf-8")


def carries_memory(manifest: Mapping[str, Any]) -> bool:
    """Tell whether an artifact holds a memory; those up to 2026-11-22.1 do not."""
    return {VECTORS, IDS} <= set(manifest["files"])


def read_memory(folder: Path, manifest: Mapping[str, Any]) -> Memory:
    """Read an artifact's memory, checked against its manifest's digests and themes; raises ArtifactError."""
    if not carries_memory(manifest):
        raise ArtifactError(
            f"{folder}: artifact {manifest['version']} carries no memory of its training items, so heads cannot be "
            "refitted on it; train in full mode, or use a release that has memory.safetensors"
        )
    for name in (VECTORS, IDS):
        if not (folder / name).is_file() or file_digest(folder / name) != manifest["files"][name]["sha256"]:
            raise ArtifactError(f"{folder / name}: is missing or differs from the manifest; restore the artifact")
    try:
        arrays = load_file(folder / VECTORS)
        ids = tuple((folder / IDS).read_text(encoding="utf-8").splitlines())
        memory = Memory(
            ids,
            arrays["vectors"],
            arrays["scales"],
            arrays["lexical"],
            arrays["labels"],
            arrays["weights"],
            arrays["part"],
        )
    except (SafetensorError, KeyError, ValueError) as error:
        raise ArtifactError(f"{folder / VECTORS}: cannot be read ({error}); train again") from error
    _check(memory, len(manifest["themes"]), folder)
    return memory


def _check(memory: Memory, themes: int, folder: Path) -> None:
    items = len(memory.ids)
    by_item: Sequence[npt.NDArray[Any]] = (memory.scales, memory.weights, memory.part)
    by_theme: Sequence[npt.NDArray[Any]] = (memory.lexical, memory.labels)
    if (
        memory.vectors.ndim != 2
        or len(memory.vectors) != items
        or any(array.shape != (items,) for array in by_item)
        or any(array.shape != (items, themes) for array in by_theme)
    ):
        raise ArtifactError(f"{folder / VECTORS}: its arrays disagree on the items or themes; train again")
