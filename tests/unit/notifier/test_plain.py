"""A message as plain text for push: every reason while there is room, then what must be pointed out."""

from __future__ import annotations

from jobalerts_notifier.render.plain import body
from tests.fakes.messages import message, shown


def test_each_of_two_openings_comes_with_all_its_reasons() -> None:
    two = message(shown(title="Clerk"), shown(title="Nurse"))
    told = body(two, 3500)
    for opening in two.openings:
        assert opening.heading in told
    assert all(told.count(str(reason)) >= 2 for reason in shown().reasons)


def test_where_they_do_not_fit_the_flagged_ones_stay() -> None:
    many = message(*[shown()] * 20)
    told = body(many, 3500)
    plain = [reason for reason in shown().reasons if not reason.flagged]
    flagged = [reason for reason in shown().reasons if reason.flagged]
    assert len(told.encode()) <= 3500 and plain and flagged
    assert str(flagged[0]) in told and not any(str(reason) in told for reason in plain)
