"""Districts tied to their city: a posting in Brooklyn is one in New York. Neither package knows their parents."""

from __future__ import annotations

from math import cos, hypot, radians

from rows import Row, table

from jobalerts_shared.reading.gazetteer import PART_OF, Kind, place_key

KM_PER_DEGREE = 111.2
FARTHEST_KM = 40.0
BELIEVED = 10_000  # inhabitants, where we know none: as many as a town that is read when it stands alone


def districts(rows: list[Row]) -> list[Row]:
    """New rows for the districts that GeoNames does not know, to stand behind `rows`; both ends of each tie are marked.

    The city's `extra` lists the keys of its districts, a district's names its city's number.
    """
    new: list[Row] = []
    named: dict[tuple[str, str], list[tuple[int, Row]]] = {}
    for number, row in enumerate(rows):
        for key in row.names if row.kind == Kind.CITY else ():
            named.setdefault((row.country, key), []).append((number, row))
    for country, city_name, names in table("districts.tsv"):
        number, city = max(named[country, place_key(city_name)], key=lambda pair: pair[1].population)
        keys: set[str] = set()
        for name in names.split("|"):
            row, is_new = _tied(name, number, city, named)
            new += [row] if is_new else []
            keys |= {key for key, first in row.names.items() if first}
        city.extra = PART_OF.join(sorted(keys))
    return new


def _tied(cell: str, number: int, city: Row, named: dict[tuple[str, str], list[tuple[int, Row]]]) -> tuple[Row, bool]:
    cell, where = cell.rsplit("@", 1) if cell[-1].isdigit() and "@" in cell else (cell, "")
    name, _, alias = cell.partition("=")
    near = [row for _, row in named.get((city.country, place_key(name)), ()) if _is_near(row, city)]
    if not near and not where:
        raise SystemExit(f"no such district, and no coordinates: {(city.name, name)}")
    row = near[0] if near else _unknown(name, where, city)
    for called in filter(None, (name, alias)):
        row.call(called, first=True)
    row.extra = f"{PART_OF}{number}"
    return row, not near


def _unknown(name: str, where: str, city: Row) -> Row:
    latitude, _, longitude = where.partition(",")
    row = Row(Kind.CITY, city.country, name, parent=city.parent, population=BELIEVED)
    row.latitude, row.longitude = float(latitude), float(longitude)
    if not _is_near(row, city):
        raise SystemExit(f"too far from its city: {(city.name, name)}")
    return row


def _is_near(row: Row, city: Row) -> bool:
    north = (row.latitude - city.latitude) * KM_PER_DEGREE
    east = (row.longitude - city.longitude) * KM_PER_DEGREE * cos(radians(city.latitude))
    return row is not city and hypot(north, east) < FARTHEST_KM
