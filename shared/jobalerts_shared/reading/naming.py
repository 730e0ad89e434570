"""Which words of a part of a title name the role: a known one of the table, or head noun and modifiers. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache

from jobalerts_shared.reading.keys import keys
from jobalerts_shared.reading.lexicon import lexicon
from jobalerts_shared.reading.parts import Gap, Part
from jobalerts_shared.reading.roles_table import LONGEST, known_key, role_table
from jobalerts_shared.reading.text import Word

# A sentence to the reader («Don't see a role that fits?») names nothing.
ADDRESSING = frozenset("don see fit fits you your why how what when".split())
MOST_MODIFIERS = 4
MOST_FIELD_WORDS = 5
# Heads that lead: with nothing before them, what follows is their field (Manager, Data; Director Sales).
LEADING = frozenset(
    "manager director head vp vice president svp evp avp leader lead supervisor leiter leitung teamleiter gerente jefe hoofd directeur chief".split()
)
SUFFIXES = ("er", "or", "ist", "ian", "eer", "man", "woman", "person", "eur", "ant", "teur", "smith", "wright", "leitung", "loog", "kundige")
# Words with such an ending that nobody is.
NO_ONE = frozenset(
    """customer center computer water paper power career summer order senior junior interior exterior motor sector monitor color labor transfer
    register user consumer cover other over number chapter semester leather weather december october november september winter docker router
    trailer tractor super timber fiber laser cyber tier peer peter laser sensor prior major minor after under another together whether never
    ever later former inner outer upper lower further superior anterior posterior error tumor donor vector indoor outdoor door floor humor
    restaurant plant grant important relevant current assistant-to merchant tenant pleasant variant significant human german roman woman's
    matter letter layer filter offer cluster cancer liver master-data flower tower shower gender border corner dinner supper counter meter
    transformer converter inverter boiler chiller scanner printer server-side newsletter twitter theater poster roster register partner-led
    hospitalier premier dossier atelier chantier immobilier financier courrier metier quartier papier mobilier ledger paper butter silver rubber
    pepper copper lumber river summer gutter sewer water per vor fur der super quer oder unter uber hinter immer sicher guter neuer junger
    enter winter shelter disaster easter western eastern northern southern sir bar car her hier leader-led manager-led italian russian asian
    canadian persian brazilian australian austrian indian hungarian bulgarian romanian norwegian egyptian ukrainian belgian christian guardian
    vegetarian egalitarian humanitarian utilitarian median radian obsidian meridian consultant-led exist list assist twist waist mist dist
    behavior interior dollar solar similar popular regular particular cellular molecular muscular circular modular vehicular calendar radar
    bachelor color harbor flavor favor vapor honor rumor armor parlor mirror terror horror juror corridor fluor alexander hanover leverkusener""".split()
)


# Known forms that begin with one of these say little without the word before: people operations, sales support.
WIDE = frozenset("operation support service success development enablement".split())


class Rank(IntEnum):
    """How surely a part names a role."""

    NOTHING = 0
    FIELD = 1
    HEAD = 2
    KNOWN = 3


@dataclass(frozen=True, slots=True)
class Named:
    """The places of the role's words in the part, and how surely they are one; `bare`: a head without its field."""

    rank: Rank
    at: tuple[int, ...] = ()
    bare: bool = False
    also: tuple[tuple[int, ...], ...] = ()


@dataclass(slots=True)
class Row:
    """A part without its level words: the places left, their words and keys."""

    part: Part
    places: list[int]
    words: list[Word] = field(init=False)
    keys: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.places = [place for place in self.places if not _abbreviates(self.part.words, place)]
        self.words = [self.part.words[place] for place in self.places]
        self.keys = [known_key(word.folded) for word in self.words]

    def between(self, left: int) -> Gap:
        """What stands after the word at `left`."""
        return self.part.gaps[self.places[left + 1]] if left + 1 < len(self.places) else Gap.BREAK


