"""Templates, rendered: everything typed is escaped, a name that is missing is an error."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from jobalerts_subscriptions.web import choices

STATIC = Path(str(files("jobalerts_subscriptions.web"))) / "static"


def page(name: str, status: int = 200, **values: Any) -> HTMLResponse:  # Any: whatever the template shows
    return HTMLResponse(_templates().get_template(name).render(values), status)


def trouble(status: int, heading: str, words: str) -> HTMLResponse:
    """A plain page that says what to do."""
    return page("trouble.html", status, heading=heading, words=words)


def form_page(name: str, status: int = 200, **values: Any) -> HTMLResponse:  # Any: whatever the template shows
    """A page with the subscription form, which needs what one can choose from."""
    return page(name, status, choices=choices, zones=choices.zones_by_region(), **values)


@lru_cache(maxsize=1)
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("jobalerts_subscriptions.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["static"] = _address
    templates.filters["told"] = _told
    return templates


@lru_cache
def _address(name: str) -> str:
    """The address names the content, so a browser may keep it for good."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def _told(errors: Mapping[str, list[str]], name: str) -> list[str]:
    return errors.get(name, [])
