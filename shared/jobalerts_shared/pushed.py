"""A posting as its employer, or whoever speaks for it, pushes it: one definition for the API, the wire and files."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from jobalerts_shared.posting import Advert, Frozen, Pay, WorkMode

KIND = "push"
FIRST_YEAR, LAST_YEAR = 1970, 2200
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _aware(when: datetime) -> datetime | None:
    """A date alone is its midnight in UTC; years out of any reason are nobody's date."""
    if not FIRST_YEAR <= when.year <= LAST_YEAR:
        return None
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


def _until_its_end(said: object) -> object:
    """A last day that is given as a date lasts until it is over."""
    return f"{said}T23:59:59Z" if isinstance(said, str) and DAY.fullmatch(said.strip()) else said


Moment = Annotated[datetime, AfterValidator(_aware)]
LastMoment = Annotated[datetime, BeforeValidator(_until_its_end), AfterValidator(_aware)]
Line = Annotated[str, Field(min_length=1, max_length=300)]
WebAddress = Annotated[str, Field(max_length=2000, pattern=r"^https?://[^\s/?#]+\S*$")]
Source = Annotated[str, Field(pattern=r"^push:[a-z0-9][a-z0-9-]{0,62}$", description="push:tenant")]


def source_of(tenant: str) -> str:
    return f"{KIND}:{tenant}"


class PushedPosting(Frozen):
    """One posting as it now stands; whatever is left out is not stated."""

    model_config = ConfigDict(str_strip_whitespace=True)

    native_id: str = Field(min_length=1, max_length=200, description="your own id: the same one is the same posting")
    title: str = Field(min_length=1, max_length=1000)
    company: Line
    locations: tuple[Line, ...] = Field(
        (), max_length=100, fail_fast=True, description="one place each, as people write it"
    )
    description: str = Field("", max_length=100_000, description="HTML or plain text")
    url: WebAddress | None = None
    apply_url: WebAddress | None = None
    work_mode: WorkMode | None = None
    employment_type: Line | None = Field(None, description="such as FULL_TIME, or in your own words")
    pay: Pay | None = None
    posted_at: Moment | None = Field(None, description="ISO 8601; a date alone is its midnight in UTC")
    valid_through: LastMoment | None = Field(None, description="the posting closes then; a date lasts until its end")
    closed: bool = Field(False, description="true closes it; nothing but this and valid_through does")

    def advert(self) -> Advert:
        return Advert.model_validate(self.model_dump())
