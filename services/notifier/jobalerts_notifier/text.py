"""Foreign text made fit to be shown: one line, no control signs, links that only lead to the web. Pure."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote, urlsplit

LONGEST_LINE = 200
LONGEST_LINK = 2000
# Format signs that can turn a line around or hide in it; the joiners that scripts and emoji need are kept.
KEPT_FORMAT_SIGNS = frozenset("\u200c\u200d")


def one_line(text: str, longest: int = LONGEST_LINE) -> str:
    """White space and control signs become one space each run; what is too long ends in an ellipsis."""
    shown = "".join(_shown(sign) for sign in text[: longest * 8])
    return shorten(" ".join(shown.split()), longest)


def shorten(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _shown(sign: str) -> str:
    category = unicodedata.category(sign)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    if category in ("Cs", "Co", "Cn") or (category == "Cf" and sign not in KEPT_FORMAT_SIGNS):
        return ""
    return sign


def safe_link(url: str | None) -> str | None:
    """The URL if it is http or https and names a host, percent-encoded where it must be; else None."""
    if not url or len(url) > LONGEST_LINK:
        return None
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or parts.username is not None:
        return None
    return quote(url.strip(), safe="!#$%&'()*+,/:;=?@[]~-._")
