"""Jobs, models and receipts over HTTP."""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from models.aliases import find_champion
from models.artifact import read_manifest
from models.classifier import load_classifier
from news.newsletter import split
from serving.app import create_app
from serving.learning.registry import Registry
from serving.learning.shadow import Shadow
from serving.pipeline import Sitrep
from serving.settings import Settings
from store.artifacts import Verdict
from store.sqlite.store import open_store
from tests.fakes import NOON, Clock
from tests.tiny import make_artifact

REFUSED = {"name": "floor:macro_f1", "passed": False, "value": 0.4, "limit": 0.75, "sentence": "Macro-F1 is 0.400."}


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[TestClient, Sitrep, Registry]]:
    """An application on a tiny artifact, with a passed and a refused candidate."""
    released, home, clock = tmp_path / "released", tmp_path / "home", Clock()
    make_artifact(released, "2026-11-28.1")
    monkeypatch.setattr("serving.start.RELEASED", released)
    with closing(open_store(home, clock)) as store:
        folder = find_champion(home, released)
        sitrep = Sitrep(load_classifier(folder), store, split=split, now=clock, manifest=read_manifest(folder))
        registry = Registry(sitrep, home, released, clock)
        registry.start()
        for version, verdict in (("2026-11-28.2", Verdict.PASSED), ("2026-11-28.3", Verdict.REFUSED)):
            make_artifact(home / "artifacts", version, shift=0.5)
            reasons = [REFUSED] if verdict is Verdict.REFUSED else []
            store.artifacts.record(version, NOON, verdict=verdict, reasons=reasons, report={"mode": "fast"})
        with TestClient(create_app(sitrep, Settings(home=home)), base_url="http://localhost") as client:
            yield client, sitrep, registry


Tiny = tuple[TestClient, Sitrep, Registry]


def test_given_a_training_run_when_asked_for_then_it_is_a_job_that_can_be_followed_and_cancelled(tiny: Tiny) -> None:
    client, _, _ = tiny
    asked = client.post("/v1/training-runs", json={"mode": "fast", "who": "ann"})
    job = asked.json()
    second = client.post("/v1/training-runs", json={})
    listed = client.get("/v1/jobs").json()
    cancelled = client.delete(f"/v1/jobs/{job['id']}")
    again = client.delete(f"/v1/jobs/{job['id']}")
    events = client.get(f"/v1/jobs/{job['id']}/events")
    rest = client.get(f"/v1/jobs/{job['id']}/events", headers={"Last-Event-ID": events.text.split("\n")[0][4:]})

    assert (asked.status_code, asked.headers["location"]) == (202, f"/v1/jobs/{job['id']}")
    assert (job["state"], job["request"]) == ("queued", {"mode": "fast", "who": "ann"})
    assert (second.status_code, second.json()["type"]) == (409, "/problems/wrong-state")
    assert [entry["id"] for entry in listed["jobs"]] == [job["id"]]
    assert (cancelled.status_code, cancelled.json()["state"]) == (202, "cancelled")
    assert again.status_code == 409
    assert events.headers["content-type"].startswith("text/event-stream")
    told = [json.loads(line[6:])["state"] for line in events.text.splitlines() if line.startswith("data: ")]
    assert told == ["queued", "cancelled"]
    assert rest.text.count("data: ") == 1
    assert client.get(f"/v1/jobs/{job['id']}").json()["finished_at"] is not None


def test_given_a_job_that_waits_when_its_events_are_asked_for_by_head_then_the_answer_ends_with_its_headers(
    tiny: Tiny,
) -> None:
    client, _, _ = tiny
    job = client.post("/v1/training-runs", json={"mode": "fast"}).json()

    headed = client.head(f"/v1/jobs/{job['id']}/events")
    exported = client.head("/v1/corrections?format=csv")

    assert (headed.status_code, headed.content) == (200, b"")
    assert headed.headers["content-type"].startswith("text/event-stream")
    assert (exported.status_code, exported.content) == (200, b"")
    assert client.get(f"/v1/jobs/{job['id']}").json()["state"] == "queued"


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_given_a_job_that_is_not_there_when_asked_for_then_it_is_not_found(tiny: Tiny, method: str) -> None:
    client, _, _ = tiny

    assert client.request(method, "/v1/jobs/job_none").status_code == 404
    assert client.get("/v1/jobs/job_none/events").status_code == 404


