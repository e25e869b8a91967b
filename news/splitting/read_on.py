"""What a publisher hangs on a piece's end to have it read, heard or seen on elsewhere."""

import re

from news.blocks import Block
from news.item import DroppedPiece
from news.splitting.boilerplate import INLINE_LABEL, Reason, asks_on, is_link_label
from news.splitting.pieces import Piece

_NO_TEASER = re.compile(  # what a label asks the reader to do but to read on
    r"\b(?:rsvp|register|sign\s+up|book|appl(?:y|ication)|order|shop|join|donate|give|try|buy|get|claim|tickets?|save"
    r"|reserve|vote|submit|reply|share|subscribe|upgrade|pledge|link|nominate|enter|take\s+the)\b",
    re.IGNORECASE,
)
_TEASER_LABEL = re.compile(
    r"full|more|deeper|listen|continue|keep|rest|complete|entire|whole|download"
    r"|\b(?:read|see|watch|view|hear|explore|meet|discover|find\s+out)\b"
    r"|weiterlesen|\bmehr\b|artikel|\blire\b|savoir\s+plus|\bmás\b|leyendo|\bleggi\b|\blees\b",
    re.IGNORECASE,
)
_SOURCES = re.compile(
    r"\b(?:in|at|(?<!read )on|from)\s*:$", re.IGNORECASE
)  # "Read more in:": whom the piece was taken from
_COLON_LABEL = re.compile(  # "… nine minutes. Read more:", its address behind it
    r"(?<=[.!?…”\"\])])\s+(?P<label>[A-Z][\w'’-]*(?: [\w'’-]+){0,5}):(?:\s+<?https?://\S+)?$"
)
_FILE = re.compile(r"\s*[(\[](?:pdf|docx?|xlsx?|video|audio)\b[^()\[\]]{0,20}[)\]]$", re.IGNORECASE)
_OURS = re.compile(  # "Read our scoop", behind a text; "Read our other letters" is for no piece
    r"(?:Read|See|Watch|Hear)\s+(?:our|my|all)\s+(?!(?:other|past|previous|latest)\b|.*\b(?:letters?|newsletters?|terms|privacy|polic(?:y|ies)|archive|site)\b)"
    r"[\w'’-]+(?:\s[\w'’-]+){0,4}[\s.:→»›>]*"
)
_POINTS = re.compile(r"[→»›➔➜➝➞➤▶►⇒↗]\W*$")
_ELSEWHERE = re.compile(
    r"\b(?:all|our|us|about|archives?|home|back|next|previous|other|events?|jobs?|calendar|agenda|letters?|newsletters?|issues?|site|page|browser"
    r"|online|apps?|shop|account|preferences|survey|poll|quiz|map|podcasts?|team|visit|go|plan|contact|write|send|tell|say|answer|play|check|start)\b",
    re.IGNORECASE,
)
MAX_LABEL = 80  # characters
MAX_ADDRESSED = 300  # with its address


def asks_to_read_on(text: str) -> bool:
    """Whether a link's label says that there is more of the piece."""
    if text.startswith("http") or _SOURCES.search(text):
        return False
    return bool(_TEASER_LABEL.search(text)) and not _NO_TEASER.search(text)


def leads_on(label: Block, title: Block) -> bool:
    """Whether a line is a link with an arrow that leads where a title's link does, or names no other place.

    "Live results →" and "What we know »" do; "All our letters →" does not.
    """
    links, titled = label.links, title.links[:1]
    whole = len(links) == 1 and links[0].start == 0 and links[0].end >= len(label.text) - 2
    if not whole or not _POINTS.search(label.text) or _NO_TEASER.search(label.text):
        return False
    return (bool(titled) and links[0].url == titled[0].url) or not _ELSEWHERE.search(label.text)


def trim_label(piece: Piece, block: Block, dropped: list[DroppedPiece]) -> Block:
    """Take "Read more" off a text's end; the piece then breaks off there."""
    match = INLINE_LABEL.search(block.text, max(0, len(block.text) - MAX_LABEL))
    begin = match.start() if match else _colon_label(block.text) or _linked_label(block)
    if begin == 0:
        return block
    label = block.cut(begin, len(block.text))
    if label.links:
        piece.url, piece.own_url = label.links[0].url, True
    dropped.append(DroppedPiece(label.starts[0], label.end, Reason.LINK_LABEL))
    piece.cut = True
    return block.cut(0, begin)


def _colon_label(text: str) -> int:
    """Where a label begins that ends in a colon, its address behind it or read as a link; 0 where none does."""
    match = _COLON_LABEL.search(text, max(0, len(text) - MAX_ADDRESSED))
    return match.start() if match and asks_on(match["label"]) and asks_to_read_on(f"{match['label']}:") else 0


def _linked_label(block: Block) -> int:
    """Where a link begins that ends a block and reads "Read the brief" or "Full report (PDF)"; 0 where none does."""
    for link in block.links[-1:]:
        label = _FILE.sub("", block.text[link.start : link.end])
        asks = asks_on(label) or _OURS.fullmatch(label) is not None
        labels = is_link_label(label) or (asks and len(block.text) > 2 * len(label))
        if link.end >= len(block.text) - 2 and labels and asks_to_read_on(label):
            return link.start
    return 0
