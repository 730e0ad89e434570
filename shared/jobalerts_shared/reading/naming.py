"""Which words of a part of a title name the role: a known one of the table, or head noun and modifiers. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from jobalerts_shared.reading.keys import keys
from jobalerts_shared.reading.lexicon import lexicon
from jobalerts_shared.reading.parts import Gap, Part
from jobalerts_shared.reading.roles_table import LONGEST, role_table
from jobalerts_shared.reading.rows import Row, is_compound, is_filler, is_head, without_silent

MOST_MODIFIERS = 4
MOST_FIELD_WORDS = 5
MOST_WORDS_BEHIND = 3  # of a head that stands first, where no «de» or «für» links them


class Rank(IntEnum):
    """How surely a part names a role."""

    NOTHING = 0
    FIELD = 1
    HEAD = 2
    KNOWN = 3


@dataclass(frozen=True, slots=True)
class Named:
    """The places of the role's words in the part, and how surely they are one; `bare`: a head without its field.

    `also`: further roles offered. `soft`: what a bare leader may keep. `behind`: words that follow a bare head.
    """

    rank: Rank
    at: tuple[int, ...] = ()
    bare: bool = False
    also: tuple[tuple[int, ...], ...] = ()
    soft: tuple[int, ...] = ()
    behind: tuple[int, ...] = ()


def name_role(part: Part, taken: set[int]) -> Named:
    """The role's words among those of a part that state no level."""
    row = Row(part, without_silent(part, [place for place in range(len(part.words)) if place not in taken]))
    if not row.places:
        return Named(Rank.NOTHING)
    for start in range(len(row.keys)):
        if _leads_in_english(row, start):
            break
        if _stands_first(row, start):
            return _head_first(row, start)
    return _head_last(row)


def _leads_in_english(row: Row, at: int) -> bool:
    return row.keys[at] in lexicon().leading and row.keys[at] not in lexicon().first


def _stands_first(row: Row, at: int) -> bool:
    """A head that has its field behind it: French, Spanish, Portuguese, Italian, and German (Mitarbeiter)."""
    words = lexicon()
    one = row.keys[at]
    if not (one in words.first or is_compound(one)) or at + 1 >= len(row.keys):
        return False
    following = row.words[at + 1].folded
    linked = following in words.of and following not in {"of", "and", "l", "a", "s"}
    if one in words.both_ways:
        return linked
    if row.between(at) not in {Gap.SPACE, Gap.HYPHEN}:
        return False
    left = [word for word in row.words[:at] if not is_filler(word)]
    return linked or not left or all(word.folded in words.disciplines | words.of for word in left)


def _head_first(row: Row, start: int) -> Named:
    """The longest known form that begins with the head, else the head and the words of its field."""
    known = row.known_from(start)
    if known > 1:
        return Named(Rank.KNOWN, row.at(range(start, start + known)))
    end = start + 1
    linked = row.words[end].folded in lexicon().of
    if linked and is_compound(row.keys[start]):
        return Named(Rank.KNOWN if known else Rank.HEAD, row.at([start]), bare=True)
    longest = MOST_FIELD_WORDS if linked else MOST_WORDS_BEHIND
    while end < len(row.keys) and end - start <= longest and not _ends_field(row, end):
        end += 1
    while end - 1 > start and (row.words[end - 1].folded in lexicon().of or is_filler(row.words[end - 1])):
        end -= 1
    kept = [place for place in range(start, end) if place == start or not is_filler(row.words[place])]
    left = [place for place in range(start) if row.words[place].folded in lexicon().disciplines]
    left = left or ([start - 1] if start and is_head(row.keys[start - 1]) else [])
    return Named(Rank.KNOWN if known else Rank.HEAD, row.at([*left, *kept]), bare=end == start + 1 and not left)


def _ends_field(row: Row, at: int) -> bool:
    word = row.words[at].folded
    if word in lexicon().cut:
        return True
    return row.between(at - 1) is Gap.SLASH and is_head(row.keys[at])


def _head_last(row: Row) -> Named:
    """English, and compounds: modifiers, then the head. What follows a preposition belongs no longer to the role."""
    begin, end = _run(row)
    choices = _choices(row, begin, end)
    named = _one_role(row, *choices[0])
    also = tuple(
        (_shared(row, choices[0], right) if right - left == 1 else ()) or other.at
        for left, right in choices[1:]
        if (other := _one_role(row, left, right)).rank >= Rank.HEAD
    )
    also = tuple(one for one in also if _words(row, one) != _words(row, named.at))
    return replace(named, also=also) if also and named.rank >= Rank.HEAD else named


