"""`sitrep brief` with editions and `sitrep subscriptions`: the same with a server and without."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from serving.cli import main
from tests.postroom import newsroom
from tests.unit.test_cli import ROOT, SAMPLE, WITH_FAKES

pytestmark = pytest.mark.usefixtures("home")
DAY = "2026-11-20"


@pytest.fixture(params=["alone", "served"])
def stored(request: pytest.FixtureRequest, home: Path) -> Iterator[None]:
    """The sample is stored; a server runs on the home, or none does."""
    if request.param == "alone":
        assert main(["ingest", str(SAMPLE), "--date", DAY, "-q"]) == 0
        yield
        return
    words = ["serve", "--port", "0", "--home", str(home), "--sample", str(SAMPLE)]
    with subprocess.Popen(
        [sys.executable, "-c", WITH_FAKES, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Sitrep is ready")
        yield
        process.kill()


@pytest.mark.usefixtures("stored")
def test_given_a_day_when_published_then_it_is_printed_frozen_and_its_half_is_another(capsys) -> None:
    assert main(["brief", "--date", DAY, "--published"]) == 1  # not yet
    assert "sitrep brief --publish" in capsys.readouterr().err

    codes = [main(["brief", "--date", DAY, way, "--format", "json"]) for way in ("--publish", "--published")]
    first, second = (capsys.readouterr().out, "")
    whole = json.JSONDecoder()
    brief, end = whole.raw_decode(first)
    again, _ = whole.raw_decode(first[end:].lstrip())
    codes += [main(["brief", "--date", f"{DAY}-am"]), main(["brief", "--preview", "--format", "calendar"])]
    second = capsys.readouterr().out

    assert codes == [0, 0, 0, 0]
    assert brief == again
    assert brief["edition"] == DAY
    assert "BRIEF OF FRIDAY, 20 NOVEMBER 2026, MORNING (UTC)" in second
    assert "END:VCALENDAR" in second


@pytest.mark.usefixtures("stored")
def test_given_the_command_when_subscribing_then_all_can_be_done_from_there(capsys) -> None:
    words = "--to r@paper.example --name Desk --timezone Europe/Berlin --at 06:30 --quiet-day sun --theme elections"
    assert main(["subscriptions", "add", *words.split()]) == 0
    printed = capsys.readouterr()
    subscription = printed.out.split()[0]
    assert "next 20" in printed.out
    assert "SITREP__SMTP_HOST" in printed.err

    assert main(["subscriptions", "add", "--theme", "sports"]) == 2
    assert capsys.readouterr().err.startswith("sitrep: --theme: no theme 'sports'")

    codes = [main(["subscriptions", action, subscription]) for action in ("preview", "deliveries", "pause", "resume")]
    said = capsys.readouterr().out
    assert main(["subscriptions", "list", "--format", "json"]) == 0
    [listed] = json.loads(capsys.readouterr().out)
    assert main(["subscriptions", "list"]) == 0
    line = capsys.readouterr().out
    words = "--to none --at 05:30 --quiet-day none --theme elections --theme foreign_conflict"
    codes.append(main(["subscriptions", "change", subscription, *words.split()]))
    refused = main(["subscriptions", "change", subscription, "--timezone", "Mars/Base"])
    capsys.readouterr()
    assert main(["subscriptions", "list", "--format", "json"]) == 0
    [changed] = json.loads(capsys.readouterr().out)
    codes.append(main(["subscriptions", "end", subscription]))
    unknown = main(["subscriptions", "preview", subscription])

    assert codes == [0] * 6
    assert refused in (1, 2)
    assert (changed["channel"], changed["send_at"], changed["quiet_days"]) == ("none", "05:30", [])
    assert (changed["themes"], changed["timezone"]) == (["elections", "foreign_conflict"], "Europe/Berlin")
    assert "<!DOCTYPE html>" in said
    assert "paused" in said
    assert (listed["id"], listed["send_at"], listed["themes"]) == (subscription, "06:30", ["elections"])
    assert "06:30 Europe/Berlin  r@paper.example" in line
    assert unknown == 1


def test_given_more_deliveries_than_a_page_holds_when_listed_then_all_are_named(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serving.commands.subscriptions._MANY", 2)
    with newsroom(home) as room:
        subscription = room.order()
        for _ in range(5):
            room.tick(room.clock.forward(days=1))
        kept = [delivery.id for delivery in room.deliveries(subscription)]

    assert main(["subscriptions", "deliveries", subscription.id]) == 0

    assert len(kept) == 5
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == kept


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add", "--to", "Reader <a@b.example>"], "--to: is no mail address"),
        (["add", "--to", "http://127.0.0.1:1/"], "127.0.0.1"),
        (["add", "--timezone", "Mars/Base"], "Mars/Base"),
        (["add", "--theme", "sports"], "sports"),
        (["add", "--at", "7"], "--at: "),
        (["add", "--quiet-day", "2024-02-30"], "--quiet-day: "),
    ],
)
def test_given_a_bad_order_when_added_then_one_line_says_why(words: list[str], said: str, capsys) -> None:
    code = main(["subscriptions", *words])

    printed = capsys.readouterr().err
    assert code == 2
    assert printed.startswith("sitrep: ")
    assert said in printed
    assert printed.count("\n") == 1


def test_given_no_edition_when_asked_for_then_the_call_was_wrong(capsys) -> None:
    assert main(["brief", "--date", "2024-10-28-xm"]) == 2
    assert main(["brief", "--date", "2999-01-01", "--publish"]) == 2
    assert "has not begun" in capsys.readouterr().err
