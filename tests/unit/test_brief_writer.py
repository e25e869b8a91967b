"""Briefs in a generator's words: what passes the source check, what is refused, and what stands as it was chosen."""

from collections.abc import Callable
from datetime import date

from models.rewriting import Prompt
from models.summarizer import summarize
from news.brief import Brief, BriefSentence, compose
from news.briefing.format_html import brief_to_html
from news.briefing.formats import brief_to_dict, brief_to_markdown, brief_to_text
from news.briefing.wording import footer_lines
from serving.briefs.brief_writer import BRIEF_S, BriefWriter
from serving.briefs.generator import GeneratorError, Writer
from serving.tally import Tally
from serving.views import Palette
from serving.web.brief_view import brief_page
from tests.fakes import KeywordLabeller
from tests.invented import DAY, THEMES

TRUE = "Rebels seized the ford at Tarmouk."


class Answering:
    """A generator that answers with what a function makes of the prompt."""

    def __init__(self, answer: Callable[[Prompt], str]) -> None:
        self.answer, self.asked = answer, list[Prompt]()

    def __call__(self, prompt: Prompt) -> str:
        self.asked.append(prompt)
        return self.answer(prompt)

    def close(self) -> None:
        """Nothing is held."""


def chosen() -> Brief:
    return compose(date(2024, 10, 28), "UTC", DAY, THEMES, summarize, model="m", taxonomy="t")


def told(brief: Brief) -> list[BriefSentence]:
    return [sentence for theme in brief.themes for story in theme.stories for sentence in story.sentences]


def written(answer: Callable[[Prompt], str], clock: Callable[[], float] = lambda: 0.0) -> tuple[Brief, Answering]:
    generator = Answering(answer)
    return BriefWriter(Writer(generator, Tally(), clock), clock)(chosen()), generator


def test_given_a_true_sentence_when_written_then_it_stands_with_its_sources_and_what_it_leaves_out_stays() -> None:
    brief, generator = written(lambda prompt: f"{TRUE} [1]" if "Tarmouk" in prompt.sources[0] else "")

    before, after = told(chosen()), told(brief)
    assert [sentence.generated for sentence in after].count(True) == brief.footer.generated == 1
    [new] = [sentence for sentence in after if sentence.generated]
    assert new.text == TRUE
    assert new.sources == before[0].sources
    assert {sentence.text for sentence in before[1:]} <= {sentence.text for sentence in after}
    assert brief.footer.words == sum(len(sentence.text.split()) for sentence in after)
    assert all(prompt.max_words == sum(len(text.split()) for text in prompt.sources) for prompt in generator.asked)


def test_given_a_false_sentence_when_written_then_the_source_stands_and_the_refusal_is_counted() -> None:
    brief, _ = written(lambda prompt: "At least 99 soldiers were never killed in Wexford. [1]")

    assert told(brief) == told(chosen())
    assert brief.footer.generated == 0
    assert brief.footer.refused == sum(any(s.sources[0].field == "text" for s in story.sentences)
                                       for theme in chosen().themes for story in theme.stories)  # fmt: skip


def test_given_a_generator_that_fails_when_written_then_the_brief_is_extractive_and_it_is_asked_once() -> None:
    def fail(prompt: Prompt) -> str:
        raise GeneratorError("the generator is down")

    brief, generator = written(fail)

    assert told(brief) == told(chosen())
    assert (brief.footer.generated, brief.footer.refused) == (0, 0)
    assert len(generator.asked) == 1


def test_given_a_generator_that_is_down_when_the_brief_is_shown_then_every_format_says_so() -> None:
    def fail(prompt: Prompt) -> str:
        raise GeneratorError("the generator is down")

    brief, _ = written(fail)
    asked = sum(any(s.sources[0].field == "text" for s in story.sentences)
                for theme in chosen().themes for story in theme.stories)  # fmt: skip
    words = f"was down or too slow and gave no answer for {asked} stories, which stand in the words of the sources."

    assert brief_to_dict(brief)["footer"]["unanswered"] == asked > 1
    for shown in (brief_to_text(brief), brief_to_markdown(brief, str), brief_to_html(brief, str)):
        assert words in " ".join(shown.split())
    assert words in " ".join(brief_page(brief, Palette(KeywordLabeller().taxonomy)).footer)
    assert "unanswered" not in brief_to_dict(chosen())["footer"]
    answering, _ = written(lambda prompt: "")
    assert "down" not in " ".join(footer_lines(answering))


def test_given_an_answer_longer_than_its_sources_when_written_then_the_story_stays() -> None:
    brief, _ = written(lambda prompt: "\n".join(f"{text} [{n}]" for n, text in enumerate(prompt.sources, 1)) * 2)

    assert [sentence.text for sentence in told(brief)] == [sentence.text for sentence in told(chosen())]
    assert brief.footer.words == chosen().footer.words


def test_given_a_slow_generator_when_its_time_is_up_then_the_rest_is_extractive_and_answers_are_remembered() -> None:
    times = [0.0]

    def slow(prompt: Prompt) -> str:
        times[0] += BRIEF_S * 0.7
        return f"{TRUE} [1]"

    generator = Answering(slow)
    write = BriefWriter(Writer(generator, Tally(), lambda: times[0]), lambda: times[0])
    first = write(chosen())
    asked = len(generator.asked)
    write(chosen())

    assert asked == 2
    assert first.footer.generated == 1
    assert len({prompt.data for prompt in generator.asked}) == len(generator.asked)


def test_given_no_generator_when_shown_then_nothing_speaks_of_one() -> None:
    record = brief_to_dict(chosen())

    assert "generated" not in record["footer"]
    assert {
        key for theme in record["themes"] for story in theme["stories"] for s in story["sentences"] for key in s
    } == {
        "text",
        "sources",
    }
