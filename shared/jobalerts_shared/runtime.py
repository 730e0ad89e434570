"""The frame a service stands in: it reads and publishes topics, runs loops, answers probes, and stops cleanly."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, contextmanager, suppress
from functools import partial
from typing import Any, TypeVar

import structlog
from aiokafka.errors import KafkaError
from faststream.specification import AsyncAPI
from pydantic import BaseModel

from jobalerts_shared.broker import make_broker
from jobalerts_shared.consuming import Consuming, Membership
from jobalerts_shared.dead import Cemetery
from jobalerts_shared.following import Following, Kept
from jobalerts_shared.loops import CURRENT, Loops
from jobalerts_shared.metrics import announce_build
from jobalerts_shared.publishing import KafkaPublisher, Publisher
from jobalerts_shared.records import Read, Reader, Received, as_event
from jobalerts_shared.serving import (
    CHECK_SECONDS,
    STUCK_SECONDS,
    App,
    PortTaken,
    Probes,
    Server,
    listen,
    make_app,
    make_server,
)
from jobalerts_shared.settings import Settings
from jobalerts_shared.taking import Take, Taking
from jobalerts_shared.topics import Topic
from jobalerts_shared.topics_admin import KafkaMissing, wait_for_topics

E = TypeVar("E", bound=BaseModel)
R = TypeVar("R")

START_SECONDS = 60.0
BATCH_GRACE = 20.0
TASK_GRACE = 10.0
FLUSH_GRACE = 5.0
HTTP_GRACE = 5
MEASURE_EVERY = 10.0

log = structlog.get_logger()

__all__ = ["Publisher", "Received", "Service"]


class Service:
    """One process of ours. Say what it reads, runs and shows; then `run` it until it is told to stop.

    It ends with exit code 1 when a part of it fails, when Kafka is not there at start, when the port is taken, or when
    a loop has not come round for five minutes: whoever supervises it starts it again, and nothing is lost by that.
    """

    publisher: Publisher

    def __init__(self, name: str, settings: Settings, *, port: int, host: str = "127.0.0.1") -> None:
        self.name = name
        self.stopping = asyncio.Event()
        self._settings = settings
        self._host, self._port = host, port
        self._broker = make_broker(name, settings, grace_seconds=BATCH_GRACE)
        self._loops = Loops()
        self._probes = Probes(self._loops)
        self._publisher = KafkaPublisher(name, settings, turn=self._loops.turn, broken=self._producer_broke)
        self.publisher = self._publisher
        self._consuming: list[Consuming[Any]] = []  # Any: each of its own event
        self._following: list[Following[Any]] = []
        self._topics: set[str] = set()
        self._tasks: dict[str, Callable[[], Awaitable[None]]] = {}
        self._contexts: list[AbstractAsyncContextManager[Any]] = []
        self._mounted: App | None = None
        self._running: list[asyncio.Future[None]] = []
        self._failed = False
        self._started = False

    def consume(self, topic: Topic[E], take: Take[E], *, group: str | None = None, batch: int = 500) -> None:
        """Take this group's share of a topic, at least once, in batches; `take` must bear repeats.

        When `take` raises an outage (see `outages`), the batch waits and is tried again, for as long as it lasts. After
        any other error the batch is halved down to the one record, which goes to `<topic>.dead` with its reason.
        """
        group = self._settings.kafka_topic_prefix + (group or self.name)
        taking = Taking(Reader(topic, as_event(topic)), take, self._cemetery(topic, group))
        member = Membership(group, self._instance(topic.name), batch)
        consuming = Consuming(topic.name, self._full(topic.name), taking, member, self._loops)
        consuming.attach(self._broker, topic.event)
        self._consuming.append(consuming)

    def follow(self, topic: Topic[Any], take: Take[R], read: Read[R], kept: Kept | None = None) -> Following[R]:
        """Read the whole topic in every instance; what is consumed starts only when all of it has been read.

        What was `kept` of it in an earlier run is not read again, if it fits.
        """
        cemetery = self._cemetery(topic, f"{self._settings.kafka_topic_prefix}{self.name} (follows)")
        taking = Taking(Reader(topic, read), take, cemetery)
        following = Following(topic.name, self._full(topic.name), taking, self._loops, self.stopping, kept)
        self._following.append(following)
        return following

    def task(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """A loop of the service's own. It ends soon after `stopping` is set; if it calls `turn`, it is watched."""
        self._tasks[name] = run

    def turn(self) -> None:
        """The loop that calls this has come round, and is missed when it does not again."""
        self._loops.watch()

    def ready(self, name: str, check: Callable[[], Awaitable[bool]]) -> None:
        self._probes.checks[name] = check

    def context(self, opened: AbstractAsyncContextManager[Any]) -> None:
        """Open before anything runs, close after everything has ended."""
        self._contexts.append(opened)

    def mount(self, app: App) -> None:
        """Serve an ASGI application beside `/metrics` and the probes."""
        self._mounted = app

    def publishes(self, *topics: Topic[Any]) -> None:
        """Name what is published: it is in the AsyncAPI document, and waited for at start."""
        for topic in topics:
            self._full(topic.name)
            self._broker.publisher(self._full(topic.name), schema=topic.event, title=f"{topic.name}:{self.name}")

    def asyncapi(self) -> dict[str, Any]:  # Any: a JSON document
        """The AsyncAPI 3 document of what the service reads and writes."""
        specification = AsyncAPI(self._broker, title=f"jobalerts {self.name}", schema_version="3.0.0")
        document: dict[str, Any] = specification.to_specification().to_jsonable()
        return document

    def stop(self) -> None:
        """As SIGTERM does."""
        if not self.stopping.is_set():
            log.info("We stop: no new work; what is in hand is finished.")
            self.stopping.set()

    async def run(self) -> None:
        """Run until SIGTERM or SIGINT, then drain; raises SystemExit(1) after a failure, which has been logged."""
        announce_build(self.name)
        try:
            listening = listen(self._host, self._port)
        except PortTaken as error:
            log.error(str(error))
            raise SystemExit(1) from None
        with self._signals():
            async with AsyncExitStack() as stack:
                for opened in self._contexts:
                    await stack.enter_async_context(opened)
                await self._serve(listening)
        if self._failed:
            raise SystemExit(1)
        log.info("We have stopped.")

    async def _serve(self, listening: socket.socket) -> None:
        self._add_own_checks()
        app = make_app(self._probes, self._mounted)
        server = make_server(app, lifespan=self._mounted is not None, grace_seconds=HTTP_GRACE)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._part("http", lambda: self._serve_http(server, listening)))
            starting = group.create_task(self._part("start", lambda: self._start(group)))
            watching = group.create_task(self._watch())
            await self.stopping.wait()
            server.should_exit = True
            starting.cancel()
            await self._drain()
            watching.cancel()

    async def _serve_http(self, server: Server, listening: socket.socket) -> None:
        await server.serve(sockets=[listening])
        if not self.stopping.is_set():
            raise RuntimeError("The HTTP application did not start.")

    async def _start(self, group: asyncio.TaskGroup) -> None:
        """Kafka first, then our own loops and what is followed; what is consumed only when all that was read."""
        partitions = await wait_for_topics(self._settings, self._topics, seconds=START_SECONDS)
        await self._broker.connect()
        await self._publisher.start()
        for name, run in self._tasks.items():
            self._running.append(group.create_task(self._part(f"task {name}", run)))
        for following in self._following:
            read = partial(following.run, self._settings, partitions[following.full_name])
            self._running.append(group.create_task(self._part(following.name, read)))
        for following in self._following:
            await following.caught_up.wait()
        for consuming in self._consuming:
            await consuming.start()
        self._started = True
        log.info("The service is ready.", topics=sorted(partitions))

    async def _part(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """A part that fails ends the service, in order."""
        CURRENT.set(name)
        try:
            await run()
        except KafkaMissing as error:
            log.error(str(error))
            self._fail()
        except Exception as error:  # the one place: what it was is told, and that it ends the service
            log.error("A part of the service failed; the service ends.", part=name, exc_info=error)
            self._fail()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(MEASURE_EVERY)
            for consuming in self._consuming:
                with suppress(KafkaError, TimeoutError):  # the last figures stand while Kafka is away
                    await consuming.measure()
            if stuck := self._loops.stuck(STUCK_SECONDS):
                log.error("A loop has not come round for too long; the service ends.", loops=stuck)
                self._fail()

    async def _drain(self) -> None:
        """Finish the batches in hand and our own loops, then what is on its way to Kafka; each within its time."""
        stops = [asyncio.ensure_future(consuming.stop()) for consuming in self._consuming]
        await asyncio.gather(
            _within(BATCH_GRACE + FLUSH_GRACE, stops, "A subscriber did not stop in time."),
            _within(TASK_GRACE, self._running, "A loop did not stop in time; we end it."),
        )
        closing = [asyncio.ensure_future(one.stop()) for one in (self._publisher, self._broker)]
        await _within(FLUSH_GRACE, closing, "Kafka did not take our leave in time; what it did not confirm is owed.")

    def _fail(self) -> None:
        self._failed = True
        self.stopping.set()

    def _producer_broke(self, error: BaseException) -> None:
        log.error("The producer can go on no more; the service ends.", exc_info=error)
        self._fail()

    def _add_own_checks(self) -> None:
        self._probes.checks = {"started": self._has_started, "kafka": self._kafka_answers, **self._probes.checks}

    async def _has_started(self) -> bool:
        return self._started and not self.stopping.is_set()

    async def _kafka_answers(self) -> bool:
        return await self._broker.ping(timeout=CHECK_SECONDS - 0.5)

    def _cemetery(self, topic: Topic[Any], group: str) -> Cemetery:
        return Cemetery(self._publisher, topic.name, self._full(topic.dead), group)

    def _full(self, name: str) -> str:
        full = self._settings.kafka_topic_prefix + name
        self._topics.add(full)
        return full

    def _instance(self, topic: str) -> str | None:
        """The port is one process's alone on its host, and the same after a restart."""
        return f"{self.name}-{socket.gethostname()}-{self._port}-{topic}" if self._port else None

    @contextmanager
    def _signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        try:
            yield
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)


async def _within(seconds: float, tasks: Sequence[asyncio.Future[None]], late: str) -> None:
    """Wait for tasks that are told to end; after the time they are cancelled, and it is said."""
    if not tasks:
        return
    done, pending = await asyncio.wait(tasks, timeout=seconds)
    if pending:
        log.warning(late, seconds=seconds)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    for task in done:
        if not task.cancelled() and (error := task.exception()):
            log.warning("A part did not end in order.", exc_info=error)
