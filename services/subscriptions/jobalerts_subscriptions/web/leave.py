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
    number = _number(token, request)
    if number is None:
        return _unreadable()
    kept = await parts_of(request).register.numbered(number)
    return page("leave.html", kept=kept, summary=summary(kept) if kept else None, left=0)


@router.post("/unsubscribe/{token}")
async def leave(token: str, request: Request) -> Response:
    """A mail program's one click and the button here are the same; what has ended already is left."""
    number = _number(token, request)
    if number is None:
        return _unreadable()
    form = await read_form(request)
    left = await parts_of(request).register.leave(number, everything=form.text("everything") == "yes")
    return page("leave.html", kept=None, summary=None, left=max(1, len(left)))


def _number(token: str, request: Request) -> int | None:
    subject = parts_of(request).tokens.verify(Purpose.UNSUBSCRIBE, token)
    return int(subject) if subject and subject.isascii() and subject.isdigit() else None


def _unreadable() -> Response:
    words = (
        "The link is not whole: mail programs sometimes cut a long one in two. Copy all of it into the address bar, "
        "or press the unsubscribe button of your mail program."
    )
    return trouble(404, "We cannot read this link", words)
