"""The pages that mails lead to: confirm, manage, leave."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from jobalerts_shared.tokens import Purpose
from jobalerts_subscriptions.metrics import confirmations_total
from tests.integration.subscriptions.house import CONSENT, WANTED, House

FORM = {"email": "a@example.org", "roles": "machine learning engineer", "places": "London, UK", "to_email": "on"}
URL_ENCODED = "application/x-www-form-urlencoded"
IN_PARTS = "multipart/form-data; boundary=x"
BUTTON = 'type="submit"'


async def signed_up(house: House, **changes: str) -> str:
    """Through the page; the token of the link that is owed."""
    answer = await house.client.post("/", data={**FORM, **changes})
    assert answer.status_code == 200, answer.text
    [row] = await house.rows("SELECT targets_sealed FROM subscription ORDER BY subscription_id DESC LIMIT 1")
    token = house.sealer.open(row["targets_sealed"]).confirmation_token
    assert token is not None
    return token


async def states(house: House) -> list[str]:
    return [row["state"] for row in await house.rows("SELECT state FROM subscription ORDER BY subscription_id")]


async def manage(house: House) -> str:
    [row] = await house.rows("SELECT person_id FROM person")
    return f"/manage/{house.parts.tokens.sign(Purpose.MANAGE, str(row['person_id']))}"


def leave_link(house: House, number: object) -> str:
    return f"/unsubscribe/{house.parts.tokens.sign(Purpose.UNSUBSCRIBE, str(number))}"


def confirmed(outcome: str) -> float:
    return float(confirmations_total.labels(outcome)._value.get())


async def test_a_look_confirms_nothing_and_a_press_does(house: House) -> None:
    token = await signed_up(house)
    for _ in range(2):
        look = await house.client.get(f"/confirm/{token}")
        assert look.status_code == 200 and BUTTON in look.text and "Machine learning engineer" in look.text
    assert await states(house) == ["awaiting_confirmation"]
    before = confirmed("confirmed")
    press = await house.client.post(f"/confirm/{token}")
    assert press.status_code == 200 and "Your alerts begin now" in press.text
    assert await states(house) == ["active"]
    assert confirmed("confirmed") == before + 1
    [row] = await house.rows(
        "SELECT consent_source, consent_at, confirmed_at FROM subscription JOIN person USING (person_id)"
    )
    assert row["consent_source"] == "confirmation link" and row["consent_at"] and row["confirmed_at"]


async def test_a_second_press_is_friendly_and_changes_nothing(house: House) -> None:
    token = await signed_up(house)
    first = await house.client.post(f"/confirm/{token}")
    assert "/manage/" in first.text
    for answer in (await house.client.post(f"/confirm/{token}"), await house.client.get(f"/confirm/{token}")):
        assert answer.status_code == 200 and "confirmed already" in answer.text
        assert "/manage/" not in answer.text, "an old link may be in other hands"
    [row] = await house.rows("SELECT version FROM subscription")
    assert row["version"] == 2


async def test_two_presses_at_once_confirm_once(house: House) -> None:
    token = await signed_up(house)
    answers = await asyncio.gather(*(house.client.post(f"/confirm/{token}") for _ in range(6)))
    assert sum("begin now" in answer.text for answer in answers) == 1
    assert {answer.status_code for answer in answers} == {200}


async def test_an_old_link_says_what_to_do(house: House) -> None:
    token = await signed_up(house)
    await house.rows("UPDATE confirmation SET expires_at = now()")
    for answer in (await house.client.get(f"/confirm/{token}"), await house.client.post(f"/confirm/{token}")):
        assert answer.status_code == 410 and "Subscribe again" in answer.text
    assert await states(house) == ["awaiting_confirmation"]


@pytest.mark.parametrize("token", ["x", "x" * 3000, "%00", "..%2F..", "<script>alert(1)</script>"])
@pytest.mark.parametrize("page", ["confirm", "manage", "unsubscribe"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_link_that_cannot_be_read_is_a_plain_page(house: House, method: str, page: str, token: str) -> None:
    answer = await house.client.request(method, f"/{page}/{token}")
    assert answer.status_code in (404, 405)
    assert answer.headers["content-type"].startswith("text/html") and 'href="/"' in answer.text
    assert "alert(1)" not in answer.text


async def test_a_link_for_one_purpose_is_worth_nothing_for_another(house: House) -> None:
    await house.made()
    [row] = await house.rows("SELECT person_id, subscription_id FROM subscription")
    tokens = house.parts.tokens
    swapped = {
        "/manage/": tokens.sign(Purpose.UNSUBSCRIBE, str(row["person_id"])),
        "/unsubscribe/": tokens.sign(Purpose.MANAGE, str(row["subscription_id"])),
    }
    for path, token in swapped.items():
        assert (await house.client.get(path + token)).status_code == 404


async def test_the_same_answer_for_known_and_unknown_addresses(house: House) -> None:
    unknown = await house.client.post("/", data=FORM)
    known = await house.client.post("/", data=FORM)
    await house.made(email="busy@example.org")
    for _ in range(4):
        busy = await house.client.post("/", data={**FORM, "email": "busy@example.org"})
    full = await house.client.post("/", data={**FORM, "email": "busy@example.org", "roles": "another"})
    for answer in (known, busy, full):
        assert answer.status_code == unknown.status_code == 200
        assert answer.text.replace("busy@", "a@") == unknown.text
        assert set(answer.headers) == set(unknown.headers)


async def test_a_form_sent_twice_is_one_subscription_with_a_new_link(house: House) -> None:
    first = await signed_up(house)
    second = await signed_up(house)
    assert len(await states(house)) == 1 and first != second
    assert (await house.client.post(f"/confirm/{first}")).status_code == 404
    assert (await house.client.post(f"/confirm/{second}")).status_code == 200
    assert await states(house) == ["active"]


async def test_a_mailbox_is_asked_only_a_few_times_a_day(house: House) -> None:
    for number in range(7):
        answer = await house.client.post("/", data={**FORM, "roles": f"role {number}"})
        assert answer.status_code == 200
    assert len(await states(house)) == house.parts.meter.limits.mailbox_mails.most


async def test_a_stranger_cannot_state_consent_by_the_form(house: House) -> None:
    await signed_up(house, consent="yes", consent_source="me", state="active")
    assert await states(house) == ["awaiting_confirmation"]


async def test_a_form_with_faults_keeps_what_was_typed(house: House) -> None:
    typed = {**FORM, "email": "nobody", "places": "Qwertzuiop\nLondon", "levels": ["mid", "senior"], "to_email": ""}
    answer = await house.client.post("/", data=typed)
    assert answer.status_code == 422
    for kept in ('value="nobody"', "Qwertzuiop\nLondon", 'value="mid" checked', 'value="senior" checked'):
        assert kept in answer.text
    assert "“Qwertzuiop” is not a place we know" in answer.text
    for field in ("email", "places", "targets"):
        assert f'id="{field}-error"' in answer.text and f'aria-describedby="{field}-error' in answer.text


async def test_what_is_typed_is_escaped(house: House) -> None:
    nasty = '"><script>alert(1)</script>'
    answer = await house.client.post("/", data={"email": nasty, "roles": nasty, "slack_url": nasty})
    assert "<script>alert" not in answer.text and "&lt;script&gt;" in answer.text


@pytest.mark.parametrize(
    "request_of",
    [
        pytest.param({"content": b"\x00\xff", "headers": {"Content-Type": URL_ENCODED}}, id="bytes"),
        pytest.param({"content": b"--x", "headers": {"Content-Type": IN_PARTS}}, id="half a part"),
        pytest.param({"data": {f"f{n}": "x" for n in range(300)}}, id="too many fields"),
        pytest.param({"files": {"email": ("a.txt", b"a@example.org")}}, id="a file"),
        pytest.param({"data": {"email": "a@example.org", "roles": "x" * 70_000}}, id="too large"),
        pytest.param({"json": {"email": "a@example.org"}}, id="JSON"),
    ],
)
async def test_a_form_that_no_browser_sends_is_refused(house: House, request_of: dict[str, Any]) -> None:
    answer = await house.client.post("/", **request_of)
    assert answer.status_code in (400, 413, 422), answer.status_code
    assert answer.headers["content-type"].startswith("text/html")


async def test_too_many_forms_from_one_place(house: House) -> None:
    most = house.parts.meter.limits.address_forms.most
    answers = [await house.client.post("/", data={"email": "nobody"}) for _ in range(most + 1)]
    assert [answer.status_code for answer in answers[:-1]] == [422] * most
    assert answers[-1].status_code == 429 and int(answers[-1].headers["retry-after"]) > 0


async def test_leaving_is_one_press_and_a_look_changes_nothing(house: House) -> None:
    told = await house.made()
    link = leave_link(house, await house.number(told["id"]))
    look = await house.client.get(link)
    assert look.status_code == 200 and "End these alerts" in look.text
    assert await states(house) == ["active"]
    press = await house.client.post(link)
    assert press.status_code == 200 and "You have left" in press.text
    assert await states(house) == ["ended"]


@pytest.mark.parametrize(
    "request_of",
    [
        pytest.param({"data": {"List-Unsubscribe": "One-Click"}}, id="as a form"),
        pytest.param({"files": {"List-Unsubscribe": (None, "One-Click")}}, id="in parts"),
        pytest.param({}, id="with nothing"),
    ],
)
async def test_one_click_of_a_mail_program(house: House, request_of: dict[str, Any]) -> None:
    """RFC 8058: a POST, no login, no redirect, a 2xx; and again is as good."""
    told = await house.made()
    link = leave_link(house, await house.number(told["id"]))
    for _ in range(2):
        answer = await house.client.post(link, **request_of)
        assert answer.status_code == 200
    assert await states(house) == ["ended"]
    assert (await house.call("GET", f"/v1/subscriptions/{told['id']}")).json()["version"] == 2
    assert "left already" in (await house.client.get(link)).text


async def test_leaving_one_leaves_the_others_and_leaving_all_leaves_all(house: House) -> None:
    made = [await house.made(), await house.made(cadence={"kind": "hourly"}), await house.made(email="b@example.org")]
    link = leave_link(house, await house.number(made[0]["id"]))
    await house.client.post(link)
    assert await states(house) == ["ended", "active", "active"]
    await house.client.post(link, data={"everything": "yes"})
    assert await states(house) == ["ended", "ended", "active"]


async def test_one_mail_for_several_subscriptions_is_left_by_one_click(house: House) -> None:
    """Its link names those that the mail was for, and the person's others stay."""
    made = [await house.made(criteria={"roles": [role]}) for role in ("baker", "cook", "waiter")]
    numbers = [await house.number(each["id"]) for each in made]
    link = leave_link(house, ",".join(numbers[:2]))
    look = await house.client.get(link)
    assert "Baker" in look.text and "Cook" in look.text and "Waiter" not in look.text
    assert (await house.client.post(link, data={"List-Unsubscribe": "One-Click"})).status_code == 200
    assert await states(house) == ["ended", "ended", "active"]


