"""The splitter on issues in the forms that mail programs give them, held to data/floors.toml."""

import tomllib

import pytest

from benchmarks.newsletter_forms import SETS, judge
from tests.golden.test_newsletters_golden import ROOT

FLOORS = tomllib.loads((ROOT / "data" / "floors.toml").read_text(encoding="utf-8"))["newsletter_forms"]
EVERY = 5  # issue of each set: the whole sets are the benchmark's


@pytest.mark.parametrize(
    ("name", "form"), [(name, form) for name, (forms, _) in SETS.items() for form in forms if form != "as it is"]
)
def test_given_issues_in_a_form_of_mail_programs_when_split_then_as_much_is_right_as_of_them_as_they_are(
    name: str, form: str
) -> None:
    forms, find = SETS[name]
    paths = find()[::EVERY]

    plain, changed = judge(paths, forms["as it is"]), judge(paths, forms[form])

    costs = FLOORS["wrapping_costs_at_most"] if form.startswith("wrapped") else FLOORS["costs_at_most"]
    assert plain.gold >= 20
    assert changed.f1 >= plain.f1 - costs, changed.wrong
