"""The levels a title states, and the words that look like levels and are none."""

from __future__ import annotations

import pytest

from jobalerts_shared.posting import Level
from jobalerts_shared.reading.titles import read_title

INTERN, JUNIOR, MID, SENIOR, STAFF, PRINCIPAL, LEAD, MANAGER, DIRECTOR, EXECUTIVE = Level


@pytest.mark.parametrize(
    ("title", "levels"),
    [
        pytest.param("Finance Intern", [INTERN], id="intern"),
        pytest.param("Hardware Engineer Co-op - Spring 2026", [INTERN], id="co-op"),
        pytest.param("Werkstudent (m/w/d) Recht", [INTERN], id="de, Werkstudent"),
        pytest.param("Auszubildende zur Köchin", [INTERN], id="de, Auszubildende"),
        pytest.param("Stage - Assistant achats", [INTERN], id="fr, stage"),
        pytest.param("Estágio em Engenharia", [INTERN], id="pt, estágio"),
        pytest.param("Prácticas de Contabilidad", [INTERN], id="es, prácticas"),
        pytest.param("Tirocinio Ufficio Acquisti", [INTERN], id="it, tirocinio"),
        pytest.param("Apprentice Plumber", [INTERN], id="apprentice"),
        pytest.param("Summer Analyst - Markets", [INTERN], id="summer analyst"),
        pytest.param("Senior Brand Manager Internship", [INTERN], id="an internship is one whatever it is in"),
        pytest.param("Jr. Buyer", [JUNIOR], id="jr"),
        pytest.param("Civil Engineer, New Grad", [JUNIOR], id="new grad"),
        pytest.param("Nurse Residency Program", [JUNIOR], id="nurse residency"),
        pytest.param("Associate Product Manager", [JUNIOR], id="associate before an individual's role"),
        pytest.param("Trainee Store Manager", [JUNIOR], id="trainee manager"),
        pytest.param("Auditor I", [JUNIOR], id="I"),
        pytest.param("Mid-Level Accountant", [MID], id="mid-level"),
        pytest.param("Desenvolvedor Python Pleno", [MID], id="pt, pleno"),
        pytest.param("Data Engineer II", [MID], id="II"),
        pytest.param("Auditor 2", [MID], id="2"),
        pytest.param("Case Worker Level 2", [MID], id="level 2"),
        pytest.param("SDE-2", [MID], id="SDE-2"),
        pytest.param("Software Engineer III", [MID, SENIOR], id="III splits"),
        pytest.param("Sr. Chemist II", [SENIOR], id="the word outranks the numeral"),
        pytest.param("Ingeniero de Datos Sénior", [SENIOR], id="es, sénior"),
        pytest.param("Backend Developer (Senior)", [SENIOR], id="in brackets"),
        pytest.param("Geologist - Senior", [SENIOR], id="after a dash"),
        pytest.param("Staff Data Engineer", [STAFF], id="staff"),
        pytest.param("Senior Staff Designer", [STAFF], id="senior staff"),
        pytest.param("Controls Engineer Staff", [STAFF], id="staff behind the head"),
        pytest.param("Welder - I/II", [JUNIOR, MID], id="numerals in a part of their own"),
        pytest.param("Billing Tech I", [JUNIOR], id="numeral behind an unknown head"),
        pytest.param("Principal Consultant", [PRINCIPAL], id="principal"),
        pytest.param("Distinguished Scientist", [PRINCIPAL], id="distinguished"),
        pytest.param("Senior Principal Architect", [PRINCIPAL], id="senior principal"),
        pytest.param("Lead Electrician", [LEAD], id="lead before the head"),
        pytest.param("Design Lead", [LEAD], id="lead as the head"),
        pytest.param("Teamleiterin Logistik", [LEAD], id="de, Teamleiterin"),
        pytest.param("Senior Lead Engineer", [LEAD], id="senior lead"),
        pytest.param("Engineering Manager II", [MANAGER], id="engineering manager"),
        pytest.param("Manager, Sales Operations", [MANAGER], id="manager, field"),
        pytest.param("Senior Manager Controlling", [MANAGER], id="senior manager"),
        pytest.param("Senior Engineering Manager", [MANAGER], id="senior engineering manager"),
        pytest.param("Nurse Manager", [MANAGER], id="nurse manager"),
        pytest.param("Associate Director, Biostatistics", [DIRECTOR], id="associate director"),
        pytest.param("Head of Legal", [DIRECTOR], id="head of"),
        pytest.param("VP Marketing", [EXECUTIVE], id="VP"),
        pytest.param("Chief Medical Information Officer", [EXECUTIVE], id="chief officer"),
        pytest.param("Co-Founder & COO", [EXECUTIVE], id="co-founder"),
        pytest.param("Geschäftsführer (m/w/d)", [EXECUTIVE], id="de, Geschäftsführer"),
        # sets
        pytest.param("Senior / Staff Data Scientist", [SENIOR, STAFF], id="senior or staff"),
        pytest.param("Mid-Senior Copywriter", [MID, SENIOR], id="mid-senior"),
        pytest.param("Junior to Mid Developer", [JUNIOR, MID], id="junior to mid"),
        pytest.param("Lead/Principal Engineer", [LEAD, PRINCIPAL], id="lead or principal"),
        pytest.param("Software Engineer (L5)", [SENIOR, STAFF], id="L5 in brackets"),
        pytest.param("Data Scientist, IC3", [MID, SENIOR], id="IC3 after a comma"),
    ],
)
def test_the_levels_of(title: str, levels: list[Level]) -> None:
    assert list(read_title(title).levels) == levels


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("Account Executive", id="account executive"),
        pytest.param("SEO Executive", id="SEO executive"),
        pytest.param("Executive Assistant", id="executive assistant"),
        pytest.param("Executive Assistant to the CEO", id="assistant to the CEO"),
        pytest.param("Executive Chef", id="executive chef"),
        pytest.param("Member of Technical Staff", id="member of technical staff"),
        pytest.param("Staff Accountant", id="staff accountant"),
        pytest.param("Staff Nurse", id="staff nurse"),
        pytest.param("Kitchen Staff", id="kitchen staff"),
        pytest.param("Staffing Coordinator", id="staffing"),
        pytest.param("Chief of Staff", id="chief of staff"),
        pytest.param("Chief of Staff to the CFO", id="chief of staff to the CFO"),
        pytest.param("Lead Generation Specialist", id="lead generation"),
        pytest.param("Leadership Coach", id="leadership"),
        pytest.param("Internal Auditor", id="internal"),
        pytest.param("International Tax Accountant", id="international"),
        pytest.param("Internist", id="internist"),
        pytest.param("Internship Coordinator", id="internship coordinator"),
        pytest.param("Mid-Market Account Manager", id="mid-market"),
        pytest.param("Principal Investigator", id="principal investigator"),
        pytest.param("Assistant Principal", id="assistant principal"),
        pytest.param("Junior High Teacher", id="junior high"),
        pytest.param("Senior Living Nurse", id="senior living"),
        pytest.param("Head Chef", id="head chef"),
        pytest.param("Stage Manager", id="stage manager"),
        pytest.param("Chef de projet", id="fr, chef de projet"),
        pytest.param("Data Entry Clerk", id="data entry"),
        pytest.param("Student Services Advisor", id="student services"),
        pytest.param("Graduate Admissions Officer", id="graduate admissions"),
        pytest.param("Medical Officer", id="medical officer"),
        pytest.param("Art Director", id="art director"),
        pytest.param("L2 Support Engineer", id="support tier"),
        pytest.param("Level 1 Service Desk Analyst", id="support level"),
        pytest.param("Low-Level Programmer", id="low-level"),
        pytest.param("Strategy & Operations Associate", id="associate as the head"),
        pytest.param("Product Manager", id="product manager"),
        pytest.param("Project Manager", id="project manager"),
        pytest.param("Customer Success Manager", id="customer success manager"),
        pytest.param("Sales Manager", id="function manager"),
        pytest.param("Projektleiter", id="de, Projektleiter"),
        pytest.param("Assistenz der Geschäftsführung", id="de, Assistenz der Geschäftsführung"),
        pytest.param("Software Engineer, Internal Tools", id="internal tools team"),
        pytest.param("Recruiter - Director and VP roles", id="levels of another part"),
        pytest.param("Technician, Phase II", id="a phase"),
        pytest.param("CRO Specialist", id="CRO is no officer here"),
        pytest.param("Nurse, Staff - Telemetry", id="staff nurse turned round"),
        pytest.param("WCAG 2.1 Analyst", id="a decimal"),
    ],
)
def test_no_level_is_stated_by(title: str) -> None:
    reading = read_title(title)
    assert reading.levels == ()
    assert reading.seniority is None


@pytest.mark.parametrize(
    ("title", "seniority"),
    [
        pytest.param("Senior / Staff Engineer", SENIOR, id="the lowest of two"),
        pytest.param("Lead / Principal Engineer", LEAD, id="lead is below principal"),
        pytest.param("Senior Associate, Tax", SENIOR, id="the word that is stated"),
        pytest.param("Engineer III", MID, id="the lowest a numeral may mean"),
    ],
)
def test_the_seniority_of(title: str, seniority: Level) -> None:
    assert read_title(title).seniority is seniority
