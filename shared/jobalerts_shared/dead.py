"""Dead letters: what could not be taken goes to `<topic>.dead` as it came, with the reason in its headers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from jobalerts_shared.metrics import dead_letters_total
from jobalerts_shared.publishing import KafkaPublisher, Outgoing
from jobalerts_shared.records import Raw, Reason

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A record that cannot be taken. `error` is a class or a field's name, never a value."""

    record: Raw
    reason: Reason
    error: str

    def headers(self, group: str) -> dict[str, str]:
        return {
            "reason": self.reason.value,
            "topic": self.record.topic,
            "partition": str(self.record.partition),
            "offset": str(self.record.offset),
            "group": group,
            "error": self.error,
        }


class Cemetery:
    """Where one topic's dead letters of one group go."""

    def __init__(self, publisher: KafkaPublisher, topic: str, full_name: str, group: str) -> None:
        self._publisher = publisher
        self._topic = topic
        self._full_name = full_name
        self._group = group

    async def bury(self, letters: Sequence[DeadLetter]) -> None:
        """Return once Kafka has them all; until then their records are not acknowledged."""
        await self._publisher.send(
            [
                Outgoing(self._full_name, letter.record.key, letter.record.value, letter.headers(self._group))
                for letter in letters
            ]
        )
        for letter in letters:
            dead_letters_total.labels(self._topic, letter.reason).inc()
            log.error(
                "A record could not be taken; it is a dead letter now.",
                topic=letter.record.topic,
                partition=letter.record.partition,
                offset=letter.record.offset,
                reason=letter.reason.value,
                error=letter.error,
            )
