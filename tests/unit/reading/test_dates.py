"""Ages and dates in the languages of the boards."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jobalerts_shared.reading.dates import read_date

NOW = datetime(2026, 8, 22, 12, 30, tzinfo=UTC)


def day(year: int, month: int, number: int) -> datetime:
    return datetime(year, month, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        pytest.param("10 months ago", day(2025, 10, 22), id="months"),
        pytest.param("two days ago", day(2026, 8, 20), id="in words"),
        pytest.param("vor zwei Wochen", day(2026, 8, 8), id="German words"),
        pytest.param("il y a deux jours", day(2026, 8, 20), id="French words"),
        pytest.param("hace dos semanas", day(2026, 8, 8), id="Spanish words"),
        pytest.param("seit 3 Tagen online", day(2026, 8, 19), id="German since"),
        pytest.param("New", day(2026, 8, 22), id="new"),
        pytest.param("Posted 30+ days ago", day(2026, 7, 23), id="at least so many days"),
        pytest.param("Posted 8 Days Ago", day(2026, 8, 14), id="days"),
        pytest.param("3h ago", datetime(2026, 8, 22, 9, 30, tzinfo=UTC), id="hours"),
        pytest.param("a week ago", day(2026, 8, 15), id="a week"),
        pytest.param("2 years ago", day(2024, 8, 22), id="years"),
        pytest.param("Just posted", day(2026, 8, 22), id="just"),
        pytest.param("Posted today", day(2026, 8, 22), id="today"),
        pytest.param("yesterday", day(2026, 8, 21), id="yesterday"),
        pytest.param("vor 3 Tagen", day(2026, 8, 19), id="German days"),
        pytest.param("vor einem Monat", day(2026, 7, 22), id="German month"),
        pytest.param("il y a 26 jours", day(2026, 7, 27), id="French days"),
        pytest.param("Publié hier", day(2026, 8, 21), id="French yesterday"),
        pytest.param("hace 2 semanas", day(2026, 8, 8), id="Spanish weeks"),
        pytest.param("há 4 dias", day(2026, 8, 18), id="Portuguese days"),
        pytest.param("5 giorni fa", day(2026, 8, 17), id="Italian days"),
        pytest.param("3 weken geleden", day(2026, 8, 1), id="Dutch weeks"),
        pytest.param("2026-08-05 09:41:37 UTC", datetime(2026, 8, 5, 9, 41, 37, tzinfo=UTC), id="ISO with a zone"),
        pytest.param(
            "2026-07-16T11:55:32-04:00", datetime(2026, 7, 16, 15, 55, 32, tzinfo=UTC), id="ISO with an offset"
        ),
        pytest.param("13.04.2026", day(2026, 4, 13), id="points"),
        pytest.param("2026/04/13", day(2026, 4, 13), id="ISO with slashes"),
        pytest.param("13-04-2026", day(2026, 4, 13), id="hyphens read in one way only"),
        pytest.param("11 mai 2026", day(2026, 5, 11), id="French month"),
        pytest.param("3 de março de 2026", day(2026, 3, 3), id="Portuguese month"),
        pytest.param("1. Dezember 2025", day(2025, 12, 1), id="German month name"),
        pytest.param("Aug 5th, 2026", day(2026, 8, 5), id="American"),
        pytest.param("25/12/2025", day(2025, 12, 25), id="a slash read in one way only"),
    ],
)
def test_read(text: str, date: datetime) -> None:
    assert read_date(text, NOW) == date


@pytest.mark.parametrize(
    "text", ["", "new job posted", "07/08/2026", "London", "full time", "31.02.2026", "3 days a week", "Team of 5"]
)
def test_what_is_no_date(text: str) -> None:
    assert read_date(text, NOW) is None
