"""Which story leads, what is a teaser, an opinion, another paper's headline, an event, a figure."""

from datetime import date

import pytest

from news.blocks import Block
from news.item import NewsItem
from news.newsletter import split
from news.splitting.assemble import Draft, Section
from news.splitting.boilerplate import Reason, asks_on, is_link_label
from news.splitting.dates import read_event_time
from news.splitting.itemize import itemize
from news.splitting.read_html import read_html
from news.splitting.read_markdown import read_markdown
from news.splitting.sections import Promise, holds_lead, promise_of, shows_own_pieces

DAY = date(2026, 11, 20)
LONG = "The harbor board of Velm has sold the north mole to a bank that wants it for a vault and keeps the lamp. " * 3
MORE = " [Read the full story](https://pier.example/1)"
SHORT = ("The ferry to Orm sails again.", "A goat was freed from the lock.", "Rain is expected in Tarn.")


def blocks_of(markdown: str) -> list[Block]:
    return read_markdown(markdown)


def items_of(*drafts: Draft) -> list[NewsItem]:
    return itemize(list(drafts), DAY, "Pier")[0]


def piece(markdown: str, section: Section | None = None, *, titled: bool = False) -> Draft:
    first, *rest = blocks_of(markdown)
    return Draft(section, title=first if titled else None, texts=rest if titled else [first, *rest])


def briefs(section: Section | None) -> list[Draft]:
    return [piece(text, section) for text in SHORT]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("The Big Story", "lead"),
        ("Lead topic", "lead"),
        ("2. Top of the docket", "lead"),
        ("Driving the day: the mole", "lead"),
        ("Tonight’s lead", "lead"),
        ("Top of the news", "article"),
        ("Top stories", "article"),
        ("First off", "article"),
    ],
)
def test_given_a_section_named_for_the_main_story_when_read_then_its_first_piece_leads(name: str, kind: str) -> None:
    section = Section(name, None)
    rival = piece(LONG.replace("Velm", "Orm"))

    items = items_of(rival, piece(LONG, section), piece(LONG.replace("north", "south"), section), *briefs(None))

    assert holds_lead(name) is (kind == "lead")
    assert [item.kind.value for item in items[:3]] == ["article", kind, "article"]


def test_given_a_title_that_names_the_main_story_when_a_link_to_more_ends_it_then_it_leads_uncut() -> None:
    named = piece(f"## 1. 1 big thing: The mole is sold\n\n{LONG}{MORE}", titled=True)
    items = items_of(piece(f"## The lock\n\n{LONG * 2}", titled=True), named, *briefs(None))

    assert [(item.kind.value, item.truncated) for item in items[:2]] == [("article", False), ("lead", False)]


@pytest.mark.parametrize(
    ("first", "rival", "kind"),
    [
        (f"{LONG}\n\n{LONG}", SHORT[0], "lead"),
        (f"{LONG}\n\n{LONG}{MORE}", SHORT[0], "lead"),
        (f"{LONG}\n\n{LONG}", LONG.replace("north", "south"), "lead"),  # just twice as long
        (f"{LONG}\n\n{LONG}", LONG.replace("north", "south") + "So is the dock.", "article"),
        ("The mole is sold to a bank. It keeps the lamp.", "It rains.", "article"),  # two sentences
    ],
)
def test_given_a_first_story_when_it_is_twice_as_long_as_any_other_then_it_leads(
    first: str, rival: str, kind: str
) -> None:
    ports = Section("Ports", None)
    others = [piece(rival, ports), piece("The ferry sails.", ports), piece("A goat swims.", ports)]

    assert items_of(piece(first), *others)[0].kind.value == kind
    assert items_of(piece(first, Section("Moles", None)), *others)[0].kind.value == kind
    assert items_of(piece(first, ports), *others)[0].kind.value in ("article", "teaser")  # one of its section
    assert items_of(piece(first), *others[:1])[0].kind.value in ("article", "teaser")  # of two pieces none leads


@pytest.mark.parametrize(
    ("last", "alone", "beside"),
    [(LONG, False, False), (LONG + MORE, False, True), (f"{LONG}The bank said that …", True, True)],
)
def test_given_a_piece_that_ends_in_a_link_or_breaks_off_when_it_is_the_only_one_then_it_is_an_article(
    last: str, alone: bool, beside: bool
) -> None:
    told = piece(f"## Stop the sale of the mole\n\n{LONG}\n\n{last}", titled=True)
    news = piece(f"## The mole is sold\n\n{LONG}\n\n{last}", titled=True)

    [only] = items_of(told)
    first = items_of(news, piece(f"## The lock\n\n{LONG * 2}", titled=True), *briefs(None))[0]

    assert (only.kind.value, only.truncated) == ("article", alone)
    assert (first.kind.value, first.truncated) == ("teaser" if beside else "article", beside)


