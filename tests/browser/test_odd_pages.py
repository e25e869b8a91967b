"""Pages at their edges: typed days, dozens of sources, words without end, other scripts, few colours, paper."""

from types import SimpleNamespace

import pytest

from serving.posted import posted_item
from tests.browser.conftest import expect

WORD = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft" * 9
LINK = "https://news.example/" + "path/" * 60
ARABIC = "\u062c\u064a\u0634 \u0627\u0644\u0645\u062f\u064a\u0646\u0629"
DAY = "2024-10-28"


@pytest.fixture
def odd(site: SimpleNamespace) -> SimpleNamespace:
    """The sample home with a day of odd items: forty papers of one event, endless words, another script."""
    at = site.sitrep.now().replace(year=2024, month=10, day=28, hour=8)
    said = "The war reached the dam at Orvale on Monday, officials said."
    items = [
        posted_item(
            f"War reaches the dam at Orvale, {n}", f"{said} Boat {n} left.", source=f"Paper {n}", published_at=at
        )
        for n in range(40)
    ]
    items += [
        posted_item(f"War {WORD}"[:1000], f"{WORD} at war.", source=WORD[:200], published_at=at),
        posted_item(f"War at {LINK}", f"See {LINK}", source="Link Post", url=LINK, published_at=at),
        posted_item(ARABIC, f"{ARABIC[::-1]}. {ARABIC}.", source=ARABIC, published_at=at),
        posted_item("", "A war began without a headline.", source="Bare", published_at=at),
    ]
    site.sitrep.add_items(items, lambda added: "")
    site.paths = [f"/?day={DAY}", f"/items?day={DAY}", *(f"/items/{item.id}" for item in items[-4:])]
    return site


def test_given_odd_items_when_pages_are_opened_at_320_pixels_then_they_fit_and_name_what_they_show(odd, visit):
    page = visit(odd.address + odd.paths[-1], width=320)

    for path in ("/docs", *reversed(odd.paths)):
        page.goto(odd.address + path)
        page.evaluate("document.querySelectorAll('details').forEach(folded => { folded.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.locator("h1").inner_text().strip()

    assert max(len(one) for one in page.locator(".story h3 a").all_inner_texts()) < 400
    assert page.locator(".dateline input[name=timezone]").bounding_box()["width"] > 80


def test_given_a_text_from_right_to_left_when_shown_then_it_runs_so_and_turns_nothing_else(odd, visit):
    page = visit(odd.address + odd.paths[4])

    kicker, heading, text = page.locator(".kicker"), page.locator("h1"), page.locator(".full")

    assert kicker.inner_text() == f"Article \u00b7 \u2068{ARABIC}\u2069 \u00b7 28 October 2024"
    for block in (heading, text):  # its line ends where the column ends
        words = block.evaluate(
            "node => { const r = document.createRange(); r.selectNodeContents(node);"
            " return r.getBoundingClientRect().right; }"
        )
        box = block.bounding_box()
        assert abs(words - (box["x"] + box["width"])) < 2


def test_given_a_day_typed_by_hand_when_half_written_then_the_page_waits_for_the_button(site, visit):
    page = visit(site.address + "/items")
    page.focus("input[name=from]")

    page.keyboard.type("11202026")
    page.focus("select[name=kind]")
    page.keyboard.press("ArrowDown")

    assert page.url == site.address + "/items"
    page.get_by_role("button", name="Show").press("Enter")
    page.wait_for_url("**from=2026-11-20**")


def test_given_the_keyboard_alone_when_a_page_is_walked_then_every_stop_is_seen_and_the_walk_ends(site, visit):
    page = visit(site.address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()

    unseen, stops = [], 0
    for _ in range(400):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            "() => { const e = document.activeElement; if (e === document.body) return null;"
            " const s = getComputedStyle(e), b = e.getBoundingClientRect();"
            " return [e.outerHTML.slice(0, 120), s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,"
            " b.width > 0 && b.height > 0]; }"
        )
        if stop is None or "openapi" in stop[0] or 'href="/docs"' in stop[0]:
            break
        stops += 1
        if not (stop[1] and stop[2]):
            unseen.append(stop)

    assert unseen == []
    assert 20 < stops < 400


def test_given_few_colours_of_the_readers_own_when_shown_then_marks_and_place_are_still_told(site, visit):
    page = visit(site.address, forced_colors="active", color_scheme="dark")

    def colour(selector, name):
        return page.locator(selector).first.evaluate(f"node => getComputedStyle(node).{name}")

    assert colour(".masthead [aria-current=page]", "borderBottomColor") != colour(
        ".masthead li:last-child a", "borderBottomColor"
    )
    page.locator(".sentence .ref a").first.click()
    assert colour("mark.cited", "backgroundColor") != colour("body", "backgroundColor")


def test_given_the_brief_when_printed_then_it_is_the_text_alone(site, visit):
    page = visit(site.address, width=700)

    page.emulate_media(media="print")

    shown = page.locator("body").inner_text()
    assert page.locator(".story h3").first.inner_text() in shown
    for hidden in ("Skip to the text", "Publish this edition", "Paste a text", "Subscriptions", "All that was read"):
        assert hidden not in shown


def test_given_more_than_is_read_at_once_when_pasted_then_nothing_is_cut_and_the_box_says_so(site, visit):
    page = visit(f"{site.address}/try")
    long = "Troops crossed the river. " * 50_000

    page.focus("#text")
    page.keyboard.insert_text(long)
    page.click("button.main")

    box = page.locator("#text")
    assert box.evaluate("box => [box.value.length, box.validationMessage]") == [
        len(long),
        "This text has 1,300,000 characters; at most 1,048,576 are read at once. Take some out.",
    ]
    box.fill("Troops crossed the river.")
    page.click("button.main")
    expect(page.locator("#result h2").first).to_have_text("Read as one text")
