"""The matcher's index, filled and asked as the matcher does it, and measured in seconds of processor time."""

from __future__ import annotations

import gc
import resource
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from time import process_time, thread_time

import numpy as np

from bench.matching.source import READ, Source
from jobalerts_matcher.index import Index
from jobalerts_matcher.memory import give_back
from jobalerts_shared.judging.facts import Facts
from jobalerts_shared.posting import Posting

AT_ONCE = 1000  # as the frame reads a topic that it follows
WARMING = 5000
CHANGES = 200
STATM = Path("/proc/self/statm")

Answers = list[list[int]]


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


def filled(source: Source, most: int | None = None) -> tuple[Index, dict[str, float | None]]:
    """The index, and what it took: seconds from the bytes on the topic to the last fold, and resident memory."""
    _warm_up(source)
    index, seconds, before = Index(), 0.0, _resident()
    wanted = source.records(most)
    while records := list(islice(wanted, AT_ONCE)):
        began = process_time()
        for record in records:
            index.put(READ(record))
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


def change(index: Index, source: Source, postings: Sequence[Posting]) -> dict[str, float | None]:
    """From a change that has come to the end of the next posting's matching; and the slowest one while folding."""
    taken = []
    for number, one in enumerate(source.events(CHANGES)):
        changed = one.model_copy(update={"version": 2})
        began = thread_time()
        index.put(changed)
        index.wanting(Facts(postings[number % len(postings)]))
        taken.append(thread_time() - began)
    return {
        "change_visible_ms": median(taken) * 1000,
        "slowest_while_folding_ms": _slowest_while_folding(index, postings),
    }


def _slowest_while_folding(index: Index, postings: Sequence[Posting]) -> float:
    work, slowest, cells = index.fold(), 0.0, []
    if work is None:
        return slowest
    folding = threading.Thread(target=lambda: cells.append(work()))
    folding.start()
    while folding.is_alive():
        for posting in postings[:20]:
            began = thread_time()
            index.wanting(Facts(posting))
            slowest = max(slowest, thread_time() - began)
    index.take(cells[0])
    return slowest * 1000


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
