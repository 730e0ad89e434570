"""A kept posting read again with the present rules, as far as that goes without the advert. Pure.

Read again are roles, levels, places, work mode, the scope of remote work, kind of employment, pay, and whether it is
a job at all: from the title, the location lines and the kept text, and from what the board's own fields said, which
the evidence holds. Not read again: whether it is closed, its company and its dates. What only the advert knew, such as
text that was cut away, is lost; so a difference may now and then be no rule's doing.
"""

from __future__ import annotations

from collections.abc import Iterator

from jobalerts_shared.events import PostingEvent
from jobalerts_shared.posting import Advert, Evidence, Place, Posting, WorkMode
from jobalerts_shared.reading.spots import written
from jobalerts_shared.reading.understand import understand

REREAD = (
    "roles",
    "levels",
    "places",
    "work_mode",
    "remote_countries",
    "remote_anywhere",
    "remote_except",
    "employment_type",
    "pay",
    "not_a_job",
)


def reread(event: PostingEvent) -> Posting:
    """The posting with the fields of `REREAD`, and their evidence, as the present rules have them."""
    kept = event.posting
    now = understand(advert_of(kept), source=kept.source, now=event.at)
    return kept.model_copy(update={name: getattr(now, name) for name in REREAD} | {"evidence": now.evidence})


def differences(kept: Posting, now: Posting) -> tuple[str, ...]:
    return tuple(name for name in REREAD if getattr(kept, name) != getattr(now, name))


def advert_of(kept: Posting) -> Advert:
    """What the board must have said, as far as the posting remembers it."""
    words = {evidence.rule: evidence.words for evidence in kept.evidence}
    return Advert(
        native_id=kept.native_id,
        title=kept.title,
        company=kept.company,
        locations=kept.locations,
        places=tuple(_board_places(kept)),
        work_mode=_board_mode(kept),
        remote_countries=tuple((words.get("scope.board_field") or "").split()),
        employment_type=words.get("employment.board_field"),
        level=words.get("levels.board_field"),
        pay=kept.pay if "pay.board_field" in words else None,
        pay_text=_pay_line(kept, words.get("pay.line")),
        description=kept.description,
        posted_at=kept.posted_at,
        url=kept.url,
        apply_url=kept.apply_url,
    )


def _board_places(kept: Posting) -> Iterator[Place]:
    """A structured address that stands in the posting as it was; or else the country that a city has swallowed."""
    standing = {written(place): place for place in kept.places}
    for evidence in kept.evidence:
        if evidence.rule == "places.board_field" and evidence.words:
            if evidence.words in standing:
                yield standing[evidence.words]
            elif len(evidence.words) == 2:
                yield Place(country=evidence.words)


def _board_mode(kept: Posting) -> WorkMode | None:
    """A recruiter's mark is cut from the kept text, so what it said counts as the board's."""
    said = _evidence(kept, "work_mode")
    if said is None or said.value is None:
        return None
    if said.rule in ("work_mode.board_field", "work_mode.mark"):
        return WorkMode(said.value)
    # Only a bare "remote" is ever contradicted; where neither line nor title says it, a field did.
    return WorkMode.REMOTE if said.rule == "work_mode.text_contradicts" else None


def _pay_line(kept: Posting, words: str | None) -> str | None:
    """The line's figures are quoted without what it said of their period."""
    period = kept.pay.period if kept.pay else None
    return f"{words} per {period}" if words and period else words


def _evidence(kept: Posting, field: str) -> Evidence | None:
    return next((evidence for evidence in kept.evidence if evidence.field == field), None)
