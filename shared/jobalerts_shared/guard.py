"""The guard on outgoing connections: the address that is connected to is the address that was checked."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeAlias

import httpcore
import httpx

PORTS = frozenset({80, 443})
# Python calls these global; they lead to multicast, to relays, or to an IPv4 address inside an IPv6 one.
NOT_PUBLIC = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "192.88.99.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/23", "2002::/16", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip

Resolver: TypeAlias = Callable[[str, int], Awaitable[list[str]]]
SocketOption: TypeAlias = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


class OutgoingError(Exception):
    """We do not send this request, or do not take its answer; trying again does not help."""


class PrivateAddressRefused(OutgoingError):
    def __init__(self, host: str) -> None:
        super().__init__(f"{host} is not a public address.")
        self.host = host


class PortRefused(OutgoingError):
    def __init__(self, port: int) -> None:
        super().__init__(f"We connect to ports 80 and 443 only, not to {port}.")
        self.port = port


def guarded_transport(*, allow_private: bool, resolve: Resolver | None = None) -> httpx.AsyncHTTPTransport:
    """httpx's own transport, whose connections go through the guard; certificates are checked for the host's name."""
    transport = httpx.AsyncHTTPTransport(trust_env=False)
    # httpx offers no argument for it: httpcore's pool, inside, asks this object for every connection it opens.
    transport._pool._network_backend = _Guard(allow_private=allow_private, resolve=resolve or _resolve)
    return transport


def is_public(address: str) -> bool:
    """Whether anybody on the internet could connect to this address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return ip.is_global and not any(ip in network for network in NOT_PUBLIC if network.version == ip.version)


class _Guard(httpcore.AsyncNetworkBackend):
    def __init__(self, *, allow_private: bool, resolve: Resolver) -> None:
        self._allow_private = allow_private
        self._resolve = resolve
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve once, check, and connect to what was checked, so that no second answer of a resolver counts."""
        addresses = await self._checked(host, port, timeout)
        fault: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in addresses:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                fault = fault or error
        raise fault or httpcore.ConnectError("The host has no address.")

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[SocketOption] | None = None
    ) -> httpcore.AsyncNetworkStream:
        raise PrivateAddressRefused("a Unix socket")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)

    async def _checked(self, host: str, port: int, timeout: float | None) -> list[str]:
        if not self._allow_private and port not in PORTS:
            raise PortRefused(port)
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._resolve(host, port)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout("The name did not resolve in time.") from error
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("The name does not resolve.") from error
        if self._allow_private:
            return addresses
        public = [address for address in addresses if is_public(address)]
        if addresses and not public:
            raise PrivateAddressRefused(host)
        return public


async def _resolve(host: str, port: int) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
