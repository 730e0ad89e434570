"""The wire: the committed schemas are what the code says, and what was once written can be read for ever."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from jobalerts_shared.schemas.__main__ import WIRE, schema_text

WRITTEN = Path(__file__).parent / "written"


@pytest.mark.parametrize("name", WIRE)
def test_the_committed_schema_is_the_code_s(name: str) -> None:
    committed = files("jobalerts_shared.schemas").joinpath(f"{name}.json").read_text(encoding="utf-8")
    assert committed == schema_text(WIRE[name]), "run python -m jobalerts_shared.schemas and look at the difference"


@pytest.mark.parametrize("path", sorted(WRITTEN.glob("*.json")), ids=lambda path: path.stem)
def test_what_version_0_1_wrote_is_still_read(path: Path) -> None:
    name, _, _ = path.stem.partition("-")
    assert WIRE[name].model_validate_json(path.read_bytes())


def test_something_is_kept_of_every_event() -> None:
    assert {path.stem.partition("-")[0] for path in WRITTEN.glob("*.json")} == set(WIRE)
