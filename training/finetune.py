"""Fine-tune the base encoder on labelled items: one linear head per theme over mean-pooled tokens.

Plain torch on the CPU, one process and one thread a seed. Every epoch is written to the work folder, so that a
killed run goes on where it stopped. Source of the recipe: Devlin et al., "BERT", NAACL 2019 (fine-tuning);
Wortsman et al., "Model soups", ICML 2022 (averaging the weights of the seeds).
"""

import json
import logging
import math
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoConfig, AutoModel

from models.labels import NewsText
from models.text import model_input
from training.dataset import LabelledItem

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a fine-tuning run does; written into the artifact's manifest."""

    epochs: int = 3
    learning_rate: float = 1e-4
    batch_size: int = 16
    max_tokens: int = 128
    frozen_layers: int = 2  # lower encoder layers (and the embeddings) left as they are
    doubtful_weight: float = 0.5  # a doubtful label counts half: careful readers agree on it less
    warmup: float = 0.1  # share of the steps
    weight_decay: float = 0.01
    dropout: float = 0.1


class ThemeModel(nn.Module):
    """Encoder, mean pooling over the attention mask, one linear output a theme."""

    def __init__(self, base: Path, themes: int, dropout: float) -> None:
        super().__init__()
        config = AutoConfig.from_pretrained(base, local_files_only=True)
        self.encoder = AutoModel.from_pretrained(base, config=config, local_files_only=True, dtype=torch.float32)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(config.hidden_size, themes)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return logits of shape (batch, themes)."""
        tokens = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(tokens.dtype)
        pooled = (tokens * weights).sum(1) / weights.sum(1).clamp(min=1)
        logits: torch.Tensor = self.head(self.dropout(pooled))
        return logits


def load_tokenizer(base: Path, max_tokens: int) -> Tokenizer:
    """Load the encoder's tokenizer without the padding and the length that its file carries."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer


def shortened(item: LabelledItem, rng: np.random.Generator) -> NewsText:
    """Show an item as readers meet it: headline alone, with a sentence or two, or with some eighty words."""
    words = item.text.split()
    if not item.headline or not words:
        return item.news_text
    draw = rng.random()
    if draw < 0.12:
        return NewsText(item.headline, "")
    if draw < 0.45:
        return NewsText(item.headline, " ".join(words[: rng.integers(15, 45)]))
    return NewsText(item.headline, " ".join(words[: rng.integers(50, 86)]))


