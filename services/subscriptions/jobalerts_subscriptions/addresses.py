"""Mail addresses: which can be written to, and which are the same mailbox. Pure."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 254  # RFC 5321, 4.5.3.1.3
LONGEST_LOCAL_PART = 64
LOCAL_PART = re.compile(r"[^\s\"(),:;<>@\[\\\]]+")
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def normal_address(typed: str) -> str | None:
    """The one form of an address that names its mailbox, or None when nothing can be sent to it.

    Case is folded in both halves: in theory the first may tell mailboxes apart, in practice nobody's does.
    """
    text = unicodedata.normalize("NFKC", typed.strip())
    if len(text) > LONGEST or any(unicodedata.category(letter).startswith("C") for letter in text):
        return None
    local, at, domain = text.rpartition("@")
    if not at or not LOCAL_PART.fullmatch(local) or len(local.encode()) > LONGEST_LOCAL_PART:
        return None
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return None
    host = _host(domain)
    return f"{local.lower()}@{host}" if host else None


def _host(domain: str) -> str | None:
    try:
        host = domain.encode("idna").decode().lower()
    except UnicodeError:
        return None
    labels = host.split(".")
    if host != "localhost" and (len(labels) < 2 or labels[-1].isdigit()):
        return None
    return host if all(LABEL.fullmatch(label) for label in labels) else None
