"""What a letter's writer says in person: answers to questions of readers, and a few lines between greeting and name.

Each question begins a piece, and its answer goes on with it. So does each letter to the editor, up to who wrote it.
"""

import re
from collections.abc import Mapping, Sequence

from news.blocks import Block
from news.splitting.block_labels import Label
from news.splitting.outline import PLAIN, Part, is_titlelike, rank
from news.splitting.phrases import is_ended
from news.splitting.sections import holds_views, plain_name, promise_of

_WHO = re.compile(r"(?P<who>[A-Z“\"][^:?!]{1,80}?)(?P<asks>,?\s+(?:asks?|writes?|wonders?))?:\s+\S")
_SIGNED = re.compile(r"Q(?:uestion)?\s?[.:]\s.*[?!.”\"]\s*[—–-]\s*(?P<who>\S.{1,60})$")
_GREETING = re.compile(r"(?:dear|hello|hi|hey|friends|greetings|good\s+\w+)\b.{0,40},?", re.IGNORECASE)
_NAME = re.compile(r"[—–-]{1,2}\s?[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){0,3}")
_OF_THE_LETTER = re.compile(
    r"\b(?:newsletter|edition|issues?|inbox|subscri\w+|messages?|mails?|bag|letters?|below|welcome|thanks|thank|readers?|enclosed|attached)\b",
    re.IGNORECASE,
)
_INTERVIEW = re.compile(
    r"(?:(?:the|our|an?)\s+)?(?:\w+\s+)?(?:interview|q\s?(?:&|and|\+)\s?a)(?:\s+(?:with|of)\b.*)?|in\s+conversation"
    r"|(?:\d{1,2}|three|four|five|six|seven|ten)\s+questions(?:\s+(?:for|to|with)\b.*)?|das\s+gespräch|l['’](?:entretien|interview)|(?:la\s+)?entrevista"
    r"|l['’]intervista",
    re.IGNORECASE,
)
MIN_ANSWERED = 2
_TO_EDITOR = re.compile(
    r"(?:(?:Dear\s+)?(?:Sirs?|Madam|Sir\s+or\s+Madam)|SIRS?|MADAM|To\s+the\s+[Ee]ditor)\s?[,.:—–-]+\s+[A-Z]\S*\s(?:\S+\s){6}"
)
MAX_SIGNATURE = 10  # words
MAX_SIGNED = 2  # lines of one
MAX_HEADING = 12  # words of a letter's title
MAX_LETTER = 4  # paragraphs
MIN_LETTER = 20  # words
MAX_TOP = 20  # parts among which a letter is greeted
MIN_QUESTIONS = 3
MAX_QUESTION = 1_500  # characters


def questions_of(parts: Sequence[Part]) -> list[int]:
    """The parts that are questions by different readers; none where one person asks them all, as in an interview."""
    manners: dict[str, dict[int, str]] = {}
    for at, part in enumerate(parts):
        if (asked := _asked(part)) is not None:
            manners.setdefault(asked[0], {})[at] = asked[1]
    return next((list(found) for found in manners.values() if _is_mailbag(parts, found)), [])


def _is_mailbag(parts: Sequence[Part], found: Mapping[int, str]) -> bool:
    """Whether several people ask, and are answered."""
    asked = sum("?" in parts[at].block.text for at in found)
    answered = sum(at + 1 < len(parts) and at + 1 not in found for at in found)
    several = min(len(set(found.values())), answered)
    return len(found) >= MIN_QUESTIONS and asked * 2 >= len(found) and several * 5 >= len(found) * 4


def _asked(part: Part) -> tuple[str, str] | None:
    """How a part is set as a question of a mailbag, and who asks it: signed, "Ana in Orm asks: …", the name in bold."""
    text = part.block.text
    if part.block.marker or part.block.level or len(text) > MAX_QUESTION:
        return None
    if signed := _SIGNED.match(text):
        return "signed", signed["who"]
    match = _WHO.match(text)
    if match is None:
        return None
    bold = any(begin <= 1 and end >= match.end("who") for begin, end in part.block.bold)
    return ("asks", match["who"]) if match["asks"] else ("bold", match["who"]) if bold else None


