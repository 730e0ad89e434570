"""Metrics start at 0 and have labels from registries alone."""

from prometheus_client import REGISTRY

from jobalerts_notifier import metrics
from jobalerts_notifier.channels import CHANNELS
from jobalerts_notifier.conclusions import Conclusion
from jobalerts_notifier.outcomes import Drop


def test_every_channel_has_its_series_from_the_start() -> None:
    assert set(metrics.CHANNEL_NAMES) == set(CHANNELS)
    for channel in CHANNELS:
        for name, labels in {
            "notifications_total": {"outcome": "sent"},
            "notification_attempts_total": {"result": "retry_later"},
            "notification_send_duration_seconds_count": {},
            "alert_latency_seconds_count": {},
            "alerts_in_doubt_total": {},
            "rate_limited_total": {},
        }.items():
            assert REGISTRY.get_sample_value(f"jobalerts_{name}", {"channel": channel, **labels}) is not None, name
    assert REGISTRY.get_sample_value("jobalerts_outbox_oldest_age_seconds") is not None
    for reason in Drop:
        assert REGISTRY.get_sample_value("jobalerts_alerts_suppressed_total", {"reason": reason}) is not None


def test_conclusions_speak_the_words_of_the_metrics() -> None:
    assert set(metrics.ENDS) < set(metrics.RESULTS)
    assert Conclusion("sent", "sent").outcome in metrics.RESULTS
