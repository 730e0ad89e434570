"""When a posting was put up, from an age ("10 months ago", "vor 3 Tagen") or a written date, in seven languages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import chain

from jobalerts_shared.reading.text import fold

LONGEST = 200
UNITS = {
    "minute": "minute minutes min mins minuten minuto minutos minuti minuut",
    "hour": "hour hours hr hrs h stunde stunden std heure heures hora horas ora ore uur uren",
    "day": "day days d tag tage tagen jour jours dia dias giorno giorni dag dagen",
    "week": "week weeks wk wks w woche wochen semaine semaines semana semanas settimana settimane weken",
    "month": "month months mo mos monat monate monaten mois mes meses mese mesi maand maanden",
    "year": "year years yr yrs y jahr jahre jahren an ans annee annees ano anos anno anni jaar",
}
UNIT = {word: unit for unit, words in UNITS.items() for word in words.split()}
DAYS = {"day": 1, "week": 7}
COUNTS = {
    1: "a an one ein einem einer eine einen un une uno una um uma een",
    2: "two zwei deux dos dois duas due twee",
    3: "three drei trois tres tre drie",
    4: "four vier quatre cuatro quatro quattro",
    5: "five funf cinq cinco cinque vijf",
    6: "six sechs seis sei zes",
}
COUNT = {word: count for count, words in COUNTS.items() for word in words.split()}
AGO = re.compile(
    r"\b(ago|old|vor|seit|il y a|depuis|hace|ha|fa|atras|geleden|open for|posted|publie|publicado|veroffentlicht|"
    r"geplaatst)\b"
)
COUNTED = "|".join(sorted(COUNT, key=len, reverse=True))
UNITED = "|".join(sorted(UNIT, key=len, reverse=True))
AMOUNT = re.compile(rf"\b(\d{{1,3}}|{COUNTED}) ?({UNITED})\b")
NOW_WORDS = re.compile(
    r"\b(just (?:posted|now|published)|today|heute|gerade eben|soeben|aujourd hui|a l instant|hoy|ahora mismo|hoje|"
    r"agora|oggi|adesso|"
    r"vandaag|zojuist)\b|^(?:new|neu)$"
)
YESTERDAY = re.compile(r"\b(yesterday|gestern|hier|ayer|ontem|ieri|gisteren)\b")
MONTHS = {
    1: "january jan januar jaenner janner janvier janv enero ene janeiro gennaio gen januari",
    2: "february feb februar fevrier fevr febrero fevereiro fev febbraio februari",
    3: "march mar marz maerz mars marzo marco maart mrt",
    4: "april apr avril avr abril abr aprile",
    5: "may mai mayo maio maggio mag mei",
    6: "june jun juni juin junio junho giugno giu",
    7: "july jul juli juillet juil julio julho luglio lug",
    8: "august aug aout agosto ago augustus",
    9: "september sep sept septembre septiembre setembro set settembre",
    10: "october oct oktober okt octobre octubre outubro out ottobre ott",
    11: "november nov novembre noviembre novembro",
    12: "december dec dezember dez decembre diciembre dic dezembro dicembre",
}
MONTH = {word: number for number, words in MONTHS.items() for word in words.split()}
NAMES = "|".join(sorted(chain(MONTH), key=len, reverse=True))
ISO = re.compile(
    r"\b(20\d\d)[-/](\d{2})[-/](\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?)?(?: ?(Z|UTC|"
    r"[+-]\d{2}:?\d{2}))?(?!\d)"
)
DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th|er)? (?:de |of )?({NAMES})(?: de| of)? (20\d\d)\b")
MONTH_FIRST = re.compile(rf"\b({NAMES}) (\d{{1,2}})(?:st|nd|rd|th)? (20\d\d)\b")
DOTTED = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(20\d\d)\b")
SLASHED = re.compile(r"\b(\d{1,2})[/-](\d{1,2})[/-](20\d\d)\b")


def read_date(text: str, now: datetime) -> datetime | None:
    """The moment a line speaks of; an age of days or more is counted from `now`, to that day's midnight (UTC)."""
    line = text[:LONGEST]
    return _written(line) or _age(fold(line), now.astimezone(UTC))


def _age(line: str, now: datetime) -> datetime | None:
    amount = AMOUNT.search(line)
    if amount and AGO.search(line):
        count = COUNT.get(amount[1]) or int(amount[1])
        return _back(now, count, UNIT[amount[2]])
    if YESTERDAY.search(line):
        return _midnight(now - timedelta(days=1))
    return _midnight(now) if NOW_WORDS.search(line) else None


def _back(now: datetime, count: int, unit: str) -> datetime:
    if unit == "minute":
        return now - timedelta(minutes=count)
    if unit == "hour":
        return now - timedelta(hours=count)
    if unit in DAYS:
        return _midnight(now - timedelta(days=count * DAYS[unit]))
    months = now.year * 12 + now.month - 1 - count * (12 if unit == "year" else 1)
    return _midnight(now.replace(year=max(months // 12, 1), month=months % 12 + 1, day=min(now.day, 28)))


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _written(line: str) -> datetime | None:
    if found := ISO.search(line):
        return _iso(found)
    folded = fold(line)
    if found := DAY_FIRST.search(folded):
        return _date(found[3], MONTH[found[2]], found[1])
    if found := MONTH_FIRST.search(folded):
        return _date(found[3], MONTH[found[1]], found[2])
    if found := DOTTED.search(line):
        return _date(found[3], found[2], found[1])
    return _slashed(SLASHED.search(line))


def _slashed(found: re.Match[str] | None) -> datetime | None:
    """`13/04/2026` can only be read in one way; `07/08/2026` in two, so it says nothing."""
    if not found:
        return None
    first, second = int(found[1]), int(found[2])
    if first > 12 >= second or first == second:
        return _date(found[3], second, first)
    return _date(found[3], first, second) if second > 12 >= first else None


def _iso(found: re.Match[str]) -> datetime | None:
    clock = f"{found[4] or '00'}:{found[5] or '00'}:{found[6] or '00'}"
    zone = (found[7] or "+00:00").replace("Z", "+00:00").replace("UTC", "+00:00")
    try:
        return datetime.fromisoformat(f"{found[1]}-{found[2]}-{found[3]}T{clock}{zone}").astimezone(UTC)
    except ValueError:
        return None


def _date(year: str | int, month: str | int, day: str | int) -> datetime | None:
    try:
        return datetime(int(year), int(month), int(day), tzinfo=UTC)
    except ValueError:
        return None
