"""Label quality and speed: Sitrep beside tf-idf, fastText, SetFit and a frozen encoder, on one split in one run.

    .venv/bin/python -m benchmarks.labels [--artifact FOLDER] [--shared FOLDER] [--data FOLDER] [--workers 2]
                                          [--systems NAME ...] [--sizes 8 32 128 512 all] [--results FILE.json]
                                          [--plot FILE.svg]

Learning curves: n positives of every theme and n items without one are drawn from the items that the artifact learned
from; "all" takes every one of them. Every system is judged on the artifact's test items, with cuts set on the same
development items. Sitrep at a size is its own recipe on that sample, in float32; at "all" it is the artifact as served.
SetFit and fastText take part when they are installed (`pip install fasttext-wheel setfit "datasets<5" "pyarrow<20"
"pandas<3" "dill<0.4"`, in an environment or folder of their own: later ones cannot pickle SetFit's data). SetFit gets
the same base encoder and at most SETFIT_STEPS steps of contrastive learning, so that the run ends within two hours.
With --results what is measured is kept in a file, and not measured again: the run can be parted over systems and sizes,
and goes on after a kill. Needs the shared labelled news. Prints tables for docs/labels.md.
"""

import argparse
import json
import math
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

if not __package__:  # run by its path, not with -m: what it imports lies in the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.curves import draw
from models.aliases import find_champion
from models.artifact import read_manifest
from models.classifier import load_classifier
from models.labels import NewsText
from models.lexical import LexicalScorer
from models.text import model_input
from training.base_encoder import find_base_encoder
from training.calibrate import calibrated, choose_cuts, decided, fit_calibration
from training.dataset import LabelledItem, data_digest, divide
from training.evaluate import report
from training.finetune import Recipe, ThemeModel, fine_tune, load_tokenizer, pad
from training.heads import as_read, fit_lexicon, item_weights, targets
from training.run import Sources, gather

ROOT = Path(__file__).resolve().parent.parent
THREADS = 1
SETFIT_STEPS = 150
# Items that SetFit's contrastive steps draw their pairs from. It lays out all pairs of all its items before it draws
# SETFIT_STEPS x 16 of them, which for 40,000 items is 13 GB; its logistic regression sees every item.
SETFIT_ITEMS = 2048
STEPS = 2000  # item passes that a small sample gets at least: three epochs of 32 items teach an encoder nothing
Answers = Callable[[Sequence[NewsText]], np.ndarray]


@dataclass(frozen=True, slots=True)
class Parts:
    """Who is learned from, who sets the cuts, who judges."""

    themes: Sequence[str]
    train: Sequence[LabelledItem]
    development: Sequence[LabelledItem]
    test: Sequence[LabelledItem]


def _read(items: Sequence[LabelledItem]) -> list[str]:
    return [model_input(as_read(item)).text for item in items]


def _regression(inverse_strength: float, features: Any, wanted: np.ndarray) -> LogisticRegression:
    return LogisticRegression(C=inverse_strength, class_weight="balanced", max_iter=2000).fit(features, wanted)


