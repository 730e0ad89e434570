"""What stands around an advert takes no part in it."""

from __future__ import annotations

import pytest

from jobalerts_shared.posting import WorkMode
from jobalerts_shared.reading.noise import cut_furniture, decisive, drop_tags, mark_of_mode


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("fair and open#LI-AB1", "fair and open", id="recruiter's initials, glued"),
        pytest.param("considered.#J-12345-Ljbffr", "considered.", id="aggregator's mark"),
        pytest.param("Apply #LI-Remote today #ZR", "Apply  today", id="several"),
        pytest.param("We write C# and F#.", "We write C# and F#.", id="languages stay"),
        pytest.param("Be number #1 with us", "Be number #1 with us", id="numbers stay"),
    ],
)
def test_drop_tags(text: str, left: str) -> None:
    assert drop_tags(text) == left


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        pytest.param("x #LI-Remote", WorkMode.REMOTE, id="remote"),
        pytest.param("x #LI-Hybrid", WorkMode.HYBRID, id="hybrid"),
        pytest.param("x#LI-On-Site y", WorkMode.ONSITE, id="on-site"),
        pytest.param("x #LI-AB1", None, id="initials"),
    ],
)
def test_mark_of_mode(text: str, mode: WorkMode | None) -> None:
    found = mark_of_mode(text)
    assert (found[0] if found else None) == mode


ADVERT = "We mend clocks in a small workshop by the river.\nYou mend them with us, six at a time, with care."


@pytest.mark.parametrize(
    "furniture",
    [
        pytest.param(
            "Related jobs\n\nView all jobs\n\nSenior Clockmaker\n\nLead Clockmaker\n\n", id="related jobs above"
        ),
        pytest.param("Apply now\n", id="button"),
        pytest.param("Clockmaker\n", id="title"),
    ],
)
def test_furniture_above(furniture: str) -> None:
    assert cut_furniture(furniture + ADVERT, "Clockmaker") == ADVERT


@pytest.mark.parametrize(
    "furniture",
    [
        pytest.param(
            "Subscribe to Clock Insights for the latest jobs, direct to your inbox.\nPrivacy", id="newsletter"
        ),
        pytest.param("Industry Insights\n\nWhy clocks matter\n\nA long article on clocks.", id="articles"),
        pytest.param("Similar jobs\nSenior Clockmaker\nLead Clockmaker", id="similar jobs below"),
        pytest.param("We use cookies to improve your visit.\nAccept", id="cookies"),
        pytest.param("Share this job", id="share"),
        pytest.param("© 2026 Clocks Ltd", id="copyright"),
    ],
)
def test_furniture_below(furniture: str) -> None:
    assert cut_furniture(f"{ADVERT}\n\n{furniture}") == ADVERT


@pytest.mark.parametrize(
    "aside",
    [
        pytest.param("Equal Opportunity\nAll are welcome, senior and junior.", id="equal opportunity section"),
        pytest.param("We decide without regard to age, and our senior staff agree.", id="equal opportunity line"),
        pytest.param("Benefits\n- A senior discount on clocks", id="benefits"),
        pytest.param("Wir bieten:\n- Rabatt für Senioren", id="benefits in German"),
        pytest.param("About us\nLed by senior people.", id="company"),
    ],
)
def test_asides_decide_nothing(aside: str) -> None:
    assert decisive(f"{ADVERT}\n{aside}").strip() == ADVERT


def test_a_section_after_an_aside_counts_again() -> None:
    assert "six years" in decisive(f"Benefits\n- Tea\nRequirements\n- six years of clocks\n{ADVERT}")
