"""`jobalerts verify`: the kept postings judged again, one by one, and held against the ledger of alerts."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, TypeVar

import typer
from pydantic import BaseModel

from jobalerts.replay.asking import Config, DataDir, Json, duration, outages_told, quiet_settings
from jobalerts.replay.compare import Alerted, Dropped, Missed, Report, Seen, ToldTwice, TooMany, compare
from jobalerts.replay.kept import Kept, standing_now
from jobalerts.replay.ledger import read_ledger
from jobalerts.replay.standing import Standing, may_alert
from jobalerts_matcher.shards import Shard
from jobalerts_shared.events import PostingChange, PostingEvent
from jobalerts_shared.settings import Settings
from jobalerts_shared.topics import MATCHES, POSTINGS, SUBSCRIPTIONS

E = TypeVar("E", bound=BaseModel)

AGREED, DIFFERS = 0, 1
SHOWN = 20  # findings of a kind on a terminal; --json has all
CATCH_UP_SECONDS = 30.0
LOOK_EVERY = 0.5

app = typer.Typer(pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]})

Since = Annotated[
    str | None,
    typer.Option("--since", metavar="DURATION", help="Such as 90m, 25h or 7d; by default all that is kept."),
]
Lag = Annotated[
    str,
    typer.Option(
        "--lag", metavar="DURATION", help="Changes closer together have no certain order; after an outage its length."
    ),
]


class NotCaughtUp(Exception):
    """The notifier has matches still to take, so its ledger says nothing yet."""


@dataclass(frozen=True, slots=True)
class Verified:
    """The report; `unreadable` records of the topics were passed over and stand among the dead letters."""

    report: Report
    unreadable: int


@app.command(epilog="Examples: jobalerts verify · nightly, from cron: 15 3 * * * jobalerts verify --since 25h --json")
def verify(
    since: Since = None, lag: Lag = "10s", as_json: Json = False, config: Config = None, data_dir: DataDir = None
) -> None:
    """Judge the kept postings again, one by one, and report each alert missed, too many or told twice.

    Harmless beside running services: the topics are read without a group, the ledger without a lock. Ids only, nothing
    personal. Exit 0 when all agree, 1 otherwise.
    """
    cutoff = datetime.now(UTC) - duration(since) if since else None
    tolerance = duration(lag)
    settings = quiet_settings(config, data_dir, needs=("database_url", "kafka_bootstrap_servers"))
    with outages_told():
        try:
            verified = asyncio.run(check(settings, since=cutoff, lag=tolerance))
        except NotCaughtUp as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(DIFFERS) from None
    typer.echo(json.dumps(as_fields(verified), default=str) if as_json else "\n".join(as_lines(verified)))
    raise typer.Exit(AGREED if verified.report.agree else DIFFERS)


async def check(settings: Settings, *, since: datetime | None, lag: timedelta) -> Verified:
    """The ledger is read before the subscriptions: one that changes meanwhile is then seen to be newer."""
    assert settings.database_url is not None
    postings = Kept(settings, POSTINGS)
    taken = await _matched(postings, settings.matcher_shards)
    await _notifier_caught_up(settings)
    alerts: list[Alerted] = await asyncio.to_thread(read_ledger, settings.database_url.get_secret_value())
    heard = await standing_now(settings)
    standing = Standing(heard.values())
    seen = [
        _seen(record.event, standing, taken=record.offset < taken.get(record.partition, 0))
        async for record in postings.read(since=since)
        if record.event
    ]
    return Verified(compare(seen, heard, alerts, lag=lag, since=since), postings.unreadable)


async def _matched(postings: Kept[PostingEvent], shards: int) -> dict[int, int]:
    """Up to which offset of each partition every shard of the matcher has been."""
    each = [await postings.taken(Shard(number, shards).group) for number in range(shards)]
    return {partition: min(taken.get(partition, 0) for taken in each) for partition in each[0]}


async def _notifier_caught_up(settings: Settings) -> None:
    """Wait until all that the matcher had published is in the ledger."""
    until = time.monotonic() + CATCH_UP_SECONDS
    await _taken_all("subscriptions", Kept(settings, SUBSCRIPTIONS), until)
    await _taken_all("matches", Kept(settings, MATCHES), until)


async def _taken_all(name: str, kept: Kept[E], until: float) -> None:
    ends = await kept.ends()
    while left := ends.beyond(await kept.taken("notifier")):
        if time.monotonic() >= until:
            raise NotCaughtUp(f"The notifier has {left} {name} still to take; verify when it has caught up.")
        await asyncio.sleep(LOOK_EVERY)


def _seen(event: PostingEvent, standing: Standing, *, taken: bool) -> Seen:
    return Seen(
        posting_id=event.posting.id,
        opening_id=event.opening_id,
        version=event.version,
        at=event.at,
        closing=event.change is PostingChange.CLOSED,
        taken=taken,
        wanted=standing.wanting(event.posting) if may_alert(event) else frozenset(),
    )


def as_fields(verified: Verified) -> dict[str, Any]:  # Any: JSON
    report = verified.report
    return {
        "agree": report.agree,
        "postings": report.postings,
        "subscriptions": report.subscriptions,
        "alerts": report.alerts,
        "agreed": report.agreed,
        "missed": [asdict(one) for one in report.missed],
        "too_many": [asdict(one) for one in report.too_many],
        "told_twice": [asdict(one) for one in report.told_twice],
        "dropped": [asdict(one) for one in report.dropped],
        "in_doubt": report.in_doubt,
        "not_judged": dict(report.not_judged),
        "unreadable": verified.unreadable,
    }


def as_lines(verified: Verified) -> Iterator[str]:
    """The counts first, then what is wrong."""
    report = verified.report
    yield f"{report.postings} postings, {report.subscriptions} subscriptions, {report.alerts} alerts in the ledger."
    yield f"{report.agreed} pairs of person and opening were owed an alert and have it."
    yield f"missed {len(report.missed)} · too many {len(report.too_many)} · told twice {len(report.told_twice)}"
    for why, count in sorted(report.not_judged.items()):
        yield f"not judged: {count} ({why.replace('_', ' ')})"
    for reason, count in sorted(report.dropped_for.items()):
        yield f"dropped: {count} ({reason.replace('_', ' ')})"
    if report.in_doubt:
        yield f"in doubt: {report.in_doubt} (accepted perhaps twice, with the same Message-ID)"
    if verified.unreadable:
        yield f"unreadable: {verified.unreadable} records, see `jobalerts dead list`"
    yield from _first(_missed(one) for one in report.missed)
    yield from _first(_too_many(one) for one in report.too_many)
    yield from _first(_told_twice(one) for one in report.told_twice)
    yield from _first(_dropped(one) for one in report.dropped)
    yield "All agree." if report.agree else "They do not agree."


def _first(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number == SHOWN:
            yield "  … (--json shows all)"
            return
        yield line


def _missed(one: Missed) -> str:
    return (
        f"  missed: person {one.person_id}, opening {one.opening_id}, "
        f"wanted by subscription {one.subscription_id} since posting {one.posting_id} at {one.at:%Y-%m-%d %H:%M:%S}"
    )


def _too_many(one: TooMany) -> str:
    reasons = ", ".join(f"subscription {number} for posting {posting}" for number, posting in one.reasons)
    return f"  too many: alert {one.alert_id} of person {one.person_id}, which nobody wants: {reasons or 'no reason'}"


def _told_twice(one: ToldTwice) -> str:
    openings, messages = (", ".join(map(str, ids)) for ids in (one.opening_ids, one.message_ids))
    return f"  told twice: person {one.person_id}, opening {openings}, in the messages {messages}"


def _dropped(one: Dropped) -> str:
    return f"  dropped: alert {one.alert_id} ({one.reason})"
