"""The latest changes, until they are folded into the cells: a dict, and its cells once a posting has asked. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress

from jobalerts_matcher.cells import Standing
from jobalerts_matcher.entry import Flags, Numbers


class Recent:
    """While a million are read at start nobody asks, so that the cells are made up at the first question."""

    def __init__(self) -> None:
        self.held: dict[int, Standing] = {}
        self._cells: dict[int, list[int]] | None = None

    def put(self, number: int, standing: Standing) -> None:
        """Of somebody who is not here yet."""
        self.held[number] = standing
        if self._cells is not None:
            _enter(self._cells, number, standing)

    def drop(self, number: int) -> None:
        standing = self.held.pop(number, None)
        if standing is None or self._cells is None:
            return
        for cell in standing.cells:
            self._cells[cell].remove(number)
            if not self._cells[cell]:
                del self._cells[cell]

    def meeting(self, keys: Numbers, masks: tuple[int, int, int]) -> Iterator[int]:
        """Who stands in these cells and meets the masks; perhaps more than once."""
        for number in self._standing_in(keys):
            bits = self.held[number].bits
            if all(bits & mask for mask in masks):
                yield number

    def holds(self, number: int, holding: Flags) -> bool:
        return all(holding[condition] for condition in self.held[number].conditions)

    def _standing_in(self, keys: Numbers) -> Iterator[int]:
        if self._cells is None:
            self._cells = {}
            for number, standing in self.held.items():
                _enter(self._cells, number, standing)
        cells, asked = self._cells, keys.tolist()
        for key in compress(asked, map(cells.__contains__, asked)):
            yield from cells[key]


def _enter(cells: dict[int, list[int]], number: int, standing: Standing) -> None:
    for cell in standing.cells:
        cells.setdefault(cell, []).append(number)
