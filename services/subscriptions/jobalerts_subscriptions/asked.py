"""A subscription as it is asked for, and everything that can be wrong with it. Pure: `now` is an argument."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from math import isfinite
from typing import Any
from zoneinfo import available_timezones

from pydantic import AwareDatetime, ConfigDict, Field, ValidationError, model_validator
from pydantic.config import JsonDict

from jobalerts_shared.criteria import Cadence, Criteria, Daily, Instant, QuietHours, Strict, Weekly
from jobalerts_shared.targets import EmailTarget, SlackTarget, Target
from jobalerts_subscriptions.addresses import normal_address
from jobalerts_subscriptions.faults import Fault, Refused, faults_of, odd_characters
from jobalerts_subscriptions.understood import levels_said, unreadable

EXAMPLE: JsonDict = {
    "email": "a@example.org",
    "criteria": {
        "roles": ["machine learning engineer"],
        "places": ["London, UK", "remote: GB"],
        "levels": ["mid", "senior"],
        "work_modes": ["hybrid", "remote"],
        "pay": {"min": 80000, "currency": "GBP", "period": "year"},
        "keywords": {"all": ["python"], "none": ["clearance"]},
        "unknown": {"levels": "flag", "places": "exclude"},
    },
    "cadence": {"kind": "daily", "at": "08:00"},
    "time_zone": "Europe/London",
    "quiet_hours": {"from": "22:00", "to": "07:00"},
    "targets": [{"channel": "email"}],
    "consent": {"source": "acme.example sign-up form", "at": "2026-11-01T10:00:00Z"},
}
MOST_PAY = 1e12
CLOCK_SKEW = timedelta(minutes=5)
DEEPEST = 8


class Consent(Strict):
    """That the person agreed, where and when; only the holder of a key may say so."""

    source: str = Field(min_length=1, max_length=200)
    at: AwareDatetime


class Asked(Strict):
    """A subscription as it is sent: who wants what, how and when."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="Subscription", json_schema_extra={"example": EXAMPLE})

    email: str = Field(min_length=1, max_length=320)
    criteria: Criteria
    cadence: Cadence = Instant()
    time_zone: str = Field("UTC", min_length=1, max_length=64, description="a name of the IANA time zone database")
    quiet_hours: QuietHours | None = None
    targets: tuple[Target, ...] = Field((EmailTarget(),), min_length=1, max_length=10)
    consent: Consent | None = None

    @model_validator(mode="before")
    @classmethod
    def _as_meant(cls, value: object) -> object:
        """Without stray blanks; who wants a «senior data engineer» and names no level wants the senior ones."""
        squeezed = _squeezed(value)
        criteria = squeezed.get("criteria") if isinstance(squeezed, dict) else None
        if isinstance(squeezed, dict) and isinstance(criteria, dict) and not criteria.get("levels"):
            return {**squeezed, "criteria": {**criteria, **_levels(criteria.get("roles"))}}
        return squeezed


@dataclass(frozen=True, slots=True)
class House:
    """What this installation offers: it decides which targets can be kept."""

    slack_hosts: tuple[str, ...] = ("https://hooks.slack.com",)
    channels: frozenset[str] = frozenset({"email", "slack", "push", "webhook"})


def parse_asked(body: object) -> Asked:
    """The body as a subscription; raises `Refused`."""
    try:
        return Asked.model_validate(body)
    except ValidationError as error:
        raise Refused(faults_of(error.errors(include_url=False, include_input=False))) from None


def read_asked(body: Mapping[str, Any], house: House, now: datetime) -> Asked:
    """Parse and check at once: whoever fills in a form wants to see every fault the first time."""
    try:
        asked = parse_asked(body)
    except Refused as refused:
        raise Refused([*refused.faults, *_further_faults(body, refused.faults, house, now)]) from None
    return check(asked, house, now)


def check(asked: Asked, house: House, now: datetime) -> Asked:
    """The same subscription, fit to be kept; raises `Refused` with every fault at once."""
    if faults := [*_faults(asked, house, now)]:
        raise Refused(faults)
    return asked


@lru_cache(maxsize=1)
def time_zones() -> tuple[str, ...]:
    """The names a person can choose from, in order; links of a machine such as `localtime` are none."""
    return tuple(sorted(name for name in available_timezones() if name[0].isupper() and name != "Factory"))


