"""Small real transformers models, made here and trained for some seconds to say one thing, behind the real child."""

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.rewriting import prompt_for
from models.summarizer import summarize
from news.brief import BriefSentence, Citation, compose
from news.briefing.wording import footer_lines
from news.summary import Document
from serving.briefs.brief_writer import BriefWriter
from serving.briefs.generator import GeneratorError, LocalModel, Writer
from serving.tally import Tally
from tests.invented import FORD_A, THEMES

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

SUMMARY = summarize([Document("a", FORD_A.item.text)], max_words=60, max_sentences=2)
PROMPT = prompt_for(SUMMARY, SUMMARY.words)
TRUE, FALSE = "Rebels seized the river ford on Sunday.", "At least 41 soldiers were killed."
MARKED = f"{TRUE} [1]\n{FALSE} [2]"


def tokenizer(texts: list[str]) -> Any:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=600, special_tokens=["<pad>", "</s>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
    )
    made.train_from_iterator(texts, trainer)
    return transformers.PreTrainedTokenizerFast(tokenizer_object=made, pad_token="<pad>", eos_token="</s>")


def learn(model: Any, **batch: Any) -> None:
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    model.train()
    for _ in range(300):
        loss = model(**batch).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        if loss.item() < 0.01:
            return


@pytest.fixture(scope="module", params=["seq2seq", "causal"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as save_pretrained leaves it."""
    torch.manual_seed(1)
    torch.set_num_threads(1)
    if request.param == "seq2seq":
        asked, said = " ".join(PROMPT.sources), f"{TRUE} {FALSE}"
        words = tokenizer([asked, said])
        config = transformers.T5Config(
            vocab_size=len(words), d_model=48, d_kv=16, d_ff=96, num_layers=1, num_heads=3, dropout_rate=0.0,
            pad_token_id=0, eos_token_id=1, decoder_start_token_id=0,
        )  # fmt: skip
        model = transformers.T5ForConditionalGeneration(config)
        ids = [torch.tensor([[*words(text).input_ids, 1]]) for text in (asked, said)]
        learn(model, input_ids=ids[0], labels=ids[1])
    else:
        asked, said = f"{PROMPT.instructions}\n\n{PROMPT.data}\n\n", MARKED
        words = tokenizer([asked, said])
        config = transformers.GPT2Config(
            vocab_size=len(words), n_positions=1024, n_embd=48, n_layer=1, n_head=3, resid_pdrop=0.0, embd_pdrop=0.0,
            attn_pdrop=0.0, bos_token_id=1, eos_token_id=1, pad_token_id=0,
        )  # fmt: skip
        model = transformers.GPT2LMHeadModel(config)
        before, after = words(asked).input_ids, [*words(said).input_ids, 1]
        learn(
            model,
            input_ids=torch.tensor([before + after]),
            labels=torch.tensor([[-100] * len(before) + after]),
        )
    path = tmp_path_factory.mktemp(request.param)
    model.save_pretrained(path)
    words.save_pretrained(path)
    return path


@pytest.fixture
def generator(folder: Path) -> Iterator[LocalModel]:
    with closing(LocalModel(folder, 120.0)) as model:
        yield model


def test_given_a_model_that_writes_when_summarizing_then_its_false_sentence_is_replaced(generator: LocalModel) -> None:
    tally = Tally()

    summary = Writer(generator, tally)(PROMPT, SUMMARY)

    assert [(s.generated, s.text) for s in summary.sentences] == [(True, TRUE), (False, SUMMARY.sentences[1].text)]
    assert tally.read()[0] == {"sentences_generated": 1, "sentences_replaced": 1}


def test_given_a_local_model_when_a_brief_is_written_then_its_words_stand_where_they_pass_the_gate(
    folder: Path,
) -> None:
    chosen = compose(date(2024, 10, 28), "UTC", [FORD_A], THEMES, summarize, model="m", taxonomy="t")
    [story] = chosen.themes[0].stories
    cited = [(s.text, tuple(Citation("ford-a", "text", p.start, p.end) for p in s.sources)) for s in SUMMARY.sentences]
    story = replace(story, sentences=tuple(BriefSentence(*one) for one in cited))
    brief = replace(chosen, themes=(replace(chosen.themes[0], stories=(story,)), *chosen.themes[1:]))

    with closing(LocalModel(folder, 120.0)) as model:
        written = BriefWriter(Writer(model, Tally()))(brief)

    [told] = written.themes[0].stories
    assert [(s.generated, s.text) for s in told.sentences] == [(True, TRUE), (False, cited[1][0])]
    assert [s.sources for s in told.sentences] == [sources for _, sources in cited]
    assert (written.footer.generated, written.footer.refused) == (1, 1)
    assert written.footer.words == len(f"{TRUE} {cited[1][0]}".split())
    assert "words, each held against its sources: 1; refused, and the source's own words kept: 1." in " ".join(
        footer_lines(written)
    )


def test_given_a_child_that_is_killed_when_asked_again_then_it_says_so_and_the_next_answer_comes(folder: Path) -> None:
    if folder.name.startswith("causal"):
        pytest.skip("one kind of model is enough")
    with closing(LocalModel(folder, 120.0)) as model:
        first = model(PROMPT)
        assert model._child is not None
        os.kill(model._child.pid, signal.SIGKILL)
        model._child.wait()

        assert model(PROMPT) == first


def test_given_a_folder_without_a_model_when_asked_then_the_fault_and_the_command_are_named(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")

    with closing(LocalModel(tmp_path, 60.0)) as model, pytest.raises(GeneratorError, match=r"training\.generate"):
        model(PROMPT)


def test_given_no_time_when_asked_then_the_child_is_ended(tmp_path: Path) -> None:
    with closing(LocalModel(tmp_path, 0.05)) as model:
        with pytest.raises(GeneratorError, match=r"longer than 0.05 s"):
            model(PROMPT)
        assert model._child is None
