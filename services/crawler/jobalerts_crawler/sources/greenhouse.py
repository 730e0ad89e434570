"""Greenhouse boards: one public JSON answer per board, complete and unpaged.

https://developers.greenhouse.io/job-board.html, and what captured answers do beyond it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

from pydantic import ValidationError

from jobalerts_crawler.board import Board, Page, Snapshot, Source, Unreadable, Wire, parse_json, read_rows
from jobalerts_crawler.words import end_of, fold_title, moment, period_of, split_places, work_mode
from jobalerts_shared.posting import Advert, Pay, WorkMode

HOST = "https://boards-api.greenhouse.io"
EXPECTED = "the JSON of a Greenhouse board, an object with `jobs`"
BOARD_HOSTS = re.compile(r"(?:job-)?boards(?:-api)?(?:\.eu)?\.greenhouse\.io")
MODE_FIELDS = {
    "location type",
    "workplace type",
    "work type",
    "work model",
    "workplace",
    "remote status",
    "work arrangement",
}
TYPE_FIELDS = {"employment type", "job type", "time type", "commitment", "contract type", "type of employment"}


class _Named(Wire):
    name: str | None = None
    location: str | None = None


class _Custom(Wire):
    name: str | None = None
    value: object = None


class _Range(Wire):
    min_cents: int | None = None
    max_cents: int | None = None
    currency_type: str | None = None
    title: str | None = None
    blurb: str | None = None


class _Job(Wire):
    id: int
    title: str
    internal_job_id: int | None = None
    company_name: str | None = None
    location: _Named | None = None
    absolute_url: str | None = None
    first_published: str | None = None
    application_deadline: str | None = None
    metadata: list[_Custom] | None = None
    departments: list[_Named] | None = None
    offices: list[_Named] | None = None
    content: str | None = None
    pay_input_ranges: list[_Range] | None = None


class _Meta(Wire):
    total: int | None = None


class _Answer(Wire):
    jobs: list[object]
    meta: _Meta | None = None


def addresses(board: Board) -> tuple[str, ...]:
    base = (board.base_url or HOST).rstrip("/")
    return (f"{base}/v1/boards/{quote(board.token or '', safe='')}/jobs?content=true&pay_transparency=true",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    parsed = parse_json(pages[0], EXPECTED)
    try:
        answer = _Answer.model_validate(parsed)
    except ValidationError:
        raise Unreadable(EXPECTED, _found(parsed)) from None
    jobs, complete = read_rows(answer.jobs, _Job, "Greenhouse jobs with `id` and `title`")
    return Snapshot(
        adverts=tuple(_advert(job, board) for job in jobs),
        # The vendor says how many there are; an answer with fewer is cut.
        complete=complete and not (answer.meta and (answer.meta.total or 0) > len(answer.jobs)),
        same_job={
            str(job.id): f"greenhouse-job:{job.internal_job_id}:{fold_title(job.title)}"
            for job in jobs
            if job.internal_job_id
        },
    )


def detect(url: str) -> str | None:
    """The token of a board's address, of one advert on it, or of the embedding script."""
    parts = urlsplit(url)
    if not BOARD_HOSTS.fullmatch(parts.hostname or ""):
        return None
    embedded = parse_qs(parts.query).get("for")
    path = [part for part in parts.path.split("/") if part]
    if path[:2] == ["v1", "boards"]:
        path = path[2:]
    named = embedded[0] if embedded else path[0] if path else "embed"
    return None if named == "embed" else named


def _found(parsed: object) -> str:
    if isinstance(parsed, dict):
        return f"an object with {', '.join(f'`{str(key)[:30]}`' for key in list(parsed)[:5]) or 'nothing in it'}"
    return "a JSON list" if isinstance(parsed, list) else "a bare JSON value"


def _advert(job: _Job, board: Board) -> Advert:
    return Advert(
        native_id=str(job.id),
        title=" ".join(job.title.split()),
        company=job.company_name or board.name,
        locations=_locations(job),
        work_mode=_work_mode(job),
        employment_type=_custom(job, TYPE_FIELDS),
        pay=_pay(job.pay_input_ranges or []),
        # The body is HTML whose markup is escaped once more.
        description=unescape(job.content or ""),
        posted_at=moment(job.first_published),
        valid_through=end_of(job.application_deadline),
        url=job.absolute_url,
        apply_url=job.absolute_url,
        department=next((named.name for named in job.departments or [] if named.name), None),
    )


def _locations(job: _Job) -> tuple[str, ...]:
    if job.location and job.location.name:
        return split_places(job.location.name)
    return tuple(office.location or office.name or "" for office in job.offices or [] if office.location or office.name)


def _work_mode(job: _Job) -> WorkMode | None:
    return work_mode(_custom(job, MODE_FIELDS))


def _custom(job: _Job, names: set[str]) -> str | None:
    """The employer's own field of one of these names, where it holds words."""
    for custom in job.metadata or []:
        if custom.name and custom.name.casefold().strip(" ?:") in names:
            value = custom.value[0] if isinstance(custom.value, list) and custom.value else custom.value
            if isinstance(value, str) and value.strip():
                return value.strip()
    return None


def _pay(ranges: list[_Range]) -> Pay | None:
    """Cents, one range per pay zone: the span of all zones of the first currency."""
    known = [zone for zone in ranges if zone.min_cents or zone.max_cents]
    if not known:
        return None
    zones = [zone for zone in known if zone.currency_type == known[0].currency_type]
    lowest = [zone.min_cents for zone in zones if zone.min_cents]
    highest = [zone.max_cents for zone in zones if zone.max_cents]
    currency = (known[0].currency_type or "").upper()
    return Pay(
        min=min(lowest) / 100 if lowest else None,
        max=max(highest) / 100 if highest else None,
        currency=currency if re.fullmatch("[A-Z]{3}", currency) else None,
        period=period_of(f"{known[0].title or ''} {known[0].blurb or ''}"),
    )


GREENHOUSE = Source("greenhouse", addresses, read, detect, documented=True)
