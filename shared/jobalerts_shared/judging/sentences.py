"""Both sides of a criterion in plain words, as an alert shows them: what was wanted, and what the posting says."""

from __future__ import annotations

from collections.abc import Iterable

from jobalerts_shared.judging.answers import best, same_currency
from jobalerts_shared.judging.facts import Facts
from jobalerts_shared.judging.wish import Wish, annual
from jobalerts_shared.posting import EmploymentType, Level, Pay, PayPeriod
from jobalerts_shared.reading.levels import may_lead
from jobalerts_shared.reading.pay import PER_YEAR

TYPE_NAMES = {
    EmploymentType.FULL_TIME: "full-time",
    EmploymentType.PART_TIME: "part-time",
    EmploymentType.CONTRACTOR: "contract",
    EmploymentType.TEMPORARY: "temporary",
    EmploymentType.INTERN: "internship",
    EmploymentType.OTHER: "other",
}


def why_not_open(facts: Facts) -> str:
    if facts.posting.closed:
        return facts.says("closed") or "no longer open"
    return facts.says("not_a_job") or "an open invitation to apply, not one job"


def place_words(wish: Wish, facts: Facts) -> str | None:
    answers = [facts.place(place) for place in wish.places]
    decided = best(answer.answer for answer in answers)
    return next((answer.words for answer in answers if answer.answer is decided), None)


def any_of(words: Iterable[str]) -> str:
    return " or ".join(words)


def level_words(wish: Wish, facts: Facts) -> str | None:
    """The whole title where it is a part of it that says the level: a bare `II` tells a reader nothing."""
    title, quoted = facts.posting.title, facts.says("levels")
    if not facts.posting.levels:
        return title if Level.MANAGER in wish.levels and may_lead(facts.posting.roles) else None
    return title if quoted is None or quoted in title else quoted


def work_mode_words(wish: Wish, facts: Facts) -> str | None:
    mode = facts.posting.work_mode
    return (facts.says("work_mode") or mode.value) if mode else None


def type_words(wish: Wish, facts: Facts) -> str | None:
    kind = facts.posting.employment_type
    return (facts.says("employment_type") or TYPE_NAMES[kind]) if kind else None


def pay_wanted(wish: Wish) -> str:
    floor = wish.criteria.pay
    return f"at least {money(floor.min, floor.currency)} {_a(floor.period)}" if floor else ""


def pay_words(wish: Wish, facts: Facts) -> str | None:
    pay = facts.posting.pay
    if pay is None:
        return None
    if pay.currency and not same_currency(wish, pay):
        return f"{pay_in_words(pay)}, another currency than the one wanted"
    return " ".join(filter(None, (pay_in_words(pay), _in_the_period_wanted(wish, pay)))) or None


def _in_the_period_wanted(wish: Wish, pay: Pay) -> str | None:
    """The figure that was compared, where a year's pay is compared with an hour's or the like."""
    floor, highest = wish.criteria.pay, pay.max if pay.max is not None else pay.min
    if floor is None or highest is None or pay.period in (None, floor.period):
        return None
    amount = annual(highest, pay.period) / PER_YEAR[floor.period]
    return f"(about {money(amount, pay.currency)} {_a(floor.period)})"


def pay_in_words(pay: Pay) -> str | None:
    """`GBP 70,000 to 85,000 a year`, `from EUR 40 an hour`; None where no figure is stated."""
    currency, period = pay.currency, f" {_a(pay.period)}" if pay.period else ""
    if pay.min is not None and pay.max is not None and pay.min != pay.max:
        return f"{money(pay.min, currency)} to {pay.max:,.0f}{period}"
    if pay.max is not None:
        return f"{'' if pay.min is not None else 'up to '}{money(pay.max, currency)}{period}"
    return f"from {money(pay.min, currency)}{period}" if pay.min is not None else None


def money(amount: float, currency: str | None) -> str:
    return f"{currency} {amount:,.0f}" if currency else f"{amount:,.0f}"


def _a(period: PayPeriod) -> str:
    return f"{'an' if period is PayPeriod.HOUR else 'a'} {period.value}"


def companies_wanted(wish: Wish) -> str:
    companies = wish.criteria.companies
    only = f"only {any_of(companies.only)}" if companies.only else ""
    never = f"not {any_of(companies.never)}" if companies.never else ""
    return ", ".join(filter(None, (only, never)))


def keywords_wanted(wish: Wish) -> str:
    keywords = wish.criteria.keywords
    every = " and ".join(keywords.all)
    some = f"any of {any_of(keywords.any)}" if keywords.any else ""
    none = f"not {any_of(keywords.none)}" if keywords.none else ""
    return ", ".join(filter(None, (every, some, none)))


def keyword_words(wish: Wish, facts: Facts) -> str | None:
    """What stands in the way, if anything does; else what was found."""
    keywords, text = wish.criteria.keywords, facts.text
    unwanted = _found(keywords.none, wish.no_words, text)
    missing = [typed for typed in keywords.all if typed not in _found(keywords.all, wish.all_words, text)]
    some = _found(keywords.any, wish.any_words, text)
    if unwanted:
        return f"says {any_of(unwanted)}"
    if missing or (keywords.any and not some):
        return f"does not say {any_of(missing or keywords.any)}"
    return ", ".join((*keywords.all, *some)) or None


def _found(typed: tuple[str, ...], phrases: tuple[str, ...], text: str) -> list[str]:
    return [word for word, phrase in zip(typed, phrases, strict=True) if phrase in text]