def interview_in(parts: Sequence[Part]) -> set[int]:
    """The parts below an interview's first, in a section that is named so: questions in bold, and their answers."""
    found: set[int] = set()
    for at, part in enumerate(parts):
        if not (is_titlelike(part.block) and _INTERVIEW.fullmatch(plain_name(part.block.text))):
            continue
        title = parts[at + 1].block if at + 1 < len(parts) else part.block
        own = rank(title) if title.level and not _is_asked_in_bold(title) else 0
        least, end = max(rank(part.block), own), at + 2  # a section's name may be set more weakly than what it holds
        while end < len(parts) and not (is_titlelike(parts[end].block) and _ends_interview(parts[end].block, least)):
            end += 1
        asked = [below for below in range(at + 2, end) if _is_asked_in_bold(parts[below].block)]
        if len(asked) >= MIN_ANSWERED:
            found.update(range(at + 2, end))
    return found


def _ends_interview(block: Block, least: int) -> bool:
    return rank(block) <= least and not _is_asked_in_bold(block)


def _is_asked_in_bold(block: Block) -> bool:
    end = next((end for begin, end in block.bold if begin <= 1), 0)
    return block.text[:end].rstrip().endswith("?")


def goes_on(part: Part) -> bool:
    """Whether a part below a question may be of its answer: no heading."""
    return part.cue is None and not (is_titlelike(part.block) and rank(part.block) < PLAIN)


def letter_of(parts: Sequence[Part]) -> set[int]:
    """The paragraphs between a greeting and a name that speak of the world, and not of the letter and its readers."""
    for at, part in enumerate(parts[:MAX_TOP]):
        if not _GREETING.fullmatch(part.block.text):
            continue
        below = range(at + 1, min(len(parts), at + MAX_LETTER + 2))
        end = next((end for end in below if _NAME.fullmatch(parts[end].block.text)), at)
        texts = [parts[place].block.text for place in range(at + 1, end)]
        told = sum(len(text.split()) for text in texts) >= MIN_LETTER
        if told and not any(map(_OF_THE_LETTER.search, texts)):
            return set(range(at + 1, end))
    return set()


def letters_to_editor(parts: Sequence[Part]) -> dict[int, Label]:
    """The labels of letters that open "Sir, …": the title above each, its paragraphs, and below them who signed it.

    Where the first has no title of its own, what stands between two letters is who signed the one above.
    """
    opened = [at for at, part in enumerate(parts) if part.cue is None and _TO_EDITOR.match(part.block.text)]
    all_titled = bool(opened) and opened[0] > 0 and _heads_letter(parts[opened[0] - 1])
    page = opened[:1] if not all_titled and opened and _names_page(parts[opened[0] - 1]) else []
    found = {at - 1: Label.SECTION for at in page}
    for at in opened:
        titled = all_titled and at - 1 not in found and _heads_letter(parts[at - 1])
        found.update({at - 1: Label.TITLE, at: Label.STORY} if titled else {at: Label.PIECE})
        end = at + 1
        while titled and end < len(parts) and end not in opened and _is_told(parts[end]):
            found[end] = Label.STORY
            end += 1
        for line in range(end, min(end + MAX_SIGNED, len(parts))):
            if line in opened or (all_titled and line + 1 in opened) or not _signs(parts[line]):
                break
            found[line] = Label.NONE
    return found


def _heads_letter(part: Part) -> bool:
    """Whether a heading is a letter's own, and not the name of the page that the letters stand on."""
    title = part.cue is None and is_titlelike(part.block) and len(part.block.text.split()) <= MAX_HEADING
    return title and not _names_page(part)


def _names_page(part: Part) -> bool:
    text = part.block.text
    return is_titlelike(part.block) and (promise_of(text) is not None or holds_views(text))


def _is_told(part: Part) -> bool:
    text = part.block.text
    return part.cue is None and not (part.block.level or part.block.marker) and is_ended(text)


def _signs(part: Part) -> bool:
    block = part.block
    return rank(block) >= PLAIN and not is_ended(block.text) and len(block.text.split()) <= MAX_SIGNATURE
