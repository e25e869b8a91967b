"""Subscriptions over HTTP: ordered, seen, paused, previewed, ended."""

import re
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from serving.briefs.editions import Editions
from serving.briefs.subscriptions import Subscriptions
from serving.egress import Egress
from serving.sending.delivery import Courier
from tests.contract.conftest import MakeClient
from tests.fakes import NOON

URL = "/v1/subscriptions"
TROOPS = {
    "headline": "Troops at Tarmouk",
    "text": "The troops crossed the river.",
    "published_at": "2024-10-28T11:00:00Z",
}


def subscribe(client: TestClient, **order: Any) -> dict[str, Any]:
    answer = client.post(URL, json=order)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def test_given_an_order_when_posted_then_it_is_shown_with_its_next_edition(client: TestClient) -> None:
    order = {
        "name": "Desk",
        "timezone": "America/New_York",
        "send_at": "06:30",
        "quiet_days": ["sat", "sun", "2024-10-29"],
        "themes": ["elections", "foreign_conflict"],
        "max_words": 250,
        "email": "reader@paper.example",
    }

    created = subscribe(client, **order)

    assert {name: created[name] for name in order} == order
    assert (created["channel"], created["format"], created["paused"]) == ("email", "html", False)
    assert created["next_edition"] == {"edition": "2024-10-30", "at": "2024-10-30T10:30:00Z"}
    assert "SITREP__SMTP_HOST" in created["problem"]  # none is set in this test
    assert client.get(f"{URL}/{created['id']}").json() == created
    assert client.get(URL).json() == {"subscriptions": [created], "next_cursor": None}


def test_given_a_webhook_when_ordered_then_its_secret_is_shown_once(make_client: MakeClient) -> None:
    client = make_client(allow_networks=("192.0.2.0/24",))

    created = subscribe(client, webhook="http://192.0.2.7/hook", format="ninjs")

    assert created["webhook_secret"].startswith("whsec_")
    assert "webhook_secret" not in client.get(f"{URL}/{created['id']}").json()
    assert created["problem"] is None


def test_given_many_subscriptions_when_listed_then_pages_hold_each_once(client: TestClient) -> None:
    ids = [subscribe(client, name=str(n))["id"] for n in range(5)]

    first = client.get(URL, params={"limit": 3}).json()
    second = client.get(URL, params={"cursor": first["next_cursor"]}).json()

    assert [one["id"] for one in first["subscriptions"] + second["subscriptions"]] == ids[::-1]


def test_given_a_subscription_when_paused_and_resumed_then_its_next_edition_goes_and_comes(client: TestClient) -> None:
    address = f"{URL}/{subscribe(client)['id']}"

    paused = client.post(address + "/pause").json()
    resumed = client.post(address + "/resume").json()

    assert (paused["paused"], paused["next_edition"]) == (True, None)
    assert (resumed["paused"], resumed["next_edition"]["edition"]) == (False, "2024-10-29")


@pytest.mark.parametrize("body", [b'{"until": "2026-12-01"}', b"until=tomorrow", b"\x00"])
def test_given_wishes_beside_a_pause_when_sent_then_they_are_refused_and_nothing_is_paused(
    client: TestClient, body: bytes
) -> None:
    address = f"{URL}/{subscribe(client)['id']}"

    refused = client.post(address + "/pause", content=body, headers={"Content-Type": "application/json"})

    assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[-1]) == (422, "invalid-request")
    assert "no body is read here" in refused.json()["detail"]
    assert client.get(address).json()["paused"] is False
    assert client.post(address + "/pause", json={}).json()["paused"] is True


@pytest.mark.parametrize("path", ["/v1/themes/elections", "/v1/feeds/x", "/v1/jobs/x", f"{URL}/x"])
def test_given_wishes_in_the_body_of_a_delete_when_sent_then_they_are_refused(client: TestClient, path: str) -> None:
    refused = client.request("DELETE", path, json={"who": "ada"})

    assert refused.status_code == 422
    assert "no body is read here" in refused.json()["detail"]
    assert "elections" in client.get("/v1/themes").text


def test_given_a_subscription_when_previewed_then_nothing_is_kept(client: TestClient) -> None:
    client.post("/v1/items", json={"items": [TROOPS]})
    address = f"{URL}/{subscribe(client, email='r@paper.example', themes=['elections'])['id']}"

    page = client.get(address + "/preview")
    brief = client.get(address + "/preview?format=json").json()

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert brief["edition"] == "2024-10-29"
    assert [theme["note"] for theme in brief["themes"]] == ["Nothing on elections today."]
    assert brief["footer"]["items"] == 1
    assert client.get("/v1/briefs").json()["editions"] == []


