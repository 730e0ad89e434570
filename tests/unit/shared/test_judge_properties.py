"""What holds of `judge` whatever is wanted and whatever is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jobalerts_shared.criteria import Criteria, OnUnknown, judge, wants
from jobalerts_shared.judging.facts import Facts
from jobalerts_shared.judging.wish import compile_criteria
from jobalerts_shared.posting import EmploymentType, Level, Posting, WorkMode
from tests.unit.shared.judging_cases import FIRMS, PLACES, ROLES, WORDS, criteria, narrow_or_wide, postings

CHOICES = (OnUnknown.EXCLUDE, OnUnknown.FLAG, OnUnknown.INCLUDE)  # each lets through no less than the one before
OFFERED: dict[str, tuple[Any, ...]] = {  # Any: the values of a criterion
    "roles": ROLES,
    "places": PLACES,
    "levels": tuple(Level),
    "work_modes": tuple(WorkMode),
    "employment_types": tuple(EmploymentType),
}


@dataclass(frozen=True)
class Step:
    """One change of criteria that can only let more through."""

    before: Criteria
    after: Criteria


def _with(wanted: Criteria, field: str, value: object) -> Criteria:
    """A part of a part is named by a point, as in `keywords.all`."""
    outer, _, inner = field.partition(".")
    changed = getattr(wanted, outer).model_copy(update={inner: value}) if inner else value
    return wanted.model_copy(update={outer: changed})


@st.composite
def loosened(draw: st.DrawFn) -> Step:
    wanted = draw(narrow_or_wide())
    field = draw(st.sampled_from([*OFFERED, "pay", "keywords.all", "keywords.none", "companies.never", "unknown"]))
    if field in OFFERED:
        return _widened(draw, wanted, field)
    if field == "pay":
        floor = wanted.pay and wanted.pay.model_copy(update={"min": wanted.pay.min / draw(st.integers(2, 9))})
        return Step(wanted, _with(wanted, "pay", draw(st.sampled_from([None, floor]))))
    if field == "unknown":
        part = draw(st.sampled_from(["levels", "places", "work_modes", "pay", "employment_types"]))
        lower, higher = sorted([draw(st.integers(0, 2)), draw(st.integers(0, 2))])
        step = (_with(wanted, f"unknown.{part}", CHOICES[choice]) for choice in (lower, higher))
        return Step(*step)
    outer, _, inner = field.partition(".")
    fewer = getattr(getattr(wanted, outer), inner)[1:]
    return Step(wanted, _with(wanted, field, fewer))


def _widened(draw: st.DrawFn, wanted: Criteria, field: str) -> Step:
    """One more of what is wanted, where anything is; or nothing asked any more."""
    now = getattr(wanted, field)
    more = (*now, draw(st.sampled_from(OFFERED[field]))) if now else ()
    return Step(wanted, _with(wanted, field, draw(st.sampled_from([(), more]))))


@given(loosened(), postings())
def test_loosening_never_loses_a_match(step: Step, posting: Posting) -> None:
    assert not judge(step.before, posting).match or judge(step.after, posting).match


@given(narrow_or_wide(), postings(), st.sampled_from(FIRMS), st.sampled_from(WORDS))
def test_excluding_never_adds_a_match(wanted: Criteria, posting: Posting, firm: str, word: str) -> None:
    without_firm = _with(wanted, "companies.never", (*wanted.companies.never, firm))
    without_word = _with(wanted, "keywords.none", (*wanted.keywords.none, word))
    for narrower in (without_firm, without_word):
        assert not judge(narrower, posting).match or judge(wanted, posting).match


@given(criteria(), postings())
def test_the_same_question_has_the_same_answer(wanted: Criteria, posting: Posting) -> None:
    again = Criteria.model_validate_json(wanted.model_dump_json())
    assert judge(wanted, posting) == judge(again, Posting.model_validate_json(posting.model_dump_json()))


@given(narrow_or_wide(), postings())
def test_match_is_that_every_verdict_is_accepted(wanted: Criteria, posting: Posting) -> None:
    judgement = judge(wanted, posting)
    assert judgement.match is all(verdict.accepted for verdict in judgement.verdicts)
    assert judgement.match is wants(compile_criteria(wanted), Facts(posting))
    assert not (judgement.match and (posting.closed or posting.not_a_job))


@given(narrow_or_wide(), postings())
def test_every_verdict_says_what_was_wanted(wanted: Criteria, posting: Posting) -> None:
    assert all(verdict.wanted for verdict in judge(wanted, posting).verdicts)
