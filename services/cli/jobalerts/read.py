"""`jobalerts read`: one JSON line in, one JSON line out; a line that cannot be read is answered with its error.

Three kinds: `title`, `location`, and `pair` (a subscription and a posting, judged as the matcher judges them).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, BinaryIO

import orjson
import typer
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from jobalerts_shared.criteria import Criteria, judge
from jobalerts_shared.posting import Advert, Evidence, Level
from jobalerts_shared.reading.places import read_location
from jobalerts_shared.reading.spots import written
from jobalerts_shared.reading.titles import read_title
from jobalerts_shared.reading.understand import understand

LONGEST_LINE = 1_000_000  # bytes; a longer one is answered with an error
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # a pair states no dates, so no clock decides

Answer = dict[str, Any]  # Any: JSON

app = typer.Typer(pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]})


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Title(_Line):
    title: str


class _Location(_Line):
    raw: str
    hints: tuple[str, ...] = ()


class _Wanted(_Line):
    role: str = ""
    location: str = ""
    seniority: tuple[Level, ...] | None = None


class _Offered(_Line):
    title: str
    location: str = ""
    description: str = ""


class _Pair(_Line):
    subscription: _Wanted = Field(description="who wants what")
    posting: _Offered


@app.command(epilog="""Example: echo '{"id": 1, "kind": "title", "title": "Senior Nurse"}' | jobalerts read""")
def read() -> None:
    """Read titles, places and pairs: JSON lines in, JSON lines out, one answer a line with its evidence."""
    read_lines(sys.stdin.buffer, sys.stdout.buffer)


def read_lines(lines: Iterable[bytes], out: BinaryIO) -> None:
    """Answers each line as it comes; empty lines are passed over."""
    for line in lines:
        if line.strip():
            out.write(orjson.dumps(_answer(line), option=orjson.OPT_APPEND_NEWLINE))
            out.flush()


def _answer(line: bytes) -> Answer:
    if len(line) > LONGEST_LINE:
        return {"id": None, "error": f"the line is longer than {LONGEST_LINE} bytes"}
    try:
        asked = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return {"id": None, "error": f"not JSON: {error}"}
    if not isinstance(asked, dict):
        return {"id": None, "error": "not a JSON object"}
    identity = asked.get("id")
    kind = asked.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        return {"id": identity, "error": f"kind is one of {', '.join(KINDS)}"}
    try:
        return {"id": identity, **KINDS[kind](asked)}
    except ValidationError as error:
        return {"id": identity, "error": _plainly(error)}


def _plainly(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())


def _title(asked: Answer) -> Answer:
    reading = read_title(_Title.model_validate(asked).title)
    return {
        "role": reading.roles[0] if reading.roles else None,
        "roles": list(reading.roles),
        "levels": list(reading.levels),
        "seniority": reading.seniority,
        "evidence": _shown(reading.evidence),
    }


def _location(asked: Answer) -> Answer:
    line = _Location.model_validate(asked)
    reading = read_location(line.raw, hints=line.hints)
    return {
        "places": [
            {"city": place.city, "region": place.region, "country_iso2": place.country} for place in reading.places
        ],
        "remote": reading.work_mode,
        "remote_countries": list(reading.remote_countries),
        "remote_anywhere": reading.remote_anywhere,
        "remote_except": [written(place) for place in reading.remote_except],
        "evidence": _shown(reading.evidence),
    }


def _pair(asked: Answer) -> Answer:
    pair = _Pair.model_validate(asked)
    wanted, offered = pair.subscription, pair.posting
    criteria = Criteria(
        roles=(wanted.role,) if wanted.role else (),
        places=(wanted.location,) if wanted.location else (),
        levels=wanted.seniority or (),
    )
    advert = Advert(
        native_id="pair",
        title=offered.title,
        locations=(offered.location,) if offered.location else (),
        description=offered.description,
    )
    judgement = judge(criteria, understand(advert, source="read:pair", now=EPOCH))
    return {"match": judgement.match, "verdicts": [verdict.model_dump(mode="json") for verdict in judgement.verdicts]}


def _shown(evidence: Iterable[Evidence]) -> list[Answer]:
    return [one.model_dump(mode="json") for one in evidence]


KINDS: dict[str, Callable[[Answer], Answer]] = {"title": _title, "location": _location, "pair": _pair}
