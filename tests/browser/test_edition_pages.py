"""Subscribing, previewing, reading past editions and leaving, in a real browser."""

from datetime import time, timedelta

import pytest

from serving.briefs.editions import Editions
from serving.briefs.subscriptions import Order, Subscriptions
from serving.egress import Egress
from serving.sending.delivery import Courier
from serving.settings import Settings
from tests.browser.conftest import expect


def test_given_the_form_when_filled_in_then_editions_come_and_can_be_read_and_ended(site, visit, tmp_path):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = visit(site.address + "/subscriptions")
    page.fill("input[name=name]", "Desk")
    page.fill("input[name=to]", "reader@paper.example")
    page.get_by_label("Saturday").uncheck()
    page.get_by_label("Sunday").uncheck()

    page.get_by_role("button", name="Subscribe").click()

    expect(page.locator(".cards")).to_contain_text("Next edition")
    page.get_by_role("link", name="Preview").click()
    expect(page.locator(".dateline")).to_contain_text("A preview")
    editions = Editions(site.sitrep)
    tomorrow = site.sitrep.now() + timedelta(days=1)
    subscriptions, settings = Subscriptions(site.sitrep, editions), Settings(home=tmp_path)
    courier = Courier(site.sitrep, editions, subscriptions, settings, Egress(), clock=lambda: tomorrow)
    courier.make()
    courier.send()
    page.goto(site.address + "/subscriptions")
    page.get_by_text("Deliveries", exact=True).click()
    expect(page.locator("table")).to_contain_text("waiting")
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()
    page.goto(site.address + "/editions")
    page.locator(".cards a").first.click()
    expect(page.locator(".dateline")).to_contain_text("It never changes")
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()
    page.goto(site.address + "/subscriptions")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".cards")).to_contain_text("Paused")
    page.get_by_text("End it").click()  # asks first: nothing of it is left
    page.get_by_role("button", name="End Desk").click()
    expect(page.locator(".cards")).to_have_count(0)


def test_given_a_form_when_sent_twice_or_refused_then_it_is_taken_once_and_says_why_where_it_stands(
    site, visit, browser
):
    page = visit(site.address + "/subscriptions")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)

    page.get_by_role("button", name="Subscribe").evaluate(
        "button => button.form.addEventListener('submit', event => event.preventDefault(), { once: true })"
    )
    page.get_by_role("button", name="Subscribe").click()
    page.keyboard.press("Escape")  # who stops waiting may send again
    page.fill("input[name=name]", "Desk")
    page.get_by_role("button", name="Subscribe").evaluate("button => { button.click(); button.click(); }")

    expect(page.locator(".cards h2")).to_have_text("Desk")
    assert len(asked) == 1
    assert len(site.sitrep.store.subscriptions.active()) == 1
    context = browser.new_context()  # on which a refusal is no failure
    refused = context.new_page()
    refused.goto(site.address + "/subscriptions")
    refused.get_by_label("Time zone").fill("Mars")
    refused.get_by_role("button", name="Subscribe").click()
    expect(refused.locator("section #order ~ [role=alert]")).to_contain_text("Time zone: no time zone 'Mars'")
    expect(refused.get_by_label("Time zone")).to_have_value("Mars")
    context.close()


def test_given_a_mail_when_its_reader_leaves_then_the_page_asks_first_and_says_so_after(site, visit):
    subscriptions = Subscriptions(site.sitrep, Editions(site.sitrep))
    subscription = subscriptions.add(Order("Desk", "UTC", time(7), channel="email", target="reader@paper.example"))
    page = visit(f"{site.address}/unsubscribe/{subscription.token}")
    assert len(site.sitrep.store.subscriptions.active()) == 1  # a mail program that only looks ends nothing

    page.get_by_role("button", name="End the subscription").click()

    expect(page.locator("h1")).to_contain_text("has ended")
    assert site.sitrep.store.subscriptions.active() == ()


def test_given_the_brief_when_published_from_its_page_then_the_frozen_edition_is_shown(site, visit):
    page = visit(site.address)
    headline = page.locator(".story h3").first.inner_text()

    page.get_by_role("button", name="Publish this edition").click()

    expect(page.locator(".dateline")).to_contain_text("It never changes")
    assert page.locator(".story h3").first.inner_text() == headline
    assert page.locator("form").count() == 0
