"""`jobalerts read`: the answers to its three kinds of lines, and that no line stops the stream."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import Any

import pytest

from jobalerts.read import LONGEST_LINE, read_lines


def answers(*lines: object) -> list[dict[str, Any]]:  # Any: JSON
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    out = io.BytesIO()
    read_lines([line + b"\n" for line in raw], out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_title() -> None:
    (answer,) = answers({"id": "t1", "kind": "title", "title": "Senior Data Engineer (m/f/d)"})
    assert (answer["id"], answer["role"], answer["levels"], answer["seniority"]) == (
        "t1",
        "data engineer",
        ["senior"],
        "senior",
    )
    assert {evidence["field"] for evidence in answer["evidence"]} == {"roles", "levels"}


def test_a_title_without_a_level() -> None:
    (answer,) = answers({"id": 2, "kind": "title", "title": "Data Engineer"})
    assert (answer["id"], answer["levels"], answer["seniority"]) == (2, [], None)


def test_a_location() -> None:
    (answer,) = answers({"id": "l1", "kind": "location", "raw": "Oslo, Norway (Hybrid)"})
    assert answer["places"] == [{"city": "Oslo", "region": "Oslo", "country_iso2": "NO"}]
    assert answer["remote"] == "hybrid"
    assert [evidence["words"] for evidence in answer["evidence"]] == ["Oslo", "Hybrid"]


def pair(role: str, place: str, levels: list[str] | None, title: str, line: str) -> dict[str, Any]:
    return {
        "id": "p1",
        "kind": "pair",
        "subscription": {"role": role, "location": place, "seniority": levels},
        "posting": {"title": title, "location": line},
    }


@pytest.mark.parametrize(
    ("asked", "match"),
    [
        pytest.param(pair("data engineer", "Norway", ["senior"], "Senior Data Engineer", "Oslo"), True, id="all met"),
        pytest.param(pair("data engineer", "Norway", None, "Senior Data Engineer", "Oslo"), True, id="any level"),
        pytest.param(
            pair("data engineer", "Norway", ["junior"], "Senior Data Engineer", "Oslo"), False, id="another level"
        ),
        pytest.param(pair("data engineer", "Sweden", None, "Data Engineer", "Oslo"), False, id="another country"),
        pytest.param(pair("data analyst", "Norway", None, "Data Engineer", "Oslo"), False, id="another role"),
        pytest.param(
            pair("data engineer", "remote Norway", None, "Data Engineer", "Remote - Nordics"), True, id="remote"
        ),
        pytest.param(
            pair("data engineer", "remote Norway", None, "Data Engineer", "Oslo"), False, id="not said to be remote"
        ),
    ],
)
def test_a_pair(asked: dict[str, Any], match: bool) -> None:
    (answer,) = answers(asked)
    assert answer["match"] is match
    assert all({"criterion", "answer", "accepted", "wanted", "words"} <= set(verdict) for verdict in answer["verdicts"])


@pytest.mark.parametrize(
    ("line", "identity", "says"),
    [
        pytest.param(b"{not json", None, "not JSON", id="not JSON"),
        pytest.param(b"\xff\xfe", None, "not JSON", id="not UTF-8"),
        pytest.param(b"[1]", None, "not a JSON object", id="a list"),
        pytest.param({"id": 1}, 1, "kind is one of title, location, pair", id="no kind"),
        pytest.param({"id": 1, "kind": "poem"}, 1, "kind is one of", id="another kind"),
        pytest.param({"id": 1, "kind": ["title"]}, 1, "kind is one of", id="a list for a kind"),
        pytest.param({"id": 1, "kind": "title"}, 1, "title: Field required", id="no title"),
        pytest.param({"id": 1, "kind": "title", "title": 7}, 1, "title", id="a number for a title"),
        pytest.param(pair("data engineer", "Oslo", ["boss"], "Baker", "Oslo"), "p1", "seniority", id="no such level"),
        pytest.param(b'"' + b"x" * LONGEST_LINE + b'"', None, "longer than", id="too long"),
    ],
)
def test_a_line_that_cannot_be_read_is_answered(line: object, identity: object, says: str) -> None:
    fault, good = answers(line, {"id": "after", "kind": "location", "raw": "Oslo"})
    assert (fault["id"], set(fault)) == (identity, {"id", "error"})
    assert says in fault["error"]
    assert good["id"] == "after"


def test_empty_lines_are_passed_over() -> None:
    assert answers(b"", b"  ") == []


def test_a_role_too_long_for_a_subscription_is_an_error() -> None:
    (answer,) = answers(pair("x" * 500, "Oslo", None, "Baker", "Oslo"))
    assert set(answer) == {"id", "error"}


def test_the_command_answers_while_the_stream_is_open() -> None:
    command = [sys.executable, "-m", "jobalerts", "read"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdin
        assert running.stdout
        running.stdin.write(b'{"id": 1, "kind": "location", "raw": "Oslo"}\n')
        running.stdin.flush()
        assert json.loads(running.stdout.readline())["id"] == 1
        running.stdin.close()
        assert running.wait() == 0
