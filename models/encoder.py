"""The encoder at answering time: ONNX Runtime and tokenizers, no torch."""

from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from models.onnx_runtime import onnxruntime
from news.arrays import FloatArray
from news.errors import ArtifactError

_MAX_WINDOWS = 40  # some 3,700 words; what lies beyond is reported as truncated
_CHARACTERS_A_TOKEN = 10  # English news has about 5; more only in texts that are hardly words


class Encoder:
    """Turns text into one vector a window: the mean over its token vectors, as in training.

    Each window is run alone: with dynamic int8 the scale of a batch depends on all of its rows, and an answer
    must not depend on its neighbours. Alone is also as fast, on one thread.
    """

    def __init__(self, model: Path, tokenizer: Path, max_tokens: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # several workers beat several threads, see docs/labels.md
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
            self._tokenizer = Tokenizer.from_file(str(tokenizer))
        except Exception as error:  # both libraries raise bare Exceptions of their own
            raise ArtifactError(f"{model.parent}: encoder or tokenizer cannot be loaded ({error})") from error
        # the file's own settings cut and pad to 128, which would hide the rest of the text
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._first, self._last = self._tokenizer.token_to_id("[CLS]"), self._tokenizer.token_to_id("[SEP]")
        self._content = max_tokens - 2
        self._max_characters = _MAX_WINDOWS * max_tokens * _CHARACTERS_A_TOKEN

    def encode(self, text: str) -> tuple[FloatArray, bool]:
        """Encode a text; returns shape (n_windows, dimensions), and whether some of it was left unread."""
        # cut before the tokenizer, whose time and memory grow with the text: no window reaches further
        ids = self._tokenizer.encode(text[: self._max_characters], add_special_tokens=False).ids
        starts = range(0, max(len(ids), 1), self._content)
        pooled = [self._pooled(ids[start : start + self._content]) for start in starts[:_MAX_WINDOWS]]
        return np.stack(pooled), len(starts) > _MAX_WINDOWS or len(text) > self._max_characters

    def reach(self, text: str) -> int:
        """How many characters of a text the windows read, from its beginning; what lies beyond decides nothing."""
        offsets = self._tokenizer.encode(text[: self._max_characters], add_special_tokens=False).offsets
        read = offsets[: _MAX_WINDOWS * self._content]
        return int(read[-1][1]) if read else 0

    def _pooled(self, ids: list[int]) -> FloatArray:
        row = np.array([[self._first, *ids, self._last]], dtype=np.int64)
        [vectors] = self._session.run(["tokens"], {"ids": row})
        pooled: FloatArray = vectors[0].mean(axis=0)
        return pooled
