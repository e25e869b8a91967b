"""A whole training run on a tiny encoder: learned, killed and resumed, exported, sealed, loaded, answering."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

torch = pytest.importorskip("torch")

from models.artifact import read_manifest  # noqa: E402
from models.classifier import load_classifier  # noqa: E402
from models.drift import read_window  # noqa: E402
from models.labels import Decision, NewsText  # noqa: E402
from models.memory import read_memory  # noqa: E402
from news.errors import ArtifactError, DatasetError, SitrepError  # noqa: E402
from training import finetune  # noqa: E402
from training.base_encoder import find_base_encoder  # noqa: E402
from training.dataset import LabelledItem, read_labelled  # noqa: E402
from training.finetune import Recipe, _shard, fine_tune  # noqa: E402
from training.run import Sources, train  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
THEMES = ("foreign_conflict", "elections", "domestic_extremism")
PARTS = ("train", "development", "test")
RECIPE = Recipe(epochs=2, turns=2, batch_size=8, learning_rate=1e-3)


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an encoder of two small layers with random weights, and the real tokenizer."""
    from transformers import BertConfig, BertModel

    try:
        installed = find_base_encoder()
    except ArtifactError as missing:
        pytest.skip(str(missing))
    folder = tmp_path_factory.mktemp("tiny")
    torch.manual_seed(0)
    config = BertConfig(hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64)
    BertModel(config).save_pretrained(folder)
    shutil.copyfile(installed / "tokenizer.json", folder / "tokenizer.json")
    return folder


def some_items(count: int) -> list[LabelledItem]:
    return read_labelled(ROOT / "data" / "examples" / "everyday.jsonl", THEMES, "example")[:count]


def weights_of(model: finetune.ThemeModel) -> np.ndarray:
    return torch.cat([weight.flatten() for weight in model.state_dict().values()]).numpy()


def one_after_the_other(learn: Callable[[int], None], workers: Iterable[int]) -> None:
    for worker in workers:
        learn(worker)


class KilledError(Exception):
    pass


