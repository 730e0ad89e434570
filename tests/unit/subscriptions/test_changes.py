from __future__ import annotations

from typing import Any

import pytest

from jobalerts_subscriptions.changes import merged


@pytest.mark.parametrize(
    ("body", "changes", "after"),
    [
        pytest.param({"a": 1, "b": 2}, {"b": 3}, {"a": 1, "b": 3}, id="a value"),
        pytest.param({"a": 1, "b": 2}, {"b": None}, {"a": 1}, id="null takes away"),
        pytest.param({"a": {"b": 1, "c": 2}}, {"a": {"c": 3}}, {"a": {"b": 1, "c": 3}}, id="deep down"),
        pytest.param({"a": [1, 2]}, {"a": [3]}, {"a": [3]}, id="a list as a whole"),
        pytest.param({"a": 1}, {"a": {"b": 1}}, {"a": {"b": 1}}, id="an object for a value"),
        pytest.param({}, {"a": {"b": None}}, {"a": {"b": None}}, id="null in something new is left to be refused"),
        pytest.param(
            {"a": {"kind": "weekly", "weekday": "mon"}},
            {"a": {"kind": "daily"}},
            {"a": {"kind": "daily"}},
            id="another kind replaces",
        ),
        pytest.param(
            {"a": {"kind": "weekly", "weekday": "mon", "at": "08:00"}},
            {"a": {"kind": "weekly", "at": "09:00"}},
            {"a": {"kind": "weekly", "weekday": "mon", "at": "09:00"}},
            id="the same kind is changed",
        ),
    ],
)
def test_a_merge_patch(body: dict[str, Any], changes: dict[str, Any], after: dict[str, Any]) -> None:
    before = dict(body)
    assert merged(body, changes) == after
    assert body == before
