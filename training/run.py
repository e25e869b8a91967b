"""One training run, from the files to the sealed artifact."""

import hashlib
import json
import logging
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version as installed_version
from multiprocessing import get_context
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import torch
from safetensors.numpy import save_file

from models.artifact import file_digest, next_version, partial_folder, seal
from models.classifier import Cuts
from models.drift import Window, measure, unseen_share
from models.encoder import Encoder
from models.labels import NewsText
from models.lexical import LexicalScorer
from models.memory import write_memory
from models.taxonomy import read_taxonomy
from models.text import model_input
from news.errors import DatasetError
from news.instants import utc_text
from training import heads
from training.base_encoder import find_base_encoder
from training.calibrate import calibrated, choose_cuts, decided, fit_calibration
from training.card import model_card
from training.curve import LearningCurve
from training.dataset import (
    LabelledItem,
    Split,
    data_digest,
    divide,
    key,
    read_annotations,
    read_labelled,
    texts_at_hand,
)
from training.evaluate import report
from training.export import export_encoder
from training.finetune import Recipe, ThemeModel, fine_tune
from training.lineage import lineage
from training.remember import remember
from training.workers import begin

logger = logging.getLogger(__name__)

UNSURE_SHARE = 0.07  # of the pairs, on development items; the aim is at most 0.08 on news nobody has seen


@dataclass(frozen=True, slots=True)
class Sources:
    """Where labelled items come from."""

    shared: Path  # texts of others: labelled files, and what annotations refer to
    data: Path  # the repository's taxonomy, own examples and annotations
    labelled: Sequence[Path] | None = None  # instead of shared/news/labelled_train_*.jsonl
    later: Sequence[Path] | None = None  # instead of shared/news/labelled_validation_*.jsonl


def gather(sources: Sources, themes: Sequence[str]) -> tuple[list[LabelledItem], list[LabelledItem]]:
    """Read every labelled item; returns those to divide and the later ones that only judge.

    Raises DatasetError when there is nothing to learn from.
    """
    news = sources.shared / "news"
    labelled = sources.labelled if sources.labelled is not None else sorted(news.glob("labelled_train_*.jsonl"))
    later = sources.later if sources.later is not None else sorted(news.glob("labelled_validation_*.jsonl"))
    items = [item for path in labelled for item in read_labelled(path, themes)]
    for path in sorted((sources.data / "examples").glob("*.jsonl")):
        items.extend(read_labelled(path, themes, "example"))
    texts = texts_at_hand(sources.shared) if sources.shared.is_dir() else {}
    for path in sorted((sources.data / "annotations").glob("*.jsonl")):
        found, missing = read_annotations(path, themes, texts)
        items.extend(found)
        if missing:
            total = missing + len(found)
            logger.warning("%s: %d of %d items have no text at hand and are left out", path, missing, total)
    if not items:
        raise DatasetError(f"no labelled items in {news} nor {sources.data}; name files with --labelled")
    return items, [item for path in later for item in read_labelled(path, themes)]


def parts(sources: Sources, themes: Sequence[str], corrected: Sequence[LabelledItem] = ()) -> Split:
    """Gather and divide; a corrected item teaches what its correction says, and judges nothing."""
    split = divide(*gather(sources, themes))
    said = {key(item) for item in corrected}

    def others(part: Sequence[LabelledItem]) -> tuple[LabelledItem, ...]:
        return tuple(item for item in part if key(item) not in said)

    return Split((*others(split.train), *corrected), others(split.development), others(split.test))


def _fine_tuned(
    split: Split, themes: Sequence[str], base: Path, recipe: Recipe, seed: int, work: Path
) -> tuple[ThemeModel, list[dict[str, Any]]]:
    """Train with the workers side by side, each in its own process; returns the model and its learning curve."""
    # another recipe, seed or other items are another run: its progress must not be taken over
    plan = json.dumps([data_digest(split.train), asdict(recipe), seed])
    run = hashlib.sha256(plan.encode()).hexdigest()[:16]
    curve = LearningCurve(work / run, split.development, themes, base, recipe, len(split.train))
    with ProcessPoolExecutor(recipe.workers, mp_context=get_context("spawn"), initializer=begin) as pool:

        def together(learn: Callable[[int], None], workers: Iterable[int]) -> None:
            list(pool.map(learn, workers))

        model = fine_tune(split.train, themes, base, recipe, seed, work / run, together, curve.after)
    return model, curve.points


