"""`jobalerts source off` and `on`: whether we take anything from a source that was added, or that pushes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jobalerts.asking import FAILED, Config, DataDir, end, with_database


def off(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="As `source list` names it.")],
    config: Config = None,
    data_dir: DataDir = None,
) -> None:
    """Take nothing more from a source that was added, or that pushes; its postings stay as they are."""
    _switch(source, config, data_dir, on=False)


def on(
    source: Annotated[str, typer.Argument(metavar="SOURCE")], config: Config = None, data_dir: DataDir = None
) -> None:
    """Take from a source again that was switched off."""
    _switch(source, config, data_dir, on=True)


def _switch(source: str, config: Path | None, data_dir: Path | None, *, on: bool) -> None:
    from jobalerts.configuration import connected_settings
    from jobalerts_crawler.main import watchlist

    settings = connected_settings(config, data_dir, needs=("database_url",))
    switched: list[bool] = []

    async def once() -> None:
        async with watchlist(settings) as watched:
            switched.append(await watched.switch(source, on=on))

    with_database(once())
    if not switched[0]:
        end(f"We watch no {source}, or it stands in the settings: there it is switched.", FAILED)
    typer.echo(f"{source} is {'on' if on else 'off'}.", err=True)
