"""The states of a subscription and who may move it where. Pure."""

from __future__ import annotations

from enum import StrEnum

from jobalerts_shared.events import SubscriptionState
from jobalerts_subscriptions.refusals import Refusal

AWAITING = SubscriptionState.AWAITING_CONFIRMATION
ACTIVE = SubscriptionState.ACTIVE
PAUSED = SubscriptionState.PAUSED
ENDED = SubscriptionState.ENDED


class Move(StrEnum):
    CONFIRM = "confirm"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"


class Stuck(Refusal):
    """The subscription's state does not allow the move; `words` says why."""

    def __init__(self, words: str) -> None:
        self.words = words
        super().__init__(words)


MOVES: dict[Move, dict[SubscriptionState, SubscriptionState]] = {
    Move.CONFIRM: {AWAITING: ACTIVE, ACTIVE: ACTIVE, PAUSED: PAUSED},
    Move.PAUSE: {ACTIVE: PAUSED, PAUSED: PAUSED},
    Move.RESUME: {PAUSED: ACTIVE, ACTIVE: ACTIVE},
    Move.END: {AWAITING: ENDED, ACTIVE: ENDED, PAUSED: ENDED, ENDED: ENDED},
}
WHY_NOT = {
    AWAITING: "This subscription waits for its address to be confirmed; that comes first.",
    ENDED: "This subscription has ended. A new one can be made.",
}


def moved(state: SubscriptionState, move: Move) -> SubscriptionState:
    """The state after the move, which may be the same; raises `Stuck`."""
    after = MOVES[move].get(state)
    if after is None:
        raise Stuck(WHY_NOT[state])
    return after


def state_after_change(state: SubscriptionState | None, *, consented: bool, same_address: bool) -> SubscriptionState:
    """The state once it says something else; `None` is a new one.

    Nothing is sent to an address that neither confirmed nor is vouched for; and what a person paused stays paused,
    whatever a system repeats.
    """
    if state is None or not same_address:
        return ACTIVE if consented else AWAITING
    return ACTIVE if state is AWAITING and consented else state
