"""One owner for a folder: a lock that the kernel gives back when its owner dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class FolderLock:
    """Held from `take` to `release`, or to the end of this process."""

    def __init__(self, folder: Path, name: str = "lock") -> None:
        self._path = folder / name
        self._held: int | None = None

    def take(self) -> bool:
        """False when somebody else, also in this process, has it."""
        if self._held is not None:
            return False
        self._path.parent.mkdir(parents=True, exist_ok=True)
        opened = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(opened)
            return False
        self._held = opened
        return True

    def release(self) -> None:
        if self._held is not None:
            os.close(self._held)
            self._held = None