SHOWN = "**[The vault below the lamp](https://pier.example/1)** What the bank keeps there, and who holds a second key."


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Our latest reporting", "teaser"),
        ("Latest from the Institute", "teaser"),
        ("More from Pier", "teaser"),
        ("From the archive", "teaser"),
        ("New publications", "teaser"),
        ("ICYMI: Yesterday", "teaser"),
        ("This week in the archive", "teaser"),
        ("From Pier's own newsroom", "teaser"),
        ("From our pages", "teaser"),
        ("De nuestro archivo", "teaser"),
        ("Our longer reads", "teaser"),
        ("Also from Pier", "teaser"),
        ("Today on Pier", "teaser"),
        ("Also from the Mole", "article"),
        ("Also on the pier", "article"),  # no name
        ("Elsewhere in Pier", "article"),
        ("Worth your evening", "article"),
        ("What we’re reading", "article"),
        ("Latest news", "article"),
        ("Town hall", "article"),
    ],
)
def test_given_a_linked_title_and_a_sentence_when_the_section_shows_own_pieces_then_it_is_a_teaser(
    name: str, kind: str
) -> None:
    drafts = [piece(SHOWN, Section(name, None)), *briefs(Section("Ports", None))]
    item = itemize(drafts, DAY, "Pier", letters=("Pier News",))[0][0]

    assert shows_own_pieces(name, ("Pier News", "This letter from the Mole and the Lock and the Lamp")) is (
        kind == "teaser"
    )
    assert (item.kind.value, item.truncated) == (kind, kind == "teaser")


@pytest.mark.parametrize(
    ("ending", "truncated", "text"),
    [
        ("[Read the brief](https://pier.example/b)", True, "Lessons from lending boats."),
        ("[Full report (PDF, 2 MB)](https://pier.example/b)", True, "Lessons from lending boats."),
        ("[Weiterlesen](https://pier.example/b)", True, "Lessons from lending boats."),
        ("[Read our scoop from May](https://pier.example/b)", True, "Lessons from lending boats."),
        ("[Continue →](https://pier.example/b)", True, "Lessons from lending boats."),
        ("[Register](https://pier.example/b)", False, "Lessons from lending boats."),
        ("Read it here: https://pier.example/b", True, "Lessons from lending boats."),
        (
            "Read more in: https://pier.example/b",
            False,
            "Lessons from lending boats. Read more in: https://pier.example/b",
        ),
    ],
)
def test_given_a_link_that_ends_a_paragraph_when_it_says_read_on_then_it_is_cut_off(
    ending: str, truncated: bool, text: str
) -> None:
    item = items_of(piece(f"## Boats\n\nLessons from lending boats. {ending}", titled=True), *briefs(None))[0]

    assert (item.truncated, item.text) == (truncated, text)


@pytest.mark.parametrize(
    ("ending", "text"),
    [
        ("[Read her obituary](https://pier.example/b)", "She lent boats until she died, aged 91"),
        ("as her [letters](https://pier.example/b)", "She lent boats until she died, aged 91 as her letters"),
        ("and you can [Read her will](https://pier.example/b) too", None),
    ],
)
def test_given_a_link_behind_a_teasers_last_words_when_it_says_read_then_it_is_cut_off(
    ending: str, text: str | None
) -> None:
    whole = "She lent boats until she died, aged 91 and you can Read her will too"
    item = items_of(piece(f"## Boats\n\nShe lent boats until she died, aged 91 {ending}", titled=True), *briefs(None))[
        0
    ]

    assert (item.text, item.truncated) == (text or whole, ending.startswith("[Read"))


