"""What is wrong with what was sent, as the field's path and words that a person understands. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jobalerts_subscriptions.refusals import Refusal

ALONE, SEVERAL = "a posting", "an array"  # tags of a union; no field has a blank in its name
KINDS = frozenset({"instant", "hourly", "daily", "weekly"})
CHANNELS = frozenset({"email", "slack", "push", "webhook"})

WORDS = {
    "missing": "is required",
    "extra_forbidden": "is not a field we know",
    "string_type": "must be text",
    "string_too_short": "must not be empty",
    "string_unicode": "must be text that can be written in UTF-8",
    "string_too_long": "must have at most {max_length} characters",
    "too_long": "must have at most {max_length} entries",
    "too_short": "must have at least one entry",
    "enum": "must be one of {expected}",
    "literal_error": "must be one of {expected}",
    "union_tag_invalid": "must be one of {expected_tags}",
    "union_tag_not_found": "is required",
    "greater_than": "must be more than {gt:g}",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than_equal": "must be at most {le:g}",
    "int_parsing": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "model_type": "must be an object",
    "model_attributes_type": "must be a JSON object, sent as application/json",
    "dict_type": "must be a JSON object, sent as application/json",
    "bool_parsing": "must be true or false",
    "timezone_aware": "must state its zone, such as 2026-11-01T10:00:00Z",
    "json_invalid": "is not JSON that we can read",
    "field_of_service": "{words}",
}
PATTERNS = {
    "currency": "must be three capital letters, such as GBP",
    "webhook_url": "must be an incoming webhook of Slack: https://hooks.slack.com/services/…",
    "server": "must be a web address such as https://ntfy.sh, without user, password or query",
    "url": "must be a web address that begins with https://",
    "apply_url": "must be a web address that begins with https://",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """`field` is a path as one would write it, such as criteria.places[0]; empty for the whole body."""

    field: str
    words: str


class Refused(Refusal):
    """What was asked for cannot be kept as it is; nothing was changed."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(", ".join(fault.field for fault in self.faults))


def faults_of(errors: Sequence[Mapping[str, Any]]) -> tuple[Fault, ...]:  # Any: pydantic's ErrorDetails
    return tuple(Fault(_field(error), _words(error)) for error in errors if not _follows(error, errors))


def path_of(location: Sequence[int | str]) -> str:
    """`("body", "targets", 1, "slack", "webhook_url")` is `targets[1].webhook_url`: the tag of a union is no field."""
    path = ""
    before: int | str = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif not _is_tag(part, before, path):
            path += f".{part}" if path else part
        before = part
    return path


def odd_characters(value: object, where: tuple[int | str, ...] = (), allowed: str = "") -> Iterator[Fault]:
    """Control characters break mails, logs and jsonb alike; no wish and no advert's field needs one."""
    if isinstance(value, str):
        if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in value if letter not in allowed):
            yield Fault(path_of(where), "holds a control character")
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from odd_characters(inner, (*where, name), allowed)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from odd_characters(inner, (*where, number), allowed)


def _follows(error: Mapping[str, Any], errors: Sequence[Mapping[str, Any]]) -> bool:
    """A list whose only entry is at fault is not too short besides."""
    inside = (each for each in errors if len(each["loc"]) > len(error["loc"]))
    return error["type"] == "too_short" and any(each["loc"][: len(error["loc"])] == error["loc"] for each in inside)


def _is_tag(part: str, before: int | str, path: str) -> bool:
    if (before == "" and part in {"body", "path", "query", "header"}) or (
        before == "body" and part in {ALONE, SEVERAL}
    ):
        return True
    return (part in KINDS and before == "cadence") or (
        part in CHANNELS and isinstance(before, int) and path.startswith("targets[")
    )


def _field(error: Mapping[str, Any]) -> str:
    location = [*error["loc"]]
    if error["type"] == "json_invalid":
        return ""
    if error["type"].startswith("union_tag"):
        location.append(error["ctx"]["discriminator"].strip("'"))
    if error["type"] == "field_of_service":
        location.append(error["ctx"]["field"])
    return path_of(location)


def _words(error: Mapping[str, Any]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "string_pattern_mismatch":
        return PATTERNS.get(str(error["loc"][-1]), "holds a character that cannot stand there")
    if kind.startswith(("time_", "datetime_", "date_")) and kind != "time_delta":
        return "must be a time such as 08:00" if kind.startswith("time_") else "must be a time such as " + EXAMPLE_TIME
    if kind in WORDS:
        return WORDS[kind].format(**context)
    return str(error["msg"]).removeprefix("Value error, ")


EXAMPLE_TIME = "2026-11-01T10:00:00Z"
