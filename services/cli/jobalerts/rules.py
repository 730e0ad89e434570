"""`jobalerts rules diff`: what the present reading rules would change in the alerts of the last days. Sends nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from jobalerts.replay.asking import Config, DataDir, Json, outages_told, quiet_settings
from jobalerts.replay.diff import Decided, Diff, Differ, Turned
from jobalerts.replay.kept import Kept, standing_now
from jobalerts.replay.reread import REREAD
from jobalerts_shared.reading.understand import RULES_VERSION
from jobalerts_shared.settings import Settings
from jobalerts_shared.topics import POSTINGS

KEPT_DAYS = 30

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Look at what a change of the reading rules does, before it is released.",
)

Days = Annotated[int, typer.Option("--days", min=1, max=KEPT_DAYS, metavar="N", help="Postings of the last N days.")]


@app.callback()
def rules() -> None:
    """Keeps `diff` a verb of its own."""


@app.command(
    "diff", epilog="Examples: jobalerts rules diff --days 7 · jobalerts rules diff --days 30 --json | jq .lost"
)
def show_diff(days: Days = 7, as_json: Json = False, config: Config = None, data_dir: DataDir = None) -> None:
    """Read the kept postings again with the present rules: which alerts are gained and lost, and by which words.

    Read again are roles, levels, places, work mode, scope of remote work, employment, pay and whether it is a job at
    all; from the title, the location lines, the kept text, and the board's own fields as the evidence has them. Not
    read again: whether it is closed, company and dates. Judged for the active subscriptions as they stand now. Nothing
    is sent or written. Exit 0.
    """
    settings = quiet_settings(config, data_dir, needs=("kafka_bootstrap_servers",))
    with outages_told():
        found = asyncio.run(diff_of(settings, since=datetime.now(UTC) - timedelta(days=days)))
    typer.echo(json.dumps(as_fields(found, days), default=str) if as_json else "\n".join(as_lines(found, days)))


async def diff_of(settings: Settings, *, since: datetime) -> Diff:
    differ = Differ(await standing_now(settings))
    async for record in Kept(settings, POSTINGS).read(since=since):
        if record.event:
            differ.take(record.event)
    return differ.found()


def as_fields(found: Diff, days: int) -> dict[str, Any]:  # Any: JSON
    return {
        "days": days,
        "rules": RULES_VERSION,
        "kept_rules": dict(found.kept_rules),
        "postings": found.postings,
        "read_otherwise": found.read_otherwise,
        "by_same_rules": found.by_same_rules,
        "fields": dict(found.otherwise),
        "reread": list(REREAD),
        "gained": len(found.gained),
        "lost": len(found.lost),
        "subscriptions": [
            {
                "subscription_id": number,
                "gained": [asdict(one) for one in gained],
                "lost": [asdict(one) for one in lost],
            }
            for number, (gained, lost) in found.subscriptions.items()
        ],
    }


def as_lines(found: Diff, days: int) -> Iterator[str]:
    """The counts first, then each subscription."""
    yield f"gained {len(found.gained)} · lost {len(found.lost)} alerts, by rules {RULES_VERSION}; nothing is sent."
    fields = ", ".join(f"{name} {count}" for name, count in found.otherwise.most_common())
    yield f"{found.postings} postings of {days} days, {found.read_otherwise} read otherwise{fields and f': {fields}'}."
    if found.by_same_rules:
        yield (
            f"{found.by_same_rules} of these had been read by rules of the same version: what only the advert "
            "knew, or a change of rules without a new version."
        )
    for number, (gained, lost) in found.subscriptions.items():
        yield f"subscription {number}: gained {len(gained)}, lost {len(lost)}"
        yield from (_line("+", one) for one in gained)
        yield from (_line("-", one) for one in lost)


def _line(sign: str, one: Turned) -> str:
    return f"  {sign} {_plain(one.title)} (posting {one.posting_id}): {'; '.join(map(_because, one.because))}"


def _because(one: Decided) -> str:
    """As in: levels: yes “Senior” -> not stated."""
    before, now = _answer(one.before, one.before_words), _answer(one.now, one.now_words)
    return f"{one.criterion.replace('_', ' ')}: {before} -> {now}"


def _answer(answer: str | None, words: str | None) -> str:
    return (answer or "open") + (f" “{_plain(words)}”" if words else "")


def _plain(text: str) -> str:
    """On one line, and so that no terminal obeys it."""
    return "".join(sign if sign.isprintable() else " " for sign in text)[:160]
