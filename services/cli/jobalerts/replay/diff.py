"""Which alerts the present rules gain and lose against the readings that are kept. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from jobalerts.replay.reread import differences, reread
from jobalerts.replay.standing import Heard, Standing, may_alert
from jobalerts_shared.criteria import Criteria, judge
from jobalerts_shared.events import PostingEvent
from jobalerts_shared.posting import Posting
from jobalerts_shared.reading.understand import RULES_VERSION
from jobalerts_shared.verdicts import Answer, Criterion


@dataclass(frozen=True, slots=True)
class Decided:
    """A criterion that is now answered otherwise, with the posting's words before and now."""

    criterion: Criterion
    before: Answer | None
    before_words: str | None
    now: Answer | None
    now_words: str | None


@dataclass(frozen=True, slots=True)
class Turned:
    """One alert, gained or lost, by one posting of its opening."""

    subscription_id: int
    opening_id: UUID
    posting_id: UUID
    title: str
    because: tuple[Decided, ...]


@dataclass(slots=True)
class Diff:
    """`otherwise`: postings read otherwise, by field; `by_same_rules` of them had been read by the present version."""

    postings: int = 0
    same_rules: int = 0
    read_otherwise: int = 0
    by_same_rules: int = 0
    otherwise: Counter[str] = field(default_factory=Counter)
    kept_rules: Counter[str] = field(default_factory=Counter)
    gained: list[Turned] = field(default_factory=list)
    lost: list[Turned] = field(default_factory=list)

    @property
    def subscriptions(self) -> dict[int, tuple[list[Turned], list[Turned]]]:
        """Gained and lost of each subscription that has either."""
        found: dict[int, tuple[list[Turned], list[Turned]]] = defaultdict(lambda: ([], []))
        for one in self.gained:
            found[one.subscription_id][0].append(one)
        for one in self.lost:
            found[one.subscription_id][1].append(one)
        return dict(sorted(found.items()))


class Differ:
    """Takes one kept event after the other; all active subscriptions as they stand now, whatever they were then."""

    def __init__(self, standing: Mapping[int, Heard]) -> None:
        self._standing = standing
        self._everybody = Standing(standing.values())
        self._found = Diff()
        self._taken: set[tuple[UUID, int]] = set()
        # Who is alerted of an opening by any of its postings, before and now, and what turned on the way.
        self._before: dict[UUID, set[int]] = defaultdict(set)
        self._now: dict[UUID, set[int]] = defaultdict(set)
        self._turned: dict[tuple[int, UUID], Turned] = {}

    def take(self, event: PostingEvent) -> None:
        """A repeat counts once; what alerts nobody counts not at all."""
        version = (event.posting.id, event.version)
        if may_alert(event) and version not in self._taken:
            self._taken.add(version)
            now = reread(event)
            _count(self._found, event, differences(event.posting, now))
            self._turn(event, now)

    def found(self) -> Diff:
        """A want that another posting of the same opening meets both ways has not turned."""
        turned = [
            (one, number in self._now[opening])
            for (number, opening), one in self._turned.items()
            if (number in self._before[opening]) is not (number in self._now[opening])
        ]
        gained, lost = [one for one, wanted in turned if wanted], [one for one, wanted in turned if not wanted]
        return replace(self._found, gained=gained, lost=lost)

    def _turn(self, event: PostingEvent, now: Posting) -> None:
        opening, posting = event.opening_id, event.posting
        before, after = self._everybody.wanting(posting), self._everybody.wanting(now)
        self._before[opening] |= before
        self._now[opening] |= after
        for number in sorted(before ^ after):
            if (number, opening) not in self._turned:
                because = decided(self._standing[number].criteria, posting, now)
                self._turned[number, opening] = Turned(number, opening, posting.id, posting.title, because)


def decided(criteria: Criteria, before: Posting, now: Posting) -> tuple[Decided, ...]:
    """The criteria that decide otherwise than before."""
    old = {verdict.criterion: verdict for verdict in judge(criteria, before).verdicts}
    new = {verdict.criterion: verdict for verdict in judge(criteria, now).verdicts}
    return tuple(
        Decided(
            criterion,
            was.answer if was else None,
            was.words if was else None,
            is_.answer if is_ else None,
            is_.words if is_ else None,
        )
        for criterion in Criterion
        for was, is_ in [(old.get(criterion), new.get(criterion))]
        if (was is None or was.accepted) is not (is_ is None or is_.accepted)
    )


def _count(found: Diff, event: PostingEvent, fields: tuple[str, ...]) -> None:
    same = event.rules_version == RULES_VERSION
    found.postings += 1
    found.same_rules += same
    found.read_otherwise += bool(fields)
    found.by_same_rules += same and bool(fields)
    found.otherwise.update(fields)
    found.kept_rules[event.rules_version] += 1
