"""The matcher's index, filled and asked as the matcher does it, and measured in seconds of processor time."""

from __future__ import annotations

import asyncio
import gc
import resource
import sys
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter, process_time, thread_time
from typing import TypeAlias

import numpy as np

from bench.matching.source import Source
from jobalerts_matcher.arrivals import Arrivals
from jobalerts_matcher.index import MOST_UNFOLDED, Index
from jobalerts_matcher.memory import give_back, look_for_rubbish_seldom
from jobalerts_matcher.shards import Shard
from jobalerts_shared.judging.facts import Facts
from jobalerts_shared.posting import Posting

AT_ONCE = 1000  # as the frame reads a topic that it follows
WARMING = 5000
CHANGES = 200
LOOP_SLEEP = 0.001
STATM = Path("/proc/self/statm")

Answers = list[list[int]]
Figures: TypeAlias = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """The answers, and the seconds of each posting."""

    answers: Answers
    seconds: Sequence[float]

    @property
    def postings_per_s(self) -> float:
        return len(self.seconds) / sum(self.seconds)

    @property
    def matches(self) -> int:
        return sum(map(len, self.answers))

    def milliseconds(self, percent: float) -> float:
        return float(np.percentile(self.seconds, percent)) * 1000


def filled(source: Source, most: int | None = None) -> tuple[Index, Figures]:
    """The index, and what it took: seconds from the bytes on the topic to the last fold, and resident memory."""
    look_for_rubbish_seldom()
    _warm_up(source)
    index, seconds, before = Index(), 0.0, _resident()
    read, wanted = Arrivals(index, Shard().holds).read, source.records(most)
    while records := list(islice(wanted, AT_ONCE)):
        began = process_time()
        for arrival in [read(record) for record in records]:
            index.enter(arrival.number, arrival.standing)
        if index.fold_is_due:
            fold(index)
        seconds += process_time() - began
    began = process_time()
    fold(index)
    seconds += process_time() - began
    gc.collect()
    used = (_resident() - before) / max(len(index), 1)
    return index, {"count": len(index), "build_s": seconds, "bytes_per_subscription": used}


def fold(index: Index) -> None:
    if work := index.fold():
        index.take(work())
        give_back()


def ask(index: Index, postings: Sequence[Posting]) -> Asked:
    """One by one, each as if it had just come."""
    answers, seconds = [], []
    for posting in postings:
        began = thread_time()
        found = index.wanting(Facts(posting))
        seconds.append(thread_time() - began)
        answers.append(found.tolist())
    return Asked(answers, seconds)


def change(index: Index, source: Source, postings: Sequence[Posting]) -> Figures:
    """From a change that has come to the end of the next posting's matching."""
    taken = []
    for number, one in enumerate(source.events(CHANGES)):
        changed = one.model_copy(update={"version": 2})
        began = thread_time()
        index.put(changed)
        index.wanting(Facts(postings[number % len(postings)]))
        taken.append(thread_time() - began)
    return {"change_visible_ms": median(taken) * 1000}


async def while_folding(index: Index, source: Source, postings: Sequence[Posting]) -> Figures:
    """By the clock on the wall, as others wait: the slowest posting, and the longest that the event loop was held up.

    First of all with nothing to fold, as a busy machine holds us up, too.
    """
    for one in source.events(MOST_UNFOLDED):
        index.put(one.model_copy(update={"version": 3}))
    _, usual = await _held_up(index, postings, asyncio.sleep(1.0))
    slowest, longest = await _held_up(index, postings, _fold_beside(index))
    return {
        "slowest_while_folding_ms": slowest,
        "loop_held_up_while_folding_ms": longest,
        "loop_held_up_otherwise_ms": usual,
    }


async def _fold_beside(index: Index) -> None:
    work = index.fold()
    assert work
    index.take(await asyncio.to_thread(work))
    await asyncio.to_thread(give_back)


async def _held_up(index: Index, postings: Sequence[Posting], beside: Awaitable[None]) -> tuple[float, float]:
    slowest, longest, folding = 0.0, 0.0, asyncio.ensure_future(beside)
    for posting in cycle(postings[:100]):
        before = perf_counter()
        index.wanting(Facts(posting))
        slowest = max(slowest, perf_counter() - before)
        before = perf_counter()
        await asyncio.sleep(LOOP_SLEEP)
        longest = max(longest, perf_counter() - before - LOOP_SLEEP)
        if folding.done():
            break
    await folding
    return slowest * 1000, longest * 1000


def _warm_up(source: Source) -> None:
    """What is read once for all (tables of roles and places) is no subscription's."""
    index = Index()
    for one in source.events(WARMING):
        index.put(one)
    fold(index)
    del index
    gc.collect()


def _resident() -> int:
    """Bytes; where the system does not tell them, the most there ever were."""
    if STATM.exists():
        return int(STATM.read_text().split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
