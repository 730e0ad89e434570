"""`up --demo`: a folder and a configuration of its own, and one more program in the table of `up`."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from jobalerts.demo.story import BOARDS
from jobalerts.embedded.ports import free_port, is_free
from jobalerts.service import ServiceProgram
from jobalerts.up import up
from jobalerts_shared.settings import PREFIX, Settings

MAILBOX_PORT, PAGE_PORT = 8025, 8000  # where one would look first; others when they are taken
# What else is set around us is meant for the real thing, such as an SMTP server that would really send.
KEPT = {f"{PREFIX}{name}" for name in ("HTTP_HOST", "HTTP_PORT", "KAFKA_JARS", "METRICS_PORT_BASE", "LOG_LEVEL")}


def up_demo(data_dir: Path | None) -> int:
    """In a fresh folder that goes with us, unless one is given."""
    for name in [name for name in os.environ if name.startswith(PREFIX) and name not in KEPT]:
        del os.environ[name]
    if data_dir:
        return _up(data_dir.absolute())
    with tempfile.TemporaryDirectory(prefix="jobalerts-demo-", ignore_cleanup_errors=True) as fresh:
        return _up(Path(fresh))


def _up(data_dir: Path) -> int:
    data_dir.mkdir(parents=True, exist_ok=True)
    http_port, smtp_port = _port(MAILBOX_PORT), free_port()
    config = data_dir / "demo.toml"
    config.write_text(_configuration(http_port, smtp_port))

    def stage(settings: Settings) -> Sequence[ServiceProgram]:
        verb = ["demo-stage", str(http_port), str(smtp_port), "--config", str(config)]
        argv = [sys.executable, "-m", "jobalerts", *verb]
        return [ServiceProgram("The demo", argv, settings.data_dir / "logs" / "demo.log", aloud=True)]

    return up(config, data_dir, stage)


def _port(liked: int) -> int:
    return liked if is_free(liked) else free_port()


def _configuration(http_port: int, smtp_port: int) -> str:
    lines = [
        f"http_port = {_port(PAGE_PORT)}",
        "metrics_port_base = 0",
        f'smtp_url = "smtp://127.0.0.1:{smtp_port}"',
        'mail_from = "jobalerts demo <alerts@example.org>"',
        'instant_window = "3s"',
        "allow_private_networks = true",
    ]
    for token, name in BOARDS.items():
        lines += ["[[sources]]", 'kind = "greenhouse"', f'token = "{token}"', f'name = "{name}"', 'every = "2s"']
        lines += [f'base_url = "http://127.0.0.1:{http_port}"']
    return "\n".join(lines) + "\n"
