"""The criteria as one table, in the order in which reasons are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jobalerts_shared.judging import answers, sentences
from jobalerts_shared.judging.facts import Facts
from jobalerts_shared.judging.wish import Wish
from jobalerts_shared.verdicts import Answer, Criterion
from jobalerts_shared.wanted import OnUnknown, Unknown


@dataclass(frozen=True, slots=True)
class Rule:
    """`words` are the posting's, or say in a phrase what it is about the posting that decided."""

    criterion: Criterion
    asked: Callable[[Wish], bool]
    answer: Callable[[Wish, Facts], Answer]
    wanted: Callable[[Wish], str]
    words: Callable[[Wish, Facts], str | None]
    on_unknown: Callable[[Unknown], OnUnknown]


RULES = (
    Rule(
        Criterion.ROLES,
        asked=lambda wish: bool(wish.roles),
        answer=answers.roles,
        wanted=lambda wish: sentences.any_of(wish.criteria.roles),
        words=lambda _, facts: facts.posting.title,
        on_unknown=lambda _: OnUnknown.EXCLUDE,
    ),
    Rule(
        Criterion.PLACES,
        asked=lambda wish: bool(wish.places),
        answer=answers.places,
        wanted=lambda wish: sentences.any_of(wish.criteria.places),
        words=sentences.place_words,
        on_unknown=lambda unknown: unknown.places,
    ),
    Rule(
        Criterion.WORK_MODES,
        asked=lambda wish: bool(wish.work_modes),
        answer=answers.work_modes,
        wanted=lambda wish: sentences.any_of(wish.criteria.work_modes),
        words=sentences.work_mode_words,
        on_unknown=lambda unknown: unknown.work_modes,
    ),
    Rule(
        Criterion.LEVELS,
        asked=lambda wish: bool(wish.levels),
        answer=answers.levels,
        wanted=lambda wish: sentences.any_of(wish.criteria.levels),
        words=sentences.level_words,
        on_unknown=lambda unknown: unknown.levels,
    ),
    Rule(
        Criterion.EMPLOYMENT_TYPES,
        asked=lambda wish: bool(wish.employment_types),
        answer=answers.employment_types,
        wanted=lambda wish: sentences.any_of(sentences.TYPE_NAMES[kind] for kind in wish.criteria.employment_types),
        words=sentences.type_words,
        on_unknown=lambda unknown: unknown.employment_types,
    ),
    Rule(
        Criterion.PAY,
        asked=lambda wish: wish.floor is not None,
        answer=answers.pay,
        wanted=sentences.pay_wanted,
        words=sentences.pay_words,
        on_unknown=lambda unknown: unknown.pay,
    ),
    Rule(
        Criterion.COMPANIES,
        asked=lambda wish: bool(wish.only or wish.never),
        answer=answers.companies,
        wanted=sentences.companies_wanted,
        words=lambda _, facts: facts.posting.company,
        on_unknown=lambda _: OnUnknown.FLAG,
    ),
    Rule(
        Criterion.KEYWORDS,
        asked=lambda wish: bool(wish.all_words or wish.any_words or wish.no_words),
        answer=answers.keywords,
        wanted=sentences.keywords_wanted,
        words=sentences.keyword_words,
        on_unknown=lambda _: OnUnknown.EXCLUDE,
    ),
)
