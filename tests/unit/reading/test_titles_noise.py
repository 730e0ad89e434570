"""What a title holds beside the job: ids, tags, gender markers, workload, pay, terms. None of it reaches the role."""

from __future__ import annotations

import pytest

from jobalerts_shared.reading.noise_titles import clean
from jobalerts_shared.reading.titles import read_title


@pytest.mark.parametrize(
    "noise",
    [
        pytest.param("{} (m/w/d)", id="m/w/d"),
        pytest.param("{} (w/m/div.)", id="w/m/div."),
        pytest.param("{} H/F", id="H/F"),
        pytest.param("{} (f/m/x)", id="f/m/x"),
        pytest.param("{} (a)", id="a"),
        pytest.param("{} [all genders]", id="all genders"),
        pytest.param("{} (gn)", id="gn"),
        pytest.param("{} (M/F/D/V)", id="four letters"),
        pytest.param("{} - 80-100%", id="workload"),
        pytest.param("{} (60 - 80 %)", id="workload in brackets"),
        pytest.param("{} (R5142)", id="requisition in brackets"),
        pytest.param("{} - JR-2026-00391", id="requisition"),
        pytest.param("{} (35168)", id="number in brackets"),
        pytest.param("{} #LI-KS1 #LI-Remote", id="recruiter's tags"),
        pytest.param("{} #J-18808-Ljbffr", id="aggregator's tag"),
        pytest.param("{} with verification", id="with verification"),
        pytest.param("URGENT!!! {} needed ASAP", id="urgent"),
        pytest.param("🔥 {} 🔥", id="emoji"),
        pytest.param("{}\u00a0–\u00a0Full-time", id="dash and no-break space"),
        pytest.param("{} | $25 - $32 / hour + bonus", id="hourly pay"),
        pytest.param("{} – bis 70.000 €", id="pay in euros"),
        pytest.param("Remote {}", id="remote in front"),
        pytest.param("Freelance {} (Contract)", id="contract words"),
        pytest.param("{} - Part Time - Weekends", id="part time"),
        pytest.param("{} (Vollzeit, unbefristet)", id="Vollzeit"),
        pytest.param("{} - CDI", id="CDI"),
        pytest.param("{} - 2nd Shift", id="shift"),
        pytest.param("{} - Berlin", id="city"),
        pytest.param("{} (United States)", id="country"),
        pytest.param("Now hiring: {}", id="now hiring"),
    ],
)
@pytest.mark.parametrize("role", ["data analyst", "electrician"])
def test_noise_leaves_the_role_alone(noise: str, role: str) -> None:
    reading = read_title(noise.format(role.title()))
    assert reading.roles == (role,)
    assert reading.seniority is None


@pytest.mark.parametrize(
    ("written", "role"),
    [
        pytest.param("Entwickler:in", "entwickler", id="colon"),
        pytest.param("Entwickler*in", "entwickler", id="star"),
        pytest.param("Entwickler_in", "entwickler", id="underscore"),
        pytest.param("Entwickler/in", "entwickler", id="slash"),
        pytest.param("EntwicklerIn", "entwickler", id="inner capital"),
        pytest.param("Entwickler(in)", "entwickler", id="brackets"),
        pytest.param("Développeur·se", "développeur", id="middle dot"),
        pytest.param("Développeur(euse)", "développeur", id="fr, brackets"),
        pytest.param("Enfermero/a", "enfermero", id="es, slash"),
        pytest.param("Vendedor(a)", "vendedor", id="pt, brackets"),
    ],
)
def test_gender_marks_are_part_of_no_word(written: str, role: str) -> None:
    assert read_title(written).roles == (role,)


def test_a_title_is_cut_before_it_is_read() -> None:
    assert len(clean("Engineer " * 10_000)) <= 500
