"""Foreign text made fit to be shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobalerts_notifier.text import one_line, safe_link, shorten


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("  Senior \t Engineer\r\n", "Senior Engineer", id="white space"),
        pytest.param("a\x00b\x1bc", "a b c", id="control signs"),
        pytest.param("a\u202eb\u2066c\ufeffd", "abcd", id="signs that turn a line or hide"),
        pytest.param("a\u2028b", "a b", id="line separator"),
        pytest.param("👩\u200d💻", "👩\u200d💻", id="a joined emoji stays whole"),
        pytest.param("x" * 300, "x" * 199 + "…", id="too long"),
    ],
)
def test_one_line(text: str, shown: str) -> None:
    assert one_line(text) == shown


@given(st.text())
def test_one_line_is_one_line_and_stays_so(text: str) -> None:
    line = one_line(text)
    assert len(line) <= 200 and line.splitlines() in ([], [line])
    assert one_line(line) == line


def test_shorten_leaves_what_fits() -> None:
    assert (shorten("abc", 3), shorten("abcd", 3)) == ("abc", "ab…")


@pytest.mark.parametrize(
    ("url", "link"),
    [
        pytest.param("https://a.example/x?y=1&z=2#f", "https://a.example/x?y=1&z=2#f", id="as it is"),
        pytest.param(" http://a.example/ü b ", "http://a.example/%C3%BC%20b", id="encoded"),
        pytest.param('https://a.example/"><script>', "https://a.example/%22%3E%3Cscript%3E", id="quotes and brackets"),
        pytest.param("javascript:alert(1)", None, id="script"),
        pytest.param("data:text/html,x", None, id="data"),
        pytest.param("//a.example/x", None, id="no scheme"),
        pytest.param("https:///x", None, id="no host"),
        pytest.param("https://bank.example@evil.example/", None, id="a host dressed as another"),
        pytest.param("http://[::1", None, id="broken"),
        pytest.param("https://a.example/" + "x" * 2000, None, id="too long"),
        pytest.param(None, None, id="none"),
    ],
)
def test_links_lead_to_the_web_only(url: str | None, link: str | None) -> None:
    assert safe_link(url) == link
