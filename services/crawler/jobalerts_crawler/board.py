"""What every kind of source shares: the board to read, a fetched page, the snapshot it gives, and the one error.

Unreadable    the page is not what its kind expects; says what was expected and what was found
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from jobalerts_shared.posting import Advert
from jobalerts_shared.settings import Selectors

MEBIBYTE = 1024 * 1024
SHOWN = 80  # characters of a strange page that an error quotes
CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([a-zA-Z0-9_-]{2,40})""", re.IGNORECASE)
HTML_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)


class Unreadable(Exception):
    def __init__(self, expected: str, found: str) -> None:
        super().__init__(f"expected {expected}; found {found}")
        self.expected = expected
        self.found = found


class Wire(BaseModel):
    """A site's own shape: what we do not read is ignored, and blanks around words mean nothing."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)


@dataclass(frozen=True, slots=True)
class Board:
    """Where to read: `token` names a board on its vendor's host, `url` any page; `name` is the employer's, if given."""

    kind: str
    token: str | None = None
    url: str | None = None
    name: str | None = None
    base_url: str | None = None
    permitted: bool = False
    pattern: str | None = None
    selectors: Selectors | None = None

    @property
    def id(self) -> str:
        return f"{self.kind}:{self.token or self.url}"


@dataclass(frozen=True, slots=True)
class Request:
    """A further question to the board's site: GET, or POST of a JSON body."""

    address: str
    body: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One fetched body, with the address it came from at last."""

    url: str | None
    body: bytes
    charset: str | None = None

    @property
    def text(self) -> str:
        """UTF-8 where it is that, else as declared, else as Windows wrote it; never an error."""
        declared = CHARSET.search(self.body[:4096])
        for charset in ("utf-8-sig", self.charset, declared and declared[1].decode("ascii"), "cp1252"):
            try:
                return self.body.decode(charset or "ascii")
            except (UnicodeDecodeError, LookupError):
                continue
        return self.body.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a source lists now. Only a `complete` one may close a posting by its absence.

    `same_job` names, per native id, the employer's own number of the job behind several adverts of one board.
    `revisions` tells, per native id, what the list says of the advert's version, where that can be trusted.
    """

    adverts: tuple[Advert, ...]
    complete: bool
    same_job: Mapping[str, str] = field(default_factory=dict)
    revisions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Key:
    """What a request carries to be answered, with the settings that fill it in: `Bearer {nav_token}`.

    `{api_token}` is the source's own, of the setting `api_tokens`. `needed` where nothing is answered without it.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of board. `addresses` are tried in order until one is not 404; `read` is pure.

    `body`: what the first request posts as JSON. `more` names the request after the pages read so far, until there is
    none. `detail` asks for all of an advert whose list lacks it, and `read_detail` reads the answer.
    `documented`: the vendor publishes this interface for everyone, so only an explicit Disallow keeps us out.
    `own_details`: a detail is the advert's own page, without which there is no advert.
    `own_page`: the board is the advert's own page, so 404 or 410 there means that it is closed.
    `key`: what the site knows us by.
    `notice`: why boards of this kind stay unread unless the operator says that they have permission.
    `pause`: between two requests to the one host of all boards of this kind, where its vendor says more than nothing.
    """

    kind: str
    addresses: Callable[[Board], tuple[str, ...]]
    read: Callable[[Sequence[Page], Board], Snapshot]
    detect: Callable[[str], str | None]
    body: Mapping[str, object] | None = None
    more: Callable[[Sequence[Page], Board], Request | None] | None = None
    most_pages: int = 50
    detail: Callable[[Advert, Board], Request | None] | None = None
    read_detail: Callable[[Page, Board, Advert], Advert] | None = None
    own_details: bool = False
    documented: bool = False
    own_page: bool = False
    max_bytes: int = 32 * MEBIBYTE
    key: Key | None = None
    notice: str | None = None
    pause: timedelta | None = None


def refusal(source: Source, board: Board) -> str | None:
    """Why a board is not read without the permission of its site; a stand-in for the vendor's host needs none."""
    if not source.notice or board.permitted or board.base_url:
        return None
    return f"{source.notice}; set permitted = true on the source if you have permission"


R = TypeVar("R", bound=BaseModel)
# What tools write around a body that they keep.
ENVELOPE = frozenset(
    {"url", "status", "status_code", "headers", "method", "request", "fetched_at", "captured_at", "date"}
)
BODIES = frozenset({"body", "response", "json", "data", "content"})
ODD_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])|\x00")


def parse_json(page: Page, expected: str) -> object:
    text = page.text
    try:
        parsed = _unwrapped(json.loads(text, strict=False))
        return clean(parsed) if ODD_ESCAPE.search(text) else parsed
    except (ValueError, RecursionError):
        raise Unreadable(expected, describe(page)) from None


def _unwrapped(parsed: object) -> object:
    """The body alone, where all beside it is how it was fetched."""
    if not isinstance(parsed, dict) or not {"url", "request"} & parsed.keys() or not parsed.keys() <= ENVELOPE | BODIES:
        return parsed
    inner = [parsed[name] for name in BODIES & parsed.keys()]
    if len(inner) != 1 or not isinstance(inner[0], str | list | dict):
        return parsed
    return json.loads(inner[0], strict=False) if isinstance(inner[0], str) else inner[0]


def clean(value: object) -> object:
    """Without what no database and no UTF-8 can hold: NUL and halves of a character."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "ignore").decode()
    if isinstance(value, list):
        return [clean(each) for each in value]
    return {key: clean(each) for key, each in value.items()} if isinstance(value, dict) else value


def read_rows(rows: Iterable[object], shape: type[R], expected: str) -> tuple[list[R], bool]:
    """The rows that fit, and whether all did: one odd row costs itself and the completeness, not the board."""
    fitting: list[R] = []
    fault: str | None = None
    for row in rows:
        try:
            fitting.append(shape.model_validate(row))
        except ValidationError as error:
            first = error.errors()[0]
            fault = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    if fault and not fitting:
        raise Unreadable(expected, f"rows that do not fit ({fault})")
    return fitting, fault is None


def describe(page: Page) -> str:
    """What a strange page looks like, in a few words fit for one line."""
    text = page.text.strip()
    if not text:
        return "an empty body"
    if re.match(r"<!doctype html|<html|<head|<body", text[:200], re.IGNORECASE):
        title = HTML_TITLE.search(text)
        words = _one_line(unescape(title[1])) if title else ""
        return f"an HTML page titled «{words}»" if words else "an HTML page without a title"
    kind = "XML" if text.startswith("<") else "JSON" if text[0] in "{[" else "text"
    return f"{kind} that begins «{_one_line(text)}»"


def _one_line(text: str) -> str:
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * SHOWN]).split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
