"""The pages of models: the list, a run's report with its plots, and the forms that change what answers."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from fastapi.testclient import TestClient

from models.aliases import find_champion
from models.artifact import read_manifest
from models.classifier import load_classifier
from news.item import NewsItem
from news.newsletter import split
from serving.app import create_app
from serving.pipeline import Sitrep
from serving.settings import Settings
from store.corrections import Correction
from store.jobs import JobState
from store.sqlite.store import SqliteStore, open_store
from tests.fakes import NOON, Clock
from tests.refused import VERSION, refused_run
from tests.tiny import THEMES, make_artifact
from training.corrected import Caps
from training.gate import Limits


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, SqliteStore]]:
    """An application on a tiny artifact with a trained, refused candidate."""
    place = tmp_path_factory.mktemp("pages")
    released, home, clock = place / "released", place / "home", Clock()
    folder = make_artifact(released, "2026-11-28.1")
    with pytest.MonkeyPatch.context() as patch, closing(open_store(home, clock)) as store:
        patch.setattr("serving.start.RELEASED", released)
        items = [
            NewsItem(f"i{n}", f"Lantern <{n}>", "lantern voters", source="Wire", published_at=NOON) for n in range(90)
        ]
        store.add_items(items, {}, NOON, lambda created: "")
        store.corrections.add([Correction(i.id, ("foreign_conflict",), THEMES, NOON, who="ann") for i in items])
        refused_run(store, home, folder, Limits(churn=0.0), Caps(user=1.0, source=0.5))
        found = find_champion(home, released)
        sitrep = Sitrep(load_classifier(found), store, split=split, now=clock, manifest=read_manifest(found))
        with TestClient(create_app(sitrep, Settings(home=home)), base_url="http://localhost") as client:
            yield client, store


Trained = tuple[TestClient, SqliteStore]


def test_given_a_refused_candidate_when_its_page_is_read_then_reasons_figures_and_plots_are_there(
    trained: Trained,
) -> None:
    client, _ = trained
    listed = client.get("/models").text
    page = client.get(f"/models/{VERSION}").text

    assert "Train on 90 corrected items" in listed
    assert f'<a href="/models/{VERSION}/promote">Let it answer</a>' in listed
    assert "of the labels of stored items change" in listed
    assert "of 60 items" in listed  # the figures of two models may be of different items
    assert "the champion&#39;s on the same items" in page
    assert f'<a href="/models/{VERSION}/promote">let it answer against the gate</a>' in page
    assert page.count("<svg") == 1 + len(THEMES) + 1  # intervals, reliability, learning curve
    assert "What more corrections bring" in page
    assert "Lantern &lt;1&gt;" in page
    assert "Wire: 90 corrections, each at" in page
    assert "corrections watermark" in page
    assert "style=" not in page  # the content security policy lets none through
    assert client.get("/models/2026-01-01.1").status_code == 404


def test_given_a_refused_candidate_when_promoted_by_form_then_it_must_be_insisted_on_and_can_be_undone(
    trained: Trained,
) -> None:
    client, store = trained
    asked = client.get(f"/models/{VERSION}/promote").text
    refused = client.post(f"/models/{VERSION}/promote", data={"who": "ann"})
    done = client.post(
        f"/models/{VERSION}/promote",
        data={"who": "ann", "reason": "a trial", "override": "true"},
        follow_redirects=False,
    )
    listed = client.get("/models").text
    back = client.get("/models/rollback").text
    stale = client.post("/models/rollback", data={"to": "2026-11-27.1"})  # a page of before another change
    client.post("/models/rollback", data={"who": "ann"})
    nothing = client.get("/models/rollback")

    assert "The gate refused this model." in asked
    assert (refused.status_code, "with override and a reason" in refused.text) == (409, True)
    assert (done.status_code, done.headers["location"]) == (303, "/models")
    assert "against the gate" in listed
    own = client.get(f"/models/{VERSION}").text
    assert "<h2>When it answered</h2>" in own
    assert '<strong>against the gate</strong> <span class="meta">by ann</span> <span class="meta">a trial</span>' in own
    assert "Go back to 2026-11-28.1?" in back
    assert '<input type="hidden" name="to" value="2026-11-28.1">' in back
    assert (stale.status_code, "nothing goes back to 2026-11-27.1 any more" in stale.text) == (409, True)
    assert [change.action for change in store.artifacts.changes()] == ["rollback", "promote"]
    assert nothing.status_code == 409


def test_given_the_page_when_training_is_asked_for_and_cancelled_then_the_job_is_shown(trained: Trained) -> None:
    client, store = trained
    client.post("/models/train", data={"mode": "fast"})
    [job] = store.jobs.open("training")
    running = client.get("/models").text
    again = client.post("/models/train", data={"mode": "fast"})
    client.post("/models/cancel", data={"job": job.id})
    after = client.get("/models").text

    assert f'Training <code>fast</code>: <span data-job="{job.id}">waiting' in running
    assert again.status_code == 409
    assert f"That was not done: training job {job.id} is not finished; wait for it, or cancel it." in again.text
    assert '<form class="inline" method="post" action="/models/cancel">' in again.text  # the way out stands there
    assert "fast: cancelled" in after


def test_given_no_correction_when_models_are_listed_then_the_page_says_what_a_fast_run_lacks(trained: Trained) -> None:
    client, store = trained
    store.corrections.add([Correction(one.item_id, (), (), NOON, skipped=True) for one in store.corrections.latest()])
    store.jobs.add("job_2", "training", {"mode": "fast"}, NOON)
    result = {"version": None, "verdict": "nothing_to_learn", "sentence": "No correction is in force."}
    store.jobs.end("job_2", JobState.SUCCEEDED, NOON, result=result, error=None)

    page = client.get("/models").text

    assert "fast training has nothing to learn" in page
    assert "Train on 0 corrected items" in page
    assert "fast: succeeded. No correction is in force." in page
    assert "/models/None" not in page
