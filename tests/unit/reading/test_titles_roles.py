"""The role a title names: what a candidate would type into a search, without level, team, place or noise."""

from __future__ import annotations

import pytest

from jobalerts_shared.posting import Basis
from jobalerts_shared.reading.titles import read_title


@pytest.mark.parametrize(
    ("title", "roles"),
    [
        # English: modifiers, then the head; what follows is team, place or terms
        pytest.param("Registered Nurse (RN) - Nights - $10k Sign-On Bonus", ["registered nurse"], id="pay and shift"),
        pytest.param("RN Oncology Unit", ["registered nurse"], id="known form before its ward"),
        pytest.param("Forklift Driver (Counterbalance)", ["forklift driver"], id="licence in brackets"),
        pytest.param(
            "Snowfields Strategic Yurts Account Executive", ["account executive"], id="client before the role"
        ),
        pytest.param("Nordic Region Payroll Specialist", ["payroll specialist"], id="place before the role"),
        pytest.param(
            "Chicago, IL Field Sales Representative", ["field sales representative"], id="city before the role"
        ),
        pytest.param("Account Manager for the Nordic market", ["account manager"], id="for whom"),
        pytest.param("Customer Support Agent with Dutch", ["customer support agent"], id="with what"),
        pytest.param("Whipped-Topping Finisher", ["whipped topping finisher"], id="unknown head, modifiers kept"),
        pytest.param("Community Operations Specialist", ["community operations specialist"], id="operations of what"),
        pytest.param("Risk & Compliance Associate", ["risk & compliance associate"], id="two modifiers"),
        pytest.param(
            "Guidance, Navigation & Controls Engineer", ["guidance navigation & controls engineer"], id="a list"
        ),
        pytest.param("Regional Director", ["regional director"], id="nothing but a soft word"),
        pytest.param(
            "Coordinator, Student Programs", ["student programs coordinator"], id="a head that needs its field"
        ),
        pytest.param("Software Engineer in Test", ["software engineer in test"], id="known over a preposition"),
        pytest.param("German Teacher", ["german teacher"], id="language of a teacher"),
        pytest.param("Chicago Urgent Care Nurse", ["urgent care nurse"], id="urgent care is not urgent"),
        pytest.param("Registered Nurse RN", ["registered nurse"], id="abbreviation beside the words"),
        pytest.param("Site Reliability Engineer SRE", ["site reliability engineer"], id="initials beside the words"),
        # disciplines
        pytest.param(
            "Software Engineer, Front End (Checkout)", ["front end software engineer"], id="discipline after a comma"
        ),
        pytest.param("Engineer - Mechanical", ["mechanical engineer"], id="discipline after a dash"),
        pytest.param("Teacher, Math", ["math teacher"], id="known role turned round"),
        pytest.param("iOS Developer (Swift)", ["ios developer"], id="one discipline is enough"),
        pytest.param("Engineering Manager, Backend", ["engineering manager"], id="a manager takes no discipline"),
        pytest.param("Lead Java Backend Developer", ["java backend developer"], id="two disciplines"),
        # one role, said at two levels or in two ways
        pytest.param("Researcher / Senior Researcher", ["researcher"], id="two levels over a slash"),
        pytest.param("Sales Rep-Senior Sales Rep", ["sales representative"], id="two levels over a hyphen"),
        pytest.param("Buyer/Sr Buyer, Metals", ["buyer"], id="two levels, then a team"),
        pytest.param("Data Analyst Analyst", ["data analyst"], id="a word said twice"),
        pytest.param("Travel Nurse RN", ["travel nurse"], id="RN behind any nurse"),
        # brackets that say the words before again
        pytest.param("Machine Learning (ML) Engineer", ["machine learning engineer"], id="initials in brackets"),
        pytest.param("User Experience (UX) Researcher", ["user experience researcher"], id="letters in brackets"),
        pytest.param("Nurse (NICU) Nights", ["nicu nurse"], id="a ward in brackets is no abbreviation"),
        # fields around a head that is nothing without one
        pytest.param("Revenue Operations, Manager", ["revenue operations manager"], id="field, comma, leader"),
        pytest.param("Harbour Services, Analyst", ["harbour services analyst"], id="field, comma, empty head"),
        pytest.param("Analyst Finance", ["finance analyst"], id="known when turned round"),
        pytest.param("Manager-Public Affairs", ["public affairs manager"], id="hyphen behind a leader"),
        pytest.param("Verification and Validation Lead", ["verification and validation lead"], id="both fields"),
        pytest.param("Business Dev Manager", ["business development manager"], id="dev before a head"),
        pytest.param(
            "Oracle Cloud ERP Hosted Upgrade Consultant",
            ["oracle cloud erp hosted upgrade consultant"],
            id="vendor kept",
        ),
        # grades before an occupation
        pytest.param("Associate - Frontend Developer", ["frontend developer"], id="associate, then the occupation"),
        pytest.param("AVP, Fund Portfolio Manager", ["fund portfolio manager"], id="bank grade, then the occupation"),
        pytest.param("Consultant - Solution Architect", ["solution architect"], id="consultant, then the occupation"),
        pytest.param("VP, Brand Partnerships", ["brand partnerships vp"], id="a leader keeps its field"),
        # scrapers that lose spaces
        pytest.param("AnalistadeRedesPleno", ["analista de redes"], id="glued preposition"),
        pytest.param("GERENTEDEPROJETOS", ["gerente de projetos"], id="glued capitals"),
        pytest.param("ScrumMaster", ["scrum master"], id="two glued words"),
        pytest.param("DevOps-Engineer", ["devops engineer"], id="a word with a capital inside stays whole"),
        pytest.param("Verwaltungsfachangestellte", ["verwaltungsfachangestellte"], id="a compound stays whole"),
        # whole tokens
        pytest.param("C++ Developer (Low Latency)", ["c++ developer"], id="c++"),
        pytest.param("Senior C#/.NET Developer", ["c# .net developer"], id="c# and .net"),
        pytest.param("Node.js Developer", ["node.js developer"], id="node.js"),
        pytest.param("R&D Engineer", ["r&d engineer"], id="r&d"),
        pytest.param("FP&amp;A Manager", ["fp&a manager"], id="HTML entity"),
        # who leads names the field
        pytest.param("Manager, Data Platform", ["data platform manager"], id="manager, comma, field"),
        pytest.param("Sr. Manager - Supply Chain", ["supply chain manager"], id="senior manager, dash, field"),
        pytest.param("Director of Product, Growth", ["director of product"], id="director of"),
        pytest.param("Vice President, Human Resources", ["human resources vice president"], id="vice president, comma"),
        pytest.param("Deputy Director of Finance", ["director of finance"], id="deputy"),
        pytest.param("Head of Talent, EMEA", ["head of talent"], id="head of"),
        pytest.param("Chief Revenue Officer (CRO)", ["chief revenue officer"], id="chief officer"),
        pytest.param("Team Lead, Customer Support", ["customer support team lead"], id="team lead of a field"),
        # two roles
        pytest.param("Data Scientist / Data Engineer", ["data scientist", "data engineer"], id="slash"),
        pytest.param("Paramedic or Nurse", ["paramedic", "nurse"], id="or"),
        pytest.param("Office Manager & Executive Assistant", ["office manager", "executive assistant"], id="and"),
        pytest.param("UX/UI Designer", ["ux ui designer"], id="slash inside one role"),
        pytest.param("Entwickler / Entwicklerin", ["entwickler"], id="the same twice"),
        # apprentices and interns are named by their field
        pytest.param("Internship in Finance", ["finance"], id="internship in"),
        pytest.param("Biology Trainee - Sample Collectors & Labs", ["biology"], id="field of a traineeship"),
        pytest.param("Internship", ["internship"], id="nothing but the level"),
        # other languages: head first, or compounds
        pytest.param("Praktikum im Bereich Logistik", ["logistik"], id="de, Praktikum im Bereich"),
        pytest.param("Teamleiter Disposition (m/w/d)", ["teamleiter disposition"], id="de, Teamleiter"),
        pytest.param(
            "Sachbearbeiter:in Einkauf (m/w/d) in Teilzeit", ["sachbearbeiter einkauf"], id="de, Sachbearbeiter"
        ),
        pytest.param(
            "Produktmanager (m/w/d) Ladesäulen", ["produktmanager ladesäulen"], id="de, field behind the head"
        ),
        pytest.param("Kundenberater (m/w/d) im Innendienst", ["kundenberater"], id="de, where the head works"),
        pytest.param("Koch / Köchin (m/w/d)", ["koch"], id="de, both genders"),
        pytest.param("Java-Entwickler*in (all genders)", ["java entwickler"], id="de, gender star"),
        pytest.param(
            "Ausbildung zum Kaufmann für Büromanagement", ["kaufmann für büromanagement"], id="de, Ausbildung zum"
        ),
        pytest.param("Ingénieur en Robotique H/F", ["ingénieur en robotique"], id="fr, head first"),
        pytest.param(
            "Technicien de maintenance industrielle", ["technicien de maintenance industrielle"], id="fr, known"
        ),
        pytest.param("Alternance - Chargé(e) de communication", ["chargé de communication"], id="fr, alternance"),
        pytest.param("Enfermero/a de quirófano", ["enfermero de quirófano"], id="es, enfermero"),
        pytest.param("Becario de Recursos Humanos", ["recursos humanos"], id="es, becario"),
        pytest.param("Analista de Crédito Pleno - Remoto", ["analista de crédito"], id="pt, analista"),
        pytest.param("AnalistaDeDadosSênior", ["analista de dados"], id="pt, spaces lost"),
        pytest.param("Addetto alle vendite part-time", ["addetto alle vendite"], id="it, addetto"),
        pytest.param("Medewerker Klantenservice 32-40 uur", ["medewerker klantenservice"], id="nl, medewerker"),
        # nothing
        pytest.param("", [], id="empty"),
        pytest.param("   ", [], id="blank"),
        pytest.param("🚀🚀🚀", [], id="emoji"),
        pytest.param("Initiativbewerbung (m/w/d)", [], id="open application"),
        pytest.param("Talent Pool", [], id="talent pool"),
        pytest.param("Can't find what fits you?", [], id="a question to the reader"),
    ],
)
def test_the_role_of(title: str, roles: list[str]) -> None:
    assert list(read_title(title).roles) == roles


def test_the_words_that_decided_are_quoted() -> None:
    reading = read_title("URGENT: Senior Tax Consultant (m/f/d) - Remote, 80-100%")
    shown = {one.field: (one.value, one.basis, one.words, one.rule) for one in reading.evidence}
    assert shown == {
        "roles": ("tax consultant", Basis.STATED, "Tax Consultant", "title.role.table"),
        "levels": ("senior", Basis.STATED, "Senior", "title.level.word"),
    }


def test_what_is_not_stated_is_said_so() -> None:
    shown = {one.field: (one.value, one.basis, one.words) for one in read_title("Plumber").evidence}
    assert shown["levels"] == (None, Basis.NOT_STATED, None)
    assert read_title("").evidence[0].basis is Basis.NOT_STATED
