"""Confirming an address: the link shows a button, the button confirms."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from jobalerts_shared.tokens import Purpose
from jobalerts_subscriptions.kept import Kept
from jobalerts_subscriptions.metrics import confirmations_total
from jobalerts_subscriptions.parts import Parts, parts_of
from jobalerts_subscriptions.register import LinkOutcome
from jobalerts_subscriptions.web.pages import page
from jobalerts_subscriptions.web.summaries import summary

router = APIRouter()

STATUS = {LinkOutcome.UNKNOWN: 404, LinkOutcome.EXPIRED: 410, LinkOutcome.ENDED: 410}


@router.get("/confirm/{token}")
async def look(token: str, request: Request) -> Response:
    """Changes nothing: scanners follow links."""
    outcome, kept = await parts_of(request).register.look(token)
    return _page(parts_of(request), outcome, kept)


@router.post("/confirm/{token}")
async def confirm(token: str, request: Request) -> Response:
    outcome, kept = await parts_of(request).register.confirm(token)
    confirmations_total.labels(outcome).inc()
    return _page(parts_of(request), outcome, kept)


def _page(parts: Parts, outcome: LinkOutcome, kept: Kept | None) -> Response:
    """Only the press that confirms is given the way to the manage page: the link may be read by others later."""
    manage, told = None, summary(kept) if kept else None
    if outcome is LinkOutcome.CONFIRMED and kept:
        manage = f"/manage/{parts.tokens.sign(Purpose.MANAGE, str(kept.person_id))}"
    return page("confirm.html", STATUS.get(outcome, 200), outcome=outcome.value, summary=told, manage=manage)
