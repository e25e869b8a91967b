"""`sitrep models`: list, promote, roll back, and what moved; through the running server when there is one."""

import json
from argparse import Namespace
from collections.abc import Callable
from contextlib import closing
from typing import Any
from urllib.parse import quote

from serving.commands.source import settings_for
from serving.learning.parts import Learning
from serving.pipeline import Sitrep
from serving.routes.models import model_fields
from serving.running import find_server
from serving.schemas.learning import ModelOut, change_out
from serving.settings import Settings
from serving.start import open_sitrep


def run(arguments: Namespace) -> int:
    """Do what is asked and print it."""
    settings = settings_for(arguments.home)
    if arguments.action == "list":
        found = _asked(settings, "GET", "/v1/models", None, _listed)
        text = "\n".join(_line(model) for model in found["models"])
    elif arguments.action == "drift":
        found = _asked(settings, "GET", "/v1/models/drift", None, lambda _, learning: _plain(learning.drift.report()))
        text = "\n".join(found["sentences"])
    else:
        said = {"who": arguments.who, "reason": arguments.reason}
        if arguments.action == "promote":
            path = f"/v1/models/{quote(arguments.version, safe='')}/promote"
            body = {**said, "override": arguments.override}
        else:
            path, body = "/v1/models/rollback", said
        found = _asked(settings, "POST", path, body, lambda _, learning: _changed(learning, arguments))
        text = f"{found['version']} answers now, instead of {found['previous']}"
    print(json.dumps(found, indent=2, ensure_ascii=False) if arguments.format == "json" else text)
    return 0


def _asked(
    settings: Settings,
    method: str,
    path: str,
    body: dict[str, Any] | None,
    here: Callable[[Sitrep, Learning], dict[str, Any]],
) -> dict[str, Any]:
    """Ask the running server, else do it here, holding the home's lock."""
    server = find_server(settings.home)
    if server is not None:
        given = None if body is None else {name: value for name, value in body.items() if value is not None}
        return server.ask_json(method, path, None, given)
    sitrep = open_sitrep(settings, store=True)
    with closing(sitrep.store):
        learning = Learning(sitrep, settings)
        learning.registry.start()
        return here(sitrep, learning)


def _listed(_: Sitrep, learning: Learning) -> dict[str, Any]:
    registry = learning.registry
    return {
        "champion": registry.champion,
        "challenger": registry.challenger,
        "rollback_to": registry.previous,
        "models": [_plain(ModelOut(**model_fields(listed))) for listed in registry.everything()],
    }


def _changed(learning: Learning, arguments: Namespace) -> dict[str, Any]:
    registry = learning.registry
    if arguments.action == "rollback":
        return _plain(change_out(registry.rollback(who=arguments.who, reason=arguments.reason)))
    change = registry.promote(
        arguments.version, who=arguments.who, reason=arguments.reason, override=arguments.override
    )
    return _plain(change_out(change))


def _plain(model: Any) -> dict[str, Any]:
    values: dict[str, Any] = model.model_dump(mode="json")
    return values


def _line(model: dict[str, Any]) -> str:
    said = [*model["aliases"], model["verdict"] or "unjudged"]
    if model["released"]:
        said.append("released")
    if not model["kept"]:
        said.append("removed")
    test = model["manifest"].get("report", {}).get("test", {})
    # not every model is judged on the same items, so two figures alone cannot be compared
    figure = f"macro-F1 {test['macro_f1']:.3f} of {test['items']} items" if "macro_f1" in test else ""
    refused = [check["sentence"] for check in model["checks"] if not check["passed"]]
    return "  ".join(filter(None, (model["version"], ", ".join(said), figure, " ".join(refused))))
