"""/v1/training-runs and /v1/jobs: ask for work, follow it, cancel it."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from serving.bodies import JSON, no_body, parse_optional_json, read_bytes
from serving.learning.training_runs import Training
from serving.openapi import problems, request_body, schema_ref
from serving.parameters import CursorQuery, Parameters
from serving.problems import CANNOT_TRAIN, NOT_FOUND, UNAVAILABLE, WRONG_STATE
from serving.routes.labels import WRITING
from serving.schemas.learning import JobOut, JobPageOut, TrainingRunIn, job_out
from store.cursor import END
from store.jobs import Job, JobEvent

EVENTS = "text/event-stream"
_LOOK_S = 0.5  # between two looks for new events
_BEAT_S = 15.0  # between two signs of life, for proxies that close quiet connections
_STREAM_S = 600.0  # after which a client connects anew, naming the last event that it has

_ACCEPTED: dict[int | str, dict[str, Any]] = {202: {"model": JobOut, "description": "Queued; Location names the job"}}
_STREAMED: dict[int | str, dict[str, Any]] = {
    200: {"description": "Server-sent events", "content": {EVENTS: {"schema": {"type": "string"}}}}
}


def event_text(event: JobEvent) -> str:
    """One event as it goes over the wire."""
    return f"id: {event.seq}\nevent: {event.payload['state']}\ndata: {json.dumps(event.payload)}\n\n"


def job_router(training: Training) -> APIRouter:
    """The endpoints of durable work."""
    router = APIRouter(tags=["jobs"])

    @router.post(
        "/v1/training-runs",
        status_code=202,
        summary="Ask for a training run",
        openapi_extra=request_body({JSON: {"schema": schema_ref(TrainingRunIn)}}, required=False),
        responses=_ACCEPTED | problems(*WRITING, NOT_FOUND, CANNOT_TRAIN, WRONG_STATE, UNAVAILABLE),
    )
    def ask(
        request: Request, _: Annotated[Parameters, Query()], body: Annotated[bytes, Depends(read_bytes)]
    ) -> Response:
        """Queue a training run on the corrections in force; one at a time.

        It ends with an artifact, a report and the gate's verdict. A candidate that passes becomes the challenger;
        none is ever promoted by itself. A fast run without a correction in force makes none: the result's version is
        null, its verdict nothing_to_learn, and its sentence says what to do.
        """
        wanted = parse_optional_json(request, TrainingRunIn, body)
        job = training.ask(wanted.mode, wanted.who)
        answer = job_out(job).model_dump_json()
        return Response(answer, 202, media_type=JSON, headers={"Location": f"/v1/jobs/{job.id}"})

    @router.get("/v1/jobs", summary="List jobs, last asked for first", responses=problems(UNAVAILABLE))
    def list_jobs(query: Annotated[CursorQuery, Query()]) -> JobPageOut:
        """Every job that was asked for, with where it stands."""
        jobs, following = training.store.jobs.page(query.limit, query.cursor)
        return JobPageOut(jobs=[job_out(job) for job in jobs], next_cursor=following)

    @router.get("/v1/jobs/{job_id}", summary="Show one job", responses=problems(NOT_FOUND, UNAVAILABLE))
    def show(job_id: str, _: Annotated[Parameters, Query()]) -> JobOut:
        """Where a job stands, and what came out."""
        return job_out(training.store.jobs.get(job_id))

    @router.delete(
        "/v1/jobs/{job_id}",
        status_code=202,
        summary="Cancel a job",
        dependencies=[Depends(no_body)],
        responses=problems(*WRITING, NOT_FOUND, WRONG_STATE, UNAVAILABLE),
    )
    def cancel(job_id: str, _: Annotated[Parameters, Query()]) -> JobOut:
        """End a job: a queued one at once, a running one within some seconds. The job itself stays listed."""
        return job_out(training.store.jobs.cancel(job_id, training.now()))

    @router.get(
        "/v1/jobs/{job_id}/events",
        summary="Follow a job",
        response_class=StreamingResponse,
        responses=_STREAMED | problems(NOT_FOUND, UNAVAILABLE),
    )
    def follow(
        job_id: str,
        _: Annotated[Parameters, Query()],
        last_event_id: Annotated[
            int, Header(ge=0, le=END, description="the id of the last event received; only later ones are sent")
        ] = 0,
    ) -> StreamingResponse:
        """Send every step as a server-sent event until the job ends; a client that comes back misses none.

        Each event's data is the job's state, step, progress, eta_s, attempts, result and error.
        """
        job = training.store.jobs.get(job_id)
        stream = _events(training, job, last_event_id)
        return StreamingResponse(stream, media_type=EVENTS, headers={"Cache-Control": "no-store"})

    return router


async def _events(training: Training, job: Job, last: int) -> AsyncIterator[str]:
    jobs, quiet, ends = training.store.jobs, 0.0, asyncio.get_running_loop().time() + _STREAM_S
    while asyncio.get_running_loop().time() < ends:
        # asked before the events: what ended between the two questions is sent all the same
        ended = (await run_in_threadpool(jobs.get, job.id)).state.ended
        found = await run_in_threadpool(jobs.events, job.id, last)
        for event in found:
            last, quiet = event.seq, 0.0
            yield event_text(event)
        if ended and not found:
            return
        if not found:
            quiet += _LOOK_S
            if quiet >= _BEAT_S:
                quiet = 0.0
                yield ": still at work\n\n"
            await asyncio.sleep(_LOOK_S)
