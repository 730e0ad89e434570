"""Rows of different lengths in flat arrays: where each begins, how long it is, and all of them at once. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jobalerts_matcher.entry import Numbers


def spans(starts: Numbers, counts: Numbers) -> Numbers:
    """The places of all members of the rows, row after row."""
    ends = counts.cumsum()
    places = np.arange(ends[-1] if len(ends) else 0)
    places += np.repeat(starts - ends + counts, counts)
    return places


def edges(counts: Numbers) -> Numbers:
    """Where each row begins, and where the last one ends."""
    found = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=found[1:])
    return found


def lengths(edges: NDArray[np.uint32]) -> Numbers:
    """How long each row is."""
    return (edges[1:] - edges[:-1]).astype(np.int64)
