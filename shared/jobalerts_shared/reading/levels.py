"""What the level words of a title come to together: one level, or the set that is offered. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from jobalerts_shared.posting import Level
from jobalerts_shared.reading.level_words import Mark, words

# What outranks what where two level words describe one job: a lead stands between senior and staff.
RANK = {
    level: rank
    for rank, level in enumerate(
        (
            Level.INTERN,
            Level.JUNIOR,
            Level.MID,
            Level.SENIOR,
            Level.LEAD,
            Level.STAFF,
            Level.PRINCIPAL,
            Level.MANAGER,
            Level.DIRECTOR,
            Level.EXECUTIVE,
        )
    )
}


# As boards' own fields have them, LinkedIn's words among them; a title says «Account Executive» with the first.
FIELDS: dict[str, tuple[Level, ...]] = {"executive": (Level.EXECUTIVE,)}


def settle(found: Sequence[tuple[Mark, bool]]) -> tuple[tuple[Level, ...], Level | None]:
    """All marks of a title (each with whether it is offered beside the one before: «Senior / Staff») as one set.

    A word outranks a numeral. An internship is one whatever else is said, so is a traineeship or a graduate's job.
    """
    strong = [one for one in found if not one[0].weak] or list(found)
    if not strong:
        return (), None
    stated = {level for mark, _ in found for level in mark.levels if not mark.weak}
    for decides in (Level.INTERN, Level.JUNIOR):
        if decides in stated and not _offers(found, decides):
            return (decides,), decides
    levels: set[Level] = set()
    for mark, beside in strong:
        levels = _with(levels, mark, beside=beside)
    first = strong[0][0].levels[0] if len(strong) == 1 else min(levels, key=RANK.__getitem__)
    return tuple(sorted(levels, key=RANK.__getitem__)), first


def _offers(found: Iterable[tuple[Mark, bool]], level: Level) -> bool:
    """Junior / Mid and Junior to Senior offer both."""
    pairs = [(mark.levels, beside) for mark, beside in found]
    return any(beside and level in (*pairs[at - 1][0], *levels) for at, (levels, beside) in enumerate(pairs) if at)


def _with(levels: set[Level], mark: Mark, *, beside: bool) -> set[Level]:
    """Offered beside one another both stand; «Senior Staff» and «Senior Engineering Manager» are the higher one."""
    new = set(mark.levels)
    if not levels or beside:
        return levels | new
    return new if max(map(RANK.__getitem__, new)) > max(map(RANK.__getitem__, levels)) else levels


@lru_cache(maxsize=50_000)
def may_lead(roles: tuple[str, ...]) -> bool:
    """Whether one of them manages a function («sales manager»): of people perhaps, which its title leaves open."""
    return any(_leaves_open(role.split()) for role in roles)


def _leaves_open(row: Sequence[str]) -> bool:
    if len(row) < 2 or row[-1] != "manager":
        return False
    return not {row[-2], "-".join(row[-3:-1])} & words().individual
