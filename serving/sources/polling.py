"""When a feed is asked again: as often as set, less often when its publisher or its failures say so."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from random import Random

_JITTER = 0.1  # of the wait, either way, so that feeds added together do not ask together for ever
LONGEST_S = 24 * 3600.0  # between polls of a feed that fails, or whose publisher asks for long waits
_LONGEST_RETRY_S = 7 * 24 * 3600.0  # a Retry-After beyond it is a mistake
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def after_success(
    now: datetime, interval_s: float, headers: Mapping[str, str], ttl_s: int | None, rng: Random
) -> datetime:
    """The next poll after one that went well: the set interval, or longer when Cache-Control or the feed's ttl ask."""
    asked = _MAX_AGE.search(headers.get("cache-control", ""))
    wanted = max(interval_s, float(asked[1]) if asked else 0.0, float(ttl_s or 0))
    return now + timedelta(seconds=_jittered(min(wanted, max(interval_s, LONGEST_S)), rng))


def after_failure(now: datetime, interval_s: float, failures: int, headers: Mapping[str, str], rng: Random) -> datetime:
    """The next poll after so many failures in a row: twice the wait each time, and never before Retry-After."""
    wait = min(interval_s * 2.0 ** min(failures - 1, 20), max(interval_s, LONGEST_S))
    asked = retry_after_s(headers.get("retry-after", ""), now)
    return now + timedelta(seconds=max(_jittered(wait, rng), asked or 0.0))


def retry_after_s(header: str, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for, at most _LONGEST_RETRY_S; None when it says nothing readable."""
    text = header.strip()
    if re.fullmatch(r"\d{1,10}", text):
        return min(float(text), _LONGEST_RETRY_S)
    try:
        until = parsedate_to_datetime(text[:100])
    except (ValueError, IndexError, OverflowError):
        return None
    until = until.replace(tzinfo=UTC) if until.tzinfo is None else until  # HTTP dates are in GMT
    return min(max((until - now).total_seconds(), 0.0), _LONGEST_RETRY_S)


def _jittered(wait_s: float, rng: Random) -> float:
    return wait_s * (1.0 + _JITTER * (2.0 * rng.random() - 1.0))
