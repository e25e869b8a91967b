"""The forms in which one issue reaches an editor: as mail programs wrap it, put it into HTML and forward it.

Each form turns an issue's text (or its HTML) into bytes of a media type; what it says, and its gold, stay the same.
"""

import base64
import html
import quopri
import re
import textwrap
from collections.abc import Callable

Form = Callable[[str], tuple[bytes, str]]

HEADERS = (
    "From: Pier <pier@pier.example>",
    "Date: Fri, 20 Nov 2026 06:02:00 +0000",
    "Subject: Today",
    "To: d@d.example",
)
WARNING = "[EXTERNAL] CAUTION: This email originated from outside of the organization. Do not click links."
SECRECY = "This e-mail and any attachments are confidential and intended solely for the addressee."
LIST_FOOTER = (
    'You received this message because you are subscribed to the group "Desk", to which the desk\'s mail is sent.\n'
    "To unsubscribe from this group and stop receiving emails from it, send an email to desk+unsubscribe@lists.example."
)


def _plain(change: Callable[[str], str]) -> Form:
    return lambda text: (change(text).encode(), "text/plain")


def _page(change: Callable[[str], str]) -> Form:
    return lambda text: (f"<html><body>{change(text)}</body></html>".encode(), "text/html")


def _wrapped(columns: int, ending: str = "") -> Callable[[str], str]:
    def wrap(text: str) -> str:
        lines = []
        for line in text.split("\n"):
            parts = textwrap.wrap(line, columns, break_long_words=False, break_on_hyphens=False) or [""]
            lines += [*(part + ending for part in parts[:-1]), parts[-1]]
        return "\n".join(lines)

    return wrap


def _rewritten(*changes: tuple[str, str]) -> Form:
    def rewrite(text: str) -> tuple[bytes, str]:
        for pattern, new in changes:
            text = re.sub(pattern, new, text, flags=re.IGNORECASE)
        return text.encode(), "text/html"

    return rewrite


def _flowed(text: str) -> tuple[bytes, str]:
    kind = "Content-Type: text/plain; charset=utf-8; format=flowed"
    return "\n".join([*HEADERS, kind, "", _wrapped(70, " ")(text)]).encode(), "message/rfc822"


def _encoded(encoding: str, encode: Callable[[bytes], bytes]) -> Form:
    headers = [*HEADERS, "Content-Type: text/html; charset=utf-8", f"Content-Transfer-Encoding: {encoding}", "", ""]
    return lambda text: ("\n".join(headers).encode() + encode(text.encode()), "message/rfc822")


def _quoted(text: str) -> str:
    return re.sub(r"^", "> ", text, flags=re.MULTILINE)


def _by_line(tag: str, empty: str) -> Callable[[str], str]:
    return lambda text: "".join(f"<{tag}>{html.escape(line) or empty}</{tag}>" for line in text.split("\n"))


def _bold_names() -> list[str]:
    return [re.sub(r"^(.*?:)", r"<b>\1</b>", header) for header in HEADERS]


def _body(text: str) -> str:
    found = re.search(r"<body[^>]*>(.*)</body>", text, re.DOTALL | re.IGNORECASE)
    return found[1] if found else text


TEXT_FORMS: dict[str, Form] = {
    "as it is": _plain(str),
    "carriage returns": _plain(lambda text: text.replace("\n", "\r\n")),
    "hard spaces": _plain(lambda text: text.replace(". ", ".\u00a0")),
    "indented": _plain(lambda text: re.sub(r"^(?=\S)", "    ", text, flags=re.MULTILINE)),
    "in <pre>": _page(lambda text: f"<pre>{html.escape(text)}</pre>"),
    "a line a <br>": _page(lambda text: html.escape(text).replace("\n", "<br>\n")),
    "a line a <div>": _page(_by_line("div", "<br>")),
    "a line a <p>": _page(_by_line("p", "&nbsp;")),
    "forwarded, Gmail": _plain(
        lambda text: "---------- Forwarded message ---------\n" + "\n".join(HEADERS) + f"\n\n\n{text}"
    ),
    "forwarded, Outlook": _plain(
        lambda text: "See below. Tom\n\n-----Original Message-----\n" + "\n".join(HEADERS) + f"\n\n{text}"
    ),
    "forwarded, quoted": _plain(
        lambda text: "Worth a look.\n\nBegin forwarded message:\n\n" + _quoted("\n".join(HEADERS) + f"\n\n{text}")
    ),
    "below a reply": _plain(
        lambda text: f"The second one?\n\nAna\n\nOn Fri, Nov 20, 2026 at 6:02 AM Pier wrote:\n\n{_quoted(text)}"
    ),
    "below a warning": _plain(lambda text: f"{WARNING}\n\n{text}"),
    "above words on secrecy": _plain(lambda text: f"{text}\n\n{SECRECY}\n"),
    "above a list's footer": _plain(lambda text: f"{text}\n\n-- \n{LIST_FOOTER}\n"),
}
LONG_TEXT_FORMS: dict[str, Form] = {  # of issues whose paragraphs are a line each
    "as it is": _plain(str),
    **{f"wrapped at {columns} columns": _plain(_wrapped(columns)) for columns in (60, 65, 72, 78, 90)},
    "format=flowed": _flowed,
}
HTML_FORMS: dict[str, Form] = {
    "as it is": lambda text: (text.encode(), "text/html"),
    "minified": lambda text: (re.sub(r"\s+", " ", text).encode(), "text/html"),
    "indented": lambda text: (re.sub(r">(?=<)", ">\n   ", text).encode(), "text/html"),
    "tags in capitals": lambda text: (re.sub(r"</?[a-z0-9]+", lambda tag: tag[0].upper(), text).encode(), "text/html"),
    "without attributes": lambda text: (
        re.sub(r"<(?!a\b|img\b|!)([a-zA-Z0-9]+)\s[^<>]*>", r"<\1>", text).encode(),
        "text/html",
    ),
    "tables as divisions": _rewritten((r"<(/?)(?:table|tbody|tr|td)\b", r"<\1div")),
    "bold letters by their style": _rewritten(
        (r"</(?:b|strong)>", "</span>"), (r"<(?:b|strong)\b[^>]*>", '<span style="font-weight:bold">')
    ),
    "headings as bold paragraphs": _rewritten((r"</h[1-6]>", "</b></p>"), (r"<h[1-6]\b[^>]*>", "<p><b>")),
    "list items as paragraphs": _rewritten((r"</?[uo]l\b[^>]*>", ""), (r"<li\b[^>]*>", "<p>• "), (r"</li>", "</p>")),
    "paragraphs by line breaks": _rewritten((r"</p>\s*<p\b[^>]*>", "<br><br>")),
    "quoted-printable": _encoded("quoted-printable", quopri.encodestring),
    "base64": _encoded("base64", base64.encodebytes),
    "forwarded, Gmail": _page(
        lambda text: (
            f"<div class='gmail_quote'><div>---------- Forwarded message ---------<br>{'<br>'.join(HEADERS)}</div>"
            f"<br><br>{_body(text)}</div>"
        )
    ),
    "forwarded, Outlook": _page(
        lambda text: f"<p>FYI, see below. Tom</p><div><p>{'<br>'.join(_bold_names())}</p></div>{_body(text)}"
    ),
    "below a warning": _page(lambda text: f"<table><tr><td>{WARNING}</td></tr></table>{_body(text)}"),
    "above words on secrecy": _page(lambda text: f"{_body(text)}<p>{SECRECY}</p>"),
}
