"""What a text states of the work mode, years and sponsorship; boilerplate and conditions state nothing."""

from __future__ import annotations

import pytest

from jobalerts_shared.posting import WorkMode
from jobalerts_shared.reading.body import sponsorship_in_text, years_in_text
from jobalerts_shared.reading.mode_stated import mode_stated

REMOTE, HYBRID, ONSITE = WorkMode.REMOTE, WorkMode.HYBRID, WorkMode.ONSITE


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        pytest.param("This role is fully remote.", REMOTE, id="role is remote"),
        pytest.param("This is a remote position.", REMOTE, id="remote position"),
        pytest.param("Location: Remote", REMOTE, id="label"),
        pytest.param("You can work from anywhere.", REMOTE, id="anywhere"),
        pytest.param("This is not a remote role.", ONSITE, id="not remote"),
        pytest.param("Remote work is not possible.", ONSITE, id="not possible"),
        pytest.param("This position is on-site.", ONSITE, id="on-site"),
        pytest.param("We have a hybrid working model.", HYBRID, id="hybrid model"),
        pytest.param("You spend 3 days a week in our Oslo office.", HYBRID, id="days in the office"),
        pytest.param("Two days per week from home are fine.", HYBRID, id="days at home"),
        pytest.param("Mobiles Arbeiten ist möglich.", HYBRID, id="German"),
        pytest.param("Deux jours de télétravail par semaine.", HYBRID, id="French"),
        pytest.param("Trabajo 100% remoto.", REMOTE, id="Spanish"),
        pytest.param("This role is remote. It is a hybrid role from May on.", HYBRID, id="the stronger claim"),
        pytest.param("On site unless formally approved to work fully remotely.", None, id="boilerplate"),
        pytest.param("You support remote teams and hybrid clouds.", None, id="words of the work"),
        pytest.param("Experience with remote work is welcome.", None, id="experience"),
        pytest.param("Some roles may be eligible for remote work.", None, id="perhaps"),
        pytest.param("A remote-first hybrid environment.", None, id="remote first"),
        pytest.param("We bake bread.", None, id="nothing"),
    ],
)
def test_mode_stated(text: str, mode: WorkMode | None) -> None:
    found = mode_stated(text)
    assert (found[0] if found else None) == mode


@pytest.mark.parametrize(
    ("text", "years"),
    [
        pytest.param("5+ years of experience in baking", "5+", id="plus"),
        pytest.param("3-5 years' professional experience", "3-5", id="range"),
        pytest.param("at least 4 years baking experience", "4+", id="at least"),
        pytest.param("Experience: 2 years", "2", id="experience first"),
        pytest.param("mindestens 3 Jahre Berufserfahrung", "3+", id="German"),
        pytest.param("5 ans d'expérience minimum", "5+", id="French"),
        pytest.param("más de 2 años de experiencia", "2+", id="Spanish"),
        pytest.param("five years of experience", "5", id="in words"),
        pytest.param("three to five years of experience", "3-5", id="a range in words"),
        pytest.param("more than 5 years of experience", "5+", id="more than"),
        pytest.param("up to 2 years of experience", "0-2", id="up to"),
        pytest.param("We have 20 years of experience in the market", None, id="the employer's own"),
        pytest.param("a 10 years old company with experience", None, id="the employer's age"),
        pytest.param("A company of 30 years with experience", None, id="too many"),
        pytest.param("We have baked for 10 years.", None, id="no experience named"),
    ],
)
def test_years(text: str, years: str | None) -> None:
    found = years_in_text(text)
    assert (found[0] if found else None) == years


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        pytest.param("We offer visa sponsorship.", "yes", id="offered"),
        pytest.param("Visa sponsorship is available.", "yes", id="available"),
        pytest.param("We are unable to provide visa sponsorship.", "no", id="unable"),
        pytest.param("We do not sponsor visas.", "no", id="not"),
        pytest.param("You must already have the right to work in Norway.", "no", id="right to work"),
        pytest.param("Visa sponsorship: No", "no", id="labelled"),
        pytest.param("Sponsorship is provided for this role", "yes", id="provided"),
        pytest.param("We offer relocation support and visa assistance", "yes", id="assistance"),
        pytest.param("We're happy to help with visas and relocation", "yes", id="help"),
        pytest.param("Will you require sponsorship?", None, id="a question"),
        pytest.param("We sponsor a football club.", None, id="football"),
        pytest.param("We bake bread.", None, id="nothing"),
    ],
)
def test_sponsorship(text: str, answer: str | None) -> None:
    found = sponsorship_in_text(text)
    assert (found[0] if found else None) == answer
