"""The nouns of a judgement: an answer to each criterion, with the words of the posting that decided."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


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
