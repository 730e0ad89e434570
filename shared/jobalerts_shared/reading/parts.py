"""A cleaned title cut into parts at its dashes, commas, bars, colons and brackets. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from jobalerts_shared.reading.text import Word, words

MOST_WORDS = 48
# A hyphen behind these sets off their field: «Manager-Internal Communications».
LEADERS = frozenset({"manager", "director", "president", "vp", "avp", "svp", "supervisor"})


class Gap(StrEnum):
    """What stands between two words."""

    SPACE = "space"
    HYPHEN = "hyphen"
    SLASH = "slash"
    AND = "and"
    COMMA = "comma"
    BREAK = "break"
    OPEN = "open"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Part:
    """Some words in a row; `joins` tells how the part follows the one before it."""

    words: tuple[Word, ...]
    gaps: tuple[Gap, ...]
    joins: Gap


@lru_cache(maxsize=2_000)
def gap(text: str) -> Gap:
    if text.isspace() or not text:
        return Gap.SPACE
    if "(" in text or "[" in text or "{" in text:
        return Gap.OPEN
    if ")" in text or "]" in text or "}" in text:
        return Gap.CLOSE
    plain = text.strip()
    if plain == "/" or plain == "\\":
        return Gap.SLASH
    if plain in {"&", "+"}:
        return Gap.AND
    if plain == "-":
        return Gap.HYPHEN if text == "-" else Gap.BREAK
    if plain in {".", "'", "*", '"', "_", "°", "ª", "º"}:
        return Gap.SPACE
    return Gap.COMMA if plain == "," else Gap.BREAK


def parts(text: str) -> list[Part]:
    found: list[Part] = []
    row: list[Word] = []
    gaps: list[Gap] = []
    joins = Gap.BREAK
    for word in words(text)[:MOST_WORDS]:
        between = gap(word.gap)
        if between is Gap.HYPHEN and row and row[-1].folded in LEADERS:
            between = Gap.BREAK
        if row and between in {Gap.SPACE, Gap.HYPHEN, Gap.SLASH, Gap.AND}:
            gaps.append(between)
        else:
            if row:
                found.append(Part(tuple(row), tuple(gaps), joins))
            row, gaps, joins = [], [Gap.BREAK], between
        row.append(word)
    if row:
        found.append(Part(tuple(row), tuple(gaps), joins))
    return found
