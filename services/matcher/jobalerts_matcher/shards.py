"""Which part of the subscriptions a matcher holds, where one machine's memory is too small for all. Pure."""

from __future__ import annotations

from dataclasses import dataclass

NAME = "matcher"


@dataclass(frozen=True, slots=True)
class Shard:
    """Part `number` of `count`. Each part reads every posting, as a consumer group of its own.

    How `count` is changed while all runs stands in the runbook.
    """

    number: int = 0
    count: int = 1

    def __post_init__(self) -> None:
        if self.number >= self.count:
            raise ValueError(f"shard {self.number} of {self.count}: shards are counted from 0")

    @property
    def group(self) -> str:
        return NAME if self.count == 1 else f"{NAME}-{self.number}-of-{self.count}"

    def holds(self, subscription_id: int) -> bool:
        return subscription_id % self.count == self.number
