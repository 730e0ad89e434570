"""What the form offers to choose from, with the words that people read. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from jobalerts_shared.criteria import OnUnknown
from jobalerts_shared.posting import EmploymentType, Level, PayPeriod, WorkMode
from jobalerts_subscriptions.asked import time_zones

Choices = tuple[tuple[str, str], ...]


def _named(values: Iterable[str]) -> Choices:
    return tuple((str(value), str(value).replace("_", " ").capitalize()) for value in values)


LEVELS = _named(Level)
WORK_MODES: Choices = ((WorkMode.ONSITE, "On site"), (WorkMode.HYBRID, "Hybrid"), (WorkMode.REMOTE, "Remote"))
EMPLOYMENT_TYPES: Choices = (
    (EmploymentType.FULL_TIME, "Full time"),
    (EmploymentType.PART_TIME, "Part time"),
    (EmploymentType.CONTRACTOR, "Contract"),
    (EmploymentType.TEMPORARY, "Temporary"),
    (EmploymentType.INTERN, "Internship"),
    (EmploymentType.OTHER, "Other"),
)
PAY_PERIODS: Choices = tuple((period.value, f"a {period}" if period != "hour" else "an hour") for period in PayPeriod)
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "PLN", "SEK", "DKK", "NOK", "CZK", "CAD", "AUD", "NZD", "INR", "JPY", "SGD")
ON_UNKNOWN: Choices = (
    (OnUnknown.INCLUDE, "tell me all the same"),
    (OnUnknown.FLAG, "tell me, and point it out"),
    (OnUnknown.EXCLUDE, "leave it out"),
)
UNKNOWN: Choices = (
    ("places", "where the job is"),
    ("levels", "the level"),
    ("work_modes", "office, hybrid or remote"),
    ("employment_types", "the kind of contract"),
    ("pay", "the pay"),
)
CADENCES: Choices = (
    ("instant", "At once"),
    ("hourly", "Every hour"),
    ("daily", "Once a day"),
    ("weekly", "Once a week"),
)
WEEKDAYS: Choices = (
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
)
PUSH_SERVICES: Choices = (
    ("", "No push"),
    ("ntfy", "ntfy"),
    ("gotify", "Gotify"),
    ("pushover", "Pushover"),
    ("telegram", "Telegram"),
    ("discord", "Discord"),
    ("mqtt", "MQTT"),
)


def zones_by_region() -> dict[str, list[str]]:
    """`Europe/London` under Europe; what has no region stands first."""
    regions: dict[str, list[str]] = {"": []}
    for zone in time_zones():
        region, slash, _ = zone.partition("/")
        if not slash and zone != "UTC":
            continue  # old names of countries and abbreviations, each another zone's second name
        regions.setdefault(region if slash else "", []).append(zone)
    return {region: zones for region, zones in regions.items() if region not in {"Etc", "SystemV", "US"}}
