"""From what a person pastes, an address or KIND:TOKEN, to a source. Offline."""

from __future__ import annotations

import re

from jobalerts_crawler.sources import SOURCES
from jobalerts_shared.pushed import KIND
from jobalerts_shared.settings import READ_BY_URL, SourceSettings

NAMED = re.compile(r"([a-z]+):(?!//)(\S+)")


class NotASource(Exception):
    """The text says why, fit to be shown as it is."""


def detect(pasted: str) -> SourceSettings:
    """`greenhouse:acme`, `page:https://…`, or any address; the kinds with a board of their own are asked first."""
    text = pasted.strip()
    named = NAMED.fullmatch(text)
    if named:
        return _named(named[1], named[2])
    for kind in sorted(SOURCES, key=lambda kind: kind == "page"):
        if token := SOURCES[kind].detect(text):
            return (
                SourceSettings(kind=kind, url=token) if kind in READ_BY_URL else SourceSettings(kind=kind, token=token)
            )
    raise NotASource(f"«{text}» is neither an http(s) address nor KIND:TOKEN ({', '.join(SOURCES)}).")


def _named(kind: str, token: str) -> SourceSettings:
    if kind == KIND:
        raise NotASource("A pushed source is not read: whoever has a key sends its postings to POST /v1/postings.")
    if kind not in SOURCES:
        raise NotASource(f"We have no kind of source «{kind}»; there are {', '.join(SOURCES)}.")
    if kind not in READ_BY_URL:
        return SourceSettings(kind=kind, token=token)
    if not SOURCES["page"].detect(token):
        raise NotASource(f"A {kind} is named by its address: {kind}:https://…, not «{token}».")
    return SourceSettings(kind=kind, url=token)
