"""The form's fields and the body of a subscription, each made from the other. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jobalerts_shared.criteria import Daily, Weekly
from jobalerts_shared.targets import EmailTarget, PushTarget, SlackTarget, Target
from jobalerts_subscriptions.asked import Asked
from jobalerts_subscriptions.faults import Fault

LISTS = ("levels", "work_modes", "employment_types")
PHRASES = {
    "roles": ("roles",),
    "places": ("places",),
    "companies_only": ("companies", "only"),
    "companies_never": ("companies", "never"),
    "keywords_all": ("keywords", "all"),
    "keywords_any": ("keywords", "any"),
    "keywords_none": ("keywords", "none"),
}
UNKNOWN = ("levels", "places", "work_modes", "pay", "employment_types")
PUSH_PARTS = ("server", "topic", "token", "user")
LABELS = {
    "email": "Your e-mail address",
    "pay": "The pay",
    "cadence": "The time",
    "time_zone": "Your time zone",
    "quiet_hours": "The start of your quiet hours",
    "slack": "The Slack webhook",
    "push": "The push service",
    "roles": "A role",
    "places": "A place",
}
NEW = {
    "to_email": "on",
    "cadence": "instant",
    "cadence_at": "08:00",
    "cadence_weekday": "mon",
    "time_zone": "UTC",
    "pay_period": "year",
    "unknown_levels": "flag",
    "unknown_places": "exclude",
    "unknown_work_modes": "flag",
    "unknown_pay": "flag",
    "unknown_employment_types": "include",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form: one text a field, and the boxes that are ticked."""

    texts: Mapping[str, str] = field(default_factory=dict)
    ticked: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.texts.get(name, "")

    def lines(self, name: str) -> list[str]:
        return [line.strip() for line in re.split(r"[\r\n]+", self.text(name)) if line.strip()]

    def has(self, name: str, value: str) -> bool:
        return value in self.ticked.get(name, ())


def typed(pairs: Iterable[tuple[str, str]]) -> Typed:
    """From the pairs of a form, of which only the boxes may come several times."""
    texts: dict[str, str] = {}
    ticked: dict[str, list[str]] = {}
    for name, value in pairs:
        if name in LISTS:
            ticked.setdefault(name, []).append(value)
        else:
            texts[name] = value.strip()
    return Typed(texts, ticked)


def body_of_form(form: Typed, others: Sequence[Target] = ()) -> dict[str, Any]:  # Any: JSON
    """The body that the API would be sent. `others` are targets that the form does not show."""
    body: dict[str, Any] = {
        "email": form.text("email"),
        "criteria": _criteria(form),
        "cadence": _cadence(form),
        "time_zone": form.text("time_zone") or "UTC",
        "quiet_hours": None,
        "targets": [*_targets(form), *(other.model_dump(mode="json", exclude_none=True) for other in others)],
    }
    if form.text("quiet_from") or form.text("quiet_to"):
        body["quiet_hours"] = {"from": form.text("quiet_from"), "to": form.text("quiet_to")}
    return body


def form_of(asked: Asked) -> Typed:
    """The form as it would have been filled in for this subscription."""
    criteria = asked.criteria.model_dump(mode="json")
    texts = {"email": asked.email, "time_zone": asked.time_zone, **_cadence_texts(asked)}
    for name, path in PHRASES.items():
        texts[name] = "\n".join(_at(criteria, path))
    if asked.criteria.pay:
        texts |= {"pay_min": f"{asked.criteria.pay.min:.15g}", "pay_currency": asked.criteria.pay.currency}
        texts["pay_period"] = asked.criteria.pay.period
    texts |= {f"unknown_{name}": criteria["unknown"][name] for name in UNKNOWN}
    if asked.quiet_hours:
        texts["quiet_from"] = asked.quiet_hours.from_.isoformat("minutes")
        texts["quiet_to"] = asked.quiet_hours.to.isoformat("minutes")
    return Typed(
        {**NEW, "to_email": "", **texts, **_target_texts(asked.targets)}, {name: criteria[name] for name in LISTS}
    )


def unseen(targets: Sequence[Target]) -> list[Target]:
    """Targets that the form has no room for: it shows the first of Slack and the first push service."""
    shown = [_first(targets, kind) for kind in (EmailTarget, SlackTarget, PushTarget)]
    return [target for target in targets if not any(target is each for each in shown)]