def test_given_a_due_edition_when_made_then_it_is_listed_with_its_delivery_until_the_subscription_ends(
    make_client: MakeClient,
) -> None:
    client = make_client()
    subscription = subscribe(client, email="reader@paper.example")["id"]
    sitrep, settings = client.sitrep, client.settings  # type: ignore[attr-defined]
    editions = Editions(sitrep)
    tomorrow = NOON + timedelta(days=1)
    courier = Courier(sitrep, editions, Subscriptions(sitrep, editions), settings, Egress(), clock=lambda: tomorrow)
    courier.make()
    courier.send()

    [delivery] = client.get(f"{URL}/{subscription}/deliveries").json()["deliveries"]
    assert delivery["state"] == "pending"
    assert "SITREP__SMTP_HOST" in delivery["last_error"]
    assert client.get(f"{URL}/{subscription}/deliveries?state=dead").json()["deliveries"] == []
    early = client.post(f"{URL}/{subscription}/deliveries/{delivery['id']}/retry")
    assert (early.status_code, early.json()["type"]) == (409, "/problems/wrong-state")
    assert "is in line already" in early.json()["detail"]
    page = client.post(f"/subscriptions/{subscription}/retry", data={"delivery": delivery["id"]})
    assert (page.status_code, "is in line already" in page.text) == (409, True)
    assert client.post(f"{URL}/{subscription}/deliveries/{delivery['id']}0/retry").status_code == 404
    [edition] = client.get("/v1/briefs", params={"subscription": subscription}).json()["editions"]
    assert edition["id"] == delivery["edition"]
    assert client.get(f"/v1/briefs/{edition['id']}").json()["edition"] == "2024-10-29"

    assert client.delete(f"{URL}/{subscription}").status_code == 204
    assert client.get(f"{URL}/{subscription}").status_code == 404
    assert client.get(f"/v1/briefs/{edition['id']}").status_code == 404


