"""Fine-tune the base encoder on labelled items: one linear head per theme over mean-pooled tokens.

Plain torch on the CPU: workers of one thread each learn from their own shards and meet after every turn, some
thousand items, where their weights are averaged. Threads inside one process would wait for each other at every
multiplication; on busy cores that costs more than it brings. Every turn is written to the work folder, so that a
killed run goes on where it stopped.

Beside the labels the base encoder teaches: the pooled vector of an item shall stay near the base encoder's own. Themes
that users add read the same vector, and an encoder that only had to tell the taxonomy's themes apart forgets what sets
immigration apart from trade.

Sources of the recipe: Devlin et al., "BERT", NAACL 2019 (fine-tuning); Stich, "Local SGD Converges Fast and
Communicates Little", ICLR 2019 (workers that average now and then); Li and Hoiem, "Learning without Forgetting", ECCV
2016 (distilling the old model on the new items).
"""

import logging
import math
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoConfig, AutoModel

from models.artifact import sync
from models.labels import NewsText
from models.text import model_input
from news.arrays import IntArray
from training.dataset import LabelledItem

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a fine-tuning run does; written into the artifact's manifest."""

    epochs: int = 3
    workers: int = 2  # side by side, one thread each
    turns: int = 4  # in an epoch; after each the workers average their weights
    learning_rate: float = 2e-4
    batch_size: int = 16
    max_tokens: int = 128
    doubtful_weight: float = 0.5  # a doubtful label counts half: careful readers agree on it less
    warmup: float = 0.1  # share of the steps
    weight_decay: float = 0.01
    dropout: float = 0.1
    distillation: float = 0.3  # weight of the cosine distance to the base encoder's vector, beside the labels' loss
    bfloat16: bool = False  # multiply in bfloat16: faster where the processor has tiles for it (AMX), slower elsewhere


def multiplies_bfloat16() -> bool:
    """Whether this processor multiplies matrices of bfloat16 in tiles; False where torch is too old to tell."""
    tells = hasattr(torch.cpu, "get_capabilities")  # the oldest torch that will do, 2.6, does not
    return tells and bool(torch.cpu.get_capabilities().get("amx_bf16"))


class ThemeModel(nn.Module):
    """Encoder, mean pooling over the attention mask, one linear output a theme."""

    def __init__(self, base: Path, themes: int, dropout: float, bfloat16: bool = False) -> None:
        super().__init__()
        # safetensors alone, and no code that lies beside them: the folder may be anybody's
        known = {"local_files_only": True, "trust_remote_code": False}
        config = AutoConfig.from_pretrained(base, **known)
        self.encoder = AutoModel.from_pretrained(
            base, config=config, use_safetensors=True, dtype=torch.float32, **known
        )
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(config.hidden_size, themes)
        self.in_bfloat16 = bfloat16  # nn.Module has a method of the shorter name

    def pooled(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the mean token vectors, shape (batch, dimensions)."""
        with torch.autocast("cpu", torch.bfloat16, enabled=self.in_bfloat16):
            tokens = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        tokens = tokens.float()
        weights = mask.unsqueeze(-1).to(tokens.dtype)
        mean: torch.Tensor = (tokens * weights).sum(1) / weights.sum(1).clamp(min=1)
        return mean

    def logits(self, pooled: torch.Tensor) -> torch.Tensor:
        """Return what the heads say of pooled vectors, shape (batch, themes)."""
        logits: torch.Tensor = self.head(self.dropout(pooled))
        return logits

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return logits of shape (batch, themes)."""
        return self.logits(self.pooled(ids, mask))


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
    if draw < 0.45:
        return NewsText(item.headline, "")
    if draw < 0.75:
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
    trained = list(model.named_parameters())
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
        fused=True,  # one pass over the weights: a small batch spent as long on them as on its items
    )


def _schedule(step: int, total: int, warmup: float) -> float:
    rising = max(1, math.ceil(total * warmup))
    if step < rising:
        return (step + 1) / rising
    return max(0.0, (total - step) / max(1, total - rising))


