"""/v1/models: which artifacts there are, which answers, which is tried; and receipts, which name one."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BeforeValidator, Field

from serving.bodies import JSON, parse_optional_json, read_bytes
from serving.incoming import InstantIn, parse_instant
from serving.learning.drift import Drift
from serving.learning.receipts import Receipts
from serving.learning.registry import Listed, Registry
from serving.learning.shadow import compare
from serving.learning.themes import Themes
from serving.openapi import problems, request_body, schema_ref
from serving.parameters import Parameters
from serving.pipeline import Sitrep
from serving.problems import NOT_FOUND, NOT_PROMOTED, UNAVAILABLE
from serving.routes.labels import WRITING
from serving.schemas.learning import (
    ChangeOut,
    CheckOut,
    DriftOut,
    ModelDetailOut,
    ModelOut,
    ModelsOut,
    PromoteIn,
    ReceiptOut,
    RollbackIn,
    ServingLogOut,
    ShadowOut,
    change_out,
)

_LINES = 100  # of the serving log


class LogQuery(Parameters):
    """Of GET /v1/models/log."""

    at: Annotated[InstantIn | None, BeforeValidator(parse_instant)] = Field(
        None, description="say what answered at this instant; default: now"
    )


class ReceiptQuery(Parameters):
    """Of GET /v1/items/{id}/receipt."""

    replay: bool = Field(False, description="ask the artifact that gave the labels again, and compare")


def model_fields(listed: Listed) -> dict[str, Any]:
    """An artifact's fields."""
    record, manifest = listed.record, listed.manifest
    return {
        "version": listed.version,
        "aliases": list(listed.aliases),
        "taxonomy": listed.taxonomy,
        "kept": listed.kept,
        "released": listed.released,
        "verdict": record.verdict if record else None,
        "checks": [CheckOut(**check) for check in _checks(record.reasons if record else ())],
        "job": record.job_id if record else None,
        "manifest": dict(manifest),
    }


def _checks(reasons: tuple[Mapping[str, Any], ...]) -> list[dict[str, Any]]:
    return [{name: check.get(name) for name in ("name", "passed", "value", "limit", "sentence")} for check in reasons]


def model_router(sitrep: Sitrep, registry: Registry, drift: Drift, themes: Themes) -> APIRouter:
    """The endpoints of artifacts."""
    router = APIRouter(tags=["models"])
    receipts = Receipts(sitrep, registry, themes)

    @router.get("/v1/models", summary="List the models", responses=problems(UNAVAILABLE))
    def models(_: Annotated[Parameters, Query()]) -> ModelsOut:
        """Every artifact, refused and removed ones too, with its manifest, and which one answers or is tried."""
        challenger = registry.challenger
        return ModelsOut(
            champion=registry.champion,
            challenger=challenger,
            rollback_to=registry.previous,
            models=[ModelOut(**model_fields(listed)) for listed in registry.everything()],
            shadow=ShadowOut(**compare(sitrep, challenger)) if challenger else None,
        )

    @router.get("/v1/models/drift", summary="What moved", responses=problems(UNAVAILABLE))
    def drifted(_: Annotated[Parameters, Query()]) -> DriftOut:
        """The stored weeks against the training window: label rates, score stability, unknown words, unsure share."""
        return drift.report()

    @router.get("/v1/models/log", summary="What answered when", responses=problems(UNAVAILABLE))
    def log(query: Annotated[LogQuery, Query()]) -> ServingLogOut:
        """The last 100 changes of the champion and the challenger, and what answered at an instant, or answers now."""
        artifacts = sitrep.store.artifacts
        live = artifacts.live_at(query.at or sitrep.now())
        return ServingLogOut(
            live=change_out(live) if live else None, changes=[change_out(c) for c in artifacts.changes(_LINES)]
        )

    @router.get("/v1/models/{version}", summary="Show one model", responses=problems(NOT_FOUND, UNAVAILABLE))
    def model(version: str, _: Annotated[Parameters, Query()]) -> ModelDetailOut:
        """An artifact, by its version or as champion or challenger, with the report of the run that wrote it."""
        version = registry.named(version)
        record = next((r for r in sitrep.store.artifacts.all() if r.version == version), None)
        if record is None and version != registry.champion:
            registry.folder_of(version)
        report = sitrep.store.artifacts.get(version).report if record else None
        return ModelDetailOut(**model_fields(registry.listed(version, record)), report=report)

    @router.post(
        "/v1/models/rollback",
        summary="Let the champion before this one answer again",
        openapi_extra=request_body({JSON: {"schema": schema_ref(RollbackIn)}}, required=False),
        responses=problems(*WRITING, NOT_FOUND, NOT_PROMOTED, UNAVAILABLE),
    )
    def rollback(
        request: Request, _: Annotated[Parameters, Query()], body: Annotated[bytes, Depends(read_bytes)]
    ) -> ChangeOut:
        """Swap back without a failed request; questions under way end with the model they began with."""
        said = parse_optional_json(request, RollbackIn, body)
        return change_out(registry.rollback(who=said.who, reason=said.reason))

    @router.post(
        "/v1/models/{version}/promote",
        summary="Let a model answer",
        openapi_extra=request_body({JSON: {"schema": schema_ref(PromoteIn)}}, required=False),
        responses=problems(*WRITING, NOT_FOUND, NOT_PROMOTED, UNAVAILABLE),
    )
    def promote(
        request: Request,
        version: str,
        _: Annotated[Parameters, Query()],
        body: Annotated[bytes, Depends(read_bytes)],
    ) -> ChangeOut:
        """Swap without a failed request. One that the gate refused needs override and a reason; both are recorded."""
        said = parse_optional_json(request, PromoteIn, body)
        return change_out(registry.promote(version, who=said.who, reason=said.reason, override=said.override))

    @router.get("/v1/items/{item_id}/receipt", summary="Why the labels", responses=problems(NOT_FOUND, UNAVAILABLE))
    def receipt(item_id: str, query: Annotated[ReceiptQuery, Query()]) -> ReceiptOut:
        """Which model gave an item's labels, when, and with what figures; replayable with the artifact it names."""
        return receipts.receipt(item_id, replay=query.replay)

    return router
