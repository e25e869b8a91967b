"""Who wrote an opinion, and in which paper, where a newsletter's line or a page says so."""

import re
from dataclasses import dataclass

from news.item import NewsItem
from news.titles import title_of

_TEASER = 70  # words; in a longer text "writes" and "argues" are said of others
_READ = 1_000  # code points
_NO_NAME = (
    r"(?!\w+['’]s\s|(?:The|This|That|These|Those|But|And|If|When|While|Why|How|What|Who|Former|Senior|In|On|At|For|With|We"
    r"|Our|My|It|He|She|They)\b)"
)
_WORD = r"[A-ZÀ-ÖØ-Þ][\w’'-]+"
_TITLE = r"(?:(?:Gen|Prof|Dr|Sen|Rep|Gov|Col|Amb|Sir|Dame|Lord|Lady)\.?\s)?"
_NAME = rf"{_NO_NAME}{_TITLE}{_WORD}(?:\s(?:[A-Z]\.|de|van|von|bin|al|der|{_WORD})){{0,2}}\s{_WORD}(?:\s\(ret\.\))?"
_WRITES = r"(?:argue[sd]?|writes?|wrote|contends?|pleads?|maintains|insists|points\sout|asks)"
_PAPER = rf"(?P<outlet>(?:[Tt]he\s)?{_WORD}(?:\s(?:of|and|&|{_WORD})){{0,3}})"
_BEHIND = rf"(?:,?\s(?:in|for)\s{_PAPER})?(?=[\s,.:;—–-]|$)"
_FORMS = (
    # "Ada Lund argues in The Lodestar that", ", Gen. Roy Marsh (ret.) writes."
    re.compile(rf"(?:^|[.!?,;:—–”\"]\s|\b[a-z]+\s)(?P<writer>{_NAME})\s(?:\w+ly\s)?{_WRITES}{_BEHIND}"),
    # "argues Ada Lund in The Lodestar", "writes ecologist Ada Lund."
    re.compile(rf"\b{_WRITES}\s(?:(?:the\s)?(?:[a-z-]+\s){{0,4}})(?P<writer>{_NAME}){_BEHIND}"),
)
# Above a text or at its end: "By Ada Lund", "— Ada Lund", ", by Ada Lund in The Lodestar".
_BYLINE = re.compile(rf"^By\s(?P<writer>{_NAME})(?=\s*(?:[—–|,:\n]|-\s|$)){_BEHIND}")
_SIGNED = re.compile(rf"(?:\s[—–|]\s?|,?\s[Bb]y\s)(?P<writer>{_NAME}){_BEHIND}[.]?$")
_INTRODUCED = re.compile(
    rf"^(?P<writer>{_NAME})\sis\s(?:an?|the)\s(?:[\w’'-]+,?\s){{0,7}}?(?:columnist|fellow|professor|lecturer|contributor"
    rf"|commentator|analyst|author)\b"
)


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote a piece, and the paper named with that; None where it is not said."""

    name: str | None
    outlet: str | None


NOBODY = Writer(None, None)


def writer_of(item: NewsItem) -> Writer:
    """The writer of an opinion, unless the title that it is listed by names that person."""
    text = " ".join(item.text[:_READ].split())
    found = _BYLINE.match(text) or _INTRODUCED.match(text)
    if found is None and len(item.text.split()) <= _TEASER:
        lines = (text, " ".join(item.headline.split()))
        tried = (form.search(line) for line in lines for form in (*_FORMS, _SIGNED))
        found = next((one for one in tried if one is not None), None)
    if found is None:
        return NOBODY
    name, outlet = found["writer"], found.groupdict().get("outlet")
    shown = title_of(item)
    return Writer(None if name in shown else name, None if outlet and outlet in shown else outlet)
