"""What a person wants, and `judge`: the one definition of a match. Pure: no clock, no I/O."""

from __future__ import annotations

from jobalerts_shared.judging.answers import is_open
from jobalerts_shared.judging.facts import Facts, facts_of
from jobalerts_shared.judging.rules import RULES, Rule
from jobalerts_shared.judging.sentences import why_not_open
from jobalerts_shared.judging.wish import Wish, compile_criteria
from jobalerts_shared.posting import Posting
from jobalerts_shared.verdicts import Answer, Criterion, Judgement, Verdict
from jobalerts_shared.wanted import (
    Cadence,
    Companies,
    Criteria,
    Daily,
    Hourly,
    Instant,
    Keywords,
    OnUnknown,
    PayFloor,
    Phrase,
    Phrases,
    QuietHours,
    Strict,
    Unknown,
    Weekly,
)

__all__ = [
    "Answer",
    "Cadence",
    "Companies",
    "Criteria",
    "Criterion",
    "Daily",
    "Hourly",
    "Instant",
    "Judgement",
    "Keywords",
    "OnUnknown",
    "PayFloor",
    "Phrase",
    "Phrases",
    "QuietHours",
    "Strict",
    "Unknown",
    "Verdict",
    "Weekly",
    "judge",
    "wants",
]


def judge(criteria: Criteria, posting: Posting) -> Judgement:
    """Does the posting meet the criteria, and why, criterion by criterion: those that were asked, and no others.

    That a posting is open is asked by nobody and meant by everybody: it is told only where it stops the match.
    """
    wish, facts = compile_criteria(criteria), facts_of(posting)
    verdicts = [_verdict(rule, wish, facts) for rule in RULES if rule.asked(wish)]
    if not is_open(facts):
        verdicts.insert(0, _not_open(facts))
    return Judgement(match=all(verdict.accepted for verdict in verdicts), verdicts=tuple(verdicts))


def wants(wish: Wish, facts: Facts) -> bool:
    """`judge(...).match` without the words, stopping at the first criterion that is not accepted."""
    return is_open(facts) and all(_accepts(rule, wish, rule.answer(wish, facts)) for rule in RULES if rule.asked(wish))


def _verdict(rule: Rule, wish: Wish, facts: Facts) -> Verdict:
    answer = rule.answer(wish, facts)
    return Verdict(
        criterion=rule.criterion,
        answer=answer,
        accepted=_accepts(rule, wish, answer),
        flagged=answer is Answer.NOT_STATED and _on_unknown(rule, wish) is OnUnknown.FLAG,
        wanted=rule.wanted(wish),
        words=rule.words(wish, facts),
    )


def _accepts(rule: Rule, wish: Wish, answer: Answer) -> bool:
    if answer is Answer.NOT_STATED:
        return _on_unknown(rule, wish) is not OnUnknown.EXCLUDE
    return answer is Answer.YES


def _on_unknown(rule: Rule, wish: Wish) -> OnUnknown:
    return rule.on_unknown(wish.criteria.unknown)


def _not_open(facts: Facts) -> Verdict:
    return Verdict(
        criterion=Criterion.OPEN,
        answer=Answer.NO,
        accepted=False,
        wanted="a job that is open",
        words=why_not_open(facts),
    )