def _faults(asked: Asked, house: House, now: datetime) -> Iterator[Fault]:
    odd = [*odd_characters(asked.model_dump(mode="python", by_alias=True))]
    if odd:  # and no further: such text must reach no reader
        yield from odd
        return
    if normal_address(asked.email) is None:
        yield Fault("email", "is not an address that we can write to")
    if asked.time_zone not in time_zones():
        yield Fault("time_zone", "is not a time zone we know; one is Europe/London")
    yield from _criteria_faults(asked.criteria)
    yield from _time_faults(asked)
    yield from _target_faults(asked.targets, house)
    if asked.consent and asked.consent.at > now + CLOCK_SKEW:
        yield Fault("consent.at", "lies in the future")


def _further_faults(body: Mapping[str, Any], faults: Sequence[Fault], house: House, now: datetime) -> Iterator[Fault]:
    """What else is wrong, found by leaving out the fields that could not be read."""
    rest = {**body, "criteria": dict(body.get("criteria", {}))}
    left_out = {
        ".".join(re.split(r"[.\[]", fault.field)[: 2 if fault.field.startswith("criteria.") else 1]) for fault in faults
    }
    for path in left_out:
        whole, _, part = path.partition(".")
        rest["criteria"].pop(part, None) if part else rest.pop(whole, None)
    try:
        check(parse_asked({"email": EXAMPLE["email"], **rest}), house, now)
    except Refused as more:
        blind = left_out & {"criteria.roles", "criteria.places"}
        yield from (fault for fault in more.faults if not (blind and fault.field == "criteria.roles"))


def _criteria_faults(criteria: Criteria) -> Iterator[Fault]:
    if not criteria.roles and not criteria.places:
        yield Fault("criteria.roles", "is needed, or criteria.places: say at least one role or place")
    for path, phrases in _phrases(criteria):
        yield from (Fault(f"{path}[{n}]", "must not be empty") for n, phrase in enumerate(phrases) if not phrase)
    for number, place in enumerate(criteria.places):
        if place and (words := unreadable(place)):
            yield Fault(f"criteria.places[{number}]", words)
    if criteria.pay and not (isfinite(criteria.pay.min) and criteria.pay.min <= MOST_PAY):
        yield Fault("criteria.pay.min", "is not an amount we can count with")


def _phrases(criteria: Criteria) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "criteria.roles", criteria.roles
    yield "criteria.places", criteria.places
    yield "criteria.companies.only", criteria.companies.only
    yield "criteria.companies.never", criteria.companies.never
    for name in ("all", "any", "none"):
        yield f"criteria.keywords.{name}", getattr(criteria.keywords, name)


def _time_faults(asked: Asked) -> Iterator[Fault]:
    times: dict[str, time] = {}
    if isinstance(asked.cadence, Daily | Weekly):
        times["cadence.at"] = asked.cadence.at
    if asked.quiet_hours:
        times |= {"quiet_hours.from": asked.quiet_hours.from_, "quiet_hours.to": asked.quiet_hours.to}
        if asked.quiet_hours.from_ == asked.quiet_hours.to:
            yield Fault("quiet_hours.to", "must differ from quiet_hours.from")
    yield from (Fault(path, "is a local time and states no zone") for path, at in times.items() if at.tzinfo)


def _target_faults(targets: tuple[Target, ...], house: House) -> Iterator[Fault]:
    for number, target in enumerate(targets):
        if target.channel not in house.channels:
            yield Fault(f"targets[{number}].channel", f"{target.channel} is not offered here")
        if isinstance(target, SlackTarget) and not _is_slack(target.webhook_url, house):
            hosts = " or ".join(f"{host}/services/…" for host in house.slack_hosts)
            yield Fault(f"targets[{number}].webhook_url", f"must be an incoming webhook of Slack: {hosts}")
        if target in targets[:number]:
            yield Fault(f"targets[{number}]", "is there twice")


def _is_slack(webhook_url: str, house: House) -> bool:
    return any(webhook_url.startswith(f"{host}/services/") for host in house.slack_hosts)


def _levels(roles: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        return {}
    levels = levels_said(roles)
    return {"levels": levels} if levels else {}


def _squeezed(value: object, depth: int = 0) -> object:
    """Blanks at the ends are gone and runs of them are one; what nests deeper than a subscription is left as it is."""
    if isinstance(value, str):
        return " ".join(part for part in value.split(" ") if part)
    if isinstance(value, dict) and depth < DEEPEST:
        return {name: _squeezed(inner, depth + 1) for name, inner in value.items()}
    return [_squeezed(inner, depth + 1) for inner in value] if isinstance(value, list) and depth < DEEPEST else value
