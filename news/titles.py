"""What an item is called where it is listed: its headline, or its text's first sentence when it has none."""

import re

from news.credits import without_byline
from news.families import is_known_outlet
from news.item import NewsItem
from news.restated import is_titled, said_again
from news.sentences import Span, iter_sentences

MAX_TITLE = 100  # code points of a title taken from the text
_UNTITLED = "Untitled"
_RUN_IN = 5  # words of a headline that a text says over again before its first sentence; longer ones may be the news
_MAX_RUN_IN = 16  # words of one that stands above a dateline
_DATELINED = re.compile(
    r"[A-ZÀ-Þ][A-ZÀ-Þ.’' -]{2,40}(?:,\s[\w.’' ]{2,30})?\s?(?:\([^()\n]{2,40}\)\s?(?:[-–—]+\s)?|(?:[–—]|-{1,2})\s)"
)
# "UPDATE 1-Rebels seize ...": what a wire sets before a headline that it sends again, or first.
_WIRE = re.compile(
    r"\s*(?:(?:UPDATE|WRAPUP)[ -]?\d{0,2}|REFILE|RPT|CORRECTED|(?:ALERT|URGENT|FLASH|DEVELOPING)(?=\s?[:|]|\s[-–—])"
    r"|BREAKING(?: NEWS)?|JUST IN|Updated?(?=:))\s?[-–—:|]+\s*"
    r"(?=[\w\"“‘'])"
)
# "3. Hask", "[3] Hask", "(b) HASK", "** AMENDMENT B", "🛰️ Hask": what a list sets before a headline.
_LISTED = re.compile(
    r"\s*(?:(?:[*•▪‣#>]+|[-=]+>|[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d]+)\s+|\(?\d{1,2}[.)/]\s+|\[\d{1,2}\]\s+|\([a-h]\)\s+)(?=[A-ZÀ-Þ“\"‘'$€£])"
)
# "GEORGIA ▪", "Hask votes. echo.example/v"
_MARKED_BEHIND = re.compile(r"\s+[•▪‣■●»]+\s*$|(?<=[.!?…”\"])\s+(?:[\w-]+\.)+[a-z]{2,}/\S*\s*$")
_LABEL_WORDS = 2  # a headline of so few names a subject ("Middle Bay") and not what happened
_CAPITAL_WORDS = 4  # newsletters set the names of their parts in capitals: "ENVOY ON THE MOVE"
_SAYING = re.compile(r"[^\W\d_]{3,}")
_SUFFIX = re.compile(r"\s+[-–—|]\s+(?P<outlet>[A-ZÀ-Þ0-9][^|–—]{1,40})\s*$")  # "... | The Courier"
_LAST_COMMA = re.compile(r"(?<=\w),(?=[\"”’]?\s*$)")
_LEFT = 3  # words at least that a headline has without its outlet's name
_ENDED = re.compile(r"[.!?…,;]\W*$")
_RUN_ON = re.compile(r"\s+[“\"‘'(]?[A-Z]")
_OPENER = re.compile(
    r"\s+(?:The|An?|In|On|At|As|When|While|After|Before|For|With|From|It|There|He|She|They|This|But|If)\s[“\"‘']?[a-z]"
)
# The same behind a label, which a name may begin with: "Middle Bay Both navies", not "Middle Bay West".
_LABEL_OPENER = re.compile(
    r"\s+(?:Both|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Some|Most|Many|More|All|Each|No|One|Its|Their|These|Those|Nearly"
    r"|About|Government|Police|Troops|[A-Z][a-z]{2,}(?:ers|ors|als|els|ans))\s[a-z]"
)
_BAR, _BAR_OR_DASH = re.compile(r"\s*[|▪•■●»]\s+"), re.compile(r"\s*[|▪•■●»–—]\s+(?=[“\"‘']?[A-ZÀ-Þ\d])")
_ON_ITS_LINE = re.compile(r"[^\S\n]*\n\s*\S")
_SAID_AGAIN = 250  # code points behind a heading without a full stop, in which its words come again
_OPENING = 2_000  # code points of the text that are looked at: a first sentence longer than these is cut anyway


def title_of(item: NewsItem) -> str:
    """The item's headline, else its text's first sentence, cut at a word with "…" when longer than MAX_TITLE.

    A headline that was the beginning of a sentence loses the comma at its end: "Osk calls the plan “a farce,”".
    """
    if has_headline(item):
        shown = headline_span(item)
        headline = item.headline[shown.start : shown.end]
        return _LAST_COMMA.sub("", headline) or headline
    span = first_sentence(item)
    return shortened(" ".join(item.text[span.start : span.end].split())) if span else _UNTITLED


