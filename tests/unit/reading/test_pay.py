"""Pay from a board's line and from an advert's text; what is not pay; annualisation."""

from __future__ import annotations

import pytest

from jobalerts_shared.posting import Basis, Pay, PayPeriod
from jobalerts_shared.reading.pay import PER_YEAR, checked, pay_in_text, read_pay, yearly

HOUR, DAY, MONTH, YEAR = PayPeriod.HOUR, PayPeriod.DAY, PayPeriod.MONTH, PayPeriod.YEAR


@pytest.mark.parametrize(
    ("line", "low", "high", "currency", "period"),
    [
        pytest.param("£42,000 - £55,500 per annum", 42000, 55500, "GBP", YEAR, id="a range"),
        pytest.param("€65-90k", 65000, 90000, "EUR", YEAR, id="k on the second alone"),
        pytest.param("€65k-90", 65000, 90000, "EUR", YEAR, id="k on the first alone"),
        pytest.param("61k€–75k€", 61000, 75000, "EUR", YEAR, id="k before the sign"),
        pytest.param("$41,5k - $62k", 41500, 62000, "USD", YEAR, id="a decimal comma before k"),
        pytest.param("23.450,80 €", 23450.8, 23450.8, "EUR", YEAR, id="points and comma"),
        pytest.param("48 000 - 56 000 € brut annuel", 48000, 56000, "EUR", YEAR, id="French blanks"),
        pytest.param("CHF 98'000 - 118'000", 98000, 118000, "CHF", YEAR, id="Swiss apostrophes"),
        pytest.param("14,00,000 - 20,00,000 INR per annum", 1400000, 2000000, "INR", YEAR, id="Indian commas"),
        pytest.param("₹14-20 LPA", 1400000, 2000000, "INR", YEAR, id="lakh a year"),
        pytest.param("R$ 6.000 a R$ 8.500 por mês", 6000, 8500, "BRL", MONTH, id="Brazilian month"),
        pytest.param("$21.75/hr", 21.75, 21.75, "USD", HOUR, id="an hour"),
        pytest.param("$24 - $31 per hour", 24, 31, "USD", HOUR, id="hours"),
        pytest.param("16,40 € pro Stunde", 16.4, 16.4, "EUR", HOUR, id="German hour"),
        pytest.param("£450 a day", 450, 450, "GBP", DAY, id="a day"),
        pytest.param("3.200 € brutto monatlich", 3200, 3200, "EUR", MONTH, id="German month"),
        pytest.param("up to £70,000", None, 70000, "GBP", YEAR, id="up to"),
        pytest.param("from $120,000", 120000, None, "USD", YEAR, id="from"),
        pytest.param("$140,000+", 140000, None, "USD", YEAR, id="plus"),
        pytest.param("CA$90,000 - CA$110,000", 90000, 110000, "CAD", YEAR, id="Canadian sign"),
        pytest.param("55k-75k", 55000, 75000, None, None, id="no currency, no period"),
        pytest.param("$2.40k - $2.80k", 2400, 2800, "USD", None, id="too little for a year: not guessed"),
        pytest.param("€3,000 - €3,500", 3000, 3500, "EUR", None, id="perhaps a month: not guessed"),
        pytest.param("$0 - $95,000", None, 95000, "USD", YEAR, id="zero is not said"),
    ],
)
def test_a_line(
    line: str, low: float | None, high: float | None, currency: str | None, period: PayPeriod | None
) -> None:
    found = read_pay(line)
    assert found is not None
    assert found.pay == Pay(min=low, max=high, currency=currency, period=period)


@pytest.mark.parametrize(
    "line",
    [
        "Competitive",
        "-",
        "",
        "0",
        "$0 - $0",
        "OTE $60k - $80k",
        "$5,000 sign-on bonus",
        "401k",
        "$80 - $95 a year",
        "Equity 0.1%",
        "up to 25 days",
    ],
)
def test_what_is_no_pay(line: str) -> None:
    assert read_pay(line) is None


@pytest.mark.parametrize(
    ("country", "currency"),
    [
        pytest.param("CA", "CAD", id="Canada"),
        pytest.param("AU", "AUD", id="Australia"),
        pytest.param("US", "USD", id="USA"),
        pytest.param(None, "USD", id="unsaid"),
    ],
)
def test_a_bare_dollar_is_that_of_the_country(country: str | None, currency: str) -> None:
    found = read_pay("$90,000 - $110,000", country)
    assert found is not None
    assert found.pay.currency == currency


@pytest.mark.parametrize(
    ("text", "low", "high", "period"),
    [
        pytest.param(
            "The base salary range for this role is $150,000—$190,000 USD.", 150000, 190000, YEAR, id="a sentence"
        ),
        pytest.param("Annual Salary:\n$150,000 - $190,000 USD", 150000, 190000, YEAR, id="under a heading"),
        pytest.param("We offer base pay of $70k plus $140k OTE", 70000, 70000, YEAR, id="base beside OTE"),
        pytest.param("Hourly rate: $22 - $27", 22, 27, HOUR, id="named before"),
        pytest.param(
            "Zone 1 salary: $120,000 - $140,000\nZone 2 salary: $100,000 - $120,000", 100000, 140000, YEAR, id="zones"
        ),
        pytest.param("Gehalt: 52.000 € bis 64.000 € brutto pro Jahr", 52000, 64000, YEAR, id="German"),
        pytest.param("Salario: 26.000€ - 31.000€ brutos anuales", 26000, 31000, YEAR, id="Spanish"),
        pytest.param("RAL 34.000 - 39.000 euro", 34000, 39000, YEAR, id="Italian"),
        pytest.param("Salaire : 38 000 à 45 000 € par an", 38000, 45000, YEAR, id="French"),
    ],
)
def test_a_text(text: str, low: float, high: float, period: PayPeriod) -> None:
    found = pay_in_text(text)
    assert found is not None
    assert (found.pay.min, found.pay.max, found.pay.period) == (low, high, period)


@pytest.mark.parametrize(
    "text",
    [
        "We raised $120 million in a Series C.",
        "You own a budget of $750,000 per year.",
        "We match your 401k up to $6,000 a year.",
        "Over $2,000,000 in revenue each month",
        "A learning allowance of €1,500 per year",
        "Founded in 2014, we are 450 people in 30 countries.",
        "You manage deals of $50k - $200k per year.",
    ],
)
def test_money_that_is_no_pay(text: str) -> None:
    assert pay_in_text(text) is None


def test_the_basis_tells_a_derived_period() -> None:
    stated, derived = read_pay("$90,000 a year"), read_pay("$90,000")
    assert stated is not None
    assert derived is not None
    assert (stated.basis, derived.basis) == (Basis.STATED, Basis.DERIVED)


def test_annualisation_is_one_table() -> None:
    assert yearly(25, HOUR) == 52_000
    assert set(PER_YEAR) == set(PayPeriod)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param(Pay(min=0, max=0, currency="USD"), None, id="zeros"),
        pytest.param(Pay(min=75, max=95, currency="USD", period=YEAR), None, id="75 a year"),
        pytest.param(
            Pay(min=0, max=90000, currency="EUR", period=YEAR),
            Pay(max=90000, currency="EUR", period=YEAR),
            id="zero below",
        ),
        pytest.param(Pay(min=9000, max=8000, period=MONTH), Pay(min=8000, max=9000, period=MONTH), id="turned round"),
    ],
)
def test_structured_pay_is_checked(given: Pay, kept: Pay | None) -> None:
    assert checked(given) == kept
