"""The header Idempotency-Key: a request that is sent again is recognised."""

from __future__ import annotations

import hashlib
import re
from typing import Annotated, TypeAlias

from fastapi import Header

from jobalerts_subscriptions.faults import Fault, Refused
from jobalerts_subscriptions.register import IdempotencyKey

VISIBLE = re.compile(r"[\x21-\x7e]{1,200}")

IdempotencyHeader: TypeAlias = Annotated[
    str | None, Header(alias="Idempotency-Key", description="a repeat with the same key and body counts once")
]


def key_of(given: str | None, body: str) -> IdempotencyKey | None:
    if given is None:
        return None
    if not VISIBLE.fullmatch(given):
        raise Refused([Fault("Idempotency-Key", "may have up to 200 visible characters")])
    return IdempotencyKey(given, hashlib.sha256(body.encode()).digest())
