"""A record that cannot be taken costs no other record, and is kept with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from jobalerts_shared.events import PostingEvent
from jobalerts_shared.runtime import Received, Service
from jobalerts_shared.settings import Settings
from jobalerts_shared.topics import POSTINGS
from tests.integration.frame.conftest import Cluster, Running, until
from tests.unit.shared.wire_events import posting_event

WIRE = posting_event().model_dump_json().encode()
GOOD = [f"good-{number}" for number in range(30)]


POISON: list[tuple[bytes | None, bytes | None, bytes]] = [
    (b"truncated", WIRE[:-20], b"not_json"),
    (b"not utf-8", b'{"change": "\xff"}', b"not_json"),
    (b"empty", b"", b"not_json"),
    (b"a list", b"[1, 2, 3]", b"mismatch"),
    (b"a number", b"42", b"mismatch"),
    (b"other model", b'{"change": "opened", "ada@example.org": 1}', b"mismatch"),
    (b"nothing", None, b"no_value"),
    (b"huge", b'"' + b"x" * 900_000 + b'"', b"mismatch"),
    (b"deep", b"[" * 100_000, b"not_json"),
    (None, WIRE, b"bad_key"),
    (b"\xff\xfe", WIRE, b"bad_key"),
    (b"refused", WIRE, b"refused"),
]


class Taken:
    """A store that counts how often it was given each key, and refuses one of them."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    async def take(self, batch: Sequence[Received[PostingEvent]]) -> None:
        if any(record.key == "refused" for record in batch):
            raise KeyError("ada@example.org")
        self.counts.update(record.key for record in batch)


async def test_poison_of_every_kind(settings: Settings, cluster: Cluster, running: Running) -> None:
    for number, key in enumerate(GOOD):
        await cluster.write("postings", key.encode(), WIRE, headers=[("trace", b"\xff\xfe")])
        for poisonous, value, _ in POISON[number : number + 1]:
            await cluster.write("postings", poisonous, value)
    taken = Taken()
    service = Service("matcher", settings, port=0)
    service.consume(POSTINGS, taken.take)
    async with running(service):
        await until(lambda: len(taken.counts) == len(GOOD))
    dead = await cluster.read("postings.dead")
    reasons = {record.key: dict(record.headers)["reason"] for record in dead}
    assert taken.counts == dict.fromkeys(GOOD, 1)
    assert reasons == {key: reason for key, _, reason in POISON}
    assert {record.key: record.value for record in dead} == {key: value for key, value, _ in POISON}, "as they came"
    assert not any(b"ada@example.org" in value for record in dead for _, value in record.headers)
    assert await cluster.committed("matcher", "postings") == len(GOOD) + len(POISON)
