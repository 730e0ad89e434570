"""The reviewed table of roles contradicts itself nowhere, and every form of it is found again."""

from __future__ import annotations

from collections import defaultdict

import pytest

from jobalerts_shared.reading.lexicon import lexicon
from jobalerts_shared.reading.roles import concept, role_meets
from jobalerts_shared.reading.roles_table import BadTable, Entry, _node, entries, role_table

LINES = entries()


def test_several_hundred_roles_are_held() -> None:
    assert len(LINES) > 400


def test_no_form_is_said_by_two_roles() -> None:
    said: defaultdict[str, set[str]] = defaultdict(set)
    for line in LINES:
        for form in (*line.close, *line.wide):
            said[form].add(line.name)
    assert {form: names for form, names in said.items() if len(names) > 1} == {}


def test_no_role_is_a_kind_of_itself() -> None:
    parents = role_table().is_a
    for name in parents:
        seen, todo = set(), list(parents[name])
        while todo:
            one = todo.pop()
            assert one != name
            if one not in seen:
                seen.add(one)
                todo += parents.get(one.partition("/")[0], ())


def test_a_link_to_no_role_is_named() -> None:
    with pytest.raises(BadTable, match="'juggler'"):
        _node("juggler", {})


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_every_form_meets_its_role(line: Entry) -> None:
    assert concept(line.name).node == line.name
    missed = [form for form in (*line.close, *line.wide) if not role_meets(line.name, form)]
    assert [form for form in missed if not (form in line.wide and _manages(form))] == []


def _manages(form: str) -> bool:
    """Such a form is known by its line, and meets a wish for itself alone."""
    return not lexicon().management.isdisjoint({form.split()[-1], concept(form).head or ""}) and role_meets(form, form)


@pytest.mark.parametrize("line", [line for line in LINES if line.nots], ids=lambda line: line.name)
def test_what_a_role_is_not_meets_it_not(line: Entry) -> None:
    assert [form for form in line.nots if role_meets(line.name, form)] == []
