from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobalerts_shared.packing import pack, unpack


@given(st.lists(st.integers(min_value=0, max_value=2**63)))
def test_unpacked_is_what_was_packed_sorted_and_once(ids: list[int]) -> None:
    assert unpack(pack(ids)) == sorted(set(ids))


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_clearly(text: str) -> None:
    try:
        ids = unpack(text)
    except ValueError as error:
        assert str(error)
    else:
        assert ids == sorted(set(ids))


@pytest.mark.parametrize(
    ("ids", "packed"),
    [
        pytest.param([], "", id="nobody"),
        pytest.param([0], "AA==", id="the least id"),
        pytest.param([1, 2, 3], "AQAA", id="neighbours cost one byte each"),
        pytest.param([3, 1, 2, 2], "AQAA", id="in any order, with repeats"),
        pytest.param([300], "rAI=", id="two bytes"),
    ],
)
def test_the_format_stays(ids: list[int], packed: str) -> None:
    assert pack(ids) == packed


def test_a_negative_id_is_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        pack([5, -1])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("not base64!", "base64", id="no base64"),
        pytest.param("ÄÖ==", "base64", id="not even ASCII"),
        pytest.param("gA==", "cut off", id="ends in the middle of a number"),
    ],
)
def test_garbage_is_named(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        unpack(text)


def test_a_hundred_thousand_dense_ids_stay_small() -> None:
    assert len(pack(range(1, 100_001))) < 140_000
