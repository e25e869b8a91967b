"""Many at once: who is sent away is told when to come back, nobody is answered wrongly, and everything is kept once."""

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx

from models.labels import ItemLabels, NewsText
from news.newsletter import split
from serving.app import create_app
from serving.pipeline import Sitrep
from serving.settings import Settings
from store.sqlite.store import open_store
from tests.fakes import KeywordLabeller
from tests.server import served

CLIENTS, AT_WORK, TRIES = 40, 8, 400
SHARED = {"headline": "Troops cross the river", "text": "The troops crossed before dawn."}


class Held(KeywordLabeller):
    """A labeller that answers nobody before it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()

    def label(self, items: Sequence[NewsText], *, evidence: bool = False) -> list[ItemLabels]:
        assert self.go.wait(60)
        return super().label(items, evidence=evidence)


@contextmanager
def service(home: Path, labeller: KeywordLabeller) -> Iterator[str]:
    """A server over a socket, to the block's end; gives its address."""

    def now() -> datetime:
        return datetime.now(UTC)

    with closing(open_store(home, now)) as store:
        sitrep = Sitrep(labeller, store, split=split, now=now, manifest={})
        with served(create_app(sitrep, Settings(home=home, max_pending=AT_WORK))) as port:
            yield f"http://127.0.0.1:{port}"


def test_given_five_times_the_clients_that_fit_when_they_write_then_each_is_kept_once_and_reading_goes_on(
    tmp_path: Path,
) -> None:
    labeller, sent_away = Held(), threading.Event()

    def write(number: int) -> tuple[int, list[bool]]:
        """Post one item of its own and one that all post, until taken; gives the times sent away and what was new."""
        own = {"headline": f"Voters queue at ballot box number {number}", "text": ""}
        for tried in range(TRIES):
            answer = client.post("/v1/items", json={"items": [own, SHARED]}, headers={"Idempotency-Key": f"k{number}"})
            if answer.status_code == 503 and int(answer.headers["Retry-After"]) >= 1:
                sent_away.set()
                time.sleep(0.05)  # sooner than asked, so that the test ends sooner
                continue
            assert answer.status_code == 201, answer.text
            assert [item["labels"] for item in answer.json()["items"]] == [["elections"], ["foreign_conflict"]]
            return tried, [item["created"] for item in answer.json()["items"]]
        raise AssertionError(f"client {number} was sent away {TRIES} times")

    with (
        service(tmp_path / "home", labeller) as address,
        httpx.Client(base_url=address, timeout=60, trust_env=False) as client,
        ThreadPoolExecutor(CLIENTS) as clients,
    ):
        writing = [clients.submit(write, number) for number in range(CLIENTS)]
        assert sent_away.wait(60)
        probes = [client.get(path).status_code for path in ("/livez", "/readyz", "/metrics", "/v1/items")]
        labeller.go.set()
        done = [future.result(120) for future in writing]
        kept = client.get("/v1/items?limit=200").json()["items"]

    assert probes == [200] * 4
    assert sum(tried > 0 for tried, _ in done) >= CLIENTS - AT_WORK
    assert [own for _, (own, _) in done] == [True] * CLIENTS
    assert sum(shared for _, (_, shared) in done) == 1
    assert len(kept) == len({item["headline"] for item in kept}) == CLIENTS + 1
