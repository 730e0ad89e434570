"""The language of an advert's text, told by its commonest small words; any but seven languages is not stated."""

from __future__ import annotations

from functools import cache

WINDOW = 600
LEAST = 4  # small words seen, and as many again as of the next language
SMALL_WORDS = {
    "en": "the and of to you will our with for we are your in is as be this that have on",
    "de": "und der die das wir du mit für ein eine sie ist zu den im auf bei deine unsere von dich",
    "fr": "les des et vous une nous est pour dans avec sur votre du notre le au la aux que vos",
    "es": "los las y para con una del el que en por tu se nuestro nuestra como más es su al",
    "pt": "os as e para com uma do da em você não são por que nossa nosso um dos das ao",
    "it": "il lo gli e per con una del della che di un sei nostra nostro è alla le nel dei",
    "nl": "het een en de van je wij voor met op zijn jij bij onze jouw naar dat als ons aan",
}
BREAKS = str.maketrans(dict.fromkeys(".,;:!?()[]{}<>/\\|\"'’‘“”„«»–—-•·*&+=#@…", " "))


ROOM = 1000  # more than there are words in the window: each language counts in three digits of one number


@cache
def _weights() -> dict[str, int]:
    """What a small word adds to the number: one for each language that it belongs to."""
    found: dict[str, int] = {}
    for place, words in enumerate(SMALL_WORDS.values()):
        for word in words.split():
            found[word] = found.get(word, 0) + ROOM**place
    return found


def language_of(text: str) -> str | None:
    """ISO 639-1, or None where the text is short, mixed or in a language that we do not know."""
    weights = _weights()
    words = text[:WINDOW].lower().translate(BREAKS).split()
    total = sum(map(weights.__getitem__, filter(weights.__contains__, words)))
    counts = {language: total // ROOM**place % ROOM for place, language in enumerate(SMALL_WORDS)}
    (best, count), (_, next_count) = sorted(counts.items(), key=lambda pair: -pair[1])[:2]
    return best if count >= LEAST and count > 1.3 * next_count else None
