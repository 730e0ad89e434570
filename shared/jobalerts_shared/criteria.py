"""What a person wants, and `judge`: the one definition of a match. Pure: no clock, no I/O."""

from __future__ import annotations

from datetime import time
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from jobalerts_shared.posting import EmploymentType, Level, PayPeriod, WorkMode


class Strict(BaseModel):
    """What people and systems send us: an unknown field is an error that names it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class OnUnknown(StrEnum):
    """What a criterion does when the posting does not say."""

    INCLUDE = "include"
    FLAG = "flag"
    EXCLUDE = "exclude"


class Unknown(Strict):
    """The subscriber's choice for each criterion that a posting may leave unsaid."""

    levels: OnUnknown = OnUnknown.FLAG
    places: OnUnknown = OnUnknown.EXCLUDE
    work_modes: OnUnknown = OnUnknown.FLAG
    pay: OnUnknown = OnUnknown.FLAG
    employment_types: OnUnknown = OnUnknown.INCLUDE


Phrase = Annotated[str, Field(min_length=1, max_length=200)]
Phrases = Annotated[tuple[Phrase, ...], Field(max_length=50)]


class Companies(Strict):
    only: Phrases = ()
    never: Phrases = ()


class Keywords(Strict):
    """Whole words or phrases, compared without case and accents, over title and text."""

    all: Phrases = ()
    any: Phrases = ()
    none: Phrases = ()


class PayFloor(Strict):
    """The least pay wanted, gross, in whole currency units for one period."""

    min: float = Field(gt=0)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    period: PayPeriod = PayPeriod.YEAR


class Criteria(Strict):
    """What a person wants. An empty criterion asks nothing; at least one role or place is given."""

    roles: Phrases = ()
    places: Phrases = ()
    levels: tuple[Level, ...] = ()
    work_modes: tuple[WorkMode, ...] = ()
    employment_types: tuple[EmploymentType, ...] = ()
    pay: PayFloor | None = None
    companies: Companies = Companies()
    keywords: Keywords = Keywords()
    unknown: Unknown = Unknown()


class Instant(Strict):
    kind: Literal["instant"] = "instant"


class Hourly(Strict):
    kind: Literal["hourly"] = "hourly"


class Daily(Strict):
    kind: Literal["daily"] = "daily"
    at: time = time(8, 0)


class Weekly(Strict):
    kind: Literal["weekly"] = "weekly"
    weekday: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] = "mon"
    at: time = time(8, 0)


Cadence = Annotated[Instant | Hourly | Daily | Weekly, Field(discriminator="kind")]


class QuietHours(BaseModel):
    """Local times between which nothing is sent; `from` later than `to` spans midnight."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    from_: time = Field(alias="from")
    to: time


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_STATED = "not stated"


class Criterion(StrEnum):
    """The criteria in the order in which reasons are told."""

    OPEN = "open"
    ROLES = "roles"
    PLACES = "places"
    WORK_MODES = "work_modes"
    LEVELS = "levels"
    EMPLOYMENT_TYPES = "employment_types"
    PAY = "pay"
    COMPANIES = "companies"
    KEYWORDS = "keywords"


class Verdict(BaseModel):
    """One criterion's answer, with what was wanted and the words of the posting that decided.

    `accepted` is the answer with the subscriber's choice for "not stated" applied; `flagged` marks one to be shown.
    """

    model_config = ConfigDict(frozen=True)

    criterion: Criterion
    answer: Answer
    accepted: bool
    flagged: bool = False
    wanted: str
    words: str | None = None


class Judgement(BaseModel):
    """All verdicts of the criteria that were asked; `match` holds when each is accepted."""

    model_config = ConfigDict(frozen=True)

    match: bool
    verdicts: tuple[Verdict, ...]
