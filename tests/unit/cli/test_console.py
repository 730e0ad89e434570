"""A console that stays readable: warnings and errors in plain words, each once, everything else in the files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jobalerts import console
from jobalerts.console import Log, plainly

WARNING = {"event": "We could not reach the board.", "level": "warning", "source": "greenhouse:acme", "timestamp": "x"}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param(json.dumps(WARNING), "We could not reach the board. source=greenhouse:acme", id="a warning"),
        pytest.param(json.dumps({"event": "Read.", "level": "info"}), None, id="information"),
        pytest.param(json.dumps({"event": "Read."}), None, id="no level"),
        pytest.param(
            json.dumps({"event": "Failed.", "level": "error", "exception": {"kind": "OSError", "says": "gone"}}),
            "Failed. (OSError: gone)",
            id="an error with its exception",
        ),
        pytest.param("Killed", "Killed", id="not from our logging"),
        pytest.param("[1, 2]", None, id="JSON that is no event"),
        pytest.param("", None, id="an empty line"),
    ],
)
def test_a_line_in_plain_words(line: str, words: str | None) -> None:
    assert plainly(line) == words


@pytest.fixture
def log(tmp_path: Path) -> Log:
    (tmp_path / "crawler.log").write_text("from an earlier run\n")
    return Log("The crawler service", tmp_path / "crawler.log")


def write(log: Log, *lines: str) -> None:
    with log.path.open("a") as opened:
        opened.write("".join(f"{line}\n" for line in lines))


def shown(log: Log, capsys: pytest.CaptureFixture[str]) -> list[str]:
    log.show_new()
    return capsys.readouterr().err.splitlines()


def test_only_what_is_new_is_shown(log: Log, capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(log, capsys) == []
    write(log, json.dumps(WARNING))
    assert shown(log, capsys) == ["The crawler service: We could not reach the board. source=greenhouse:acme"]
    assert shown(log, capsys) == []


def test_the_same_warning_is_not_repeated_for_a_while(log: Log, capsys: pytest.CaptureFixture[str]) -> None:
    write(log, *[json.dumps(WARNING)] * 50, json.dumps(WARNING | {"source": "lever:other"}))
    assert len(shown(log, capsys)) == 2


def test_a_line_that_is_still_being_written_waits(log: Log, capsys: pytest.CaptureFixture[str]) -> None:
    with log.path.open("a") as opened:
        opened.write(json.dumps(WARNING)[:20])
        opened.flush()
        assert shown(log, capsys) == []
        opened.write(json.dumps(WARNING)[20:] + "\n")
    assert len(shown(log, capsys)) == 1


TRACEBACK = [
    "Traceback (most recent call last):",
    '  File "x.py", line 1',
    "    1/0",
    "ZeroDivisionError: division by zero",
]


def test_of_a_traceback_the_last_line_is_shown(log: Log, capsys: pytest.CaptureFixture[str]) -> None:
    write(log, *TRACEBACK)
    assert shown(log, capsys) == ["The crawler service: ZeroDivisionError: division by zero"]


def test_last_words_tell_where_the_rest_is(log: Log) -> None:
    write(log, json.dumps({"event": "Started.", "level": "info"}), *TRACEBACK)
    assert log.last_words().splitlines() == [
        "from an earlier run",
        "Started.",
        "ZeroDivisionError: division by zero",
        f"(all of it: {log.path})",
    ]


def test_a_log_that_grew_too_long_is_set_aside(
    log: Log, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "ROTATE_AT", 100)
    write(log, "x" * 200)
    assert len(shown(log, capsys)) == 1
    assert log.path.stat().st_size == 0 and log.path.with_suffix(".log.1").stat().st_size > 200
    write(log, "after")
    assert shown(log, capsys) == ["The crawler service: after"]


def test_what_is_for_people_goes_out_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = Log("The demo", tmp_path / "demo.log", aloud=True)
    write(log, "12:00:00 A mail arrived.", "12:00:00 A mail arrived.", json.dumps(WARNING))
    log.show_new()
    out = capsys.readouterr()
    assert out.out.splitlines() == ["12:00:00 A mail arrived."] * 2
    assert out.err.startswith("The demo: We could not reach")
