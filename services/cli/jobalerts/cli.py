"""The command line: every verb with its options and examples. What a verb does is elsewhere, and imported late."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

# Verbs whose own modules bring their options: imported when they are used, not to be listed.
LATER = {
    "source": ("jobalerts.source", "Add, list and try boards, or parse one saved response."),
    "read": ("jobalerts.read", "Read titles, places and pairs: JSON lines in, JSON lines out."),
    "dead": ("jobalerts.dead", "List, show and replay dead letters."),
    "verify": ("jobalerts.verify", "Prove the ledger: judge what is kept again, report alerts missed or too many."),
    "rules": ("jobalerts.rules", "Show which alerts the present reading rules gain and lose. Sends nothing."),
    "explain": ("jobalerts.explain", "Say why a subscription wants a kept posting, or why not."),
}

Config = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="The configuration; by default ./jobalerts.toml.")
]
DataDir = Annotated[Path | None, typer.Option("--data-dir", metavar="DIR", help="Everything kept between runs.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
SERVICE_NEEDS = ("database_url", "kafka_bootstrap_servers", "secret_key")


class _Later(TyperCommand):
    """Stands for a verb in the list; becomes the real one when it is called."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        # Any: typer's own context, which it does not export
        import importlib

        module = importlib.import_module(LATER[str(self.name)][0])
        real = typer.main.get_command(module.app)
        return real.make_context(info_name, args, parent, **extra)


class _Verbs(TyperGroup):
    def list_commands(self, ctx: Any) -> list[str]:  # Any: as above
        return [*super().list_commands(ctx), *LATER]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # Any: as above
        if cmd_name in LATER:
            return _Later(cmd_name, help=LATER[cmd_name][1])
        return super().get_command(ctx, cmd_name)


app = typer.Typer(
    name="jobalerts",
    cls=_Verbs,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="New postings on employers' job boards, checked against what people want, sent once and with the reasons.",
    epilog="Begin with [bold]jobalerts up --demo[/bold]: a posting travels to an alert while you watch.",
)


@app.callback(invoke_without_command=True)
def _whole(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        from importlib.metadata import version as version_of

        typer.echo(version_of("jobalerts"))
        raise typer.Exit


@app.command(
    epilog="Examples: jobalerts up · jobalerts up --demo · jobalerts up --config my.toml --data-dir /var/lib/jobalerts"
)
def up(
    config: Config = None,
    data_dir: DataDir = None,
    demo: Annotated[bool, typer.Option("--demo", help="With boards, a mailbox and a subscriber of our own.")] = False,
) -> None:
    """Start everything on this machine: PostgreSQL and Kafka unless addresses are given, and all services."""
    if demo and config:
        raise typer.BadParameter("--demo brings its own configuration; leave --config away")
    from jobalerts.up import up as run

    if demo:
        from jobalerts.demo.stage import up_demo

        raise typer.Exit(up_demo(data_dir))
    raise typer.Exit(run(config, data_dir))


@app.command(epilog="Examples: jobalerts crawl · jobalerts crawl --once")
def crawl(
    config: Config = None,
    data_dir: DataDir = None,
    once: Annotated[bool, typer.Option("--once", help="Read every board now, then end.")] = False,
) -> None:
    """Run the crawler: reads boards and publishes what is new, changed or closed."""
    if not once:
        return _serve("crawl", config, data_dir)
    from jobalerts.configuration import connected_settings
    from jobalerts_crawler.main import crawl_once

    crawl_once(connected_settings(config, data_dir, needs=SERVICE_NEEDS))


@app.command()
def match(config: Config = None, data_dir: DataDir = None) -> None:
    """Run the matcher: judges each posting against all subscriptions."""
    _serve("match", config, data_dir)


@app.command()
def notify(config: Config = None, data_dir: DataDir = None) -> None:
    """Run the notifier: gathers matches into alerts and sends them."""
    _serve("notify", config, data_dir)


@app.command()
def serve(config: Config = None, data_dir: DataDir = None) -> None:
    """Run the page and the API."""
    _serve("serve", config, data_dir)


@app.command()
def migrate(config: Config = None, data_dir: DataDir = None) -> None:
    """Bring every service's tables up to date. Harmless when they are."""
    from jobalerts.configuration import connected_settings
    from jobalerts.setup import run_migrate

    raise typer.Exit(run_migrate(connected_settings(config, data_dir, needs=("database_url",))))


@app.command()
def topics(config: Config = None, data_dir: DataDir = None, as_json: Json = False) -> None:
    """Make the topics that are missing; exit 1 when one that is there differs from what we would make."""
    from jobalerts.configuration import connected_settings
    from jobalerts.setup import run_topics

    raise typer.Exit(run_topics(connected_settings(config, data_dir, needs=("kafka_bootstrap_servers",)), as_json))


@app.command()
def doctor(config: Config = None, data_dir: DataDir = None, as_json: Json = False) -> None:
    """Look for what would stop `up` here: packages, jars, ports, disk, servers. Exit 1 when something would."""
    from jobalerts.configuration import read_settings, with_running
    from jobalerts.doctor import run_doctor

    raise typer.Exit(run_doctor(with_running(read_settings(config, data_dir)), as_json))


@app.command(epilog="Examples: jobalerts status · jobalerts status --json | jq .services")
def status(config: Config = None, data_dir: DataDir = None, as_json: Json = False) -> None:
    """Say how the services do now. Exit 1 when one is not ready."""
    from jobalerts.configuration import read_settings, with_running
    from jobalerts.status import run_status

    raise typer.Exit(run_status(with_running(read_settings(config, data_dir)), as_json))


@app.command("demo-stage", hidden=True)
def demo_stage(http_port: int, smtp_port: int, config: Config = None) -> None:
    """The boards and the mailbox of `up --demo`, which starts it."""
    from jobalerts.configuration import connected_settings
    from jobalerts.demo.play import play

    play(connected_settings(config, needs=("operator_api_key",)), http_port, smtp_port)


def _serve(verb: str, config: Path | None, data_dir: Path | None) -> None:
    from jobalerts.configuration import USAGE, connected_settings
    from jobalerts.services import SERVICES
    from jobalerts_shared.settings import SettingsError

    settings = connected_settings(config, data_dir, needs=SERVICE_NEEDS)
    try:
        SERVICES[verb].run(settings)
    except SettingsError as error:  # what only the service itself can judge, such as its mail server's address
        typer.echo(str(error), err=True)
        raise typer.Exit(USAGE) from None


def main() -> None:
    app(prog_name="jobalerts")
