"""One brief as JSON, Markdown and plain text; `format_html` beside it dresses it for mail. All say the same thing."""

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict
from textwrap import TextWrapper
from typing import Any

from news.brief import Brief, BriefSentence
from news.briefing import wording
from news.briefing.item_links import ItemLink
from news.briefing.wording import Notes, clean, is_headline, listed, opinion_mark, paragraphs, whence, without_headline

_WIDTH = 76  # columns of the text format, as mail readers quote it
ItemUrl = Callable[[str], str]  # item id to the address of its page

_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~]|&(?=#?[0-9A-Za-z]+;))")
_LIST_HEAD = re.compile(r"^(\d+(?=[.)]\s))|^(?=[+-]\s)")


def brief_to_dict(brief: Brief) -> dict[str, Any]:
    """The brief as plain JSON values, under the names of its fields."""
    record = asdict(brief)
    record["date"] = brief.date.isoformat()
    if brief.footer.generated is None:  # without a generator nothing speaks of one
        del record["footer"]["generated"], record["footer"]["refused"], record["footer"]["unanswered"]
        for theme in record["themes"]:
            for story in theme["stories"]:
                for sentence in story["sentences"]:
                    del sentence["generated"]
    return record


def brief_to_markdown(brief: Brief, item_url: ItemUrl) -> str:
    """The brief as Markdown; every sentence ends in numbered links to its source items."""
    notes = Notes(brief)
    lines = [f"# {wording.title(brief)} ({_md(brief.timezone)})", ""]
    if brief.corrections:
        lines += [f"## {wording.CORRECTIONS}", ""]
        lines += [f"- {_md(wording.correction(notice))}" for notice in brief.corrections] + [""]
    for theme in brief.themes:
        lines += [f"## {_md(theme.name)}", ""]
        if theme.note:
            lines += [_md(theme.note), ""]
        for story in theme.stories:
            told, repeated = without_headline(story)
            headline_marks = "".join(dict.fromkeys(f" {_md_marks(s, notes, item_url)}" for s in repeated))
            lines += [f"### {_md(story.headline)}{headline_marks}", ""]
            for paragraph in paragraphs(told):
                lines += [" ".join(f"{_md(s.text)} {_md_marks(s, notes, item_url)}" for s in paragraph), ""]
            for line in wording.disputes(story):
                lines += [f"**{_md(line)}**", ""]
            said = filter(None, (wording.progress(story), wording.standing(story, brief)))
            lines += [f"*{_md(' · '.join(said))}*", ""]
        lines += _md_list("More", [_md_link(item, item_url) for item in theme.more], wording.untold(theme))
        lines += _md_list("See also", [_md(line) for line in wording.see_also(theme, brief)])
        lines += _md_list("Opinion", [_md_link(item, item_url) for item in theme.opinions])
    if brief.agenda:
        lines += [f"## {wording.AGENDA}", ""]
        lines += [f"- **{_md(wording.when(entry))}** {_md_link(entry.item, item_url)}" for entry in brief.agenda]
        lines += [""]
    if brief.other:
        lines += [f"## {wording.OTHER}", ""]
        lines += [*(f"- {opinion_mark(item)}{_md_link(item, item_url)}" for item in brief.other), ""]
    if brief.closed:
        lines += [f"## {wording.CLOSED}", "", *(f"- {_md(line)}" for line in wording.closed(brief)), ""]
    if notes.items:
        lines += [f"## {wording.SOURCES}", ""]
        for number, item in enumerate(notes.items, 1):
            lines.append(
                f"{number}. {_md(wording.source_name(item))}" + (f" <{_md_url(item.url)}>" if item.url else "")
            )
        lines += [""]
    return "\n".join([*lines, "---", "", _md(" ".join(wording.footer_lines(brief))), ""])


def brief_to_text(brief: Brief) -> str:
    """The brief as plain text, wrapped at _WIDTH columns; only an address may be longer than a line."""
    notes = Notes(brief)
    lines = [f"{wording.title(brief).upper()} ({clean(brief.timezone)})", "=" * _WIDTH, ""]
    if brief.corrections:
        lines += [
            *_text_head(wording.CORRECTIONS),
            *_text_list(None, [wording.correction(n) for n in brief.corrections]),
        ]
    for theme in brief.themes:
        lines += _text_head(theme.name)
        if theme.note:
            lines += [*_wrap(theme.note), ""]
        for story in theme.stories:
            told, repeated = without_headline(story)
            headline_marks = "".join(dict.fromkeys(f" {_text_marks(s, notes)}" for s in repeated))
            lines += _wrap(clean(story.headline) + headline_marks, "* ", "  ")
            for paragraph in paragraphs(told):
                words = " ".join(f"{clean(s.text)} {_text_marks(s, notes)}" for s in paragraph)
                lines += _wrap(words, "  - " if is_headline(paragraph[0]) else "  ", "  ")
            for line in wording.disputes(story):
                lines += _wrap(line, "  ! ", "    ")
            said = filter(None, (wording.progress(story), f"({wording.standing(story, brief)})"))
            lines += [*_wrap(" ".join(said), "  ", "  "), ""]
        lines += _text_list("More:", [listed(item) for item in theme.more], wording.untold(theme))
        lines += _text_list("See also:", wording.see_also(theme, brief))
        lines += _text_list("Opinion:", [listed(item) for item in theme.opinions])
    if brief.agenda:
        agenda = [f"{wording.when(entry)}: {listed(entry.item)}" for entry in brief.agenda]
        lines += [*_text_head(wording.AGENDA), *_text_list(None, agenda)]
    if brief.other:
        other = [opinion_mark(item) + listed(item) for item in brief.other]
        lines += [*_text_head(wording.OTHER), *_text_list(None, other)]
    if brief.closed:
        lines += [*_text_head(wording.CLOSED), *_text_list(None, wording.closed(brief))]
    if notes.items:
        lines += _text_head(wording.SOURCES)
        for number, item in enumerate(notes.items, 1):
            lines += _wrap(f"[{number}] {wording.source_name(item)}", "", "    ")
            lines += [f"    {clean(item.url)}"] if item.url else []
        lines += [""]
    return "\n".join([*lines, *_wrap(" ".join(wording.footer_lines(brief))), ""])


def _text_head(name: str) -> list[str]:
    return [clean(name).upper(), "-" * _WIDTH, ""]


def _wrap(text: str, first: str = "", rest: str = "") -> list[str]:
    wrapper = TextWrapper(_WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return wrapper.wrap(clean(text))


def _text_marks(sentence: BriefSentence, notes: Notes) -> str:
    return "".join(f"[{number}]" for number, _ in notes.of(sentence))


def _text_list(title: str | None, lines: Sequence[str], rest: str | None = None) -> list[str]:
    if not lines:
        return []
    shown = [*lines, rest] if rest else lines
    return [*([title] if title else []), *(part for line in shown for part in _wrap(line, "- ", "  ")), ""]


def _md(text: str) -> str:
    return _LIST_HEAD.sub(r"\1\\", _MARKDOWN.sub(r"\\\1", clean(text)))


def _md_url(url: str) -> str:
    return (
        clean(url).replace("<", "%3C").replace(">", "%3E").replace(" ", "%20").replace("(", "%28").replace(")", "%29")
    )


def _md_marks(sentence: BriefSentence, notes: Notes, item_url: ItemUrl) -> str:
    return "".join(f"[[{number}]]({_md_url(item_url(item))})" for number, item in notes.of(sentence))


def _md_link(item: ItemLink, item_url: ItemUrl) -> str:
    outlet = f" ({_md(name)})" if (name := whence(item)) else ""
    return f"[{_md(item.headline)}]({_md_url(item_url(item.id))}){outlet}"


def _md_list(title: str, lines: Sequence[str], rest: str | None = None) -> list[str]:
    shown = [*lines, rest] if rest else lines
    return [f"**{title}**", "", *(f"- {line}" for line in shown), ""] if lines else []
