"""Bundesagentur für Arbeit: Germany's public job search, paged JSON; the reference number is the lasting id.

https://jobsuche.api.bund.dev. The list has no texts; the detail of one job has, in two generations of names.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from jobalerts_crawler.answers import Each, Maybe, Title, Words, covers, line, lines, rows_of
from jobalerts_crawler.board import (
    Board,
    Key,
    Page,
    Request,
    Snapshot,
    Source,
    Unreadable,
    Wire,
    describe,
    parse_json,
    read_rows,
)
from jobalerts_crawler.pages.jobposting import derived_id
from jobalerts_crawler.words import moment
from jobalerts_shared.posting import Advert

HOST = "https://rest.arbeitsagentur.de"
PAGES = "https://www.arbeitsagentur.de/jobsuche/jobdetail"
EXPECTED = "the JSON of the Bundesagentur's search, an object with `stellenangebote`"
HOSTS = re.compile(r"(?:www|rest)\.arbeitsagentur\.de")
ALL = "all"
HOURS = {
    "VOLLZEIT": "Vollzeit",
    "TEILZEIT": "Teilzeit",
    "MINIJOB": "Minijob",
    "SCHICHT_NACHTARBEIT_WOCHENENDE": "",
    "HEIM_TELEARBEIT": "",
}
NUMBER = re.compile(r"\d+-[\w-]+")
KEY = Key(headers={"X-API-Key": "{arbeitsagentur_key}"})


class _Place(Wire):
    ort: Words = None
    region: Words = None
    land: Words = None


class _Located(Wire):
    adresse: Maybe[_Place] = None


class _Job(Wire):
    titel: Words = None
    stellenangebotsTitel: Words = None
    beruf: Words = None
    hauptberuf: Words = None
    refnr: Words = None
    referenznummer: Words = None
    arbeitgeber: Words = None
    firma: Words = None
    arbeitsort: Maybe[_Place] = None
    arbeitsorte: Each[_Place] = ()
    stellenlokationen: Each[_Located] = ()
    stellenbeschreibung: Words = None
    stellenangebotsBeschreibung: Words = None
    arbeitszeitmodelle: Each[str] = ()
    aktuelleVeroeffentlichungsdatum: Words = None
    ersteVeroeffentlichungsdatum: Words = None
    datumErsteVeroeffentlichung: Words = None
    externeUrl: Words = None
    externeURL: Words = None
    verguetung: Words = None


class _Named(_Job):
    """A row without any name of a job costs itself."""

    name: Title


def addresses(board: Board) -> tuple[str, ...]:
    """All of them, the newest first, or those that words find."""
    base = f"{_service(board)}/jobs?size=100&page=1"
    return (base if board.token in (None, ALL) else f"{base}&was={quote(board.token or '', safe='')}",)


def read(pages: Sequence[Page], board: Board) -> Snapshot:
    answers = [parse_json(page, EXPECTED) for page in pages]
    rows = [row for answer in answers for row in _rows(answer)]
    jobs, complete = read_rows(map(_with_name, rows), _Named, "jobs with a `titel` or `beruf`")
    return Snapshot(tuple(map(_advert, jobs)), complete=complete and covers(answers[0], len(rows), "maxErgebnisse"))


def detail(advert: Advert, board: Board) -> Request | None:
    """An advert without a reference number has no address of its own."""
    if not NUMBER.fullmatch(advert.native_id):
        return None
    return Request(f"{_service(board)}/jobdetails/{b64encode(advert.native_id.encode()).decode()}")


def read_detail(page: Page, board: Board, listed: Advert) -> Advert:
    """What the list alone says stays: a detail need not name the employer's own page."""
    adverts = [advert for advert in read([page], board).adverts if advert.native_id == listed.native_id]
    if not adverts:
        raise Unreadable("the Bundesagentur's job that was asked for", describe(page))
    return adverts[0].model_copy(update={"apply_url": listed.apply_url, "department": listed.department})


def _service(board: Board) -> str:
    return f"{(board.base_url or HOST).rstrip('/')}/jobboerse/jobsuche-service/pc/v4"


def detect(url: str) -> str | None:
    parts = urlsplit(url)
    return ALL if HOSTS.fullmatch(parts.hostname or "") and "jobsuche" in parts.path else None


def _rows(answer: object) -> list[object]:
    if (
        isinstance(answer, dict)
        and "maxErgebnisse" in answer
        and not {"stellenangebote", "ergebnisliste"} & set(answer)
    ):
        return []  # a search that finds nothing has no list at all
    single = ("titel",) if isinstance(answer, dict) and "titel" in answer else ("stellenangebotsTitel",)
    return rows_of(answer, EXPECTED, ("stellenangebote", "ergebnisliste"), alone=single)


def _with_name(row: object) -> object:
    if not isinstance(row, dict):
        return row
    names = (row.get(key) for key in ("titel", "stellenangebotsTitel", "beruf", "hauptberuf"))
    return {**row, "name": next(filter(None, names), None)}


def _advert(job: _Named) -> Advert:
    number = job.refnr or job.referenznummer
    places = _places(job)
    url = f"{PAGES}/{quote(number, safe='')}" if number else None
    external = job.externeUrl or job.externeURL
    return Advert(
        native_id=number or derived_id(job.name, job.arbeitgeber or job.firma or "", *places),
        title=job.name,
        company=job.arbeitgeber or job.firma,
        locations=places,
        employment_type=" ".join(filter(None, (HOURS.get(hours, hours) for hours in job.arbeitszeitmodelle))) or None,
        pay_text=job.verguetung,
        description=job.stellenbeschreibung or job.stellenangebotsBeschreibung or "",
        posted_at=next(filter(None, map(moment, _dates(job))), None),
        url=url,
        apply_url=external or url,
        department=job.beruf or job.hauptberuf,
    )


def _dates(job: _Job) -> tuple[str | None, ...]:
    return (
        job.ersteVeroeffentlichungsdatum,
        job.datumErsteVeroeffentlichung,
        job.aktuelleVeroeffentlichungsdatum,
    )


def _places(job: _Job) -> tuple[str, ...]:
    located = (place.adresse for place in job.stellenlokationen)
    stated = [place for place in (job.arbeitsort, *job.arbeitsorte, *located) if place]
    return lines(line(place.ort, place.region, place.land) for place in stated)


ARBEITSAGENTUR = Source("arbeitsagentur", addresses, read, detect, detail=detail, read_detail=read_detail, key=KEY)