def tfidf(items: Sequence[LabelledItem], parts: Parts) -> Answers:
    """Words and pairs with a balanced logistic regression a theme."""
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=min(2, len(items) // 100 + 1), sublinear_tf=True)
    features = vectorizer.fit_transform(_read(items))
    models = [_regression(5, features, column) for column in targets(items, parts.themes).T]

    def answer(asked: Sequence[NewsText]) -> np.ndarray:
        found = vectorizer.transform([model_input(text).text for text in asked])
        return np.column_stack([model.predict_proba(found)[:, 1] for model in models])

    return answer


def _batched(
    model: ThemeModel, asked: Sequence[NewsText], compute: Callable[..., torch.Tensor], width: int
) -> np.ndarray:
    """Run texts through a float32 model in batches of like length; returns shape (n_texts, width)."""
    tokenizer = load_tokenizer(find_base_encoder(), 128)
    rows = [encoding.ids for encoding in tokenizer.encode_batch([model_input(text).text for text in asked])]
    order = np.argsort([len(row) for row in rows])
    out = np.zeros((len(rows), width), dtype=np.float32)
    with torch.inference_mode():
        for start in range(0, len(rows), 32):
            chosen = order[start : start + 32]
            out[chosen] = compute(model, *pad([rows[row] for row in chosen])).numpy()
    return out


def _pooled(model: ThemeModel, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    vectors = model.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
    pooled = (vectors * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
    return torch.nn.functional.normalize(pooled, dim=1)


def pooled_vectors(model: ThemeModel, texts: Sequence[NewsText]) -> np.ndarray:
    """The mean over a model's token vectors, of length 1; shape (n_texts, dimensions)."""
    return _batched(model, texts, _pooled, model.head.in_features)


def frozen(items: Sequence[LabelledItem], parts: Parts) -> Answers:
    """A balanced logistic regression a theme over the base encoder as it came."""
    model = ThemeModel(find_base_encoder(), len(parts.themes), 0.0).train(False)
    learned = pooled_vectors(model, [as_read(item) for item in items])
    models = [_regression(3, learned, column) for column in targets(items, parts.themes).T]
    return lambda asked: np.column_stack(
        [regression.predict_proba(vectors)[:, 1] for vectors in [pooled_vectors(model, asked)] for regression in models]
    )


def fasttext(items: Sequence[LabelledItem], parts: Parts) -> Answers:
    """fastText, one-versus-all over words and pairs."""
    import fasttext as library

    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        for item, text in zip(items, _read(items), strict=True):
            labels = " ".join(f"__label__{theme}" for theme in item.themes) or "__label__none"
            file.write(f"{labels} {text.lower()}\n")
        file.flush()
        epochs = max(10, math.ceil(20_000 / len(items)))
        model = library.train_supervised(
            file.name, loss="ova", wordNgrams=2, epoch=epochs, lr=0.3, dim=64, minCount=2, thread=THREADS, seed=1,
            verbose=0,
        )  # fmt: skip

    def one(text: str) -> list[float]:
        # its Python wrapper fails under numpy 2; the function beneath it does not
        found = {label: probability for probability, label in model.f.predict(text.lower() + "\n", -1, 0.0, "strict")}
        return [float(found.get(f"__label__{theme}", 0.0)) for theme in parts.themes]

    return lambda asked: np.array([one(model_input(text).text) for text in asked])


def setfit(items: Sequence[LabelledItem], parts: Parts) -> Answers:
    """SetFit on the same base encoder: contrastive learning, then a logistic regression a theme."""
    from datasets import Dataset
    from setfit import SetFitModel, Trainer, TrainingArguments

    model = SetFitModel.from_pretrained(str(find_base_encoder()), multi_target_strategy="one-vs-rest", device="cpu")
    read, wanted = _read(items), targets(items, parts.themes).astype(int).tolist()
    drawn = np.random.default_rng(1).permutation(len(items))[:SETFIT_ITEMS]
    pairs_of = [read[row] for row in drawn], [wanted[row] for row in drawn]
    with tempfile.TemporaryDirectory() as folder:
        arguments = TrainingArguments(
            output_dir=folder, batch_size=16, num_epochs=1, max_steps=SETFIT_STEPS, seed=1, report_to="none",
            save_strategy="no", show_progress_bar=False,
        )  # fmt: skip
        trainer = Trainer(model=model, args=arguments, train_dataset=Dataset.from_dict({"text": read, "label": wanted}))
        trainer.train_embeddings(*pairs_of, args=arguments)
        trainer.train_classifier(read, wanted, args=arguments)

    def answer(asked: Sequence[NewsText]) -> np.ndarray:
        found = np.asarray(model.predict_proba([model_input(text).text for text in asked], as_numpy=True))
        return found if found.ndim == 2 else found[..., 1].T

    return answer


def sitrep(items: Sequence[LabelledItem], parts: Parts) -> Answers:
    """Sitrep's own recipe on a sample: fine-tuned encoder, lexical scores, calibration that joins them."""
    recipe = Recipe(epochs=min(20, max(3, math.ceil(STEPS / len(items)))), workers=1, turns=1)

    def alone(learn: Callable[[int], None], workers: Any) -> None:
        for worker in workers:
            learn(worker)

    with tempfile.TemporaryDirectory() as work:
        model = fine_tune(items, parts.themes, find_base_encoder(), recipe, 1, Path(work), alone).train(False)
    lexicon = fit_lexicon(items, parts.themes, recipe.doubtful_weight)
    words = LexicalScorer(lexicon.terms, lexicon.idf, lexicon.weights, lexicon.bias)

    def scores(asked: Sequence[NewsText]) -> tuple[np.ndarray, np.ndarray]:
        logits = _batched(model, asked, lambda m, ids, mask: m(ids, mask), len(parts.themes))
        return logits, np.stack([words.scores(model_input(text).text) for text in asked])

    development = scores([as_read(item) for item in parts.development])
    weights = item_weights(parts.development, recipe.doubtful_weight)
    calibration = fit_calibration(*development, targets(parts.development, parts.themes), weights)
    return lambda asked: calibrated(calibration, *scores(asked))


def measure(answer: Answers, parts: Parts) -> dict[str, Any]:
    """Judge one system on the test items; adds the items a CPU second and the number of pairs decided yes."""
    development, test = ([as_read(item) for item in part] for part in (parts.development, parts.test))
    cuts = choose_cuts(answer(development), targets(parts.development, parts.themes), 0.055)
    started = time.process_time()
    probabilities = answer(test)
    rate = len(test) / (time.process_time() - started)
    firm = np.array([not item.doubtful for item in parts.test])
    found = report(probabilities, targets(parts.test, parts.themes), firm, cuts, parts.themes)
    return {**found, "rate": rate, "yes": int(decided(probabilities, cuts)[0].sum())}


def sample(items: Sequence[LabelledItem], themes: Sequence[str], count: int, seed: int) -> list[LabelledItem]:
    """Draw count positives of every theme and count items without any."""
    order = [items[row] for row in np.random.default_rng(seed).permutation(len(items))]
    drawn: dict[str, LabelledItem] = {}
    for theme in (*themes, None):
        of_theme = [item for item in order if (theme in item.themes if theme else not item.themes)]
        drawn.update({item.id: item for item in of_theme[:count]})
    return list(drawn.values())


ORDER = ("tf-idf + logistic regression", "fastText", "frozen encoder + logistic regression", "SetFit", "Sitrep")
SYSTEMS: dict[str, Callable[[Sequence[LabelledItem], Parts], Answers]] = {
    "tf-idf + logistic regression": tfidf,
    **({"fastText": fasttext} if find_spec("fasttext") else {}),
    "frozen encoder + logistic regression": frozen,
    **({"SetFit": setfit} if find_spec("setfit") else {}),
    "Sitrep": sitrep,
}


def judge(name: str, size: int | None, artifact: Path, shared: Path, data: Path) -> dict[str, Any]:
    """Fit one system on one sample, in a process of one thread, and judge it; size None takes all items."""
    torch.set_num_threads(THREADS)
    classifier = load_classifier(artifact)
    themes = classifier.taxonomy.ids
    split = divide(*gather(Sources(shared, data), themes))
    parts = Parts(themes, split.train, split.development[:800], split.test)
    items = sample(parts.train, themes, size, seed=size) if size else parts.train
    served = size is None and name == "Sitrep"
    if served and data_digest([*split.train, *split.development, *split.test]) != _learned_digest(artifact):
        print(f"Sitrep, all: {artifact.name} learned from other items than the other systems", flush=True)
    answer = classifier.probabilities if served else SYSTEMS[name](items, parts)
    return {**measure(answer, parts), "learned": len(items), "judged": len(parts.test)}


def _learned_digest(artifact: Path) -> str:
    return str(read_manifest(artifact)["data"]["digest"])


def _size(text: str) -> int | None:
    return None if text == "all" else int(text)


def main() -> None:
    """Fit every system at every size, and judge all of them on the same items."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--artifact", type=Path)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--data", type=Path, default=ROOT / "data", help="own examples and annotations")
    parser.add_argument("--sizes", type=_size, nargs="*", default=[8, 32, 128, 512, None], metavar="N|all")
    parser.add_argument("--systems", nargs="*", choices=list(SYSTEMS), default=list(SYSTEMS), metavar="NAME")
    parser.add_argument("--results", type=Path, help="keep what is measured in this file, and take what it holds")
    parser.add_argument("--plot", type=Path, help="write the learning curves as SVG")
    parser.add_argument("--workers", type=int, default=1, help="processes side by side (%(default)s)")
    arguments = parser.parse_args()
    artifact = arguments.artifact or find_champion(ROOT / "state", ROOT / "artifacts")
    curves: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in ORDER}
    if arguments.results and arguments.results.exists():
        curves.update(json.loads(arguments.results.read_text(encoding="utf-8")))
    with ProcessPoolExecutor(arguments.workers, mp_context=get_context("spawn")) as pool:
        asked = {
            pool.submit(judge, name, size, artifact, arguments.shared, arguments.data): (name, str(size or "all"))
            for size in arguments.sizes
            for name in arguments.systems
            if str(size or "all") not in curves[name]
        }
        for done in as_completed(asked):
            name, of = asked[done]
            curves[name][of] = found = done.result()
            low, high = found["macro_f1_interval"]
            print(f"{name}, {of}: macro-F1 {found['macro_f1']:.3f} [{low:.3f}, {high:.3f}]", flush=True)
            if arguments.results:
                arguments.results.write_text(json.dumps(curves, indent=1), encoding="utf-8")
    curves = {name: sizes for name, sizes in curves.items() if sizes}
    known = {size: None for sizes in curves.values() for size in sizes}
    names = sorted(known, key=lambda size: (size == "all", int(size) if size != "all" else 0))
    _tell(curves, names, artifact.name)
    if arguments.plot:
        arguments.plot.write_text(draw(curves, names), encoding="utf-8")


def _tell(curves: dict[str, dict[str, dict[str, Any]]], names: Sequence[str], artifact: str) -> None:
    """Print the tables: every system that saw all items, then macro-F1 by the number of examples."""
    whole = {name: sizes["all"] for name, sizes in curves.items() if "all" in sizes}
    for found in list(whole.values())[:1]:
        print(f"\n{found['learned']} items to learn from, {found['judged']} to judge; artifact {artifact}")
        print(f"\n| system | macro-F1 | {' / '.join(found['themes'])} | firm | ECE | items per CPU s | yes |")
        print("|---|---|---|---|---|---|---|")
    for name, found in whole.items():
        each = " / ".join(f"{theme['f1']:.3f}" for theme in found["themes"].values())
        print(
            f"| {name} | {_with_interval(found)} | {each} | {found['firm_macro_f1']:.3f} "
            f"| {found['ece']:.3f} | {found['rate']:,.0f} | {found['yes']} |"
        )
    print(f"\n| system, macro-F1 after n a theme | {' | '.join(names)} |\n|---|{'---|' * len(names)}")
    for name, sizes in curves.items():
        print(
            f"| {name} | " + " | ".join(_with_interval(sizes[size]) if size in sizes else "-" for size in names) + " |"
        )


def _with_interval(found: dict[str, Any]) -> str:
    low, high = found["macro_f1_interval"]
    return f"{found['macro_f1']:.3f} [{low:.3f}, {high:.3f}]"


if __name__ == "__main__":
    main()
