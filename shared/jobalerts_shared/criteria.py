"""What a person wants, and `judge`: the one definition of a match. Pure: no clock, no I/O."""

from jobalerts_shared.verdicts import Answer, Criterion, Judgement, Verdict
from jobalerts_shared.wanted import (
    Cadence,
    Companies,
    Criteria,
    Daily,
    Hourly,
    Instant,
    Keywords,
    OnUnknown,
    PayFloor,
    Phrase,
    Phrases,
    QuietHours,
    Strict,
    Unknown,
    Weekly,
)

__all__ = [
    "Answer",
    "Cadence",
    "Companies",
    "Criteria",
    "Criterion",
    "Daily",
    "Hourly",
    "Instant",
    "Judgement",
    "Keywords",
    "OnUnknown",
    "PayFloor",
    "Phrase",
    "Phrases",
    "QuietHours",
    "Strict",
    "Unknown",
    "Verdict",
    "Weekly",
]
