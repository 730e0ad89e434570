"""How fast adverts are understood, and in how much memory, on one core.

    python -m bench.reading [--postings 4000] [--seed 1] [--baseline] [--json]

A full posting is a title, a location line and a text of 4 KB, made up from a seed. Seconds are of
processor time. `--baseline` adds the plain regular expression with a city list, which reads titles and places alone.
"""

from __future__ import annotations

import argparse
import json
import resource
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from time import process_time
from typing import TypeVar

from bench.reading.baseline import read_simply
from bench.reading.postings import adverts
from jobalerts_shared.posting import Advert
from jobalerts_shared.reading.gazetteer import gazetteer, place_key
from jobalerts_shared.reading.places import read_location
from jobalerts_shared.reading.titles import read_title
from jobalerts_shared.reading.understand import understand

NOW = datetime(2026, 11, 1, tzinfo=UTC)
LOOK_UPS = 50_000
T = TypeVar("T")


def main() -> None:
    options = _options()
    before = _megabytes()
    figures = _loading()
    figures["memory of the tables, MB"] = _megabytes() - before
    wanted = list(adverts(options.postings, options.seed))
    figures |= _rates(wanted)
    if options.baseline:
        figures["baseline: titles and places a second"] = _rate(read_simply, wanted)
        figures |= _package(wanted)
    figures["memory at the end, MB"] = _megabytes()
    print(json.dumps(figures) if options.json else _table(figures))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.reading", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("--postings", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--baseline", action="store_true", help="measure the simple solutions too")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _loading() -> dict[str, float]:
    began = process_time()
    gazetteer()
    opened = process_time()
    read_title("Senior Data Engineer")
    return {"opening the gazetteer, ms": (opened - began) * 1000, "first title, ms": (process_time() - opened) * 1000}


def _rates(wanted: list[Advert]) -> dict[str, float]:
    look = partial(understand, source="bench:reading", now=NOW)
    names = [place_key(gazetteer().place(number).name) for number in range(LOOK_UPS)]
    titles = list(dict.fromkeys(advert.title for advert in wanted))
    read_location.cache_clear()
    full = _rate(look, wanted)
    read_title.cache_clear()
    return {
        "full postings a second": full,
        "titles a second, none seen before": _rate(read_title, titles),
        "location lines a second, none seen before": _rate(_location_anew, wanted[:1000]),
        "names looked up a second": _rate(gazetteer().find, names),
    }


def _package(wanted: list[Advert]) -> dict[str, float]:
    """The fastest package of the comparison, where it is installed (`simple.py` says what it needs)."""
    try:
        from find_job_titles import FinderPyaho
    except ImportError:
        return {}
    finder = FinderPyaho()
    rate = _rate(lambda advert: finder.findall(advert.title, use_longest=False), wanted)
    return {"find-job-titles: titles a second": rate}


def _location_anew(advert: Advert) -> object:
    read_location.cache_clear()
    return read_location(advert.locations[0])


def _rate(read: Callable[[T], object], wanted: Sequence[T]) -> float:
    began = process_time()
    for one in wanted:
        read(one)
    return len(wanted) / (process_time() - began)


def _megabytes() -> float:
    """The most memory that the process has held until now."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _table(figures: dict[str, float]) -> str:
    return "\n".join(f"{name:45} {value:12,.1f}" for name, value in figures.items())


if __name__ == "__main__":
    main()
