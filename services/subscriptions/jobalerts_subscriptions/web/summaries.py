"""A subscription in the words of a person. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jobalerts_shared.criteria import Criteria, Daily, Hourly, Instant, Weekly
from jobalerts_shared.targets import EmailTarget, PushTarget, SlackTarget, Target
from jobalerts_subscriptions.kept import Kept
from jobalerts_subscriptions.web import choices


@dataclass(frozen=True, slots=True)
class Summary:
    title: str
    facts: tuple[str, ...]
    when: str


def summary(kept: Kept) -> Summary:
    return Summary(_title(kept.criteria), tuple(_facts(kept.criteria)), when(kept))


def when(kept: Kept) -> str:
    match kept.cadence:
        case Instant():
            told = "at once"
        case Hourly():
            told = "every hour"
        case Daily(at=at):
            told = f"every day at {at:%H:%M}"
        case Weekly(weekday=day, at=at):
            told = f"every {dict(choices.WEEKDAYS)[day]} at {at:%H:%M}"
    if kept.quiet_hours:
        told += f", never between {kept.quiet_hours.from_:%H:%M} and {kept.quiet_hours.to:%H:%M}"
    local = isinstance(kept.cadence, Daily | Weekly) or kept.quiet_hours
    return f"{told} ({kept.time_zone})" if local else told


def where(target: Target) -> str:
    """Names the way, and never the secret in it."""
    match target:
        case EmailTarget():
            return "e-mail"
        case SlackTarget():
            return "Slack"
        case PushTarget(service=service):
            return dict(choices.PUSH_SERVICES)[service]
    return target.channel


def _title(criteria: Criteria) -> str:
    roles = _either(criteria.roles) or "Any role"
    places = _either(criteria.places)
    title = f"{roles} · {places}" if places else roles
    return title[0].upper() + title[1:]


def _facts(criteria: Criteria) -> Iterator[str]:
    for chosen, named in (
        (criteria.levels, choices.LEVELS),
        (criteria.work_modes, choices.WORK_MODES),
        (criteria.employment_types, choices.EMPLOYMENT_TYPES),
    ):
        if chosen:
            yield _either([dict(named)[each] for each in chosen])
    if criteria.pay:
        period = dict(choices.PAY_PERIODS)[criteria.pay.period]
        yield f"{criteria.pay.min:,.0f} {criteria.pay.currency} {period} or more"
    if criteria.companies.only:
        yield f"only {_either(criteria.companies.only)}"
    if criteria.companies.never:
        yield f"never {_either(criteria.companies.never)}"
    if criteria.keywords.all:
        yield f"with {_list(criteria.keywords.all, 'and')}"
    if criteria.keywords.any:
        yield f"with {_either(criteria.keywords.any)}"
    if criteria.keywords.none:
        yield f"without {_either(criteria.keywords.none)}"


def _either(words: Sequence[str]) -> str:
    return _list(words, "or")


def _list(words: Sequence[str], joint: str) -> str:
    *most, last = [str(word) for word in words] or [""]
    return f"{', '.join(most)} {joint} {last}" if most else last
