"""A cheap first look: whether, and in which lines, a text holds one of some letters, before a pattern reads it closely.

Finding plain letters is a hundred times quicker than a pattern, and most lines of most adverts hold none of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

DIGITS = "0123456789"


def has_any(text: str, stems: Iterable[str]) -> bool:
    """`text` and `stems` in the same case."""
    for stem in stems:  # noqa: SIM110  # any() with a generator takes three times as long, and this is the hot path
        if stem in text:
            return True
    return False


@lru_cache(maxsize=4)
def lowered(text: str) -> str:
    """Lower case, letter by letter: what stands at a position still stands there (`İ` would become two letters)."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(one if len(one.lower()) > 1 else one.lower() for one in text)


def lines_with(text: str, stems: Iterable[str], *, low: str | None = None) -> list[tuple[int, str]]:
    """The lines that hold a stem, with their starts, in order; `low` is `lowered(text)` where case does not matter."""
    searched = text if low is None else low
    starts: dict[int, int] = {}
    for stem in stems:
        at = searched.find(stem)
        while at >= 0:
            end = searched.find("\n", at)
            end = len(searched) if end < 0 else end
            starts[searched.rfind("\n", 0, at) + 1] = end
            at = searched.find(stem, end)
    return [(start, text[start : starts[start]]) for start in sorted(starts)]
