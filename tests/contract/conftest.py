import asyncio
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from fastapi.testclient import TestClient

from news.newsletter import split
from serving.app import create_app
from serving.pipeline import Sitrep
from serving.settings import Settings
from store.sqlite.store import open_store
from tests.fakes import Clock, KeywordLabeller

MakeClient = Callable[..., TestClient]
Result = TypeVar("Result")


@contextmanager
def applications(home: Path) -> Iterator[MakeClient]:
    """Make applications on a home, with the given settings and labeller."""
    with ExitStack() as stack:

        def make(labeller: KeywordLabeller | None = None, **settings: object) -> TestClient:
            clock = Clock()
            store = stack.enter_context(closing(open_store(home, clock)))
            manifest = {"format": 1, "themes": []}
            sitrep = Sitrep(labeller or KeywordLabeller(), store, split=split, now=clock, manifest=manifest)
            given = Settings(home=home, **settings)  # type: ignore[arg-type]
            client = stack.enter_context(TestClient(create_app(sitrep, given), base_url="http://localhost"))
            client.sitrep, client.settings = sitrep, given  # type: ignore[attr-defined]
            return client

        yield make


@pytest.fixture
def make_client(tmp_path: Path) -> Iterator[MakeClient]:
    """Make an application on a fresh home, with the given settings and labeller."""
    with applications(tmp_path / "home") as make:
        yield make


@pytest.fixture
def client(make_client: MakeClient) -> TestClient:
    """An application with its default settings."""
    return make_client()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """One application for the tests of a module that leave nothing behind: building one takes longer than they do."""
    with applications(tmp_path_factory.mktemp("empty") / "home") as make:
        client = make()
        yield client
        for listed in ("items", "feeds", "subscriptions", "corrections", "jobs"):
            assert client.get(f"/v1/{listed}").json()[listed] == []


def posted_to(path: str, media_type: bytes) -> dict[str, Any]:
    """The ASGI scope of a POST, for tests that say when each part of its body arrives."""
    return {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"content-type", media_type)],
        "server": ("localhost", 80),
        "scheme": "http",
        "root_path": "",
    }


def run_apart(work: Coroutine[Any, Any, Result]) -> Result:
    """Run it in a thread of its own: a browser test before may have left its event loop running here."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
