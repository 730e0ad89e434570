"""Over any history of boards and faults, by the whole walk: no false end, every true end, nothing announced twice."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from jobalerts_crawler import fetch as fetching
from jobalerts_crawler import gather
from tests.fakes.boards import TRANSIENT, Boards, Fault
from tests.integration.crawler.conftest import House
from tests.integration.crawler.test_crawl import ACME, acme, jobs
from tests.integration.crawler.test_further import JOBS, WORKDAY, watched, workday

STEPS = 25
FAULTS = [fault for fault in TRANSIENT if fault not in (Fault.DRIP, Fault.BOMB)]  # those two take their time
LISTS = {ACME: "/v1/boards/acme/jobs", WORKDAY: JOBS}


class History:
    """What the boards showed and what was told of it."""

    def __init__(self, house: House, boards: Boards, chance: random.Random) -> None:
        self.house, self.boards, self.chance = house, boards, chance
        self.board: list[int] = []
        self.before: set[int] = set()
        self.announced: Counter[str] = Counter()
        self.halved = False

    def show(self, numbers: list[int]) -> None:
        self.board = numbers
        self.serve(numbers)

    def serve(self, numbers: list[int]) -> None:
        self.boards.greenhouse["acme"] = jobs(*numbers)
        workday(self.boards, numbers)

    def move(self) -> None:
        """Some leave, some come, now and then most of the board goes at once."""
        leaves = self.chance.choice([0.0, 0.05, 0.2, 0.9])
        kept = [number for number in self.board if self.chance.random() > leaves]
        come = self.chance.sample(range(100), self.chance.choice([0, 1, 5]))
        self.show(sorted({*kept, *come}))

    def disturb(self, source_id: str) -> bool:
        """Whether less than the board is shown, in silence; two of those running nobody could tell from the truth."""
        path = LISTS[source_id]
        self.boards.calm(path)
        self.serve(self.board)
        drawn = self.chance.random()
        if drawn < 0.15 and not self.halved:
            self.serve([number for number in self.board if self.chance.random() < 0.8])
            return True
        if drawn < 0.5:
            self.boards.after(path, self.chance.randrange(3), self.chance.choice(FAULTS))
        elif drawn < 0.6 and source_id == ACME and not self.halved:
            self.boards.fault(path, Fault.HALF)
            return True
        return False

    async def step(self, source_id: str) -> None:
        self.halved = self.disturb(source_id)
        await self.house.crawl(source_id)
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


@pytest.mark.parametrize("source_id", [ACME, WORKDAY])
@pytest.mark.parametrize("seed", range(3))
async def test_over_any_history(
    house: House, boards: Boards, monkeypatch: pytest.MonkeyPatch, seed: int, source_id: str
) -> None:
    monkeypatch.setattr(fetching, "TOTAL_SECONDS", 1.0)
    monkeypatch.setattr(gather, "MOST_DETAILS", 10)
    chance = random.Random(seed)
    history = History(house, boards, chance)
    history.show(chance.sample(range(100), 30))
    await house.watch(acme(boards) if source_id == ACME else watched(boards))
    for _ in range(STEPS):
        if chance.random() < 0.6:
            history.move()
        await history.step(source_id)
    boards.calm(LISTS[source_id])
    history.serve(history.board)
    for _ in range(12):
        await house.age(source_id, "2 days")
        await house.rows("UPDATE posting SET closed_at = now() WHERE NOT open RETURNING id")
        await house.crawl(source_id)
        await history.check()
    still = await house.rows("SELECT native_id FROM posting WHERE open")
    assert sorted(int(str(row["native_id"]).removeprefix("R-")) for row in still) == history.board
