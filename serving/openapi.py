"""The OpenAPI document: what FastAPI writes, with the bodies and problems that the routes read and send themselves."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from serving.problems import INTERNAL, INVALID, MEDIA_TYPE, METHOD, WRONG_HOST, ProblemType
from serving.schemas.core import ItemsIn, LabelIn, LabelItemIn, LabelLineOut, ProblemOut, SummaryIn
from serving.schemas.corrections import CorrectionIn, CorrectionsIn
from serving.schemas.feeds import FeedIn
from serving.schemas.learning import PromoteIn, RollbackIn, TrainingRunIn
from serving.schemas.stories import MergeIn, SplitIn, StoryRenameIn
from serving.schemas.subscriptions import SubscriptionChange, SubscriptionIn
from serving.schemas.themes import ExampleIn, RenameIn, ThemeIn

_REF = "#/components/schemas/{model}"
_INPUTS: tuple[type[BaseModel], ...] = (
    *(LabelIn, LabelItemIn, ItemsIn, SummaryIn, CorrectionIn, CorrectionsIn),
    *(TrainingRunIn, PromoteIn, RollbackIn, FeedIn),
    *(SubscriptionIn, SubscriptionChange),
    *(ExampleIn, RenameIn, ThemeIn),
    *(MergeIn, SplitIn, StoryRenameIn),
)
_OUTPUTS: tuple[type[BaseModel], ...] = (LabelLineOut, ProblemOut)
# Themes come and go while a server runs, and zones with the machine: a client made from a list would refuse both.
_NAMES = {
    "ThemeId": {
        "type": "string",
        "minLength": 1,
        "description": "a theme's id; GET /v1/themes lists those in force",
        "examples": ["elections"],
    },
    "TimeZone": {"type": "string", "minLength": 1, "description": "IANA time zone", "examples": ["Europe/Berlin"]},
}

Responses = dict[int | str, dict[str, Any]]


def schema_ref(model: type[BaseModel]) -> dict[str, str]:
    """Point at a model's schema."""
    return {"$ref": _REF.format(model=model.__name__)}


def request_body(content: Mapping[str, Mapping[str, Any]], *, required: bool = True) -> dict[str, Any]:
    """Describe a body that the route reads itself: media type to schema, and examples if any."""
    return {"requestBody": {"required": required, "content": dict(content)}}


def problems(*kinds: ProblemType) -> Responses:
    """Describe the problems that a route may answer with, and those that every route may."""
    responses: Responses = {}
    for kind in sorted({*kinds, INVALID, WRONG_HOST, METHOD, INTERNAL}, key=lambda kind: (kind.status, kind.slug)):
        entry = responses.setdefault(
            kind.status, {"description": "", "content": {MEDIA_TYPE: {"schema": schema_ref(ProblemOut)}}}
        )
        entry["description"] = "; ".join(filter(None, (entry["description"], f"{kind.title}: {kind.uri}")))
    return responses


def describe(app: FastAPI) -> dict[str, Any]:
    """Write the document once, on first demand."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            openapi_version="3.1.0",
        )
        inputs = models_json_schema([(model, "validation") for model in _INPUTS], ref_template=_REF)[1]["$defs"]
        outputs = models_json_schema([(model, "serialization") for model in _OUTPUTS], ref_template=_REF)[1]["$defs"]
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        app.openapi_schema = document | {
            "components": {"schemas": dict(sorted((inputs | outputs | _NAMES | schemas).items()))}
        }
    return app.openapi_schema
