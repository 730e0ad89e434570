"""How the matcher's process handles memory: it holds very much that is never rubbish, and needs more for a moment."""

from __future__ import annotations

import ctypes
import gc

YOUNG = 100_000  # objects that are made before Python looks for rubbish; the default of 700 doubles the time of a fill


def look_for_rubbish_seldom() -> None:
    """Python counts references; only rings need to be looked for, and there are hardly any here."""
    gc.set_threshold(YOUNG, 20, 100)


def give_back() -> None:
    """After a fold glibc holds on to twice what the new cells take; other C libraries have no such call."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
