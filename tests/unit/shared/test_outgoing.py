"""The guarded client: where it connects, how much it reads, how long it waits."""

from __future__ import annotations

import asyncio
import gzip
import resource
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from jobalerts_shared.guard import is_public
from jobalerts_shared.outgoing import (
    PortRefused,
    PrivateAddressRefused,
    Secrets,
    TookTooLong,
    TooLarge,
    Undecodable,
    UrlRefused,
    fetch_limited,
    outgoing_client,
    retry_after,
)
from jobalerts_shared.settings import Settings
from tests.unit.shared.web_server import says, web_server

MAX = 100_000
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def client(*, private: bool = True, resolve: Any = None) -> httpx.AsyncClient:
    return outgoing_client(Settings(allow_private_networks=private), timeout=5, resolve=resolve)


class Resolver:
    """Answers one name after the other, as a name server under an attacker's hand may."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers = list(answers)

    async def __call__(self, host: str, port: int) -> list[str]:
        return list(self._answers.pop(0) if len(self._answers) > 1 else self._answers[0])


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.9.9.9", "169.254.169.254", "172.16.0.1",
        "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
        "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1",
        "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0",
        "fec0::1", "ff02::1",
    ],
)  # fmt: skip
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "2a00::1"])
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "2130706433", "0x7f000001", "0x7f.1", "127.1", "0", "[::1]",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "169.254.169.254", "[64:ff9b::a9fe:a9fe]", "[fe80::1]",
    ],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_every_spelling_of_a_private_address_is_refused(scheme: str, host: str) -> None:
    async with client(private=False) as guarded:
        with pytest.raises(PrivateAddressRefused):
            await fetch_limited(guarded, f"{scheme}://{host}/", max_bytes=MAX)


@pytest.mark.parametrize("port", [22, 25, 5432, 8080, 9092])
async def test_other_ports_are_refused(port: int) -> None:
    async with client(private=False, resolve=Resolver(["1.1.1.1"])) as guarded:
        with pytest.raises(PortRefused):
            await fetch_limited(guarded, f"http://example.org:{port}/", max_bytes=MAX)


async def test_a_name_that_leads_inside_is_refused() -> None:
    async with client(private=False, resolve=Resolver(["10.0.0.7", "fd00::7"])) as guarded:
        with pytest.raises(PrivateAddressRefused) as refused:
            await fetch_limited(guarded, "https://inside.example.org/", max_bytes=MAX)
    assert refused.value.host == "inside.example.org"


class OnlyTo(AssertionError):
    """Where a connection would have gone."""


async def test_it_connects_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second answer of the name server, a private address, is never asked for."""
    connected: list[str] = []

    async def connect(self: object, host: str, *arguments: object, **named: object) -> None:
        connected.append(host)
        raise OnlyTo(host)

    monkeypatch.setattr("httpcore.AnyIOBackend.connect_tcp", connect)
    resolve = Resolver(["1.1.1.1"], ["127.0.0.1"])
    async with client(private=False, resolve=resolve) as guarded:
        with pytest.raises(OnlyTo):
            await fetch_limited(guarded, "https://rebinding.example.org/", max_bytes=MAX)
    assert connected == ["1.1.1.1"]


async def test_of_several_addresses_only_public_ones_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    connected: list[str] = []

    async def connect(self: object, host: str, *arguments: object, **named: object) -> None:
        connected.append(host)
        raise httpx.ConnectError("down")

    monkeypatch.setattr("httpcore.AnyIOBackend.connect_tcp", connect)
    async with client(private=False, resolve=Resolver(["127.0.0.1", "1.1.1.1", "10.0.0.1"])) as guarded:
        with pytest.raises(httpx.ConnectError):
            await fetch_limited(guarded, "https://mixed.example.org/", max_bytes=MAX)
    assert connected == ["1.1.1.1"]


