"""Words are whole, whatever they are written with; a firm is known without its legal form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobalerts_shared.judging.words import WORD, company_key, words_of
from jobalerts_shared.reading.text import unaccented


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Python, Go/Rust", "python go rust", id="punctuation parts"),
        pytest.param("C++, C# and F#", "c++ c# and f#", id="signs belong to the word"),
        pytest.param("C#minor", "c minor", id="a sign before a letter does not"),
        pytest.param(".NET and ASP.NET", ".net and asp net", id="the point of .net"),
        pytest.param("R&D at AT&T", "r&d at at t", id="single letters joined"),
        pytest.param("front-end_dev", "front end dev", id="joined words"),
        pytest.param("Zürich, İstanbul, Łódź, Straße", "zurich istanbul lodz strasse", id="accents"),
        pytest.param("データ東京 ML", "テ ー タ 東 京 ml", id="signs without spaces"),
        pytest.param("  \u00a0…—!", "", id="no word"),
    ],
)
def test_words(text: str, words: str) -> None:
    assert " ".join(words_of(text)) == words


@pytest.mark.parametrize(
    ("name", "key"),
    [
        pytest.param("Acme Ltd", "acme", id="ltd"),
        pytest.param("ACME Limited.", "acme", id="limited"),
        pytest.param("Acme GmbH & Co. KG", "acme", id="several"),
        pytest.param("Foo Sp. z o.o.", "foo", id="polish"),
        pytest.param("A.P. Moller - Maersk A/S", "ap moller maersk", id="danish"),
        pytest.param("Crédit Agricole S.A.", "credit agricole", id="french"),
        pytest.param("Ben & Jerry's Inc.", "ben jerry s", id="a joint inside stays out"),
        pytest.param("Company", "company", id="a name that is a legal form"),
        pytest.param("Acme Robotics", "acme robotics", id="another firm"),
        pytest.param("—", "", id="no name"),
    ],
)
def test_company_key(name: str, key: str) -> None:
    assert company_key(name) == key


def test_a_hostile_text_takes_no_longer_than_its_length() -> None:
    assert words_of("é" * 100_000 + "&a" * 100_000 + "+#." * 100_000)


ODD_PIECES = [
    ".net",
    "ASP.NET",
    "c++",
    "C#",
    "r&d",
    "q&a&b",
    "++",
    "’s",
    "é",
    "İ",
    "e\u0301",
    "日本",
    "_",
    "-",
    " ",
    "\n",
]


@given(st.text(st.sampled_from("abC1 +#&._\n\té—’日'ß/")) | st.lists(st.sampled_from([*ODD_PIECES, "x"])).map("".join))
def test_the_quick_way_finds_the_same_words(text: str) -> None:
    assert words_of(text) == tuple(WORD.findall(unaccented(text)))
