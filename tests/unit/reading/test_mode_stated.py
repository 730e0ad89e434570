"""What a text states of the place of work, in seven languages; what merely names it states nothing."""

from __future__ import annotations

import pytest

from jobalerts_shared.posting import WorkMode
from jobalerts_shared.reading.mode_stated import mode_stated

REMOTE, HYBRID, ONSITE = WorkMode.REMOTE, WorkMode.HYBRID, WorkMode.ONSITE


@pytest.mark.parametrize(
    ("sentence", "mode"),
    [
        ("This is a fully remote position.", REMOTE),
        ("This role is remote within the US.", REMOTE),
        ("This role can be performed remotely.", REMOTE),
        ("You can work from anywhere in Europe.", REMOTE),
        ("We are a remote-first company.", None),
        ("We're a fully remote team.", REMOTE),
        ("100% remote.", REMOTE),
        ("Remote position open to candidates in Canada.", REMOTE),
        ("Location: Remote (US)", REMOTE),
        ("Work location: Hybrid", HYBRID),
        ("Workplace type: Hybrid", HYBRID),
        ("Workplace: On-site", ONSITE),
        ("Work mode: Onsite", ONSITE),
        ("This is a hybrid role based in our London office.", HYBRID),
        ("You'll be expected in the office 3 days a week.", HYBRID),
        ("We work from our Berlin office at least two days per week.", HYBRID),
        ("Hybrid working: 2 days in the office", HYBRID),
        ("This role requires three days per week in our New York office.", HYBRID),
        ("We have a hybrid policy with 2-3 days in the office.", HYBRID),
        ("You will work 2 days from home and 3 days in the office.", HYBRID),
        ("3 days onsite, 2 days remote", HYBRID),
        ("in office Tuesday through Thursday", HYBRID),
        ("We ask that you come into the office 4 days per week.", HYBRID),
        ("we expect all staff to be in one of our offices at least 25% of the time.", HYBRID),
        ("Minimum of 3 days per week in office", HYBRID),
        ("Our hybrid model gives you flexibility.", HYBRID),
        ("hybrid cloud environments", None),
        ("experience with hybrid cloud", None),
        ("hybrid mobile apps", None),
        ("This is an on-site role in Austin.", ONSITE),
        ("This position is based in our office five days a week.", ONSITE),
        ("This role is fully onsite in San Francisco.", ONSITE),
        ("This is an in-person role.", ONSITE),
        ("Remote work is not possible.", ONSITE),
        ("This is not a remote role.", ONSITE),
        ("This position is not remote.", ONSITE),
        ("Please note this role is not eligible for remote work.", ONSITE),
        ("No remote.", ONSITE),
        ("We work in person 5 days a week from our SF office.", ONSITE),
        ("Must be able to work on-site at our facility.", ONSITE),
        ("onsite gym and onsite parking", None),
        ("experience supporting on-site customers", None),
        ("The role is office-based.", ONSITE),
        ("You must be able to commute to our London office daily.", ONSITE),
        ("This role is 5 days a week in office.", ONSITE),
        ("in-office 5 days per week", ONSITE),
        ("Experience managing remote teams", None),
        ("remote sensing experience", None),
        ("You will provide remote support to customers", None),
        ("unless formally approved to work fully remotely", None),
        ("This role may be remote for exceptional candidates.", None),
        ("Remote work may be considered", None),
        ("Occasional remote work possible", None),
        ("flexible working hours and occasional home office", None),
        ("Die Stelle ist zu 100% remote möglich.", REMOTE),
        ("Mobiles Arbeiten ist nach Absprache möglich.", HYBRID),
        ("Bis zu 3 Tage Homeoffice pro Woche.", HYBRID),
        ("2 Tage Home Office pro Woche möglich", HYBRID),
        ("Arbeiten vor Ort in unserem Büro in Köln, kein Homeoffice.", ONSITE),
        ("Deutschlandweit remote", REMOTE),
        ("Hybrides Arbeiten: 2-3 Tage im Büro", HYBRID),
        ("Du kannst komplett remote arbeiten.", REMOTE),
        ("Wir bieten Homeoffice-Möglichkeit", HYBRID),
        ("Poste en télétravail complet.", REMOTE),
        ("2 jours de télétravail par semaine.", HYBRID),
        ("Télétravail partiel possible", HYBRID),
        ("Poste 100% télétravail", REMOTE),
        ("Pas de télétravail possible.", ONSITE),
        ("Poste basé à Paris, en présentiel.", ONSITE),
        ("Full remote possible", REMOTE),
        ("Jusqu'à 3 jours de télétravail", HYBRID),
        ("Modalidad 100% remota.", REMOTE),
        ("Trabajo presencial en Madrid.", ONSITE),
        ("Modalidad híbrida: 3 días en oficina", HYBRID),
        ("Teletrabajo 2 días a la semana", HYBRID),
        ("Puesto 100% remoto desde España", REMOTE),
        ("Modelo de trabajo híbrido", HYBRID),
        ("Posibilidad de teletrabajo", HYBRID),
        ("Vaga 100% remota.", REMOTE),
        ("Modelo de trabalho híbrido", HYBRID),
        ("Trabalho presencial em São Paulo.", ONSITE),
        ("Regime híbrido, 2x por semana no escritório", HYBRID),
        ("Home office integral", REMOTE),
        ("Atuação presencial", ONSITE),
        ("Lavoro in presenza a Milano", ONSITE),
        ("Smart working 3 giorni a settimana", HYBRID),
        ("Modalità di lavoro ibrida", HYBRID),
        ("Lavoro full remote", REMOTE),
        ("2 giorni in sede", HYBRID),
        ("Volledig op afstand werken", REMOTE),
        ("Hybride werken, 2 dagen op kantoor", HYBRID),
        ("Je werkt 3 dagen op kantoor en 2 dagen thuis", HYBRID),
        ("Deels thuiswerken is mogelijk", HYBRID),
    ],
)
def test_a_sentence(sentence: str, mode: WorkMode | None) -> None:
    found = mode_stated(sentence)
    assert (found[0] if found else None) is mode


def test_a_known_language_changes_nothing_for_its_own_sentences() -> None:
    text = "We build bridges. This is a hybrid role based in our Leeds office. Remote support is part of it."
    assert mode_stated(text, language="en") == mode_stated(text)


def test_the_stronger_claim_is_told_with_its_sentence() -> None:
    said = mode_stated("This is a remote position. You'll be expected in the office 3 days a week.")
    assert said == (HYBRID, "You'll be expected in the office 3 days a week.")
