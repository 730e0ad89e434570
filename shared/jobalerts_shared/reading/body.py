"""What a description states of level, years and sponsorship: in its first lines and requirements, never by keyword."""

from __future__ import annotations

import re
from itertools import islice

from jobalerts_shared.posting import Level
from jobalerts_shared.reading.stems import DIGITS, has_any, lines_with, lowered
from jobalerts_shared.reading.text import fold
from jobalerts_shared.reading.titles import read_title

HEAD = 600  # characters of the real description that introduce the job
LONGEST_LINE = 90
MOST_LINES = 400
MOST_HEADINGS = 60

INTRODUCED = re.compile(
    r"\b(?:looking for|seeking|hiring|searching for|recruiting|in search of|need|join (?:us|our team|the team)? ?as|"
    r"role of|position of|opportunity for|"
    r"suchen|gesucht|cherchons|recherchons|buscamos|procuramos|cerchiamo|zoeken|as)\s+(?:an?|our|the|eine?n?|einen|"
    r"une?|una?|uma?|een|another|several|talented|"
    r"experienced|passionate|skilled|motivated|highly|new|\s){0,5}([^.,;:!?()\n]{3,80})",
    re.IGNORECASE,
)
LEVEL_WORD = re.compile(
    r"\b(?:senior|sr|junior|jr|mid|mid-?level|midweight|entry[- ]level|graduate|intern|trainee|principal|staff|lead|"
    r"intermediate|pleno|sênior|júnior|"
    r"werkstudent\w*|praktikant\w*|berufseinsteiger\w*|confirmé|débutant|becari[oa]|estagi[áa]ri[oa]|experienced)\b",
    re.IGNORECASE,
)
LEVEL_STEMS = (
    "senior", "sr", "junior", "jr", "mid", "entry", "graduate", "intern", "trainee", "principal", "staff", "lead",
    "pleno", "sênior", "júnior", "werkstudent", "praktikant", "einsteiger", "confirmé", "débutant", "becari",
    "estag", "experienced",
)  # fmt: skip
CUT_AT = re.compile(
    r"\b(?:to|who|with|that|for|in|at|on|and|within|based|um|der|die|das|mit|für|qui|pour|avec|para|con|que|per|che|"
    r"met|voor|die)\b",
    re.IGNORECASE,
)

YEARS = re.compile(
    r"([0-9]{1,2})(?: ?(?:\+|plus|or more|oder mehr|o más|ou mais|o più))?(?: ?(?:-|–|to|bis|à|a|y|e) ?(\d{1,2}))?\+? ?"
    r"(?:years?|yrs?|jahren?|ans|années|años|anos|anni|jaar)\b"
)
IN_YEARS = (" years", " jahre", " ans", " años", " anos", " anni", " jaar")
EXPERIENCE = ("experience", " exp", "erfahrung", "expérience", "experiencia", "experiência", "esperienza", "ervaring")
MORE = re.compile(r"\+|plus|more|mehr|más|mais|più")
AT_LEAST = re.compile(
    r"(?:at least|min(?:imum|\.)?(?: of)?|over|more than|mindestens|mind\.|mehr als|au moins|plus de|minimum|m[íi]nimo|"
    r"al menos|m[áa]s de|pelo menos|mais de|almeno|pi[ùu] di|minimaal|minstens|meer dan)(?: de| di)? $"
)
AFTERWARDS = re.compile(r"[^.\n]{0,30}\b(?:minimum|m[íi]nimo)\b")
AT_MOST = re.compile(r"(?:up to|bis zu|jusqu['’]à|hasta|até|fino a|tot) $")
# An employer's own years: "We have 20 years of experience", "a 10 years old company".
OF_THE_EMPLOYER = re.compile(
    r"\b(?:we(?: have| bring| bundle|['’]ve)|our \w{2,12} (?:has|have|brings?)|(?:company|firm) with|"
    r"combined)[^.\n]{0,15}$"
)
SPELLED = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10, "zwei": 2, "drei": 3,
    "fünf": 5, "deux": 2, "trois": 3, "cinq": 5, "dos": 2, "tres": 3, "cinco": 5, "dois": 2, "três": 3, "tre": 3,
    "cinque": 5, "twee": 2, "drie": 3, "vijf": 5,
}  # fmt: skip
NUMBER_WORD = re.compile(
    rf"\b({'|'.join(SPELLED)})(?= (?:(?:to|or|bis|à|a|o|ou) (?:{'|'.join(SPELLED)}) )?(?:years?|jahren?|ans|"
    rf"años|anos|anni|jaar)\b)"
    rf"|(?<= to )({'|'.join(SPELLED)})(?= years)"
)
NEAR = 60  # characters around a count of years within which experience must be named
MOST_YEARS = 25
SPONSOR_STEMS = ("sponsor", "visa", "right to work", "work authorization", "work permit", "patrocinio")
REFUSED = re.compile(
    r"\b(?:not|unable|cannot|can[’']?t|won[’']?t|do(?:es)? not|don[’']?t|no|without|neither)\b[^.\n]{0,50}\b(?:visa "
    r")?sponsor\w{0,5}|"
    r"\bsponsorship (?:is |will )?(?:not|unavailable)|\bmust (?:already )?(?:have|possess|hold)[^.\n]{0,30}(?:right "
    r"to work|work (?:authorization|permit))|"
    r"\bsponsorship(?: available| offered| provided)? ?[:–-] ?no\b|\bno visa\b|\bkein(?:e)? visa|\bsin patrocinio",
    re.IGNORECASE,
)
GRANTED = re.compile(
    r"\b(?:visa|immigration|work permit) (?:sponsorship|support|assistance)(?: is)?(?: available| offered| provided|"
    r" possible|: ?yes)|"
    r"\b(?:we|can|will|able to|happy to|offers?|provides?|including) (?:\w+ ){0,3}?(?:visa|immigration) "
    r"(?:sponsorship|support)\b|"
    r"\bsponsorship (?:is |will be )?(?:available|provided|offered)\b|\bhelp (?:\w+ ){0,2}(?:with )?(?:your )?visas?\b|"
    r"\boffers? (?:\w+ ){0,4}visa (?:assistance|support)\b|\bvisum(?:s?unterstützung)\b|"
    r"unterstütz\w+[^.\n]{0,30}\bvisum\b|"
    r"\b(?:offers?|provides?) (?:\w+ )?sponsorship\b|\bsponsor (?:\w+ ){0,3}(?:visas?|h-?1b|work permits?)\b",
    re.IGNORECASE,
)


