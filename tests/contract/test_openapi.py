import json
import re
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from serving.days import timezone_names
from serving.schemas.core import ProblemOut
from tests.contract.conftest import MakeClient

LOCAL = {"Host": "localhost"}
TIMES = ("1900-01-01T12:00:00Z", "1999-12-31T23:59:59.5+05:45", "2024-02-29T00:00:00-11:00")
# What a schema cannot say: that bytes are a newsletter, that ids differ, that one day lies before another.
INEXPRESSIBLE = {
    "POST /v1/newsletters": [positive_data_acceptance, negative_data_rejection],
    "POST /v1/summaries": [positive_data_acceptance],
    "GET /v1/items": [positive_data_acceptance],
    "GET /v1/stories": [positive_data_acceptance],  # a cursor belongs to its day
    "POST /v1/feeds": [positive_data_acceptance],
    "POST /v1/feeds.opml": [positive_data_acceptance, negative_data_rejection],
    "POST /v1/corrections": [positive_data_acceptance, negative_data_rejection],
    "PUT /v1/items/{item_id}/themes": [positive_data_acceptance],
    "POST /v1/themes": [positive_data_acceptance],  # the labeller of these tests takes no further themes
    "PATCH /v1/themes/{theme_id}": [positive_data_acceptance],
    "DELETE /v1/themes/{theme_id}": [positive_data_acceptance],
    "POST /v1/briefs/{date}": [positive_data_acceptance],
    "POST /v1/subscriptions": [positive_data_acceptance, negative_data_rejection],
    "PATCH /v1/subscriptions/{subscription_id}": [positive_data_acceptance, negative_data_rejection],
}
# The others take nothing that could be wrong.
WITH_INPUT = {
    *("/v1/label", "/v1/newsletters", "/v1/items", "/v1/items/{item_id}", "/v1/briefs/{date}"),
    *("/v1/stories", "/v1/stories/{story_id}", "/v1/summaries"),
    *("/v1/briefs", "/v1/subscriptions"),
    *("/v1/stories/{story_id}/merge", "/v1/stories/{story_id}/split"),
    *("/v1/feeds", "/v1/feeds.opml"),
    *("/v1/corrections", "/v1/items/{item_id}/themes"),
    *("/v1/training-runs", "/v1/jobs", "/v1/jobs/{job_id}/events", "/v1/models/log"),
    *("/v1/models/{version}/promote", "/v1/models/rollback", "/v1/items/{item_id}/receipt"),
}
# Beside a method of the same path that takes some.
WITHOUT_INPUT = {"GET /v1/items/{item_id}/themes", "GET /v1/feeds.opml"}


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_given_any_request_when_sent_then_the_answer_is_as_documented(
    make_client: MakeClient, mode: GenerationMode
) -> None:
    client = make_client()
    client.post("/v1/items", json={"items": [{"headline": "Voters queue", "text": "They vote."}]})
    document = client.get("/openapi.json").json()
    names = {"ThemeId": list(client.sitrep.taxonomy.ids), "TimeZone": sorted(timezone_names())}
    for name, known in names.items():  # which are no part of the contract, and would hardly be guessed
        document["components"]["schemas"][name]["enum"] = known
    if mode is GenerationMode.POSITIVE:  # how far ahead of the clock a time may lie, no schema can say
        document["components"]["schemas"]["PostedItemIn"]["properties"]["published_at"]["enum"] = [None, *TIMES]
    client.app.openapi_schema = document
    schema = schemathesis.openapi.from_asgi("/openapi.json", client.app, headers=LOCAL)
    operations = [found.ok() for found in schema.get_all_operations()]

    for operation in operations:
        asked = operation.path in WITH_INPUT and operation.label not in WITHOUT_INPUT
        if mode is GenerationMode.POSITIVE or asked:
            check_operation(operation, mode)

    assert len(operations) >= 12


def check_operation(operation: Any, mode: GenerationMode) -> None:
    """Send made-up requests; raises when an answer is not as the document says."""

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def check(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=LOCAL, excluded_checks=INEXPRESSIBLE.get(operation.label, []))

    check()


def test_given_the_document_when_read_then_every_operation_lists_its_problems(client: TestClient) -> None:
    document = client.get("/openapi.json").json()

    assert document["openapi"].startswith("3.1")
    assert "HTTPValidationError" not in document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            responses = operation["responses"]
            assert method != "post" or "403" in responses, path
            assert {"405", "421", "422", "500"} <= responses.keys(), (method, path)
            for status, response in responses.items():
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"]
            assert operation["summary"]
    assert set(document["components"]["schemas"]["ProblemOut"]["properties"]) == set(ProblemOut.model_fields)


def test_given_the_document_when_a_client_is_made_of_it_then_every_body_is_one_class(client: TestClient) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]

    bodies = {name: schema for name, schema in schemas.items() if "properties" in schema}

    assert {"LabelItemIn", "PostedItemIn", "CorrectionIn", "ExampleIn"} <= bodies.keys()
    assert [name for name, schema in bodies.items() if {"anyOf", "oneOf", "allOf"} & schema.keys()] == []


def test_given_the_document_when_a_client_is_made_of_it_then_every_body_has_a_type_that_generators_know(
    client: TestClient,
) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    taken = {
        f"{method} {path}": operation["requestBody"]["content"].keys()
        for path, methods in paths.items()
        for method, operation in methods.items()
        if "requestBody" in operation
    }

    assert "application/octet-stream" in taken["post /v1/newsletters"]
    assert [name for name, kinds in taken.items() if not {"application/json", "application/octet-stream"} & kinds] == []


def test_given_the_document_when_read_then_no_schema_is_named_for_where_its_code_stands(client: TestClient) -> None:
    names = client.get("/openapi.json", headers=LOCAL).json()["components"]["schemas"]

    assert [name for name in names if "__" in name] == []


def test_given_the_document_when_themes_change_then_no_name_of_today_stands_in_it_as_one_of_a_fixed_list(
    client: TestClient,
) -> None:
    names = client.get("/openapi.json").json()["components"]["schemas"]

    for name in ("ThemeId", "TimeZone"):
        assert names[name].keys() == {"type", "minLength", "description", "examples"}


def test_given_the_document_when_read_then_all_that_it_points_at_stands_in_it(client: TestClient) -> None:
    document = client.get("/openapi.json").json()

    pointed = set(re.findall(r'"\$ref": "#/components/schemas/(\w+)"', json.dumps(document)))

    assert "SubscriptionChange" in pointed
    assert pointed - document["components"]["schemas"].keys() == set()
