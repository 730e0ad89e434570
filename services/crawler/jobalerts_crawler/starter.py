"""The boards that we suggest to begin with: plain rows of starter.toml, by name."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from jobalerts_shared.settings import SourceSettings


def starters() -> dict[str, SourceSettings]:
    rows = tomllib.loads(files("jobalerts_crawler").joinpath("starter.toml").read_text(encoding="utf-8"))
    return {name: SourceSettings.model_validate(row) for name, row in rows.items()}
