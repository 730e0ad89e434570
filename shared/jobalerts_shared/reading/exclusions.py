"""From where remote work is not allowed, as a sentence of the text says it. Pure."""

from __future__ import annotations

import re

from jobalerts_shared.posting import Place
from jobalerts_shared.reading.places import excluded_places
from jobalerts_shared.reading.stems import has_any, lines_with, lowered

STEMS = (
    "not available", "not open", "not eligible", "unable to", "not able to", "cannot", "can't", "can’t", "exclu",
    "except", " hir", "ineligible",
)  # fmt: skip
PEOPLE = r"(?:(?:candidates|applicants|residents|employees|people|those|anyone|individuals|to|for|who) )*"
WHERE = (
    r"(?:(?:are |is )?(?:currently )?(?:based|located|living|residing|reside|live|resident)? ?"
    r"(?:in|of|from|within)) "
)
JOB = r"(?:role|position|job|opportunity|vacancy|posting)"
SAYS_NOT_FROM = re.compile(
    rf"\b(?:{JOB} (?:is |are )?(?:currently )?(?:not (?:currently )?(?:available|open|eligible)|ineligible)|"
    rf"{JOB} (?:cannot|can['’]t) (?:currently )?be (?:performed|done|based)|"
    rf"(?:unable|not able) to (?:hire|employ|consider|accept)|(?:cannot|can['’]t) (?:currently )?(?:hire|employ|"
    rf"consider)|"
    rf"do(?: not|n['’]t) (?:currently )?hire|not hiring) (?:for )?{PEOPLE}{WHERE}(?P<where>[^.;:()!?]{{2,120}})|"
    rf"\b(?:remote|anywhere)[^.;:!?]{{0,60}}?(?:except(?: for)?|exclud(?:ing|es)) {PEOPLE}(?:{WHERE})?"
    rf"(?P<except>[^.;:()!?]{{2,120}})",
    re.IGNORECASE,
)


def exclusions_in_text(text: str, countries: tuple[str, ...]) -> tuple[tuple[Place, ...], str] | None:
    """Regions and cities of the scope that a sentence takes out of it, with the sentence's words."""
    for _, line in lines_with(text, STEMS, low=lowered(text)):
        for found in SAYS_NOT_FROM.finditer(line) if has_any(line.lower(), STEMS) else ():
            words = found["where"] or found["except"]
            named = excluded_places(words, frozenset(countries)) if words[0].isupper() else ()
            parts = tuple(place for place in named if place.region and place.country in countries)
            if parts:
                return parts, found[0].strip()
    return None
