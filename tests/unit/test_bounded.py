"""Bombs end in time with a reason, in a child that takes nobody with it."""

import os
import signal
import tempfile
import time
from datetime import date
from pathlib import Path
from threading import BoundedSemaphore

import pytest

from news import bounded
from news.bounded import Limits, ask_child, parsers_at_once
from news.errors import InvalidNewsletterError, NoParserError, ParserKilledError, ParserLimitError, SitrepError
from news.newsletter import split
from news.newsletter_bounded import split_bounded

LIMITS = Limits(cpu_s=8, wall_s=10.0)
WORDS = b"Title of a story\nThe story has one sentence that tells it.\n"


def nested_mail(depth: int) -> bytes:
    opening = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level) for level in range(depth)
    )
    return b"From: a@b.example\n" + opening + b"Content-Type: text/plain\n\n" + WORDS


HARMLESS_OR_REFUSED = {
    "encoded words": ("message/rfc822", b"Subject: " + b"=?utf-8?q?=41?= " * 18_000 + b"\n\n" + WORDS),
    "nested parts": ("message/rfc822", nested_mail(3_000)),
    "many parts": ("message/rfc822", b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 20_000),
    "open tags": ("text/html", b"<div><b>x" * 20_000),
    "open quotes": ("text/html", b"<a href=\"'x" * 60_000),
    "open comments": ("text/html", b"<!--" * 100_000),
    "attributes": ("text/html", b"<p " + b"a=b " * 100_000 + b">words</p>"),
    "entities": ("text/html", b"&amp;" * 50_000),
    "open brackets": ("text/markdown", b"[a](" * 50_000),
    "bold marks": ("text/markdown", b"**_" * 50_000),
    "spaces": ("text/plain", b"a" + b" " * 1_000_000 + b"b"),
    "rules": ("text/plain", b"=" * 500_000 + b"x\n"),
    "bullets": ("text/plain", b"* a\n" * 25_000),
    "surrogates": ("text/plain", b"words \xed\xa0\x80 words"),
}


@pytest.mark.parametrize("name", HARMLESS_OR_REFUSED)
def test_given_a_bomb_when_split_in_a_child_then_it_ends_in_time_with_items_or_a_reason(name: str) -> None:
    media_type, data = HARMLESS_OR_REFUSED[name]
    begun = time.monotonic()

    try:
        outcome = split_bounded(data, media_type, issued_on=None, source=None, limits=LIMITS).text
    except (InvalidNewsletterError, ParserLimitError) as error:
        outcome = str(error)

    assert len(outcome) > 10
    assert time.monotonic() - begun < LIMITS.wall_s + 2


def test_given_an_ordinary_issue_when_split_in_a_child_then_the_answer_is_that_of_split() -> None:
    arguments = {"issued_on": date(2026, 11, 20), "source": "Pier"}

    assert split_bounded(WORDS, "text/plain", **arguments) == split(WORDS, "text/plain", **arguments)


@pytest.mark.parametrize(
    ("data", "media_type", "words"),
    [
        (b"", "text/plain", "empty"),
        (b" \n\t ", "text/html", "empty"),
        (b"\x89PNG\x00\x01", "text/plain", "binary"),
        (b"words", "application/pdf", "application/pdf"),
        (b"x" * 3_000_000, "text/plain", "3000000 bytes"),
    ],
)
def test_given_what_is_no_newsletter_when_split_in_a_child_then_the_error_says_why(
    data: bytes, media_type: str, words: str
) -> None:
    with pytest.raises(InvalidNewsletterError, match=words):
        split_bounded(data, media_type, issued_on=None, source=None)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(wall_s=0.05, cpu_s=0), "longer than 0.05 s"),
        (Limits(output_bytes=100), "100 bytes of output"),
        (Limits(memory_bytes=64 << 20), "memory|died"),
    ],
)
def test_given_tight_limits_when_a_child_passes_one_then_a_parser_limit_error_names_it(
    limits: Limits, words: str
) -> None:
    with pytest.raises(ParserLimitError, match=words):
        split_bounded(b"word " * 200_000, "text/plain", issued_on=None, source=None, limits=limits)


