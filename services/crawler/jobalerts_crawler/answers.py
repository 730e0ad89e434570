"""What vendors' answers have in common: carelessly filled fields, rows under some name, figures, packed addresses.

A field that is not what it should be says nothing and costs nothing; a row without its id or title costs itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from html import unescape
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import BeforeValidator, StringConstraints, ValidationError, WrapValidator

from jobalerts_crawler.board import Unreadable
from jobalerts_crawler.words import period_of
from jobalerts_shared.posting import Pay, PayPeriod, Place

T = TypeVar("T")
LABELS = ("label", "name", "descriptor", "text", "value", "title", "displayName")
YES, NO = frozenset({"true", "yes", "y", "1"}), frozenset({"false", "no", "n", "0"})
LATEST = 7_000_000_000  # a stamp in seconds ends here; what is larger counts milliseconds
LONGEST_TITLE = 1000
MOST = 1e15
SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "Euro": "EUR",
    "US$": "USD",
    "CA$": "CAD",
    "C$": "CAD",
    "A$": "AUD",
    "zł": "PLN",
    "₹": "INR",
}
Keep = Callable[[object], Any]  # Any: pydantic's own inner validator, whose answer is checked by the field's type


def _words(value: object) -> str | None:
    """The words of a value, of its label, or of the first of a list."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, Mapping):
        return next((words for words in (_words(value.get(key)) for key in LABELS) if words), None)
    if isinstance(value, list):
        return next((words for words in map(_words, value) if words), None)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() or None


def _figure(value: object) -> float | None:
    if isinstance(value, str):
        digits = re.sub(r"(?<=\d),(?=\d{3}\b)", "", value.strip())
        value = float(digits) if re.fullmatch(r"-?\d{1,15}(?:\.\d{1,6})?", digits) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < MOST else None  # not a number, neither


def _flag(value: object) -> bool | None:
    if isinstance(value, bool) or value is None:
        return value
    said = str(value).strip().casefold()
    return True if said in YES else False if said in NO else None


def _maybe(value: object, keep: Keep) -> Any:
    try:
        return keep(value)
    except ValidationError:
        return None


def _each(value: object, keep: Keep) -> Any:
    kept: list[Any] = []
    for row in value if isinstance(value, list) else [] if value is None else [value]:
        try:
            kept += keep([row])
        except ValidationError:
            continue
    return tuple(kept)


def _title(value: object) -> str:
    return " ".join((_words(value) or "").split())


Ident = Annotated[str, BeforeValidator(lambda value: _words(value) or ""), StringConstraints(min_length=1)]
Title = Annotated[str, BeforeValidator(_title), StringConstraints(min_length=1, max_length=LONGEST_TITLE)]
Words = Annotated[str | None, BeforeValidator(_words)]
Figure = Annotated[float | None, BeforeValidator(_figure)]
Flag = Annotated[bool | None, BeforeValidator(_flag)]
Maybe = Annotated[T | None, WrapValidator(_maybe)]
Each = Annotated[tuple[T, ...], WrapValidator(_each)]


def rows_of(parsed: object, expected: str, under: Sequence[str], *, alone: Sequence[str] = ()) -> list[object]:
    """The rows of an answer: a bare list, the list under one of the names, or one object that has all of `alone`."""
    if isinstance(parsed, list):
        return parsed
    if not isinstance(parsed, dict):
        raise Unreadable(expected, "a bare JSON value")
    for name in under:
        if isinstance(parsed.get(name), list):
            return list(parsed[name])
    if alone and all(name in parsed for name in alone):
        return [parsed]
    raise Unreadable(
        expected, f"an object with {', '.join(f'`{str(key)[:30]}`' for key in list(parsed)[:5]) or 'nothing'}"
    )


def told(parsed: object, *path: str) -> object:
    """What an answer says beside its rows, at the end of a path of names."""
    for name in path:
        parsed = parsed.get(name) if isinstance(parsed, dict) else None
    return parsed


def covers(parsed: object, rows: int, *path: str) -> bool:
    """Whether there are as many rows as the answer says exist; one that does not say is one whole."""
    total = number(told(parsed, *path))
    return total is None or total <= rows


def is_front(url: str, *hosts: str) -> bool:
    """Whether an address is a site's front or a list of its own, not one employer's or one advert's page."""
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www.") in hosts and parts.path.strip("/").count("/") == 0


def number(value: object) -> int | None:
    figure = _figure(value)
    return None if figure is None else int(figure)


def words_of(value: object) -> str | None:
    return _words(value)


def line(*parts: str | None) -> str:
    """One line of what is said, without repeats: `Utrecht, Netherlands`."""
    said = (" ".join(unescape(part).split()).strip(" ,") for part in parts if part)
    return ", ".join(dict.fromkeys(part for part in said if part))


def lines(parts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in map(line, parts) if part))


def country_code(code: str | None) -> str | None:
    return code.upper() if code and re.fullmatch("[A-Za-z]{2}", code) else None


def country_of(code: str | None, locations: tuple[str, ...]) -> tuple[Place, ...]:
    """A country's code beside one place; with several places it says nothing of the others."""
    known = country_code(code)
    return (Place(country=known),) if known and len(locations) <= 1 else ()


def pay_of(
    least: float | None, most: float | None, currency: str | None, period: PayPeriod | str | None = None
) -> Pay | None:
    """Zeros are defaults of a form, not pay."""
    least, most = least or None, most or None
    if (least or most or 0) <= 0:
        return None
    if least and most and least > most:
        least, most = most, least
    code = SIGNS.get((currency or "").strip(), (currency or "").strip().upper())
    return Pay(
        min=least,
        max=most,
        currency=code if re.fullmatch("[A-Z]{3}", code) else None,
        period=period if isinstance(period, PayPeriod) else period_of(period.replace("_", " ")) if period else None,
    )


def stamp(value: object) -> datetime | None:
    """A moment told in seconds or milliseconds since 1970."""
    figure = _figure(value)
    if figure is None or figure <= 0:
        return None
    seconds = figure if figure < LATEST else figure / 1000
    return datetime.fromtimestamp(seconds, UTC) if seconds < LATEST else None


def spaced(code: str | None) -> str | None:
    """A code as words: `fulltime_fixed_term`."""
    return code.replace("_", " ") if code else None
