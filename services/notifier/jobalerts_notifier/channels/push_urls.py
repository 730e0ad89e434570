"""A push target as an apprise URL, built from typed fields that were each checked. Pure.

Nothing of a subscriber's is ever read as a URL by apprise: a raw one can read files and reach any host.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from jobalerts_shared.targets import PushTarget

SCHEMES = ("ntfy", "ntfys", "gotify", "gotifys", "pover", "tgram", "discord", "mqtt", "mqtts")
WEB_PORTS = {"http": 80, "https": 443}
MQTT_PORTS = {"mqtt": 1883, "mqtts": 8883}
HOST = r"[A-Za-z0-9._-]{1,253}"
PATH = r"(/[A-Za-z0-9._~-]+)*/?"
WORD = r"[A-Za-z0-9_-]"
# No tries of its own, no waiting of its own, no redirects, no pictures; it is we who stop waiting.
QUIETLY = {"retry": "0", "redirect": "no", "image": "no", "overflow": "upstream", "cto": "5", "rto": "60"}


@dataclass(frozen=True, slots=True)
class PushAddress:
    """The URL, and the host and port that it connects to where the subscriber chose them."""

    url: str
    host: str | None = None
    port: int | None = None


@dataclass(frozen=True, slots=True)
class Server:
    secure: bool
    host: str
    port: int
    path: str

    @property
    def netloc(self) -> str:
        return f"{self.host}:{self.port}"


def push_address(target: PushTarget) -> PushAddress | None:
    """None where a field is missing or not what its service calls for."""
    return BUILDERS[target.service](target)


def _ntfy(target: PushTarget) -> PushAddress | None:
    server = _server(target.server or "https://ntfy.sh", WEB_PORTS)
    if server is None or server.path or not _is(target.topic, rf"{WORD}{{1,64}}"):
        return None
    login = f"{_quote(target.token)}@" if target.token else ""
    extra = {"mode": "private", **({"auth": "token"} if target.token else {})}
    where = f"{login}{server.netloc}/{_quote(target.topic)}"
    return PushAddress(_url("ntfys" if server.secure else "ntfy", where, extra), server.host, server.port)


def _gotify(target: PushTarget) -> PushAddress | None:
    server = _server(target.server, WEB_PORTS)
    if server is None or not _is(target.token, r"[A-Za-z0-9._-]{5,100}"):
        return None
    where = f"{server.netloc}{server.path}/{_quote(target.token)}"
    return PushAddress(_url("gotifys" if server.secure else "gotify", where, {}), server.host, server.port)


def _pushover(target: PushTarget) -> PushAddress | None:
    if not (_is(target.user, r"[A-Za-z0-9]{30}") and _is(target.token, r"[A-Za-z0-9]{30}")):
        return None
    return PushAddress(_url("pover", f"{target.user}@{target.token}", {}))


def _telegram(target: PushTarget) -> PushAddress | None:
    """`user` is the chat."""
    if not (
        _is(target.token, rf"[0-9]{{1,20}}:{WORD}{{20,80}}") and _is(target.user, r"-?[0-9]{1,20}|@[A-Za-z]\w{4,31}")
    ):
        return None
    return PushAddress(_url("tgram", f"{target.token}/{target.user}", {"preview": "no"}))


def _discord(target: PushTarget) -> PushAddress | None:
    """`user` is the webhook's id."""
    if not (_is(target.user, r"[0-9]{5,25}") and _is(target.token, rf"{WORD}{{20,120}}")):
        return None
    return PushAddress(_url("discord", f"{target.user}/{target.token}", {"footer": "no", "avatar": "no"}))


def _mqtt(target: PushTarget) -> PushAddress | None:
    server = _server(target.server, MQTT_PORTS)
    # + and # are patterns to listen by, and no topic to write to.
    if server is None or server.path or not _is(target.topic, r"[^\s+#$/][^\s+#]{0,199}"):
        return None
    topic = "/".join(_quote(part) for part in (target.topic or "").split("/"))
    where = f"{_login(target.user, target.token)}{server.netloc}/{topic}"
    return PushAddress(_url("mqtts" if server.secure else "mqtt", where, {"qos": "1"}), server.host, server.port)


BUILDERS: dict[str, Callable[[PushTarget], PushAddress | None]] = {
    "ntfy": _ntfy,
    "gotify": _gotify,
    "pushover": _pushover,
    "telegram": _telegram,
    "discord": _discord,
    "mqtt": _mqtt,
}


def _server(server: str | None, ports: dict[str, int]) -> Server | None:
    """A server without login, query or fragment: each could carry what the typed fields keep out."""
    try:
        parts = urlsplit(server or "")
        port = parts.port
    except ValueError:
        return None
    bare = not (parts.query or parts.fragment or parts.username is not None)
    if parts.scheme not in ports or not bare or not _is(parts.hostname, HOST) or not re.fullmatch(PATH, parts.path):
        return None
    secure = parts.scheme == max(ports, key=len)
    return Server(secure, parts.hostname or "", port or ports[parts.scheme], parts.path.rstrip("/"))


def _is(text: str | None, pattern: str) -> bool:
    return bool(text and re.fullmatch(pattern, text, re.ASCII))


def _quote(text: str | None) -> str:
    return quote(text or "", safe="")


def _login(user: str | None, token: str | None) -> str:
    if user:
        return f"{_quote(user)}:{_quote(token)}@" if token else f"{_quote(user)}@"
    return f"{_quote(token)}@" if token else ""


def _url(scheme: str, where: str, extra: dict[str, str]) -> str:
    return f"{scheme}://{where}?{urlencode(QUIETLY | extra, quote_via=quote)}"
