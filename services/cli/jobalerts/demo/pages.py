"""What the demo shows in a browser: the mailbox, each mail, the boards and the adverts on them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from jobalerts.demo.mailbox import Kept, Mailbox
from jobalerts.demo.story import BOARDS, PERSON, WISHES, Boards

TEMPLATES = Path(__file__).parent / "templates"
# A mail's own links open in the whole window; its markup runs nothing.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-top-navigation allow-popups"


def build_pages(mailbox: Mailbox, boards: Boards, page: str) -> Starlette:
    """`page` is the address of jobalerts' own page."""
    templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)

    def show(name: str, **values: object) -> Response:
        return HTMLResponse(templates.get_template(f"{name}.html").render(**values))

    async def see_mailbox(request: Request) -> Response:
        mails = list(reversed(mailbox.mails))
        return show("mailbox", mails=mails, boards=BOARDS, person=PERSON, wishes=WISHES, page=page)

    async def see_mail(request: Request) -> Response:
        kept = _kept(mailbox, request)
        return show("mail", kept=kept, text=kept.words("plain"), html=bool(kept.words("html")))

    async def see_html(request: Request) -> Response:
        html = f'<base target="_top">{_kept(mailbox, request).words("html")}'
        return HTMLResponse(html, headers={"Content-Security-Policy": MAIL_POLICY})

    async def read_board(request: Request) -> Response:
        name = _board(request)
        return JSONResponse(boards.answer(name, str(request.base_url).rstrip("/"), datetime.now(UTC)))

    async def see_board(request: Request) -> Response:
        name = _board(request)
        return show("board", employer=BOARDS[name], jobs=boards.jobs[name])

    async def see_job(request: Request) -> Response:
        job = boards.job(request.path_params["number"])
        if job is None:
            raise HTTPException(404)
        return show("job", job=job, closed=job.id in boards.closed)

    return Starlette(
        routes=[
            Route("/", see_mailbox),
            Route("/mails/{number:int}", see_mail),
            Route("/mails/{number:int}/html", see_html),
            Route("/boards/{name}", see_board),
            Route("/jobs/{number:int}", see_job),
            Route("/v1/boards/{name}/jobs", read_board),
        ]
    )


def _kept(mailbox: Mailbox, request: Request) -> Kept:
    number: int = request.path_params["number"]
    if not 1 <= number <= len(mailbox.mails):
        raise HTTPException(404)
    return mailbox.mails[number - 1]


def _board(request: Request) -> str:
    name: str = request.path_params["name"]
    if name not in BOARDS:
        raise HTTPException(404)
    return name
