"""The kind of employment in a board's own words."""

from __future__ import annotations

import pytest

from jobalerts_shared.posting import EmploymentType
from jobalerts_shared.reading.employment import employment_in_text, employment_in_title, read_employment

FULL, PART, CONTRACT = EmploymentType.FULL_TIME, EmploymentType.PART_TIME, EmploymentType.CONTRACTOR
TEMPORARY, INTERN, OTHER = EmploymentType.TEMPORARY, EmploymentType.INTERN, EmploymentType.OTHER


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        pytest.param("FullTime", FULL, id="glued"),
        pytest.param("full-or-part-time", OTHER, id="either, in one word"),
        pytest.param("Heltid", FULL, id="sv, full"),
        pytest.param("Completa", FULL, id="es, behind its label"),
        pytest.param("FULL_TIME", FULL, id="enum"),
        pytest.param("Regular Full Time (Salary)", FULL, id="with more words"),
        pytest.param("Perm - Full-time", FULL, id="permanent too"),
        pytest.param("Vollzeit, unbefristet", FULL, id="German, not limited"),
        pytest.param("Temps plein", FULL, id="French"),
        pytest.param("Jornada completa", FULL, id="Spanish"),
        pytest.param("Tempo integral", FULL, id="Portuguese"),
        pytest.param("Tempo pieno", FULL, id="Italian"),
        pytest.param("Part-time", PART, id="part"),
        pytest.param("Teilzeit", PART, id="German part"),
        pytest.param("Deeltijd", PART, id="Dutch part"),
        pytest.param("Vollzeit/Teilzeit", OTHER, id="both"),
        pytest.param("Contract", CONTRACT, id="contract"),
        pytest.param("Contract (full-time)", CONTRACT, id="contract, full-time"),
        pytest.param("Freelance", CONTRACT, id="freelance"),
        pytest.param("Befristet", TEMPORARY, id="limited"),
        pytest.param("CDD", TEMPORARY, id="French limited"),
        pytest.param("Intern", INTERN, id="intern"),
        pytest.param("Internship - full time", INTERN, id="internship"),
        pytest.param("working_student", INTERN, id="student"),
        pytest.param("Praktikum", INTERN, id="German intern"),
        pytest.param("Permanent", None, id="permanent says no schedule"),
        pytest.param("CDI", None, id="nor does its French form"),
        pytest.param("Fixed Term Contract", TEMPORARY, id="a contract for a time"),
        pytest.param("Temporary contract", TEMPORARY, id="another"),
        pytest.param("Permanent contract", None, id="a contract without end says no schedule"),
        pytest.param("Locum", TEMPORARY, id="a doctor's stand-in"),
        pytest.param("Voltijds", FULL, id="Flemish full time"),
        pytest.param("Casual", OTHER, id="when there is work"),
        pytest.param("Regular", None, id="unknown"),
        pytest.param("", None, id="empty"),
    ],
)
def test_read(words: str, kind: EmploymentType | None) -> None:
    assert read_employment(words) == kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        pytest.param("Nurse (Part-time)", PART, id="brackets"),
        pytest.param("Designer - Contract", CONTRACT, id="dash"),
        pytest.param("Werkstudent Marketing", INTERN, id="student"),
        pytest.param("Koch in Teilzeit", PART, id="German"),
        pytest.param("Verkäufer (m/w/d) Vollzeit/Teilzeit", OTHER, id="German, both"),
        pytest.param("Full-time or Part-time Barista", OTHER, id="both"),
        pytest.param("Temporary Receptionist", TEMPORARY, id="temporary"),
        pytest.param("Temporary Works Engineer", None, id="a builder's trade"),
        pytest.param("Maternity Cover - HR Advisor", TEMPORARY, id="cover"),
        pytest.param("Stage - Assistant Marketing (H/F)", INTERN, id="French internship in front"),
        pytest.param("Alternance - Chargé de communication", INTERN, id="French apprenticeship in front"),
        pytest.param("Contract Manager", None, id="a trade"),
        pytest.param("Stage Manager", None, id="a theatre's"),
        pytest.param("Nurse", None, id="nothing"),
    ],
)
def test_in_title(title: str, kind: EmploymentType | None) -> None:
    found = employment_in_title(title)
    assert (found[0] if found else None) == kind


def test_in_text_only_where_labelled() -> None:
    assert employment_in_text("We mend clocks.\nEmployment type: Part-time\nEnd")
    assert employment_in_text("We mend clocks, some of us part-time.") is None
