"""Secrets that an embedded installation makes for itself and keeps in its data directory."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

SECRET_KEY = "secret_key"  # noqa: S105 - a file's name
OPERATOR_API_KEY = "operator_api_key"


def kept_secret(data_dir: Path, name: str) -> Path:
    """The file that holds it, made once and never changed: what was sealed with it must still open tomorrow."""
    path = data_dir / name
    if not path.exists():
        half = path.with_suffix(".new")
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(secrets.token_urlsafe(48))
        half.rename(path)
    return path
