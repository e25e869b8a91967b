"""Durable jobs in the store: leases, attempts, cancelling, events."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from news.errors import NotFoundError
from store.jobs import JobState, JobStateError
from store.sqlite.store import open_store
from tests.fakes import NOON

LEASE = timedelta(seconds=30)
LATER = NOON + timedelta(minutes=5)


def test_given_a_queued_job_when_claimed_and_ended_then_every_step_is_an_event(tmp_path: Path) -> None:
    with closing(open_store(tmp_path, lambda: NOON)) as store:
        store.jobs.add("job_1", "training", {"mode": "fast"}, NOON)
        claimed = store.jobs.claim("training", NOON, LEASE)
        store.jobs.advance("job_1", "fitting", 0.5, 12.0)
        store.jobs.end("job_1", JobState.SUCCEEDED, LATER, result={"version": "v"}, error=None)
        job, events = store.jobs.get("job_1"), store.jobs.events("job_1")

    assert claimed is not None
    assert (claimed.state, claimed.request) == (JobState.RUNNING, {"mode": "fast"})
    assert (job.state, job.progress, job.result, job.finished_at) == ("succeeded", 1.0, {"version": "v"}, LATER)
    assert [event.payload["state"] for event in events] == ["queued", "running", "running", "succeeded"]
    assert [event.payload["step"] for event in events] == ["waiting", "waiting", "fitting", "succeeded"]


def test_given_a_lease_when_it_has_run_out_then_another_may_take_the_job_but_not_before(tmp_path: Path) -> None:
    with closing(open_store(tmp_path, lambda: NOON)) as store:
        store.jobs.add("job_1", "training", {}, NOON)
        store.jobs.claim("training", NOON, LEASE)
        early = store.jobs.claim("training", NOON + LEASE / 2, LEASE)
        store.jobs.renew("job_1", NOON + 2 * LEASE)
        renewed = store.jobs.claim("training", NOON + 1.5 * LEASE, LEASE)
        late = store.jobs.claim("training", NOON + 3 * LEASE, LEASE)

    assert (early, renewed) == (None, None)
    assert late is not None


def test_given_a_lease_of_a_clock_a_year_ahead_when_it_is_put_right_then_the_job_is_taken_again(tmp_path: Path) -> None:
    with closing(open_store(tmp_path, lambda: NOON)) as store:
        store.jobs.add("job_1", "training", {}, NOON)
        store.jobs.claim("training", NOON + timedelta(days=365), LEASE)
        again = store.jobs.claim("training", NOON, LEASE)
        held = store.jobs.claim("training", NOON, LEASE)

    assert again is not None
    assert held is None


def test_given_jobs_when_cancelled_then_a_queued_one_ends_and_a_running_one_is_asked_to(tmp_path: Path) -> None:
    with closing(open_store(tmp_path, lambda: NOON)) as store:
        store.jobs.add("job_1", "training", {}, NOON)
        queued = store.jobs.cancel("job_1", NOON)
        store.jobs.add("job_2", "training", {}, NOON)
        store.jobs.claim("training", NOON, LEASE)
        running = store.jobs.cancel("job_2", NOON)
        with pytest.raises(JobStateError, match="has ended as cancelled"):
            store.jobs.cancel("job_1", NOON)
        with pytest.raises(NotFoundError, match="no job 'nope'"):
            store.jobs.cancel("nope", NOON)
        after_a_crash = store.jobs.claim("training", LATER, LEASE)

    assert queued.state is JobState.CANCELLED
    assert (running.state, running.cancelling) == (JobState.RUNNING, True)
    assert after_a_crash is not None
    assert after_a_crash.cancelling


def test_given_an_open_job_when_another_is_asked_for_then_the_open_one_is_named(tmp_path: Path) -> None:
    with closing(open_store(tmp_path, lambda: NOON)) as store:
        store.jobs.add("job_1", "training", {}, NOON)

        with pytest.raises(JobStateError, match="job_1 is not finished"):
            store.jobs.add("job_2", "training", {}, NOON)


def test_given_a_released_job_when_claimed_again_then_no_attempt_was_lost(tmp_path: Path) -> None:
    with closing(open_store(tmp_path, lambda: NOON)) as store:
        store.jobs.add("job_1", "training", {}, NOON)
        store.jobs.claim("training", NOON, LEASE)
        store.jobs.attempt("job_1")
        store.jobs.release("job_1")
        again = store.jobs.claim("training", NOON, LEASE)

    assert again is not None
    assert again.attempts == 0


def test_given_many_jobs_when_paged_then_each_comes_once_last_first(tmp_path: Path) -> None:
    with closing(open_store(tmp_path, lambda: NOON)) as store:
        for number in range(5):
            store.jobs.add(f"job_{number}", f"kind {number}", {}, NOON)
        first, cursor = store.jobs.page(3)
        second, end = store.jobs.page(3, cursor)

    assert [job.id for job in (*first, *second)] == ["job_4", "job_3", "job_2", "job_1", "job_0"]
    assert end is None
