"""Any text of any script gives an answer, the same one each time, in time linear to its length."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobalerts_shared.posting import Advert
from jobalerts_shared.reading.body import sponsorship_in_text, years_in_text
from jobalerts_shared.reading.closing import closing_words, no_job_words
from jobalerts_shared.reading.dates import read_date
from jobalerts_shared.reading.employment import employment_in_text, employment_in_title, read_employment
from jobalerts_shared.reading.exclusions import exclusions_in_text
from jobalerts_shared.reading.language import language_of
from jobalerts_shared.reading.mode_stated import mode_stated
from jobalerts_shared.reading.noise import cut_furniture, decisive, drop_tags, mark_of_mode
from jobalerts_shared.reading.pay import pay_in_text, read_pay
from jobalerts_shared.reading.places import read_location
from jobalerts_shared.reading.plain import plain
from jobalerts_shared.reading.understand import understand
from jobalerts_shared.reading.wishes import read_place_wish
from jobalerts_shared.reading.work_mode import mode_of_line

NOW = datetime(2026, 8, 22, tzinfo=UTC)
READERS: dict[str, Callable[[str], object]] = {
    "plain": plain,
    "furniture": cut_furniture,
    "decisive": decisive,
    "tags": drop_tags,
    "mark": mark_of_mode,
    "closing": closing_words,
    "no job": no_job_words,
    "date": lambda text: read_date(text, NOW),
    "employment": read_employment,
    "employment in title": employment_in_title,
    "employment in text": employment_in_text,
    "language": language_of,
    "pay": read_pay,
    "pay in text": pay_in_text,
    "location": read_location,
    "wish": read_place_wish,
    "mode of line": mode_of_line,
    "mode stated": mode_stated,
    "years": years_in_text,
    "sponsorship": sponsorship_in_text,
    "exclusions": lambda text: exclusions_in_text(text, ("US", "CA")),
}
LENGTH = 50_000
MOST_SECONDS = 4.0  # of processor time; a linear reader takes some hundredths
PIECES = [
    "a", " ", "\n", "1", "$1", "1,000 ", "<", "<a ", "<a title=\"", "&lt;", "&", "(", ")(", "-", ", ", " - ", "in ",
    " area", "London, ", "CA, ", "remote ", "not remote ", "2 days a week ", "3 years ", "$1k - ", "#LI-",
    "position has been ", "is a ", "time zone ", "UTC+1 to ", "excluding ", "Employment type: ", "senior engineer\n",
    "visa ",
    "unable to hire in ", "remote except ", "Brooklyn, ", "Surrey, ", "télétravail ", "LPA ", "five years ",
    "é", "ß", "漢", "😀", "ا", "\u0301", "\x00", "/ ", "; ", "a.", "US-", "per ", "x" * 500 + " ",
]  # fmt: skip


def _advert(text: str) -> Advert:
    return Advert(native_id="1", title=text[:500], locations=(text[:2000],), description=text, posted_text=text[:100])


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@settings(deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_is_answered_alike(reader: Callable[[str], object], text: str) -> None:
    assert reader(text) == reader(text)


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_hostile_text_takes_linear_time(reader: Callable[[str], object]) -> None:
    for piece in PIECES:
        text = (piece * (LENGTH // len(piece) + 1))[:LENGTH]
        began = process_time()
        reader(text)
        assert process_time() - began < MOST_SECONDS, f"{piece!r} repeated"


@settings(deadline=None)
@given(text=st.text(max_size=300))
def test_an_advert_of_any_text_is_understood_alike(text: str) -> None:
    advert = _advert(text)
    assert understand(advert, source="test:any", now=NOW) == understand(advert, source="test:any", now=NOW)


@settings(deadline=None)
@given(words=st.lists(st.sampled_from(PIECES), max_size=60))
def test_a_description_once_read_reads_the_same(words: list[str]) -> None:
    once = understand(_advert("".join(words)), source="test:any", now=NOW)
    again = understand(
        _advert("".join(words)).model_copy(update={"description": once.description}), source="test:any", now=NOW
    )
    assert again.pay == once.pay
    assert again.work_mode == once.work_mode


@settings(deadline=None)
@given(text=st.text(max_size=200))
def test_cutting_furniture_twice_cuts_no_more(text: str) -> None:
    once = cut_furniture(text)
    assert cut_furniture(once) == once
