"""The kinds of arrays, by what they hold, and vectors of length 1."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
DoubleArray = npt.NDArray[np.float64]  # where sums must come out alike in whatever order they are made
IntArray = npt.NDArray[np.int64]
IndexArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]


def units(vectors: FloatArray) -> FloatArray:
    """The directions of vectors, shape (n, dimensions): each at length 1, one of zeros as it is."""
    found: FloatArray = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-12))
    return found