@pytest.mark.parametrize(
    ("order", "where", "words"),
    [
        ({"email": "a@b.example\r\nBcc: c@d.example"}, "#/email", "is no mail address"),
        ({"email": "Reader <a@b.example>"}, "#/email", "is no mail address"),
        ({"name": "Desk\nBcc: x"}, "#/name", "in one line"),
        ({"webhook": "ftp://hooks.example/"}, "#/webhook", "is no web address"),
        ({"webhook": "http://127.0.0.1:9/"}, "#/webhook", "127.0.0.1"),
        ({"webhook": "http://169.254.169.254/latest"}, "#/webhook", "169.254.169.254"),
        ({"email": "a@b.example", "webhook": "https://hooks.example/"}, "#", "make two"),
        ({"email": "a@b.example", "format": "atom"}, "#", "html, text, markdown"),
        ({"timezone": "Mars/Base"}, "#/timezone", "Mars/Base"),
        ({"themes": ["sports"]}, "#/themes", "foreign_conflict, elections"),
        ({"send_at": "25:00"}, "#/send_at", "as HH:MM"),
        ({"send_at": "7"}, "#/send_at", "as HH:MM"),
        ({"quiet_days": ["2024-02-30"]}, "#/quiet_days/0", "'2024-02-30' is no day of the calendar"),
        (
            {"quiet_days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]},
            "#/quiet_days",
            "all seven days of the week",
        ),
        ({"quiet_days": ["holiday"]}, "#/quiet_days/0", "write mon, tue"),
        ({"max_words": "400"}, "#/max_words", "integer"),
        ({"max_words": 10}, "#/max_words", "greater than or equal to 50"),
        ({"every": "day"}, "#/every", "unknown field"),
    ],
)
def test_given_a_bad_order_when_posted_then_the_problem_points_at_it(
    empty: TestClient, order: dict[str, Any], where: str, words: str
) -> None:
    answer = empty.post(URL, json=order)

    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["pointer"] == where
    assert words in error["detail"]
    assert empty.get(URL).json()["subscriptions"] == []


def test_given_a_change_when_patched_then_what_it_names_is_different_and_the_rest_is_not(
    make_client: MakeClient,
) -> None:
    client = make_client(allow_networks=("192.0.2.0/24",))
    created = subscribe(client, name="Desk", themes=["elections"], quiet_days=["sun"], email="r@paper.example")
    address = f"{URL}/{created['id']}"

    moved = client.patch(address, json={"send_at": "06:30", "timezone": "America/New_York"})
    hooked = client.patch(address, json={"webhook": "http://192.0.2.7/hook"}).json()
    same = client.patch(address, json={}).json()

    next_edition = {"edition": "2024-10-29", "at": "2024-10-29T10:30:00Z"}
    moves = {"send_at": "06:30", "timezone": "America/New_York", "next_edition": next_edition}
    assert moved.json() == created | moves
    assert hooked["webhook_secret"].startswith("whsec_")
    assert (hooked["channel"], hooked["email"], hooked["format"]) == ("webhook", None, "json")
    assert same == client.get(address).json() == {k: v for k, v in hooked.items() if k != "webhook_secret"}


@pytest.mark.parametrize(
    ("wish", "where"),
    [
        ({"timezone": "Mars/Base"}, "#/timezone"),
        ({"send_at": "7"}, "#/send_at"),
        ({"themes": ["sports"]}, "#/themes"),
        ({"name": None}, "#/name"),
        ({"webhook": "http://127.0.0.1:9/"}, "#/webhook"),
        ({"email": "a@b.example", "webhook": "https://hooks.example/"}, "#"),
        ({"format": "atom"}, "#"),
        ({"paused": True}, "#/paused"),
    ],
)
def test_given_a_bad_change_when_patched_then_the_problem_points_at_it_and_nothing_changes(
    client: TestClient, wish: dict[str, Any], where: str
) -> None:
    created = subscribe(client, email="r@paper.example")

    answer = client.patch(f"{URL}/{created['id']}", json=wish)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == where
    assert client.get(f"{URL}/{created['id']}").json() == created


def test_given_the_page_of_a_change_when_sent_then_order_of_themes_and_dates_stay(client: TestClient) -> None:
    order = {"themes": ["elections", "foreign_conflict"], "quiet_days": ["sun", "2024-12-25"], "send_at": "06:30"}
    created = subscribe(client, email="r@paper.example", name="<Desk>", **order)
    page = client.get(f"/subscriptions/{created['id']}/edit").text
    themes = re.findall(r'name="theme" value="(\w+)" checked', page)
    quiet = re.findall(r'name="quiet" value="([^"]+)" checked', page)
    form = {"name": "Desk", "to": "r@paper.example", "timezone": "UTC", "send_at": "05:00", "format": "html"}

    sent = client.post(f"/subscriptions/{created['id']}/edit", data=form | {"theme": themes, "quiet": quiet})
    refused = client.post(f"/subscriptions/{created['id']}/edit", data=form | {"timezone": "Mars/Base"})

    assert "Change &lt;Desk&gt;" in page
    assert sent.url.path == "/subscriptions"
    shown = client.get(f"{URL}/{created['id']}").json()
    expected = created | {"name": "Desk", "send_at": "05:00"}
    assert {k: shown[k] for k in ("name", "send_at", "themes", "quiet_days", "format", "email")} == {
        k: expected[k] for k in ("name", "send_at", "themes", "quiet_days", "format", "email")
    }
    assert refused.status_code == 422
    assert "Mars/Base" in refused.text


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_given_an_unknown_subscription_when_asked_for_then_it_is_not_found(client: TestClient, method: str) -> None:
    assert client.request(method, f"{URL}/sub_1").status_code == 404
    assert client.post(f"{URL}/sub_1/pause").status_code == 404
    assert client.get("/v1/briefs", params={"subscription": "sub_1"}).status_code == 404  # not: no editions
    assert client.patch(f"{URL}/sub_1", json={}).status_code == 404
    assert client.get("/subscriptions/sub_1/edit").status_code == 404
    assert client.get(f"{URL}/sub_1/preview").status_code == 404
    assert client.get(f"{URL}/sub_1/deliveries").status_code == 404


def test_given_a_mail_program_when_it_unsubscribes_by_one_click_then_the_subscription_is_gone(
    client: TestClient,
) -> None:
    address = f"{URL}/{subscribe(client, email='reader@paper.example')['id']}"
    [kept] = client.sitrep.store.subscriptions.active()  # type: ignore[attr-defined]
    token = f"/unsubscribe/{kept.token}"

    looked = client.get(token)
    still = client.get(address).status_code
    from_mail = {"Origin": "null", "Sec-Fetch-Site": "cross-site"}
    clicked = client.post(token, data={"List-Unsubscribe": "One-Click"}, headers=from_mail)
    again = client.post(token, data={"List-Unsubscribe": "One-Click"})
    wrong = client.post("/unsubscribe/guess", data={"List-Unsubscribe": "One-Click"})

    assert (looked.status_code, still) == (200, 200)
    assert client.get(address).status_code == 404
    assert clicked.status_code == again.status_code == wrong.status_code == 200  # a guess learns nothing
    assert kept.token not in client.get("/openapi.json").text