def level_in_body(text: str, roles: tuple[str, ...]) -> tuple[tuple[Level, ...], str] | None:
    """The level that the head of the text, or a heading that repeats the role, states; with its words."""
    head = text[:HEAD]
    return (_introduced(head) if has_any(head.lower(), LEVEL_STEMS) else None) or _heading(text, roles)


def _introduced(head: str) -> tuple[tuple[Level, ...], str] | None:
    for found in INTRODUCED.finditer(head):
        phrase = CUT_AT.split(found[1])[0].strip()
        if LEVEL_WORD.search(phrase) and (levels := read_title(phrase).levels):
            return levels, " ".join(found[0].split())
    return None


def _heading(text: str, roles: tuple[str, ...]) -> tuple[tuple[Level, ...], str] | None:
    """`Mid-Level Machine Learning Engineer` on a line of its own, above a text on the machine learning engineer."""
    heads = {fold(role).rsplit(" ", 1)[-1] for role in roles}
    for line in islice(filter(_is_short, text.split("\n")[:MOST_LINES]), MOST_HEADINGS):
        if has_any(line.lower(), LEVEL_STEMS) and heads & set(fold(line).split()):
            reading = read_title(line)
            if reading.levels and set(reading.roles) & set(roles):
                return reading.levels, line
    return None


def _is_short(line: str) -> bool:
    return 0 < len(line) <= LONGEST_LINE and line[-1] not in ".;," and not line.startswith("- ")


def years_in_text(text: str) -> tuple[str, str] | None:
    """The years of experience asked for, `3-5` or `5+`, from the first sentence that asks; apart from the level."""
    low = lowered(text)
    if not has_any(low, EXPERIENCE):
        return None
    found = _first_years(low)
    if found or not has_any(low, IN_YEARS):
        return found
    return _first_years(NUMBER_WORD.sub(lambda word: str(SPELLED[word[0]]), low))


def _first_years(low: str) -> tuple[str, str] | None:
    for start, line in lines_with(low, DIGITS):
        for found in YEARS.finditer(low, start, start + len(line)):
            if _asks_for(found, low):
                words = low[found.start() : found.end() + NEAR].split("\n")[0].split(".")[0]
                return _range(found, low), " ".join(words.split())
    return None


def _asks_for(found: re.Match[str], low: str) -> bool:
    """Years of experience, and the candidate's: not an age, and not the employer's own."""
    before = low[max(0, found.start() - NEAR) : found.start()]
    if int(found[1]) > MOST_YEARS or low.startswith(" old", found.end()) or OF_THE_EMPLOYER.search(before):
        return False
    return has_any(low[max(0, found.start() - NEAR) : found.end() + NEAR], EXPERIENCE)


def _range(found: re.Match[str], low: str) -> str:
    if found[2]:
        return f"{found[1]}-{found[2]}"
    before = low[max(0, found.start() - 20) : found.start()]
    if AT_MOST.search(before):
        return f"0-{found[1]}"
    is_least = MORE.search(found[0]) or AT_LEAST.search(before) or AFTERWARDS.match(low, found.end())
    return f"{found[1]}+" if is_least else found[1]


def sponsorship_in_text(text: str) -> tuple[str, str] | None:
    """Whether a visa is sponsored: yes, no, or None where nothing is said; a refusal outweighs."""
    lines = [line for _, line in lines_with(text, SPONSOR_STEMS, low=lowered(text))]
    for answer, pattern in (("no", REFUSED), ("yes", GRANTED)):
        for line in lines:
            if found := pattern.search(line):
                return answer, " ".join(found[0].split())
    return None
