"""The jars of Apache Kafka: pinned by hash in jars.lock, fetched once per user from Maven Central, then kept.

`python -m jobalerts.embedded.jars` prints a new jars.lock for the versions named in ROOTS.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from jobalerts.embedded.errors import JarsMissing

if TYPE_CHECKING:
    from jgo.maven import MavenContext

# Resolved one by one: together, the logging bridge's own pins would put an older client beside the server.
ROOTS = ("org.apache.kafka:kafka_2.13:4.3.1", "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4")
GIVEN = "JOBALERTS_KAFKA_JARS"
# Without the bridge Kafka keeps no log line, and we wait for one.
NEEDED = ("kafka_2.13-*.jar", "kafka-clients-*.jar", "kafka-server-*.jar", "log4j-slf4j-impl-*.jar", "log4j-core-*.jar")

Say = Callable[[str], None]
Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Jar:
    """One line of jars.lock."""

    group: str
    artifact: str
    version: str
    sha256: str
    size: int

    @property
    def filename(self) -> str:
        return f"{self.artifact}-{self.version}.jar"


def kafka_jars(say: Say) -> list[Path]:
    """Kafka's classpath; fetches what is not yet here, and says so first."""
    if given := os.environ.get(GIVEN):
        return _given_jars(Path(given))
    wanted = read_lock()
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        missing = [jar for jar in wanted if not _is_here(jar, folder)]
        if missing:
            _fetch_all(missing, folder, say)
    return [folder / jar.filename for jar in wanted]


def missing_jars() -> list[Jar]:
    """What the next start would fetch; nothing where a directory of jars is given."""
    if given := os.environ.get(GIVEN):
        _given_jars(Path(given))
        return []
    return [jar for jar in read_lock() if not _is_here(jar, cache_folder())]


def cache_folder() -> Path:
    """Per user, as the XDG base directories have it."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "jobalerts" / f"kafka-{ROOTS[0].rsplit(':', 1)[1]}"


def read_lock() -> list[Jar]:
    """Every jar of the classpath, in its order."""
    lines = files(__package__).joinpath("jars.lock").read_text().splitlines()
    return [_read_line(line) for line in lines if line and not line.startswith("#")]


def _read_line(line: str) -> Jar:
    coordinate, sha256, size = line.split()
    group, artifact, version = coordinate.split(":")
    return Jar(group, artifact, version, sha256, int(size))


def _given_jars(folder: Path) -> list[Path]:
    if lacking := [pattern for pattern in NEEDED if not any(folder.glob(pattern))]:
        raise JarsMissing(f"{GIVEN} names {folder}, which has no {' and no '.join(lacking)}")
    return sorted(folder.glob("*.jar"))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two first starts at once fetch once."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_here(jar: Jar, folder: Path) -> bool:
    path = folder / jar.filename
    return path.exists() and path.stat().st_size == jar.size


def _fetch_all(missing: Sequence[Jar], folder: Path, say: Say) -> None:
    size = sum(jar.size for jar in missing)
    say(f"Fetching Apache Kafka from Maven Central, once: {len(missing)} jars, {size / 1e6:.0f} MB.")
    with tempfile.TemporaryDirectory(dir=folder) as scratch, _progress(size) as advance:
        maven = _maven(Path(scratch))
        for jar in missing:
            _fetch(maven, jar, folder)
            advance(jar.size)


def _maven(scratch: Path) -> MavenContext:
    try:
        from jgo.config import GlobalSettings
        from jgo.constants import MAVEN_CENTRAL_URL
        from jgo.maven import MavenContext
    except ImportError:
        raise JarsMissing("the package jgo is not installed (it comes with jobalerts[embedded])") from None
    # A mirror named in jgo's own configuration comes first, as for every user of jgo.
    repositories = {**GlobalSettings.load().repositories, "central": MAVEN_CENTRAL_URL}
    return MavenContext(repo_cache=scratch, local_repos=[], remote_repos=repositories, timeout=30)


def _fetch(maven: MavenContext, jar: Jar, folder: Path) -> None:
    """Whole and checked, or not at all: the jar appears under its name in one step."""
    try:
        fetched = maven.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve()
    except (OSError, RuntimeError) as error:  # requests' errors are OSErrors; jgo raises RuntimeError for "not there"
        raise JarsMissing(f"{jar.filename} could not be fetched ({_root_cause(error)})") from None
    if (found := _sha256(fetched)) != jar.sha256:
        raise JarsMissing(f"{jar.filename} arrived with the hash {found}, which is not the pinned one")
    fetched.replace(folder / jar.filename)


def _root_cause(error: BaseException) -> str:
    while error.__context__ is not None:
        error = error.__context__
    return f"{type(error).__name__}: {str(error)[:200]}"


def _sha256(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


@contextmanager
def _progress(size: int) -> Iterator[Advance]:
    """A bar for a person; nothing more than the sentence before it for a log."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Apache Kafka"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("jars", total=size)
        yield lambda done: bar.update(task, advance=done)


def _resolve() -> Iterator[str]:
    """The lines of a new jars.lock."""
    import jgo

    seen: dict[str, None] = dict.fromkeys(
        f"{found.groupId}:{found.artifactId}:{found.version}" for root in ROOTS for found in jgo.resolve(root)
    )
    scratch = Path(tempfile.mkdtemp())
    maven = _maven(scratch)
    for coordinate in seen:
        group, artifact, version = coordinate.split(":")
        path = maven.project(group, artifact).at_version(version).artifact().resolve()
        yield f"{coordinate} {_sha256(path)} {path.stat().st_size}"
    shutil.rmtree(scratch)


if __name__ == "__main__":
    print("# The jars of Apache Kafka: coordinate, SHA-256, bytes. Made by `python -m jobalerts.embedded.jars`.")
    print(*_resolve(), sep="\n")