def _shard(items: int, recipe: Recipe, seed: int, turn: int, worker: int) -> IntArray:
    """Row numbers that one worker learns from in one turn: an epoch's turns and workers part all rows evenly."""
    epoch, part = divmod(turn, recipe.turns)
    rows = np.random.default_rng([seed, epoch]).permutation(items)
    shards = np.array_split(rows, recipe.turns * recipe.workers)
    return shards[part * recipe.workers + worker]


def learned_after(turn: int, items: int, recipe: Recipe) -> int:
    """How many items have been learned from when a turn has ended; an item counts once in every epoch."""
    epoch, part = divmod(turn, recipe.turns)
    shards = np.array_split(np.arange(items), recipe.turns * recipe.workers)
    return epoch * items + sum(len(shard) for shard in shards[: (part + 1) * recipe.workers])


def _learn(
    model: ThemeModel,
    teacher: ThemeModel,
    tokenizer: Tokenizer,
    items: Sequence[LabelledItem],
    targets: torch.Tensor,
    recipe: Recipe,
    optimizer: torch.optim.AdamW,
    place: tuple[int, int, int],
) -> float:
    """Learn once from one shard, whose rows items and targets are; returns the labels' mean loss.

    teacher is the base encoder as it was; place is (seed, turn, worker).
    """
    seed, turn, worker = place
    rng = np.random.default_rng([seed, turn, worker])
    torch.manual_seed(int(rng.integers(2**31)))
    encoded = [e.ids for e in tokenizer.encode_batch([model_input(shortened(item, rng)).text for item in items])]
    weights = torch.tensor([recipe.doubtful_weight if item.doubtful else 1.0 for item in items])
    groups = list(batches([len(ids) for ids in encoded], recipe.batch_size, rng))
    turns = recipe.epochs * recipe.turns
    started, sum_loss = time.monotonic(), 0.0
    rates = [group["lr"] for group in optimizer.param_groups]
    model.train()
    for number, rows in enumerate(groups):
        scale = _schedule(turn * len(groups) + number, turns * len(groups), recipe.warmup)
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * scale
        ids, mask = pad([encoded[row] for row in rows])
        pooled = model.pooled(ids, mask)
        losses = nn.functional.binary_cross_entropy_with_logits(model.logits(pooled), targets[rows], reduction="none")
        loss = (losses.mean(1) * weights[rows]).sum() / weights[rows].sum()
        whole = loss
        if recipe.distillation:
            # of every second item: the teacher's pass costs a third of a step, and half of them teach as much
            with torch.no_grad():
                taught = teacher.pooled(ids[::2], mask[::2])
            apart = 1 - nn.functional.cosine_similarity(pooled[::2], taught)
            whole = loss + recipe.distillation * apart.mean()
        optimizer.zero_grad(set_to_none=True)
        whole.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        sum_loss += loss.item()
        if worker == 0 and number % 50 == 49:
            pace = (time.monotonic() - started) / (number + 1)
            left = pace * ((turns - turn) * len(groups) - number - 1)
            logger.info(
                "turn %d/%d: step %d of %d, loss %.3f, %.0f min left",
                turn + 1, turns, number + 1, len(groups), sum_loss / (number + 1), left / 60,
            )  # fmt: skip
    for group, rate in zip(optimizer.param_groups, rates, strict=True):
        group["lr"] = rate
    return sum_loss / max(1, len(groups))


def _state_path(work: Path, turn: int, worker: int) -> Path:
    return work / f"turn{turn:03d}-worker{worker}.safetensors"


def _save(model: ThemeModel, optimizer: torch.optim.AdamW, path: Path) -> None:
    """Write a worker's state beside its place, sync it and rename it in: a reader meets a whole one or none."""
    tensors = {f"model.{name}": tensor.contiguous() for name, tensor in model.state_dict().items()}
    for number, state in optimizer.state_dict()["state"].items():
        for name, value in state.items():
            tensors[f"optimizer.{number}.{name}"] = torch.as_tensor(value).clone()
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".partial")
    save_file(tensors, beside)
    sync(beside)
    os.replace(beside, path)


