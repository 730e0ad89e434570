"""Bodies for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from jobalerts_subscriptions.changes import merged

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LEAST: dict[str, Any] = {"email": "a@example.org", "criteria": {"roles": ["data scientist"]}}
FULL: dict[str, Any] = {
    "email": "a@example.org",
    "criteria": {
        "roles": ["machine learning engineer"],
        "places": ["London, UK"],
        "levels": ["mid", "senior"],
        "work_modes": ["hybrid", "remote"],
        "employment_types": ["FULL_TIME"],
        "pay": {"min": 80000, "currency": "GBP", "period": "year"},
        "companies": {"only": [], "never": ["Acme"]},
        "keywords": {"all": ["python"], "any": [], "none": ["clearance"]},
        "unknown": {"levels": "flag", "places": "exclude", "work_modes": "flag", "pay": "flag"},
    },
    "cadence": {"kind": "weekly", "weekday": "tue", "at": "08:30"},
    "time_zone": "Europe/London",
    "quiet_hours": {"from": "22:00", "to": "07:00"},
    "targets": [
        {"channel": "email"},
        {"channel": "slack", "webhook_url": "https://hooks.slack.com/services/T0/B0/x_y-z"},
        {"channel": "push", "service": "ntfy", "topic": "mine", "server": "https://ntfy.example.org"},
    ],
    "consent": {"source": "acme.example sign-up form", "at": "2026-11-01T10:00:00Z"},
}


def least(**changes: Any) -> dict[str, Any]:
    return merged(LEAST, changes)


def full(**changes: Any) -> dict[str, Any]:
    return merged(FULL, changes)
