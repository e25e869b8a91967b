"""Adding a theme, and reading, promoting and rolling back a training run, in a real browser."""

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from news.item import NewsItem
from store.corrections import Correction
from store.jobs import JobState
from store.sqlite.store import open_store
from tests.browser.conftest import expect
from tests.fakes import NOON
from tests.refused import VERSION, refused_run
from tests.tiny import THEMES, make_artifact, sentence
from training.corrected import Caps
from training.gate import Limits

FESTIVALS = [f"festival opens on the {place} number {n}" for n, place in enumerate(("harbour", "bridge", "market") * 3)]


@pytest.fixture
def tiny(serve: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A served home with a tiny artifact, forty items, corrections, and a candidate that the gate refused."""
    released, home, rng = tmp_path / "released", tmp_path / "home", np.random.default_rng(2)
    folder = make_artifact(released, "2026-11-28.1")
    monkeypatch.setattr("serving.start.RELEASED", released)
    texts = [sentence(("elections",), rng) for _ in range(36)] + FESTIVALS[:4]
    items = [NewsItem(f"i{n}", text, "", source="Wire", published_at=NOON) for n, text in enumerate(texts)]
    with closing(open_store(home, lambda: NOON)) as store:
        store.add_items(items, {}, NOON, lambda created: "")
        store.corrections.add([Correction(i.id, (), THEMES, NOON, who="mallory") for i in items[:36]])
        refused_run(store, home, folder, Limits(), Caps())
    address = serve(folder)
    return SimpleNamespace(address=address, sitrep=serve.sitrep)  # type: ignore[attr-defined]


@pytest.mark.parametrize("javascript", [True, False])
def test_given_examples_pasted_and_picked_when_a_theme_is_added_then_it_is_answered(tiny, visit, javascript):
    page = visit(f"{tiny.address}/themes", java_script_enabled=javascript)
    page.get_by_label("Name", exact=True).fill("Festivals")
    page.get_by_label("Definition").fill("Festivals and fairs that open in town.")
    page.get_by_label("Examples").fill("\n".join(FESTIVALS[4:]))
    page.get_by_label("Name", exact=True).press("Enter")  # a browser presses the form's first button
    expect(page.get_by_role("status")).to_contain_text("Type words that the items hold.")
    page.get_by_label("Words that they hold").fill("number harbour")
    page.get_by_role("button", name="Find").click()
    found = page.get_by_role("checkbox", name="belongs")
    expect(found).to_have_count(2)
    expect(found.first).to_be_in_viewport()
    assert page.get_by_label("Examples").input_value() == "\n".join(FESTIVALS[4:])  # nothing typed is lost
    for number in range(2):
        found.nth(number).check()
    page.get_by_label("Words that they hold").fill("number bridge")
    page.get_by_role("button", name="Find").click()
    expect(found).to_have_count(3)  # picked ones stay
    found.nth(2).check()
    page.get_by_label("Your name").fill("ada")

    page.get_by_role("button", name="Add the theme").click()

    expect(page.get_by_role("status")).to_have_text("Festivals is answered from now on.")
    expect(page.get_by_role("status")).to_be_in_viewport()
    page.get_by_role("link", name="Festivals").click()
    expect(page.get_by_role("region", name="History")).to_contain_text("8 and 0")
    assert "ada" in page.get_by_role("region", name="History").inner_text()
    assert "festivals" in tiny.sitrep.taxonomy.ids


def test_given_too_few_examples_when_sent_then_the_page_says_so_and_keeps_what_was_typed(tiny, browser):
    page = browser.new_context().new_page()
    page.goto(f"{tiny.address}/themes")
    page.get_by_label("Name", exact=True).fill("Festivals")
    page.get_by_label("Definition").fill("Festivals and fairs that open in town.")
    page.get_by_label("Examples").fill("\n".join(FESTIVALS[:3]))

    page.get_by_role("button", name="Add the theme").click()

    expect(page.get_by_role("alert")).to_contain_text("Examples: 3 given; a theme takes 8 to 50")
    expect(page.get_by_role("alert")).to_be_in_viewport()
    assert page.get_by_label("Examples").input_value() == "\n".join(FESTIVALS[:3])
    assert len(tiny.sitrep.taxonomy.ids) == 3
    page.context.close()


def test_given_an_added_theme_when_renamed_and_retired_by_its_page_then_both_stand_in_its_history(tiny, visit):
    page = visit(f"{tiny.address}/themes")
    page.get_by_label("Name", exact=True).fill("Festivals")
    page.get_by_label("Definition").fill("Festivals and fairs that open in town.")
    page.get_by_label("Examples").fill("\n".join(FESTIVALS[:8]))
    page.get_by_role("button", name="Add the theme").click()
    page.get_by_role("link", name="Festivals").click()

    page.get_by_label("New name").fill("Fairs")
    page.get_by_role("button", name="Rename").click()
    expect(page.locator("h1")).to_have_text("Fairs")
    page.get_by_label("I mean it").check()
    page.get_by_role("button", name="Retire it").click()

    expect(page.get_by_role("status")).to_contain_text("Fairs is retired")
    page.get_by_role("link", name="Fairs").click()
    rows = page.get_by_role("region", name="History").locator("tbody tr")
    expect(rows.locator("td:nth-child(2)")).to_have_text(["retired", "renamed", "added"])
    assert "festivals" not in tiny.sitrep.taxonomy.ids


def test_given_a_refused_run_when_promoted_against_the_gate_and_rolled_back_then_the_log_tells_both(tiny, visit):
    page = visit(f"{tiny.address}/models")
    page.get_by_role("link", name=VERSION).first.click()
    expect(page.locator("main")).to_contain_text("mallory contradict the champion")

    page.get_by_role("link", name="Let it answer", exact=True).click()
    expect(page.locator("main")).to_contain_text("The gate refused this model.")
    page.get_by_label("Who").fill("ada")
    page.get_by_label("Why").fill("a trial")
    page.get_by_label("I insist").check()
    page.get_by_role("button", name=f"Let {VERSION} answer").click()

    expect(page.locator("main")).to_contain_text("against the gate")
    assert tiny.sitrep.live.version == VERSION
    page.get_by_role("link", name="Go back", exact=False).first.click()
    page.get_by_label("Who").fill("ada")
    page.get_by_role("button", name="Go back to 2026-11-28.1").click()
    expect(page.locator("h1")).to_have_text("Models")
    assert tiny.sitrep.live.version == "2026-11-28.1"
    changes = tiny.sitrep.store.artifacts.changes()
    assert [(c.action, c.who, c.override) for c in changes] == [("rollback", "ada", False), ("promote", "ada", True)]


def test_given_a_run_under_way_when_its_page_stays_open_then_it_tells_each_step_and_the_end(tiny, visit):
    page, jobs = visit(f"{tiny.address}/models"), tiny.sitrep.store.jobs
    page.get_by_role("button", name="Train on").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    [job] = jobs.open("training")
    jobs.claim("training", NOON, timedelta(minutes=1))

    jobs.advance(job.id, "fitting heads", 0.34, 12.4)
    page.get_by_text("fitting heads, 34%, about 12 seconds left").wait_for()
    assert page.get_by_role("progressbar").evaluate("bar => bar.value") == 0.34
    jobs.cancel(job.id, NOON)
    jobs.end(job.id, JobState.CANCELLED, NOON, error=None)

    page.get_by_text("fast: cancelled").wait_for()
    assert page.get_by_role("button", name="Train on").is_visible()


def test_given_a_run_under_way_when_the_server_does_not_answer_then_its_page_says_so(tiny, browser):
    context = browser.new_context()
    page = context.new_page()
    page.route("**/events", lambda route: route.abort())

    page.goto(f"{tiny.address}/models")
    page.get_by_role("button", name="Train on").click()

    expect(page.locator("[data-job]")).to_have_text("Sitrep does not answer at present; before, waiting, 0%")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_given_the_pages_of_learning_when_opened_then_all_are_accessible_and_fit(tiny, visit, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = visit(tiny.address, width=width, color_scheme=scheme)
    paths = ("/themes", "/themes/elections", "/models", f"/models/{VERSION}", f"/models/{VERSION}/promote", "/review")

    for path in paths:
        page.goto(tiny.address + path)
        if path == "/themes":
            page.get_by_label("Words that they hold").fill("opens")
            page.get_by_role("button", name="Find").click()
            expect(page.get_by_role("checkbox", name="belongs").first).to_be_visible()
        found = axe.run(page)

        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_given_another_site_when_it_posts_the_form_of_a_theme_then_it_is_refused(tiny, browser):
    context = browser.new_context()

    answer = context.request.post(
        f"{tiny.address}/themes/elections",
        form={"action": "retire"},
        headers={"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status == 403
    assert "elections" in tiny.sitrep.taxonomy.ids
    context.close()
