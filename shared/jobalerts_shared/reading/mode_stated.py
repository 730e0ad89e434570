"""Where the work is done, as a text states it of the role: onsite and hybrid are stronger claims than remote.

A word alone says nothing ("remote" stands in most adverts of some employers); a statement about the role does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobalerts_shared.posting import WorkMode
from jobalerts_shared.reading.stems import has_any, lines_with, lowered
from jobalerts_shared.reading.work_mode import DAYS, NUMBERS

ROLE = r"(?:this|the|our)(?: \w{1,20}){0,2} (?:role|position|job|opportunity|vacancy|post)"
COUNT = r"(?:\d{1,2}(?: ?(?:-|–|to|or|of) ?\d{1,2})?|one|two|three|four)"
OFFICE = r"(?:office|hub|hq|headquarters|studio)s?"
LABEL = r"\b(?:location|workplace(?: type)?|work(?:ing)? (?:mode|type|model|arrangement|location)) ?[:–-] ?"
ONSITE = re.compile(
    r"\b(?:not|isn[’']t|is not|cannot be) (?:currently |open to |a |an |eligible for |available for |considered "
    r")?(?:fully |100 ?% )?remote\b|"
    r"\bno remote (?:work|option|candidates)|\bno remote(?=[.!]|$)|\bremote (?:work|working|candidates) (?:is|are) not "
    r"(?:possible|available|offered|considered|an option)|"
    rf"{ROLE} (?:is|will be|requires you to be) (?:fully |100 ?% |strictly |completely )?"
    rf"(?:on[- ]?site|in[- ]?office|in[- ]person|office[- ]based)|"
    r"\b(?:on[- ]?site|in[- ]person|office[- ]based) (?:role|position|job)\b|"
    r"\b(?:100 ?%|fully|five days|5 days)(?: (?:a|per) week)?(?: in the| in our)? (?:on[- ]?site|in[- ]office|"
    r"office)\b|"
    rf"{LABEL}(?:on[- ]?site|in[- ]office|in[- ]person)\b|"
    r"\b(?:5|five) days (?:a|per) week (?:in[- ](?:the |our )?(?:\w{1,20} )?office|on-?site|(?:from|in|at) our)|"
    rf"\b(?:in[- ]person|in[- ]office|{OFFICE}) (?:5|five) days\b|"
    r"\bmust be (?:able|willing) to work (?:fully )?(?:on[- ]?site|in[- ]person|in (?:the|our) office)|"
    rf"\bcommute (?:daily )?to (?:our|the) (?:\w{{1,20}} ){{0,3}}{OFFICE} (?:daily|every day)",
)
HYBRID = re.compile(
    rf"\bhybrid (?:role|position|job|work|working|model|schedule|setup|set-up|arrangement|policy|basis|environment|"
    rf"opportunity|workplace)\b|{ROLE} is (?:a )?hybrid\b|"
    rf"\b{COUNT} days? (?:a|per|each|every|of the) (?:work ?)?week (?:(?:working )?(?:in|at|from|on)) ?(?:the |"
    rf"our |home|a )?(?:\w{{1,20}} ){{0,2}}(?:office|site|home|hub|hq|headquarters)?|"
    rf"\b{COUNT} days?(?: (?:a|per|each|every) week)? (?:in|at) (?:the|our|an?)(?: \w{{1,20}}){{0,2}} (?:office|"
    rf"hub|hq|headquarters)\b|"
    rf"\b{COUNT} days? (?:on-?site|in[- ]office|remote|from home|wfh)\b|\b(?:in (?:the|our|one of our) offices?|"
    rf"on-?site|in-office)[^.\n]{{0,40}}\b(?:at least |minimum )?(?:\d{{1,2}} ?%|{COUNT} days?) (?:of the time|a "
    rf"week|per week|of)|"
    rf"\bhybrid (?:in|from|out of|at) (?:the |our )?\w|{LABEL}hybrid\b|"
    rf"\b(?:work(?:ing)?|come|coming|commute) (?:in |into |from |at |to )?(?:our|the)(?: \w{{1,20}}){{0,3}} {OFFICE}"
    rf"(?: for)? (?:at least |a minimum of |minimum )?{COUNT} (?:days|times)|"
    r"\bin[- ](?:the )?office (?:on )?(?:mondays?|tuesdays?|wednesdays?|thursdays?)\b",
)
REMOTE = re.compile(
    rf"{ROLE} (?:is|can be|will be) (?:a |an )?(?:fully |100 ?% |completely |entirely |permanently |performed |done "
    rf")?remote(?:ly)?\b|"
    r"\b(?:fully|100 ?%|completely|entirely|permanently)[- ]remote (?:role|position|job|opportunity|work|working|"
    r"team|company|contract|within|in\b|from|across|\()|"
    r"\b(?:this is|we are offering|we offer|is) an? (?:fully |100 ?% )?remote (?:role|position|job|opportunity)\b|"
    r"\b100 ?% remote\b|\bfull remote\b|\bremote (?:role|position|job|opportunity)\b|"
    rf"\bwork(?:ing)? (?:remotely )?from anywhere\b|{LABEL}(?:fully |100 ?% )?remote\b",
)

# The same in German, French, Spanish, Portuguese, Italian and Dutch.
STELLE = (
    r"(?:diese[rs]?|die|ce(?:tte)?|este|esta|questo|questa|deze)(?: \w{1,20}){0,2} "
    r"(?:stelle|poste|puesto|vaga|posizione|functie|posição|job|role)"
)
MARKED = (
    r"\b(?:standort|lieu|ubicación|local|sede|locatie|ort|arbeitsmodell|modalidade?|modalità|regime)"
    r"(?: de trabajo| de trabalho| di lavoro)? ?[:–-] ?"
)
ONSITE_ELSEWHERE = re.compile(
    r"\bkein (?:home ?office|remote)|\bpas de télétravail|\bhome ?office (?:ist )?nicht möglich|\b100 ?% presencial|"
    r"\bpuesto presencial|\bvaga presencial|\blavoro in presenza|"
    rf"{MARKED}(?:on[- ]?site|presencial|vor ort|in presenza|sur site)\b|"
    r"^(?!.*(?:télétravail|teletra|hybrid|híbrid|remot|jours?\b|d[ií]as\b|giorni)).*\b(?:en présentiel|"
    r"trabajo presencial|trabalho presencial|atuação presencial|modalidade? presencial|modalità in presenza)",
)
HYBRID_ELSEWHERE = re.compile(
    rf"\b{NUMBERS} {DAYS} (?:on-?site|remote)\b|"
    r"\bhybrides? (?:arbeiten|arbeitsmodell|modell|arbeitsplatz)|\btélétravail partiel|"
    rf"\b{NUMBERS} jours? de télétravail|\bmod(?:elo|alidade?)(?: de traba(?:j|lh)o)? h[ií]brid[ao]|"
    rf"\b(?:trabajo|trabalho|regime|formato) h[ií]brido|\b(?:lavoro|modalità|modello) ibrid[ao]|\bhybride? werken|"
    rf"{MARKED}(?:hybride?s?|híbrid[ao]|ibrid[ao])\b|{STELLE} (?:ist|est|es|é|è|is) (?:\w{{1,5}} )?(?:hybrid|híbrid)|"
    rf"\b{NUMBERS} tage?n?(?: (?:pro|die|in der) woche)? (?:im )?(?:home[- ]?office|mobil|büro)|"
    r"\b(?:mobiles arbeiten|home ?office)(?: \w{1,12}){0,4} möglich|"
    r"\bhome[- ]?office[- ](?:möglichkeit|option|anteil|tage|regelung)|"
    r"\bmöglichkeit (?:zum|zu|auf|für) (?:home[- ]?office|mobile[mns]? arbeiten)|"
    r"\btélétravail (?:possible|occasionnel|hybride|ponctuel)|"
    rf"\bteletrabajo(?: de|:)? {NUMBERS} d[ií]as|\b{NUMBERS} d[ií]as (?:de |en )(?:la )?(?:teletrabajo|oficina)|"
    r"\bposibilidad de teletrabajo|\bteletrabajo (?:parcial|opcional|flexible)|"
    rf"\b{NUMBERS}x (?:por|na) semana|\b{NUMBERS} (?:vezes|dias)(?: por semana)? (?:no|ao|em) escritório|"
    rf"\bsmart[- ]?working {NUMBERS} giorni|"
    rf"\b{NUMBERS} giorni (?:a settimana )?(?:di|in) (?:smart|sede|ufficio|presenza)|"
    rf"\b{NUMBERS} dag(?:en)?(?: per week)? (?:op kantoor|thuis)|\b(?:deels|gedeeltelijk) thuis|"
    r"\bthuiswerken is mogelijk",
)
REMOTE_ELSEWHERE = re.compile(
    rf"{STELLE} (?:ist|est|es|é|è|is) (?:\w{{1,9}} |100 ?% )?remot[eoa]\b|{MARKED}(?:100 ?% )?remot[eoa]\b|"
    r"\b100 ?% (?:remot[oa]|home ?office|télétravail|teletrabajo)\b|"
    r"\b(?:deutschland|bundes)weit remote|\btélétravail (?:complet|total|intégral)|\bhome[- ]?office integral|"
    r"\bmodalidade? (?:100 ?% )?remot[oa]|\bvollständig remote|\bkomplett remote|\btotalmente remot[oa]|"
    r"\b(?:trabajo|trabalho|vaga|puesto) (?:100 ?% )?remot[oa]\b|\bcompletamente da remoto|"
    r"\bvolledig (?:remote|op afstand|thuis)",
)
# What a sentence must hold for each to be tried; all of it, and the patterns, in lower case.
ENGLISH = (
    (("remote", "site", "office", "person"), ONSITE, WorkMode.ONSITE),
    (("hybrid", "day", "%"), HYBRID, WorkMode.HYBRID),
    (("remot", "anywhere"), REMOTE, WorkMode.REMOTE),
)
ELSEWHERE = (
    (("remote", "office", "site", "télétravail", "présentiel", "presenc", "presenza", "vor ort"), ONSITE_ELSEWHERE),
    (
        ("hybr", "híbr", "ibrid", "tage", "tag ", "jour", "días", "dias", "giorni", "dag", "office", "mobil",
         "télétravail", "teletrabajo", "thuis", "semana", "vezes"),
        HYBRID_ELSEWHERE,
    ),
    (("remot", "office", "télétravail", "teletrabajo", "afstand", "thuis"), REMOTE_ELSEWHERE),
)  # fmt: skip
ENGLISH_STEMS = ("remot", "site", "office", "person", "hybr", "anywhere", "home")
STEMS = (
    *ENGLISH_STEMS, "híbr", "ibrid", "télétr", "teletra", "presen", "présen", "afstand", "thuis", "mobiles", "in sede",
    "smart working", "kantoor", "vor ort",
)  # fmt: skip
HEDGE = re.compile(
    r"\b(?:remote[- ]first|unless|if|may|might|could|eligible|not all|some|certain|other|except|occasional\w{0,2}|"
    r"sometimes|previous|experience|support|teams?|customers|sites?|access)\b",
)
COMPANY_WIDE = re.compile(
    r"\b(?:all (?:of our )?(?:staff|employees|team members|roles|colleagues)|everyone|most (?:roles|employees|of "
    r"us)|polic(?:y|ies)|our employees|"
    r"company[- ]wide|as a company|alle mitarbeite\w+|tous nos|todos (?:los|os)|tutti i|al onze)\b"
)
SENTENCE_END = re.compile(r"(?<=[.!?]) ")
LONGEST_QUOTE = 160
LONGEST_SENTENCE = 1000


def mode_stated(text: str, language: str | None = None, *, of_the_role: bool = False) -> tuple[WorkMode, str] | None:
    """The mode that a text states, with the quoted sentence.

    `of_the_role`: leave out what an employer says of all its people ("we expect all staff in the office").
    A known language saves looking for others' words.
    """
    best: tuple[int, WorkMode, str] | None = None
    is_english = language == "en"
    for sentence in _sentences(text, ENGLISH_STEMS if is_english else STEMS):
        low = sentence.lower()
        if of_the_role and COMPANY_WIDE.search(low):
            continue
        for rank, (stems, pattern, mode) in enumerate(ENGLISH[: best[0] if best else None]):
            found = _stated(pattern, low) if has_any(low, stems) else None
            if not found and not is_english and has_any(low, ELSEWHERE[rank][0]):
                found = _stated(ELSEWHERE[rank][1], low)
            if found:
                best = (rank, mode, _quote(sentence, found))
                break
    return (best[1], best[2]) if best else None


def _stated(pattern: re.Pattern[str], sentence: str) -> re.Match[str] | None:
    found = pattern.search(sentence)
    return None if found and HEDGE.search(sentence, max(0, found.start() - 60), found.start()) else found


def _sentences(text: str, stems: tuple[str, ...]) -> Iterator[str]:
    """Sentences that could speak of the place of work; most do not."""
    for _, line in lines_with(text, stems, low=lowered(text)):
        for sentence in SENTENCE_END.split(line):
            if has_any(sentence.lower(), stems):
                yield sentence[:LONGEST_SENTENCE]


def _quote(sentence: str, found: re.Match[str]) -> str:
    if len(sentence) <= LONGEST_QUOTE:
        return sentence.strip()
    start = max(0, found.start() - 40)
    return sentence[start : start + LONGEST_QUOTE].strip()
