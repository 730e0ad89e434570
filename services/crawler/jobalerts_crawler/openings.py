"""Which postings are one job: keys that name it, exact ones first. Pure.

The number of the job in an applicant system is exact, whoever shows it. Without one in common, the same employer, title
and levels over equal or nearly equal text are one job, whatever the city; never the title alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5
from zlib import crc32

from jobalerts_crawler.words import fold_title
from jobalerts_shared.posting import NAMESPACE, Posting
from jobalerts_shared.reading.noise_titles import without_markers

REPOSTED_WITHIN = timedelta(days=60)
LEAST_WORDS_EQUAL = 3
LEAST_WORDS_NEAR = 60
SHINGLE = 5  # words
BANDS, ROWS = 4, 8  # texts alike in 95 of 100 shingles share a band in 98 of 100 cases, alike in half of them in 2
PARTS = BANDS * ROWS
LONGEST_ADDRESS = 2000  # characters that are looked at
PRIME = (1 << 61) - 1
ODD = 0x9E3779B97F4A7C15  # spreads a checksum's bits, so that its least is any run's
LEGAL_FORMS = frozenset(
    {"inc", "incorporated", "llc", "llp", "ltd", "limited", "plc", "corp", "corporation", "co", "company", "gmbh", "ag"}
    | {"kg", "se", "ug", "mbh", "sa", "sas", "sarl", "srl", "spa", "bv", "nv", "ab", "as", "asa", "oy", "oyj", "aps"}
    | {"pty", "pte", "kk", "holding", "holdings", "group", "international"}
)
REQUISITION = re.compile(
    r"[(\[]?(?:\b(?:req(?:uisition)?|job|ref|id)\b[ .:#-]*(?:[a-z]{1,4}-?)?\d{3,}|\b(?:[a-z]{1,4}-)?\d{5,})\b[)\]]?",
    re.IGNORECASE,
)
PLACE_TAIL = re.compile(r"\s*(?:[-–—|,@(]|\bin\b)\s*([^-–—|()]{2,60})\)?\s*$", re.IGNORECASE)
NUMBERED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("greenhouse", re.compile(r"(?:job-)?boards(?:\.eu)?\.greenhouse\.io/[^/?#]+/jobs/(\d+)")),
    ("greenhouse", re.compile(r"[?&]gh_jid=(\d{4,})")),
    ("greenhouse", re.compile(r"greenhouse\.io/embed/job_app\?(?:[^#]*&)?token=(\d+)")),
    ("lever", re.compile(r"jobs(?:\.eu)?\.lever\.co/[^/?#]+/([0-9a-f]{8}-[0-9a-f-]{27})")),
    ("ashby", re.compile(r"jobs\.ashbyhq\.com/[^/?#]+/([0-9a-f]{8}-[0-9a-f-]{27})")),
    ("workable", re.compile(r"apply\.workable\.com/(?:[^/?#]+/)?j/([0-9A-F]{8,12})")),
    ("smartrecruiters", re.compile(r"jobs\.smartrecruiters\.com/[^/?#]+/(\d{9,})")),
    ("recruitee", re.compile(r"([a-z0-9-]+\.recruitee\.com/o/[a-z0-9-]+)")),
    ("teamtailor", re.compile(r"([a-z0-9.-]+\.teamtailor\.com/jobs/\d+)")),
    ("personio", re.compile(r"([a-z0-9-]+\.jobs\.personio\.(?:de|com)/job/\d+)")),
    ("icims", re.compile(r"([a-z0-9.-]+\.icims\.com/jobs/\d+)")),
    (
        "workday",
        re.compile(r"([a-z0-9-]+)(?:\.wd\d+)?\.myworkdayjobs\.com/.+_([A-Za-z0-9-]+?)(?:-\d{1,2})?(?:[/?#]|$)"),
    ),
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A posting in search of its opening, with its keys from the surest to the least."""

    posting_id: UUID
    since: datetime
    keys: tuple[str, ...]

    @property
    def own(self) -> UUID:
        """The opening that it founds where no key leads to another; anew when it comes back after a long time."""
        return uuid5(NAMESPACE, f"opening\n{self.posting_id}\n{self.since.isoformat()}")


def opening_keys(posting: Posting, same_job: str | None = None) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*_exact_keys(posting, same_job), *_likeness_keys(posting)]))


