"""What a message says, before any channel dresses it: openings in plain words, with the reasons. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from jobalerts_notifier.reasons import Because, because
from jobalerts_notifier.retry import Kind
from jobalerts_notifier.text import one_line, safe_link
from jobalerts_shared.judging.sentences import TYPE_NAMES, pay_in_words
from jobalerts_shared.posting import Posting, WorkMode
from jobalerts_shared.verdicts import Judgement

MODE_NAMES = {WorkMode.ONSITE: "On site", WorkMode.HYBRID: "Hybrid", WorkMode.REMOTE: "Remote"}
MOST_PLACES = 3


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening as it is shown; None where the posting does not say."""

    posting_id: UUID
    opening_id: UUID
    title: str
    company: str | None
    place: str | None
    mode: str | None
    level: str | None
    employment: str | None
    pay: str | None
    posted: str | None
    link: str | None
    reasons: tuple[Because, ...]
    others: int

    @property
    def heading(self) -> str:
        """`Machine Learning Engineer at PlayStation — London`"""
        return self.title + (f" at {self.company}" if self.company else "") + (f" — {self.place}" if self.place else "")

    @property
    def facts(self) -> tuple[str, ...]:
        """What stands in one line under the title."""
        said = (self.company, self.place, self.mode, self.level, self.employment, self.pay, self.posted)
        return tuple(fact for fact in said if fact)


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to send to one target; `delivery_id` is the same for every try."""

    delivery_id: UUID
    kind: Kind
    created_at: datetime
    page_url: str
    openings: tuple[Opening, ...] = ()
    manage_url: str | None = None
    unsubscribe_url: str | None = None
    confirm_url: str | None = None

    @property
    def subject(self) -> str:
        if self.kind is Kind.CONFIRMATION:
            return "Please confirm your job alerts"
        if len(self.openings) == 1:
            return one_line(self.openings[0].heading)
        titles = ", ".join(opening.title for opening in self.openings[:4])
        return one_line(f"{len(self.openings)} new openings: {titles}", 150)


def show(posting: Posting, opening_id: UUID, judgement: Judgement, others: int) -> Opening:
    """`others` is how many more subscriptions of the person want the same opening."""
    return Opening(
        posting_id=posting.id,
        opening_id=opening_id,
        title=one_line(posting.title) or "Untitled posting",
        company=_line(posting.company),
        place=_places(posting),
        mode=MODE_NAMES[posting.work_mode] if posting.work_mode else None,
        level=" or ".join(level.value for level in posting.levels).capitalize() or None,
        employment=TYPE_NAMES[posting.employment_type].capitalize() if posting.employment_type else None,
        pay=_line(pay_in_words(posting.pay)) if posting.pay else None,
        posted=f"Posted {_day(posting.posted_at)}" if posting.posted_at else None,
        link=safe_link(posting.apply_url) or safe_link(posting.url),
        reasons=because(judgement),
        others=others,
    )


def _line(text: str | None) -> str | None:
    return (one_line(text, 120) or None) if text else None


def _places(posting: Posting) -> str | None:
    names = dict.fromkeys(line for raw in posting.locations if (line := _line(raw)))
    if not names:
        told = (", ".join(filter(None, (place.city, place.region, place.country))) for place in posting.places)
        names = dict.fromkeys(line for raw in told if (line := _line(raw)))
    shown = list(names)[:MOST_PLACES]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    return "; ".join(shown) + more if shown else None


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"
