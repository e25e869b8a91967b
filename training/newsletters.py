"""Teach the block labeller: `python -m training.newsletters` fits it and writes its weights.

It learns from newsletters with gold beside them. In `data/newsletters/labelled` and `later` each issue is of a
publisher that the rules of `news.splitting` were not written for, so that what they propose there is as good or bad as
on any new publisher's; those in `tests/golden/newsletters` they were written against, and are learned without
their proposals.
"""

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from news import newsletter
from news.blocks import Block
from news.item import Issue
from news.mail import read_mail, read_quoted_headers
from news.splitting.assemble import assemble
from news.splitting.block_labels import LABELS, WEIGHTS, BlockLabeller, Label
from news.splitting.redraft import observe, sequence_of
from news.splitting.structure import outline
from training.align import label_blocks
from training.chain import Chain
from training.readings import Labelled, fit_whole

_ROOT = Path(__file__).resolve().parents[1]
LABELLED = _ROOT / "data" / "newsletters" / "labelled"
LATER = _ROOT / "data" / "newsletters" / "later"
JUDGED = _ROOT / "data" / "newsletters" / "judged"
GOLDEN = _ROOT / "tests" / "golden" / "newsletters"
_FIRST_SETS = tuple("cdefhijk")  # besides the issues whose names begin with no set's
_NUMBERED = (  # parts of sets that one hand each wrote
    *(("g01", "g18"), ("g21", "g38"), ("w01", "w24"), ("w31", "w54")),
    *(("y01", "y18"), ("y19", "y39"), ("z83", "z90"), ("z91", "z98")),
)
_SET = re.compile(r"(z\d\d|[a-y]{1,2}(?=\d\d))_?")
_MEDIA_TYPES = {".txt": "text/plain", ".md": "text/markdown", ".html": "text/html", ".eml": "message/rfc822"}


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled issue."""

    path: Path
    gold: dict[str, Any]
    labelled: Labelled


def main() -> None:
    """Fit on all labelled issues and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="where the weights go")
    out: Path = parser.parse_args().out
    examples = read_examples()
    labeller = fit_examples(examples)
    write_labeller(labeller, out)
    print(f"{out}: {len(labeller.features)} features from {len({example.path for example in examples})} issues")


def fit_examples(examples: Sequence[Example]) -> BlockLabeller:
    """The labeller that these issues teach."""
    return fit_whole([example.labelled for example in examples])


def read_examples() -> list[Example]:
    """All labelled issues, in the order of their names; every third once more as it is pasted, without its footer."""
    paths = [path for folder in (LABELLED, LATER, JUDGED) for path in issues_in(folder)]
    whole = [read_example(path, proposals=True) for path in paths]
    pasted = [read_example(path, proposals=True, footer=False) for path in paths[::3]]
    return whole + pasted + [read_example(path, proposals=False) for path in issues_in(GOLDEN)]


def issues_in(folder: Path) -> Iterator[Path]:
    """The issues of a folder that have gold beside them, by name."""
    for path in sorted(folder.iterdir()):
        if path.suffix in _MEDIA_TYPES and path.with_name(f"{path.stem}.gold.json").exists():
            yield path


def read_example(path: Path, *, proposals: bool, footer: bool = True) -> Example:
    """Read an issue as the splitter does and label its blocks by its gold; without a footer it ends with its news."""
    gold = json.loads(path.with_name(f"{path.stem}.gold.json").read_text(encoding="utf-8"))
    blocks, kind, source, subject = _read_blocks(path.read_bytes(), _MEDIA_TYPES[path.suffix])
    found = label_blocks(blocks, gold["items"])
    labels = dict(zip(map(id, blocks), found, strict=True))
    if not footer:
        blocks = blocks[: max((at + 1 for at, label in enumerate(found) if label is not Label.NONE), default=0)]
    parts = outline(blocks, plain=kind == "text/plain", source=source)
    sequence = sequence_of(parts, assemble(parts), kind, subject)
    seen = tuple(observe(sequence, proposals=proposals))
    chain = Chain(seen, tuple(labels[id(part.block)] for part in sequence.parts), hand_of(path))
    return Example(path, gold, Labelled(chain, sequence.shapes, chosen=proposals and footer))


def hand_of(path: Path) -> str:
    """Who wrote an issue, as its name tells: sets were written by one hand each, the first ones all by one."""
    if path.parent == GOLDEN:
        return "golden"
    if path.parent == JUDGED:
        for first, last in _NUMBERED:
            if first <= path.name[:3] <= last:
                return f"judged {first}"
    found = _SET.match(path.name)
    return found[1] if found and found[1] not in _FIRST_SETS and not "z01" <= found[1] <= "z37" else "first"


def _read_blocks(raw: bytes, kind: str) -> tuple[list[Block], str, str | None, str | None]:
    """The blocks of an issue, or of a mail's HTML part or only part; how they were read; who sent them, as what."""
    mail = None
    if kind == "message/rfc822":
        mail = read_mail(raw)
        body = max(mail.bodies, key=lambda body: body.media_type == "text/html")
        raw, kind, charset = body.data, body.media_type, body.charset
    else:
        charset = None
    blocks, kind = newsletter.read_blocks(newsletter.decode(raw, charset, html=kind == "text/html"), kind)
    inner = read_quoted_headers([block.text for block in blocks[: newsletter.MAX_HEADER_BLOCKS]])
    headers = [found for found in (inner, mail) if found is not None]
    source = next((found.source for found in headers if found.source), None)
    return blocks, kind, source, next((found.subject for found in headers if found.subject), None)


def split_with(example: Example, labeller: BlockLabeller) -> Issue:
    """Split an example's issue with another labeller than the released one."""
    day = example.gold.get("issued_on")
    return newsletter.split(
        example.path.read_bytes(),
        _MEDIA_TYPES[example.path.suffix],
        issued_on=date.fromisoformat(day) if day else None,
        source=None,
        labeller=labeller,
    )


def write_labeller(labeller: BlockLabeller, path: Path) -> None:
    """Write weights as whole numbers, a hundred to one, a feature a line."""
    rows = ",\n".join(
        f"  {json.dumps(name)}: {json.dumps(_hundreds(row), separators=(',', ':'))}"
        for name, row in sorted(labeller.features.items())
    )
    head = json.dumps(
        {
            "labels": [str(label) for label in LABELS],
            "start": _hundreds(labeller.start),
            "choice": {name: round(weight * 100) for name, weight in sorted(labeller.choice.items())},
            "transitions": [[_hundreds(row) for row in matrix] for matrix in labeller.transitions],
        }
    )
    path.write_text(f'{head[:-1]}, "features": {{\n{rows}\n}}}}\n', encoding="utf-8")


def _hundreds(row: Sequence[float]) -> list[int]:
    return [round(weight * 100) for weight in row]


if __name__ == "__main__":
    main()