def faults_by_field(faults: Sequence[Fault], form: Typed, body: Mapping[str, Any]) -> dict[str, list[str]]:
    """Each fault beside the field that it is about, in a whole sentence."""
    told: dict[str, list[str]] = {}
    for fault in faults:
        name = _form_field(fault.field, body)
        sentence = _sentence(fault, name, form)
        if sentence not in told.setdefault(name, []):
            told[name].append(sentence)
    return told


def _criteria(form: Typed) -> dict[str, Any]:
    criteria: dict[str, Any] = {name: list(form.ticked.get(name, ())) for name in LISTS}
    for name, path in PHRASES.items():
        place = criteria
        for step in path[:-1]:
            place = place.setdefault(step, {})
        place[path[-1]] = form.lines(name)
    criteria["unknown"] = {name: form.text(f"unknown_{name}") for name in UNKNOWN if form.text(f"unknown_{name}")}
    criteria["pay"] = None
    if form.text("pay_min"):
        criteria["pay"] = {
            "min": re.sub(r"[\s,_']", "", form.text("pay_min")),
            "currency": form.text("pay_currency").upper(),
            "period": form.text("pay_period") or "year",
        }
    return criteria


def _cadence(form: Typed) -> dict[str, str]:
    kind = form.text("cadence") or "instant"
    cadence = {"kind": kind}
    if kind in {"daily", "weekly"} and form.text("cadence_at"):
        cadence["at"] = form.text("cadence_at")
    if kind == "weekly":
        cadence["weekday"] = form.text("cadence_weekday") or "mon"
    return cadence


def _cadence_texts(asked: Asked) -> dict[str, str]:
    texts = {"cadence": str(asked.cadence.kind)}
    if isinstance(asked.cadence, Daily | Weekly):
        texts["cadence_at"] = asked.cadence.at.isoformat("minutes")
    if isinstance(asked.cadence, Weekly):
        texts["cadence_weekday"] = asked.cadence.weekday
    return texts


def _targets(form: Typed) -> list[dict[str, str]]:
    targets: list[dict[str, str]] = []
    if form.text("to_email"):
        targets.append({"channel": "email"})
    if form.text("slack_url"):
        targets.append({"channel": "slack", "webhook_url": form.text("slack_url")})
    if service := form.text("push_service"):
        needed = {"channel": "push", "service": service}
        parts = {part: form.text(f"push_{part}") for part in PUSH_PARTS if form.text(f"push_{part}")}
        targets.append(needed | parts)
    return targets


def _target_texts(targets: Sequence[Target]) -> dict[str, str]:
    texts: dict[str, str] = {}
    if _first(targets, EmailTarget):
        texts["to_email"] = "on"
    slack, push = _first(targets, SlackTarget), _first(targets, PushTarget)
    if isinstance(slack, SlackTarget):
        texts["slack_url"] = slack.webhook_url
    if isinstance(push, PushTarget):
        texts["push_service"] = push.service
        texts |= {f"push_{part}": getattr(push, part) or "" for part in PUSH_PARTS}
    return texts


def _first(targets: Sequence[Target], kind: type[Target]) -> Target | None:
    return next((target for target in targets if isinstance(target, kind)), None)


def _at(criteria: Mapping[str, Any], path: Sequence[str]) -> list[str]:
    value: Any = criteria
    for step in path:
        value = value[step]
    return list(value)


def _form_field(path: str, body: Mapping[str, Any]) -> str:
    """`criteria.keywords.any[2]` is the field keywords_any; a target's field depends on its channel."""
    if found := re.match(r"targets\[(\d+)\]", path):
        channel = body["targets"][int(found[1])].get("channel")
        return {"slack": "slack", "push": "push"}.get(channel, "targets")
    bare = re.sub(r"\[\d+\]$", "", path).removeprefix("criteria.")
    for whole in ("pay", "cadence", "quiet_hours", "unknown"):
        if bare == whole or bare.startswith(f"{whole}."):
            return whole
    return bare.replace(".", "_")


def _sentence(fault: Fault, name: str, form: Typed) -> str:
    if fault.field == "criteria.roles":
        return "Say at least one role or one place."
    found = re.search(r"\[(\d+)\]$", fault.field)
    lines = form.lines(name) if name in PHRASES else []
    if found and int(found[1]) < len(lines):
        return f"“{lines[int(found[1])]}” {fault.words}."
    if name == "targets":
        return "Choose at least one way to be told."
    return f"{_label(fault.field, name)} {fault.words}."


def _label(path: str, name: str) -> str:
    part = path.rpartition(".")[2]
    if name == "push" and part in PUSH_PARTS:
        return f"Push: the {part}"
    if name == "quiet_hours" and part == "to":
        return "The end of your quiet hours"
    return LABELS.get(name, "This")
