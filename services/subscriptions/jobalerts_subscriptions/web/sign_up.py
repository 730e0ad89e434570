"""The front page: subscribe, and see how we understand what is typed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from jobalerts_subscriptions.faults import Refused
from jobalerts_subscriptions.parts import network, parts_of
from jobalerts_subscriptions.understood import place_seen, role_seen
from jobalerts_subscriptions.web.forms import NEW, Typed, body_of_form, faults_by_field, typed
from jobalerts_subscriptions.web.pages import form_page, page

MOST_FIELDS = 200
MOST_LINES = 50

router = APIRouter()


@router.get("/")
async def front() -> Response:
    return form_page("front.html", form=Typed(NEW), errors={})


@router.post("/")
async def subscribe(request: Request) -> Response:
    """The same answer whoever the address belongs to."""
    parts = parts_of(request)
    await parts.meter.spend(parts.meter.limits.address_forms, network(request))
    form = await read_form(request)
    body = body_of_form(form)
    try:
        asked = parts.register.read_form(body)
        await parts.register.sign_up(asked)
    except Refused as refused:
        return form_page("front.html", 422, form=form, errors=faults_by_field(refused.faults, form, body))
    return page("sent.html", email=asked.email)


@router.get("/preview/roles")
async def preview_roles(request: Request, roles: Annotated[str, Query(max_length=8000)] = "") -> Response:
    return await _preview(request, "roles", roles)


@router.get("/preview/places")
async def preview_places(request: Request, places: Annotated[str, Query(max_length=8000)] = "") -> Response:
    return await _preview(request, "places", places)


async def _preview(request: Request, kind: str, text: str) -> Response:
    parts = parts_of(request)
    await parts.meter.spend(parts.meter.limits.address_looks, network(request))
    see = role_seen if kind == "roles" else place_seen
    lines = Typed({kind: text}).lines(kind)[:MOST_LINES]
    return page("understood.html", seen=[see(line) for line in lines])


async def read_form(request: Request) -> Typed:
    """Files have no place in it, and are passed over."""
    async with request.form(max_fields=MOST_FIELDS, max_files=1) as form:
        return typed((name, value) for name, value in form.multi_items() if isinstance(value, str))
