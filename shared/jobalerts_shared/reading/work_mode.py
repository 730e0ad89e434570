"""Where the work is done, from a short line; negation first, hybrid before remote."""

from __future__ import annotations

import re

from jobalerts_shared.posting import WorkMode
from jobalerts_shared.reading.stems import has_any

NUMBERS = (
    r"(?:\d{1,2}(?: ?(?:-|–|to|bis|à|a|o|or|oder|ou|of|of) ?\d{1,2})?|one|two|three|four|ein(?:en)?|zwei|drei|vier|"
    r"deux|trois|quatre|dos|tres|cuatro|"
    r"dois|três|quatro|due|tre|quattro|twee|drie|vier|un|une|um|uma)"
)
DAYS = r"(?:days?|tage?n?|jours?|j|d[ií]as?|giorn[oi]|dage?n?)"

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

# What a line must hold to be looked at, in lower case.
LINE_STEMS = (
    "remot", "hybr", "híbr", "hibr", "ibrid", "site", "office", "büro", "home", "casa", "anywhere", "wfh",
    "télétravail", "teletra", "distan", "smart", "virtual", "distributed", "tele", "fern", "ortsun", "afstand",
    "zdaln", "arbeit",
    "thuis", "huis", "week", "woche", "semaine", "semana", "settimana", "ort", "präsenz", "place", "présentiel",
    "presencial", "presenza", "sede", "kantoor", "locatie", "person", "flex", "distância",
)  # fmt: skip


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
