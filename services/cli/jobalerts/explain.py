"""`jobalerts explain`: why a subscription wants a kept posting, or why not, with the words that decided."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import typer

from jobalerts.replay.asking import Config, DataDir, Json, outages_told, quiet_settings, refuse
from jobalerts.replay.kept import Kept
from jobalerts.replay.standing import may_alert
from jobalerts_shared.criteria import Judgement, Verdict, judge
from jobalerts_shared.events import PostingEvent, SubscriptionEvent, SubscriptionState
from jobalerts_shared.settings import Settings
from jobalerts_shared.topics import POSTINGS, SUBSCRIPTIONS

app = typer.Typer(pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]})

PostingId = Annotated[UUID, typer.Option("--posting", metavar="ID", help="As an alert or `verify` names it.")]
SubscriptionId = Annotated[int, typer.Option("--subscription", metavar="ID", min=1, help="The subscription's number.")]


class Silence(StrEnum):
    """Why nobody, or not this one, is told, whatever the criteria say."""

    BASELINE = "found by the first crawl of its source, which alerts nobody"
    CLOSED = "the event is its closing"
    INACTIVE = "the subscription is not active"
    NEWER = "the subscription is newer than the posting event"


@dataclass(frozen=True, slots=True)
class Explained:
    """One version of the posting, judged; `silences` hold back an alert even where the criteria are met."""

    version: int
    at: str
    change: str
    judgement: Judgement
    silences: tuple[Silence, ...]

    @property
    def alerts(self) -> bool:
        return self.judgement.match and not self.silences


@app.command(epilog="Example: jobalerts explain --posting 0b0e… --subscription 17")
def explain(
    posting: PostingId,
    subscription: SubscriptionId,
    as_json: Json = False,
    config: Config = None,
    data_dir: DataDir = None,
) -> None:
    """Judge one kept posting for one subscription as it stands now, and say each verdict with the posting's words.

    Every kept version of the posting is judged, the oldest first. Exit 1 when either is not kept.
    """
    settings = quiet_settings(config, data_dir, needs=("kafka_bootstrap_servers",))
    with outages_told():
        found = asyncio.run(explained(settings, posting, subscription))
    if as_json:
        typer.echo(json.dumps([as_fields(one) for one in found]))
    else:
        typer.echo("\n".join(line for one in found for line in as_lines(one)))


async def explained(settings: Settings, posting: UUID, subscription: int) -> list[Explained]:
    wisher: SubscriptionEvent | None = None
    async for wish in Kept(settings, SUBSCRIPTIONS).read(key=str(subscription)):
        if wish.event is None or wisher is None or wish.event.version >= wisher.version:
            wisher = wish.event
    if wisher is None:
        refuse(f"There is no subscription {subscription}, or it has ended.")
    versions: dict[int, PostingEvent] = {}
    async for record in Kept(settings, POSTINGS).read(key=str(posting)):
        if record.event:
            versions[record.event.version] = record.event
    if not versions:
        refuse(f"No posting {posting} is kept; postings are kept for 30 days.")
    return [explanation(wisher, versions[number]) for number in sorted(versions)]


def explanation(wisher: SubscriptionEvent, event: PostingEvent) -> Explained:
    """Pure: what the matcher would have made of these two."""
    return Explained(
        version=event.version,
        at=f"{event.at:%Y-%m-%d %H:%M:%S} UTC",
        change=event.change,
        judgement=judge(wisher.criteria, event.posting),
        silences=tuple(_silences(wisher, event)),
    )


def _silences(wisher: SubscriptionEvent, event: PostingEvent) -> Iterator[Silence]:
    if not may_alert(event):
        yield Silence.BASELINE if event.baseline else Silence.CLOSED
    if wisher.state is not SubscriptionState.ACTIVE:
        yield Silence.INACTIVE
    if wisher.at > event.at:
        yield Silence.NEWER


def as_fields(one: Explained) -> dict[str, Any]:  # Any: JSON
    return {
        "version": one.version,
        "at": one.at,
        "change": one.change,
        "match": one.judgement.match,
        "alerts": one.alerts,
        "held_back": [silence.name.lower() for silence in one.silences],
        "verdicts": [verdict.model_dump(mode="json") for verdict in one.judgement.verdicts],
    }


def as_lines(one: Explained) -> Iterator[str]:
    verdict = "wanted" if one.judgement.match else "not wanted"
    yield f"version {one.version}, {one.change} at {one.at}: {verdict}{'' if one.alerts else ', no alert'}"
    yield from (f"  held back: {silence}" for silence in one.silences)
    yield from (_line(verdict) for verdict in one.judgement.verdicts)


def _line(verdict: Verdict) -> str:
    """As in: no   levels: wants senior; the posting says “Junior”."""
    stopped = "" if verdict.accepted else " (this stops it)"
    said = f"; the posting says “{_plain(verdict.words)}”" if verdict.words else ""
    name = verdict.criterion.replace("_", " ")
    return f"  {verdict.answer:<10}  {name}: wants {_plain(verdict.wanted)}{said}{stopped}"


def _plain(text: str) -> str:
    """On one line, and so that no terminal obeys it."""
    return "".join(sign if sign.isprintable() else " " for sign in text)[:200]
