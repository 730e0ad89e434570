from __future__ import annotations

import io
import json
import logging
import warnings
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
import structlog
from pydantic import ValidationError

from jobalerts_shared.logs import configure_logs, explain, scrub
from jobalerts_shared.settings import Settings
from jobalerts_shared.targets import EmailTarget, SlackTarget, Targets

HOOK = "https://hooks.slack.com/services/T00/B00/abcdef"


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """Where the logs go; the root logger is put back as pytest had it."""
    root = logging.getLogger()
    kept, level = list(root.handlers), root.level
    stream = io.StringIO()
    configure_logs("matcher", Settings(), stream=stream)
    yield stream
    root.handlers[:] = kept
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_an_event_is_one_line_of_fields(out: io.StringIO) -> None:
    structlog.get_logger().info("We applied a migration.", migration="0001_start.sql")
    (line,) = lines(out)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "We applied a migration.",
        "migration": "0001_start.sql",
        "level": "info",
        "service": "matcher",
    }


def test_below_the_level_nothing_is_said(out: io.StringIO) -> None:
    structlog.get_logger().debug("Too much.")
    logging.getLogger("some.library").debug("Too much.")
    assert not lines(out)


def test_libraries_speak_in_the_same_form(out: io.StringIO) -> None:
    logging.getLogger("some.library").warning("It is %s.", "late")
    (line,) = lines(out)
    assert (line["event"], line["level"], line["service"]) == ("It is late.", "warning", "matcher")


@pytest.mark.parametrize("name", ["httpx", "httpcore.connection", "uvicorn.access", "aiokafka.consumer"])
def test_what_would_print_urls_is_silent(out: io.StringIO, name: str) -> None:
    logging.getLogger(name).info("HTTP Request: POST %s", HOOK)
    assert not lines(out)


def test_a_library_s_addresses_are_scrubbed(out: io.StringIO) -> None:
    logging.getLogger("some.library").error("%s: cannot reach %s", "ada@example.org", HOOK)
    assert lines(out)[0]["event"] == "<address>: cannot reach https://hooks.slack.com/…"


def test_the_same_complaint_is_let_through_seldom(out: io.StringIO) -> None:
    for partition in range(100):
        logging.getLogger("some.library").warning("No leader for partition %s", partition)
    logging.getLogger("some.library").warning("Another complaint")
    assert [line["event"] for line in lines(out)] == ["No leader for partition 0", "Another complaint"]


def test_warnings_are_logged(out: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old ways", DeprecationWarning, stacklevel=1)
    assert "old ways" in lines(out)[0]["event"]


def test_an_exception_is_told_without_its_data(out: io.StringIO) -> None:
    try:
        raise LookupError("nobody called ada@example.org") from KeyError("ada@example.org")
    except LookupError:
        structlog.get_logger().exception("A part failed.")
    (line,) = lines(out)
    assert "ada" not in out.getvalue()
    assert line["exception"]["kind"] == "LookupError"
    assert line["exception"]["because"]["kind"] == "KeyError"
    assert line["exception"]["at"][-1].startswith("test_logs.py:")


def test_an_exception_of_a_library_too(out: io.StringIO) -> None:
    try:
        raise ValueError("ada@example.org")
    except ValueError:
        logging.getLogger("some.library").exception("Something broke.")
    assert "ada" not in out.getvalue()
    assert lines(out)[0]["exception"]["says"] == "<address>"


def test_a_validation_error_names_fields_and_no_values() -> None:
    with pytest.raises(ValidationError) as refused:
        Targets.model_validate({"email": {"ada": 1}, "targets": [{"channel": "email", "secret": "s3cret"}]})
    told = json.dumps(explain(refused.value))
    assert "email: string_type" in told
    assert "ada" not in told
    assert "s3cret" not in told


def test_a_database_error_is_its_state() -> None:
    error = psycopg.errors.UniqueViolation("Key (email)=(ada@example.org) already exists.")
    assert explain(error)["says"] == "SQLSTATE 23505"


def test_errors_in_a_group_are_told_one_by_one() -> None:
    told = explain(ExceptionGroup("two", [OSError("refused"), ValueError("ada@example.org")]))
    assert "refused" in str(told["errors"])
    assert "ada" not in str(told)


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        pytest.param("to ada.l+jobs@mail.example.org: no", "to <address>: no", id="mail address"),
        pytest.param("<ada@example.org>", "<<address>>", id="in brackets"),
        pytest.param(f"POST {HOOK} failed", "POST https://hooks.slack.com/… failed", id="webhook"),
        pytest.param("smtp at https://u:p@host.example/x?y=1", "smtp at https://host.example/…", id="password"),
        pytest.param("postgresql://jobs:pa55@db/x", "postgresql://jobs:<address>/x", id="database url"),
        pytest.param("token " + "aB3_" * 12, "token <secret>", id="token"),
        # An id and a class name stay: they are what one looks for.
        pytest.param("uuid 6f1d9c1e-6c0e-5b5e-9a57-2f0a4c1d7b11", "uuid 6f1d9c1e-6c0e-5b5e-9a57-2f0a4c1d7b11", id="id"),
        pytest.param(
            "aiokafka.errors.NotLeaderForPartitionError", "aiokafka.errors.NotLeaderForPartitionError", id="class"
        ),
    ],
)
def test_scrub(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


def test_text_for_people(out: io.StringIO) -> None:
    configure_logs("matcher", Settings(log_format="text"), stream=out)
    structlog.get_logger().info("We have stopped.", targets=EmailTarget())
    assert "We have stopped." in out.getvalue()
    assert "{" not in out.getvalue()


def test_fields_of_ours_lose_addresses_too(out: io.StringIO) -> None:
    structlog.get_logger().info("Sent.", who="ada@example.org", source="page:https://jobs.example.org/all")
    (line,) = lines(out)
    assert (line["who"], line["source"]) == ("<address>", "page:https://jobs.example.org/all")


def test_a_model_is_not_unrolled_into_a_log(out: io.StringIO) -> None:
    structlog.get_logger().info("Sent.", target=SlackTarget(webhook_url=HOOK))
    assert lines(out)[0]["target"] == "<SlackTarget>"


def test_plain_fields_stay_what_they_are(out: io.StringIO) -> None:
    plain = {"n": 3, "ratio": 0.5, "none": None, "yes": True, "ids": [1, 2], "inner": {"who": "ada@example.org"}}
    structlog.get_logger().info("Counted.", posting_id=UUID(int=1), **plain)
    (line,) = lines(out)
    assert {name: line[name] for name in plain} == plain | {"inner": {"who": "<address>"}}
    assert line["posting_id"] == str(UUID(int=1))
