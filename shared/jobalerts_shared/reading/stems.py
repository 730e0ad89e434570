"""A cheap first look: whether a text holds one of some letters at all, before a pattern reads it closely."""

from __future__ import annotations

from collections.abc import Iterable


def has_any(text: str, stems: Iterable[str]) -> bool:
    """`text` and `stems` in lower case; finding plain letters is a hundred times quicker than a pattern."""
    for stem in stems:  # noqa: SIM110  # any() with a generator takes three times as long, and this is the hot path
        if stem in text:
            return True
    return False