def test_given_a_child_when_it_looks_round_then_it_holds_nothing_of_its_parent_and_is_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITREP__SMTP_PASSWORD", "s3cret")
    with (tmp_path / "open").open("w"):
        told = ask_child("tests.told_child", {"write": "", "say": ""}, b"", LIMITS, InvalidNewsletterError)

    assert set(told["environment"]) <= {"PATH", "PYTHONUTF8", "PYTHONDONTWRITEBYTECODE", "LC_CTYPE"}
    assert told["descriptors"] == [0, 1, 2]
    assert told["limits"] == {
        "RLIMIT_AS": LIMITS.memory_bytes,
        "RLIMIT_CPU": LIMITS.cpu_s + 1,
        "RLIMIT_CORE": 0,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_NPROC": 0,
    }
    assert told["nice"] >= os.nice(0) + 10 or told["nice"] == 19
    assert told["first to end without memory"] in ("1000", None)
    assert told["session"] == os.getsid(0)  # in one of its own it would be as nice as the server
    assert told["group"]


def test_given_a_child_that_writes_a_file_when_asked_then_it_is_stopped(tmp_path: Path) -> None:
    asked = {"write": str(tmp_path / "file"), "say": ""}

    with pytest.raises(ParserLimitError, match="died"):
        ask_child("tests.told_child", asked, b"words", LIMITS, InvalidNewsletterError)

    assert (tmp_path / "file").read_bytes() == b""


@pytest.mark.parametrize(
    ("sign", "error", "words"),
    [
        (signal.SIGKILL, ParserKilledError, "killed from outside, .*; try again"),
        (signal.SIGTERM, ParserKilledError, "killed from outside"),
        (signal.SIGXCPU, ParserLimitError, r"more than \d+ s of processor time$"),
    ],
)
def test_given_a_child_that_is_killed_when_asked_then_only_its_own_limits_are_the_bytes_fault(
    sign: int, error: type[SitrepError], words: str
) -> None:
    with pytest.raises(error, match=words):
        ask_child("tests.told_child", {"write": "", "say": "", "die": sign}, b"", LIMITS, InvalidNewsletterError)


def test_given_a_child_that_talks_beside_its_answer_when_asked_then_the_reason_is_told() -> None:
    with pytest.raises(ParserLimitError, match="answer cannot be read"):
        ask_child("tests.told_child", {"write": "", "say": "noise"}, b"", LIMITS, InvalidNewsletterError)


@pytest.mark.parametrize(("cores", "gibibytes", "count"), [(2, 24, 2), (16, 8, 4), (64, 256, 64), (4, 1, 1)], ids=str)
def test_given_a_machine_when_parsers_are_counted_then_each_has_a_core_and_half_of_the_memory_holds_them(
    cores: int, gibibytes: int, count: int
) -> None:
    assert parsers_at_once(cores, gibibytes << 30) == count


def test_given_all_parsers_at_work_when_asked_then_no_more_is_started_before_one_has_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    free = BoundedSemaphore(1)
    monkeypatch.setattr(bounded, "_FREE", free)
    monkeypatch.setattr(bounded, "WAIT_S", 0.02)

    with free, pytest.raises(NoParserError, match=r"at work for 0\.02 s; try again"):
        split_bounded(WORDS, "text/plain", issued_on=None, source=None)

    with pytest.raises(NoParserError, match=r"too busy: a parser got 0\.0 s of processor time in 0 s; try again"):
        split_bounded(WORDS, "text/plain", issued_on=None, source=None, limits=Limits(wall_s=0.0))
    assert free.acquire(blocking=False)  # also one that was stopped is counted out


def test_given_no_room_for_what_is_parsed_when_asked_then_that_is_no_fault_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "full"))

    with pytest.raises(NoParserError, match=r"no parser can be started \(No such file"):
        split_bounded(WORDS, "text/plain", issued_on=None, source=None)
