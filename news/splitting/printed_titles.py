"""Titles as a publisher printed them: without the marks that point to them, their asker, their writer or their day."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from news.blocks import Block
from news.calendar_words import CUT_MONTH, CUT_WEEKDAY
from news.item import Kind, NewsItem
from news.splitting.dates import STAMP
from news.splitting.phrases import DAY, first_sentence_end, is_ended

# An arrow or a coloured shape before a title, "+" before one more; a minus or a figure's sign stands without a space.
_MARK = re.compile(r"^(?:[→➔➜▸▶►➤»◆◇◼◾▪•🔸🔹🔶🔷🔺🔻]+\ufe0f?\s*|(?:\+|--|–|—)\s+|#\d{1,2}\s+)(?=[\w“\"‘'])")
_PAGE = re.compile(
    r"\s*[(\[](?:[^()\[\]]{0,30},\s)?(?:pp?|S)\.\s?\d[\d\s,&–-]{0,20}[)\]](?:\.?$|\s+(?=[A-Z“\"]).+)"
)  # "(p. 4)", "(editorial, p. 2)", and what stands behind
_NUMBER = re.compile(r"[A-Z]?\d{1,3}\.\s+")
_ASKED = re.compile(r"^Q(?:uestion)?[.:]\s+(?=\S)")
_ASKER = re.compile(r"(?<=[?.!])\s+[–—-]{1,2}\s+\S.{1,60}$")  # "… e-bikes? — Dev P., Orm"
_WRITER = re.compile(  # but no book's: "“Mud” by Ana Silk", "Mud, by Ana Silk"
    r"(?<=[^\s,”\"’])\s+(?:[Bb]y|BY)\s+[A-Z][\w.'’-]*(?:\s+(?:and\s+)?[A-Z][\w.'’-]*){1,4}$"
)
_DAY = re.compile(
    rf"\W*(?:{CUT_WEEKDAY}\.?,?\s+)?"
    rf"(?:{CUT_MONTH}\.?\s+\d|\d{{1,2}}(?:st|nd|rd|th|\.)?\s?(?:{CUT_MONTH}|\d{{1,2}}\.))",
    re.IGNORECASE,
)
_SIGNED_LINE = re.compile(r"(?<=[^\s,”\"’])\s+by\s+(?:[a-z]+\s){0,3}[A-Z][^!?]{2,60}$")
_PRINTED_ON = re.compile(rf",\s(?:updated\s|revised\s)?(?i:{DAY}):?$")
_AUTHOR = r"[A-Z][\w.'’-]*(?:\s(?:and\s|de\s|van\s|von\s)?[A-Z][\w.'’-]*){1,4}(?:\s\(eds?\.\))?"
_PUBLISHED = r"\s\((?:[^()]{0,40}\b)?(?:Press|Books|Publishers?|Verlag|(?:19|20)\d\d|\d+\spp?\.?)[^()]{0,20}\)"
_BOOK = re.compile(  # "Mud, by Ana Silk.", "Mud by Ana Silk (Quay Press, 2019).", "Ana Silk, Mud (Quay Press)."
    rf"(?P<mark>[“\"]?)(?P<title>[A-Z0-9].{{2,120}}?)(?:,[”\"]?\sby\s{_AUTHOR}(?:{_PUBLISHED})?|[”\"]?\sby\s{_AUTHOR}{_PUBLISHED})\."
    rf"|{_AUTHOR},\s(?P<behind>[A-Z].{{2,120}}?){_PUBLISHED}\."
)
MAX_PARTED = 12  # words of a title that a stop parts from its text
MIN_LINES = 2  # titles of a section that are lines alone
# "Dec. 5: Minister Ana Silk opens the lock": the bold name is a person's
_PREDICATE = re.compile(r"[\s,]*(?!(?:at|in|with|by|on|from|and|via|hosted|presented|organi[sz]ed)\b)[a-z]")
MIN_NUMBERED = 3  # pieces of an issue
MIN_SIGNED = 3  # titles of an issue that their writers are set behind
MAX_BEFORE = 14  # words of a day, an hour and a place that stand above an event's name


def bare_title(headline: str) -> str:
    """A headline without the mark in front of it, and a reader's question without "Q:" and who asked it."""
    bare = _MARK.sub("", headline)
    asked = _ASKED.match(bare)
    return _ASKER.sub("", bare[asked.end() :]) if asked else bare


def without_page(headline: str, text: str) -> tuple[str, str]:
    """Headline and text, the page that it was printed on left out of the headline; of a title alone no text is left."""
    bare = _PAGE.sub("", headline)
    if not bare or bare == headline:
        return headline, text
    return bare, "" if text == headline and not is_ended(bare) else text