def _scores(folder: Path, lexicon: heads.Lexicon, arrays: dict[str, np.ndarray], max_tokens: int,
            texts: Sequence[NewsText]) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    encoder = Encoder(folder / "encoder.onnx", folder / "tokenizer.json", max_tokens)
    lexical = LexicalScorer(lexicon.terms, lexicon.idf, lexicon.weights, lexicon.bias)
    lexical_scores = np.stack([lexical.scores(model_input(text).text) for text in texts])
    return heads.encoder_scores(encoder, arrays["weight"], arrays["bias"], texts), lexical_scores


def _lay_out(partial: Path, model: ThemeModel, lexicon: heads.Lexicon, base: Path, data: Path) -> None:
    """Begin an artifact's folder: the encoder with what came with it, the taxonomy, and the words that count."""
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    export_encoder(model, partial / "encoder.onnx")
    shutil.copyfile(base / "tokenizer.json", partial / "tokenizer.json")
    shutil.copyfile(data / "taxonomy.json", partial / "taxonomy.json")
    for name in ("LICENSE", "NOTICE"):
        if (base / name).exists():
            shutil.copyfile(base / name, partial / f"ENCODER_{name}")
    (partial / "lexicon.txt").write_text("\n".join(lexicon.terms) + "\n", encoding="utf-8")


def _arrays(model: ThemeModel, lexicon: heads.Lexicon) -> dict[str, np.ndarray]:
    """The heads as the artifact keeps them; calibration joins them once it is fitted."""
    with torch.inference_mode():
        return {
            "weight": model.head.weight.numpy().copy(),
            "bias": model.head.bias.numpy().copy(),
            "idf": lexicon.idf,
            "lexical_weight": lexicon.weights,
            "lexical_bias": lexicon.bias,
        }


def train(
    sources: Sources,
    *,
    base: Path | None,
    out: Path,
    work: Path,
    version: str | None,
    recipe: Recipe,
    seed: int,
    now: datetime,
    corrected: Sequence[LabelledItem] = (),
    watermark: int = 0,
    parent: str | None = None,
    precision_floors: Mapping[str, float] = MappingProxyType({}),
) -> tuple[Path, dict[str, Any]]:
    """Learn, calibrate, measure and seal an artifact; returns its folder and its report.

    corrected are a user's corrections up to the watermark; parent is the champion that the artifact may follow. A
    theme's threshold is chosen for the best F1, or for the precision that precision_floors names for it. A killed
    run goes on from what it left in work. Raises DatasetError where there is too little or nothing to learn from.
    """
    taxonomy = read_taxonomy(sources.data / "taxonomy.json")
    themes = taxonomy.ids
    if unknown := sorted(set(precision_floors) - set(themes)):
        raise DatasetError(f"precision floor for unknown themes {unknown}; the taxonomy has {list(themes)}")
    base = find_base_encoder(base)
    split = parts(sources, themes, corrected)
    sizes = len(split.train), len(split.development), len(split.test)
    logger.info("%d items to learn from, %d to calibrate, %d to judge", *sizes)

    model, curve = _fine_tuned(split, themes, base, recipe, seed, work)
    version = version or next_version(now.date().isoformat(), out)
    partial = partial_folder(out / version)
    lexicon = heads.fit_lexicon(split.train, themes, recipe.doubtful_weight)
    _lay_out(partial, model, lexicon, base, sources.data)
    arrays = _arrays(model, lexicon)
    figures, cuts, window = _calibrate(partial, split, themes, lexicon, arrays, recipe, precision_floors)
    save_file(arrays, partial / "heads.safetensors")
    remembered = _remember(partial, split, themes, lexicon, recipe, seed)
    logger.info("%d of %d items remembered", remembered, sum(sizes))

    base_digest = file_digest(base / "model.safetensors")
    every = [*split.train, *split.development, *split.test]
    manifest = {
        "version": version,
        "created_at": utc_text(now, "seconds"),
        "code_version": installed_version("sitrep"),
        "taxonomy": taxonomy.version,
        "themes": _theme_entries(themes, cuts, precision_floors),
        "max_tokens": recipe.max_tokens,
        "base_encoder": {"weights_sha256": base_digest},
        "recipe": {**asdict(recipe), "seed": seed, "unsure_share": UNSURE_SHARE},
        "lineage": lineage(
            mode="full",
            ids=[item.id for item in every],
            seed=seed,
            base_encoder=base_digest,
            watermark=watermark,
            parent=parent,
        ),
        "data": {"digest": data_digest(every), **_counts(split, themes), "remembered": remembered},
        "window": window.to_json(),
        "learning_curve": curve,
        "report": figures,
    }
    (partial / "MODEL_CARD.md").write_text(model_card(manifest, taxonomy), encoding="utf-8")
    seal(partial, out / version, manifest)
    return out / version, figures


