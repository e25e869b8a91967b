"""A local transformers model that answers prompts: python -m training.generate FOLDER, one JSON line in, one out.

The child process of `serving.briefs.generator`. It loads safetensors only, runs no code of the folder and asks no hub.
A sequence-to-sequence model is given the bare sources, a causal one the instructions and the data, through its chat
template where it has one.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any, TextIO

import torch
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForSeq2SeqLM, AutoTokenizer

MAX_INPUT_TOKENS = 4096  # of a prompt; what lies beyond is cut


class Model:
    """A folder's model and tokenizer."""

    def __init__(self, folder: Path) -> None:
        """Load a folder; raises OSError and ValueError for one that holds no such model."""
        known = {"local_files_only": True, "trust_remote_code": False}
        self._sequence = bool(AutoConfig.from_pretrained(folder, **known).is_encoder_decoder)
        kind = AutoModelForSeq2SeqLM if self._sequence else AutoModelForCausalLM
        self._tokenizer = AutoTokenizer.from_pretrained(folder, **known)
        self._model: Any = kind.from_pretrained(folder, use_safetensors=True, **known)
        self._model.train(False)

    def answer(self, asked: dict[str, Any]) -> str:
        """Generate greedily."""
        inputs = self._tokenizer(
            self._text(asked), return_tensors="pt", truncation=True, max_length=MAX_INPUT_TOKENS
        ).input_ids
        with torch.inference_mode():
            tokens = self._model.generate(
                inputs,
                attention_mask=torch.ones_like(inputs),
                max_new_tokens=min(int(asked["max_tokens"]), 2048),
                do_sample=False,
                num_beams=1,
            )[0]
        new = tokens if self._sequence else tokens[inputs.shape[1] :]
        return str(self._tokenizer.decode(new, skip_special_tokens=True))

    def _text(self, asked: dict[str, Any]) -> str:
        if self._sequence:
            return " ".join(asked["sources"])
        if not self._tokenizer.chat_template:
            return f"{asked['instructions']}\n\n{asked['data']}\n\n"
        messages = [
            {"role": "system", "content": asked["instructions"]},
            {"role": "user", "content": asked["data"]},
        ]
        return str(self._tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True))


def serve(model: Model, questions: TextIO, answers: TextIO) -> None:
    """Answer until the input ends."""
    for line in questions:
        try:
            answer = {"text": model.answer(json.loads(line))}
        except (ValueError, KeyError, IndexError, RuntimeError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"[:300]}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def main() -> None:
    """Load the folder named on the command line and answer."""
    # Whatever a library prints must not stand among the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    os.nice(10)
    torch.set_num_threads(1)
    serve(Model(Path(sys.argv[1])), sys.stdin, answers)


if __name__ == "__main__":
    main()
