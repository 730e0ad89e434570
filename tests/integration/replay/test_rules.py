"""The replay diff and the explanation, from a real Kafka."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from jobalerts import explain, rules
from jobalerts_shared.posting import Level
from jobalerts_shared.settings import PREFIX
from jobalerts_shared.wanted import Criteria
from tests.fakes.events import posting, subscription
from tests.integration.replay.conftest import Scene, posted

SENIORS = Criteria(roles=("machine learning engineer",), levels=(Level.SENIOR,))


@pytest.fixture
def outside(scene: Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Only Kafka is told: these verbs need no database."""
    monkeypatch.chdir(tmp_path)
    assert scene.settings.kafka_bootstrap_servers
    monkeypatch.setenv(f"{PREFIX}KAFKA_BOOTSTRAP_SERVERS", scene.settings.kafka_bootstrap_servers)
    monkeypatch.setenv(f"{PREFIX}KAFKA_TOPIC_PREFIX", scene.settings.kafka_topic_prefix)


async def called(app: typer.Typer, *arguments: str) -> tuple[int, Any]:  # Any: JSON
    done = await asyncio.to_thread(CliRunner().invoke, app, [*arguments, "--json"])
    return done.exit_code, json.loads(done.stdout) if done.stdout else done.stderr


@pytest.mark.usefixtures("outside")
async def test_the_diff_shows_what_is_gained_and_lost_and_nothing_is_sent(scene: Scene) -> None:
    await scene.subscribe(subscription(1, criteria=SENIORS), subscription(2, "bob"))
    await scene.post(
        posted("1", title="Senior Machine Learning Engineer", levels=(Level.JUNIOR,)),
        posted("2", of="ward", title="Nurse"),
        posted("3", of="same", title="Machine Learning Engineer", levels=()),
    )
    code, said = await called(rules.app, "diff", "--days", "30")
    assert code == 0
    assert (said["postings"], said["gained"], said["lost"]) == (3, 1, 1)
    first, second = said["subscriptions"]
    assert [one["because"][0]["criterion"] for one in first["gained"]] == ["levels"]
    assert [one["title"] for one in second["lost"]] == ["Nurse"]
    assert await scene.cluster.read("matches") == []


@pytest.mark.usefixtures("outside")
async def test_postings_from_before_the_days_asked_for_are_left_out(scene: Scene) -> None:
    await scene.post(posted("1"))
    later = await rules.diff_of(scene.settings, since=datetime.now(UTC) + timedelta(hours=1))
    assert later.postings == 0


@pytest.mark.usefixtures("outside")
async def test_the_explanation_of_one_pair(scene: Scene) -> None:
    await scene.subscribe(subscription(1, criteria=SENIORS), subscription(2))
    await scene.post(posted("1", levels=(Level.JUNIOR,)), posted("1", version=2, levels=(Level.SENIOR,)), posted("2"))
    wanted = str(posting("1").id)
    code, said = await called(explain.app, "--posting", wanted, "--subscription", "1")
    assert code == 0
    assert [(one["version"], one["match"]) for one in said] == [(1, False), (2, True)]
    code, said = await called(explain.app, "--posting", wanted, "--subscription", "9")
    assert (code, said) == (1, "There is no subscription 9, or it has ended.\n")
    code, said = await called(explain.app, "--posting", str(posting("7").id), "--subscription", "1")
    assert code == 1 and "is kept" in said
