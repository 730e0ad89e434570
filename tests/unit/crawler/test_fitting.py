"""Whatever a source says, its posting is no larger than a record may be: a larger one would stop the relay."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from jobalerts_crawler.compare import news
from jobalerts_crawler.fitting import MOST, TooLarge, fitting
from jobalerts_crawler.snapshot import listed
from jobalerts_shared.events import PostingChange
from jobalerts_shared.posting import Advert, Posting
from jobalerts_shared.pushed import PushedPosting

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
WIDE = "\N{GRINNING FACE}"
CITIES = "; ".join(["London", "Bari", "Nice", "Rome", "Oslo", "Bonn"] * 10)[:300]


def told(advert: Advert) -> Posting:
    return news("push:acme", advert, PostingChange.OPENED, listed(advert, NOON), NOON).posting


def size(posting: Posting) -> int:
    return len(posting.model_dump_json().encode())


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"description": WIDE * 100_000, "locations": [CITIES] * 100}, id="a long text and many places"),
        pytest.param({"description": "\\\n" * 50_000, "locations": [WIDE * 300] * 100}, id="places that are none"),
        pytest.param(
            {"title": WIDE * 1000, "company": WIDE * 300, "url": "https://a.example/" + WIDE * 1900}, id="long lines"
        ),
    ],
)
def test_the_largest_that_can_be_pushed_is_cut_to_fit(said: dict[str, Any]) -> None:
    pushed = PushedPosting.model_validate({"native_id": "1", "title": "Data Engineer", "company": "Acme"} | said)
    posting = told(pushed.advert())
    assert size(posting) <= MOST
    assert posting.title and posting.company


def test_the_largest_that_can_be_crawled_is_cut_to_fit_and_keeps_its_sense() -> None:
    places = tuple(f"Town {number}, {WIDE * 50}" for number in range(5000))
    text = f"You work remotely from Germany. {WIDE * 300_000}"
    posting = told(Advert(native_id="1", title="Senior Data Engineer", locations=places, description=text))
    assert size(posting) <= MOST
    assert (posting.roles, posting.levels) == (("data engineer",), ("senior",))
    assert posting.description.startswith("You work remotely") and posting.locations[0] == places[0]


def test_a_usual_posting_is_left_as_it_is() -> None:
    posting = told(Advert(native_id="1", title="Data Engineer", locations=("Leeds",), description="A text. " * 2000))
    assert fitting(posting) is posting and posting.description.count("A text.") == 2000


def test_what_cannot_be_cut_is_refused() -> None:
    with pytest.raises(TooLarge):
        told(Advert(native_id="1", title="Data Engineer", apply_url="https://a.example/" + "x" * MOST))
