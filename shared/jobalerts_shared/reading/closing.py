"""Whether an advert is over, or no advert for one job at all, in English and six other languages."""

from __future__ import annotations

import re

from jobalerts_shared.reading.stems import has_any

WINDOW = (
    1500  # characters from the top in which a page says that it is over; further down stands another's page furniture
)
CLOSED = re.compile(
    r"applications?(?: (?:for|to) (?:this|the) \w{1,14})? (?:(?:are|is|have|has|now|been) ){0,3}closed|"
    r"no longer (?:accepting|taking|receiving) applications|"
    r"(?:job|role|position|vacancy|posting|advert|opportunity|offer|listing|requisition)"
    r"(?: you(?:['’]re| are) (?:looking for|trying to \w{2,8}))?(?: \w{1,12}){0,2} (?:has|is|was|have "
    r"been)(?: now| already)? "
    r"(?:closed|expired|been filled|filled|no longer (?:available|open|active|accepting applications)|been closed|"
    r"been removed|been withdrawn|been taken down)|might have closed|"
    r"(?:recruitment|hiring|application (?:process|period|window|deadline)|deadline)(?: for this \w{1,14})? (?:has|is) "
    r"(?:now )?(?:ended|passed|closed|over|expired)|"
    r"(?:job|offer|posting|position|role|vacancy) no longer (?:available|active|open)|"
    r"(?:job|position|vacancy) (?:closed|expired|filled)\b|this (?:job|posting|advert|listing) (?:closed|expired)|"
    r"not accepting applications|"
    r"(?:job|page|position) (?:not found|no longer exists)|"
    r"(?:bewerbung(?:en|sfrist)?|ausschreibung|stelle|stellenanzeige|anzeige|position)(?: [\w'’]{1,12}){0,3} "
    r"(?:abgelaufen|geschlossen|beendet|"
    r"(?:nicht mehr|bereits) (?:verfügbar|aktiv|besetzt|online|vergeben|aktuell)|bereits besetzt)|keine bewerbungen "
    r"mehr|"
    r"(?:offre|poste|annonce|candidatures?)(?: [\w'’]{1,12}){0,3} (?:expirée?|pourvue?|clôturée?s?|"
    r"close?s?|terminée?s?|"
    r"fermée?s?|"
    r"plus (?:disponible|ouverte?|d'actualité|en ligne))|n['’ ]accepte plus de candidatures|"
    r"(?:oferta|vacante|puesto|convocatoria|inscripci[oó]n(?:es)?|proceso)(?: [\w'’]{1,12}){0,3} (?:cerrad[ao]s?|"
    r"expirad[ao]|caducad[ao]|cubiert[ao]|"
    r"finalizad[ao]|ya no (?:está |esta )?(?:disponible|activ[ao]))|ya no (?:se )?acept(?:a|an) (?:candidaturas|"
    r"solicitudes)|"
    r"(?:vaga|oportunidade|processo seletivo|inscri[cç](?:[aã]o|[oõ]es)|candidaturas)(?: [\w'’]{1,12}){0,3} "
    r"(?:encerrad[ao]s?|expirad[ao]|preenchid[ao]|"
    r"fechad[ao]s?|finalizad[ao]|não está mais (?:disponível|ativa))|não (?:está )?(?:mais )?aceita(?:ndo)? (?:mais "
    r")?candidaturas|"
    r"(?:offerta|annuncio|posizione|candidature|ricerca)(?: [\w'’]{1,12}){0,3} (?:scadut[ao]|chius[aeo]|copert[ao]|"
    r"terminat[ao]|"
    r"non (?:è )?più (?:disponibile|attiv[ao]))|"
    r"(?:vacature|sollicitatieprocedure|functie)(?: [\w'’]{1,12}){0,3} (?:gesloten|verlopen|vervuld|ingevuld|niet "
    r"(?:meer|langer) (?:beschikbaar|actief|open))",
    re.IGNORECASE,
)
ENGLISH_STEMS = (
    "closed", "no longer", "expired", "filled", "not accepting", "not found", "has been removed", "been withdrawn",
    "taken down", " has ended", " has passed", " is over",
)  # fmt: skip
STEMS = (
    *ENGLISH_STEMS, "abgelaufen", "geschlossen", "beendet", "nicht mehr", "bereits", "keine bewerbungen", "expiré",
    "pourvu", "clôturé", "close", "terminé", "fermé", "plus", "cerrad", "expirad", "caducad", "cubiert", "finalizad",
    "ya no", "encerrad", "preenchid", "fechad", "não ", "scadut", "chius", "copert", "terminat", "non", "gesloten",
    "verlopen", "vervuld", "ingevuld", "niet",
)  # fmt: skip
# "If the position has been filled, we keep your application": a condition states nothing.
CONDITION = re.compile(
    r"\b(?:if|when|once|until|unless|after|before|wenn|sobald|bis|si|quand|lorsque|cuando|hasta|quando|até|se|fino|"
    r"als|zodra|tot)\b",
    re.IGNORECASE,
)

HEADS = (
    "manager|engineer|developer|lead|specialist|coordinator|partner|advisor|adviser|director|recruiter|analyst|"
    "associate|consultant|"
    "assistant|officer|administrator|executive|head|owner|architect|designer|support|sourcer"
)
NOT_A_JOB = re.compile(
    rf"(?:open|general|spontaneous|speculative|unsolicited|initiative) application(?:s)?\b(?! (?:{HEADS}|security|"
    rf"programming|testing))"
    rf"|\b(?:talent|candidate|cv|resume|résumé) (?:pool|community|network|bank|pipeline)\b(?! (?:{HEADS}))"
    r"|(?:don['’]?t|do not|can['’]?t|cannot|didn['’]?t) (?:see|find)\b.{0,40}(?:role|job|position|fit|looking for|"
    r"opening|match)"
    r"|join (?:our|the) (?:talent|team!?$|community)|\bexpressions? of interest\b|future (?:opportunit|opening|role|"
    r"position|vacanc|hire)"
    r"|\bevergreen\b|public notice|\b(?:submit|send|drop|upload) (?:us )?your (?:cv|resume|résumé)\b|stay in touch|"
    r"get in touch$|"
    r"drive with \w|deliver with \w|dash with \w|\btest (?:job|posting|requisition)\b|do not apply|please ignore"
    r"|initiativbewerbung|spontanbewerbung|blindbewerbung|candidature(?:s)? (?:spontanée|libre)|candidatura "
    r"(?:espont[aáâ]nea|spontanea|libre)"
    r"|(?:banco|bolsa) de (?:talentos|cv|curr[ií]culos|candidatos|empleo)|bolsa de trabajo|autocandidatura|open "
    r"sollicitatie|"
    r"talentpool|vivier de (?:talents|candidats)",
    re.IGNORECASE,
)


def closing_words(text: str, language: str | None = None) -> str | None:
    """The words near the top that say the advert is over; a known language saves looking for others' words."""
    window = text[:WINDOW]
    if not has_any(window.lower(), ENGLISH_STEMS if language == "en" else STEMS):
        return None
    for found in CLOSED.finditer(window):
        line_start = window.rfind("\n", 0, found.start()) + 1
        if not CONDITION.search(window[max(line_start, found.start() - 60) : found.start()]):
            return " ".join(found[0].split())
    return None


def no_job_words(title: str) -> str | None:
    """The words of a title that make it an open application, a talent pool or a notice."""
    found = NOT_A_JOB.search(title[:300])
    return found[0].strip() if found else None
