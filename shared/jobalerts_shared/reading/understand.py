"""A source's advert turned into our posting: every field with its value, its source, and the words that decided.

The order of belief is the same for each field: a board's structured field, then the line that is about it (title,
location, pay), then what the text states. A text's statement overrules a board's bare "remote".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from jobalerts_shared.posting import (
    Advert,
    Basis,
    EmploymentType,
    Evidence,
    Level,
    Pay,
    Place,
    Posting,
    WorkMode,
    posting_id,
)
from jobalerts_shared.reading.body import level_in_body, sponsorship_in_text, years_in_text
from jobalerts_shared.reading.closing import closing_words, no_job_words
from jobalerts_shared.reading.dates import read_date
from jobalerts_shared.reading.employment import employment_in_text, employment_in_title, read_employment
from jobalerts_shared.reading.exclusions import exclusions_in_text
from jobalerts_shared.reading.language import language_of
from jobalerts_shared.reading.levels import FIELDS
from jobalerts_shared.reading.mode_stated import mode_stated
from jobalerts_shared.reading.noise import cut_furniture, decisive, drop_tags, mark_of_mode
from jobalerts_shared.reading.pay import checked, pay_in_text, read_pay
from jobalerts_shared.reading.places import LocationReading, read_location
from jobalerts_shared.reading.plain import plain
from jobalerts_shared.reading.spots import located, merged, written
from jobalerts_shared.reading.text import fold
from jobalerts_shared.reading.titles import TitleReading, read_title
from jobalerts_shared.reading.work_mode import mode_of_line

# Changes whenever an answer can change, so that stored postings are read again.
RULES_VERSION = "2026.11.2"


OFFERED = (WorkMode.REMOTE, WorkMode.HYBRID, WorkMode.ONSITE)  # of several lines the one that leaves most open


@dataclass(slots=True)
class _Reading:
    """An advert with what was worked out of it on the way."""

    advert: Advert
    now: datetime
    text: str  # the whole description as a reader sees it
    core: str  # the part of it that may decide something
    language: str | None
    title: TitleReading
    locations: tuple[LocationReading, ...]
    evidence: list[Evidence] = field(default_factory=list)

    def note(self, name: str, value: object, basis: Basis, words: str | None, rule: str) -> None:
        shown = None if value is None else str(value)
        self.evidence.append(
            Evidence(field=name, value=shown, basis=basis, words=words[:300] if words else None, rule=rule)
        )


def understand(advert: Advert, *, source: str, now: datetime, hints: tuple[str, ...] = ()) -> Posting:
    """What a careful reader would say; `hints` are the countries in which a bare city's name is rather meant."""
    served = plain(advert.description)
    text = cut_furniture(drop_tags(served))
    language = language_of(text)
    country_hints = hints or tuple(place.country for place in advert.places if place.country)
    locations = tuple(read_location(line, hints=country_hints) for line in advert.locations)
    reading = _Reading(advert, now, text, decisive(text, language), language, read_title(advert.title), locations)
    places = _places(reading, hints)
    basis = Basis.DERIVED if language else Basis.NOT_STATED
    reading.note("language", language, basis, None, "language.small_words")
    mode = _work_mode(reading, served)
    countries, anywhere = _scope(reading, mode, places)
    not_from = _not_from(reading, mode, countries)
    return Posting(
        id=posting_id(source, advert.native_id),
        source=source,
        native_id=advert.native_id,
        title=" ".join(drop_tags(plain(advert.title)).split()),
        company=" ".join(advert.company.split()) or None if advert.company else None,
        locations=advert.locations,
        places=places,
        work_mode=mode,
        remote_countries=countries,
        remote_anywhere=anywhere,
        remote_except=not_from,
        roles=_roles(reading),
        levels=_levels(reading),
        employment_type=_employment(reading),
        pay=_pay(reading, places),
        posted_at=_posted_at(reading),
        valid_through=advert.valid_through,
        closed=_closed(reading, served, language),
        not_a_job=_not_a_job(reading),
        language=language,
        url=advert.url,
        apply_url=advert.apply_url,
        description=text,
        evidence=tuple(_asides(reading)),
    )


