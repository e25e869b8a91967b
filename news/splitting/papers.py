"""Headings that name the paper whose pieces stand below them, as press reviews have them inside their sections."""

import re
from collections.abc import Sequence

from news.splitting.block_labels import Label
from news.splitting.outlets import MAX_NAME, sounds_like_paper
from news.splitting.outline import Part, is_titlelike, rank
from news.splitting.phrases import is_outlet
from news.splitting.sections import promise_of

_SURELY = re.compile(  # "Market Report", "World Today" and "The Review" may be sections
    r"\b(?:Times|Post|Herald|Courier|Tribune|Journal|Gazette|Ledger|Sentinel|Chronicle|Observer|Register|Examiner|Dispatch|Mail"
    r"|Star|Globe|Record|Telegraph|Guardian|Mirror|Independent|Inquirer|Advocate|Argus|Beacon|Echo|Express|Standard)$",
    re.IGNORECASE,
)
MIN_PAPERS = 3  # headings that sound like different papers
MIN_SECTIONS = 2  # headings right above those


def name_papers(parts: Sequence[Part], labels: dict[int, Label]) -> dict[int, str]:
    """The paper that a heading names, by the id of its part; the headings right above those are made sections.

    None where no other headings hold them: "Capitol Report" and "The Number" are an issue's sections themselves.
    """
    found = {id(part): part.block.text.strip() for part in parts if _may_be_paper(part, labels)}
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


def _is_heading(part: Part) -> bool:
    return is_titlelike(part.block) and rank(part.block) < 8 and not part.block.drop


def _may_be_paper(part: Part, labels: dict[int, Label]) -> bool:
    """Whether a heading sounds like a paper's name, is no title of a piece, and no usual name of a section."""
    name = part.block.text.strip()
    if not _is_heading(part) or len(name.split()) > MAX_NAME or promise_of(name) is not None:
        return False
    named = name.startswith("The ") or _is_paper(name)
    return named and is_outlet(name) and labels.get(id(part), Label.NONE) in (Label.NONE, Label.SECTION)


def _is_paper(name: str) -> bool:
    return sounds_like_paper(name.title() if name.isupper() else name)
