"""The simple solutions, answering as `jobalerts read` does, so that one scorer measures them and us.

    score.py -- python -m bench.reading.simple nothing|package|regexp

nothing: the title is the role, the raw line has no places. package: find-job-titles names the role (it must be
installed), a city list the places. regexp: `baseline.py`'s patterns and the same list.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from bench.reading.baseline import read_simply
from jobalerts_shared.posting import Advert
from jobalerts_shared.reading.gazetteer import Kind, gazetteer, place_key
from jobalerts_shared.reading.text import fold

LEVELS = {"jr": "junior", "sr": "senior", "head of": "director", "vp": "executive", "chief": "executive"}
Line = dict[str, Any]  # Any: JSON


def main() -> None:
    read_role = {"nothing": lambda: title_as_role, "package": by_package, "regexp": lambda: by_regexp}[sys.argv[1]]()
    places_read = sys.argv[1] != "nothing"
    for text in sys.stdin:
        line = json.loads(text)
        print(json.dumps({"id": line["id"]} | answer(line, read_role, places_read)))


def answer(line: Line, read_role: Callable[[str], tuple[str, str | None]], places_read: bool) -> Line:
    match line["kind"]:
        case "title":
            role, level = read_role(line["title"])
            return {"role": role, "seniority": level}
        case "location":
            places, mode = by_list(line["raw"]) if places_read else ([], None)
            return {"places": places, "remote": mode}
        case _:
            return {"match": pair(line["subscription"], line["posting"], read_role, places_read)}


def title_as_role(title: str) -> tuple[str, str | None]:
    return title, None


def by_regexp(title: str) -> tuple[str, str | None]:
    role, level, _, _ = read_simply(Advert(native_id="1", title=title))
    return role, LEVELS.get(level or "", level)


def by_package() -> Callable[[str], tuple[str, str | None]]:
    """The longest job title of its list of 75,000 that stands in the title."""
    from find_job_titles import FinderPyaho  # not among our dependencies: of 2017, and it needs setuptools<81

    finder = FinderPyaho()

    def read(title: str) -> tuple[str, str | None]:
        found = list(finder.findall(title, use_longest=False))  # its own longest match fails where there is none
        return (max((one.match for one in found), key=len) if found else title), by_regexp(title)[1]

    return read


def by_list(raw: str) -> tuple[list[Line], str | None]:
    """A split at commas and the most populous place of that name."""
    _, _, _, mode = read_simply(Advert(native_id="1", title="", locations=(raw,)))
    places: list[Line] = []
    for piece in (
        raw.replace(";", ",").replace("|", ",").replace("/", ",").replace("(", ",").replace(")", ",").split(",")
    ):
        found = [one for one in gazetteer().find(place_key(piece)) if one.kind in (Kind.CITY, Kind.COUNTRY)]
        if found and found[0].kind is Kind.CITY:
            places.append({"city": found[0].name, "region": None, "country_iso2": found[0].country})
        elif found and not places:
            places.append({"city": None, "region": None, "country_iso2": found[0].country})
    return places, mode.replace("-", "") if mode else None


def pair(wanted: Line, posting: Line, read_role: Callable[[str], tuple[str, str | None]], places_read: bool) -> bool:
    role, level = read_role(posting["title"])
    if not set(fold(wanted["role"]).split()) <= set(fold(role).split()):
        return False
    if places_read and wanted["seniority"] and level not in wanted["seniority"]:
        return False
    if not places_read:
        return fold(wanted["location"]) in fold(posting["location"])
    asked, offered = by_list(wanted["location"])[0], by_list(posting["location"])[0]
    return any(_contains(one, other) for one in asked for other in offered)


def _contains(asked: Line, offered: Line) -> bool:
    return asked["country_iso2"] == offered["country_iso2"] and asked["city"] in (None, offered["city"])


if __name__ == "__main__":
    main()
