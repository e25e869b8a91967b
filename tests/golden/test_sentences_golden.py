"""Nasty sentences of our own writing: a line is a text, a bar stands where one sentence ends and the next begins."""

from pathlib import Path

import pytest

from news.sentences import split_sentences

LINES = (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines()


def test_given_the_corpus_when_counted_then_it_is_large_and_no_line_stands_twice() -> None:
    assert len(set(LINES)) == len(LINES)
    assert sum(len(line.split(" | ")) for line in LINES) >= 300


@pytest.mark.parametrize("line", LINES)
def test_given_a_nasty_text_when_splitting_then_it_parts_at_the_bars(line: str) -> None:
    text = line.replace(" | ", " ")

    found = [text[span.start : span.end] for span in split_sentences(text)]

    assert found == line.split(" | ")
