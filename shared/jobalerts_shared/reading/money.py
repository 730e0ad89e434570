"""Amounts of money as they are written: sign or code, thousands, decimals, and `k`, in the ways of many countries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

# A longer sign wins over a shorter one: `CA$` over `$`. An empty currency depends on where the advert stands.
SIGNS = {
    "CAD$": "CAD", "CA$": "CAD", "CDN$": "CAD", "C$": "CAD", "US$": "USD", "USD$": "USD", "AUD$": "AUD",
    "AU$": "AUD", "A$": "AUD", "NZ$": "NZD", "HK$": "HKD", "SG$": "SGD", "S$": "SGD", "NT$": "TWD", "MX$": "MXN",
    "R$": "BRL", "€": "EUR", "£": "GBP", "₹": "INR", "₪": "ILS", "₺": "TRY", "₩": "KRW", "₱": "PHP", "฿": "THB",
    "₫": "VND", "₴": "UAH", "₦": "NGN", "₽": "RUB", "zł": "PLN", "Kč": "CZK", "SFr.": "CHF", "Fr.": "CHF",
    "Rs.": "INR", "Rs": "INR", "euros": "EUR", "euro": "EUR", "Euro": "EUR", "pounds": "GBP", "reais": "BRL",
    "$": "", "¥": "", "kr.": "", "kr": "",
}  # fmt: skip
DOLLAR_CODES = ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "COP", "CLP", "ARS")
SIGNS |= {f"{code} $": code for code in DOLLAR_CODES}
CODE_WORDS = """
USD EUR GBP CAD AUD NZD CHF SEK NOK DKK PLN CZK HUF RON BGN INR JPY CNY RMB SGD HKD TWD KRW BRL MXN ARS CLP
COP PEN ZAR AED SAR QAR ILS TRY THB MYR IDR PHP VND UAH EGP NGN KES ISK
"""
CODES = tuple(CODE_WORDS.split())
DOLLARS = {
    "CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD", "TW": "TWD", "MX": "MXN", "AR": "ARS",
    "CL": "CLP", "CO": "COP",
}  # fmt: skip
KRONER = {"SE": "SEK", "NO": "NOK", "DK": "DKK", "IS": "ISK"}

SIGN = "|".join(re.escape(sign) for sign in sorted([*SIGNS, *CODES], key=len, reverse=True))
NUMBER = (
    r"\d{1,2}(?:,\d{2}){1,3},\d{3}(?![\d,])"  # 12,00,000 as written in India
    r"|\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3}){1,3}(?:[.,]\d{1,2})?(?!\d)"
    r"|\d{1,9}(?:[.,]\d{1,2})?(?!\d)"
)
SCALE = r" ?(?:[kK](?!\w)|T(?=€| ?EUR\b)|[Tt]sd\.?|mil\b|LPA\b|lpa\b|[Ll]akhs?\b|[Ll](?![\w’']))"
AMOUNT = re.compile(
    rf"(?:(?<![A-Za-z])({SIGN}) ?)?(?<![\w.,])({NUMBER})({SCALE})?"
    rf"(?:[\u00a0\u202f ]?({SIGN})(?!\w| ?\d))?"
)
THOUSANDS = {
    "k": 1000.0,
    "tsd": 1000.0,
    "mil": 1000.0,
    "t": 1000.0,
    "lpa": 100_000.0,
    "lakh": 100_000.0,
    "lakhs": 100_000.0,
    "l": 100_000.0,
}
OF_INDIA = frozenset({"lpa", "lakh", "lakhs"})


@dataclass(frozen=True, slots=True)
class Amount:
    """One figure in whole currency units; `sign` as written, `scaled` where `k` or the like stood beside it."""

    value: float
    sign: str
    scaled: float
    start: int
    end: int


def amounts(text: str) -> Iterator[Amount]:
    """Every figure of a text that has a currency or a scale, or stands alone, from left to right."""
    for found in AMOUNT.finditer(text):
        word = found[3].strip(" .").lower() if found[3] else ""
        scale = THOUSANDS.get(word, 1.0)
        sign = clearer(found[1] or "", found[4] or "") or ("INR" if word in OF_INDIA else "")
        if scale == 100_000.0 and sign not in ("", "₹", "Rs", "Rs.", "INR"):
            scale = 1.0
        yield Amount(number(found[2], scale > 1) * scale, sign, scale, found.start(), found.end())


def clearer(one: str, other: str) -> str:
    """Of two signs of one figure, or one range, that which names a currency: `$130,000 CAD`."""
    return other if other and not SIGNS.get(one) and one not in CODES else one


def number(words: str, scaled: bool = False) -> float:
    """`20.356,35`, `1,234`, `12'500`, `75.00`; beside a `k` a lone comma is a decimal's: `31,2`."""
    digits = re.sub(r"['’\u00a0\u202f ]", "", words)
    comma, dot = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and dot >= 0:
        decimal = "," if comma > dot else "."
        digits = digits.replace("." if decimal == "," else ",", "")
        return float(digits.replace(decimal, "."))
    mark = "," if comma >= 0 else "."
    whole, *rest = digits.split(mark)
    if len(rest) == 1 and (scaled or len(rest[0]) != 3):
        return float(f"{whole}.{rest[0]}")
    return float(whole + "".join(rest))


def share_scale(low: Amount, high: Amount) -> tuple[Amount, Amount]:
    """`€70-100k` is seventy to a hundred thousand: a `k` on one side counts for both."""
    if low.scaled == 1.0 < high.scaled and low.value < 1000:
        low = replace(low, value=low.value * high.scaled, scaled=high.scaled)
    elif high.scaled == 1.0 < low.scaled and high.value < 1000:
        high = replace(high, value=high.value * low.scaled, scaled=low.scaled)
    return low, high


def currency_of(sign: str, country: str | None) -> str | None:
    """ISO 4217; a bare `$`, `¥` or `kr` is that of the advert's country, `$` elsewhere the US dollar."""
    if sign in CODES:
        return "CNY" if sign == "RMB" else sign
    if named := SIGNS.get(sign):
        return named
    if sign == "$":
        return DOLLARS.get(country or "", "USD")
    if sign == "¥":
        return "CNY" if country == "CN" else "JPY"
    return KRONER.get(country or "") if sign else None
