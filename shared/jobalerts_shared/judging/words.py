"""Whole words and phrases, compared without case and accents; and a company's name without its legal form."""

from __future__ import annotations

import re

from jobalerts_shared.reading.text import unaccented

# Chinese and Japanese are written without spaces: each sign is a word.
SIGN = "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
LETTER = r"[^\W_]"
WORD = re.compile(
    rf"{SIGN}"
    rf"|(?<!{LETTER})\.net(?!{LETTER})"
    rf"|{LETTER}(?:&{LETTER})+(?!{LETTER})"  # r&d, q&a
    rf"|(?:(?!{SIGN}){LETTER})+(?:\+\+|#(?!{LETTER}))?"  # c++, c#, f# are one word, and none of them is c or f
)

# Where none of these stands, words are the runs of letters and digits, which are found ten times as fast.
ODD = re.compile(r"[&#+\x80-\U0010ffff]")
ODD_OR_NET = re.compile(rf"{ODD.pattern}|\.net", re.IGNORECASE)
SPACES = {code: " " for code in range(128) if not chr(code).isalnum()}

LEGAL = """
ab ag aps as asa bv bvba co company corp corporation doo ev gmbh inc incorporated kft kg kgaa kk lda limited llc llp lp
ltd ltda mbh nv oo ou oy oyj plc private pte pty pvt sa sarl sas se sl slu sp spa srl sro ug zoo zrt
"""
LEGAL_FORMS = frozenset(LEGAL.split())
JOINTS = frozenset({"&", "and", "und", "et", "y", "z", "i"})


def words_of(text: str) -> tuple[str, ...]:
    """The words in their order; `Node.js` is the two words `node js` wherever it stands."""
    found: list[str] = []
    at = 0
    for odd in (ODD_OR_NET if ".net" in text.lower() else ODD).finditer(text):
        if odd.start() >= at:
            start = max(text.rfind(" ", at, odd.start()), at)
            end = text.find(" ", odd.end())
            end = len(text) if end < 0 else end
            found += _plain_words(text[at:start])
            found += WORD.findall(unaccented(text[start:end]))
            at = end
    return (*found, *_plain_words(text[at:]))


def _plain_words(text: str) -> list[str]:
    return text.lower().translate(SPACES).split()


def spaced(words: tuple[str, ...]) -> str:
    """One string in which a phrase is found by `in`: each word between two spaces."""
    return f" {' '.join(words)} "


def company_key(name: str) -> str:
    """`Acme Ltd`, `ACME Limited` and `acme` have one key; `Acme Robotics` has another."""
    words = words_of(name.replace(".", "").replace("/", ""))
    kept = len(words)
    while kept > 1 and (words[kept - 1] in LEGAL_FORMS or (kept < len(words) and words[kept - 1] in JOINTS)):
        kept -= 1
    return " ".join(words[:kept])
