"""A whole artifact of a few kilobytes, made in milliseconds: words have vectors, and heads that read them."""

import json
import shutil
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from models.artifact import file_digest, seal
from models.drift import measure
from models.encoder import Encoder
from models.lexical import LexicalScorer
from models.memory import DEVELOPMENT, TEST, TRAIN, Memory, quantise, write_memory

ROOT = Path(__file__).resolve().parents[1]
THEMES = ("foreign_conflict", "elections", "domestic_extremism")
WORDS = {
    "foreign_conflict": ("troops", "strikes", "border", "ceasefire", "missiles"),
    "elections": ("ballot", "voters", "campaign", "recount", "candidate"),
    "domestic_extremism": ("militia", "plot", "threats", "extremists", "arrested"),
}
PLAIN = ("the", "on", "monday", "harbour", "bridge", "cyclists", "weather", "market", "festival", "opens")
NEW = "lantern"  # a word that nothing remembered holds
VOCABULARY = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", *(word for words in WORDS.values() for word in words), *PLAIN, NEW)
DIMENSIONS = 16


def sentence(themes: tuple[str, ...], rng: np.random.Generator) -> str:
    """A line of words of some themes between plain ones."""
    words = list(rng.choice(PLAIN, 5)) + [str(rng.choice(WORDS[theme])) for theme in themes for _ in range(2)]
    rng.shuffle(words)
    return " ".join(words)


def write_encoder(path: Path) -> None:
    """Write an ONNX model that looks each token's vector up."""
    from onnx import TensorProto, helper, numpy_helper, save

    rng = np.random.default_rng(7)
    vectors = rng.normal(0, 1.0, (len(VOCABULARY), DIMENSIONS)).astype(np.float32)
    for number, words in enumerate(WORDS.values()):
        for word in words:
            vectors[VOCABULARY.index(word), number] += 20.0
    graph = helper.make_graph(
        [helper.make_node("Gather", ["vectors", "ids"], ["tokens"], axis=0)],
        "tiny",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "length"])],
        [helper.make_tensor_value_info("tokens", TensorProto.FLOAT, ["batch", "length", DIMENSIONS])],
        [numpy_helper.from_array(vectors, "vectors")],
    )
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(path))


def write_tokenizer(path: Path) -> None:
    """Write a tokenizer that splits at white space and knows the vocabulary."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({word: n for n, word in enumerate(VOCABULARY)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(path))


def make_memory(encoder: Encoder, scorer: LexicalScorer, items: int, seed: int) -> Memory:
    """Remember made-up items, a few of them labelled wrongly."""
    rng = np.random.default_rng(seed)
    chosen = [tuple(theme for theme in THEMES if rng.random() < 0.3) for _ in range(items)]
    texts = [sentence(themes, rng) for themes in chosen]
    pooled = np.stack([encoder.encode(text)[0][0] for text in texts])
    labels = np.array([[theme in themes for theme in THEMES] for themes in chosen]) ^ (rng.random((items, 3)) < 0.02)
    vectors, scales = quantise(pooled)
    part = np.array([TRAIN, TRAIN, DEVELOPMENT, TEST] * (items // 4), dtype=np.uint8)
    # the words alone say little here, so that the heads decide
    lexical = np.stack([scorer.scores(text) for text in texts]) + rng.normal(0, 2, labels.shape).astype(np.float32)
    ids = tuple(f"tiny:{number}" for number in range(items))
    return Memory(ids, vectors, scales, lexical, labels.astype(np.uint8), np.ones(items, dtype=np.float32), part)


def make_artifact(folder: Path, version: str = "2026-11-28.1", *, memory: bool = True, shift: float = 0.0) -> Path:
    """Make and seal an artifact in a folder of artifacts; shift moves its heads' constant."""
    partial = folder / f".{version}.making"
    partial.mkdir(parents=True)
    write_encoder(partial / "encoder.onnx")
    write_tokenizer(partial / "tokenizer.json")
    shutil.copyfile(ROOT / "data" / "taxonomy.json", partial / "taxonomy.json")
    terms = [word for words in WORDS.values() for word in words]
    (partial / "lexicon.txt").write_text("".join(f"{term}\n" for term in terms), encoding="utf-8")
    lexical = np.zeros((3, len(terms)), dtype=np.float16)
    for number in range(3):
        lexical[number, 5 * number : 5 * number + 5] = 2.0
    weight = np.zeros((3, DIMENSIONS), dtype=np.float32)
    weight[np.arange(3), np.arange(3)] = 1.5
    arrays = {
        "weight": weight,
        "bias": np.full(3, -2.5 + shift, dtype=np.float32),
        "calibration": np.array([[1.0, 0.3, 0.0]] * 3, dtype=np.float32),
        "idf": np.ones(len(terms), dtype=np.float32),
        "lexical_weight": lexical,
        "lexical_bias": np.full(3, -1.0, dtype=np.float32),
    }
    save_file(arrays, partial / "heads.safetensors")
    figures = {"f1": 0.9, "precision": 0.9, "recall": 0.9, "average_precision": 0.9, "positives": 20}
    part = {
        "items": 60, "macro_f1": 0.9, "macro_f1_interval": [0.85, 0.95], "firm_macro_f1": 0.9,
        "decided_macro_f1": 0.92, "unsure_share": 0.05, "ece": 0.02, "themes": dict.fromkeys(THEMES, figures),
    }  # fmt: skip
    counts = {"items": 120, "doubtful": 0, "origins": {"example": 120}, "themes": dict.fromkeys(THEMES, 36)}
    zeros = np.zeros((4, 3), dtype=np.float32)
    manifest = {
        "version": version,
        "created_at": "2026-11-28T00:00:00Z",
        "code_version": "0.1.0",
        "taxonomy": json.loads((ROOT / "data" / "taxonomy.json").read_text(encoding="utf-8"))["version"],
        "themes": [{"id": theme, "threshold": 0.5, "unsure_from": 0.3} for theme in THEMES],
        "max_tokens": 64,
        "base_encoder": {"weights_sha256": file_digest(partial / "encoder.onnx")},
        "recipe": {
            "epochs": 1, "learning_rate": 1e-4, "batch_size": 16, "max_tokens": 64, "distillation": 1.0,
            "doubtful_weight": 0.5, "workers": 1, "turns": 1, "seed": 1, "seeds": [1],
        },
        "data": {"digest": "0" * 64, "train": counts, "development": counts, "test": counts},
        "window": measure(zeros, zeros > 0.5, zeros > 0.3, [0.1] * 4).to_json(),
        "report": {"development": part, "test": part},
    }  # fmt: skip
    if memory:
        encoder = Encoder(partial / "encoder.onnx", partial / "tokenizer.json", 64)
        scorer = LexicalScorer(terms, arrays["idf"], arrays["lexical_weight"], arrays["lexical_bias"])
        write_memory(make_memory(encoder, scorer, 400, seed=3), partial)
    seal(partial, folder / version, manifest)
    return folder / version