def _remember(
    folder: Path, split: Split, themes: Sequence[str], lexicon: heads.Lexicon, recipe: Recipe, seed: int
) -> int:
    """Write what later fast runs learn from; returns how many items that are."""
    encoder = Encoder(folder / "encoder.onnx", folder / "tokenizer.json", recipe.max_tokens)
    lexical = LexicalScorer(lexicon.terms, lexicon.idf, lexicon.weights, lexicon.bias)
    memory = remember(split, themes, encoder, lexical, recipe.doubtful_weight, seed)
    write_memory(memory, folder)
    return len(memory.ids)


def _calibrate(
    folder: Path,
    split: Split,
    themes: Sequence[str],
    lexicon: heads.Lexicon,
    arrays: dict[str, np.ndarray],
    recipe: Recipe,
    precision_floors: Mapping[str, float],
) -> tuple[dict[str, Any], list[Cuts], Window]:
    """Fit calibration and cuts on the development items and measure both parts, through the model as served.

    Adds the calibration to arrays; returns the report, the cuts and what drift is later measured against. Own examples
    are judged apart: they are written to be hard, and no day's news is made of them.
    """
    own = [item for item in split.test if item.origin == "example"]
    test = [item for item in split.test if item.origin != "example"] or own
    titled = [item for item in test if item.headline]
    parts: dict[str, tuple[Sequence[LabelledItem], list[NewsText]]] = {
        "development": (split.development, [heads.as_read(item) for item in split.development]),
        "test": (test, [heads.as_read(item) for item in test]),
        "test_headline_only": (titled, [NewsText(item.headline, "") for item in titled]),
        "test_own_examples": (own, [heads.as_read(item) for item in own]),
    }
    scores = {
        name: _scores(folder, lexicon, arrays, recipe.max_tokens, texts) for name, (_, texts) in parts.items() if texts
    }
    wanted = heads.targets(split.development, themes)
    weights = heads.item_weights(split.development, recipe.doubtful_weight)
    arrays["calibration"] = fit_calibration(*scores["development"], wanted, weights)
    cuts = choose_cuts(
        calibrated(arrays["calibration"], *scores["development"]), wanted, UNSURE_SHARE, themes, precision_floors
    )
    figures = {}
    judged = [name for name in ("development", "test") if name in scores]
    probabilities = np.concatenate([calibrated(arrays["calibration"], *scores[name]) for name in judged])
    known = set(lexicon.terms)
    unseen = [unseen_share(model_input(text).text, known) for name in judged for text in parts[name][1]]
    window = measure(probabilities, *decided(probabilities, cuts), unseen)
    for name, (items, _) in parts.items():
        if name in scores:
            firm = np.array([not item.doubtful for item in items])
            probabilities = calibrated(arrays["calibration"], *scores[name])
            figures[name] = report(probabilities, heads.targets(items, themes), firm, cuts, themes)
    return figures, cuts, window


def _theme_entries(
    themes: Sequence[str], cuts: Sequence[Cuts], precision_floors: Mapping[str, float]
) -> list[dict[str, Any]]:
    """Every theme with its cuts, and what they were chosen for, as the manifest tells it."""
    aims = [f"precision>={precision_floors[theme]:g}" if theme in precision_floors else "f1" for theme in themes]
    return [{"id": theme, **asdict(cut), "aim": aim} for theme, cut, aim in zip(themes, cuts, aims, strict=True)]


def _counts(split: Split, themes: Sequence[str]) -> dict[str, Any]:
    """Of each part: how many items, how many of them doubtful, by whom, and of which themes."""
    by_name = {"train": split.train, "development": split.development, "test": split.test}
    return {
        name: {
            "items": len(items),
            "doubtful": sum(item.doubtful for item in items),
            "origins": dict(sorted(Counter(item.origin for item in items).items())),
            "themes": {theme: sum(theme in item.themes for item in items) for theme in themes},
        }
        for name, items in by_name.items()
    }
