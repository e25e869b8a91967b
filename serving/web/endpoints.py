"""The OpenAPI document as a page can show it, so that /docs asks nothing of another host."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an endpoint."""

    name: str
    where: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one path."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    bodies: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Endpoints about one thing."""

    name: str
    endpoints: tuple[Endpoint, ...]


def endpoint_groups(document: Mapping[str, Any]) -> tuple[Group, ...]:
    """List a document's endpoints by the first word of their path, in the document's order."""
    groups: dict[str, list[Endpoint]] = {}
    for path, methods in document.get("paths", {}).items():
        words = [word for word in path.split("/") if word and word != "v1"]
        name = words[0] if path.startswith("/v1/") and words else "service"
        for method, operation in methods.items():
            groups.setdefault(name, []).append(_endpoint(path, method, operation))
    return tuple(Group(name.replace("-", " ").capitalize(), tuple(endpoints)) for name, endpoints in groups.items())


def _endpoint(path: str, method: str, operation: Mapping[str, Any]) -> Endpoint:
    return Endpoint(
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        description=operation.get("description", ""),
        parameters=tuple(_parameter(p) for p in operation.get("parameters", ())),
        bodies=tuple(operation.get("requestBody", {}).get("content", {})),
        answers=tuple(operation.get("responses", {})),
    )


def _parameter(parameter: Mapping[str, Any]) -> Parameter:
    schema = parameter.get("schema", {})
    meaning = parameter.get("description") or schema.get("description") or ""
    if (default := schema.get("default")) is not None:
        meaning = f"{meaning} (default {default if isinstance(default, str) else json.dumps(default)})".strip()
    if parameter.get("required"):
        meaning = f"{meaning} (required)".strip()
    return Parameter(parameter["name"], parameter["in"], meaning)
