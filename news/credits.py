"""What agencies and sites set around a text and is none of its news: datelines, bylines, credits, calls to read on.

They are the same in every piece of a house, so that texts which have nothing else in common look alike by them.
"""

import re

from news.calendar_words import MONTH, WEEKDAY

_OPENING = 1_000  # code points in which a byline stands
_NAME = r"[A-ZÀ-Þ][\w.’'-]*"
_PEOPLE = rf"{_NAME}(?: {_NAME}){{0,3}}(?:(?:,| and|, and| &) {_NAME}(?: {_NAME}){{0,3}}){{0,3}}"
_WHEN = rf"(?:{WEEKDAY}|{MONTH})\b"
_WRITER = r"(?:[Ww]riter|[Rr]eporter|[Cc]orrespondent|[Ee]ditor)s?"
_ROLE = rf",? (?:(?:[Ss]taff|[Ss]enior|[Cc]hief|[A-Z]\w+) ){{0,3}}{_WRITER}"
# A line of its own: "By Ann Lee and Jon Osk, Staff Writers", "BY ANN LEE | The Courier".
_BYLINE = re.compile(
    rf"(?m)^[^\S\n]*(?:By|BY) (?!{_WHEN}){_PEOPLE}"
    rf"(?:{_ROLE}|,? (?:[|•·]|[-–—]+) ?[^\n]{{0,60}}|, {_NAME}[^\n.]{{0,40}})?[^\S\n]*$"
)
_DATELINE = re.compile(
    r"\s*(?:[A-Z][\w.’'-]{0,30}(?:[ ,/]{1,3}(?:[A-Z][\w.’'-]{0,30}|\d{1,2})){0,6}\s*)?"
    r"(?P<house>\((?:[A-Z][\w.&’'-]{0,15}[ /]?){1,4}\)\s*(?:[-–—]+|:)?|\s[-–—]{1,2})\s+"
)
_LINES = re.compile(
    r"(?im)^[^\S\n]*(?:"
    r"\(?(?:additional |further )?(?:reporting|writing|editing|compiled) by (?-i:[A-Z]).{0,120}"
    r"|(?:©|\(c\)|copyright\s(?:©|\(c\)|(?:19|20)\d\d))\W.{0,200}"
    r"|(?:read|see|show) (?:more|also|next)(?:\s?[:»→>|–—-].{0,160}|\s(?:about|at|from|here|in|on)\b.{0,100}|\W{0,4})"
    r"|click here\b.{0,80}|continue reading\b.{0,80}|story continued? below.{0,20}"
    r"|(?:sign up|subscribe|share (?:this|on|with)|follow us|like us on|get the latest)\b.{0,160}"
    r"|advertisement\W{0,4}|this is a developing story\b.{0,80}|(?:the )?associated press contributed.{0,60}"
    r")$"
)
# Behind a sentence, on its line.
_RUN_ON = re.compile(
    r"(?<=[.!?…”\"’)\]])\s+(?:"
    r"\((?:[Aa]dditional |[Ff]urther )?(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Cc]ompiled|[Gg]raphics?) by"
    r" [^()\n]{1,400}\)"
    r"|(?:Additional |Further )?(?:Reporting|Writing|Editing) by [A-Z][^\n]{1,400}$"
    r"|(?:©|\([Cc]\)|Copyright\s(?:©\s?)?(?:19|20)\d\d)[^\n]{0,300}$"
    r"|This is a (?:developing|breaking) (?:news )?story\b[^\n]{0,80}$"
    r"|This (?:story|article|report) (?:has been|was|will be) updated\b[^\n]{0,80}$"
    r"|[^.!?\n]{1,200}\bcontributed to this (?:report|story|article)\.?"
    r"|(?:Read|Show|See) more(?:\W*$|(?=\s\())|Continue reading\W*$|\[(?:…|\.\.\.)\]\s*$"
    r")",
    re.MULTILINE,
)


def without_credits(text: str) -> str:
    """The text with spaces for the agency of its dateline and the notes around it, so that offsets stay."""
    for form in (_BYLINE, _LINES, _RUN_ON, _RUN_ON):  # what stands behind another is seen once that is gone
        text = form.sub(_blank, text)
    dated = _DATELINE.match(text)  # its place stays: it says where
    return f"{text[: dated.start('house')]:{dated.end()}}{text[dated.end() :]}" if dated else text


def without_byline(text: str) -> str:
    """The text with spaces for the lines above it that say who wrote it."""
    return _BYLINE.sub(_blank, text[:_OPENING]) + text[_OPENING:]


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())
