"""Headings that name the paper whose pieces stand below them, as press reviews have them inside their sections."""

import re
from collections.abc import Sequence

from news.splitting.block_labels import Label
from news.splitting.outlets import MAX_NAME, looks_like_paper, sounds_like_paper
from news.splitting.outline import LINKED, Part, is_titlelike, rank
from news.splitting.phrases import is_ended, is_outlet
from news.splitting.sections import promise_of

_SURELY = re.compile(  # "Market Report", "World Today" and "The Review" may be sections
    r"\b(?:Times|Post|Herald|Courier|Tribune|Journal|Gazette|Ledger|Sentinel|Chronicle|Observer|Register|Examiner|Dispatch|Mail"
    r"|Star|Globe|Record|Telegraph|Guardian|Mirror|Independent|Inquirer|Advocate|Argus|Beacon|Echo|Express|Standard)$",
    re.IGNORECASE,
)
_COUNTRY = re.compile(r"\s\([^()]{2,40}\)$")  # "LA GAZETTE D'ORM (Velm)"
MIN_PAPERS = 3  # headings that sound like different papers
MIN_SECTIONS = 2  # headings right above those
MAX_FRONT_TITLE = 20  # words


def name_papers(parts: Sequence[Part], labels: dict[int, Label]) -> dict[int, str]:
    """The paper that a heading names, by the id of its part; the headings right above those are made sections.

    None where no other headings hold them: "Capitol Report" and "The Number" are an issue's sections themselves. But
    front pages are surely such: names in capitals in turn with one line each, which becomes a piece.
    """
    if fronts := _front_pages(parts):
        labels.update((id(parts[at]), Label.NONE) for at in fronts)
        labels.update((id(parts[at + 1]), Label.PIECE) for at in fronts)
        if fronts[0] and _is_heading(above := parts[fronts[0] - 1]):
            labels[id(above)] = Label.SECTION
        return {id(parts[at]): parts[at].block.text.strip() for at in fronts}
    found = {id(part): name for at, part in enumerate(parts) if (name := _paper(part, labels, _heads_text(parts, at)))}
    if len({name for name in found.values() if _SURELY.search(name)}) < MIN_PAPERS:
        return {}
    over = [
        part
        for at, part in enumerate(parts[:-1])
        if _is_heading(part) and id(part) not in found and id(parts[at + 1]) in found
    ]
    if len(over) < MIN_SECTIONS:
        return {}
    labels.update(dict.fromkeys(found, Label.NONE))
    labels.update((id(part), Label.SECTION) for part in over)
    return found


def _front_pages(parts: Sequence[Part]) -> list[int]:
    """Where names in capitals stand in turn with one line each, no blank line within, three of them surely papers'."""
    run: list[int] = []
    for at in range(len(parts) + 1):
        if at < len(parts) and _heads_front(parts, at):
            run.append(at)
        elif run and at > run[-1] + 1:
            if sum(_SURELY.search(parts[at].block.text) is not None for at in run) >= MIN_PAPERS:
                return run
            run = []
    return []


def _heads_front(parts: Sequence[Part], at: int) -> bool:
    name, title = parts[at].block, parts[at + 1].block if at + 1 < len(parts) else None
    if title is None or title.gap or title.level or title.marker or len(title.text.split()) > MAX_FRONT_TITLE:
        return False
    return name.text.isupper() and is_outlet(name.text.strip()) and not (title.text.isupper() or is_ended(title.text))


def _is_heading(part: Part) -> bool:
    return is_titlelike(part.block) and not part.block.drop and (rank(part.block) < LINKED or _is_shouted(part))


def _is_shouted(part: Part) -> bool:
    """Whether a line has a name in capitals beside small words: "The QUAY HERALD", "LE PHARE (Orm)"."""
    return _COUNTRY.sub("", part.block.text).strip().removeprefix("The ").isupper()


def _heads_text(parts: Sequence[Part], at: int) -> bool:
    return at + 1 < len(parts) and not _is_heading(parts[at + 1])


def _paper(part: Part, labels: dict[int, Label], heads_text: bool) -> str | None:
    """The paper that a heading sounds like; no title of a piece, unless in capitals, and no usual name of a section."""
    shouted = _is_shouted(part)
    name = _COUNTRY.sub("", part.block.text.strip())
    name = name.removeprefix("The ") if shouted else name
    if not _is_heading(part) or len(name.split()) > MAX_NAME or promise_of(name) is not None or not is_outlet(name):
        return None
    named = _is_paper(name) or (heads_text if shouted and looks_like_paper(name.title()) else name.startswith("The "))
    allowed = (Label.NONE, Label.SECTION, Label.TITLE) if shouted else (Label.NONE, Label.SECTION)
    return name if named and labels.get(id(part), Label.NONE) in allowed else None


def _is_paper(name: str) -> bool:
    return sounds_like_paper(name.title() if name.isupper() else name)