def _places(reading: _Reading, hints: tuple[str, ...]) -> tuple[Place, ...]:
    """A board's structured addresses first; what the location lines add to them; else a place in the title's end."""
    structured = tuple(located(place) for place in reading.advert.places if place.city or place.region or place.country)
    named = tuple(place for line in reading.locations for place in line.places)
    for place in structured:
        reading.note("places", written(place), Basis.STATED, written(place), "places.board_field")
    for line in reading.locations:
        reading.evidence += [evidence for evidence in line.evidence if evidence.field in ("places", "time_zones")]
    if places := merged(structured, named):
        return places
    reading.note("places", None, Basis.NOT_STATED, None, "places.nothing_said")
    return ()


def _work_mode(reading: _Reading, served: str) -> WorkMode | None:
    """A board's field, the location line, a recruiter's mark, the title; a statement overrules a bare `remote`."""
    mode, words, rule = _mode_of_fields(reading, served)
    stated = (
        mode_stated(reading.core, reading.language, of_the_role=mode is not None)
        if mode in (None, WorkMode.REMOTE)
        else None
    )
    if stated and stated[0] != mode:
        rule = "work_mode.text_states" if mode is None else "work_mode.text_contradicts"
        mode, words = stated
    basis = Basis.STATED if mode else Basis.NOT_STATED
    reading.note("work_mode", mode.value if mode else None, basis, words, rule)
    return mode


def _mode_of_fields(reading: _Reading, served: str) -> tuple[WorkMode | None, str | None, str]:
    advert = reading.advert
    if advert.work_mode:
        return advert.work_mode, advert.work_mode.value, "work_mode.board_field"
    modes = [
        (line.work_mode, raw) for line, raw in zip(reading.locations, advert.locations, strict=True) if line.work_mode
    ]
    if modes:
        mode, line = min(modes, key=lambda said: OFFERED.index(said[0]))
        return mode, line, "work_mode.location"
    if marked := mark_of_mode(served):
        return *marked, "work_mode.mark"
    if named := mode_of_line(advert.title[:300]):
        return *named, "work_mode.title"
    return None, None, "work_mode.nothing_said"


def _scope(reading: _Reading, mode: WorkMode | None, places: tuple[Place, ...]) -> tuple[tuple[str, ...], bool]:
    """From where remote work is allowed: the board's list, the location lines, else the countries of the places."""
    advert = reading.advert
    if advert.remote_countries:
        countries: tuple[str, ...] = tuple(sorted(set(advert.remote_countries)))
        reading.note("remote_countries", " ".join(countries), Basis.STATED, " ".join(countries), "scope.board_field")
        return countries, False
    countries = tuple(sorted({code for line in reading.locations for code in line.remote_countries}))
    anywhere = any(line.remote_anywhere for line in reading.locations) and not countries
    for line in reading.locations:
        reading.evidence += [
            evidence for evidence in line.evidence if evidence.field in ("remote_countries", "remote_anywhere")
        ]
    if mode == WorkMode.REMOTE and not countries and not anywhere:
        countries = tuple(sorted({place.country for place in places if place.country}))
        basis = Basis.DERIVED if countries else Basis.NOT_STATED
        reading.note(
            "remote_countries",
            " ".join(countries) or None,
            basis,
            ", ".join(map(written, places)) or None,
            "scope.places",
        )
    return countries, anywhere


def _not_from(reading: _Reading, mode: WorkMode | None, countries: tuple[str, ...]) -> tuple[Place, ...]:
    """What the location lines take out of the scope; else what a sentence of the text does."""
    parts = tuple(dict.fromkeys(place for line in reading.locations for place in line.remote_except))
    for line in reading.locations:
        reading.evidence += [evidence for evidence in line.evidence if evidence.field == "remote_except"]
    if parts or mode != WorkMode.REMOTE or reading.language not in (None, "en"):
        return parts
    if not (found := exclusions_in_text(reading.core, countries)):
        return ()
    reading.note("remote_except", "; ".join(map(written, found[0])), Basis.STATED, found[1], "scope.text")
    return found[0]


def _roles(reading: _Reading) -> tuple[str, ...]:
    reading.evidence += reading.title.evidence
    return reading.title.roles


