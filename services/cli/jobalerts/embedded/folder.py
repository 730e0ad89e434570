"""One owner for a folder: a lock that the kernel gives back when its owner dies."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

LOOK = 0.2  # seconds for which somebody who only looks may seem to be an owner


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
        until = time.monotonic() + LOOK
        while (opened := self._locked()) is None:
            if time.monotonic() > until:
                return False
            time.sleep(LOOK / 10)
        self._held = opened
        return True

    def is_taken(self) -> bool:
        """Whether an owner lives; looking holds the lock for a moment."""
        if not self._path.exists() or (opened := self._locked()) is None:
            return self._path.exists()
        os.close(opened)
        return False

    def _locked(self) -> int | None:
        opened = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(opened)
            return None
        return opened

    def release(self) -> None:
        if self._held is not None:
            os.close(self._held)
            self._held = None
