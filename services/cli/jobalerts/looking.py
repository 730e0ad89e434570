"""From what a person pastes to a board and what it lists now: by the address, else by one look at the page."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import typer

from jobalerts.asking import FAILED, USAGE, end

if TYPE_CHECKING:
    from jobalerts_crawler.look import Look, Visit
    from jobalerts_shared.settings import Settings, SourceSettings


def detected(pasted: str, **more: Any) -> SourceSettings:  # Any: the fields of a source's settings
    from pydantic import ValidationError

    from jobalerts_crawler.detect import NotASource, detect
    from jobalerts_shared.settings import SourceSettings

    try:
        found = detect(pasted)
        stated = {name: value for name, value in more.items() if value is not None}
        return SourceSettings.model_validate({**found.model_dump(exclude_defaults=True), **stated})
    except NotASource as error:
        end(str(error), USAGE)
    except ValidationError as error:
        fault = error.errors()[0]
        end(f"{'.'.join(map(str, fault['loc']))}: {fault['msg'].removeprefix('Value error, ')}.", USAGE)


def chosen_selectors(pairs: list[str] | None) -> dict[str, str] | None:
    """`title=h1` and the like, by part; which parts there are is for the settings to say."""
    if not pairs:
        return None
    if wrong := next((pair for pair in pairs if "=" not in pair), None):
        end(f"A selector is written PART=CSS, such as title=h1, not «{wrong}».", USAGE)
    return {part.strip(): css.strip() for part, _, css in (pair.partition("=") for pair in pairs)}


def is_any_page(source: SourceSettings, pasted: str | None) -> bool:
    """Whether the address alone does not tell the board, and nobody asked for the page itself by `page:`."""
    return source.kind == "page" and not source.selectors and not (pasted or "").lstrip().startswith("page:")


def look_once(settings: Settings, pasted: SourceSettings, *, behind: bool) -> tuple[SourceSettings, Look]:
    from jobalerts_crawler.board import Unreadable
    from jobalerts_crawler.keyring import Keyring
    from jobalerts_crawler.look import LookFailed, Visit, look
    from jobalerts_crawler.watchlist import board_of
    from jobalerts_shared.outgoing import outgoing_client
    from jobalerts_shared.settings import SettingsError

    async def once() -> tuple[SourceSettings, Look]:
        async with outgoing_client(settings) as client:
            visit = Visit(client, Keyring(settings), datetime.now(UTC))
            source = await _behind(visit, pasted) if behind else pasted
            try:
                return source, await look(visit, board_of(source))
            except Unreadable as error:
                raise LookFailed(f"{source.id} is not what we know how to read: {error}.") from None

    try:
        return asyncio.run(once())
    except SettingsError as error:
        end(str(error), USAGE)
    except LookFailed as error:
        end(str(error), FAILED)


async def _behind(visit: Visit, page: SourceSettings) -> SourceSettings:
    """The board that the page shows, said with the reason; else the page itself."""
    from jobalerts_crawler.look import look_behind

    found = await look_behind(visit, page.url or "")
    if len(found) > 1:
        named = ", ".join(candidate.source.id for candidate in found)
        end(f"This page shows several boards: {named}. Name the one that you mean.", USAGE)
    if not found:
        typer.echo("This page shows no board that we know; we read the page itself.", err=True)
        return page
    [candidate] = found
    typer.echo(f"This page shows the board {candidate.source.id} ({candidate.reason.value}).", err=True)
    board = {"kind": candidate.source.kind, "token": candidate.source.token, "url": candidate.source.url}
    return page.model_copy(update=board)
