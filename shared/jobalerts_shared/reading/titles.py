"""A job's title read as a careful person would: the role without level, place or noise, and the levels it states. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jobalerts_shared.posting import Basis, Evidence, Level
from jobalerts_shared.reading.keys import keys
from jobalerts_shared.reading.levels import CONNECTED, Mark, marks, settle
from jobalerts_shared.reading.lexicon import lexicon
from jobalerts_shared.reading.naming import LEADING, Named, Rank, is_filler, is_head, name_role
from jobalerts_shared.reading.noise_titles import clean
from jobalerts_shared.reading.parts import Gap, Part, parts
from jobalerts_shared.reading.roles_table import known_key, role_table

MOST_PARTS = 8
# Heads that need their field to say anything: «Manager» alone is no occupation.
JOINED_BY_DISCIPLINE = frozenset("engineer architect scientist consultant designer researcher technician ingenieur entwickler teacher professor nurse".split())


LEADERS_WORDS = LEADING | {"team", "teamleiter"}
# Disciplines that leave room for another: a software engineer may be one for backends.
NEUTRAL = frozenset("software hardware research systems process test product".split())
# Heads so wide that a field said after them belongs to them where both are a known role: «Teacher, Math».
TURNED = frozenset("engineer teacher professor technician manager analyst designer driver nurse scientist consultant representative associate specialist coordinator".split())


@dataclass(frozen=True, slots=True)
class TitleReading:
    """`roles`: as one would type them into a search; two where the title offers two. `levels`: empty where none is stated."""

    roles: tuple[str, ...]
    levels: tuple[Level, ...]
    seniority: Level | None
    evidence: tuple[Evidence, ...]


@dataclass(slots=True)
class Read:
    """One part of the title with what was found in it."""

    part: Part
    marks: list[Mark]
    named: Named
    taken: set[int]


@lru_cache(maxsize=20_000)
def read_title(title: str) -> TitleReading:
    text = clean(title)
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
    """The first part with a head noun; «Member of Technical Staff» yields to an occupation said later."""
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
    return " ".join(read.part.words[place].folded for place in read.named.at) in {"member of technical staff", "technical staff"}


def _levels(read: Sequence[Read], chosen: int | None, text: str) -> tuple[tuple[Level, ...], Level | None, str, str]:
    """The marks of the role's own part, and of parts that say nothing but a level."""
    found: list[tuple[Mark, bool]] = []
    words: list[str] = []
    for at, one in enumerate(read):
        if at != chosen and not _only_level(one):
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
    return not left or (len(left) <= 2 and read.marks[0].levels[0] in {Level.INTERN, Level.JUNIOR} and not read.marks[0].weak)


def _beside(read: Read, mark: Mark) -> bool:
    """Offered beside the level before it: a slash, «or», «to», a hyphen or a comma between the two."""
    before = max((other.end for other in read.marks if other.end <= mark.start), default=0)
    if not before:
        return read.part.joins in {Gap.COMMA} or False
    gaps = read.part.gaps[before : mark.start + 1]
    between = {word.folded for word in read.part.words[before : mark.start]}
    adjacent = not between - CONNECTED
    return Gap.SLASH in gaps or "or" in between or (adjacent and (bool(between) or Gap.HYPHEN in gaps or Gap.AND in gaps))


def _roles(read: Sequence[Read], chosen: int | None, text: str) -> tuple[tuple[str, ...], str, str]:
    if chosen is None:
        return _level_as_role(read)
    one = read[chosen]
    joined = _joined(read, chosen)
    first = _said(one, one.named.at)
    if _leads_bare(one) and joined:
        roles = [f"head of {joined}" if first == "head" else f"{joined} {first}"]
    else:
        roles = [f"{joined} {first}".strip()]
    roles += [said for at in one.named.also if (said := _said(one, at))]
    if len(roles) > 1 and roles[0] in {"founder", "co founder"}:
        roles.reverse()
    known = one.named.rank is Rank.KNOWN
    return tuple(dict.fromkeys(_once(roles))), _quoted(one, text), "title.role.table" if known else f"title.role.{one.named.rank.name.lower()}"


def _once(roles: Sequence[str]) -> list[str]:
    """«Entwickler / Entwicklerin», «RN / Registered Nurse» are one role said twice."""
    nodes: set[str] = set()
    found = []
    for role in roles:
        form = " ".join(keys(known_key(word) for word in role.split()))
        node = role_table().forms.get(form, form)
        if node not in nodes:
            found.append(role)
        nodes.add(node)
    return found


def _level_as_role(read: Sequence[Read]) -> tuple[tuple[str, ...], str, str]:
    """«Praktikant» or «Intern» and nothing else: the level's own word is all there is to search for."""
    for one in read:
        for mark in one.marks:
            said = _said(one, range(mark.start, mark.end))
            return (said,), said, "title.role.level"
    return (), "", "title.role.none"


def _said(read: Read, at: Sequence[int] | range) -> str:
    words = lexicon()
    said = [ABBREVIATED.get(read.part.words[place].folded, read.part.words[place].form) for place in at]
    while said and (said[-1] in words.both or said[-1] in {"and", "of", "de"}):
        said.pop()
    if said and said[-1].endswith("s") and said[-1][:-1] in words.heads:
        said[-1] = said[-1][:-1]
    return " ".join(said)


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


def _quoted(read: Read, text: str) -> str:
    places = read.named.at
    return text[read.part.words[min(places)].start : read.part.words[max(places)].end]


def _leads_bare(read: Read) -> bool:
    return all(known_key(read.part.words[place].folded) in LEADERS_WORDS for place in read.named.at) and read.named.at != ()


def _joined(read: Sequence[Read], chosen: int) -> str:
    """What later parts add: the field of a bare «Manager», a discipline («- Backend»), a known role turned round («Teacher, Math»)."""
    one = read[chosen]
    if one.named.rank < Rank.HEAD or (one.named.also and not _leads_bare(one)):
        return ""
    later = read[chosen + 1 :]
    if _leads_bare(one):
        return next((said for other in later if (said := _field(other))), "")
    head = known_key(one.part.words[one.named.at[-1]].folded)
    found: list[str] = []
    for other in later:
        said = _field(other)
        if said and not found and ((head in TURNED and _turned(said, one)) or (head in JOINED_BY_DISCIPLINE and _disciplines_only(other, one))):
            found.append(said)
    return " ".join(found)


def _field(read: Read) -> str:
    """A part without a head, as the field it names."""
    if read.named.rank is Rank.FIELD:
        return _said(read, read.named.at)
    return ""


def _turned(said: str, one: Read) -> bool:
    if len(one.named.at) > 1:
        return False
    row = [*said.split(), one.part.words[one.named.at[-1]].folded]
    return len(row) < 5 and " ".join(keys(known_key(word) for word in row)) in role_table().forms


def _disciplines_only(read: Read, one: Read) -> bool:
    """Backend, iOS, machine learning: said after a role that names no discipline of its own."""
    words = lexicon()
    row = keys(read.part.words[place].folded for place in read.named.at)
    own = keys(word.folded for word in one.part.words[: max(one.named.at) + 1])
    if any(word in words.disciplines and word not in NEUTRAL for word in own):
        return False
    return len(row) <= 3 and (" ".join(row) in words.discipline_phrases or all(word in words.disciplines for word in row))
