"""A list of subscription ids as short text: sorted, written as differences, seven bits a byte, in base64."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable


def pack(ids: Iterable[int]) -> str:
    """The ids without repeats, in rising order; about 1.4 characters each when they are dense."""
    packed = bytearray()
    before = -1
    for number in sorted(set(ids)):
        step = number - before - 1
        if step < 0:
            raise ValueError(f"An id is not negative; {number} is.")
        while step > 0x7F:
            packed.append(step & 0x7F | 0x80)
            step >>= 7
        packed.append(step)
        before = number
    return base64.b64encode(packed).decode("ascii")


def unpack(text: str) -> list[int]:
    """The ids in rising order; raises ValueError for what `pack` did not write."""
    try:
        packed = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("A packed list is base64; this is not.") from None
    if packed and packed[-1] & 0x80:
        raise ValueError("The packed list is cut off in the middle of a number.")
    return _numbers(packed)


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