async def test_what_is_left_of_a_mails_subscriptions_can_still_be_left(house: House) -> None:
    key = await house.key_for("acme")
    gone, stays = await house.made(key), await house.made()
    link = leave_link(house, f"{await house.number(gone['id'])},{await house.number(stays['id'])}")
    await house.call("DELETE", f"/v1/people/{gone['person_id']}", key)
    await house.client.post(link)
    assert await states(house) == ["ended"]


async def test_leaving_works_after_everything_was_erased(house: House) -> None:
    told = await house.made()
    link = leave_link(house, await house.number(told["id"]))
    await house.call("DELETE", f"/v1/people/{told['person_id']}")
    assert (await house.client.post(link)).status_code == 200
    assert (await house.client.get(link)).status_code == 200


async def test_the_manage_page_shows_all_of_ones_own_and_nobody_elses(house: House) -> None:
    key = await house.key_for("acme")
    await house.made()
    await house.made(key, criteria={"roles": ["baker"]})
    page = await house.client.get(await manage(house))
    await house.made(email="b@example.org", criteria={"roles": ["secret role"]})
    assert "Machine learning engineer" in page.text and "Baker" in page.text and "Made by acme" in page.text
    assert "secret role" not in page.text.lower()


async def test_another_persons_subscription_is_not_there(house: House) -> None:
    await house.made()
    link = await manage(house)
    theirs = await house.number((await house.made(email="b@example.org"))["id"])
    for path in ("", "/pause", "/resume", "/end"):
        answer = await house.client.post(f"{link}/subscriptions/{theirs}{path}", data=FORM)
        assert answer.status_code == 404
    assert (await house.client.get(f"{link}/subscriptions/{theirs}")).status_code == 404
    assert await states(house) == ["active", "active"]


