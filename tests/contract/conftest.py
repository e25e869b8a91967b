from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from news.newsletter import split
from serving.app import create_app
from serving.pipeline import Sitrep
from serving.settings import Settings
from store.sqlite.store import open_store
from tests.fakes import Clock, KeywordLabeller

MakeClient = Callable[..., TestClient]


@pytest.fixture
def make_client(tmp_path: Path) -> Iterator[MakeClient]:
    """Make an application on a fresh home, with the given settings and labeller."""
    with ExitStack() as stack:

        def make(labeller: KeywordLabeller | None = None, **settings: object) -> TestClient:
            clock = Clock()
            home = tmp_path / "home"
            store = stack.enter_context(closing(open_store(home, clock)))
            manifest = {"format": 1, "themes": []}
            sitrep = Sitrep(labeller or KeywordLabeller(), store, split=split, now=clock, manifest=manifest)
            given = Settings(home=home, **settings)  # type: ignore[arg-type]
            client = stack.enter_context(TestClient(create_app(sitrep, given), base_url="http://localhost"))
            client.sitrep, client.settings = sitrep, given  # type: ignore[attr-defined]
            return client

        yield make


@pytest.fixture
def client(make_client: MakeClient) -> TestClient:
    """An application with its default settings."""
    return make_client()
