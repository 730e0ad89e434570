"""A posting no larger than one record of Kafka takes, with what the matcher adds to it. Pure."""

from __future__ import annotations

from jobalerts_shared.posting import Posting

MOST = 700_000  # bytes; a record takes 1 MB, of which matched subscriptions may need 200 KB
A_LETTER, AN_EVIDENCE, A_PLACE = 6, 2000, 300  # bytes at most, or nearly
PARTS = ("description", "evidence", "locations", "places")


class TooLarge(Exception):
    """What cannot be cut is larger than a record may be."""


def fitting(posting: Posting) -> Posting:
    """Cut by halves is what takes most, from its end; what was read of it stays. Real ones are far from that."""
    if _at_most(posting) <= MOST:
        return posting
    while len(posting.model_dump_json().encode()) > MOST:
        largest = max(PARTS, key=lambda part: len(posting.model_dump_json(include={part})))
        value = getattr(posting, largest)
        if not value:
            raise TooLarge
        posting = posting.model_copy(update={largest: value[: len(value) // 2]})
    return posting


def _at_most(posting: Posting) -> int:
    """Without writing it down: this is asked of every posting."""
    letters = [posting.title, posting.company, posting.url, posting.apply_url, posting.description, *posting.locations]
    written = A_LETTER * sum(len(text) for text in letters if text)
    return written + AN_EVIDENCE * len(posting.evidence) + A_PLACE * len(posting.places)