@pytest.mark.parametrize(
    ("label", "asks"),
    [
        ("Read the ruling", True),
        ("Full press release", True),
        ("▶ Listen (4 min)", True),
        ("SEE THE SURVEY →", True),
        ("Watch (3:12)", True),
        ("Listen (28 mins)", True),
        ("read the ruling", False),  # a link within a sentence
        ("View in your browser", False),
        ("Read our other letters", False),
        ("See a doctor if the lamp goes out twice in one night", False),
        ("Register for the talk", False),
    ],
)
def test_given_a_link_right_behind_a_piece_when_it_asks_to_read_on_then_the_piece_is_a_teaser(
    label: str, asks: bool
) -> None:
    link = f'<p><a href="https://pier.example/1">{label}</a></p>'
    pieces = "".join(
        f"<h3>The {name} is sold</h3><p>{LONG.replace('mole', name)}</p>{link}" for name in ("mole", "dock")
    )
    last = "<h3>The ferry sails</h3><p>It left Orm at nine and came back with eels.</p>"
    page = f"<h1>Pier Post</h1><h2>Ports</h2>{pieces}{last}"

    kinds = [str(item.kind) for item in split(page, "text/html", issued_on=DAY, source="Pier").items]

    assert asks_on(label) is asks
    assert kinds.count("teaser") == (2 if asks else 0)


@pytest.mark.parametrize(
    ("line", "section", "kind"),
    [
        ("Ana Silk [explained](https://pier.example/1) why the lock may not be sold.", "ICYMI: Yesterday", "teaser"),
        ("Ana Silk [explained](https://pier.example/1) why the lock may not be sold.", "Ports", "article"),
        ("HB/18 Dredging of the north basin", "Tenders closing soon", "article"),
        ("HB/18 Dredging of the north basin", "Ports", "headline"),
        ("SIR - The ferry left at eleven. I was told that it had left at ten.", "Ports", "opinion"),
        ("The ferry was early, argues Ana Silk. She said so twice.", "Meinung", "opinion"),
        ("Locks were meant to slow the eels, but made them clever, writes Ana Silk.", "Ports", "opinion"),
        ("The mole is a wall with manners, argues the Orm Institute.", "Ports", "opinion"),
        ("“The mole is a wall,” writes the Institute's Ana Silk.", "Ports", "opinion"),
        ("Notes: In the journal Mole, Maj. Ana Silk argues that eels should vote.", "Ports", "opinion"),
        ("The mole is closed for repairs, argues the Supreme Court.", "Ports", "article"),
        ("The mole is closed for repairs, argues New Delhi. It said so twice.", "Ports", "article"),
        ("Prosecutor Ana Silk argues that the mole was sold twice.", "Ports", "article"),
        ("The mole is closed, writes Ana Silk for the Orm Courier.", "Ports", "article"),
        ("Locks are for eels, argues columnist Ana Silk. (Orm Courier)", "Ports", "opinion"),
        ("The mole is a wall, argues a former keeper (Orm Courier)", "Ports", "opinion"),
        ("Stop calling it a mole (Orm Courier)", "What we’re reading", "opinion"),
        ("Nobody calls it a mole (Orm Courier)", "What we’re reading", "headline"),
        ("Port must pay columnist Ana Silk 83,000 crowns (Orm Courier)", "What we’re reading", "headline"),
        ("Orm pleads for more tugs (Orm Courier)", "What we’re reading", "headline"),
        ("Dockers’ lawyers argue the mole was sold twice (Orm Courier)", "What we’re reading", "headline"),
        ("Fishers would rather move than argue, and contend for the cup. It snowed. (Orm Courier)", "Ports", "article"),
        ("When was the lock dug? (Bo Ray, Orm) Our keeper replies: In 1811, by eels.", "Your letters", "article"),
        ("When was the lock dug? I was told in 1811, and do not believe it.", "Letter of the week", "opinion"),
        ("HB-118 Stoves for 600 tents 14 April", "3 Procurement", "article"),
        ("Your piece on the lock left out the eels. I keep forty.", "The mailbox", "opinion"),
        ("14 — boats that may wait in the lock at once", "The week’s numbers", "poll"),
        ("43 boats waited at the lock in May, a record.", "Digit of the day", "poll"),
        ("City of Orm, a lock gate in oak, 61,000", "Awarded", "article"),
        ("14 — The lock and its keeper", "Ports", "headline"),
        ("41 días: lo que tarda el barco.", "El dato", "poll"),
        ("Am 24. November 2026: Tag der Schleuse, Orm", "TERMINE", "event"),
        ("15 January 2027 – Proposals for time on the ship", "Calls and dates", "event"),
        ("The council met on 13 November and was closed. A meeting was held.", "Events closed", "article"),
        ("A subcommittee held a hearing on eels. A keeper was heard.", "Committee meetings", "article"),
        ("The panel circulated a sixth plan of the lock.", "On our radar", "article"),
        ("The panel will hold a hearing on a planned lock.", "On our radar", "event"),
    ],
)
def test_given_a_line_when_its_section_says_what_it_holds_then_it_is_that(line: str, section: str, kind: str) -> None:
    read = items_of(piece(line, Section(section, promise_of(section))), *briefs(Section("Harbours", None)))

    assert read[0].kind.value == kind


