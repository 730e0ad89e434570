"""Which words of a part of a title state a level, and which only look like it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jobalerts_shared.posting import Level
from jobalerts_shared.reading.keys import key
from jobalerts_shared.reading.lexicon import lexicon, table
from jobalerts_shared.reading.parts import Gap, Part
from jobalerts_shared.reading.text import fold

LEADERS = frozenset({Level.MANAGER, Level.DIRECTOR, Level.EXECUTIVE})
NUMERALS: dict[str, tuple[Level, ...]] = {
    "i": (Level.JUNIOR,),
    "1": (Level.JUNIOR,),
    "ii": (Level.MID,),
    "2": (Level.MID,),
    "iii": (Level.MID, Level.SENIOR),
    "3": (Level.MID, Level.SENIOR),
    "iv": (Level.SENIOR,),
    "4": (Level.SENIOR,),
    "v": (Level.STAFF,),
    "5": (Level.STAFF,),
}
ROMAN = frozenset({"i", "ii", "iii", "iv"})
# Public ladders agree on L3 to L7; what firms call IC is one step off between them, so each answer is a pair.
GRADES: dict[str, tuple[Level, ...]] = {
    "l3": (Level.JUNIOR, Level.MID),
    "l4": (Level.MID, Level.SENIOR),
    "l5": (Level.SENIOR, Level.STAFF),
    "l6": (Level.STAFF, Level.PRINCIPAL),
    "l7": (Level.PRINCIPAL,),
    "ic1": (Level.JUNIOR,),
    "ic2": (Level.JUNIOR, Level.MID),
    "ic3": (Level.MID, Level.SENIOR),
    "ic4": (Level.SENIOR, Level.STAFF),
    "ic5": (Level.STAFF, Level.PRINCIPAL),
    "ic6": (Level.PRINCIPAL,),
}
GRADES |= {f"e{number}": GRADES[f"l{number}"] for number in range(3, 8)}
GLUED_NUMERAL = re.compile(r"(sde|swe|sdet|mle|qa|rn|engineer|developer|analyst)([1-5]|i{1,3}|iv)")


@dataclass(frozen=True, slots=True)
class Mark:
    """Words `start` to `end` of a part state these levels. `noun`: the words also name what the person is."""

    levels: tuple[Level, ...]
    start: int
    end: int
    rule: str
    noun: bool = False
    weak: bool = False

    def silent(self, row: Sequence[str]) -> range:
        """The words that the role does without: all of them, or those before the leader's own word."""
        if not self.noun:
            return range(
                self.start, self.end - (row[self.end - 1] in words().occupations and self.end - self.start > 1)
            )
        raising = words().raising if row[self.end - 1] == "manager" else words().raising | {"assistant"}
        width = next((at for at in range(self.start, self.end) if row[at] not in raising), self.end - 1)
        return range(self.start, width)


@dataclass(frozen=True, slots=True)
class LevelWords:
    """The level phrases and traps by their first word, the longest first; None: no level (a trap)."""

    by_first: dict[str, tuple[tuple[tuple[str, ...], Level | None], ...]]
    staff_heads: frozenset[str]
    people: frozenset[str]
    individual: frozenset[str]
    alone: frozenset[str]
    counted: frozenset[str]
    officers: frozenset[str]
    raising: frozenset[str]
    occupations: frozenset[str]
    connecting: frozenset[str]


@lru_cache(maxsize=1)
def words() -> LevelWords:
    read = table("levels.toml")
    listed: list[tuple[str, Level | None]] = [(one, None) for one in read["traps"]["words"].split(",")]
    listed += [(one, Level(level)) for level, text in read["levels"].items() for one in text.split(",")]
    by_first: dict[str, dict[tuple[str, ...], Level | None]] = {}
    for written, level in listed:
        row = tuple(fold(written).split())
        if row:
            by_first.setdefault(row[0], {}).setdefault(row, level)
    sets = {name: frozenset(fold(text).split()) for name, text in read["words"].items()}
    return LevelWords(
        by_first={first: tuple(sorted(rows.items(), key=lambda row: -len(row[0]))) for first, rows in by_first.items()},
        staff_heads=frozenset(fold(read["staff"]["heads"]).split()),
        people=frozenset(read["manager"]["people"].split()),
        individual=frozenset(read["manager"]["individual"].split()),
        alone=frozenset(read["manager"]["alone"].split()),
        **sets,
    )


def marks(part: Part, *, first_part: bool) -> list[Mark]:
    """The level words of a part, in order; what a trap covers is none."""
    row = [word.folded for word in part.words]
    found: list[Mark] = []
    at = 0
    while at < len(row):
        mark, width = _phrase(row, at, first_part=first_part)
        mark = mark or (_single(part, row, at, first_part=first_part) if not width else None)
        if mark:
            found.append(mark)
        at += max(width, mark.end - mark.start if mark else 1, 1)
    return found


def _phrase(row: Sequence[str], at: int, *, first_part: bool) -> tuple[Mark | None, int]:
    """The longest phrase that begins here: a mark, or the width of a trap."""
    for phrase, level in words().by_first.get(row[at], ()):
        width = len(phrase)
        if tuple(row[at : at + width]) != phrase:
            continue
        if level is None:
            return None, width
        if width == 1 and not _counts(row, at, first_part=first_part):
            return None, 0
        if level in LEADERS and _is_to_whom(row, at):
            return None, width
        return Mark((level,), at, at + width, "title.level.word", noun=_is_noun(level, phrase, row, at)), width
    return None, 0


def _is_to_whom(row: Sequence[str], at: int) -> bool:
    """«Assistant to the CEO», «Office of the President»: the boss, not the one who is sought."""
    before = row[max(0, at - 2) : at]
    return at > 1 and (
        "to" in before
        or before[-2:] in (["of", "the"], ["for", "the"], ["a", "la"])
        or before[-1:] in (["to"], ["der"], ["des"])
    )


