"""The boards that we suggest can be read without anybody's permission."""

from __future__ import annotations

from jobalerts_crawler.board import refusal
from jobalerts_crawler.sources import SOURCES
from jobalerts_crawler.starter import starters
from jobalerts_crawler.watchlist import board_of


def test_every_starter_is_a_board_that_we_read() -> None:
    found = starters()
    assert found["playstation"].id == "greenhouse:sonyinteractiveentertainmentglobal"
    assert len({source.id for source in found.values()}) == len(found)
    for source in found.values():
        kind = SOURCES[source.kind]
        assert source.name and kind.addresses(board_of(source)) and refusal(kind, board_of(source)) is None
