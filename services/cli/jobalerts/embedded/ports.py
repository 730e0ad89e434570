"""Free ports on this machine."""

from __future__ import annotations

import random
import socket

LOOPBACK = "127.0.0.1"
# Below every system's ephemeral range, so that no outgoing connection takes a server's port while it restarts.
LOWEST, HIGHEST = 20000, 32000


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port that nobody listens on now; whoever starts a server on it must still expect to lose the race."""
    while True:
        port = random.randint(LOWEST, HIGHEST)  # noqa: S311 - no secret
        if is_free(port):
            return port
