"""The kind of employment, from a board's own words or a title, in English and six other languages."""

from __future__ import annotations

import re

from jobalerts_shared.posting import EmploymentType
from jobalerts_shared.reading.stems import has_any
from jobalerts_shared.reading.text import fold

# The order decides between two that are named: an internship may be full-time, a contract part-time.
KINDS: tuple[tuple[EmploymentType, str], ...] = (
    (
        EmploymentType.INTERN,
        r"intern|interns|internship|internships|co op|coop student|apprentice|apprenticeship|working student|"
        r"werkstudent\w{0,5}|"
        r"praktik(?:um|a|ant|antin|anten)|pflichtpraktikum|ausbildung|auszubildende[rn]?|duales studium|stagiaire|"
        r"stage|alternance|"
        r"apprentissage|becario|becaria|practicas|pasantia|estagio|estagiari[oa]|jovem aprendiz|tirocinio|"
        r"tirocinante|apprendistato|"
        r"stageplek|afstudeerstage|working student|trainee|traineeship",
    ),
    (
        EmploymentType.CONTRACTOR,
        r"contractor|(?<!fixed term )(?<!temporary )(?<!permanent )contract|contract to hire|"
        r"independent contractor|freelance|freelancer|self employed|b2b|1099|"
        r"corp to corp|c2c|"
        r"freiberuflich|freie mitarbeit|auf rechnung|independant|autonomo|profissional pj|pj|prestador|partita iva|"
        r"libero professionista|"
        r"zzp|zzper",
    ),
    (
        EmploymentType.TEMPORARY,
        r"temporary|temp|fixed term|fixed term contract|locum|ftc|seasonal|limited term|maternity cover|"
        r"befristet\w{0,2}|"
        r"saison\w{0,6}|aushilfe|elternzeitvertretung|"
        r"interim|cdd|interimaire|temporal|temporario|temporaria|contrato por obra|tempo determinato|a termine|"
        r"tijdelijk\w?|uitzend\w{0,8}",
    ),
    (
        EmploymentType.PART_TIME,
        r"part time|parttime|teilzeit\w{0,8}|minijob|mini job|temps partiel|tiempo parcial|media jornada|jornada "
        r"parcial|meio periodo|"
        r"tempo parcial|deeltijds?|deltid",
    ),
    (
        EmploymentType.FULL_TIME,
        r"full time|fulltime|vollzeit\w{0,8}|temps plein|temps complet|tiempo completo|jornada completa|tempo "
        r"integral|periodo integral|"
        r"tempo pieno|voltijds?|fulltimer|heltid|completa|full (?:or|and|to) part time",
    ),
    (
        EmploymentType.OTHER,
        r"per diem|prn|casual|zero hours?|volunteer|voluntary|ehrenamt\w{0,4}|benevol\w{0,4}|voluntari[oa]|"
        r"volontari\w{0,4}|"
        r"vrijwillig\w{0,4}|other",
    ),
)
WORDS = tuple((kind, re.compile(rf"\b(?:{words})\b")) for kind, words in KINDS)
LABEL = re.compile(
    r"(?:employment|job|contract|position|work) (?:type|status|basis)|type of (?:employment|contract)|schedule|"
    r"beschäftigungsart|"
    r"anstellungsart|arbeitszeit|vertragsart|type de contrat|contrat|tipo de (?:contrato|empleo|jornada|vaga)|"
    r"regime|tipo di contratto|"
    r"contratto|dienstverband|contractvorm",
    re.IGNORECASE,
)
LABELLED = re.compile(rf"^(?:- )?(?:{LABEL.pattern}) ?[:–-] ?(.{{2,80}})$", re.IGNORECASE)
LONGEST_LABELLED = 120
# "Stage - Assistant Marketing" is an internship, a "Stage Manager" is not.
IN_FRONT = re.compile(r"^\W*(stage|alternance|apprentissage|ausbildung) ?[-–:|/(]", re.IGNORECASE)
# In a title "contract" and "stage" belong to other things ("Contract Manager"), so there they need brackets.
IN_TITLE = re.compile(
    r"\b(part time|parttime|full time|fulltime|teilzeit|vollzeit|temps partiel|temps plein|freelance|fixed term|"
    r"seasonal|befristet|werkstudent|temporary(?! works)|maternity cover|elternzeitvertretung|locum|minijob|"
    r"internship|praktikum|tirocinio|estagio|per diem|deeltijd)\b"
)
BRACKETED = re.compile(r"[(\[]([^()\[\]]{2,60})[)\]]|[-–|,] ([^-–|,()]{2,40})$")


def read_employment(words: str) -> EmploymentType | None:
    """For a board's own words; both full and part time is OTHER, and `Permanent` alone says no schedule: None."""
    line = fold(words[:200])
    named = [kind for kind, pattern in WORDS if pattern.search(line)]
    if named == [EmploymentType.PART_TIME, EmploymentType.FULL_TIME]:
        return EmploymentType.OTHER
    return named[0] if named else None


def employment_in_title(title: str) -> tuple[EmploymentType, str] | None:
    """What a title says of the employment, and the words: `Nurse (Part-time)`, `Werkstudent Marketing`."""
    if found := IN_FRONT.match(title):
        return EmploymentType.INTERN, found[1]
    if words := " ".join(IN_TITLE.findall(fold(title[:300]))):
        kind = read_employment(words)
        return (kind, words) if kind else None
    for named in BRACKETED.finditer(title[:300]):
        words = (named[1] or named[2]).strip()
        if len(words.split()) <= 4 and (kind := read_employment(words)):
            return kind, words
    return None


def employment_in_text(text: str) -> tuple[EmploymentType, str] | None:
    """What a labelled line of the text says: `Employment type: Full-time`."""
    for line in text.split("\n"):
        found = LABELLED.match(line) if len(line) <= LONGEST_LABELLED and has_any(line[2:], ":–-") else None
        if found and (kind := read_employment(found[1])):
            return kind, found[0].removeprefix("- ")
    return None
