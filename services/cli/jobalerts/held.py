"""`jobalerts source diff`, `accept` and `reject`: crawls that are held back, shown and decided."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from jobalerts.asking import FAILED, USAGE, Config, DataDir, Json, end, with_database

if TYPE_CHECKING:
    from jobalerts_crawler.decisions import Decisions, Held
    from jobalerts_shared.settings import Settings

T = TypeVar("T")


def diff(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="As `source list` names it.")],
    config: Config = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Show what a crawl that is held back would change."""
    from dataclasses import asdict

    from jobalerts.configuration import connected_settings

    async def ask(decisions: Decisions) -> Held | None:
        if not await decisions.knows(source):
            end(f"We do not watch {source}; `jobalerts source list` names those we do.", USAGE)
        return await decisions.held(source)

    held = _decisions(connected_settings(config, data_dir, needs=("database_url",)), ask)
    if held is None:
        typer.echo(f"Nothing of {source} is held back.", err=True)
    elif as_json:
        typer.echo(json.dumps(asdict(held) | {"since": held.since.isoformat()}, ensure_ascii=False))
    else:
        typer.echo("\n".join(_held_words(held)))


def accept(
    source: Annotated[str, typer.Argument(metavar="SOURCE")], config: Config = None, data_dir: DataDir = None
) -> None:
    """Believe a crawl that is held back: the board really looks like that now."""
    _decide(source, "accepted", "It is read again now; what is gone closes with the second read.", config, data_dir)


def reject(
    source: Annotated[str, typer.Argument(metavar="SOURCE")], config: Config = None, data_dir: DataDir = None
) -> None:
    """Do not believe a crawl that is held back, however long the board looks like that."""
    _decide(source, "rejected", "Nothing closes until the board looks like before.", config, data_dir)


def _decide(source: str, decision: str, then: str, config: Path | None, data_dir: Path | None) -> None:
    from jobalerts.configuration import connected_settings
    from jobalerts_crawler.snapshot import Decision

    async def ask(decisions: Decisions) -> bool:
        return await decisions.decide(source, Decision(decision))

    if not _decisions(connected_settings(config, data_dir, needs=("database_url",)), ask):
        end(f"Nothing of {source} is held back.", FAILED)
    typer.echo(f"{source}: {decision}. {then}", err=True)


def _decisions(settings: Settings, ask: Callable[[Decisions], Awaitable[T]]) -> T:
    from jobalerts_crawler.main import decisions

    answers: list[T] = []

    async def once() -> None:
        async with decisions(settings) as opened:
            answers.append(await ask(opened))

    with_database(once())
    return answers[0]


def _held_words(held: Held) -> list[str]:
    """The first titles of each kind, and how many more there are."""
    lines = [f"{held.source}: {held.doubt}, since {held.since:%Y-%m-%d %H:%M} UTC. {held.decision or 'Undecided'}."]
    for sign, name, titles in (("+", "opened", held.opened), ("~", "changed", held.changed), ("-", "gone", held.gone)):
        lines += [f"{sign} {title}" for title in titles]
        if (more := held.counts[name] - len(titles)) > 0:
            lines.append(f"{sign} and {more} more")
    return lines
