"""The brief as HTML that a mail may carry: every style inline, no script, no style sheet, nothing fetched.

Mail programs drop what stands in <head> and know little of layout, so the page is one table of one column, which
even the oldest of them shows, and reads well as plain markup where styles are dropped, too.
"""

from collections.abc import Iterator, Sequence
from html import escape

from news.brief import Brief, BriefSentence, BriefStory, BriefTheme
from news.briefing import wording
from news.briefing.formats import ItemUrl
from news.briefing.item_links import ItemLink
from news.briefing.wording import Notes, clean, opinion_mark, paragraphs, whence, without_headline

_INK, _SOFT, _LINK, _RULE, _TINT = "#1c1b19", "#5a5750", "#7d1a14", "#d8d4c8", "#f7efe0"
_SERIF = "Georgia,'Times New Roman',serif"
_SANS = "Helvetica,Arial,sans-serif"
_STYLES = {
    "body": f"margin:0;padding:0;background:#ffffff;color:{_INK};font-family:{_SERIF};font-size:17px;line-height:1.5",
    "table": "border-collapse:collapse;width:100%;max-width:42em;margin:0 auto",
    # no long address widens a phone
    "cell": "padding:24px 18px;text-align:left;overflow-wrap:anywhere;word-break:break-word;"
    f"font-family:{_SERIF};font-size:17px;line-height:1.5;color:{_INK}",
    "h1": f"margin:0 0 20px;padding:0 0 10px;border-bottom:3px solid {_INK};font-size:26px;line-height:1.2",
    "h2": f"margin:34px 0 14px;padding:0 0 5px;border-bottom:1px solid {_INK};font-family:{_SANS};font-size:15px",
    "h3": "margin:0 0 4px;font-size:20px;line-height:1.25",
    "p": "margin:0 0 8px",
    "list": "margin:0 0 16px;padding:0 0 0 20px",
    "li": "margin:0 0 6px",
    "meta": f"margin:0 0 22px;font-family:{_SANS};font-size:13px;line-height:1.4;color:{_SOFT}",
    "notice": f"margin:0 0 8px;padding:8px 12px;background:{_TINT};font-size:15px;line-height:1.45",
    "label": f"margin:0 0 4px;font-family:{_SANS};font-size:13px;font-weight:bold;color:{_SOFT}",
    "small": f"font-size:15px;color:{_SOFT};font-weight:normal",
    "a": f"color:{_LINK}",
    "mark": f"color:{_LINK};text-decoration:none;font-family:{_SANS};font-size:12px",
    "hr": f"border:0;border-top:1px solid {_RULE};margin:28px 0 12px",
}


def brief_to_html(brief: Brief, item_url: ItemUrl, below: str = "") -> str:
    """The brief as one whole page; below is markup for its end, such as how to leave the list."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_html(wording.title(brief))}</title>\n</head>\n<body{_style('body')}>\n"
        f'<table role="presentation"{_style("table")}><tr><td{_style("cell")}>\n'
        f"{brief_to_fragment(brief, item_url)}{below}</td></tr></table>\n</body>\n</html>\n"
    )


def brief_to_fragment(brief: Brief, item_url: ItemUrl) -> str:
    """What stands inside the page of `brief_to_html`, for a page that has its own frame."""
    return "\n".join([*_brief(brief, Notes(brief), item_url), ""])


def story_to_fragment(story: BriefStory, brief: Brief, item_url: ItemUrl) -> str:
    """One story's sentences and marks, without its headline: an entry of a feed."""
    return "\n".join(_told(story, brief, Notes(brief), item_url))


