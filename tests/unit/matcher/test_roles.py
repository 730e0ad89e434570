"""The roles that a posting meets are those of which `role_met` says so, asked one by one."""

from __future__ import annotations

import random

import pytest

from jobalerts_matcher.roles import ANY_ROLE, Roles
from jobalerts_shared.judging.answers import role_met
from jobalerts_shared.judging.facts import Facts
from jobalerts_shared.judging.wish import role_wishes
from jobalerts_shared.reading.roles_table import entries
from jobalerts_shared.reading.titles import read_title
from tests.unit.shared.judging_cases import posting

ODD = ("zorbing wrangler", "Wrangler", "head of zorbing", "!!!", "engineer", "manager", "data / ml engineer", "nurse")
ADDED = ("Senior {}", "{} - Platform", "{} Manager", "Head of {}", "Lead {} / Zorbing Wrangler", "{} (m/w/d)")


def names(seed: int, count: int) -> list[str]:
    """Of the table's own names and synonyms, in six languages."""
    forms = [form for line in entries() for form in (line.name, *line.close, *line.wide)]
    return random.Random(seed).sample(forms, count)


@pytest.mark.parametrize("seed", range(4))
def test_each_role_is_met_as_if_asked_by_itself(seed: int) -> None:
    chance = random.Random(seed)
    wanted = [*names(seed, 300), *ODD]
    roles = Roles()
    titles = [chance.choice(ADDED).format(name) for name in names(seed + 100, 60)] + ["Drive with us", *ODD]
    for part in (wanted[:150], wanted):
        numbers = {words: roles.numbers([words]) for words in part}
        for title in titles:
            for offered in (read_title(title).roles, ()):
                facts = Facts(posting(title=title, roles=offered))
                met = roles.met(facts).tolist()
                assert len(met) == len(set(met))
                assert ANY_ROLE in met
                for words in part:
                    expected = any(role_met(role, facts) for role in role_wishes(words))
                    assert (not set(numbers[words]).isdisjoint(met)) == expected, (words, title)
