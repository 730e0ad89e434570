"""Gross pay from a board's words or an advert's text: a range, its currency and its period, never guessed.

An hourly figure is never read as yearly. On-target earnings, equity, bonuses, zero and "competitive" are not pay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from jobalerts_shared.posting import Basis, Pay, PayPeriod
from jobalerts_shared.reading.money import Amount, amounts, clearer, currency_of, share_scale
from jobalerts_shared.reading.stems import DIGITS, has_any, lines_with

# The one table of annualisation: 52 weeks of 5 days of 8 hours.
PER_YEAR = {PayPeriod.HOUR: 2080, PayPeriod.DAY: 260, PayPeriod.WEEK: 52, PayPeriod.MONTH: 12, PayPeriod.YEAR: 1}
# A figure without a period is a year's from here on; below it, and in other currencies, the period is not stated.
YEARLY_FROM = {
    "USD": 20_000, "EUR": 20_000, "GBP": 15_000, "CAD": 20_000, "AUD": 25_000, "NZD": 25_000, "CHF": 30_000,
    "SGD": 30_000, "ILS": 100_000, "INR": 300_000, "JPY": 2_000_000, "SEK": 200_000, "NOK": 200_000, "DKK": 200_000,
    "HKD": 150_000, "BRL": 40_000, "PLN": 60_000,
}  # fmt: skip
LEAST_YEARLY = 1000.0  # in any currency; less is a slip of the pen ("75-95 a year") and says nothing
MOST_HOURLY = 1000.0  # in the currencies of YEARLY_FROM whose figure there is five digits

PERIOD_WORDS = {
    PayPeriod.HOUR: (
        r"hours?|hourly|hrs?|h|ph|p\.h|p/h|std\.?|stunden?|stündlich\w{0,2}|stundenlohn|heure|heures|hora|ora|uur|godz"
    ),
    PayPeriod.DAY: r"days?|daily|tag|täglich|tagessatz|jour|tjm|día|diária|diaria|giorno|dag|pd|p/d|p\.d",
    PayPeriod.WEEK: r"weeks?|weekly|wk|woche|wöchentlich|semaine|semana|semanal|settimana",
    PayPeriod.MONTH: (
        r"months?|monthly|mo|mth|p/m|monat|monatlich\w{0,2}|monatsgehalt|měsíc|měsíčně|mies|miesiąc|miesięcznie|mån|månad|mtl\.?|mois|mensuels?|mensuelle|mes|mensual(?:es)?|"
        r"mensais|mensal|mês|mese|"
        r"mensili|maand|pcm"
    ),
    PayPeriod.YEAR: (
        r"years?|yearly|yr|annum|annually|annual|annuali[sz]ed|pa|p\.a\.?|p/a|jahr|jährlich\w{0,2}|jahresgehalt|an|année|"
        r"annuels?|annuelle|año|"
        r"anual(?:es)?|anuais|ano|anno|annui|annua|annuo|ral|jaar|lpa|ctc"
    ),
}
PERIOD = re.compile(
    "|".join(rf"(?P<{period}>(?<![^\W\d])(?:{words})(?!\w))" for period, words in PERIOD_WORDS.items()), re.IGNORECASE
)
# What joins a figure to its period: "per", "/", "an hour", "a year", "à l'heure", "pro Stunde".
JOINED = re.compile(
    r"[\s.,)\]]{0,3}(?:(?:(?:gross|brutto|brut[oa]?s?|nett?o?s?|lord[oi]|base|salary|usd|eur|gbp|cad|aud|\+ ?vat)\b|"
    r"€|\*)\s?){0,3}(?:(?:(?:per|an|a|each|every|pro|je|par|por|al|im|die|der|paid)\b|"
    r"à l[’']|all[’']|/|-|–|\()\s?){0,2}",
    re.IGNORECASE,
)
BETWEEN = re.compile(
    r"(?:[.,][-–—])?\s?(?:(?:/|per|an?|pro|je|par|por)?\s?(?:hour|hr|h|day|week|month|mo|year|yr|annum|std|stunde|monat|jahr|"
    r"heure|mois|an|mes|año|ora)\.?\s)?"
    r"(?:-|–|—|‒|−|~|to|bis|à|a|and|und|et|y|e|até|hasta|tot|en|up to|bis zu)\s?",
    re.IGNORECASE,
)
CUE = re.compile(
    r"\b(?:salar(?:y|ies)|pay(?:ing)?|pay range|compensation|base|wages?|remuneration|hourly rate|day rate|daily "
    r"rate|rate of|earn|stipend of|\w{0,12}gehalt|"
    r"gehaltsrahmen|vergütung|jahresgehalt|bruttojahresgehalt|stundenlohn|entgelt|verdienst|lohn|salaire|"
    r"rémunération|package|salario|sueldo|"
    r"retribución|salarial|remuneración|salário|remuneração|bolsa|retribuzione|ral|stipendio|compenso|salaris|"
    r"brutoloon|loon|ctc)\b",
    re.IGNORECASE,
)
NOT_PAY = re.compile(
    r"\b(?:ote|on[- ]target|commission|variable|uncapped|bonus(?:es)?|sign[- ]?on|signing|equity|stocks?|rsus?|"
    r"shares?|options?|401k?|pension|"
    r"allowance|reimburse\w{0,5}|budget|stipend for|learning|training|wellness|relocation|referral|revenue|arr|"
    r"funding|funded|raised|raise|series|"
    r"valuation|valued|million|billion|turnover|assets|customers|portfolio|quota|deals?|grants?|fund|fees?|fine|"
    r"discount|insurance|coverage|"
    r"savings?|worth|sales|umsatz|boni|zuschuss|provision|prime|chiffre|facturación|receita|fatturato|omzet|"
    r"mobility|meal|lunch|tickets?)\b",
    re.IGNORECASE,
)
UP_TO = re.compile(
    r"(?:up to|bis zu|bis|jusqu[’']à|hasta|até|fino a|tot|max(?:imum|\.)?|no more than)[\s:]{0,2}$", re.IGNORECASE
)
FROM = re.compile(
    r"(?:from|starting (?:at|from)|starts? at|at least|min(?:imum|\.)?|ab|mindestens|à partir de|dès|desde|a partir "
    r"de|da|vanaf)[\s:]{0,2}$",
    re.IGNORECASE,
)
CLAUSE_END = re.compile(r"[;\n•|]|[.!?](?=\s)|,(?=\s)|\+(?=\s)|\bplus\b|\(")
OF_MILLIONS = re.compile(r" ?(?:[MB]|bn|mn|mm)\b")
OF_THE_NEXT = re.compile(r"[\s:]{0,2}[€£$]\s?\d")  # `£50,000 OTE £80,000`
# What a line of a text must hold to speak of money.
MONEY_WORDS = (
    "LPA lakh USD EUR GBP CAD AUD CHF SEK NOK DKK PLN INR SGD AED BRL MXN JPY NZD HKD Kč zł Rs uro pounds reais"
)
MONEY = (*"$€£¥₹₪₺₩₱฿₫₴₦₽", " kr", *MONEY_WORDS.split())
DIGIT = re.compile(r"[0-9]")
LONGEST_HEADING = 80
LONGEST_LINE = 2000
MOST_LINES = 3000


@dataclass(frozen=True, slots=True)
class PayReading:
    """Pay, whether its period was said, and the words."""

    pay: Pay
    basis: Basis
    words: str


@dataclass(frozen=True, slots=True)
class _Range:
    low: Amount
    high: Amount
    start: int
    end: int

    @property
    def sign(self) -> str:
        return clearer(self.low.sign, self.high.sign)


def yearly(amount: float, period: PayPeriod) -> float:
    """A figure for a whole year, by the one table of annualisation."""
    return amount * PER_YEAR[period]


def read_pay(words: str, country: str | None = None) -> PayReading | None:
    """A board's own line on pay, such as `$31,2k - $52k`; the currency may be missing there."""
    line = words[:LONGEST_LINE]
    return _combine(reading for found in _ranges(line) if (reading := _reading(line, found, country)))


