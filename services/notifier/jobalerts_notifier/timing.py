"""When an alert is due: cadence, gathering window, quiet hours, in the subscriber's own time zone. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from jobalerts_shared.wanted import Cadence, Daily, Hourly, Instant, QuietHours, Weekly

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = timedelta(days=1)
EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Schedule:
    """When one subscription wants to be told."""

    cadence: Cadence
    time_zone: str
    quiet_hours: QuietHours | None = None

    @property
    def instant(self) -> bool:
        return isinstance(self.cadence, Instant)


def due(schedule: Schedule, now: datetime, window: timedelta, gathering_until: datetime | None = None) -> datetime:
    """When an alert found `now` is to be sent.

    `gathering_until` is the end of a window that the person's earlier instant alerts have opened: this one joins them.
    """
    zone = ZoneInfo(schedule.time_zone)
    match schedule.cadence:
        case Instant():
            moment = _join(now + window, gathering_until)
        case Hourly():
            moment = _next_hour(now.astimezone(zone))
        case Daily(at=at):
            moment = _next(now, zone, at, EVERY_DAY)
        case Weekly(weekday=weekday, at=at):
            moment = _next(now, zone, at, frozenset({WEEKDAYS.index(weekday)}))
        case never:
            assert_never(never)
    return leave_quiet(moment, schedule.quiet_hours, zone).astimezone(UTC)


def is_quiet(moment: datetime, quiet: QuietHours, zone: ZoneInfo) -> bool:
    """From `from` (included) to `to` (excluded) by the clock on the wall; equal ends mean no quiet hours."""
    clock = moment.astimezone(zone).time()
    if quiet.from_ <= quiet.to:
        return quiet.from_ <= clock < quiet.to
    return clock >= quiet.from_ or clock < quiet.to


def leave_quiet(moment: datetime, quiet: QuietHours | None, zone: ZoneInfo) -> datetime:
    """The moment itself, or the end of the quiet hours that it falls into."""
    if quiet is None or not is_quiet(moment, quiet, zone):
        return moment
    local = moment.astimezone(zone)
    day = local.date() if local.time() < quiet.to else local.date() + DAY
    end = _on_the_wall(day, quiet.to, zone)
    # An hour that comes twice can put the first `to` behind us: then the second one is meant.
    return end if end > moment else _on_the_wall(day, quiet.to, zone, fold=1)


def _join(alone: datetime, gathering_until: datetime | None) -> datetime:
    return alone if gathering_until is None else min(alone, gathering_until)


def _next_hour(local: datetime) -> datetime:
    into = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return local.astimezone(UTC) - into + timedelta(hours=1)


def _next(now: datetime, zone: ZoneInfo, at: time, weekdays: frozenset[int]) -> datetime:
    """The first `at` on one of `weekdays` after `now`; an hour that comes twice counts the first time only."""
    today = now.astimezone(zone).date()
    days = (today + DAY * ahead for ahead in range(9))
    moments = (_on_the_wall(day, at, zone) for day in days if day.weekday() in weekdays)
    return next(moment for moment in moments if moment > now)


def _on_the_wall(day: date, clock: time, zone: ZoneInfo, fold: int = 0) -> datetime:
    """In UTC; a time that a spring night leaves out is told as much later as the clocks jumped."""
    return datetime.combine(day, clock.replace(tzinfo=None, fold=fold), tzinfo=zone).astimezone(UTC)
