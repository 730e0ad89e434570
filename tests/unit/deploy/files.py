"""The deployment's files, read once; and every metric name that the services export."""

from __future__ import annotations

import importlib
import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from prometheus_client import REGISTRY

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy"
RULES = sorted((DEPLOY / "prometheus" / "rules").glob("*.yml"))
DASHBOARDS = sorted((DEPLOY / "grafana" / "dashboards").glob("*.json"))
METRIC_MODULES = (
    "jobalerts_shared.metrics",
    "jobalerts_crawler.metrics",
    "jobalerts_matcher.metrics",
    "jobalerts_notifier.metrics",
    "jobalerts_subscriptions.metrics",
)
SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum"), "gauge": ("",), "info": ("_info",)}
OUR_NAME = re.compile(r"(?<![\w:])(?:up|(?:[a-z0-9_]+:)?(?:jobalerts|kafka)_[a-z0-9_]+(?::[a-z0-9_]+)?)(?![\w:])")


def read_yaml(path: Path) -> Any:  # Any: a document of another's format
    return yaml.safe_load(path.read_text())


def rules() -> Iterator[dict[str, Any]]:  # Any: as above
    """Every recording and alerting rule."""
    for path in RULES:
        for group in read_yaml(path)["groups"]:
            yield from group["rules"]


def panels() -> Iterator[dict[str, Any]]:  # Any: as above
    for path in DASHBOARDS:
        yield from json.loads(path.read_text())["panels"]


def exported_names() -> set[str]:
    """As Prometheus sees them: a counter with `_total`, a histogram as its three."""
    for module in METRIC_MODULES:
        if importlib.util.find_spec(module):
            importlib.import_module(module)
    return {family.name + suffix for family in REGISTRY.collect() for suffix in SUFFIXES.get(family.type, ("",))} | {
        "up"
    }


def names_in(expression: str) -> set[str]:
    """The metrics an expression asks for; what stands in braces or quotes is labels."""
    return set(
        OUR_NAME.findall(re.sub(r"\{[^}]*\}|\"[^\"]*\"|\(\s*(?:service|source|channel)[^)]*\)", " ", expression))
    )
