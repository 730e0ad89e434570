"""What is told of a try that has been recorded: the log line and the metrics. Nothing here names a person."""

from __future__ import annotations

from datetime import datetime

import structlog

from jobalerts_notifier import metrics
from jobalerts_notifier.conclusions import Claimed, Conclusion
from jobalerts_notifier.contents import Speech
from jobalerts_notifier.outcomes import Drop, Reason
from jobalerts_notifier.retry import Kind

log = structlog.get_logger()


def fields(claimed: Claimed) -> dict[str, str | int]:
    return {
        "delivery_id": str(claimed.delivery_id),
        "message_id": str(claimed.message_id),
        "channel": claimed.channel,
        "kind": claimed.kind.value,
        "attempt": claimed.attempts,
    }


def report_taken_over(claimed: Claimed) -> None:
    metrics.alerts_in_doubt_total.labels(claimed.channel).inc()
    log.warning("A delivery is taken over: its sender did not say what became of it.", **fields(claimed))


def report(claimed: Claimed, conclusion: Conclusion, speech: Speech | None, at: datetime) -> None:
    _count(claimed, conclusion)
    if isinstance(conclusion.reason, Drop):
        metrics.alerts_suppressed_total.labels(conclusion.reason).inc()
    if conclusion.state == "sent" and speech:
        _count_told(claimed, speech, at)
    say = log.info if conclusion.state in ("sent", "cancelled") else log.warning
    wait = conclusion.wait.total_seconds() if conclusion.wait else None
    say("A try has ended.", **fields(claimed), outcome=conclusion.outcome, reason=conclusion.reason, next_in=wait)


def _count(claimed: Claimed, conclusion: Conclusion) -> None:
    metrics.notification_attempts_total.labels(claimed.channel, conclusion.outcome).inc()
    if conclusion.state != "pending":
        metrics.notifications_total.labels(claimed.channel, conclusion.state).inc()
    if conclusion.in_doubt:
        metrics.alerts_in_doubt_total.labels(claimed.channel).inc()
    if conclusion.reason is Reason.RATE_LIMITED:
        metrics.rate_limited_total.labels(claimed.channel).inc()


def _count_told(claimed: Claimed, speech: Speech, at: datetime) -> None:
    for reason, count in speech.left_out.items():
        metrics.alerts_suppressed_total.labels(reason).inc(count)
    if claimed.kind is Kind.INSTANT:
        for first_seen in speech.first_seen:
            metrics.alert_latency_seconds.labels(claimed.channel).observe((at - first_seen).total_seconds())
