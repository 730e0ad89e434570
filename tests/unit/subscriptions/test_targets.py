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
        pytest.param(push("ntfy", topic="mine", server="https://ntfy.example.org/sub", token="tk_1"), id="own ntfy"),
        pytest.param(push("gotify", server="http://10.0.0.1:8080", token="A1"), id="gotify"),
        pytest.param(push("pushover", user="u1", token="t1"), id="pushover"),
        pytest.param(push("telegram", user="-100123", token="123:ABC-def"), id="telegram"),
        pytest.param(push("discord", user="123", token="abc"), id="discord"),
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
        pytest.param(push("gotify", server="https://u:p@h", token="t"), id="credentials in the address"),
        pytest.param(push("gotify", server="https://h/?a=b", token="t"), id="a query in the address"),
        pytest.param(push("gotify", token="t"), id="no server"),
        pytest.param(push("mqtt", server="https://h", topic="t"), id="a broker by HTTP"),
        pytest.param(push("json", server="https://h"), id="a service that is not offered"),
        pytest.param({"channel": "push", "url": "ntfy://h/t"}, id="a raw URL"),
        pytest.param({"channel": "webhook", "url": "https://u:p@example.org/"}, id="credentials in a webhook"),
        pytest.param({"channel": "webhook", "url": "gopher://example.org/"}, id="another protocol"),
    ],
)
def test_a_target_that_is_refused(target: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TARGET.validate_python(target)
