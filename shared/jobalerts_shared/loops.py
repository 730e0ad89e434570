"""Which loops a service has, and when each last came round: the measure of being alive."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar

from jobalerts_shared.metrics import last_turn_age_seconds

CURRENT: ContextVar[str | None] = ContextVar("loop", default=None)


class Loops:
    """Ages are of the steady clock, so that a set clock kills nobody."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._turns: dict[str, float] = {}

    def watch(self, loop: str | None = None) -> None:
        """The loop came round, and is expected to again; without a name, the one that this code runs in."""
        if name := loop or CURRENT.get():
            self._turns[name] = self._clock()

    def turn(self) -> None:
        """Something came to pass in the loop that this code runs in; a loop that nobody watches stays so."""
        if (name := CURRENT.get()) in self._turns and name:
            self._turns[name] = self._clock()

    def forget(self, loop: str) -> None:
        self._turns.pop(loop, None)

    def ages(self) -> dict[str, float]:
        """Seconds since each loop's last turn."""
        now = self._clock()
        ages = {name: now - turned for name, turned in self._turns.items()}
        for name, age in ages.items():
            last_turn_age_seconds.labels(name).set(age)
        return ages

    def stuck(self, limit: float) -> list[str]:
        return sorted(name for name, age in self.ages().items() if age > limit)