@pytest.fixture(scope="module")
def never_killed(tiny_base: Path, tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    """The weights that a run ends with that is left alone."""
    folder = tmp_path_factory.mktemp("whole")
    return weights_of(fine_tune(some_items(40), THEMES, tiny_base, RECIPE, 1, folder, one_after_the_other))


@pytest.mark.parametrize("killed_at", [0, 1, 3, 6])
def test_given_a_run_killed_between_two_turns_of_a_worker_when_started_again_then_it_ends_as_if_never_killed(
    tiny_base: Path, tmp_path: Path, never_killed: np.ndarray, killed_at: int
) -> None:
    items, taken = some_items(40), 0

    def killed(learn: Callable[[int], None], workers: Iterable[int]) -> None:
        nonlocal taken
        for worker in workers:
            if taken == killed_at:
                raise KilledError
            learn(worker)
            taken += 1

    with pytest.raises(KilledError):
        fine_tune(items, THEMES, tiny_base, RECIPE, 1, tmp_path / "killed", killed)
    resumed = fine_tune(items, THEMES, tiny_base, RECIPE, 1, tmp_path / "killed", one_after_the_other)

    np.testing.assert_allclose(weights_of(resumed), never_killed, atol=1e-6)


def test_given_the_same_inputs_when_fine_tuned_twice_then_the_weights_are_equal(
    tiny_base: Path, tmp_path: Path
) -> None:
    recipe, items = replace(RECIPE, epochs=1), some_items(24)

    once, again, other = (
        weights_of(fine_tune(items, THEMES, tiny_base, recipe, seed, tmp_path / name, one_after_the_other))
        for name, seed in (("once", 1), ("again", 1), ("other", 2))
    )

    assert np.array_equal(once, again)
    assert not np.allclose(once, other)


def test_given_a_turn_when_ended_then_the_model_is_the_mean_of_its_workers(tiny_base: Path, tmp_path: Path) -> None:
    recipe = replace(RECIPE, epochs=1, turns=1)

    model = fine_tune(some_items(16), THEMES, tiny_base, recipe, 1, tmp_path, one_after_the_other)

    states = [load_file(path) for path in sorted(tmp_path.glob("turn*.safetensors"))]
    mean = (states[0]["model.head.weight"] + states[1]["model.head.weight"]) / 2
    assert not np.allclose(states[0]["model.head.weight"], states[1]["model.head.weight"])
    np.testing.assert_allclose(model.state_dict()["head.weight"].numpy(), mean, atol=1e-6)


def test_given_a_base_encoder_with_pickled_weights_alone_when_loaded_then_they_are_not(
    tiny_base: Path, tmp_path: Path
) -> None:
    shutil.copyfile(tiny_base / "config.json", tmp_path / "config.json")
    torch.save(finetune.ThemeModel(tiny_base, len(THEMES), 0.1).encoder.state_dict(), tmp_path / "pytorch_model.bin")

    with pytest.raises(OSError, match="safetensors"):
        finetune.ThemeModel(tmp_path, len(THEMES), 0.1)


def test_given_a_weight_on_distillation_when_fine_tuned_then_the_vectors_stay_nearer_the_base_encoders(
    tiny_base: Path, tmp_path: Path
) -> None:
    items = some_items(40)
    tokenizer = finetune.load_tokenizer(tiny_base, 64)
    batch = finetune.pad([read.ids for read in tokenizer.encode_batch([item.headline for item in items])])

    def vectors(model: finetune.ThemeModel) -> torch.Tensor:
        with torch.inference_mode():
            model.train(False)
            return model.pooled(*batch)

    base = vectors(finetune.ThemeModel(tiny_base, len(THEMES), 0.1))
    near = {}
    for weight in (0.0, 3.0):
        recipe = replace(RECIPE, distillation=weight)
        model = fine_tune(items, THEMES, tiny_base, recipe, 1, tmp_path / str(weight), one_after_the_other)
        near[weight] = torch.nn.functional.cosine_similarity(vectors(model), base).mean().item()

    assert near[3.0] > near[0.0] + 0.001


def test_given_a_model_that_multiplies_in_bfloat16_when_it_reads_then_its_vectors_are_nearly_those_of_one_that_does_not(
    tiny_base: Path,
) -> None:
    batch = finetune.pad([[101, 2000 + n, 3000, 102] for n in range(8)])

    plain, rounded = (
        finetune.ThemeModel(tiny_base, len(THEMES), 0.1, bfloat16=bfloat16).train(False).pooled(*batch)
        for bfloat16 in (False, True)
    )

    assert rounded.dtype == torch.float32
    assert not torch.equal(rounded, plain)
    assert torch.nn.functional.cosine_similarity(rounded, plain).min() > 0.99


def test_given_a_processor_or_torch_when_asked_for_bfloat16_then_tiles_have_it_and_who_cannot_tell_has_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": True})
    tiles = finetune.multiplies_bfloat16()
    monkeypatch.delattr(torch.cpu, "get_capabilities")

    assert (tiles, finetune.multiplies_bfloat16()) == (True, False)


def test_given_an_epoch_when_its_turns_are_shared_out_then_every_item_is_learned_from_once() -> None:
    shards = [_shard(45, RECIPE, 1, turn, worker) for turn in (2, 3) for worker in (0, 1)]

    assert sorted(row for shard in shards for row in shard) == list(range(45))


Trained = tuple[Path, dict[str, Any]]  # the artifact's folder and its report


def trained_in(place: Path, base: Path) -> Trained:
    """Train on one labelled file, with workers in processes of their own."""
    labelled = place / "labelled.jsonl"
    shutil.copyfile(ROOT / "data" / "examples" / "elections.jsonl", labelled)
    (place / "data" / "examples").mkdir(parents=True)
    shutil.copyfile(ROOT / "data" / "taxonomy.json", place / "data" / "taxonomy.json")
    return train(
        Sources(place / "nowhere", place / "data", [labelled], []),
        base=base,
        out=place / "artifacts",
        work=place / "work",
        version=None,
        recipe=Recipe(epochs=1, turns=1),
        seed=1,
        now=datetime(2026, 11, 22, tzinfo=UTC),
    )


@pytest.fixture(scope="module")
def trained(tiny_base: Path, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """What the first of two like runs made."""
    return trained_in(tmp_path_factory.mktemp("once"), tiny_base)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # torch's exporter warns about its own internals
def test_given_labelled_files_when_trained_then_the_sealed_artifact_answers(trained: Trained) -> None:
    folder, report = trained

    assert folder.name == "2026-11-22.1"
    assert set(report) == {"development", "test", "test_headline_only"}
    classifier = load_classifier(folder)
    short, long = NewsText("Recount ordered", "A judge ordered a recount."), NewsText("", "The vote was close. " * 600)
    alone = [classifier.label([item], evidence=True)[0] for item in (short, long)]
    assert classifier.label([short, long], evidence=True) == alone
    for result, item in zip(alone, (short, long), strict=True):
        for theme in result.themes:
            assert 0 <= theme.probability <= 1
            assert (theme.decision is Decision.NO) == (theme.evidence == ())
            for span in theme.evidence or ():
                assert getattr(item, span.field)[span.start : span.end] == span.text
    card = (folder / "MODEL_CARD.md").read_text(encoding="utf-8")
    manifest = read_manifest(folder)
    memory = read_memory(folder, manifest)
    assert len(memory.ids) == manifest["data"]["remembered"] == sum(manifest["data"][p]["items"] for p in PARTS)
    assert read_window(manifest["window"]).items == len(memory.ids) - manifest["data"]["train"]["items"]
    assert manifest["lineage"]["corrections_watermark"] == 0
    assert f"Macro-F1 {report['test']['macro_f1']:.3f}" in card


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # torch's exporter warns about its own internals
def test_given_the_same_inputs_when_trained_twice_then_the_artifact_is_the_same(
    trained: Trained, tiny_base: Path, tmp_path: Path
) -> None:
    folder, report = trained

    again, report_again = trained_in(tmp_path, tiny_base)

    assert report_again == report
    files, files_again = read_manifest(folder)["files"], read_manifest(again)["files"]
    assert [name for name in files if files[name] != files_again.get(name)] == []


def test_given_nothing_to_learn_from_when_trained_then_the_way_out_is_named(tiny_base: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    shutil.copyfile(ROOT / "data" / "taxonomy.json", tmp_path / "data" / "taxonomy.json")

    with pytest.raises(DatasetError, match="--labelled"):
        train(
            Sources(tmp_path / "nowhere", tmp_path / "data"),
            base=tiny_base,
            out=tmp_path / "artifacts",
            work=tmp_path / "work",
            version=None,
            recipe=Recipe(epochs=1, turns=1),
            seed=1,
            now=datetime(2026, 11, 22, tzinfo=UTC),
        )


def test_given_a_folder_without_an_encoder_when_named_as_base_then_it_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SitrepError, match=r"lacks config\.json, model\.safetensors, tokenizer\.json"):
        find_base_encoder(tmp_path)