async def test_pause_resume_and_end_by_the_page(house: House) -> None:
    number = await house.number((await house.made())["id"])
    link = await manage(house)
    for verb, state in (("pause", "paused"), ("resume", "active"), ("end", "ended"), ("end", "ended")):
        answer = await house.client.post(f"{link}/subscriptions/{number}/{verb}")
        assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, link)
        assert await states(house) == [state]
    assert "as it stands now" not in (await house.client.get(link)).text
    stuck = await house.client.post(f"{link}/subscriptions/{number}/resume")
    assert stuck.headers["location"].endswith("done=stuck")
    assert "Nothing here at the moment" in (await house.client.get(link)).text


async def test_the_manage_page_confirms_one_that_waits(house: House) -> None:
    await signed_up(house)
    link = await manage(house)
    page = await house.client.get(link)
    assert "waits for your confirmation" in page.text
    [row] = await house.rows("SELECT subscription_id FROM subscription")
    await house.client.post(f"{link}/subscriptions/{row['subscription_id']}/resume")
    assert await states(house) == ["active"]


async def test_a_change_by_the_page(house: House) -> None:
    targets = [
        {"channel": "email"},
        {"channel": "push", "service": "ntfy", "topic": "mine"},
        {"channel": "push", "service": "telegram", "user": "1", "token": "1:" + "t" * 30},
    ]
    told = await house.made(targets=targets)
    link = await manage(house)
    path = f"{link}/subscriptions/{await house.number(told['id'])}"
    shown = await house.client.get(path)
    assert shown.status_code == 200 and 'value="mine"' in shown.text
    changed = {**FORM, "email": "other@example.org", "places": "Leeds, UK", "levels": "senior", "cadence": "hourly"}
    saved = await house.client.post(path, data=changed)
    assert saved.status_code == 303, saved.text
    after = (await house.call("GET", f"/v1/subscriptions/{told['id']}")).json()
    assert after["criteria"]["places"] == ["Leeds, UK"] and after["criteria"]["levels"] == ["senior"]
    assert (after["cadence"], after["email"], after["state"]) == ({"kind": "hourly"}, "a@example.org", "active")
    assert after["targets"] == [{"channel": "email"}, targets[2]], "what the form cannot show is kept"
    wrong = await house.client.post(path, data={**changed, "places": "Qwertzuiop"})
    assert wrong.status_code == 422 and "is not a place we know" in wrong.text


