"""The keys that sites ask for: which settings give them, who may see them, and what is said where one is missing."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from urllib.parse import urlsplit

from pydantic import SecretStr

from jobalerts_crawler.board import Board, Key, Source
from jobalerts_crawler.fetch import Failed, Outcome
from jobalerts_crawler.sources import SOURCES
from jobalerts_shared.outgoing import NO_SECRETS, Secrets
from jobalerts_shared.settings import PREFIX, Settings, SettingsError

OWN = "api_token"  # the source's own, by its id in `api_tokens`


class Keyring:
    """Raises `SettingsError` for a token of a source that takes none: a misspelt one would go unnoticed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        for source_id in settings.api_tokens:
            _refuse_useless(source_id)

    def lacking(self, source: Source, board: Board) -> str | None:
        """Why the board is not asked at all: the settings that must be set, by name."""
        if source.key is None or not source.key.needed:
            return None
        absent = [name for name in _names(source.key) if self._secret(name, board) is None]
        return f"{board.kind} asks for a key of one's own; {_set(absent, board)}" if absent else None

    def secrets(self, source: Source, board: Board, address: str) -> Secrets:
        """What a request to this address carries: nothing, unless it is one of the board's own site."""
        if source.key is None or _site(address) not in map(_site, source.addresses(board)):
            return NO_SECRETS
        known = {name: self._secret(name, board) for name in _names(source.key)}
        if any(secret is None for secret in known.values()):
            return NO_SECRETS
        values = {name: secret.get_secret_value() for name, secret in known.items() if secret}
        return Secrets(_filled(source.key.headers, values), _filled(source.key.query, values))

    def explained(self, failed: Failed, source: Source, board: Board) -> Failed:
        """A site that refuses our key, or wants one, has said nothing of the board."""
        if source.key is None or failed.status not in ((401, 403) if source.key.needed else (401,)):
            return failed
        names = _names(source.key)
        if all(self._secret(name, board) for name in names):
            words = f"the site does not accept our key (HTTP {failed.status}); look at {_spelled(names, board)}"
        else:
            words = f"a token is needed (HTTP {failed.status}); {_set(names, board)}"
        return Failed(Outcome.KEY_NEEDED, words, failed.wait, failed.status)

    def _secret(self, name: str, board: Board) -> SecretStr | None:
        if name == OWN:
            return self._settings.api_tokens.get(board.id)
        secret: SecretStr | None = getattr(self._settings, name)
        return secret


def _refuse_useless(source_id: str) -> None:
    kind = source_id.partition(":")[0]
    takers = [name for name, source in SOURCES.items() if source.key and OWN in _names(source.key)]
    if kind not in takers:
        raise SettingsError(f"api_tokens: {kind} takes no token of a single source; {', '.join(takers)} does.")


def _names(key: Key) -> list[str]:
    """The settings that a key is filled in from."""
    templates = [*key.headers.values(), *key.query.values()]
    return [name for template in templates for _, name, _, _ in Formatter().parse(template) if name]


def _filled(templates: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    return {name: template.format_map(values) for name, template in templates.items()}


def _set(names: list[str], board: Board) -> str:
    return f"set {_spelled(names, board)}"


def _spelled(names: list[str], board: Board) -> str:
    shown = (f'api_tokens."{board.id}"' if name == OWN else f"{name} ({PREFIX}{name.upper()})" for name in names)
    return " and ".join(shown)


def _site(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc.lower()
