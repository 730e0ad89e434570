"""What every step of the build handles: a place before it is packed, and the rows of a reviewed table."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from jobalerts_shared.reading.gazetteer import Kind, place_key  # noqa: E402


@dataclass(slots=True)
class Row:
    """One place before it is packed; `names` maps a key to whether it is a name of the first rank."""

    kind: Kind
    country: str
    name: str
    code: str = ""
    parent: str = ""
    population: int = 0
    latitude: float = 0.0
    longitude: float = 0.0
    extra: str = ""
    names: dict[str, bool] = field(default_factory=dict)

    def call(self, name: str, *, first: bool = False) -> None:
        key = place_key(name)
        if key and len(key.encode()) < 200:
            self.names[key] = first or self.names.get(key, False)


def table(file: str) -> Iterator[list[str]]:
    """The rows of a reviewed table, without its comments."""
    for line in (HERE / file).read_text().splitlines():
        if line and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("\t")]
