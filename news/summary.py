"""What a summary is: sentences taken whole from documents, each with the spans that it stands in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Document:
    """A text to be summarized; its id comes back in the sources of the sentences taken from it."""

    id: str
    text: str
    above: str = ""  # what its reader has read before: a headline; whom that names needs no introduction
    # The text with the sentences that are blanked out in it, none of which may be chosen: what another one leans on
    # may stand there. "" where none is.
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a sentence stands: code-point offsets into the document's text, end exclusive."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A sentence and where it stands.

    text equals the span of sources[0] to the letter. Further sources have the same words in the same
    order; their letter case, quotation marks and spaces may differ. A generated sentence says in other words
    what its sources say together, and has passed the source check.
    """

    text: str
    sources: tuple[Source, ...]
    generated: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """Sentences in reading order, how they were chosen, and how many words they have together."""

    sentences: tuple[CitedSentence, ...]
    method: str
    words: int


class Summarize(Protocol):
    """What `news.brief` is handed: `models.summarizer.summarize`, or a fake in a test."""

    def __call__(
        self,
        documents: Sequence[Document],
        max_words: int = 100,
        max_sentences: int | None = None,
        *,
        alone: bool = False,
    ) -> Summary:
        """Choose whole sentences of documents, at most max_words and max_sentences together.

        alone: only such as a reader understands without any other sentence.
        """
        ...
