"""The pages in a real browser: readable, checkable, accessible, with and without JavaScript."""

import re

import pytest

from tests.browser.conftest import SAMPLE, expect

PATHS = (
    *(
        "/",
        "/?day=2020-01-01",
        "/items",
        "/items?theme=elections&kind=teaser",
        "/items?words=vote",
        "/try",
        "/about",
        "/docs",
    ),
    *("/editions", "/subscriptions", "/feeds"),
)
TEXT = "Ballots recounted\nTwo counties will recount every ballot before the election is certified."


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_given_stored_items_when_pages_are_opened_then_all_are_accessible_and_fit(site, visit, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = visit(site.address, width=width, color_scheme=scheme)
    item = page.locator(".story h3 a").first.get_attribute("href")

    for path in (*PATHS, f"{item}?evidence=true"):
        page.goto(site.address + path)
        found = axe.run(page)

        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_given_a_brief_when_a_source_mark_is_followed_then_the_cited_words_are_marked(site, visit):
    page = visit(site.address)
    sentence = page.locator(".sentence").first
    words = sentence.evaluate("node => node.firstChild.textContent").strip()
    assert sentence.inner_text() == f"{words}[1]"  # copied into a mail, ".1" behind a number would be more of it

    sentence.locator(".ref a").first.click()

    expect(page.locator("#cited")).to_be_visible()
    assert "".join(page.locator("mark.cited").all_inner_texts()) == words


def test_given_words_when_looked_for_then_items_that_hold_them_come_with_the_words_marked(site, visit):
    page = visit(f"{site.address}/items")
    page.select_option("select[name=source]", "The Harbor Brief")
    expect(page.locator("select[name=source]")).to_have_value("The Harbor Brief")

    page.fill("input[name=words]", '"border law" vote')
    page.keyboard.press("Enter")

    expect(page.locator("input[name=words]")).to_have_value('"border law" vote')
    assert page.locator("select[name=source]").input_value() == "The Harbor Brief"
    assert page.locator(".items .row h2").count() == 1
    page.fill("input[name=words]", "ballots")
    page.click(".filters button")
    expect(page.locator(".items mark").first).to_have_text(re.compile("ballot", re.IGNORECASE))
    page.get_by_label("To", exact=True).fill("2020-01-01")
    page.click(".filters button")
    expect(page.locator(".empty h2")).to_have_text("No item fits these filters")


def test_given_two_days_when_turning_then_each_day_leads_to_the_other(site, visit):
    site.sitrep.read_newsletter(
        SAMPLE.read_bytes(), "text/plain", issued_on=site.sitrep.newest_day("UTC").replace(day=19), store=True
    )
    page = visit(site.address)
    assert page.locator("h1").inner_text() == "Friday, 20 November 2026"

    page.locator("a[rel=prev]").click()

    expect(page.locator("h1")).to_have_text("Thursday, 19 November 2026")
    assert page.locator("a[rel=next]").is_visible()


def test_given_the_brief_page_when_a_text_is_pasted_there_then_sitrep_says_what_it_makes_of_it(site, visit):
    page = visit(site.address)
    day = site.sitrep.newest_day("UTC")
    assert page.locator(".items .row").count() == len(site.sitrep.items_on(day, "UTC"))

    page.fill("#text", TEXT)
    page.click("button.main")

    expect(page).to_have_url(site.address + "/try#result")
    expect(page.locator("#result")).to_contain_text("Read as one text")


@pytest.mark.parametrize("javascript", [True, False])
def test_given_a_pasted_text_when_sent_then_its_evidence_is_marked_and_nothing_is_stored(site, visit, javascript):
    page = visit(f"{site.address}/try", java_script_enabled=javascript)
    before = len(site.sitrep.items_on(site.sitrep.newest_day("UTC"), "UTC"))

    page.fill("#text", TEXT)
    page.click("button.main")

    expect(page.locator("#result h2").first).to_have_text("Read as one text")
    assert "ballot" in page.locator("mark[data-themes~=elections]").all_inner_texts()
    assert len(site.sitrep.items_on(site.sitrep.newest_day("UTC"), "UTC")) == before


@pytest.mark.parametrize("javascript", [True, False])
def test_given_a_pasted_newsletter_when_stored_then_its_brief_is_shown_and_twice_changes_nothing(
    serve, visit, javascript
):
    address = serve()
    page = visit(f"{address}/try", java_script_enabled=javascript)
    notices = []

    for _ in range(2):
        page.goto(f"{address}/try")
        page.fill("#text", SAMPLE.read_text(encoding="utf-8"))
        page.click("button.main")
        expect(page.locator("#result h2").first).to_have_text("Read as a newsletter")
        expect(page.locator("#result .dropped").nth(3)).to_be_attached()  # the page's end may still be coming in
        page.fill("#result input[name=issued_on]", "2026-11-20")
        page.fill("#result input[name=source]", "The Harbor Brief")
        page.click("#result button")
        expect(page.locator("h1")).to_have_text("Friday, 20 November 2026")
        notices.append(page.locator("[role=status]").inner_text())

    created = int(re.findall(r"\d+", notices[0])[0])
    assert created > 10
    assert notices[1] == f"Stored: 0 new items of this day, {created} were there before."


def test_given_an_empty_home_when_pages_are_opened_then_they_say_what_to_do(serve, visit):
    address = serve()
    page = visit(address)

    for path in ("/", "/items"):
        page.goto(address + path)

        assert page.locator("main a[href='/try']").is_visible()
        assert "sitrep ingest" in page.locator("main pre").inner_text()


def test_given_the_keyboard_alone_when_tabbing_then_the_focus_is_seen_and_the_text_is_one_jump_away(site, visit):
    page = visit(site.address)

    page.keyboard.press("Tab")

    assert page.locator("a.skip").evaluate("a => a === document.activeElement && a.getBoundingClientRect().left >= 0")
    assert page.locator("a.skip").evaluate("a => getComputedStyle(a).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_given_paper_when_printed_then_the_brief_stands_without_its_controls(site, visit):
    page = visit(site.address)

    page.emulate_media(media="print")

    assert not page.locator("nav[aria-label=Pages]").is_visible()
    assert not page.locator(".dateline form").is_visible()
    assert page.locator(".story").first.is_visible()


def test_given_refused_input_when_sent_then_a_page_says_why(site, browser):
    context = browser.new_context()
    page = context.new_page()

    for path, status in (("/items/none", 404), ("/?day=2026-02-30", 422), ("/?timezone=Mars", 422)):
        answer = page.goto(site.address + path)

        assert answer.status == status
        assert answer.headers["content-type"].startswith("text/html")
        assert page.locator("main p").first.inner_text()
    context.close()


def test_given_another_site_when_it_posts_a_form_then_it_is_refused(site, browser):
    context = browser.new_context()

    answer = context.request.post(
        f"{site.address}/try/store",
        form={"text": TEXT, "issued_on": "2026-11-20"},
        headers={"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status == 403
    context.close()


def test_given_a_correction_that_is_refused_when_gone_back_then_what_was_typed_stands_there(site, browser):
    context = browser.new_context()
    page = context.new_page()
    [item] = page.request.get(f"{site.address}/v1/items?limit=1").json()["items"]
    page.goto(f"{site.address}/items/{item['id']}")
    page.locator(".correct [name=theme]").first.evaluate(
        "box => { box.value = 'retired_meanwhile'; box.checked = true; }"
    )
    page.get_by_label("Why").fill("a long reason")

    page.get_by_role("button", name="Save what it is about").click()

    expect(page.locator("main")).to_contain_text("what you typed still stands there")
    page.go_back()
    expect(page.get_by_label("Why")).to_have_value("a long reason")
    context.close()
