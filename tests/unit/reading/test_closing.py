"""Adverts that are over, and those that are none."""

from __future__ import annotations

import pytest

from jobalerts_shared.reading.closing import closing_words, no_job_words


@pytest.mark.parametrize(
    "text",
    [
        "Baker\nApplications closed",
        "This job is no longer accepting applications.",
        "Sorry, this position has been filled.",
        "This job has expired",
        "The vacancy is now closed.",
        "Diese Stelle ist leider nicht mehr verfügbar.",
        "Die Bewerbungsfrist ist abgelaufen",
        "Cette offre n'est plus disponible",
        "Offre expirée",
        "Esta oferta ya no está disponible",
        "Oferta cerrada",
        "Vaga encerrada",
        "Inscrições encerradas",
        "Annuncio scaduto",
        "Applications for this role are now closed",
        "The job you are looking for is no longer open.",
        "The job posting you're looking for might have closed",
        "This requisition is closed",
        "Recruitment for this role has ended.",
        "The application deadline has passed",
        "This posting has been taken down",
        "Job offer no longer active",
        "Questa posizione è chiusa",
        "Deze vacature is gesloten",
    ],
)
def test_closed(text: str) -> None:
    assert closing_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "If the position has been filled, we keep your application.",
        "Applications are reviewed until the position is filled.",
        "You closed deals and opened shops.",
        "Once the application deadline has passed we read all letters.",
        "Position to be filled as soon as possible",
        "The role works in a team that has ended many a long night.",
        "We are open to all applications.",
        "Apply before the vacancy is closed.",
        "A mile away\n" * 300 + "Applications closed",
    ],
)
def test_open(text: str) -> None:
    assert closing_words(text) is None


@pytest.mark.parametrize(
    "title",
    [
        "Open Application",
        "General Application - Sales",
        "Join our Talent Community",
        "Talent Pool: Nurses",
        "Don't see a role that fits?",
        "Can’t find what you are looking for? Tell us!",
        "Expression of Interest - Teachers",
        "Initiativbewerbung (m/w/d)",
        "Candidature spontanée",
        "Candidatura espontánea",
        "Banco de talentos",
        "Candidatura spontanea",
        "Open sollicitatie",
        "Future Opportunities",
    ],
)
def test_no_job(title: str) -> None:
    assert no_job_words(title)


@pytest.mark.parametrize(
    "title",
    [
        "Talent Community Manager",
        "Talent Pool Specialist",
        "Application Engineer",
        "General Manager",
        "Open Source Developer",
        "Driver",
    ],
)
def test_a_job(title: str) -> None:
    assert no_job_words(title) is None
