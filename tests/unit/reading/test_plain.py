"""Plain text from HTML, from HTML with its markup escaped, and from text."""

from __future__ import annotations

import html

import pytest

from jobalerts_shared.reading.plain import plain

PAGE = "<div><p>We <b>build</b> trains &amp; trams.</p><ul><li><p>Plan</p></li><li>• Drive</li></ul>After<br>all</div>"
READ = "We build trains & trams.\n- Plan\n- Drive\n\nAfter\nall"


@pytest.mark.parametrize(
    ("served", "read"),
    [
        pytest.param(PAGE, READ, id="HTML"),
        pytest.param(html.escape(PAGE), READ, id="escaped HTML, unescaped once"),
        pytest.param("R&amp;D &lt; sales", "R&D < sales", id="text with entities"),
        pytest.param("if a < b and c > d", "if a < b and c > d", id="text with comparisons"),
        pytest.param("one\r\ntwo\r\n\r\n\r\n\r\nthree", "one\ntwo\n\nthree", id="line ends"),
        pytest.param("a\u00a0\u00a0b\u200bc\u00add", "a bcd", id="blanks and invisible letters"),
        pytest.param("<p>a<script>bad()</script>b<style>p{}</style></p>", "ab", id="scripts and styles"),
        pytest.param("a<!-- <p>not this</p> -->b", "ab", id="comments"),
        pytest.param('<img alt="a > b"><p title="x>y">z</p>', "z", id="brackets in attributes"),
        pytest.param("<p>5 &lt; 6</p>", "5 < 6", id="an entity stays a letter"),
        pytest.param("<p>line\n  of source</p>", "line of source", id="line breaks of the source"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_plain(served: str, read: str) -> None:
    assert plain(served) == read


def test_unclosed_markup_loses_no_words() -> None:
    assert plain("<p>one <b two <i>three</i>") == "one <b two three"
