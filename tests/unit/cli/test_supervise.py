"""When a program is started again, when no more, and in which order all of them end."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobalerts.embedded.errors import EmbeddedError
from jobalerts.supervise import GaveUp, Patience, Supervisor


@dataclass
class FakeProgram:
    """Dies and starts as it is told, and writes down what was done to it."""

    name: str
    done: list[str] = field(default_factory=list)
    alive: bool = True
    exit_code: int | None = None
    refuses: str = ""

    def start(self) -> None:
        self.done.append(f"start {self.name}")
        if self.refuses:
            raise EmbeddedError(self.refuses)
        self.alive, self.exit_code = True, None

    def die(self, exit_code: int = 1) -> None:
        self.alive, self.exit_code = False, exit_code

    def ask_to_end(self) -> None:
        self.done.append(f"ask {self.name}")

    def stop(self) -> None:
        self.done.append(f"stop {self.name}")
        self.alive = False

    def kill(self) -> None:
        self.done.append(f"kill {self.name}")
        self.alive = False

    def last_words(self) -> str:
        return f"{self.name} said this"


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Table:
    program: FakeProgram
    clock: Clock
    said: list[str]
    supervisor: Supervisor


@pytest.fixture
def table() -> Table:
    program, clock, said = FakeProgram("Kafka"), Clock(), []
    return Table(program, clock, said, Supervisor([[program]], said.append, Patience(), clock))


@pytest.mark.parametrize(
    ("deaths", "pause"),
    [
        pytest.param([100.0], 0.25, id="the first"),
        pytest.param([99.0, 100.0], 0.5, id="the second"),
        pytest.param([97.0, 98.0, 99.0, 100.0], 2.0, id="the fourth"),
        pytest.param([96.0, 97.0, 98.0, 99.0, 100.0], None, id="the fifth within a minute"),
        pytest.param([39.9, 97.0, 98.0, 99.0, 100.0], 2.0, id="one of five long ago"),
        pytest.param([10.0, 20.0, 30.0, 100.0], 0.25, id="all others long ago"),
    ],
)
def test_the_pause_doubles_and_patience_ends(deaths: list[float], pause: float | None) -> None:
    assert Patience().pause(deaths, now=100.0) == pause


@given(st.lists(st.floats(0, 1000), max_size=12).map(sorted))
def test_patience_ends_by_recent_deaths_alone(deaths: list[float]) -> None:
    recent = [death for death in deaths if 1000.0 - death < 60]
    assert (Patience().pause(deaths, now=1000.0) is None) == (len(recent) >= 5)


def test_a_dead_program_is_started_again_after_its_pause(table: Table) -> None:
    table.program.die(-9)
    table.supervisor.turn()
    assert table.said == ["Kafka was killed (signal 9); we start it again in 0.25 s."]
    table.clock.now += 0.2
    table.supervisor.turn()
    assert table.program.done == []
    table.clock.now += 0.1
    table.supervisor.turn()
    assert table.program.done == ["start Kafka"] and table.said[-1] == "Kafka runs again."
    table.supervisor.turn()
    assert len(table.said) == 2


def test_a_program_that_keeps_dying_ends_everything_with_its_last_words(table: Table) -> None:
    with pytest.raises(GaveUp, match=r"Kafka died 5 times within 60 s; we give up\. Its last words:\nKafka said this"):
        for _ in range(100):
            table.program.die()
            table.supervisor.turn()
            table.clock.now += 2
    assert table.program.done.count("start Kafka") == 4


def test_a_program_that_dies_now_and_then_is_always_started_again(table: Table) -> None:
    for _ in range(30):
        table.program.die()
        table.supervisor.turn()
        table.clock.now += 20
        table.supervisor.turn()
        assert table.program.alive


def test_a_start_that_fails_counts_as_a_death_and_is_said(table: Table) -> None:
    table.program.die()
    table.program.refuses = "port 9092 is taken"
    with pytest.raises(GaveUp):
        for _ in range(100):
            table.supervisor.turn()
            table.clock.now += 1
    assert table.program.done == ["start Kafka"] * 4
    assert "Kafka did not start (port 9092 is taken); we start it again in 0.5 s." in table.said


def test_others_are_watched_while_one_waits(table: Table) -> None:
    other = FakeProgram("The crawler service")
    table.supervisor.layers = [[table.program], [other]]
    table.program.die()
    table.supervisor.turn()
    other.die()
    table.supervisor.turn()
    table.clock.now += 1
    table.supervisor.turn()
    assert table.program.alive and other.alive


def test_the_end_comes_layer_by_layer_from_the_last_and_all_of_a_layer_are_asked_first() -> None:
    done: list[str] = []
    postgresql, kafka, first, second = (FakeProgram(name, done) for name in ("postgresql", "kafka", "first", "second"))
    Supervisor([[postgresql], [kafka], [first, second]], done.append).stop()
    asked = ["ask first", "ask second", "stop first", "stop second"]
    assert done == [*asked, "ask kafka", "stop kafka", "ask postgresql", "stop postgresql"]


def test_the_end_in_a_hurry_spares_nobody() -> None:
    done: list[str] = []
    Supervisor([[FakeProgram("kafka", done)], [FakeProgram("first", done)]], done.append).kill()
    assert sorted(done) == ["kill first", "kill kafka"]
