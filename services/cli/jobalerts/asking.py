"""What the verbs of `source` share: their options, and how they end when they cannot go on."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

FAILED, USAGE = 1, 2

Config = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="The configuration; by default ./jobalerts.toml.")
]
DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", metavar="DIR", help="Of the `up` whose boards are meant; by default ./data."),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout.")]
BaseUrl = Annotated[
    str | None, typer.Option("--base-url", metavar="URL", help="Instead of the vendor's host, or the page's address.")
]


def with_database(asked: Any) -> None:  # Any: a coroutine
    import psycopg
    import psycopg_pool

    try:
        asyncio.run(asked)
    except (psycopg.OperationalError, psycopg_pool.PoolTimeout) as error:
        end(f"We cannot reach the database ({type(error).__name__}).", FAILED)


def end(sentence: str, code: int) -> NoReturn:
    typer.echo(" ".join(sentence.split()), err=True)
    raise typer.Exit(code)