def _words(row: Row, at: Sequence[int]) -> list[str]:
    return [row.part.words[place].folded for place in at]


def _shared(row: Row, first: tuple[int, int], end: int) -> tuple[int, ...]:
    """«Research Engineer / Scientist»: the second role has the modifiers of the first, where both are known."""
    modifiers = range(first[0], first[1] - 1)
    both = keys([*(row.keys[at] for at in modifiers), row.keys[end - 1]])
    return row.at([*modifiers, end - 1]) if modifiers and " ".join(both) in role_table().forms else ()


def _run(row: Row) -> tuple[int, int]:
    """From the first word that is no link up to the preposition that ends the naming."""
    words = lexicon()
    begin = 0
    while begin < len(row.words) - 1 and row.words[begin].folded in words.cut | words.of and not row.known_from(begin):
        begin += 1
    seen_head = False
    for at in range(begin, len(row.words)):
        folded = row.words[at].folded
        if (
            folded in words.cut
            and seen_head
            and (at - row.known_to(begin, at - 1) < row.known_over(at) or row.known_over(at) == at)
        ):
            return begin, at
        seen_head = seen_head or is_head(row.keys[at]) or at > begin
    return begin, len(row.words)


def _choices(row: Row, begin: int, end: int) -> list[tuple[int, int]]:
    """«A / B», «A or B», «A and B» with a head on both sides are two roles; else the run is one."""
    found: list[tuple[int, int]] = []
    start = begin
    for at in range(begin, end - 1):
        if at >= start and _divides(row, at, start, end):
            found.append((start, at + 1))
            start = at + 1 + (row.words[at + 1].folded in lexicon().both or row.words[at + 1].folded == "and")
    return [*found, (start, end)]


def _divides(row: Row, at: int, begin: int, end: int) -> bool:
    between, words = row.between(at), lexicon()
    beside = (
        between in {Gap.SLASH, Gap.AND} or row.words[at].folded in words.both or row.words[at + 1].folded in words.both
    )
    if not beside and row.words[at + 1].folded != "and":
        return False
    left = at if row.words[at].folded not in words.both else at - 1
    if left < begin or not is_head(row.keys[left]) or not any(is_head(one) for one in row.keys[at + 1 : end]):
        return False
    return not any(start + row.known_from(start) > at + 1 for start in range(max(begin, at - LONGEST + 2), at + 1))


def _one_role(row: Row, begin: int, end: int) -> Named:
    end = _without_tail(row, begin, end)
    content = [at for at in range(begin, end) if not is_filler(row.words[at])]
    if not content:
        return Named(Rank.NOTHING)
    last = end - 1
    if (
        row.keys[content[0]] in lexicon().leading
        and end - row.known_to(begin, last) > content[0]
        and (field_of := _led_field(row, content, end))
    ):
        return field_of
    if is_head(row.keys[last]) and not is_filler(row.words[last]):
        return _ending_in(row, begin, last)
    if known := _known_inside(row, begin, end):
        return known
    heads = [at for at in content if is_head(row.keys[at])]
    if heads:
        named = _ending_in(row, begin, heads[-1])
        behind = [at for at in content if at > heads[-1]]
        if named.bare and _is_known(row, [*behind, heads[-1]]):
            return Named(Rank.KNOWN, row.at([*behind, heads[-1]]))
        return replace(named, behind=row.at(behind))
    said = {*content, *_soft_ones(row, begin, end)}
    end = next((at for at in range(begin + 1, end) if row.words[at].folded in lexicon().cut), end)
    found = [at for at in sorted(said) if at < end and row.words[at].folded not in lexicon().both][:MOST_FIELD_WORDS]
    if not lexicon().addressing.isdisjoint(row.words[at].folded for at in content):
        return Named(Rank.NOTHING)
    while found and row.words[found[-1]].folded in lexicon().of:
        found.pop()
    while found and row.words[found[0]].folded in lexicon().of:
        found.pop(0)
    return Named(Rank.FIELD, row.at(found)) if found else Named(Rank.NOTHING)


def _is_known(row: Row, at: Sequence[int]) -> bool:
    """Said in this order they are a form of the table: «Operator Production», «Analyst Finance»."""
    return " ".join(keys(row.keys[place] for place in at)) in role_table().forms


