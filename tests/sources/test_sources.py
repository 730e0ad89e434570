"""Every kind reads its saved responses as expected; see a kind's folder for a page and its `.expected.json`."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from jobalerts_crawler.board import Board, Page, Unreadable
from jobalerts_crawler.look import read_saved
from jobalerts_crawler.sources import PARSED, SOURCES

HERE = Path(__file__).parent
NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
PAGES = sorted(HERE.glob("*/*.expected.json"))


def saved(expected: Path) -> Path:
    name = expected.name.removesuffix(".expected.json")
    [page] = (path for path in expected.parent.glob(f"{name}.*") if path != expected)
    return page


@pytest.mark.parametrize("expected", [pytest.param(path, id=f"{path.parent.name}-{path.name[:-14]}") for path in PAGES])
def test_a_saved_response(expected: Path) -> None:
    kind = expected.parent.name
    page = saved(expected)
    address = "https://northwind.example/careers" if page.suffix == ".html" else None
    board = Board(kind, token=None if kind == "page" else "northwind", name="Board's Own Name")
    seen = read_saved(board, Page(address, page.read_bytes()), NOW)
    wanted: dict[str, Any] = json.loads(expected.read_text())
    assert seen.complete is wanted["complete"]
    found = [posting.model_dump(mode="json") for posting in seen.postings]
    for posting in found:
        posting["description"] = re.sub(r"\n+", "\n", posting["description"])
    picked = [
        {field: posting[field] for field in fields} for posting, fields in zip(found, wanted["postings"], strict=True)
    ]
    assert picked == wanted["postings"]


def test_every_kind_has_saved_responses() -> None:
    assert {path.parent.name for path in PAGES} == set(PARSED)


@pytest.mark.parametrize("kind", PARSED)
@pytest.mark.parametrize(
    ("body", "found"),
    [
        pytest.param(b"", "an empty body", id="empty"),
        pytest.param(b"{", "JSON that begins «{»", id="cut JSON"),
        pytest.param(b'{"status":404,"error":"Job not found"}', "", id="an error in JSON"),
        pytest.param(b'{"jobs":{"a":1}}', "", id="another shape"),
        pytest.param(b"\x00\xff\x00\xff" * 50, "", id="bytes"),
        pytest.param(b"<!doctype html><title>Sign in</title><h1>Sign in</h1>", "titled «Sign in»", id="a login page"),
        pytest.param(b"[" * 100_000, "", id="nested without end"),
    ],
)
def test_what_is_not_expected_is_said_in_one_line(kind: str, body: bytes, found: str) -> None:
    with pytest.raises(Unreadable) as raised:
        PARSED[kind].read([Page("https://a.example/", body)], Board(kind, token="acme"))
    words = str(raised.value)
    assert words.startswith("expected ") and found in words and "\n" not in words and len(words) < 300


def test_markup_nested_without_end_is_refused() -> None:
    page = Page("https://a.example/", b"<html><body>" + b"<div>" * 200_000)
    with pytest.raises(Unreadable, match="nested"):
        SOURCES["page"].read([page], Board("page", url="https://a.example/"))
