"""The rules of the house hold, and the tools that hold them are seen to bite."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOOLS = Path(sys.executable).parent


def run(*command: str, cwd: Path = ROOT, path: str = "") -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": path, "NO_COLOR": "1"}
    return subprocess.run([TOOLS / command[0], *command[1:]], cwd=cwd, capture_output=True, text=True, env=environment)


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("ruff", "check", "."), id="ruff"),
        pytest.param(("ruff", "format", "--check", "."), id="format"),
        pytest.param(("mypy",), id="mypy strict"),
        pytest.param(("lint-imports",), id="imports"),
    ],
)
def test_the_tool_finds_nothing(command: tuple[str, ...]) -> None:
    done = run(*command)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        pytest.param(
            "services/crawler/jobalerts_crawler/main.py",
            "import jobalerts_notifier.main",
            "services are strangers",
            id="a service that knows another",
        ),
        pytest.param(
            "shared/jobalerts_shared/posting.py", "import jobalerts_crawler.main", "cli over services", id="uphill"
        ),
        pytest.param(
            "shared/jobalerts_shared/criteria.py", "import httpx", "no I/O library", id="I/O in a pure module"
        ),
        pytest.param(
            "services/notifier/jobalerts_notifier/timing.py",
            "import psycopg",
            "no I/O library",
            id="I/O in pure timing",
        ),
        pytest.param(
            "services/notifier/jobalerts_notifier/outcomes.py",
            "import jobalerts_notifier.deliver",
            "inside the notifier",
            id="uphill inside a service",
        ),
    ],
)
def test_a_broken_import_rule_is_seen(tmp_path: Path, module: str, line: str, broken: str) -> None:
    for name in ("shared", "services"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    changed = tmp_path / module
    changed.write_text(f"{line}\n{changed.read_text()}")
    roots = [tmp_path / "shared", *sorted(each for each in (tmp_path / "services").iterdir() if each.is_dir())]
    done = run("lint-imports", "--no-cache", cwd=tmp_path, path=":".join(map(str, roots)))
    assert done.returncode != 0 and broken in done.stdout
