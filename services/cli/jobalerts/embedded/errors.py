"""Why an embedded server is not running: each text is one or more plain sentences, shown as they are.

EmbeddedError
├── JarsMissing     Kafka's jars are not here and could not be fetched
├── PortTaken       somebody else listens where the server should
├── FolderInUse     another server already runs on this folder
└── Crashed         the program ended by itself; carries its last words
"""

from __future__ import annotations

from pathlib import Path


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
    """The program ended by itself, or never became ready."""

    def __init__(self, name: str, what: str, last_words: str) -> None:
        self.last_words = last_words
        full = " The disk is full." if "No space left on device" in last_words else ""
        said = f" Its last words:\n{last_words}" if last_words else ""
        super().__init__(f"{name} {what}.{full}{said}")