def _levels(reading: _Reading) -> tuple[Level, ...]:
    """The title's levels; the board's own field; a statement at the head of the text or in its requirements."""
    if reading.title.levels:
        found = level_in_body(reading.core, reading.title.roles)
        if found and set(found[0]) & set(reading.title.levels):
            reading.note("levels", " ".join(found[0]), Basis.STATED, found[1], "levels.text_agrees")
        return reading.title.levels
    own = reading.advert.level
    if own and (levels := FIELDS.get(fold(own)) or read_title(own).levels):
        reading.note("levels", " ".join(levels), Basis.STATED, own, "levels.board_field")
        return levels
    if found := level_in_body(reading.core, reading.title.roles):
        reading.note("levels", " ".join(found[0]), Basis.DERIVED, found[1], "levels.text")
        return found[0]
    reading.note("levels", None, Basis.NOT_STATED, None, "levels.nothing_said")
    return ()


def _employment(reading: _Reading) -> EmploymentType | None:
    given = reading.advert.employment_type
    if given and (kind := read_employment(given)):
        reading.note("employment_type", kind.value, Basis.STATED, given, "employment.board_field")
        return kind
    if found := employment_in_title(reading.advert.title):
        reading.note("employment_type", found[0].value, Basis.STATED, found[1], "employment.title")
        return found[0]
    if found := employment_in_text(reading.text):
        reading.note("employment_type", found[0].value, Basis.STATED, found[1], "employment.text")
        return found[0]
    if Level.INTERN in reading.title.levels:
        reading.note(
            "employment_type", EmploymentType.INTERN.value, Basis.DERIVED, reading.advert.title, "employment.level"
        )
        return EmploymentType.INTERN
    reading.note("employment_type", None, Basis.NOT_STATED, None, "employment.nothing_said")
    return None


def _pay(reading: _Reading, places: tuple[Place, ...]) -> Pay | None:
    given = reading.advert.pay
    if given and (pay := checked(given)):
        reading.note("pay", _amounts(pay), Basis.STATED, _amounts(pay), "pay.board_field")
        return pay
    country = next((place.country for place in places if place.country), None)
    line = reading.advert.pay_text
    found = (read_pay(line, country) if line else None) or pay_in_text(reading.text, country)
    if found is None:
        reading.note("pay", None, Basis.NOT_STATED, None, "pay.nothing_said")
        return None
    reading.note("pay", _amounts(found.pay), found.basis, found.words, "pay.line" if line else "pay.text")
    return found.pay


def _amounts(pay: Pay) -> str:
    figures = " to ".join(
        f"{amount:g}" if amount < 1000 else f"{amount:.0f}"
        for amount in dict.fromkeys((pay.min, pay.max))
        if amount is not None
    )
    return " ".join(part for part in (figures, pay.currency, pay.period and f"a {pay.period}") if part)


def _posted_at(reading: _Reading) -> datetime | None:
    advert = reading.advert
    if advert.posted_at or not advert.posted_text:
        return advert.posted_at
    posted = read_date(advert.posted_text, reading.now)
    if posted:
        reading.note("posted_at", posted.date().isoformat(), Basis.DERIVED, advert.posted_text, "dates.age")
    return posted


def _closed(reading: _Reading, served: str, language: str | None) -> bool:
    advert = reading.advert
    if advert.closed:
        reading.note("closed", "true", Basis.STATED, "closed", "closed.source")
        return True
    if advert.valid_through and advert.valid_through < reading.now:
        until = f"valid through {advert.valid_through.date().isoformat()}"
        reading.note("closed", "true", Basis.DERIVED, until, "closed.valid_through")
        return True
    if words := closing_words(advert.title) or closing_words(served, language):
        reading.note("closed", "true", Basis.STATED, words, "closed.text")
        return True
    return False


def _not_a_job(reading: _Reading) -> bool:
    words = no_job_words(reading.advert.title)
    if words:
        reading.note("not_a_job", "true", Basis.STATED, words, "not_a_job.title")
    return words is not None


def _asides(reading: _Reading) -> Iterator[Evidence]:
    """What the text says beside the posting's fields: years asked for, and sponsorship of a visa."""
    if years := years_in_text(reading.core):
        reading.note("years", years[0], Basis.STATED, years[1], "years.requirement")
    if sponsorship := sponsorship_in_text(reading.text):
        reading.note("sponsorship", sponsorship[0], Basis.STATED, sponsorship[1], "sponsorship.text")
    yield from reading.evidence
