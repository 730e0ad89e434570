"""The manage page: all of a person's subscriptions, by the link in every mail."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from jobalerts_shared.tokens import Purpose
from jobalerts_subscriptions.faults import Refused
from jobalerts_subscriptions.kept import Kept
from jobalerts_subscriptions.parts import Parts, parts_of
from jobalerts_subscriptions.refusals import Full, NotFound
from jobalerts_subscriptions.states import ENDED, Move, Stuck
from jobalerts_subscriptions.store import Person
from jobalerts_subscriptions.web.forms import NEW, Typed, body_of_form, faults_by_field, form_of, unseen
from jobalerts_subscriptions.web.pages import form_page, page
from jobalerts_subscriptions.web.sign_up import read_form
from jobalerts_subscriptions.web.summaries import summary, where

Known = Annotated[Parts, Depends(parts_of)]

router = APIRouter(prefix="/manage/{token}")

DONE = {
    "saved": "Saved. It holds from now on.",
    "added": "Added. It is active from now on.",
    "paused": "Paused. Nothing is sent for it until you resume it.",
    "resumed": "It is active again.",
    "ended": "Ended. Nothing is sent for it any more.",
    "stuck": "That was not possible: it had changed meanwhile. This is how it stands now.",
    "full": "You have as many subscriptions as one may have. End one to add another.",
}


def whose(token: str, request: Request) -> UUID:
    """The person that the link was made for; raises `NotFound`."""
    subject = parts_of(request).tokens.verify(Purpose.MANAGE, token)
    if subject is None:
        raise NotFound
    return UUID(subject)


Whose = Annotated[UUID, Depends(whose)]


@router.get("")
async def overview(token: str, person_id: Whose, known: Known, done: str = "") -> Response:
    person, kept = await known.people.known(person_id)
    live = [each for each in kept if each.state is not ENDED]
    told = [(each, summary(each), [where(to) for to in known.register.targets(each).targets]) for each in live]
    return page("manage.html", token=token, person=person, subscriptions=told, done=DONE.get(done, ""))


@router.get("/new")
async def new(token: str, person_id: Whose, known: Known) -> Response:
    person, kept = await known.people.known(person_id)
    zone = kept[-1].time_zone if kept else "UTC"
    return _form(token, person, None, Typed(NEW | {"time_zone": zone}))


@router.post("/new")
async def add(token: str, person_id: Whose, known: Known, request: Request) -> Response:
    person, _ = await known.people.known(person_id)
    form = await read_form(request)
    body = body_of_form(form) | {"email": person.email}
    try:
        await known.register.add_for(person_id, known.register.read_form(body))
    except Refused as refused:
        return _form(token, person, None, form, faults_by_field(refused.faults, form, body))
    except Full:
        return _back(token, "full")
    return _back(token, "added")


@router.get("/subscriptions/{number}")
async def edit(token: str, number: int, person_id: Whose, known: Known) -> Response:
    person, kept = await _one(known, person_id, number)
    return _form(token, person, kept, form_of(kept.asked(known.register.targets(kept))))


@router.post("/subscriptions/{number}")
async def save(token: str, number: int, person_id: Whose, known: Known, request: Request) -> Response:
    person, kept = await _one(known, person_id, number)
    form = await read_form(request)
    body = body_of_form(form, unseen(known.register.targets(kept).targets))
    body["email"] = known.register.targets(kept).email  # it is not changed here
    try:
        known.register.read_form(body)
        await known.register.patch_for(person_id, number, body)
    except Refused as refused:
        return _form(token, person, kept, form, faults_by_field(refused.faults, form, body))
    return _back(token, "saved")


@router.post("/subscriptions/{number}/pause")
async def pause(token: str, number: int, person_id: Whose, known: Known) -> Response:
    return await _moved(token, "paused", lambda: known.register.move_for(person_id, number, Move.PAUSE))


@router.post("/subscriptions/{number}/resume")
async def resume(token: str, number: int, person_id: Whose, known: Known) -> Response:
    return await _moved(token, "resumed", lambda: known.register.move_for(person_id, number, Move.RESUME))


@router.post("/subscriptions/{number}/end")
async def end(token: str, number: int, person_id: Whose, known: Known) -> Response:
    return await _moved(token, "ended", lambda: known.register.move_for(person_id, number, Move.END))


@router.get("/export")
async def export(person_id: Whose, known: Known) -> Response:
    told = json.dumps(await known.people.export(person_id), indent=2, ensure_ascii=False)
    headers = {"Content-Disposition": 'attachment; filename="jobalerts.json"'}
    return Response(told, media_type="application/json", headers=headers)


@router.get("/erase")
async def ask_to_erase(token: str, person_id: Whose, known: Known) -> Response:
    person, kept = await known.people.known(person_id)
    return page("erase.html", token=token, person=person, count=len(kept), erased=False)


@router.post("/erase")
async def erase(token: str, person_id: Whose, known: Known) -> Response:
    await known.people.erase(person_id)
    return page("erase.html", token=token, person=None, count=0, erased=True)


async def _one(known: Parts, person_id: UUID, number: int) -> tuple[Person, Kept]:
    person, kept = await known.people.known(person_id)
    found = next((each for each in kept if each.subscription_id == number and each.state is not ENDED), None)
    if found is None:
        raise NotFound
    return person, found


async def _moved(token: str, done: str, move: Callable[[], Awaitable[Kept]]) -> Response:
    try:
        await move()
    except Stuck:
        return _back(token, "stuck")
    return _back(token, done)


def _back(token: str, done: str) -> Response:
    return RedirectResponse(f"/manage/{token}?done={done}", 303)


def _form(
    token: str, person: Person, kept: Kept | None, form: Typed, errors: dict[str, list[str]] | None = None
) -> Response:
    status = 422 if errors else 200
    return form_page("edit.html", status, token=token, person=person, kept=kept, form=form, errors=errors or {})
