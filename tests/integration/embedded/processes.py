"""Whether a process that is not our child has ended."""

from __future__ import annotations

import time

import psutil


def gone(pid: int, seconds: float = 10) -> bool:
    """Ended within the time; one that nobody has reaped yet counts as ended."""
    until = time.monotonic() + seconds
    while _runs(pid):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
