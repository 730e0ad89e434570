"""Subscriptions as their topic holds them: from a file or made from a seed, by a process whose work nobody measures.

    python -m bench.matching.source COUNT SEED [F.jsonl]

They come through a pipe, so that ten million take no memory here and no disk, and are made while we take them in.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from uuid import UUID

from pydantic import TypeAdapter

from bench.matching.workload import Json, subscriptions
from jobalerts_shared.criteria import Criteria
from jobalerts_shared.events import SubscriptionEvent, SubscriptionState

NOW = datetime(2026, 11, 1, tzinfo=UTC)
SEALED = "x" * 200  # as long as the sealed targets of most
PIPE_BYTES = 1 << 20

READ = TypeAdapter(SubscriptionEvent).validate_json


@dataclass(frozen=True, slots=True)
class Source:
    count: int
    seed: int
    path: Path | None = None

    def records(self, most: int | None = None) -> Iterator[bytes]:
        """The first so many, or all."""
        count = self.count if most is None else min(most, self.count)
        argv = [sys.executable, "-m", "bench.matching.source", str(count), str(self.seed)]
        with subprocess.Popen(
            [*argv, *([str(self.path)] if self.path else [])], stdout=subprocess.PIPE, bufsize=PIPE_BYTES
        ) as child:
            assert child.stdout
            yield from child.stdout
        if child.returncode:
            raise SystemExit("The subscriptions could not be read or made; see above.")

    def events(self, most: int | None = None) -> Iterator[SubscriptionEvent]:
        return map(READ, self.records(most))


def from_file(path: Path, seed: int) -> Source:
    with path.open("rb") as lines:
        return Source(sum(1 for line in lines if line.strip()), seed, path)


def event(number: int, criteria: Criteria, version: int = 1) -> SubscriptionEvent:
    return SubscriptionEvent(
        subscription_id=number,
        version=version,
        person_id=UUID(int=1),
        state=SubscriptionState.ACTIVE,
        criteria=criteria,
        targets_sealed=SEALED,
        at=NOW,
    )


def _written(said: Iterable[Json]) -> Iterator[bytes]:
    """As `event(…).model_dump_json(by_alias=True)` writes them: what is the same for all is written once."""
    nothing = Criteria()
    before, after = event(1, nothing).model_dump_json(by_alias=True).split(nothing.model_dump_json(), 1)
    name, rest = before.split("1", 1)
    for one in said:
        criteria = Criteria.model_validate(one["criteria"]).model_dump_json()
        yield f"{name}{one['id']}{rest}{criteria}{after}\n".encode()


def main() -> None:
    count, seed, *path = sys.argv[1:]
    said = _read(Path(path[0])) if path else subscriptions(int(count), int(seed))
    sys.stdout.buffer.writelines(_written(islice(said, int(count))))


def _read(path: Path) -> Iterator[Json]:
    with path.open() as lines:
        yield from (json.loads(line) for line in lines if line.strip())


if __name__ == "__main__":
    main()
