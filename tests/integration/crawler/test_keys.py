"""Keys through the walk: they arrive where they belong, and stand nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from jobalerts_crawler.fetch import Outcome
from jobalerts_crawler.main import assemble
from jobalerts_shared.outgoing import outgoing_client
from jobalerts_shared.settings import Settings
from tests.fakes.boards import Boards
from tests.integration.crawler.conftest import House

SAVED = Path(__file__).parents[2] / "sources"
KEYS: dict[str, object] = {
    "adzuna_app_id": "id-of-adzuna",
    "adzuna_app_key": "key-of-adzuna",
    "usajobs_email": "holder@example.org",
    "usajobs_key": "key-of-usajobs",
    "nav_token": "token-of-nav",
    "api_tokens": {"recruitee:acme": "token-of-acme"},
}
SECRETS = ("id-of-adzuna", "key-of-adzuna", "holder@example.org", "key-of-usajobs", "token-of-nav", "token-of-acme")
OFFERS = "/api/offers/"
EVERY_ROW = """SELECT s::text AS row FROM source s UNION ALL SELECT p::text FROM posting p
               UNION ALL SELECT h::text FROM host h"""


def saved(boards: Boards, path: str, name: str) -> None:
    boards.page(path, (SAVED / name).read_text(), "application/json")


def with_keys(house: House, settings: Settings, client: httpx.AsyncClient, **keys: object) -> House:
    return House(assemble(Settings.model_validate({**settings.model_dump(), **keys}), house.pool, client), house.pool)


@pytest.mark.parametrize(
    ("source", "path", "answer", "carried"),
    [
        pytest.param("adzuna:gb", "/v1/api/jobs/gb/search/1", "adzuna/search.json",
                     "&app_id=id-of-adzuna&app_key=key-of-adzuna", id="adzuna"),
        pytest.param("usajobs:all", "/api/search", "usajobs/search.json",
                     "User-Agent: holder@example.org Authorization-Key: key-of-usajobs", id="usajobs"),
        pytest.param("nav:all", "/api/v1/feed", "nav/feed.json", "Authorization: Bearer token-of-nav", id="nav"),
        pytest.param("arbeitsagentur:all", "/jobboerse/jobsuche-service/pc/v4/jobs", "arbeitsagentur/search.json",
                     "X-API-Key: jobboerse-jobsuche", id="arbeitsagentur"),
        pytest.param("recruitee:acme", OFFERS, "recruitee/board.json", "X-Careers-Sites-Token: token-of-acme",
                     id="recruitee"),
    ],
)  # fmt: skip
async def test_a_key_arrives_and_stands_nowhere_else(
    house: House, boards: Boards, plain_settings: Settings, capfd: pytest.CaptureFixture[str],
    source: str, path: str, answer: str, carried: str,
) -> None:  # fmt: skip
    saved(boards, path, answer)
    kind, _, token = source.partition(":")
    async with outgoing_client(plain_settings) as client:
        own = with_keys(house, plain_settings, client, **KEYS)
        await own.watch({"kind": kind, "token": token, "base_url": boards.url})
        done = await own.crawl(source)
        assert done.outcome is Outcome.READ and done.listed, done
        told = [event.model_dump_json() for event in await own.told()]
        [standing] = await own.parts.watchlist.standings()
    asked = [address + " " + " ".join(f"{name}: {value}" for name, value in heard.items())
             for address, heard in boards.heard if address.partition("?")[0] == path]  # fmt: skip
    assert asked and all(part in asked[0] for part in carried.split(" ") if part.strip(":"))
    robots = [str(heard) for address, heard in boards.heard if address == "/robots.txt"]
    rows = await house.rows(EVERY_ROW)
    assert len(rows) > 2
    elsewhere = f"{rows} {told} {robots} {standing} {done} {capfd.readouterr()}"
    assert not any(secret in elsewhere for secret in SECRETS)


def nav_item(number: str, status: str) -> dict[str, object]:
    entry = {"uuid": number, "status": status, "title": f"Kokk {number}", "municipal": "OSLO"}
    return {"id": number, "url": f"/api/v1/feedentry/{number}", "title": entry["title"], "_feed_entry": entry}


async def test_an_entry_of_nav_is_read_whole_with_the_token_and_closed_by_the_feed_alone(
    house: House, boards: Boards, plain_settings: Settings
) -> None:
    feed, entries = "/api/v1/feed", [f"/api/v1/feedentry/{number}" for number in ("a1", "a2")]
    for path in (feed, *entries):
        boards.locks[path] = ("Authorization", "Bearer token-of-nav")
    boards.page(feed, json.dumps({"items": [nav_item("a1", "ACTIVE"), nav_item("a2", "ACTIVE")]}))
    for path in entries:
        number = path.rpartition("/")[2]
        content = {"title": f"Kokk {number}", "description": "<p>Lag mat.</p>", "employer": {"name": "Nordvik"}}
        boards.page(path, json.dumps({"uuid": number, "status": "ACTIVE", "ad_content": content}))
    async with outgoing_client(plain_settings) as client:
        own = with_keys(house, plain_settings, client, **KEYS)
        await own.watch({"kind": "nav", "token": "all", "base_url": boards.url, "baseline": False})
        await own.crawl("nav:all")
        told = await own.told()
        assert {(event.posting.native_id, event.posting.description) for event in told} == {
            ("a1", "Lag mat."), ("a2", "Lag mat."),
        }  # fmt: skip
        boards.page(feed, json.dumps({"items": [nav_item("a1", "INACTIVE")]}))
        del boards.pages[entries[0]]
        await own.crawl("nav:all")
        assert await own.changes() == {"Kokk a1": "closed"}


async def test_a_job_of_the_bundesagentur_is_asked_for_by_its_number(
    house: House, boards: Boards, plain_settings: Settings
) -> None:
    service = "/jobboerse/jobsuche-service/pc/v4"
    row = {
        "titel": "Koch (m/w/d)",
        "refnr": "10000-12-S",
        "arbeitsort": {"ort": "Köln"},
        "externeUrl": "https://a.example/",
    }
    boards.page(f"{service}/jobs", json.dumps({"maxErgebnisse": 1, "stellenangebote": [row]}))
    whole = {"titel": "Koch (m/w/d)", "refnr": "10000-12-S", "stellenbeschreibung": "Sie kochen.", "firma": "Nordwind"}
    boards.page(f"{service}/jobdetails/MTAwMDAtMTItUw==", json.dumps(whole))
    boards.locks[f"{service}/jobdetails/MTAwMDAtMTItUw=="] = ("X-API-Key", "jobboerse-jobsuche")
    await house.watch({"kind": "arbeitsagentur", "token": "koch", "base_url": boards.url})
    await house.crawl("arbeitsagentur:koch")
    [event] = await house.told()
    assert (event.posting.description, event.posting.apply_url) == ("Sie kochen.", "https://a.example/")


async def test_a_kind_without_its_key_is_not_asked(house: House, boards: Boards) -> None:
    await house.watch({"kind": "adzuna", "token": "gb", "base_url": boards.url})
    done = await house.crawl("adzuna:gb")
    assert done.outcome is Outcome.KEY_NEEDED and "set adzuna_app_id (JOBALERTS_ADZUNA_APP_ID)" in (done.words or "")
    assert not boards.requests


async def test_a_token_that_is_asked_for_closes_nothing_and_opens_the_board_again(
    house: House, boards: Boards, plain_settings: Settings
) -> None:
    saved(boards, OFFERS, "recruitee/board.json")
    await house.watch({"kind": "recruitee", "token": "acme", "base_url": boards.url})
    listed = (await house.crawl("recruitee:acme")).listed
    assert listed and len(await house.told()) == listed
    [before] = await house.parts.watchlist.standings()
    boards.locks[OFFERS] = ("X-Careers-Sites-Token", "token-of-acme")
    for _ in range(3):
        done = await house.crawl("recruitee:acme")
        assert done.outcome is Outcome.KEY_NEEDED and "a token is needed" in (done.words or "")
    [standing] = await house.parts.watchlist.standings()
    assert standing.open_postings == before.open_postings > 0 and await house.told() == []
    async with outgoing_client(plain_settings) as client:
        own = with_keys(house, plain_settings, client, **KEYS)
        assert (await own.crawl("recruitee:acme")).succeeded


async def test_a_redirect_to_another_site_carries_no_key(
    house: House, boards: Boards, plain_settings: Settings
) -> None:
    with Boards().served() as other:
        other.page("/elsewhere", json.dumps({"offers": []}), "application/json")
        boards.moved[OFFERS] = f"{other.url}/elsewhere"
        async with outgoing_client(plain_settings) as client:
            own = with_keys(house, plain_settings, client, **KEYS)
            await own.watch({"kind": "recruitee", "token": "acme", "base_url": boards.url})
            await own.crawl("recruitee:acme")
    assert any("token-of-acme" in str(heard) for _, heard in boards.heard)
    assert other.heard and "token-of-acme" not in str(other.heard)
