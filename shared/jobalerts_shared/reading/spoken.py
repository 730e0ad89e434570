"""How a role is said: its words, with the field or discipline that a later part of the title adds. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jobalerts_shared.reading.keys import keys
from jobalerts_shared.reading.level_words import Mark
from jobalerts_shared.reading.lexicon import lexicon
from jobalerts_shared.reading.naming import Named, Rank
from jobalerts_shared.reading.parts import Gap, Part
from jobalerts_shared.reading.roles_table import known_key, role_table
from jobalerts_shared.reading.rows import is_discipline
from jobalerts_shared.reading.text import words

MOST_ADDED = 4  # words of a field that a head without one takes from a later part
# Written out, as one would search for it.
ABBREVIATED = {
    "mgr": "manager",
    "rep": "representative",
    "reps": "representative",
    "eng": "engineer",
    "engr": "engineer",
    "asst": "assistant",
    "dev": "developer",
    "devs": "developer",
    "bdr": "business development representative",
    "rn": "registered nurse",
    "ml": "machine learning",
}


@dataclass(slots=True)
class Read:
    """One part of the title with what was found in it."""

    part: Part
    marks: list[Mark]
    named: Named
    taken: set[int]


def said(read: Read, at: Sequence[int] | range) -> str:
    """These words as one would type them: abbreviations written out, the head in the singular, «&» where it stood."""
    spoken = _spoken(read.part, at)
    heads = lexicon().heads
    while spoken and (spoken[-1][0] in lexicon().both or spoken[-1][0] in {"and", "of", "de"}):
        spoken.pop()
    if spoken and (last := spoken[-1][0]).endswith("s") and last[:-1] in heads:
        spoken[-1] = (last[:-1], spoken[-1][1])
    return " ".join(f"& {one}" if joins else one for one, joins in spoken)


def _spoken(part: Part, at: Sequence[int] | range) -> list[tuple[str, bool]]:
    """Each word written out, once where it is said twice in a row, and whether «&» joins it to the one before."""
    found: list[tuple[str, bool]] = []
    for place in at:
        one = ABBREVIATED.get(part.words[place].folded, part.words[place].form)
        if one == "developer" and part.words[place].folded in {"dev", "devs"} and place != at[-1]:
            one = "development"
        if not found or one != found[-1][0]:
            found.append((one, place - 1 in at and part.gaps[place] is Gap.AND))
    return found


def once(roles: Sequence[str]) -> list[str]:
    """«Entwickler / Entwicklerin», «RN / Registered Nurse» are one role said twice."""
    nodes: set[str] = set()
    found = []
    for role in roles:
        form = " ".join(keys(known_key(word.folded) for word in words(role)))
        node = role_table().forms.get(form, form)
        if node not in nodes:
            found.append(role)
        nodes.add(node)
    return found


def quoted(read: Read, text: str) -> str:
    places = read.named.at
    return text[read.part.words[min(places)].start : read.part.words[max(places)].end]


def leads_bare(read: Read) -> bool:
    """A leader's words and nothing else: Manager, Vice President, Team Lead."""
    leading = lexicon().leading | {"team"}
    return bool(read.named.at) and all(known_key(read.part.words[place].folded) in leading for place in read.named.at)


def joined(read: Sequence[Read], chosen: int) -> str:
    """What later parts add: a leader's field, a discipline («- Backend»), a role turned round («Teacher, Math»)."""
    one = read[chosen]
    fields = [(other, field) for other in read[chosen + 1 :] if (field := _field(other))]
    if one.named.rank < Rank.HEAD:
        return ""
    if not fields:
        return _before(read, chosen)
    if leads_bare(one):
        return fields[0][1]
    if one.named.also:
        return ""
    return next((field for other, field in fields if _belongs(other, field, one)), "")


def _before(read: Sequence[Read], chosen: int) -> str:
    """«Sales Operations, Manager»: the field that a comma sets before a head that is nothing without one."""
    one = read[chosen]
    bare = leads_bare(one) or (len(one.named.at) == 1 and head_of(one) in lexicon().empty)
    if not chosen or not bare or one.part.joins is not Gap.COMMA or one.named.also:
        return ""
    return _field(read[chosen - 1]) if read[chosen - 1].named.rank is Rank.FIELD else ""


def head_of(read: Read) -> str:
    """The key of the role's last word."""
    return known_key(read.part.words[read.named.at[-1]].folded)


def listed(read: Sequence[Read], chosen: int) -> str:
    """«Environment, Health & Safety Manager»: the fields that a comma lists before the role's own part."""
    one = read[chosen]
    if Gap.AND not in one.part.gaps and not any(word.folded == "and" for word in one.part.words):
        return ""
    first = chosen
    while first and read[first].part.joins is Gap.COMMA and read[first - 1].named.rank is Rank.FIELD:
        first -= 1
    return " ".join(_field(other) for other in read[first:chosen])


def _field(read: Read) -> str:
    """A part without a head, or whose head only begins it (Student Programs, Driver Tools), as the field it names."""
    named = read.named
    if named.rank is Rank.HEAD and named.bare and named.behind:
        return said(read, (*named.at, *named.behind))
    return said(read, named.at) if named.rank is Rank.FIELD else ""


def _belongs(other: Read, field: str, one: Read) -> bool:
    head = head_of(one)
    lexical = lexicon()
    if head in lexical.empty and len(one.named.at) == 1 and len(other.named.at) <= MOST_ADDED:
        return True
    return (head in lexical.turned and _turned(field, one)) or (
        head in lexical.taking and _disciplines_only(other, one)
    )


def _turned(field: str, one: Read) -> bool:
    """The field before the bare head is a role of the table."""
    if len(one.named.at) > 1:
        return False
    row = [*field.split(), one.part.words[one.named.at[-1]].folded]
    return len(row) < 5 and " ".join(keys(known_key(word) for word in row)) in role_table().forms


def _disciplines_only(read: Read, one: Read) -> bool:
    """Backend, iOS, machine learning: said after a role that names no discipline of its own."""
    lexical = lexicon()
    row = keys(read.part.words[place].folded for place in read.named.at)
    own = keys(word.folded for word in one.part.words[: max(one.named.at) + 1])
    if any(is_discipline(word) and word not in lexical.neutral for word in own):
        return False
    return len(row) <= 3 and (" ".join(row) in lexical.discipline_phrases or all(map(is_discipline, row)))
