"""The notifier's metrics; each answers one question of the dashboard, and every series starts at 0."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

from jobalerts_notifier.outcomes import Drop

CHANNEL_NAMES = ("email", "slack", "push", "webhook")
RESULTS = ("sent", "retry_later", "refused", "in_doubt", "gave_up", "cancelled")
ENDS = ("sent", "refused", "in_doubt", "gave_up", "cancelled")
LATENCY = (1, 2, 5, 10, 15, 30, 60, 90, 120, 300, 600, 1800, 3600, 7200, 21600, 86400)
SEND_TIME = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

notifications_total = Counter(
    "jobalerts_notifications_total", "Deliveries that came to an end, by how", ["channel", "outcome"]
)
notification_attempts_total = Counter(
    "jobalerts_notification_attempts_total", "Tries to send, by how each ended", ["channel", "result"]
)
notification_send_duration_seconds = Histogram(
    "jobalerts_notification_send_duration_seconds", "How long a try took", ["channel"], buckets=SEND_TIME
)
alert_latency_seconds = Histogram(
    "jobalerts_alert_latency_seconds",
    "From a posting first seen to its instant alert accepted by the server",
    ["channel"],
    buckets=LATENCY,
)
alerts_in_doubt_total = Counter(
    "jobalerts_alerts_in_doubt_total", "Tries that were perhaps accepted: no answer, or a sender that died", ["channel"]
)
alerts_suppressed_total = Counter(
    "jobalerts_alerts_suppressed_total", "Openings that were owed and are owed no longer, by why", ["reason"]
)
rate_limited_total = Counter("jobalerts_rate_limited_total", "Answers that asked us to slow down", ["channel"])

for _channel in CHANNEL_NAMES:
    notification_send_duration_seconds.labels(_channel)
    alert_latency_seconds.labels(_channel)
    alerts_in_doubt_total.labels(_channel)
    rate_limited_total.labels(_channel)
    for _end in ENDS:
        notifications_total.labels(_channel, _end)
    for _result in RESULTS:
        notification_attempts_total.labels(_channel, _result)
for _reason in Drop:
    alerts_suppressed_total.labels(_reason)