def _averaged(work: Path, turn: int, workers: int) -> dict[str, torch.Tensor]:
    """The mean of all workers' weights after a turn."""
    states = [load_file(_state_path(work, turn, worker)) for worker in range(workers)]
    names = [name for name in states[0] if name.startswith("model.")]
    return {
        name[6:]: torch.stack([state[name].float() for state in states]).mean(0).to(states[0][name].dtype)
        for name in names
    }


def _own_moments(optimizer: torch.optim.AdamW, path: Path) -> None:
    """Give the optimizer the moments that this worker had after its last turn."""
    state: dict[int, dict[str, torch.Tensor]] = {}
    for name, tensor in load_file(path).items():
        if name.startswith("optimizer."):
            _, number, key = name.split(".", 2)
            state.setdefault(int(number), {})[key] = tensor
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})


def take_turn(
    items: Sequence[LabelledItem],
    themes: Sequence[str],
    base: Path,
    recipe: Recipe,
    seed: int,
    work: Path,
    turn: int,
    worker: int,
) -> None:
    """Let one worker learn from its shard of one turn, from the mean of all workers' weights after the turn before.

    Leaves its state in the work folder; a state found there is kept: a killed run goes on where it stopped.
    """
    path = _state_path(work, turn, worker)
    if path.exists():
        return
    torch.set_num_threads(1)
    torch.manual_seed(seed)  # the head starts alike in every worker
    model = ThemeModel(base, len(themes), recipe.dropout, recipe.bfloat16)
    teacher = ThemeModel(base, len(themes), recipe.dropout, recipe.bfloat16)
    teacher.train(False)
    optimizer = _optimizer(model, recipe)
    if turn:
        model.load_state_dict(_averaged(work, turn - 1, recipe.workers))
        _own_moments(optimizer, _state_path(work, turn - 1, worker))
    rows = _shard(len(items), recipe, seed, turn, worker)
    shard = [items[row] for row in rows]
    targets = torch.tensor([[float(theme in item.themes) for theme in themes] for item in shard])
    tokenizer = load_tokenizer(base, recipe.max_tokens)
    loss = _learn(model, teacher, tokenizer, shard, targets, recipe, optimizer, (seed, turn, worker))
    _save(model, optimizer, path)
    logger.info("turn %d of %d, worker %d: mean loss %.4f", turn + 1, recipe.epochs * recipe.turns, worker, loss)


def _mean(themes: int, base: Path, recipe: Recipe, work: Path, turn: int) -> ThemeModel:
    """The model that a turn ended with."""
    model = ThemeModel(base, themes, recipe.dropout, recipe.bfloat16)
    model.load_state_dict(_averaged(work, turn, recipe.workers))
    return model


def fine_tune(
    items: Sequence[LabelledItem],
    themes: Sequence[str],
    base: Path,
    recipe: Recipe,
    seed: int,
    work: Path,
    together: Callable[[Callable[[int], None], Iterable[int]], None],
    after: Callable[[int, ThemeModel], None] | None = None,
) -> ThemeModel:
    """Train, going on from the work folder where a killed run stopped; returns the mean of the workers' last weights.

    together calls a function for every worker's number, side by side or one after the other, and returns when all
    are done. The work folder belongs to one recipe, one seed and one list of items. after is shown every turn's number
    with the mean of the workers' weights, a model of its own; a run that goes on shows the last turn before once more,
    which may have ended unseen.
    """

    def show(turn: int) -> None:
        if after:
            with torch.random.fork_rng(devices=[]):  # a new model draws weights: nothing that learns shall notice
                after(turn, _mean(len(themes), base, recipe, work, turn))

    last = recipe.epochs * recipe.turns - 1
    done = [
        turn
        for turn in range(last + 1)
        if all(_state_path(work, turn, worker).exists() for worker in range(recipe.workers))
    ]
    if done:
        show(max(done))
    for turn in range(max(done, default=-1) + 1, last + 1):
        together(partial(take_turn, items, themes, base, recipe, seed, work, turn), range(recipe.workers))
        show(turn)
        if turn:  # the turn before the last one is all that resuming needs
            for worker in range(recipe.workers):
                _state_path(work, turn - 1, worker).unlink(missing_ok=True)
    return _mean(len(themes), base, recipe, work, last)
