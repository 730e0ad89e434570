"""The sweep on a real Kafka and a real ledger: it agrees with the services, and finds what is broken by hand."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jobalerts import verify as verify_module
from jobalerts.replay.compare import NotJudged, Report
from jobalerts.verify import NotCaughtUp, check
from jobalerts_shared.events import PostingChange, SubscriptionState
from jobalerts_shared.settings import PREFIX
from jobalerts_shared.wanted import Criteria
from tests.fakes.events import opening, person, subscription, tombstone
from tests.integration.replay.conftest import SEEN, Scene, posted

LAG = timedelta(seconds=10)
NURSE = Criteria(roles=("nurse",))


async def verified(scene: Scene) -> Report:
    return (await check(scene.settings, since=None, lag=LAG)).report


async def play(scene: Scene) -> None:
    """Two people and a nurse; a job on two boards, one found by a first crawl, one that closes, and no job at all."""
    await scene.subscribe(
        subscription(1), subscription(2), subscription(3, "bob"), subscription(4, "cyd", criteria=NURSE)
    )
    await scene.subscribe(subscription(5, "dan", state=SubscriptionState.PAUSED))
    await scene.post(
        posted("1"),
        posted("1"),
        posted("2", source="lever:acme"),
        posted("3", of="old", baseline=True),
        posted("4", of="closing"),
        posted("4", of="closing", version=2, change=PostingChange.CLOSED, minute=0.1),
        posted("5", of="pool", not_a_job=True),
    )
    await scene.match()
    await scene.take()


async def test_what_the_services_did_agrees(scene: Scene) -> None:
    await play(scene)
    report = await verified(scene)
    assert report.agree, report
    assert (report.postings, report.subscriptions) == (5, 5)
    assert report.agreed == 2  # ada and bob, of the job on two boards
    assert report.not_judged == {NotJudged.CLOSED_AT_ONCE: 2}


async def test_after_an_outage_its_length_explains_what_closed_meanwhile(scene: Scene) -> None:
    """Opening and closing waited for the notifier together, so that nobody was ever owed an alert."""
    await scene.subscribe(subscription(1))
    await scene.post(posted(), posted(version=2, change=PostingChange.CLOSED, minute=60))
    await scene.match()
    await scene.take()
    assert len((await check(scene.settings, since=None, lag=LAG)).report.missed) == 1
    assert (await check(scene.settings, since=None, lag=timedelta(hours=2))).report.agree


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        pytest.param("DELETE FROM alert WHERE person_id = %s", "missed", id="an alert is gone"),
        pytest.param(
            """INSERT INTO alert (alert_id, person_id, opening_id, kind, due_at)
               VALUES (gen_random_uuid(), %s, gen_random_uuid(), 'instant', now())""",
            "too_many",
            id="an alert that nobody wanted",
        ),
    ],
)
async def test_what_is_broken_by_hand_is_found(scene: Scene, statement: str, found: str) -> None:
    await play(scene)
    await scene.run(statement, person("bob"))
    report = await verified(scene)
    wrong = {"missed": report.missed, "too_many": report.too_many, "told_twice": report.told_twice}
    assert {name: [one.person_id for one in findings] for name, findings in wrong.items() if findings} == {
        found: [person("bob")]
    }


async def test_one_job_told_in_two_messages_is_found(scene: Scene) -> None:
    await play(scene)
    await scene.run(
        """INSERT INTO alert (alert_id, person_id, opening_id, kind, due_at)
           SELECT gen_random_uuid(), person_id, gen_random_uuid(), kind, due_at FROM alert WHERE person_id = %s""",
        person("bob"),
    )
    await scene.run(
        """INSERT INTO alert_reason (alert_id, subscription_id, posting_id)
           SELECT new.alert_id, r.subscription_id, r.posting_id
             FROM alert new, alert old JOIN alert_reason r USING (alert_id)
            WHERE new.person_id = %s AND old.person_id = new.person_id AND new.alert_id <> old.alert_id""",
        person("bob"),
    )
    await scene.run(
        """INSERT INTO message (message_id, kind, person_id, due_at)
           SELECT alert_id, 'instant', person_id, now() FROM alert WHERE person_id = %s""",
        person("bob"),
    )
    await scene.run(
        """INSERT INTO delivery (delivery_id, message_id, channel, target_key, destination, state, ended_at)
           SELECT gen_random_uuid(), message_id, 'email', 'k', 'd', 'sent', now() FROM message"""
    )
    await scene.run(
        "UPDATE alert SET state = 'gathered', told_at = now(), message_id = alert_id WHERE person_id = %s",
        person("bob"),
    )
    report = await verified(scene)
    [twice] = report.told_twice
    assert twice.person_id == person("bob") and len(twice.message_ids) == 2
    assert opening("the opening") in twice.opening_ids
    assert not report.missed


async def test_what_the_matcher_has_not_taken_is_on_its_way(scene: Scene) -> None:
    await play(scene)
    await scene.post(posted("6", of="new"))
    report = await verified(scene)
    assert report.agree and report.not_judged[NotJudged.ON_ITS_WAY] == 2


async def test_without_the_notifier_nothing_is_judged(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_module, "CATCH_UP_SECONDS", 0.0)
    await scene.subscribe(subscription(1))
    await scene.post(posted())
    await scene.match()
    with pytest.raises(NotCaughtUp, match="1 subscriptions still to take"):
        await check(scene.settings, since=None, lag=LAG)


async def test_a_change_and_an_end_afterwards_are_not_held_against_the_ledger(scene: Scene) -> None:
    await play(scene)
    later = SEEN + timedelta(minutes=30)
    await scene.subscribe(
        *(subscription(number, version=2, criteria=NURSE, at=later) for number in (1, 2)),
        subscription(5, "dan", version=2, at=later),
    )
    await scene.cluster.write("subscriptions", tombstone(3).key.encode(), None)
    await scene.take()
    report = await verified(scene)
    assert report.agree, report
    assert report.not_judged[NotJudged.SUBSCRIPTION_CHANGED] >= 1


async def test_the_verb_says_it_in_json_and_by_its_exit_code(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await play(scene)
    monkeypatch.chdir(tmp_path)
    settings = scene.settings
    assert settings.database_url and settings.kafka_bootstrap_servers
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", settings.database_url.get_secret_value())
    monkeypatch.setenv(f"{PREFIX}KAFKA_BOOTSTRAP_SERVERS", settings.kafka_bootstrap_servers)
    monkeypatch.setenv(f"{PREFIX}KAFKA_TOPIC_PREFIX", settings.kafka_topic_prefix)

    def called(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(verify_module.app, list(arguments))
        return done.exit_code, done.stdout

    assert (await asyncio.to_thread(called, "--lag", "2h"))[1].endswith("All agree.\n")
    code, said = await asyncio.to_thread(called, "--json")
    fields = json.loads(said)
    assert (code, fields["agree"], fields["agreed"]) == (0, True, 2)
    await scene.run("DELETE FROM alert WHERE person_id = %s", person("ada"))
    code, said = await asyncio.to_thread(called, "--json")
    [missed] = json.loads(said)["missed"]
    assert (code, missed["person_id"]) == (1, str(person("ada")))
    assert "example.org" not in said
