"""What follows from the outcome of a try."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from jobalerts_notifier.conclusions import Claimed, Conclusion, cancel, conclude
from jobalerts_notifier.outcomes import Drop, InDoubt, Outcome, Reason, Refused, RetryLater, Sent
from jobalerts_notifier.retry import Kind

SECONDS = timedelta(seconds=1)
CLAIMED = Claimed(
    delivery_id=UUID(int=1),
    message_id=UUID(int=2),
    person_id=UUID(int=3),
    kind=Kind.INSTANT,
    channel="email",
    target_key="key",
    destination="destination",
    attempts=2,
    lease_owner="owner",
    created_at=datetime(2026, 11, 23, tzinfo=UTC),
    age=60 * SECONDS,
    taken_over=False,
    failures=2,
)


@pytest.mark.parametrize(
    ("outcome", "resend", "conclusion"),
    [
        pytest.param(Sent(), True, Conclusion("sent", "sent"), id="sent"),
        pytest.param(
            RetryLater(Reason.TEMPORARY),
            True,
            Conclusion("pending", "retry_later", Reason.TEMPORARY, wait=10 * SECONDS),
            id="later",
        ),
        pytest.param(
            RetryLater(Reason.RATE_LIMITED, 90 * SECONDS, pauses=True),
            True,
            Conclusion("pending", "retry_later", Reason.RATE_LIMITED, wait=90 * SECONDS, pause=90 * SECONDS),
            id="asked to pause",
        ),
        pytest.param(
            RetryLater(Reason.UNREACHABLE, pauses=True),
            True,
            Conclusion("pending", "retry_later", Reason.UNREACHABLE, wait=10 * SECONDS, pause=20 * SECONDS),
            id="the third failure of the destination",
        ),
        pytest.param(
            RetryLater(Reason.TEMPORARY, timedelta(days=2)),
            True,
            Conclusion("gave_up", "gave_up", Reason.TEMPORARY),
            id="given up",
        ),
        pytest.param(
            Refused(permanent=True, reason=Reason.NO_SUCH_TARGET),
            True,
            Conclusion("refused", "refused", Reason.NO_SUCH_TARGET, suppress=True),
            id="dead target",
        ),
        pytest.param(
            Refused(permanent=False, reason=Reason.REFUSED_CONTENT),
            True,
            Conclusion("refused", "refused", Reason.REFUSED_CONTENT),
            id="this message only",
        ),
        pytest.param(
            InDoubt(Reason.TIMED_OUT),
            True,
            Conclusion("pending", "in_doubt", Reason.TIMED_OUT, wait=10 * SECONDS, in_doubt=True),
            id="in doubt: again, where a repeat can be told",
        ),
        pytest.param(
            InDoubt(Reason.TIMED_OUT),
            False,
            Conclusion("in_doubt", "in_doubt", Reason.TIMED_OUT, in_doubt=True),
            id="in doubt: left so, where it cannot",
        ),
    ],
)
def test_conclusions(outcome: Outcome, resend: bool, conclusion: Conclusion) -> None:
    assert conclude(CLAIMED, outcome, resend_in_doubt=resend, spread=1.0) == conclusion


def test_what_is_cancelled_says_why() -> None:
    assert cancel(Drop.POSTING_CLOSED) == Conclusion("cancelled", "cancelled", Drop.POSTING_CLOSED)
