"""Why something was not done. Nothing was changed by any of them.

Refusal
|- Refused      what was sent cannot be kept; says which fields (in faults.py)
|- NotFound     there is none, or it is somebody else's: both look the same
|- Stuck        the state does not allow it (in states.py)
|- Stale        it has changed since the version that was named
|- KeyReused    the same Idempotency-Key came with something else
|- TooMany      too often in too short a time; says when to try again
|- Full         the person has as many subscriptions as one may have
`- NotTaken     Kafka has not confirmed a push in time; sent again, it is taken once
"""

from __future__ import annotations


class Refusal(Exception):
    """Something was not done; nothing was changed."""


class NotFound(Refusal):
    pass


class Stale(Refusal):
    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(f"the version is {version}")


class KeyReused(Refusal):
    pass


class TooMany(Refusal):
    def __init__(self, limit: str, retry_after: int) -> None:
        self.limit, self.retry_after = limit, retry_after
        super().__init__(limit)


class Full(Refusal):
    pass


class NotTaken(Refusal):
    pass
