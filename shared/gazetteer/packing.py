"""The rows brought to bytes; the layout is told where they are read, `jobalerts_shared.reading.gazetteer`."""

from __future__ import annotations

import struct
import zlib

from rows import Row

from jobalerts_shared.reading.gazetteer import BUCKETS, HEADER, MAGIC, RECORD, Kind, bucket

# Where most boards advertise: of two namesakes the one there is rather meant, unless it is three times smaller.
OECD_WORDS = """
AU AT BE CA CL CO CR CZ DK EE FI FR DE GR HU IS IE IL IT JP KR LV LT LU MX NL NZ NO PL PT SK SI ES SE CH TR GB US
"""
OECD = frozenset(OECD_WORDS.split())
MOST_NAMESAKES = 32


def pack(rows: list[Row]) -> bytes:
    """Header, records, names, buckets and entries; every offset counts from the start of the file."""
    strings = bytearray()
    at: dict[bytes, int] = {}
    numbers = {row.extra: number for number, row in enumerate(rows) if row.kind == Kind.REGION}
    records = bytearray()
    for row in rows:
        offsets = [
            _string(text, strings, at) for text in (row.name, row.code, row.extra if row.kind != Kind.REGION else "")
        ]
        parent = int(row.parent[1:]) if row.parent.startswith("=") else numbers.get(row.parent, 0xFFFFFFFF)
        records += RECORD.pack(
            row.kind,
            row.country.encode(),
            *offsets,
            parent,
            row.population,
            round(row.latitude * 1e5),
            round(row.longitude * 1e5),
        )
    starts, entries = _entries(rows)
    records_at = HEADER.size
    strings_at = records_at + len(records)
    buckets_at = strings_at + len(strings)
    entries_at = buckets_at + 4 * len(starts)
    body = bytes(records + strings) + struct.pack(f"<{len(starts)}I", *starts) + entries
    return HEADER.pack(MAGIC, zlib.crc32(body), len(body), len(rows), strings_at, buckets_at, entries_at) + body


def _string(text: str, strings: bytearray, at: dict[bytes, int]) -> int:
    """Strings are kept once, each behind its length."""
    raw = text.encode()
    if raw not in at:
        at[raw] = len(strings)
        strings += struct.pack("<H", len(raw)) + raw
    return at[raw]


def _entries(rows: list[Row]) -> tuple[list[int], bytes]:
    named: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        for key, first in row.names.items():
            named.setdefault(key, []).append(number << 1 | first)
    chains: list[list[str]] = [[] for _ in range(BUCKETS)]
    for key in sorted(named):
        chains[bucket(key.encode())].append(key)
    starts = [0]
    blob = bytearray()
    for chain in chains:
        for key in chain:
            raw = key.encode()
            ids = sorted(named[key], key=lambda tagged: _rank(rows[tagged >> 1], tagged & 1))[:MOST_NAMESAKES]
            blob += struct.pack("<BB", len(raw), len(ids)) + raw + struct.pack(f"<{len(ids)}I", *ids)
        starts.append(len(blob))
    return starts, bytes(blob)


def _rank(row: Row, first: int) -> tuple[int, float, str, str]:
    """Areas first, then cities by inhabitants; another city's by-name counts for little."""
    weight = (1.0 if first else 0.03) * (3.0 if row.country in OECD else 1.0)
    return (-row.kind, -row.population * weight, row.country, row.name)
