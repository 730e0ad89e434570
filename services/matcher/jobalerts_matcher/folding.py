"""Beside all else: changes are folded into the cells, and the cells are kept on disk now and then."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime

from jobalerts_matcher.arrivals import Arrival
from jobalerts_matcher.index import Index
from jobalerts_matcher.keeping import Keeping
from jobalerts_matcher.memory import give_back
from jobalerts_shared.following import Following

CHECK_SECONDS = 0.5
QUIET_CHECKS = 20  # after so many without a change, whatever there is is folded in


class Folding:
    """What is slow is done in a thread: neither a posting nor a change waits for it."""

    def __init__(self, index: Index, keeping: Keeping | None, stopping: asyncio.Event) -> None:
        self._index = index
        self._keeping = keeping
        self._stopping = stopping

    async def run(self, following: Following[Arrival]) -> None:
        quiet, changes = 0, 0
        while not self._stopping.is_set():
            quiet = quiet + 1 if changes == self._index.changes else 0
            changes = self._index.changes
            if self._index.fold_is_due or quiet == QUIET_CHECKS:
                await self._fold()
            if self._keeping and self._keeping.is_due:
                await self._keep(self._keeping, following)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), CHECK_SECONDS)

    async def _fold(self) -> None:
        if work := self._index.fold():
            self._index.take(await asyncio.to_thread(work))
            await asyncio.to_thread(give_back)

    async def _keep(self, keeping: Keeping, following: Following[Arrival]) -> None:
        """Only what is complete is kept: what its time says must be true."""
        as_of = datetime.now(UTC)
        if (marks := await following.all_read()) is not None:
            await self._fold()
            await keeping.keep(marks, as_of)
