"""Any title of any script is answered, alike each time, in linear time; a role read again is the same role."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jobalerts_shared.posting import Level
from jobalerts_shared.reading.levels import RANK
from jobalerts_shared.reading.roles import read_role, role_meets
from jobalerts_shared.reading.roles_table import Entry, entries
from jobalerts_shared.reading.text import fold, words
from jobalerts_shared.reading.titles import read_title

SAID = """senior junior lead staff principal engineer nurse manager director head of sales account executive intern II
    III backend java c++ .net (m/w/d) - , / | : ( ) & or and Entwickler*in chargé de técnico addetto alle medewerker L5
    with #LI-KS1 (R1234) 80-100% $25/hr remote Berlin for to the CEO assistant 🚀 漢字 مهندس инженер é 1 42 2026"""
WORDS = st.sampled_from(SAID.split())
TITLES = st.lists(WORDS, max_size=14).map(" ".join) | st.text(max_size=200)
LENGTH = 50_000
MOST_SECONDS = 2.0  # of processor time; a linear reader takes some thousandths
PIECES = [
    "a", " ", "-", "(", ")(", "/", "&", "&amp;", "$1", "1 - ", "m/w/", "(m/", "[", "#", "#LI-", "R1", "1,", "%", "80-",
    "a@", "in:", "er", "Senior ", "Manager, ", "of ", "de ", "and ", "a.", "c++", "x.js ", "aB", "e-e-", "up to $",
    "é", "ß", "漢", "😀", "ا", "\u0301", "\x00",
]  # fmt: skip


@settings(deadline=None)
@given(title=TITLES)
def test_any_title_is_answered_alike(title: str) -> None:
    first = read_title.__wrapped__(title)
    assert first == read_title.__wrapped__(title)
    assert (first.seniority is None) == (first.levels == ())
    assert list(first.levels) == sorted(first.levels, key=RANK.__getitem__)
    assert all(isinstance(level, Level) for level in first.levels)
    assert [one.field for one in first.evidence] == ["roles", "levels"]


@settings(deadline=None)
@given(title=TITLES)
def test_a_role_read_again_meets_itself(title: str) -> None:
    for role in read_title(title).roles:
        assert role == role.lower()
        assert role_meets(role, role)


@pytest.mark.parametrize("piece", PIECES)
def test_hostile_titles_take_linear_time(piece: str) -> None:
    text = (piece * (LENGTH // len(piece) + 1))[:LENGTH]
    began = process_time()
    read_title.__wrapped__(text)
    read_role(text)
    fold(text)
    words(text)
    assert process_time() - began < MOST_SECONDS


@settings(deadline=None)
@given(text=st.text(max_size=300))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("line", entries(), ids=lambda line: line.name)
def test_a_role_of_the_table_reads_as_itself(line: Entry) -> None:
    (role,) = read_title(line.name).roles
    assert read_title(role).roles == (role,)
    assert role_meets(role, line.name)


@settings(deadline=None, max_examples=400)
@given(title=TITLES)
@example(title="I/II")
def test_a_role_reads_as_itself(title: str) -> None:
    for role in read_title(title).roles:
        assert read_title(role).roles == (role,)
