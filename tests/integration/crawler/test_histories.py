"""Over any history of boards and faults, by the whole walk: no false end, every true end, nothing announced twice."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from jobalerts_crawler import fetch as fetching
from jobalerts_crawler import gather
from jobalerts_crawler.main import assemble
from jobalerts_shared.outgoing import outgoing_client
from jobalerts_shared.settings import Settings
from tests.fakes.boards import Boards, Fault
from tests.integration.crawler.conftest import House
from tests.integration.crawler.test_crawl import ACME, acme, jobs
from tests.integration.crawler.test_further import JOBS, WORKDAY, watched, workday

STEPS = 70
FAULTS = [fault for fault in Fault if fault is not Fault.HALF]  # that one lies in silence: see `lie`
LISTS = {ACME: "/v1/boards/acme/jobs", WORKDAY: JOBS}


class History:
    """What the boards showed and what was told of it."""

    def __init__(self, house: House, boards: Boards, chance: random.Random) -> None:
        self.house, self.boards, self.chance = house, boards, chance
        self.board: list[int] = []
        self.before: set[int] = set()
        self.announced: Counter[str] = Counter()
        self.lied = False
        self.lies: Counter[str] = Counter()
        self.coming = chance.sample(FAULTS, len(FAULTS))  # each at least once

    def show(self, numbers: list[int]) -> None:
        self.board = numbers
        self.serve(numbers)

    def serve(self, numbers: list[int], *, repeats: bool = False) -> None:
        self.boards.greenhouse["acme"] = jobs(*numbers)
        workday(self.boards, numbers, repeats=repeats)

    def move(self) -> None:
        """Some leave, some come, now and then most of the board goes at once."""
        leaves = self.chance.choice([0.0, 0.05, 0.2, 0.9])
        kept = [number for number in self.board if self.chance.random() > leaves]
        come = self.chance.sample(range(100), self.chance.choice([0, 1, 5]))
        self.show(sorted({*kept, *come}))

    def disturb(self, source_id: str) -> None:
        path = LISTS[source_id]
        self.boards.calm(path)
        self.serve(self.board)
        drawn = self.chance.random()
        self.lied = drawn < 0.25 and not self.lied
        if self.lied:
            self.lie(path)
        elif drawn < 0.35:
            self.serve(self.board, repeats=True)
        elif drawn < 0.75:
            fault = self.coming[0] if self.coming else self.chance.choice(FAULTS)
            pages = 1 if source_id == ACME else len(self.board) // 20 + 1
            self.boards.after(path, self.chance.randrange(pages), fault)

    def lie(self, path: str) -> None:
        """Another board than there is, in silence; two of those running nobody could tell from the truth."""
        lie = self.chance.choice(["some are missing", "half is missing", "another company's board", "nothing"])
        self.lies[lie] += 1
        match lie:
            case "some are missing":
                self.serve([number for number in self.board if self.chance.random() < 0.8])
            case "half is missing":
                self.serve(self.board[: len(self.board) // 2 - 1])
            case "another company's board":
                self.serve(list(range(200, 230)))
            case _:
                self.serve([])

    async def step(self, source_id: str) -> None:
        self.disturb(source_id)
        await self.house.crawl(source_id)
        self.coming = [fault for fault in self.coming if not self.boards.played[fault]]
        await self.check()

    async def check(self) -> None:
        for event in await self.house.told():
            number = int(event.posting.native_id.removeprefix("R-"))
            told = f"{event.posting.source} {number}"
            if event.change == "closed":
                assert number not in self.before & set(self.board), f"{told} stands there"
            if event.change == "opened":
                self.announced[told] += 1
                assert self.announced[told] == 1, f"{told} was announced before"
        self.before = set(self.board)


@pytest_asyncio.fixture
async def guarded(
    house: House, boards: Boards, plain_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    """Guarded as in the open: only the boards pass for public, so that a redirect inside is refused."""
    monkeypatch.setattr("jobalerts_shared.guard.PORTS", frozenset({80, 443, boards.port}))
    monkeypatch.setattr("jobalerts_shared.guard.is_public", lambda address: address == "127.0.0.1")
    async with outgoing_client(plain_settings.model_copy(update={"allow_private_networks": False})) as client:
        yield House(assemble(plain_settings, house.pool, client), house.pool)


@pytest.mark.parametrize("source_id", [ACME, WORKDAY])
@pytest.mark.parametrize("seed", range(3))
async def test_over_any_history(
    guarded: House, boards: Boards, monkeypatch: pytest.MonkeyPatch, seed: int, source_id: str
) -> None:
    """Nothing still listed is closed, what left is closed in the end, nothing is announced twice."""
    monkeypatch.setattr(fetching, "TOTAL_SECONDS", 1.0)
    monkeypatch.setattr(gather, "MOST_DETAILS", 10)
    chance = random.Random(seed)
    history = History(guarded, boards, chance)
    history.show(chance.sample(range(100), 30))
    await guarded.watch(acme(boards) if source_id == ACME else watched(boards))
    for _ in range(STEPS):
        if chance.random() < 0.6:
            history.move()
        await history.step(source_id)
    assert not history.coming and len(history.lies) == 4, "every fault and every lie was played"
    assert source_id != ACME or boards.unchanged[LISTS[ACME]], "and some answers were 304"
    boards.calm(LISTS[source_id])
    history.serve(history.board)
    for _ in range(12):
        await guarded.age(source_id, "2 days")
        await guarded.rows("UPDATE posting SET closed_at = now() WHERE NOT open RETURNING id")
        await guarded.crawl(source_id)
        await history.check()
    still = await guarded.rows("SELECT native_id FROM posting WHERE open")
    assert sorted(int(str(row["native_id"]).removeprefix("R-")) for row in still) == history.board
