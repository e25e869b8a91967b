from pathlib import Path

from models.classifier import load_classifier
from models.labels import NewsText
from tests.tiny import make_artifact


def test_given_more_text_than_is_read_when_asked_for_evidence_then_none_lies_beyond_what_was_read(
    tmp_path: Path,
) -> None:
    read = "Troops on the border. Missiles and troops. "
    unread = "The harbour opens on monday. " * 1000 + "Troops, strikes, border, missiles, ceasefire."
    classifier = load_classifier(make_artifact(tmp_path))

    [short] = classifier.label([NewsText("", read)], evidence=True)
    [labels] = classifier.label([NewsText("The market", read + unread)], evidence=True)

    assert labels.truncated
    assert not short.truncated
    [wanted] = [theme for theme in labels.themes if theme.id == "foreign_conflict"]
    assert wanted.evidence
    assert {span.text for span in wanted.evidence} <= {"Troops on the border.", "Missiles and troops."}
    assert {span.text for span in short.themes[0].evidence or ()} <= {"Troops on the border.", "Missiles and troops."}
