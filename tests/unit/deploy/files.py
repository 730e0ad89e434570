"""The deployment's files, read once; and every metric name that the services export."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

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
SCRAPED = ("job", "instance", "service")  # what the scrape adds to every series
# In a process of its own, as each service is: some names are exported by several of them.
SHOW = """
import importlib, json, sys
from prometheus_client import REGISTRY
module = importlib.import_module(sys.argv[1])
getattr(module, "show", lambda: None)()
suffixes = {"counter": ["_total"], "histogram": ["_bucket", "_count", "_sum"]}
print(json.dumps([
    (family.name + suffix, [*getattr(collector, "_labelnames", ()), *(["le"] if suffix == "_bucket" else [])])
    for collector in list(REGISTRY._collector_to_names)
    for family in collector.collect()
    for suffix in suffixes.get(family.type, [""])
]))
"""
NAME = re.compile(r"(?<![\w:])(?:up|(?:[a-z0-9_]+:)?(?:jobalerts|kafka)_[a-z0-9_]+(?::[a-z0-9_]+)?)(?![\w:])")


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


@cache
def exported() -> dict[str, set[str]]:
    """What Prometheus sees of all services, by name: a counter with `_total`, a histogram as its three; its labels."""
    found = {"up": set(SCRAPED)}
    for module in METRIC_MODULES:
        ended = subprocess.run(
            [sys.executable, "-c", SHOW, module], capture_output=True, text=True, timeout=60, check=True
        )
        for name, labels in json.loads(ended.stdout):
            found.setdefault(name, set(SCRAPED)).update(labels)
    return found


def names_in(expression: str) -> set[str]:
    """The metrics an expression asks for; what stands in braces is labels, what follows `by` too."""
    return set(NAME.findall(re.sub(r"\{[^}]*\}|\bby \([^)]*\)", " ", expression)))


def labels_in(expression: str) -> set[str]:
    grouped = [label.strip() for labels in re.findall(r"\bby \(([^)]*)\)", expression) for label in labels.split(",")]
    chosen = re.findall(r"(\w+)\s*(?:=~|!=|!~|=)", " ".join(re.findall(r"\{([^}]*)\}", expression)))
    return {*grouped, *chosen}
