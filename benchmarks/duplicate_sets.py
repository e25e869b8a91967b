"""Sets of copies and of things that look like copies, made from the shared news when asked; no text is kept.

A set is a list of items with the number of the text that each one tells. Copies: agency copy with datelines and
cuts, rewritten headlines, small edits, boilerplate around, teasers, updated versions. Not copies: reports of one
event by different writers, one form with other names and numbers, daily columns with the same opening.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

from benchmarks.shared_news import unlabelled
from news.item import NewsItem
from news.sentences import split_sentences

Gold = list[tuple[NewsItem, int]]
Variant = Callable[[NewsItem, Random], NewsItem]

AGENCIES = ("AP", "Reuters", "AFP", "UPI", "dpa")
CITIES = ("WASHINGTON", "LONDON", "NEW YORK", "PARIS", "MOSCOW", "BEIRUT", "SEOUL", "ATLANTA", "BERLIN", "CAIRO")
SWAPS = (
    *(("said", "told reporters"), ("officials", "authorities"), ("people", "residents"), ("about", "roughly")),
    *(("more than", "over"), ("because", "since"), ("but", "however"), ("against", "versus"), ("began", "started")),
    *(("killed", "slain"), ("also", "in addition"), ("many", "numerous"), ("before", "ahead of"), ("will", "is to")),
)
BEFORE = (
    "Share this with Facebook Share this with Twitter Share this with Email Copy this link\n",
    "Please enable JavaScript to watch this video.\nStory highlights\n",
    "Listen to this article now. Powered by the reader's voice.\n",
    "By Staff Writer\nPublished this morning, updated an hour ago\n",
)
AFTER = (
    "\nSign up for our newsletter and get the day's top stories in your inbox.",
    "\nCopyright 2018. All rights reserved. This material may not be published, broadcast or redistributed.",
    "\nRead more: What you need to know this morning\nFollow us on social media for the latest.",
    "\n(Reporting by our newsroom; Editing by the night desk)",
    "\nThis is a developing story; check back for updates.",
)
LATEST = (
    "Officials scheduled another briefing for the evening.",
    "The account could not be confirmed at once.",
    "A spokesman declined to comment further.",
    "Witnesses described long lines and confusion.",
    "Several lawmakers called for an inquiry.",
)
SYNONYMS = {"says": "said", "kills": "leaves dead", "hits": "strikes", "wins": "takes", "plans": "prepares"}
NAMES = (
    *("Alder", "Brennick", "Castor", "Dunmore", "Ellery", "Farrow", "Garrick", "Harlow", "Ibsen", "Jarrow", "Keswick"),
    *("Lorne", "Marlow", "Norwood", "Oakley", "Penrose", "Quill", "Radley", "Selwyn", "Tarrant", "Upton", "Vance"),
    *("Weston", "Yarrow", "Zeller", "Ashby", "Bexley", "Corwin", "Dalton", "Everly", "Fenwick", "Grantham", "Hollis"),
)


def read_news(limit: int | None = None) -> list[NewsItem]:
    """The unlabelled news with at least eighty words, in an order that does not depend on its date."""
    rows = sorted((row for row in unlabelled() if len(row["text"].split()) >= 80), key=lambda row: str(row["id"]))
    return [
        NewsItem(
            id=row["id"],
            headline=row["title"],
            text=row["text"],
            outlet=row["source"],
            published_at=datetime.fromisoformat(row["date"]).replace(tzinfo=UTC),
        )
        for row in rows[:limit]
    ]


def sentences(text: str) -> list[str]:
    """The text's sentences."""
    return [text[span.start : span.end] for span in split_sentences(text)]


