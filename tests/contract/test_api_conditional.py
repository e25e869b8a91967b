"""Readers that ask over and over: an answer that did not change is not sent again."""

import pytest
from fastapi.testclient import TestClient

from tests.contract.test_api_editions import LATER, RIVER, post

DAY = "/v1/briefs/2024-10-28"


@pytest.mark.parametrize("name", ["json", "atom", "jsonfeed", "html", "ninjs"])
def test_given_a_reader_with_the_last_answer_when_asked_then_it_comes_again_only_when_more_was_read(
    client: TestClient, name: str
) -> None:
    post(client, RIVER)
    address = f"{DAY}?format={name}"
    tag = client.get(address).headers["etag"]

    same = client.get(address, headers={"If-None-Match": tag})
    headed = client.head(address, headers={"If-None-Match": f'"other", W/{tag}'})
    post(client, {**LATER, "headline": "Port of Amara hit", "text": "Two strikes hit the port of Amara."})
    more = client.get(address, headers={"If-None-Match": tag})

    assert [same.status_code, headed.status_code, more.status_code] == [304, 304, 200]
    assert same.content == b""
    assert (same.headers["etag"], same.headers["vary"]) == (tag, "Accept")
    assert same.headers["cache-control"] == "no-cache"
    assert more.headers["etag"] != tag


def test_given_a_calendar_when_no_event_came_then_it_is_not_sent_again(client: TestClient) -> None:
    post(client, RIVER)
    tag = client.get(f"{DAY}?format=calendar").headers["etag"]

    post(client, {**LATER, "headline": "Port of Amara hit", "text": "Two strikes hit the port of Amara."})

    assert client.get(f"{DAY}?format=calendar", headers={"If-None-Match": tag}).status_code == 304


def test_given_two_formats_when_asked_then_one_does_not_stand_for_the_other(client: TestClient) -> None:
    post(client, RIVER)
    tag = client.get(DAY, headers={"Accept": "text/plain"}).headers["etag"]

    other = client.get(DAY, headers={"Accept": "text/markdown", "If-None-Match": tag})

    assert other.status_code == 200


def test_given_a_published_edition_when_asked_with_its_tag_then_it_stays_immutable(client: TestClient) -> None:
    post(client, RIVER)
    address = f"/v1/briefs/{client.post(DAY).json()['id']}"
    tag = client.get(address).headers["etag"]

    same = client.get(address, headers={"If-None-Match": tag})

    assert same.status_code == 304
    assert "immutable" in same.headers["cache-control"]
    assert same.headers["content-location"] == address


def test_given_a_preview_when_asked_with_its_tag_then_it_is_not_sent_again(client: TestClient) -> None:
    post(client, RIVER)
    address = f"/v1/subscriptions/{client.post('/v1/subscriptions', json={}).json()['id']}/preview"
    tag = client.get(address).headers["etag"]

    same = client.get(address, headers={"If-None-Match": tag})

    assert same.status_code == 304
