"""What a person meets who follows an old link or types an address: a page that says so, not a program's answer."""

import pytest
from fastapi.testclient import TestClient

from tests.contract.conftest import MakeClient

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/items?cursor=old", 422, "is none of ours; start again without a cursor"),
        ("/editions?cursor=old", 422, "is none of ours; start again without a cursor"),
        ("/items?theme=nope", 422, "no theme &#39;nope&#39; in taxonomy"),
        ("/items?kind=nope", 422, "No kind &#39;nope&#39;; choose one of"),
        ("/?day=1850-01-01", 422, "1850-01-01 lies outside 1900-01-01 to 2999-12-31"),
        ("/subscriptoins", 404, "There is no page at /subscriptoins."),
        ("/a<b>", 404, "There is no page at /a&lt;b&gt;."),
    ],
)
def test_given_an_address_that_leads_nowhere_when_opened_then_a_page_says_so(
    empty: TestClient, address: str, status: int, said: str
) -> None:
    answer = empty.get(address, headers=BROWSER)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert said in answer.text
    assert 'href="/"' in answer.text


@pytest.mark.parametrize(
    ("address", "accept"),
    [("/v1/nothing", BROWSER["Accept"]), ("/nothing", "*/*"), ("/static/nothing.css", "text/css,*/*;q=0.1")],
)
def test_given_a_program_when_it_asks_for_what_is_not_there_then_it_gets_a_problem(
    empty: TestClient, address: str, accept: str
) -> None:
    answer = empty.get(address, headers={"Accept": accept})

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/?date=2024-10-28", "Passed over in the address: date. This page knows no such parameter; it reads day, "),
        ("/items?thema=elections&thema=x&art=poll", "address: thema, art. This page knows no such parameter; it reads"),
        ("/about?theme=<i>", "Passed over in the address: theme. This page knows no such parameter; it reads none."),
    ],
)
def test_given_a_parameter_that_a_page_does_not_read_when_opened_then_it_says_so(
    empty: TestClient, address: str, said: str
) -> None:
    answer = empty.get(address)

    assert answer.status_code == 200
    assert said in answer.text


def test_given_parameters_that_pages_read_when_opened_then_nothing_is_said_of_them(empty: TestClient) -> None:
    for address in ("/?day=2024-10-28&timezone=UTC&created=1&existing=0", "/items?theme=elections&kind=&day="):
        assert "Passed over" not in empty.get(address).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("words=%26%26", "holds no word to look for; type at least one"),
        ("words=a*", "a* begins too many words; give at least 3 letters"),
        (f"words={'a' * 201}", "201 characters to look for, at most 200; leave some out"),
        ("words=a%00", "hold the character NUL; take it out"),
        ("words=sea&from=2024-10-29&to=2024-10-28", "The last day, 2024-10-28, lies before the first, 2024-10-29."),
        ("words=sea&from=yesterday", "is no day of the calendar; write it as YYYY-MM-DD."),
    ],
)
def test_given_filters_that_are_refused_when_items_are_looked_for_then_the_form_keeps_them(
    empty: TestClient, wrong: str, said: str
) -> None:
    answer = empty.get(f"/items?{wrong}&theme=elections&source=The+Desk")

    assert answer.status_code == 422
    assert said in answer.text.replace("&#39;", "'")
    assert '<option value="elections" selected>' in answer.text
    assert '<option value="The Desk" selected>' in answer.text
    assert "No item fits" not in answer.text


@pytest.mark.parametrize("address", ["/", "/items", "/review"])
def test_given_a_store_that_does_not_answer_when_a_person_looks_then_a_page_says_so_and_a_program_gets_a_problem(
    client: TestClient, address: str
) -> None:
    client.sitrep.store.close()  # type: ignore[attr-defined]
    (client.settings.home / "sitrep.sqlite").unlink()  # type: ignore[attr-defined]

    page, problem = client.get(address, headers=BROWSER), client.get("/v1/items", headers=BROWSER)

    assert page.status_code == problem.status_code == 503
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "The service cannot answer now" in page.text
    assert "sitrep.sqlite: was moved, removed or replaced while it was open; start Sitrep anew." in page.text
    assert problem.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("address", ["/try/store", "/feeds/feed_1/poll"])
def test_given_where_a_form_led_to_when_it_is_opened_anew_then_a_page_says_what_to_do(
    empty: TestClient, address: str
) -> None:
    answer = empty.get(address, headers=BROWSER)

    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert "go back to the page that holds the form" in answer.text


def test_given_a_text_too_large_when_a_page_sends_it_then_a_page_says_so(make_client: MakeClient) -> None:
    client = make_client(max_body_bytes=1000)

    answer = client.post("/try", data={"text": "troops " * 500}, headers=BROWSER)

    assert answer.status_code == 413
    assert "Go back in your browser: what you typed still stands there." in answer.text
    assert "What you sent is too long to be read at once. Send it in parts." in answer.text


@pytest.mark.parametrize(
    ("address", "given", "said"),
    [
        ("/subscriptions", {"to": "nonsense"}, "To: is no mail address; write one such as"),
        ("/subscriptions", {"max_words": "0"}, "Words at most: Input should be greater than or equal to 50."),
        ("/subscriptions", {"send_at": "25:00"}, "Time: write the time of day as HH:MM"),
        (
            "/themes",
            {"name": "Weather", "definition": "Storms.", "positives": "Pass closed"},
            "Examples: 1 given; a theme takes 8 to 50",
        ),
    ],
)
def test_given_a_form_that_does_not_fit_when_sent_then_its_page_names_the_field_as_it_is_called_there(
    empty: TestClient, address: str, given: dict[str, str], said: str
) -> None:
    answer = empty.post(address, data=given, headers=BROWSER)

    assert answer.status_code == 422
    assert said in answer.text


def test_given_a_page_pasted_with_its_markup_when_tried_then_its_words_alone_are_read(empty: TestClient) -> None:
    pasted = "<html><body><h1>Ballots recounted</h1><p>Every <b>ballot</b> counts.</p></body></html>"

    answer = empty.post("/try", data={"text": pasted})

    shown = answer.text.split('id="result"')[1]
    assert "Read as one text" in shown
    assert "Ballots recounted" in shown
    assert "&lt;" not in shown


def test_given_a_subscription_open_twice_when_both_are_saved_then_the_second_is_told_of_the_first(
    client: TestClient,
) -> None:
    client.post("/subscriptions", data={"name": "Desk", "to": "reader@paper.example"})
    [subscription] = client.sitrep.store.subscriptions.active()  # type: ignore[attr-defined]
    address = f"/subscriptions/{subscription.id}/edit"
    form = {"name": "Desk", "to": "reader@paper.example", "max_words": "400", "send_at": "07:00", "format": "html"}

    def seen(page: str) -> str:
        return page.split('name="seen" value="')[1].split('"', maxsplit=1)[0]

    opened = seen(client.get(address).text)
    first = client.post(address, data=form | {"seen": opened, "send_at": "06:00"}, follow_redirects=False)
    second = client.post(address, data=form | {"seen": opened, "max_words": "200"})
    again = client.post(address, data=form | {"seen": seen(second.text), "max_words": "200"}, follow_redirects=False)

    assert (first.status_code, second.status_code, again.status_code) == (303, 409, 303)
    assert "Somebody changed it while this was open. It has now: Time: 06:00; Words at most: 400. Save" in second.text
    assert 'name="max_words" value="200"' in second.text