def _without_tail(row: Row, begin: int, end: int) -> int:
    """Fillers, numbers and links at the end say nothing (… Engineer Remote, … Nurse Nights)."""
    words = lexicon()
    while end - 1 > begin and (is_filler(row.words[end - 1]) or row.words[end - 1].folded in words.of | words.both):
        if row.known_to(begin, end - 1) > 1:
            break
        end -= 1
    return end


def _led_field(row: Row, content: Sequence[int], end: int) -> Named | None:
    """Head of Product, Manager Software Engineering, VP Sales: the leading head and all of its field."""
    leads = next((order for order, at in enumerate(content) if row.keys[at] not in lexicon().leading), len(content))
    if leads == len(content):
        return Named(Rank.HEAD, row.at(content), bare=True, soft=row.at(_soft_ones(row, 0, content[0])))
    if any(row.keys[at] in lexicon().leading or (is_head(row.keys[at]) and at == end - 1) for at in content[leads:]):
        return None
    kept = content[: leads + MOST_FIELD_WORDS + 1]
    return Named(Rank.HEAD, row.at(kept))


def _ending_in(row: Row, begin: int, last: int) -> Named:
    """The longest known form that ends in the head, with the disciplines before it; else the head and its modifiers."""
    known = row.known_to(begin, last)
    start = last - known + 1 if known else last
    content = [
        at for at in range(begin, start) if not is_filler(row.words[at]) and row.words[at].folded not in lexicon().both
    ]
    if known > 1:
        joined = _joined_before(row, begin, start)
        left = [at for at in content if at >= joined or _keeps(row, at) or row.keys[at] in role_table().modifiers]
        return Named(Rank.KNOWN, row.at([*left, *range(start, last + 1)]))
    far = [at for at in content[:-MOST_MODIFIERS] if _keeps(row, at)]
    modifiers = [*far, *content[-MOST_MODIFIERS:]] or _soft(row, begin, start)
    while modifiers and row.words[modifiers[0]].folded in lexicon().of:
        modifiers.pop(0)
    by_name = not modifiers and "/" not in role_table().forms.get(row.form(start, last + 1), "/")
    return Named(
        Rank.KNOWN if by_name else Rank.HEAD, row.at([*modifiers, *range(start, last + 1)]), bare=not modifiers
    )


def _soft(row: Row, begin: int, start: int) -> list[int]:
    """Where a head has nothing else: Regional Director, Corporate Trainer."""
    return _soft_ones(row, begin, start)[-2:]


def _soft_ones(row: Row, begin: int, end: int) -> list[int]:
    return [at for at in range(begin, end) if row.words[at].folded in lexicon().soft]


def _joined_before(row: Row, begin: int, start: int) -> int:
    """Where the words begin that belong to the known form: «Risk & Compliance Analyst», «People Operations Lead»."""
    if start <= begin:
        return start
    between = row.between(start - 1)
    if (
        between in {Gap.AND, Gap.SLASH}
        or row.words[start - 1].folded in {"and", "und", "et", "y", "e", "en"}
        or row.keys[start] in lexicon().wide
    ):
        return max(begin, start - 3)
    return start


def _keeps(row: Row, at: int) -> bool:
    """Before a role of several words only what makes it another occupation: java, pediatric, machine learning."""
    words = lexicon()
    one = row.words[at].folded
    if row.keys[at] in lexicon().leading:
        return True
    pairs = (
        " ".join(keys(word.folded for word in row.words[start : start + 2])) for start in (at - 1, at) if start >= 0
    )
    return one in words.disciplines or any(pair in words.discipline_phrases for pair in pairs)


def _known_inside(row: Row, begin: int, end: int) -> Named | None:
    """A known form before words that are no head: «Registered Nurse Medical Surgical», «Engineer Java»."""
    for start in range(begin, end):
        width = min(row.known_from(start), end - start)
        last = start + width - 1
        if width > 1 or (width == 1 and is_head(row.keys[start])):
            named = (
                _ending_in(row, begin, last)
                if width == 1 or is_head(row.keys[last])
                else Named(Rank.KNOWN, row.at(range(start, last + 1)))
            )
            after = [at for at in range(last + 1, end) if not is_filler(row.words[at])]
            joins = 0 < len(after) <= 2 and all(_keeps(row, at) for at in after)
            if not is_head(row.keys[last]) and row.keys[start] not in lexicon().first:
                named = Named(Rank.FIELD, named.at)
            return Named(named.rank, (*row.at(after), *named.at), named.bare) if joins else named
    return None