def _abbreviates(row: Sequence[Word], at: int) -> bool:
    """«Registered Nurse RN», «Site Reliability Engineer SRE»: the same said again in its first letters."""
    one = row[at].folded
    width = len(one)
    if not 2 <= width <= 4 or at < width:
        return one == "rn" and at > 0 and row[at - 1].folded == "nurse"
    return one == "".join(word.folded[0] for word in row[at - width : at])


@lru_cache(maxsize=50_000)
def is_head(one: str) -> bool:
    """A head noun of the list, a compound that ends in one (Javaentwickler), or a word that sounds like one (detailer)."""
    words = lexicon()
    if one in words.heads:
        return True
    if one in words.fillers or one in words.disciplines or one in NO_ONE or one in words.languages or one in words.places:
        return False
    if len(one) < 5 or not one.isalpha():
        return False
    return any(one.endswith(end) and len(one) > len(end) + 2 for end in words.compounds) or one.endswith(SUFFIXES)


def is_filler(word: Word) -> bool:
    one = word.folded
    return one in lexicon().fillers or _is_id(one)


@lru_cache(maxsize=20_000)
def _is_id(one: str) -> bool:
    """Requisition numbers, years, hours: digits with at most a few letters; not the names of products."""
    digits = sum(letter.isdigit() for letter in one)
    if not digits or one in {"365", "360", "3d", "2d", "s4", "s4hana", "d365", "o365", "m365", "web3", "h2", "b2b", "b2c", "as400", "4gl", "iso9001", "k12", "k8s", "3pl", "a1"}:
        return False
    return digits * 2 >= len(one) or len(one) == 1


def name_role(part: Part, taken: set[int]) -> Named:
    """The role's words among those of a part that state no level."""
    row = Row(part, _without_places(part, [place for place in range(len(part.words)) if place not in taken]))
    if not row.places:
        return Named(Rank.NOTHING)
    for start in range(len(row.keys)):
        if _leads_in_english(row, start):
            break
        if _stands_first(row, start):
            return _head_first(row, start)
    return _head_last(row)


def _without_places(part: Part, places: list[int]) -> list[int]:
    """Names of countries and big cities inside a title are where, not what."""
    first = lexicon().silent_first
    row = [part.words[place].folded for place in places]
    if not first.isdisjoint(row):
        spoken: list[int] = []
        at = 0
        while at < len(places):
            width = _silent(row, at) if row[at] in first else 0
            spoken += places[at : at + 1] if not width else []
            at += max(width, 1)
        places = spoken
    return places if any(not is_filler(part.words[place]) for place in places) else []


def _silent(row: list[str], at: int) -> int:
    """How many words from here on are a place or an invitation."""
    silent = lexicon().silent
    return next((width for width in (4, 3, 2, 1) if at + width <= len(row) and " ".join(row[at : at + width]) in silent), 0)


def _leads_in_english(row: Row, at: int) -> bool:
    return row.keys[at] in LEADING and row.keys[at] not in lexicon().first


def _stands_first(row: Row, at: int) -> bool:
    """A head that has its field behind it: French, Spanish, Portuguese, Italian, and German ones such as Mitarbeiter."""
    words = lexicon()
    one = row.keys[at]
    if one not in words.first or at + 1 >= len(row.keys):
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
    known = _longest_from(row, start)
    if known > 1:
        return Named(Rank.KNOWN, _at(row, range(start, start + known)))
    end = start + 1
    while end < len(row.keys) and end - start <= MOST_FIELD_WORDS and not _ends_field(row, end):
        end += 1
    while end - 1 > start and (row.words[end - 1].folded in lexicon().of or is_filler(row.words[end - 1])):
        end -= 1
    kept = [place for place in range(start, end) if place == start or not is_filler(row.words[place])]
    left = [place for place in range(start) if row.words[place].folded in lexicon().disciplines]
    return Named(Rank.KNOWN if known else Rank.HEAD, _at(row, [*left, *kept]), bare=end == start + 1 and not left)


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
    also = tuple(other.at for left, right in choices[1:] if (other := _one_role(row, left, right)).rank >= Rank.HEAD)
    return Named(named.rank, named.at, named.bare, also) if also and named.rank >= Rank.HEAD else named


