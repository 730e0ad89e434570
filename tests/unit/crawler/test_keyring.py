"""Which keys a request carries, to whom, and what is said where one is missing."""

from __future__ import annotations

import pytest

from jobalerts_crawler.board import Board
from jobalerts_crawler.fetch import Failed, Outcome
from jobalerts_crawler.keyring import Keyring
from jobalerts_crawler.sources import SOURCES
from jobalerts_shared.settings import Settings, SettingsError

KEYS: dict[str, object] = {
    "adzuna_app_id": "a-id",
    "adzuna_app_key": "a-key",
    "usajobs_email": "me@example.org",
    "usajobs_key": "u-key",
    "nav_token": "n-token",
    "api_tokens": {"recruitee:acme": "r-token"},
}
ACME = Board("recruitee", token="acme")


def keyring(**settings: object) -> Keyring:
    return Keyring(Settings.model_validate(settings))


@pytest.mark.parametrize(
    ("kind", "headers", "query"),
    [
        pytest.param("adzuna", {}, {"app_id": "a-id", "app_key": "a-key"}, id="adzuna"),
        pytest.param("usajobs", {"User-Agent": "me@example.org", "Authorization-Key": "u-key"}, {}, id="usajobs"),
        pytest.param("nav", {"Authorization": "Bearer n-token"}, {}, id="nav"),
        pytest.param("arbeitsagentur", {"X-API-Key": "jobboerse-jobsuche"}, {}, id="the published key"),
        pytest.param("recruitee", {"X-Careers-Sites-Token": "r-token"}, {}, id="the source's own token"),
        pytest.param("greenhouse", {}, {}, id="a kind without a key"),
    ],
)
def test_a_request_carries_its_kinds_key_to_its_own_site_alone(
    kind: str, headers: dict[str, str], query: dict[str, str]
) -> None:
    ring, source, board = keyring(**KEYS), SOURCES[kind], Board(kind, token="acme")
    [address] = source.addresses(board)
    carried = ring.secrets(source, board, address)
    assert (carried.headers, carried.query) == (headers, query)
    assert ring.lacking(source, board) is None
    away = ring.secrets(source, board, "https://elsewhere.example/x")
    assert not away.headers and not away.query


@pytest.mark.parametrize(
    ("kind", "settings", "words"),
    [
        pytest.param("adzuna", {}, "adzuna_app_id (JOBALERTS_ADZUNA_APP_ID) and adzuna_app_key", id="both"),
        pytest.param(
            "adzuna", {"adzuna_app_id": "a"}, "set adzuna_app_key (JOBALERTS_ADZUNA_APP_KEY)", id="one of two"
        ),
        pytest.param("usajobs", {"usajobs_key": "k"}, "set usajobs_email", id="its holder"),
        pytest.param("nav", {}, "nav asks for a key of one's own; set nav_token", id="nav"),
    ],
)
def test_what_is_lacking_is_named(kind: str, settings: dict[str, object], words: str) -> None:
    lacking = keyring(**settings).lacking(SOURCES[kind], Board(kind, token="all"))
    assert lacking and words in lacking


@pytest.mark.parametrize("kind", ["recruitee", "greenhouse", "arbeitsagentur"])
def test_what_needs_no_key_is_asked_without(kind: str) -> None:
    assert keyring().lacking(SOURCES[kind], Board(kind, token="acme")) is None


def test_another_employers_board_is_asked_without_the_token() -> None:
    other = Board("recruitee", token="initech")
    assert not keyring(**KEYS).secrets(SOURCES["recruitee"], other, "https://initech.recruitee.com/api/offers/").headers


@pytest.mark.parametrize(
    ("board", "status", "settings", "outcome", "words"),
    [
        pytest.param(ACME, 401, {}, Outcome.KEY_NEEDED, 'a token is needed (HTTP 401); set api_tokens."recru',
                     id="a token is needed"),
        pytest.param(ACME, 401, KEYS, Outcome.KEY_NEEDED, "the site does not accept our key (HTTP 401); look at",
                     id="a wrong token"),
        pytest.param(ACME, 403, {}, Outcome.REFUSED, "HTTP 403", id="refused without asking for a key"),
        pytest.param(Board("adzuna", token="gb"), 403, KEYS, Outcome.KEY_NEEDED, "(HTTP 403); look at adzuna_app_id",
                     id="a wrong key"),
        pytest.param(Board("page", url="https://a.example/"), 401, {}, Outcome.REFUSED, "HTTP 401", id="no key"),
    ],
)  # fmt: skip
def test_a_refusal_tells_of_the_key_and_not_of_the_board(
    board: Board, status: int, settings: dict[str, object], outcome: Outcome, words: str
) -> None:
    failed = Failed(Outcome.REFUSED, f"HTTP {status}", status=status)
    told = keyring(**settings).explained(failed, SOURCES[board.kind], board)
    assert told.outcome is outcome and words in told.words
    assert not any(secret in told.words for secret in ("a-key", "r-token"))


def test_a_token_that_nobody_takes_is_refused() -> None:
    with pytest.raises(SettingsError, match="greenhouse takes no token of a single source; recruitee does"):
        keyring(api_tokens={"greenhouse:acme": "t"})
