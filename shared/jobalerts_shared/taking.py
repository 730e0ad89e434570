"""Taking a batch: the good records are taken, one that cannot be is found by halving, an outage stops it all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, Protocol, TypeAlias, TypeVar

import psycopg
import structlog

from jobalerts_shared.dead import DeadLetter
from jobalerts_shared.outages import is_outage
from jobalerts_shared.records import Raw, Reader, Reason, Received, Unreadable

R = TypeVar("R")


class Grave(Protocol):
    async def bury(self, letters: Sequence[DeadLetter]) -> None:
        """Return once the dead letters are safe."""
        ...


Take: TypeAlias = Callable[[Sequence[Received[R]]], Awaitable[None]]

log = structlog.get_logger()


class Taking(Generic[R]):
    """What to do with a topic's records, the same for a group's share of them and for one who follows them all."""

    def __init__(self, reader: Reader[R], take: Take[R], cemetery: Grave) -> None:
        self._reader = reader
        self._take = take
        self._cemetery = cemetery

    async def settle(self, records: Sequence[Raw]) -> None:
        """Take or bury every record; raises an outage, after which the whole batch is to be settled again.

        Dead letters are published last: an outage in the middle leaves none behind to be repeated.
        """
        letters: list[DeadLetter] = []
        good: list[Received[R]] = []
        origins: list[Raw] = []
        for record in records:
            match self._reader.read(record):
                case Unreadable(reason, error):
                    letters.append(DeadLetter(record, reason, error))
                case received:
                    good.append(received)
                    origins.append(record)
        letters += [DeadLetter(origins[i], Reason.REFUSED, error) for i, error in await self._refused(good, 0)]
        if letters:
            await self._cemetery.bury(letters)

    async def _refused(self, batch: Sequence[Received[R]], start: int) -> list[tuple[int, str]]:
        """Take the batch; what no try could take is left over, by its place and the kind of its error."""
        if not batch:
            return []
        try:
            await self._take(batch)
        except Exception as error:  # the one place: the frame decides what becomes of a record
            if is_outage(error):
                raise
            if len(batch) == 1:
                log.error("The service could not take a record.", offset=batch[0].offset, exc_info=error)
                return [(start, _kind(error))]
            half = len(batch) // 2
            return [
                *await self._refused(batch[:half], start),
                *await self._refused(batch[half:], start + half),
            ]
        return []


def _kind(error: Exception) -> str:
    if isinstance(error, psycopg.Error) and error.sqlstate:
        return f"{type(error).__name__} (SQLSTATE {error.sqlstate})"
    return type(error).__name__
