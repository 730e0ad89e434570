"""Logs: one event a line on stderr, a constant sentence and its fields, never a person, a token or an address."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import TextIO
from uuid import UUID

import psycopg
import structlog
from pydantic import ValidationError
from structlog.typing import EventDict, Processor, WrappedLogger

from jobalerts_shared.settings import Settings

# What these say at a lower level is noise, or repeats URLs.
QUIETED = ("aiokafka", "apprise", "asyncio", "faststream", "httpcore", "httpx", "jobalerts.streams", "uvicorn.access")
MAIL_ADDRESS = re.compile(r"[^\s@<>'\"(),;:=/]{1,64}@[^\s@<>'\"(),;:/]{1,255}")
ADDRESS_PATH = re.compile(r"(https?://)(?:[^\s/@'\"]*@)?([^\s/'\"?#]+)[^\s'\"]*")
LONG_SECRET = re.compile(r"[A-Za-z0-9_\-]{40,}")
FRAMES = 12
SELDOM_SECONDS = 10.0
LONGEST = 300


def configure_logs(service: str, settings: Settings, *, stream: TextIO | None = None) -> None:
    """Send everything, ours and the libraries', to stderr in one form. May be called again."""
    out = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _named(service),
        _library,
        _explain,
        _scrub,
    ]
    render = _renderer(settings.log_format)
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    _fold_in(out, [*shared, structlog.stdlib.ProcessorFormatter.remove_processors_meta, render], level)


def explain(error: BaseException) -> dict[str, object]:
    """What can be said of an error without repeating what it was about: its kind, its place, a scrubbed sentence."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    told: dict[str, object] = {
        "kind": type(error).__name__,
        "says": _says(error),
        "at": [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames],
    }
    if isinstance(error, BaseExceptionGroup):
        told["errors"] = [explain(inner) for inner in error.exceptions]
    elif (cause := error.__cause__ or (None if error.__suppress_context__ else error.__context__)) is not None:
        told["because"] = {"kind": type(cause).__name__, "says": _says(cause)}
    return told


def scrub(text: str) -> str:
    """The text without mail addresses, without what follows a host in a URL, without long secrets."""
    text = ADDRESS_PATH.sub(r"\1\2/…", text)
    text = MAIL_ADDRESS.sub("<address>", text)
    return LONG_SECRET.sub("<secret>", text)[:LONGEST]


def _says(error: BaseException) -> str:
    if isinstance(error, ValidationError):  # its text repeats the value
        return "; ".join(_faults(error))[:LONGEST]
    if isinstance(error, psycopg.Error) and error.sqlstate:  # its DETAIL holds the row
        return f"SQLSTATE {error.sqlstate} {error.diag.constraint_name or ''}".strip()
    return scrub(str(error))


def _faults(error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_input=False, include_url=False, include_context=False):
        yield f"{'.'.join(str(part) for part in fault['loc'])}: {fault['type']}"


def _named(service: str) -> Processor:
    def add(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        event["service"] = service
        return event

    return add


def _library(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Whose words they are, where they are not ours."""
    if record := event.get("_record"):
        event["library"] = record.name.partition(".")[0]
    return event


def _explain(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Put `explain(error)` in the place of `exc_info`, whose text could repeat a person's data."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["exception"] = explain(error)
    return event


def _scrub(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The second line of defence: ours say no address to begin with; what libraries say is not in our hands."""
    clean = scrub if "_record" in event else _without_addresses
    for name, value in event.items():
        if not name.startswith("_"):
            event[name] = _told(value, clean)
    return event


def _told(value: object, clean: Callable[[str], str]) -> object:
    """A value as it may be written: plain ones, and for anything else only what kind of thing it is."""
    match value:
        case str():
            return clean(value)
        case None | bool() | int() | float():
            return value
        case UUID() | datetime() | timedelta() | PurePath():
            return clean(str(value))
        case Mapping():
            return {clean(str(name)): _told(inner, clean) for name, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_told(inner, clean) for inner in value]
        case _:
            return f"<{type(value).__name__}>"


def _without_addresses(text: str) -> str:
    return MAIL_ADDRESS.sub("<address>", text)


def _renderer(log_format: str) -> Processor:
    if log_format == "json":
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())


class _Seldom(logging.Filter):
    """What a library says again and again during an outage is let through once in ten seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[tuple[str, object], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        said = (record.name, record.msg if isinstance(record.msg, str) else type(record.msg))
        if record.created - self._last.get(said, 0.0) < SELDOM_SECONDS:
            return False
        if len(self._last) > 1000:  # sentences made on the spot, which never come again
            self._last.clear()
        self._last[said] = record.created
        return True


def _fold_in(out: TextIO, processors: list[Processor], level: int) -> None:
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(processors=[structlog.stdlib.ExtraAdder(allow=()), *processors])
    )
    handler.addFilter(_Seldom())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in (*QUIETED, "uvicorn.error"):
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.captureWarnings(capture=True)
