"""A JobPosting's `baseSalary`, in all the forms that pages give it: pay in figures, or the words for it.

`estimatedSalary` is a third party's guess and is not read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from jobalerts_crawler.answers import pay_of, words_of
from jobalerts_crawler.words import period_of
from jobalerts_shared.posting import Pay, PayPeriod

Node = Mapping[str, object]
UNITS = {
    "HOUR": PayPeriod.HOUR,
    "DAY": PayPeriod.DAY,
    "WEEK": PayPeriod.WEEK,
    "MONTH": PayPeriod.MONTH,
    "YEAR": PayPeriod.YEAR,
    "ANN": PayPeriod.YEAR,
    "HUR": PayPeriod.HOUR,
    "MON": PayPeriod.MONTH,
    "WEE": PayPeriod.WEEK,
}
AMOUNT = re.compile(r"\d[\d.,' ]*")
LEAST = ("minValue", "minPrice", "value", "price")
MOST = ("maxValue", "maxPrice", "value", "price")
CURRENCY = ("currency", "priceCurrency", "salaryCurrency")
UNIT = ("unitText", "unitCode")


def pay_in(node: Node) -> Pay | None:
    """Figures in one object, or in another that is its `value`, or bare beside `salaryCurrency`."""
    salary = _first(node.get("baseSalary"))
    stated = salary if isinstance(salary, Mapping) else {"value": salary}
    inner = _first(stated.get("value"))
    within = inner if isinstance(inner, Mapping) else {}
    told = (within, {**stated, "value": None if within else inner}, node)
    unit = _said(told, UNIT) or ""
    return pay_of(
        _figure(told, LEAST),
        _figure(told, MOST),
        _said(told, CURRENCY),
        UNITS.get(unit.upper()) or period_of(unit),
    )


def pay_words(node: Node) -> str | None:
    """`$100,000 - $120,000 per year`; with the currency that stands beside figures without one."""
    for value in _each(node.get("baseSalary")):
        inner = _first(value.get("value")) if isinstance(value, Mapping) else value
        stated = _first(inner.get("value")) if isinstance(inner, Mapping) else inner
        if isinstance(stated, str) and not AMOUNT.fullmatch(stated.strip()):
            told = tuple(each for each in (inner, value, node) if isinstance(each, Mapping))
            return " ".join(filter(None, (stated.strip(), _missing(stated, told)))) or None
    return None


def _missing(stated: str, told: tuple[Node, ...]) -> str:
    """What the words leave to the fields beside them."""
    currency = None if re.search(r"[^\W\d_]{3}|[$£€¥]", stated) else _said(told, CURRENCY)
    unit = UNITS.get((_said(told, UNIT) or "").upper())
    return " ".join(filter(None, (currency, f"per {unit.value}" if unit else None)))


def _each(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _first(value: object) -> object:
    return next(iter(_each(value)), None)


def _said(told: tuple[Node, ...], names: tuple[str, ...]) -> str | None:
    return next((words for node in told for name in names if (words := words_of(node.get(name)))), None)


def _figure(told: tuple[Node, ...], names: tuple[str, ...]) -> float | None:
    """The first figure under one of the names; the advert's own node has no amounts of its own."""
    figures = (_amount(node.get(name)) for node in told[:-1] for name in names)
    return next((figure for figure in figures if figure), None)


def _amount(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) or None
    found = AMOUNT.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        return None
    digits = re.sub(r"[ ']", "", found[0])
    decimals = re.search(r"[.,](\d{1,2})$", digits)
    whole = re.sub(r"[.,]", "", digits[: decimals.start()] if decimals else digits)
    return float(f"{whole or 0}.{decimals[1] if decimals else 0}") or None
