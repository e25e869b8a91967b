"""One brief in four dresses: JSON, Markdown, plain text, HTML for mail. All say the same thing."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from html import escape
from textwrap import TextWrapper
from typing import Any

from news.brief import AgendaEntry, Brief, BriefSentence, BriefStory, BriefTheme, Footer, ItemLink
from news.item import Kind

WIDTH = 76  # columns of the text format, as mail readers quote it
ItemUrl = Callable[[str], str]  # item id to the address of its page

_WORDS = re.compile(r"[^\W_]+")
# Control characters would drive a terminal, bidirectional ones would turn the rest of a line around.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~])")
_LIST_HEAD = re.compile(r"^(\d+(?=[.)]\s))|^(?=[+-]\s)")


def brief_to_dict(brief: Brief) -> dict[str, Any]:
    """The brief as plain JSON values, under the names of its fields."""
    record = asdict(brief)
    record["date"] = brief.date.isoformat()
    return record


def brief_to_markdown(brief: Brief, item_url: ItemUrl) -> str:
    """The brief as Markdown; every sentence ends in numbered links to its source items."""
    notes = _Notes(brief)
    lines = [f"# Brief of {brief.edition} ({_md(brief.timezone)})", ""]
    for theme in brief.themes:
        lines += [f"## {_md(theme.name)}", ""]
        if theme.note:
            lines += [_md(theme.note), ""]
        for story in theme.stories:
            told, repeated = without_headline(story)
            headline_marks = "".join(f" {_md_marks(s, notes, item_url)}" for s in repeated)
            lines += [f"### {_md(story.headline)}{headline_marks}", ""]
            for paragraph in paragraphs(told):
                lines += [" ".join(f"{_md(s.text)} {_md_marks(s, notes, item_url)}" for s in paragraph), ""]
            lines += [f"*{_md(_standing(story, brief))}*", ""]
        lines += _md_list("More", [_md_link(item, item_url) for item in theme.more], _untold(theme))
        lines += _md_list("See also", [_md(line) for line in _see_also(theme, brief)])
        lines += _md_list("Opinion", [_md_link(item, item_url) for item in theme.opinions])
    if brief.agenda:
        lines += ["## Agenda", ""]
        lines += [f"- **{_md(_when(entry))}** {_md_link(entry.item, item_url)}" for entry in brief.agenda]
        lines += [""]
    if brief.other:
        lines += ["## Other news", "", *(f"- {_opinion(item)}{_md_link(item, item_url)}" for item in brief.other), ""]
    if notes.items:
        lines += ["## Sources", ""]
        for number, item in enumerate(notes.items, 1):
            lines.append(f"{number}. {_md(_name(item))}" + (f" <{_md_url(item.url)}>" if item.url else ""))
        lines += [""]
    return "\n".join([*lines, "---", "", _md(_footer_line(brief.footer)), ""])


def brief_to_text(brief: Brief) -> str:
    """The brief as plain text, wrapped at WIDTH columns; only an address may be longer than a line."""
    notes = _Notes(brief)
    lines = [f"BRIEF OF {brief.edition} ({_clean(brief.timezone)})", "=" * WIDTH, ""]
    for theme in brief.themes:
        lines += [_clean(theme.name).upper(), "-" * WIDTH, ""]
        if theme.note:
            lines += [*_wrap(theme.note), ""]
        for story in theme.stories:
            told, repeated = without_headline(story)
            headline_marks = "".join(f" {_text_marks(s, notes)}" for s in repeated)
            lines += _wrap(_clean(story.headline) + headline_marks, "* ", "  ")
            for paragraph in paragraphs(told):
                words = " ".join(f"{_clean(s.text)} {_text_marks(s, notes)}" for s in paragraph)
                lines += _wrap(words, "  - " if is_headline(paragraph[0]) else "  ", "  ")
            lines += [*_wrap(f"({_standing(story, brief)})", "  ", "  "), ""]
        lines += _text_list("More:", [_listed(item) for item in theme.more], _untold(theme))
        lines += _text_list("See also:", _see_also(theme, brief))
        lines += _text_list("Opinion:", [_listed(item) for item in theme.opinions])
    if brief.agenda:
        agenda = [f"{_when(entry)}: {_listed(entry.item)}" for entry in brief.agenda]
        lines += ["AGENDA", "-" * WIDTH, "", *_text_list(None, agenda)]
    if brief.other:
        lines += [
            "OTHER NEWS",
            "-" * WIDTH,
            "",
            *_text_list(None, [_opinion(item) + _listed(item) for item in brief.other]),
        ]
    if notes.items:
        lines += ["SOURCES", "-" * WIDTH, ""]
        for number, item in enumerate(notes.items, 1):
            lines += _wrap(f"[{number}] {_name(item)}", "", "    ")
            lines += [f"    {_clean(item.url)}"] if item.url else []
        lines += [""]
    return "\n".join([*lines, *_wrap(_footer_line(brief.footer)), ""])


def brief_to_html(brief: Brief, item_url: ItemUrl) -> str:
    """The brief as one whole HTML page that a mail may carry: no script, no style sheet, nothing fetched."""
    title = f"Brief of {escape(brief.edition)}"
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n</head>\n'
        '<body style="margin:0 auto;padding:1em;max-width:42em;font-family:Georgia,serif;line-height:1.45">\n'
        f"{brief_to_fragment(brief, item_url)}</body>\n</html>\n"
    )


def brief_to_fragment(brief: Brief, item_url: ItemUrl) -> str:
    """What stands inside the page of `brief_to_html`, for a page that has its own frame."""
    notes = _Notes(brief)
    return "\n".join([*_html_lines(brief, notes, item_url), ""])


def _html_lines(brief: Brief, notes: "_Notes", item_url: ItemUrl) -> Iterator[str]:
    yield f"<h1>Brief of {escape(brief.edition)} <small>({_html(brief.timezone)})</small></h1>"
    for theme in brief.themes:
        yield f"<h2>{_html(theme.name)}</h2>"
        if theme.note:
            yield f"<p>{_html(theme.note)}</p>"
        for story in theme.stories:
            told, repeated = without_headline(story)
            headline_marks = "".join(f" {_html_marks(s, notes, item_url)}" for s in repeated)
            yield f'<h3 id="{escape(story.id)}">{_html(story.headline)}{headline_marks}</h3>'
            for paragraph in paragraphs(told):
                yield "<p>" + " ".join(f"{_html(s.text)} {_html_marks(s, notes, item_url)}" for s in paragraph) + "</p>"
            yield f'<p style="color:#555"><small>{_html(_standing(story, brief))}</small></p>'
        yield from _html_list("More", [_html_link(item, item_url) for item in theme.more], _untold(theme))
        see_also = [
            f'<a href="#{escape(reference.story)}">{_html(line)}</a>'
            for reference, line in zip(theme.see_also, _see_also(theme, brief), strict=True)
        ]
        yield from _html_list("See also", see_also)
        yield from _html_list("Opinion", [_html_link(item, item_url) for item in theme.opinions])
    if brief.agenda:
        yield "<h2>Agenda</h2>"
        entries = [
            f"<strong>{_html(_when(entry))}</strong> {_html_link(entry.item, item_url)}" for entry in brief.agenda
        ]
        yield from _html_list(None, entries)
    if brief.other:
        yield "<h2>Other news</h2>"
        yield from _html_list(None, [_opinion(item) + _html_link(item, item_url) for item in brief.other])
    if notes.items:
        yield "<h2>Sources</h2>"
        yield "<ol>"
        for item in notes.items:
            outside = f' <a href="{escape(item.url)}">{_html(item.url)}</a>' if item.url else ""
            yield f"<li>{_html(_name(item))}{outside}</li>"
        yield "</ol>"
    yield f"<hr>\n<p><small>{_html(_footer_line(brief.footer))}</small></p>"


@dataclass(init=False)
class _Notes:
    """The cited items in the order in which the brief first names them; a note's number is its place, from 1."""

    items: list[ItemLink]

    def __init__(self, brief: Brief) -> None:
        self._numbers: dict[str, int] = {}
        self.items = []
        for theme in brief.themes:
            for story in theme.stories:
                links = {item.id: item for item in story.items}
                for sentence in story.sentences:
                    for source in sentence.sources:
                        if source.item not in self._numbers:
                            self.items.append(links[source.item])
                            self._numbers[source.item] = len(self.items)

    def of(self, sentence: BriefSentence) -> list[tuple[int, str]]:
        """Number and item id of each source of a sentence."""
        return sorted((self._numbers[source.item], source.item) for source in sentence.sources)


