"""The forms in which boards and adverts write pay, each with what a careful reader takes it for."""

from __future__ import annotations

import pytest

from jobalerts_shared.posting import Pay, PayPeriod
from jobalerts_shared.reading.pay import pay_in_text, read_pay


@pytest.mark.parametrize(
    ("line", "country", "low", "high", "currency", "period"),
    [
        pytest.param("£550 p/d", None, 550, 550, "GBP", PayPeriod.DAY, id="per day in short"),
        pytest.param("£450pd", None, 450, 450, "GBP", PayPeriod.DAY, id="glued to its period"),
        pytest.param("£28k pro rata", None, 28000, 28000, "GBP", PayPeriod.YEAR, id="pro rata"),
        pytest.param("From $18 an hour", None, 18, None, "USD", PayPeriod.HOUR, id="from an hour"),
        pytest.param("Up to $35 an hour", None, None, 35, "USD", PayPeriod.HOUR, id="up to an hour"),
        pytest.param("$1,500 - $2,100 per week", None, 1500, 2100, "USD", PayPeriod.WEEK, id="a week"),
        pytest.param("CHF 1'000 pro Woche", None, 1000, 1000, "CHF", PayPeriod.WEEK, id="Swiss week"),
        pytest.param(
            "CHF 95’000.– bis 115’000.–", None, 95000, 115000, "CHF", PayPeriod.YEAR, id="Swiss dash for no centimes"
        ),
        pytest.param("60 - 75 T€", None, 60000, 75000, "EUR", PayPeriod.YEAR, id="thousands as T€"),
        pytest.param("60-75 TEUR", None, 60000, 75000, "EUR", PayPeriod.YEAR, id="thousands as TEUR"),
        pytest.param(
            "14,50 EUR die Stunde", None, 14.5, 14.5, "EUR", PayPeriod.HOUR, id="German article before the hour"
        ),
        pytest.param("45-55 k€ brut annuel", None, 45000, 55000, "EUR", PayPeriod.YEAR, id="French k€"),
        pytest.param("1.800 € netos al mes", None, 1800, 1800, "EUR", PayPeriod.MONTH, id="Spanish net a month"),
        pytest.param("RAL: 35k-42k", "IT", 35000, 42000, None, PayPeriod.YEAR, id="Italian RAL"),
        pytest.param(
            "CTC 12 LPA", None, 1200000, 1200000, "INR", PayPeriod.YEAR, id="lakh say the currency and the year"
        ),
        pytest.param("12-18 LPA", None, 1200000, 1800000, "INR", PayPeriod.YEAR, id="a range of lakh"),
        pytest.param(
            "INR 25 - 35 lakhs per annum", None, 2500000, 3500000, "INR", PayPeriod.YEAR, id="lakhs with their currency"
        ),
        pytest.param("Rs. 30,000 per month", None, 30000, 30000, "INR", PayPeriod.MONTH, id="rupees"),
        pytest.param("13 salaries of €3,000", None, 3000, 3000, "EUR", None, id="thirteen salaries"),
        pytest.param(
            "PLN 18 000 - 25 000 net + VAT / month (B2B)", None, 18000, 25000, "PLN", PayPeriod.MONTH, id="net of VAT"
        ),
        pytest.param(
            "100 000 - 140 000 Kč / měsíc",
            None,
            100000,
            140000,
            "CZK",
            PayPeriod.MONTH,
            id="crown whose letter is no k",
        ),
        pytest.param("45 000 - 55 000 SEK per month", None, 45000, 55000, "SEK", PayPeriod.MONTH, id="kronor"),
        pytest.param("600.000 kr. årligt", "DK", 600000, 600000, "DKK", PayPeriod.YEAR, id="kroner of the country"),
        pytest.param("$110,000 - $130,000 CAD", None, 110000, 130000, "CAD", PayPeriod.YEAR, id="code behind a dollar"),
        pytest.param(
            "$110,000 - $130,000 USD", "CA", 110000, 130000, "USD", PayPeriod.YEAR, id="code against the country"
        ),
        pytest.param(
            "AUD $120k - $140k + super", None, 120000, 140000, "AUD", PayPeriod.YEAR, id="code before a dollar"
        ),
        pytest.param("S$6,000/month", None, 6000, 6000, "SGD", PayPeriod.MONTH, id="Singapore dollars"),
        pytest.param("MXN $35,000 - $45,000 mensuales", None, 35000, 45000, "MXN", PayPeriod.MONTH, id="pesos"),
        pytest.param(
            "$35,000 - $45,000 MXN mensual", None, 35000, 45000, "MXN", PayPeriod.MONTH, id="pesos, code behind"
        ),
        pytest.param(
            "$62,400.00/yr - $85,000.00/yr", None, 62400, 85000, "USD", PayPeriod.YEAR, id="a period on both sides"
        ),
        pytest.param(
            "€50,000-€60,000 OTE €80,000", None, 50000, 60000, "EUR", PayPeriod.YEAR, id="earnings on target beside it"
        ),
        pytest.param("£30,000 basic, £60,000 OTE", None, 30000, 30000, "GBP", PayPeriod.YEAR, id="basic first"),
        pytest.param(
            "$60,000 base salary + commission ($120,000 OTE)",
            None,
            60000,
            60000,
            "USD",
            PayPeriod.YEAR,
            id="base beside earnings on target",
        ),
        pytest.param(
            "Band 6 £37,338 to £44,962 a year", None, 37338, 44962, "GBP", PayPeriod.YEAR, id="a band is no money"
        ),
    ],
)
def test_a_line(
    line: str,
    country: str | None,
    low: float | None,
    high: float | None,
    currency: str | None,
    period: PayPeriod | None,
) -> None:
    found = read_pay(line, country)
    assert found is not None
    assert found.pay == Pay(min=low, max=high, currency=currency, period=period)


