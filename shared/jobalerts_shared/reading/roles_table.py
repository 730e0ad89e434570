"""The reviewed table of roles, ready for look-ups: every form of a role, what it is a kind of, and what not. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import chain

from jobalerts_shared.reading.keys import key, keys, masculine
from jobalerts_shared.reading.lexicon import TABLES, lexicon, table
from jobalerts_shared.reading.text import WORD, unaccented

LANGUAGES = ("de", "fr", "es", "pt", "it", "nl")
LONGEST = 6  # words of a form
OFTEN = 3  # forms with a word, from which on it is one of occupations
LISTED = re.compile(f"{WORD.pattern} | ,", WORD.flags)


class BadTable(ValueError):
    """The table of roles contradicts itself: a form of two roles, or a link to a role that is not there."""


@dataclass(frozen=True, slots=True)
class RoleTable:
    """`forms`: the keys of a form -> its node. A node is a role, or one kind of it that has no line of its own."""

    forms: Mapping[str, str]
    is_a: Mapping[str, tuple[str, ...]]
    nots: Mapping[str, frozenset[str]]
    last: frozenset[str]
    first: frozenset[str]
    vocabulary: frozenset[str]
    modifiers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One role of the table, its forms as keys; `close` are synonyms, `wide` kinds without a line of their own."""

    name: str
    close: tuple[str, ...]
    wide: tuple[str, ...]
    is_a: tuple[str, ...]
    nots: tuple[str, ...]


def entries() -> list[Entry]:
    """All lines of the table, in the order of the files."""
    names = sorted(one.name for one in files(TABLES).iterdir() if one.name.startswith("roles."))
    return [_entry(name, line) for file in names for name, line in table(file).items()]


@lru_cache(maxsize=1)
def role_table() -> RoleTable:
    lines = entries()
    forms = _forms(lines)
    return RoleTable(
        forms=forms,
        is_a={line.name: tuple(_node(parent, forms) for parent in line.is_a) for line in lines},
        nots={line.name: frozenset(forms.get(one, one) for one in line.nots) for line in lines if line.nots},
        last=frozenset(one.rpartition(" ")[2] for one in forms),
        first=frozenset(one.partition(" ")[0] for one in forms),
        modifiers=_modifiers(forms),
        vocabulary=frozenset(chain(*map(str.split, forms), map(key, lexicon().heads))),
    )


@lru_cache(maxsize=50_000)
def known_key(word: str) -> str:
    """The key of a folded word, a woman's form brought to the one the table holds."""
    return masculine(key(word), role_table().vocabulary)


@lru_cache(maxsize=5_000)
def above(node: str) -> frozenset[str]:
    """The node, the role it is a kind of, and what that is, all the way up."""
    is_a = role_table().is_a
    found: set[str] = set()
    todo = [node]
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += is_a.get(one, ())
            todo += [one.partition("/")[0]] if "/" in one else []
    return frozenset(found)


def _entry(name: str, line: Mapping[str, str]) -> Entry:
    close, wide = _listed(line.get("same", "")), _listed(line.get("kinds", ""))
    for language in LANGUAGES:
        first, _, more = line.get(language, "").partition(";")
        close += _listed(first)
        wide += _listed(more)
    return Entry(
        name,
        (*_listed(name), *close),
        tuple(wide),
        tuple(_listed(line.get("is_a", ""))),
        tuple(_listed(line.get("not", ""))),
    )


def _listed(text: str) -> list[str]:
    """The forms of a list as keys. The list is cut in one go: twenty thousand forms are read at every start."""
    found: list[list[str]] = [[]]
    for word in LISTED.findall(unaccented(text)):
        if word == ",":
            found.append([])
        else:
            found[-1].append(word)
    return [" ".join(keys(one)) for one in found if one]


def _forms(lines: Sequence[Entry]) -> dict[str, str]:
    """First wins: a role's name and synonyms over another's kinds, and the earlier line over the later."""
    held = {line.close[0]: line.name for line in lines}
    for line in lines:
        for one in line.close:
            held.setdefault(one, line.name)
    for line in lines:
        for one in line.wide:
            held.setdefault(one, f"{line.name}/{one}")
    return held


def _modifiers(forms: Mapping[str, str]) -> frozenset[str]:
    """Words that stand before the last in several forms: they belong to occupations, not to teams or clients."""
    said = Counter(chain.from_iterable(form.split()[:-1] for form in forms))
    return frozenset(word for word, times in said.items() if times >= OFTEN)


def _node(parent: str, forms: Mapping[str, str]) -> str:
    if parent not in forms:
        raise BadTable(f"{parent!r} is linked to and stands nowhere")
    return forms[parent]
