"""The encoder at answering time: ONNX Runtime and tokenizers, no torch."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from news.errors import ArtifactError

FloatArray = npt.NDArray[np.float32]

MAX_WINDOWS = 40  # some 3,700 words; what lies beyond is reported as truncated
_CHARACTERS_A_TOKEN = 10  # English news has about 5; more only in texts that are hardly words


@dataclass(frozen=True, slots=True)
class Window:
    """One stretch of tokens, encoded."""

    vectors: FloatArray  # shape (n_tokens, dimensions), the special tokens among them
    spans: tuple[tuple[int, int], ...]  # each token's code-point offsets in the text; (0, 0) for special ones

    @property
    def pooled(self) -> FloatArray:
        """Mean over all tokens, shape (dimensions,), as in training."""
        mean: FloatArray = self.vectors.mean(axis=0)
        return mean


class Encoder:
    """Turns text into token vectors, window by window.

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
        self._content = max_tokens - 2
        self._max_characters = MAX_WINDOWS * max_tokens * _CHARACTERS_A_TOKEN

    def encode(self, text: str) -> tuple[list[Window], bool]:
        """Encode a text; returns its windows, first one first, and whether some of it was left unread."""
        # cut before the tokenizer, whose time and memory grow with the text: no window reaches further
        encoding = self._tokenizer.encode(text[: self._max_characters], add_special_tokens=False)
        ids, spans = encoding.ids, encoding.offsets
        starts = range(0, max(len(ids), 1), self._content)
        windows = []
        for start in starts[:MAX_WINDOWS]:
            end = start + self._content
            windows.append(self._run(ids[start:end], spans[start:end]))
        return windows, len(starts) > MAX_WINDOWS or len(text) > self._max_characters

    def _run(self, ids: list[int], spans: list[tuple[int, int]]) -> Window:
        first, last = self._tokenizer.token_to_id("[CLS]"), self._tokenizer.token_to_id("[SEP]")
        row = np.array([[first, *ids, last]], dtype=np.int64)
        [vectors] = self._session.run(["tokens"], {"ids": row})
        return Window(vectors[0], ((0, 0), *spans, (0, 0)))
