"""What a PATCH says, laid over what stands: JSON Merge Patch (RFC 7396). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = Any  # what json.loads gives


def merged(body: Mapping[str, Json], changes: Mapping[str, Json]) -> dict[str, Json]:
    """`null` takes a field back to its default; an object of another kind replaces the one that stood there."""
    after = dict(body)
    for name, change in changes.items():
        if change is None:
            after.pop(name, None)
        else:
            after[name] = _laid_over(after.get(name), change)
    return after


def _laid_over(value: Json, change: Json) -> Json:
    if not isinstance(change, dict) or not isinstance(value, dict):
        return change
    if "kind" in change and change["kind"] != value.get("kind"):  # a daily cadence keeps no weekday
        return change
    return merged(value, change)
