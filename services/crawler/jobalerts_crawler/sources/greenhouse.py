"""Greenhouse boards: one public JSON answer per board, complete and unpaged.

https://developers.greenhouse.io/job-board.html, and what captured answers do beyond it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

from jobalerts_crawler.answers import Each, Figure, Ident, Title, Words, covers, lines, pay_of, rows_of, words_of
from jobalerts_crawler.board import Board, Page, Snapshot, Source, Wire, parse_json, read_rows
from jobalerts_crawler.words import end_of, fold_title, moment, period_of, split_places, work_mode
from jobalerts_shared.posting import Advert, Pay, WorkMode

HOST = "https://boards-api.greenhouse.io"
EXPECTED = "the JSON of a Greenhouse board, an object with `jobs`"
BOARD_HOSTS = re.compile(r"(?:job-)?boards(?:-api)?(?:\.eu)?\.greenhouse\.io")
MODE_FIELD = re.compile(
    r"(?:location|workplace|work(?:ing)?|job location) (?:type|model|arrangement|setting|mode|style|policy)|workplace"
    r"|remote(?: status| type| eligible| position| ok)?\s*\??",
    re.IGNORECASE,
)
TYPE_FIELD = re.compile(
    r"(?:employment|job|time|contract|position|worker) (?:type|status)|commitment|type of employment", re.IGNORECASE
)
PAY_FIELD = re.compile(r"salary|compensation|\bpay\b", re.IGNORECASE)


class _Named(Wire):
    name: Words = None
    location: Words = None


class _Custom(Wire):
    name: Words = None
    value: object = None


class _Amounts(Wire):
    unit: Words = None
    min_value: Figure = None
    max_value: Figure = None


class _Range(Wire):
    min_cents: Figure = None
    max_cents: Figure = None
    currency_type: Words = None
    title: Words = None
    blurb: Words = None


class _Job(Wire):
    id: Ident
    title: Title
    internal_job_id: Words = None
    company_name: Words = None
    location: Words = None
    absolute_url: Words = None
    first_published: Words = None
    application_deadline: Words = None
    metadata: Each[_Custom] = ()
    departments: Each[_Named] = ()
    offices: Each[_Named] = ()
    content: Words = None
    pay_input_ranges: Each[_Range] = ()


def addresses(board: Board) -> tuple[str, ...]:
    base = (board.base_url or HOST).rstrip("/")
    return (f"{base}/v1/boards/{quote(board.token or '', safe='')}/jobs?content=true&pay_transparency=true",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    """Whole unless the vendor says that there are more: an answer with fewer is cut."""
    parsed = parse_json(pages[0], EXPECTED)
    rows = rows_of(parsed, EXPECTED, ("jobs",), alone=("id", "title"))
    jobs, complete = read_rows(rows, _Job, "Greenhouse jobs with `id` and `title`")
    return Snapshot(
        adverts=tuple(_advert(job, board) for job in jobs),
        complete=complete and covers(parsed, len(rows), "meta", "total"),
        same_job={
            job.id: f"greenhouse-job:{job.internal_job_id}:{fold_title(job.title)}"
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


def _advert(job: _Job, board: Board) -> Advert:
    return Advert(
        native_id=job.id,
        title=job.title,
        company=job.company_name or board.name,
        locations=_locations(job),
        work_mode=_work_mode(job),
        employment_type=_custom(job, TYPE_FIELD),
        pay=_pay(job.pay_input_ranges) or _custom_pay(job),
        # The body is HTML whose markup is escaped once more.
        description=unescape(job.content or ""),
        posted_at=moment(job.first_published),
        valid_through=end_of(job.application_deadline),
        url=job.absolute_url,
        apply_url=job.absolute_url,
        department=next((named.name for named in job.departments if named.name), None),
    )


def _locations(job: _Job) -> tuple[str, ...]:
    if job.location:
        return split_places(job.location)
    return lines(office.location or office.name for office in job.offices)


def _work_mode(job: _Job) -> WorkMode | None:
    """A word, or a box that is ticked under the question whether it is remote."""
    fields = [custom for custom in job.metadata if MODE_FIELD.fullmatch(custom.name or "")]
    stated = (work_mode(words_of(custom.value)) for custom in fields)
    ticked = any(custom.value is True and (custom.name or "").casefold().startswith("remote") for custom in fields)
    return next(filter(None, stated), WorkMode.REMOTE if ticked else None)


def _custom(job: _Job, named: re.Pattern[str]) -> str | None:
    """The employer's own field of such a name, where it holds words."""
    stated = (words_of(custom.value) for custom in job.metadata if named.fullmatch(custom.name or ""))
    return next(filter(None, stated), None)


def _pay(ranges: Sequence[_Range]) -> Pay | None:
    """Cents, one range per pay zone: the span of all zones of the first currency."""
    known = [zone for zone in ranges if zone.min_cents or zone.max_cents]
    if not known:
        return None
    zones = [zone for zone in known if zone.currency_type == known[0].currency_type]
    lowest = [zone.min_cents for zone in zones if zone.min_cents]
    highest = [zone.max_cents for zone in zones if zone.max_cents]
    return pay_of(
        min(lowest) / 100 if lowest else None,
        max(highest) / 100 if highest else None,
        known[0].currency_type,
        period_of(f"{known[0].title or ''} {known[0].blurb or ''}"),
    )


def _custom_pay(job: _Job) -> Pay | None:
    """Whole units, in a field of the employer's own."""
    for custom in job.metadata:
        if PAY_FIELD.search(custom.name or "") and isinstance(custom.value, dict):
            stated = _Amounts.model_validate(custom.value)
            return pay_of(stated.min_value, stated.max_value, stated.unit, period_of(custom.name or ""))
    return None


# Two fifths of all boards stand on this one host, whose documentation knows no limit for reading ("Job Board API").
PAUSE = timedelta(seconds=0.5)
GREENHOUSE = Source("greenhouse", addresses, read, detect, documented=True, pause=PAUSE)
