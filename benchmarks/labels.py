"""Label quality and speed: Sitrep beside tf-idf and a frozen encoder, same split, same items, one run.

    .venv/bin/python benchmarks/labels.py [--artifact FOLDER] [--shared FOLDER]

The peers learn from the items that the artifact learned from and are judged on its test items; their cuts are
set on the development items as Sitrep's are. Needs the shared labelled news. Prints a table for docs/labels.md.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from models.artifact import find_champion
from models.classifier import load_classifier
from models.labels import NewsText
from models.text import model_input
from training.base_encoder import find_base_encoder
from training.calibrate import choose_cuts, decided
from training.dataset import Split, divide
from training.evaluate import report
from training.finetune import ThemeModel, load_tokenizer, pad
from training.heads import as_read, targets
from training.run import Sources, gather

ROOT = Path(__file__).resolve().parent.parent
Answers = Callable[[Sequence[NewsText]], np.ndarray]


def _regression(inverse_strength: float, features: Any, wanted: np.ndarray) -> LogisticRegression:
    return LogisticRegression(C=inverse_strength, class_weight="balanced", max_iter=2000).fit(features, wanted)


def tfidf(texts: Sequence[NewsText], wanted: np.ndarray) -> Answers:
    """Fit words and pairs with a balanced logistic regression a theme."""
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    features = vectorizer.fit_transform([model_input(text).text for text in texts])
    models = [_regression(5, features, column) for column in wanted.T]

    def answer(asked: Sequence[NewsText]) -> np.ndarray:
        found = vectorizer.transform([model_input(text).text for text in asked])
        return np.column_stack([model.predict_proba(found)[:, 1] for model in models])

    return answer


def frozen(texts: Sequence[NewsText], wanted: np.ndarray) -> Answers:
    """Fit a balanced logistic regression a theme over the base encoder as it came."""
    base = find_base_encoder()
    model, tokenizer = ThemeModel(base, wanted.shape[1], 0.0).train(False), load_tokenizer(base, 128)

    def embed(asked: Sequence[NewsText]) -> np.ndarray:
        rows = [encoding.ids for encoding in tokenizer.encode_batch([model_input(text).text for text in asked])]
        order = np.argsort([len(row) for row in rows])
        out = np.zeros((len(rows), model.head.in_features), dtype=np.float32)
        with torch.inference_mode():
            for start in range(0, len(rows), 32):
                chosen = order[start : start + 32]
                ids, mask = pad([rows[row] for row in chosen])
                vectors = model.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
                out[chosen] = ((vectors * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)).numpy()
        return out / np.linalg.norm(out, axis=1, keepdims=True)

    learned = embed(texts)
    models = [_regression(3, learned, column) for column in wanted.T]
    return lambda asked: np.column_stack([m.predict_proba(embed(asked))[:, 1] for m in models])


def row(name: str, answer: Answers, split: Split, themes: Sequence[str]) -> None:
    """Print one system's figures on the test items."""
    development, test = ([as_read(item) for item in part] for part in (split.development, split.test))
    cuts = choose_cuts(answer(development), targets(split.development, themes), 0.055, seed=1)
    started = time.process_time()
    probabilities = answer(test)
    rate = len(test) / (time.process_time() - started)
    firm = np.array([not item.doubtful for item in split.test])
    found = report(probabilities, targets(split.test, themes), firm, cuts, themes)
    low, high = found["macro_f1_interval"]
    each = " / ".join(f"{theme['f1']:.3f}" for theme in found["themes"].values())
    yes, _ = decided(probabilities, cuts)
    print(
        f"| {name} | {found['macro_f1']:.3f} [{low:.3f}, {high:.3f}] | {each} | {found['firm_macro_f1']:.3f} "
        f"| {found['ece']:.3f} | {rate:,.0f} | {int(yes.sum())} |",
        flush=True,
    )


def main() -> None:
    """Fit the peers, and judge all of them on the same items."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--artifact", type=Path)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    classifier = load_classifier(arguments.artifact or find_champion(ROOT / "state", ROOT / "artifacts"))
    themes = classifier.taxonomy.ids
    split = divide(*gather(Sources(arguments.shared, ROOT / "data"), themes))
    texts, wanted = [as_read(item) for item in split.train], targets(split.train, themes)
    print(f"{len(split.train)} items to learn from, {len(split.test)} to judge; artifact {classifier.version}\n")
    print(f"| system | macro-F1 | {' / '.join(themes)} | firm | ECE | items per CPU s | yes |")
    print("|---|---|---|---|---|---|---|")
    row("tf-idf + logistic regression", tfidf(texts, wanted), split, themes)
    row("frozen encoder + logistic regression", frozen(texts, wanted), split, themes)
    row("Sitrep, as served", classifier.probabilities, split, themes)


if __name__ == "__main__":
    main()
