"""The one HTTP client to the outside: no private networks, no big answers, no endless ones, and our name in it."""

from __future__ import annotations

import asyncio
import email.utils
import zlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

import httpx

from jobalerts_shared.guard import OutgoingError, PortRefused, PrivateAddressRefused, Resolver, guarded_transport
from jobalerts_shared.settings import Settings

MAX_REDIRECTS = 5
LONGEST_WAIT = timedelta(days=1)


class UrlRefused(OutgoingError):
    """Not a URL, or not one of http and https."""


class TooLarge(OutgoingError):
    """The answer is longer than we accept, packed or unpacked."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__(f"The answer is longer than {max_bytes} bytes.")
        self.max_bytes = max_bytes


class Undecodable(OutgoingError):
    """The answer is packed in a way that we did not offer, or is broken."""


class TookTooLong(OutgoingError, httpx.ReadTimeout):
    """The answer as a whole took too long, however steadily it dripped."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the site that is asked may see and no other: a redirect elsewhere takes none of it along."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)


NO_SECRETS = Secrets()


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer read to its end. `url` is where the redirects led, without any secret."""

    status: int
    headers: httpx.Headers
    body: bytes
    url: str


def outgoing_client(settings: Settings, *, timeout: float = 20.0, resolve: Resolver | None = None) -> httpx.AsyncClient:
    """A client that connects only to public addresses on ports 80 and 443, unless the settings allow more."""
    return httpx.AsyncClient(
        transport=guarded_transport(allow_private=settings.allow_private_networks, resolve=resolve),
        timeout=httpx.Timeout(timeout, connect=min(timeout, 10.0)),
        follow_redirects=True,
        max_redirects=MAX_REDIRECTS,
        trust_env=False,
        headers={
            "User-Agent": f"jobalerts/{version('jobalerts')} (+{settings.contact_url})",
            "Accept-Encoding": "gzip, deflate",  # what we can cap while it is unpacked
        },
    )


async def fetch_limited(
    client: httpx.AsyncClient,
    request: httpx.Request | str,
    *,
    max_bytes: int,
    headers: Mapping[str, str] | None = None,
    total_seconds: float = 30.0,
    secrets: Secrets = NO_SECRETS,
) -> Fetched:
    """Send a request, or GET a URL, and read at most `max_bytes` of the unpacked answer within the time.

    OutgoingError
    ├── PrivateAddressRefused   the host is, or resolves to, an address that is not public
    ├── PortRefused             neither 80 nor 443
    ├── UrlRefused              not a URL, or neither http nor https, also of a redirect
    ├── TooLarge                longer than max_bytes
    ├── Undecodable             a Content-Encoding that we did not offer, or broken
    └── TookTooLong             also an httpx.ReadTimeout
    httpx.HTTPError             the network's own faults, time-outs and too many redirects
    """
    try:
        asked = client.build_request("GET", request) if isinstance(request, str) else request
        asked.headers.update(headers or {})
        async with asyncio.timeout(total_seconds):
            return await _fetch(client, asked, max_bytes, secrets)
    except TimeoutError:
        raise TookTooLong(f"The answer took longer than {total_seconds:g} s.", request=asked) from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol):
        raise UrlRefused("This is not an address that we fetch from.") from None


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the server asks us to wait (RFC 9110, 10.2.3), never less than nothing nor more than a day."""
    value = headers.get("Retry-After", headers.get("retry-after", "")).strip()
    if value.isascii() and value.isdigit():
        return min(timedelta(seconds=min(int(value[:10]), 10**9)), LONGEST_WAIT)
    try:
        at = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(at - now, timedelta(0)), LONGEST_WAIT)


async def _fetch(client: httpx.AsyncClient, request: httpx.Request, max_bytes: int, secrets: Secrets) -> Fetched:
    response = await _answer(client, request, secrets)
    try:
        body = await _read(response, max_bytes)
    finally:
        await response.aclose()
    return Fetched(response.status_code, response.headers, body, str(_without(response.url, secrets)))


async def _answer(client: httpx.AsyncClient, request: httpx.Request, secrets: Secrets) -> httpx.Response:
    """Redirects are followed by hand: their bodies, which may be endless, stay unread, and secrets stay at home."""
    home = _site(request.url)
    request.headers.update(secrets.headers)
    request.url = request.url.copy_merge_params(secrets.query) if secrets.query else request.url
    for _ in range(MAX_REDIRECTS + 1):
        response = await client.send(request, stream=True, follow_redirects=False)
        if response.next_request is None:
            return response
        await response.aclose()
        request = response.next_request
        if _site(request.url) != home:
            _clear(request, secrets, client)
    raise httpx.TooManyRedirects(f"More than {MAX_REDIRECTS} redirects.", request=request)


def _site(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _clear(request: httpx.Request, secrets: Secrets, client: httpx.AsyncClient) -> None:
    request.url = _without(request.url, secrets)
    for name in secrets.headers:
        request.headers.pop(name, None)
        if name in client.headers:
            request.headers[name] = client.headers[name]


def _without(url: httpx.URL, secrets: Secrets) -> httpx.URL:
    for name in secrets.query:
        url = url.copy_remove_param(name)
    return url


async def _read(response: httpx.Response, max_bytes: int) -> bytes:
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower() or "identity"
    if encoding == "identity":
        parts = response.aiter_raw()
    elif encoding in ("gzip", "x-gzip", "deflate"):
        parts = _unpacked(response.aiter_raw(), encoding, max_bytes)
    else:
        raise Undecodable(f"The answer is packed as {encoding[:40]}, which we did not offer.")
    body = bytearray()
    async for part in parts:
        body += part
        if len(body) > max_bytes:
            raise TooLarge(max_bytes)
    return bytes(body)


async def _unpacked(raw: AsyncIterator[bytes], encoding: str, max_bytes: int) -> AsyncIterator[bytes]:
    """Unpack piece by piece and never more than one byte over the limit at once: a bomb costs its limit only."""
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32)
    first = True
    async for packed in raw:
        if first and packed and encoding == "deflate" and packed[0] & 0x0F != 8:
            unpack = zlib.decompressobj(-zlib.MAX_WBITS)  # some servers send deflate without its zlib frame
        first = first and not packed
        rest = packed
        while rest:
            if unpack.eof:  # gzip may be several members in a row
                unpack = zlib.decompressobj(zlib.MAX_WBITS | 32)
            try:
                part = unpack.decompress(rest, max_bytes + 1)
            except zlib.error:
                raise Undecodable(f"The answer says that it is {encoding} and is not.") from None
            rest = unpack.unused_data if unpack.eof else unpack.unconsumed_tail
            yield part
    if not first and not unpack.eof:
        raise Undecodable("The packed answer ends in the middle.")


__all__ = [
    "Fetched",
    "OutgoingError",
    "PortRefused",
    "PrivateAddressRefused",
    "Secrets",
    "TooLarge",
    "TookTooLong",
    "Undecodable",
    "UrlRefused",
    "fetch_limited",
    "outgoing_client",
    "retry_after",
]