def _brief(brief: Brief, notes: Notes, item_url: ItemUrl) -> Iterator[str]:
    zone = f"<small{_style('small')}>({_html(brief.timezone)})</small>"
    yield f"<h1{_style('h1')}>{_html(wording.title(brief))} {zone}</h1>"
    if brief.corrections:
        yield _h2(wording.CORRECTIONS)
        for notice in brief.corrections:
            yield f"<p{_style('notice')}>{_html(wording.correction(notice))}</p>"
    for theme in brief.themes:
        yield from _theme(theme, brief, notes, item_url)
    if brief.agenda:
        yield _h2(wording.AGENDA)
        yield from _list(
            None, [f"<strong>{_html(wording.when(e))}</strong> {_link(e.item, item_url)}" for e in brief.agenda]
        )
    if brief.other:
        yield _h2(wording.OTHER)
        yield from _list(None, [opinion_mark(item) + _link(item, item_url) for item in brief.other])
    if brief.closed:
        yield _h2(wording.CLOSED)
        yield from _list(None, [_html(line) for line in wording.closed(brief)])
    if notes.items:
        yield _h2(wording.SOURCES)
        yield f"<ol{_style('list')}>"
        for item in notes.items:
            outside = f' <a{_style("a")} href="{escape(item.url)}">{_html(item.url)}</a>' if item.url else ""
            yield f"<li{_style('li')}>{_html(wording.source_name(item))}{outside}</li>"
        yield "</ol>"
    yield f"<hr{_style('hr')}>\n<p{_style('meta')}>{_html(' '.join(wording.footer_lines(brief)))}</p>"


def _theme(theme: BriefTheme, brief: Brief, notes: Notes, item_url: ItemUrl) -> Iterator[str]:
    yield _h2(theme.name)
    if theme.note:
        yield f"<p{_style('p')}>{_html(theme.note)}</p>"
    for story in theme.stories:
        _, repeated = without_headline(story)
        marks = "".join(dict.fromkeys(f" {_marks(s, notes, item_url)}" for s in repeated))
        yield f'<h3 id="{escape(story.id)}"{_style("h3")}>{_html(story.headline)}{marks}</h3>'
        yield from _told(story, brief, notes, item_url)
    yield from _list("More", [_link(item, item_url) for item in theme.more], wording.untold(theme))
    pointers = [
        f'<a{_style("a")} href="#{escape(reference.story)}">{_html(line)}</a>'
        for reference, line in zip(theme.see_also, wording.see_also(theme, brief), strict=True)
    ]
    yield from _list("See also", pointers)
    yield from _list("Opinion", [_link(item, item_url) for item in theme.opinions])


def _told(story: BriefStory, brief: Brief, notes: Notes, item_url: ItemUrl) -> Iterator[str]:
    told, _ = without_headline(story)
    for paragraph in paragraphs(told):
        words = " ".join(f"{_html(s.text)} {_marks(s, notes, item_url)}" for s in paragraph)
        yield f"<p{_style('p')}>{words}</p>"
    for line in wording.disputes(story):
        yield f"<p{_style('notice')}>{_html(line)}</p>"
    said = " · ".join(filter(None, (wording.progress(story), wording.standing(story, brief))))
    yield f"<p{_style('meta')}>{_html(said)}</p>"


def _style(name: str) -> str:
    return f' style="{_STYLES[name]}"'


def _h2(words: str) -> str:
    return f"<h2{_style('h2')}>{_html(words)}</h2>"


def _html(text: str) -> str:
    return escape(clean(text))


def _marks(sentence: BriefSentence, notes: Notes, item_url: ItemUrl) -> str:
    return "".join(
        f'<a{_style("mark")} href="{escape(item_url(item))}">[{number}]</a>' for number, item in notes.of(sentence)
    )


def _link(item: ItemLink, item_url: ItemUrl) -> str:
    outlet = f" ({_html(name)})" if (name := whence(item)) else ""
    return f'<a{_style("a")} href="{escape(item_url(item.id))}">{_html(item.headline)}</a>{outlet}'


def _list(heading: str | None, lines: Sequence[str], rest: str | None = None) -> Iterator[str]:
    if lines:
        shown = [*lines, rest] if rest else lines
        head = f"<p{_style('label')}>{heading}</p>\n" if heading else ""
        entries = "\n".join(f"<li{_style('li')}>{line}</li>" for line in shown)
        yield f"{head}<ul{_style('list')}>\n{entries}\n</ul>"
