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

LEGAL = """
ab ag aps as asa bv bvba co company corp corporation doo ev gmbh inc incorporated kft kg kgaa kk lda limited llc llp lp
ltd ltda mbh nv oo ou oy oyj plc private pte pty pvt sa sarl sas se sl slu sp spa srl sro ug zoo zrt
"""
LEGAL_FORMS = frozenset(LEGAL.split())
JOINTS = frozenset({"&", "and", "und", "et", "y", "z", "i"})


def words_of(text: str) -> tuple[str, ...]:
    """The words in their order; `Node.js` is the two words `node js` wherever it stands."""
    return tuple(WORD.findall(unaccented(text)))


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
