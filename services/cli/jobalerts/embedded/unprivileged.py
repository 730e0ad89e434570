"""Who PostgreSQL runs as: it refuses to be root, so for root we make an account that owns nothing but its data."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jobalerts.embedded.errors import EmbeddedError

USER = "pgserver"


@dataclass(frozen=True, slots=True)
class Account:
    """None: whoever we are."""

    user: int | None
    group: int | None

    @property
    def extra_groups(self) -> Sequence[int] | None:
        return None if self.user is None else ()

    def give(self, path: Path) -> None:
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)


def account_for(folder: Path, programs: Path) -> Account:
    """The account, which can reach (not list) the folder, and run what is installed in `programs`."""
    if os.geteuid() != 0:
        return Account(None, None)
    entry = _existing() or _made()
    _let_through(folder)
    _let_through(programs)
    _let_run(programs)
    return Account(entry.pw_uid, entry.pw_gid)


def _existing() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(USER)
    except KeyError:
        return None


def _made() -> pwd.struct_passwd:
    useradd = shutil.which("useradd") or "/usr/sbin/useradd"
    try:
        subprocess.run([useradd, "--system", "--no-create-home", USER], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        if entry := _existing():  # another start made it at the same moment
            return entry
        raise EmbeddedError(
            f"PostgreSQL does not run as root, and the account {USER} could not be made for it. "
            "Run as another user, or set JOBALERTS_DATABASE_URL to a PostgreSQL that runs elsewhere."
        ) from None
    return pwd.getpwnam(USER)


def _let_through(folder: Path) -> None:
    """Passage, and no more: the right to list or read stays as it was."""
    for path in (folder, *folder.resolve().parents):
        mode = path.stat().st_mode
        if not mode & stat.S_IXOTH:
            path.chmod(mode | stat.S_IXOTH)


def _let_run(programs: Path) -> None:
    """What root installed under a strict umask is for root alone."""
    if (programs / "bin" / "postgres").stat().st_mode & stat.S_IXOTH:
        return
    for path in programs.rglob("*"):
        mode = path.stat().st_mode
        runs = stat.S_IXOTH if mode & stat.S_IXUSR else 0
        path.chmod(mode | stat.S_IROTH | runs)