def test_given_a_candidate_when_promoted_and_rolled_back_then_answers_name_it_and_the_log_says_when(tiny: Tiny) -> None:
    client, _, _ = tiny
    before = client.get("/v1/models").json()
    promoted = client.post("/v1/models/2026-11-28.2/promote", json={"who": "ann", "reason": "better"})
    label = client.post("/v1/label", json={"items": [{"id": "a", "headline": "voters recount", "text": ""}]}).json()
    between = client.get("/v1/models").json()
    back = client.post("/v1/models/rollback", json={})
    log = client.get("/v1/models/log", params={"at": promoted.json()["at"]}).json()
    now = client.get("/v1/models/log").json()["live"]["version"]

    assert (before["champion"], before["rollback_to"]) == ("2026-11-28.1", None)
    assert {m["version"]: m["verdict"] for m in before["models"]} == {
        "2026-11-28.3": "refused",
        "2026-11-28.2": "passed",
        "2026-11-28.1": "unjudged",
    }
    assert (promoted.status_code, promoted.json()["previous"]) == (200, "2026-11-28.1")
    assert label["model"] == between["champion"] == "2026-11-28.2"
    assert between["rollback_to"] == "2026-11-28.1"
    assert back.json()["version"] == client.get("/v1/models").json()["champion"] == "2026-11-28.1"
    assert (log["live"]["version"], now) == ("2026-11-28.2", "2026-11-28.1")
    assert [change["action"] for change in log["changes"]] == ["rollback", "promote", "start"]
    assert client.post("/v1/models/rollback", json={}).json()["type"] == "/problems/not-promoted"


def test_given_no_body_where_all_of_it_is_optional_when_sent_then_it_counts_as_an_empty_one(tiny: Tiny) -> None:
    client, _, _ = tiny
    promoted = client.post("/v1/models/2026-11-28.2/promote")
    back = client.post("/v1/models/rollback")
    asked = client.post("/v1/training-runs", headers={"Content-Type": "application/json"})
    form = client.post("/v1/models/rollback", data={"who": "ann"})

    assert (promoted.json()["version"], back.json()["version"]) == ("2026-11-28.2", "2026-11-28.1")
    assert (asked.status_code, asked.json()["request"]["mode"]) == (202, "fast")
    assert form.status_code == 415


def test_given_an_alias_when_shown_or_promoted_then_it_is_the_version_it_stands_for(tiny: Tiny) -> None:
    client, _, registry = tiny
    champion = client.get("/v1/models/champion").json()
    none = client.get("/v1/models/challenger")
    registry.challenge("2026-11-28.2")
    challenger = client.get("/v1/models/challenger").json()
    promoted = client.post("/v1/models/challenger/promote").json()

    assert (champion["version"], challenger["version"], promoted["version"]) == (
        *("2026-11-28.1", "2026-11-28.2", "2026-11-28.2"),
    )
    assert (none.status_code, none.json()["detail"].split(";")[0]) == (404, "no challenger is tried at present")
    assert client.get("/v1/models").json()["challenger"] is None


def test_given_a_refused_candidate_when_promoted_then_the_gate_speaks_and_an_override_is_recorded(tiny: Tiny) -> None:
    client, _, _ = tiny
    refused = client.post("/v1/models/2026-11-28.3/promote", json={})
    shown = client.get("/v1/models/2026-11-28.3").json()
    insisted = client.post("/v1/models/2026-11-28.3/promote", json={"override": True, "reason": "a test", "who": "ann"})

    assert refused.status_code == 409
    assert "Macro-F1 is 0.400." in refused.json()["detail"]
    assert shown["checks"] == [REFUSED]
    assert shown["report"] == {"mode": "fast"}
    assert (insisted.status_code, insisted.json()["override"]) == (200, True)
    again = client.post("/v1/models/2026-11-28.3/promote")
    assert (again.status_code, again.json()["detail"]) == (409, "2026-11-28.3 answers already; nothing was changed")


def test_given_a_model_that_is_not_there_when_asked_for_or_promoted_then_it_is_not_found(tiny: Tiny) -> None:
    client, _, _ = tiny

    assert client.get("/v1/models/2026-01-01.1").status_code == 404
    assert client.post("/v1/models/2026-01-01.1/promote", json={}).status_code == 404