@pytest.mark.parametrize(
    ("text", "low", "high", "currency", "period"),
    [
        pytest.param(
            "Salary range by zone\nZone A: $160,000 - $200,000\nZone B: $144,000 - $180,000",
            144000,
            200000,
            "USD",
            PayPeriod.YEAR,
            id="a list of zones under a heading",
        ),
        pytest.param(
            "The salary range is $160,000 - $200,000 in San Francisco and $144,000 - $180,000 in Denver.",
            144000,
            200000,
            "USD",
            PayPeriod.YEAR,
            id="two cities in a sentence",
        ),
        pytest.param(
            "We raised $50,000,000 in Series B. Salary: £70k-£80k.",
            70000,
            80000,
            "GBP",
            PayPeriod.YEAR,
            id="funding before",
        ),
        pytest.param(
            "Gehalt: 4.200 € - 5.000 € brutto im Monat", 4200, 5000, "EUR", PayPeriod.MONTH, id="German month"
        ),
        pytest.param(
            "Das monatliche Bruttogehalt beträgt mindestens 3.500 € (14x).",
            3500,
            None,
            "EUR",
            PayPeriod.MONTH,
            id="compound with Gehalt",
        ),
        pytest.param(
            "Salaire : 2 200€ brut/mois sur 13 mois", 2200, 2200, "EUR", PayPeriod.MONTH, id="thirteen months"
        ),
        pytest.param(
            "$5,000 sign-on bonus! Pay rate: $32/hr", 32, 32, "USD", PayPeriod.HOUR, id="a bonus in the sentence before"
        ),
        pytest.param(
            "Annual Salary Range\n$320,000—$405,000 USD", 320000, 405000, "USD", PayPeriod.YEAR, id="heading and code"
        ),
        pytest.param(
            "Internship pays $7,500 per month plus $2,000 housing stipend",
            7500,
            7500,
            "USD",
            PayPeriod.MONTH,
            id="a stipend after",
        ),
        pytest.param("CTC: 18-24 LPA", 1800000, 2400000, "INR", PayPeriod.YEAR, id="lakh in a text"),
    ],
)
def test_a_text(text: str, low: float | None, high: float | None, currency: str, period: PayPeriod) -> None:
    found = pay_in_text(text)
    assert found is not None
    assert found.pay == Pay(min=low, max=high, currency=currency, period=period)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("$1B+ in funding", id="billions"),
        pytest.param("You will manage a budget of $2,000,000 per year.", id="a budget"),
        pytest.param("Our customers process $3 billion a year.", id="turnover"),
        pytest.param("Enjoy a £1,000 learning budget.", id="a benefit"),
        pytest.param("Total compensation of $300,000 - $400,000 including equity", id="with equity"),
        pytest.param("Salary: $70,000\n$10,000 on top, now and then", id="no range under a line of pay"),
    ],
)
def test_what_is_no_pay_widens_none(text: str) -> None:
    found = pay_in_text(text)
    assert found is None or found.pay == Pay(min=70_000, max=70_000, currency="USD", period=PayPeriod.YEAR)