async def test_a_redirect_is_checked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first host stands for a public one; the guard lets it pass once and is itself from then on."""
    away = says(b"", "Location: http://169.254.169.254/latest/meta-data/", status="302 Found")
    async with web_server(away) as server:
        monkeypatch.setattr("jobalerts_shared.guard.PORTS", frozenset({80, 443, server.port}))
        monkeypatch.setattr("jobalerts_shared.guard.is_public", lambda address: address == "127.0.0.1")
        async with client(private=False) as guarded:
            with pytest.raises(PrivateAddressRefused) as refused:
                await fetch_limited(guarded, server.url(), max_bytes=MAX)
    assert refused.value.host == "169.254.169.254"
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "url", ["http://0177.0.0.1/", "file:///etc/passwd", "http://", "no url", "http://a:b:c/", "", "http://a\nb/"]
)
async def test_what_is_no_address_is_refused(url: str) -> None:
    async with client(private=False) as guarded:
        with pytest.raises(UrlRefused):
            await fetch_limited(guarded, url, max_bytes=MAX)


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://example.org/", "gopher://127.0.0.1:6379/"])
async def test_a_redirect_to_another_scheme_is_refused(location: str) -> None:
    async with web_server(says(b"", f"Location: {location}", status="302 Found")) as server, client() as guarded:
        with pytest.raises(UrlRefused):
            await fetch_limited(guarded, server.url(), max_bytes=MAX)


async def test_redirects_end() -> None:
    async with web_server(says(b"", "Location: /", status="302 Found")) as server, client() as guarded:
        with pytest.raises(httpx.TooManyRedirects):
            await fetch_limited(guarded, server.url(), max_bytes=MAX)
    assert len(server.asked) == 6


SECRETS = Secrets({"Authorization-Key": "k3y", "User-Agent": "me@example.org"}, {"app_key": "s3cret"})


async def test_a_secret_reaches_its_own_site_and_is_not_told_further() -> None:
    async with web_server(says(b"{}")) as server, client() as guarded:
        fetched = await fetch_limited(guarded, server.url(path="/a?x=1"), max_bytes=MAX, secrets=SECRETS)
    asked = server.asked[0].decode()
    assert "GET /a?x=1&app_key=s3cret" in asked and "Authorization-Key: k3y" in asked
    assert "User-Agent: me@example.org" in asked and asked.lower().count("user-agent") == 1
    assert fetched.url == server.url(path="/a?x=1") and "s3cret" not in repr(SECRETS) and "k3y" not in repr(SECRETS)


async def test_a_redirect_elsewhere_takes_no_secret_along() -> None:
    async with web_server(says(b"{}")) as other:
        echo = says(b"", f"Location: {other.url(path='/b?x=1&app_key=s3cret')}", status="302 Found")
        async with web_server(echo) as server, client() as guarded:
            fetched = await fetch_limited(guarded, server.url(), max_bytes=MAX, secrets=SECRETS)
    assert "k3y" in server.asked[0].decode()
    asked = other.asked[0].decode()
    assert "GET /b?x=1 HTTP" in asked and "jobalerts/0." in asked
    assert not any(secret in asked for secret in ("k3y", "s3cret", "me@example.org"))
    assert fetched.url == other.url(path="/b?x=1")


async def test_a_redirect_on_the_same_site_keeps_its_secret() -> None:
    async with web_server(says(b"", "Location: /next", status="302 Found")) as server, client() as guarded:
        with pytest.raises(httpx.TooManyRedirects):
            await fetch_limited(guarded, server.url(), max_bytes=MAX, secrets=SECRETS)
    assert all("Authorization-Key: k3y" in asked.decode() for asked in server.asked)


async def test_the_body_of_a_redirect_is_not_read() -> None:
    """It could be longer than anything that we accept, and nobody looks at it."""
    async with web_server(says(b"hello")) as other:

        async def endless(writer: asyncio.StreamWriter) -> None:
            writer.write(f"HTTP/1.1 302 Found\r\nLocation: {other.url()}\r\n\r\n".encode())
            while True:
                writer.write(b"x" * 65536)
                await writer.drain()

        async with web_server(endless) as server, client() as guarded:
            fetched = await fetch_limited(guarded, server.url(), max_bytes=MAX, total_seconds=10)
    assert fetched.body == b"hello"


async def test_what_is_asked_says_who_we_are_and_what_we_unpack() -> None:
    async with web_server(says(b"hello")) as server, client() as guarded:
        fetched = await fetch_limited(guarded, server.url(), max_bytes=MAX, headers={"If-None-Match": '"v1"'})
    asked = server.asked[0].decode().lower()
    assert (fetched.status, fetched.body, fetched.url) == (200, b"hello", server.url())
    assert "user-agent: jobalerts/0." in asked
    assert "(+https://" in asked
    assert "accept-encoding: gzip, deflate\r\n" in asked
    assert 'if-none-match: "v1"' in asked


async def test_settings_of_the_environment_are_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    async with web_server(says(b"direct")) as server, client() as guarded:
        assert (await fetch_limited(guarded, server.url(), max_bytes=MAX)).body == b"direct"


RAW_DEFLATE = zlib.compressobj(wbits=-15)
TEXT = b"an advert like many others " * 1000
PACKED = [
    pytest.param(gzip.compress(TEXT), "gzip", id="gzip"),
    pytest.param(gzip.compress(TEXT[:999]) + gzip.compress(TEXT[999:]), "gzip", id="gzip in two members"),
    pytest.param(zlib.compress(TEXT), "deflate", id="deflate"),
    pytest.param(RAW_DEFLATE.compress(TEXT) + RAW_DEFLATE.flush(), "deflate", id="deflate without its frame"),
    pytest.param(TEXT, "identity", id="identity"),
]


@pytest.mark.parametrize(("packed", "encoding"), PACKED)
async def test_packed_answers_are_unpacked(packed: bytes, encoding: str) -> None:
    async with web_server(says(packed, f"Content-Encoding: {encoding}")) as server, client() as guarded:
        assert (await fetch_limited(guarded, server.url(), max_bytes=MAX)).body == TEXT


@pytest.mark.parametrize(("packed", "encoding"), PACKED)
async def test_the_limit_is_of_what_is_unpacked(packed: bytes, encoding: str) -> None:
    async with web_server(says(packed, f"Content-Encoding: {encoding}")) as server, client() as guarded:
        assert (await fetch_limited(guarded, server.url(), max_bytes=len(TEXT))).body == TEXT
        with pytest.raises(TooLarge) as refused:
            await fetch_limited(guarded, server.url(), max_bytes=len(TEXT) - 1)
    assert refused.value.max_bytes == len(TEXT) - 1


async def test_a_bomb_costs_its_limit_and_no_more() -> None:
    bomb = gzip.compress(bytes(200_000_000), 9)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    async with web_server(says(bomb, "Content-Encoding: gzip")) as server, client() as guarded:
        with pytest.raises(TooLarge):
            await fetch_limited(guarded, server.url(), max_bytes=5_000_000)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert after - before < 60_000, "kilobytes"


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        pytest.param(b"\x00", "br", id="brotli, which we did not offer"),
        pytest.param(b"\x00", "gzip, gzip", id="packed twice"),
        pytest.param(b"no gzip at all", "gzip", id="not what it says"),
        pytest.param(gzip.compress(TEXT)[:-20], "gzip", id="cut off"),
    ],
)
async def test_what_cannot_be_unpacked_is_refused(body: bytes, encoding: str) -> None:
    async with web_server(says(body, f"Content-Encoding: {encoding}")) as server, client() as guarded:
        with pytest.raises(Undecodable):
            await fetch_limited(guarded, server.url(), max_bytes=MAX)


async def test_an_endless_answer_ends_at_the_limit() -> None:
    async def pour(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"400\r\n" + b"x" * 1024 + b"\r\n")
            await writer.drain()

    async with web_server(pour) as server, client() as guarded:
        with pytest.raises(TooLarge):
            await fetch_limited(guarded, server.url(), max_bytes=MAX)


async def test_a_steady_drip_is_cut_off() -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(1000):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)

    async with web_server(drip) as server, client() as guarded:
        with pytest.raises(TookTooLong) as late:
            await fetch_limited(guarded, server.url(), max_bytes=MAX, total_seconds=0.2)
    assert isinstance(late.value, httpx.TimeoutException)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        pytest.param("120", timedelta(seconds=120), id="seconds"),
        pytest.param("0", timedelta(0), id="at once"),
        pytest.param("Sun, 01 Nov 2026 12:02:00 GMT", timedelta(seconds=120), id="a date"),
        pytest.param("Sun, 01 Nov 2026 11:00:00 GMT", timedelta(0), id="a date gone by"),
        pytest.param("99999999999999999999", timedelta(days=1), id="for ever is a day"),
        pytest.param("Fri, 01 Jan 2038 00:00:00 GMT", timedelta(days=1), id="a far date is a day"),
        pytest.param("soon", None, id="words"),
        pytest.param("-5", None, id="negative"),
        pytest.param("1.5", None, id="not whole"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_retry_after(value: str, wait: timedelta | None) -> None:
    assert retry_after(httpx.Headers({"Retry-After": value}), NOON) == wait
