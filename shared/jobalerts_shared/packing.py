"""A list of subscription ids as short text: sorted, written as differences, seven bits a byte, in base64."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

MORE = 0x80  # the number goes on in the next byte
BITS = 7


def pack(ids: Sequence[int] | NDArray[np.int64]) -> str:
    """The ids without repeats, in rising order; about 1.4 characters each when they are dense."""
    if len(ids) and (least := ids.min() if isinstance(ids, np.ndarray) else min(ids)) < 0:
        raise ValueError(f"An id is not negative; {least} is.")
    steps = np.array(ids, np.uint64)
    if not (steps[1:] > steps[:-1]).all():
        steps = np.unique(steps)
    steps[1:] -= steps[:-1] + np.uint64(1)
    return base64.b64encode(_written(steps)).decode("ascii")


def unpack(text: str) -> list[int]:
    """The ids in rising order; raises ValueError for what `pack` did not write."""
    try:
        packed = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("A packed list is base64; this is not.") from None
    if packed and packed[-1] & MORE:
        raise ValueError("The packed list is cut off in the middle of a number.")
    return _numbers(packed)


def _written(steps: NDArray[np.uint64]) -> bytes:
    """The low bits of each number first, all but its last byte marked."""
    widths = np.ones(len(steps), np.int64)
    for longer in range(BITS, int(steps.max(initial=0)).bit_length(), BITS):
        widths += steps >> longer > 0
    ends = widths.cumsum()
    starts = ends - widths
    packed = np.empty(ends[-1] if len(ends) else 0, np.uint8)
    for at in range(int(widths.max(initial=0))):
        reach = widths > at
        packed[starts[reach] + at] = (steps[reach] >> (BITS * at)) & (MORE - 1) | MORE
    packed[ends - 1] &= MORE - 1
    return packed.tobytes()


def _numbers(packed: bytes) -> list[int]:
    ids: list[int] = []
    before, step, shift = -1, 0, 0
    for byte in packed:
        step |= (byte & 0x7F) << shift
        if byte & 0x80:
            shift += 7
            continue
        before += step + 1
        ids.append(before)
        step = shift = 0
    return ids