def pad(encoded: Sequence[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Stack token ids into (batch, longest) with their mask; token 0 is the padding."""
    longest = max(len(ids) for ids in encoded)
    ids = torch.zeros((len(encoded), longest), dtype=torch.long)
    mask = torch.zeros((len(encoded), longest), dtype=torch.long)
    for row, tokens in enumerate(encoded):
        ids[row, : len(tokens)] = torch.tensor(tokens)
        mask[row, : len(tokens)] = 1
    return ids, mask


def batches(lengths: Sequence[int], size: int, rng: np.random.Generator) -> Iterator[list[int]]:
    """Yield row numbers in batches of like length, batches in random order: little padding, little bias."""
    noisy = np.asarray(lengths) + rng.uniform(-8, 8, len(lengths))
    order = np.argsort(noisy, kind="stable")
    groups = [order[start : start + size] for start in range(0, len(order), size)]
    for group in rng.permutation(len(groups)):
        yield groups[group].tolist()


def _optimizer(model: ThemeModel, recipe: Recipe) -> torch.optim.AdamW:
    layers = model.encoder.encoder.layer
    if recipe.frozen_layers:
        for module in (model.encoder.embeddings, *layers[: recipe.frozen_layers]):
            module.requires_grad_(False)
    trained = [(name, weight) for name, weight in model.named_parameters() if weight.requires_grad]
    plain = [weight for name, weight in trained if weight.ndim == 1]
    decayed = [weight for name, weight in trained if weight.ndim > 1 and not name.startswith("head")]
    head = [weight for name, weight in trained if weight.ndim > 1 and name.startswith("head")]
    return torch.optim.AdamW(
        [
            {"params": decayed, "weight_decay": recipe.weight_decay},
            {"params": plain, "weight_decay": 0.0},
            # the head starts from nothing and may move faster than what is pretrained
            {"params": head, "weight_decay": recipe.weight_decay, "lr": recipe.learning_rate * 10},
        ],
        lr=recipe.learning_rate,
    )


def _schedule(step: int, total: int, warmup: float) -> float:
    rising = max(1, math.ceil(total * warmup))
    if step < rising:
        return (step + 1) / rising
    return max(0.0, (total - step) / max(1, total - rising))


def _epoch(
    model: ThemeModel,
    tokenizer: Tokenizer,
    items: Sequence[LabelledItem],
    targets: torch.Tensor,
    recipe: Recipe,
    optimizer: torch.optim.AdamW,
    epoch: int,
    seed: int,
) -> float:
    """Learn once from every item; returns the mean loss."""
    rng = np.random.default_rng([seed, epoch])
    torch.manual_seed(seed * 1000 + epoch)
    encoded = [e.ids for e in tokenizer.encode_batch([model_input(shortened(item, rng)).text for item in items])]
    weights = torch.tensor([recipe.doubtful_weight if item.doubtful else 1.0 for item in items])
    groups = list(batches([len(ids) for ids in encoded], recipe.batch_size, rng))
    total, started, sum_loss = len(groups) * recipe.epochs, time.monotonic(), 0.0
    rates = [group["lr"] for group in optimizer.param_groups]
    model.train()
    for number, rows in enumerate(groups):
        scale = _schedule(epoch * len(groups) + number, total, recipe.warmup)
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * scale
        output = model(*pad([encoded[row] for row in rows]))
        losses = nn.functional.binary_cross_entropy_with_logits(output, targets[rows], reduction="none")
        loss = (losses.mean(1) * weights[rows]).sum() / weights[rows].sum()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        sum_loss += loss.item()
        if number % 50 == 49:
            pace = (time.monotonic() - started) / (number + 1)
            logger.info(
                "seed %d epoch %d/%d: step %d of %d, loss %.3f, %.0f s left in this epoch",
                seed, epoch + 1, recipe.epochs, number + 1, len(groups), sum_loss / (number + 1),
                pace * (len(groups) - number - 1),
            )  # fmt: skip
    for group, rate in zip(optimizer.param_groups, rates, strict=True):
        group["lr"] = rate
    return sum_loss / len(groups)


def _save(model: ThemeModel, optimizer: torch.optim.AdamW, folder: Path, epoch: int) -> None:
    """Write a resumable state beside its place and rename it in: a reader meets a whole one or none."""
    tensors = {f"model.{name}": tensor.contiguous() for name, tensor in model.state_dict().items()}
    for number, state in optimizer.state_dict()["state"].items():
        for name, value in state.items():
            tensors[f"optimizer.{number}.{name}"] = torch.as_tensor(value).clone()
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / "state.partial"
    save_file(tensors, partial, metadata={"epochs_done": str(epoch)})
    os.replace(partial, folder / "state.safetensors")


def _resume(model: ThemeModel, optimizer: torch.optim.AdamW, folder: Path) -> int:
    """Load the last whole state, if there is one; returns how many epochs it had done."""
    path = folder / "state.safetensors"
    if not path.exists():
        return 0
    tensors = load_file(path)
    model.load_state_dict({name[6:]: t for name, t in tensors.items() if name.startswith("model.")})
    state: dict[int, dict[str, torch.Tensor]] = {}
    for name, tensor in tensors.items():
        if name.startswith("optimizer."):
            _, number, key = name.split(".", 2)
            state.setdefault(int(number), {})[key] = tensor
    whole = optimizer.state_dict()
    optimizer.load_state_dict({"state": state, "param_groups": whole["param_groups"]})
    with path.open("rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    return int(header["__metadata__"]["epochs_done"])


def fine_tune(
    items: Sequence[LabelledItem], themes: Sequence[str], base: Path, recipe: Recipe, seed: int, work: Path
) -> ThemeModel:
    """Train one seed, going on from the work folder where a killed run stopped; returns the last epoch's model.

    The work folder belongs to one recipe and one list of items; another recipe found there is an error of
    the caller. Raises nothing of its own.
    """
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    model = ThemeModel(base, len(themes), recipe.dropout)
    tokenizer = load_tokenizer(base, recipe.max_tokens)
    optimizer = _optimizer(model, recipe)
    targets = torch.tensor([[float(theme in item.themes) for theme in themes] for item in items])
    done = _resume(model, optimizer, work)
    for epoch in range(done, recipe.epochs):
        loss = _epoch(model, tokenizer, items, targets, recipe, optimizer, epoch, seed)
        _save(model, optimizer, work, epoch + 1)
        logger.info("seed %d: epoch %d of %d done, mean loss %.4f", seed, epoch + 1, recipe.epochs, loss)
    return model


def average(models: Sequence[ThemeModel]) -> ThemeModel:
    """Average the weights of models that started from the same base; the first one is changed and returned."""
    states = [model.state_dict() for model in models]
    mean = {
        name: torch.stack([state[name].float() for state in states]).mean(0).to(tensor.dtype)
        for name, tensor in states[0].items()
    }
    models[0].load_state_dict(mean)
    return models[0]