def _run(row: Row) -> tuple[int, int]:
    """From the first word that is no link up to the preposition that ends the naming."""
    words = lexicon()
    begin = 0
    while begin < len(row.words) - 1 and row.words[begin].folded in words.cut | words.of and not _longest_from(row, begin):
        begin += 1
    seen_head = False
    for at in range(begin, len(row.words)):
        folded = row.words[at].folded
        if folded in words.cut and seen_head and (_longest_to(row, begin, at - 1) > 1 or not _longest_over(row, at)):
            return begin, at
        seen_head = seen_head or is_head(row.keys[at]) or at > begin
    return begin, len(row.words)


def _longest_over(row: Row, at: int) -> bool:
    """A known form that holds the preposition (engineer in test, assistant to the ceo)."""
    return any(_longest_from(row, start) > at - start for start in range(max(0, at - 3), at))


def _choices(row: Row, begin: int, end: int) -> list[tuple[int, int]]:
    """«A / B», «A or B», «A and B» with a head on both sides are two roles; else the run is one."""
    borders = [begin]
    at = begin
    while at < end - 1:
        if _divides(row, at, borders[-1], end):
            borders.append(at + 1)
        at += 1
    return list(zip(borders, [*borders[1:], end], strict=True))


def _divides(row: Row, at: int, begin: int, end: int) -> bool:
    between, words = row.between(at), lexicon()
    beside = between in {Gap.SLASH, Gap.AND} or row.words[at].folded in words.both or row.words[at + 1].folded in words.both
    if not beside and row.words[at + 1].folded != "and":
        return False
    left = at if row.words[at].folded not in words.both else at - 1
    if left < begin or not is_head(row.keys[left]) or not any(is_head(one) for one in row.keys[at + 1 : end]):
        return False
    return not any(start + _longest_from(row, start) > at + 1 for start in range(max(begin, at - LONGEST + 2), at + 1))


def _one_role(row: Row, begin: int, end: int) -> Named:
    end = _without_tail(row, begin, end)
    content = [at for at in range(begin, end) if not is_filler(row.words[at])]
    if not content:
        return Named(Rank.NOTHING)
    last = end - 1
    if row.keys[content[0]] in LEADING and _longest_to(row, begin, last) < 2 and (field_of := _led_field(row, content, end)):
        return field_of
    if is_head(row.keys[last]) and not is_filler(row.words[last]):
        return _ending_in(row, begin, last)
    if known := _known_inside(row, begin, end):
        return known
    heads = [at for at in content if is_head(row.keys[at])]
    if heads:
        return _ending_in(row, begin, heads[-1])
    found = [at for at in content if row.words[at].folded not in lexicon().both][:MOST_FIELD_WORDS]
    if ADDRESSING & {row.words[at].folded for at in content}:
        return Named(Rank.NOTHING)
    while found and row.words[found[-1]].folded in lexicon().of:
        found.pop()
    while found and row.words[found[0]].folded in lexicon().of:
        found.pop(0)
    return Named(Rank.FIELD, _at(row, found)) if found else Named(Rank.NOTHING)


def _without_tail(row: Row, begin: int, end: int) -> int:
    """Fillers, numbers and links at the end say nothing (… Engineer Remote, … Nurse Nights)."""
    words = lexicon()
    while end - 1 > begin and (is_filler(row.words[end - 1]) or row.words[end - 1].folded in words.of | words.both):
        if _longest_to(row, begin, end - 1) > 1:
            break
        end -= 1
    return end


def _led_field(row: Row, content: Sequence[int], end: int) -> Named | None:
    """Head of Product, Manager Software Engineering, VP Sales: the leading head and all of its field."""
    leads = next((order for order, at in enumerate(content) if row.keys[at] not in LEADING), len(content))
    if leads == len(content):
        return Named(Rank.HEAD, _at(row, content), bare=True)
    if any(row.keys[at] in LEADING or (is_head(row.keys[at]) and at == end - 1) for at in content[leads:]):
        return None
    kept = content[: leads + MOST_FIELD_WORDS + 1]
    return Named(Rank.HEAD, _at(row, kept))


