"""Roles by name: what a typed wish asks for, and whether an offered role is one of its kind. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from jobalerts_shared.reading.keys import keys
from jobalerts_shared.reading.lexicon import lexicon
from jobalerts_shared.reading.roles_table import LONGEST, above, known_key, role_table
from jobalerts_shared.reading.rows import is_compound, is_head
from jobalerts_shared.reading.text import words
from jobalerts_shared.reading.titles import read_title


@dataclass(frozen=True, slots=True)
class Concept:
    """What a role's name comes to: the table's nodes it stands for or ends in, its head and its words, in English."""

    node: str | None
    base: str | None
    head: str | None
    words: frozenset[str]


def read_role(text: str) -> tuple[str, ...]:
    """The roles that a person's words ask for, named as in a title; empty where no word is left."""
    return read_title(text).roles


@lru_cache(maxsize=200_000)
def role_meets(wanted: str, offered: str) -> bool:
    """The same role, a synonym, a translation, or a narrower kind. Siblings, and those who manage them, are not.

    By the table where it holds both; else by their words: the same head noun, and nothing wanted that is not offered.
    """
    if wanted == offered:
        return True
    wish, offer = concept(wanted), concept(offered)
    if not wish.words or not offer.words or _excluded(wish, offer):
        return False
    if wish.node and wish.node in _nodes(offer):
        return not _manages(wish, offer)
    return _by_words(wish, offer)


@lru_cache(maxsize=20_000)
def concept(name: str) -> Concept:
    row = keys(known_key(word.folded) for word in words(name))
    node = _node(row)
    content = [lexicon().english.get(word, word) for word in row if word not in lexicon().of]
    return Concept(node, node or _base(row), _head(content), frozenset(content))


def _node(row: list[str]) -> str | None:
    """The table's node of these words; a field stands for its people (software engineering, data science)."""
    forms = role_table().forms
    if (found := forms.get(" ".join(row))) or not row:
        return found
    person = lexicon().fields.get(row[-1])
    return forms.get(" ".join([*row[:-1], known_key(person)])) if person else None


def _base(row: list[str]) -> str | None:
    """The known role in which a longer name ends or with which it begins: legal operations data analyst."""
    forms = role_table().forms
    for width in range(min(LONGEST, len(row) - 1), 0, -1):
        for part in (row[-width:], row[:width] if row[0] in lexicon().first or is_compound(row[0]) else []):
            node = forms.get(" ".join(part)) if part else None
            if node and (width > 1 or "/" not in node):
                return node
    return None


def _head(content: list[str]) -> str | None:
    if not content:
        return None
    if content[0] in lexicon().first or (content[0] in lexicon().leading and len(content) > 1):
        return content[0]
    return content[-1] if is_head(content[-1]) else None


def _nodes(offer: Concept) -> frozenset[str]:
    return above(offer.base) if offer.base else frozenset()


def _excluded(wish: Concept, offer: Concept) -> bool:
    """A `not` link of either side, over all that it is a kind of."""
    nots = role_table().nots
    offered, wanted = _nodes(offer), above(wish.node) if wish.node else frozenset()
    if wish.node and wish.node in offered:
        return False
    return any(nots.get(one, frozenset()) & offered for one in wanted) or any(
        nots.get(one, frozenset()) & wanted for one in offered
    )


def _manages(wish: Concept, offer: Concept) -> bool:
    """Quality managers stand on the line of quality inspectors, whose work they lead; only an own line is a kind."""
    leads = lexicon().management
    return "/" in (offer.base or "") and offer.head in leads and wish.head is not None and wish.head not in leads


def _by_words(wish: Concept, offer: Concept) -> bool:
    if not wish.words <= offer.words:
        return False
    if wish.head is None:
        return True
    return wish.head == offer.head and (len(wish.words) > 1 or wish.node is None or offer.node is None)
