"""The same walk while each service, Kafka and PostgreSQL are killed with -9: never none, a second one only counted."""

from __future__ import annotations

import collections
import os
import random
import re
import signal
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.acceptance.stage import Board, Mailbox, Walk, wait_until, words

SEED = 20261123
POSTINGS = 36
KILLS_EACH = 2
IN_FLIGHT = 8  # deliveries that one sender may have claimed when it dies
PROCESSES = ["crawl", "match", "notify", "serve", "kafka", "postgresql"]
PEOPLE = ["one@example.org", "two@example.org"]
SUBJECTS = ("search", "ranking", "speech", "vision", "fraud", "pricing", "routing", "safety", "maps", "music")


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox().served() as served:
        yield served


@pytest.fixture
def board() -> Iterator[Board]:
    with Board().served() as served:
        served.add(1, "Office Assistant", "Leeds, UK")
        yield served


def kill_one(walk: Walk, name: str) -> bool:
    pid = walk.children().get(name)
    if pid is None:  # still on its way back from the last time
        return False
    os.kill(pid, signal.SIGKILL)
    return True


def different_text(chance: random.Random, number: int) -> str:
    return f"<p>Opening {number}: {' '.join(chance.choices(SUBJECTS, k=60))}</p>"


def test_nothing_is_lost_and_nothing_comes_twice(tmp_path: Path, board: Board, mailbox: Mailbox) -> None:
    chance = random.Random(SEED)
    source = {"kind": "greenhouse", "token": "acme", "every": "1s", "base_url": f"http://127.0.0.1:{board.port}"}
    with Walk(tmp_path, [source], mailbox.port).up() as walk:
        wait_until(lambda: board.reads >= 2, "the crawler reads the board")
        for person in PEOPLE:
            walk.subscribe(person, {"roles": ["machine learning engineer"], "places": ["London, UK"]})
        walk.heard(active=len(PEOPLE))
        victims = chance.sample(PROCESSES * KILLS_EACH, k=len(PROCESSES) * KILLS_EACH)
        urls, killed = [], collections.Counter[str]()
        for number in range(2, POSTINGS + 2):
            title = f"Machine Learning Engineer, {SUBJECTS[number % 10].title()} {number}"
            urls.append(board.add(number, title, "London, UK", different_text(chance, number)))
            time.sleep(chance.uniform(0.3, 1.5))
            if victims and number % 3 == 0:
                name = victims.pop()
                killed[name] += kill_one(walk, name)
        assert sum(killed.values()) >= len(PROCESSES), f"seed {SEED}: too few died: {killed}"
        wait_until(lambda: not _missing(mailbox, urls), f"seed {SEED}, killed {killed}: every alert of everybody", 150)
        time.sleep(5)
        repeats = sum(_repeats(mailbox, person, urls) for person in PEOPLE)
        assert repeats <= killed["notify"] * IN_FLIGHT + killed["postgresql"] * IN_FLIGHT
        print(f"seed {SEED}: killed {dict(killed)}, alerts {len(urls) * len(PEOPLE)}, lost 0, repeats {repeats}")
        assert walk.stop() == 0


def _missing(mailbox: Mailbox, urls: list[str]) -> list[tuple[str, str]]:
    said = {person: {url for mail in mailbox.to(person) for url in _openings(mail)} for person in PEOPLE}
    return [(person, url) for person in PEOPLE for url in urls if url not in said[person]]


def _openings(mail: EmailMessage) -> set[str]:
    return set(re.findall(r"https://boards\.example/\w+/jobs/\d+", words(mail)))


def _repeats(mailbox: Mailbox, person: str, urls: list[str]) -> int:
    """Mails sent a second time; one opening in two different messages is never right."""
    ids = collections.Counter(str(mail["Message-ID"]) for mail in mailbox.to(person))
    told = {str(mail["Message-ID"]): _openings(mail) for mail in mailbox.to(person)}
    holders = collections.Counter(url for openings in told.values() for url in openings)
    assert set(holders) == set(urls)
    assert max(holders.values()) == 1, f"an opening stands in two different messages to {person}: {holders}"
    return sum(count - 1 for count in ids.values())
