import json
from pathlib import Path

import pytest
from pydantic import SecretStr

from models.rewriting import prompt_for
from models.summarizer import summarize
from news.errors import SitrepError
from news.summary import Document
from serving.addresses import EgressRefusedError
from serving.briefs.generator import ChatServer, GeneratorError, open_generator
from serving.settings import Settings, SettingsError
from tests.contract.conftest import MakeClient
from tests.invented import FORD_A
from tests.loopback import Asked, reply, site

_PROMPT = prompt_for(summarize([Document("a", FORD_A.item.text)], max_words=40), 40)
BODY = {"documents": [{"id": "a", "text": FORD_A.item.text}], "max_words": 40}
FAITHFUL = "Rebels seized the ford at Tarmouk after two days of shelling. [1]"
FALSE = "At least 41 soldiers were killed when the garrison fell. [2]"


def completion(text: object) -> bytes:
    return reply(json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode())


def test_given_a_server_that_writes_when_summarizing_then_what_is_true_stands_and_the_rest_is_replaced(
    make_client: MakeClient,
) -> None:
    with site(lambda asked: completion(f"{FAITHFUL}\n{FALSE}")) as server:
        client = make_client(generator_url=server.url("/v1"), generator_model="small", generator_key=SecretStr("k-123"))
        summary = client.post("/v1/summaries", json=BODY).json()
        metrics = client.get("/metrics").text

    assert [(s["generated"], s["text"]) for s in summary["sentences"]] == [
        (True, FAITHFUL[:-4]),
        (False, "At least 14 soldiers were killed when the garrison fell, according to the defence ministry."),
    ]
    assert summary["method"].startswith("generated-gated-1")
    assert "sitrep_sentences_generated_total 1.0" in metrics
    assert "sitrep_sentences_replaced_total 1.0" in metrics
    [asked] = server.asked
    assert (asked.method, asked.path) == ("POST", "/v1/chat/completions")
    assert asked.headers["authorization"] == "Bearer k-123"
    said = json.loads(asked.body)
    assert said["model"] == "small"
    assert "Rebels seized" in said["messages"][1]["content"]
    assert "Rebels" not in said["messages"][0]["content"]


def test_given_a_server_that_writes_when_a_brief_is_asked_for_then_page_mail_and_api_say_its_words_and_count_them(
    make_client: MakeClient,
) -> None:
    item = {"headline": "The ford", "text": "Rebel troops seized the ford at Tarmouk after two days of shelling."}
    with site(lambda asked: completion("Rebel troops seized the ford at Tarmouk. [1]")) as server:
        client = make_client(generator_url=server.url("/v1"), generator_model="small")
        client.post("/v1/items", json={"items": [item | {"published_at": "2024-10-28T11:00:00Z"}]})
        shown = {name: client.get(f"/v1/briefs/2024-10-28?format={name}").text for name in ("json", "html", "text")}
        shown["page"] = client.get("/?day=2024-10-28").text
        frozen = client.post("/v1/briefs/2024-10-28").json()["id"]
        published = client.get(f"/v1/briefs/{frozen}?format=json").json()

    brief = json.loads(shown["json"])
    [sentence] = brief["themes"][0]["stories"][0]["sentences"]
    assert sentence["text"] == "Rebel troops seized the ford at Tarmouk."
    assert sentence["generated"]
    source = sentence["sources"][0]
    assert item["text"][source["start"] : source["end"]] == item["text"]
    assert (brief["footer"]["generated"], brief["footer"]["refused"]) == (1, 0)
    assert published["themes"] == brief["themes"]
    for text in shown.values():
        assert "Rebel troops seized the ford at Tarmouk." in text
    for name in ("html", "text", "page"):
        assert "held against its sources: 1; refused" in " ".join(shown[name].split())
    assert len(server.asked) == 1  # answers are remembered


@pytest.mark.parametrize(
    "answer",
    [
        reply(b"busy", "503 Service Unavailable"),
        reply(b"{}"),
        reply(b"[" * 5000),
        completion(None),
        completion("x" * 300_000),
        reply(b"", "302 Found", Location="http://127.0.0.1:1/"),
    ],
)
def test_given_a_server_that_fails_when_summarizing_then_the_summary_is_extractive_and_the_failure_counted(
    make_client: MakeClient, answer: bytes
) -> None:
    def one(asked: Asked) -> bytes:
        return answer

    with site(one) as server:
        client = make_client(generator_url=server.url("/v1"), generator_model="small")
        first = client.post("/v1/summaries", json=BODY).json()
        again = client.post("/v1/summaries", json=BODY).json()
        metrics = client.get("/metrics").text

    assert first == again
    assert not any(sentence["generated"] for sentence in first["sentences"])
    assert not first["method"].startswith("generated")
    assert "sitrep_generator_failures_total 1.0" in metrics
    assert len(server.asked) == 1  # it rests after a failure


def test_given_a_server_elsewhere_when_opened_then_it_is_refused_unless_its_network_is_allowed() -> None:
    with pytest.raises(EgressRefusedError, match="SITREP__ALLOW_NETWORKS"):
        open_generator(Settings(generator_url="http://8.8.8.8/v1", generator_model="m"))

    allowed = Settings(generator_url="http://10.1.2.3:8080/v1", generator_model="m", allow_networks=("10.1.0.0/16",))  # type: ignore[arg-type]
    assert open_generator(allowed) is not None


def test_given_a_name_that_leads_outside_when_asked_then_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serving.briefs.generator.resolve", lambda host, port: ["93.184.216.34"])
    server = ChatServer("https://models.example/v1", "m", None, 5.0)

    with pytest.raises(GeneratorError, match="SITREP__ALLOW_NETWORKS"):
        server(_PROMPT)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"generator_url": "http://127.0.0.1:9/v1"}, "GENERATOR_MODEL"),
        ({"generator_folder": Path("/nowhere")}, "GENERATOR_FOLDER"),
        ({"generator_url": "http://127.0.0.1:9/v1", "generator_folder": Path("/x")}, "keep one"),
        (
            {"generator_url": "http://127.0.0.1:9/v1", "generator_model": "m", "generator_key_file": Path("/nowhere")},
            "GENERATOR_KEY_FILE",
        ),
    ],
)
def test_given_half_a_generator_when_opened_then_the_setting_is_named(settings: dict[str, object], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        open_generator(Settings(**settings))  # type: ignore[arg-type]


def test_given_a_key_file_when_opened_then_its_key_is_sent(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from-a-file\n")

    with site(lambda asked: completion(FAITHFUL)) as server:
        generator = open_generator(
            Settings(generator_url=server.url("/v1"), generator_model="m", generator_key_file=tmp_path / "key")
        )
        assert generator is not None
        assert generator(_PROMPT) == FAITHFUL

    assert server.asked[0].headers["authorization"] == "Bearer from-a-file"


def test_given_the_errors_when_raised_then_they_are_sitreps_own() -> None:
    assert issubclass(GeneratorError, SitrepError)
