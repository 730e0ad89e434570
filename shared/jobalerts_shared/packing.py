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
    widest = max(1, -(-int(steps.max(initial=0)).bit_length() // BITS))
    places = np.arange(0, BITS * widest, BITS, dtype=np.uint64)
    rest = steps[:, None] >> places  # of each number, what is left of it at each of its bytes
    goes_on = rest > MORE - 1
    there = np.ones(rest.shape, bool)
    there[:, 1:] = goes_on[:, :-1]
    packed = rest.astype(np.uint8) & (MORE - 1) | goes_on.astype(np.uint8) << BITS
    return packed[there].tobytes()


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
