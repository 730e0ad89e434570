"""The places of the world by name, in one packed file that is mapped into memory: nothing to load, little to hold.

Layout, little-endian: a header; one record a place; strings, each behind its length; `BUCKETS` + 1 offsets of buckets;
and the buckets' entries: length of the key, number of places, the key, the places. A place's number is shifted by one
and its last bit says that the key is a name of the first rank. Within a key areas stand before cities, larger
first, those of the OECD counted threefold.

    GazetteerError    the file is absent, cut short or not ours
"""

from __future__ import annotations

import mmap
import re
import struct
import zlib
from enum import IntEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from jobalerts_shared.reading.text import fold

FILE = Path(__file__).parent / "data" / "gazetteer.bin"
MAGIC = b"JAGAZ\x00\x00\x01"
HEADER = struct.Struct("<8sIIIIII")
RECORD = struct.Struct("<B2sIIIIIii")
BUCKETS = 1 << 17
NO_PARENT = 0xFFFFFFFF
PART_OF = "="  # before the number of a district's city, and between the keys of a city's districts
SHORT_FORMS = re.compile(r"\b(?:saint|sankt|sainte|fort|mount|ciudad)\b")
SHORTENED = {"saint": "st", "sankt": "st", "sainte": "ste", "fort": "ft", "mount": "mt", "ciudad": "cd"}


class GazetteerError(Exception):
    """The packaged gazetteer cannot be used; installing the package again mends it."""


class Kind(IntEnum):
    """What a place is; a higher kind stands before a lower one under the same name."""

    COUNTY = 0
    CITY = 1
    METRO = 2
    REGION = 3
    COUNTRY = 4
    MACRO = 5


class Found(NamedTuple):
    """One place under a name. `first`: the name is its own, not a by-name.

    `parent` is the number of a city's region; of a region, that of its largest city.
    """

    number: int
    first: bool
    kind: Kind
    country: str
    name: str
    code: str
    extra: str
    parent: int | None
    population: int
    latitude: float
    longitude: float

    @property
    def countries(self) -> frozenset[str]:
        """The countries of an area of several."""
        return frozenset(self.extra.split()) if self.kind == Kind.MACRO else frozenset((self.country,))

    @property
    def city_number(self) -> int | None:
        """Of a district, the number of the city that it is a part of."""
        return int(self.extra[1:]) if self.kind == Kind.CITY and self.extra.startswith(PART_OF) else None

    @property
    def districts(self) -> frozenset[str]:
        """The keys of a city's districts."""
        is_city = self.kind == Kind.CITY and self.extra and self.city_number is None
        return frozenset(self.extra.split(PART_OF)) if is_city else frozenset()

    @property
    def radius_km(self) -> float:
        """How far a metropolitan area reaches from its centre."""
        return float(self.extra) if self.kind == Kind.METRO else 0.0


@lru_cache(maxsize=16_384)
def place_key(name: str) -> str:
    """The form in which names of places are compared; `Saint` and `St.` are one."""
    return SHORT_FORMS.sub(lambda word: SHORTENED[word[0]], fold(name))


def bucket(key: bytes) -> int:
    return zlib.crc32(key) & (BUCKETS - 1)


class Gazetteer:
    """Finds places by folded name; reading is safe from several threads."""

    def __init__(self, path: Path = FILE) -> None:
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise GazetteerError(f"We cannot read the gazetteer {path}: {error}.") from None
        self._check(path)

    def _check(self, path: Path) -> None:
        if len(self._map) < HEADER.size:
            raise GazetteerError(f"The gazetteer {path} is cut short.")
        magic, checksum, length, count, *offsets = HEADER.unpack_from(self._map)
        if magic != MAGIC or len(self._map) != HEADER.size + length:
            raise GazetteerError(f"The gazetteer {path} is not one of this version, or is cut short.")
        if zlib.crc32(memoryview(self._map)[HEADER.size :]) != checksum:
            raise GazetteerError(f"The gazetteer {path} is damaged.")
        self.count = int(count)
        self.checksum = int(checksum)
        self._strings, self._buckets, self._entries = (int(offset) for offset in offsets)
        self.find = lru_cache(maxsize=8192)(self._find)
        self.place = lru_cache(maxsize=8192)(self._place)

    def _find(self, key: str) -> tuple[Found, ...]:
        """All places of a folded name (`place_key`), or of a code when the key begins with `#`; the likeliest first."""
        raw = key.encode()
        start, end = struct.unpack_from("<II", self._map, self._buckets + 4 * bucket(raw))
        at, end = self._entries + start, self._entries + end
        while at < end:
            size, count = self._map[at], self._map[at + 1]
            names_end = at + 2 + size
            if self._map[at + 2 : names_end] == raw:
                numbers = struct.unpack_from(f"<{count}I", self._map, names_end)
                return tuple(self._tagged(tagged) for tagged in numbers)
            at = names_end + 4 * count
        return ()

    def _tagged(self, tagged: int) -> Found:
        found = self.place(tagged >> 1)
        return found._replace(first=True) if tagged & 1 else found

    def _place(self, number: int) -> Found:
        kind, country, name, code, extra, parent, population, latitude, longitude = RECORD.unpack_from(
            self._map, HEADER.size + RECORD.size * number
        )
        return Found(
            number,
            False,
            Kind(kind),
            country.rstrip(b"\0").decode(),
            self._string(name),
            self._string(code),
            self._string(extra),
            None if parent == NO_PARENT else parent,
            population,
            latitude / 1e5,
            longitude / 1e5,
        )

    def _string(self, offset: int) -> str:
        at = self._strings + offset
        (size,) = struct.unpack_from("<H", self._map, at)
        return self._map[at + 2 : at + 2 + size].decode()


@cache
def gazetteer() -> Gazetteer:
    """The packaged gazetteer, opened at its first use."""
    return Gazetteer()
