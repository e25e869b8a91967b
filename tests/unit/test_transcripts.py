"""Interviews, hearings and debates: who speaks stands in a turn's label, so none of its sentences is told alone."""

import pytest

from models.summarizer import summarize
from models.transcripts import is_spoken, turns_of
from news.sentences import Span
from news.summary import Document

INTRODUCTION = "General Ada Lund mediated in Tarmouk for four years. "
INTERVIEW = (
    "HOST: Was the fall of Tarmouk a surprise?\n\nADA LUND: The Front lost its depot in May.\n\n"
    "HOST: Why?\n\nLUND: It burned."
)


@pytest.mark.parametrize(
    "text",
    [
        INTERVIEW,
        INTERVIEW.replace("\n\n", " "),  # a page that lost its lines
        INTERVIEW.replace("LUND", "LÚND"),
        "JON DOE, HOST: What now?\nADA LUND, BYLINE: Voters wait.\nDOE: For what?\nLUND: For the count.",
        "Ms. DOE. When did Tarmouk learn of it?\nSecretary LUND. In May.\nMs. DOE. And the clerks?",
        "[00:00:04] Ada: Rebels took the ford.\n[00:00:09] Jon: All of it?\n[00:01:10] Ada: Nearly.",
        "Ada Lund (Labour): Will he give way?\nMr Speaker: Order.\nAda Lund: He will not.",
        "Q: When is the vote?\nA: Voters go to the polls on Friday.\nQ: Where?\nA: In Tarmouk.",
    ],
)
def test_given_people_who_speak_by_turns_when_looked_for_then_every_turn_is_found(text: str) -> None:
    turns = turns_of(INTRODUCTION + "\n" + text)

    assert len(turns) >= 3
    assert turns[0].start == len(INTRODUCTION) + 1
    assert turns[-1].end == len(INTRODUCTION) + 1 + len(text)
    assert not is_spoken(turns, Span(0, len(INTRODUCTION)))
    assert all(is_spoken(turns, turn) for turn in turns)


@pytest.mark.parametrize(
    "text",
    [
        "Where: Tarmouk town hall.\nWhen: Friday at noon.\nWho: Governor Marlow.",
        "PORT LORNE: Voting was put off.\n\nRELATED: Who stands?\n\nRELATED: Ferries stay in harbour.",
        "Marlow said one thing: Tarmouk will be rebuilt. Quint said another: It will not.",
        "DRIVING THE NEWS: Rebels took the ford.\n\nTHE DETAILS: They came at dawn.\n\nWHAT'S NEXT: Talks.",
    ],
)
def test_given_labels_that_no_speaker_bears_when_looked_for_then_nobody_speaks_by_turns(text: str) -> None:
    assert not turns_of(text)


def test_given_an_interview_when_told_sentence_by_sentence_then_only_what_its_outlet_says_is() -> None:
    document = Document("interview", f"{INTRODUCTION}\n\n{INTERVIEW}")

    told = summarize([document], 100, 3, alone=True)

    assert [sentence.text for sentence in told.sentences] == [INTRODUCTION.strip()]
