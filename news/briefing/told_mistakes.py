"""What an edition told, an earlier one or this, that a publisher's printed correction speaks against."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from itertools import pairwise

from news.brief import Brief
from news.briefing.item_links import ItemLink
from news.briefing.notices import PRINTED, CorrectionNotice
from news.words import terms

_SHARED = 2  # content words beside the mistake that a told sentence shares with the correction of it
_SHARED_ALONE = 4  # the same where the correction does not say what was wrong
_LONG_NUMBER = 3  # digits; shorter ones are told of many things
_DIGIT = re.compile(r"\d")
# "It is 2,400, not 4,200", "in 1994 rather than 1949".
_MISTAKE = re.compile(
    r"\b(?:not|instead of|rather than)\s(?:(?:the|an?|in|on|by)\s)*((?:\d[.,]\d|[^.,;:()“”\"]){1,60})", re.IGNORECASE
)
_ASIDE = frozenset(terms("misstated misspelled misidentified incorrectly wrongly correction corrected earlier gave"))
_PIECE_WORDS = frozenset(terms("newsletter issue edition article story report item headline version number name error"))


def told_before(notice: CorrectionNotice, earlier: Sequence[Brief]) -> CorrectionNotice:
    """A printed correction with the words of an earlier edition, the newest first, that it speaks against.

    They are of the same publisher, or came by the same newsletter or feed, whatever outlet it named, and hold the
    mistake that the correction names or, where it names none, most of its words. Others' words are spoken against where
    they count the same by the same long number ("6,412 votes"). A notice of another kind, and one that speaks against
    nothing that was told, stays as it is.
    """
    if notice.kind != PRINTED:
        return notice
    said = " ".join(notice.now)
    mistakes = [_tokens(match[1])[:4] for match in _MISTAKE.finditer(said)]
    known = set(terms(said)) - _ASIDE - _PIECE_WORDS
    others: CorrectionNotice | None = None
    for brief in earlier:
        for words, link in _lines_of(brief):
            shared = known & set(terms(words))
            wrong = next((m for m in mistakes if _holds_in_order(words, m)), None)
            if not _names(notice) & _names(link):
                if wrong and len(_DIGIT.findall(wrong[0])) >= _LONG_NUMBER and _counts_the_same(words, wrong, known):
                    others = others or replace(notice, edition=brief.edition, told=(words,))
            else:
                if wrong is not None and (len(shared - set(wrong)) >= _SHARED or _counts_the_same(words, wrong, known)):
                    return replace(notice, edition=brief.edition, told=(words,))
                if not mistakes and len(shared) >= _SHARED_ALONE and 2 * len(shared) >= len(known):
                    return replace(notice, edition=brief.edition, told=(words,))
    return others or notice


def told_here(notices: Iterable[CorrectionNotice], brief: Brief) -> list[CorrectionNotice]:
    """Those printed corrections that speak against what the brief tells itself, each with its words and no edition.

    A report may come behind the correction of it: late, or by another feed.
    """
    found = (told_before(replace(notice, told=(), edition=""), [brief]) for notice in notices)
    return [replace(notice, edition="") for notice in found if notice.told]


def _lines_of(brief: Brief) -> Iterator[tuple[str, ItemLink]]:
    """All that an edition told, each with the item that it is from."""
    for theme in brief.themes:
        for story in theme.stories:
            links = {link.id: link for link in story.items}
            for sentence in story.sentences:
                yield from ((sentence.text, links[source.item]) for source in sentence.sources if source.item in links)
            claims = (claim for figure in story.disputed for claim in figure.claims)
            yield from ((claim.text, links[claim.item]) for claim in claims if claim.item in links)
        yield from ((link.headline, link) for link in theme.more)
    yield from ((link.headline, link) for link in brief.other)


def _counts_the_same(words: str, wrong: Sequence[str], about: Set[str]) -> bool:
    """Whether a wrong number counts in the told words what the correction is about: "35 senators"."""
    return wrong[0][0].isdigit() and any(
        number == wrong[0] and not about.isdisjoint(terms(counted)) for number, counted in pairwise(_tokens(words))
    )


def _names(of: CorrectionNotice | ItemLink) -> set[str]:
    """The publisher, and the newsletter or feed that brought it."""
    return {name.lower().removeprefix("the ") for name in (of.outlet, of.source) if name}


def _tokens(words: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\d[\d.,]*\d|\w+", words.lower()))


def _holds_in_order(words: str, wanted: Sequence[str]) -> bool:
    """Whether the first of the wanted words, as many as are given, stand in a row; of a number it alone counts."""
    wanted = wanted[:1] if wanted and wanted[0][0].isdigit() else wanted[:2]
    return bool(wanted) and f" {' '.join(wanted)} " in f" {' '.join(_tokens(words))} "
