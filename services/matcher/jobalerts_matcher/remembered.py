"""What was worked out for a posting, kept for the next one like it; the oldest is forgotten first. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from jobalerts_matcher.entry import Numbers

K = TypeVar("K", bound=Hashable)


class Known(NamedTuple):
    """The numbers met, of the first `seen` that there were."""

    numbers: Numbers
    seen: int


class Remembered(Generic[K]):
    def __init__(self, most: int) -> None:
        self._most = most
        self._known: dict[K, Known] = {}

    def recall(self, key: K, total: int) -> Known | None:
        """None too when so much is new that looking anew is quicker than asking of each newcomer."""
        known = self._known.get(key)
        return None if known is None or total - known.seen > 100 else known

    def keep(self, key: K, numbers: Sequence[int] | Numbers, seen: int) -> Known:
        self._known.pop(key, None)
        if len(self._known) >= self._most:
            del self._known[next(iter(self._known))]
        known = self._known[key] = Known(np.asarray(numbers, np.int64), seen)
        return known

    def extend(self, key: K, more: Sequence[int], seen: int) -> Known:
        numbers = self._known[key].numbers
        return self.keep(key, np.concatenate((numbers, np.array(more, np.int64))) if more else numbers, seen)