def _ending_in(row: Row, begin: int, last: int) -> Named:
    """The longest known form that ends in the head, with the disciplines before it; else the head and its modifiers."""
    known = _longest_to(row, begin, last)
    start = last - known + 1 if known else last
    content = [at for at in range(begin, start) if not is_filler(row.words[at]) and row.words[at].folded not in lexicon().both]
    if known > 1:
        joined = _joined_before(row, begin, start)
        left = [at for at in content if at >= joined or _keeps(row, at)]
        return Named(Rank.KNOWN, _at(row, [*left, *range(start, last + 1)]))
    modifiers = content[-MOST_MODIFIERS:]
    while modifiers and row.words[modifiers[0]].folded in lexicon().of:
        modifiers.pop(0)
    by_name = "/" not in role_table().forms.get(_form(row, start, last + 1), "/")
    return Named(Rank.KNOWN if by_name else Rank.HEAD, _at(row, [*modifiers, *range(start, last + 1)]), bare=not modifiers)


def _joined_before(row: Row, begin: int, start: int) -> int:
    """«Risk & Compliance Analyst», «Community Operations Manager»: where the words begin that belong to the known form."""
    if start <= begin:
        return start
    between = row.between(start - 1)
    if between in {Gap.AND, Gap.SLASH} or row.words[start - 1].folded in {"and", "und", "et", "y", "e", "en"} or row.keys[start] in WIDE:
        return max(begin, start - 3)
    return start


def _keeps(row: Row, at: int) -> bool:
    """Before a role of several words only what makes it another occupation: java, pediatric, machine learning."""
    words = lexicon()
    one = row.words[at].folded
    if row.keys[at] in LEADING:
        return True
    pairs = (" ".join(keys(word.folded for word in row.words[start : start + 2])) for start in (at - 1, at) if start >= 0)
    return one in words.disciplines or any(pair in words.discipline_phrases for pair in pairs)


def _known_inside(row: Row, begin: int, end: int) -> Named | None:
    """A known form before words that are no head: «Registered Nurse Medical Surgical», «Engineer Java»."""
    for start in range(begin, end):
        width = min(_longest_from(row, start), end - start)
        last = start + width - 1
        if width > 1 or (width == 1 and is_head(row.keys[start])):
            named = _ending_in(row, begin, last) if width == 1 or is_head(row.keys[last]) else Named(Rank.KNOWN, _at(row, range(start, last + 1)))
            after = [at for at in range(last + 1, end) if not is_filler(row.words[at])]
            joins = 0 < len(after) <= 2 and all(_keeps(row, at) for at in after)
            if not is_head(row.keys[last]) and row.keys[start] not in lexicon().first:
                named = Named(Rank.FIELD, named.at)
            return Named(named.rank, (*_at(row, after), *named.at), named.bare) if joins else named
    return None


def _longest_from(row: Row, start: int) -> int:
    """How many words from here on are a known form."""
    table = role_table()
    if keys([row.keys[start]])[0] not in table.first and row.keys[start] not in {"front", "back", "full", "cyber", "dev", "vice", "e"}:
        return 0
    for width in range(min(LONGEST, len(row.keys) - start), 0, -1):
        if _form(row, start, start + width) in table.forms:
            return width
    return 0


def _longest_to(row: Row, begin: int, last: int) -> int:
    """How many words up to here are a known form."""
    table = role_table()
    for start in range(max(begin, last - LONGEST + 1), last + 1):
        if _form(row, start, last + 1) in table.forms:
            return last + 1 - start
    return 0


def _form(row: Row, start: int, end: int) -> str:
    return " ".join(keys(row.keys[start:end]))


def _at(row: Row, places: Sequence[int] | range) -> tuple[int, ...]:
    return tuple(row.places[place] for place in places)
