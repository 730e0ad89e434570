"""The nouns of a posting: an `Advert` is what a source says, a `Posting` is what we understood of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict, Field

NAMESPACE = UUID("6f1d9c1e-6c0e-5b5e-9a57-2f0a4c1d7b11")


class Level(StrEnum):
    """The ladder, in rising order of responsibility; `lead` stands between senior and staff."""

    INTERN = "intern"
    JUNIOR = "junior"
    MID = "mid"
    SENIOR = "senior"
    STAFF = "staff"
    PRINCIPAL = "principal"
    LEAD = "lead"
    MANAGER = "manager"
    DIRECTOR = "director"
    EXECUTIVE = "executive"


class WorkMode(StrEnum):
    ONSITE = "onsite"
    HYBRID = "hybrid"
    REMOTE = "remote"


class EmploymentType(StrEnum):
    """As schema.org/employmentType has them; what fits none of the five is OTHER."""

    FULL_TIME = "FULL_TIME"
    PART_TIME = "PART_TIME"
    CONTRACTOR = "CONTRACTOR"
    TEMPORARY = "TEMPORARY"
    INTERN = "INTERN"
    OTHER = "OTHER"


class PayPeriod(StrEnum):
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Basis(StrEnum):
    """Where a field's value comes from: said in so many words, worked out, or not said at all."""

    STATED = "stated"
    DERIVED = "derived"
    NOT_STATED = "not stated"


class Frozen(BaseModel):
    """A value that travels: immutable, and a reader ignores the fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="ignore")


CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2")]


class Place(Frozen):
    """One place, as far as it is known; `city` is the English name. A country alone is a place."""

    city: str | None = None
    region: str | None = None
    country: CountryCode | None = None
    latitude: float | None = None
    longitude: float | None = None


class Pay(Frozen):
    """Gross pay in whole currency units (never cents) for one `period`; `max` equals `min` where one figure is said."""

    min: float | None = None
    max: float | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217")] | None = None
    period: PayPeriod | None = None


class Evidence(Frozen):
    """Why a field has its value: the quoted words of the posting and the name of the rule that read them."""

    field: str
    value: str | None
    basis: Basis
    words: str | None = None
    rule: str


class Advert(Frozen):
    """What a source says of one posting, taken from its own shape and not yet understood.

    Every field but the first two may be missing, and missing means that the source does not say. Structured
    fields (`work_mode`, `places`, `pay`) are set only where the source has such a field; free text stays text.
    """

    native_id: str = Field(min_length=1)
    title: str
    company: str | None = None
    locations: tuple[str, ...] = ()
    places: tuple[Place, ...] = Field((), description="structured addresses, where the source has them")
    work_mode: WorkMode | None = None
    remote_countries: tuple[CountryCode, ...] = Field((), description="from where remote work is allowed")
    employment_type: str | None = Field(None, description="in the source's own words")
    level: str | None = Field(None, description="the source's own level field, in its words")
    pay: Pay | None = None
    pay_text: str | None = None
    description: str = Field("", description="HTML or plain text, as served")
    posted_at: datetime | None = None
    posted_text: str | None = Field(None, description="such as '10 months ago', where no date is given")
    valid_through: datetime | None = None
    closed: bool = False
    url: str | None = None
    apply_url: str | None = None
    department: str | None = None


class Posting(Frozen):
    """One advert on one source, in our words; what nobody said is None or empty."""

    id: UUID
    source: str = Field(description="kind:token, such as greenhouse:acme")
    native_id: str
    title: str
    company: str | None = None
    locations: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    work_mode: WorkMode | None = None
    remote_countries: tuple[CountryCode, ...] = Field((), description="empty: the scope of remote work is not stated")
    remote_anywhere: bool = Field(False, description="remote work from any country, said so")
    remote_except: tuple[Place, ...] = Field((), description="places in that scope from which it is not allowed")
    roles: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    employment_type: EmploymentType | None = None
    pay: Pay | None = None
    posted_at: datetime | None = None
    valid_through: datetime | None = None
    closed: bool = False
    not_a_job: bool = Field(False, description="an open application or talent pool; alerts nobody")
    aggregated: bool = Field(False, description="on an aggregator: it gives way to the employer's own advert")
    language: str | None = Field(None, description="ISO 639-1, of the text")
    url: str | None = None
    apply_url: str | None = None
    description: str = Field("", description="plain text, without tags, tracking marks and page furniture")
    evidence: tuple[Evidence, ...] = ()


def posting_id(source: str, native_id: str) -> UUID:
    """The same advert on the same source has the same id for ever."""
    return uuid5(NAMESPACE, f"posting\n{source}\n{native_id}")
