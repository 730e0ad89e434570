"""The settings a verb runs with: read, or told in one sentence why not; beside a running `up`, its addresses."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from jobalerts_shared.settings import Settings

RUNNING = "running.json"
UP_LOCK = "up.lock"
USAGE = 2  # the exit code for a wrong command line or configuration


def read_settings(config: Path | None, data_dir: Path | None = None) -> Settings:
    """All settings, or exit 2 with what is wrong with them. A `data_dir` goes over what the others say."""
    from jobalerts_shared.settings import PREFIX, SettingsError, load_settings

    if data_dir:
        os.environ[f"{PREFIX}DATA_DIR"] = str(data_dir)
    try:
        return load_settings(config)
    except SettingsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(USAGE) from None


def connected_settings(config: Path | None, data_dir: Path | None = None, *, needs: tuple[str, ...] = ()) -> Settings:
    """Settings with the addresses that a running `up` gave its embedded servers, where none were given.

    `needs` names the fields without which the verb cannot work: exit 2 when one is still absent.
    """
    from jobalerts_shared.settings import PREFIX

    settings = with_running(read_settings(config, data_dir))
    if lacking := [f"{PREFIX}{name.upper()}" for name in needs if getattr(settings, name) is None]:
        here = settings.data_dir.absolute()
        typer.echo(f"Not set: {', '.join(lacking)}. Set it, or start `jobalerts up` (none runs on {here}).", err=True)
        raise typer.Exit(USAGE)
    return settings


def with_running(settings: Settings) -> Settings:
    """The same settings, with what a running `up` on this folder wrote down."""
    from pydantic import SecretStr

    running = read_running(settings.data_dir)
    secret = {"database_url", "secret_key", "operator_api_key"}
    absent = {
        name: SecretStr(running[name]) if name in secret else running[name]
        for name in (*secret, "kafka_bootstrap_servers")
        if name in running and getattr(settings, name) is None
    }
    # Ports may have been chosen by `up`: where one was asked for as 0.
    ports = {name: int(running[name]) for name in ("http_port", "metrics_port_base") if name in running}
    return settings.model_copy(update=absent | ports)


def read_running(data_dir: Path) -> dict[str, str]:
    """What the `up` that runs on this folder has started; empty when none does."""
    from jobalerts.embedded.folder import FolderLock

    path = data_dir / RUNNING
    if not path.exists() or not FolderLock(data_dir, UP_LOCK).is_taken():
        return {}
    running: dict[str, str] = json.loads(path.read_text())
    return running


def write_running(data_dir: Path, running: Mapping[str, str]) -> None:
    """For this user's eyes only: the addresses hold passwords."""
    path = data_dir / RUNNING
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(dict(running)))
