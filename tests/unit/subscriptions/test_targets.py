from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from jobalerts_shared.targets import Target

TARGET: TypeAdapter[Target] = TypeAdapter(Target)
SLACK = "https://hooks.slack.com/services/"


def push(service: str, **fields: str) -> dict[str, str]:
    return {"channel": "push", "service": service, **fields}


@pytest.mark.parametrize(
    "target",
    [
        pytest.param({"channel": "email"}, id="email"),
        pytest.param({"channel": "slack", "webhook_url": f"{SLACK}T01/B01/abcDEF123"}, id="slack"),
        pytest.param(push("ntfy", topic="mine"), id="ntfy"),
        pytest.param(push("ntfy", topic="mine", server="https://ntfy.example.org", token="tk_1"), id="own ntfy"),
        pytest.param(push("gotify", server="https://h.example:65535/sub/", token="A1b2C3d4"), id="the last port"),
        pytest.param(push("gotify", server="http://10.0.0.1:8080", token="A1b2C3d4"), id="gotify"),
        pytest.param(push("pushover", user="u" * 30, token="t" * 30), id="pushover"),
        pytest.param(push("telegram", user="-100123", token="123:" + "ABC-def_" * 4), id="telegram"),
        pytest.param(push("discord", user="12345", token="abc-" * 10), id="discord"),
        pytest.param(push("mqtt", server="mqtts://broker.example.org:8883", topic="jobs/me"), id="mqtt"),
        pytest.param({"channel": "webhook", "url": "https://example.org/hook?key=1"}, id="webhook"),
    ],
)
def test_a_target_that_can_be_reached(target: dict[str, str]) -> None:
    TARGET.validate_python(target)


@pytest.mark.parametrize(
    "target",
    [
        pytest.param({"channel": "slack", "webhook_url": "https://hooks.slack.com/"}, id="no webhook"),
        pytest.param({"channel": "slack", "webhook_url": f"{SLACK}T/B/x?template=/etc/passwd"}, id="a query"),
        pytest.param({"channel": "slack", "webhook_url": f"{SLACK}../x"}, id="a way out"),
        pytest.param({"channel": "slack", "webhook_url": f"{SLACK}T/B/x\n"}, id="a line break"),
        pytest.param({"channel": "slack", "webhook_url": "https://user@hooks.slack.com/services/T/B/x"}, id="a user"),
        pytest.param({"channel": "slack", "webhook_url": "file:///services/x"}, id="a file"),
        pytest.param(push("ntfy"), id="no topic"),
        pytest.param(push("ntfy", topic="a b"), id="a blank"),
        pytest.param(push("ntfy", topic="a", user="b"), id="a field that the service lacks"),
        pytest.param(push("ntfy", topic="a", server="mqtt://h"), id="another's server"),
        pytest.param(push("gotify", server="https://u:p@h", token="tokens"), id="credentials in the address"),
        pytest.param(push("gotify", server="https://h/?a=b", token="tokens"), id="a query in the address"),
        pytest.param(push("gotify", token="tokens"), id="no server"),
        pytest.param(push("gotify", server="https://h:65536", token="tokens"), id="a port that is none"),
        pytest.param(push("mqtt", server="https://h", topic="t"), id="a broker by HTTP"),
        pytest.param(push("ntfy", topic="a", server="https://h/sub"), id="a path that ntfy has no use for"),
        pytest.param(push("ntfy", topic="a/b"), id="two topics"),
        pytest.param(push("mqtt", server="mqtt://h", topic="jobs/#"), id="a pattern for a topic"),
        pytest.param(push("pushover", user="u1", token="t1"), id="keys of another length"),
        pytest.param(push("telegram", user="me", token="123:abc"), id="a bot's token that is none"),
        pytest.param(push("json", server="https://h"), id="a service that is not offered"),
        pytest.param({"channel": "push", "url": "ntfy://h/t"}, id="a raw URL"),
        pytest.param({"channel": "webhook", "url": "https://u:p@example.org/"}, id="credentials in a webhook"),
        pytest.param({"channel": "webhook", "url": "gopher://example.org/"}, id="another protocol"),
    ],
)
def test_a_target_that_is_refused(target: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TARGET.validate_python(target)
