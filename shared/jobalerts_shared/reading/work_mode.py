"""Where the work is done, from a location line or a text's statements; negation first, hybrid before remote.

A word alone in a body says nothing ("remote" stands in most adverts of some employers); a statement about the
role does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobalerts_shared.posting import WorkMode
from jobalerts_shared.reading.stems import has_any, lines_with, lowered

NUMBERS = (
    r"(?:\d{1,2}(?: ?(?:-|–|to|bis|à|a|o|or|oder|ou|of|of) ?\d{1,2})?|one|two|three|four|ein(?:en)?|zwei|drei|vier|"
    r"deux|trois|quatre|dos|tres|cuatro|"
    r"dois|três|quatro|due|tre|quattro|twee|drie|vier|un|une|um|uma)"
)
DAYS = r"(?:days?|tage?n?|jours?|j|d[ií]as?|giorn[oi]|dage?n?)"

# In a short line, such as a location or a board's own field.
NEGATED = re.compile(
    r"\b(?:no|not|non|without) (?:a )?(?:fully |100 ?% )?remote\b|\bremote (?:work )?(?:is )?not\b|\bkein(?:e)? "
    r"(?:remote|home ?office)\b|\bpas de télétravail\b|"
    r"\bsin teletrabajo\b|\bsem (?:home office|remoto)\b|\bno (?:smart working|teletrabajo|home office|wfh)\b|"
    r"\bgeen thuiswerk",
    re.IGNORECASE,
)
HYBRID = re.compile(
    rf"\bh[yíi]bri[dt]\w{{0,5}}\b|\bh[ií]brid[ao]s?\b|\bibrid[ao]\b|\bhybr?ide\b|"
    rf"\b{NUMBERS} {DAYS} ?/ ?(?:week|wk|woche|semaine|semana)\b|"
    rf"\b{NUMBERS} ?{DAYS}(?: (?:a|per|each|pro|die|par|por|alla|a la|in|in the|im|au|en|na|no|de|of|from|at|on|op|"
    rf"per|aan|da|di|the|la|der)){{0,3}} ?"
    r"(?:week|woche|semaine|semana|settimana|week|month|office|büro|bureau|oficina|escritório|ufficio|kantoor|site|"
    r"on-?site|remote|home|home ?office|"
    r"télétravail|teletrabajo|thuis\w{0,7}|smart working|wfh|casa)\b|"
    r"\b(?:home ?office|remote|mobiles arbeiten|homeoffice)(?: (?:teilweise|anteilig|tageweise|möglich|optional|"
    r"option|partly|partially|anteil))\b|"
    r"\b(?:teilweise|anteilig|partly|partially|part) (?:remote|home ?office|from home)\b|\btélétravail (?:partiel|"
    r"possible|occasionnel|hybride|ponctuel)|"
    r"\bteletrabajo (?:parcial|h[ií]brido)|\bsmart[- ]?working (?:parziale|ibrido)|\bflex(?:ible)?[- ](?:remote|"
    r"office|working)\b|\bremote[- ]flex|"
    r"\bremoto parcial|\bparcialmente remoto|\bdeels thuis|\bsemi[- ]?(?:remote|presencial)\b|\bpartial(?:ly)? remote",
    re.IGNORECASE,
)
REMOTE = re.compile(
    r"\b(?:remote|remotely|remoto|remota|remot[oa]s|zdaln(?:ie|a)|telecommut\w{1,4}|telework\w{0,3}|"
    r"work[- ]from[- ]home|working from home|wfh|work from anywhere|anywhere|"
    r"home[- ]?office|home[- ]?based|homebased|virtual|distributed|fernarbeit|ortsunabhängig|deutschlandweit remote|"
    r"télétravail|à distance|full remote|"
    r"teletrabajo|teletrabalho|trabajo a distancia|a distancia|desde casa|trabalho remoto|da remoto|smart[- "
    r"]?working|telelavoro|thuiswerk\w{0,2}|"
    r"op afstand|vanuit huis)\b",
    re.IGNORECASE,
)
ONSITE = re.compile(
    r"\b(?:on[- ]?site|in[- ]?office|office[- ]based|in[- ]person|vor ort|präsenz|sur site|sur place|présentiel|"
    r"presencial|in presenza|in sede|op kantoor|"
    r"op locatie)\b",
    re.IGNORECASE,
)

# In a text, only what is said of the role itself.
ROLE = (
    r"(?:this|the|our|diese[rs]?|die|ce(?:tte)?|este|esta|questo|questa|deze)(?: \w{1,20}){0,2} "
    r"(?:role|position|job|opportunity|vacancy|post|stelle|poste|puesto|vaga|posizione|functie|posição)"
)
LABEL = (
    r"\b(?:location|standort|lieu|ubicación|local|sede|locatie|ort|workplace(?: type)?|arbeitsmodell|"
    r"work(?:ing)? (?:mode|type|model|arrangement|location)|modalidade?|modalità|regime)(?: de trabajo|"
    r" de trabalho| di lavoro)? "
    r"?[:–-] ?"
)
OFFICE = r"(?:office|hub|hq|headquarters|studio)s?"
HEDGE = re.compile(
    r"\b(?:remote[- ]first|unless|if|may|might|could|eligible|not all|some|certain|other|except|occasional\w{0,2}|"
    r"sometimes|"
    r"previous|experience|support|teams?|customers|sites?|access)\b",
)
COMPANY_WIDE = re.compile(
    r"\b(?:all (?:of our )?(?:staff|employees|team members|roles|colleagues)|everyone|most (?:roles|employees|of "
    r"us)|polic(?:y|ies)|our employees|"
    r"company[- ]wide|as a company|alle mitarbeite\w+|tous nos|todos (?:los|os)|tutti i|al onze)\b"
)
SAYS_ONSITE = re.compile(
    r"\b(?:not|isn[’']t|is not|cannot be) (?:currently |open to |a |an |eligible for |available for |considered "
    r")?(?:fully |100 ?% )?remote\b|"
    r"\bno remote (?:work|option|candidates)|\bremote (?:work|working|candidates) (?:is|are) not (?:possible|"
    r"available|offered|considered|an option)|"
    rf"{ROLE} (?:is|will be|requires you to be) (?:fully |100 ?% |strictly |completely )?(?:on[- ]?site|in[- "
    rf"]?office|in[- ]person|office[- ]based)|"
    r"\b(?:on[- ]?site|in[- ]person|office[- ]based) (?:role|position|job)\b|\b(?:100 ?%|fully|five days|5 days)(?: "
    r"(?:a|per) week)?(?: in the| in our)? (?:on[- ]?site|in[- ]office|office)\b|"
    r"\bkein (?:home ?office|remote)|\bpas de télétravail|\bhome ?office (?:ist )?nicht möglich|\b100 ?% presencial|"
    r"\bpuesto presencial|\bvaga presencial|\blavoro in presenza|"
    rf"{LABEL}(?:on[- ]?site|in[- ]office|in[- ]person|presencial|vor ort|in presenza|sur site)\b|"
    rf"\bno remote(?=[.!]|$)|"
    rf"\b(?:5|five) days (?:a|per) week (?:in[- ](?:the |our )?(?:\w{{1,20}} )?office|on-?site|(?:from|in|at) our)|"
    rf"\b(?:in[- ]person|in[- ]office|{OFFICE}) (?:5|five) days\b|"
    r"\bmust be (?:able|willing) to work (?:fully )?(?:on[- ]?site|in[- ]person|in (?:the|our) office)|"
    rf"\bcommute (?:daily )?to (?:our|the) (?:\w{{1,20}} ){{0,3}}{OFFICE} (?:daily|every day)|"
    r"^(?!.*(?:télétravail|teletra|hybrid|híbrid|remot|jours?\b|d[ií]as\b|giorni)).*\b(?:en présentiel|"
    r"trabajo presencial|trabalho presencial|atuação presencial|modalidade? presencial|modalità in presenza)",
)
SAYS_HYBRID = re.compile(
    rf"\bhybrid (?:role|position|job|work|working|model|schedule|setup|set-up|arrangement|policy|basis|environment|"
    rf"opportunity|workplace)\b|{ROLE} is (?:a )?hybrid\b|"
    rf"\b{NUMBERS} {DAYS} (?:a|per|each|every|of the) (?:work ?)?week (?:(?:working )?(?:in|at|from|on)) ?(?:the |"
    rf"our |home|a )?(?:\w{{1,20}} ){{0,2}}(?:office|site|home|hub|hq|headquarters)?|"
    rf"\b{NUMBERS} {DAYS}(?: (?:a|per|each|every) week)? (?:in|at) (?:the|our|an?)(?: \w{{1,20}}){{0,2}} (?:office|"
    rf"hub|hq|headquarters)\b|"
    rf"\b{NUMBERS} {DAYS} (?:on-?site|in[- ]office|remote|from home|wfh)\b|\b(?:in (?:the|our|one of our) offices?|"
    rf"on-?site|in-office)[^.\n]{{0,40}}\b(?:at least |minimum )?(?:\d{{1,2}} ?%|{NUMBERS} {DAYS}) (?:of the time|a "
    rf"week|per week|of)|"
    r"\bhybrides? (?:arbeiten|arbeitsmodell|modell|arbeitsplatz)|\b(?:mobiles arbeiten|home ?office)(?: "
    r"\w{1,12}){0,2} möglich|\btélétravail partiel|"
    rf"\b{NUMBERS} jours? de télétravail|\bmod(?:elo|alidad|alidade)(?: de trabaj?l?h?o)? h[ií]brid[ao]|"
    rf"\b(?:trabajo|trabalho|regime|formato) h[ií]brido|"
    rf"\b(?:lavoro|modalità|modello) ibrid[ao]|\b{NUMBERS} giorni (?:di|in|a settimana di) smart|\bhybride? werken|"
    rf"\bhybrid (?:in|from|out of|at) (?:the |our )?\w|{LABEL}(?:hybride?s?|híbrid[ao]|ibrid[ao])\b|"
    rf"\b(?:work(?:ing)?|come|coming|commute) (?:in |into |from |at |to )?(?:our|"
    rf"the)(?: \w{{1,20}}){{0,3}} {OFFICE}(?: for)? "
    rf"(?:at least |a minimum of |minimum )?{NUMBERS} (?:days|times)|"
    r"\bin[- ](?:the )?office (?:on )?(?:mondays?|tuesdays?|wednesdays?|thursdays?)\b|"
    rf"\b{NUMBERS} tage?n?(?: (?:pro|die|in der) woche)? (?:im )?(?:home[- ]?office|mobil)|"
    r"\bmobiles arbeiten(?: \w{1,12}){0,4} möglich|\bhome[- ]?office[- ](?:möglichkeit|option|anteil|tage|regelung)|"
    r"\bmöglichkeit (?:zum|zu|auf|für) (?:home[- ]?office|mobile[mns]? arbeiten)|"
    r"\btélétravail (?:possible|occasionnel|hybride|ponctuel)|"
    rf"\bteletrabajo(?: de|:)? {NUMBERS} d[ií]as|\b{NUMBERS} d[ií]as (?:de |en )(?:la )?(?:teletrabajo|oficina)|"
    r"\bposibilidad de teletrabajo|\bteletrabajo (?:parcial|opcional|flexible)|"
    rf"\b{NUMBERS}x (?:por|na) semana|\b{NUMBERS} (?:vezes|dias)(?: por semana)? (?:no|ao|em) escritório|"
    rf"\bsmart[- ]?working {NUMBERS} giorni|\b{NUMBERS} giorni (?:a settimana )?in (?:sede|ufficio|presenza)|"
    rf"\b{NUMBERS} dag(?:en)?(?: per week)? (?:op kantoor|thuis)|\b(?:deels|gedeeltelijk) thuis|"
    rf"\bthuiswerken is mogelijk",
)
SAYS_REMOTE = re.compile(
    rf"{ROLE} (?:is|can be|will be) (?:a |an )?(?:fully |100 ?% |completely |entirely |permanently |performed |done "
    rf")?remote(?:ly)?\b|"
    r"\b(?:fully|100 ?%|completely|entirely|permanently)[- ]remote (?:role|position|job|opportunity|work|working|"
    r"team|company|contract|within|in\b|from|across|\()|"
    r"\b(?:this is|we are offering|we offer|is) an? (?:fully |100 ?% )?remote (?:role|position|job|opportunity)\b|"
    r"\b100 ?% (?:remote|remoto|home ?office|télétravail|teletrabajo)\b|"
    r"\bremote (?:role|position|job|opportunity)\b|\bwork(?:ing)? (?:remotely )?from anywhere\b|"
    rf"{LABEL}(?:fully |100 ?% )?remot[eoa]\b|"
    r"\b(?:deutschland|bundes)weit remote|\btélétravail (?:complet|total|intégral)|\bhome[- ]?office integral|"
    r"\bmodalidade? (?:100 ?% )?remot[oa]|\b100 ?% remot[oa]|"
    r"\bvollständig remote|\bkomplett remote|\bfull remote\b|\btotalmente remot[oa]|\b(?:trabajo|trabalho|vaga|"
    r"puesto) (?:100 ?% )?remot[oa]\b|\bcompletamente da remoto|\bvolledig (?:remote|op afstand|thuis)",
)
# What a line must hold for each pattern to be tried; all of it, and the patterns, in lower case.
LINE_STEMS = (
    "remot", "hybr", "híbr", "hibr", "ibrid", "site", "office", "büro", "home", "casa", "anywhere", "wfh",
    "télétravail", "teletra", "distan", "smart", "virtual", "distributed", "tele", "fern", "ortsun", "afstand",
    "zdaln", "arbeit",
    "thuis", "huis", "week", "woche", "semaine", "semana", "settimana", "ort", "präsenz", "place", "présentiel",
    "presencial", "presenza", "sede", "kantoor", "locatie", "person", "flex", "distância",
)  # fmt: skip
ONSITE_STEMS = ("remote", "site", "office", "person", "télétravail", "présentiel", "presencial", "presenza", "vor ort")
HYBRID_STEMS = (
    "hybrid",
    "híbrid",
    "hibrid",
    "ibrid",
    "day",
    "tage",
    "jours",
    "giorni",
    "mobiles arbeiten",
    "home office",
    "homeoffice",
    "%",
    "office",
    "home-office",
    "télétravail",
    "teletrabajo",
    "smart",
    "thuis",
    "semana",
    "oficina",
    "kantoor",
    "días",
)
REMOTE_STEMS = ("remot", "anywhere", "home office", "homeoffice", "télétravail", "teletrabajo", "afstand", "thuis")
TEXT_STEMS = (
    "remot", "site", "office", "person", "hybr", "ibrid", "anywhere", "home", "télétr", "teletra", "presen",
    "afstand", "thuis", "mobiles", "híbr", "hibr", "présen", "in sede", "smart working", "kantoor", "vor ort",
)  # fmt: skip
STATEMENTS = (
    (ONSITE_STEMS, SAYS_ONSITE, WorkMode.ONSITE),
    (HYBRID_STEMS, SAYS_HYBRID, WorkMode.HYBRID),
    (REMOTE_STEMS, SAYS_REMOTE, WorkMode.REMOTE),
)
SENTENCE_END = re.compile(r"(?<=[.!?]) ")
LONGEST_QUOTE = 160
LONGEST_SENTENCE = 1000


def mode_of_line(line: str) -> tuple[WorkMode, str] | None:
    """The mode that a short line names, and its words."""
    if not has_any(line.lower(), LINE_STEMS):
        return None
    if found := NEGATED.search(line):
        return WorkMode.ONSITE, found[0]
    for pattern, mode in ((HYBRID, WorkMode.HYBRID), (REMOTE, WorkMode.REMOTE), (ONSITE, WorkMode.ONSITE)):
        if found := pattern.search(line):
            return mode, found[0].strip()
    return None


def mode_stated(text: str, *, of_the_role: bool = False) -> tuple[WorkMode, str] | None:
    """The mode that a text states, with the quoted sentence; onsite and hybrid are the stronger claims.

    `of_the_role`: leave out what an employer says of all its people ("we expect all staff in the office").
    """
    best: tuple[int, WorkMode, str] | None = None
    for sentence in _sentences(text):
        low = sentence.lower()
        if of_the_role and COMPANY_WIDE.search(low):
            continue
        for rank, (stems, pattern, mode) in enumerate(STATEMENTS[: best[0] if best else None]):
            if has_any(low, stems) and (found := _stated(pattern, low)):
                best = (rank, mode, _quote(sentence, found))
                break
    return (best[1], best[2]) if best else None


def _stated(pattern: re.Pattern[str], sentence: str) -> re.Match[str] | None:
    found = pattern.search(sentence)
    return None if found and HEDGE.search(sentence, max(0, found.start() - 60), found.start()) else found


def _sentences(text: str) -> Iterator[str]:
    """Sentences that could speak of the place of work; most do not."""
    for _, line in lines_with(text, TEXT_STEMS, low=lowered(text)):
        for sentence in SENTENCE_END.split(line):
            if has_any(sentence.lower(), TEXT_STEMS):
                yield sentence[:LONGEST_SENTENCE]


def _quote(sentence: str, found: re.Match[str]) -> str:
    if len(sentence) <= LONGEST_QUOTE:
        return sentence.strip()
    start = max(0, found.start() - 40)
    return sentence[start : start + LONGEST_QUOTE].strip()
