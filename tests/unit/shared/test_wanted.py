"""What the criteria mean where nothing was chosen."""

from __future__ import annotations

import pytest

from jobalerts_shared.posting import Level
from jobalerts_shared.wanted import Criteria, OnUnknown, Unknown


@pytest.mark.parametrize(
    ("levels", "unknown", "expected"),
    [
        pytest.param(["mid", "senior"], None, OnUnknown.FLAG, id="levels that titles leave out"),
        pytest.param(["staff", "senior"], None, OnUnknown.FLAG, id="one of them is left out"),
        pytest.param(["staff", "principal"], None, OnUnknown.EXCLUDE, id="levels that are always said"),
        pytest.param(["intern"], {"pay": "include"}, OnUnknown.EXCLUDE, id="a choice for another criterion"),
        pytest.param(["intern"], {"levels": "include"}, OnUnknown.INCLUDE, id="the choice of a person"),
        pytest.param([], None, OnUnknown.FLAG, id="no level asked"),
    ],
)
def test_who_wants_only_levels_that_are_always_said_means_them(
    levels: list[str], unknown: dict[str, str] | None, expected: OnUnknown
) -> None:
    said = {"roles": ["nurse"], "levels": levels} | ({} if unknown is None else {"unknown": unknown})
    criteria = Criteria.model_validate(said)
    assert criteria.unknown.levels is expected
    assert Criteria.model_validate_json(criteria.model_dump_json()) == criteria
    assert criteria.unknown.pay is (OnUnknown.INCLUDE if unknown == {"pay": "include"} else Unknown().pay)


def test_a_built_choice_stands() -> None:
    assert (
        Criteria(levels=(Level.STAFF,), unknown=Unknown(levels=OnUnknown.INCLUDE)).unknown.levels is OnUnknown.INCLUDE
    )
    assert Criteria(levels=(Level.STAFF,), unknown=Unknown(pay=OnUnknown.INCLUDE)).unknown == Unknown(
        levels=OnUnknown.EXCLUDE, pay=OnUnknown.INCLUDE
    )
