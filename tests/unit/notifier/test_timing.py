"""When an alert is due, over cadences, zones, quiet hours and the two nights a year when clocks jump."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobalerts_notifier.timing import Schedule, due, is_quiet, leave_quiet
from jobalerts_shared.wanted import Cadence, Daily, Hourly, Instant, QuietHours, Weekly

WINDOW = timedelta(seconds=60)
ZONES = (
    "UTC",
    "Europe/London",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/St_Johns",
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def quiet(start: str, end: str) -> QuietHours:
    return QuietHours.model_validate({"from": start, "to": end})


NIGHT = quiet("22:00", "07:00")


@pytest.mark.parametrize(
    ("cadence", "zone", "now", "expected"),
    [
        pytest.param(Instant(), "UTC", "2026-11-23 10:00:00", "2026-11-23 10:01:00", id="instant: after the window"),
        pytest.param(Hourly(), "UTC", "2026-11-23 10:00:00", "2026-11-23 11:00:00", id="hourly: strictly after"),
        pytest.param(Hourly(), "UTC", "2026-11-23 10:59:59", "2026-11-23 11:00:00", id="hourly: the next hour"),
        pytest.param(Hourly(), "Asia/Kolkata", "2026-11-23 10:05", "2026-11-23 10:30", id="hourly: the local hour"),
        pytest.param(Daily(), "Europe/London", "2026-11-23 07:59", "2026-11-23 08:00", id="daily: today"),
        pytest.param(Daily(), "Europe/London", "2026-11-23 08:00", "2026-11-24 08:00", id="daily: strictly after"),
        pytest.param(Daily(), "Europe/London", "2026-07-01 06:30", "2026-07-01 07:00", id="daily: summer time"),
        pytest.param(
            Daily(at=time(8)),
            "America/New_York",
            "2026-11-01 02:00",
            "2026-11-01 13:00",
            id="daily: the day it changes",
        ),
        pytest.param(
            Daily(at=time(1, 30)),
            "Europe/London",
            "2026-03-29 00:00",
            "2026-03-29 01:30",
            id="gap: 01:30 is told 02:30",
        ),
        pytest.param(
            Daily(at=time(1, 30)), "Europe/London", "2026-10-24 23:00", "2026-10-25 00:30", id="fold: the first 01:30"
        ),
        pytest.param(
            Daily(at=time(1, 30)),
            "Europe/London",
            "2026-10-25 00:45",
            "2026-10-26 01:30",
            id="fold: not the second too",
        ),
        pytest.param(Weekly(), "UTC", "2026-11-23 07:59", "2026-11-23 08:00", id="weekly: this Monday"),
        pytest.param(Weekly(), "UTC", "2026-11-23 08:00", "2026-11-30 08:00", id="weekly: next Monday"),
        pytest.param(
            Weekly(weekday="sun", at=time(9)),
            "Asia/Tokyo",
            "2026-11-28 15:30",
            "2026-11-29 00:00",
            id="weekly: local day",
        ),
    ],
)
def test_due(cadence: Cadence, zone: str, now: str, expected: str) -> None:
    assert due(Schedule(cadence, zone), at(now), WINDOW) == at(expected)


@pytest.mark.parametrize(
    ("hours", "zone", "moment", "expected"),
    [
        pytest.param(NIGHT, "UTC", "2026-11-23 21:59", "2026-11-23 21:59", id="before"),
        pytest.param(NIGHT, "UTC", "2026-11-23 22:00", "2026-11-24 07:00", id="from is included"),
        pytest.param(NIGHT, "UTC", "2026-11-24 03:00", "2026-11-24 07:00", id="past midnight"),
        pytest.param(NIGHT, "UTC", "2026-11-24 07:00", "2026-11-24 07:00", id="to is excluded"),
        pytest.param(quiet("12:00", "13:00"), "UTC", "2026-11-24 12:30", "2026-11-24 13:00", id="within a day"),
        pytest.param(quiet("08:00", "08:00"), "UTC", "2026-11-24 08:00", "2026-11-24 08:00", id="equal ends: never"),
        pytest.param(NIGHT, "Europe/London", "2026-03-28 23:00", "2026-03-29 06:00", id="shorter night in spring"),
        pytest.param(NIGHT, "Europe/London", "2026-10-24 22:00", "2026-10-25 07:00", id="longer night in autumn"),
        pytest.param(
            quiet("01:00", "01:30"), "Europe/London", "2026-10-25 01:10", "2026-10-25 01:30", id="second pass of a fold"
        ),
    ],
)
def test_quiet_hours_are_left(hours: QuietHours, zone: str, moment: str, expected: str) -> None:
    assert leave_quiet(at(moment), hours, ZoneInfo(zone)) == at(expected)


def test_a_digest_in_quiet_hours_waits_for_their_end() -> None:
    schedule = Schedule(Daily(at=time(6)), "UTC", NIGHT)
    assert due(schedule, at("2026-11-23 05:00"), WINDOW) == at("2026-11-23 07:00")


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        pytest.param("2026-11-23 10:00:20", "2026-11-23 10:00:20", id="joins the open window"),
        pytest.param("2026-11-23 10:05:00", "2026-11-23 10:01:00", id="a far one, held by quiet hours, does not delay"),
    ],
)
def test_instant_alerts_are_gathered(until: str, expected: str) -> None:
    assert due(Schedule(Instant(), "UTC"), at("2026-11-23 10:00"), WINDOW, at(until)) == at(expected)


clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
moments = st.timedeltas(timedelta(0), timedelta(days=4000)).map(lambda since: at("2020-01-01 00:00") + since)
cadences: st.SearchStrategy[Cadence] = st.one_of(
    st.just(Instant()),
    st.just(Hourly()),
    clocks.map(lambda clock: Daily(at=clock)),
    st.tuples(st.sampled_from(["mon", "wed", "sun"]), clocks).map(lambda pair: Weekly(weekday=pair[0], at=pair[1])),
)
hours = st.none() | st.tuples(clocks, clocks).map(
    lambda pair: QuietHours.model_validate({"from": pair[0], "to": pair[1]})
)
LONGEST = {"instant": WINDOW, "hourly": timedelta(hours=1), "daily": timedelta(days=1), "weekly": timedelta(days=7)}


@given(cadence=cadences, zone=st.sampled_from(ZONES), quiet_hours=hours, now=moments)
def test_due_is_ahead_soon_enough_and_never_in_quiet_hours(
    cadence: Cadence, zone: str, quiet_hours: QuietHours | None, now: datetime
) -> None:
    moment = due(Schedule(cadence, zone, quiet_hours), now, WINDOW)
    assert now < moment <= now + LONGEST[cadence.kind] + timedelta(days=1, hours=2)
    assert quiet_hours is None or not is_quiet(moment, quiet_hours, ZoneInfo(zone))
