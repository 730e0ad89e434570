"""What is in the way of a server is one sentence, also where it could not say a word itself."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import pytest

from jobalerts.embedded import errors
from jobalerts.embedded.errors import Crashed
from jobalerts.embedded.kafka import Kafka
from jobalerts.embedded.postgresql import PostgreSQL
from jobalerts.embedded.server import Server

Usage = namedtuple("Usage", "free")


@pytest.mark.parametrize("kind", [pytest.param(Kafka, id="kafka"), pytest.param(PostgreSQL, id="postgresql")])
def test_a_folder_that_cannot_be_one_is_named(tmp_path: Path, kind: Callable[[Path], Server]) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Crashed, match=r"cannot use its folder .*file.* \(.+\)\.$"):
        kind(tmp_path / "file").start()


@pytest.mark.parametrize(
    ("free", "words", "full"),
    [
        pytest.param(10**9, "", False, id="room enough"),
        pytest.param(10**9, "java.io.IOException: No space left on device", True, id="it says so"),
        pytest.param(4096, "", True, id="it could not even say so"),
    ],
)
def test_a_full_disk_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, words: str, full: bool
) -> None:
    monkeypatch.setattr(errors.shutil, "disk_usage", lambda path: Usage(free))
    assert ("is full." in str(Crashed("Kafka", "ended", tmp_path / "not" / "there", words))) is full


def test_kafkas_last_words_are_without_javas_frames(tmp_path: Path) -> None:
    kafka = Kafka(tmp_path)
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "console.log").write_text("ERROR why\n" + "\tat kafka.Kafka.main(Kafka.scala)\n" * 50)
    assert kafka.last_words() == "ERROR why"