def _counts(row: Sequence[str], at: int, *, first_part: bool) -> bool:
    """Some words are a level only in their place: «stage» is French, «CRO» also a kind of company."""
    word, last = row[at], at == len(row) - 1
    if word == "stage":
        return (at == 0 and first_part) or len(row) == 1 or (at > 0 and row[at - 1] in {"de", "en", "di"})
    if word in words().officers:
        return last or row[at + 1] in words().connecting or row[at + 1] in words().officers
    if word in {"student", "studenten", "studentin"}:
        return last or row[at + 1] in lexicon().cut or row[at + 1] in lexicon().of
    if word in {"residency", "resident", "extern", "externs"}:
        return bool({"nurse", "rn", "nursing"} & set(row))
    if word == "chief":
        return not last
    if word in {"graduate", "grad", "junior"} and not last and row[at + 1] in {"school", "college"}:
        return False
    if word in {"trainee", "trainees"} and not last and row[at + 1] in {"coordinator", "recruiter"}:
        return False
    return not (word in {"mid", "entry"} and last and at)


def _is_noun(level: Level, phrase: tuple[str, ...], row: Sequence[str], at: int) -> bool:
    """Director, head of, team lead: the word is also the head of the role, where Lead before a head is not."""
    if level in {Level.MANAGER, Level.DIRECTOR, Level.EXECUTIVE}:
        return phrase[0] not in {"senior", "sr"} or phrase[-1] in {"manager", "director"}
    if level is not Level.LEAD:
        return False
    after = row[at + len(phrase) :]
    return len(phrase) > 1 or not any(key(word) in lexicon().heads for word in after)


def _single(part: Part, row: Sequence[str], at: int, *, first_part: bool) -> Mark | None:
    """The words whose meaning hangs on their neighbours: staff, associate, manager, numerals and grades."""
    word = row[at]
    if word == "staff":
        return _staff(row, at)
    if word in {"associate", "associates"}:
        return _associate(row, at)
    if word in {"manager", "managers", "mgr", "managerin"}:
        return _manager(row, at)
    if word in NUMERALS or word in {"level", "lvl"}:
        return _numeral(part, row, at)
    if glued := GLUED_NUMERAL.fullmatch(word):
        return Mark(NUMERALS[glued[2]], at, at + 1, "title.level.numeral", noun=True, weak=True)
    if word in GRADES and (part.joins is not Gap.SPACE or at == len(row) - 1) and not first_part and len(row) == 1:
        return Mark(GRADES[word], at, at + 1, "title.level.grade", weak=True)
    return None


def _staff(row: Sequence[str], at: int) -> Mark | None:
    """Staff Engineer, Engineer Staff, Senior Staff, Engineer, Staff; kitchen staff and staff accountants are people."""
    after = {key(word) for word in row[at + 1 :]}
    before = row[at - 1] if at else ""
    behind = not after and key(before) in words().staff_heads & lexicon().heads
    if after & words().staff_heads or behind or before in {"senior", "sr"} or len(row) == 1:
        return Mark((Level.STAFF,), at, at + 1, "title.level.word")
    return None


def _associate(row: Sequence[str], at: int) -> Mark | None:
    """Junior before the head of an individual's role; the head itself states nothing."""
    after = [key(word) for word in row[at + 1 :]]
    if any(
        word in {"professor", "dean", "counsel", "attorney", "lawyer", "veterinarian", "dentist", "partner", "editor"}
        for word in after
    ):
        return None
    if any(word in lexicon().heads for word in after):
        return Mark((Level.JUNIOR,), at, at + 1, "title.level.associate", weak=True)
    if at and row[at - 1] in {"senior", "sr"}:
        return Mark((Level.SENIOR, Level.MID), at, at + 1, "title.level.associate", noun=True)
    return None


def _manager(row: Sequence[str], at: int) -> Mark | None:
    """A level where the word stands first (Manager, Sales) or leads people by name; else part of the role."""
    before = [word for word in row[:at] if word not in words().alone]
    last = before[-1] if before else ""
    people = words().people
    if (
        not before
        or last in people
        or "-".join(before[-2:]) in people
        or {"engineering", "engineers"} & set(before[-1:])
    ):
        return Mark((Level.MANAGER,), at, at + 1, "title.level.manager", noun=True)
    return None


def _numeral(part: Part, row: Sequence[str], at: int) -> Mark | None:
    """II after a head noun, or after the word level; a phase, a shift or a support tier counts something else."""
    word = row[at]
    if word in {"level", "lvl"}:
        number = row[at + 1] if at + 1 < len(row) else ""
        if number in NUMERALS and at and key(row[at - 1]) in lexicon().heads | {"engineer"}:
            return Mark(NUMERALS[number], at, at + 2, "title.level.numeral", weak=True)
        return (
            Mark(NUMERALS[number], at, at + 2, "title.level.numeral", weak=True)
            if number in NUMERALS and len(row) == 2
            else None
        )
    before = row[at - 1] if at else ""
    if not before or before in words().counted:
        return Mark(NUMERALS[word], at, at + 1, "title.level.numeral", weak=True) if ROMAN.issuperset(row) else None
    last = at == len(row) - 1
    head = key(before) in lexicon().heads or before in NUMERALS or before in {"sde", "swe", "mts", "engineering"}
    if head and (not word.isdigit() or last or part.gaps[at] is not Gap.SLASH):
        return Mark(NUMERALS[word], at, at + 1, "title.level.numeral", weak=True)
    return Mark(NUMERALS[word], at, at + 1, "title.level.numeral", weak=True) if last and at and word in ROMAN else None