def _clean(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


def without_headline(story: BriefStory) -> tuple[list[BriefSentence], list[BriefSentence]]:
    """The sentences to print below the headline, and those that say it over again, word for word."""
    headline = _WORDS.findall(story.headline.lower())
    repeated = [sentence for sentence in story.sentences if _WORDS.findall(sentence.text.lower()) == headline]
    return [sentence for sentence in story.sentences if sentence not in repeated], repeated


def paragraphs(sentences: Sequence[BriefSentence]) -> list[list[BriefSentence]]:
    """Running text together; each headline told as a fact alone, for it has no full stop."""
    found: list[list[BriefSentence]] = []
    for sentence in sentences:
        if found and not is_headline(sentence) and not is_headline(found[-1][0]):
            found[-1].append(sentence)
        else:
            found.append([sentence])
    return found


def is_headline(sentence: BriefSentence) -> bool:
    """Whether the words were an item's headline."""
    return sentence.sources[0].field == "headline"


def _name(item: ItemLink) -> str:
    whence = item.outlet or item.source
    if item.outlet and item.source and item.outlet != item.source:
        whence = f"{item.outlet}, by way of {item.source}"
    return f"{whence}: {item.headline}" if whence else item.headline


def _listed(item: ItemLink) -> str:
    return f"{item.headline} ({item.outlet})" if item.outlet else item.headline


def _opinion(item: ItemLink) -> str:
    """What sets an opinion apart where it stands among news."""
    return "Opinion: " if item.kind is Kind.OPINION else ""


def _standing(story: BriefStory, brief: Brief) -> str:
    """Why the story stands where it stands, in one line."""
    names = {theme.id: theme.name for theme in brief.themes}
    parts = list(story.why)
    if story.single_source:
        parts.append("single source" + (f": {story.outlets[0]}" if story.outlets else ""))
    elif story.outlets:
        parts.append(", ".join(story.outlets))
    parts += [f"also {names[theme]}" for theme in story.also_in]
    return "; ".join(parts)


def _see_also(theme: BriefTheme, brief: Brief) -> list[str]:
    names = {theme.id: theme.name for theme in brief.themes}
    return [f"{reference.headline} (under {names[reference.theme]})" for reference in theme.see_also]


def _untold(theme: BriefTheme) -> str | None:
    return f"and {theme.untold} more" if theme.untold else None


def _when(entry: AgendaEntry) -> str:
    if entry.starts_at is None:
        return entry.starts_text or "time unknown"
    return entry.starts_at.replace("T", " ")


def _footer_line(footer: Footer) -> str:
    sources = f" from {', '.join(footer.sources)}" if footer.sources else ""
    announced = f", events announced before {footer.announced}" if footer.announced else ""
    return (
        f"Items read: {footer.items}{sources}; labelled {footer.labelled}, unsure {footer.unsure}, "
        f"without a theme {footer.unlabelled}. Stories {footer.stories}, events {footer.events}{announced}, "
        f"opinions {footer.opinions}. Model {footer.model}, taxonomy {footer.taxonomy}."
    )


def _wrap(text: str, first: str = "", rest: str = "") -> list[str]:
    wrapper = TextWrapper(WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return wrapper.wrap(_clean(text))


def _text_marks(sentence: BriefSentence, notes: _Notes) -> str:
    return "".join(f"[{number}]" for number, _ in notes.of(sentence))


def _text_list(title: str | None, lines: Sequence[str], rest: str | None = None) -> list[str]:
    if not lines:
        return []
    shown = [*lines, rest] if rest else lines
    return [*([title] if title else []), *(part for line in shown for part in _wrap(line, "- ", "  ")), ""]


def _md(text: str) -> str:
    return _LIST_HEAD.sub(r"\1\\", _MARKDOWN.sub(r"\\\1", _clean(text)))


def _md_url(url: str) -> str:
    return (
        _clean(url).replace("<", "%3C").replace(">", "%3E").replace(" ", "%20").replace("(", "%28").replace(")", "%29")
    )


def _md_marks(sentence: BriefSentence, notes: _Notes, item_url: ItemUrl) -> str:
    return "".join(f"[[{number}]]({_md_url(item_url(item))})" for number, item in notes.of(sentence))


def _md_link(item: ItemLink, item_url: ItemUrl) -> str:
    outlet = f" ({_md(item.outlet)})" if item.outlet else ""
    return f"[{_md(item.headline)}]({_md_url(item_url(item.id))}){outlet}"


def _md_list(title: str, lines: Sequence[str], rest: str | None = None) -> list[str]:
    shown = [*lines, rest] if rest else lines
    return [f"**{title}**", "", *(f"- {line}" for line in shown), ""] if lines else []


def _html(text: str) -> str:
    return escape(_clean(text))


def _html_marks(sentence: BriefSentence, notes: _Notes, item_url: ItemUrl) -> str:
    return "".join(f'<a href="{escape(item_url(item))}">[{number}]</a>' for number, item in notes.of(sentence))


def _html_link(item: ItemLink, item_url: ItemUrl) -> str:
    outlet = f" ({_html(item.outlet)})" if item.outlet else ""
    return f'<a href="{escape(item_url(item.id))}">{_html(item.headline)}</a>{outlet}'


def _html_list(title: str | None, lines: Sequence[str], rest: str | None = None) -> Iterator[str]:
    if lines:
        shown = [*lines, rest] if rest else lines
        heading = f"<p><strong>{title}</strong></p>\n" if title else ""
        yield heading + "<ul>\n" + "\n".join(f"<li>{line}</li>" for line in shown) + "\n</ul>"
