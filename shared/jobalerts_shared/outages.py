"""Which errors mean that something is down for now, and how long to wait before the next try. Pure."""

from __future__ import annotations

import random

import psycopg
import psycopg_pool
from aiokafka import errors

DOWN = (OSError, psycopg.OperationalError, psycopg.errors.ReadOnlySqlTransaction, psycopg_pool.PoolTimeout)
# These speak of the record, not of Kafka: waiting does not make it smaller.
ABOUT_THE_RECORD = (
    errors.MessageSizeTooLargeError,
    errors.RecordListTooLargeError,
    errors.RecordTooLargeError,
    errors.InvalidTopicError,
    errors.InvalidTimestampError,
    errors.CorruptRecordException,
    errors.IllegalArgumentError,
)
# After these the idempotent producer refuses everything until it is made anew (aiokafka 1017).
PRODUCER_BROKEN = (
    errors.OutOfOrderSequenceNumber,
    errors.UnknownProducerId,
    errors.InvalidProducerEpoch,
    errors.InvalidProducerIdMapping,
    errors.ProducerFenced,
    errors.ProducerClosed,
)
FIRST_WAIT = 0.25
LONGEST_WAIT = 15.0


def is_outage(error: BaseException) -> bool:
    """Whether to wait and try again; of several errors at once, one outage is enough."""
    if isinstance(error, BaseExceptionGroup):
        return any(is_outage(inner) for inner in error.exceptions)
    if isinstance(error, errors.KafkaError):
        return not isinstance(error, ABOUT_THE_RECORD)
    return isinstance(error, DOWN)


def wait_before(attempt: int, *, luck: float | None = None) -> float:
    """Seconds before the given attempt (the first is 1): doubling to 15, of which half is chance."""
    longest = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(attempt - 1, 10))
    chance = random.random() if luck is None else luck  # noqa: S311  # spreads the tries, guards nothing
    return longest * (0.5 + chance / 2)