def listed_title(item: NewsItem) -> str:
    """The title to list an item by: behind a label of few words stands the text's first sentence, "Hask: The army ...".

    MAX_TITLE code points at most where it is none of the publisher's.
    """
    title, span = title_of(item), first_sentence(item)
    if not is_label(title) or span is None:
        return title
    label, opening = title.rstrip(" .:"), " ".join(item.text[span.start : span.end].split())
    dateline = _DATELINED.match(opening)
    if dateline and opening[dateline.end() :][:1].isupper():
        opening = opening[dateline.end() :]
    if opening.lower().startswith(label.lower()):
        rest = opening[len(label) :].lstrip()
        if not rest[:1].isupper():  # "Hask has ..." goes on, "Ada Lund We ..." does not
            return shortened(opening)
        opening = rest
    return shortened(f"{label}: {opening}")


def is_label(title: str) -> bool:
    """Whether a title is too short to say what happened, or has but numbers: "1 in 6"."""
    few = len(title.split()) <= (_CAPITAL_WORDS if title.isupper() else _LABEL_WORDS)
    return few or _SAYING.search(title) is None


def has_headline(item: NewsItem) -> bool:
    """Whether the headline has a word or at least a sign to show."""
    return any(character.isprintable() and not character.isspace() for character in item.headline)


def headline_span(item: NewsItem) -> Span:
    """Where the headline itself stands in item.headline: without a list's or wire's mark and its outlet behind it."""
    headline = item.headline
    start, end = 0, len(headline)
    for before in (_LISTED, _WIRE):
        marked = before.match(headline, start)
        start = marked.end() if marked else start
    if behind := _MARKED_BEHIND.search(headline, start):
        end = behind.start()
    suffix = _SUFFIX.search(headline, max(start, end - 60), end)
    if suffix and len(headline[start : suffix.start()].split()) >= _LEFT and _is_outlet_of(suffix["outlet"], item):
        end = suffix.start()
    return Span(start, end)


def _is_outlet_of(name: str, item: NewsItem) -> bool:
    own = {_bare_name(other) for other in (item.outlet, item.source) if other}
    return _bare_name(name) in own or is_known_outlet(name)


def _bare_name(outlet: str) -> str:
    return " ".join(outlet.split()).lower().removeprefix("the ")


def first_sentence(item: NewsItem) -> Span | None:
    """Where the first sentence of the item's text stands, below headline and byline; None when there is none."""
    text = item.text[:_OPENING]
    below = next(iter_sentences(without_byline(without_headline(item)[:_OPENING])), None)
    return below or next(iter_sentences(text), None)


def without_headline(item: NewsItem) -> str:
    """The item's text with spaces for a heading that it opens with, "Tanker sinks. A missile set ...".

    So for one on a line of its own. A headline that is the news' own first sentence stays. Without a full stop, as
    pages run it in, a heading is known by its capitals, by "The", "In" and their like behind it, or by its words, which
    the sentence behind says again. Offsets into the text stay as they are.
    """
    for headline in dict.fromkeys((item.headline, title_of(item) if has_headline(item) else "")):
        head = headline.strip().rstrip(".:")
        begin = len(item.text) - len(item.text.lstrip())
        end = begin + len(head)
        if not head or item.text[begin:end].lower() != head.lower():
            continue
        if barred := (_BAR if not is_label(head) else _BAR_OR_DASH).match(item.text, end):  # "Middle Bay | Orm and ..."
            return " " * barred.end() + item.text[barred.end() :]
        if _ON_ITS_LINE.match(item.text, end) or _runs_on(head, item.text, end):
            return " " * end + item.text[end:]
        if item.text[end : end + 1] in ".:" and item.text[end + 1 : end + 2].isspace():
            behind = item.text[end + 1 :]
            return " " * (end + 1) + behind if _is_heading(head, behind.lstrip()) else item.text
    return item.text


def _runs_on(head: str, text: str, end: int) -> bool:
    """Whether a heading without a full stop stands before a sentence that begins at end."""
    if _ENDED.search(head) or not _RUN_ON.match(text, end):
        return False
    behind = text[end : end + _SAID_AGAIN]
    opens = _OPENER.match(text, end) or (is_label(head) and _LABEL_OPENER.match(text, end))
    return bool(opens) or is_titled(head) or said_again(head, behind) > 0


def _is_heading(head: str, behind: str) -> bool:
    """Whether words before a text head it, being few or above a dateline."""
    return len(head.split()) <= (_MAX_RUN_IN if _DATELINED.match(behind) else _RUN_IN)


def inside(name: str) -> str:
    """A theme's name as it stands inside a sentence: "Elections" becomes "elections", "NATO" stays."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def shortened(sentence: str) -> str:
    """A title of MAX_TITLE code points at most, cut at a word with "…"."""
    if len(sentence) <= MAX_TITLE:
        return sentence
    head, space, _ = sentence[:MAX_TITLE].rpartition(" ")
    return (head if space else sentence[: MAX_TITLE - 1]).rstrip(" ,;:–—-") + "…"
