"""Captions of pictures that stand among a report's sentences: what is to be seen, in the present, where and when."""

import re

from news.calendar_words import MONTH, WEEKDAY

_MONTH = rf"(?:{MONTH}|(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.)"
_DATED = re.compile(rf"(?:,\s(?:on\s)?|\son\s)(?:{WEEKDAY},\s)?{_MONTH}\s\d{{1,2}},\s(?:19|20)\d\d\W*$")
_NAME = r"[A-Z][\w.’'-]*"
_BRACKETED = r"\s\([^()]{1,24}\)"
_NAMES = rf"(?:The\s|A\s)?{_NAME}(?:(?:,|\sand|\sof|\sof\sthe)?(?:{_BRACKETED})?\s{_NAME}){{0,12}}(?:{_BRACKETED})?,?"
# What people do in pictures.
_SEEN = (
    r"(?:speak|arrive|wave|walk|address|listen|look|gesture|hold|attend|campaign|participate|meet|pose|shake|greet|depart|deliver"
    r"|testif|react|sign|stand|sit|talk|answer|pause|smile|applaud|board|visit|leave|appear|protest|chant|cheer|march|gather|wait"
    r"|watch|embrace|hug|point|prepare|demonstrate|carr|rall|debate|argue)(?:s|es|ies|y)?"
)
_SHOWS = re.compile(
    rf"(?:{_NAMES}|(?:[A-Z][\w-]*\s)(?:[\w-]+\s){{0,3}}?[\w-]+s|People|Men|Women|A\s(?:[\w-]+\s){{1,3}}?\w+)\s"
    rf"(?:{_SEEN}|(?:is|are)\s(?:seen|pictured|shown))\b"
)
_NO_VERB = re.compile(rf"(?:{_NAMES}\s(?:at|in|with|on|outside|during|before|after|near)|At|In|On|Outside)\s")
_PAST = re.compile(
    r"\b(?:was|were|has|have|had|did|will|would|could|said|says|say|told|took|came|went|made|began|fell|rose|won|lost|left"
    r"|met|held|led|sent|set|shot|hit|got|gave|found|kept|ran|sat|spoke|stood|became|broke|cut|put|saw|struck|swept|born"
    r"|died|due|expires?|ends?|starts?|begins?|opens?|[a-z]{2,}ed)\b"
)
_FINITE = re.compile(rf"\b(?:is|are|does|do|can|may|must)\b|{_PAST.pattern}")
_ON = re.compile(r"\son\s|^\s")
# "(left)" and its like behind a name.
_WHERE = re.compile(
    rf"{_NAME}\s\((?:left|right|cent(?:er|re)|not pictured"
    r"|(?:second|third|2nd|3rd|far) (?:from )?(?:the )?(?:left|right))\)"
)

_IN_THIS_PHOTO = re.compile(
    r"\s(?:is|are)\spictured\b|(?:^|\s)[Ii]n\s(?:this|an?)\s(?:(?:undated|file|handout|combination|still|video)\s){0,2}(?:photo(?:graph)?|picture|image"
    r"|frame\sgrab)\b(?!,\s(?:he|she|they|which|who)\b)"
)


def is_caption(sentence: str) -> bool:
    """Whether a sentence is a picture's: it says who is where, or does what, with the full date at its end.

    "Ada Lund speaks at a rally in Tarmouk, August 22, 2026."; by the habits of English news. What happened has a
    verb of the past.
    """
    if ("(" in sentence and _WHERE.search(sentence)) or _IN_THIS_PHOTO.search(sentence):
        return True
    dated = _DATED.search(sentence) if sentence.rstrip("\"”’' .")[-4:].isdigit() else None
    if dated is None or "“" in sentence:
        return False
    before = sentence[: dated.start()]
    if _SHOWS.match(before):
        return re.search(r"\b(?:said|says|was|were|had)\b", before) is None
    if not _ON.search(dated.group()) and _PAST.search(before) is None:
        return True
    return dated.group()[0] == "," and _NO_VERB.match(before) is not None and _FINITE.search(before) is None