def first_sentence(text: str) -> str:
    """The first sentence of a text, or what stands behind the number that opens it: "A1. Orm closes its port"."""
    number = _NUMBER.match(text)
    begin = number.end() if number else 0
    return text[: begin + first_sentence_end(text[begin:])]


def book_title(sentence: str) -> str:
    """A book's title, where a sentence says only who wrote it and where it appeared; else the sentence."""
    match = _BOOK.fullmatch(sentence)
    return (match["title"] or match["behind"]) if match and not match["mark"] else sentence


def without_days(items: Sequence[NewsItem]) -> list[NewsItem]:
    """The items; where an issue sets the day of print behind its titles ("…, updated March 2, 2026"), without it."""
    dated = {item.start for item in items if item.kind is not Kind.EVENT and _PRINTED_ON.search(item.headline)}
    return [
        replace(item, headline=_PRINTED_ON.sub("", item.headline), text=item.text or item.headline)
        if item.start in dated and len(dated) >= MIN_SIGNED
        else item
        for item in items
    ]


def without_paper(headline: str, text: str, outlet: str | None, *, listed: bool) -> tuple[str, str]:
    """Headline and text; where only the paper stands for a headline ("Quay Herald: Orm …"), that of what it prints.

    The paper's headline alone leaves no text. listed: in a list, as behind few words, a stop only parts title and text.
    """
    rest = text.removeprefix(headline).lstrip(" :–—-")
    if (
        outlet is None
        or headline.rstrip(":") != outlet
        or not rest
        or rest[0].islower()
        or not text.startswith(headline)
    ):
        return headline, text
    end = first_sentence_end(rest)
    bare = end == len(rest) and not is_ended(rest)
    parted = end < len(rest) and (listed or len(rest[:end].split()) <= MAX_PARTED)
    return rest[:end].removesuffix(".") if parted else rest[:end], "" if bare else text


def with_asker(headline: str, text: str) -> str:
    """The answer's text below the question as printed, where the headline alone says who asked it."""
    signed = _ASKED.match(headline) is not None and _ASKER.search(headline) is not None
    return f"{headline}\n\n{text}" if signed and not text.startswith(headline) else text


def without_writers(items: Sequence[NewsItem]) -> list[NewsItem]:
    """The items; where an issue sets its writers behind its titles, the titles without them.

    Those of lines alone must be all of their section's: "Mayor sued by Ana Silk" stands among others.
    """
    told = {item.start for item in items if item.text and _WRITER.search(item.headline)}
    told = told if len(told) >= MIN_SIGNED else set()

    def is_bare(item: NewsItem) -> bool:
        return not item.text and item.kind is not Kind.EVENT

    lines = Counter(item.section for item in items if is_bare(item))
    signed = Counter(item.section for item in items if is_bare(item) and _SIGNED_LINE.search(item.headline))

    def title(item: NewsItem) -> str:
        if item.text and item.start in told:
            return _WRITER.sub("", item.headline)
        all_signed = is_bare(item) and signed[item.section] == lines[item.section] >= MIN_LINES
        return _SIGNED_LINE.sub("", item.headline) if all_signed else item.headline

    return [replace(item, headline=title(item)) for item in items]


def with_numbers(items: Sequence[NewsItem], numbers: Sequence[str]) -> list[NewsItem]:
    """The items; where an issue numbers its pieces throughout in plain text, each title with its number as printed.

    numbers: "2.", "(2)", "2/" or "" by item. A list of lines that is numbered anew in each section has markers only.
    """
    run = [
        (int("".join(char for char in number if char.isdigit())), item)
        for item, number in zip(items, numbers, strict=True)
        if number and not (is_ended(item.headline) and item.text.startswith(item.headline))
    ]
    told = sum(item.text != "" for _, item in run)
    through = len({item.section for _, item in run}) > 1
    rising = all(number < after for (number, _), (after, _) in itertools.pairwise(run))
    if len(run) < MIN_NUMBERED or not rising or not (through or told * 2 > len(run)):
        return list(items)
    numbered = {item.start for _, item in run}
    return [
        replace(item, headline=f"{number} {item.headline}") if item.start in numbered else item
        for item, number in zip(items, numbers, strict=True)
    ]


def name_behind_day(block: Block) -> str | None:
    """The bold or linked name of an event that stands behind its day, hour and place; None where there is none."""
    if not (_DAY.match(block.text) or STAMP.match(block.text)):
        return None
    spans = sorted([*block.bold, *((link.start, link.end) for link in block.links)])
    for start, end in spans:
        name, before = block.text[start:end].strip(), block.text[:start]
        if start > 3 and len(name.split()) >= 2 and not _DAY.match(name) and any(char.isdigit() for char in before):
            near = len(before.split()) <= MAX_BEFORE and before.count(". ") < 3
            return name.rstrip(" :") if near and not _PREDICATE.match(block.text, end) else None
    return None
