from __future__ import annotations

import base64

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from jobalerts_shared.sealing import SealBroken, Sealer
from jobalerts_shared.targets import EmailTarget, SlackTarget, Targets

OLD, NEW = "the-old-secret-of-this-place", "the-new-secret-of-this-place"
ADA = Targets(
    email="ada@example.org",
    targets=(EmailTarget(), SlackTarget(webhook_url="https://hooks.slack.com/services/T0/B0/secret")),
)


def sealer(secrets: str) -> Sealer:
    return Sealer(SecretStr(secrets))


def test_opened_is_what_was_sealed() -> None:
    assert sealer(NEW).open(sealer(NEW).seal(ADA)) == ADA


def test_the_sealed_text_shows_nothing() -> None:
    sealed = sealer(NEW).seal(ADA)
    readable = sealed.encode() + base64.urlsafe_b64decode(sealed)
    assert not any(word in readable for word in (b"ada", b"example.org", b"hooks.slack", b"email"))


@pytest.mark.parametrize("secrets", [f"{NEW},{OLD}", f" {NEW} , {OLD} ,"], ids=["two", "two with spaces"])
def test_a_key_is_changed_without_a_stop(secrets: str) -> None:
    sealed_before = sealer(OLD).seal(ADA)
    sealed_now = sealer(secrets).seal(ADA)
    assert sealer(secrets).open(sealed_before) == ADA
    assert sealer(NEW).open(sealed_now) == ADA, "the first secret seals"


def test_another_key_opens_nothing_and_repeats_nothing() -> None:
    with pytest.raises(SealBroken, match="another key") as refused:
        sealer(NEW).open(sealer(OLD).seal(ADA))
    assert "ada" not in str(refused.value)


@given(st.data())
def test_a_changed_byte_is_noticed(data: st.DataObject) -> None:
    sealed = base64.urlsafe_b64decode(sealer(NEW).seal(ADA))
    place = data.draw(st.integers(0, len(sealed) - 1))
    changed = bytearray(sealed)
    changed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        sealer(NEW).open(base64.urlsafe_b64encode(changed).decode())


@pytest.mark.parametrize("sealed", ["", "no token", "ÄÖ", "gAAAAA"], ids=["empty", "text", "not ASCII", "cut off"])
def test_no_seal_at_all(sealed: str) -> None:
    with pytest.raises(SealBroken):
        sealer(NEW).open(sealed)


def test_the_raw_secret_is_not_the_key() -> None:
    raw = base64.urlsafe_b64encode(NEW.ljust(32)[:32].encode())
    with pytest.raises(SealBroken):
        sealer(NEW).open(Fernet(raw).encrypt(ADA.model_dump_json().encode()).decode())


def test_an_empty_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        sealer(" , ")