async def test_another_one_by_the_page_is_active_at_once(house: House) -> None:
    await house.made()
    link = await manage(house)
    assert (await house.client.get(f"{link}/new")).status_code == 200
    added = await house.client.post(f"{link}/new", data={**FORM, "email": "evil@example.org", "roles": "baker"})
    assert added.headers["location"].endswith("done=added")
    assert await states(house) == ["active", "active"]
    assert len(await house.rows("SELECT 1 FROM person")) == 1, "the address of the form counts for nothing here"


async def test_export_and_erase_by_the_page(house: House) -> None:
    key = await house.key_for("acme")
    await house.made()
    await house.made(key)
    link = await manage(house)
    export = await house.client.get(f"{link}/export")
    assert export.headers["content-disposition"].startswith("attachment")
    assert [each["email"] for each in export.json()["subscriptions"]] == ["a@example.org"] * 2
    assert (await house.client.get(f"{link}/erase")).status_code == 200
    assert len(await states(house)) == 2, "a look erases nothing"
    assert "Everything is erased" in (await house.client.post(f"{link}/erase")).text
    for table in ("person", "subscription", "confirmation", "idempotency"):
        assert await house.rows(f"SELECT 1 FROM {table}") == []
    assert (await house.client.get(link)).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/", "/confirm/x", "/manage/x", "/unsubscribe/x", "/nowhere", "/static/app.css", "/v1/subscriptions"],
)
async def test_every_answer_carries_the_strict_headers(house: House, path: str) -> None:
    headers = (await house.client.get(path)).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "http" not in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "set-cookie" not in headers


async def test_files_whose_address_names_their_content_are_kept_for_good(house: House) -> None:
    front = (await house.client.get("/")).text
    files = [part.split('"')[0] for part in front.split('"/static/')[1:]]
    assert len(files) == 5 and all("?v=" in file for file in files)
    for file in files:
        answer = await house.client.get(f"/static/{file}")
        assert answer.status_code == 200 and "immutable" in answer.headers["cache-control"]


async def test_nothing_comes_from_elsewhere(house: House) -> None:
    front = (await house.client.get("/")).text
    assert 'src="http' not in front and "style=" not in front and "onclick" not in front
    links = [part.split('"')[0] for part in front.split('href="')[1:]]
    assert [link for link in links if link.startswith("http")] == ["https://www.geonames.org/"]


async def test_a_preview_says_how_we_understand(house: House) -> None:
    places = await house.client.get("/preview/places", params={"places": "London\nQwertzuiop\n<b>"})
    assert "London, England, GB" in places.text and "we know no such place" in places.text
    assert "<b>" not in places.text


async def test_consent_of_the_api_is_kept_through_a_change_by_the_page(house: House) -> None:
    told = await house.made()
    link = await manage(house)
    await house.client.post(f"{link}/subscriptions/{await house.number(told['id'])}", data={**FORM, "roles": "baker"})
    after = (await house.call("GET", f"/v1/subscriptions/{told['id']}")).json()
    assert after["consent"] == CONSENT and after["criteria"]["roles"] == ["baker"] != WANTED["roles"]