def pay_in_text(text: str, country: str | None = None) -> PayReading | None:
    """The pay that an advert's text states: a figure with a currency, beside a word for pay or a period."""
    return _combine(_in_lines(text, country))


def checked(pay: Pay) -> Pay | None:
    """A structured pay as far as it can be meant: zero is not said, a year's pay of 75 is a slip."""
    low, high = pay.min or None, pay.max or None
    if low is None and high is None:
        return None
    if low is not None and high is not None and low > high:
        low, high = high, low
    if pay.period == PayPeriod.YEAR and max(low or 0.0, high or 0.0) < LEAST_YEARLY:
        return None
    return pay.model_copy(update={"min": low, "max": high})


def _in_lines(text: str, country: str | None) -> Iterator[PayReading]:
    """Only lines with a digit and a currency are looked at; a line before may be their heading ("Annual salary")."""
    told = 0  # where the last line ended that spoke of pay: what stands right under it may go on with the list
    for start, line in lines_with(text, DIGITS)[:MOST_LINES]:
        if has_any(line, MONEY):
            above = text[:start].rstrip()[-LONGEST_HEADING - 1 :]
            goes_on = 0 < told == start - 1
            for reading in _in_line(line[:LONGEST_LINE], above.rpartition("\n")[2], country, goes_on=goes_on):
                told = start + len(line)
                yield reading


def _in_line(line: str, previous: str, country: str | None, *, goes_on: bool) -> Iterator[PayReading]:
    headed = len(previous) <= LONGEST_HEADING and CUE.search(previous) is not None and not DIGIT.search(previous)
    for found in _ranges(line):
        listed = headed or (goes_on and found.low is not found.high)
        cued = found.sign and (listed or _is_cued(line, found) or _has_period(line, found))
        if cued and (reading := _reading(line, found, country)):
            yield reading


