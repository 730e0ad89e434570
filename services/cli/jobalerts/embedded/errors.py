"""Why an embedded server is not running: each text is one or more plain sentences, shown as they are.

EmbeddedError
├── JarsMissing     Kafka's jars are not here and could not be fetched
├── PortTaken       somebody else listens where the server should
├── FolderInUse     another server already runs on this folder
└── Crashed         the program ended by itself; carries its last words
"""

from __future__ import annotations

import shutil
from pathlib import Path

FULL = 1_000_000  # bytes; less is nothing to a server


class EmbeddedError(Exception):
    """An embedded server cannot run."""


class JarsMissing(EmbeddedError):
    """No jars and no way to fetch them; the text names both ways out."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"We could not get the jars of Apache Kafka: {reason}. Two ways out: set "
            "JOBALERTS_KAFKA_BOOTSTRAP_SERVERS to a Kafka that runs elsewhere, or copy the jars (the libs folder "
            "of an Apache Kafka download) into a directory and set JOBALERTS_KAFKA_JARS to it."
        )


class PortTaken(EmbeddedError):
    """Somebody else has the port."""

    def __init__(self, name: str, port: int) -> None:
        self.port = port
        super().__init__(f"{name} cannot start: port {port} on 127.0.0.1 is taken by another program.")


class FolderInUse(EmbeddedError):
    """Another server holds the folder."""

    def __init__(self, name: str, folder: Path) -> None:
        self.folder = folder
        super().__init__(f"{name} cannot start: another {name} is running on {folder}.")


class Crashed(EmbeddedError):
    """The program ended by itself, never became ready, or cannot use its folder."""

    def __init__(self, name: str, what: str, folder: Path, last_words: str = "") -> None:
        self.last_words = last_words
        # A disk that is full takes no last words either, so we look for ourselves.
        full = "No space left on device" in last_words or _room(folder) < FULL
        why = f" The disk of {folder} is full." if full else ""
        said = f" Its last words:\n{last_words}" if last_words else ""
        super().__init__(f"{name} {what}.{why}{said}")


def _room(folder: Path) -> int:
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(there).free
