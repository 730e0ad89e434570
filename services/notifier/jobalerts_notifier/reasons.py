"""Why an alert came, criterion by criterion, in words for people. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from jobalerts_notifier.text import one_line
from jobalerts_shared.verdicts import Answer, Criterion, Judgement, Verdict

NAMES = {
    Criterion.OPEN: "Open",
    Criterion.ROLES: "Role",
    Criterion.PLACES: "Place",
    Criterion.WORK_MODES: "Work mode",
    Criterion.LEVELS: "Level",
    Criterion.EMPLOYMENT_TYPES: "Employment",
    Criterion.PAY: "Pay",
    Criterion.COMPANIES: "Company",
    Criterion.KEYWORDS: "Keywords",
}
NOT_SAID = {
    Criterion.OPEN: "The posting does not say whether it is open.",
    Criterion.ROLES: "The posting does not say its role.",
    Criterion.PLACES: "The posting does not say its place.",
    Criterion.WORK_MODES: "The posting does not say its work mode.",
    Criterion.LEVELS: "The posting does not say its level.",
    Criterion.EMPLOYMENT_TYPES: "The posting does not say its kind of employment.",
    Criterion.PAY: "The posting does not say its pay.",
    Criterion.COMPANIES: "The posting does not say its company.",
    Criterion.KEYWORDS: "The posting has no text to search for your keywords.",
}


@dataclass(frozen=True, slots=True)
class Because:
    """One criterion's reason; a flagged one is an unknown that the subscriber wants to see marked."""

    name: str
    text: str
    flagged: bool

    def __str__(self) -> str:
        return f"{self.name}: {self.text}"


def because(judgement: Judgement) -> tuple[Because, ...]:
    """A reason for each criterion that was asked. That the posting is open goes without saying."""
    return tuple(_told(verdict) for verdict in judgement.verdicts if verdict.criterion is not Criterion.OPEN)


def _told(verdict: Verdict) -> Because:
    return Because(NAMES[verdict.criterion], _text(verdict), verdict.flagged)


def _text(verdict: Verdict) -> str:
    wanted, words = one_line(verdict.wanted, 160), one_line(verdict.words or "", 160)
    match verdict.answer:
        case Answer.NOT_STATED:
            return NOT_SAID[verdict.criterion] + (f" You want {wanted}." if wanted else "")
        case Answer.YES:
            return f"you want {wanted}" + (f"; the posting says “{words}”" if words else "")
        case Answer.NO:
            return f"you want {wanted}, which this is not" + (f": “{words}”" if words else "")
        case never:
            assert_never(never)
