"""An advert page saved as text, served and crawled: closed it alerts nobody, open it alerts who asked for it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance.stage import Board, Mailbox, Walk, wait_until, words

HERE = Path(__file__).parent
SEED = HERE.parents[2] / "shared" / "data" / "pages" / "000_715376df7860819d.txt"


@dataclass(frozen=True)
class Case:
    page: Path
    role: str
    city: str
    employer: str
    never: tuple[str, ...]


CASES = [
    pytest.param(
        Case(HERE / "aggregator_page.txt", "data engineer", "Leeds", "Northwind Analytics", ("#LI-AB1", "helicopters")),
        id="a page of our own in the aggregator's shape",
    ),
    pytest.param(
        Case(SEED, "machine learning engineer", "London", "PlayStation Global", ("#LI-KS1", "Ljbffr", "drones")),
        id="the aggregator's page as it was captured",
        marks=[
            pytest.mark.captured,
            pytest.mark.skipif(not SEED.exists(), reason="the folder of captured pages is not beside the repository"),
        ],
    ),
]


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    chosen: Case = request.param
    return chosen


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox().served() as served:
        yield served


@pytest.fixture
def board(case: Case) -> Iterator[Board]:
    text = case.page.read_text()
    with Board().served() as served:
        served.pages["/closed"] = text
        served.pages["/open"] = "\n".join(line for line in text.splitlines() if line != "Applications closed")
        yield served


def test_only_the_open_page_alerts_and_only_who_asked(
    tmp_path: Path, case: Case, board: Board, mailbox: Mailbox
) -> None:
    address = f"http://127.0.0.1:{board.port}"
    sources = [
        {"kind": "page", "url": f"{address}/{state}", "every": "1s", "baseline": False, "name": state}
        for state in ("closed", "open")
    ]
    wishes = {
        "asked@example.org": (case.role, case.city, "mid"),
        "senior@example.org": (case.role, case.city, "senior"),
        "elsewhere@example.org": (case.role, "Manchester, UK", "mid"),
        "java@example.org": ("java developer", case.city, "mid"),
    }
    held_back = board.pages.copy()
    board.pages.clear()  # nothing is read before the subscriptions stand
    with Walk(tmp_path, sources, mailbox.port).up() as walk:
        for person, (role, place, level) in wishes.items():
            walk.subscribe(person, {"roles": [role], "places": [place], "levels": [level]})
        walk.heard(active=len(wishes))
        board.pages |= held_back
        [mail] = wait_until(lambda: mailbox.mails, "the open page's alert arrives", 90)
        wait_until(lambda: walk.metric(1, "jobalerts_postings_published_total") >= 2, "both pages are published")
        assert mail["X-Envelope-To"] == "asked@example.org"
        assert f"{address}/open" in words(mail) and case.employer in words(mail)
        assert not any(noise in words(mail) for noise in case.never)
        time.sleep(3)
        assert walk.stop() == 0
        assert len(mailbox.mails) == 1
