"""The hand-checked responses that stand beside the checkout, where they do: they are not ours to copy."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from jobalerts_crawler.board import Board, Page
from jobalerts_crawler.look import read_saved
from jobalerts_crawler.sources import SOURCES
from jobalerts_shared.criteria import judge
from jobalerts_shared.posting import Level, Posting
from jobalerts_shared.wanted import Criteria

DATA = Path(__file__).parents[2].parent / "shared" / "data"
NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
FOLDERS = ["greenhouse", "lever", "html-jsonld", "html-plain"]
ADVERT = DATA / "pages" / "000_715376df7860819d.txt"
TOTAL = re.compile(r"found (\d+)/(\d+) rows, fields (\d+)/(\d+) = .*crashes (\d+)")

pytestmark = [
    pytest.mark.captured,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"the hand-checked responses are not at {DATA}"),
]


@pytest.mark.parametrize("folder", FOLDERS)
def test_at_least_95_of_100_are_found_and_right(folder: str) -> None:
    command = [sys.executable, str(DATA / "sources" / "score.py"), "--errors", "40", "--kind", folder]
    parse = [str(DATA / "sources"), "--", sys.executable, "-m", "jobalerts", "source", "parse"]
    done = subprocess.run([*command, *parse], capture_output=True, text=True, timeout=300)
    total = TOTAL.search(done.stdout)
    assert total, done.stdout + done.stderr
    found, to_find, right, asked, crashes = map(int, total.groups())
    assert to_find and asked and not crashes
    assert found >= 0.95 * to_find and right >= 0.95 * asked, done.stdout


def advert(body: bytes) -> Posting:
    [posting] = read_saved(Board("page"), Page(None, body), NOW).postings
    return posting


def test_the_advert_of_an_aggregator_saved_as_text() -> None:
    posting = advert(ADVERT.read_bytes())
    assert (posting.title, posting.company) == ("Machine Learning Engineer II", "PlayStation Global")
    assert [(place.city, place.country) for place in posting.places] == [("London", "GB")]
    assert posting.levels == (Level.MID,) and posting.closed
    assert (
        posting.description.startswith("Why PlayStation?")
        and "will be considered for employment" in posting.description
    )
    for noise in ("#LI-", "#J-", "drones", "Subscribe", "Industry Insights", "Related Jobs", "Staff Machine Learning"):
        assert noise not in posting.description


@pytest.mark.parametrize(
    ("wish", "wanted"),
    [
        pytest.param({}, True, id="what it is"),
        pytest.param({"levels": ["senior"]}, False, id="another level"),
        pytest.param({"places": ["Manchester"]}, False, id="another city"),
        pytest.param({"roles": ["java developer"]}, False, id="another role"),
    ],
)
def test_it_is_wanted_by_whom_it_fits_while_it_is_open(wish: dict[str, Any], wanted: bool) -> None:
    asked = {"roles": ["machine learning engineer"], "places": ["London"], "levels": ["mid"]} | wish
    criteria = Criteria.model_validate(asked)
    text = ADVERT.read_text()
    assert judge(criteria, advert(text.replace("Applications closed\n", "").encode())).match is wanted
    assert not judge(criteria, advert(text.encode())).match, "a closed posting alerts nobody"


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_row_is_lost_without_a_word(folder: str) -> None:
    """What the reader leaves out of a response makes it incomplete, so that nothing closes by it."""
    kind = "page" if folder.startswith("html") else folder
    for path in sorted((DATA / "sources" / folder).iterdir()):
        snapshot = SOURCES[kind].read([Page("https://a.example/careers", path.read_bytes())], Board(kind, token="acme"))
        rows = json.loads(path.read_text()) if path.suffix == ".json" else None
        if isinstance(rows, list):
            assert len(snapshot.adverts) == len(rows)
        elif isinstance(rows, dict):
            assert len(snapshot.adverts) == len(rows["jobs"])
            assert snapshot.complete is (len(rows["jobs"]) == rows["meta"]["total"])
