"""The nouns of a subscription: what a person wants (`Criteria`) and when they are told (`Cadence`)."""

from __future__ import annotations

from datetime import time
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

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


UNNAMED_LEVELS = frozenset({Level.JUNIOR, Level.MID, Level.SENIOR})  # what a posting without a level word may be


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

    @model_validator(mode="after")
    def _choose_for_levels(self) -> Criteria:
        """Who wants only interns, or staff and above, and chooses nothing for "not stated", means `exclude`.

        64 of 100 titles name no level, and hardly one of those is an internship or above senior (17,319 titles of
        public job lists, 2024 to 2026).
        """
        if self.levels and UNNAMED_LEVELS.isdisjoint(self.levels) and "levels" not in self.unknown.model_fields_set:
            # Not yet anybody's, so that it may still be written to; a validator before the fields costs all of them.
            self.__dict__["unknown"] = self.unknown.model_copy(update={"levels": OnUnknown.EXCLUDE})
            self.model_fields_set.add("unknown")
        return self


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
