"""Small readings that several kinds of source share: moments, periods of pay, work modes, packed places. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from jobalerts_shared.posting import PayPeriod, WorkMode
from jobalerts_shared.reading.dates import read_date

EPOCH = re.compile(r"(?:/?Date\()?(\d{10})(?:\.\d+|(\d{3}))?(?:[+-]\d{4})?(?:\)/?)?")
NUMERIC_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
OF_A_DAY = re.compile(rf"\d:\d|\dT\d|^{EPOCH.pattern}$")  # tells more than the day
PLACE_BREAK = re.compile(r"\s*[|;\n•·]\s*")
PERIODS: tuple[tuple[PayPeriod, re.Pattern[str]], ...] = (
    (PayPeriod.HOUR, re.compile(r"hour|\bhr\b|stunde|stündl|heure|\bhora\b|\bora\b|\buur\b|timme", re.IGNORECASE)),
    (PayPeriod.DAY, re.compile(r"\bday|daily|\btag\b|täglich|\bjour\b|\bd[ií]a\b|\bdag\b", re.IGNORECASE)),
    (PayPeriod.WEEK, re.compile(r"(?<!bi-)(?<!bi)week|woche|wöchentl|semaine|semana|settimana", re.IGNORECASE)),
    (
        PayPeriod.MONTH,
        re.compile(r"(?<!bi-)(?<!bi)(?<!semi-)month|monat|mois\b|\bm[eê]s\b|mese\b|maand|månad", re.IGNORECASE),
    ),
    (
        PayPeriod.YEAR,
        re.compile(
            r"year|annual|annum|salary range|base salary|\byr\b|jahr|jährl|\ban\b|année|\ba[nñ]o\b|\banno\b|jaar\b"
            r"|\bår\b|\bp\.?a\b",
            re.IGNORECASE,
        ),
    ),
)
MODES: dict[str, WorkMode] = {
    **dict.fromkeys(
        ("remote", "remoto", "télétravail", "homeoffice", "workfromhome", "wfh", "homebased"), WorkMode.REMOTE
    ),
    **dict.fromkeys(("hybride", "híbrido", "hibrido", "ibrido", "partiallyremote", "partlyremote"), WorkMode.HYBRID),
    **dict.fromkeys(("presencial", "vorort", "insede", "inpresenza", "officebased", "fullyonsite"), WorkMode.ONSITE),
    "remotelocal": WorkMode.REMOTE,
    "remoteglobal": WorkMode.REMOTE,
    "fullyremote": WorkMode.REMOTE,
    "telecommute": WorkMode.REMOTE,
    "hybrid": WorkMode.HYBRID,
    "hybridremote": WorkMode.HYBRID,
    "onsite": WorkMode.ONSITE,
    "inoffice": WorkMode.ONSITE,
    "inperson": WorkMode.ONSITE,
    "office": WorkMode.ONSITE,
}
LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)  # so that an age, which needs a reader's own day, is no date here
NO_WORD = re.compile(r"[^\w+#]+")


def moment(words: str | None) -> datetime | None:
    """An aware moment of an ISO 8601, RFC 822, spelled-out or counted date; a date alone is its midnight in UTC."""
    text = (words or "").strip()
    if not text:
        return None
    if counted := EPOCH.fullmatch(text):
        return _aware(datetime.fromtimestamp(int(counted[1]) + int(counted[2] or 0) / 1000, UTC))
    if figures := NUMERIC_DATE.fullmatch(text):
        text = f"{figures[1]}-{figures[2]:0>2}-{figures[3]:0>2}"
    try:
        return _aware(datetime.fromisoformat(text.removesuffix(" UTC")))
    except ValueError:
        pass
    try:
        return _aware(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError):
        return _aware(read_date(text, LONG_AGO) or LONG_AGO)


def end_of(words: str | None) -> datetime | None:
    """A last moment: a date alone lasts until its day is over."""
    last = moment(words)
    return last + timedelta(days=1, seconds=-1) if last and words and not OF_A_DAY.search(words.strip()) else last


def _aware(when: datetime) -> datetime | None:
    """Years out of any reason are nobody's date, and some cannot be moved to UTC at all."""
    if not 1970 <= when.year <= 2200:
        return None
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


def period_of(words: str) -> PayPeriod | None:
    return next((period for period, pattern in PERIODS if pattern.search(words)), None)


def work_mode(words: str | None) -> WorkMode | None:
    """A field that holds nothing but a work mode; any other words say nothing here."""
    return MODES.get(re.sub(r"[\W\d_]", "", (words or "").casefold()))


def split_places(packed: str) -> tuple[str, ...]:
    """`A | B; C` holds three places; commas belong to a place."""
    parts = (" ".join(part.split()) for part in PLACE_BREAK.split(packed))
    return tuple(dict.fromkeys(part for part in parts if part))


def fold_title(title: str) -> str:
    """A title for comparison: no case, accents, punctuation."""
    folded = title.casefold()
    if not folded.isascii():
        folded = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return " ".join(NO_WORD.sub(" ", folded).split())
