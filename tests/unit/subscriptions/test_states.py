from __future__ import annotations

import pytest

from jobalerts_shared.events import SubscriptionState
from jobalerts_subscriptions.states import ACTIVE, AWAITING, ENDED, PAUSED, Move, Stuck, moved, state_after_change


@pytest.mark.parametrize(
    ("move", "table"),
    [
        pytest.param(Move.CONFIRM, {AWAITING: ACTIVE, ACTIVE: ACTIVE, PAUSED: PAUSED, ENDED: None}, id="confirm"),
        pytest.param(Move.PAUSE, {AWAITING: None, ACTIVE: PAUSED, PAUSED: PAUSED, ENDED: None}, id="pause"),
        pytest.param(Move.RESUME, {AWAITING: None, ACTIVE: ACTIVE, PAUSED: ACTIVE, ENDED: None}, id="resume"),
        pytest.param(Move.END, {AWAITING: ENDED, ACTIVE: ENDED, PAUSED: ENDED, ENDED: ENDED}, id="end"),
    ],
)
def test_each_move_from_each_state(move: Move, table: dict[SubscriptionState, SubscriptionState | None]) -> None:
    assert set(table) == set(SubscriptionState)
    for before, after in table.items():
        if after is None:
            with pytest.raises(Stuck, match="subscription"):
                moved(before, move)
        else:
            assert moved(before, move) is after


@pytest.mark.parametrize(
    ("before", "consented", "same_address", "after"),
    [
        pytest.param(None, False, True, AWAITING, id="a new one without consent"),
        pytest.param(None, True, True, ACTIVE, id="a new one with consent"),
        pytest.param(AWAITING, True, True, ACTIVE, id="consent comes later"),
        pytest.param(AWAITING, False, True, AWAITING, id="a change does not confirm"),
        pytest.param(ACTIVE, False, True, ACTIVE, id="a change of an active one"),
        pytest.param(ACTIVE, False, False, AWAITING, id="another address must confirm"),
        pytest.param(ACTIVE, True, False, ACTIVE, id="another address, vouched for"),
        pytest.param(PAUSED, True, True, PAUSED, id="what was paused stays so, whatever a system repeats"),
        pytest.param(PAUSED, False, False, AWAITING, id="another address of a paused one"),
    ],
)
def test_the_state_after_a_change(
    before: SubscriptionState | None, consented: bool, same_address: bool, after: SubscriptionState
) -> None:
    assert state_after_change(before, consented=consented, same_address=same_address) is after
