"""What a posting answers to each criterion of a wish: yes, no or not stated."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from jobalerts_shared.judging.facts import Facts
from jobalerts_shared.judging.wish import RoleWish, Wish, annual
from jobalerts_shared.posting import Level, Pay
from jobalerts_shared.reading.levels import may_lead
from jobalerts_shared.reading.roles import role_meets
from jobalerts_shared.verdicts import Answer


def is_open(facts: Facts) -> bool:
    """Nobody asks it and everybody means it."""
    return not (facts.posting.closed or facts.posting.not_a_job)


def role_met(role: RoleWish, facts: Facts) -> bool:
    """A posting, or a wish, whose role we do not know is judged by the words of the title."""
    offered = facts.posting.roles
    if role.known and offered:
        return any(role_meets(role.name, name) for name in offered)
    return bool(role.words) and role.words <= facts.title_words


def roles(wish: Wish, facts: Facts) -> Answer:
    return _yes_or_no(any(role_met(role, facts) for role in wish.roles))


def places(wish: Wish, facts: Facts) -> Answer:
    return best(facts.place(place).answer for place in wish.places)


def best(answers: Iterable[Answer]) -> Answer:
    """Of several wishes any one is enough; `not stated` hopes for more than `no`."""
    found = set(answers)
    return next((answer for answer in (Answer.YES, Answer.NOT_STATED) if answer in found), Answer.NO)


def levels(wish: Wish, facts: Facts) -> Answer:
    """A sales manager whose title names no other level may be a manager of people: so much is said to who asks."""
    offered = facts.posting.levels
    if not offered and Level.MANAGER in wish.levels and may_lead(facts.posting.roles):
        return Answer.YES
    return _overlap(wish.levels, offered)


def work_modes(wish: Wish, facts: Facts) -> Answer:
    return _overlap(wish.work_modes, _known(facts.posting.work_mode))


def employment_types(wish: Wish, facts: Facts) -> Answer:
    return _overlap(wish.employment_types, _known(facts.posting.employment_type))


def pay(wish: Wish, facts: Facts) -> Answer:
    """The highest pay stated must reach the floor; another currency, or `from` below the floor, leaves it open."""
    pay, floor = facts.posting.pay, wish.floor
    if pay is None or floor is None or pay.period is None or not same_currency(wish, pay):
        return Answer.NOT_STATED
    if pay.max is not None:
        return _yes_or_no(annual(pay.max, pay.period) >= floor)
    reached = pay.min is not None and annual(pay.min, pay.period) >= floor
    return Answer.YES if reached else Answer.NOT_STATED


def same_currency(wish: Wish, pay: Pay) -> bool:
    return wish.criteria.pay is not None and pay.currency == wish.criteria.pay.currency


def companies(wish: Wish, facts: Facts) -> Answer:
    """A posting that names no company is not one of `only`; it may be one of `never`, which is for a person to see."""
    if facts.company is None:
        return Answer.NO if wish.only else Answer.NOT_STATED
    return _yes_or_no(facts.company not in wish.never and (not wish.only or facts.company in wish.only))


def keywords(wish: Wish, facts: Facts) -> Answer:
    text = facts.text
    if any(phrase in text for phrase in wish.no_words) or not all(phrase in text for phrase in wish.all_words):
        return Answer.NO
    return _yes_or_no(not wish.any_words or any(phrase in text for phrase in wish.any_words))


def _yes_or_no(met: bool) -> Answer:
    return Answer.YES if met else Answer.NO


def _overlap(wanted: Collection[object], offered: Collection[object]) -> Answer:
    if not offered:
        return Answer.NOT_STATED
    return _yes_or_no(any(one in wanted for one in offered))


def _known(value: object | None) -> tuple[object, ...]:
    return () if value is None else (value,)
