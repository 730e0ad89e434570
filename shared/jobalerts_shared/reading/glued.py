"""Titles that a scraper took the spaces out of («AnalistadeDadosSênior»), cut into words again. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from jobalerts_shared.reading.keys import key
from jobalerts_shared.reading.level_words import words
from jobalerts_shared.reading.lexicon import lexicon
from jobalerts_shared.reading.roles_table import role_table
from jobalerts_shared.reading.text import unaccented

SHORTEST = 8  # characters of a title without a space that may be two words
LONGEST = 60  # of a run of letters that is looked into
CAPITALS = re.compile(
    r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-ZÀ-Þ]{2})(?=[A-ZÀ-Þ][a-zà-ÿ]{3})|(?<=[A-Za-zà-ÿ])(?=\.NET)|(?<=NET)(?=[A-Z][a-zà-ÿ])|(?<=[a-zà-ÿ]SAP)(?=[A-Z])"
)
HYPHEN = re.compile(r"-(?=[A-ZÀ-Þ0-9])")
LETTERS = re.compile(r"[^\W\d_]{6,}")
LINKS = frozenset({"de", "do", "da", "dos", "das", "em"})


def unglued(text: str) -> str:
    """Cut where capitals begin, then where a run of letters is made of words that we know and their links."""
    if len(text) < SHORTEST or " " in text:
        return text
    pieces = HYPHEN.split(text)
    cut = [piece if _is_word(unaccented(piece)) else CAPITALS.sub(" ", piece) for piece in pieces]
    glued = ("-" if cut == pieces else " - ").join(cut)
    return LETTERS.sub(lambda run: _cut(run[0]), glued)


def _cut(run: str) -> str:
    low = unaccented(run)
    if len(low) != len(run) or len(run) > LONGEST or _is_word(low):
        return run
    edges = [0, *_ends(low)]
    if LINKS.isdisjoint(low[start:end] for start, end in pairwise(edges)):
        return run  # a compound, as German has them, is one word
    return " ".join(run[start:end] for start, end in pairwise(edges))


def _ends(low: str) -> list[int]:
    """Where the words of a run end, the fewest words of all ways to cut it; empty where it cannot be cut."""
    best: list[list[int] | None] = [[]] + [None] * len(low)
    for end in range(1, len(low) + 1):
        for start in range(end):
            before = best[start]
            if before is None or not _joins(low[start:end], first=start == 0, last=end == len(low)):
                continue
            ours = best[end]
            if ours is None or len(before) + 1 < len(ours):
                best[end] = [*before, end]
    return best[-1] or []


def _joins(word: str, *, first: bool, last: bool) -> bool:
    return (word in LINKS and not first) or (len(word) > 3 and _is_word(word)) or (last and word in {"sr", "jr", "pl"})


@lru_cache(maxsize=20_000)
def _is_word(word: str) -> bool:
    lexical = lexicon()
    return (
        key(word) in role_table().vocabulary
        or word in lexical.heads
        or word in lexical.disciplines
        or word in lexical.fillers
        or word in words().by_first
    )
