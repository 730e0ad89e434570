"""When to try again, and when to give up."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobalerts_notifier.retry import LONGEST_PAUSE, LONGEST_WAIT, PATIENCE, Kind, backoff, pause_for, retry_in

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("attempt", "spread", "wait"),
    [
        pytest.param(1, 1.0, 5 * SECOND, id="first"),
        pytest.param(1, 0.0, 2.5 * SECOND, id="first, least jitter"),
        pytest.param(2, 1.0, 10 * SECOND, id="second doubles"),
        pytest.param(5, 1.0, 80 * SECOND, id="fifth"),
        pytest.param(11, 1.0, HOUR, id="capped at an hour"),
        pytest.param(10_000, 1.0, HOUR, id="never overflows"),
    ],
)
def test_backoff_doubles_from_five_seconds_to_an_hour(attempt: int, spread: float, wait: timedelta) -> None:
    assert backoff(attempt, spread) == wait


@pytest.mark.parametrize(
    ("kind", "attempt", "age", "asked", "wait"),
    [
        pytest.param(Kind.INSTANT, 1, SECOND, None, 5 * SECOND, id="fresh"),
        pytest.param(Kind.INSTANT, 1, SECOND, 120 * SECOND, 120 * SECOND, id="Retry-After is honoured"),
        pytest.param(Kind.INSTANT, 8, SECOND, SECOND, 640 * SECOND, id="Retry-After never shortens our own wait"),
        pytest.param(Kind.INSTANT, 12, 23 * HOUR, None, HOUR, id="last try at 24 hours"),
        pytest.param(Kind.INSTANT, 12, 23 * HOUR + SECOND, None, None, id="given up past 24 hours"),
        pytest.param(Kind.DIGEST, 12, 30 * HOUR, None, HOUR, id="a digest is good for longer"),
        pytest.param(Kind.INSTANT, 1, SECOND, 25 * HOUR, None, id="asked to wait past its worth"),
    ],
)
def test_retry(kind: Kind, attempt: int, age: timedelta, asked: timedelta | None, wait: timedelta | None) -> None:
    assert retry_in(kind, attempt, age, asked, spread=1.0) == wait


@given(
    kind=st.sampled_from(Kind),
    attempt=st.integers(1, 10_000),
    age=st.timedeltas(timedelta(0), timedelta(days=5)),
    asked=st.none() | st.timedeltas(timedelta(0), timedelta(days=5)),
    spread=st.floats(0, 1),
)
def test_a_wait_ends_within_patience_and_undercuts_nobody(
    kind: Kind, attempt: int, age: timedelta, asked: timedelta | None, spread: float
) -> None:
    wait = retry_in(kind, attempt, age, asked, spread)
    if wait is not None:
        assert age + wait <= PATIENCE[kind]
        assert wait >= (asked or timedelta(0))
        assert wait <= max(LONGEST_WAIT, asked or timedelta(0))


def test_nobody_pauses_a_destination_for_more_than_a_day() -> None:
    assert pause_for(1, timedelta(days=3650), 1.0) == LONGEST_PAUSE
    assert pause_for(3, None, 1.0) == 20 * SECOND
