"""Rules and dashboard ask only for what is exported; an alert says what it is and what to do."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.unit.deploy.files import DASHBOARDS, DEPLOY, RULES, exported, labels_in, names_in, panels, rules

RECORDED = {rule["record"] for rule in rules() if "record" in rule}
ALERTS = [rule for rule in rules() if "alert" in rule]
SECTIONS = {
    line.removeprefix("## ").strip().lower()
    for line in (DEPLOY / "RUNBOOK.md").read_text().splitlines()
    if line.startswith("## ")
}
EXPRESSIONS = [
    pytest.param(
        str(rule["expr"]), id=f"{rule.get('alert') or rule['record']} {rule.get('labels', {}).get('window', '')}"
    )
    for rule in rules()
] + [
    pytest.param(target["expr"], id=f"panel {panel['title']}")
    for panel in panels()
    for target in panel.get("targets", ())
]


def _lacks(program: str) -> bool:
    return not shutil.which(program) and "JOBALERTS_TESTS_SKIP_NOTHING" not in os.environ


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_every_metric_asked_for_exists_with_its_labels(expression: str) -> None:
    names = names_in(expression)
    assert names <= exported().keys() | RECORDED
    assert names or expression == "vector(1)"
    if not names & RECORDED:
        assert labels_in(expression) <= set().union(*(exported()[name] for name in names))


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule["alert"]) for rule in ALERTS])
def test_every_alert_says_what_it_is_and_where_to_read_on(rule: dict[str, dict[str, str]]) -> None:
    assert rule["labels"]["severity"] in {"page", "ticket", "none"}
    assert rule["annotations"]["summary"].endswith(".")
    page, _, section = rule["annotations"]["runbook_url"].rpartition("#")
    assert page.endswith("/deploy/RUNBOOK.md")
    assert section == str(rule["alert"]).lower()
    assert section in SECTIONS


def test_every_panel_has_an_id_a_unit_and_the_chosen_source() -> None:
    shown = [panel for panel in panels() if panel["type"] != "row"]
    assert len({panel["id"] for panel in panels()}) == len(list(panels()))
    assert all(panel["fieldConfig"]["defaults"]["unit"] for panel in shown)
    assert all(target["datasource"]["uid"] == "${datasource}" for panel in shown for target in panel["targets"])
    assert len({panel["title"] for panel in panels()}) == len(list(panels()))


def test_panels_do_not_overlap() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        place = panel["gridPos"]
        squares = {(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])}
        assert not squares & taken, panel["title"]
        assert place["x"] + place["w"] <= 24
        taken |= squares


def _run(*command: object) -> None:
    ended = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.system
@pytest.mark.skipif(_lacks("promtool"), reason="promtool is not installed (Debian: prometheus)")
class TestPromtool:
    def test_the_configuration_and_its_rules_are_sound(self) -> None:
        _run("promtool", "check", "config", DEPLOY / "prometheus" / "prometheus.yml")
        _run("promtool", "check", "rules", "--lint-fatal", *RULES)

    def test_the_rules_fire_when_they_should(self) -> None:
        _run("promtool", "test", "rules", *sorted((DEPLOY / "prometheus" / "tests").glob("*.yml")))

    def test_every_panel_asks_in_promql(self, tmp_path: Path) -> None:
        asked = [target["expr"] for panel in panels() for target in panel.get("targets", ())]
        recorded = [
            {"record": f"panel_{number}", "expr": expression.replace("$__rate_interval", "5m")}
            for number, expression in enumerate(asked)
        ]
        written = tmp_path / "panels.yml"  # JSON is YAML
        written.write_text(json.dumps({"groups": [{"name": "panels", "rules": recorded}]}))
        _run("promtool", "check", "rules", written)


@pytest.mark.system
@pytest.mark.skipif(_lacks("amtool"), reason="amtool is not installed (Debian: prometheus-alertmanager)")
def test_the_alarms_have_somewhere_to_go() -> None:
    _run("amtool", "check-config", DEPLOY / "alertmanager" / "alertmanager.yml")


def test_there_is_one_dashboard() -> None:
    assert [path.name for path in DASHBOARDS] == ["jobalerts.json"]
