"""When to ask, and whether we may."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from jobalerts_crawler.robots import Permission, Robots, crawl_delay, permission, robots_address, robots_text
from jobalerts_crawler.schedule import LONGEST_BACKOFF, in_full, interval, next_due

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


@pytest.mark.parametrize(
    ("failures", "wait", "pause"),
    [
        pytest.param(0, None, QUARTER, id="after a success"),
        pytest.param(1, None, QUARTER, id="after one failure"),
        pytest.param(3, None, QUARTER * 4, id="doubling"),
        pytest.param(99, None, LONGEST_BACKOFF, id="not longer than the longest"),
        pytest.param(1, timedelta(hours=2), timedelta(hours=2), id="the server's wish"),
        pytest.param(1, timedelta(seconds=5), QUARTER, id="a wish shorter than ours"),
    ],
)
def test_the_next_time(failures: int, wait: timedelta | None, pause: timedelta) -> None:
    assert next_due(NOW, QUARTER, failures=failures, wait=wait, luck=0.5) == NOW + pause


def test_luck_spreads_boards_that_were_added_together() -> None:
    assert next_due(NOW, QUARTER, luck=0.0) < next_due(NOW, QUARTER, luck=1.0) <= NOW + QUARTER * 1.11


@pytest.mark.parametrize(
    ("every", "still_for", "expected"),
    [
        pytest.param(QUARTER, None, QUARTER, id="a new board"),
        pytest.param(QUARTER, timedelta(hours=20), QUARTER, id="it changed today"),
        pytest.param(QUARTER, timedelta(days=2), QUARTER * 2, id="still for two days"),
        pytest.param(QUARTER, timedelta(days=90), QUARTER * 4, id="still for long"),
        pytest.param(timedelta(hours=2), timedelta(days=90), timedelta(hours=6), id="never seldomer than the longest"),
        pytest.param(timedelta(days=1), timedelta(days=90), timedelta(days=1), id="never more often than is asked for"),
    ],
)
def test_a_board_that_stands_still_is_asked_less(
    every: timedelta, still_for: timedelta | None, expected: timedelta
) -> None:
    assert interval(every, NOW, NOW - still_for if still_for else None) == expected


@pytest.mark.parametrize(
    ("full_at", "full"),
    [
        pytest.param(None, True, id="never"),
        pytest.param(NOW - timedelta(hours=23), False, id="today"),
        pytest.param(NOW - timedelta(hours=24), True, id="a day ago"),
    ],
)
def test_once_a_day_in_full(full_at: datetime | None, full: bool) -> None:
    assert in_full(NOW, full_at) is full


URL = "https://boards.example/careers/jobs"
US_ALONE = "User-agent: jobalerts\nDisallow:\n\nUser-agent: *\nDisallow: /"
LONGEST = "User-agent: *\nDisallow: /careers\nAllow: /careers/jobs"
ODD = "Content-Signal: search=yes\nUser-agent: *\nDisallow:"


@pytest.mark.parametrize(
    ("text", "documented", "answer"),
    [
        pytest.param("", False, Permission.ALLOWED, id="no rules"),
        pytest.param("User-agent: *\nDisallow: /", False, Permission.DISALLOWED, id="nothing"),
        pytest.param("User-agent: *\nDisallow: /careers", True, Permission.DISALLOWED, id="a published interface too"),
        pytest.param(None, False, Permission.UNKNOWN, id="no answer keeps us out"),
        pytest.param(None, True, Permission.ALLOWED, id="but not of a published interface"),
        pytest.param(US_ALONE, False, Permission.ALLOWED, id="a group for us"),
        pytest.param(LONGEST, False, Permission.ALLOWED, id="longest"),
        pytest.param("User-agent: *\nDisallow: /*/jobs$", False, Permission.DISALLOWED, id="wildcards"),
        pytest.param(ODD, False, Permission.ALLOWED, id="odd record"),
        pytest.param(
            "User-agent: *\nDisallow:\n\nUser-agent: *\nDisallow: /careers", False, Permission.DISALLOWED, id="merged"
        ),
    ],
)
def test_robots(text: str | None, documented: bool, answer: Permission) -> None:
    assert permission(Robots(text, NOW), URL, documented=documented) is answer


@pytest.mark.parametrize(
    ("status", "text"),
    [
        pytest.param(200, "User-agent: *", id="found"),
        pytest.param(404, "", id="none: all is allowed"),
        pytest.param(403, "", id="forbidden to read: as none"),
        pytest.param(503, None, id="away: nothing is known"),
    ],
)
def test_robots_by_status(status: int, text: str | None) -> None:
    assert robots_text(status, b"User-agent: *") == text


def test_robots_are_kept_a_day_and_silence_only_minutes() -> None:
    assert Robots("", NOW).fresh(NOW + timedelta(hours=23)) and not Robots("", NOW).fresh(NOW + timedelta(hours=24))
    assert not Robots(None, NOW).fresh(NOW + timedelta(minutes=15))


def test_where_robots_stand_and_how_slow_they_want_us() -> None:
    assert robots_address("https://a.example:8080/x/y?z=1") == "https://a.example:8080/robots.txt"
    assert crawl_delay(Robots("User-agent: *\nCrawl-delay: 5", NOW)) == 5
    assert crawl_delay(Robots("User-agent: *\nCrawl-delay: 86400", NOW)) == 30
