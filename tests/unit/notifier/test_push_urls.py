"""A push target becomes one URL of ours, or none."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobalerts_notifier.channels.push_urls import SCHEMES, push_address
from jobalerts_shared.targets import PushTarget

BOT = "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234"


@pytest.mark.parametrize(
    ("fields", "start"),
    [
        pytest.param({"service": "ntfy", "topic": "jobs"}, "ntfys://ntfy.sh:443/jobs?", id="ntfy: the public server"),
        pytest.param(
            {"service": "ntfy", "topic": "jobs", "server": "http://n.example:8080", "token": "c@d/e"},
            "ntfy://c%40d%2Fe@n.example:8080/jobs?",
            id="ntfy: own server and token",
        ),
        pytest.param(
            {"service": "gotify", "server": "https://g.example/push/", "token": "Abc123"},
            "gotifys://g.example:443/push/Abc123?",
            id="gotify below a path",
        ),
        pytest.param(
            {"service": "pushover", "user": "u" * 30, "token": "t" * 30},
            f"pover://{'u' * 30}@{'t' * 30}?",
            id="pushover",
        ),
        pytest.param({"service": "telegram", "token": BOT, "user": "-1001"}, f"tgram://{BOT}/-1001?", id="telegram"),
        pytest.param(
            {"service": "discord", "user": "12345678", "token": "w" * 60},
            f"discord://12345678/{'w' * 60}?",
            id="discord",
        ),
        pytest.param(
            {"service": "mqtt", "server": "mqtts://m.example", "topic": "jobs/a?b", "user": "u:", "token": "p@"},
            "mqtts://u%3A:p%40@m.example:8883/jobs/a%3Fb?",
            id="mqtt",
        ),
    ],
)
def test_urls(fields: dict[str, Any], start: str) -> None:
    address = push_address(PushTarget(**fields))
    assert address is not None and address.url.startswith(start)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"service": "ntfy", "topic": "a?attach=file:///etc/passwd"}, id="a topic that is more"),
        pytest.param({"service": "ntfy", "topic": "a,json://127.0.0.1"}, id="a second URL"),
        pytest.param({"service": "ntfy", "topic": "a", "server": "https://n.example/x"}, id="ntfy below a path"),
        pytest.param({"service": "ntfy", "topic": "a", "server": "https://n.example:99999"}, id="a port that is none"),
        pytest.param(
            {"service": "gotify", "server": "https://g.example", "token": "a/../b"}, id="a token that is a path"
        ),
        pytest.param({"service": "pushover", "user": "u", "token": "t"}, id="pushover too short"),
        pytest.param({"service": "telegram", "token": BOT, "user": "1/../x"}, id="a chat that is a path"),
        pytest.param({"service": "discord", "user": "1", "token": "x"}, id="discord too short"),
        pytest.param({"service": "mqtt", "server": "mqtt://m.example", "topic": "jobs/#"}, id="an MQTT pattern"),
    ],
)
def test_what_does_not_fit_is_no_url(fields: dict[str, Any]) -> None:
    assert push_address(PushTarget.model_construct(**fields)) is None


def test_a_target_that_went_round_its_own_checks_is_still_no_way_out() -> None:
    for server in ("file:///etc/passwd", "https://u:p@n.example", "https://n.example/?template=/etc/x", "http://[::1"):
        around = PushTarget(service="ntfy", topic="jobs").model_copy(update={"server": server})
        assert push_address(around) is None


field = (
    st.none() | st.text(max_size=200) | st.sampled_from(["jobs", "https://n.example", "a?b=c", "../x", BOT, "u" * 30])
)
OURS = {"retry", "redirect", "image", "overflow", "cto", "rto", "mode", "auth", "preview", "footer", "avatar", "qos"}


@given(
    service=st.sampled_from(["ntfy", "gotify", "pushover", "telegram", "discord", "mqtt"]),
    server=st.sampled_from(["https://n.example", "mqtt://n.example:1883", "http://n.example/a/b"]) | field,
    topic=field,
    token=field,
    user=field,
)
def test_nothing_typed_adds_a_parameter_or_a_second_url(service: str, **typed: str | None) -> None:
    around = PushTarget(service="ntfy", topic="jobs").model_copy(update={"service": service, **typed})
    address = push_address(around)
    if address is not None:
        assert urlsplit(address.url).scheme in SCHEMES
        assert "," not in address.url and address.url.count("://") == 1 and address.url.count("?") == 1
        assert {part.partition("=")[0] for part in urlsplit(address.url).query.split("&")} <= OURS
