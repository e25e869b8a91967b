import pytest

from benchmarks.source_check import SHARED, by_code, copied, own_pairs, shared_pairs
from models.source_check import check
from news.sentences import split_sentences

SOURCE = (
    "Governor Ellen Marlow beat Senator Paul Quint by four points on Tuesday. "
    "Quint did not concede, and the United States attorney opened an inquiry into 1,200 ballots in Dayton."
)


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Governor Ellen Marlow beat Senator Paul Quint by nine points on Tuesday.", "number"),
        ("Senator Paul Quint beat Governor Ellen Marlow by four points on Tuesday.", "name"),
        ("Governor Ellen Quint won by four points on Tuesday.", "name"),
        ("Governor Ellen Marlow beat Senator Paul Quint by four points on Friday.", "date"),
        ("Quint did concede.", "negation"),
        ("Governor Ellen Marlow did not beat Senator Paul Quint.", "negation"),
        ("Quint said: “I never lost.”", "quote"),
        ("Halvorsen did not concede.", "name"),
        ("An aide to the losing side wept and went home early.", "words"),
    ],
)
def test_given_a_sentence_that_its_source_does_not_bear_when_checked_then_it_says_why(sentence: str, kind: str) -> None:
    assert kind in {fault.kind for fault in check(sentence, SOURCE)}


@pytest.mark.parametrize(
    "sentence",
    [
        "Governor Ellen Marlow beat Senator Paul Quint by four points on Tuesday.",
        "Gov. Marlow beat Sen. Quint by 4 points.",
        "Paul Quint was beaten by Ellen Marlow.",
        "Quint refused to concede.",
        "The U.S. attorney opened an inquiry into 1,200 ballots.",
        "Marlow beat Quint by four points, but he did not concede.",
    ],
)
def test_given_a_sentence_in_other_words_when_checked_then_it_passes(sentence: str) -> None:
    assert check(sentence, SOURCE) == ()


def test_given_our_own_pairs_when_checked_then_the_gate_catches_and_lets_pass_what_it_should() -> None:
    pairs = list(own_pairs())
    made = by_code([*pairs, *copied(pairs)], seed=3)

    faithful = [not check(pair.sentence, pair.source) for pair in dict.fromkeys(made) if pair.made == "faithful"]
    by_hand = [not check(pair.sentence, pair.source) for pair in pairs if pair.made == "by hand"]
    changed = [not check(pair.sentence, pair.source) for pair in dict.fromkeys(made) if pair.made != "faithful"]

    assert min(len(faithful), len(by_hand), len(changed)) >= 200
    assert sum(faithful) >= 0.97 * len(faithful)
    assert sum(by_hand) <= 0.03 * len(by_hand)
    assert sum(changed) <= 0.05 * len(changed)


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
def test_given_shared_items_when_changed_by_code_then_nearly_all_of_it_is_caught() -> None:
    pairs = by_code(list(shared_pairs(12)), seed=3)
    verdicts = [(pair.made, not check(pair.sentence, pair.source)) for pair in pairs]

    true = [passed for made, passed in verdicts if made in ("faithful", "person's clause")]
    false = [passed for made, passed in verdicts if made not in ("faithful", "person's clause")]

    assert sum(true) >= 0.95 * len(true)
    assert sum(false) <= 0.05 * len(false)


@pytest.mark.parametrize("text", ["", "...", "’’", "A", "not", "$", "“”", "1 2 3", "No. No. No.", "\ud800 \x00 ’s"])
def test_given_anything_when_checked_then_its_copy_passes_and_news_that_it_does_not_tell_is_refused(text: str) -> None:
    assert check(text, text) == ()
    assert {"name", "number"} <= {fault.kind for fault in check(SOURCE, text)}


def test_given_a_sources_own_sentences_when_checked_against_it_then_they_pass() -> None:
    sources = {pair.source for name in ("source_check_pairs.txt", "source_check_roles.txt") for pair in own_pairs(name)}
    copies = [(text[at.start : at.end], text) for text in sorted(sources) for at in split_sentences(text)]

    assert len(copies) > 150
    assert [copy for copy, text in copies if check(copy, text)] == []


ROLES = (
    "Police fired on strikers in Odrin on Monday, and Minister Vela Kos was dismissed by President Tomas Arel. "
    "Dana Reva said that turnout was 58 percent, down from 64 percent. The court convicted Wade Colburn. "
    "Divers found 38 crates of rifles, of which 17 of 20 were loaded. Kesh's parliament must ratify the treaty. "
    "The 22 sailors were unharmed. The army denied that the base had been warned. People fled from Basal to Merin."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Strikers fired on police in Odrin on Monday.",
        "Minister Vela Kos dismissed President Tomas Arel.",
        "Wade Colburn said that turnout was 58 percent.",
        "Turnout rose from 58 to 64 percent.",
        "The court acquitted Wade Colburn.",
        "Divers found 38 rifles.",
        "Of the crates 20 of 17 were loaded.",
        "Basal's parliament must ratify the treaty.",
        "The 22 sailors were harmed.",
        "The base had been warned.",
        "People fled from Merin to Basal.",
    ],
)
def test_given_the_sources_words_put_together_otherwise_when_checked_then_they_are_refused(sentence: str) -> None:
    assert check(sentence, ROLES)


@pytest.mark.parametrize(
    "sentence",
    [
        "Police shot at strikers in Odrin.",
        "President Arel dismissed Vela Kos.",
        "Turnout fell from 64 to 58 percent, Dana Reva said.",
        "Colburn was found guilty by the court.",
        "Divers found rifles in 38 crates.",
        "The treaty needs the vote of Kesh's parliament.",
        "None of the 22 sailors was harmed.",
        "The army said that the base had not been warned.",
        "From Basal people fled to Merin.",
    ],
)
def test_given_what_was_done_in_other_words_when_checked_then_it_passes(sentence: str) -> None:
    assert check(sentence, ROLES) == ()


def test_given_pairs_written_against_the_gate_when_checked_then_it_holds_what_it_reached() -> None:
    pairs = list(own_pairs("source_check_roles.txt"))

    faithful = [not check(pair.sentence, pair.source) for pair in pairs if pair.made == "faithful"]
    corrupted = [not check(pair.sentence, pair.source) for pair in pairs if pair.made == "by hand"]

    assert (len(faithful), len(corrupted)) == (74, 144)
    assert sum(faithful) >= 68
    assert sum(corrupted) <= 16
