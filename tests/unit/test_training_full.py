"""The full mode of a training job on a tiny encoder: corrections are learned, the candidate judged and told."""

import shutil
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from models.artifact import read_manifest, verify  # noqa: E402
from news.errors import ArtifactError  # noqa: E402
from news.item import NewsItem  # noqa: E402
from serving.web.model_view import learning_plot  # noqa: E402
from store.corrections import Correction  # noqa: E402
from store.job_folder import JobFolder  # noqa: E402
from store.sqlite.store import open_store  # noqa: E402
from store.themes import ThemeChange  # noqa: E402
from tests.fakes import NOON  # noqa: E402
from tests.tiny import THEMES, make_artifact  # noqa: E402
from training.base_encoder import find_base_encoder  # noqa: E402
from training.corrected import Caps  # noqa: E402
from training.dataset import LabelledItem, Split  # noqa: E402
from training.full import judging_at_hand  # noqa: E402
from training.gate import REFUSED_AT_HAND, Limits, judge_at_hand  # noqa: E402
from training.job import run_job  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]


def tiny_base(folder: Path) -> Path:
    """An encoder of one small layer with random weights, and the real tokenizer."""
    from transformers import BertConfig, BertModel

    try:
        installed = find_base_encoder()
    except ArtifactError as missing:
        pytest.skip(str(missing))
    folder.mkdir()
    torch.manual_seed(0)
    config = BertConfig(hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32)
    BertModel(config).save_pretrained(folder)
    shutil.copyfile(installed / "tokenizer.json", folder / "tokenizer.json")
    return folder


@pytest.mark.parametrize(("of_the_news", "passes"), [(100, True), (90, True), (89, False), (0, False)])
def test_given_part_of_what_judged_the_champion_when_another_is_fine_tuned_then_the_gate_says_how_much_it_lacks(
    tmp_path: Path, of_the_news: int, passes: bool
) -> None:
    champion = make_artifact(tmp_path, "2026-11-27.1")
    judged = [f"tiny:{number}" for number in range(3, 400, 4)]
    split = Split((), (), tuple(LabelledItem(name, "", "", "", (), False, "labelled") for name in judged[:of_the_news]))

    at_hand = judging_at_hand(champion, split)

    assert at_hand == (of_the_news, 100)
    assert judge_at_hand(*at_hand).passed is passes


def test_given_an_artifact_without_a_memory_when_another_is_fine_tuned_then_nothing_is_said_of_what_it_lacks(
    tmp_path: Path,
) -> None:
    assert judging_at_hand(make_artifact(tmp_path, memory=False), Split((), (), ())) is None


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # torch's exporter warns about its own internals
def test_given_full_mode_when_run_then_a_candidate_of_its_own_encoder_is_judged_and_told(tmp_path: Path) -> None:
    home, data = tmp_path / "home", tmp_path / "data"
    champion = make_artifact(tmp_path / "released", "2026-11-27.1")
    (data / "examples").mkdir(parents=True)
    shutil.copyfile(ROOT / "data" / "taxonomy.json", data / "taxonomy.json")
    lines = (ROOT / "data" / "examples" / "elections.jsonl").read_text(encoding="utf-8").splitlines()[:160]
    (data / "examples" / "elections.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with closing(open_store(home, lambda: NOON)) as store:
        items = [NewsItem(f"i{n}", "", f"A recount of ward {n} was ordered.", published_at=NOON) for n in range(5)]
        store.add_items(items, {}, NOON, lambda created: "")
        told = tuple(("", f"The harbour bridge was closed for {n} days.") for n in range(8))
        store.themes.add(ThemeChange("harbours", "add", NOON, "Harbours", "Harbours and bridges.", told))
        asked = [*[THEMES] * 4, ("elections",)]  # the last one leaves themes open
        store.corrections.add([Correction(i.id, ("elections",), a, NOON) for i, a in zip(items, asked, strict=True)])
    folder = JobFolder(home / "jobs" / "job_1")
    folder.prepare(
        {
            "mode": "full", "home": str(home), "champion": str(champion), "out": str(home / "artifacts"),
            "version": "2026-11-28.1", "seed": 1, "days": 7, "asked_at": NOON.isoformat(), "epochs": 1,
            "base": str(tiny_base(tmp_path / "base")), "shared": str(tmp_path / "nowhere"), "data": str(data),
            "limits": asdict(Limits()), "caps": asdict(Caps(user=1.0, source=1.0)),
        }
    )  # fmt: skip

    code = run_job(folder.path)

    result = folder.result()
    assert code == 0, result
    assert result is not None
    manifest = verify(home / "artifacts" / "2026-11-28.1")
    assert manifest["data"]["train"]["origins"]["correction"] == 4
    assert manifest["lineage"]["parent"] == "2026-11-27.1"
    assert manifest["lineage"]["corrections_watermark"] == 5
    assert manifest["files"]["encoder.onnx"] != read_manifest(champion)["files"]["encoder.onnx"]
    assert result["verdict"] == "refused"  # an encoder of random weights
    assert result["report"]["stored"]["items"] == 5
    added = result["report"]["stored"]["added"]["harbours"]  # fitted for the other encoder
    assert (added["answered_before"], added["answered"], added["examples"]) == (True, True, 8)
    assert 0 <= added["examples_found"] <= 1
    checks = {check["name"]: check for check in result["checks"]}
    assert "churn:harbours" in checks
    assert not checks["at_hand"]["passed"]  # nothing that judged the champion is here
    assert checks["at_hand"]["sentence"].startswith("0 of the 100 items that judged the champion are at hand")
    assert result["report"]["test"]["items"] > 0
    curve = result["report"]["learning_curve"]
    assert len(curve) == 4  # a point a turn
    assert curve[-1]["items"] == manifest["data"]["train"]["items"]
    assert curve[-1]["development_items"] == manifest["data"]["development"]["items"]
    assert curve == manifest["learning_curve"]
    drawn = learning_plot(result["report"])
    assert drawn is not None
    assert len(drawn.dots) == 4
    assert drawn.bottom == ("0", f"{curve[-1]['items']} items")
    steps = (folder.path / "progress.jsonl").read_text(encoding="utf-8")
    assert f"fine-tuning ({REFUSED_AT_HAND})" in steps  # before the hours, not only after them
    progress = folder.progress()
    assert progress is not None
    assert progress.share >= 0.9
