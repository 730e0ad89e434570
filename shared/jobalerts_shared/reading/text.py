"""Text brought to one form: folding, and words that keep c++, c#, .net and node.js whole. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

LETTERS = str.maketrans({"ł": "l", "ø": "o", "ı": "i", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss"})
LATIN_MARKS = re.compile("[\u0300-\u036f]+")
RUN = re.compile(r"[^\W_]+")
# Names whose punctuation is part of the word come first; then letters that stand for a phrase (r&d, u.s.); then words.
WORD = re.compile(
    r"""(?<![^\W_])c\+\+ | (?<![^\W_])[cf]\#(?![^\W_]) | (?<![^\W_])(?:asp|vb|ado)?\.net(?![^\W_])
      | (?<![^\W_])[^\W\d_]{2,10}\.js(?![^\W_])
      | (?<![^\W_])[^\W\d_]{1,2}&[^\W\d_](?![^\W_])
      | (?<![^\W_])(?:[^\W\d_]\.){2,6}(?![^\W_])
      | \d+\.\d+(?![^\W_])
      | [^\W_]+""",
    re.VERBOSE | re.IGNORECASE,
)


class Word(NamedTuple):
    """One word as written (lower case), its folded form, where it stands, and what stands before it."""

    form: str
    folded: str
    start: int
    end: int
    gap: str


def unaccented(text: str) -> str:
    """Without case and accents; punctuation stays."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    plain = LATIN_MARKS.sub("", letters)
    if plain.isascii():
        return plain.lower()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return plain.casefold().translate(LETTERS)


def fold(text: str) -> str:
    """Case, accents and punctuation gone, single spaces: «São Paulo - SP» is «sao paulo sp»."""
    return " ".join(RUN.findall(unaccented(text)))


def words(text: str) -> list[Word]:
    """The words in order; what is between two words is told by the later one's `gap`, as written."""
    found = []
    before = 0
    for match in WORD.finditer(text):
        start, end = match.span()
        form = match.group()
        found.append(Word(form.lower(), folded(form), start, end, text[before:start]))
        before = end
    return found


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    """One word of `words` folded: its punctuation stays where it names the thing, dots of an abbreviation go."""
    plain = unaccented(word)
    if plain.endswith("."):
        return plain.replace(".", "")
    return plain
