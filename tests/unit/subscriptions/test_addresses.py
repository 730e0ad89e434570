from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobalerts_subscriptions.addresses import normal_address


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        pytest.param("a@example.org", "a@example.org", id="plain"),
        pytest.param("  A.Person+Jobs@Example.ORG ", "a.person+jobs@example.org", id="blanks and capitals"),
        pytest.param("me@localhost", "me@localhost", id="this machine"),
        pytest.param("anna@bücher.example", "anna@xn--bcher-kva.example", id="a name beyond ASCII"),
        pytest.param("jörg@example.org", "jörg@example.org", id="a person beyond ASCII"),
        pytest.param("ａ@example.org", "a@example.org", id="full-width letters"),
    ],
)
def test_one_mailbox_has_one_form(typed: str, normal: str) -> None:
    assert normal_address(typed) == normal


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("", id="nothing"),
        pytest.param("a.example.org", id="no at"),
        pytest.param("@example.org", id="nobody"),
        pytest.param("a@", id="nowhere"),
        pytest.param("a@example", id="no dot"),
        pytest.param("a@b@example.org", id="two ats"),
        pytest.param("a@example.org, b@example.org", id="two addresses"),
        pytest.param("A <a@example.org>", id="with a name"),
        pytest.param("a@example.org\nBcc: b@example.org", id="a header smuggled in"),
        pytest.param("a\x00@example.org", id="a null"),
        pytest.param("a\u202e@example.org", id="a direction mark"),
        pytest.param("a@-example.org", id="a label that begins with a dash"),
        pytest.param("a@exa_mple.org", id="an underscore in a host"),
        pytest.param("a@127.0.0.1", id="a number for a host"),
        pytest.param("a@[127.0.0.1]", id="a literal"),
        pytest.param("a..b@example.org", id="two dots"),
        pytest.param(".a@example.org", id="a dot first"),
        pytest.param("a" * 65 + "@example.org", id="too long a person"),
        pytest.param("a@" + "b." * 130 + "org", id="too long"),
        pytest.param("a@example..org", id="an empty label"),
    ],
)
def test_what_cannot_be_written_to_is_no_address(typed: str) -> None:
    assert normal_address(typed) is None


@given(st.text(max_size=60))
def test_the_form_is_stable_and_one_line(typed: str) -> None:
    normal = normal_address(typed) or normal_address(f"{typed}@example.org")
    if normal is not None:
        assert normal_address(normal) == normal
        assert len(normal.split()) == 1 and normal.count("@") == 1
