"""The review queue over HTTP and as a page."""

from fastapi.testclient import TestClient


def keep(client: TestClient, *headlines: str) -> list[str]:
    answer = client.post("/v1/items", json={"items": [{"headline": headline} for headline in headlines]})
    return [item["id"] for item in answer.json()["items"]]


def test_given_stored_items_when_the_queue_is_asked_for_then_it_holds_those_nobody_decided(client: TestClient) -> None:
    first, second = keep(client, "Voters at the ballot", "Bridge opens")

    before = client.get("/v1/review").json()
    client.put(f"/v1/items/{first}/themes", json={"themes": []})
    after = client.get("/v1/review?minutes=1").json()

    assert {item["id"] for item in before["items"]} == {first, second}
    assert before["estimate"] == "The next 2 will change at most about 10% of labels."
    assert ([item["id"] for item in after["items"]], after["waiting"], after["minutes"]) == ([second], 1, 1)
    assert {"labels", "themes", "reasons"} <= after["items"][0].keys()
    assert client.get("/v1/review?minutes=0").status_code == 422


def test_given_the_review_page_when_answered_then_the_next_item_comes_until_none_waits(client: TestClient) -> None:
    first, second = keep(client, "Voters at the ballot", "Bridge <b>opens</b>")

    pages = [client.get("/review").text]
    for action in ("save", "skip"):
        shown = first if f'value="{first}"' in pages[-1] else second
        sent = {"item": shown, "action": action, "theme": ["elections"], "who": "Ada"}
        answer = client.post("/review", data=sent, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/review?last={shown}&minutes=15&who=Ada")
        pages.append(client.get(answer.headers["location"]).text)

    assert "News about elections." in pages[0]
    assert "Bridge &lt;b&gt;opens&lt;/b&gt;" in "".join(pages)
    assert "Nothing waits" in pages[-1]
    assert "”: Elections (Ada, " in pages[1]
    assert 'name="who" maxlength="200" autocomplete="name" value="Ada"' in pages[1]
    assert "”: No answer: the model decides (Ada, " in pages[2]
    assert f'<a href="/items/{shown}#correction">Change it</a>' in pages[2]
    history = [client.get(f"/v1/items/{item}/themes").json()["history"] for item in (first, second)]
    assert sorted((said["via"], said["skip"]) for [said] in history) == [("review", False), ("review", True)]


def test_given_an_unknown_item_or_another_site_when_the_form_is_sent_then_it_is_refused(client: TestClient) -> None:
    assert client.post("/review", data={"item": "item_gone"}).status_code == 404
    assert client.post("/review", data={"item": "x"}, headers={"Origin": "https://else.example"}).status_code == 403


def test_given_an_item_answered_since_the_page_was_made_when_skipped_then_the_answer_stays(client: TestClient) -> None:
    [item] = keep(client, "Bridge opens")
    client.put(f"/v1/items/{item}/themes", json={"themes": ["elections"], "who": "Eve"})

    page = client.post("/review", data={"item": item, "action": "skip", "who": "Ada"})

    assert client.get(f"/v1/items/{item}").json()["labels"] == ["elections"]
    assert "“Bridge opens”: Elections (Eve, " in page.text


def test_given_an_item_that_is_gone_when_the_next_is_shown_then_nothing_is_said_of_it(client: TestClient) -> None:
    page = client.get("/review?last=item_gone&minutes=9999&who=Ada")

    assert page.status_code == 200
    assert "Change it" not in page.text
