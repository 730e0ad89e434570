"""Which offered role answers which wish: synonyms, translations, narrower kinds; no siblings, nor who manages them."""

from __future__ import annotations

import pytest

from jobalerts_shared.reading.roles import read_role, role_meets
from jobalerts_shared.reading.titles import read_title


def meets(wish: str, title: str) -> bool:
    return any(role_meets(wanted, offered) for wanted in read_role(wish) for offered in read_title(title).roles)


@pytest.mark.parametrize(
    ("wish", "title"),
    [
        pytest.param("software engineer", "Software Engineer", id="the same"),
        pytest.param("software engineer", "Software Developer", id="synonym"),
        pytest.param("site reliability engineer", "SRE", id="abbreviation"),
        pytest.param("BDR", "Business Development Representative", id="abbreviated wish"),
        pytest.param("machine learning engineer", "ML Engineer", id="ml"),
        pytest.param("backend developer", "Back-End Engineer", id="spelling"),
        pytest.param("software engineer", "Software Engineer - Frontend", id="is a"),
        pytest.param("nurse", "ICU Registered Nurse", id="is a, twice"),
        pytest.param("driver", "LKW-Fahrer (m/w/d)", id="kind in another language"),
        pytest.param("data analyst", "Legal Operations Data Analyst", id="longer name"),
        pytest.param("java developer", "Java Backend Developer", id="wanted words are a part of the offered"),
        pytest.param("marketing manager", "Senior Marketing Manager, Nordics", id="level and place do not count"),
        pytest.param("software developer", "Softwareentwickler*in", id="de to en"),
        pytest.param("Krankenpfleger", "Registered Nurse", id="en to de"),
        pytest.param("data scientist", "Científico de Datos", id="es"),
        pytest.param("accountant", "Comptable général H/F", id="fr"),
        pytest.param("electrician", "Eletricista Industrial", id="pt"),
        pytest.param("warehouse worker", "Magazziniere", id="it"),
        pytest.param("teacher", "Leerkracht basisonderwijs", id="nl"),
        pytest.param("engineering manager", "Manager, Software Engineering", id="turned round"),
        pytest.param("head of finance", "Head of Finance, Canada", id="head of"),
        pytest.param("data science", "Data Science Internship", id="field"),
        pytest.param("product manager", "Product Manager / Product Owner", id="one of two roles"),
        pytest.param("nurse or paramedic", "Paramedic", id="one of two wishes"),
        pytest.param("chief technology officer", "CTO", id="an officer's initials"),
        pytest.param("nurse manager", "Charge Nurse", id="who leads, in other words"),
        pytest.param("buyer", "Gestionnaire des achats", id="fr, gestionnaire leads nobody"),
    ],
)
def test_is_met(wish: str, title: str) -> None:
    assert meets(wish, title)


@pytest.mark.parametrize(
    ("wish", "title"),
    [
        pytest.param("software engineer", "Engineering Manager", id="who manages them"),
        pytest.param("engineering manager", "Software Engineer", id="whom they manage"),
        pytest.param("nurse", "Nurse Manager", id="who manages nurses"),
        pytest.param("cook", "Kitchen Supervisor", id="who stands on the line of those they lead"),
        pytest.param("quality inspector", "Regional Quality Manager", id="a longer name of such a one"),
        pytest.param("java developer", "JavaScript Developer", id="java is not javascript"),
        pytest.param("c++ developer", "C Developer", id="c is not c++"),
        pytest.param("ios developer", "Android Developer", id="siblings"),
        pytest.param("backend engineer", "Software Engineer", id="wider than wanted"),
        pytest.param("project manager", "Product Manager", id="near word"),
        pytest.param("program manager", "Project Manager", id="near word, programs"),
        pytest.param("accountant", "Account Executive", id="word in a word"),
        pytest.param("data scientist", "Data Engineer", id="data siblings"),
        pytest.param("data engineer", "Data Center Engineer", id="data center"),
        pytest.param("software engineer", "Sales Engineer, Software", id="sales engineer"),
        pytest.param("nurse", "Nurse Practitioner", id="practitioner"),
        pytest.param("nurse", "Certified Nursing Assistant", id="assistant"),
        pytest.param("lawyer", "Legal Assistant", id="lawyer's assistant"),
        pytest.param("physician", "Physician Assistant", id="physician's assistant"),
        pytest.param("truck driver", "Account Executive - Driver Tools", id="word in a team"),
        pytest.param("mechanical engineer", "Mechanical Engineering Technician", id="other head"),
        pytest.param("store manager", "Sales Associate", id="whom the store manager leads"),
        pytest.param("ux designer", "UX Researcher", id="ux siblings"),
        pytest.param("recruiter", "HR Manager", id="people siblings"),
        pytest.param("security guard", "Security Engineer", id="two securities"),
        pytest.param("architect", "Solutions Architect", id="two architects"),
    ],
)
def test_is_not_met(wish: str, title: str) -> None:
    assert not meets(wish, title)


def test_a_wish_is_named_as_a_title_is() -> None:
    assert read_role("senior backend engineer (remote)") == ("backend engineer",)
    assert read_role("  ") == ()