VAULT = "The board of Velm has let the ninth warehouse to a bank that wants it for a vault"


@pytest.mark.parametrize(
    ("line", "kind", "truncated"),
    [
        (f"{VAULT} ([Orm Courier](https://pier.example/1)).", "article", False),  # the stop shows a sentence
        (f"{VAULT} ([Orm Courier](https://pier.example/1))", "headline", False),
        (f"{VAULT}. ([Orm Courier https://pier.example/1 ])", "article", False),
        (f"{VAULT} ([More](https://pier.example/1))", "teaser", True),
        (f"{VAULT} ([Pier | 3 min read](https://pier.example/1)).", "article", False),
        ("Vault for a warehouse ([Orm Courier](https://pier.example/1)).", "headline", False),
    ],
)
def test_given_a_line_with_its_source_behind_when_a_stop_ends_it_or_more_is_offered_then_it_is_no_headline(
    line: str, kind: str, truncated: bool
) -> None:
    item = items_of(piece(line, Section("Town", None)), *briefs(None))[0]

    assert (item.kind.value, item.truncated) == (kind, truncated)


def clip(number: int, text: str = "It has stood empty since May, and the board would like it back.") -> Draft:
    title = f"**[Warehouse {number} is for rent](https://pier.example/{number})**"
    return piece(f"{title}. {text} [Orm Courier]", Section("Town", None))


def test_given_other_papers_linked_titles_when_a_sentence_tells_what_they_say_then_they_are_articles() -> None:
    clips = items_of(*map(clip, range(5)))

    assert {(item.kind.value, item.truncated, item.outlet) for item in clips} == {("article", False, "Orm Courier")}


def test_given_short_lines_without_a_stop_when_most_of_an_issue_are_sentences_then_only_they_are_titles() -> None:
    lines = ("What the lamp knew", VAULT, *SHORT, "The dock was sold.", "It snowed in Orm.", "A goat swam home.")

    kinds = [item.kind.value for item in items_of(*(Draft(None, texts=blocks_of(line), marker="-") for line in lines))]

    assert kinds == ["headline"] + ["article"] * 7


def test_given_an_issue_of_sentences_with_a_linked_outlet_behind_when_read_then_they_are_articles() -> None:
    told = [
        piece(f"- Warehouse {number} was let to a bank in May. ([Orm Courier](https://pier.example/{number}))")
        for number in range(6)
    ]

    assert {item.kind.value for item in items_of(*told)} == {"article"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("**326 km²** were cut in April, the agency says, the least since 2017.", "poll"),
        ("**18 GW** of panels were set up in Velm, twice as much as a year ago.", "poll"),
        ("**1 in 9** homes in Velm has a boat, a count from the air finds.", "poll"),
        ("**Ghosts** A third of Velm believes in them, and says so. (Barometer, n=1,004)", "poll"),
        ("**Room 9** was let to a bank, which wants it for a vault.", "article"),
        ("**9 boats** were freed from the lock on Tuesday.", "article"),
        ("**Ghosts** A third of Velm believes in them, and says so.", "article"),
        ("**4. Stat du jour: 83 minutes** So long did a boat wait at the lock.", "poll"),
    ],
)
def test_given_a_figure_that_opens_a_piece_or_a_poll_of_so_many_when_read_then_it_is_a_figure(
    text: str, kind: str
) -> None:
    assert items_of(piece(text, Section("Forests", None)), *briefs(None))[0].kind.value == kind


def test_given_a_measure_as_a_title_when_the_text_goes_on_with_it_then_it_is_a_figure() -> None:
    measured = piece("## 46.1°C\n\nwas measured in Orm on Tuesday, more than ever before.", titled=True)

    assert items_of(measured, *briefs(None))[0].kind.value == "poll"


def test_given_a_linked_title_and_an_outlet_below_it_when_nothing_else_is_told_then_it_is_a_headline() -> None:
    draft = piece("## [What the divers saw](https://pier.example/1)\n\nPeak Observer", titled=True)

    item = items_of(draft, *briefs(None))[0]

    assert (item.kind.value, item.headline, item.outlet, item.text) == (
        "headline",
        "What the divers saw",
        "Peak Observer",
        "",
    )
    writer = piece("## [What the divers saw](https://pier.example/1)\n\nAna Silk", titled=True)
    assert items_of(writer, *briefs(None))[0].outlet is None


