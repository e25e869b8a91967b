"""A brief in a generator's words, where one is set up: story by story, each sentence held against its sources."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from models.rewriting import Rewritten, prompt_for
from news.brief import Brief, BriefSentence, BriefStory, Citation
from news.prose import words_in
from news.summary import CitedSentence, Source, Summary
from serving.briefs.generator import Writer, open_generator
from serving.pipeline import Sitrep
from serving.settings import Settings

BRIEF_S = 60.0  # for one brief; stories that it does not reach are told in their sources' sentences
REMEMBERED = 2000  # answers; a live brief is written afresh at every look, mostly of the same sentences


class BriefWriter:
    """Puts briefs into a generator's words; may be asked from several threads."""

    def __init__(self, writer: Writer, clock: Callable[[], float] = time.monotonic) -> None:
        """clock gives seconds that only grow."""
        self._writer, self._clock = writer, clock
        self._answers: OrderedDict[Summary, Rewritten] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, brief: Brief) -> Brief:
        """The brief with every sentence that passes the source check in other words; what was refused stands as it was.

        The footer counts both, and the stories for which no answer came. Headlines stay, and so does a story that
        would be longer.
        """
        until = self._clock() + BRIEF_S
        generated = refused = unanswered = words = 0
        themes = []
        for theme in brief.themes:
            stories = []
            for story in theme.stories:
                answered, written, failed = self._story(story, until)
                stories.append(written)
                generated += sum(sentence.generated for sentence in written.sentences)
                refused += failed
                unanswered += not answered
                words += words_in(written.sentences)
            themes.append(replace(theme, stories=tuple(stories)))
        footer = replace(brief.footer, words=words, generated=generated, refused=refused, unanswered=unanswered)
        return replace(brief, themes=tuple(themes), footer=footer)

    def _story(self, story: BriefStory, until: float) -> tuple[bool, BriefStory, int]:
        """Whether there is an answer where one is needed, the story in other words, and how many the check refused."""
        whole = [sentence for sentence in story.sentences if sentence.sources[0].field == "text"]
        if not whole:
            return True, story, 0
        summary = _summary(whole)
        rewritten = self._rewritten(summary, until)
        if rewritten is None:
            return False, story, 0
        told = rewritten.summary.sentences
        cited = {source for sentence in told for source in sentence.sources}
        left = [sentence for sentence in summary.sentences if cited.isdisjoint(sentence.sources)]
        found = sorted([*told, *left], key=lambda sentence: _row(sentence, summary))
        if words_in(found) > summary.words:
            return True, story, rewritten.replaced
        headlines = [sentence for sentence in story.sentences if sentence not in whole]
        return True, replace(story, sentences=(*headlines, *map(_sentence, found))), rewritten.replaced

    def _rewritten(self, summary: Summary, until: float) -> Rewritten | None:
        with self._lock:
            known = self._answers.get(summary)
        if known is not None or self._clock() > until:
            return known
        rewritten = self._writer.write(prompt_for(summary, summary.words), summary)
        if rewritten is not None:
            with self._lock:
                self._answers[summary] = rewritten
                while len(self._answers) > REMEMBERED:
                    self._answers.popitem(last=False)
        return rewritten


def open_writer(sitrep: Sitrep, settings: Settings) -> Writer | None:
    """The generator that the settings name, from now on also the application's for its briefs; None without one.

    Raises SettingsError and EgressRefusedError.
    """
    generator = open_generator(settings)
    if generator is None:
        return None
    writer = Writer(generator, sitrep.tally)
    sitrep.in_words = BriefWriter(writer)
    return writer


def _summary(sentences: list[BriefSentence]) -> Summary:
    """The sentences of a story; a source's document is its field and item."""
    cited = tuple(
        CitedSentence(sentence.text, tuple(Source(f"{s.field} {s.item}", s.start, s.end) for s in sentence.sources))
        for sentence in sentences
    )
    return Summary(cited, "brief", words_in(sentences))


def _sentence(sentence: CitedSentence) -> BriefSentence:
    return BriefSentence(sentence.text, tuple(map(_citation, sentence.sources)), sentence.generated)


def _citation(source: Source) -> Citation:
    field, item = source.document.split(" ", 1)
    return Citation(item, field, source.start, source.end)


def _row(sentence: CitedSentence, summary: Summary) -> int:
    """The place of the first of a summary's sentences that a sentence tells."""
    rows = (row for row, other in enumerate(summary.sentences) if not set(sentence.sources).isdisjoint(other.sources))
    return next(rows, len(summary.sentences))
