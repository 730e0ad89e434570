"""How the services do now, asked from their own health and metrics pages."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import typer

from jobalerts.services import SERVICES, Service
from jobalerts_shared.settings import Settings

DONE, FAILED = 0, 1
SAMPLE = re.compile(r"^([a-zA-Z_:][\w:]*)(?:\{[^}]*\})? (\S+)", re.MULTILINE)
# What a person asks first, summed over labels; a service shows those that it has.
FIGURES = {
    "kafka_consumergroup_lag": "records to take",
    "jobalerts_dead_letters_total": "dead letters",
    "jobalerts_postings_published_total": "postings published",
    "jobalerts_matches_total": "matches",
    "jobalerts_notifications_total": "messages",
    "jobalerts_outbox_oldest_age_seconds": "oldest thing owed, s",
}


@dataclass(frozen=True, slots=True)
class State:
    """One service as it is now; `figures` are empty where its metrics could not be had."""

    service: str
    address: str
    live: bool
    ready: bool
    figures: Mapping[str, float]


def run_status(settings: Settings, as_json: bool) -> int:
    """One line a service."""
    states = [ask(service, settings) for service in SERVICES.values()]
    if as_json:
        typer.echo(json.dumps({"page": settings.page_url, "services": [asdict(state) for state in states]}))
    else:
        for state in states:
            typer.echo(_words(state))
    return DONE if all(state.ready for state in states) else FAILED


def ask(service: Service, settings: Settings) -> State:
    """Three requests, a few seconds at most."""
    host, port = service.address(settings)
    address = f"http://{host}:{port}"
    live = _get(f"{address}/healthz/live") is not None
    ready = live and _get(f"{address}/healthz/ready") is not None
    return State(service.name, address, live, ready, figures_in((_get(f"{address}/metrics/") or "") if live else ""))


def figures_in(metrics: str) -> dict[str, float]:
    """The figures of a metrics page that are worth a line."""
    sums: dict[str, float] = defaultdict(float)
    for name, value in SAMPLE.findall(metrics):
        if name in FIGURES:
            sums[FIGURES[name]] += float(value)
    return dict(sums)


def _get(url: str) -> str | None:
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:  # noqa: S310 - our own services, by http
            body: bytes = answer.read()
    except (OSError, urllib.error.URLError):
        return None
    return body.decode(errors="replace")


def _words(state: State) -> str:
    how = "ready" if state.ready else "live, but not ready" if state.live else "does not answer"
    figures = ", ".join(f"{name}: {value:g}" for name, value in state.figures.items())
    return f"{state.service} ({state.address}): {how}{'; ' if figures else ''}{figures}"