LABELS = ("Read more ➔", "Read more →", "Read more ▶", "Continue reading ➜")


@pytest.mark.parametrize("label", LABELS)
def test_given_an_arrow_behind_a_links_label_when_read_then_it_is_one(label: str) -> None:
    assert is_link_label(label)


@pytest.mark.parametrize(
    ("picture", "labels"),
    [
        (
            '<a href="https://pier.example/1"><img src="a.png" alt="Read more" width="20"></a>',
            ["https://pier.example/1"],
        ),
        ('<img src="a.png" alt="Read more" width="20">', []),
        ('<a href="https://pier.example/1"><img src="a.png" alt="A lamp on a mole" width="20"></a>', []),
    ],
)
def test_given_a_linked_picture_that_says_read_more_when_read_then_it_is_a_links_label(
    picture: str, labels: list[str]
) -> None:
    page = f"<h4>The lamp</h4><p>Who keeps it lit, and for whom.</p>{picture}<h4>The mole</h4><p>It is sold.</p>"

    blocks = [block for block in read_html(page) if block.drop == Reason.LINK_LABEL]

    assert [block.links[0].url for block in blocks] == labels


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Stop counting the gulls", "opinion"),
        ("In praise of the slow lock", "opinion"),
        ("Ports should pay for their mud", "opinion"),
        ("Letter: The lamp is not yours", "opinion"),
        ("COMMENT. The gulls were right", "opinion"),
        ("Tribune - Pour la mouette", "opinion"),
        ("By invitation: Gulls count too", "opinion"),
        ("Comment on gulls closes", "article"),
        ("A word on gulls: an opinion", "opinion"),
        ("“Ports should pay for their mud”", "opinion"),
        ("Mayor wants it: “Ports should pay”", "article"),
        ("What owners of boats should know", "article"),
        ("Board stops counting gulls", "article"),
    ],
)
def test_given_a_title_that_demands_when_its_section_does_not_say_so_then_it_is_opinion(title: str, kind: str) -> None:
    item = items_of(piece(f"## {title}\n\nThe board meets in a shed and counts.", titled=True), *briefs(None))[0]

    assert item.kind.value == kind


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("[The last lamp](https://a.example/1). By Ana Silk.", "headline"),
        ("[The last lamp](https://a.example/1). By night it is dark, as the board has sold the oil.", "article"),
    ],
)
def test_given_a_title_and_who_wrote_it_when_nothing_else_is_told_then_it_is_a_headline(line: str, kind: str) -> None:
    assert items_of(piece(line, Section("From us", None)), *briefs(None))[0].kind.value == kind


@pytest.mark.parametrize(
    ("heading", "promise"),
    [
        ("I. MEETINGS", Promise.EVENTS),
        ("[4] Upcoming", Promise.EVENTS),
        ("Part C - Opinion", Promise.OPINION),
        ("Committee meetings for Friday", Promise.EVENTS),
        ("1. Big thing", None),
    ],
)
def test_given_a_section_listed_by_letter_when_read_then_its_name_is_what_counts(
    heading: str, promise: Promise | None
) -> None:
    assert promise_of(heading) is promise


def test_given_four_digits_below_what_is_to_be_watched_when_read_then_they_are_the_hour() -> None:
    times = [read_event_time("1300 — Talks on the bridge", DAY, name) for name in ("Watch list", "The count")]

    assert [time.words for time in times] == ["1300", None]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("28-29 Nov, Velm: WeirCamp, a gathering of keepers. Boots. Bring oil.", "event"),
        ("20 Nov, Quay Herald: The minister resigns over a lamp. He keeps the oil.", "article"),  # of the issue's day
        ("5. One number: 38 of the 100 lamps are lit by nobody, by our count. The rest are lit by Ana.", "poll"),
        ("Pilots to vote on Sundays. The ballot closes on 28 November, the union says.", "article"),
    ],
)
def test_given_a_line_with_a_day_and_a_place_or_a_number_when_read_then_its_kind_is_told(line: str, kind: str) -> None:
    assert items_of(piece(line), *briefs(None))[0].kind.value == kind


def test_given_news_pages_in_a_letter_of_opinion_when_read_then_their_pieces_are_none() -> None:
    drafts = [piece(LONG, Section("From the news pages", None)), piece(LONG.replace("Velm", "Orm")), *briefs(None)]

    items = itemize(drafts, DAY, "Pier", views=True)[0]

    assert [item.kind.value for item in items[:2]] == ["article", "opinion"]
