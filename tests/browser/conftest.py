"""A served Sitrep and a browser that notes what goes wrong; without Chromium these tests are skipped.

A click does not wait for the page that it leads to: what is asserted first after it goes through `expect`, which waits.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from models.artifact import read_manifest
from models.classifier import load_classifier
from news.newsletter import split
from serving.app import create_app
from serving.pipeline import Sitrep
from serving.settings import Settings
from store.sqlite.store import open_store
from tests.fakes import KeywordLabeller
from tests.server import served

playwright = pytest.importorskip("playwright.sync_api")
WAIT_MS = 120_000  # a machine that is busy otherwise is slow, not wrong
expect = playwright.expect
expect.set_options(timeout=WAIT_MS)
CHROMIUM = Path("/usr/bin/chromium")
SAMPLE = Path(__file__).parents[2] / "data" / "newsletters" / "sample_2026-11-20.txt"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-default-apps"),
)


# Not for the whole session: while it lives, Playwright's event loop runs in this thread, where no test may start one.
@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """A function that serves a home, empty unless a test filled it, and gives its address."""
    with ExitStack() as stack:

        def start(artifact: Path | None = None) -> str:
            """Serve; artifact answers, else an own labeller."""
            home = tmp_path / "home"
            store = stack.enter_context(closing(open_store(home, lambda: datetime.now(UTC))))
            labeller = load_classifier(artifact) if artifact else KeywordLabeller()
            manifest = read_manifest(artifact) if artifact else {}
            sitrep = Sitrep(labeller, store, split=split, now=lambda: datetime.now(UTC), manifest=manifest)
            start.sitrep = sitrep  # type: ignore[attr-defined]
            return f"http://127.0.0.1:{stack.enter_context(served(create_app(sitrep, Settings(home=home))))}"

        yield start


@pytest.fixture
def site(serve: Callable[[], str]) -> SimpleNamespace:
    """A served home with the sample issue in it: its address and its application."""
    address = serve()
    sitrep = serve.sitrep  # type: ignore[attr-defined]
    sitrep.read_newsletter(
        SAMPLE.read_bytes(), "text/plain", issued_on=date(2026, 11, 20), source="The Harbor Brief", store=True
    )
    return SimpleNamespace(address=address, sitrep=sitrep)


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Any]]:
    """A function that opens a page on which every console error, failed request and foreign host is a failure."""
    wrong: list[str] = []
    contexts: list[Any] = []

    def open_page(address: str, *, width: int = 1280, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: wrong.append(f"console: {m.text}") if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
        page.on("response", lambda r: wrong.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        origin = "/".join(address.split("/")[:3])
        page.on("request", lambda r: None if r.url.startswith((origin, "data:")) else wrong.append(f"asked {r.url}"))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []
