"""`jobalerts source …`: add, list, try and judge boards, or parse one response. Data on stdout, the rest on stderr."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobalerts import held, switch
from jobalerts.asking import FAILED, USAGE, BaseUrl, Config, DataDir, Json, end, with_database
from jobalerts.looking import chosen_selectors, detected, is_any_page, look_once

if TYPE_CHECKING:
    from jobalerts_crawler.watchlist import Standing
    from jobalerts_shared.posting import Posting
    from jobalerts_shared.settings import Settings, SourceSettings

SHOWN = 5
FIELDS = (
    "native_id", "title", "company", "locations", "places", "work_mode", "roles", "levels", "employment_type", "pay",
    "posted_at", "valid_through", "closed", "url", "apply_url", "evidence", "description",
)  # fmt: skip

Selector = Annotated[
    list[str] | None,
    typer.Option("--selector", metavar="PART=CSS", help="Where a page has what: row=.job, title=h2; may repeat."),
]

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Add, list and try boards, or parse one saved response.",
)


for _verb in (held.diff, held.accept, held.reject, switch.off, switch.on):
    app.command()(_verb)


@app.command()
def add(
    board: Annotated[
        str | None, typer.Argument(metavar="URL|KIND:TOKEN", help="A careers page, or such as greenhouse:acme.")
    ] = None,
    starter: Annotated[
        list[str] | None, typer.Option("--starter", metavar="NAME", help="A board of `source starter`; may repeat.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="The employer's name, where the board does not say.")] = None,
    every: Annotated[str, typer.Option(metavar="DURATION", help="How often to read it: 15m, 2h, 1d.")] = "15m",
    baseline: Annotated[bool, typer.Option(help="Alert nobody of what the first read finds.")] = True,
    permitted: Annotated[
        bool, typer.Option(help="You have the site's permission to read a kind that needs it.")
    ] = False,
    selector: Selector = None,
    base_url: BaseUrl = None,
    config: Config = None,
    data_dir: DataDir = None,
) -> None:
    """Look at a board once, show what it lists, and watch it from now on."""
    from jobalerts.configuration import connected_settings

    if (board is None) == (not starter):
        end("Name a board, by its address or as KIND:TOKEN, or boards of the starter list by --starter.", USAGE)
    stated = {
        "name": name,
        "every": every,
        "baseline": baseline,
        "base_url": base_url,
        "permitted": permitted,
        "selectors": chosen_selectors(selector),
    }
    chosen = [detected(board, **stated)] if board else _starting(starter or [])
    settings = connected_settings(config, data_dir, needs=("database_url",))
    for source in chosen:
        _add_one(settings, source, behind=is_any_page(source, board))


def _starting(names: list[str]) -> list[SourceSettings]:
    from jobalerts_crawler.starter import starters

    known = starters()
    for name in names:
        if name not in known:
            end(f"The starter list has no «{name}»; there are {', '.join(known)}.", USAGE)
    return [known[name] for name in names]


def _add_one(settings: Settings, pasted: SourceSettings, *, behind: bool) -> None:
    source, seen = look_once(settings, pasted, behind=behind)
    for posting in seen.postings[:SHOWN]:
        typer.echo(_line(posting), err=True)
    _save(settings, source)
    typer.echo(f"We watch {source.id}, with {_count(len(seen.postings))} now, {_how_often(source.every)}.", err=True)


@app.command()
def starter(as_json: Json = False) -> None:
    """List boards to begin with; `source add --starter NAME` watches one."""
    from jobalerts_crawler.starter import starters

    for name, source in starters().items():
        facts = {"starter": name, "id": source.id, "kind": source.kind, "token": source.token, "name": source.name}
        typer.echo(json.dumps(facts, ensure_ascii=False) if as_json else f"{name} · {source.name} · {source.id}")


def _how_often(every: timedelta) -> str:
    seconds = int(every.total_seconds())
    unit, size = next((unit, size) for unit, size in (("h", 3600), ("m", 60), ("s", 1)) if seconds % size == 0)
    return f"every {seconds // size}{unit}"


@app.command("list")
def list_sources(config: Config = None, data_dir: DataDir = None, as_json: Json = False) -> None:
    """Say how each watched board does."""
    from jobalerts.configuration import connected_settings

    standings = _standings(connected_settings(config, data_dir, needs=("database_url",)))
    for standing in standings:
        typer.echo(json.dumps(_facts(standing)) if as_json else _words(standing))
    if not standings:
        typer.echo("We watch no board yet; begin with `jobalerts source add URL`.", err=True)


@app.command("try")
def try_source(
    board: Annotated[str, typer.Argument(metavar="KIND:TOKEN|URL")],
    name: Annotated[str | None, typer.Option(help="The employer's name, where the board does not say.")] = None,
    selector: Selector = None,
    base_url: BaseUrl = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Read a board once and print its postings; nothing is kept."""
    from jobalerts.configuration import read_settings

    pasted = detected(board, name=name, base_url=base_url, selectors=chosen_selectors(selector))
    source, seen = look_once(read_settings(config), pasted, behind=is_any_page(pasted, board))
    for posting in seen.postings:
        typer.echo(_as_json(posting) if as_json else _line(posting))
    typer.echo(f"{source.id} lists {_count(len(seen.postings))}.", err=True)


@app.command()
def parse(
    kind: Annotated[str, typer.Argument(help="greenhouse, lever, page, push, …")],
    file: Annotated[Path, typer.Argument(help="A saved response or page.")],
    base_url: BaseUrl = None,
    company: Annotated[str | None, typer.Option(help="The employer's name, where the response has none.")] = None,
    now: Annotated[str | None, typer.Option(metavar="TIME", help="Read as at this time, ISO 8601.")] = None,
) -> None:
    """Read one saved response and print one JSON posting a line. No network, no state."""
    from jobalerts_crawler.board import Board, Page, Unreadable
    from jobalerts_crawler.look import read_saved
    from jobalerts_crawler.sources import PARSED
    from jobalerts_shared.settings import READ_BY_URL

    if kind not in PARSED:
        end(f"We have no kind of source «{kind}»; there are {', '.join(PARSED)}.", USAGE)
    try:
        body = file.read_bytes()
        page = kind in READ_BY_URL
        board = Board(kind, url=base_url if page else None, name=company, base_url=base_url)
        seen = read_saved(board, Page(base_url if page else None, body), _moment(now))
    except OSError as error:
        end(f"We cannot read {file}: {error.strerror}.", FAILED)
    except Unreadable as error:
        end(f"{file} is not what {kind} expects: {error}.", FAILED)
    for posting in seen.postings:
        typer.echo(_as_json(posting))


def _save(settings: Settings, source: SourceSettings) -> None:
    from jobalerts_crawler.main import watchlist

    async def save() -> None:
        async with watchlist(settings) as watched:
            await watched.add(source)

    with_database(save())


def _standings(settings: Settings) -> list[Standing]:
    from jobalerts_crawler.main import watchlist

    found: list[Standing] = []

    async def ask() -> None:
        async with watchlist(settings) as watched:
            found.extend(await watched.standings())

    with_database(ask())
    return found


def _moment(stated: str | None) -> datetime:
    if stated is None:
        return datetime.now(UTC)
    try:
        when = datetime.fromisoformat(stated)
    except ValueError:
        end(f"--now is a time in ISO 8601, such as 2026-11-23T12:00:00Z, not «{stated}».", USAGE)
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _as_json(posting: Posting) -> str:
    fields = posting.model_dump(mode="json")
    places = [{name: place[name] for name in ("city", "region", "country")} for place in fields["places"]]
    return json.dumps({name: fields[name] for name in FIELDS} | {"places": places}, ensure_ascii=False)


def _line(posting: Posting) -> str:
    """One posting for a person: title, employer, places, and that it is over."""
    parts = [
        posting.title,
        posting.company,
        "; ".join(posting.locations),
        posting.work_mode and posting.work_mode.value,
    ]
    return " · ".join(part for part in [*parts, "closed" if posting.closed else None] if part)


def _count(postings: int) -> str:
    return "1 posting" if postings == 1 else f"{postings} postings"


def _facts(standing: Standing) -> dict[str, object]:
    from dataclasses import asdict

    from jobalerts_crawler.metrics import state_of

    every = f"{standing.every.total_seconds():.0f}s" if standing.every else None
    facts = asdict(standing) | {"state": state_of(standing), "every": every}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in facts.items()}


def _words(standing: Standing) -> str:
    from jobalerts_crawler.metrics import state_of

    state = state_of(standing)
    said = {
        "off": "switched off, or no longer in the settings",
        "new": "not read yet",
        "ok": f"{_count(standing.open_postings)} open",
        "held back": f"{_count(standing.open_postings)} open; held back, nothing closes: {standing.doubt}"
        f" ({standing.decision or f'see `jobalerts source diff {standing.id}`'})",
        "failing": f"{standing.outcome} ({standing.words}), {standing.failures} times",
    }[state]
    read = "last read" if standing.due_at else "last pushed"
    read = f"{read} {standing.success_at:%Y-%m-%d %H:%M} UTC" if standing.success_at else ""
    changed = f"last change {standing.changed_at:%Y-%m-%d %H:%M} UTC" if standing.changed_at else ""
    due = f"next {standing.due_at:%H:%M} UTC" if standing.due_at and state != "off" else ""
    return " · ".join(part for part in (standing.id, state, said, read, changed, due) if part)
