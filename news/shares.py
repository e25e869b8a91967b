"""What opens with a share, "54% of voters ...": what people think, which is told after what happened."""

import re

_SHARE = re.compile(r"\W*\d[\d.]*\s?(?:%|percent\b|per cent\b)")


def opens_with_share(text: str) -> bool:
    """Whether a share of something stands first in a text."""
    return _SHARE.match(text) is not None
