"""A house of one's own for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from jobalerts_shared.settings import Settings
from tests.integration.subscriptions.house import House, open_house


@pytest.fixture
def own_settings(postgresql_url: str, tmp_path: Path) -> Settings:
    """Settings without a Kafka, which most of these tests do without."""
    values: dict[str, Any] = {  # Any: what load_settings would have read from a file
        "database_url": postgresql_url,
        "data_dir": tmp_path / "data",
        "secret_key": "a-key-for-tests-only-of-forty-characters",
        "operator_api_key": "jobalerts_operator_key_for_tests_only_0123456789",
        "slack_base_url": "http://127.0.0.1:9999",
    }
    return Settings(**values)


@pytest.fixture
async def house(own_settings: Settings) -> AsyncIterator[House]:
    async with open_house(own_settings) as opened:
        yield opened