def _is_cued(line: str, found: _Range) -> bool:
    return bool(CUE.search(line, max(0, found.start - 160), found.start) or CUE.search(line, found.end, found.end + 40))


def _has_period(line: str, found: _Range) -> bool:
    return _period_after(line, found.end) is not None


def _ranges(line: str) -> Iterator[_Range]:
    waiting: Amount | None = None
    for amount in amounts(line):
        if waiting and BETWEEN.fullmatch(line, waiting.end, amount.start):
            low, high = share_scale(waiting, amount)
            if low.value <= high.value:
                yield _Range(low, high, low.start, high.end)
                waiting = None
                continue
        if waiting:
            yield _Range(waiting, waiting, waiting.start, waiting.end)
        waiting = amount
    if waiting:
        yield _Range(waiting, waiting, waiting.start, waiting.end)


def _reading(line: str, found: _Range, country: str | None) -> PayReading | None:
    if _is_something_else(line, found):
        return None
    currency = currency_of(found.sign, country)
    stated = _period(line, found)
    period = stated or _yearly_by_size(found.high.value, currency)
    if not _is_plausible(found, period, currency):
        return None
    low, high = _ends(line, found)
    pay = Pay(min=low, max=high, currency=currency, period=period)
    return PayReading(pay, Basis.STATED if stated else Basis.DERIVED, line[found.start : found.end].strip())


def _is_something_else(line: str, found: _Range) -> bool:
    if found.high.value <= 0 or (found.low.value == 401_000 and found.high is found.low):
        return True
    if not found.sign and found.high.scaled == 1.0 and found.high.value < 1000:
        return True
    before = line[max(0, found.start - 60) : found.start]
    after = line[found.end : found.end + 60]
    cut = max((end.end() for end in CLAUSE_END.finditer(before)), default=0)
    end = CLAUSE_END.search(after)
    if OF_MILLIONS.match(after) or NOT_PAY.search(before[cut:]):
        return True
    said = NOT_PAY.search(after[: end.start() if end else None])
    return said is not None and not OF_THE_NEXT.match(after, said.end())


def _period(line: str, found: _Range) -> PayPeriod | None:
    """Beside the figures, else between them, else named before them ("Hourly rate: $20 - $25")."""
    if period := _period_after(line, found.end):
        return period
    if "lpa" in line[found.start : found.end].lower():
        return PayPeriod.YEAR
    if found.high is not found.low and (inner := PERIOD.search(line, found.low.end, found.high.start)):
        return _named(inner)
    before = line[max(0, found.start - 60) : found.start]
    named = [
        match
        for match in PERIOD.finditer(before)
        if match[0].lower() not in ("h", "an", "mo", "pa", "pd", "ph", "mes", "ora", "dag")
    ]
    return _named(named[-1]) if named else None


def _period_after(line: str, start: int) -> PayPeriod | None:
    joined = JOINED.match(line, start)
    named = PERIOD.match(line, joined.end() if joined else start)
    return _named(named) if named else None


def _named(match: re.Match[str]) -> PayPeriod:
    return PayPeriod(match.lastgroup or "")


def _yearly_by_size(value: float, currency: str | None) -> PayPeriod | None:
    least = YEARLY_FROM.get(currency or "")
    return PayPeriod.YEAR if least is not None and value >= least else None


def _is_plausible(found: _Range, period: PayPeriod | None, currency: str | None) -> bool:
    if period == PayPeriod.YEAR:
        return found.high.value >= LEAST_YEARLY
    if period == PayPeriod.HOUR and YEARLY_FROM.get(currency or "", 10**9) < 100_000:
        return found.high.value <= MOST_HOURLY
    return True


def _ends(line: str, found: _Range) -> tuple[float | None, float | None]:
    low, high = found.low.value or None, found.high.value
    if found.low is not found.high:
        return low, high
    before = line[: found.start][-40:]
    if UP_TO.search(before):
        return None, high
    if FROM.search(before) or line[found.end : found.end + 1] == "+":
        return low, None
    return low, high


def _combine(readings: Iterator[PayReading]) -> PayReading | None:
    """Several ranges in one currency and period, one per region or level, are the range that spans them."""
    first: PayReading | None = None
    for reading in readings:
        if first is None:
            first = reading
        elif (reading.pay.currency, reading.pay.period) == (first.pay.currency, first.pay.period):
            first = _spanning(first, reading)
    return first


def _spanning(one: PayReading, other: PayReading) -> PayReading:
    lows = [pay.min for pay in (one.pay, other.pay) if pay.min is not None]
    highs = [pay.max for pay in (one.pay, other.pay) if pay.max is not None]
    pay = one.pay.model_copy(update={"min": min(lows, default=None), "max": max(highs, default=None)})
    if pay == one.pay:
        return one
    return replace(one, pay=pay, basis=Basis.DERIVED, words=f"{one.words}; {other.words}"[:300])
