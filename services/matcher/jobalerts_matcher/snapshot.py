"""The folded index as a file: a line that says what it is, a line of facts, and the arrays, each with its checksum."""

from __future__ import annotations

import hashlib
import os
import socket
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from jobalerts_matcher.cells import Cells
from jobalerts_matcher.words import Words, from_json, to_json
from jobalerts_shared.following import Mark

WHAT = b"jobalerts: subscriptions, folded\n"
WORDS = "words"
DECIDE = ("jobalerts_matcher", "jobalerts_shared.judging", "jobalerts_shared.reading")  # what a subscription comes to
LONGEST_FACTS = 1 << 20


class Unusable(Exception):
    """There is no snapshot in this file; the text says why."""


class Facts(BaseModel):
    """`as_of`: whatever was in the topic by then is in the snapshot, at least as far as the marks.

    `filled`: when what it goes back to, over however many restarts, was read from the topic's beginning.
    """

    model_config = ConfigDict(frozen=True)

    code: str
    topic: str
    shard: int
    shards: int
    as_of: datetime
    filled: datetime
    marks: Mapping[int, Mark]


class Snapshot(NamedTuple):
    facts: Facts
    cells: Cells
    words: Words


class _Part(BaseModel):
    name: str
    dtype: str
    length: int
    checksum: int


class _Contents(BaseModel):
    facts: Facts
    parts: tuple[_Part, ...]


def write(path: Path, snapshot: Snapshot) -> None:
    """Whole or not at all; whatever was there before is replaced."""
    arrays = {field.name: np.atleast_1d(getattr(snapshot.cells, field.name)) for field in fields(Cells)}
    arrays[WORDS] = np.frombuffer(to_json(snapshot.words), np.uint8)
    parts = tuple(
        _Part(name=name, dtype=one.dtype.str, length=len(one), checksum=_checksum(one)) for name, one in arrays.items()
    )
    contents = _Contents(facts=snapshot.facts, parts=parts).model_dump_json().encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    # Others of the shard may share the folder; after a kill the same name comes again, so that no litter grows.
    beside = path.with_name(f"{path.name}.{socket.gethostname()}-{os.getpid()}")
    try:
        with beside.open("wb") as file:
            file.write(WHAT + b"%08x %s\n" % (zlib.crc32(contents), contents))
            for one in arrays.values():
                one.tofile(file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def read(path: Path) -> Snapshot:
    try:
        with path.open("rb") as file:
            contents = _contents(file)
            arrays = dict(_arrays(file, contents.parts))
            if file.read(1):
                raise Unusable("there is more in the file than it says")
    except FileNotFoundError:
        raise Unusable("there is none") from None
    except OSError as error:
        raise Unusable(f"it cannot be read: {error.strerror}") from None
    words = arrays.pop(WORDS, None)
    if words is None or arrays.keys() != {field.name for field in fields(Cells)}:
        raise Unusable("it has other parts than ours")
    shift = arrays.pop("shift")[0]
    return Snapshot(contents.facts, Cells(**arrays, shift=shift), from_json(words.tobytes()))


def _contents(file: IO[bytes]) -> _Contents:
    if file.readline(len(WHAT)) != WHAT:
        raise Unusable("it is no snapshot of ours")
    checksum, _, contents = file.readline(LONGEST_FACTS).rstrip(b"\n").partition(b" ")
    if checksum != b"%08x" % zlib.crc32(contents):
        raise Unusable("it is damaged")
    try:
        return _Contents.model_validate_json(contents)
    except ValueError:
        raise Unusable("it is of another version") from None


def _arrays(file: IO[bytes], parts: tuple[_Part, ...]) -> Iterator[tuple[str, NDArray[Any]]]:  # Any: of each dtype
    for part in parts:
        found = np.fromfile(file, np.dtype(part.dtype), part.length)
        if len(found) != part.length or _checksum(found) != part.checksum:
            raise Unusable("it is damaged")
        yield part.name, found


def _checksum(array: NDArray[Any]) -> int:  # Any: of each dtype
    return zlib.crc32(array.data)


@cache
def code() -> str:
    """Another code may read a wish otherwise, so that what it kept is not ours."""
    digest = hashlib.sha256()
    for package in DECIDE:
        for name, file in sorted(_files(files(package), package)):
            digest.update(name.encode() + file.read_bytes())
    return digest.hexdigest()


def _files(folder: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    for one in folder.iterdir():
        if one.is_dir() and one.name != "__pycache__":
            yield from _files(one, f"{name}/{one.name}")
        elif one.is_file():
            yield f"{name}/{one.name}", one
