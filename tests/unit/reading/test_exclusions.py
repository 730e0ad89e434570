"""Sentences that take a region out of the scope of remote work, and those that speak of something else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jobalerts_shared.posting import Advert, Place, WorkMode
from jobalerts_shared.reading.exclusions import exclusions_in_text
from jobalerts_shared.reading.spots import written
from jobalerts_shared.reading.understand import understand


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        pytest.param("We are unable to hire in California or Colorado.", ["California", "Colorado"], id="unable"),
        pytest.param(
            "This role is not available to residents of CA, CO, or NY.",
            ["California", "Colorado", "New York"],
            id="codes",
        ),
        pytest.param("Remote anywhere in the US except Hawaii and Alaska.", ["Hawaii", "Alaska"], id="except"),
        pytest.param("This position cannot be performed in Georgia.", ["Georgia"], id="a country's namesake"),
        pytest.param("We don't hire in Texas", ["Texas"], id="do not hire"),
        pytest.param("Our product is not available in Texas.", [], id="a product"),
        pytest.param("Health benefits are not available in Texas.", [], id="a benefit"),
        pytest.param("Remote work from anywhere except when visiting customers in Texas", [], id="a visit"),
        pytest.param("We do not hire in a hurry.", [], id="no place"),
        pytest.param("This role is not open to candidates in Quebec.", [], id="out of the scope anyway"),
    ],
)
def test_exclusions_in_text(text: str, outside: list[str]) -> None:
    found = exclusions_in_text(text, ("US",))
    assert [place.region for place in (found[0] if found else ())] == outside


def test_a_remote_posting_holds_them_with_the_words() -> None:
    said = "This is a fully remote role. We are unable to hire in Quebec."
    advert = Advert(native_id="1", title="Baker", locations=("Canada",), work_mode=WorkMode.REMOTE, description=said)
    posting = understand(advert, source="test:one", now=datetime(2026, 8, 22, tzinfo=UTC))
    assert posting.remote_except == (Place(region="Quebec", country="CA"),)
    (why,) = (one for one in posting.evidence if one.field == "remote_except")
    assert (why.value, why.words) == ("Quebec, CA", "unable to hire in Quebec")
    assert written(posting.remote_except[0]) == why.value


def test_an_onsite_posting_asks_nothing_of_them() -> None:
    advert = Advert(
        native_id="1", title="Baker", locations=("Toronto",), description="We are unable to hire in Quebec."
    )
    assert understand(advert, source="test:one", now=datetime(2026, 8, 22, tzinfo=UTC)).remote_except == ()
