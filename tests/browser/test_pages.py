"""A person at the pages, in Chromium: with JavaScript and without, on a desk and on a phone, by day and by night."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.browser.conftest import DESKTOP, PHONE, Site

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="the browser group is not installed")

pytestmark = pytest.mark.browser

Page = Any  # playwright's, which may not be installed


@contextmanager
def opened(chromium: Any, *, js: bool = True, view: dict[str, int] = DESKTOP, dark: bool = False) -> Iterator[Page]:
    """A fresh browser that fails the test on any complaint of its own and any request elsewhere."""
    context = chromium.new_context(
        viewport=view,
        java_script_enabled=js,
        color_scheme="dark" if dark else "light",
        timezone_id="Europe/Berlin",
        locale="en-GB",
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    yield page
    ours = page.url.split("/")[2]
    context.close()
    # A 422 or 404 of a page is told by the browser as if a file were missing; that is no fault of the page.
    assert [each for each in complaints if "the server responded with a status of 4" not in each] == []
    assert hosts == {ours}


def fill(page: Page, email: str = "me@example.org") -> None:
    page.get_by_label("Role", exact=True).fill("Machine learning engineer")
    page.get_by_label("Place", exact=True).fill("London, UK")
    for level in ("Mid", "Senior"):
        page.get_by_text(level, exact=True).click()
    page.get_by_text("Hybrid", exact=True).click()
    page.get_by_label("Your e-mail address").fill(email)


def send(page: Page) -> None:
    page.get_by_role("button", name="Send me the confirmation mail").click()


def heading(page: Page) -> str:
    return str(page.get_by_role("heading", level=1).inner_text())


@pytest.mark.parametrize("js", [pytest.param(True, id="with JavaScript"), pytest.param(False, id="without")])
def test_subscribe_confirm_change_pause_leave(site: Site, chromium: Any, js: bool) -> None:
    with opened(chromium, js=js) as page:
        page.goto(site.url)
        fill(page)
        send(page)
        assert heading(page) == "Look into your mailbox" and "me@example.org" in page.content()
        assert site.states() == ["awaiting_confirmation"]

        page.goto(site.confirm_link())
        page.get_by_role("button", name="Yes, send me these alerts").click()
        assert heading(page) == "Your alerts begin now"
        assert site.states() == ["active"]

        page.get_by_role("link", name="Change it, or add another").or_(
            page.get_by_role("button", name="Change it, or add another")
        ).click()
        assert heading(page) == "Your subscriptions"
        page.get_by_role("button", name="Change").click()
        assert page.get_by_label("Role", exact=True).input_value() == "Machine learning engineer"
        assert page.get_by_label("Senior", exact=True).is_checked()
        page.get_by_label("Place", exact=True).fill("Leeds, UK")
        page.get_by_label("How often").select_option(label="Once a day")
        page.get_by_role("button", name="Save").click()
        assert "Saved" in page.get_by_role("status").inner_text()
        assert "Leeds, UK" in page.content() and "every day at 08:00" in page.content()

        page.get_by_role("button", name="Pause").click()
        assert site.states() == ["paused"] and "Paused" in page.get_by_role("status").inner_text()
        page.get_by_role("button", name="Resume").click()
        assert site.states() == ["active"]

        page.goto(site.leave_link())
        page.get_by_role("button", name="End these alerts").click()
        assert heading(page) == "You have left"
        assert site.states() == ["ended"]


def test_add_another_and_erase_everything(site: Site, chromium: Any) -> None:
    with opened(chromium) as page:
        page.goto(site.url)
        fill(page)
        send(page)
        page.goto(site.confirm_link())
        page.get_by_role("button", name="Yes, send").click()
        page.goto(site.manage_link())
        page.get_by_role("button", name="Add another").click()
        page.get_by_label("Role", exact=True).fill("Baker")
        page.get_by_role("button", name="Add it").click()
        assert site.states() == ["active", "active"]
        with page.expect_download() as download:
            page.get_by_role("link", name="Download all of it").click()
        assert download.value.suggested_filename == "jobalerts.json"
        page.get_by_role("link", name="erase all of it").click()
        page.get_by_role("button", name="Erase everything").click()
        assert heading(page) == "Everything is erased"
        assert site.states() == []


@pytest.mark.parametrize("js", [pytest.param(True, id="with JavaScript"), pytest.param(False, id="without")])
def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(site: Site, chromium: Any, js: bool) -> None:
    with opened(chromium, js=js) as page:
        page.goto(site.url)
        fill(page, email="nobody")
        page.get_by_label("Place", exact=True).fill("Qwertzuiop")
        send(page)
        place = page.get_by_label("Place", exact=True)
        assert place.input_value() == "Qwertzuiop" and place.get_attribute("aria-invalid") == "true"
        assert "is not a place we know" in page.locator("#places-error").inner_text()
        assert page.get_by_label("Your e-mail address").input_value() == "nobody"
        assert page.get_by_label("Senior", exact=True).is_checked()
        assert page.locator("#problems li").count() == 2
        if js:
            assert page.evaluate("document.activeElement.id") == "problems"
        place.fill("London")
        page.get_by_label("Your e-mail address").fill("me@example.org")
        send(page)
        assert heading(page) == "Look into your mailbox"


def test_how_we_understand_is_shown_while_one_types(site: Site, chromium: Any) -> None:
    with opened(chromium) as page:
        page.goto(site.url)
        page.get_by_label("Place", exact=True).press_sequentially("London")
        page.locator("#places-seen .sure", has_text="London, England, GB").wait_for()
        page.get_by_label("Place", exact=True).fill("London\nQwertzuiop")
        page.locator("#places-seen .unsure", has_text="no such place").wait_for()
        page.get_by_label("Role", exact=True).fill("ML engineer")
        page.locator("#roles-seen .sure", has_text="machine learning engineer").wait_for()


def test_the_time_zone_is_guessed_and_only_what_counts_is_shown(site: Site, chromium: Any) -> None:
    with opened(chromium) as page:
        page.goto(site.url)
        assert page.get_by_label("Your time zone").input_value() == "Europe/Berlin"
        assert not page.locator("#cadence_at").is_visible()
        page.get_by_label("How often").select_option("weekly")
        assert page.locator("#cadence_at").is_visible() and page.locator("#cadence_weekday").is_visible()
        page.get_by_text("Slack or push, too").click()
        assert not page.locator("#push_server").is_visible()
        page.get_by_label("Service").select_option("gotify")
        assert page.locator("#push_server").is_visible() and not page.locator("#push_topic").is_visible()


def open_all(page: Page) -> None:
    closed = page.locator("details:not([open]) > summary")
    while closed.count():
        closed.first.click()


def faulty(page: Page, site: Site) -> None:
    page.goto(site.url)
    open_all(page)
    page.get_by_label("Service").select_option("mqtt")
    page.get_by_label("How often").select_option("weekly")
    page.get_by_label("Place", exact=True).fill("Qwertzuiop-and-a-very-long-word-that-no-line-of-a-phone-can-hold")
    send(page)
    open_all(page)


def at(path: Callable[[Site], str]) -> Callable[[Page, Site], object]:
    return lambda page, site: page.goto(path(site))


def sent(page: Page, site: Site) -> None:
    page.goto(site.url)
    fill(page)
    send(page)


WALK: dict[str, Callable[[Page, Site], object]] = {
    "front": at(lambda site: site.url),
    "faults": faulty,
    "sent": sent,
    "confirm": at(lambda site: site.confirm_link()),
    "confirmed": lambda page, site: page.get_by_role("button", name="Yes, send").click(),
    "manage": at(lambda site: site.manage_link()),
    "paused": lambda page, site: page.get_by_role("button", name="Pause").click(),
    "change": lambda page, site: page.get_by_role("button", name="Change").click(),
    "new": at(lambda site: f"{site.manage_link()}/new"),
    "leave": at(lambda site: site.leave_link()),
    "left": lambda page, site: page.get_by_role("button", name="End these alerts").click(),
    "nothing left": at(lambda site: site.manage_link()),
    "erase": at(lambda site: f"{site.manage_link()}/erase"),
    "unreadable": at(lambda site: f"{site.url}/confirm/x"),
    "trouble": at(lambda site: f"{site.url}/manage/x"),
}


@pytest.mark.parametrize(
    ("view", "dark"),
    [
        pytest.param(DESKTOP, False, id="a desk by day"),
        pytest.param(PHONE, False, id="a phone by day"),
        pytest.param(PHONE, True, id="a phone by night"),
    ],
)
def test_every_page_is_for_everybody(site: Site, chromium: Any, view: dict[str, int], dark: bool) -> None:
    """No violation that axe finds, and nothing that has to be scrolled sideways."""
    with opened(chromium, view=view, dark=dark) as page:
        for name, go in WALK.items():
            go(page, site)
            page.wait_for_load_state()
            report = axe.Axe().run(page)
            assert report.violations_count == 0, f"{name}: {report.generate_report()}"
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{name} is {wide} px too wide"
