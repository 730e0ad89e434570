"""The wanted roles, each once, and which of them a posting meets, without asking `role_met` of every one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from jobalerts_matcher.entry import Numbers
from jobalerts_matcher.remembered import Remembered
from jobalerts_shared.judging.answers import role_met
from jobalerts_shared.judging.facts import Facts
from jobalerts_shared.judging.wish import RoleWish, role_wishes
from jobalerts_shared.reading.roles import concept
from jobalerts_shared.reading.roles_table import above

ANY_ROLE = 0
REMEMBERED = 20_000

Words = dict[str, list[int]]


class Roles:
    """Roles have numbers from 1, in the order in which they came; 0 is for who asks for none.

    A posting finds what could be met by its own words: by the name, by the nodes of the table above the role that it
    offers, or by the rarest word of what is wanted, all of whose words must be there. `role_met` then decides.
    """

    def __init__(self) -> None:
        self._numbers: dict[RoleWish, int] = {}
        self._wishes: list[RoleWish] = []
        self._words: list[frozenset[str]] = []  # of the known, as `role_meets` compares them
        self._typed: dict[str, tuple[int, ...]] = {}
        self._by_name: Words = {}
        self._by_node: Words = {}
        self._by_word: Words = {}
        self._by_title: Words = {}
        self._unknown_by_title: Words = {}
        self._offers: Remembered[tuple[str, ...]] = Remembered(REMEMBERED)

    def numbers(self, typed: Sequence[str]) -> tuple[int, ...]:
        """The numbers of the roles that somebody asks for by these words."""
        if len(typed) == 1:
            return self._read(typed[0])
        found = dict.fromkeys(number for words in typed for number in self._read(words))
        return tuple(found) or (ANY_ROLE,)

    @property
    def wishes(self) -> tuple[RoleWish, ...]:
        """By their numbers."""
        return tuple(self._wishes)

    def restore(self, wishes: Iterable[RoleWish]) -> None:
        """Into what is still empty."""
        for role in wishes:
            self._number(role)

    def knows(self, typed: Sequence[str]) -> bool:
        return all(words in self._typed for words in typed)

    def met(self, facts: Facts) -> Numbers:
        offered = facts.posting.roles
        words = facts.title_words if self._unknown_by_title or not offered else frozenset()
        said = self._said(self._unknown_by_title, words, facts)
        if not offered:
            said += self._said(self._by_title, words, facts)
            return np.array([ANY_ROLE, *said], np.int64)
        known = self._offers.recall(offered, len(self._wishes))
        if known is None:
            known = self._offers.keep(offered, self._offered(facts), len(self._wishes))
        elif known.seen < len(self._wishes):
            known = self._offers.extend(offered, self._among(facts, known.seen), len(self._wishes))
        return np.concatenate((known.numbers, np.array(said, np.int64))) if said else known.numbers

    def _read(self, words: str) -> tuple[int, ...]:
        found = self._typed.get(words)
        if found is None:
            found = self._typed[words] = tuple(dict.fromkeys(map(self._number, role_wishes(words))))
        return found

    def _number(self, role: RoleWish) -> int:
        number = self._numbers.get(role)
        if number is None:
            self._wishes.append(role)
            self._words.append(frozenset())
            number = self._numbers[role] = len(self._wishes)
            self._file(role, number)
        return number

    def _file(self, role: RoleWish, number: int) -> None:
        _file_rarest(self._by_title if role.known else self._unknown_by_title, role.words, number)
        if not role.known:
            return
        wanted = concept(role.name)
        self._words[number - 1] = wanted.words
        self._by_name.setdefault(role.name, []).append(number)
        if wanted.node:
            self._by_node.setdefault(wanted.node, []).append(number)
        _file_rarest(self._by_word, wanted.words, number)

    def _said(self, by_word: Mapping[str, list[int]], words: frozenset[str], facts: Facts) -> list[int]:
        """Each is filed under one word, so none is found twice."""
        near = (number for word in words for number in by_word.get(word, ()))
        return [number for number in near if role_met(self._wishes[number - 1], facts)]

    def _offered(self, facts: Facts) -> list[int]:
        near: set[int] = set()
        for name in facts.posting.roles:
            offer = concept(name)
            near.update(self._by_name.get(name, ()))
            for node in above(offer.base) if offer.base else ():
                near.update(self._by_node.get(node, ()))
            for word in offer.words:
                filed = self._by_word.get(word, ())
                near.update(number for number in filed if self._words[number - 1] <= offer.words)
        return [ANY_ROLE, *(number for number in sorted(near) if role_met(self._wishes[number - 1], facts))]

    def _among(self, facts: Facts, seen: int) -> list[int]:
        """Those that came since, asked one by one."""
        newer = range(seen + 1, len(self._wishes) + 1)
        known = (number for number in newer if self._wishes[number - 1].known)
        return [number for number in known if role_met(self._wishes[number - 1], facts)]


def _file_rarest(by_word: Words, words: Iterable[str], number: int) -> None:
    if rarest := min(sorted(words), key=lambda word: len(by_word.get(word, ())), default=None):
        by_word.setdefault(rarest, []).append(number)
