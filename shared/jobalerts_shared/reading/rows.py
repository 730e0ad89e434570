"""The words of a part that are left to name a role: heads, fillers, and the table's forms among them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from jobalerts_shared.reading.keys import JOINED, SPELLED_OUT, keys
from jobalerts_shared.reading.lexicon import lexicon
from jobalerts_shared.reading.parts import Gap, Part
from jobalerts_shared.reading.roles_table import LONGEST, known_key, role_table
from jobalerts_shared.reading.text import Word

# Of these a language is the occupation: German Teacher.
TEACHING = frozenset(
    {"teacher", "tutor", "translator", "interpreter", "instructor", "linguist", "lecturer", "professor"}
)
NUMERALS = frozenset({"ii", "iii", "iv", "vi"})
OPENING = frozenset(first for first, _ in JOINED)  # words that are no key until joined with the next
# Digits that name a product, a trade or a school, and count nothing.
NAMES = frozenset(
    {
        "365",
        "360",
        "3d",
        "2d",
        "s4",
        "s4hana",
        "d365",
        "o365",
        "m365",
        "web3",
        "h2",
        "b2b",
        "b2c",
        "as400",
        "4gl",
        "iso9001",
    }
    | {"k12", "k8s", "3pl", "a1"}
)


@dataclass(slots=True)
class Row:
    """A part without its level words: the places left, their words and keys."""

    part: Part
    places: list[int]
    words: list[Word] = field(init=False)
    keys: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.places = [place for place in self.places if not _abbreviates(self.part.words, place)]
        self.words = [self.part.words[place] for place in self.places]
        self.keys = [known_key(word.folded) for word in self.words]

    def between(self, left: int) -> Gap:
        """What stands after the word at `left`; over a level word («Analyst / Sr Analyst») what divides, if it does."""
        if left + 1 >= len(self.places):
            return Gap.BREAK
        gaps = self.part.gaps[self.places[left] + 1 : self.places[left + 1] + 1]
        if len(gaps) > 1 and gaps[0] in {Gap.SLASH, Gap.AND, Gap.HYPHEN}:
            return Gap.AND if gaps[0] is Gap.AND else Gap.SLASH
        return gaps[-1]

    def at(self, places: Sequence[int] | range) -> tuple[int, ...]:
        """Places of the row as places of the part."""
        return tuple(self.places[place] for place in places)

    def form(self, start: int, end: int) -> str:
        """The words from `start` to `end` as the table would hold them."""
        return " ".join(keys(self.keys[start:end]))

    def known_from(self, start: int) -> int:
        """How many words from here on are a known form."""
        if (
            self.keys[start] not in OPENING
            and (SPELLED_OUT.get(self.keys[start]) or (self.keys[start],))[0] not in role_table().first
        ):
            return 0
        longest = min(LONGEST, len(self.keys) - start)
        return next(
            (width for width in range(longest, 0, -1) if self.form(start, start + width) in role_table().forms), 0
        )

    def known_to(self, begin: int, last: int) -> int:
        """How many words up to here are a known form."""
        starts = range(max(begin, last - LONGEST + 1), last + 1)
        return next((last + 1 - start for start in starts if self.form(start, last + 1) in role_table().forms), 0)

    def known_over(self, at: int) -> int:
        """Where the known form begins that holds this word and others before it (engineer in test); else here."""
        return next((start for start in range(max(0, at - 3), at) if self.known_from(start) > at - start), at)


def _abbreviates(row: Sequence[Word], at: int) -> bool:
    """«Registered Nurse RN», «Site Reliability Engineer SRE»: the same said again in its first letters."""
    one = row[at].folded
    width = len(one)
    if one == "rn" and at > 0 and row[at - 1].folded == "nurse":
        return True
    return 2 <= width <= 4 and at >= width and one == "".join(word.folded[0] for word in row[at - width : at])


@lru_cache(maxsize=50_000)
def is_head(one: str) -> bool:
    """A head noun of the list, a compound that ends in one (Javaentwickler), or a word that sounds like one."""
    words = lexicon()
    if one in words.heads:
        return True
    if (
        one in words.fillers
        or one in words.disciplines
        or one in words.no_one
        or one in words.languages
        or one in words.places
    ):
        return False
    if len(one) < 5 or not one.isalpha():
        return False
    return any(one.endswith(end) and len(one) > len(end) + 2 for end in words.compounds) or one.endswith(words.suffixes)


@lru_cache(maxsize=20_000)
def is_compound(one: str) -> bool:
    """Bereichsleiter, Produktmanager: German and Dutch compounds that no other language has."""
    return one not in lexicon().heads and any(
        one.endswith(end) and len(one) > len(end) + 2 for end in lexicon().compounds
    )


def is_discipline(one: str) -> bool:
    """Of a word or its key: a key has lost its plural s (devops, systems, graphics)."""
    return one in lexicon().disciplines or f"{one}s" in lexicon().disciplines


def is_filler(word: Word) -> bool:
    one = word.folded
    return one in lexicon().fillers or one in NUMERALS or _is_id(one)


@lru_cache(maxsize=20_000)
def _is_id(one: str) -> bool:
    """Requisition numbers, years, hours: digits with at most a few letters."""
    digits = sum(letter.isdigit() for letter in one)
    return digits > 0 and one not in NAMES and (digits * 2 >= len(one) or len(one) == 1)


def without_silent(part: Part, places: list[int]) -> list[int]:
    """Without places and invitations: they are where and how, not what. Nothing, where only fillers are left."""
    first = lexicon().silent_first
    row = [part.words[place].folded for place in places]
    if not first.isdisjoint(row):
        spoken: list[int] = []
        at = 0
        while at < len(places):
            width = _silent(row, at) if row[at] in first else 0
            spoken += places[at : at + 1] if not width else []
            at += max(width, 1)
        places = spoken
    return places if any(not is_filler(part.words[place]) for place in places) else []


def _silent(row: list[str], at: int) -> int:
    """How many words from here on are a place, or an invitation that no head makes a role (program manager)."""
    words = lexicon()
    for width in range(min(4, len(row) - at), 0, -1):
        phrase = " ".join(row[at : at + width])
        if phrase in words.places and not (phrase in words.languages and TEACHING & set(row)):
            return width
        if phrase in words.silent and not (at + width < len(row) and is_head(row[at + width])):
            return width
    return 0
