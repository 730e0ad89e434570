"""A job's title read as a careful person would: the role without level, place or noise; the levels it states. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jobalerts_shared.posting import Basis, Evidence, Level
from jobalerts_shared.reading.glued import unglued
from jobalerts_shared.reading.level_words import Mark, marks, words
from jobalerts_shared.reading.levels import settle
from jobalerts_shared.reading.lexicon import lexicon
from jobalerts_shared.reading.naming import Rank, name_role
from jobalerts_shared.reading.noise_titles import clean
from jobalerts_shared.reading.parts import Gap, Part, parts
from jobalerts_shared.reading.rows import is_filler
from jobalerts_shared.reading.spoken import Read, head_of, joined, listed, once, quoted, said

MOST_PARTS = 8
MOST_READINGS = 5  # of a role's own name, until it stands


@dataclass(frozen=True, slots=True)
class TitleReading:
    """`roles`: as one would type them into a search; several where the title offers several. `levels`: as stated."""

    roles: tuple[str, ...]
    levels: tuple[Level, ...]
    seniority: Level | None
    evidence: tuple[Evidence, ...]


@lru_cache(maxsize=20_000)
def read_title(title: str) -> TitleReading:
    text = unglued(clean(title))
    read = [_read_part(part, first=at == 0) for at, part in enumerate(parts(text)[:MOST_PARTS])]
    chosen = _chosen(read)
    levels, seniority, level_words, level_rule = _levels(read, chosen, text)
    roles, role_words, role_rule = _roles(read, chosen, text)
    evidence = (
        _evidence("roles", "; ".join(roles), role_words, role_rule),
        _evidence("levels", ", ".join(levels), level_words, level_rule),
    )
    return TitleReading(roles, levels, seniority, evidence)


def _evidence(name: str, value: str, words: str, rule: str) -> Evidence:
    basis = Basis.STATED if value else Basis.NOT_STATED
    return Evidence(field=name, value=value or None, basis=basis, words=words or None, rule=rule)


def _read_part(part: Part, *, first: bool) -> Read:
    found = marks(part, first_part=first)
    row = [word.folded for word in part.words]
    taken = {place for mark in found for place in mark.silent(row)}
    return Read(part, found, name_role(part, taken), taken)


def _chosen(read: Sequence[Read]) -> int | None:
    """The first part with a head noun; one that names a grade alone yields to an occupation said later."""
    with_head = [at for at, one in enumerate(read) if one.named.rank >= Rank.HEAD]
    if with_head:
        first = with_head[0]
        if first and read[first].named.rank is Rank.HEAD and _trains_in(read[0]):
            return 0
        later = [at for at in with_head[1:] if read[at].named.rank is Rank.KNOWN]
        return later[0] if later and _says_little(read[first]) else first
    return next((at for at, one in enumerate(read) if one.named.rank is Rank.FIELD), None)


def _trains_in(read: Read) -> bool:
    """«Marketing Trainee»: the field of an internship or traineeship is the role."""
    starts = any(mark.levels[0] in {Level.INTERN, Level.JUNIOR} and not mark.weak for mark in read.marks)
    return starts and read.named.rank is Rank.FIELD


def _says_little(read: Read) -> bool:
    return " ".join(read.part.words[place].folded for place in read.named.at) in lexicon().grades


def _levels(read: Sequence[Read], chosen: int | None, text: str) -> tuple[tuple[Level, ...], Level | None, str, str]:
    """The marks of the role's own part, and of parts that say nothing but a level."""
    found: list[tuple[Mark, bool]] = []
    words: list[str] = []
    for at, one in enumerate(read):
        if at != chosen and not (_only_level(one) and _fits(one.marks[0], read, chosen)):
            continue
        for mark in one.marks:
            found.append((mark, bool(found) and _beside(one, mark)))
            words.append(text[one.part.words[mark.start].start : one.part.words[mark.end - 1].end])
    levels, seniority = settle(found)
    return levels, seniority, ", ".join(words) if levels else "", found[0][0].rule if levels else "title.level.none"


def _only_level(read: Read) -> bool:
    """«- Senior», «(Intern)», «New Grad 2026 Start»: level words and fillers, or an internship named in few words."""
    left = [
        word
        for place, word in enumerate(read.part.words)
        if not is_filler(word) and not any(mark.start <= place < mark.end for mark in read.marks)
    ]
    if not read.marks:
        return False
    return not left or (
        len(left) <= 2 and read.marks[0].levels[0] in {Level.INTERN, Level.JUNIOR} and not read.marks[0].weak
    )


def _fits(mark: Mark, read: Sequence[Read], chosen: int | None) -> bool:
    """«Engineer, Staff» is a level; «Nurse, Staff» turns a staff nurse round."""
    if chosen is None or mark.levels != (Level.STAFF,) or not read[chosen].named.at:
        return True
    return head_of(read[chosen]) in words().staff_heads


def _beside(read: Read, mark: Mark) -> bool:
    """Offered beside the level before it: a slash, «or», «to», a hyphen or a comma between the two."""
    before = max((other.end for other in read.marks if other.end <= mark.start), default=0)
    if not before:
        return read.part.joins in {Gap.COMMA} or False
    gaps = read.part.gaps[before : mark.start + 1]
    between = {word.folded for word in read.part.words[before : mark.start]}
    adjacent = not between - words().connecting
    return (
        Gap.SLASH in gaps or "or" in between or (adjacent and (bool(between) or Gap.HYPHEN in gaps or Gap.AND in gaps))
    )


def _roles(read: Sequence[Read], chosen: int | None, text: str) -> tuple[tuple[str, ...], str, str]:
    """The roles, the words of the title that name the first, and the rule."""
    if chosen is None:
        return _level_as_role(read)
    one = read[chosen]
    field = joined(read, chosen)
    first = said(one, one.named.at if field else (*one.named.soft, *one.named.at))
    name = f"head of {field}" if field and first == "head" else f"{field} {first}"
    name = " ".join(f"{listed(read, chosen)} {name}".split())
    roles = [name, *(other for at in one.named.also if (other := said(one, at)))]
    if len(roles) > 1 and roles[0] in {"founder", "co founder"}:
        roles.reverse()
    rule = "table" if one.named.rank is Rank.KNOWN else one.named.rank.name.lower()
    return tuple(dict.fromkeys(map(_settled, once(roles)))), quoted(one, text), f"title.role.{rule}"


@lru_cache(maxsize=50_000)
def _settled(role: str) -> str:
    """The role as it is read when nothing else stands there, so that reading it again changes nothing."""
    seen = [" ".join(role.split())]
    while len(seen) <= MOST_READINGS:
        alone = [_read_part(part, first=at == 0) for at, part in enumerate(parts(seen[-1]))]
        again = [said(one, (*one.named.soft, *one.named.at)) for one in alone if one.named.rank > Rank.NOTHING]
        if len(again) != 1 or again[0] in seen:
            break
        seen.append(again[0])
    return seen[-1]


def _level_as_role(read: Sequence[Read]) -> tuple[tuple[str, ...], str, str]:
    """«Praktikant» or «Intern» and nothing else: the level's own word is all there is to search for."""
    for one in read:
        for mark in (mark for mark in one.marks if not mark.weak):
            own = said(one, range(mark.start, mark.end))
            return (own,), own, "title.role.level"
    return (), "", "title.role.none"