def test_given_a_labelled_item_when_its_receipt_is_asked_for_then_it_replays_with_the_artifact_it_names(
    tiny: Tiny,
) -> None:
    client, _, _ = tiny
    posted = client.post("/v1/items", json={"items": [{"headline": "voters recount", "text": "ballot on monday"}]})
    item = posted.json()["items"][0]["id"]
    client.post("/v1/models/2026-11-28.2/promote", json={})
    receipt = client.get(f"/v1/items/{item}/receipt", params={"replay": True}).json()
    plain = client.get(f"/v1/items/{item}/receipt").json()

    assert (receipt["model"], receipt["live"]) == ("2026-11-28.1", "2026-11-28.1")
    assert receipt["artifact"]["version"] == "2026-11-28.1"
    assert receipt["replay"] == {"possible": True, "matches": True, "themes": receipt["themes"]}
    assert receipt["themes"][1]["decision"] == "yes"
    assert plain["replay"] is None
    assert client.get("/v1/items/item_none/receipt").status_code == 404


def test_given_a_challenger_when_items_are_stored_then_it_labels_them_in_the_shadow_only(tiny: Tiny) -> None:
    client, sitrep, registry = tiny
    texts = ["voters recount", "the weather opens", "troops on the border"]
    client.post("/v1/items", json={"items": [{"headline": text, "text": ""} for text in texts]})
    registry.challenge("2026-11-28.2")
    shadow = Shadow(sitrep, registry)
    shadow.tick(NOON)
    shadow.tick(NOON)
    models = client.get("/v1/models").json()
    shown = client.get("/v1/items").json()["items"]

    assert models["challenger"] == "2026-11-28.2"
    assert models["shadow"]["items"] == 3
    assert {item["model"] for item in shown} == {"2026-11-28.1"}


WEEKS = ((1, "the weather opens {} on monday"), (22, "zzz {} voters recount ballot campaign qqq"))


def store_weeks(client: TestClient, weeks: Sequence[tuple[int, str]] = WEEKS) -> None:
    """Forty items about nothing, and three weeks later as many about a vote."""
    for week, text in weeks:
        published = f"2024-10-{week:02d}T12:00:00Z"
        items = [{"headline": text.format(n), "text": "", "published_at": published} for n in range(40)]
        client.post("/v1/items", json={"items": items}).raise_for_status()


def test_given_weeks_of_items_when_drift_is_asked_for_then_what_moved_is_said_in_words(tiny: Tiny) -> None:
    client, _, _ = tiny
    quiet = client.get("/v1/models/drift").json()
    store_weeks(client, WEEKS[:1])
    first = client.get("/v1/models/drift").json()
    store_weeks(client, WEEKS[1:])
    report = client.get("/v1/models/drift").json()

    assert "nothing to compare" in quiet["sentences"][0]
    assert "probabilities are compared from the second on" in first["sentences"][-1]  # not that nothing moved
    assert [week["week"] for week in report["weeks"]] == ["2024-10-21", "2024-09-30"]
    assert report["weeks"][0]["rates"]["elections"] == 1.0
    assert report["weeks"][0]["stability"]["elections"] > 0.25
    assert any("Elections" in said and "shifted" in said for said in report["sentences"]), report["sentences"]
    assert report["training"]["items"] == 4
    assert report["reference"]["rates"]["elections"] == 0.0  # the week that moved is not part of what it is held to
    page = client.get("/models").text
    assert f'<div class="meta">change {report["weeks"][0]["stability"]["elections"]:.2f}</div>' in page
    assert "population stability index" in page


def test_given_a_champion_that_labelled_nothing_yet_when_drift_is_asked_for_then_the_one_before_tells_the_weeks(
    tiny: Tiny,
) -> None:
    client, _, _ = tiny
    store_weeks(client)
    before = client.get("/v1/models/drift").json()
    client.post("/v1/models/2026-11-28.2/promote", json={}).raise_for_status()

    report = client.get("/v1/models/drift").json()

    assert report["model"] == "2026-11-28.1"
    assert report["weeks"] == before["weeks"]
    assert "2026-11-28.2 has labelled too few stored items yet" in report["sentences"][0]
    assert report["sentences"][1:] == before["sentences"]


def test_given_labels_from_the_shadow_when_the_challenger_is_promoted_then_it_tells_the_weeks_itself(
    tiny: Tiny,
) -> None:
    client, sitrep, registry = tiny
    store_weeks(client)
    registry.challenge("2026-11-28.2")
    shadow = Shadow(sitrep, registry)
    for _ in range(5):
        shadow.tick(NOON)
    client.post("/v1/models/2026-11-28.2/promote", json={}).raise_for_status()

    report = client.get("/v1/models/drift").json()

    assert report["model"] == "2026-11-28.2"
    assert [week["items"] for week in report["weeks"]] == [40, 40]
