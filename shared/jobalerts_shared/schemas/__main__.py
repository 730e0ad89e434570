"""Writes the JSON Schemas of everything on the wire: `python -m jobalerts_shared.schemas`."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from jobalerts_shared.targets import Targets
from jobalerts_shared.topics import TOPICS

FOLDER = Path(__file__).parent
WIRE: dict[str, type[BaseModel]] = {name: topic.event for name, topic in TOPICS.items()} | {"targets": Targets}


def schema_text(model: type[BaseModel]) -> str:
    return json.dumps(model.model_json_schema(mode="serialization"), indent=2, sort_keys=True) + "\n"


def main() -> None:
    for name, model in WIRE.items():
        (FOLDER / f"{name}.json").write_text(schema_text(model), encoding="utf-8")


if __name__ == "__main__":
    main()
