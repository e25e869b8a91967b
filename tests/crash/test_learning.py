"""A training run outlives kill -9 of its server; a swap of models fails no request and mixes no answer."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from models.classifier import load_classifier
from models.labels import NewsText
from tests.tiny import make_artifact

ROOT = Path(__file__).parents[2]


class Server:
    """A server process."""

    def __init__(self, home: Path, released: Path) -> None:
        port_file = home.parent / "port"
        port_file.unlink(missing_ok=True)
        command = [sys.executable, "-m", "tests.crash.serve_learning", str(home), str(port_file), str(released)]
        self.process = subprocess.Popen(command, cwd=ROOT)
        wait_for(port_file.exists)
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port_file.read_text()}", timeout=60, trust_env=False)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.client.close()


def wait_for(done: Callable[[], Any]) -> Any:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        if found := done():
            return found
        time.sleep(0.05)
    raise AssertionError("waited in vain")


@contextmanager
def serving(home: Path, released: Path) -> Iterator[Server]:
    server = Server(home, released)
    try:
        yield server
    finally:
        server.kill()


@pytest.mark.slow
def test_given_a_server_killed_during_a_training_run_when_restarted_then_the_run_ends_and_is_recorded(
    tmp_path: Path,
) -> None:
    home, released = tmp_path / "home", tmp_path / "released"
    make_artifact(released, "2026-11-27.1")
    with serving(home, released) as server:
        posted = server.client.post("/v1/items", json={"items": [{"headline": "voters recount", "text": ""}]}).json()
        item = posted["items"][0]["id"]
        server.client.put(f"/v1/items/{item}/themes", json={"themes": ["elections"], "who": "ann"}).raise_for_status()
        job = server.client.post("/v1/training-runs", json={}).json()["id"]
        wait_for(lambda: server.client.get(f"/v1/jobs/{job}").json()["attempts"])
    with serving(home, released) as server:
        ended = wait_for(lambda: (found := server.client.get(f"/v1/jobs/{job}").json())["finished_at"] and found)
        events = server.client.get(f"/v1/jobs/{job}/events").text
        models = server.client.get("/v1/models").json()

    assert ended["state"] == "succeeded", ended
    assert ended["result"]["version"] in {model["version"] for model in models["models"]}
    assert events.count("event: succeeded") == 1
    assert events.startswith("id: ")


def test_given_traffic_when_models_are_swapped_then_no_request_fails_and_no_answer_mixes_two(tmp_path: Path) -> None:
    home, released = tmp_path / "home", tmp_path / "released"
    texts = [NewsText("voters recount", f"troops on monday {n}") for n in range(20)]
    expected = {}
    for folder, version, shift in ((released, "2026-11-27.1", 0.0), (home / "artifacts", "2026-11-27.2", 1.0)):
        classifier = load_classifier(make_artifact(folder, version, shift=shift))
        expected[version] = [[theme.probability for theme in said.themes] for said in classifier.label(texts)]
    body = {"items": [{"id": str(n), "headline": t.headline, "text": t.text} for n, t in enumerate(texts)]}
    answers: list[tuple[int, Any]] = []
    over = threading.Event()

    with serving(home, released) as server:

        def ask() -> None:
            with httpx.Client(base_url=server.client.base_url, timeout=60, trust_env=False) as client:
                while not over.is_set():
                    answer = client.post("/v1/label", json=body)
                    answers.append((answer.status_code, answer.json()))

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        for _ in range(4):
            server.client.post("/v1/models/2026-11-27.2/promote", json={}).raise_for_status()
            time.sleep(0.05)
            server.client.post("/v1/models/rollback", json={}).raise_for_status()
            time.sleep(0.05)
        over.set()
        for thread in threads:
            thread.join()

    assert len(answers) > 10
    assert {status for status, _ in answers} == {200}
    for _, answer in answers:
        said = [[theme["probability"] for theme in result["themes"]] for result in answer["results"]]
        assert said == expected[answer["model"]]
