from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import TimestampSigner
from pydantic import SecretStr

from jobalerts_shared.tokens import Purpose, Tokens

OLD, NEW = "the-old-secret-of-this-place", "the-new-secret-of-this-place"
PERSON = str(UUID(int=7))


def tokens(secrets: str = NEW) -> Tokens:
    return Tokens(SecretStr(secrets))


@given(st.text(max_size=50), st.sampled_from(Purpose))
def test_verified_is_what_was_signed(subject: str, purpose: Purpose) -> None:
    assert tokens().verify(purpose, tokens().sign(purpose, subject)) == subject


def test_a_token_stands_in_a_path_as_it_is() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_.\-]{20,200}", tokens().sign(Purpose.MANAGE, PERSON))


def test_a_token_of_one_purpose_is_worth_nothing_for_another() -> None:
    assert tokens().verify(Purpose.MANAGE, tokens().sign(Purpose.UNSUBSCRIBE, PERSON)) is None


def test_a_key_is_changed_without_a_stop() -> None:
    both = tokens(f"{NEW},{OLD}")
    assert both.verify(Purpose.MANAGE, tokens(OLD).sign(Purpose.MANAGE, PERSON)) == PERSON
    assert tokens(NEW).verify(Purpose.MANAGE, both.sign(Purpose.MANAGE, PERSON)) == PERSON, "the first secret signs"
    assert tokens(NEW).verify(Purpose.MANAGE, tokens(OLD).sign(Purpose.MANAGE, PERSON)) is None


def test_an_old_token_ends_only_where_an_age_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    token = tokens().sign(Purpose.MANAGE, PERSON)
    now = TimestampSigner("").get_timestamp()
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: now + 49 * 3600)
    assert tokens().verify(Purpose.MANAGE, token) == PERSON
    assert tokens().verify(Purpose.MANAGE, token, timedelta(days=3)) == PERSON
    assert tokens().verify(Purpose.MANAGE, token, timedelta(hours=48)) is None


@given(st.data())
def test_a_changed_character_is_noticed(data: st.DataObject) -> None:
    token = tokens().sign(Purpose.MANAGE, PERSON)
    place = data.draw(st.integers(0, len(token) - 2), label="the last character holds spare bits")
    changed = (
        token[:place] + data.draw(st.characters(codec="utf-8").filter(lambda c: c != token[place])) + token[place + 1 :]
    )
    assert tokens().verify(Purpose.MANAGE, changed) is None


@pytest.mark.parametrize(
    "token", ["", ".", "a.b.c", "ÄÖ", "x" * 5000], ids=["empty", "dot", "parts", "umlauts", "long"]
)
def test_no_token_at_all(token: str) -> None:
    assert tokens().verify(Purpose.MANAGE, token) is None
