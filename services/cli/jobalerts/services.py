"""The four services: the verb that starts each, its package, its port."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jobalerts_shared.settings import Settings


@dataclass(frozen=True, slots=True)
class Service:
    """`step`: its metrics port above the base; None for the one that listens on the page's own address."""

    verb: str
    name: str
    step: int | None

    @property
    def package(self) -> str:
        return f"jobalerts_{self.name}"

    @property
    def migrations(self) -> str | None:
        """The package with its SQL files, where it has one. Its schema has the service's name."""
        name = f"{self.package}.migrations"
        return name if importlib.util.find_spec(name) else None

    def address(self, settings: Settings) -> tuple[str, int]:
        """Where its health page and metrics are, seen from this machine."""
        if self.step is None:
            return _from_here(settings.http_host), settings.http_port
        return _from_here(settings.metrics_host), settings.metrics_port_base + self.step

    def run(self, settings: Settings) -> None:
        """Until it is told to stop."""
        main: Callable[[Settings], None] = importlib.import_module(f"{self.package}.main").main
        main(settings)


def _from_here(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound


SERVICES = {
    service.verb: service
    for service in (
        Service("crawl", "crawler", 1),
        Service("match", "matcher", 2),
        Service("notify", "notifier", 3),
        Service("serve", "subscriptions", None),
    )
}


def migrate_all(settings: Settings) -> dict[str, list[str]]:
    """Bring every service's schema up to date; what was applied, by schema."""
    from jobalerts_shared.database import migrate

    assert settings.database_url is not None
    url = settings.database_url.get_secret_value()
    return {
        service.name: migrate(url, service.name, service.migrations, on_wait=_say_that_we_wait)
        for service in SERVICES.values()
        if service.migrations
    }


def _say_that_we_wait(reason: str) -> None:
    print(f"PostgreSQL does not answer yet ({reason}); we wait a minute for it.", file=sys.stderr, flush=True)
