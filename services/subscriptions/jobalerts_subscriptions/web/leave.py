"""Leaving: a look shows a button and changes nothing, a POST leaves at once, without a login (RFC 8058)."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from jobalerts_shared.tokens import Purpose
from jobalerts_subscriptions.parts import parts_of
from jobalerts_subscriptions.web.pages import page, trouble
from jobalerts_subscriptions.web.sign_up import read_form
from jobalerts_subscriptions.web.summaries import summary

router = APIRouter()


@router.get("/unsubscribe/{token}")
async def look(token: str, request: Request) -> Response:
    numbers = _numbers(token, request)
    if not numbers:
        return _unreadable()
    kept = await parts_of(request).register.live(numbers)
    return page("leave.html", summaries=[summary(each) for each in kept], left=0)


@router.post("/unsubscribe/{token}")
async def leave(token: str, request: Request) -> Response:
    """A mail program's one click and the button here are the same; what has ended already is left."""
    numbers = _numbers(token, request)
    if not numbers:
        return _unreadable()
    everything = (await read_form(request)).text("everything") == "yes"
    left = await parts_of(request).register.leave(numbers, everything=everything)
    return page("leave.html", summaries=[], left=max(1, len(left)))


def _numbers(token: str, request: Request) -> list[int]:
    """One mail may tell what several subscriptions of a person want: its one click leaves all of them."""
    subject = parts_of(request).tokens.verify(Purpose.UNSUBSCRIBE, token) or ""
    parts = subject.split(",")
    return [int(part) for part in parts] if all(part.isascii() and part.isdigit() for part in parts) else []


def _unreadable() -> Response:
    words = (
        "The link is not whole: mail programs sometimes cut a long one in two. Copy all of it into the address bar, "
        "or press the unsubscribe button of your mail program."
    )
    return trouble(404, "We cannot read this link", words)