def proposals(candidates: Sequence[Candidate]) -> dict[str, UUID]:
    """Per key the opening to write down where the key is new; the first candidate of a batch founds it."""
    proposed: dict[str, UUID] = {}
    for candidate in candidates:
        for key in candidate.keys:
            proposed.setdefault(key, candidate.own)
    return proposed


def choose(candidates: Sequence[Candidate], found: Mapping[str, UUID]) -> dict[UUID, UUID]:
    """Per posting its opening: what its surest key leads to beyond itself, else its own.

    `found` is what each key stands for once all are written. A candidate may lead to another of the same batch that
    itself leads further, so the chosen are followed to their end.
    """
    chosen: dict[UUID, UUID] = {}
    moved: dict[UUID, UUID] = {}
    for candidate in candidates:
        leads = (found.get(key, candidate.own) for key in candidate.keys)
        target = next((lead for lead in leads if lead != candidate.own), candidate.own)
        while target in moved:
            target = moved[target]
        chosen[candidate.posting_id] = target
        if target != candidate.own:
            moved[candidate.own] = target
    return chosen


def _exact_keys(posting: Posting, same_job: str | None) -> Iterable[str]:
    if same_job:
        yield same_job
    kind = posting.source.partition(":")[0]
    if kind in ("greenhouse", "lever", "ashby", "smartrecruiters"):
        yield f"{kind}:{posting.native_id.lower()}"
    for address in (posting.apply_url, posting.url):
        if address and (number := ats_number(address)):
            yield number


def ats_number(address: str) -> str | None:
    """`greenhouse:8636903002` of an address in an applicant system, wherever it was copied to."""
    for system, pattern in NUMBERED:
        if found := pattern.search(address[:LONGEST_ADDRESS]):
            return f"{system}:{'/'.join(found.groups()).lower()}"
    return None


def _likeness_keys(posting: Posting) -> list[str]:
    company = fold_company(posting.company or "")
    title = bare_title(posting)
    words = _words(posting)
    if not company or not title or len(words) < LEAST_WORDS_EQUAL:
        return []
    head = f"{company}|{title}|{','.join(sorted(posting.levels))}"
    keys = [f"text:{_hash(head, ' '.join(words))}"]
    if len(words) >= LEAST_WORDS_NEAR:
        keys += [f"near:{_hash(head, str(number), band)}" for number, band in enumerate(_bands(words))]
    return keys


def fold_company(name: str) -> str:
    words = fold_title(name).split()
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return " ".join(words)


def bare_title(posting: Posting) -> str:
    """The title without gender markers, a requisition number and a place that the posting itself names."""
    title = REQUISITION.sub(" ", without_markers(posting.title))
    places = {fold_title(name) for name in _place_names(posting)}
    tail = PLACE_TAIL.search(title)
    if tail and (fold_title(tail[1]) in places or set(fold_title(tail[1]).split()) <= _place_words(posting)):
        title = title[: tail.start()]
    return fold_title(title)


def _place_names(posting: Posting) -> list[str]:
    parts = [name for place in posting.places for name in (place.city, place.region) if name]
    return [*parts, *posting.locations, *(part for raw in posting.locations for part in raw.split(","))]


def _place_words(posting: Posting) -> set[str]:
    return {word for name in _place_names(posting) for word in fold_title(name).split()} | {
        "remote",
        "hybrid",
        "onsite",
    }


def _words(posting: Posting) -> list[str]:
    """The text's words without numbers and without the names of its own places, in which copies differ."""
    places = _place_words(posting)
    return [word for word in fold_title(posting.description).split() if word not in places and not word.isdigit()]


def _bands(words: list[str]) -> list[str]:
    """MinHash over runs of words, cut into bands: two texts that share one are nearly equal.

    One number a run, the least of each of the rows' parts of all numbers: as sure as a number per row, in one pass.
    """
    least: dict[int, int] = {}
    for at in range(len(words) - SHINGLE + 1):
        number = crc32(" ".join(words[at : at + SHINGLE]).encode()) * ODD % PRIME
        part = number % PARTS
        if number < least.get(part, PRIME):
            least[part] = number
    whole = _filled(least)
    return ["-".join(map(str, whole[band * ROWS : (band + 1) * ROWS])) for band in range(BANDS)]


def _filled(least: Mapping[int, int]) -> list[int]:
    """A part that no run fell into takes the next one's, in a short text."""
    whole: list[int] = []
    following = least[min(least)]
    for part in reversed(range(PARTS)):
        following = least.get(part, following)
        whole.append(following)
    return whole[::-1]


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