def headline_variant(item: NewsItem, rng: Random) -> str:
    """Another headline for the same text."""
    words = item.headline.split()
    choice = rng.randrange(5)
    if choice == 0:
        return f"{rng.choice(('UPDATE 2-', 'BREAKING: ', 'WATCH: ', 'Report: '))}{item.headline}"
    if choice == 1 and len(words) > 5:
        return " ".join(words[: len(words) * 2 // 3])
    if choice == 2 and ":" in item.headline:
        first, _, rest = item.headline.partition(":")
        return f"{rest.strip()}, {first.strip()}"
    if choice == 3:
        first = sentences(item.text)
        return " ".join(first[0].split()[:12]) if first else item.headline
    return " ".join(SYNONYMS.get(word.lower(), word) for word in words[1:] + words[:1])


def agency(item: NewsItem, rng: Random) -> NewsItem:
    """Agency copy: dateline, cut after some sentences, a credit, often another headline."""
    told = sentences(item.text)
    kept = " ".join(told[: max(3, int(len(told) * rng.uniform(0.4, 1)))])
    text = f"{rng.choice(CITIES)} ({rng.choice(AGENCIES)}) {rng.choice('-–—')} {kept}"
    headline = headline_variant(item, rng) if rng.random() < 0.7 else item.headline
    return replace(item, headline=headline, text=text + (rng.choice(AFTER) if rng.random() < 0.5 else ""))


def boilerplate(item: NewsItem, rng: Random) -> NewsItem:
    """The site's words before and after."""
    return replace(item, text=rng.choice(BEFORE) + item.text + rng.choice(AFTER))


def edited(item: NewsItem, rng: Random) -> NewsItem:
    """Small changes of words, a sentence dropped, two swapped."""
    told = sentences(item.text)
    if len(told) > 4:
        del told[rng.randrange(1, len(told))]
        place = rng.randrange(len(told) - 1)
        told[place], told[place + 1] = told[place + 1], told[place]
    text = " ".join(told)
    for old, new in rng.sample(SWAPS, 8):
        text = re.sub(rf"\b{old}\b", new, text)
    words = [word for word in text.split() if rng.random() > 0.02]
    return replace(item, headline=headline_variant(item, rng), text=" ".join(words))


def teaser(item: NewsItem, rng: Random) -> NewsItem:
    """The first 30 to 60 words, cut."""
    text = " ".join(item.text.split()[: rng.randint(30, 60)]) + "…"
    return replace(item, headline=headline_variant(item, rng) if rng.random() < 0.5 else item.headline, text=text)


def updated(item: NewsItem, rng: Random) -> NewsItem:
    """A later version: another number, new sentences among the old ones."""
    told = sentences(item.text)
    text = " ".join(told)
    numbers = re.findall(r"\b\d{1,3}\b", text)
    if numbers:
        old = rng.choice(numbers)
        text = re.sub(rf"\b{old}\b", str(int(old) + rng.randint(1, 9)), text)
    told = sentences(text)
    for extra in rng.sample(LATEST, 2):
        told.insert(rng.randrange(len(told) + 1), extra)
    return replace(item, headline=headline_variant(item, rng), text=" ".join(told))


def refilled(item: NewsItem, rng: Random) -> NewsItem:
    """The same form with other names and numbers: not a copy."""
    names: dict[str, str] = {}

    def other(match: re.Match[str]) -> str:
        word = match.group()
        if word.isdigit():
            return str(int(word) + rng.randint(1, 40))
        return names.setdefault(word, rng.choice(NAMES))

    pattern = r"(?<=[a-z,] )[A-Z][a-z]{2,}|\b\d{1,4}\b"
    return replace(item, headline=re.sub(pattern, other, item.headline), text=re.sub(pattern, other, item.text))


def forms(rng: Random, count: int) -> list[NewsItem]:
    """Short reports written by rule: quakes, markets, weather, games, courts. No two are copies."""
    made = []
    for _ in range(count):
        place, person, second = rng.sample(NAMES, 3)
        number, more = rng.randint(2, 400), rng.randint(2, 99)
        headline, text = rng.choice(
            (
                (
                    f"Magnitude {number % 4 + 3}.{more % 10} earthquake shakes {place}",
                    f"A magnitude {number % 4 + 3}.{more % 10} earthquake struck {more} kilometres from {place}, "
                    f"the geological "
                    f"survey said. There were no immediate reports of damage or injuries. The quake had a depth "
                    f"of {number} "
                    f"kilometres and was felt as far away as {second}.",
                ),
                (
                    f"{place} stocks close {number} points up",
                    f"The {place} index closed {number} points higher on Tuesday, led by shares of {person} and "
                    f"{second}. "
                    f"Trading volume was {more} million shares, slightly above the average of the last month. "
                    f"Analysts said "
                    "investors were waiting for the central bank's decision later this week.",
                ),
                (
                    f"{place} beats {second} {more}-{more // 2}",
                    f"{person} scored {more // 3} points as {place} beat {second} {more}-{more // 2} on Saturday "
                    f"night. The "
                    "home side never trailed after the first quarter and led by double digits for most of the "
                    "second half. "
                    "The two teams meet again next month.",
                ),
                (
                    f"{place} man charged after fatal crash",
                    f"A {more}-year-old {place} man was charged on Monday after a crash that killed {person}, "
                    f"police said. The "
                    f"crash happened shortly after midnight on Route {number}. Police said speed was a factor and "
                    f"that the "
                    "investigation continues.",
                ),
                (
                    f"{place} county reports {number} new cases",
                    f"Health officials in {place} county reported {number} new cases on Wednesday and {more} "
                    f"deaths. The "
                    "county has urged residents to wash their hands, stay at home when sick and call a doctor "
                    "before going "
                    f"to a clinic. Hospitals in {second} have beds left, the department said.",
                ),
            )
        )
        made.append(NewsItem(id="", headline=headline, text=text))
    return made


def columns(news: list[NewsItem], rng: Random, count: int) -> list[NewsItem]:
    """A daily column: the same headline and opening, other matters. No two are copies."""
    titles = (
        "Morning briefing: what to know today",
        "Five things to watch",
        "The evening letter",
        "Today's odds and ends",
    )
    opening = (
        "Good morning and welcome to the briefing, your daily guide to what matters. Here is what you need to know to "
        "start your day, and remember to tell a friend about it. "
    )
    made = []
    for _ in range(count):
        parts = [rng.choice(sentences(item.text)[:3] or [item.headline]) for item in rng.sample(news, 4)]
        made.append(NewsItem(id="", headline=rng.choice(titles), text=opening + " ".join(parts)))
    return made


VARIANTS: tuple[Variant, ...] = (agency, boilerplate, edited, teaser, updated)


def build(news: list[NewsItem], originals: int, seed: int) -> Gold:
    """Originals with two to five variants each, as many items that only look like copies, shuffled."""
    rng = Random(seed)
    chosen = rng.sample(news, min(len(news), originals * 3))
    gold: Gold = []
    for number, item in enumerate(chosen[:originals]):
        gold.append((item, number))
        gold += [(variant(item, rng), number) for variant in rng.sample(VARIANTS, rng.randint(2, 5))]
        if number % 3 == 0:
            gold.append((agency(agency(item, rng), rng), number))
    fresh = originals
    others = [refilled(item, rng) for item in chosen[: originals // 2]]
    others += chosen[originals : originals * 2] + forms(rng, originals // 2)
    others += columns(chosen[originals * 2 :], rng, originals // 4)
    for item in others:
        gold.append((item, fresh))
        fresh += 1
    rng.shuffle(gold)
    return [(replace(item, id=f"{place:06d}"), number) for place, (item, number) in enumerate(gold)]
